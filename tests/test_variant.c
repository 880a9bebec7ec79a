// SPDX-License-Identifier: GPL-3.0-or-later
// Scenarios derived from one that was read: the same as if they were written in YAML.
#include "scenario/variant.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "case.h"

enum { BASELINE, EDUCATION, BUNDLE, WRITTEN }; // scenarios of the study
static const stabil_run_options options = {
    .draws = 2, .years = 4, .threads = 2, .replicates = 4};

// The bundle is rural_admission and mentors by way of `education`, then pay; `written`
// leaves mentors out.
static stabil_study *study_of(void) {
  char *text = stabil_case_file("scenarios/06_bundle.yaml");
  text = stabil_case_change(text, "      - {use: pay, from: 2026, until: 2030}",
                            "      - {use: pay, from: 2026, until: 2030}\n"
                            "  written:\n"
                            "    reference: education\n"
                            "    measures:\n"
                            "      - {use: rural_admission, from: 2026}\n"
                            "      - {use: pay, from: 2026, until: 2030}");
  stabil_study *study = stabil_case_study(text);
  free(text);
  return study;
}

static int add(stabil_study *study, const stabil_variant *variant) {
  int out = -1;
  assert_int_equal(stabil_variant_add(study, variant, &out, NULL), STABIL_OK);
  assert_int_equal(out, study->scenario_count - 1);
  return out;
}

static const stabil_scenario_def *added(stabil_study *study, const stabil_variant *v) {
  const int index = add(study, v); // which moves the scenarios
  return &study->scenario[index];
}

static bool same(const stabil_case *c, int a, int b) {
  bool out = true;
  for (int r = 0; r < c->replicates; r++)
    out &= stabil_case_same(c, a, r, c, b, r, c->years);
  return out;
}

static void test_uses_of_included_scenarios_come_first(void **state) {
  (void)state;
  static const char *const names[] = {"rural_admission", "mentors", "pay"};
  stabil_study *study = study_of();
  assert_int_equal(stabil_variant_uses(study, BASELINE), 0);
  assert_int_equal(stabil_variant_uses(study, EDUCATION), 2);
  assert_int_equal(stabil_variant_uses(study, BUNDLE), 3);
  for (int i = 0; i < 3; i++) {
    const stabil_use *use = stabil_variant_use(study, BUNDLE, i);
    assert_string_equal(study->measure[use->measure].name, names[i]);
  }
  stabil_study_free(study);
}

static void test_a_variant_is_what_yaml_would_say(void **state) {
  (void)state;
  static const bool no_mentors[] = {true, false, true}, none[3] = {false};
  stabil_study *study = study_of();
  stabil_variant all = stabil_variant_of(study, BUNDLE, "all"), some = all, empty = all;
  some.name = "some";
  some.uses = no_mentors;
  empty.name = "empty";
  empty.uses = none;
  const int a = add(study, &all), s = add(study, &some), e = add(study, &empty);
  stabil_case *c = stabil_case_run(study, &options);
  assert_true(same(c, a, BUNDLE));
  assert_true(same(c, s, WRITTEN));
  assert_true(same(c, e, BASELINE));
  assert_false(same(c, s, BUNDLE));
  stabil_case_free(c);
  stabil_study_free(study);
}

static void test_a_variant_keeps_what_is_not_overridden(void **state) {
  (void)state;
  stabil_study *study = study_of();
  stabil_variant v = stabil_variant_of(study, WRITTEN, "v");
  const stabil_scenario_def *kept = added(study, &v);
  assert_int_equal(kept->reference, EDUCATION);
  assert_int_equal(kept->interaction, study->scenario[WRITTEN].interaction);
  assert_int_equal(kept->include.count, 0);
  assert_string_equal(kept->label.en, "");
  char label[] = "En";
  v = stabil_variant_of(study, BUNDLE, "w");
  v.label.en = label;
  v.interaction = 1;
  v.reference = WRITTEN;
  const stabil_scenario_def *changed = added(study, &v);
  label[0] = 'x'; // texts are copies
  assert_string_equal(changed->label.en, "En");
  assert_int_equal(changed->interaction, 1);
  assert_int_equal(changed->reference, WRITTEN);
  stabil_study_free(study);
}

static stabil_study *systematic(int *scenario) {
  char *text = stabil_case_file("scenarios/22_plan_recruit_retain.yaml");
  stabil_study *study = stabil_case_study(text);
  free(text);
  *scenario = 0;
  while (study->scenario[*scenario].work_count == 0) ++*scenario;
  return study;
}

static void test_work_and_floor_are_overridden(void **state) {
  (void)state;
  static const char *const names[] = {"none", "all", "fixed"};
  int from, index[3];
  stabil_study *study = systematic(&from);
  for (int i = 0; i < 3; i++) {
    stabil_variant v = stabil_variant_of(study, from, names[i]);
    v.work = i == 2 ? STABIL_AS_STATED : i == 1 ? STABIL_WORK_ALL : STABIL_WORK_NONE;
    if (i == 2) v.floor = 0.25;
    index[i] = add(study, &v);
  }
  assert_int_equal(study->scenario[index[0]].work_count, 0);
  assert_int_equal(study->scenario[index[1]].work_count, 1);
  assert_int_equal(study->scenario[index[1]].work[0].tasks.count, 0); // all of them
  assert_int_equal(study->scenario[index[1]].work[0].from, study->first_year);
  assert_int_equal(study->scenario[index[2]].work_count,
                   study->scenario[from].work_count);
  assert_true(study->scenario[index[2]].has_floor &&
              study->scenario[index[2]].floor.value == 0.25);
  stabil_case *c = stabil_case_run(study, &options);
  assert_false(same(c, index[0], from));
  assert_false(same(c, index[1], index[0]));
  assert_false(same(c, index[2], from));
  stabil_case_free(c);
  stabil_study_free(study);
}

static void test_names_are_taken_once(void **state) {
  (void)state;
  stabil_study *study = study_of();
  const stabil_variant v = stabil_variant_of(study, BUNDLE, "education");
  stabil_error err = {0};
  int out = -1;
  assert_int_equal(stabil_variant_add(study, &v, &out, &err), STABIL_USAGE);
  assert_non_null(strstr(err.problems[0].text, "a scenario 'education' already"));
  stabil_error_clear(&err);
  stabil_study_free(study);
}

// --- references of a run
// ------------------------------------------------------------------------------

typedef struct seen { // a sink that looks at the layout only
  int reference[4];
} seen;

static stabil_status begin(void *self, const stabil_layout *layout, stabil_error *err) {
  (void)err;
  for (int i = 0; i < layout->scenarios.count; i++)
    ((seen *)self)->reference[i] = stabil_layout_reference(layout, i);
  return STABIL_OK;
}

static stabil_status record(void *self, const stabil_record *given, stabil_error *err) {
  (void)self, (void)given, (void)err;
  return STABIL_OK;
}

static stabil_status end(void *self, int completed, stabil_error *err) {
  (void)self, (void)completed, (void)err;
  return STABIL_OK;
}

static seen look(const stabil_study *study, int count, const char *const *scenarios) {
  seen out = {{-2, -2, -2, -2}};
  const stabil_run_options one = {.scenario_count = count,
                                  .scenarios = scenarios,
                                  .draws = 1,
                                  .years = 1,
                                  .threads = 1,
                                  .replicates = 1};
  const stabil_sink sink = {&out, begin, record, end};
  assert_int_equal(stabil_run(study, &one, sink, NULL, NULL), STABIL_OK);
  return out;
}

static void test_references_are_those_of_the_run(void **state) {
  (void)state;
  static const char *const without[] = {"written", "baseline"};
  stabil_study *study = study_of();
  const seen all = look(study, 0, NULL), some = look(study, 2, without);
  assert_int_equal(all.reference[BASELINE], BASELINE);
  assert_int_equal(all.reference[BUNDLE], BASELINE);
  assert_int_equal(all.reference[WRITTEN], EDUCATION);
  assert_int_equal(some.reference[0], 1); // education is not run
  assert_int_equal(some.reference[1], 1);
  stabil_study_free(study);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_uses_of_included_scenarios_come_first),
      cmocka_unit_test(test_a_variant_is_what_yaml_would_say),
      cmocka_unit_test(test_a_variant_keeps_what_is_not_overridden),
      cmocka_unit_test(test_work_and_floor_are_overridden),
      cmocka_unit_test(test_names_are_taken_once),
      cmocka_unit_test(test_references_are_those_of_the_run),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
