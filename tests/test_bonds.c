// SPDX-License-Identifier: GPL-3.0-or-later
// Return of service against dead reckoning: hazards over time in every step length, where
// the bound go, what a buy-out brings, and nothing at all without a bond.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "case.h"
#include "model/bonds.h"

#define GRADUATES 300
#define RATE 0.4
#define YEARS 5

// Classes that graduate in the middle of 2025; in steps of a year, at the end of it.
#define SUMMER "2023: 300, 2024: 0"
#define YEAR_END "2023: 0, 2024: 300, 2025: 0"

// Posts for all who graduate in the first year, and no other staff.
#define STUDY(steps, seats, bond, rest)                                                  \
  "stabil: 1\ntitle: Bonds\nseed: 5\nprice_year: 2025\n"                                 \
  "horizon: {start: 2025, years: 5, steps_per_year: " steps "}\n"                        \
  "professions:\n  nurse: {graduates_as: nurse, entry_age: 26, retire: {end: 100}}\n"    \
  "stages:\n  nurse: {profession: nurse}\n"                                              \
  "roles:\n  post:\n    at: municipality\n    employer: municipality\n"                  \
  "    holders: [nurse]\n    position_fraction: 1\n    time_to_fill: 0\n"                \
  "    staff: {experience: {years: [0, 10], shares: [1]}}\n"                             \
  "    turnover: {rate: {default: 0.4, kind: {rest: 0}}}\n"                              \
  "programmes:\n  school: {profession: nurse, place: a, length: 2, "                     \
  "seats: {" seats "}}\n"                                                                \
  "bonds:\n  service: {profession: nurse, " bond "}\n"                                   \
  "regions: {here: {label: Here}, far: {label: Far}}\n" rest

#define PLACE(id, class, funded)                                                         \
  "  " id                                                                                \
  ": {kind: municipality, region: here, centrality: " class ", population: 1000, "       \
                                                            "posts: {post: "             \
                                                            "{funded: " funded           \
                                                            ", vacancy: 1}}}\n"

#define BIND(share)                                                                      \
  "measures:\n  bind: {effects: [{lever: bond, bond: service, scale: set, "              \
  "who: {programmes: [school]}, value: " share "}]}\n"                                   \
  "scenarios:\n  baseline: {}\n  bound: {measures: [bind]}\n"

static stabil_case *run(char *text, int replicates) {
  return stabil_case_run_text(
      text, &(stabil_run_options){.draws = 1, .replicates = replicates, .threads = 1});
}

// --- the factor of a step
// ----------------------------------------------------------------------

// The mean over the steps up to each year's end is that of the formula: hold until the
// end, the cliff for six months, one after.
static void test_the_cliff_is_half_a_year_in_any_step(void **state) {
  (void)state;
  static const int steps[] = {1, 2, 4, 12}, ends[] = {12, 18, 24, 27, 31};
  double hold[] = {0.25, 0.5}, cliff[] = {3, 1.5}, buy_out[] = {0.2, 0.3};
  for (int i = 0; i < 4; i++) {
    for (int k = 0; k < 10; k++) {
      stabil_bond_table bond = {.hold = hold, .cliff = cliff, .buy_out = buy_out};
      const stabil_world w = {.bond = &bond, .bonds = 1, .steps_per_year = steps[i]};
      const int end = ends[k / 2], traits = k % 2;
      const stabil_person p = {.bond = 1, .bond_end = end, .traits = traits};
      double sum = 0, paid = 0;
      for (int t = 0; t < 4 * steps[i]; t++) {
        const stabil_bond_rates r = stabil_bond_at(&w, &p, t);
        sum += r.separate / steps[i];
        paid += r.buy_out / steps[i];
        assert_int_equal(stabil_bond_over(&w, &p, t), 12 * t / steps[i] >= end + 6);
        assert_int_equal(stabil_bond_binds(&w, &p, t), end > 12 * (t + 1) / steps[i]);
      }
      const double years = end / 12.0;
      const double all = years * hold[traits] + 0.5 * cliff[traits] + (4 - years - 0.5);
      assert_true(fabs(sum - all) < 1e-12);
      assert_true(fabs(paid - buy_out[traits] * years) < 1e-12);
    }
  }
}

// --- people over time
// ----------------------------------------------------------------------

typedef struct terms {
  int steps, months; // of the bond
  double hold, cliff, buy_out;
} terms;

typedef struct reckoning {
  double separations[YEARS], sold[YEARS], sold_all[YEARS];
} reckoning;

static double part(double begin, double length, double from, double to) {
  return fmax(0, fmin(begin + length, to) - fmax(begin, from)) / length;
}

// People bound and free, in a post and searching. Who has left the only post there is
// takes it again one step later, and is at risk for half a step more; who buys out while
// searching, at once.
static reckoning reckon(terms x) {
  reckoning out = {0};
  const double dt = 1.0 / x.steps, m = 12.0 / x.steps;
  const int first = x.steps == 1 ? 1 : x.steps / 2;
  const double end = first * m + x.months;
  double bound = GRADUATES, waiting = 0, free = 0, looking = 0, new_bound = 0,
         new_free = 0;
  for (int t = first; t < YEARS * x.steps; t++) {
    const double held = part(t * m, m, 0, end), after = part(t * m, m, end, end + 6);
    const double b = RATE * (1 + held * (x.hold - 1) + after * (x.cliff - 1));
    const double buy = x.buy_out * held, all = b + buy;
    const double out_bound =
        bound * (1 - exp(-all * dt)) + new_bound * (1 - exp(-1.5 * all * dt));
    const double sold = all > 0 ? out_bound * buy / all : 0;
    const double sold_waiting = waiting * (1 - exp(-buy * dt));
    const double out_free =
        free * (1 - exp(-RATE * dt)) + new_free * (1 - exp(-1.5 * RATE * dt));
    const bool binds = end > (t + 1) * m;
    const double back = waiting - sold_waiting;
    bound += new_bound - out_bound;
    free += new_free - out_free;
    new_bound = binds ? back : 0;
    new_free = (binds ? 0 : back) + sold_waiting + looking;
    waiting = binds ? out_bound - sold : 0;
    looking = out_free + sold + (binds ? 0 : out_bound - sold);
    out.separations[t / x.steps] += out_bound + out_free;
    out.sold[t / x.steps] += sold;
    out.sold_all[t / x.steps] += sold + sold_waiting;
  }
  return out;
}

static double state_incentives(const stabil_case *c, int replicate, int year) {
  return stabil_case_money(
      c, 1, replicate,
      year)[STABIL_PAYER_STATE * STABIL_ITEM_COUNT + STABIL_ITEM_INCENTIVE];
}

static void compare(const stabil_case *c, const reckoning *r, double price) {
  for (int y = 0; y < YEARS; y++) {
    const stabil_moments left =
        stabil_case_moments(c, 1, STABIL_MEASURE_SEPARATIONS, y, 0);
    stabil_case_expect_about("separations", &left, r->separations[y], 1e-9);
    const stabil_moments paid =
        stabil_case_moments(c, 1, STABIL_MEASURE_INCENTIVE_COST, y, 0);
    stabil_case_expect_about("buy-outs", &paid, -price * r->sold[y], 1e-9);
    stabil_moments money = {0};
    for (int k = 0; k < c->replicates; k++)
      stabil_moments_add(&money, state_incentives(c, k, y));
    stabil_case_expect_about("state", &money, -price * r->sold_all[y], 1e-9);
  }
}

#define TERMS "scope: region, years: 2.25, hold: 0.3, cliff: 3, price: 1000"

static void test_the_bound_leave_as_reckoned(void **state) {
  (void)state;
  static const char *const steps[] = {"1", "2", "4", "12"};
  for (int i = 0; i < 4; i++) {
    const int s = atoi(steps[i]);
    stabil_case *c = run(stabil_case_format(STUDY("%s", "%s", TERMS, "places:\n%s%s"),
                                            steps[i], s == 1 ? YEAR_END : SUMMER,
                                            PLACE("a", "5", "400"), BIND("1")),
                         150);
    const reckoning r = reckon((terms){s, 27, 0.3, 3, 0});
    compare(c, &r, 1000);
    stabil_case_free(c);
  }
}

static void test_a_buy_out_frees_and_pays(void **state) {
  (void)state;
  static const char *const steps[] = {"1", "2", "12"};
  for (int i = 0; i < 3; i++) {
    const int s = atoi(steps[i]);
    stabil_case *c =
        run(stabil_case_format(STUDY("%s", "%s", TERMS ", buy_out: 0.3", "places:\n%s%s"),
                               steps[i], s == 1 ? YEAR_END : SUMMER,
                               PLACE("a", "5", "400"), BIND("1")),
            150);
    const reckoning r = reckon((terms){s, 27, 0.3, 3, 0.3});
    assert_true(r.sold_all[2] > r.sold[2]); // some buy out while they search
    compare(c, &r, 1000);
    stabil_case_free(c);
  }
}

// --- where the bound may go
// ----------------------------------------------------------------------

// Two places alike but for their class: half of the free go to each, the bound to the
// district.
static void test_the_district_binds_a_share(void **state) {
  (void)state;
  stabil_case *c =
      run(stabil_case_format(
              STUDY("2", SUMMER, "scope: district, years: 4, hold: 0", "places:\n%s%s%s"),
              PLACE("a", "5", "400"), PLACE("b", "2", "400"), BIND("0.4")),
          150);
  const int a = stabil_case_post(c, "a", "post"), b = stabil_case_post(c, "b", "post");
  const double free = 0.6 * GRADUATES, half = 0.5 * free;
  const stabil_moments before = stabil_case_moments(c, 0, STABIL_MEASURE_HEADCOUNT, 0, b);
  const stabil_moments in_b = stabil_case_moments(c, 1, STABIL_MEASURE_HEADCOUNT, 0, b);
  stabil_case_expect_mean("b without bonds", &before, 0.5 * GRADUATES, 0.25 * GRADUATES);
  // a graduate is free and chooses b with probability 0.3
  stabil_case_expect_mean("b with bonds", &in_b, half, GRADUATES * 0.3 * 0.7);
  for (int r = 0; r < c->replicates; r++) {
    assert_true(stabil_case_value(c, 1, r, STABIL_MEASURE_HEADCOUNT, 0, a) +
                    stabil_case_value(c, 1, r, STABIL_MEASURE_HEADCOUNT, 0, b) ==
                GRADUATES);
  }
  stabil_case_free(c);
}

#define REST                                                                             \
  "  away: {kind: rest, region: far, posts: {post: {staff: 500}}}\n"                     \
  "flows:\n  out: {profession: nurse, from: region, to: away, per_year: 100}\n"

// While bound to the region nobody goes to the rest of the country.
static void test_the_region_binds(void **state) {
  (void)state;
  stabil_case *c =
      run(stabil_case_format(STUDY("2", SUMMER, "scope: region, years: 2, hold: 1",
                                   "places:\n%s" REST "%s"),
                             PLACE("a", "5", "400"), BIND("1")),
          20);
  const int away = stabil_case_post(c, "away", "post");
  for (int r = 0; r < c->replicates; r++) {
    assert_true(stabil_case_value(c, 0, r, STABIL_MEASURE_HEADCOUNT, 0, away) > 500);
    assert_true(stabil_case_value(c, 1, r, STABIL_MEASURE_HEADCOUNT, 1, away) == 500);
    assert_true(stabil_case_value(c, 1, r, STABIL_MEASURE_HEADCOUNT, 4, away) > 500);
  }
  stabil_case_free(c);
}

#define BIND_HIRED                                                                       \
  "measures:\n"                                                                          \
  "  open_b: {effects: [{lever: posts.funded, where: {places: [b]}, scale: set, "        \
  "value: 400}]}\n"                                                                      \
  "  bind: {effects: [{lever: bond, bond: service, scale: set, roles: [post], "          \
  "where: {places: [a]}, value: 1}]}\n"                                                  \
  "scenarios:\n  baseline: {measures: [{use: open_b, from: 2026}]}\n"                    \
  "  bound: {measures: [{use: open_b, from: 2026}, bind]}\n"

// Who is hired in a place and bound to it comes back to it, until the bond ends.
static void test_a_place_binds_those_it_hires(void **state) {
  (void)state;
  stabil_case *c =
      run(stabil_case_format(
              STUDY("4", SUMMER, "scope: place, years: 3, hold: 1", "places:\n%s%s%s"),
              PLACE("a", "5", "400"), PLACE("b", "5", "0"), BIND_HIRED),
          20);
  const int b = stabil_case_post(c, "b", "post");
  for (int r = 0; r < c->replicates; r++) {
    assert_true(stabil_case_value(c, 0, r, STABIL_MEASURE_HEADCOUNT, 1, b) > 0);
    assert_true(stabil_case_value(c, 1, r, STABIL_MEASURE_HEADCOUNT, 2, b) == 0);
    assert_true(stabil_case_value(c, 1, r, STABIL_MEASURE_HEADCOUNT, 4, b) > 0);
  }
  stabil_case_free(c);
}

// --- nothing without a bond
// ----------------------------------------------------------------------

static void test_without_a_bond_nothing_changes(void **state) {
  (void)state;
  stabil_case *c =
      run(stabil_case_format(STUDY("2", SUMMER, "scope: district, years: 4, hold: 0",
                                   "places:\n%s%s%s%s"),
                             PLACE("a", "5", "400"), PLACE("b", "2", "400"), BIND("0"),
                             "  uncovered: {measures: [{use: bind, coverage: 0}]}\n"),
          3);
  for (int r = 0; r < c->replicates; r++) {
    assert_true(stabil_case_same(c, 0, r, c, 1, r, YEARS));
    assert_true(stabil_case_same(c, 0, r, c, 2, r, YEARS));
  }
  stabil_case_free(c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_the_cliff_is_half_a_year_in_any_step),
      cmocka_unit_test(test_the_bound_leave_as_reckoned),
      cmocka_unit_test(test_a_buy_out_frees_and_pays),
      cmocka_unit_test(test_the_district_binds_a_share),
      cmocka_unit_test(test_the_region_binds),
      cmocka_unit_test(test_a_place_binds_those_it_hires),
      cmocka_unit_test(test_without_a_bond_nothing_changes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
