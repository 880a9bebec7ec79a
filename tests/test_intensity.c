// SPDX-License-Identifier: GPL-3.0-or-later
// How much of an effect there is in a year: the closed form against sums of small steps,
// and cases that can be worked out by hand.
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "case.h"
#include "model/intensity.h"
#include "model/policy.h"

static void near(const char *what, double found, double expected, double room) {
  if (!(fabs(found - expected) <= room))
    fail_msg("%s: found %.15g, expected %.15g", what, found, expected);
}

// Midpoints: exact for straight pieces, apart from the cells where pieces meet.
static double summed(const stabil_course *c, double from, double to) {
  enum { CELLS = 100000 };
  double sum = 0;
  for (int i = 0; i < CELLS; i++)
    sum += stabil_course_at(c, from + (to - from) * (i + 0.5) / CELLS);
  return sum / CELLS;
}

static void test_closed_form_is_the_mean(void **state) {
  (void)state;
  static const stabil_course courses[] = {
      {0, 0, INFINITY, 1, INFINITY, 0, INFINITY},
      {1.3, 0, INFINITY, 1, INFINITY, 0, INFINITY},
      {0.5, 2.2, INFINITY, 1, INFINITY, 0, INFINITY},
      {0, 0, 3, 0.4, INFINITY, 0, INFINITY},
      {0.7, 1.1, 2, 0.25, 6, 0.5, 1.5},
      {0.7, 1.1, 2, 0.25, 6, 0.5, INFINITY},
      {2, 6, INFINITY, 1, 4, 1, 2},  // over before it is full
      {5, 1, INFINITY, 1, 3, 1, 2},  // over before it begins
      {0, 3, 0.05, 0, 5, 0.3, 0.1}}; // fast
  for (size_t i = 0; i < sizeof courses / sizeof *courses; i++)
    for (int year = 0; year < 12; year++) {
      const double mean = stabil_course_mean(&courses[i], year, year + 1);
      near("mean", mean, summed(&courses[i], year, year + 1), 2e-5);
      assert_true(mean >= 0 && mean <= 1);
    }
}

static void test_by_hand(void **state) {
  (void)state;
  const stabil_course plain = {
      .half_life = INFINITY, .end = 3, .share_half_life = INFINITY};
  assert_true(stabil_course_mean(&plain, 0, 1) == 1);
  assert_true(stabil_course_mean(&plain, 2, 3) == 1);
  assert_true(stabil_course_mean(&plain, 3, 4) == 0);
  const stabil_course ramp = {
      .ramp = 2, .half_life = INFINITY, .end = INFINITY, .share_half_life = INFINITY};
  near("first year of two", stabil_course_mean(&ramp, 0, 1), 0.25, 1e-15);
  near("second", stabil_course_mean(&ramp, 1, 2), 0.75, 1e-15);
  assert_true(stabil_course_mean(&ramp, 2, 3) == 1);
  const stabil_course fades = {
      .half_life = 1, .to = 0.5, .end = 2, .share = 0.5, .share_half_life = 1};
  near("fading", stabil_course_mean(&fades, 0, 1), 0.5 + 0.25 / log(2), 1e-15);
  // at the end there are 0.625, half of which remains and halves in a year
  near("what remains", stabil_course_mean(&fades, 2, 3), 0.3125 * 0.5 / log(2), 1e-15);
}

// --- as a study says it
// ------------------------------------------------------------------

static const char *const more =
    "measures:\n"
    "  slow:\n"
    "    effects:\n"
    "      - {lever: hazard.separate, scale: hr, value: 0.5, delay: 1, ramp: 2,\n"
    "         remains: {share: 0.5}}\n"
    "      - {lever: posts.funded, scale: add, value: 1}\n"
    "    costs:\n"
    "      - {per: place, item: programme, payer: municipality, amount: 100}\n"
    "scenarios:\n"
    "  baseline: {}\n"
    "  slow: {measures: [{use: slow, from: 2026, until: 2028}]}\n";

static stabil_study *study_of(const char *text) {
  char *base = stabil_case_file("tests/cases/levers.yaml");
  char *cut = stabil_case_change(base, "\nmeasures:", "\n#");
  char *end = strstr(cut, "\n#");
  *end = 0;
  char *whole = stabil_case_format("%s\n%s", cut, text);
  stabil_study *study = stabil_case_study(whole);
  free(cut);
  free(whole);
  return study;
}

static void test_years_of_a_scenario(void **state) {
  (void)state;
  static const struct {
    int year, effects, costs;
    double intensity; // of the first effect of the measure; NAN: it is not there
  } row[] = {{2025, 1, 0, NAN},  {2026, 2, 1, NAN}, {2027, 3, 1, 0.25},
             {2028, 3, 1, 0.75}, {2029, 2, 0, 0.5}, {2040, 2, 0, 0.5}};
  stabil_study *study = study_of(more);
  stabil_world *world = NULL;
  stabil_arena *arena = stabil_arena_create();
  assert_int_equal(stabil_world_create(study, -1, 1, 4, &world, NULL), 0);
  for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
    stabil_policy policy;
    assert_int_equal(stabil_policy_create(world, 1, row[i].year, arena, &policy, NULL),
                     0);
    assert_int_equal(policy.effect_count, row[i].effects);
    assert_int_equal(policy.cost_count, row[i].costs);
    if (!isnan(row[i].intensity))
      near("intensity", policy.effect[1].intensity, row[i].intensity, 1e-15);
  }
  stabil_arena_free(arena);
  stabil_world_free(world);
  stabil_study_free(study);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_closed_form_is_the_mean),
      cmocka_unit_test(test_by_hand),
      cmocka_unit_test(test_years_of_a_scenario),
  };
  return cmocka_run_group_tests_name("intensity", tests, NULL, NULL);
}
