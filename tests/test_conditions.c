// SPDX-License-Identifier: GPL-3.0-or-later
// Levers on conditions: how distance weighs in the choice of a post, small teams and load
// on who leaves; absence; what students need and how many give up.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "case.h"
#include "model/model.h"
#include "model/options.h"
#include "year/state.h"

static char *text(void) {
  return stabil_case_format(
      "stabil: 1\ntitle: Conditions\nseed: 3\n"
      "horizon: {start: 2025, years: 3, steps_per_year: 1}\n"
      "professions:\n  doctor: {entry_age: 27, retire: {end: 100}}\n"
      "stages:\n  doctor: {profession: doctor}\n"
      "roles:\n%s%s"
      "regions: {here: {label: Here}}\n"
      "places:\n"
      "  near: {kind: municipality, region: here, centrality: 6, population: 1000, "
      "lat: 70, lon: 20, posts: {gp: {funded: 2}, other: {funded: 5}}}\n"
      "  far: {kind: municipality, region: here, centrality: 6, population: 1000, "
      "lat: 71, lon: 25, posts: {gp: {funded: 2}, other: {funded: 5, vacancy: 0.4}}}\n"
      "choice: {distance: 0.9, theta: 0}\n"
      "measures:\n"
      "  commuting: {effects: [{lever: choice.distance, roles: [other], "
      "where: {places: [far]}, scale: hr, value: 0.5}]}\n"
      "  duties: {effects: [{lever: team.effect, roles: [gp], scale: hr, value: 0.5}]}\n"
      "  relief: {effects: [{lever: load.effect, roles: [other], scale: add, "
      "value: -0.5}]}\n"
      "scenarios:\n  baseline: {}\n"
      "  commuting: {measures: [commuting]}\n"
      "  duties: {measures: [duties]}\n"
      "  relief: {measures: [relief]}\n"
      "  none: {measures: [{use: commuting, coverage: 0}, {use: duties, coverage: 0}, "
      "{use: relief, coverage: 0}]}\n",
      "  gp:\n    at: municipality\n    employer: municipality\n    holders: [doctor]\n"
      "    turnover: {rate: 0.15}\n    team: {effect: 0.6, reference: 4}\n"
      "    staff: {experience: {years: [0, 10], shares: [1]}}\n",
      "  other:\n    at: municipality\n    employer: municipality\n"
      "    holders: [doctor]\n    turnover: {rate: 0.15}\n    time_to_fill: 20\n"
      "    load: {effect: 1.2}\n"
      "    staff: {experience: {years: [0, 10], shares: [1]}}\n");
}

typedef struct bench {
  stabil_study *study;
  stabil_world *world;
  stabil_model *model;
} bench;

enum { BASELINE, COMMUTING, DUTIES, RELIEF, NONE };

static void make_bench(bench *b, int scenario) {
  char *yaml = text();
  b->study = stabil_case_study(yaml);
  free(yaml);
  assert_int_equal(stabil_world_create(b->study, -1, 1, 3, &b->world, NULL), 0);
  assert_int_equal(stabil_model_create(b->world, scenario, &b->model, NULL), 0);
}

static void free_bench(bench *b) {
  stabil_model_free(b->model);
  stabil_world_free(b->world);
  stabil_study_free(b->study);
}

static void close_to(double found, double expected) {
  if (!(fabs(found - expected) <= 1e-12 * fabs(expected)))
    fail_msg("found %.15g, expected %.15g", found, expected);
}

enum { NEAR, FAR };

// Weights of somebody who searches in the first place, by post.
static void weights(int scenario, double *out) {
  bench b;
  make_bench(&b, scenario);
  double size[8] = {1, 1, 1, 1}, cumulative[8], last = 0;
  stabil_options *options = NULL;
  assert_true(stabil_options_create(&options, b.world));
  stabil_options_fill(options, b.world, b.model->epoch[0],
                      &(stabil_on_offer){.size = size});
  const stabil_seeker seeker = {
      .place = NEAR, .origin = -1, .training = -1, .last_post = -1};
  stabil_options_weigh(b.world, options, &seeker, cumulative);
  assert_int_equal(options->count, 4);
  for (int k = 0; k < 4; k++) {
    out[options->slot[k]] = cumulative[k] - last;
    last = cumulative[k];
  }
  for (int p = 0; p < 2; p++) // to posts by place and role
    for (int r = 0; r < 2; r++) assert_true(b.world->post_of[2 * p + r] == 2 * p + r);
  stabil_options_free(options);
  free_bench(&b);
}

// Half the weight of distance to these posts: the root of the factor, and of no other.
static void test_distance_weighs_less(void **state) {
  (void)state;
  double base[4], on[4], none[4];
  weights(BASELINE, base);
  weights(COMMUTING, on);
  weights(NONE, none);
  assert_true(base[2 * FAR] < 0.5);
  close_to(base[2 * NEAR], 1);
  close_to(base[2 * FAR + 1], base[2 * FAR]);
  close_to(on[2 * FAR + 1], sqrt(base[2 * FAR + 1]));
  for (int j = 0; j < 3; j++) close_to(on[j], base[j]);
  for (int j = 0; j < 4; j++) assert_true(none[j] == base[j]);
}

static void test_teams_and_load_weigh_less(void **state) {
  (void)state;
  bench b;
  const double team[] = {0.6, 0.6, 0.3, 0.6, 0.6}, load[] = {1.2, 1.2, 1.2, 0.7, 1.2};
  for (int s = BASELINE; s <= NONE; s++) {
    make_bench(&b, s);
    close_to(b.model->epoch[1]->team_effect[0], team[s]);
    close_to(b.model->epoch[1]->load_effect[1], load[s]);
    assert_true(b.model->epoch[1]->team_effect[1] == 0); // has no `team:`
    assert_true(b.model->epoch[1]->load_effect[0] == 0);
    free_bench(&b);
  }
}

static stabil_moments exits(const stabil_case *c, int scenario, int year, int role) {
  stabil_moments m = {0};
  for (int r = 0; r < c->replicates; r++)
    stabil_moments_add(&m, stabil_case_value(c, scenario, r, STABIL_MEASURE_SEPARATIONS,
                                             year, 2 * FAR + role));
  return m;
}

// In a run: a team of two of four, 2^0.6 without the measure and 2^0.3 with it; load is
// of the year before.
static void test_fewer_leave(void **state) {
  (void)state;
  stabil_case *c = stabil_case_run_text(
      text(), &(stabil_run_options){.draws = 1, .replicates = 20000, .threads = 2});
  const double with = 1 - exp(-0.15 * pow(2, 0.3)),
               without = 1 - exp(-0.15 * pow(2, 0.6));
  const stabil_moments on = exits(c, DUTIES, 0, 0), off = exits(c, BASELINE, 0, 0);
  stabil_case_expect_mean("on", &on, 2 * with, 2 * with * (1 - with));
  stabil_case_expect_mean("off", &off, 2 * without, 2 * without * (1 - without));
  const stabil_moments heavy = exits(c, BASELINE, 1, 1), light = exits(c, RELIEF, 1, 1);
  assert_true(stabil_statistics_two_means_z(&heavy, &light) > 5);
  for (int r = 0; r < c->replicates; r++) {
    assert_true(stabil_case_same(c, BASELINE, r, c, NONE, r, c->years));
    assert_true(stabil_case_same(c, BASELINE, r, c, RELIEF, r, 1)); // lagged
  }
  stabil_case_free(c);
}

// --- absence, dropout, placement weeks
// ------------------------------------------------------------------------

// 40 nurses who never leave; one school needs their weeks, the other loses students.
static char *schools(void) {
  return stabil_case_format(
      "stabil: 1\ntitle: Schools\nseed: 3\n"
      "horizon: {start: 2025, years: 6, steps_per_year: 1}\n"
      "professions:\n"
      "  nurse: {graduates_as: fresh, entry_age: 26, retire: {end: 100}}\n"
      "stages:\n  fresh: {profession: nurse}\n  nurse: {profession: nurse}\n"
      "roles:\n  post:\n    at: municipality\n    employer: municipality\n"
      "    holders: [nurse]\n    turnover: {rate: 0}\n    time_to_fill: 20\n"
      "    staff: {experience: {years: [0, 10], shares: [1]}}\n%s"
      "regions: {here: {label: Here}}\n"
      "places:\n"
      "  a: {kind: municipality, region: here, centrality: 5, population: 1000, "
      "posts: {post: {funded: 40, vacancy: 0}}}\n"
      "programmes:\n"
      "  bound: {profession: nurse, place: a, length: 3, seats: {2020: 0, 2025: 30}, "
      "placements: {weeks: 10, supervisors: {stages: [nurse], weeks: 5, "
      "where: local}}}\n"
      "  lossy: {profession: nurse, place: a, length: 3, seats: 300, dropout: 0.3}\n"
      "measures:\n"
      "  weeks: {effects: [{lever: placements.weeks, scale: hr, value: 1.5}]}\n"
      "  support: {effects: [{lever: hazard.dropout, who: {programmes: [lossy]}, "
      "scale: hr, value: 0.5}]}\n"
      "  ill: {effects: [{lever: absence, scale: or, value: 2}]}\n"
      "scenarios:\n  baseline: {}\n  weeks: {measures: [weeks]}\n"
      "  support: {measures: [support]}\n  ill: {measures: [ill]}\n",
      "    absence: 0\n");
}

// What is left of 20 % absence at odds twice as high: two thirds.
static void test_absence(void **state) {
  (void)state;
  stabil_case *c = stabil_case_run_text(
      stabil_case_change(schools(), "absence: 0\n", "absence: 0.2\n"),
      &(stabil_run_options){.draws = 1, .replicates = 1, .threads = 1});
  const double heads = stabil_case_value(c, 0, 0, STABIL_MEASURE_HEADCOUNT, 2, 0);
  assert_true(stabil_case_value(c, 0, 0, STABIL_MEASURE_FTE, 2, 0) ==
              heads * floor(0.8 * 1024 + 0.5) / 1024);
  assert_true(stabil_case_value(c, 3, 0, STABIL_MEASURE_FTE, 2, 0) ==
              heads * floor(1024 * 2.0 / 3 + 0.5) / 1024);
  assert_true(stabil_case_value(c, 3, 0, STABIL_MEASURE_HELD_FTE, 2, 0) == heads);
  stabil_case_free(c);
}

// 40 FTE give 200 weeks a year, for 20 students; with half as many again for 30.
static void test_placement_weeks(void **state) {
  (void)state;
  stabil_case *c = stabil_case_run_text(
      schools(), &(stabil_run_options){.draws = 1, .replicates = 1, .threads = 1});
  assert_true(stabil_case_education(c, 0, 0, STABIL_EDUCATION_ADMITTED, 0, 0) == 20);
  assert_true(stabil_case_education(c, 1, 0, STABIL_EDUCATION_ADMITTED, 0, 0) == 30);
  assert_true(stabil_case_education(c, 1, 0, STABIL_EDUCATION_ADMITTED, 1, 0) == 0);
  stabil_case_free(c);
}

static void test_dropout(void **state) {
  (void)state;
  stabil_case *c = stabil_case_run_text(
      schools(), &(stabil_run_options){.draws = 1, .replicates = 200, .threads = 1});
  for (int s = 0; s < 3; s += 2) {
    const double p = 1 - pow(1 - 0.3, s == 0 ? 1 : 0.5);
    double found = 0, expected = 0, variance = 0;
    for (int r = 0; r < c->replicates; r++) {
      for (int y = 0; y < c->years; y++) {
        const double lost =
            stabil_case_education(c, s, r, STABIL_EDUCATION_DROPOUTS, y, 1);
        const double n = lost +
                         stabil_case_education(c, s, r, STABIL_EDUCATION_STUDENTS, y, 1) +
                         stabil_case_education(c, s, r, STABIL_EDUCATION_GRADUATES, y, 1);
        found += lost;
        expected += n * p;
        variance += n * p * (1 - p);
      }
    }
    const double chance = stabil_statistics_p_of_z((found - expected) / sqrt(variance));
    if (!(chance > STABIL_ALPHA)) fail_msg("found %g, expected %g", found, expected);
  }
  stabil_case_free(c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_distance_weighs_less),
      cmocka_unit_test(test_teams_and_load_weigh_less),
      cmocka_unit_test(test_fewer_leave),
      cmocka_unit_test(test_absence),
      cmocka_unit_test(test_placement_weeks),
      cmocka_unit_test(test_dropout),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
