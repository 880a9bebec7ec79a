// SPDX-License-Identifier: GPL-3.0-or-later
// Locum prices that follow what the region asks for.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "case.h"

enum { REPLICATES = 20, YEARS = 6 };
#define PRICE 40000.0

// Nurses whom nobody replaces: locums grow from year to year. Doctors buy some too, at
// their own price.
static stabil_case *run(const char *elasticity) {
  return stabil_case_run_text(
      stabil_case_format(
          "stabil: 1\ntitle: Price\nseed: 6\n"
          "horizon: {start: 2025, years: 6, steps_per_year: 4}\n"
          "professions:\n  nurse: {entry_age: 26, retire: {end: 100}}\n"
          "  doctor: {entry_age: 26, retire: {end: 100}}\n"
          "stages:\n  nurse: {profession: nurse}\n  doctor: {profession: doctor}\n"
          "roles:\n"
          "  ward: {at: municipality, employer: municipality, holders: [nurse], "
          "turnover: {rate: 0.2}, time_to_fill: 10, "
          "locum: {fill: 0.8, week_price: {default: 40000, place: {b: 50000}}, "
          "weeks_per_fte: 44%s}}\n"
          "  gp: {at: municipality, employer: municipality, holders: [doctor], "
          "turnover: {rate: 0.1}, time_to_fill: 10, "
          "locum: {fill: 1, week_price: 90000, weeks_per_fte: 44}}\n"
          "regions: {here: {label: Here}}\n"
          "places:\n"
          "  a: {kind: municipality, region: here, centrality: 5, population: 1000, "
          "posts: {ward: {funded: 20, vacancy: 0.1}, gp: {funded: 4}}}\n"
          "  b: {kind: municipality, region: here, centrality: 6, population: 1000, "
          "posts: {ward: {funded: 12, vacancy: 0.2}, gp: {funded: 3, vacancy: 1}}}\n",
          elasticity),
      &(stabil_run_options){.draws = 1, .replicates = REPLICATES, .threads = 1});
}

static double of(const stabil_case *c, stabil_measure_id id, int r, int y,
                 const char *place, const char *role) {
  return stabil_case_value(c, 0, r, id, y, stabil_case_post(c, place, role));
}

// Weeks are 44 a year for each FTE, so that they tell the mean FTE over the steps.
static double demand(const stabil_case *c, int r, int y) {
  return (of(c, STABIL_MEASURE_LOCUM_WEEKS, r, y, "a", "ward") +
          of(c, STABIL_MEASURE_LOCUM_WEEKS, r, y, "b", "ward")) /
         44;
}

static void near(double found, double expected) {
  if (!(fabs(found - expected) <= 1e-12 * expected))
    fail_msg("found %.17g, expected %.17g", found, expected);
}

static void follows(const stabil_case *c, double elasticity) {
  double highest = 0;
  for (int r = 0; r < REPLICATES; r++) {
    for (int y = 0; y < YEARS; y++) {
      const double factor =
          y == 0 ? 1 : pow(demand(c, r, y - 1) / demand(c, r, 0), elasticity);
      const double weeks_a = of(c, STABIL_MEASURE_LOCUM_WEEKS, r, y, "a", "ward");
      const double weeks_b = of(c, STABIL_MEASURE_LOCUM_WEEKS, r, y, "b", "ward");
      near(of(c, STABIL_MEASURE_LOCUM_COST, r, y, "a", "ward"), weeks_a * PRICE * factor);
      near(of(c, STABIL_MEASURE_LOCUM_COST, r, y, "b", "ward"), weeks_b * 50000 * factor);
      near(of(c, STABIL_MEASURE_LOCUM_COST, r, y, "b", "gp"),
           of(c, STABIL_MEASURE_LOCUM_WEEKS, r, y, "b", "gp") * 90000);
      highest = fmax(highest, factor);
    }
  }
  assert_true((highest > 1.2) == (elasticity > 0));
}

static void test_price_follows_demand(void **state) {
  (void)state;
  stabil_case *c = run(", elasticity: 0.5");
  follows(c, 0.5);
  stabil_case_free(c);
  c = run("");
  follows(c, 0);
  stabil_case_free(c);
}

// Money alone: an elasticity moves nobody, and one of 0 no bit.
static void test_nobody_moves(void **state) {
  (void)state;
  stabil_case *without = run(""), *none = run(", elasticity: 0"),
              *with = run(", elasticity: 0.5");
  double more = 0;
  for (int r = 0; r < REPLICATES; r++) {
    assert_true(stabil_case_same(without, 0, r, none, 0, r, YEARS));
    assert_true(stabil_case_same(without, 0, r, with, 0, r, 2)); // prices of two years
    for (int y = 0; y < YEARS; y++) {
      assert_true(of(without, STABIL_MEASURE_SEPARATIONS, r, y, "a", "ward") ==
                  of(with, STABIL_MEASURE_SEPARATIONS, r, y, "a", "ward"));
      assert_true(of(without, STABIL_MEASURE_LOCUM_WEEKS, r, y, "a", "ward") ==
                  of(with, STABIL_MEASURE_LOCUM_WEEKS, r, y, "a", "ward"));
      more += of(with, STABIL_MEASURE_LOCUM_COST, r, y, "a", "ward") -
              of(without, STABIL_MEASURE_LOCUM_COST, r, y, "a", "ward");
    }
  }
  assert_true(more > 0);
  stabil_case_free(without);
  stabil_case_free(none);
  stabil_case_free(with);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_price_follows_demand),
      cmocka_unit_test(test_nobody_moves),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
