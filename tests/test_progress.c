// SPDX-License-Identifier: GPL-3.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "cli/progress.h"

static void count_is(int64_t count, const char *expected) {
  char text[STABIL_NUMBER_SIZE];
  stabil_format_count(text, count);
  assert_string_equal(text, expected);
}

static void counts_get_separators(void **state) {
  (void)state;
  count_is(0, "0");
  count_is(999, "999");
  count_is(1000, "1,000");
  count_is(-1000, "-1,000");
  count_is(-100, "-100");
  count_is(123456, "123,456");
  count_is(1234567, "1,234,567");
  count_is(INT64_MIN, "-9,223,372,036,854,775,808");
}

static void large_is(double value, const char *expected) {
  char text[STABIL_NUMBER_SIZE];
  stabil_format_large(text, value);
  assert_string_equal(text, expected);
}

static void large_numbers_change_unit_where_they_round(void **state) {
  (void)state;
  large_is(0, "0");
  large_is(-1, "0");
  large_is(NAN, "0");
  large_is(999.4, "999");
  large_is(999.6, "1.0 thousand");
  large_is(81249, "81.2 thousand");
  large_is(999949, "999.9 thousand");
  large_is(999951, "1.0 million");
  large_is(45.6e6, "45.6 million");
  large_is(1.2e9, "1.2 billion");
  large_is(3e15, "3000.0 trillion");
}

static void duration_is(double seconds, const char *expected) {
  char text[STABIL_NUMBER_SIZE];
  stabil_format_duration(text, seconds);
  assert_string_equal(text, expected);
}

static void durations_change_unit_where_they_round(void **state) {
  (void)state;
  duration_is(-1, "0.0 s");
  duration_is(12.34, "12.3 s");
  duration_is(59.94, "59.9 s");
  duration_is(59.96, "1 min 0 s");
  duration_is(123, "2 min 3 s");
  duration_is(3599.4, "59 min 59 s");
  duration_is(3599.6, "1 h 0 min");
  duration_is(7380, "2 h 3 min");
}

static void clock_is(double seconds, const char *expected) {
  char text[STABIL_NUMBER_SIZE];
  stabil_format_clock(text, seconds);
  assert_string_equal(text, expected);
}

static void clocks_stay_within_bounds(void **state) {
  (void)state;
  clock_is(7, "0:07");
  clock_is(750, "12:30");
  clock_is(3723, "1:02:03");
  clock_is(-5, "0:00");
  clock_is(1e300, "999:00:00");
  clock_is(INFINITY, "999:00:00");
}

static void line_has_bar_count_rate_and_time_left(void **state) {
  (void)state;
  char line[128];
  stabil_progress progress = {.done = 500, .total = 1000, .cohort_steps = 547200000};
  stabil_progress_format(line, sizeof line, &progress, 12, 80);
  assert_string_equal(line, "[#########..........]   50 %  500/1,000  "
                            "45.6 million cohort-steps/s  0:12 left");
  assert_int_equal(strlen(line), 79);
}

static void line_before_the_first_replicate_has_no_time_left(void **state) {
  (void)state;
  char line[128];
  stabil_progress progress = {.done = 0, .total = 10};
  stabil_progress_format(line, sizeof line, &progress, 0, 50);
  assert_string_equal(line, "[................]    0 %  0/10  0 cohort-steps/s");
  progress.total = 0;
  stabil_progress_format(line, sizeof line, &progress, 0, 50);
  assert_string_equal(line, "  0 %  0/0  0 cohort-steps/s");
}

static void finished_line_is_full(void **state) {
  (void)state;
  char line[256];
  stabil_progress progress = {.done = 7, .total = 7, .cohort_steps = 700};
  stabil_progress_format(line, sizeof line, &progress, 1, 200);
  assert_string_equal(line, "[########################################]  100 %  7/7  "
                            "700 cohort-steps/s  0:00 left");
}

// A terminal wraps a line that fills it, and a wrapped line cannot be drawn over.
static void line_is_shorter_than_any_terminal(void **state) {
  (void)state;
  char line[256];
  stabil_progress progress = {.done = 123456, .total = 1000000, .cohort_steps = 1 << 30};
  for (int width = 1; width < 200; width++) {
    stabil_progress_format(line, sizeof line, &progress, 12, width);
    assert_true(strlen(line) < (size_t)width);
  }
  stabil_progress_format(line, 10, &progress, 12, 80);
  assert_true(strlen(line) < 10);
}

static void meter_draws_nothing_on_a_file(void **state) {
  (void)state;
  FILE *file = tmpfile();
  assert_non_null(file);
  stabil_meter meter;
  stabil_meter_start(&meter, file, true);
  stabil_progress progress = {.done = 1, .total = 2};
  stabil_meter_update(&meter, &progress);
  stabil_meter_clear(&meter);
  assert_int_equal(ftell(file), 0);
  assert_true(stabil_meter_seconds(&meter) >= 0);
  fclose(file);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(counts_get_separators),
      cmocka_unit_test(large_numbers_change_unit_where_they_round),
      cmocka_unit_test(durations_change_unit_where_they_round),
      cmocka_unit_test(clocks_stay_within_bounds),
      cmocka_unit_test(line_has_bar_count_rate_and_time_left),
      cmocka_unit_test(line_before_the_first_replicate_has_no_time_left),
      cmocka_unit_test(finished_line_is_full),
      cmocka_unit_test(line_is_shorter_than_any_terminal),
      cmocka_unit_test(meter_draws_nothing_on_a_file),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
