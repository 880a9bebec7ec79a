// SPDX-License-Identifier: GPL-3.0-or-later
// Posts given by lot: those who choose the role get its posts by their openings alone.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "case.h"

#define GRADUATES 300
#define REPLICATES 150
#define YEARS 2

// Two kinds of interns' posts and one of others in places of unlike attraction, with room
// for everybody at once, so that every choice is honoured. theta is 1.
#define STUDY(allocation, tail)                                                          \
  "stabil: 1\ntitle: Lot\nseed: 11\nprice_year: 2025\n"                                  \
  "horizon: {start: 2025, years: 2, steps_per_year: 2}\n"                                \
  "professions:\n  doctor: {graduates_as: graduate, retire: {end: 100}}\n"               \
  "stages:\n  graduate: {profession: doctor}\n"                                          \
  "roles:\n  intern: &role\n    at: municipality\n    employer: municipality\n"          \
  "    holders: [graduate]\n    turnover: {rate: 0}\n" allocation                        \
  "  other: {at: municipality, employer: municipality, holders: [graduate], "            \
  "turnover: {rate: 0}}\n"                                                               \
  "regions: {here: {label: Here}}\nplaces:\n"                                            \
  "  a: {kind: municipality, region: here, centrality: 3, population: 1000, "            \
  "attraction: 1, posts: {intern: {funded: 400, vacancy: 1}, "                           \
  "other: {funded: 400, vacancy: 1}}}\n"                                                 \
  "  b: {kind: municipality, region: here, centrality: 6, population: 1000, "            \
  "attraction: -1, posts: {intern: {funded: 1200, vacancy: 1}}}\n"                       \
  "programmes:\n  school: {profession: doctor, place: a, length: 2, "                    \
  "seats: {2023: 300, 2024: 0}}\n" tail

#define LOT "    allocation: {lottery: 1}\n"

static stabil_case *run(char *text) {
  return stabil_case_run_text(
      text, &(stabil_run_options){.draws = 1, .replicates = REPLICATES, .threads = 1});
}

static void expect(const stabil_case *c, int scenario, const char *place,
                   const char *role, double p) {
  const stabil_moments m = stabil_case_moments(c, scenario, STABIL_MEASURE_HEADCOUNT, 0,
                                               stabil_case_post(c, place, role));
  stabil_case_expect_mean(place, &m, GRADUATES * p, GRADUATES * p * (1 - p));
  stabil_case_expect_variance(place, &m, GRADUATES * p * (1 - p), 3);
}

// Weights of the own choice: openings times exp(attraction).
#define A (400 * M_E)
#define B (1200 / M_E)

static void test_a_lot_goes_by_openings(void **state) {
  (void)state;
  const double interns = (A + B) / (2 * A + B);
  stabil_case *c = run(stabil_case_format(STUDY(LOT, "")));
  expect(c, 0, "a", "other", 1 - interns); // who chooses the role at all does as before
  expect(c, 0, "a", "intern", interns * 0.25);
  expect(c, 0, "b", "intern", interns * 0.75);
  stabil_case_free(c);
}

#define MEASURES                                                                         \
  "measures:\n  lot: {effects: [{lever: allocation.lottery, scale: set, roles: "         \
  "[intern], value: 0.4}]}\n"                                                            \
  "scenarios:\n  baseline: {}\n  lot: {measures: [lot]}\n"                               \
  "  null: {measures: [{use: lot, coverage: 0}]}\n"

static void test_a_share_goes_by_lot(void **state) {
  (void)state;
  const double interns = (A + B) / (2 * A + B);
  stabil_case *c = run(stabil_case_format(STUDY("", MEASURES)));
  expect(c, 0, "a", "intern", A / (2 * A + B));
  expect(c, 1, "a", "other", 1 - interns);
  expect(c, 1, "a", "intern", 0.6 * A / (2 * A + B) + 0.4 * interns * 0.25);
  for (int r = 0; r < 20; r++) assert_true(stabil_case_same(c, 0, r, c, 2, r, YEARS));
  stabil_case_free(c);
}

static void test_no_lot_changes_nothing(void **state) {
  (void)state;
  stabil_case *without = run(stabil_case_format(STUDY("", "")));
  stabil_case *none =
      run(stabil_case_format(STUDY("    allocation: {lottery: 0}\n", "")));
  for (int r = 0; r < 20; r++)
    assert_true(stabil_case_same(without, 0, r, none, 0, r, YEARS));
  stabil_case_free(without);
  stabil_case_free(none);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_lot_goes_by_openings),
      cmocka_unit_test(test_a_share_goes_by_lot),
      cmocka_unit_test(test_no_lot_changes_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
