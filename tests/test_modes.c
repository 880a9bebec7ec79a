// SPDX-License-Identifier: GPL-3.0-or-later
// One study under three readings of its evidence, in one run.
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
#include "run/evidence.h"
#include "scenario/study.h"

enum { YEARS = 10, REPLICATES = 8 };

static stabil_study *ladder(void) {
  char *text = stabil_case_file("scenarios/20_evidence.yaml");
  stabil_study *study = stabil_case_study(text);
  free(text);
  return study;
}

static const stabil_scenario_def *named(const stabil_study *study, const char *name) {
  for (int i = 0; i < study->scenario_count; i++)
    if (strcmp(study->scenario[i].name, name) == 0) return &study->scenario[i];
  fail_msg("no scenario %s", name);
  return NULL;
}

static void test_choices(void **state) {
  (void)state;
  assert_int_equal(stabil_evidence_choice("as_published"), STABIL_AS_PUBLISHED);
  assert_int_equal(stabil_evidence_choice("discounted"), STABIL_DISCOUNTED);
  assert_int_equal(stabil_evidence_choice("null"), STABIL_NULL_EVIDENCE);
  assert_int_equal(stabil_evidence_choice("all"), STABIL_EVIDENCE_ALL);
  assert_int_equal(stabil_evidence_choice("nul"), -1);
}

static void test_one_mode_for_all(void **state) {
  (void)state;
  stabil_study *study = ladder();
  stabil_run_options options = {0};
  assert_int_equal(stabil_evidence_plan(study, STABIL_NULL_EVIDENCE, &options, NULL), 0);
  assert_int_equal(options.scenario_count, 0);
  assert_int_equal(study->scenario_count, 2);
  for (int i = 0; i < 2; i++)
    assert_int_equal(study->scenario[i].evidence, STABIL_NULL_EVIDENCE);
  stabil_study_free(study);
}

static void test_all_modes(void **state) {
  (void)state;
  static const char *const modes[] = {"as_published", "discounted", "null"};
  stabil_study *study = ladder();
  stabil_run_options options = {0};
  assert_int_equal(stabil_evidence_plan(study, STABIL_EVIDENCE_ALL, &options, NULL), 0);
  assert_int_equal(options.scenario_count, 6);
  for (int k = 0; k < 3; k++) {
    char baseline[40], bundle[40];
    snprintf(baseline, sizeof baseline, "baseline@%s", modes[k]);
    snprintf(bundle, sizeof bundle, "bundle@%s", modes[k]);
    assert_string_equal(options.scenarios[2 * k], baseline);
    assert_string_equal(options.scenarios[2 * k + 1], bundle);
    const stabil_scenario_def *one = named(study, baseline),
                              *other = named(study, bundle);
    assert_int_equal(one->evidence, k);
    assert_int_equal(other->evidence, k);
    assert_ptr_equal(&study->scenario[one->reference], one);
    assert_ptr_equal(&study->scenario[other->reference], one);
  }
  stabil_study_free(study);
}

// Without its baseline a scenario is held against itself; a name that is none is left for
// the run to refuse.
static void test_named_scenarios(void **state) {
  (void)state;
  stabil_study *study = ladder();
  const char *const bundle[] = {"bundle"}, *const none[] = {"bundle", "bundel"};
  stabil_run_options options = {.scenario_count = 1, .scenarios = bundle};
  assert_int_equal(stabil_evidence_plan(study, STABIL_EVIDENCE_ALL, &options, NULL), 0);
  assert_int_equal(options.scenario_count, 3);
  const stabil_scenario_def *of_null = named(study, "bundle@null");
  assert_ptr_equal(&study->scenario[of_null->reference], of_null);
  options = (stabil_run_options){.scenario_count = 2, .scenarios = none};
  assert_int_equal(stabil_evidence_plan(study, STABIL_EVIDENCE_ALL, &options, NULL), 0);
  assert_int_equal(options.scenario_count, 2);
  stabil_study_free(study);
}

static stabil_case *run_all(void) {
  stabil_study *study = ladder();
  stabil_run_options options = {
      .draws = 4, .replicates = REPLICATES, .years = YEARS, .threads = 1};
  assert_int_equal(stabil_evidence_plan(study, STABIL_EVIDENCE_ALL, &options, NULL), 0);
  stabil_case *c = stabil_case_run(study, &options);
  stabil_study_free(study);
  return c;
}

static int differing(const stabil_case *c, int a, int b, stabil_measure_id measure,
                     int years) {
  int n = 0;
  for (int r = 0; r < c->replicates; r++)
    for (int y = 0; y < years; y++)
      for (int j = 0; j < c->posts; j++)
        n += stabil_case_value(c, a, r, measure, y, j) !=
             stabil_case_value(c, b, r, measure, y, j);
  return n;
}

// Without measures the modes are one world, to the person; with them they part as effects
// begin, and seats and costs are there in all.
static void test_modes_are_paired(void **state) {
  (void)state;
  stabil_case *c = run_all();
  const stabil_measure_id heads = STABIL_MEASURE_HEADCOUNT;
  assert_int_equal(differing(c, 0, 2, heads, YEARS), 0);
  assert_int_equal(differing(c, 0, 4, heads, YEARS), 0);
  assert_int_equal(differing(c, 1, 5, heads, 1), 0); // nothing is on before 2026
  assert_true(differing(c, 1, 5, heads, YEARS) > 0);
  assert_true(differing(c, 3, 5, heads, YEARS) > 0);
  assert_true(differing(c, 4, 5, heads, YEARS) > 0); // seats
  for (int s = 1; s < 6; s += 2)
    assert_true(stabil_case_total(c, s, STABIL_MEASURE_TOTAL_COST, 3, false).mean >
                stabil_case_total(c, s - 1, STABIL_MEASURE_TOTAL_COST, 3, false).mean);
  stabil_case_free(c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_choices),          cmocka_unit_test(test_one_mode_for_all),
      cmocka_unit_test(test_all_modes),        cmocka_unit_test(test_named_scenarios),
      cmocka_unit_test(test_modes_are_paired),
  };
  return cmocka_run_group_tests_name("modes", tests, NULL, NULL);
}
