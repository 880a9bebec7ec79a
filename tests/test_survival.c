// SPDX-License-Identifier: GPL-3.0-or-later
// Survival in posts, as the results file tells it, against the exponential.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "case.h"
#include "output/results.h"
#include "output/sink.h"

#define RATE 0.2
#define STEPS 4
#define FILE_NAME "survival.h5"

static const char study[] =
    "stabil: 1\ntitle: Survival\nseed: 8\n"
    "horizon: {start: 2025, years: 12, steps_per_year: 4}\n"
    "professions:\n  nurse: {graduates_as: nurse, entry_age: 26, "
    "leave_profession: 0.05, retire: {end: 100}}\n"
    "stages: {nurse: {profession: nurse}}\n"
    "roles:\n  post: {at: municipality, employer: municipality, holders: [nurse], "
    "position_fraction: 1, turnover: {rate: 0.2}, "
    "staff: {experience: {years: [0, 10], shares: [1]}}}\n"
    "regions: {here: {label: Here}}\n"
    "places:\n  a: {kind: municipality, region: here, centrality: 5, population: 1500, "
    "posts: {post: {funded: 500}}}\n"
    "scenarios: {baseline: {}, other: {}}\n";

static void write_results(int replicates) {
  stabil_study *parsed = stabil_case_study(study);
  stabil_sink sink;
  stabil_hdf5_options options = {.libraries = "none", .threads = 1};
  const stabil_run_options run = {.draws = 1, .replicates = replicates, .threads = 1};
  assert_int_equal(stabil_hdf5_sink_create(FILE_NAME, &options, &sink, NULL), STABIL_OK);
  assert_int_equal(stabil_run(parsed, &run, sink, NULL, NULL), STABIL_OK);
  stabil_hdf5_sink_free(&sink);
  stabil_study_free(parsed);
}

static void get(const stabil_results *results, const char *name, stabil_block block,
                double *out) {
  assert_int_equal(stabil_results_read(results, name, &block, out, NULL), STABIL_OK);
}

// Whoever leaves in a step was at risk for half of it: exits over person-years are
// 2 tanh(h dt / 2) / dt.
static void test_a_constant_hazard_is_exponential(void **state) {
  (void)state;
  write_results(40);
  stabil_results *results = NULL;
  assert_int_equal(stabil_results_open(FILE_NAME, &results, NULL), STABIL_OK);
  const double hazard = 2 * STEPS * tanh(RATE / STEPS / 2);
  double curve[2][8], at_risk[40][8], median[2], variance = 0;
  get(results, "contracts/at_risk", (stabil_block){5, {0}, {1, 40, 1, 1, 8}},
      &at_risk[0][0]);
  for (size_t scenario = 0; scenario < 2; scenario++) {
    get(results, "contracts/post_survival",
        (stabil_block){4, {scenario, 0, 0, 0}, {1, 1, 1, 8}}, curve[scenario]);
    get(results, "contracts/post_median", (stabil_block){3, {scenario, 0, 0}, {1, 1, 1}},
        &median[scenario]);
  }
  assert_true(curve[0][0] == 1);
  for (int k = 1; k < 8; k++) {
    double years = 0;
    for (int r = 0; r < 40; r++) years += at_risk[r][k - 1];
    variance += hazard / years; // of the cumulative hazard
    assert_true(curve[0][k] == curve[1][k]);
    assert_true(fabs(log(curve[0][k]) + hazard * k) < 5 * sqrt(variance));
    assert_true(fabs(log(curve[0][k]) + RATE * k) < 5 * sqrt(variance) + 1e-3 * k);
  }
  const double half = log(2) / hazard;
  assert_true(fabs(median[0] - half) < 5 * sqrt(variance) / hazard);
  assert_true(median[0] > 3 && median[0] < 4); // within the classes that were compared
  stabil_results_free(results);
}

// Where nobody was seen there is no curve.
static void test_nobody_has_no_curve(void **state) {
  (void)state;
  stabil_results *results = NULL;
  assert_int_equal(stabil_results_open(FILE_NAME, &results, NULL), STABIL_OK);
  double curve[3], median = 0;
  get(results, "contracts/post_survival", (stabil_block){4, {0, 0, 3, 0}, {1, 1, 1, 3}},
      curve);
  get(results, "contracts/post_median", (stabil_block){3, {0, 0, 3}, {1, 1, 1}}, &median);
  assert_true(curve[0] == 1 && isnan(curve[1]) && isnan(curve[2]) && isnan(median));
  stabil_results_free(results);
}

static int in_tmp(void **state) {
  (void)state;
  const char *folder = getenv("TMPDIR");
  return folder ? chdir(folder) : 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_constant_hazard_is_exponential),
      cmocka_unit_test(test_nobody_has_no_curve),
  };
  return cmocka_run_group_tests(tests, in_tmp, NULL);
}
