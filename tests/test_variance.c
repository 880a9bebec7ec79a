// SPDX-License-Identifier: GPL-3.0-or-later
// Where variance comes from: known components are found without bias, with an error that
// is true, and the engine's own are those of a case with an answer on paper.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>

#include "base/random.h"
#include "case.h"
#include "output/variance.h"
#include "statistics.h"

enum { UNITS = 12, PATHS = 4, EACH = 3, SETS = 2000, COUNT = UNITS * PATHS * EACH };

static double normal(int set, int kind, int index) {
  double u = stabil_random_uniform(stabil_stream_of(17, (uint64_t)set + 1),
                                   (uint64_t)kind, 0, STABIL_FOR_TEST, (uint32_t)index);
  return gsl_cdf_ugaussian_Pinv(u);
}

// Replicate r has draw r mod UNITS; variances 4, 1 and 2. Some values are missing.
static void make_set(int set, bool gaps, double *value, int *path) {
  for (int i = 0; i < COUNT; i++) {
    int draw = i % UNITS, own = i / UNITS % PATHS;
    path[i] = own;
    value[i] = 100 + 2 * normal(set, 1, draw) + normal(set, 2, draw * PATHS + own) +
               sqrt(2) * normal(set, 3, i);
    if (gaps && (i * 7919 + 13) % 11 < 3) value[i] = NAN;
  }
}

static const double known[] = {4, 1, 2, 7};

// Means over data sets within 4.9 standard errors (one in a million, either way).
static void expect_mean(const char *what, const stabil_moments *m, double wanted) {
  double z = stabil_statistics_mean_z(m, wanted);
  if (!(stabil_statistics_p_of_z(z) > STABIL_ALPHA))
    fail_msg("%s: %g, not %g (z = %g)", what, m->mean, wanted, z);
}

static void components_are_unbiased(bool gaps) {
  stabil_moments found[STABIL_VARIANCE_COUNT] = {{0}};
  stabil_moments error[STABIL_VARIANCE_COUNT] = {{0}};
  double value[COUNT];
  int path[COUNT];
  for (int set = 0; set < SETS; set++) {
    stabil_variance v;
    make_set(set, gaps, value, path);
    assert_true(stabil_variance_split(value, COUNT, (stabil_draws){UNITS, 1}, path, &v));
    for (int k = 0; k < STABIL_VARIANCE_COUNT; k++) {
      stabil_moments_add(&found[k], v.value[k]);
      stabil_moments_add(&error[k], v.error[k] * v.error[k]);
    }
  }
  for (int k = 0; k < STABIL_VARIANCE_COUNT; k++) {
    expect_mean(stabil_variance_name((stabil_variance_part)k), &found[k], known[k]);
    // the jackknife is known to err on the safe side, a little
    double ratio = error[k].mean / stabil_moments_variance(&found[k]);
    print_message("%s: %.3f, jackknife variance over true %.3f\n",
                  stabil_variance_name((stabil_variance_part)k), found[k].mean, ratio);
    assert_true(ratio > 0.85 && ratio < 1.35);
  }
}

static void known_components_are_found(void **state) {
  (void)state;
  components_are_unbiased(false);
}

static void values_that_are_missing_bias_nothing(void **state) {
  (void)state;
  components_are_unbiased(true);
}

static void what_cannot_be_told_is_not(void **state) {
  (void)state;
  double value[COUNT];
  int path[COUNT], own[COUNT];
  stabil_variance v, w;
  make_set(1, false, value, path);
  for (int i = 0; i < COUNT; i++) own[i] = i / UNITS;
  assert_true(stabil_variance_split(value, COUNT, (stabil_draws){UNITS, 1}, NULL, &v));
  assert_true(isnan(v.value[STABIL_VARIANCE_SHOCK]));
  assert_true(fabs(v.share[STABIL_VARIANCE_PARAMETER] + v.share[STABIL_VARIANCE_CHANCE] -
                   1) < 1e-12);
  // a path for each replicate is no path at all
  assert_true(stabil_variance_split(value, COUNT, (stabil_draws){UNITS, 1}, own, &w));
  assert_true(w.value[STABIL_VARIANCE_CHANCE] == v.value[STABIL_VARIANCE_CHANCE]);
  assert_true(isnan(w.value[STABIL_VARIANCE_SHOCK]));
  // with one draw the paths are the units
  assert_true(stabil_variance_split(value, COUNT, (stabil_draws){1, 1}, path, &v));
  assert_true(isnan(v.value[STABIL_VARIANCE_PARAMETER]));
  assert_true(isfinite(v.error[STABIL_VARIANCE_SHOCK]));
  // nothing is left of one value
  assert_true(stabil_variance_split(value, 1, (stabil_draws){1, 1}, NULL, &v));
  assert_true(isnan(v.value[STABIL_VARIANCE_TOTAL]));
}

// --- an engine's case with an answer on paper
// ------------------------------------------------

#define PEOPLE 40
#define SHOCK 0.3
#define LOW 0.06
#define HIGH 0.24

static char *text(void) {
  return stabil_case_format(
      "stabil: 1\ntitle: Variance\nseed: 5\nshock: {region: %g}\n"
      "uncertainty: {draws: 400, replicates: 24, shock_paths: 6}\n"
      "horizon: {start: 2025, years: 1, steps_per_year: 1}\n"
      "professions:\n  nurse: {entry_age: 26, leave_profession: 0.02, retire: {end: "
      "100}}\n"
      "stages:\n  nurse: {profession: nurse}\n"
      "roles:\n  post:\n    at: municipality\n    employer: municipality\n"
      "    holders: [nurse]\n    turnover: {rate: {uniform: [%g, %g]}}\n"
      "    time_to_fill: 20\n"
      "    staff: {experience: {years: [0, 10], shares: [1]}}\n"
      "regions: {here: {label: Here}}\n"
      "places:\n"
      "  a: {kind: municipality, region: here, centrality: 5, population: 1000, "
      "posts: {post: {funded: %d}}}\n",
      SHOCK, LOW, HIGH, PEOPLE);
}

// Exits are binomial with p = 1 - exp(-r G), G a gamma of mean 1, r uniform: with q_k(r)
// = E exp(-k r G) = (1 + v k r)^(-1/v), chance is n E(q_1 - q_2), shocks n^2 E(q_2 -
// q_1^2), parameters n^2 Var q_1.
static void answer(double out[3]) {
  enum { STEPS = 10000 };
  double mean[4] = {0};
  for (int i = 0; i < STEPS; i++) {
    double r = LOW + (HIGH - LOW) * (i + 0.5) / STEPS;
    double q1 = pow(1 + SHOCK * r, -1 / SHOCK), q2 = pow(1 + 2 * SHOCK * r, -1 / SHOCK);
    double of[] = {q1 - q2, q2 - q1 * q1, q1, q1 * q1};
    for (int k = 0; k < 4; k++) mean[k] += of[k] / STEPS;
  }
  double n = PEOPLE;
  out[STABIL_VARIANCE_CHANCE] = n * mean[0];
  out[STABIL_VARIANCE_SHOCK] = n * n * mean[1];
  out[STABIL_VARIANCE_PARAMETER] = n * n * (mean[3] - mean[2] * mean[2]);
}

// Within 4.9 of its own standard errors.
static void exits_split_as_on_paper(void **state) {
  (void)state;
  stabil_case *c = stabil_case_run_text(text(), &(stabil_run_options){.threads = 2});
  int count = c->replicates;
  assert_int_equal(count, 400 * 24);
  double *value = malloc((size_t)count * sizeof *value), wanted[3];
  int *path = malloc((size_t)count * sizeof *path);
  for (int i = 0; i < count; i++) {
    value[i] = stabil_case_value(c, 0, i, STABIL_MEASURE_SEPARATIONS, 0, 0);
    path[i] = i / 400 % 6;
  }
  stabil_variance v;
  assert_true(
      stabil_variance_split(value, (size_t)count, (stabil_draws){400, 1}, path, &v));
  answer(wanted);
  for (int k = 0; k < 3; k++) {
    print_message("%s: %.3f +- %.3f, on paper %.3f\n",
                  stabil_variance_name((stabil_variance_part)k), v.value[k], v.error[k],
                  wanted[k]);
    assert_true(v.error[k] < 0.15 * wanted[k]);
    assert_true(fabs(v.value[k] - wanted[k]) < 4.9 * v.error[k]);
  }
  free(path);
  free(value);
  stabil_case_free(c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(known_components_are_found),
      cmocka_unit_test(values_that_are_missing_bias_nothing),
      cmocka_unit_test(what_cannot_be_told_is_not),
      cmocka_unit_test(exits_split_as_on_paper),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
