// SPDX-License-Identifier: GPL-3.0-or-later
// The slow twin against what can be worked out by hand: only a twin that is right can
// judge the engine.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "memory_sink.h"
#include "stabil/scenario.h"
#include "twin.h"

static stabil_study *parse(const char *text) {
  stabil_study *study = NULL;
  stabil_error err = {0};
  stabil_status status =
      stabil_study_parse(text, strlen(text), "twin.yaml", &study, &err);
  for (size_t i = 0; i < err.count; i++)
    print_error("%d: %s: %s\n", err.problems[i].line, err.problems[i].key,
                err.problems[i].text);
  stabil_error_clear(&err);
  assert_int_equal(status, STABIL_OK);
  return study;
}

static int post_of(const stabil_study *study, const stabil_twin *twin, const char *id) {
  for (int i = 0; i < study->place_count; i++)
    if (strcmp(study->place[i].id, id) == 0) return stabil_twin_post_of(twin, i, 0);
  return -1;
}

// The moments over replicates of a measure at a place with one role.
static stabil_moments moments(const stabil_study *study, const char *place,
                              stabil_measure_id measure, int year, int replicates) {
  stabil_twin *twin = stabil_twin_create(study, "baseline", 1);
  double *sample = calloc((size_t)replicates, sizeof *sample);
  assert_non_null(twin);
  assert_non_null(sample);
  int post = post_of(study, twin, place);
  for (int r = 0; r < replicates; r++) {
    stabil_twin_result result = stabil_twin_run(twin, 1000UL + (unsigned long)r);
    sample[r] =
        result
            .values[((int)measure * study->years + year) * stabil_twin_post_count(twin) +
                    post];
    stabil_twin_result_free(&result);
  }
  stabil_moments found = stabil_moments_of(sample, replicates);
  free(sample);
  stabil_twin_free(twin);
  return found;
}

#define HEAD                                                                             \
  "stabil: 1\n"                                                                          \
  "title: Analytic\n"                                                                    \
  "seed: 1\n"                                                                            \
  "scenarios: {baseline: {}}\n"                                                          \
  "regions: {r: {label: R}}\n"                                                           \
  "stages: {nurse: {label: Nurse, profession: nurse}}\n"

#define ROLE                                                                             \
  "    label: N\n"                                                                       \
  "    at: municipality\n"                                                               \
  "    employer: municipality\n"                                                         \
  "    holders: {nurse: nurse}\n"                                                        \
  "    position_fraction: 1\n"

#define PLACE(id)                                                                        \
  "  " id ": {name: X, kind: municipality, region: r, centrality: 5, population: 1000, "

static const char death[] =
    HEAD "horizon: {start: 2025, years: 6, steps_per_year: 4}\n"
         "professions: {nurse: {label: N, graduates_as: nurse, entry_age: 26, "
         "leave_profession: 0.1}}\n"
         "roles:\n"
         "  n:\n" ROLE "    turnover: {rate: 0.1}\n"
         "    staff: {stages: {nurse: 1}, experience: {years: [0, 10], shares: [1]}}\n"
         "places:\n" PLACE("a") "posts: {n: {funded: 500}}}\n";

// Binomial survival: mean n p, variance n p (1 - p).
static void test_pure_death_is_binomial(void **state) {
  (void)state;
  const int replicates = 400;
  stabil_study *study = parse(death);
  stabil_moments m = moments(study, "a", STABIL_MEASURE_HEADCOUNT, 4, replicates);
  double p = exp(-0.1 * 5), variance = 500 * p * (1 - p);
  assert_true(fabs(m.mean - 500 * p) < 4.5 * sqrt(variance / replicates));
  assert_true(fabs(log(m.variance / variance)) < 4.5 * sqrt(2.0 / replicates));
  stabil_study_free(study);
}

static const char retirement[] =
    HEAD "horizon: {start: 2025, years: 3, steps_per_year: 2}\n"
         "professions: {nurse: {label: N, graduates_as: nurse, entry_age: 26, "
         "leave_profession: 0, retire: {ages: [46], rates: [0.2], end: 75}}}\n"
         "roles:\n"
         "  n:\n" ROLE "    turnover: {rate: 0.3}\n    tenure: {years: [2], "
         "multipliers: [1, 1]}\n"
         "    staff: {stages: {nurse: 1}, experience: {years: [30, 40], shares: [1]}}\n"
         "places:\n" PLACE("a") "posts: {n: {funded: 500}}}\n";

// Everybody is of an age to retire at 0.2 a year; 0.3 is published, so 0.1 separate.
static void test_causes_add_up_to_the_published_turnover(void **state) {
  (void)state;
  stabil_study *study = parse(retirement);
  stabil_twin *twin = stabil_twin_create(study, "baseline", 1);
  int post = post_of(study, twin, "a");
  assert_true(fabs(stabil_twin_separate(twin, post) - 0.1) < 1e-6);
  assert_true(fabs(stabil_twin_turnover(twin, post) - 0.3) < 1e-6);
  stabil_twin_free(twin);
  stabil_study_free(study);
}

static const char mixture[] =
    HEAD "horizon: {start: 2025, years: 3, steps_per_year: 2}\n"
         "traits: {affinity: {values: [low, high], share: 0.25}}\n"
         "professions: {nurse: {label: N, graduates_as: nurse, entry_age: 26, "
         "leave_profession: 0.02}}\n"
         "roles:\n"
         "  n:\n" ROLE "    turnover: {rate: 0.2}\n"
         "    staff: {stages: {nurse: 1}, experience: {years: [0, 10], shares: [1]}}\n"
         "  m:\n" ROLE "    turnover: {median_years: 3}\n"
         "    tenure: {years: [1], multipliers: [2, 1]}\n"
         "    staff: {stages: {nurse: 1}, experience: {years: [0, 10], shares: [1]}, "
         "traits: {high: 0}}\n"
         "behaviour: {stay: {lever: hazard.separate, who: {traits: [high]}, scale: hr, "
         "value: 0.4}}\n"
         "places:\n" PLACE("a") "posts: {n: {funded: 500}, m: {funded: 10}}}\n";

static void test_separation_rate_is_solved(void **state) {
  (void)state;
  stabil_study *study = parse(mixture);
  stabil_twin *twin = stabil_twin_create(study, "baseline", 1);
  int n = stabil_twin_post_of(twin, 0, 0), m = stabil_twin_post_of(twin, 0, 1);
  // three quarters leave at 0.02 + b, one quarter at 0.02 + 0.4 b; mean stay 5 years
  double b = stabil_twin_separate(twin, n);
  assert_true(fabs(0.75 / (0.02 + b) + 0.25 / (0.02 + 0.4 * b) - 5) < 1e-5);
  // 0.02 M + b (M + 1) = ln 2, the first year counting twice
  b = stabil_twin_separate(twin, m);
  assert_true(fabs(0.02 * 3 + b * 4 - log(2)) < 1e-6);
  stabil_twin_free(twin);
  stabil_study_free(study);
}

static const char logit[] = HEAD
    "horizon: {start: 2025, years: 4, steps_per_year: 1}\n"
    "professions: {nurse: {label: N, graduates_as: nurse, entry_age: 26, "
    "leave_profession: 0.02}}\n"
    "roles:\n"
    "  n:\n" ROLE "    turnover: {rate: 0.02}\n    time_to_fill: 0.001\n"
    "    staff: {stages: {nurse: 1}, experience: {years: [0, 10], shares: [1]}}\n"
    "programmes: {school: {label: S, profession: nurse, place: a, seats: 90, "
    "length: 1, dropout: 0}}\n"
    "choice: {theta: 0, distance: 0}\n"
    "places:\n" PLACE("a") "attraction: 0.7, posts: {n: {funded: 500, vacancy: "
                           "1}}}\n" PLACE("b") "posts: {n: {funded: 900, vacancy: "
                                               "1}}}\n" PLACE("c") "posts: {n: {funded: "
                                                                   "400, vacancy: 1}}}\n";

// With room everywhere and theta 0 the hires are as exp(attraction): 2.01 : 1 : 1.
static void test_hires_are_logit_shares(void **state) {
  (void)state;
  const int replicates = 200;
  stabil_study *study = parse(logit);
  stabil_moments a = moments(study, "a", STABIL_MEASURE_HIRES, 0, replicates);
  // 90 graduates at risk of leaving the profession for a year before they are hired
  double seekers = 90 * exp(-0.02), share = exp(0.7) / (exp(0.7) + 2);
  double p = exp(-0.02) * share, variance = 90 * p * (1 - p);
  assert_true(fabs(a.mean - seekers * share) < 4.5 * sqrt(variance / replicates));
  assert_true(fabs(log(a.variance / variance)) < 4.5 * sqrt(2.0 / replicates));
  stabil_study_free(study);
}

static const char friction[] =
    HEAD "horizon: {start: 2025, years: 8, steps_per_year: 12}\n"
         "professions: {nurse: {label: N, graduates_as: nurse, entry_age: 26, "
         "leave_profession: 0}}\n"
         "roles:\n"
         "  n:\n" ROLE "    turnover: {rate: 0.2}\n    time_to_fill: 0.5\n"
         "    staff: {stages: {nurse: 1}, experience: {years: [0, 10], shares: [1]}}\n"
         "choice: {rounds: 50}\n"
         "places:\n" PLACE("a") "posts: {n: {funded: 500}}}\n" PLACE(
             "b") "posts: {n: {funded: 500}}}\n";

// Nobody leaves for good, so there are as many seekers as vacancies, and a vacancy lasts
// tau = 1/2 year: v / tau = 0.2 (500 - v), v = 500 x 0.1 / 1.1, to second order in dt.
static void test_vacancies_last_tau(void **state) {
  (void)state;
  const int replicates = 60;
  stabil_study *study = parse(friction);
  stabil_moments m = moments(study, "a", STABIL_MEASURE_VACANT_FTE, 7, replicates);
  assert_true(fabs(m.mean - 500 * 0.1 / 1.1) < 4.5 * sqrt(m.variance / replicates) + 0.3);
  stabil_study_free(study);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_pure_death_is_binomial),
      cmocka_unit_test(test_causes_add_up_to_the_published_turnover),
      cmocka_unit_test(test_separation_rate_is_solved),
      cmocka_unit_test(test_hires_are_logit_shares),
      cmocka_unit_test(test_vacancies_last_tau),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
