// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>
#include <sys/resource.h>

#include "base/error.h"

// Where the address space cannot be limited.
#if defined(__SANITIZE_ADDRESS__) || defined(__EMSCRIPTEN__)
#define UNLIMITED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNLIMITED
#endif
#endif

static void codes_have_names_and_texts(void **state) {
  (void)state;
  assert_string_equal(stabil_status_name(STABIL_OK), "ok");
  assert_string_equal(stabil_status_name(STABIL_INPUT), "input");
  assert_string_equal(stabil_status_name(STABIL_INTERRUPTED), "interrupted");
  assert_string_equal(stabil_status_text(STABIL_MISSING), "input missing or unreadable");
  assert_string_equal(stabil_status_name((stabil_status)999), "unknown");
  assert_string_equal(stabil_status_text((stabil_status)999), "unknown status");
  assert_int_equal(STABIL_OUTPUT, 74);
}

// The names are those of the list, in lower case.
static void names_follow_the_list(void **state) {
  (void)state;
#define CHECK(name, code, text)                                                          \
  {                                                                                      \
    const char *lower = stabil_status_name(STABIL_##name);                               \
    assert_int_equal(strlen(lower), strlen(#name));                                      \
    for (size_t i = 0; lower[i]; i++) assert_int_equal(lower[i], #name[i] | 0x20);       \
    assert_string_equal(stabil_status_text(STABIL_##name), text);                        \
    assert_int_equal(STABIL_##name, code);                                               \
  }
  STABIL_STATUS_LIST(CHECK)
#undef CHECK
}

static void a_problem_owns_its_strings(void **state) {
  (void)state;
  stabil_error err = {0};
  char file[] = "a.yaml", key[] = "roles.gp", word[] = "turnovr";
  stabil_mark mark = {file, 3, 7};
  assert_int_equal(
      stabil_fail_at(&err, STABIL_INPUT, mark, key, "unknown key '%s'", word),
      STABIL_INPUT);
  memset(file, 'x', 6), memset(key, 'x', 8), memset(word, 'x', 7);
  assert_int_equal(err.count, 1);
  const stabil_problem *p = &err.problems[0];
  assert_string_equal(p->file, "a.yaml");
  assert_string_equal(p->key, "roles.gp");
  assert_string_equal(p->text, "unknown key 'turnovr'");
  assert_int_equal(p->line, 3);
  assert_int_equal(p->column, 7);
  assert_int_equal(p->status, STABIL_INPUT);
  stabil_error_clear(&err);
  assert_int_equal(err.count, 0);
  assert_null(err.problems);
  stabil_error_clear(&err);
}

static void what_is_absent_is_empty(void **state) {
  (void)state;
  stabil_error err = {0};
  assert_int_equal(stabil_fail(&err, STABIL_OUTPUT, "cannot write %d", 5), STABIL_OUTPUT);
  stabil_mark nowhere = {0};
  stabil_status status = stabil_fail_at(&err, STABIL_USAGE, nowhere, NULL, "%s", "");
  assert_int_equal(status, STABIL_USAGE);
  for (int i = 0; i < 2; i++) {
    assert_string_equal(err.problems[i].file, "");
    assert_string_equal(err.problems[i].key, "");
    assert_int_equal(err.problems[i].line, 0);
  }
  assert_string_equal(err.problems[0].text, "cannot write 5");
  assert_string_equal(err.problems[1].text, "");
  stabil_error_clear(&err);
}

static void the_list_grows_and_keeps_its_order(void **state) {
  (void)state;
  stabil_error err = {0};
  for (int i = 0; i < 1000; i++) stabil_fail(&err, STABIL_INPUT, "%d", i);
  assert_int_equal(err.count, 1000);
  assert_string_equal(err.problems[0].text, "0");
  assert_string_equal(err.problems[999].text, "999");
  stabil_error_clear(&err);
}

static void without_a_list_the_status_comes_back(void **state) {
  (void)state;
  stabil_mark mark = {"a.yaml", 1, 1};
  assert_int_equal(stabil_fail(NULL, STABIL_DEFECT, "%s", "x"), STABIL_DEFECT);
  assert_int_equal(stabil_fail_at(NULL, STABIL_INPUT, mark, "k", "x"), STABIL_INPUT);
  stabil_error_clear(NULL);
}

static void without_memory_the_status_stays(void **state) {
  (void)state;
#ifdef UNLIMITED
  skip();
#else
  struct rlimit before, tight;
  stabil_error err = {0};
  stabil_fail(&err, STABIL_INPUT, "first");
  assert_int_equal(getrlimit(RLIMIT_AS, &before), 0);
  tight = before;
  tight.rlim_cur = (rlim_t)1 << 20; // less than is in use: nothing big can be had
  assert_int_equal(setrlimit(RLIMIT_AS, &tight), 0);
  stabil_status status = stabil_fail(&err, STABIL_OUTPUT, "%*s", 16 << 20, "");
  assert_int_equal(setrlimit(RLIMIT_AS, &before), 0);
  assert_int_equal(status, STABIL_OUTPUT);
  assert_int_equal(err.count, 2);
  assert_int_equal(err.problems[1].status, STABIL_OUTPUT);
  assert_string_equal(err.problems[1].text, "");
  assert_string_equal(err.problems[0].text, "first");
  stabil_error_clear(&err);
#endif
}

static stabil_status two_steps(stabil_status first, stabil_status second, int *reached) {
  stabil_status status = STABIL_OK;
  TRY(status, first);
  ++*reached;
  TRY(status, second);
  ++*reached;
out:
  return status;
}

static void try_leaves_at_the_first_failure(void **state) {
  (void)state;
  int reached = 0;
  assert_int_equal(two_steps(STABIL_OK, STABIL_INPUT, &reached), STABIL_INPUT);
  assert_int_equal(reached, 1);
  assert_int_equal(two_steps(STABIL_OK, STABIL_OK, &reached), STABIL_OK);
  assert_int_equal(reached, 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(codes_have_names_and_texts),
      cmocka_unit_test(names_follow_the_list),
      cmocka_unit_test(a_problem_owns_its_strings),
      cmocka_unit_test(what_is_absent_is_empty),
      cmocka_unit_test(the_list_grows_and_keeps_its_order),
      cmocka_unit_test(without_a_list_the_status_comes_back),
      cmocka_unit_test(without_memory_the_status_stays),
      cmocka_unit_test(try_leaves_at_the_first_failure),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
