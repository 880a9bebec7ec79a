// SPDX-License-Identifier: GPL-3.0-or-later
// Locums: what a budget buys over a year, a cap, their levers, and the price in them.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "case.h"

enum { REPLICATES = 20, YEARS = 4 };
#define PRICE 40000.0
#define WEEKS 44.0

// Nobody comes: posts stand vacant, from the start and, with a turnover, ever more.
static stabil_case *run(int steps, const char *turnover, const char *locum,
                        const char *rest) {
  return stabil_case_run_text(
      stabil_case_format(
          "stabil: 1\ntitle: Locums\nseed: 6\n"
          "horizon: {start: 2025, years: 4, steps_per_year: %d}\n"
          "professions:\n  nurse: {entry_age: 26, retire: {end: 100}}\n"
          "stages:\n  nurse: {profession: nurse}\n"
          "roles:\n"
          "  post: {at: municipality, employer: municipality, holders: [nurse], "
          "turnover: {rate: %s}, time_to_fill: 20, "
          "locum: {fill: 0.7, week_price: 40000, weeks_per_fte: 44%s}}\n"
          "regions: {here: {label: Here}}\n"
          "places:\n"
          "  a: {kind: municipality, region: here, centrality: 5, population: 1000, "
          "posts: {post: {funded: 12, vacancy: 0.5}}}\n%s",
          steps, turnover, locum, rest),
      &(stabil_run_options){.draws = 1, .replicates = REPLICATES, .threads = 1});
}

static double of(const stabil_case *c, int scenario, stabil_measure_id id, int r, int y) {
  return stabil_case_value(c, scenario, r, id, y, 0);
}

static void near(double found, double expected) {
  if (!(fabs(found - expected) <= 1e-12 * expected))
    fail_msg("found %.17g, expected %.17g", found, expected);
}

// Six posts stand vacant for good: each step buys floor(0.7 x 6), or what the rest of the
// budget over the rest of the year pays for.
static void buys(int steps, double budget) {
  char *locum = stabil_case_format(", budget: %.17g", budget);
  stabil_case *c = run(steps, "0", locum, "");
  const double unit = WEEKS / steps * PRICE / 1024, wanted = floor(0.7 * 6 * 1024);
  double spent = 0, bought = 0;
  for (int t = 0; t < steps; t++) {
    bought = fmin(wanted, floor((budget - spent) / (steps - t) / unit + 1e-9));
    spent += bought * unit;
  }
  for (int y = 0; y < YEARS; y++) {
    near(of(c, 0, STABIL_MEASURE_LOCUM_COST, 0, y), spent);
    near(of(c, 0, STABIL_MEASURE_LOCUM_WEEKS, 0, y), spent / PRICE);
    assert_true(of(c, 0, STABIL_MEASURE_LOCUM_FTE, 0, y) == bought / 1024);
    assert_true(of(c, 0, STABIL_MEASURE_UNCOVERED_FTE, 0, y) == 6 - bought / 1024);
  }
  if (spent < wanted * unit * steps) assert_true(spent > budget - 2 * unit);
  stabil_case_free(c);
  free(locum);
}

static void test_a_budget_buys(void **state) {
  (void)state;
  static const int steps[] = {1, 2, 4, 12};
  static const double budgets[] = {0, 100, 1234567, 5e6, 7.3e6, 7.4e6, 1e9};
  for (int i = 0; i < 4; i++)
    for (int k = 0; k < 7; k++) buys(steps[i], budgets[k]);
}

// More and more vacancies: the budget is never passed, and what one step saves another of
// the same year may spend.
static void test_a_budget_is_never_passed(void **state) {
  (void)state;
  stabil_case *c = run(4, "0.3", ", budget: 9000000, elasticity: 0.6", "");
  stabil_case *free_of_it = run(4, "0.3", ", elasticity: 0.6", "");
  int bound = 0, loose = 0;
  for (int r = 0; r < REPLICATES; r++) {
    double first = 0, last = 0;
    for (int y = 0; y < YEARS; y++) {
      const double cost = of(c, 0, STABIL_MEASURE_LOCUM_COST, r, y);
      const double weeks = of(c, 0, STABIL_MEASURE_LOCUM_WEEKS, r, y);
      const double factor = y == 0 ? 1 : pow(last / first, 0.6);
      near(cost, weeks * PRICE * factor); // the price is in the budget
      assert_true(cost <= 9e6 * (1 + 1e-12));
      if (y == 0) first = weeks;
      last = weeks;
      if (of(free_of_it, 0, STABIL_MEASURE_LOCUM_COST, r, y) > 9e6) bound++;
      if (cost < 8.9e6) loose++;
    }
  }
  assert_true(bound > 0 && loose > 0);
  stabil_case_free(c);
  stabil_case_free(free_of_it);
}

static void test_a_cap(void **state) {
  (void)state;
  static const char *const caps[] = {", cap: 0", ", cap: 0.1", ", cap: 0.37", ", cap: 1"};
  static const double number[] = {0, 0.1, 0.37, 1};
  for (int i = 0; i < 4; i++) {
    stabil_case *c = run(2, "0.3", caps[i], "");
    for (int r = 0; r < REPLICATES; r++)
      for (int y = 0; y < YEARS; y++) {
        const double vacant = of(c, 0, STABIL_MEASURE_VACANT_FTE, r, y);
        assert_true(of(c, 0, STABIL_MEASURE_LOCUM_FTE, r, y) ==
                    floor(1024 * fmin(vacant * 0.7, 12 * number[i])) / 1024);
      }
    stabil_case_free(c);
  }
}

static void test_no_limit_is_none(void **state) {
  (void)state;
  stabil_case *none = run(4, "0.3", "", "");
  stabil_case *wide = run(4, "0.3", ", cap: 1, budget: 1.0e+11", "");
  for (int r = 0; r < REPLICATES; r++)
    assert_true(stabil_case_same(none, 0, r, wide, 0, r, YEARS));
  stabil_case_free(none);
  stabil_case_free(wide);
}

#define LEVERS                                                                           \
  "measures:\n"                                                                          \
  "  cap: {effects: [{lever: cover.locum_cap, scale: set, value: 0.1}]}\n"               \
  "  less: {effects: [{lever: cover.locum_budget, scale: set, value: 2000000}]}\n"       \
  "  more: {effects: [{lever: cover.locum_budget, scale: add, value: 1000000}]}\n"       \
  "scenarios:\n  baseline: {}\n"                                                         \
  "  cap: {measures: [{use: cap, from: 2027}]}\n"                                        \
  "  less: {measures: [{use: less, from: 2027}]}\n"                                      \
  "  both: {measures: [{use: less, from: 2027}, {use: more, from: 2027}]}\n"             \
  "  some: {measures: [{use: less, coverage: 0.5}, more]}\n"

// Where there is no budget, setting one for all gives one; nothing else does.
static void test_levers(void **state) {
  (void)state;
  stabil_case *c = run(2, "0.2", "", LEVERS);
  for (int r = 0; r < REPLICATES; r++) {
    for (int s = 1; s < 4; s++) assert_true(stabil_case_same(c, 0, r, c, s, r, 2));
    assert_true(stabil_case_same(c, 0, r, c, 4, r, YEARS));
    for (int y = 2; y < YEARS; y++) {
      assert_true(of(c, 1, STABIL_MEASURE_LOCUM_FTE, r, y) == floor(1.2 * 1024) / 1024);
      const double less = of(c, 2, STABIL_MEASURE_LOCUM_COST, r, y);
      const double both = of(c, 3, STABIL_MEASURE_LOCUM_COST, r, y);
      assert_true(less <= 2e6 && less > 2e6 - 2000);
      assert_true(both <= 3e6 && both > 3e6 - 2000);
    }
  }
  stabil_case_free(c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_budget_buys),
      cmocka_unit_test(test_a_budget_is_never_passed),
      cmocka_unit_test(test_a_cap),
      cmocka_unit_test(test_no_limit_is_none),
      cmocka_unit_test(test_levers),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
