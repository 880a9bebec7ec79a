// SPDX-License-Identifier: GPL-3.0-or-later
// What is expected beside the mean of Monte Carlo: pairs by draw, and why they differ.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "case.h"
#include "cli/gap_data.h"

static void run(const stabil_study *study, stabil_run_options options, stabil_sink sink) {
  stabil_error err = {0};
  assert_int_equal(stabil_run(study, &options, sink, NULL, &err), STABIL_OK);
}

static stabil_gap *gap_of(const stabil_study *study, int draws, int replicates,
                          stabil_case *expected) {
  stabil_gap *gap = NULL;
  stabil_error err = {0};
  assert_int_equal(stabil_gap_create(&gap, &err), STABIL_OK);
  const stabil_run_options options = {
      .draws = draws, .years = 3, .threads = 2, .expected = true, .units = 16};
  run(study, options, stabil_gap_expected(gap, stabil_case_sink(expected)));
  run(study,
      (stabil_run_options){
          .draws = draws, .years = 3, .threads = 2, .replicates = replicates},
      stabil_gap_monte_carlo(gap));
  return gap;
}

static stabil_study *study_of(const char *path) {
  char *text = stabil_case_file(path);
  stabil_study *study = stabil_case_study(text);
  free(text);
  return study;
}

// Five replicates of three draws: 0, 1, 2, 0, 1.
static void test_replicates_are_paired_by_draw(void **state) {
  (void)state;
  stabil_study *study = study_of("scenarios/06_bundle.yaml");
  stabil_case *expected = calloc(1, sizeof *expected);
  assert_non_null(expected);
  stabil_gap *gap = gap_of(study, 3, 5, expected);
  stabil_case *c = stabil_case_run(
      study,
      &(stabil_run_options){.draws = 3, .years = 3, .threads = 1, .replicates = 5});
  stabil_moments mean = {0}, difference = {0}, of_draws = {0};
  for (int r = 0; r < 5; r++) {
    double here = 0, there = 0;
    for (int j = 0; j < c->posts; j++) {
      if (c->rest[j]) continue;
      here += stabil_case_value(c, 1, r, STABIL_MEASURE_HEADCOUNT, 2, j);
      there += stabil_case_value(expected, 1, r % 3, STABIL_MEASURE_HEADCOUNT, 2, j);
    }
    stabil_moments_add(&mean, here);
    stabil_moments_add(&of_draws, there);
    stabil_moments_add(&difference, there - here);
  }
  assert_int_equal(stabil_gap_measure[0], STABIL_MEASURE_HEADCOUNT);
  const stabil_gap_cell cell = stabil_gap_get(gap, 1, 1, 0);
  assert_true(fabs(cell.mean - mean.mean) < 1e-9);
  assert_true(fabs(cell.expected - of_draws.mean) < 1e-9);
  assert_true(fabs(cell.difference - difference.mean) < 1e-9);
  assert_true(fabs(cell.mcse - stabil_moments_error(&difference)) < 1e-9);
  stabil_gap_free(gap);
  stabil_case_free(expected);
  stabil_case_free(c);
  stabil_study_free(study);
}

static bool named(const stabil_gap *gap, const char *name) {
  for (int i = 0; i < gap->nonlinear_count; i++)
    if (strcmp(gap->nonlinear[i][0], name) == 0) return true;
  return false;
}

static void expect_reasons(stabil_study *study, const char *const *name) {
  stabil_case *expected = calloc(1, sizeof *expected);
  assert_non_null(expected);
  stabil_gap *gap = gap_of(study, 1, 1, expected);
  int count = 0;
  for (; name[count]; count++) {
    if (!named(gap, name[count])) fail_msg("'%s' is not named", name[count]);
  }
  assert_int_equal(gap->nonlinear_count, count);
  assert_true(isnan(stabil_gap_get(gap, 0, 0, 0).mcse)); // of one replicate
  stabil_gap_free(gap);
  stabil_case_free(expected);
  stabil_study_free(study);
}

static void test_what_is_not_linear_is_named(void **state) {
  (void)state;
  expect_reasons(study_of("scenarios/01_attrition.yaml"), (const char *const[]){NULL});
  expect_reasons(study_of("scenarios/02_competing_causes.yaml"),
                 (const char *const[]){"capacity", NULL});
  expect_reasons(study_of("scenarios/07_feedback.yaml"),
                 (const char *const[]){"capacity", "team", "rotation", NULL});
  expect_reasons(study_of("scenarios/10_poaching.yaml"),
                 (const char *const[]){"capacity", "job_search", NULL});
  expect_reasons(
      study_of("scenarios/11_capacity.yaml"),
      (const char *const[]){"capacity", "supervisors", "placements", "mentors", NULL});
  expect_reasons(study_of("scenarios/14_cover.yaml"),
                 (const char *const[]){"capacity", "load", "price", "cover", "budget",
                                       "rotation", "rule", NULL});
  char *text = stabil_case_feedback();
  stabil_study *study = stabil_case_study(text);
  free(text);
  expect_reasons(study, (const char *const[]){"capacity", "shock", "team", "load",
                                              "price", "cover", "rotation", NULL});
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_replicates_are_paired_by_draw),
      cmocka_unit_test(test_what_is_not_linear_is_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
