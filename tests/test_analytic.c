// SPDX-License-Identifier: GPL-3.0-or-later
// Leaving and entering against what can be worked out by hand. Seeds are fixed, and every
// assertion fails by chance once in a million (STABIL_ALPHA).
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <gsl/gsl_randist.h>

#include "case.h"

// One role in one place; professions, the role's numbers and places are the test's.
#define STUDY(years, steps, profession, role, places)                                    \
  "stabil: 1\ntitle: Analytic\nseed: 11\n"                                               \
  "horizon: {start: 2025, years: " years ", steps_per_year: " steps "}\n"                \
  "professions:\n  nurse: {graduates_as: nurse, entry_age: 26, " profession "}\n"        \
  "stages:\n  nurse: {profession: nurse}\n"                                              \
  "roles:\n  post:\n    at: municipality\n    employer: municipality\n"                  \
  "    holders: [nurse]\n    position_fraction: 1\n" role                                \
  "regions: {here: {label: Here}, far: {label: Far}}\n"                                  \
  "places:\n" places "scenarios: {baseline: {}}\n"

#define PLACE(id, funded)                                                                \
  "  " id ": {kind: municipality, region: here, centrality: 5, population: 1000, "       \
  "lat: 0, lon: 0, posts: {post: {funded: " funded "}}}\n"

// A rate of 0: nobody changes posts.
#define ONLY_LEAVE "    turnover: {rate: 0}\n"

static stabil_case *run(const char *text, int replicates) {
  return stabil_case_run_text(
      stabil_case_format("%s", text),
      &(stabil_run_options){.draws = 1, .replicates = replicates, .threads = 1});
}

// --- pure death: binomial survival
// ----------------------------------------------------------------------

#define PEOPLE 400
#define RATE 0.15

static void survival_is_binomial(const char *text, int replicates) {
  stabil_case *c = run(text, replicates);
  for (int year = 0; year < c->years; year++) {
    const double p = exp(-RATE * (year + 1)), variance = PEOPLE * p * (1 - p);
    const double kurtosis = 3 + (1 - 6 * p * (1 - p)) / variance;
    const stabil_moments m = stabil_case_moments(c, 0, STABIL_MEASURE_HEADCOUNT, year, 0);
    stabil_case_expect_mean("survivors", &m, PEOPLE * p, variance);
    stabil_case_expect_variance("survivors", &m, variance, kurtosis);
  }
  stabil_case_free(c);
}

static void test_survival_is_binomial(void **state) {
  (void)state;
  survival_is_binomial(STUDY("8", "2", "leave_profession: 0.15",
                             ONLY_LEAVE
                             "    staff: {experience: {years: [0, 10], shares: [1]}}\n",
                             PLACE("a", "400")),
                       600);
  survival_is_binomial(STUDY("3", "12", "leave_profession: 0.15",
                             ONLY_LEAVE
                             "    staff: {experience: {years: [0, 10], shares: [1]}}\n",
                             PLACE("a", "400")),
                       600);
}

// The whole distribution, of one cohort (experience all alike) and of many.
static void counts_are_binomial(const char *experience) {
  char *text = stabil_case_format(
      STUDY("4", "2", "leave_profession: 0.15",
            ONLY_LEAVE "    staff: {experience: {years: %s, shares: [1]}}\n",
            PLACE("a", "12")),
      experience);
  stabil_case *c = run(text, 4000);
  double observed[13] = {0}, expected[13];
  for (int r = 0; r < c->replicates; r++)
    observed[(int)stabil_case_value(c, 0, r, STABIL_MEASURE_HEADCOUNT, 3, 0)]++;
  for (unsigned k = 0; k <= 12; k++)
    expected[k] = c->replicates * gsl_ran_binomial_pdf(k, exp(-RATE * 4), 12);
  assert_true(stabil_statistics_chi_square(observed, expected, 13, 0) > STABIL_ALPHA);
  stabil_case_free(c);
  free(text);
}

static void test_counts_are_binomial(void **state) {
  (void)state;
  counts_are_binomial("[0, 0.1]");
  counts_are_binomial("[0, 10]");
}

// --- competing causes
// ----------------------------------------------------------------------

// Everybody is of an age to retire at 0.12 a year, 0.05 leave, 0.30 is published: 0.13
// separate. Who separates seeks a post in the one place that has none to spare.
static const char causes[] = STUDY(
    "4", "4", "leave_profession: 0.05, retire: {ages: [40], rates: [0.12], end: 99}",
    "    turnover: {rate: 0.30}\n    time_to_fill: 20\n"
    "    staff: {experience: {years: [20, 30], shares: [1]}}\n",
    PLACE("a", "3000"));

// The exits of a pool that nobody enters: the share of each cause is that of its rate.
static void test_published_turnover_is_reproduced(void **state) {
  (void)state;
  stabil_case *c = run(causes, 100);
  double exits = 0, years = 0;
  for (int y = 0; y < c->years; y++) {
    exits += stabil_case_moments(c, 0, STABIL_MEASURE_SEPARATIONS, y, 0).mean;
    years += stabil_case_moments(c, 0, STABIL_MEASURE_PERSON_YEARS, y, 0).mean;
  }
  // person-years are means of steps' ends: tanh(H dt / 2) / (dt / 2) a person-year
  const double expected = tanh(0.30 / 8) * 8;
  const double error = expected / sqrt(exits * c->replicates);
  if (!(fabs(exits / years - expected) < 5 * error))
    fail_msg("found turnover %.6f, expected %.6f +- %.6f", exits / years, expected,
             error);
  stabil_case_free(c);
}

// The same pool beside a place with room for everybody: those who separate are hired
// there in the same step, the others are gone.
static const char moving[] = STUDY(
    "1", "1", "leave_profession: 0.05, retire: {ages: [40], rates: [0.12], end: 99}",
    "    turnover: {rate: 0.30}\n"
    "    staff: {experience: {years: [20, 30], shares: [1]}}\n",
    PLACE("a", "3000") PLACE("b", "5000, vacancy: 1"));

static void test_causes_share_the_exits(void **state) {
  (void)state;
  stabil_case *c = run(moving, 400);
  const double p = 1 - exp(-0.30), q = p * 0.13 / 0.30;
  const stabil_moments exits = stabil_case_moments(c, 0, STABIL_MEASURE_LEFT, 0, 0);
  stabil_case_expect_mean("exits", &exits, 3000 * p, 3000 * p * (1 - p));
  stabil_case_expect_variance("exits", &exits, 3000 * p * (1 - p), 3);
  const stabil_moments moved = stabil_case_moments(c, 0, STABIL_MEASURE_ENTERED, 0, 1);
  stabil_case_expect_mean("those who separated", &moved, 3000 * q, 3000 * q * (1 - q));
  stabil_case_expect_variance("those who separated", &moved, 3000 * q * (1 - q), 3);
  stabil_case_free(c);
}

// In the rest of the country leaving and retiring may be all that is published; what goes
// there from the region is what is stated, of posts that are filled again. Here nobody
// fills them: the rate alone is the stated one.
#define STATED_ROLE                                                                      \
  "    turnover: {rate: {default: 0.30, kind: {rest: 0.17}}}\n    time_to_fill: 20\n"    \
  "    staff: {experience: {years: [20, 30], shares: [1]}, training: {here: 1}}\n"
#define STATED_PLACES                                                                    \
  PLACE("a", "3000")                                                                     \
  "  b: {kind: municipality, region: here, centrality: 5, population: 1000, lat: 1, "    \
  "lon: 0, "                                                                             \
  "posts: {post: {funded: 10, vacancy: 1}}}\n"                                           \
  "  far: {kind: rest, region: far, lat: 9, lon: 0, posts: {post: {staff: 3000}}}\n"     \
  "choice: {theta: 0.6, home: {region: 1.2}, training: {region: 0.7}, distance: 0.9}\n"  \
  "flows: {out: {profession: nurse, from: region, to: far, per_year: 300}}\n"

static const char stated[] = STUDY(
    "1", "1", "leave_profession: 0.05, retire: {ages: [40], rates: [0.12], end: 99}",
    STATED_ROLE, STATED_PLACES);

static void test_stated_flow_is_that_of_a_year(void **state) {
  (void)state;
  stabil_case *c = run(stated, 400);
  const int far = stabil_case_post(c, "far", "post");
  const stabil_moments there = stabil_case_moments(c, 0, STABIL_MEASURE_ENTERED, 0, far);
  const double q = 300.0 / 3000 * (1 - exp(-0.30)) / 0.30, g = 1 - exp(-0.17);
  stabil_case_expect_mean("those who went", &there, 3000 * q, 3000 * q * (1 - q));
  stabil_case_expect_variance("those who went", &there, 3000 * q * (1 - q), 3);
  const stabil_moments gone = stabil_case_moments(c, 0, STABIL_MEASURE_LEFT, 0, far);
  stabil_case_expect_mean("gone", &gone, 3000 * g, 3000 * g * (1 - g));
  stabil_case_free(c);
}

// --- immigration and death: Poisson
// ----------------------------------------------------------------------

// 60 a year enter, each leaves at 0.5 a year: a Poisson number of mean 60 / 0.5, whatever
// the step and the start were. Who comes and goes within a step is not seen to enter.
static void immigration_is_poisson(const char *steps, double dt) {
  char *text = stabil_case_format(
      STUDY(
          "16", "%s", "leave_profession: 0.5",
          ONLY_LEAVE "    staff: {experience: {years: [0, 5], shares: [1]}}\n",
          PLACE(
              "a",
              "0") "  far: {kind: rest, region: far, posts: {post: {staff: 20}}, "
                   "renewal: {post: {stage: nurse, rate: 1.5, foreign_trained: 30}}}\n"),
      steps);
  stabil_case *c = run(text, 1500);
  const double mean = 60 / 0.5, seen = mean * (1 - exp(-0.5 * dt)) / dt;
  const int far = stabil_case_post(c, "far", "post");
  const stabil_moments stock =
      stabil_case_moments(c, 0, STABIL_MEASURE_HEADCOUNT, 15, far);
  stabil_case_expect_mean("stock", &stock, mean, mean);
  stabil_case_expect_variance("stock", &stock, mean, 3 + 1 / mean);
  for (int y = 0; y < 16; y += 5) {
    const stabil_moments in = stabil_case_moments(c, 0, STABIL_MEASURE_ENTERED, y, far);
    stabil_case_expect_mean("entry", &in, seen, seen);
    stabil_case_expect_variance("entry", &in, seen, 3 + 1 / seen);
  }
  stabil_case_free(c);
  free(text);
}

static void test_immigration_is_poisson(void **state) {
  (void)state;
  immigration_is_poisson("2", 1.0 / 2);
  immigration_is_poisson("12", 1.0 / 12);
}

// --- retirement by age
// ----------------------------------------------------------------------

// Forty years old at the start to the day, 0 until 42, 0.4 a year until the end at 45.
static void test_retirement_waits_for_the_age(void **state) {
  (void)state;
  stabil_case *c = run(
      STUDY("6", "4", "leave_profession: 0, retire: {ages: [42], rates: [0.4], end: 45}",
            ONLY_LEAVE "    staff: {experience: {years: [14, 14.1], shares: [1]}}\n",
            PLACE("a", "500")),
      200);
  for (int y = 0; y < 6; y++) {
    const stabil_moments m = stabil_case_moments(c, 0, STABIL_MEASURE_HEADCOUNT, y, 0);
    const double p = y < 2 ? 1 : y < 5 ? exp(-0.4 * (y - 1)) : 0;
    if (p == 0 || p == 1)
      assert_true(m.mean == 500 * p && m.squares == 0);
    else
      stabil_case_expect_mean("not retired", &m, 500 * p, 500 * p * (1 - p));
  }
  stabil_case_free(c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_survival_is_binomial),
      cmocka_unit_test(test_counts_are_binomial),
      cmocka_unit_test(test_published_turnover_is_reproduced),
      cmocka_unit_test(test_causes_share_the_exits),
      cmocka_unit_test(test_stated_flow_is_that_of_a_year),
      cmocka_unit_test(test_immigration_is_poisson),
      cmocka_unit_test(test_retirement_waits_for_the_age),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
