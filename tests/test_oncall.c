// SPDX-License-Identifier: GPL-3.0-or-later
// On-call burden by team size. Seeds are fixed, and every assertion fails by chance once
// in a million.
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

#define RATE 0.15

// Municipalities with 1, 2, 4 and 6 GPs. Nothing but separation takes anybody away.
static char *text(const char *role) {
  return stabil_case_format(
      "stabil: 1\ntitle: On call\nseed: 3\n"
      "horizon: {start: 2025, years: 1, steps_per_year: 1}\n"
      "professions:\n  doctor: {entry_age: 27, retire: {end: 100}}\n"
      "stages:\n  doctor: {profession: doctor}\n"
      "roles:\n  gp:\n    at: municipality\n    employer: municipality\n"
      "    holders: [doctor]\n    turnover: {rate: 0.15}\n    time_to_fill: 20\n"
      "    rotation: {pay: 0, turnover: 0.1}\n"
      "    staff: {experience: {years: [0, 10], shares: [1]}}\n%s"
      "regions: {here: {label: Here}}\n"
      "places:\n"
      "  p1: {kind: municipality, region: here, centrality: 6, population: 1000, "
      "posts: {gp: {funded: 1}}}\n"
      "  p2: {kind: municipality, region: here, centrality: 6, population: 1000, "
      "posts: {gp: {funded: 2}}}\n"
      "  p4: {kind: municipality, region: here, centrality: 6, population: 1000, "
      "posts: {gp: {funded: 4}}}\n"
      "  p6: {kind: municipality, region: here, centrality: 6, population: 1000, "
      "posts: {gp: {funded: 6}}}\n"
      "  rest: {kind: rest, region: here, posts: {gp: {staff: 2}}}\n"
      "measures:\n"
      "  turns: {effects: [{lever: cover.rotation, roles: [gp], scale: set, value: 0.5, "
      "pattern: \"2:4\"}]}\n"
      "scenarios:\n  baseline: {}\n  turns: {measures: [{use: turns, from: 2025}]}\n",
      role);
}

// log h = log RATE + effect log(reference / team): a lone GP where four are few enough
// leaves at 4^effect the rate of a team of four.
static void test_hazard_of_a_lone_gp(void **state) {
  (void)state;
  static const int heads[] = {1, 2, 4, 6};
  static const char *const name[] = {"p1", "p2", "p4", "p6"};
  enum { REPLICATES = 20000 };
  stabil_case *c = stabil_case_run_text(
      text("    team: {effect: 0.6, reference: 4}\n"),
      &(stabil_run_options){.draws = 1, .replicates = REPLICATES, .threads = 1});
  for (int i = 0; i < 4; i++) {
    const double n = heads[i], fewer = fmax(1, 4 / n);
    const double p = 1 - exp(-RATE * pow(fewer, 0.6));
    const stabil_moments m = stabil_case_moments(c, 0, STABIL_MEASURE_SEPARATIONS, 0,
                                                 stabil_case_post(c, name[i], "gp"));
    stabil_case_expect_mean(name[i], &m, n * p, n * p * (1 - p));
  }
  stabil_case_free(c);
}

typedef struct bench {
  stabil_study *study;
  stabil_world *world;
  stabil_model *model;
  stabil_state *state;
} bench;

// The state as it stands before the first step, no one in it.
static void make_bench(bench *b, const char *role, int scenario) {
  static const int sizes[5] = {-1, -1, -1, -1, -1};
  char *yaml = text(role);
  b->study = stabil_case_study(yaml);
  free(yaml);
  assert_int_equal(stabil_world_create(b->study, -1, 1, 1, &b->world, NULL), 0);
  assert_int_equal(stabil_model_create(b->world, scenario, &b->model, NULL), 0);
  const stabil_layout layout = {.tenure_years = 1, .sizes = {.count = 1}};
  assert_int_equal(stabil_state_create(b->world, &layout, sizes, &b->state, NULL), 0);
  b->state->model = b->model;
  b->state->epoch = b->model->epoch[0];
  stabil_adoption_begin(b->state); // the weeks of rotation
}

static void free_bench(bench *b) {
  stabil_state_free(b->state);
  stabil_model_free(b->model);
  stabil_world_free(b->world);
  stabil_study_free(b->study);
}

static void add(bench *b, int slot, int64_t n) {
  const stabil_person person = {.slot = slot,
                                .programme = -1,
                                .origin = -1,
                                .training = -1,
                                .stage_end = STABIL_NEVER,
                                .last_role = -1};
  stabil_cohorts_add(&b->state->cohorts, &person, n);
}

// What the first post's holders separate by, with so many of them and so many rotators.
static double burden(const char *role, int heads, int rotators) {
  bench b;
  make_bench(&b, role, 1);
  if (heads > 0) add(&b, 0, heads);
  if (rotators > 0) add(&b, b.world->posts, rotators);
  stabil_feedback_step(b.state);
  const double found = b.state->separate_by[0];
  for (int slot = 1; slot < 2 * b.world->posts; slot++) {
    // nobody else is there: teams of one, rotators and the rest apart
    const bool holds = slot < b.world->posts && !b.world->slot[slot].rest;
    const double expected = holds ? pow(4, 0.6) : 1;
    assert_true(fabs(b.state->separate_by[slot] - expected) < 1e-12);
    assert_true(b.state->leave_by[slot] == 1);
  }
  free_bench(&b);
  return found;
}

static void near(double found, double expected) {
  if (!(fabs(found - expected) <= 1e-14 * expected))
    fail_msg("found %.17g, expected %.17g", found, expected);
}

static void test_burden_by_team(void **state) {
  (void)state;
  static const char role[] = "    team: {effect: 0.6}\n"; // reference 4
  near(burden(role, 0, 0), pow(4, 0.6));
  near(burden(role, 1, 0), pow(4, 0.6));
  near(burden(role, 2, 0), pow(2, 0.6));
  near(burden(role, 3, 0), pow(4.0 / 3, 0.6));
  assert_true(burden(role, 4, 0) == 1);
  assert_true(burden(role, 9, 0) == 1);
}

// Three rotators of pattern 2:4 give one FTE; 0.33 rounds to none, 0.67 to one.
static void test_rotators_share_duties(void **state) {
  (void)state;
  static const char role[] = "    team: {effect: 0.6, reference: 4}\n";
  near(burden(role, 1, 1), pow(4, 0.6));
  near(burden(role, 1, 2), pow(2, 0.6));
  near(burden(role, 1, 3), pow(2, 0.6));
  near(burden(role, 0, 6), pow(2, 0.6));
  assert_true(burden(role, 1, 9) == 1);
}

// An effect of 0 is no effect, to the bit.
static void test_no_effect_is_none(void **state) {
  (void)state;
  const stabil_run_options options = {.draws = 1, .replicates = 30, .threads = 1};
  stabil_case *without = stabil_case_run_text(text(""), &options);
  stabil_case *with = stabil_case_run_text(text("    team: {effect: 0}\n"), &options);
  for (int r = 0; r < 30; r++)
    assert_true(stabil_case_same(without, 1, r, with, 1, r, 1));
  stabil_case_free(without);
  stabil_case_free(with);
}

// Study 07: how often the island, with four posts, ends without a GP and without
// rotators.
static int empty(const stabil_case *c, int scenario) {
  const int post = stabil_case_post(c, "island", "gp");
  int sum = 0;
  for (int r = 0; r < c->replicates; r++)
    sum +=
        stabil_case_value(c, scenario, r, STABIL_MEASURE_STAFF, c->years - 1, post) == 0;
  return sum;
}

static void test_the_ladder_shows_what_it_says(void **state) {
  (void)state;
  enum { BASELINE, ROTATION, POSTS, BOTH };
  const stabil_run_options options = {.draws = 1, .replicates = 200, .threads = 1};
  stabil_case *with =
      stabil_case_run_text(stabil_case_file("scenarios/07_feedback.yaml"), &options);
  stabil_case *without = stabil_case_run_text(
      stabil_case_change(stabil_case_file("scenarios/07_feedback.yaml"),
                         "effect: {value: 0.7,", "effect: {value: 0,"),
      &options);
  assert_int_equal(with->scenarios, 4);
  assert_true(empty(with, BASELINE) > 1.5 * empty(without, BASELINE));
  assert_true(empty(with, BASELINE) > empty(with, POSTS));
  assert_true(empty(with, POSTS) > empty(with, ROTATION));
  assert_true(empty(with, POSTS) > empty(with, BOTH));
  print_message("empty: %d, %d, %d, %d; without feedback %d\n", empty(with, BASELINE),
                empty(with, ROTATION), empty(with, POSTS), empty(with, BOTH),
                empty(without, BASELINE));
  stabil_case_free(with);
  stabil_case_free(without);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_hazard_of_a_lone_gp),
      cmocka_unit_test(test_burden_by_team),
      cmocka_unit_test(test_rotators_share_duties),
      cmocka_unit_test(test_no_effect_is_none),
      cmocka_unit_test(test_the_ladder_shows_what_it_says),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
