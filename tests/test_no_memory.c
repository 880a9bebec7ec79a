// SPDX-License-Identifier: GPL-3.0-or-later
// `check` when memory runs out: the nth request for memory fails, n = 1, 2, ... until
// none does. Each time it ends with "out of memory", or as it should have, and nothing is
// lost. Requests of libyaml, jansson, GSL and libc are among them.
//   test_no_memory [--all]      every n on the region too, else in steps
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/cli.h"
#include "cli/options.h"
#include "stabil/scenario.h"

#define SMALL STABIL_SOURCE_DIR "/tests/cases/small.yaml"
#define BASED STABIL_SOURCE_DIR "/scenarios/08_bond.yaml"
#define JOINT STABIL_SOURCE_DIR "/scenarios/19_uncertainty.yaml"
#define REGION STABIL_SOURCE_DIR "/scenarios/troms_finnmark.yaml"
#define WRONG STABIL_SOURCE_DIR "/tests/cases/bad/unknown_names.yaml"

// --- the memory of this process
// -----------------------------------------------------------

// The sanitizers have a malloc of their own: there the linker hands over the calls of the
// project (--wrap); elsewhere those of every library come here.
#ifdef STABIL_WRAPPED
#define OWN(name) __wrap_##name
#define REAL(name) __real_##name
#define EVERYTHING false
#else
#define OWN(name) name
#define REAL(name) __libc_##name
#define EVERYTHING true
#endif

void *REAL(malloc)(size_t size);
void *REAL(calloc)(size_t count, size_t size);
void *REAL(realloc)(void *old, size_t size);
void REAL(free)(void *old);
void *OWN(malloc)(size_t size);
void *OWN(calloc)(size_t count, size_t size);
void *OWN(realloc)(void *old, size_t size);
void OWN(free)(void *old);

static long requests, failing, held; // failing: which request fails; 0: none

static bool refused(void) {
  return ++requests == failing;
}

static void *given(void *piece) {
  held += piece != NULL;
  return piece;
}

void *OWN(malloc)(size_t size) {
  return refused() ? NULL : given(REAL(malloc)(size));
}

void *OWN(calloc)(size_t count, size_t size) {
  return refused() ? NULL : given(REAL(calloc)(count, size));
}

void *OWN(realloc)(void *old, size_t size) {
  if (refused()) return NULL;
  void *piece = REAL(realloc)(old, size);
  held += old == NULL && piece != NULL;
  return piece;
}

void OWN(free)(void *old) {
  held -= old != NULL;
  REAL(free)(old);
}

// --- one run ---------------------------------------------------------------------------

typedef stabil_status work(const char *path);

static stabil_status read_only(const char *path) {
  stabil_error err = {0};
  stabil_study *study = NULL;
  stabil_status status = stabil_study_read(path, &study, &err);
  if ((status == STABIL_OK) != (study != NULL)) status = STABIL_DEFECT;
  stabil_study_free(study);
  stabil_error_clear(&err);
  return status;
}

static stabil_status command(const char *path, bool json) {
  static stabil_arguments arguments;
  char *operand = (char *)(uintptr_t)path;
  arguments = (stabil_arguments){.operand_count = 1, .operands = &operand};
  arguments.given[0] = json; // its only option
  return (stabil_status)stabil_command_check.run(&arguments);
}

static stabil_status check_text(const char *path) {
  return command(path, false);
}

static stabil_status check_json(const char *path) {
  return command(path, true);
}

// Out of memory, or what is so with memory. Returns how many requests there were.
static long run_once(work *what, const char *path, long n, stabil_status fine) {
  const long before = held;
  requests = 0;
  failing = n;
  stabil_status status = what(path);
  failing = 0;
  const long asked = requests, lost = held - before;
  if (status != fine && status != STABIL_MEMORY)
    fail_msg("%s: request %ld failed: status %d", path, n, (int)status);
  if (EVERYTHING && lost != 0)
    fail_msg("%s: request %ld failed: %ld pieces are lost", path, n, lost);
  return asked;
}

// Every request of the first thousand, then every `step`th.
static void loop(work *what, const char *path, stabil_status fine, long step) {
  (void)run_once(what, path, 0, fine); // what libraries keep for good
  const long last = run_once(what, path, 0, fine);
  assert_true(last > (EVERYTHING ? 1000 : 3));
  for (long n = 1; n <= last; n += n < 1000 ? 1 : step)
    (void)run_once(what, path, n, fine);
  print_message("%s: %ld requests\n", path, last);
}

static bool all;

static void a_small_study(void **state) {
  (void)state;
  loop(read_only, SMALL, STABIL_OK, 1);
}

static void a_study_with_bases(void **state) {
  (void)state;
  loop(read_only, BASED, STABIL_OK, 1);
}

// Fits, a sample in a file, a correlation.
static void a_study_with_distributions(void **state) {
  (void)state;
  loop(read_only, JOINT, STABIL_OK, 1);
}

static void a_wrong_study(void **state) {
  (void)state;
  loop(read_only, WRONG, STABIL_INPUT, 1);
}

static void the_region(void **state) {
  (void)state;
  loop(read_only, REGION, STABIL_OK, all ? 1 : 97);
}

// Messages and results of some thousand runs go nowhere.
static int silence(void **state) {
  static int kept[2];
  fflush(NULL);
  kept[0] = dup(STDOUT_FILENO);
  kept[1] = dup(STDERR_FILENO);
  *state = kept;
  FILE *nowhere = fopen("/dev/null", "w");
  if (kept[0] < 0 || kept[1] < 0 || nowhere == NULL) return -1;
  (void)dup2(fileno(nowhere), STDOUT_FILENO);
  (void)dup2(fileno(nowhere), STDERR_FILENO);
  return fclose(nowhere);
}

static int speak(void **state) {
  const int *kept = *state;
  fflush(NULL);
  (void)dup2(kept[0], STDOUT_FILENO);
  (void)dup2(kept[1], STDERR_FILENO);
  close(kept[0]);
  return close(kept[1]);
}

static void the_command_on_a_wrong_study(void **state) {
  (void)state;
  loop(check_text, WRONG, STABIL_INPUT, 7);
}

static void the_command_for_tools(void **state) {
  (void)state;
  loop(check_json, WRONG, STABIL_INPUT, 7);
}

int main(int argc, char **argv) {
  all = argc > 1 && strcmp(argv[1], "--all") == 0;
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_small_study),
      cmocka_unit_test(a_study_with_bases),
      cmocka_unit_test(a_study_with_distributions),
      cmocka_unit_test(a_wrong_study),
      cmocka_unit_test(the_region),
      cmocka_unit_test_setup_teardown(the_command_on_a_wrong_study, silence, speak),
      cmocka_unit_test_setup_teardown(the_command_for_tools, silence, speak),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
