// SPDX-License-Identifier: GPL-3.0-or-later
// What is run beside a study with systematic work: its scenarios with a floor of 1.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "case.h"
#include "run/beside.h"
#include "scenario/study.h"

static const char text[] =
    "stabil: 1\nbase: ../tests/cases/levers.yaml\n"
    "measures:\n"
    "  care: {effects: [{lever: hazard.separate, scale: hr, value: 0.5}]}\n"
    "  seats:\n    effects:\n"
    "      - {lever: admission.seats, scale: add, value: {value: 8, certainty: design}}\n"
    "  pay: ~\n  posts: ~\n  mentors: ~\n  nothing: ~\n"
    "scenarios:\n  support: ~\n  nothing: ~\n"
    "  seats_only: {measures: [seats]}\n"
    "  none: {measures: [{use: care, coverage: 0}]}\n"
    "  cared: {label: {nb: Omsorg, en: Care}, measures: [care, seats]}\n"
    "  worked: {include: [cared], plan_recruit_retain: {from: 2026}, reference: cared}\n"
    "  full: {measures: [care, seats], fidelity_floor: 1}\n"
    "  unproven: {include: [cared], evidence: null}\n"
    "plan_recruit_retain:\n  tasks: {a: {}}\n  conditions: {b: {}}\n"
    "  half_life_up: 1\n  half_life_down: 1\n  floor: {uniform: [0.3, 1]}\n";

static stabil_study *study_of(const char *more) {
  char *whole = stabil_case_format("%s%s", text, more);
  stabil_study *study = stabil_case_study(whole);
  free(whole);
  return study;
}

static void expect(const stabil_run_options *options, const char *const *names) {
  int n = 0;
  for (; names[n]; n++) {
    assert_true(n < options->scenario_count);
    assert_string_equal(options->scenarios[n], names[n]);
  }
  assert_int_equal(options->scenario_count, n);
}

static void test_only_where_it_differs(void **state) {
  (void)state;
  stabil_study *study = study_of("");
  stabil_run_options options = {0};
  assert_int_equal(stabil_beside_plan(study, &options, NULL), STABIL_OK);
  expect(&options,
         (const char *const[]){"baseline", "seats_only", "none", "cared", "cared@floor_1",
                               "worked", "worked@floor_1", "full", "unproven", NULL});
  const stabil_scenario_def *last = &study->scenario[study->scenario_count - 1];
  assert_string_equal(last->name, "worked@floor_1");
  assert_string_equal(study->scenario[last->reference].name, "cared");
  assert_int_equal(last->work_count, 1);
  assert_string_equal(last[-1].label.en,
                      "Care, if measures kept their full effect without system");
  assert_string_equal(last[-1].label.nb, "Omsorg, om tiltakene virket fullt ut uten "
                                         "system");
  stabil_study_free(study);
}

static void test_of_what_was_asked_for(void **state) {
  (void)state;
  static const char *const asked[] = {"worked", "cared@floor_1", "worked@floor_1", "no",
                                      "full@floor_1"};
  stabil_study *study = study_of("");
  stabil_run_options options = {.scenario_count = 5, .scenarios = asked};
  assert_int_equal(stabil_beside_plan(study, &options, NULL), STABIL_OK);
  // what is unknown is left to the run, which refuses it
  expect(&options, (const char *const[]){"worked", "worked@floor_1", "cared@floor_1",
                                         "no", "full@floor_1", NULL});
  stabil_study_free(study);
}

static void test_left_out(void **state) {
  (void)state;
  stabil_study *study = study_of("  beside: false\n");
  stabil_run_options options = {0};
  assert_int_equal(stabil_beside_plan(study, &options, NULL), STABIL_OK);
  assert_int_equal(options.scenario_count, 0);
  stabil_study_free(study);
}

// A floor of 1 does what a study without the block does, to the bit, in every draw.
static void test_full_effect(void **state) {
  (void)state;
  stabil_study *study = study_of("");
  stabil_run_options options = {.replicates = 4, .draws = 2, .threads = 1};
  assert_int_equal(stabil_beside_plan(study, &options, NULL), STABIL_OK);
  stabil_case *c = stabil_case_run(study, &options);
  enum { NONE = 2, CARED, CARED_1, WORKED, WORKED_1, FULL };
  for (int r = 0; r < 4; r++) {
    assert_true(stabil_case_same(c, CARED_1, r, c, FULL, r, 4));
    assert_true(stabil_case_same(c, WORKED_1, r, c, FULL, r, 4));
    assert_true(stabil_case_same(c, NONE, r, c, 0, r, 4));
  }
  int differs = 0;
  for (int r = 0; r < 4; r++)
    differs += !stabil_case_same(c, CARED, r, c, FULL, r, 4) +
               !stabil_case_same(c, CARED, r, c, WORKED, r, 4);
  assert_true(differs >= 4);
  stabil_case_free(c);
  stabil_study_free(study);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_only_where_it_differs),
      cmocka_unit_test(test_of_what_was_asked_for),
      cmocka_unit_test(test_left_out),
      cmocka_unit_test(test_full_effect),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
