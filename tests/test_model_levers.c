// SPDX-License-Identifier: GPL-3.0-or-later
// What an effect does to a number on each scale, and whom and where it reaches.
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "case.h"
#include "model/factors.h"
#include "model/levers.h"
#include "model/model.h"
#include "model/policy.h"
#include "scenario/lever.h"

static stabil_active active(const stabil_effect *effect, double value, double coverage) {
  return (stabil_active){
      .effect = effect, .value = value, .coverage = coverage, .intensity = 1};
}

static double applied(stabil_scale scale, int lever, double value, double coverage,
                      double base) {
  const stabil_effect effect = {.lever = lever, .scale = scale};
  const stabil_active a = active(&effect, value, coverage);
  return stabil_active_apply(&a, 0, base);
}

static void near(double found, double expected) {
  if (!(fabs(found - expected) <= 1e-12 * fmax(1, fabs(expected))))
    fail_msg("found %.15g, expected %.15g", found, expected);
}

// An odds ratio of 2 takes 20 % to a third, not to 40 %: the base matters.
static void test_odds_ratio_is_no_risk_ratio(void **state) {
  (void)state;
  near(applied(STABIL_OR, STABIL_LEVER_RURAL_SHARE, 2, 1, 0.2), 1.0 / 3);
  near(applied(STABIL_OR, STABIL_LEVER_RURAL_SHARE, 2, 1, 0.5), 2.0 / 3);
  near(applied(STABIL_OR, STABIL_LEVER_RURAL_SHARE, 0.5, 1, 1.0 / 3), 0.2);
  near(applied(STABIL_OR, STABIL_LEVER_RURAL_SHARE, 3, 1, 0), 0);
  near(applied(STABIL_OR, STABIL_LEVER_RURAL_SHARE, 3, 1, 1), 1);
  // half of those are reached: half of the way, not an odds ratio of sqrt 2
  near(applied(STABIL_OR, STABIL_LEVER_RURAL_SHARE, 2, 0.5, 0.2), (0.2 + 1.0 / 3) / 2);
}

static void test_scales_with_coverage(void **state) {
  (void)state;
  near(applied(STABIL_HR, STABIL_LEVER_FILL_RATE, 0.6, 1, 5), 3);
  near(applied(STABIL_HR, STABIL_LEVER_FILL_RATE, 0.6, 0.25, 5), 5 * 0.9);
  near(applied(STABIL_SET, STABIL_LEVER_SUCCESSION, 0.8, 1, 0.2), 0.8);
  near(applied(STABIL_SET, STABIL_LEVER_SUCCESSION, 0.8, 0.5, 0.2), 0.5);
  near(applied(STABIL_ADD, STABIL_LEVER_PAY, 0.1, 1, 0.05), 0.15);
  near(applied(STABIL_ADD, STABIL_LEVER_PAY, 0.1, 0.5, 0.05), 0.1);
}

static void test_results_stay_in_range(void **state) {
  (void)state;
  near(applied(STABIL_ADD, STABIL_LEVER_RURAL_SHARE, 0.6, 1, 0.7), 1);
  near(applied(STABIL_ADD, STABIL_LEVER_SUCCESSION, -0.6, 1, 0.2), 0);
  near(applied(STABIL_ADD, STABIL_LEVER_FUNDED, -9, 1, 4), 0);
}

// Multipliers of rates and of odds: coverage mixes people, it does not take a root.
static void test_factors_with_coverage(void **state) {
  (void)state;
  const stabil_effect hr = {.lever = STABIL_LEVER_SEPARATE, .scale = STABIL_HR};
  const stabil_effect or = {.lever = STABIL_LEVER_UTILITY, .scale = STABIL_OR};
  const stabil_effect add = {.lever = STABIL_LEVER_UTILITY, .scale = STABIL_ADD};
  const stabil_active a[] = {active(&hr, 0.6, 0.5), active(& or, 3, 0.25),
                             active(&add, log(3), 0.25)};
  near(stabil_active_factor(&a[0], 0), 0.8);
  near(stabil_active_factor(&a[1], 0), 1.5);
  near(stabil_active_factor(&a[2], 0), 1.5);
}

static void test_null_is_what_changes_nothing(void **state) {
  (void)state;
  static const struct {
    stabil_scale scale;
    double value, coverage;
    bool null;
  } row[] = {{STABIL_HR, 1, 1, true},     {STABIL_OR, 1, 1, true},
             {STABIL_ADD, 0, 1, true},    {STABIL_SET, 0, 1, false},
             {STABIL_SET, 1, 1, false},   {STABIL_HR, 0.5, 0, true},
             {STABIL_SET, 0.5, 0, true},  {STABIL_ADD, 1, 1, false},
             {STABIL_HR, 0.999, 1, false}};
  for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
    const stabil_effect effect = {.lever = STABIL_LEVER_SEPARATE, .scale = row[i].scale};
    const stabil_active a = active(&effect, row[i].value, row[i].coverage);
    assert_true(stabil_active_null(&a, 1) == row[i].null);
  }
}

// --- in a world
// ----------------------------------------------------------------------

typedef struct bench {
  stabil_study *study;
  stabil_world *world;
} bench;

static int setup(void **state) {
  static bench b;
  char *text = stabil_case_file("tests/cases/levers.yaml");
  b.study = stabil_case_study(text);
  free(text);
  assert_int_equal(stabil_world_create(b.study, -1, 1, 4, &b.world, NULL), 0);
  *state = &b;
  return 0;
}

static int teardown(void **state) {
  bench *b = *state;
  stabil_world_free(b->world);
  stabil_study_free(b->study);
  return 0;
}

enum { TOWN, FJORD, ISLAND, HOSPITAL, SOUTH, PLACES }; // as in levers.yaml
#define IN(...)                                                                          \
  (const bool[PLACES]) {                                                                 \
    __VA_ARGS__                                                                          \
  }

static void reaches(const bench *b, const stabil_area *area, const bool *expected) {
  for (int p = 0; p < PLACES; p++) {
    if (stabil_area_match(b->world, area, p) != expected[p])
      fail_msg("%s: expected %d", b->study->place[p].id, expected[p]);
  }
}

static void test_areas_match_places(void **state) {
  const bench *b = *state;
  int six = 6, island = ISLAND, hospital = STABIL_HOSPITAL, south = SOUTH;
#define AREA(...)                                                                        \
  &(stabil_area){.size_high = INT_MAX, .district = -1, .region = -1, __VA_ARGS__}
  reaches(b, AREA(.size_low = 0), IN(1, 1, 1, 1, 0)); // never the rest, unless named
  reaches(b, AREA(.centrality = {1, &six}), IN(0, 0, 1, 0, 0));
  reaches(b, AREA(.places = {1, &island}), IN(0, 0, 1, 0, 0));
  reaches(b, AREA(.places = {1, &south}), IN(0, 0, 0, 0, 1));
  reaches(b, AREA(.kinds = {1, &hospital}), IN(0, 0, 0, 1, 0));
  reaches(b, &(stabil_area){.size_high = INT_MAX, .district = 1, .region = -1},
          IN(0, 1, 1, 0, 0));
  reaches(b, &(stabil_area){.size_high = INT_MAX, .district = 0, .region = -1},
          IN(1, 0, 0, 1, 0));
  reaches(b, &(stabil_area){.size_high = INT_MAX, .district = -1, .region = 0},
          IN(0, 0, 0, 0, 1));
  reaches(
      b,
      &(stabil_area){.size_low = 2000, .size_high = 9999, .district = -1, .region = -1},
      IN(0, 1, 0, 0, 0)); // a hospital has no size
#undef AREA
}

static stabil_epoch *epoch(const bench *b, int scenario, int year, stabil_arena *arena) {
  stabil_policy policy;
  stabil_epoch *e = NULL;
  assert_int_equal(stabil_policy_create(b->world, scenario, year, arena, &policy, NULL),
                   0);
  assert_int_equal(stabil_epoch_create(b->world, &policy, arena, &e, NULL), 0);
  return e;
}

static double separates(const bench *b, const stabil_epoch *e, int place, int stage,
                        int traits) {
  const int kind = stabil_world_kind(b->world, traits, -1, 0);
  return stabil_factor(&e->separate, b->world, b->world->post_of[place * b->world->roles],
                       stage, kind);
}

enum { BASELINE, SUPPORT, NOTHING };

// Behaviour is always on: hr 0.5 for the rural in the district; support: hr 0.8 for
// newly qualified, half of whom it reaches, in municipalities.
static void test_rows_of_factors(void **state) {
  const bench *b = *state;
  stabil_arena *arena = stabil_arena_create();
  const stabil_epoch *base = epoch(b, BASELINE, 2026, arena);
  const stabil_epoch *before = epoch(b, SUPPORT, 2025, arena);
  const stabil_epoch *on = epoch(b, SUPPORT, 2026, arena);
  for (int traits = 0; traits < 2; traits++) {
    for (int stage = 0; stage < 2; stage++) {
      for (int place = TOWN; place <= ISLAND; place++) {
        const double home = traits && place != TOWN ? 0.5 : 1;
        const double helped = stage == 0 ? 0.9 : 1;
        near(separates(b, base, place, stage, traits), home);
        near(separates(b, before, place, stage, traits), home);
        near(separates(b, on, place, stage, traits), home * helped);
      }
    }
  }
  // row 0 is that of nobody's effects
  assert_int_equal(base->separate.row[b->world->post_of[TOWN * b->world->roles] * 2], 0);
  stabil_arena_free(arena);
}

static void test_null_levers_are_dropped(void **state) {
  const bench *b = *state;
  stabil_arena *arena = stabil_arena_create();
  stabil_policy policy, base;
  assert_int_equal(stabil_policy_create(b->world, NOTHING, 2026, arena, &policy, NULL),
                   0);
  assert_int_equal(stabil_policy_create(b->world, BASELINE, 2026, arena, &base, NULL), 0);
  assert_int_equal(base.effect_count, 1); // the study's behaviour
  assert_true(stabil_policy_same(b->world, &policy, &base));
  stabil_arena_free(arena);
}

static void test_numbers_of_posts_move(void **state) {
  const bench *b = *state;
  stabil_arena *arena = stabil_arena_create();
  const stabil_epoch *base = epoch(b, BASELINE, 2026, arena);
  const stabil_epoch *on = epoch(b, SUPPORT, 2026, arena);
  for (int j = 0; j < b->world->posts; j++) {
    const bool district = b->world->place_district[b->world->post[j].place];
    near(base->fraction[j], 0.8);
    near(on->fraction[j], district ? 0.9 : 0.8);
    assert_int_equal(on->held_per_head[j], (int)floor(on->fraction[j] * 1024 + 0.5));
    // one half share of a pay supplement of 10 %, weight 2: (1.05)^2
    near(on->pull[j] / base->pull[j], district ? 1.05 * 1.05 : 1);
  }
  stabil_arena_free(arena);
}

static void test_seats_move_from_their_year(void **state) {
  const bench *b = *state;
  stabil_model *model = NULL;
  assert_int_equal(stabil_model_create(b->world, SUPPORT, &model, NULL), 0);
  near(model->seats[0], 20);
  near(model->seats[1], 26);
  near(model->seats[2], 26);
  near(model->seats[3], 20); // until 2027
  stabil_model_free(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_odds_ratio_is_no_risk_ratio),
      cmocka_unit_test(test_scales_with_coverage),
      cmocka_unit_test(test_results_stay_in_range),
      cmocka_unit_test(test_factors_with_coverage),
      cmocka_unit_test(test_null_is_what_changes_nothing),
      cmocka_unit_test_setup_teardown(test_areas_match_places, setup, teardown),
      cmocka_unit_test_setup_teardown(test_rows_of_factors, setup, teardown),
      cmocka_unit_test_setup_teardown(test_null_levers_are_dropped, setup, teardown),
      cmocka_unit_test_setup_teardown(test_numbers_of_posts_move, setup, teardown),
      cmocka_unit_test_setup_teardown(test_seats_move_from_their_year, setup, teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
