// SPDX-License-Identifier: GPL-3.0-or-later
// Two, four or twelve steps a year: a yearly mean moves by Monte Carlo error, and by what
// a step hides (who is hired is at risk from its end on), which shrinks with it.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "case.h"

#define CELL_ALPHA 1e-7 // some hundred cells a study: 1e-4 for all of them

static stabil_case *run(const char *path, int steps, int replicates) {
  char *to = stabil_case_format("steps_per_year: %d", steps);
  char *text = stabil_case_change(stabil_case_file(path), "steps_per_year: 2", to);
  free(to);
  return stabil_case_run_text(
      text, &(stabil_run_options){
                .draws = 1, .replicates = replicates, .years = 8, .threads = 1});
}

// P-value of the difference of two means beyond `room`.
static double p_of(const stabil_moments *a, const stabil_moments *b, double room) {
  const double off = fmax(0, fabs(a->mean - b->mean) - room);
  const double error = hypot(stabil_moments_error(a), stabil_moments_error(b));
  return off > 0 ? stabil_statistics_p_of_z(off / error) : 1;
}

// Heads by post and in all, at the end of every year; `room` is a share of them.
static void agree(const stabil_case *a, const stabil_case *b, double room) {
  for (int y = 0; y < a->years; y++) {
    for (int j = -1; j < a->posts; j++) {
      const stabil_moments x =
          j < 0 ? stabil_case_total(a, 0, STABIL_MEASURE_HEADCOUNT, y, false)
                : stabil_case_moments(a, 0, STABIL_MEASURE_HEADCOUNT, y, j);
      const stabil_moments z =
          j < 0 ? stabil_case_total(b, 0, STABIL_MEASURE_HEADCOUNT, y, false)
                : stabil_case_moments(b, 0, STABIL_MEASURE_HEADCOUNT, y, j);
      const double p = p_of(&x, &z, room * x.mean);
      if (!(p > CELL_ALPHA))
        fail_msg("heads in %s, year %d: %.3f with %d steps, %.3f with %d, p = %.1e",
                 j < 0 ? "all" : stabil_case_place(a, j), y, x.mean, a->steps_per_year,
                 z.mean, b->steps_per_year, p);
    }
  }
}

static void steps_do_not_matter(const char *path, int replicates) {
  stabil_case *two = run(path, 2, replicates), *four = run(path, 4, replicates);
  stabil_case *twelve = run(path, 12, replicates);
  agree(two, four, 0.01);
  agree(four, twelve, 0.005);
  agree(two, twelve, 0.015);
  stabil_case_free(two);
  stabil_case_free(four);
  stabil_case_free(twelve);
}

static void test_competing_causes(void **state) {
  (void)state;
  steps_do_not_matter("scenarios/02_competing_causes.yaml", 200);
}

static void test_education(void **state) {
  (void)state;
  steps_do_not_matter("scenarios/03_education.yaml", 200);
}

// Places that are hard to fill beside places that are not: the longer the step, the more
// a vacancy that nobody took has to wait for its next chance.
static void test_choice(void **state) {
  (void)state;
  steps_do_not_matter("scenarios/04_choice.yaml", 200);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_competing_causes),
      cmocka_unit_test(test_education),
      cmocka_unit_test(test_choice),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
