// SPDX-License-Identifier: GPL-3.0-or-later
// Stability, continuity, causes and origins against what can be worked out by hand. Seeds
// are fixed, and every assertion fails by chance once in a million (STABIL_ALPHA).
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "case.h"

#define HEAD                                                                             \
  "stabil: 1\ntitle: Analytic\nseed: 12\n"                                               \
  "scenarios:\n  baseline: {}\n"                                                         \
  "counties: {north: {label: North}, south: {label: South}}\n"                           \
  "regions: {here: {label: Here}, there: {label: There}, far: {label: Far}}\n"           \
  "stages:\n  nurse: {profession: nurse}\n"
#define NURSE(more)                                                                      \
  "professions:\n  nurse: {graduates_as: nurse, entry_age: 26, retire: {end: 100}" more  \
  "}\n"
#define POST                                                                             \
  "roles:\n  post:\n    at: municipality\n    employer: municipality\n"                  \
  "    holders: [nurse]\n    position_fraction: 1\n"
#define PLACE(name, region, county, posts)                                               \
  "  " name ": {kind: municipality, region: " region ", county: " county                 \
  ", centrality: 5, population: 1000, posts: {post: {" posts "}}}\n"

static stabil_case *run(char *text, int replicates) {
  return stabil_case_run_text(
      text, &(stabil_run_options){.draws = 1, .replicates = replicates, .threads = 1});
}

static stabil_moments over_years(const stabil_case *c, stabil_measure_id measure) {
  stabil_moments m = {0};
  for (int r = 0; r < c->replicates; r++)
    for (int y = 0; y < c->years; y++)
      stabil_moments_add(&m, stabil_case_value(c, 0, r, measure, y, 0));
  return m;
}

// Everybody leaves at 0.25 a year, and every post is filled in the step: of 400 in post
// as a year begins exp(-0.25) are there as it ends, and of the work in a full post the
// same share is theirs. Those who came in the step before are at risk for half a step
// more: as many as leave in a step. (With one step a year graduates come in the last one,
// on a date.)
static void a_quarter_leaves(const char *steps, double dt) {
  stabil_case *c =
      run(stabil_case_format(
              HEAD NURSE(", leave_profession: 0.05") POST
              "    staff: {experience: {years: [0, 10], shares: [1]}}\n"
              "    turnover: {rate: 0.25}\n    time_to_fill: 0.0001\n    succession: 1\n"
              "    absence: 0.1\n"
              "horizon: {start: 2025, years: 5, steps_per_year: %s}\n"
              "programmes: {school: {profession: nurse, place: a, seats: 200, length: "
              "1}}\n"
              "places:\n" PLACE("a", "here", "north", "funded: 400"),
              steps),
          200);
  const double one = 1 - exp(-0.25 * dt), more = 1 - exp(-0.375 * dt);
  const double fresh = one / (1 + one - more);
  const double stays = exp(-0.25) * (1 - fresh * (1 - exp(-0.125 * dt)));
  const double variance = stays * (1 - stays) / 400;
  // the last year: by then there is a seeker for every opening
  const stabil_moments before =
      stabil_case_moments(c, 0, STABIL_MEASURE_STAFF_BEFORE, 4, 0);
  const stabil_moments held = stabil_case_moments(c, 0, STABIL_MEASURE_HEADCOUNT, 4, 0);
  const stabil_moments stability =
      stabil_case_moments(c, 0, STABIL_MEASURE_STABILITY_RATE, 4, 0);
  const stabil_moments continuity =
      stabil_case_moments(c, 0, STABIL_MEASURE_CONTINUITY, 4, 0);
  assert_true(before.mean == 400 && held.mean == 400);
  stabil_case_expect_mean("stability", &stability, stays, variance);
  stabil_case_expect_variance("stability", &stability, variance, 3);
  stabil_case_expect_mean("continuity", &continuity, stays, variance);
  double causes[STABIL_CAUSE_COUNT] = {0};
  for (int r = 0; r < c->replicates; r++)
    for (int k = 0; k < STABIL_CAUSE_COUNT; k++)
      causes[k] += stabil_case_causes(c, 0, r, 4, 0)[k];
  // one in five leaves the profession
  const double all =
      causes[STABIL_CAUSE_SEPARATE] + causes[STABIL_CAUSE_LEAVE_PROFESSION];
  const double expected[] = {0.8 * all, 0.2 * all};
  assert_true(stabil_statistics_chi_square(causes, expected, 2, 0) > STABIL_ALPHA);
  assert_true(causes[STABIL_CAUSE_RETIRE] + causes[STABIL_CAUSE_STAGE_END] +
                  causes[STABIL_CAUSE_ROTATION_PULL] ==
              0);
  stabil_case_free(c);
}

static void test_a_constant_hazard(void **state) {
  (void)state;
  a_quarter_leaves("2", 1.0 / 2);
  a_quarter_leaves("12", 1.0 / 12);
}

// Nobody leaves and nobody comes: of a hundred posts sixty are held by people who have
// been there for years, and locums do half of the rest.
static void test_locums_are_not_continuous(void **state) {
  (void)state;
  stabil_case *c =
      run(stabil_case_format(
              "%s", HEAD NURSE("") POST
              "    staff: {experience: {years: [5, 10], shares: [1]}}\n"
              "    turnover: {rate: 0}\n"
              "    locum: {fill: 0.5, week_price: 30000, weeks_per_fte: 46}\n"
              "horizon: {start: 2025, years: 3, steps_per_year: 2}\n"
              "places:\n" PLACE("a", "here", "north", "funded: 100, vacancy: 0.4")),
          2);
  const stabil_moments continuity = over_years(c, STABIL_MEASURE_CONTINUITY);
  const stabil_moments worked = over_years(c, STABIL_MEASURE_WORKED_FTE_ALL);
  const stabil_moments stability = over_years(c, STABIL_MEASURE_STABILITY_RATE);
  const stabil_moments wait = over_years(c, STABIL_MEASURE_TIME_TO_FILL);
  assert_true(worked.mean == 80 && stabil_moments_variance(&worked) == 0);
  assert_true(fabs(continuity.mean - 0.75) < 1e-15 && stability.mean == 1);
  assert_true(isnan(wait.mean)); // nothing was filled
  stabil_case_free(c);
}

// Only in a do people leave: who is hired in b comes from the county, in c from the
// region, in a from a itself, once what they left is an option again.
static void test_where_the_hired_come_from(void **state) {
  (void)state;
  stabil_case *c = run(
      stabil_case_format(
          "%s", HEAD NURSE("") POST
          "    staff: {experience: {years: [0, 10], shares: [1]}}\n"
          "    turnover: {rate: {default: 0, place: {a: 0.5}}}\n    time_to_fill: 0.3\n"
          "horizon: {start: 2025, years: 4, steps_per_year: 2}\n"
          "programmes: {school: {profession: nurse, place: d, seats: 7, length: 1}}\n"
          "places:\n" PLACE("a", "here", "north", "funded: 100")
              PLACE("b", "there", "north", "funded: 100, vacancy: 0.5")
                  PLACE("c", "far", "south", "funded: 100, vacancy: 0.5")
                      PLACE("d", "far", "south", "funded: 1")),
      10);
  static const struct {
    const char *place;
    stabil_origin_id origin;
  } from[] = {{"a", STABIL_ORIGIN_LOCAL},
              {"b", STABIL_ORIGIN_COUNTY},
              {"c", STABIL_ORIGIN_REGION}};
  for (int i = 0; i < 3; i++) {
    const int post = stabil_case_post(c, from[i].place, "post");
    double sum[STABIL_ORIGIN_COUNT] = {0}, hires = 0;
    for (int r = 0; r < c->replicates; r++)
      for (int y = 0; y < c->years; y++) {
        hires += stabil_case_value(c, 0, r, STABIL_MEASURE_HIRES, y, post);
        for (int k = 0; k < STABIL_ORIGIN_COUNT; k++)
          sum[k] += stabil_case_origins(c, 0, r, y, post)[k];
      }
    assert_true(sum[from[i].origin] > 0 && sum[STABIL_ORIGIN_GRADUATE] > 0);
    assert_true(sum[from[i].origin] + sum[STABIL_ORIGIN_GRADUATE] == hires);
  }
  stabil_case_free(c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_constant_hazard),
      cmocka_unit_test(test_locums_are_not_continuous),
      cmocka_unit_test(test_where_the_hired_come_from),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
