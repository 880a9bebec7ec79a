// SPDX-License-Identifier: GPL-3.0-or-later
// What `stabil attribute` makes of samples, and who its players are.
#include "cli/attribute_report.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "case.h"

enum { BASELINE = 0, BUNDLE = 2 };

// --- errors and ratios
// -------------------------------------------------------------------------------------

static void test_estimates_have_student_intervals(void **state) {
  (void)state;
  const double sample[] = {1, 2, 3, 4, 5};
  stabil_estimate e;
  assert_true(stabil_estimate_of(sample, 5, 1, 1, &e));
  assert_true(fabs(e.mcse - sqrt(2.5 / 5)) < 1e-12);
  assert_true(fabs(e.high - 3 - 2.7764451 * e.mcse) < 1e-6);
  assert_true(fabs(e.q2_5 - 1.1) < 1e-12);
  // two draws: (1, 3, 5) and (2, 4) have the same mean, so that nothing is between them
  assert_true(stabil_estimate_of(sample, 5, 1, 2, &e));
  assert_true(!(fabs(e.mcse) > 0));
  assert_true(stabil_estimate_of(sample, 1, 1, 1, &e));
  assert_true(isnan(e.mcse) && isnan(e.low));
}

// Where the denominator is constant the interval is that of the numerator over it.
static void test_ratios_are_of_means(void **state) {
  (void)state;
  const double nok[] = {10, 20, 30}, constant[] = {-2, -2, -2}, unclear[] = {-2, 1, -1},
               worse[] = {2, 2.1, 1.9}, none[] = {0, 0, 0}, exact[] = {-1, -2, -3};
  stabil_ratio r = stabil_ratio_of(nok, constant, 3, 1);
  assert_true(fabs(r.value - 10) < 1e-12);
  assert_true(fabs(r.high - 10 - 4.3026527 * sqrt(100.0 / 3) / 2) < 1e-6);
  r = stabil_ratio_of(nok, unclear, 3, 1);
  assert_true(isnan(r.value) && strstr(r.why, "not clear"));
  r = stabil_ratio_of(nok, worse, 3, 1);
  assert_true(isnan(r.value) && strstr(r.why, "more vacancies"));
  r = stabil_ratio_of(nok, none, 3, 1);
  assert_true(isnan(r.value) && strstr(r.why, "changes nothing"));
  r = stabil_ratio_of(nok, constant, 1, 1);
  assert_true(isnan(r.value) && strstr(r.why, "one replicate"));
  // ten times what is avoided, always: but for three replicates that is not clear
  r = stabil_ratio_of(nok, exact, 3, 1);
  assert_true(isnan(r.value));
  double many[12], avoided[12];
  for (int i = 0; i < 12; i++) {
    avoided[i] = exact[i % 3];
    many[i] = -10 * avoided[i];
  }
  r = stabil_ratio_of(many, avoided, 12, 1);
  assert_true(fabs(r.low - 10) < 1e-6 && fabs(r.high - 10) < 1e-6);
}

// --- players
// -------------------------------------------------------------------------------------

typedef struct table {
  stabil_arena *arena;
  stabil_study *study;
} table;

static table set(void) {
  char *text = stabil_case_file("scenarios/06_bundle.yaml");
  const table t = {stabil_arena_create(), stabil_case_study(text)};
  free(text);
  return t;
}

static void clear(table *t) {
  stabil_arena_free(t->arena);
  stabil_study_free(t->study);
}

static void test_players_of_includes(void **state) {
  (void)state;
  table t = set();
  stabil_players p;
  assert_int_equal(stabil_players_by_include(t.study, BUNDLE, t.arena, &p, NULL),
                   STABIL_OK);
  assert_int_equal(p.count, 2);
  assert_string_equal(p.name[0], "education");
  assert_string_equal(p.name[1], "bundle");
  assert_int_equal(p.player_of[1], 0);
  assert_int_equal(p.player_of[2], 1);
  stabil_error err = {0};
  assert_int_equal(stabil_players_by_measure(t.study, BASELINE, t.arena, &p, &err),
                   STABIL_USAGE);
  assert_non_null(strstr(err.problems[0].text, "'baseline' has no measures"));
  stabil_error_clear(&err);
  clear(&t);
}

static const char file_name[] = "attribution_groups.yaml";

static stabil_status read_groups(table *t, const char *text, stabil_players *out,
                                 stabil_error *err) {
  FILE *file = fopen(file_name, "wb");
  assert_non_null(file);
  fputs(text, file);
  assert_int_equal(fclose(file), 0);
  return stabil_players_by_file(t->study, BUNDLE, file_name, t->arena, out, err);
}

static void test_players_of_a_file(void **state) {
  (void)state;
  table t = set();
  const char *folder = getenv("TMPDIR");
  if (folder) assert_int_equal(chdir(folder), 0);
  stabil_players p;
  assert_int_equal(read_groups(&t, "people: [pay, mentors]\n", &p, NULL), STABIL_OK);
  assert_int_equal(p.count, 2);
  assert_string_equal(p.name[0], "rural_admission");
  assert_string_equal(p.name[1], "people");
  assert_true(p.player_of[0] == 0 && p.player_of[1] == 1 && p.player_of[2] == 1);
  static const struct {
    const char *text, *says;
    int line, column;
  } wrong[] = {{"a: [pay, mentor]\n", "did you mean 'mentors'?", 1, 10},
               {"a: [pay]\nb: [pay]\n", "in the group 'a' already", 2, 5},
               {"a: pay\n", "expected a list of measures", 1, 4},
               {"a: []\n", "expected a list of measures", 1, 4},
               {"a: [[pay]]\n", "expected the name of a measure", 1, 5},
               {"pay: [mentors]\n", "has the name of a measure", 1, 1},
               {"[pay]\n", "expected a map of groups", 1, 1}};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    stabil_error err = {0};
    assert_int_equal(read_groups(&t, wrong[i].text, &p, &err), STABIL_INPUT);
    assert_int_equal(err.count, 1);
    assert_non_null(strstr(err.problems[0].text, wrong[i].says));
    assert_int_equal(err.problems[0].line, wrong[i].line);
    assert_int_equal(err.problems[0].column, wrong[i].column);
    stabil_error_clear(&err);
  }
  assert_int_equal(unlink(file_name), 0);
  assert_int_equal(stabil_players_by_file(t.study, BUNDLE, file_name, t.arena, &p, NULL),
                   STABIL_MISSING);
  clear(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_estimates_have_student_intervals),
      cmocka_unit_test(test_ratios_are_of_means),
      cmocka_unit_test(test_players_of_includes),
      cmocka_unit_test(test_players_of_a_file),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
