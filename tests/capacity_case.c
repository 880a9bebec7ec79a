// SPDX-License-Identifier: GPL-3.0-or-later
#include "capacity_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

stabil_case *stabil_capacity_run(char *text, int replicates) {
  return stabil_case_run_text(
      text, &(stabil_run_options){.draws = 1, .replicates = replicates, .threads = 1});
}

static bool on_supervisors(int measure) {
  return measure == STABIL_MEASURE_SUPERVISION_FTE ||
         measure == STABIL_MEASURE_SUPERVISOR_FTE ||
         measure == STABIL_MEASURE_SUPERVISOR_LOAD ||
         measure == STABIL_MEASURE_TRAINING_ROOM;
}

static void same_year(const stabil_case *a, const stabil_case *b, int scenario, int r,
                      int year) {
  for (int m = 0; m < STABIL_MEASURE_COUNT; m++) {
    for (int j = 0; j < a->posts && !on_supervisors(m); j++) {
      const stabil_measure_id id = (stabil_measure_id)m;
      const double x = stabil_case_value(a, scenario, r, id, year, j);
      const double y = stabil_case_value(b, scenario, r, id, year, j);
      if (x != y && (x == x || y == y))
        fail_msg("%s of post %d, replicate %d, year %d: %.17g and %.17g",
                 stabil_measure_get(id)->name, j, r, year, x, y);
    }
  }
  for (int k = 0; k < STABIL_EDUCATION_COUNT; k++) {
    for (int g = 0; g < a->programmes; g++)
      assert_true(
          stabil_case_education(a, scenario, r, (stabil_education_id)k, year, g) ==
          stabil_case_education(b, scenario, r, (stabil_education_id)k, year, g));
  }
}

void stabil_capacity_same(const stabil_case *a, const stabil_case *b, int scenario) {
  assert_int_equal(a->posts, b->posts);
  assert_int_equal(a->programmes, b->programmes);
  for (int r = 0; r < a->replicates; r++) {
    for (int y = 0; y < a->years; y++) same_year(a, b, scenario, r, y);
  }
}
