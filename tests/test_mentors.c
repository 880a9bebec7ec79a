// SPDX-License-Identifier: GPL-3.0-or-later
// Effects that need mentors: the share that they act on, exits against dead reckoning,
// and the bits of an effect without the key where there are plenty. Every statistical
// assertion fails by chance once in a million.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "capacity_case.h"
#include "year/state.h"

#define RATE 0.3
#define HR 0.4

// One post group of new and old nurses; who leaves is not replaced soon.
#define HEAD(steps)                                                                      \
  "stabil: 1\ntitle: Mentors\nseed: 21\n"                                                \
  "horizon: {start: 2025, years: 3, steps_per_year: " steps "}\n"                        \
  "professions:\n"                                                                       \
  "  nurse: {entry_age: 26, leave_profession: 0, retire: {end: 100}}\n"                  \
  "stages:\n  new: {profession: nurse, level: trainee}\n  old: {profession: nurse}\n"    \
  "roles:\n  post:\n    at: municipality\n    employer: municipality\n"                  \
  "    holders: [new, old]\n    turnover: {rate: 0.3}\n    time_to_fill: 20\n"           \
  "    staff: {stages: {new: 0.6, old: 0.4}, "                                           \
  "experience: {years: [0, 20], shares: [1]}}\n"                                         \
  "regions: {here: {label: Here}}\nplaces:\n"                                            \
  "  a: {kind: municipality, region: here, centrality: 6, population: 1000, "            \
  "posts: {post: {funded: 30}}}\n"

#define MEASURE(needs)                                                                   \
  "measures:\n  first: {effects: [{lever: hazard.separate, scale: hr, value: 1.1}]}\n"   \
  "  mentoring: {effects: [{lever: hazard.separate, scale: hr, value: 0.4, "             \
  "who: {stages: [new]}" needs "}]}\n"                                                   \
  "  last: {effects: [{lever: hazard.separate, scale: hr, value: 0.7}, "                 \
  "{lever: hazard.leave_profession, scale: hr, value: 0.9}]}\n"                          \
  "scenarios:\n"

#define NEEDS(per, more) ", needs: {mentors: {stages: [old], per: " per more "}}"

// --- the share
// ------------------------------------------------------------------------

typedef struct bench {
  stabil_study *study;
  stabil_world *world;
  stabil_model *model;
  stabil_state *state;
} bench;

static void make_bench(bench *b, char *text) {
  static const int sizes[1] = {-1};
  const stabil_layout layout = {.tenure_years = 1, .sizes = {.count = 1}};
  b->study = stabil_case_study(text);
  free(text);
  assert_int_equal(stabil_world_create(b->study, -1, 1, 3, &b->world, NULL), 0);
  assert_int_equal(stabil_model_create(b->world, 0, &b->model, NULL), 0);
  assert_int_equal(stabil_state_create(b->world, &layout, sizes, &b->state, NULL), 0);
  b->state->model = b->model;
  b->state->epoch = b->model->epoch[0];
  b->state->step = 8;
}

static void free_bench(bench *b) {
  stabil_state_free(b->state);
  stabil_model_free(b->model);
  stabil_world_free(b->world);
  stabil_study_free(b->study);
}

// n people of a stage (0 new, 1 old), in the ordinary post or in rotation.
static void put(bench *b, int stage, int slot, int hired, int qualified, int64_t n) {
  const stabil_person person = {.slot = slot,
                                .stage = stage,
                                .programme = -1,
                                .origin = -1,
                                .training = -1,
                                .hired = hired,
                                .qualified = qualified,
                                .stage_end = STABIL_NEVER,
                                .last_role = -1};
  stabil_cohorts_add(&b->state->cohorts, &person, n);
}

static double value(bench *b) {
  const stabil_mentors *m = b->state->epoch->mentors[STABIL_MENTORED_SEPARATE];
  assert_non_null(m);
  assert_null(b->state->epoch->mentors[STABIL_MENTORED_LEAVE]);
  assert_int_equal(m->rows, 2); // new, in the ordinary post and in rotation
  stabil_mentors_apply(b->state);
  return b->state
      ->mentored[STABIL_MENTORED_SEPARATE][m->row_of[0] * m->classes + m->class_of[0]];
}

static void near(double found, double expected) {
  if (!(fabs(found - expected) < 1e-14))
    fail_msg("found %.17g, expected %.17g", found, expected);
}

// Mentors have been two years in the post and five in the profession; each takes 1.5;
// half of the new are meant.
static void test_the_share_is_of_mentors_over_people(void **state) {
  (void)state;
  bench b;
  make_bench(
      &b, stabil_case_format(
              "%s%s", HEAD("4"),
              MEASURE(NEEDS(
                  "1.5", ", years: 2, experience: 5")) "  s: {measures: [{use: "
                                                       "mentoring, coverage: 0.5}]}\n"));
  const double full = 1 - 0.5 * (1 - HR);
  assert_true(value(&b) == full); // nobody there: nothing is lost
  put(&b, 0, 0, 7, 0, 16);
  assert_true(value(&b) == 1); // and nobody to help
  put(&b, 1, 0, 1, -100, 5);   // not two years here
  put(&b, 1, 0, 0, -11, 7);    // not five years out
  put(&b, 1, 1, -50, -100, 9); // on rotation
  assert_true(value(&b) == 1);
  put(&b, 1, 0, 0, -12, 2);
  near(value(&b), 1 - 3.0 / 8 * (1 - full)); // 2 x 1.5 for half of 16
  put(&b, 0, 1, 7, 0, 4);                    // rotators are meant too
  near(value(&b), 1 - 3.0 / 10 * (1 - full));
  put(&b, 1, 0, -40, -90, 5);
  assert_true(value(&b) == full);
  free_bench(&b);
}

// --- exits
// ----------------------------------------------------------------------------

// In the second year the new separate at RATE (1 - share (1 - HR)), the old at RATE: sums
// of binomials, given how many there were.
static void test_exits_follow_the_mentors(void **state) {
  (void)state;
  enum { REPLICATES = 8000 };
  stabil_case *c = stabil_capacity_run(
      stabil_case_format("%s%s", HEAD("1"),
                         MEASURE(NEEDS("0.5", "")) "  s: {measures: [mentoring]}\n"),
      REPLICATES);
  double found = 0, expected = 0, variance = 0, shares = 0;
  for (int r = 0; r < REPLICATES; r++) {
    const double fresh = stabil_case_value(c, 0, r, STABIL_MEASURE_TRAINEES, 0, 0);
    const double old = stabil_case_value(c, 0, r, STABIL_MEASURE_HEADCOUNT, 0, 0) - fresh;
    const double share = fresh > 0 ? fmin(1, 0.5 * old / fresh) : 1;
    const double p = 1 - exp(-RATE * (1 - share * (1 - HR))), q = 1 - exp(-RATE);
    found += stabil_case_value(c, 0, r, STABIL_MEASURE_SEPARATIONS, 1, 0);
    expected += fresh * p + old * q;
    variance += fresh * p * (1 - p) + old * q * (1 - q);
    shares += share / REPLICATES;
  }
  assert_true(shares > 0.2 && shares < 0.6); // else there is nothing to see
  const double p = stabil_statistics_p_of_z((found - expected) / sqrt(variance));
  if (!(p > STABIL_ALPHA)) fail_msg("found %g, expected %g exits", found, expected);
  stabil_case_free(c);
}

// The share of a step is that of its beginning, a bias of the order of the step: months
// against half years.
static void test_the_step_does_not_matter(void **state) {
  (void)state;
  enum { REPLICATES = 4000 };
  stabil_moments m[2];
  for (int i = 0; i < 2; i++) {
    char *text = stabil_case_format(
        "%s%s", i ? HEAD("12") : HEAD("2"),
        MEASURE(NEEDS("0.5", "")) "  s: {measures: [mentoring, last]}\n");
    stabil_case *c = stabil_capacity_run(text, REPLICATES);
    m[i] = stabil_case_moments(c, 0, STABIL_MEASURE_HEADCOUNT, 1, 0);
    stabil_case_free(c);
  }
  const double room = 0.05;
  const double off = fmax(0, fabs(m[0].mean - m[1].mean) - room);
  const double error =
      sqrt(pow(stabil_moments_error(&m[0]), 2) + pow(stabil_moments_error(&m[1]), 2));
  if (!(off == 0 || stabil_statistics_p_of_z(off / error) > STABIL_ALPHA))
    fail_msg("found %g and %g people", m[0].mean, m[1].mean);
}

// --- bits
// -----------------------------------------------------------------------------

#define ALL                                                                              \
  "  s: {measures: [first, {use: mentoring, coverage: 0.7}, last]}\n"                    \
  "  none: {measures: [first, {use: mentoring, coverage: 0}, last]}\n"                   \
  "  without: {measures: [first, last]}\n"

// Plenty of mentors: as without the key, between other effects. None at all: as without
// the effect.
static void test_plenty_and_none(void **state) {
  (void)state;
  static const char *const needs[] = {
      "", ", needs: {mentors: {stages: [new, old], per: 1000}}", NEEDS("0", "")};
  stabil_case *c[3];
  for (int i = 0; i < 3; i++)
    c[i] = stabil_capacity_run(
        stabil_case_format("%s" MEASURE("%s") ALL, HEAD("2"), needs[i]), 20);
  for (int s = 0; s < 3; s++) stabil_capacity_same(c[0], c[1], s);
  for (int r = 0; r < 20; r++) {
    assert_true(stabil_case_same(c[2], 0, r, c[2], 2, r, 3));
    assert_true(stabil_case_same(c[2], 1, r, c[2], 2, r, 3));
  }
  assert_false(stabil_case_same(c[0], 0, 0, c[0], 2, 0, 3));
  for (int i = 0; i < 3; i++) stabil_case_free(c[i]);
}

// The same in study 06, with uncertain numbers, traits, two levers and several places.
static void test_plenty_in_a_bundle(void **state) {
  (void)state;
  stabil_case *c[2];
  for (int i = 0; i < 2; i++) {
    char *text = stabil_case_file("scenarios/06_bundle.yaml");
    text = stabil_case_change(
        text, "      - lever: hazard.separate\n        who: {stages: [newly_qualified]}",
        i ? "      - lever: hazard.separate\n        needs: {mentors: {stages: "
            "[newly_qualified, nurse], per: 1000}}\n        who: {stages: "
            "[newly_qualified]}"
          : "      - lever: hazard.separate\n        who: {stages: [newly_qualified]}");
    c[i] = stabil_case_run_text(
        text, &(stabil_run_options){.draws = 2, .replicates = 8, .threads = 1});
  }
  for (int s = 0; s < c[0]->scenarios; s++) stabil_capacity_same(c[0], c[1], s);
  for (int i = 0; i < 2; i++) stabil_case_free(c[i]);
}

#define DIMINISHING                                                                      \
  "interaction: {diminishing: {saturation: 0.6}}\n" MEASURE(                             \
      NEEDS("1.5",                                                                       \
            "")) "  s: {interaction: diminishing, measures: [first, mentoring, last]}\n"

// Who comes first in diminishing returns is who is strongest with the mentors there are.
static void test_diminishing_returns(void **state) {
  (void)state;
  bench b;
  make_bench(&b, stabil_case_format("%s%s", HEAD("4"), DIMINISHING));
  near(value(&b), 1.1 * HR * pow(0.7, 0.6));
  put(&b, 0, 0, 7, 0, 16);
  near(value(&b), 1.1 * 0.7);
  put(&b, 1, 0, 0, -12, 2);
  near(value(&b), 1.1 * 0.7 * pow(1 - 3.0 / 16 * (1 - HR), 0.6));
  put(&b, 1, 0, 0, -12, 9);
  near(value(&b), 1.1 * HR * pow(0.7, 0.6));
  free_bench(&b);
}

// Rows by the step and rows by the year agree to the bit.
static void test_diminishing_with_plenty(void **state) {
  (void)state;
  static const char *const needs[] = {
      "", ", needs: {mentors: {stages: [new, old], per: 1000}}"};
  stabil_case *c[2];
  for (int i = 0; i < 2; i++)
    c[i] = stabil_capacity_run(
        stabil_case_format("%sinteraction: {diminishing: {saturation: 0.6}}\n" MEASURE(
                               "%s") "  s: {interaction: diminishing, measures: [first, "
                                     "mentoring, last]}\n",
                           HEAD("2"), needs[i]),
        20);
  stabil_capacity_same(c[0], c[1], 0);
  for (int i = 0; i < 2; i++) stabil_case_free(c[i]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_the_share_is_of_mentors_over_people),
      cmocka_unit_test(test_exits_follow_the_mentors),
      cmocka_unit_test(test_the_step_does_not_matter),
      cmocka_unit_test(test_plenty_and_none),
      cmocka_unit_test(test_plenty_in_a_bundle),
      cmocka_unit_test(test_diminishing_returns),
      cmocka_unit_test(test_diminishing_with_plenty),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
