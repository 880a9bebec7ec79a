// SPDX-License-Identifier: GPL-3.0-or-later
// How strongly an effect acts in a place in a year, and that what acts nowhere is no
// effect.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "case.h"
#include "model/factors.h"
#include "model/policy.h"
#include "scenario/lever.h"

enum { TOWN, FJORD, ISLAND, HOSPITAL, SOUTH, PLACES }; // as in levers.yaml
enum { BASELINE, SUPPORT };

typedef struct bench {
  stabil_study *study;
  stabil_world *world;
  stabil_arena *arena;
} bench;

static int setup(void **state) {
  static bench b;
  char *text = stabil_case_file("tests/cases/levers.yaml");
  b.study = stabil_case_study(text);
  free(text);
  assert_int_equal(stabil_world_create(b.study, -1, 1, 4, &b.world, NULL), 0);
  b.arena = stabil_arena_create();
  *state = &b;
  return 0;
}

static int teardown(void **state) {
  bench *b = *state;
  stabil_arena_free(b->arena);
  stabil_world_free(b->world);
  stabil_study_free(b->study);
  return 0;
}

static void near(double found, double expected) {
  if (!(fabs(found - expected) <= 1e-12 * fmax(1, fabs(expected))))
    fail_msg("found %.15g, expected %.15g", found, expected);
}

static void test_strength_is_a_product(void **state) {
  (void)state;
  const double by_place[] = {1, 0.5, 0};
  stabil_active a = {.coverage = 0.8, .intensity = 0.25};
  near(stabil_active_strength(&a, 1), 0.2);
  a.by_place = by_place;
  near(stabil_active_strength(&a, 0), 0.2);
  near(stabil_active_strength(&a, 1), 0.1);
  assert_true(stabil_active_strength(&a, 2) == 0);
}

static void test_null_where_it_acts_nowhere(void **state) {
  (void)state;
  const stabil_effect effect = {.lever = STABIL_LEVER_SEPARATE, .scale = STABIL_HR};
  const double nowhere[] = {0, 0}, somewhere[] = {0, 1e-9};
  stabil_active a = {.effect = &effect, .value = 0.5, .coverage = 1, .intensity = 1};
  assert_false(stabil_active_null(&a, 2));
  a.by_place = nowhere;
  assert_true(stabil_active_null(&a, 2));
  a.by_place = somewhere;
  assert_false(stabil_active_null(&a, 2));
  a.intensity = 0;
  assert_true(stabil_active_null(&a, 2));
}

// To the bit, also where base lies outside what the lever would set.
static void test_no_strength_is_base(void **state) {
  (void)state;
  const double bases[] = {0.1 + 0.2, 0, 1, INFINITY, 7.25};
  for (int scale = STABIL_OR; scale <= STABIL_ADD; scale++) {
    const stabil_effect effect = {.lever = STABIL_LEVER_SUCCESSION,
                                  .scale = (stabil_scale)scale};
    const stabil_active a = {.effect = &effect, .value = 0.3, .coverage = 1};
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++)
      assert_true(stabil_active_apply(&a, 0, bases[i]) == bases[i]);
    assert_true(stabil_active_factor(&a, 0) == 1);
  }
}

// The policy of SUPPORT with each measure's effects as strong as `by_place` says.
static stabil_policy policy_of(const bench *b, const double *by_place) {
  stabil_policy policy;
  assert_int_equal(stabil_policy_create(b->world, SUPPORT, 2026, b->arena, &policy, NULL),
                   0);
  for (int i = 0; i < policy.effect_count; i++)
    if (policy.effect[i].measure >= 0) policy.effect[i].by_place = by_place;
  return policy;
}

static stabil_epoch *epoch_of(const bench *b, const double *by_place) {
  const stabil_policy policy = policy_of(b, by_place);
  stabil_epoch *e = NULL;
  assert_int_equal(stabil_epoch_create(b->world, &policy, b->arena, &e, NULL), 0);
  return e;
}

static void test_rows_by_place(void **state) {
  const bench *b = *state;
  const stabil_world *w = b->world;
  const double by_place[PLACES] = {1, 0.5, 0, 0.5, 1};
  const stabil_epoch *e = epoch_of(b, by_place);
  for (int place = TOWN; place <= ISLAND; place++) {
    const int post = w->post_of[place * w->roles];
    for (int kind = 0; kind < 2; kind++) {
      const double home = kind == 1 && place != TOWN ? 0.5 : 1;
      const int rural = stabil_world_kind(w, kind, -1, 0);
      near(stabil_factor(&e->separate, w, post, 0, rural),
           home * (1 - 0.5 * by_place[place] * 0.2));
      near(stabil_factor(&e->separate, w, post, 1, rural), home);
    }
  }
}

static void test_numbers_by_place(void **state) {
  const bench *b = *state;
  const stabil_world *w = b->world;
  const double by_place[PLACES] = {1, 0.5, 0, 0.5, 1};
  const stabil_epoch *e = epoch_of(b, by_place);
  near(e->fraction[w->post_of[FJORD * w->roles]], 0.85);
  assert_true(e->fraction[w->post_of[ISLAND * w->roles]] == 0.8);
  near(e->pay[w->post_of[FJORD * w->roles]], 0.025);
}

static void same_rows(const bench *b, const stabil_factors *x, const stabil_factors *y) {
  const stabil_world *w = b->world;
  for (int i = 0; i < w->slots * w->stages; i++)
    assert_memory_equal(x->value + x->row[i] * w->kinds, y->value + y->row[i] * w->kinds,
                        (size_t)w->kinds * sizeof *x->value);
}

// 1 everywhere is no news, 0 everywhere is what holds without the measures: to the bit.
static void test_one_and_zero_by_place(void **state) {
  const bench *b = *state;
  const double ones[PLACES] = {1, 1, 1, 1, 1}, zeros[PLACES] = {0};
  const size_t posts = (size_t)b->world->posts * sizeof(double);
  const stabil_epoch *plain = epoch_of(b, NULL), *one = epoch_of(b, ones);
  const stabil_epoch *zero = epoch_of(b, zeros), *base = b->world->baseline;
  same_rows(b, &plain->separate, &one->separate);
  assert_memory_equal(plain->fraction, one->fraction, posts);
  same_rows(b, &base->separate, &zero->separate);
  assert_memory_equal(base->fraction, zero->fraction, posts);
  assert_memory_equal(base->pay, zero->pay, posts);
}

static void test_places_of_an_effect(void **state) {
  const bench *b = *state;
  stabil_policy policy = policy_of(b, NULL), again = policy_of(b, NULL);
  const stabil_policy_view view = {b->world, SUPPORT, 2026, &policy, b->arena, NULL};
  double *places = stabil_active_places(&view, &policy.effect[1]);
  assert_non_null(places);
  assert_true(policy.effect[1].by_place == places);
  for (int p = 0; p < PLACES; p++) assert_true(places[p] == 1);
  assert_false(stabil_policy_same(b->world, &policy, &again));
  places[FJORD] = 0.25;
  double *twice = stabil_active_places(&view, &policy.effect[1]);
  assert_true(twice[FJORD] == 0.25 && twice[TOWN] == 1);
}

// Who is who: the study's own behaviour is no measure's.
static void test_actives_know_where_they_come_from(void **state) {
  const bench *b = *state;
  const stabil_policy policy = policy_of(b, NULL);
  assert_int_equal(policy.effect[0].measure, -1);
  assert_int_equal(policy.effect[0].use, -1);
  assert_false(policy.effect[0].behavioural);
  for (int i = 1; i < policy.effect_count; i++) {
    const stabil_active *a = &policy.effect[i];
    const stabil_use *use = &b->study->scenario[SUPPORT].use[a->use];
    assert_int_equal(a->measure, use->measure);
    assert_true(a->behavioural);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_strength_is_a_product),
      cmocka_unit_test(test_null_where_it_acts_nowhere),
      cmocka_unit_test(test_no_strength_is_base),
      cmocka_unit_test(test_rows_by_place),
      cmocka_unit_test(test_numbers_by_place),
      cmocka_unit_test(test_one_and_zero_by_place),
      cmocka_unit_test(test_places_of_an_effect),
      cmocka_unit_test(test_actives_know_where_they_come_from),
  };
  return cmocka_run_group_tests_name("strength", tests, setup, teardown);
}
