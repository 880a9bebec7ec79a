// SPDX-License-Identifier: GPL-3.0-or-later
// How measures of a bundle act on each other: each rule against what it comes to by hand,
// and what no rule may change, to the bit.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "case.h"
#include "model/interaction.h"

static void near(double found, double expected) {
  if (!(fabs(found - expected) <= 1e-12 * fmax(1, fabs(expected))))
    fail_msg("found %.15g, expected %.15g", found, expected);
}

// --- diminishing returns
// ------------------------------------------------------------------------------

static double product(const stabil_multiplier *term, int count, double saturation) {
  stabil_multiplier own[16];
  memcpy(own, term, (size_t)count * sizeof *own);
  const stabil_diminishing diminishing = {true, saturation};
  return stabil_interaction_product(own, count, &diminishing);
}

// Of a measure, a factor.
#define M(index, by)                                                                     \
  { .measure = (index), .factor = (by) }
#define TERMS(...) ((const stabil_multiplier[]){__VA_ARGS__})

static void test_the_second_counts_for_less(void **state) {
  (void)state;
  near(product(TERMS(M(0, 0.8), M(1, 0.9)), 2, 0.6), 0.8 * pow(0.9, 0.6));
  near(product(TERMS(M(0, 0.9), M(1, 0.8)), 2, 0.6), 0.8 * pow(0.9, 0.6));
  near(product(TERMS(M(0, 0.9), M(1, 0.7), M(2, 0.8)), 3, 0.5),
       0.7 * pow(0.8, 0.5) * pow(0.9, 0.25));
  near(product(TERMS(M(0, 2.0), M(1, 3.0)), 2, 0.6), 3.0 * pow(2.0, 0.6)); // odds up
  near(product(TERMS(M(0, 0.8), M(1, 0.9)), 2, 1), 0.8 * 0.9);
  near(product(TERMS(M(0, 0.8), M(1, 0.9)), 2, 0), 0.8);
}

// What pulls one way does not weigh on what pulls the other; what is no measure's counts
// in full, whatever it pulls.
static void test_signs_stand_apart(void **state) {
  (void)state;
  near(product(TERMS(M(0, 0.8), M(1, 1.2), M(2, 0.9)), 3, 0.6),
       1.2 * 0.8 * pow(0.9, 0.6));
  near(product(TERMS(M(0, 0.8), M(1, 1.2), M(2, 1.1)), 3, 0.5),
       0.8 * 1.2 * pow(1.1, 0.5));
  near(product(TERMS(M(-1, 0.5), M(0, 0.8), M(-1, 0.7), M(1, 0.9)), 4, 0.6),
       0.5 * 0.7 * 0.8 * pow(0.9, 0.6));
}

// Effects of one measure are summed before measures are put in order.
static void test_a_measure_counts_once(void **state) {
  (void)state;
  near(product(TERMS(M(0, 0.9), M(1, 0.85), M(0, 0.9)), 3, 0.6),
       0.9 * 0.9 * pow(0.85, 0.6));
  near(product(TERMS(M(0, 0.5), M(1, 0.9), M(0, 2.5)), 3, 0.6), 0.5 * 2.5 * 0.9);
}

static void test_the_sum_has_a_cap(void **state) {
  (void)state;
  stabil_multiplier term[16];
  for (int i = 0; i < 16; i++) term[i] = (stabil_multiplier){.measure = i, .factor = 0.8};
  assert_true(product(term, 16, 0.6) > pow(0.8, 1 / (1 - 0.6)));
  near(log(product(term, 16, 0.6)), log(0.8) * (1 - pow(0.6, 16)) / (1 - 0.6));
}

static void swap(stabil_multiplier *a, stabil_multiplier *b) {
  const stabil_multiplier keep = *a;
  *a = *b;
  *b = keep;
}

// Every order of them, to the bit.
static void permute(stabil_multiplier *term, int from, int count, double expected) {
  if (from == count) assert_true(product(term, count, 0.6) == expected);
  for (int i = from; i < count; i++) {
    swap(&term[from], &term[i]);
    permute(term, from + 1, count, expected);
    swap(&term[from], &term[i]);
  }
}

static void test_order_does_not_matter(void **state) {
  (void)state;
  stabil_multiplier term[] = {M(0, 0.8), M(1, 0.93), M(2, 1.21),
                              M(3, 0.8), M(4, 1.07), M(5, 1)};
  permute(term, 0, 6, product(term, 6, 0.6));
}

// In the order of the bundle, as if the rule were not there.
static void test_alone_it_is_the_product_to_the_bit(void **state) {
  (void)state;
  const stabil_multiplier term[] = {M(-1, 0.37), M(3, 0.83), M(-1, 1.7), M(4, 1.3),
                                    M(3, 0.91)};
  assert_true(product(term, 5, 0.6) == 0.37 * 0.83 * 1.7 * 1.3 * 0.91);
  assert_true(product(term, 5, 0) == 0.37 * 0.83 * 1.7 * 1.3 * 0.91);
  for (double f = 0.5; f < 2; f += 0.0137)
    assert_true(product(TERMS(M(-1, 0.37), M(0, f), M(-1, 1.7)), 3, 0.6) ==
                0.37 * f * 1.7);
}

// --- in a world
// ------------------------------------------------------------------------------

enum { TOWN, FJORD, ISLAND }; // as in levers.yaml

#define HR(lever, value) "{lever: hazard." lever ", scale: hr, value: " value "}"
#define STUDY                                                                            \
  "base: ../tests/cases/levers.yaml\n"                                                   \
  "professions: {nurse: {leave_profession: 0.05}}\n"                                     \
  "needs: {work: {label: Work}, pay: {label: Pay}}\n"                                    \
  "interaction:\n"                                                                       \
  "  diminishing: {saturation: 0.6}\n"                                                   \
  "  threshold: {base: [work], measures: 1.6, kept: 0.5}\n"                              \
  "  matrix:\n"                                                                          \
  "    - {a: weak, b: strong, factor: -0.3}\n"                                           \
  "    - {a: strong, b: lure, factor: 0.5}\n"                                            \
  "    - {a: weak, b: built, factor: 1}\n"                                               \
  "    - {a: works, b: weak, factor: 1}\n"                                               \
  "    - {a: harm, b: strong, factor: -1}\n"                                             \
  "measures:\n"                                                                          \
  "  strong: {need: pay, effects: [" HR(                                                 \
      "separate",                                                                        \
      "0.8") "]}\n"                                                                      \
             "  weak: {effects: [" HR(                                                   \
                 "separate",                                                             \
                 "0.9") "]}\n"                                                           \
                        "  harm: {effects: [" HR(                                        \
                            "separate",                                                  \
                            "1.2") "]}\n"                                                \
                                   "  lure: {need: pay, effects: [{lever: "              \
                                   "choice.utility, scale: or, value: 1.5}, "            \
                                   "{lever: friction.fill_rate, scale: hr, value: "      \
                                   "0.4}, "                                              \
                                   "{lever: position_fraction, scale: set, value: "      \
                                   "0.9}, "                                              \
                                   "{lever: friction.succession, scale: add, value: "    \
                                   "0.1}]}\n"                                            \
                                   "  works: {need: work, effects: [" HR(                \
                                       "leave_profession",                               \
                                       "0.97") "]}\n"                                    \
                                               "  built: {need: work, effects: "         \
                                               "[{lever: posts.funded, scale: hr, "      \
                                               "value: {value: 1.1, certainty: "         \
                                               "design}}]}\n"                            \
                                               "scenarios:\n"

typedef struct bench {
  stabil_study *study;
  stabil_world *world;
  stabil_arena *arena;
} bench;

static void make_bench(bench *b, const char *scenario) {
  char *text = stabil_case_format("%s  new: {%s}\n  old: {}\n", STUDY, scenario);
  b->study = stabil_case_study(text);
  free(text);
  assert_int_equal(stabil_world_create(b->study, -1, 1, 4, &b->world, NULL), 0);
  b->arena = stabil_arena_create();
}

static void free_bench(bench *b) {
  stabil_arena_free(b->arena);
  stabil_world_free(b->world);
  stabil_study_free(b->study);
}

static stabil_epoch *epoch(const bench *b) {
  int scenario = 0;
  while (strcmp(b->study->scenario[scenario].name, "new") != 0) scenario++;
  stabil_policy policy;
  stabil_epoch *e = NULL;
  assert_int_equal(
      stabil_policy_create(b->world, scenario, 2026, b->arena, &policy, NULL), 0);
  assert_int_equal(stabil_epoch_create(b->world, &policy, b->arena, &e, NULL), 0);
  return e;
}

static int post(const bench *b, int place) {
  return b->world->post_of[place * b->world->roles];
}

static double of(const bench *b, const stabil_factors *factors, int place) {
  return stabil_factor(factors, b->world, post(b, place), 1, 0);
}

// Of the hazard of separating, in three places.
static void separates(const char *scenario, double town, double fjord, double island) {
  bench b;
  make_bench(&b, scenario);
  const stabil_epoch *e = epoch(&b);
  near(of(&b, &e->separate, TOWN), town);
  near(of(&b, &e->separate, FJORD), fjord);
  near(of(&b, &e->separate, ISLAND), island);
  free_bench(&b);
}

static void test_rules_in_a_world(void **state) {
  (void)state;
  const double less = 0.8 * pow(0.9, 0.6), half = 0.9 * pow(1 - 0.5 * 0.2, 0.6);
  separates("measures: [strong, weak]", 0.72, 0.72, 0.72);
  separates("interaction: log_additive, measures: [strong, weak]", 0.72, 0.72, 0.72);
  separates("interaction: diminishing, measures: [strong, weak]", less, less, less);
  separates("interaction: diminishing, measures: [weak, harm, strong]", 1.2 * less,
            1.2 * less, 1.2 * less);
  // where a measure is not, it weighs on nobody; where it is weaker, it may come second
  separates("interaction: diminishing, measures: [weak, {use: strong, where: "
            "{places: [island]}}]",
            0.9, 0.9, less);
  separates("interaction: diminishing, measures: [weak, {use: strong, coverage: 0.5}]",
            half, half, half);
}

// Half of the town has what makes good work, the island has all of it and more.
static void test_threshold(void **state) {
  (void)state;
#define BASE                                                                             \
  "{use: works, coverage: 0.5}, {use: built, where: {places: [island]}}, "               \
  "{use: works, where: {places: [island]}}"
  const double none = 1 - 0.5 * 0.2, some = 1 - (0.5 + 0.5 * 0.5 / 1.6) * 0.2;
  separates("interaction: threshold, measures: [strong]", none, none, none);
  separates("interaction: threshold, measures: [weak]", 0.9, 0.9, 0.9); // has no need
  separates("interaction: threshold, measures: [strong, " BASE "]", some, some, 0.8);
  separates("measures: [strong, " BASE "]", 0.8, 0.8, 0.8);
  bench b;
  make_bench(&b, "interaction: threshold, measures: [{use: works, coverage: 0.5}]");
  near(of(&b, &epoch(&b)->leave, TOWN), 1 - 0.5 * 0.03); // the base itself is not held up
  free_bench(&b);
}

// The strengths are those before any pair, whatever the order.
static void test_matrix(void **state) {
  (void)state;
  separates("interaction: matrix, measures: [strong, weak]", (1 - 0.7 * 0.2) * 0.93,
            (1 - 0.7 * 0.2) * 0.93, (1 - 0.7 * 0.2) * 0.93);
  separates("interaction: matrix, measures: [{use: strong, coverage: 0.5}, weak]",
            (1 - 0.35 * 0.2) * (1 - 0.85 * 0.1), (1 - 0.35 * 0.2) * (1 - 0.85 * 0.1),
            (1 - 0.35 * 0.2) * (1 - 0.85 * 0.1));
  separates("interaction: matrix, measures: [strong, harm]", 1, 1, 1); // each undone
  separates("interaction: matrix, measures: [weak, {use: built, where: "
            "{places: [island]}}]",
            0.9, 0.9, 0.81);
  separates("interaction: matrix, measures: [weak, built, works]", 0.81, 0.81,
            0.81); // not four times
}

// Stronger than in full: to that power; a new value no further.
static void test_beyond_full_strength(void **state) {
  (void)state;
  bench b, plain;
  make_bench(&b, "interaction: matrix, measures: [strong, lure]");
  make_bench(&plain, "measures: []");
  const stabil_epoch *e = epoch(&b), *base = epoch(&plain);
  const int j = post(&b, TOWN);
  near(of(&b, &e->separate, TOWN), pow(0.8, 1.5));
  near(of(&b, &e->utility, TOWN), pow(1.5, 1.5));
  near(e->fill_rate[j], base->fill_rate[j] * pow(0.4, 1.5));
  near(e->fraction[j], 0.9);
  near(e->succession[j], base->succession[j] + 0.15);
  free_bench(&b);
  free_bench(&plain);
}

// --- in a run
// ------------------------------------------------------------------------------

#define RULES 4
static const char *const rules[RULES] = {"log_additive", "diminishing", "threshold",
                                         "matrix"};

// Scenarios `a` and `b` (the bodies of two maps) are the same in every record.
static void same(const char *a, const char *b, bool expected) {
  static const char *const names[] = {"new", "old"};
  char *text = stabil_case_format("%s  new: {%s}\n  old: {%s}\n", STUDY, a, b);
  stabil_case *c = stabil_case_run_text(
      text,
      &(stabil_run_options){.scenario_count = 2, .scenarios = names, .replicates = 3});
  for (int r = 0; r < c->replicates; r++)
    if (stabil_case_same(c, 0, r, c, 1, r, c->years) != expected)
      fail_msg("replicate %d of %s: and %s", r, a, b);
  stabil_case_free(c);
}

static void test_no_coverage_changes_nothing(void **state) {
  (void)state;
  for (int i = 0; i < RULES; i++) {
    char *bundle = stabil_case_format("interaction: %s, measures: [weak, lure", rules[i]);
    char *with = stabil_case_format("%s, {use: strong, coverage: 0}, "
                                    "{use: built, coverage: 0}]",
                                    bundle);
    char *without = stabil_case_format("%s]", bundle);
    char *nothing = stabil_case_format("interaction: %s, measures: [{use: strong, "
                                       "coverage: 0}, {use: works, coverage: 0}]",
                                       rules[i]);
    same(with, without, true);
    same(nothing, "measures: []", true);
    free(bundle);
    free(with);
    free(without);
    free(nothing);
  }
}

static void test_one_measure_is_the_same_by_any_rule(void **state) {
  (void)state;
  same("interaction: diminishing, measures: [lure]", "measures: [lure]", true);
  same("interaction: matrix, measures: [lure]", "measures: [lure]", true);
  same("interaction: diminishing, measures: [strong]", "measures: [strong]", true);
  same("interaction: matrix, measures: [strong]", "measures: [strong]", true);
  same("interaction: threshold, measures: [weak]", "measures: [weak]", true);
  same("interaction: threshold, measures: [strong]", "measures: [strong]", false);
}

static void test_the_order_of_a_bundle_does_not_matter(void **state) {
  (void)state;
  for (int i = 0; i < RULES; i++) {
    char *one =
        stabil_case_format("interaction: %s, measures: [strong, weak, works]", rules[i]);
    char *other =
        stabil_case_format("interaction: %s, measures: [works, weak, strong]", rules[i]);
    same(one, other, true);
    free(one);
    free(other);
  }
}

// A scenario has its own rule, not that of those that it includes.
static void test_the_rule_is_the_scenarios_own(void **state) {
  (void)state;
  same("interaction: diminishing, measures: [strong, weak]", "include: [new]", false);
  same("measures: [strong, weak]", "include: [new]", true);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_the_second_counts_for_less),
      cmocka_unit_test(test_signs_stand_apart),
      cmocka_unit_test(test_a_measure_counts_once),
      cmocka_unit_test(test_the_sum_has_a_cap),
      cmocka_unit_test(test_order_does_not_matter),
      cmocka_unit_test(test_alone_it_is_the_product_to_the_bit),
      cmocka_unit_test(test_rules_in_a_world),
      cmocka_unit_test(test_threshold),
      cmocka_unit_test(test_matrix),
      cmocka_unit_test(test_beyond_full_strength),
      cmocka_unit_test(test_no_coverage_changes_nothing),
      cmocka_unit_test(test_one_measure_is_the_same_by_any_rule),
      cmocka_unit_test(test_the_order_of_a_bundle_does_not_matter),
      cmocka_unit_test(test_the_rule_is_the_scenarios_own),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
