// SPDX-License-Identifier: GPL-3.0-or-later
// Each scale against what it means, worked out another way; and a simulated population
// whose risk is the stated one.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "case.h"
#include "model/levers.h"
#include "model/scale.h"
#include "scenario/lever.h"

static void near(double found, double expected) {
  if (!(fabs(found - expected) <= 1e-12 * fmax(1, fabs(expected))))
    fail_msg("found %.15g, expected %.15g", found, expected);
}

static double odds(double p) {
  return p / (1 - p);
}

// --- shares
// ------------------------------------------------------------------------------

static double moved(stabil_scale scale, double value, double coverage, double base) {
  const stabil_effect effect = {.lever = STABIL_LEVER_SUCCESSION, .scale = scale};
  const stabil_active a = {
      .effect = &effect, .value = value, .coverage = coverage, .intensity = 1};
  return stabil_active_apply(&a, 0, base);
}

static void test_odds_ratio_of_a_share(void **state) {
  (void)state;
  for (double p = 0.05; p < 1; p += 0.15)
    for (double v = 0.25; v < 5; v *= 2)
      near(odds(moved(STABIL_OR, v, 1, p)), v * odds(p));
}

static void test_risk_ratio_of_a_share(void **state) {
  (void)state;
  near(moved(STABIL_RR, 1.5, 1, 0.5), 0.75);
  near(moved(STABIL_RR, 0.5, 1, 0.3), 0.15);
  near(moved(STABIL_RR, 3, 1, 0.5), 1);      // no share is above 1
  near(moved(STABIL_RR, 3, 0.5, 0.5), 0.75); // half of them are at 1
  near(moved(STABIL_RR, 1.5, 0.5, 0.5), 0.625);
}

static void test_risk_difference_of_a_share(void **state) {
  (void)state;
  near(moved(STABIL_RD, 0.2, 1, 0.5), 0.7);
  near(moved(STABIL_RD, -0.2, 0.5, 0.5), 0.4);
  near(moved(STABIL_RD, -0.7, 1, 0.5), 0);
  near(moved(STABIL_RD, 0.7, 0.5, 0.5), 0.75);
}

static void test_set_and_add_of_a_share(void **state) {
  (void)state;
  near(moved(STABIL_SET, 0.9, 0.5, 0.5), 0.7);
  near(moved(STABIL_ADD, 0.2, 0.5, 0.5), 0.6);
}

// The classic error. At p = 0.5 an odds ratio of 3 is a risk ratio of 1.5: read as a risk
// ratio it would be twice that, and more than everybody. Only where p is small are the
// two alike.
static void test_an_odds_ratio_is_no_risk_ratio(void **state) {
  (void)state;
  near(moved(STABIL_OR, 3, 1, 0.5) / 0.5, 1.5);
  near(moved(STABIL_OR, 3, 1, 0.2) / 0.2, 15.0 / 7);
  assert_true(fabs(moved(STABIL_OR, 3, 1, 0.5) - moved(STABIL_RR, 3, 1, 0.5)) > 0.2);
  assert_true(fabs(moved(STABIL_OR, 3, 1, 0.001) / moved(STABIL_RR, 3, 1, 0.001) - 1) <
              0.003);
}

// --- risks of leaving
// ------------------------------------------------------------------

static double risk(double cumulative) {
  return 1 - exp(-cumulative);
}

// The multiplier gives back the risk that is stated, whatever the baseline is.
static void test_hazard_gives_the_stated_risk(void **state) {
  (void)state;
  for (double h = 0.01; h < 4; h *= 2) {
    const double p = risk(h);
    const double by_or = risk(h * stabil_scale_hazard(STABIL_OR, 0.4, h));
    const double by_rr = risk(h * stabil_scale_hazard(STABIL_RR, 0.6, h));
    const double by_rd = risk(h * stabil_scale_hazard(STABIL_RD, -p / 3, h));
    near(odds(by_or), 0.4 * odds(p));
    near(by_rr, 0.6 * p);
    near(by_rd, p * 2 / 3);
  }
}

// Three scales, one number: a risk ratio of 0.5 over two years at a risk of one half is a
// hazard ratio of 0.415 and an odds ratio of 0.333.
static void test_scales_of_one_effect(void **state) {
  (void)state;
  const double h = log(2);
  near(stabil_scale_hazard(STABIL_RR, 0.5, h), log(4.0 / 3) / log(2));
  near(stabil_scale_hazard(STABIL_OR, 1.0 / 3, h), log(4.0 / 3) / log(2));
  near(stabil_scale_hazard(STABIL_RD, -0.25, h), log(4.0 / 3) / log(2));
}

static void test_risks_stay_between_zero_and_one(void **state) {
  (void)state;
  const double p = 0.4, h = -log(1 - p);
  near(stabil_scale_risk(STABIL_RR, 5, p), 1 - 0.001 * 0.6);
  near(stabil_scale_risk(STABIL_RD, 0.9, p), 1 - 0.001 * 0.6);
  near(stabil_scale_risk(STABIL_RD, -0.9, p), 0.001 * 0.4);
  assert_true(isfinite(stabil_scale_hazard(STABIL_RR, 5, h)));
  assert_true(stabil_scale_hazard(STABIL_RD, -0.9, h) > 0);
  assert_true(stabil_scale_hazard(STABIL_RR, 2, 0) == 1); // where nobody leaves
}

// --- a population
// --------------------------------------------------------------------------

// People who begin as the years begin (they qualified just then) and are not replaced:
// leaving is all that happens to them.
#define POPULATION                                                                       \
  "stabil: 1\ntitle: Risk\nseed: 5\n"                                                    \
  "horizon: {start: 2025, years: 2, steps_per_year: 12}\n"                               \
  "regions: {here: {label: Here}}\n"                                                     \
  "stages: {fresh: {profession: nurse}, nurse: {profession: nurse}}\n"                   \
  "professions: {nurse: {graduates_as: fresh, entry_age: 26, retire: {end: 100}, "       \
  "leave_profession: %s}}\n"                                                             \
  "roles:\n  post:\n    at: municipality\n    employer: municipality\n"                  \
  "    holders: {fresh: nurse}\n    position_fraction: 1\n    time_to_fill: 20\n"        \
  "    staff: {stages: {nurse: 1}, experience: {years: [0, 0.02], shares: [1]}}\n"       \
  "    turnover: {rate: %s}\n%s"                                                         \
  "places: {a: {kind: municipality, region: here, centrality: 5, population: 1000, "     \
  "posts: {post: {funded: 2000}}}}\n"                                                    \
  "measures: {stay: {effects: [{lever: %s, scale: %s, value: %s, follow_up: 2}]}}\n"     \
  "scenarios: {baseline: {}, stay: {measures: [stay]}}\n"

typedef struct world_of { // of the population
  const char *leave, *turnover, *tenure, *lever, *scale, *value;
} world_of;

// Mean and variance over replicates of the share that is gone after two years.
static void gone(const world_of *of, stabil_moments out[2]) {
  char *text = stabil_case_format(POPULATION, of->leave, of->turnover, of->tenure,
                                  of->lever, of->scale, of->value);
  stabil_case *c = stabil_case_run_text(
      text, &(stabil_run_options){.draws = 1, .replicates = 60, .threads = 1});
  for (int s = 0; s < 2; s++) {
    out[s] = (stabil_moments){0};
    for (int r = 0; r < c->replicates; r++)
      stabil_moments_add(
          &out[s], 1 - stabil_case_value(c, s, r, STABIL_MEASURE_HEADCOUNT, 1, 0) / 2000);
  }
  stabil_case_free(c);
}

// The risk of the population with the measure is what the scale makes of the one without,
// to within what chance does once in a million (STABIL_ALPHA).
static void test_a_population_has_the_stated_risk(void **state) {
  (void)state;
  static const world_of worlds[] = {
      {"0.3", "0.3", "", "hazard.leave_profession", "rr", "0.5"},
      {"0.3", "0.3", "", "hazard.leave_profession", "or", "0.5"},
      {"0.3", "0.3", "", "hazard.leave_profession", "rd", "-0.2"},
      {"0.3", "0.3", "", "hazard.leave_profession", "rr", "1.6"}};
  const double p = risk(0.6);
  const double expected[] = {0.5 * p, 0.5 * odds(p) / (1 + 0.5 * odds(p)), p - 0.2,
                             1.6 * p};
  for (size_t i = 0; i < sizeof worlds / sizeof *worlds; i++) {
    stabil_moments m[2];
    gone(&worlds[i], m);
    stabil_case_expect_mean("without", &m[0], p, p * (1 - p) / 2000);
    stabil_case_expect_mean("with", &m[1], expected[i],
                            expected[i] * (1 - expected[i]) / 2000);
    // and would not pass as what another scale makes of the same number
    const double wrong = risk(0.6 * 0.5);
    if (i == 0) assert_true(fabs(stabil_statistics_mean_z(&m[1], wrong)) > 10);
  }
}

// Separation by tenure: most leave in the first half year.
static void test_a_population_by_tenure(void **state) {
  (void)state;
  static const world_of by_tenure = {
      "0",
      "0.3",
      "    tenure: {years: [0.5], multipliers: [2, 0.5]}\n",
      "hazard.separate",
      "rr",
      "0.5"};
  stabil_moments m[2];
  gone(&by_tenure, m);
  const double with = m[1].mean / m[0].mean;
  const double error = sqrt(stabil_moments_variance(&m[0]) / m[0].count) / m[0].mean +
                       sqrt(stabil_moments_variance(&m[1]) / m[1].count) / m[1].mean;
  if (fabs(with - 0.5) > 5 * error + 0.002)
    fail_msg("risk ratio %g +- %g, expected 0.5", with, error);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_odds_ratio_of_a_share),
      cmocka_unit_test(test_risk_ratio_of_a_share),
      cmocka_unit_test(test_risk_difference_of_a_share),
      cmocka_unit_test(test_set_and_add_of_a_share),
      cmocka_unit_test(test_an_odds_ratio_is_no_risk_ratio),
      cmocka_unit_test(test_hazard_gives_the_stated_risk),
      cmocka_unit_test(test_scales_of_one_effect),
      cmocka_unit_test(test_risks_stay_between_zero_and_one),
      cmocka_unit_test(test_a_population_has_the_stated_risk),
      cmocka_unit_test(test_a_population_by_tenure),
  };
  return cmocka_run_group_tests_name("effect_scale", tests, NULL, NULL);
}
