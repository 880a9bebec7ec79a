// SPDX-License-Identifier: GPL-3.0-or-later
// Rotation posts: how fast they are filled and how many come from other posts, in short
// and long steps (docs/model.md 4.3, 4.6). Means over replicates against formulas; seeds
// are fixed. A right engine fails with probability 1e-5 once and for all.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "case.h"

static const double sure = 4.5; // standard errors, two-sided 7e-6

// Six hundred rotators; whoever is to be taken from another post works in b.
static const char study[] =
    "stabil: 1\ntitle: Rotation\nseed: 11\n"
    "horizon: {start: 2025, years: 7, steps_per_year: %d}\n"
    "professions:\n  doctor: {graduates_as: gp, entry_age: 27}\n"
    "stages:\n  gp: {profession: doctor}\n"
    "roles:\n"
    "  gp:\n    at: municipality\n    employer: municipality\n    holders: [gp]\n"
    "    turnover: {rate: 0}\n"
    "    rotation: {pay: 100, %s}\n"
    "regions: {here: {label: Here}}\n"
    "programmes:\n  school: {profession: doctor, place: a, seats: %d, length: 1}\n"
    "places:\n"
    "  a: {kind: municipality, region: here, centrality: 6, population: 1500, "
    "posts: {gp: {funded: 300, vacancy: 1}}}\n"
    "  b: {kind: municipality, region: here, centrality: 3, population: 9000, "
    "posts: {gp: {funded: 2000}}}\n"
    "measures:\n"
    "  shared: {effects: [{lever: cover.rotation, where: {centrality: [6]}, scale: set, "
    "value: 1, pattern: \"1:1\"}]}\n"
    "scenarios: {shared: {measures: [{use: shared}]}}\n";

enum { TARGET = 600, REPLICATES = 24 };

static stabil_case *rotate(int steps, const char *how, int seats) {
  return stabil_case_run_text(
      stabil_case_format(study, steps, how, seats),
      &(stabil_run_options){.draws = 1, .replicates = REPLICATES, .threads = 1});
}

// Mean over replicates and the years from `from` on, and its standard error.
static void heads(const stabil_case *c, int from, double *mean, double *error) {
  double sum = 0, squares = 0;
  for (int r = 0; r < c->replicates; r++) {
    double x = 0;
    for (int y = from; y < c->years; y++)
      x += stabil_case_value(c, 0, r, STABIL_MEASURE_ROTATION_HEADCOUNT, y, 0) /
           (c->years - from);
    sum += x;
    squares += x * x;
  }
  *mean = sum / c->replicates;
  *error = sqrt((squares - sum * *mean) / (c->replicates - 1) / c->replicates);
}

// With h exits a year of a rotator and a time to fill of tau, N h tau posts wait to be
// filled: N = target / (1 + h tau), whatever the step.
static void test_a_place_waits_for_its_time_to_fill(void **state) {
  (void)state;
  for (int steps = 2; steps <= 12; steps *= steps == 4 ? 3 : 2) {
    double mean, error;
    stabil_case *c = rotate(steps, "turnover: 0.4, time_to_fill: 0.5", 400);
    heads(c, 3, &mean, &error);
    print_message("%d steps: %.2f +- %.2f rotators, by formula %.2f\n", steps, mean,
                  error, TARGET / 1.2);
    // what a step leaves of h and tau is of second order
    assert_true(fabs(mean - TARGET / 1.2) < sure * error + 0.005 * TARGET);
    stabil_case_free(c);
  }
}

// An opening recruits from other posts once. Without anybody who searches or leaves,
// Binomial(target, from_posts) are there in the end.
static void test_an_opening_recruits_from_posts_once(void **state) {
  (void)state;
  for (int steps = 2; steps <= 12; steps *= steps == 4 ? 3 : 2) {
    double mean, error;
    stabil_case *c = rotate(steps, "turnover: 0, time_to_fill: 0.25, from_posts: 0.4", 0);
    heads(c, c->years - 1, &mean, &error);
    const double expected = 0.4 * TARGET, sd = sqrt(0.6 * expected / REPLICATES);
    print_message("%d steps: %.2f +- %.2f from posts, by formula %.2f +- %.2f\n", steps,
                  mean, error, expected, sd);
    assert_true(fabs(mean - expected) < sure * sd);
    stabil_case_free(c);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_place_waits_for_its_time_to_fill),
      cmocka_unit_test(test_an_opening_recruits_from_posts_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
