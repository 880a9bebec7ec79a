// SPDX-License-Identifier: GPL-3.0-or-later
// Which numbers matter: elasticities that are known, and numbers that are changed.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "case.h"
#include "run/elasticity.h"

// Posts that follow inhabitants and nobody but those who leave: need is proportional to
// need.per_10000 and grows by `growth`; costs do nothing to it.
static const char small[] =
    "stabil: 1\ntitle: Small\nhorizon: {start: 2025, years: 5, steps_per_year: 2}\n"
    "professions:\n  nurse: {graduates_as: nurse, entry_age: 25, retire: {end: 75}}\n"
    "stages:\n  nurse: {profession: nurse}\n"
    "roles:\n  nurse: {at: municipality, employer: municipality, holders: [nurse], "
    "need: {per_10000: 50, growth: 0.02}, turnover: {rate: 0.1}, wage: 600000, "
    "vacancy: 0, staff: {experience: {years: [1, 2], shares: [1]}}}\n"
    "regions: {here: {label: Here}}\n"
    "places:\n  a: {kind: municipality, region: here, centrality: 5, population: "
    "40000}\n";

static const stabil_elasticity *find(const stabil_elasticities *e, const char *key) {
  for (int i = 0; i < e->count; i++)
    if (strcmp(e->item[i].number->path, key) == 0) return &e->item[i];
  fail_msg("no elasticity of %s", key);
  return NULL;
}

static void test_elasticities_are_what_they_must_be(void **state) {
  (void)state;
  stabil_study *study = stabil_case_study(small);
  const stabil_elasticity_plan plan = {.outcome = STABIL_MEASURE_NEED_FTE,
                                       .district = true,
                                       .coarse = 16,
                                       .fine = 64,
                                       .refined = 3,
                                       .threads = 2};
  stabil_elasticities e;
  assert_int_equal(stabil_elasticities_find(study, &plan, &e, NULL), STABIL_OK);
  assert_int_equal(e.year, 2029);
  assert_string_equal(e.item[0].number->path, "roles.nurse.need.per_10000");
  assert_true(fabs(e.item[0].value - 1) < 1e-3);
  assert_true(e.item[0].refined && e.item[2].refined && !e.item[3].refined);
  // 1.02^4, or a step less: growth times the derivative of the logarithm
  const double growth = find(&e, "roles.nurse.need.growth")->value;
  assert_true(growth > 0.06 && growth < 0.10);
  assert_true(fabs(find(&e, "roles.nurse.wage")->value) <= 0);
  assert_true(fabs(find(&e, "roles.nurse.turnover.rate")->value) <= 0);
  assert_int_equal(e.zero, 1); // vacancy: 0
  assert_true(e.noise < 1e-3);
  stabil_elasticities_free(&e);
  stabil_study_free(study);
}

static void test_what_cannot_be_is_refused(void **state) {
  (void)state;
  stabil_study *study = stabil_case_study(small);
  stabil_elasticity_plan plan = {.outcome = STABIL_MEASURE_LOCUM_COST,
                                 .coarse = 8,
                                 .fine = 8,
                                 .refined = 1,
                                 .threads = 1};
  stabil_elasticities e;
  assert_int_equal(stabil_elasticities_find(study, &plan, &e, NULL), STABIL_USAGE);
  plan.year = 2031;
  assert_int_equal(stabil_elasticities_find(study, &plan, &e, NULL), STABIL_USAGE);
  stabil_study_free(study);
}

// A changed number is the number of a study that states it, in every draw.
static void test_a_change_is_the_study_with_that_number(void **state) {
  (void)state;
  char *stated = stabil_case_file("scenarios/06_bundle.yaml");
  stated = stabil_case_change(
      stated, "{rate: {beta: [34, 166], certainty: very_low, source: assumption}}",
      "{rate: {value: 0.2, certainty: very_low, source: assumption}}");
  const stabil_change change = {"roles.nurse_hospital.turnover.rate", 0.2};
  stabil_run_options options = {.draws = 2, .replicates = 2, .years = 3, .threads = 1};
  stabil_case *a = stabil_case_run_text(stated, &options);
  options.change_count = 1;
  options.changes = &change;
  stabil_case *b =
      stabil_case_run_text(stabil_case_file("scenarios/06_bundle.yaml"), &options);
  assert_true(stabil_case_same(a, 0, 0, b, 0, 0, 3));
  assert_true(stabil_case_same(a, 2, 1, b, 2, 1, 3));
  options.change_count = 0;
  stabil_case *c =
      stabil_case_run_text(stabil_case_file("scenarios/06_bundle.yaml"), &options);
  assert_false(stabil_case_same(a, 0, 0, c, 0, 0, 3));
  stabil_case_free(a);
  stabil_case_free(b);
  stabil_case_free(c);
}

static stabil_status changed(const stabil_study *study, const char *key, double value) {
  const stabil_change change = {key, value};
  const stabil_run_options options = {
      .draws = 1, .replicates = 1, .threads = 1, .change_count = 1, .changes = &change};
  return stabil_run(study, &options, (stabil_sink){0}, NULL, NULL);
}

static void test_a_change_is_checked(void **state) {
  (void)state;
  stabil_study *study = stabil_case_study(small);
  assert_int_equal(changed(study, "roles.nurse.turnover.rat", 0.1), STABIL_USAGE);
  assert_int_equal(changed(study, "roles.nurse.turnover.rate", -0.1), STABIL_USAGE);
  assert_int_equal(changed(study, "roles.nurse.turnover.rate", (double)NAN),
                   STABIL_USAGE);
  stabil_study_free(study);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_elasticities_are_what_they_must_be),
      cmocka_unit_test(test_what_cannot_be_is_refused),
      cmocka_unit_test(test_a_change_is_the_study_with_that_number),
      cmocka_unit_test(test_a_change_is_checked),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
