// SPDX-License-Identifier: GPL-3.0-or-later
// The baseline of the region at central values: it neither empties nor overflows in
// twenty years, and those who are short today are not the ones that fare best.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "case.h"

static stabil_case *c;

static int setup(void **state) {
  (void)state;
  static const char *const baseline[] = {"baseline"};
  c = stabil_case_run_text(stabil_case_file("scenarios/troms_finnmark.yaml"),
                           &(stabil_run_options){.scenario_count = 1,
                                                 .scenarios = baseline,
                                                 .draws = 1,
                                                 .replicates = 10,
                                                 .threads = 2});
  assert_int_equal(c->years, 20);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  stabil_case_free(c);
  return 0;
}

static void test_nothing_is_negative(void **state) {
  (void)state;
  for (int r = 0; r < c->replicates; r++) {
    for (int m = 0; m < STABIL_MEASURE_COUNT; m++) {
      for (int y = 0; y < c->years; y++) {
        for (int j = 0; j < c->posts; j++) {
          const double x = stabil_case_value(c, 0, r, (stabil_measure_id)m, y, j);
          const bool ratio = stabil_measure_get((stabil_measure_id)m)->denominator !=
                             STABIL_MEASURE_NONE;
          if (!(x >= 0) && !(ratio && isnan(x)))
            fail_msg("%s of %s in %s, year %d: %g",
                     stabil_measure_get((stabil_measure_id)m)->name,
                     stabil_case_role(c, j), stabil_case_place(c, j), y, x);
        }
      }
    }
  }
}

static double vacancy(int year, int from, int to) {
  double vacant = 0, funded = 0;
  for (int j = 0; j < c->posts; j++) {
    if (c->rest[j] || c->centrality[j] < from || c->centrality[j] > to) continue;
    vacant += stabil_case_moments(c, 0, STABIL_MEASURE_VACANT_FTE, year, j).mean;
    funded += stabil_case_moments(c, 0, STABIL_MEASURE_FUNDED_FTE, year, j).mean;
  }
  assert_true(funded > 100);
  return vacant / funded;
}

static void test_vacancies_stay_in_sight(void **state) {
  (void)state;
  static const int years[] = {10, 19}; // 2035, 2044
  for (int i = 0; i < 2; i++) {
    const double all = vacancy(years[i], 1, 6);
    const double central = vacancy(years[i], 3, 4), district = vacancy(years[i], 5, 6);
    print_message("%d: vacant %.1f %%, class 3-4 %.1f %%, 5-6 %.1f %%\n", 2025 + years[i],
                  100 * all, 100 * central, 100 * district);
    assert_true(all > 0.02 && all < 0.30);
    assert_true(district > central);
  }
}

static void test_staff_stay_in_number(void **state) {
  (void)state;
  double start = 0;
  for (int j = 0; j < c->posts; j++) {
    if (!c->rest[j]) start += stabil_case_initial(c, 0, 0, j);
  }
  assert_true(start > 1000);
  for (int y = 0; y < c->years; y++) {
    const double now = stabil_case_total(c, 0, STABIL_MEASURE_HEADCOUNT, y, false).mean;
    if (fabs(now / start - 1) > 0.35)
      fail_msg("%g people in post at first, %g at the end of %d", start, now, 2025 + y);
  }
}

// The rest of the country is there so that people come from and go somewhere: it may not
// be what drains or floods the region.
static void test_the_rest_stays_in_number(void **state) {
  (void)state;
  for (int j = 0; j < c->posts; j++) {
    if (!c->rest[j]) continue;
    const double start = stabil_case_initial(c, 0, 0, j);
    const double end = stabil_case_moments(c, 0, STABIL_MEASURE_HEADCOUNT, 19, j).mean;
    print_message("%s in %s: %g, %g\n", stabil_case_role(c, j), stabil_case_place(c, j),
                  start, end);
    if (start >= 500) assert_true(end > 0.5 * start && end < 2 * start);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_nothing_is_negative),
      cmocka_unit_test(test_vacancies_stay_in_sight),
      cmocka_unit_test(test_staff_stay_in_number),
      cmocka_unit_test(test_the_rest_stays_in_number),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
