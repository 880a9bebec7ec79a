// SPDX-License-Identifier: GPL-3.0-or-later
// Who does what in a bundle: against formulas, by the axioms of Shapley values, sampled
// against all subsets, and against runs of the scenarios themselves.
#include "run/attribution.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "case.h"
#include "cli/attribute_report.h"

enum { MOST = 8, BASELINE = 0, BUNDLE = 2 };

// --- games of a study
// -------------------------------------------------------------------------------------

typedef struct table { // a study, its bundle's measures as players, and what was found
  stabil_arena *arena;
  stabil_study *study;
  stabil_players players;
  stabil_game game;
  stabil_attribution found;
} table;

static const stabil_measure_id vacant = STABIL_MEASURE_VACANT_FTE;

static table set(char *text, int scenario) {
  table t = {.arena = stabil_arena_create(), .study = stabil_case_study(text)};
  free(text);
  assert_int_equal(
      stabil_players_by_measure(t.study, scenario, t.arena, &t.players, NULL), STABIL_OK);
  t.game = (stabil_game){.study = t.study,
                         .scenario = scenario,
                         .players = t.players.count,
                         .name = t.players.name,
                         .player_of = t.players.player_of,
                         .worker = t.players.worker,
                         .outcomes = 1,
                         .outcome = &vacant,
                         .area = {.kind = STABIL_AREA_DISTRICT},
                         .first_year = 5,
                         .last_year = 5,
                         .seed = t.study->seed,
                         .draws = 1,
                         .threads = 2};
  return t;
}

static void play(table *t, stabil_attribution_plan plan) {
  stabil_attribution_free(&t->found);
  assert_int_equal(stabil_attribute(&t->game, &plan, &t->found, NULL), STABIL_OK);
}

static void clear(table *t) {
  stabil_attribution_free(&t->found);
  stabil_arena_free(t->arena);
  stabil_study_free(t->study);
}

static int player(const table *t, const char *name) {
  for (int i = 0; i < t->players.count; i++)
    if (strcmp(t->players.name[i], name) == 0) return i;
  fail_msg("no player %s", name);
  return -1;
}

static const double *shapley(const table *t, const char *name) {
  return stabil_attribution_samples(&t->found, t->found.shapley, 0, player(t, name));
}

static stabil_moments moments_of(const double *sample, int count) {
  stabil_moments out = {0};
  for (int i = 0; i < count; i++) stabil_moments_add(&out, sample[i]);
  return out;
}

static double mean(const double *sample, int count) {
  return moments_of(sample, count).mean;
}

// --- a formula
// -------------------------------------------------------------------------------------

// 1000 people leave at a rate of 0.1, times 0.5 with one measure, times 0.8 with the
// other: after t years 1000 exp(-0.1 f t) are there.
static char *leavers(void) {
  char *text = stabil_case_file("scenarios/01_attrition.yaml");
  return stabil_case_change(
      text, "scenarios:\n  baseline: {}",
      "measures:\n"
      "  half: {effects: [{lever: hazard.leave_profession, scale: hr, value: 0.5}]}\n"
      "  fifth: {effects: [{lever: hazard.leave_profession, scale: hr, value: 0.8}]}\n"
      "scenarios:\n  baseline: {}\n  both: {measures: [half, fifth]}");
}

static double left(double factor) {
  return 1000 * exp(-0.1 * factor * 6);
}

static void near(double found, double expected) {
  if (!(fabs(found - expected) < 1e-2))
    fail_msg("found %.6g, expected %.6g", found, expected);
}

static void test_shapley_values_of_a_formula(void **state) {
  (void)state;
  static const stabil_measure_id headcount = STABIL_MEASURE_HEADCOUNT;
  table t = set(leavers(), 1);
  t.game.outcome = &headcount;
  t.game.expected = true;
  play(&t, (stabil_attribution_plan){.shapley = true, .without = true, .replicates = 1});
  const double half = (left(0.5) - left(1) + left(0.4) - left(0.8)) / 2;
  const double fifth = (left(0.8) - left(1) + left(0.4) - left(0.5)) / 2;
  near(shapley(&t, "half")[0], half);
  near(shapley(&t, "fifth")[0], fifth);
  near(t.found.without[0], left(0.4) - left(0.8));
  near(t.found.alone[1], left(0.8) - left(1));
  near(t.found.nobody[0], left(1));
  near(t.found.bundle[0], left(0.4) - left(1));
  assert_int_equal(t.found.runs, 4);
  // both orders are all orders of two
  play(&t, (stabil_attribution_plan){.shapley = true, .permutations = 2});
  near(shapley(&t, "half")[0], half);
  clear(&t);
}

// The mean of some years is the mean of their outcomes.
static void test_years_are_averaged(void **state) {
  (void)state;
  static const stabil_measure_id headcount = STABIL_MEASURE_HEADCOUNT;
  table t = set(leavers(), 1);
  t.game.outcome = &headcount;
  double each[3], all;
  for (int y = 0; y < 3; y++) {
    t.game.first_year = t.game.last_year = y;
    play(&t, (stabil_attribution_plan){.without = true, .replicates = 1});
    each[y] = t.found.without[0];
  }
  t.game.first_year = 0;
  play(&t, (stabil_attribution_plan){.without = true, .replicates = 1});
  all = t.found.without[0];
  assert_true(fabs(all - (each[0] + each[1] + each[2]) / 3) < 1e-9 && all > 0);
  clear(&t);
}

// --- axioms
// -------------------------------------------------------------------------------------

// The bundle of step 6, with a twin of `mentors` and a measure that nobody is reached by.
static char *bundle(void) {
  char *text = stabil_case_file("scenarios/06_bundle.yaml");
  text = stabil_case_change(
      text, "measures:\n  rural_admission:",
      "measures:\n"
      "  twin: {effects: [{lever: hazard.separate, roles: [nurse_municipal], scale: hr, "
      "value: 0.6}]}\n"
      "  other: {effects: [{lever: hazard.separate, roles: [nurse_municipal], scale: hr, "
      "value: 0.6}]}\n  rural_admission:");
  return stabil_case_change(
      text, "      - {use: pay, from: 2026, until: 2030}",
      "      - twin\n      - {use: pay, coverage: 0}\n      - other");
}

static void sums_are_the_bundle(const table *t) {
  const stabil_attribution *a = &t->found;
  for (int k = 0; k < a->outcomes; k++)
    for (int r = 0; r < a->units; r++) {
      const double whole = a->bundle[k * stabil_attribution_most(a) + r];
      double total = 0;
      for (int i = 0; i < a->players; i++)
        total += stabil_attribution_samples(a, a->shapley, k, i)[r];
      assert_true(fabs(total - whole) <= 1e-9 * fmax(1, fabs(whole)));
    }
}

static const stabil_measure_id outcomes[] = {STABIL_MEASURE_VACANT_FTE, STABIL_NET_COST,
                                             STABIL_MEASURE_VACANCY_RATE};

static void nothing_comes_of_nothing(const table *t) {
  const stabil_attribution *a = &t->found;
  const int dummy = player(t, "pay");
  for (int k = 0; k < a->outcomes; k++) {
    for (int r = 0; r < a->units; r++)
      assert_true(!(fabs(stabil_attribution_samples(a, a->shapley, k, dummy)[r]) > 0));
    for (int r = 0; r < a->replicates; r++)
      assert_true(!(fabs(stabil_attribution_samples(a, a->alone, k, dummy)[r]) > 0));
  }
}

static void test_axioms_hold_with_all_subsets(void **state) {
  (void)state;
  table t = set(bundle(), BUNDLE);
  t.game.outcomes = 3;
  t.game.outcome = outcomes;
  play(&t, (stabil_attribution_plan){.shapley = true, .replicates = 12});
  assert_int_equal(t.found.runs, 12 * 32);
  sums_are_the_bundle(&t);
  nothing_comes_of_nothing(&t);
  for (int r = 0; r < 12; r++) // to the bit
    assert_true(!(fabs(shapley(&t, "twin")[r] - shapley(&t, "other")[r]) > 0));
  assert_true(mean(shapley(&t, "twin"), 12) < 0);
  clear(&t);
}

static void test_axioms_hold_with_permutations(void **state) {
  (void)state;
  enum { UNITS = 40 };
  double difference[UNITS];
  table t = set(bundle(), BUNDLE);
  t.game.outcomes = 3;
  t.game.outcome = outcomes;
  play(&t, (stabil_attribution_plan){
               .shapley = true, .replicates = 2, .permutations = 2 * UNITS});
  sums_are_the_bundle(&t);
  nothing_comes_of_nothing(&t);
  for (int r = 0; r < UNITS; r++)
    difference[r] = shapley(&t, "twin")[r] - shapley(&t, "other")[r];
  const stabil_moments m = moments_of(difference, UNITS);
  assert_true(stabil_moments_error(&m) > 0);
  assert_true(fabs(m.mean) < 4 * stabil_moments_error(&m));
  clear(&t);
}

// In the same replicates the two differ by the permutations alone.
static void test_permutations_agree_with_all_subsets(void **state) {
  (void)state;
  enum { UNITS = 40 };
  double all[MOST][UNITS] = {{0}};
  table t = set(bundle(), BUNDLE);
  play(&t, (stabil_attribution_plan){.shapley = true, .replicates = UNITS});
  for (int i = 0; i < t.players.count; i++)
    memcpy(all[i], stabil_attribution_samples(&t.found, t.found.shapley, 0, i),
           sizeof all[i]);
  play(&t, (stabil_attribution_plan){.shapley = true, .permutations = 2 * UNITS});
  for (int i = 0; i < t.players.count; i++) {
    const double *sampled = stabil_attribution_samples(&t.found, t.found.shapley, 0, i);
    double off[UNITS];
    for (int r = 0; r < UNITS; r++) off[r] = sampled[r] - all[i][r];
    const stabil_moments m = moments_of(off, UNITS);
    stabil_estimate stated;
    assert_true(stabil_estimate_of(sampled, UNITS, 1, 1, &stated));
    assert_true(fabs(m.mean) <= 4 * stabil_moments_error(&m));
    assert_true(fabs(stated.mean - mean(all[i], UNITS)) <= 3 * stated.mcse);
  }
  clear(&t);
}

// --- against runs
// -------------------------------------------------------------------------------------

// Nobody in the bundle is the baseline of that study, everybody is the scenario.
static void test_everybody_is_the_scenario(void **state) {
  (void)state;
  enum { REPLICATES = 4, YEAR = 5 };
  table t = set(stabil_case_file("scenarios/06_bundle.yaml"), BUNDLE);
  t.game.outcomes = 3;
  t.game.outcome = outcomes;
  t.game.draws = 3;
  t.game.area.kind = STABIL_AREA_REGION;
  play(&t, (stabil_attribution_plan){.without = true, .replicates = 2, .checks = 2});
  stabil_case *c = stabil_case_run(
      t.study,
      &(stabil_run_options){
          .draws = 3, .years = YEAR + 1, .threads = 2, .replicates = REPLICATES});
  for (int r = 0; r < REPLICATES; r++) {
    double vacancies = 0, nok = 0;
    for (int j = 0; j < c->posts; j++)
      if (!c->rest[j])
        vacancies += stabil_case_value(c, BUNDLE, r, vacant, YEAR, j) -
                     stabil_case_value(c, BASELINE, r, vacant, YEAR, j);
    for (int i = 0; i < STABIL_PAYER_COUNT * STABIL_ITEM_COUNT; i++)
      nok += stabil_case_money(c, BUNDLE, r, YEAR)[i] -
             stabil_case_money(c, BASELINE, r, YEAR)[i];
    const double *found = r < 2 ? &t.found.bundle[r] : &t.found.check[r - 2];
    assert_true(fabs(found[0] - vacancies) < 1e-9);
    assert_true(fabs(found[2] - nok) < 1e-3); // two replicates an outcome
  }
  stabil_case_free(c);
  clear(&t);
}

// A player with two uses has both: what is included is the scenario of that name.
static void test_a_player_has_all_its_uses(void **state) {
  (void)state;
  double alone[3];
  table t = set(stabil_case_file("scenarios/06_bundle.yaml"), BUNDLE);
  assert_int_equal(stabil_players_by_include(t.study, BUNDLE, t.arena, &t.players, NULL),
                   STABIL_OK);
  t.game.players = t.players.count;
  t.game.name = t.players.name;
  t.game.player_of = t.players.player_of;
  play(&t, (stabil_attribution_plan){.without = true, .replicates = 3});
  memcpy(alone, t.found.alone, sizeof alone);
  clear(&t);
  t = set(stabil_case_file("scenarios/06_bundle.yaml"), BUNDLE - 1);
  assert_string_equal(t.study->scenario[BUNDLE - 1].name, "education");
  play(&t, (stabil_attribution_plan){.without = true, .replicates = 3});
  assert_memory_equal(alone, t.found.bundle, sizeof alone);
  assert_true(fabs(alone[0]) > 0);
  clear(&t);
}

// In the district: its posts, and what measures cost outside of it too.
static void test_net_cost_of_areas(void **state) {
  (void)state;
  static const stabil_measure_id cost[] = {STABIL_NET_COST, STABIL_MEASURE_TOTAL_COST,
                                           STABIL_MEASURE_PROGRAMME_COST,
                                           STABIL_MEASURE_INCENTIVE_COST};
  double found[2][4];
  table t = set(stabil_case_file("scenarios/06_bundle.yaml"), BUNDLE);
  t.game.outcomes = 4;
  t.game.outcome = cost;
  for (int k = 0; k < 2; k++) {
    t.game.area.kind = k ? STABIL_AREA_DISTRICT : STABIL_AREA_REGION;
    play(&t, (stabil_attribution_plan){.without = true, .replicates = 1});
    memcpy(found[k], t.found.bundle, sizeof found[k]);
  }
  const double *region = found[0], *district = found[1];
  const double outside = region[2] + region[3] - district[2] - district[3];
  assert_true(outside > 1);
  assert_true(fabs(region[0] - region[1]) < 1e-3);
  assert_true(fabs(district[0] - district[1] - outside) < 1e-3);
  clear(&t);
}

static void test_threads_and_seeds(void **state) {
  (void)state;
  const stabil_attribution_plan plan = {.shapley = true, .permutations = 6};
  double one[3], other;
  table t = set(bundle(), BUNDLE);
  t.game.threads = 1;
  play(&t, plan);
  memcpy(one, shapley(&t, "twin"), sizeof one);
  t.game.threads = 3;
  play(&t, plan);
  assert_memory_equal(one, shapley(&t, "twin"), sizeof one);
  t.game.seed++;
  play(&t, plan);
  other = shapley(&t, "twin")[0];
  assert_true(fabs(other - one[0]) > 0);
  clear(&t);
}

// The work of step 22 is a player: with it alone nothing is gained, and it costs.
static void test_systematic_work_is_a_player(void **state) {
  (void)state;
  char *text = stabil_case_file("scenarios/22_plan_recruit_retain.yaml");
  stabil_study *study = stabil_case_study(text);
  int systematic = 0;
  while (study->scenario[systematic].work_count == 0) systematic++;
  stabil_study_free(study);
  table t = set(text, systematic);
  t.game.outcomes = 2;
  t.game.outcome = outcomes;
  play(&t, (stabil_attribution_plan){.without = true, .replicates = 2});
  assert_true(t.players.worker >= 0);
  const stabil_attribution *a = &t.found;
  const int worker = t.players.worker;
  assert_true(!(fabs(stabil_attribution_samples(a, a->alone, 0, worker)[0]) > 0));
  assert_true(stabil_attribution_samples(a, a->alone, 1, worker)[0] > 0);
  assert_true(fabs(stabil_attribution_samples(a, a->without, 0, worker)[0]) > 0);
  clear(&t);
}

static void test_too_many_are_refused(void **state) {
  (void)state;
  const stabil_game game = {.players = STABIL_MOST_EXACT + 1};
  stabil_attribution out;
  stabil_error err = {0};
  const stabil_attribution_plan plan = {.shapley = true, .replicates = 1};
  assert_int_equal(stabil_attribute(&game, &plan, &out, &err), STABIL_USAGE);
  assert_non_null(strstr(err.problems[0].text, "at most 16 where all subsets"));
  stabil_error_clear(&err);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_shapley_values_of_a_formula),
      cmocka_unit_test(test_years_are_averaged),
      cmocka_unit_test(test_axioms_hold_with_all_subsets),
      cmocka_unit_test(test_axioms_hold_with_permutations),
      cmocka_unit_test(test_permutations_agree_with_all_subsets),
      cmocka_unit_test(test_everybody_is_the_scenario),
      cmocka_unit_test(test_a_player_has_all_its_uses),
      cmocka_unit_test(test_net_cost_of_areas),
      cmocka_unit_test(test_threads_and_seeds),
      cmocka_unit_test(test_systematic_work_is_a_player),
      cmocka_unit_test(test_too_many_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
