// SPDX-License-Identifier: GPL-3.0-or-later
// Who comes on a date applies in the last month of the step, whatever its length, the
// others at any time of it; and what is open beyond what steps begin with. Statistical
// assertions fail by chance once in a million.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "case.h"
#include "year/matching.h"

enum { SCHOOL_STAGE, STAFF_STAGE, PEOPLE = 4000, STEP = 24 };

// `school` is a stage that no post holds; people of it may take the post.
static const char study[] =
    "stabil: 1\ntitle: Seasons\nseed: 5\n"
    "horizon: {start: 2025, years: 3, steps_per_year: %d}\n"
    "professions:\n  nurse: {entry_age: 26, retire: {end: 100}}\n"
    "stages:\n  school: {profession: nurse, months: 12, then: seek, next: staff}\n"
    "  staff: {profession: nurse}\n"
    "roles:\n  post:\n    at: municipality\n    employer: municipality\n"
    "    holders: {school: staff, staff: staff}\n    turnover: {rate: 0.3}\n"
    "    staff: {stages: {staff: 1}, experience: {years: [0, 20], shares: [1]}}\n"
    "regions: {here: {label: Here}}\nplaces:\n"
    "  a: {kind: municipality, region: here, centrality: 6, population: 1000, "
    "posts: {post: {funded: 30}}}\n";

typedef struct bench {
  stabil_study *study;
  stabil_world *world;
  stabil_model *model;
  stabil_state *state;
} bench;

static void make_bench(bench *b, int steps) {
  static const int sizes[1] = {-1};
  const stabil_layout layout = {.tenure_years = 1, .sizes = {.count = 1}};
  char *text = stabil_case_format(study, steps);
  b->study = stabil_case_study(text);
  free(text);
  assert_int_equal(stabil_world_create(b->study, -1, 1, 3, &b->world, NULL), 0);
  assert_int_equal(stabil_model_create(b->world, 0, &b->model, NULL), 0);
  assert_int_equal(stabil_state_create(b->world, &layout, sizes, &b->state, NULL), 0);
  b->state->model = b->model;
  b->state->epoch = b->model->epoch[0];
  b->state->step = STEP;
}

static void free_bench(bench *b) {
  stabil_state_free(b->state);
  stabil_model_free(b->model);
  stabil_world_free(b->world);
  stabil_study_free(b->study);
}

// People who search, since `hired`; returns their record.
static int put(bench *b, int stage, int hired, int qualified) {
  const stabil_person person = {.slot = b->world->search_slot,
                                .stage = stage,
                                .programme = -1,
                                .origin = -1,
                                .training = -1,
                                .hired = hired,
                                .qualified = qualified,
                                .stage_end = STABIL_NEVER,
                                .last_role = -1};
  const int record = b->state->cohorts.count;
  stabil_cohorts_add(&b->state->cohorts, &person, PEOPLE);
  return record;
}

// --- when they apply
// ----------------------------------------------------------------------------

// Uniform from `start` to the end of the step?
static void expect_times(bench *b, int record, double start) {
  enum { CELLS = 20 };
  double observed[CELLS] = {0};
  for (int unit = 0; unit < PEOPLE; unit++) {
    const stabil_applicant *a = stabil_applicants_add(b->state, record, unit, 0, 0);
    assert_non_null(a);
    const double share = (a->priority - start) / (1.0 - start);
    assert_true(share >= 0.0 && share < 1.0);
    observed[(int)(share * CELLS)]++;
  }
  b->state->applicant_count = 0;
  assert_true(stabil_statistics_chi_square_flat(observed, CELLS) > STABIL_ALPHA);
}

static void test_people_on_a_date_apply_in_the_last_month(void **state) {
  (void)state;
  static const int steps[] = {1, 2, 4, 12};
  for (int k = 0; k < 4; k++) {
    const double last_month = 1.0 - steps[k] / 12.0;
    bench b;
    make_bench(&b, steps[k]);
    expect_times(&b, put(&b, STAFF_STAGE, STEP, STEP + 1), last_month); // graduates
    expect_times(&b, put(&b, SCHOOL_STAGE, STEP, STEP - 5), last_month);
    expect_times(&b, put(&b, STAFF_STAGE, STEP, STEP - 5), 0.0); // have left a post
    expect_times(&b, put(&b, STAFF_STAGE, STEP - 1, STEP), 0.0); // graduates who wait
    free_bench(&b);
  }
}

// --- what seasons hide
// ----------------------------------------------------------------------------

static void near(double found, double expected) {
  if (!(found > expected - 1e-12 && found < expected + 1e-12))
    fail_msg("found %.17g, expected %.17g", found, expected);
}

// Half a step's share of those hired on a date in a year, and of nobody else.
static void test_half_a_step_of_a_year_is_hidden(void **state) {
  (void)state;
  bench b;
  make_bench(&b, 2);
  stabil_state *s = b.state;
  const int dated = put(&b, STAFF_STAGE, STEP, STEP + 1);
  const int other = put(&b, STAFF_STAGE, STEP, STEP - 5);
  stabil_seasons_start(s);
  near(stabil_seasons_hidden(s, 0), 0.0);
  stabil_seasons_step(s);
  for (int i = 0; i < 12; i++) stabil_seasons_hire(s, dated, 0);
  for (int i = 0; i < 30; i++) stabil_seasons_hire(s, other, 0);
  stabil_seasons_hire(s, dated, b.world->posts); // a rotation post
  near(stabil_seasons_hidden(s, 0), 12.0 / 4.0);
  s->season = 1;
  stabil_seasons_step(s);
  near(stabil_seasons_hidden(s, 0), 12.0 / 4.0);
  s->season = 0;
  stabil_seasons_step(s); // a year ago
  near(stabil_seasons_hidden(s, 0), 0.0);
  free_bench(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_people_on_a_date_apply_in_the_last_month),
      cmocka_unit_test(test_half_a_step_of_a_year_is_hidden),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
