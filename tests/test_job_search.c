// SPDX-License-Identifier: GPL-3.0-or-later
// Holders who look for another post: flows against the formula of a step, nothing at all
// where nothing is open or nobody looks, and what a hospital draws from municipalities.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "case.h"

#define STUDY                                                                            \
  "stabil: 1\ntitle: Job search\nseed: 31\nprice_year: 2025\n"                           \
  "professions:\n  nurse: {graduates_as: nurse, entry_age: 26, retire: {end: 100}}\n"    \
  "stages:\n  nurse: {profession: nurse}\n  trainee: {profession: nurse, months: 24, "   \
  "next: nurse, then: stay}\n"                                                           \
  "counties: {north: {label: North}}\n"                                                  \
  "regions: {here: {label: Here}, far: {label: Far}}\n"
#define ROLE(name, at, employer, turnover, more)                                         \
  "  " name ":\n    at: " at "\n    employer: " employer                                 \
  "\n    holders: [nurse, trainee]\n"                                                    \
  "    staff: {experience: {years: [0, 10], shares: [1]}, stages: {nurse: 0.75, "        \
  "trainee: 0.25}}\n    position_fraction: 1\n    turnover: {rate: " turnover "}\n" more
#define PLACE(id, region, posts)                                                         \
  "  " id ": {kind: municipality, county: north, region: " region                        \
  ", centrality: 5, population: 1000, " posts "}\n"
#define FULL(n) "posts: {home: {funded: " n "}}"
#define OPEN(n) "posts: {home: {funded: " n ", vacancy: 1}}"

static stabil_case *run(char *text, int replicates) {
  return stabil_case_run_text(
      text, &(stabil_run_options){.draws = 1, .replicates = replicates, .threads = 1});
}

// --- the flow in a step
// ----------------------------------------------------------------------

// Nobody leaves but for another employer: a (400 people, nothing open) loses to b and the
// clinic, open without end, not to c, which lies elsewhere.
#define FLOW_PLACES                                                                      \
  "places:\n" PLACE("a", "here", FULL("400")) PLACE("b", "here", OPEN("9000"))           \
      PLACE("c", "far", OPEN("9000"))                                                    \
          PLACE("d", "here", OPEN("0.001")) "  clinic: {kind: hospital, county: north, " \
                                            "region: here, centrality: 5, posts: "       \
                                            "{ward: {funded: 9000, vacancy: 1}}}\n"
#define FLOW_ROLES(search)                                                               \
  ROLE("home", "municipality", "municipality", "0",                                      \
       "    time_to_fill: 0\n    job_search: " search "\n")                              \
  ROLE("ward", "hospital", "trust", "0", "    time_to_fill: 0\n    attraction: 0.7\n")
#define FLOW(search)                                                                     \
  STUDY                                                                                  \
  "horizon: {start: 2025, years: 1, steps_per_year: 1}\n"                                \
  "choice: {theta: 0}\n"                                                                 \
  "roles:\n" FLOW_ROLES(search) FLOW_PLACES                                              \
      "measures:\n  coordination: {effects: [{lever: hazard.job_search, scale: hr, "     \
      "value: 0.4, roles: [home]}]}\n"                                                   \
      "scenarios:\n  baseline: {}\n  coordinated: {measures: [{use: coordination, "      \
      "coverage: 0.5}]}\n"

static double job_changes(const stabil_case *c, int scenario, int replicate, int post) {
  return stabil_case_causes(c, scenario, replicate, 0, post)[STABIL_CAUSE_JOB_CHANGE];
}

typedef struct posts {
  int a, b, c, d, ward;
} posts;

static posts posts_of(const stabil_case *c) {
  return (posts){stabil_case_post(c, "a", "home"), stabil_case_post(c, "b", "home"),
                 stabil_case_post(c, "c", "home"), stabil_case_post(c, "d", "home"),
                 stabil_case_post(c, "clinic", "ward")};
}

static double hired(const stabil_case *c, int scenario, int replicate, int post) {
  return stabil_case_value(c, scenario, replicate, STABIL_MEASURE_HIRES, 0, post);
}

// Everybody who has left is where the table of origins says.
static void people_are_conserved(const stabil_case *c, posts p, int s, int r) {
  const double gone = job_changes(c, s, r, p.a);
  assert_true(stabil_case_value(c, s, r, STABIL_MEASURE_HEADCOUNT, 0, p.a) == 400 - gone);
  assert_true(stabil_case_value(c, s, r, STABIL_MEASURE_SEPARATIONS, 0, p.a) == gone);
  assert_true(hired(c, s, r, p.b) + hired(c, s, r, p.d) + hired(c, s, r, p.ward) == gone);
  assert_true(hired(c, s, r, p.c) == 0);
  assert_true(stabil_case_origins(c, s, r, 0, p.b)[STABIL_ORIGIN_LOCAL] ==
              hired(c, s, r, p.b));
}

static void flows_are(const stabil_case *c, int scenario, double n, double looks) {
  const posts p = posts_of(c);
  const double e = exp(0.7), stay = exp(1.2), goes = looks / (1 + e + stay);
  stabil_moments to_b = {0}, to_ward = {0};
  for (int r = 0; r < c->replicates; r++) {
    people_are_conserved(c, p, scenario, r);
    stabil_moments_add(&to_b, hired(c, scenario, r, p.b));
    stabil_moments_add(&to_ward, hired(c, scenario, r, p.ward));
  }
  stabil_case_expect_mean("to b", &to_b, n * goes, n * goes * (1 - goes));
  stabil_case_expect_mean("to the ward", &to_ward, n * goes * e,
                          n * goes * e * (1 - goes * e));
}

static void test_a_step_moves_as_the_formula_says(void **state) {
  (void)state;
  stabil_case *c =
      run(stabil_case_format(FLOW("{rate: 0.6, stay: 1.2, trainees: true}")), 2000);
  flows_are(c, 0, 400, 1 - exp(-0.6));
  flows_are(c, 1, 400, 1 - exp(-0.6 * 0.7)); // 1 - 0.5 (1 - 0.4)
  stabil_case_free(c);
}

// A quarter were in training as the year began, and half of those still are: they stay.
static void test_trainees_stay(void **state) {
  (void)state;
  stabil_case *c = run(stabil_case_format(FLOW("{rate: 0.6, stay: 1.2}")), 2000);
  flows_are(c, 0, 400, 0.875 * (1 - exp(-0.6)));
  stabil_case_free(c);
}

// In sub-units of a person, nobody left to chance.
static void test_what_is_expected(void **state) {
  (void)state;
  stabil_case *c = stabil_case_run_text(
      stabil_case_format(FLOW("{rate: 0.6, stay: 1.2, trainees: true}")),
      &(stabil_run_options){.draws = 1, .threads = 1, .expected = true, .units = 64});
  const posts p = posts_of(c);
  const double looks = 400 * (1 - exp(-0.6)), e = exp(0.7);
  const double b = looks / (1 + e + exp(1.2));
  assert_true(fabs(hired(c, 0, 0, p.b) - b) < 0.1);
  assert_true(fabs(hired(c, 0, 0, p.ward) - b * e) < 0.1);
  stabil_case_free(c);
}

// --- nothing
// ----------------------------------------------------------------------

static void same_runs(char *x, char *y) {
  stabil_case *a = run(x, 4), *b = run(y, 4);
  for (int s = 0; s < a->scenarios; s++)
    for (int r = 0; r < a->replicates; r++)
      assert_true(stabil_case_same(a, s, r, b, s, r, a->years));
  stabil_case_free(a);
  stabil_case_free(b);
}

static char *bundle(const char *search) {
  char *text = stabil_case_format("  nurse_municipal:\n    %s\n    label:", search);
  char *study = stabil_case_change(stabil_case_file("scenarios/06_bundle.yaml"),
                                   "  nurse_municipal:\n    label:", text);
  free(text);
  return study;
}

static void test_who_does_not_look_changes_nothing(void **state) {
  (void)state;
  same_runs(stabil_case_file("scenarios/06_bundle.yaml"),
            bundle("job_search: {rate: 0, stay: 0}"));
  char *never = bundle("job_search: {rate: 0.5, stay: 0}");
  never = stabil_case_change(
      never, "behaviour:\n",
      "behaviour:\n  content: {lever: hazard.job_search, scale: hr, value: 0.000001, "
      "roles: [nurse_municipal]}\n");
  same_runs(stabil_case_file("scenarios/06_bundle.yaml"), never);
}

// Two places with open posts in two labour regions, and one without any beside the first.
#define APART(search)                                                                    \
  STUDY "horizon: {start: 2025, years: 6, steps_per_year: 4}\n"                          \
        "roles:\n" ROLE("home", "municipality", "municipality", "0.3",                   \
                        search) "places:\n" PLACE("a", "here", FULL("50"))               \
            PLACE("b", "here", FULL("0")) PLACE("c", "far", FULL("50"))

static void test_nothing_open_elsewhere_changes_nothing(void **state) {
  (void)state;
  same_runs(stabil_case_format(APART("")),
            stabil_case_format(APART("    job_search: {rate: 5, stay: -5}\n")));
}

// --- who competes
// ----------------------------------------------------------------------

#define DRAWN(search)                                                                    \
  STUDY "horizon: {start: 2025, years: 8, steps_per_year: 2}\n"                          \
        "roles:\n" ROLE("home", "municipality", "municipality", "0.15", search)          \
            ROLE("ward", "hospital", "trust", "0.15", "") DRAWN_PLACES
#define DRAWN_PLACES                                                                     \
  "places:\n" PLACE("a", "here",                                                         \
                    FULL("100")) "  clinic: {kind: hospital, county: north, region: "    \
                                 "here, centrality: 5, posts: "                          \
                                 "{ward: {funded: 100}}}\n"                              \
                                 "measures:\n  grow: {effects: [{lever: posts.funded, "  \
                                 "roles: [ward], scale: add, "                           \
                                 "value: 60}]}\n"                                        \
                                 "scenarios:\n  baseline: {}\n  growth: {measures: "     \
                                 "[{use: grow, from: 2027}]}\n"

// Separations in the municipality in the years after the hospital has grown, paired.
static stabil_moments more_separations(const char *search) {
  char *text =
      stabil_case_change(stabil_case_format(DRAWN("    #\n")), "    #\n", search);
  stabil_case *c = run(text, 200);
  const int a = stabil_case_post(c, "a", "home");
  stabil_moments m = {0};
  for (int r = 0; r < c->replicates; r++) {
    double more = 0;
    for (int y = 2; y < 4; y++)
      more += stabil_case_value(c, 1, r, STABIL_MEASURE_SEPARATIONS, y, a) -
              stabil_case_value(c, 0, r, STABIL_MEASURE_SEPARATIONS, y, a);
    stabil_moments_add(&m, more);
  }
  stabil_case_free(c);
  return m;
}

static void test_a_hospital_draws_from_the_municipality(void **state) {
  (void)state;
  const stabil_moments with = more_separations("    job_search: {rate: 0.3, stay: 1}\n");
  const stabil_moments without = more_separations("");
  assert_true(with.mean - 5 * stabil_moments_error(&with) > 0);
  assert_true(without.mean < 0); // fewer come, so fewer can leave
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_step_moves_as_the_formula_says),
      cmocka_unit_test(test_trainees_stay),
      cmocka_unit_test(test_what_is_expected),
      cmocka_unit_test(test_who_does_not_look_changes_nothing),
      cmocka_unit_test(test_nothing_open_elsewhere_changes_nothing),
      cmocka_unit_test(test_a_hospital_draws_from_the_municipality),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
