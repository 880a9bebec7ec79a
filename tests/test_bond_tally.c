// SPDX-License-Identifier: GPL-3.0-or-later
// The hazard of people under a bond by half-years since it began, against the formula of
// docs/model.md 4.12: hold until the end, the cliff for half a year, by trait, and
// nothing after.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "case.h"

#define RATE 0.4

enum { LOW = 1, HIGH = 2, HALF_YEARS = 11 };
enum {
  AT_RISK,
  SEPARATE = 1 + STABIL_BOND_EXIT_SEPARATE,
  BUY_OUT = 1 + STABIL_BOND_EXIT_BUY_OUT
};

// Everybody graduates and is bound in the middle of the first year and has a post at
// once; whoever leaves takes the same post again a step later, which the tally must not
// mind.
static stabil_case *run(const char *steps, const char *seats) {
  char *text = stabil_case_format(
      "stabil: 1\ntitle: Tally\nseed: 9\nprice_year: 2025\n"
      "horizon: {start: 2025, years: 5, steps_per_year: %s}\n"
      "traits:\n  affinity: {values: [low, high], share: 0.5}\n"
      "professions:\n  nurse: {graduates_as: nurse, entry_age: 26, retire: {end: 100}}\n"
      "stages: {nurse: {profession: nurse}}\n"
      "roles:\n  p: {at: municipality, employer: municipality, holders: [nurse], "
      "position_fraction: 1, time_to_fill: 0, turnover: {rate: 0.4}, "
      "staff: {experience: {years: [0, 10], shares: [1]}}}\n"
      "programmes:\n  school: {profession: nurse, place: a, length: 2, seats: {%s}}\n"
      "bonds:\n  service: {profession: nurse, scope: region, years: 2, hold: 0.5, "
      "hold_by: {high: 0.25}, cliff: 3, cliff_by: {high: 1.5}, buy_out: 0.2, "
      "buy_out_by: {high: 0.05}, price: 1000}\n"
      "regions: {here: {label: Here}}\n"
      "places:\n  a: {kind: municipality, region: here, centrality: 5, "
      "population: 1000, posts: {p: {funded: 900, vacancy: 1}}}\n"
      "measures:\n  bind: {effects: [{lever: bond, bond: service, scale: set, "
      "who: {programmes: [school]}, value: 1}]}\n"
      "scenarios: {baseline: {}, bound: {measures: [bind]}}\n",
      steps, seats);
  return stabil_case_run_text(
      text, &(stabil_run_options){.draws = 1, .replicates = 150, .threads = 1});
}

static double sum(const stabil_case *c, int what, int people, int half_year) {
  double all = 0;
  for (int r = 0; r < c->replicates; r++)
    all += stabil_case_bound(c, 1, r, what, people, half_year);
  return all;
}

// Exits over years at risk, times the years of a step, is 2 tanh(h dt / 2) of hazard h.
static void check(const stabil_case *c, int people, int half_year, const double h[2]) {
  const double dt = 1.0 / c->steps_per_year, years = sum(c, AT_RISK, people, half_year);
  const int what[] = {SEPARATE, BUY_OUT};
  const double all = h[0] + h[1], seen = 2 * tanh(all * dt / 2) / dt;
  assert_true(years > 100);
  for (int k = 0; k < 2; k++) {
    const double expected = all > 0 ? years * seen * h[k] / all : 0;
    const double found = sum(c, what[k], people, half_year);
    assert_true(fabs(found - expected) <= 5 * sqrt(expected));
  }
}

static void check_steps(const char *steps, const char *seats) {
  stabil_case *c = run(steps, seats);
  const double held[2][2] = {{RATE * 0.5, 0.2}, {RATE * 0.25, 0.05}};
  const double cliff[2][2] = {{RATE * 3, 0}, {RATE * 1.5, 0}};
  for (int h = 0; h < 5; h++) {
    check(c, LOW, h, h < 4 ? held[0] : cliff[0]);
    check(c, HIGH, h, h < 4 ? held[1] : cliff[1]);
    for (int what = AT_RISK; what <= BUY_OUT; what++)
      assert_true(
          fabs(sum(c, what, 0, h) - sum(c, what, LOW, h) - sum(c, what, HIGH, h)) < 1e-6);
  }
  for (int h = 5; h < HALF_YEARS; h++) assert_true(sum(c, AT_RISK, 0, h) == 0);
  for (int r = 0; r < c->replicates; r++)
    assert_true(stabil_case_bound(c, 0, r, AT_RISK, 0, 0) == 0);
  stabil_case_free(c);
}

static void test_the_hazard_is_that_of_the_formula(void **state) {
  (void)state;
  check_steps("2", "2023: 300, 2024: 0");
  check_steps("12", "2023: 300, 2024: 0");
}

// In steps of a year the two half-years of a step share its hazard.
static void test_a_long_step_is_shared_out(void **state) {
  (void)state;
  stabil_case *c = run("1", "2023: 0, 2024: 300, 2025: 0");
  for (int h = 0; h < 4; h += 2)
    for (int what = AT_RISK; what <= BUY_OUT; what++) {
      assert_true(sum(c, what, 0, h) > 0);
      assert_true(fabs(sum(c, what, 0, h) - sum(c, what, 0, h + 1)) < 1e-6);
    }
  stabil_case_free(c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_the_hazard_is_that_of_the_formula),
      cmocka_unit_test(test_a_long_step_is_shared_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
