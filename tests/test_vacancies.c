// SPDX-License-Identifier: GPL-3.0-or-later
// How long posts stand vacant, against what can be worked out by hand and against the
// ledger of posts. Seeds are fixed.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "case.h"
#include "year/state.h"

#define HEAD                                                                             \
  "stabil: 1\ntitle: Vacancies\nseed: 12\n"                                              \
  "regions: {here: {label: Here}}\n"                                                     \
  "professions:\n  nurse: {graduates_as: nurse, entry_age: 26, retire: {end: 100}}\n"    \
  "stages:\n  nurse: {profession: nurse}\n"                                              \
  "roles:\n  post:\n    at: municipality\n    employer: municipality\n"                  \
  "    holders: [nurse]\n    position_fraction: 1\n"                                     \
  "    staff: {experience: {years: [0, 10], shares: [1]}}\n"
#define BASELINE "scenarios:\n  baseline: {}\n"
#define PLACE(posts)                                                                     \
  "places:\n  a: {kind: municipality, region: here, centrality: 5, population: 1000, "   \
  "posts: {post: {" posts "}}}\n"

static stabil_case *run(char *text, int replicates) {
  return stabil_case_run_text(
      text, &(stabil_run_options){.draws = 1, .replicates = replicates, .threads = 1});
}

// --- the mean spell
// -------------------------------------------------------------------------

#define TAU 0.5

// A graduate for every opening, and more. A spell is counted from the middle of a step to
// the middle of another, so that (test_analytic_posts.c) the steady V vacancies and E
// exits a step give V dt / E = (1 - s) tau, whatever the step.
static stabil_moments mean_spell(const char *steps, double succession) {
  stabil_case *c = run(
      stabil_case_format(
          HEAD "    turnover: {rate: 0.25}\n    time_to_fill: 0.5\n    succession: "
               "%g\n" BASELINE "horizon: {start: 2025, years: 14, steps_per_year: %s}\n"
               "programmes: {school: {profession: nurse, place: a, seats: 60, length: "
               "1}}\n" PLACE("funded: 400, vacancy: 0.1"),
          succession, steps),
      100);
  stabil_moments m = {0};
  for (int r = 0; r < c->replicates; r++) {
    double wait = 0, filled = 0;
    for (int y = 6; y < 14; y++) {
      wait += stabil_case_value(c, 0, r, STABIL_MEASURE_FILL_WAIT_YEARS, y, 0);
      filled += stabil_case_value(c, 0, r, STABIL_MEASURE_FILLED_POSTS, y, 0);
    }
    stabil_moments_add(&m, wait / filled);
  }
  stabil_case_free(c);
  return m;
}

static void test_a_spell_lasts_tau(void **state) {
  (void)state;
  static const char *const steps[] = {"2", "12"};
  static const double successions[] = {0, 0.4};
  for (int i = 0; i < 4; i++) {
    const double s = successions[i % 2];
    const stabil_moments m = mean_spell(steps[i / 2], s);
    stabil_case_expect_about("spell", &m, (1 - s) * TAU, 0);
  }
}

// --- a ledger by hand
// -----------------------------------------------------------------------

static void expect_year(const stabil_case *c, int year, double filled, double wait) {
  const double found = stabil_case_value(c, 0, 0, STABIL_MEASURE_FILLED_POSTS, year, 0);
  const double years =
      stabil_case_value(c, 0, 0, STABIL_MEASURE_FILL_WAIT_YEARS, year, 0);
  const double mean = stabil_case_value(c, 0, 0, STABIL_MEASURE_TIME_TO_FILL, year, 0);
  if (found != filled || years != wait)
    fail_msg("year %d: %g filled after %g years, expected %g after %g", year, found,
             years, filled, wait);
  if (filled > 0)
    assert_true(mean == wait / filled);
  else
    assert_true(isnan(mean));
}

// Ten posts that nobody holds and that can be filled at once, four graduates a year, one
// step a year. Five posts more stand in the second and third year alone.
static void test_the_oldest_is_filled_first(void **state) {
  (void)state;
  stabil_case *c = run(
      stabil_case_format(
          "%s", HEAD
          "    turnover: {rate: 0}\n    time_to_fill: 0.0001\n"
          "horizon: {start: 2025, years: 5, steps_per_year: 1}\n"
          "scenarios:\n  baseline: {measures: [{use: more, from: 2026, until: 2027}]}\n"
          "measures:\n  more:\n    label: More posts\n    effects: [{lever: "
          "posts.funded, roles: [post], scale: add, value: 5}]\n"
          "programmes: {school: {profession: nurse, place: a, seats: 4, length: "
          "1}}\n" PLACE("funded: 10, vacancy: 1")),
      1);
  expect_year(c, 0, 4, 4 * 0.5);
  expect_year(c, 1, 4, 4 * 1.5);           // six of the first are left, five are new
  expect_year(c, 2, 4, 2 * 2.5 + 2 * 1.5); // three of the new ones are left
  expect_year(c, 3, 0, 0);                 // of ten posts all are held
  expect_year(c, 4, 0, 0);
  assert_true(stabil_case_value(c, 0, 0, STABIL_MEASURE_HEADCOUNT, 4, 0) == 12);
  stabil_case_free(c);
}

// --- the state itself
// -----------------------------------------------------------------------

typedef struct bench {
  stabil_study *study;
  stabil_world *world;
  stabil_model *model;
  stabil_state *state;
} bench;

static bench bench_run(char *text, int scenario) {
  static const int sizes[64] = {0};
  const stabil_layout layout = {.sizes = {.count = 1}, .tenure_years = 1};
  bench b = {.study = stabil_case_study(text)};
  free(text);
  assert_int_equal(stabil_world_create(b.study, -1, 1, b.study->years, &b.world, NULL),
                   0);
  assert_true(b.world->places <= 64);
  assert_int_equal(stabil_model_create(b.world, scenario, &b.model, NULL), 0);
  assert_int_equal(stabil_state_create(b.world, &layout, sizes, &b.state, NULL), 0);
  stabil_schedule_run(b.state, b.model, 1);
  return b;
}

static void bench_free(bench *b) {
  stabil_state_free(b->state);
  stabil_model_free(b->model);
  stabil_world_free(b->world);
  stabil_study_free(b->study);
}

// What stands vacant since some time is what stands vacant, to the bit.
static int64_t check_post(stabil_state *s, int j) {
  const stabil_vacancies *v = &s->vacancies;
  const stabil_fte open = stabil_state_target(s, j) - stabil_state_held(s, j);
  stabil_fte sum = 0;
  for (int bin = 0; bin < v->bins; bin++) {
    const stabil_fte fte = v->fte[j * v->bins + bin];
    assert_true(fte >= 0 && (fte == 0 || bin >= v->oldest[j]));
    sum += fte;
  }
  assert_true(sum == v->open[j]);
  assert_true(sum == (open > 0 ? open : 0));
  return sum;
}

static void posts_agree(char *text, int scenario) {
  bench b = bench_run(text, scenario);
  int64_t all = 0;
  b.state->step = b.world->steps - 1; // as it was when the run ended
  for (int j = 0; j < b.world->posts; j++)
    if (!b.world->post[j].rest) all += check_post(b.state, j);
  assert_true(all > 0);
  bench_free(&b);
}

static void test_vacancies_are_what_is_not_held(void **state) {
  (void)state;
  posts_agree(stabil_case_file("scenarios/05_doctors.yaml"),
              1); // rotation, transfers, successions
  posts_agree(stabil_case_file("scenarios/06_bundle.yaml"), 0);
  posts_agree(stabil_case_file("tests/cases/twin_all.yaml"),
              1);                         // more posts, another position fraction
  posts_agree(stabil_case_matching(), 2); // people who go from post to post
}

// Half of a thousand posts are vacant and the others see 125 exits a year: a spell of
// four years, exponential and cut at ten.
static void test_ages_before_the_first_year(void **state) {
  (void)state;
  bench b = bench_run(
      stabil_case_format("%s", HEAD
                         "    turnover: {rate: 0.25}\n    time_to_fill: 0.5\n" BASELINE
                         "horizon: {start: 2025, years: 1, steps_per_year: 12}\n" PLACE(
                             "funded: 1000, vacancy: 0.5")),
      0);
  stabil_state *s = b.state;
  const stabil_vacancies *v = &s->vacancies;
  stabil_moments age = {0};
  assert_true(stabil_cohorts_copy(&s->cohorts, &s->start));
  stabil_vacancies_start(s);
  assert_int_equal(v->open[0], 500 * STABIL_FTE_ONE);
  assert_int_equal(v->past, 240);
  for (int bin = 0; bin < v->bins; bin++) {
    assert_int_equal(v->fte[bin] % STABIL_FTE_ONE, 0);
    for (int64_t k = v->fte[bin]; k > 0; k -= STABIL_FTE_ONE)
      stabil_moments_add(&age, (v->past - bin) / 24.0);
  }
  assert_true(age.count == 500);
  stabil_case_expect_about("age", &age, 4 * (1 - exp(-2.5)), 0);
  bench_free(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_spell_lasts_tau),
      cmocka_unit_test(test_the_oldest_is_filled_first),
      cmocka_unit_test(test_vacancies_are_what_is_not_held),
      cmocka_unit_test(test_ages_before_the_first_year),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
