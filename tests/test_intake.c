// SPDX-License-Identifier: GPL-3.0-or-later
// Rounds of hiring: whoever graduates in June begins when the next round is over,
// whatever the step, and nobody goes elsewhere in the meantime.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "case.h"

#define SEATS 60
#define STUDY                                                                            \
  "stabil: 1\ntitle: Rounds\nseed: 5\n"                                                  \
  "horizon: {start: 2025, years: 3, steps_per_year: %d}\n"                               \
  "professions:\n  doctor: {graduates_as: fresh, entry_age: 26, leave_profession: 0}\n"  \
  "stages:\n  fresh: {profession: doctor}\n"                                             \
  "  intern: {profession: doctor, months: 12, next: done, then: seek}\n"                 \
  "  done: {profession: doctor}\n"                                                       \
  "roles:\n  internship:\n    at: municipality\n    employer: municipality\n"            \
  "    holders: {fresh: intern}\n    intake: %d\n    time_to_fill: 0\n"                  \
  "    turnover: {rate: 0}\n    wage: 1200\n    vacancy: 1\n"                            \
  "    staff: {stages: {intern: 1}}\n"                                                   \
  "regions: {here: {label: Here}, far: {label: Far}}\n"                                  \
  "programmes: {school: {profession: doctor, place: a, seats: {2020: 0, 2024: 60}, "     \
  "length: 1}}\n"                                                                        \
  "places:\n  a: {kind: municipality, region: here, centrality: 5, population: 1000, "   \
  "posts: {internship: {funded: 200}}}\n"

static stabil_case *run(int steps, int intake) {
  return stabil_case_run_text(
      stabil_case_format(STUDY, steps, intake),
      &(stabil_run_options){.draws = 1, .replicates = 3, .threads = 1});
}

// Months of pay in the first year, and in the second: those who came and those who leave.
static void expect_months(int steps, int intake, int months) {
  stabil_case *c = run(steps, intake);
  for (int r = 0; r < c->replicates; r++) {
    const double first = stabil_case_value(c, 0, r, STABIL_MEASURE_WAGE_COST, 0, 0);
    const double second = stabil_case_value(c, 0, r, STABIL_MEASURE_WAGE_COST, 1, 0);
    if (fabs(first - SEATS * 100.0 * months) > 1e-6 ||
        fabs(second - SEATS * 1200.0) > 1e-6)
      fail_msg("%d steps, rounds of %d months: paid %g and %g", steps, intake, first,
               second);
    assert_true(stabil_case_value(c, 0, r, STABIL_MEASURE_HIRES, 0, 0) == SEATS);
  }
  stabil_case_free(c);
}

static void test_the_next_round_hires(void **state) {
  (void)state;
  // the step of hiring pays: the month that ends with the round counts
  expect_months(12, 0, 7);
  expect_months(12, 1, 7);
  expect_months(12, 6, 7);
  expect_months(12, 4, 5);
  expect_months(12, 12, 1);
  expect_months(4, 6, 9);
  expect_months(4, 3, 9);
  expect_months(4, 12, 3);
}

// Rounds that are not longer than a step change nothing, to the bit.
static void test_a_short_round_changes_nothing(void **state) {
  (void)state;
  stabil_case *without = run(2, 0);
  static const int rounds[] = {1, 2, 3, 6};
  for (int i = 0; i < 4; i++) {
    stabil_case *with = run(2, rounds[i]);
    for (int r = 0; r < 3; r++)
      assert_true(stabil_case_same(without, 0, r, with, 0, r, 3));
    stabil_case_free(with);
  }
  stabil_case_free(without);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_the_next_round_hires),
      cmocka_unit_test(test_a_short_round_changes_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
