// SPDX-License-Identifier: GPL-3.0-or-later
// Shared shocks: how much more exits vary than a binomial, what is shared and by whom.
// Seeds are fixed, and every assertion fails by chance once in a million.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_randist.h>

#include "case.h"
#include "model/model.h"
#include "year/state.h"

// Two places of PEOPLE holders each, who leave at RATE, two fifths of them the
// profession: separation alone under the shock would leave too few exits.
#define PEOPLE 40
#define RATE 0.1

static char *text(const char *shock, const char *horizon) {
  return stabil_case_format(
      "stabil: 1\ntitle: Shock\nseed: 5\n%s"
      "horizon: {start: 2025, %s}\n"
      "professions:\n  nurse: {entry_age: 26, leave_profession: 0.04, retire: {end: "
      "100}}\n"
      "stages:\n  nurse: {profession: nurse}\n"
      "roles:\n  post:\n    at: municipality\n    employer: municipality\n"
      "    holders: [nurse]\n    turnover: {rate: 0.1}\n    time_to_fill: 20\n"
      "    staff: {experience: {years: [0, 10], shares: [1]}}\n"
      "regions: {here: {label: Here}, there: {label: There}}\n"
      "places:\n"
      "  a: {kind: municipality, region: here, centrality: 5, population: 1000, "
      "posts: {post: {funded: 40}}}\n"
      "  b: {kind: municipality, region: there, centrality: 5, population: 1000, "
      "posts: {post: {funded: 40}}}\n"
      "measures:\n"
      "  more: {effects: [{lever: posts.funded, where: {places: [b]}, scale: add, value: "
      "80}]}\n"
      "scenarios:\n  baseline: {}\n  more: {measures: [{use: more, from: 2025}]}\n",
      shock, horizon);
}

static stabil_case *run(const char *shock, int replicates) {
  return stabil_case_run_text(
      text(shock, "years: 1, steps_per_year: 1"),
      &(stabil_run_options){.draws = 1, .replicates = replicates, .threads = 1});
}

// E exp(-k RATE R P) of independent mean-one gammas of these variances: the Laplace
// transform of one, (1 + v t)^(-1/v), averaged over the density of the other.
static double staying(double k, double region, double place) {
  const double t = k * RATE;
  if (region == 0 && place == 0) return exp(-t);
  if (place == 0) return pow(1 + region * t, -1 / region);
  if (region == 0) return pow(1 + place * t, -1 / place);
  double sum = 0;
  const double width = 1e-3;
  for (double x = width / 2; x < 20; x += width)
    sum += width * gsl_ran_gamma_pdf(x, 1 / place, place) *
           pow(1 + region * t * x, -1 / region);
  return sum;
}

// With p = 1 - exp(-RATE R P) the exits of a year have mean n E p and variance
// E[n p (1-p)] + Var(n p) = n (q1 - q2) + n^2 (q2 - q1^2), where q_k = E (1-p)^k.
static void exits_vary(const char *shock, double region, double place) {
  stabil_case *c = run(shock, 20000);
  const double q1 = staying(1, region, place), q2 = staying(2, region, place);
  const double n = PEOPLE, variance = n * (q1 - q2) + n * n * (q2 - q1 * q1);
  for (int j = 0; j < 2; j++) {
    const stabil_moments m = stabil_case_moments(c, 0, STABIL_MEASURE_SEPARATIONS, 0, j);
    stabil_case_expect_mean("exits", &m, n * (1 - q1), variance);
    // a mixture has heavier tails than a normal distribution
    stabil_case_expect_variance("variance of exits", &m, variance, 6);
    const double binomial = n * q1 * (1 - q1);
    const double over = stabil_moments_variance(&m) / binomial;
    if (region + place > 0) assert_true(over > 1.5 && over < 4);
  }
  stabil_case_free(c);
}

static void test_exits_are_over_dispersed(void **state) {
  (void)state;
  exits_vary("", 0, 0);
  exits_vary("shock: {region: 0.3}\n", 0.3, 0);
  exits_vary("shock: {place: 0.3}\n", 0, 0.3);
  exits_vary("shock: {region: 0.2, place: 0.3}\n", 0.2, 0.3);
}

// Places share the factor of the region and no other.
static void covary(const char *shock, double region) {
  stabil_case *c = run(shock, 20000);
  stabil_moments product = {0};
  const double q1 = staying(1, 0.3, 0);
  for (int r = 0; r < c->replicates; r++) {
    double off[2];
    for (int j = 0; j < 2; j++)
      off[j] = stabil_case_value(c, 0, r, STABIL_MEASURE_SEPARATIONS, 0, j) -
               PEOPLE * (1 - q1);
    stabil_moments_add(&product, off[0] * off[1]);
  }
  const double shared = region > 0 ? staying(2, region, 0) - q1 * q1 : 0;
  stabil_case_expect_about("covariance", &product, PEOPLE * PEOPLE * shared, 0);
  stabil_case_free(c);
}

static void test_places_share_the_region(void **state) {
  (void)state;
  covary("shock: {region: 0.3}\n", 0.3);
  covary("shock: {place: 0.3}\n", 0);
}

typedef struct bench {
  stabil_study *study;
  stabil_world *world;
  stabil_model *model[2];
  stabil_state *state;
} bench;

static void make_bench(bench *b, const char *shock) {
  static const int sizes[2] = {-1, -1};
  char *yaml = text(shock, "years: 3, steps_per_year: 4");
  b->study = stabil_case_study(yaml);
  free(yaml);
  assert_int_equal(stabil_world_create(b->study, -1, 1, 3, &b->world, NULL), 0);
  for (int i = 0; i < 2; i++)
    assert_int_equal(stabil_model_create(b->world, i, &b->model[i], NULL), 0);
  const stabil_layout layout = {.tenure_years = 1, .sizes = {.count = 1}};
  assert_int_equal(stabil_state_create(b->world, &layout, sizes, &b->state, NULL), 0);
}

static void free_bench(bench *b) {
  stabil_state_free(b->state);
  for (int i = 0; i < 2; i++) stabil_model_free(b->model[i]);
  stabil_world_free(b->world);
  stabil_study_free(b->study);
}

// A replicate has its years, whatever the scenario and whatever ran before.
static void test_scenarios_share_shocks(void **state) {
  (void)state;
  bench b;
  double first[6], second[6];
  make_bench(&b, "shock: {region: 0.2, place: 0.1}\n");
  stabil_schedule_run(b.state, b.model[0], 7);
  memcpy(first, b.state->shock, sizeof first);
  for (int i = 0; i < 6; i++)
    for (int k = 0; k < i; k++) assert_true(first[i] != first[k]);
  stabil_schedule_run(b.state, b.model[1], 8);
  memcpy(second, b.state->shock, sizeof second);
  assert_memory_not_equal(second, first, sizeof first);
  stabil_schedule_run(b.state, b.model[1], 7);
  assert_memory_equal(b.state->shock, first, sizeof first);
  for (int slot = 0; slot < 4; slot++) { // the last step of the last year
    const double expected = first[4 + b.world->slot[slot].place];
    assert_true(b.state->separate_by[slot] == expected);
    assert_true(b.state->leave_by[slot] == expected);
  }
  free_bench(&b);
}

// Three times the posts in one place do not touch who leaves the other in the first step.
static void test_common_random_numbers(void **state) {
  (void)state;
  stabil_case *c = stabil_case_run_text(
      text("shock: {region: 0.2, place: 0.1}\n", "years: 1, steps_per_year: 1"),
      &(stabil_run_options){.draws = 1, .replicates = 50, .threads = 1});
  for (int r = 0; r < 50; r++)
    assert_true(stabil_case_value(c, 0, r, STABIL_MEASURE_SEPARATIONS, 0, 0) ==
                stabil_case_value(c, 1, r, STABIL_MEASURE_SEPARATIONS, 0, 0));
  stabil_case_free(c);
}

// A variance of 0 is no shock, to the bit.
static void test_no_variance_is_no_shock(void **state) {
  (void)state;
  const stabil_run_options options = {.draws = 1, .replicates = 20, .threads = 1};
  stabil_case *without =
      stabil_case_run_text(text("", "years: 5, steps_per_year: 2"), &options);
  stabil_case *with = stabil_case_run_text(
      text("shock: {region: 0, place: 0}\n", "years: 5, steps_per_year: 2"), &options);
  for (int r = 0; r < 20; r++)
    assert_true(stabil_case_same(without, 0, r, with, 0, r, 5));
  stabil_case_free(without);
  stabil_case_free(with);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_exits_are_over_dispersed),
      cmocka_unit_test(test_places_share_the_region),
      cmocka_unit_test(test_scenarios_share_shocks),
      cmocka_unit_test(test_common_random_numbers),
      cmocka_unit_test(test_no_variance_is_no_shock),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
