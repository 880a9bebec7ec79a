// SPDX-License-Identifier: GPL-3.0-or-later
// Overtime of own staff: what it covers, what is left to locums, what it costs.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "case.h"

enum { REPLICATES = 60, YEARS = 4 };

// A third of the posts stand vacant and a tenth of the time is absence.
static stabil_case *run(const char *overtime) {
  return stabil_case_run_text(
      stabil_case_format(
          "stabil: 1\ntitle: Overtime\nseed: 4\n"
          "horizon: {start: 2025, years: 4, steps_per_year: 1}\n"
          "professions:\n  nurse: {entry_age: 26, retire: {end: 100}}\n"
          "stages:\n  nurse: {profession: nurse}\n"
          "roles:\n  post:\n    at: municipality\n    employer: municipality\n"
          "    holders: [nurse]\n    turnover: {rate: 0.2}\n    time_to_fill: 0.5\n"
          "    position_fraction: 0.83\n    absence: 0.1\n"
          "    wage: 600000\n    on_cost: 0.3\n"
          "    payer: {municipality: 0.6, state: 0.4}\n"
          "    locum: {fill: 0.7, week_price: 40000, weeks_per_fte: 46}\n"
          "    rotation: {pay: 0, turnover: 0.1}\n"
          "    staff: {experience: {years: [0, 10], shares: [1]}}\n%s"
          "regions: {here: {label: Here}}\n"
          "places:\n"
          "  small: {kind: municipality, region: here, centrality: 6, population: 1000, "
          "posts: {post: {funded: 6, vacancy: 0.33}}}\n"
          "  full: {kind: municipality, region: here, centrality: 5, population: 1000, "
          "posts: {post: {funded: 20}}}\n"
          "  rest: {kind: rest, region: here, posts: {post: {staff: 30}}}\n"
          "measures:\n"
          "  turns: {effects: [{lever: cover.rotation, roles: [post], scale: set, value: "
          "0.3, pattern: \"2:4\"}]}\n"
          "scenarios:\n  turns: {measures: [{use: turns, from: 2026}]}\n",
          overtime),
      &(stabil_run_options){.draws = 1, .replicates = REPLICATES, .threads = 1});
}

typedef struct cell {
  const stabil_case *c;
  int replicate, year, post;
} cell;

static double at(const cell *x, stabil_measure_id measure) {
  return stabil_case_value(x->c, 0, x->replicate, measure, x->year, x->post);
}

#define AT(NAME) at(x, STABIL_MEASURE_##NAME)

static void each(const stabil_case *c, void (*check)(const cell *x, double number),
                 double number) {
  for (int r = 0; r < REPLICATES; r++)
    for (int y = 0; y < YEARS; y++)
      for (int j = 0; j < c->posts; j++) check(&(cell){c, r, y, j}, number);
}

static double whole(double fte) { // multiples of 2^-10, rounded down
  return floor(fte * 1024) / 1024;
}

static void covers(const cell *x, double cap) {
  assert_true(AT(FTE) + AT(ROTATION_FTE) + AT(OVERTIME_FTE) + AT(LOCUM_FTE) +
                  AT(UNCOVERED_FTE) - AT(SURPLUS_FTE) ==
              AT(FUNDED_FTE));
  if (x->c->rest[x->post]) {
    assert_true(AT(OVERTIME_FTE) == 0);
    return;
  }
  const double gap = fmax(0, AT(FUNDED_FTE) - AT(FTE) - AT(ROTATION_FTE));
  assert_true(AT(OVERTIME_FTE) == fmin(gap, whole(AT(FTE) * cap)));
  assert_true(AT(LOCUM_FTE) == fmin(gap - AT(OVERTIME_FTE), whole(AT(VACANT_FTE) * 0.7)));
}

static char *key(double cap) {
  return stabil_case_format("    overtime: {cap: %g, cost: 0.5}\n", cap);
}

static const double caps[] = {0, 0.04, 0.125, 0.4, 1};
enum { CAPS = sizeof caps / sizeof *caps };

static void test_capacity_adds_up(void **state) {
  (void)state;
  for (int i = 0; i < CAPS; i++) {
    char *text = key(caps[i]);
    stabil_case *c = run(text);
    each(c, covers, caps[i]);
    const stabil_moments m =
        stabil_case_total(c, 0, STABIL_MEASURE_OVERTIME_FTE, 0, false);
    assert_true((m.mean > 0) == (caps[i] > 0));
    stabil_case_free(c);
    free(text);
  }
}

// More overtime: no less cover by staff, no more by locums, no more left undone. The
// people are the same, for overtime alone makes nobody leave.
static void test_response_is_monotone(void **state) {
  (void)state;
  stabil_case *c[CAPS];
  for (int i = 0; i < CAPS; i++) {
    char *text = key(caps[i]);
    c[i] = run(text);
    free(text);
  }
  for (int i = 1; i < CAPS; i++) {
    double more = 0;
    for (int k = 0; k < REPLICATES * YEARS * 2; k++) {
      const cell a = {c[i - 1], k / (YEARS * 2), k / 2 % YEARS, k % 2};
      cell b = a;
      b.c = c[i];
      assert_true(at(&a, STABIL_MEASURE_HEADCOUNT) == at(&b, STABIL_MEASURE_HEADCOUNT));
      const double gained =
          at(&b, STABIL_MEASURE_OVERTIME_FTE) - at(&a, STABIL_MEASURE_OVERTIME_FTE);
      assert_true(gained >= 0);
      assert_true(at(&b, STABIL_MEASURE_LOCUM_FTE) <= at(&a, STABIL_MEASURE_LOCUM_FTE));
      assert_true(at(&b, STABIL_MEASURE_UNCOVERED_FTE) <=
                  at(&a, STABIL_MEASURE_UNCOVERED_FTE));
      more += gained;
    }
    assert_true(more > 0);
  }
  for (int i = 0; i < CAPS; i++) stabil_case_free(c[i]);
}

static void near(double found, double expected) {
  if (!(fabs(found - expected) <= 1e-12 * fmax(1, fabs(expected))))
    fail_msg("found %.17g, expected %.17g", found, expected);
}

// One step a year, so the stocks at its end are those that are paid for.
static void costs(const cell *x, double cost) {
  if (x->c->rest[x->post]) return;
  near(AT(WAGE_COST), (AT(HELD_FTE) + (1 + cost) * AT(OVERTIME_FTE)) * 600000 * 1.3);
}

static void test_overtime_is_paid(void **state) {
  (void)state;
  stabil_case *c = run("    overtime: {cap: 0.125, cost: 0.5}\n");
  each(c, costs, 0.5);
  const double *money = stabil_case_money(c, 0, 0, 0);
  double wages = 0;
  for (int j = 0; j < c->posts; j++)
    wages += stabil_case_value(c, 0, 0, STABIL_MEASURE_WAGE_COST, 0, j);
  near(money[STABIL_PAYER_STATE * STABIL_ITEM_COUNT + STABIL_ITEM_WAGE], 0.4 * wages);
  stabil_case_free(c);
}

// A cap of 0 is no overtime, to the bit.
static void test_no_cap_is_none(void **state) {
  (void)state;
  stabil_case *without = run(""), *with = run("    overtime: {cap: 0, cost: 0.5}\n");
  for (int r = 0; r < REPLICATES; r++)
    assert_true(stabil_case_same(without, 0, r, with, 0, r, YEARS));
  stabil_case_free(without);
  stabil_case_free(with);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_capacity_adds_up),
      cmocka_unit_test(test_response_is_monotone),
      cmocka_unit_test(test_overtime_is_paid),
      cmocka_unit_test(test_no_cap_is_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
