// SPDX-License-Identifier: GPL-3.0-or-later
// Results that show what some measures do first: who is bound, first in line, at home;
// and whom a programme admitted, by traits.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "case.h"
#include "model/model.h"
#include "year/state.h"

#define YEARS 5

// A town whose posts nobody leaves, and a school that is the only way into them: ten
// graduates a year of whom half come from elsewhere.
static char *text(void) {
  return stabil_case_format(
      "stabil: 1\ntitle: Targets\nseed: 4\n"
      "horizon: {start: 2025, years: 5, steps_per_year: 2}\n"
      "traits:\n  a: {values: [a0, a1], share: 0.5}\n"
      "  b: {values: [b0, b1], logit: {base: -1, given: {a1: 2}}}\n"
      "professions:\n"
      "  nurse: {graduates_as: nurse, entry_age: 26, retire: {end: 100}}\n"
      "stages:\n  nurse: {profession: nurse}\n"
      "roles:\n  post:\n    at: municipality\n    employer: municipality\n"
      "    holders: [nurse]\n    turnover: {rate: 0}\n    time_to_fill: 0\n"
      "    staff: {experience: {years: [0, 10], shares: [1]}}\n"
      "regions: {here: {label: Here}, there: {label: There}}\n"
      "places:\n"
      "  town: {kind: municipality, region: here, centrality: 6, population: 1000, "
      "posts: {post: {funded: 400, vacancy: 0.9}}}\n"
      "  other: {kind: municipality, region: there, centrality: 6, population: 1000}\n"
      "programmes:\n"
      "  school: {profession: nurse, place: town, seats: 10, length: 1, "
      "origin: {region: 1}}\n"
      "bonds:\n"
      "  service: {profession: nurse, scope: region, years: 2, hold: 1, "
      "cliff: 1, buy_out: 0, price: 0, payer: state}\n"
      "agreements: {signed: {where: {places: [town]}}}\n"
      "measures:\n"
      "  bond: {effects: [{lever: bond, bond: service, scale: set, value: 1}]}\n"
      "  sign: {effects: [{lever: agreement, agreement: signed, scale: set, "
      "value: 1}]}\n"
      "scenarios:\n  baseline: {}\n  bond: {measures: [bond]}\n"
      "  sign: {measures: [sign]}\n");
}

static double sum(const stabil_case *c, int scenario, int r, stabil_measure_id measure,
                  int year) {
  double all = 0;
  for (int j = 0; j < c->posts; j++)
    all += stabil_case_value(c, scenario, r, measure, year, j);
  return all;
}

enum { BASELINE, BOND, SIGN, REPLICATES = 20 };

// Who graduates in June of a year is bound from then on, to June two years later.
static void test_the_bound(void **state) {
  (void)state;
  stabil_case *c = stabil_case_run_text(
      text(), &(stabil_run_options){.draws = 1, .replicates = REPLICATES, .threads = 1});
  for (int r = 0; r < REPLICATES; r++) {
    double before = 0;
    for (int y = 0; y < YEARS; y++) {
      const double hires = sum(c, BOND, r, STABIL_MEASURE_HIRES, y);
      assert_true(hires == 10);
      assert_true(sum(c, BOND, r, STABIL_MEASURE_BOUND_HEADCOUNT, y) == hires + before);
      assert_true(sum(c, BASELINE, r, STABIL_MEASURE_BOUND_HEADCOUNT, y) == 0);
      before = hires;
    }
  }
  stabil_case_free(c);
}

static void test_first_in_line(void **state) {
  (void)state;
  stabil_case *c = stabil_case_run_text(
      text(), &(stabil_run_options){.draws = 1, .replicates = REPLICATES, .threads = 1});
  double home = 0, all = 0;
  for (int r = 0; r < REPLICATES; r++) {
    for (int y = 0; y < YEARS; y++) {
      assert_true(sum(c, SIGN, r, STABIL_MEASURE_CLAIM_HIRES, y) == 10);
      assert_true(sum(c, BASELINE, r, STABIL_MEASURE_CLAIM_HIRES, y) == 0);
      home += sum(c, BASELINE, r, STABIL_MEASURE_HOME_HIRES, y);
      all += 10;
    }
  }
  const double p = stabil_statistics_p_of_z((home - all / 2) / (0.5 * sqrt(all)));
  if (!(p > STABIL_ALPHA)) fail_msg("%g of %g are at home", home, all);
  stabil_case_free(c);
}

typedef struct bench {
  stabil_study *study;
  stabil_world *world;
  stabil_model *model;
  stabil_state *state;
} bench;

// Those of a year are the traits of the students who are there at its end, for they began
// in it and nobody drops out.
static void test_admitted_with_traits(void **state) {
  (void)state;
  static const int sizes[2] = {0, 0};
  bench b;
  char *yaml = text();
  b.study = stabil_case_study(yaml);
  free(yaml);
  assert_int_equal(stabil_world_create(b.study, -1, 4, YEARS, &b.world, NULL), 0);
  assert_int_equal(stabil_model_create(b.world, BASELINE, &b.model, NULL), 0);
  const stabil_layout layout = {.tenure_years = 1, .sizes = {.count = 1}};
  assert_int_equal(stabil_state_create(b.world, &layout, sizes, &b.state, NULL), 0);
  stabil_schedule_run(b.state, b.model, 1);
  double found[2][2] = {{0}};
  for (int i = 0; i < b.state->cohorts.count; i++) {
    if (b.state->cohorts.slot[i] != b.world->student_slot) continue;
    const int bits = stabil_cohorts_person(&b.state->cohorts, i).traits;
    for (int x = 0; x < 2; x++)
      for (int y = 0; y < 2; y++)
        found[x][y] += b.state->cohorts.n[i] * ((bits >> x) & (bits >> y) & 1);
  }
  const double *last = b.state->admitted_traits + (ptrdiff_t)(YEARS - 1) * 4;
  for (int k = 0; k < 4; k++) assert_true(last[k] == found[k / 2][k % 2]);
  assert_true(found[0][0] > found[0][1] && found[0][1] > 0); // seldom all or none
  stabil_state_free(b.state);
  stabil_model_free(b.model);
  stabil_world_free(b.world);
  stabil_study_free(b.study);
}

// Ten specialists in one place and five in another of its labour region, who can take
// three trainees each, and four with the measure: told once for the region, for each
// place where supervisors stay where they are.
static double room(const char *where, int scenario) {
  stabil_case *c = stabil_case_run_text(
      stabil_case_format(
          "stabil: 1\ntitle: Room\nseed: 4\n"
          "horizon: {start: 2025, years: 2, steps_per_year: 2}\n"
          "professions:\n  doctor: {entry_age: 27, retire: {end: 100}}\n"
          "stages:\n  fresh: {profession: doctor}\n"
          "  trainee: {profession: doctor, months: 60, next: expert, then: stay, "
          "supervision: {by: [expert], per: 3, where: %s}}\n"
          "  expert: {profession: doctor}\n"
          "roles:\n  post:\n    at: municipality\n    employer: municipality\n"
          "    holders: {fresh: trainee, trainee: trainee, expert: expert}\n"
          "    turnover: {rate: 0}\n"
          "    staff: {stages: {expert: 1}, experience: {years: [0, 10], "
          "shares: [1]}}\n"
          "regions: {here: {label: Here}}\n"
          "places:\n"
          "  a: {kind: municipality, region: here, centrality: 6, population: 1000, "
          "posts: {post: {funded: 10}}}\n"
          "  b: {kind: municipality, region: here, centrality: 6, population: 1000, "
          "posts: {post: {funded: 5}}}\n"
          "measures:\n"
          "  office: {effects: [{lever: supervision.per, who: {stages: [trainee]}, "
          "where: {places: [a]}, scale: add, value: 1}]}\n"
          "scenarios:\n  baseline: {}\n  office: {measures: [office]}\n",
          where),
      &(stabil_run_options){.draws = 1, .replicates = 1, .threads = 1});
  const double found = sum(c, scenario, 0, STABIL_MEASURE_TRAINING_ROOM, 1);
  stabil_case_free(c);
  return found;
}

static void test_training_room(void **state) {
  (void)state;
  assert_true(room("region", 0) == 45);
  assert_true(room("region", 1) == 60);
  assert_true(room("place", 0) == 45);
  assert_true(room("place", 1) == 55);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_the_bound),
      cmocka_unit_test(test_first_in_line),
      cmocka_unit_test(test_admitted_with_traits),
      cmocka_unit_test(test_training_room),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
