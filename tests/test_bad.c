// SPDX-License-Identifier: GPL-3.0-or-later
// Every file in cases/bad says at its top what is wrong with it:
//   # status: 66                            (else 65)
//   # expect: LINE:COLUMN KEY TEXT          one per problem, in order; KEY may be -
// The problems that reading reports must be these, no more and no fewer; TEXT is a part
// of the message.
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "stabil/scenario.h"

#define FOLDER STABIL_SOURCE_DIR "/tests/cases/bad"
#define FEWEST 220
#define MOST 24

typedef struct expectation {
  int line, column;
  char key[200], text[300];
} expectation;

typedef struct expectations {
  int status, count;
  expectation row[MOST];
} expectations;

static int read_head(const char *path, expectations *out) {
  char line[700];
  *out = (expectations){.status = STABIL_INPUT};
  FILE *file = fopen(path, "rb");
  if (file == NULL) return 0;
  while (fgets(line, sizeof line, file) != NULL && line[0] == '#') {
    expectation *row = &out->row[out->count];
    if (sscanf(line, "# status: %d", &out->status) == 1) continue;
    if (sscanf(line, "# expect: %d:%d %199s %299[^\n]", &row->line, &row->column,
               row->key, row->text) == 4)
      out->count++;
    if (out->count == MOST) break;
  }
  fclose(file);
  return out->count;
}

static int complain(const char *path, size_t i, const char *what) {
  fprintf(stderr, "%s: problem %zu: %s\n", path, i + 1, what);
  return 1;
}

static int compare(const char *path, size_t i, const expectation *want,
                   const stabil_problem *got) {
  const char *key = strcmp(want->key, "-") == 0 ? "" : want->key;
  int wrong = 0;
  if (strcmp(got->file, path) != 0) wrong += complain(path, i, "in another file");
  if (got->line != want->line || got->column != want->column)
    wrong += complain(path, i, "at another place");
  if (strcmp(got->key, key) != 0) wrong += complain(path, i, "at another key");
  if (strstr(got->text, want->text) == NULL) wrong += complain(path, i, "another text");
  if (wrong > 0)
    fprintf(stderr, "  wanted %d:%d %s %s\n  found  %d:%d %s %s\n", want->line,
            want->column, key, want->text, got->line, got->column, got->key, got->text);
  return wrong;
}

static int check_case(const char *name) {
  char path[600];
  expectations want;
  stabil_error err = {0};
  stabil_study *study = NULL;
  (void)snprintf(path, sizeof path, "%s/%s", FOLDER, name);
  if (read_head(path, &want) == 0) return complain(path, 0, "the file expects nothing");
  stabil_status status = stabil_study_read(path, &study, &err);
  int wrong = 0;
  if ((int)status != want.status) wrong += complain(path, 0, "another status");
  if (study != NULL) wrong += complain(path, 0, "a study came out");
  for (size_t i = 0; i < err.count && i < (size_t)want.count; i++)
    wrong += compare(path, i, &want.row[i], &err.problems[i]);
  for (size_t i = (size_t)want.count; i < err.count; i++)
    wrong += complain(path, i, err.problems[i].text);
  if (err.count < (size_t)want.count) wrong += complain(path, err.count, "not found");
  stabil_error_clear(&err);
  stabil_study_free(study);
  return wrong;
}

static void every_bad_file_is_refused_at_its_place(void **state) {
  (void)state;
  int files = 0, wrong = 0;
  DIR *folder = opendir(FOLDER);
  assert_non_null(folder);
  for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
    const char *end = strrchr(entry->d_name, '.');
    if (end == NULL || strcmp(end, ".yaml") != 0) continue;
    files++;
    wrong += check_case(entry->d_name);
  }
  closedir(folder);
  assert_int_equal(wrong, 0);
  assert_true(files >= FEWEST);
}

// What the bad files change is right as it stands.
static void the_study_they_change_is_fine(void **state) {
  (void)state;
  stabil_error err = {0};
  stabil_study *study = NULL;
  stabil_status status =
      stabil_study_read(STABIL_SOURCE_DIR "/tests/cases/small.yaml", &study, &err);
  assert_int_equal(status, STABIL_OK);
  assert_int_equal(err.count, 0);
  stabil_study_free(study);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_bad_file_is_refused_at_its_place),
      cmocka_unit_test(the_study_they_change_is_fine),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
