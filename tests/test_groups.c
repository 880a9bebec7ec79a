// SPDX-License-Identifier: GPL-3.0-or-later
// Groups of staff that are data alone: a stage that recurs, and the study of other
// groups.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "case.h"

// Certified for 54 months, renewing for 6, and so on: five years a turn. Nobody comes or
// goes.
static const char recurring[] =
    "stabil: 1\ntitle: Recurring\nseed: 9\n"
    "horizon: {start: 2025, years: 12, steps_per_year: 2}\n"
    "professions:\n  doctor: {graduates_as: certified, entry_age: 27, "
    "retire: {end: 100}}\n"
    "stages:\n"
    "  certified: {profession: doctor, months: 54, next: renewing, then: stay}\n"
    "  renewing: {profession: doctor, months: 6, next: certified, then: stay, "
    "work_share: 0.5}\n"
    "roles:\n  gp: {at: municipality, employer: municipality, "
    "holders: [certified, renewing], position_fraction: 1, turnover: {rate: 0}, "
    "staff: {stages: {certified: 0.9, renewing: 0.1}, "
    "experience: {years: [5, 10], shares: [1]}}}\n"
    "regions: {here: {label: Here}}\n"
    "places:\n  a: {kind: municipality, region: here, centrality: 5, population: 1500, "
    "posts: {gp: {funded: 500}}}\n"
    "scenarios: {baseline: {}}\n";

static double fte(const stabil_case *c, int replicate, int year) {
  return stabil_case_value(c, 0, replicate, STABIL_MEASURE_FTE, year, 0);
}

// Who renews now renews again in five years; over them everybody does so once. A tenth of
// them at any time: 500 people, of whom a tenth work half.
static void test_a_stage_may_recur(void **state) {
  (void)state;
  stabil_case *c = stabil_case_run_text(
      stabil_case_format("%s", recurring),
      &(stabil_run_options){.draws = 1, .replicates = 200, .threads = 1});
  stabil_moments renewing = {0};
  for (int r = 0; r < c->replicates; r++) {
    for (int y = 0; y + 5 < c->years; y++) assert_true(fte(c, r, y) == fte(c, r, y + 5));
    stabil_moments_add(&renewing, (500 - fte(c, r, 3)) / 0.5);
  }
  stabil_case_expect_mean("renewing", &renewing, 50, 500 * 0.1 * 0.9);
  stabil_case_free(c);
}

static double people(const stabil_case *c, int scenario, stabil_measure_id measure,
                     const char *place, const char *role) {
  const int post = stabil_case_post(c, place, role);
  return stabil_case_moments(c, scenario, measure, c->years - 1, post).mean;
}

// The groups live through the years, and measures for them act on them.
static void test_other_groups_need_no_code(void **state) {
  (void)state;
  stabil_case *c =
      stabil_case_run_text(stabil_case_file("scenarios/16_other_groups.yaml"),
                           &(stabil_run_options){.replicates = 20, .threads = 1});
  static const char *const roles[] = {"care_municipal", "midwife_municipal",
                                      "community_doctor", "gp"};
  for (int k = 0; k < 4; k++) {
    const int post = stabil_case_post(c, "town", roles[k]);
    const double start = stabil_case_initial(c, 0, 0, post);
    const double now = people(c, 0, STABIL_MEASURE_HEADCOUNT, "town", roles[k]);
    assert_true(start > 0 && now > 0.5 * start && now < 2 * start);
  }
  assert_true(people(c, 0, STABIL_MEASURE_TRAINEES, "town", "community_doctor") > 0);
  assert_true(people(c, 0, STABIL_MEASURE_SPECIALISTS, "town", "community_doctor") > 0);
  assert_true(people(c, 1, STABIL_MEASURE_VACANT_FTE, "town", "care_municipal") <
              people(c, 0, STABIL_MEASURE_VACANT_FTE, "town", "care_municipal"));
  assert_true(people(c, 1, STABIL_MEASURE_HEADCOUNT, "town", "community_doctor") >
              people(c, 0, STABIL_MEASURE_HEADCOUNT, "town", "community_doctor"));
  stabil_case_free(c);
}

// A profession that is new from programme to retirement: graduates of the practice year
// reach posts for good, and places in it that a measure adds are filled.
static void test_a_profession_may_be_new(void **state) {
  (void)state;
  stabil_case *c =
      stabil_case_run_text(stabil_case_file("scenarios/18_physiotherapist.yaml"),
                           &(stabil_run_options){.replicates = 20, .threads = 1});
  static const char *const posts[][2] = {{"town", "physio_municipal"},
                                         {"fjord", "physio_municipal"},
                                         {"town", "physio_practice_municipal"},
                                         {"town_hospital", "physio_practice_hospital"},
                                         {"town_hospital", "physio_hospital"}};
  for (int k = 0; k < 5; k++) {
    const int post = stabil_case_post(c, posts[k][0], posts[k][1]);
    const double start = stabil_case_initial(c, 0, 0, post);
    const double now = people(c, 0, STABIL_MEASURE_HEADCOUNT, posts[k][0], posts[k][1]);
    assert_true(start > 0 && now > 0.5 * start && now < 1.5 * start);
  }
  assert_true(people(c, 0, STABIL_MEASURE_HIRES, "town", "physio_municipal") > 1);
  assert_true(people(c, 0, STABIL_MEASURE_TRAINEES, "town", "physio_municipal") <= 0);
  assert_true(
      people(c, 1, STABIL_MEASURE_HEADCOUNT, "fjord", "physio_practice_municipal") >
      people(c, 0, STABIL_MEASURE_HEADCOUNT, "fjord", "physio_practice_municipal") + 0.5);
  stabil_case_free(c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_stage_may_recur),
      cmocka_unit_test(test_other_groups_need_no_code),
      cmocka_unit_test(test_a_profession_may_be_new),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
