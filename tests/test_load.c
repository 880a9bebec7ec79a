// SPDX-License-Identifier: GPL-3.0-or-later
// Load: what a year left undone makes people leave, with a lag. Seeds are fixed, and
// every assertion fails by chance once in a million.
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
#define FUNDED 10

// Four of ten posts stand vacant and nobody comes soon.
static char *text(const char *role, const char *horizon) {
  return stabil_case_format(
      "stabil: 1\ntitle: Load\nseed: 9\n"
      "horizon: {start: 2025, %s}\n"
      "professions:\n  nurse: {entry_age: 26, retire: {end: 100}}\n"
      "stages:\n  nurse: {profession: nurse}\n"
      "roles:\n  post:\n    at: municipality\n    employer: municipality\n"
      "    holders: [nurse]\n    turnover: {rate: 0.15}\n    time_to_fill: 20\n"
      "    staff: {experience: {years: [0, 10], shares: [1]}}\n%s"
      "regions: {here: {label: Here}}\n"
      "places:\n"
      "  a: {kind: municipality, region: here, centrality: 6, population: 1000, "
      "posts: {post: {funded: 10, vacancy: 0.4}}}\n",
      horizon, role);
}

static stabil_case *run(const char *role, int replicates) {
  return stabil_case_run_text(
      text(role, "years: 2, steps_per_year: 1"),
      &(stabil_run_options){.draws = 1, .replicates = replicates, .threads = 1});
}

static double exits(const stabil_case *c, int r, int year) {
  return stabil_case_value(c, 0, r, STABIL_MEASURE_SEPARATIONS, year, 0);
}

// In the second year everybody leaves at RATE exp(effect (funded - held) / funded), the
// gap of the end of the first: a sum of binomials, given how many were left.
static void exits_follow(const char *role, double effect) {
  enum { REPLICATES = 20000 };
  stabil_case *c = run(role, REPLICATES);
  double found = 0, expected = 0, variance = 0;
  for (int r = 0; r < REPLICATES; r++) {
    const double n = stabil_case_value(c, 0, r, STABIL_MEASURE_HEADCOUNT, 0, 0);
    const double load = fmax(0, FUNDED - n) / FUNDED;
    const double p = 1 - exp(-RATE * exp(effect * load));
    found += exits(c, r, 1);
    expected += n * p;
    variance += n * p * (1 - p);
  }
  const double p = stabil_statistics_p_of_z((found - expected) / sqrt(variance));
  if (!(p > STABIL_ALPHA)) fail_msg("found %g, expected %g exits", found, expected);
  stabil_case_free(c);
}

static void test_exits_follow_the_load(void **state) {
  (void)state;
  exits_follow("", 0);
  exits_follow("    load: {effect: 1.2}\n", 1.2);
  // overtime is load too: what is covered by it is no relief
  exits_follow("    load: {effect: 1.2}\n    overtime: {cap: 0.3, cost: 0.5}\n", 1.2);
  // locums are
  exits_follow("    load: {effect: 1.2}\n"
               "    locum: {fill: 1, week_price: 1, weeks_per_fte: 44}\n",
               0);
}

// The first year does not know of any load, nor of the replicate that the same worker ran
// before; in the second a stronger effect lets no fewer
// go, replicate by replicate.
static void test_lag_and_monotone(void **state) {
  (void)state;
  enum { REPLICATES = 500 };
  static const char *const role[] = {"", "    load: {effect: 0.5}\n",
                                     "    load: {effect: 1.5}\n",
                                     "    load: {effect: 4}\n"};
  stabil_case *c[4];
  for (int i = 0; i < 4; i++) c[i] = run(role[i], REPLICATES);
  for (int i = 1; i < 4; i++) {
    double more = 0;
    for (int r = 0; r < REPLICATES; r++) {
      assert_true(stabil_case_same(c[0], 0, r, c[i], 0, r, 1));
      assert_true(exits(c[i], r, 1) >= exits(c[i - 1], r, 1));
      more += exits(c[i], r, 1) - exits(c[i - 1], r, 1);
    }
    assert_true(more > 0);
  }
  for (int i = 0; i < 4; i++) stabil_case_free(c[i]);
}

typedef struct bench {
  stabil_study *study;
  stabil_world *world;
  stabil_model *model;
  stabil_state *state;
} bench;

static void make_bench(bench *b) {
  static const int sizes[1] = {-1};
  char *yaml = text("    load: {effect: 2}\n    overtime: {cap: 0.1, cost: 0}\n",
                    "years: 3, steps_per_year: 4");
  b->study = stabil_case_study(yaml);
  free(yaml);
  assert_int_equal(stabil_world_create(b->study, -1, 1, 3, &b->world, NULL), 0);
  assert_int_equal(stabil_model_create(b->world, 0, &b->model, NULL), 0);
  const stabil_layout layout = {.tenure_years = 1, .sizes = {.count = 1}};
  assert_int_equal(stabil_state_create(b->world, &layout, sizes, &b->state, NULL), 0);
  b->state->model = b->model;
  b->state->epoch = b->model->epoch[0];
}

static void free_bench(bench *b) {
  stabil_state_free(b->state);
  stabil_model_free(b->model);
  stabil_world_free(b->world);
  stabil_study_free(b->study);
}

static void hire(bench *b, int64_t n) {
  const stabil_person person = {.programme = -1,
                                .origin = -1,
                                .training = -1,
                                .stage_end = STABIL_NEVER,
                                .last_role = -1};
  stabil_cohorts_add(&b->state->cohorts, &person, n);
}

// What the step separates by; then the step ends, covered as it is.
static double step(bench *b, int number) {
  stabil_state *s = b->state;
  s->step = number;
  s->year = number / 4;
  s->season = number % 4;
  stabil_feedback_step(s);
  stabil_cover_step(s);
  stabil_load_step(s);
  return s->separate_by[0];
}

static void near(double found, double expected) {
  if (!(fabs(found - expected) <= 1e-14 * expected))
    fail_msg("found %.17g, expected %.17g", found, expected);
}

// Six of ten for six quarters, then ten of ten: the load is the mean of the four quarters
// that are over.
static void test_load_is_of_the_past_year(void **state) {
  (void)state;
  bench b;
  make_bench(&b);
  hire(&b, 6);
  static const int strained[] = {0, 1, 2, 3, 4, 4, 4, 3, 2, 1, 0, 0};
  for (int t = 0; t < 12; t++) {
    if (t == 6) hire(&b, 4);
    near(step(&b, t), exp(2 * 0.4 * strained[t] / 4));
  }
  stabil_load_reset(b.state);
  assert_true(step(&b, 0) == 1);
  free_bench(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_exits_follow_the_load),
      cmocka_unit_test(test_lag_and_monotone),
      cmocka_unit_test(test_load_is_of_the_past_year),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
