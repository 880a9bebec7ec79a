// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/spill.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { LENGTH = 700 };

static stabil_spill open_spill(void) {
  stabil_spill spill = {.scenarios = 2, .replicates = 3, .fields = 2};
  spill.length[0] = LENGTH;
  spill.length[1] = 5;
  assert_int_equal(stabil_spill_open(&spill, "spill_test", NULL), STABIL_OK);
  return spill;
}

static void write_row(stabil_spill *spill, stabil_row row, const double *values) {
  int32_t scratch[LENGTH];
  assert_int_equal(stabil_spill_write(spill, row, values, scratch), 0);
}

static void check_row(const stabil_spill *spill, stabil_row row, size_t first,
                      size_t count, const double *values) {
  double out[LENGTH];
  assert_int_equal(stabil_spill_read(spill, row, first, count, out), 0);
  for (size_t i = 0; i < count; i++)
    assert_true(out[i] == values[first + i] ||
                (isnan(out[i]) && isnan(values[first + i])));
}

// Rows of every form come back as they were, whole and in part.
static void rows_come_back(void **state) {
  (void)state;
  stabil_spill spill = open_spill();
  double fixed[LENGTH], any[LENGTH], zeros[LENGTH] = {0};
  for (int i = 0; i < LENGTH; i++) {
    fixed[i] = (i - 350) * 5991 / 1024.0;
    any[i] = i % 7 == 0 ? (double)NAN : 1e9 / (i + 1);
  }
  write_row(&spill, (stabil_row){0, 0, 0}, fixed);
  write_row(&spill, (stabil_row){0, 0, 2}, any);
  write_row(&spill, (stabil_row){1, 0, 1}, zeros);
  write_row(&spill, (stabil_row){1, 1, 2}, any + 1);
  for (size_t count = 1; count < LENGTH; count = 2 * count + 1) {
    size_t first = (LENGTH - count) / 2;
    check_row(&spill, (stabil_row){0, 0, 0}, first, count, fixed);
    check_row(&spill, (stabil_row){0, 0, 2}, first, count, any);
    check_row(&spill, (stabil_row){1, 0, 1}, first, count, zeros);
  }
  check_row(&spill, (stabil_row){0, 0, 0}, 0, LENGTH, fixed);
  check_row(&spill, (stabil_row){1, 1, 2}, 0, 5, any + 1);
  stabil_spill_close(&spill);
}

// The ends of what four bytes hold, and what lies just beyond.
static void limits_are_exact(void **state) {
  (void)state;
  const double rows[][5] = {{2097151.9990234375, -2097152 + 1.0 / 1024, 0, 1, 2},
                            {2097152, 0, 0, 0, 0},
                            {-2097152.5, 1, 0, 0, 0},
                            {1.0 / 2048, 1, 2, 3, 4},
                            {INFINITY, 0, 0, 0, 0}};
  stabil_spill spill = open_spill();
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    write_row(&spill, (stabil_row){0, 1, 0}, rows[i]);
    check_row(&spill, (stabil_row){0, 1, 0}, 0, 5, rows[i]);
  }
  stabil_spill_close(&spill);
}

static void the_file_has_no_name(void **state) {
  (void)state;
  struct stat about;
  stabil_spill spill = open_spill();
  assert_int_equal(fstat(spill.file, &about), 0);
  assert_int_equal(about.st_nlink, 0);
  stabil_spill_close(&spill);
}

static void a_missing_directory_is_an_output_error(void **state) {
  (void)state;
  stabil_error err = {0};
  stabil_spill spill = {.scenarios = 1, .replicates = 1, .fields = 1, .length = {1}};
  assert_int_equal(stabil_spill_open(&spill, "/nowhere at all/out.h5", &err),
                   STABIL_OUTPUT);
  assert_non_null(strstr(err.problems[0].text, "/nowhere at all/out.h5"));
  stabil_error_clear(&err);
  stabil_spill_close(&spill);
}

static int in_tmp(void **state) {
  (void)state;
  const char *folder = getenv("TMPDIR");
  return folder ? chdir(folder) : 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows_come_back), cmocka_unit_test(limits_are_exact),
      cmocka_unit_test(the_file_has_no_name),
      cmocka_unit_test(a_missing_directory_is_an_output_error)};
  return cmocka_run_group_tests(tests, in_tmp, NULL);
}
