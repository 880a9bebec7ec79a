// SPDX-License-Identifier: GPL-3.0-or-later
// Need, demand and funded posts under levers, and tasks that go from one kind of post to
// another, against dead reckoning in the ledger's units of 2^-10.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "case.h"

#define YEARS 3

#define ROLE(name, at, more)                                                             \
  "  " name ": {at: " at ", employer: municipality, holders: [nurse], "                  \
  "position_fraction: 1, turnover: {rate: 0.1}, "                                        \
  "staff: {experience: {years: [0, 10], shares: [1]}}" more "}\n"
#define PER_10000(need)                                                                  \
  ", need: {per_10000: " need ", growth: 0.02}, demand: {ratio: 0.9, growth: 0.01}, "    \
  "funded: {ratio: 0.8}"
#define A                                                                                \
  "  a: {kind: municipality, region: here, centrality: 5, population: 1003, "            \
  "hospital: h}\n"
#define B                                                                                \
  "  b: {kind: municipality, region: here, centrality: 5, population: 3331, "            \
  "hospital: h}\n"
#define C                                                                                \
  "  c: {kind: municipality, region: there, centrality: 3, population: 7019, "           \
  "hospital: h}\n"
#define H                                                                                \
  "  h: {kind: hospital, region: there, centrality: 3, posts: {ward: {funded: "          \
  "31.7}}}\n"

// Effects of the measure `m`, one a line.
static char *study(const char *places, const char *effects, const char *coverage) {
  return stabil_case_format(
      "stabil: 1\ntitle: Tasks\nseed: 6\n"
      "horizon: {start: 2025, years: 3, steps_per_year: 2}\n"
      "professions:\n  nurse: {graduates_as: nurse, entry_age: 26, "
      "retire: {end: 100}}\n"
      "stages: {nurse: {profession: nurse}}\n"
      "roles:\n" ROLE("gp", "municipality", PER_10000("13"))
          ROLE("nurse", "municipality", PER_10000("61")) ROLE("ward", "hospital", "")
              ROLE("other", "municipality",
                   ", need: {per_10000: 5}") "regions: {here: {label: H}, there: {label: "
                                             "T}}\nplaces:\n%s"
                                             "measures:\n  m: {effects: [%s]}\n"
                                             "scenarios:\n  baseline: {}\n  moved: "
                                             "{measures: [{use: m, coverage: %s}]}\n",
      places, effects, coverage);
}

static stabil_case *run(const char *effects, const char *coverage) {
  return stabil_case_run_text(
      study(A B C H, effects, coverage),
      &(stabil_run_options){.draws = 1, .replicates = 2, .threads = 1});
}

static const stabil_measure_id ledgers[] = {
    STABIL_MEASURE_NEED_FTE, STABIL_MEASURE_DEMAND_FTE, STABIL_MEASURE_FUNDED_FTE};

static double of(const stabil_case *c, int scenario, int ledger, int year,
                 const char *place, const char *role) {
  return stabil_case_value(c, scenario, 0, ledgers[ledger], year,
                           stabil_case_post(c, place, role));
}

static double rounded(double fte) {
  return floor(fte * 1024 + 0.5) / 1024;
}

static const char *const places[] = {"a", "b", "c"};

// --- the three ledgers
// -------------------------------------------------------------------

static void test_levers_move_one_ledger_each(void **state) {
  (void)state;
  stabil_case *c = run("{lever: posts.need, roles: [gp], scale: hr, value: 1.5}, "
                       "{lever: posts.demand, roles: [gp], scale: add, value: 0.25}, "
                       "{lever: posts.funded, roles: [nurse], scale: hr, value: 0.5}, "
                       "{lever: posts.need, roles: [other], where: {places: [b]}, scale: "
                       "set, value: 4}",
                       "0.5");
  const double start = 13.0 * 1003 / 10000;
  for (int y = 0; y < YEARS; y++) {
    const double need = start * pow(1.02, y + 1), demand = 0.9 * start * pow(1.01, y + 1);
    assert_true(of(c, 0, 0, y, "a", "gp") == rounded(need));
    assert_true(of(c, 1, 0, y, "a", "gp") == rounded(1.25 * need));
    assert_true(of(c, 1, 1, y, "a", "gp") == rounded(demand + 0.125));
    assert_true(of(c, 1, 2, y, "a", "gp") == of(c, 0, 2, y, "a", "gp"));
    assert_true(of(c, 1, 0, y, "a", "nurse") == of(c, 0, 0, y, "a", "nurse"));
    assert_true(of(c, 1, 2, y, "a", "nurse") ==
                rounded(0.75 * 0.72 * 61.0 * 1003 / 10000));
    const double other = 5.0 * 3331 / 10000;
    assert_true(of(c, 1, 0, y, "b", "other") == rounded(other + 0.5 * (4 - other)));
    assert_true(of(c, 1, 0, y, "a", "other") == of(c, 0, 0, y, "a", "other"));
  }
  stabil_case_free(c);
}

// --- tasks
// --------------------------------------------------------------------------------

// Three tenths at half coverage, in the same place, an hour for an hour; half of the
// posts behind them follow.
static void test_what_one_loses_the_other_gains(void **state) {
  (void)state;
  stabil_case *c = run("{lever: tasks.shift, roles: [gp], scale: set, value: 0.3, "
                       "to: {role: nurse, funded: 0.5}}",
                       "0.5");
  const double share[] = {0.15, 0.15, 0.075};
  for (int y = 0; y < YEARS; y++) {
    for (int k = 0; k < 3; k++) {
      for (int p = 0; p < 3; p++) {
        const double gp = of(c, 0, k, y, places[p], "gp");
        const double nurse = of(c, 0, k, y, places[p], "nurse");
        const double moved = rounded(share[k] * gp);
        assert_true(moved > 0);
        assert_true(of(c, 1, k, y, places[p], "gp") == gp - moved);
        assert_true(of(c, 1, k, y, places[p], "nurse") == nurse + moved);
        assert_true(of(c, 1, k, y, places[p], "other") ==
                    of(c, 0, k, y, places[p], "other"));
      }
    }
  }
  stabil_case_free(c);
}

// From the hospital to its municipalities by inhabitants: no unit is lost, none is
// further than one from its share.
static void test_hospitals_hand_over_by_population(void **state) {
  (void)state;
  stabil_case *c = run("{lever: tasks.shift, roles: [ward], scale: set, value: 0.21, "
                       "to: {role: nurse, where: municipalities, funded: 1}}",
                       "1");
  const double inhabitants[] = {1003, 3331, 7019};
  for (int y = 0; y < YEARS; y++) {
    for (int k = 0; k < 3; k++) {
      const double before = of(c, 0, k, y, "h", "ward");
      const double moved = before - of(c, 1, k, y, "h", "ward");
      double gained = 0;
      assert_true(moved == rounded(0.21 * before));
      for (int p = 0; p < 3; p++) {
        const double gain =
            of(c, 1, k, y, places[p], "nurse") - of(c, 0, k, y, places[p], "nurse");
        assert_true(fabs(gain - moved * inhabitants[p] / 11353) < 1.0 / 1024);
        gained += gain;
      }
      assert_true(gained == moved);
    }
  }
  stabil_case_free(c);
}

// An hour of the one is 1.3 hours of the other; a labour region shares; what nobody can
// take over stays where it was.
static void test_ratio_and_labour_region(void **state) {
  (void)state;
  stabil_case *c =
      run("{lever: tasks.shift, roles: [gp], where: {places: [a]}, scale: "
          "set, value: 0.4, to: {role: nurse, where: region, ratio: 1.3}}, "
          "{lever: tasks.shift, roles: [gp], where: {places: [b, c]}, scale: "
          "set, value: 0.4, to: {role: ward, where: region}}",
          "1");
  for (int k = 0; k < 2; k++) {
    const double moved = rounded(0.4 * of(c, 0, k, 0, "a", "gp"));
    const double a = of(c, 1, k, 0, "a", "nurse") - of(c, 0, k, 0, "a", "nurse");
    const double b = of(c, 1, k, 0, "b", "nurse") - of(c, 0, k, 0, "b", "nurse");
    const double gp = of(c, 0, k, 0, "c", "gp");
    assert_true(a + b == rounded(1.3 * moved));
    assert_true(fabs(a - 1.3 * moved * 1003 / 4334) < 2.0 / 1024);
    assert_true(of(c, 1, k, 0, "b", "gp") == of(c, 0, k, 0, "b", "gp"));
    assert_true(of(c, 1, k, 0, "c", "gp") == gp - rounded(0.4 * gp));
    assert_true(of(c, 1, k, 0, "h", "ward") ==
                of(c, 0, k, 0, "h", "ward") + rounded(0.4 * gp));
  }
  assert_true(of(c, 1, 2, 0, "a", "gp") == of(c, 0, 2, 0, "a", "gp"));
  stabil_case_free(c);
}

// Nobody gains from technology; a second effect takes its share of what is left, and what
// came in by the first goes on.
static void test_technology_and_order(void **state) {
  (void)state;
  stabil_case *c = run("{lever: tasks.shift, roles: [gp], scale: set, value: 0.2, to: "
                       "nurse}, {lever: tasks.shift, roles: [gp, nurse], scale: set, "
                       "value: 0.1, to: technology}",
                       "1");
  for (int p = 0; p < 3; p++) {
    double gp = of(c, 0, 0, 1, places[p], "gp");
    double nurse = of(c, 0, 0, 1, places[p], "nurse");
    const double moved = rounded(0.2 * gp);
    gp -= moved;
    nurse += moved;
    assert_true(of(c, 1, 0, 1, places[p], "gp") == gp - rounded(0.1 * gp));
    assert_true(of(c, 1, 0, 1, places[p], "nurse") == nurse - rounded(0.1 * nurse));
    assert_true(of(c, 1, 2, 1, places[p], "gp") == of(c, 0, 2, 1, places[p], "gp"));
  }
  stabil_case_free(c);
}

// --- nothing
// ------------------------------------------------------------------------------

static void test_nothing_moves_nothing(void **state) {
  (void)state;
  static const char *const effects[] = {
      "{lever: tasks.shift, roles: [gp], scale: set, value: 0.2, to: {role: nurse, "
      "funded: 1}}, {lever: posts.need, scale: hr, value: 3}",
      "{lever: tasks.shift, roles: [gp], scale: set, value: 0, to: {role: nurse, "
      "funded: 1}}, {lever: posts.demand, scale: hr, value: 1}"};
  static const char *const coverage[] = {"0", "1"};
  for (int i = 0; i < 2; i++) {
    stabil_case *c = run(effects[i], coverage[i]);
    for (int r = 0; r < c->replicates; r++)
      assert_true(stabil_case_same(c, 0, r, c, 1, r, YEARS));
    stabil_case_free(c);
  }
}

static void test_order_of_places_does_not_matter(void **state) {
  (void)state;
  static const char effect[] =
      "{lever: tasks.shift, roles: [ward], scale: set, value: 0.21, "
      "to: {role: nurse, where: municipalities, funded: 1}}";
  stabil_case *one = run(effect, "1");
  stabil_case *two = stabil_case_run_text(
      study(H C B A, effect, "1"),
      &(stabil_run_options){.draws = 1, .replicates = 2, .threads = 1});
  for (int p = 0; p < 3; p++)
    for (int k = 0; k < 3; k++)
      assert_true(of(one, 1, k, 1, places[p], "nurse") ==
                  of(two, 1, k, 1, places[p], "nurse"));
  stabil_case_free(one);
  stabil_case_free(two);
}

// --- need that is not met
// -----------------------------------------------------------------

static double at(const stabil_case *c, int replicate, stabil_measure_id m, int post) {
  return stabil_case_value(c, 0, replicate, m, 2, post);
}

static void test_unmet_need_is_what_is_left(void **state) {
  (void)state;
  stabil_case *c = stabil_case_run_text(
      stabil_case_feedback(), &(stabil_run_options){.draws = 1, .replicates = 3});
  double sum = 0;
  for (int r = 0; r < c->replicates; r++) {
    for (int j = 0; j < c->posts; j++) {
      const double found = at(c, r, STABIL_MEASURE_UNMET_NEED_FTE, j);
      const double worked =
          at(c, r, STABIL_MEASURE_FTE, j) + at(c, r, STABIL_MEASURE_ROTATION_FTE, j) +
          at(c, r, STABIL_MEASURE_OVERTIME_FTE, j) +
          at(c, r, STABIL_MEASURE_POOL_FTE, j) + at(c, r, STABIL_MEASURE_LOCUM_FTE, j);
      const double left = at(c, r, STABIL_MEASURE_NEED_FTE, j) - worked;
      assert_true(found == (c->rest[j] ? 0 : fmax(0, left)));
      sum += found;
    }
  }
  assert_true(sum > 0);
  stabil_case_free(c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_levers_move_one_ledger_each),
      cmocka_unit_test(test_what_one_loses_the_other_gains),
      cmocka_unit_test(test_hospitals_hand_over_by_population),
      cmocka_unit_test(test_ratio_and_labour_region),
      cmocka_unit_test(test_technology_and_order),
      cmocka_unit_test(test_nothing_moves_nothing),
      cmocka_unit_test(test_order_of_places_does_not_matter),
      cmocka_unit_test(test_unmet_need_is_what_is_left),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
