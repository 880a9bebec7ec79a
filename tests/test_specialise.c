// SPDX-License-Identifier: GPL-3.0-or-later
// Further education as a competing hazard, against its cumulative incidence in every step
// length: it takes nobody out of a post and leaves the other causes as they were.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "case.h"

#define HEADS 600
#define LEAVE 0.05 // leaving the profession is all that is published
#define START 0.2
#define MONTHS 24
#define YEARS 5
#define REPLICATES 150

// Nobody is hired: a vacancy is not fillable for twenty years, and nobody searches.
#define STUDY(steps, ways, tail)                                                         \
  "stabil: 1\ntitle: Further\nseed: 3\nprice_year: 2025\n"                               \
  "horizon: {start: 2025, years: 5, steps_per_year: " steps "}\n"                        \
  "professions:\n  nurse: {entry_age: 26, leave_profession: 0.05, retire: {end: 100}}\n" \
  "stages:\n  nurse: {profession: nurse" ways "}\n"                                      \
  "  course: {profession: nurse, months: 24, next: expert, then: stay, level: trainee, " \
  "work_share: 0.5}\n"                                                                   \
  "  expert: {profession: nurse, level: specialist}\n"                                   \
  "  school: {profession: nurse, level: specialist}\n"                                   \
  "roles:\n  post:\n    at: municipality\n    employer: municipality\n"                  \
  "    holders: [nurse, course, expert, school]\n    position_fraction: 1\n"             \
  "    time_to_fill: 20\n    turnover: {rate: 0.05}\n"                                   \
  "    staff: {stages: {nurse: 1}, experience: {years: [0, 10], shares: [1]}}\n"         \
  "regions: {here: {label: Here}}\nplaces:\n  a: {kind: municipality, region: here, "    \
  "centrality: 5, population: 1000, posts: {post: {funded: 600, vacancy: 0}}}\n" tail

#define ONE_WAY ", specialise: [{to: course, rate: 0.2}]"
#define TWO_WAYS ", specialise: [{to: school, rate: 0.1}, {to: course, rate: 0.1}]"

static stabil_case *run(char *text) {
  return stabil_case_run_text(
      text, &(stabil_run_options){.draws = 1, .replicates = REPLICATES, .threads = 1});
}

static void expect_binomial(const stabil_case *c, int scenario, stabil_measure_id measure,
                            int year, double p) {
  const stabil_moments m = stabil_case_moments(c, scenario, measure, year, 0);
  const char *name = stabil_measure_get(measure)->name;
  const double v = HEADS * p * (1 - p);
  stabil_case_expect_mean(name, &m, HEADS * p, v);
  stabil_case_expect_variance(name, &m, v, 3 + (1 - 6 * p * (1 - p)) / v);
}

// --- cumulative incidence
// -----------------------------------------------------------------------

typedef struct shares {
  double trainee, expert;
} shares;

// In the step from t on one starts with probability 1 - exp(-k dt) if still there as a
// nurse at its end, and is in training from then on for exactly MONTHS.
static shares reckon(double start, int steps, int year) {
  const double dt = 1.0 / steps;
  const int now = (year + 1) * steps, length = MONTHS * steps / 12;
  shares out = {0};
  for (int t = 0; t < now; t++) {
    const double p =
        exp(-start * t * dt) * (1 - exp(-start * dt)) * exp(-LEAVE * now * dt);
    if (t + 1 + length > now)
      out.trainee += p;
    else
      out.expert += p;
  }
  return out;
}

static void test_incidence_is_that_of_the_formula(void **state) {
  (void)state;
  static const char *const steps[] = {"1", "2", "12"};
  for (int i = 0; i < 3; i++) {
    stabil_case *c = run(stabil_case_format(STUDY("%s", ONE_WAY, ""), steps[i]));
    for (int y = 0; y < YEARS; y++) {
      const shares p = reckon(START, atoi(steps[i]), y);
      expect_binomial(c, 0, STABIL_MEASURE_TRAINEES, y, p.trainee);
      if (p.expert > 0) expect_binomial(c, 0, STABIL_MEASURE_SPECIALISTS, y, p.expert);
    }
    stabil_case_free(c);
  }
}

// Those who leave are as many as without it, and no other cause is on file.
static void test_it_is_no_separation(void **state) {
  (void)state;
  stabil_case *c = run(stabil_case_format(STUDY("2", ONE_WAY, "")));
  for (int y = 0; y < YEARS; y++) {
    expect_binomial(c, 0, STABIL_MEASURE_HEADCOUNT, y, exp(-LEAVE * (y + 1)));
    for (int r = 0; r < c->replicates; r++) {
      const double *causes = stabil_case_causes(c, 0, r, y, 0);
      assert_true(causes[STABIL_CAUSE_LEAVE_PROFESSION] ==
                  stabil_case_value(c, 0, r, STABIL_MEASURE_LEFT, y, 0));
      assert_true(stabil_case_value(c, 0, r, STABIL_MEASURE_HIRES, y, 0) == 0);
      assert_true(stabil_case_value(c, 0, r, STABIL_MEASURE_ENTERED, y, 0) == 0);
      assert_true(stabil_case_value(c, 0, r, STABIL_MEASURE_FTE, y, 0) ==
                  stabil_case_value(c, 0, r, STABIL_MEASURE_HEADCOUNT, y, 0) -
                      0.5 * stabil_case_value(c, 0, r, STABIL_MEASURE_TRAINEES, y, 0));
    }
  }
  stabil_case_free(c);
}

// --- ways and levers
// ----------------------------------------------------------------------------

static void test_two_ways_share_the_rate(void **state) {
  (void)state;
  stabil_case *c = run(stabil_case_format(STUDY("2", TWO_WAYS, "")));
  // half of those who start are on the course in the first two years, half at school
  for (int y = 0; y < 2; y++) {
    const double p = 0.5 * reckon(START, 2, y).trainee;
    expect_binomial(c, 0, STABIL_MEASURE_TRAINEES, y, p);
    expect_binomial(c, 0, STABIL_MEASURE_SPECIALISTS, y, p);
  }
  stabil_case *other =
      run(stabil_case_change(stabil_case_format(STUDY("2", TWO_WAYS, "")),
                             "[{to: school, rate: 0.1}, {to: course, rate: "
                             "0.1}]",
                             "[{to: course, rate: 0.1}, {to: school, rate: "
                             "0.1}]"));
  for (int r = 0; r < 5; r++) assert_true(stabil_case_same(c, 0, r, other, 0, r, YEARS));
  stabil_case_free(c);
  stabil_case_free(other);
}

#define MEASURES                                                                         \
  "measures:\n  twice: {effects: [{lever: hazard.specialise, scale: hr, value: 2}]}\n"   \
  "  no_more: {effects: [{lever: hazard.specialise, scale: hr, value: 1}]}\n"            \
  "scenarios:\n  baseline: {}\n  twice: {measures: [twice]}\n"                           \
  "  null: {measures: [no_more, {use: twice, coverage: 0}]}\n"

static void test_a_lever_moves_the_rate(void **state) {
  (void)state;
  stabil_case *c = run(stabil_case_format(STUDY("2", ONE_WAY, MEASURES)));
  const shares p = reckon(2 * START, 2, 3);
  expect_binomial(c, 1, STABIL_MEASURE_TRAINEES, 3, p.trainee);
  expect_binomial(c, 1, STABIL_MEASURE_SPECIALISTS, 3, p.expert);
  for (int r = 0; r < 5; r++) assert_true(stabil_case_same(c, 0, r, c, 2, r, YEARS));
  stabil_case_free(c);
}

static void test_a_rate_of_nothing_changes_nothing(void **state) {
  (void)state;
  stabil_case *without = run(stabil_case_format(STUDY("2", "", "")));
  stabil_case *none = run(stabil_case_format(
      STUDY("2", ", specialise: [{to: course, rate: 0}, {to: school, rate: 0}]", "")));
  for (int r = 0; r < 20; r++)
    assert_true(stabil_case_same(without, 0, r, none, 0, r, YEARS));
  stabil_case_free(without);
  stabil_case_free(none);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_incidence_is_that_of_the_formula),
      cmocka_unit_test(test_it_is_no_separation),
      cmocka_unit_test(test_two_ways_share_the_rate),
      cmocka_unit_test(test_a_lever_moves_the_rate),
      cmocka_unit_test(test_a_rate_of_nothing_changes_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
