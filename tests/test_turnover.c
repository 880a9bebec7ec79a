// SPDX-License-Identifier: GPL-3.0-or-later
// The separation rates that the solver finds, put back into the survival function, which
// is integrated here step by step and not in closed form.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "case.h"
#include "model/world.h"

#define STAFF                                                                            \
  "    staff: {stages: {young: 0.4, old: 0.6}, "                                         \
  "experience: {years: [25, 35], shares: [1]}, traits: {high: 0.3}}\n"

// Two stages, a trait that halves separation, tenure in three bands, leaving and
// retirement: everything that a published figure is made of.
static const char text[] =
    "stabil: 1\ntitle: Turnover\n"
    "horizon: {start: 2025, years: 1, steps_per_year: 2}\n"
    "traits: {affinity: {values: [low, high], share: 0.3}}\n"
    "professions:\n"
    "  nurse: {graduates_as: young, entry_age: 26, leave_profession: 0.02, "
    "retire: {ages: [56], rates: [0.2], end: 80}}\n"
    "stages:\n  young: {profession: nurse}\n  old: {profession: nurse}\n"
    "roles:\n"
    "  rate:\n    at: municipality\n    employer: municipality\n    holders: [young, "
    "old]\n"
    "    turnover: {rate: {default: 0.25, place: {b: 0.5}}}\n"
    "    tenure: {years: [1, 3.5], multipliers: [1.8, 1.1, 0.6]}\n"
    "    rotation: {pay: 1, turnover: 0.35}\n" STAFF
    "  median:\n    at: municipality\n    employer: municipality\n"
    "    holders: [young, old]\n"
    "    turnover: {median_years: {default: 4, place: {b: 2.5}}}\n"
    "    tenure: {years: [1, 3.5], multipliers: [1.8, 1.1, 0.6]}\n" STAFF
    "regions: {here: {label: Here}}\n"
    "places:\n"
    "  a: {kind: municipality, region: here, centrality: 5, population: 1000, "
    "posts: {rate: {funded: 5}, median: {funded: 5}}}\n"
    "  b: {kind: municipality, region: here, centrality: 5, population: 1000, "
    "posts: {rate: {funded: 5}, median: {funded: 5}}}\n"
    "behaviour:\n"
    "  stay: {lever: hazard.separate, who: {traits: [high]}, scale: hr, value: 0.5}\n"
    "  new: {lever: hazard.separate, who: {stages: [young]}, scale: hr, value: 1.4}\n"
    "scenarios: {baseline: {}}\n";

// Of staff 25-35 years after qualification, the later half is past 56: 0.1 on average.
static const double leave = 0.02, retire = 0.1;

static double multiplier(double tenure) {
  return tenure < 1 ? 1.8 : tenure < 3.5 ? 1.1 : 0.6;
}

// Survival at `until`, or the area under it, by the midpoint rule on a fine grid; edges
// of the bands lie on the grid.
static double integrate(double b, bool banded, double until, bool area) {
  static const double weight[] = {0.4 * 0.7, 0.4 * 0.3, 0.6 * 0.7, 0.6 * 0.3};
  static const double ratio[] = {1.4, 1.4 * 0.5, 1, 0.5};
  const double h = 1.0 / 2048;
  double sum = 0, end = 0;
  for (int c = 0; c < 4; c++) {
    double survival = 1;
    for (double t = 0; t < until; t += h) {
      const double rate =
          leave + retire + b * ratio[c] * (banded ? multiplier(t + h / 2) : 1);
      const double next = survival * exp(-rate * h);
      sum += weight[c] * h * (survival + next) / 2;
      survival = next;
    }
    end += weight[c] * survival;
  }
  return area ? sum : end;
}

static void near(double found, double expected, double relative) {
  if (!(fabs(found / expected - 1) < relative))
    fail_msg("found %.9g, expected %.9g", found, expected);
}

static stabil_world *make(const stabil_study *study) {
  stabil_world *world = NULL;
  assert_int_equal(stabil_world_create(study, -1, 1, 1, &world, NULL), 0);
  return world;
}

static void test_published_figures_come_back(void **state) {
  (void)state;
  stabil_study *study = stabil_case_study(text);
  stabil_world *w = make(study);
  enum { RATE, MEDIAN };
  const int *post = w->post_of;
  near(integrate(w->base[post[0 * 2 + RATE]], true, 300, true), 1 / 0.25, 1e-6);
  near(integrate(w->base[post[1 * 2 + RATE]], true, 300, true), 1 / 0.5, 1e-6);
  near(integrate(w->base[post[0 * 2 + MEDIAN]], true, 4, false), 0.5, 1e-6);
  near(integrate(w->base[post[1 * 2 + MEDIAN]], true, 2.5, false), 0.5, 1e-6);
  // rotation: without tenure
  near(integrate(w->base[w->posts + post[0 * 2 + RATE]], false, 300, true), 1 / 0.35,
       1e-6);
  assert_true(w->base[w->posts + post[0 * 2 + MEDIAN]] == 0);
  // openings a year for each holder
  near(w->post[post[0]].turnover, 0.25, 1e-6);
  const double b = w->base[post[0 * 2 + MEDIAN]];
  near(w->post[post[0 * 2 + MEDIAN]].turnover, 1 / integrate(b, true, 300, true), 1e-6);
  stabil_world_free(w);
  stabil_study_free(study);
}

static stabil_status status_of(const char *from, const char *to, double *base) {
  char *changed = stabil_case_change(stabil_case_format("%s", text), from, to);
  stabil_study *study = stabil_case_study(changed);
  stabil_world *w = NULL;
  const stabil_status status = stabil_world_create(study, -1, 1, 1, &w, NULL);
  if (base) *base = w->base[0];
  stabil_world_free(w);
  stabil_study_free(study);
  free(changed);
  return status;
}

// Less is published than leaves and retires anyway: an error. Just that: nobody
// separates.
static void test_too_little_turnover_is_refused(void **state) {
  (void)state;
  assert_int_equal(status_of("default: 0.25", "default: 0.11", NULL), STABIL_INPUT);
  assert_int_equal(status_of("default: 4", "default: 6", NULL), STABIL_INPUT);
  double base = -1;
  assert_int_equal(status_of("default: 0.25", "default: 0.12", &base), STABIL_OK);
  assert_true(base >= 0 && base < 1e-6);
  assert_int_equal(status_of("default: 0.25", "default: 0", &base), STABIL_OK);
  assert_true(base == 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_published_figures_come_back),
      cmocka_unit_test(test_too_little_turnover_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
