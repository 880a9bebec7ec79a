// SPDX-License-Identifier: GPL-3.0-or-later
// The engine against the slow twin, which was written from docs/model.md alone: means and
// variances over replicates of every post and year. Seeds are fixed. An engine that is
// right fails with probability 1e-4 a study, once and for all.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "twin_compare.h"

#define FAMILY_ERROR 1e-4

static void agree(const stabil_twin_trial *trial) {
  stabil_twin_verdict v = stabil_twin_compare(trial);
  print_message("%s, %s: %d means, smallest p %.2g; %d variances, smallest p %.2g\n",
                trial->path, trial->scenario, v.means, v.mean_p, v.variances,
                v.variance_p);
  if (v.mean_p < FAMILY_ERROR) fail_msg("p = %.1e: %s", v.mean_p, v.mean_worst);
  if (v.variance_p < FAMILY_ERROR)
    fail_msg("p = %.1e: %s", v.variance_p, v.variance_worst);
  assert_true(v.means > 0);
}

#define AGREE(name, file, scenario_name, year_count, engine, twin)                       \
  static void test_##name(void **state) {                                                \
    (void)state;                                                                         \
    agree(&(stabil_twin_trial){.path = STABIL_SOURCE_DIR "/" file,                       \
                               .scenario = scenario_name,                                \
                               .years = year_count,                                      \
                               .engine_replicates = engine,                              \
                               .twin_replicates = twin,                                  \
                               .wrong = 1});                                             \
  }

AGREE(attrition, "scenarios/01_attrition.yaml", "baseline", 5, 1000, 600)
AGREE(competing_causes, "scenarios/02_competing_causes.yaml", "baseline", 5, 1000, 600)
AGREE(education, "scenarios/03_education.yaml", "more_seats", 6, 1000, 600)
AGREE(choice, "scenarios/04_choice.yaml", "baseline", 4, 400, 200)
AGREE(doctors, "scenarios/05_doctors.yaml", "rotation", 4, 1000, 600)
AGREE(bundle, "scenarios/06_bundle.yaml", "bundle", 4, 400, 200)
AGREE(everything_baseline, "tests/cases/twin_all.yaml", "baseline", 4, 1000, 600)
AGREE(everything_bundle, "tests/cases/twin_all.yaml", "bundle", 4, 1000, 600)

// Ten percent more separations in the twin must be found, else the tests above say
// little.
static void test_a_wrong_hazard_is_found(void **state) {
  (void)state;
  stabil_twin_verdict v = stabil_twin_compare(&(stabil_twin_trial){
      .path = STABIL_SOURCE_DIR "/scenarios/02_competing_causes.yaml",
      .scenario = "baseline",
      .years = 3,
      .engine_replicates = 400,
      .twin_replicates = 300,
      .wrong = 1.1});
  print_message("separations x 1.1: p = %.1e: %s\n", v.mean_p, v.mean_worst);
  assert_true(v.mean_p < FAMILY_ERROR);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_attrition),
      cmocka_unit_test(test_competing_causes),
      cmocka_unit_test(test_education),
      cmocka_unit_test(test_choice),
      cmocka_unit_test(test_doctors),
      cmocka_unit_test(test_bundle),
      cmocka_unit_test(test_everything_baseline),
      cmocka_unit_test(test_everything_bundle),
      cmocka_unit_test(test_a_wrong_hazard_is_found),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
