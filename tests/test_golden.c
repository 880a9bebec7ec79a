// SPDX-License-Identifier: GPL-3.0-or-later
// A small study whose results are on file, every bit of them: whatever changes a number
// has to say so. STABIL_GOLDEN=write in the environment writes the file anew.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "case.h"

#define STUDY "tests/cases/golden_small.yaml"
#define GOLDEN "tests/cases/golden_small.txt"

static const stabil_measure_id shown[] = {
    STABIL_MEASURE_HEADCOUNT,  STABIL_MEASURE_ENTERED,
    STABIL_MEASURE_LEFT,       STABIL_MEASURE_FTE,
    STABIL_MEASURE_VACANT_FTE, STABIL_MEASURE_ROTATION_HEADCOUNT,
    STABIL_MEASURE_LOCUM_FTE,  STABIL_MEASURE_TOTAL_COST};

// FNV-1a of everything that a record of a scenario holds for posts, by the measures that
// there were when the file was written. A later one comes with its own tests.
enum { MEASURES = STABIL_MEASURE_STABILITY_RATE + 1 };

static uint64_t checksum(const stabil_case *c, int scenario) {
  uint64_t hash = 14695981039346656037u;
  for (int r = 0; r < c->replicates; r++) {
    for (int m = 0; m < MEASURES; m++) {
      for (int y = 0; y < c->years; y++) {
        for (int j = 0; j < c->posts; j++) {
          const double x = stabil_case_value(c, scenario, r, (stabil_measure_id)m, y, j);
          uint64_t bits = 0;
          if (x == x) memcpy(&bits, &x, sizeof bits); // the sign of a NaN is nobody's
          for (int k = 0; k < 64; k += 8)
            hash = (hash ^ ((bits >> k) & 255)) * 1099511628211u;
        }
      }
    }
  }
  return hash;
}

static void print_scenario(FILE *out, const stabil_case *c, int scenario) {
  fprintf(out, "scenario %d, checksum %016llx\n", scenario,
          (unsigned long long)checksum(c, scenario));
  for (size_t m = 0; m < sizeof shown / sizeof *shown; m++) {
    fprintf(out, "  %-18s", stabil_measure_get(shown[m])->name);
    for (int y = 0; y < c->years; y++)
      fprintf(out, " %.6g", stabil_case_total(c, scenario, shown[m], y, false).mean);
    fprintf(out, "\n");
  }
}

static char *results(void) {
  stabil_case *c =
      stabil_case_run_text(stabil_case_file(STUDY), &(stabil_run_options){.threads = 1});
  char *text = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&text, &length);
  assert_non_null(out);
  fprintf(out, "Means over replicates and sums over modelled posts, by year.\n");
  for (int s = 0; s < c->scenarios; s++) print_scenario(out, c, s);
  assert_int_equal(fclose(out), 0);
  stabil_case_free(c);
  return text;
}

static void write_file(const char *text) {
  FILE *out = fopen(STABIL_SOURCE_DIR "/" GOLDEN, "wb");
  assert_non_null(out);
  assert_int_equal(fputs(text, out) < 0, 0);
  assert_int_equal(fclose(out), 0);
}

static void test_results_are_those_on_file(void **state) {
  (void)state;
  char *found = results();
  const char *mode = getenv("STABIL_GOLDEN");
  if (mode && strcmp(mode, "write") == 0) write_file(found);
  char *expected = stabil_case_file(GOLDEN);
  if (strcmp(found, expected) != 0)
    fail_msg("results differ from " GOLDEN
             " (STABIL_GOLDEN=write accepts them); now:\n%s",
             found);
  free(expected);
  free(found);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_results_are_those_on_file),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
