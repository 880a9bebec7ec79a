// SPDX-License-Identifier: GPL-3.0-or-later
// Stages with a length, contracts of a published median and rotation against what can be
// worked out by hand.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "case.h"

// --- LIS1: twelve months and six
// ----------------------------------------------------------------------

// Six graduates a year and room for them, no exit but by stage; then they are free, and
// wait. Nobody is in training before the start.
static const char lis1[] =
    "stabil: 1\ntitle: LIS1\nseed: 3\n"
    "horizon: {start: 2025, years: 4, steps_per_year: %d}\n"
    "professions:\n  doctor: {graduates_as: graduate, entry_age: 27}\n"
    "stages:\n"
    "  graduate: {profession: doctor}\n"
    "  ward: {profession: doctor, months: 12, next: village, then: transfer, "
    "to_role: village, level: trainee}\n"
    "  village: {profession: doctor, months: 6, next: free, then: seek, level: trainee}\n"
    "  free: {profession: doctor}\n"
    "roles:\n"
    "  ward: {at: hospital, employer: trust, holders: {graduate: ward}, "
    "turnover: {rate: 0}}\n"
    "  village: {at: municipality, employer: municipality, holders: [village], "
    "turnover: {rate: 0}}\n"
    "  gp: {at: municipality, employer: municipality, holders: [free], "
    "turnover: {rate: 0}}\n"
    "regions: {here: {label: Here}}\n"
    "places:\n"
    "  town: {kind: municipality, region: here, centrality: 3, population: 9000, "
    "hospital: h, posts: {village: {funded: 9, vacancy: 1}, gp: {funded: 0}}}\n"
    "  out: {kind: municipality, region: here, centrality: 6, population: 900, "
    "hospital: h, posts: {village: {funded: 3, vacancy: 1}}}\n"
    "  other: {kind: municipality, region: here, centrality: 6, population: 900, "
    "posts: {village: {funded: 9, vacancy: 1}}}\n"
    "  h: {kind: hospital, region: here, centrality: 3, "
    "posts: {ward: {funded: 20, vacancy: 1}}}\n"
    "programmes:\n"
    "  school: {profession: doctor, place: town, seats: 6, length: 2}\n"
    "scenarios: {baseline: {}}\n";

static double in_villages(const stabil_case *c, stabil_measure_id measure, int r, int y) {
  double sum = 0;
  for (int j = 0; j < c->posts; j++) {
    if (stabil_case_role(c, j)[0] == 'v')
      sum += stabil_case_value(c, 0, r, measure, y, j);
  }
  return sum;
}

// A class graduates as June ends and is hired then: twelve months from July in hospital,
// six in a village, and free from January; half of the step of hiring counts as time in
// post.
static void passes(int steps_per_year) {
  stabil_case *c = stabil_case_run_text(
      stabil_case_format(lis1, steps_per_year),
      &(stabil_run_options){.draws = 1, .replicates = 300, .threads = 1});
  const int ward = stabil_case_post(c, "h", "ward");
  const int town = stabil_case_post(c, "town", "village");
  const int other = stabil_case_post(c, "other", "village");
  stabil_moments share = {0};
  for (int r = 0; r < c->replicates; r++) {
    for (int y = 0; y < 4; y++) {
#define WARD(NAME) stabil_case_value(c, 0, r, STABIL_MEASURE_##NAME, y, ward)
#define VILLAGE(NAME) in_villages(c, STABIL_MEASURE_##NAME, r, y)
      assert_true(WARD(ENTERED) == 6 && WARD(HEADCOUNT) == 6 && WARD(TRAINEES) == 6);
      assert_true(WARD(LEFT) == (y == 0 ? 0 : 6));
      const double first = 6 * (0.5 + 0.5 / steps_per_year);
      assert_true(fabs(WARD(PERSON_YEARS) - (y == 0 ? first : 6)) < 1e-9);
      assert_true(VILLAGE(ENTERED) == (y == 0 ? 0 : 6));
      assert_true(VILLAGE(LEFT) == (y == 0 ? 0 : 6) && VILLAGE(HEADCOUNT) == 0);
      assert_true(fabs(VILLAGE(PERSON_YEARS) - (y == 0 ? 0 : 3)) < 1e-9);
      assert_true(stabil_case_value(c, 0, r, STABIL_MEASURE_ENTERED, y, other) == 0);
#undef WARD
#undef VILLAGE
    }
    stabil_moments_add(&share,
                       stabil_case_value(c, 0, r, STABIL_MEASURE_ENTERED, 2, town));
  }
  // one after the other by open posts, 9 and 3: hypergeometric
  stabil_case_expect_mean("placed in town", &share, 4.5, 6 * 0.75 * 0.25 * 6 / 11);
  stabil_case_free(c);
}

static void test_lis1_takes_eighteen_months(void **state) {
  (void)state;
  passes(2);
  passes(4);
  passes(12);
}

// --- contracts of a published median
// ----------------------------------------------------------------------

static const char contracts[] =
    "stabil: 1\ntitle: Contracts\nseed: 4\n"
    "horizon: {start: 2025, years: 20, steps_per_year: 2}\n"
    "professions:\n"
    "  doctor: {graduates_as: gp, entry_age: 27, leave_profession: 0.02, "
    "retire: {end: 100}}\n"
    "stages:\n  gp: {profession: doctor}\n"
    "roles:\n"
    "  gp:\n    at: municipality\n    employer: municipality\n    holders: [gp]\n"
    "    turnover: {median_years: {default: 6, size: {\"<2000\": 3, \">=50000\": 8}}}\n"
    "    tenure: {years: [2], multipliers: [1.6, 0.8]}\n"
    "    staff: {experience: {years: [10, 25], shares: [1]}}\n"
    "regions: {here: {label: Here}}\n"
    "programmes:\n  school: {profession: doctor, place: small, seats: 40, length: 1}\n"
    "places:\n"
    "  small: {kind: municipality, region: here, centrality: 6, population: 1500, "
    "posts: {gp: {funded: 200}}}\n"
    "  middle: {kind: municipality, region: here, centrality: 5, population: 3000, "
    "posts: {gp: {funded: 200}}}\n"
    "  big: {kind: municipality, region: here, centrality: 2, population: 60000, "
    "posts: {gp: {funded: 200}}}\n"
    "scenarios: {baseline: {}}\n";

// Share of contracts that last `years`, by occurrence over exposure in classes of a year.
static void expect_median(const stabil_case *c, int size, int years) {
  double log_survival = 0, variance = 0;
  for (int k = 0; k < years; k++) {
    double ended = 0, at_risk = 0;
    for (int r = 0; r < c->replicates; r++) {
      ended += stabil_case_contracts(c, r, 0, 0, size)[k];
      at_risk += stabil_case_contracts(c, r, 1, 0, size)[k];
    }
    assert_true(ended > 100);
    log_survival -= ended / at_risk;
    variance += ended / at_risk / at_risk;
  }
  // at risk for half of the step of leaving: the rate is short by (h dt)^2 / 12
  const double off = fabs(log_survival - log(0.5));
  if (off > 5 * sqrt(variance) + 0.003)
    fail_msg("size %d: %.4f of contracts last %d years (error %.4f)", size,
             exp(log_survival), years, 0.5 * sqrt(variance));
}

static void test_median_contracts_are_reproduced(void **state) {
  (void)state;
  stabil_case *c = stabil_case_run_text(
      stabil_case_format("%s", contracts),
      &(stabil_run_options){.draws = 1, .replicates = 40, .threads = 1});
  expect_median(c, 0, 3);
  expect_median(c, 1, 6);
  expect_median(c, 4, 8);
  stabil_case_free(c);
}

// --- rotation
// ----------------------------------------------------------------------

static const char rotation[] =
    "stabil: 1\ntitle: Rotation\nseed: 5\n"
    "horizon: {start: 2025, years: 6, steps_per_year: 4}\n"
    "professions:\n  doctor: {graduates_as: gp, entry_age: 27}\n"
    "stages:\n  gp: {profession: doctor}\n"
    "roles:\n"
    "  gp:\n    at: municipality\n    employer: municipality\n    holders: [gp]\n"
    "    turnover: {rate: 0.1}\n"
    "    rotation: {pay: 100, turnover: %s}\n"
    "regions: {here: {label: Here}}\n"
    "programmes:\n  school: {profession: doctor, place: a, seats: 60, length: 1}\n"
    "places:\n"
    "  a: {kind: municipality, region: here, centrality: 6, population: 1500, "
    "posts: {gp: {funded: 10, vacancy: 0.6}}}\n"
    "measures:\n"
    "  shared: {effects: [{lever: cover.rotation, scale: set, value: 0.5, "
    "pattern: \"%s\"}]}\n"
    "scenarios: {baseline: {}, shared: {measures: [{use: shared}]}}\n";

static stabil_case *rotate(const char *turnover, const char *pattern) {
  return stabil_case_run_text(
      stabil_case_format(rotation, turnover, pattern),
      &(stabil_run_options){.draws = 1, .replicates = 20, .threads = 1});
}

// Five full-time equivalents on two weeks of six take fifteen people, on one of two ten.
static void rotates(const char *pattern, double heads) {
  stabil_case *c = rotate("0", pattern);
  for (int r = 0; r < c->replicates; r++) {
    for (int y = 0; y < c->years; y++) {
      assert_true(stabil_case_value(c, 1, r, STABIL_MEASURE_ROTATION_HEADCOUNT, y, 0) ==
                  heads);
      assert_true(stabil_case_value(c, 1, r, STABIL_MEASURE_ROTATION_FTE, y, 0) == 5);
      assert_true(stabil_case_value(c, 0, r, STABIL_MEASURE_ROTATION_FTE, y, 0) == 0);
    }
  }
  stabil_case_free(c);
}

static void test_rotation_takes_people_by_pattern(void **state) {
  (void)state;
  rotates("2:4", 15);
  rotates("1:1", 10);
  rotates("3:3", 10);
}

// Rotators who leave are missed in full-time equivalents, rounded once.
static void test_rotation_fte_follow_heads(void **state) {
  (void)state;
  stabil_case *c = rotate("0.8, time_to_fill: 0.5", "2:4");
  double fewest = 15;
  for (int r = 0; r < c->replicates; r++) {
    for (int y = 0; y < c->years; y++) {
      const double n =
          stabil_case_value(c, 1, r, STABIL_MEASURE_ROTATION_HEADCOUNT, y, 0);
      const double fte = stabil_case_value(c, 1, r, STABIL_MEASURE_ROTATION_FTE, y, 0);
      assert_true(fte == floor(n * 1024 / 3 + 0.5) / 1024);
      assert_true(n <= 15);
      fewest = fmin(fewest, n);
    }
  }
  assert_true(fewest < 15);
  stabil_case_free(c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_lis1_takes_eighteen_months),
      cmocka_unit_test(test_median_contracts_are_reproduced),
      cmocka_unit_test(test_rotation_takes_people_by_pattern),
      cmocka_unit_test(test_rotation_fte_follow_heads),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
