// SPDX-License-Identifier: GPL-3.0-or-later
// Systematic work: how fast it takes hold and is lost, whose work counts, and what of a
// measure is left without it.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "case.h"
#include "model/model.h"
#include "model/policy.h"
#include "scenario/lever.h"

enum { TOWN, FJORD, ISLAND, HOSPITAL, SOUTH, PLACES }; // as in levers.yaml
enum { YEARS = 4 };

static void near(double found, double expected) {
  if (!(fabs(found - expected) <= 1e-12 * fmax(1, fabs(expected))))
    fail_msg("found %.15g, expected %.15g", found, expected);
}

// --- a year
// ------------------------------------------------------------------------

static void test_half_lives(void **state) {
  (void)state;
  const stabil_pace pace = {1.5, 2};
  double up = 0.2, down = 0.9;
  for (int y = 0; y < 3; y++) (void)stabil_fidelity_year(pace, 1, &up);
  near(up, 1 - 0.8 / 4); // two half-lives of one and a half years
  for (int y = 0; y < 2; y++) (void)stabil_fidelity_year(pace, 0.3, &down);
  near(down, 0.6);
}

// Simpson's rule over the year, with a thousand steps.
static double mean_of(double half_life, double from, double to) {
  enum { STEPS = 1000 };
  double sum = 0;
  for (int i = 0; i <= STEPS; i++) {
    const double x = to + (from - to) * exp2(-(double)i / STEPS / half_life);
    sum += (i == 0 || i == STEPS ? 1 : i % 2 == 1 ? 4 : 2) * x;
  }
  return sum / (3 * STEPS);
}

static void test_mean_of_the_year(void **state) {
  (void)state;
  const double lives[] = {0.05, 0.7, 1, 2, 40}, ends[] = {0, 0.25, 0.6, 1};
  for (int h = 0; h < 5; h++)
    for (int a = 0; a < 4; a++)
      for (int b = 0; b < 4; b++) {
        const stabil_pace pace = {lives[h], lives[h]};
        double at = ends[a];
        const double found = stabil_fidelity_year(pace, ends[b], &at);
        if (!(fabs(found - mean_of(lives[h], ends[a], ends[b])) < 1e-7))
          fail_msg("half-life %g, %g to %g: %.12g", lives[h], ends[a], ends[b], found);
      }
}

static void test_at_the_target_nothing_moves(void **state) {
  (void)state;
  const stabil_pace pace = {1.5, 2};
  double at = 1;
  assert_true(stabil_fidelity_year(pace, 1, &at) == 1 && at == 1);
  at = 0;
  assert_true(stabil_fidelity_year(pace, 0, &at) == 0 && at == 0);
}

static void test_rounds(void **state) {
  (void)state;
  int skipped[] = {2030, 2031};
  const stabil_work work = {.from = 2026, .skip = {2, skipped}};
  assert_true(stabil_fidelity_round(&work, 1, 2029));
  assert_false(stabil_fidelity_round(&work, 1, 2030));
  assert_false(stabil_fidelity_round(&work, 1, 2031));
  assert_true(stabil_fidelity_round(&work, 1, 2032));
  assert_true(stabil_fidelity_round(&work, 2, 2030)); // that of 2029 keeps two years
  assert_false(stabil_fidelity_round(&work, 2, 2031));
  const stabil_work late = {.from = 2030, .skip = {1, skipped}};
  assert_false(stabil_fidelity_round(&late, 3, 2030)); // no round before it began
}

// --- a study
// ------------------------------------------------------------------------

static const char world_text[] =
    "stabil: 1\nbase: ../tests/cases/levers.yaml\n"
    "places:\n  town: {hospital: hospital}\n  fjord: {hospital: hospital}\n"
    "measures:\n"
    "  care:\n    effects:\n"
    "      - {lever: hazard.separate, scale: hr, value: 0.5}\n"
    "  seats_by_design:\n    effects:\n"
    "      - {lever: admission.seats, scale: add, value: {value: 8, certainty: design, "
    "source: assumption}}\n"
    "  more_pay:\n    effects:\n"
    "      - {lever: pay, scale: add, value: {value: 0.2, certainty: design, source: "
    "assumption}}\n";

static const char block_text[] =
    "plan_recruit_retain:\n"
    "  tasks: {a: {}, b: {}, c: {weight: 2}}\n"
    "  conditions: {told: {}, yearly: {cycle: 1}}\n"
    "  half_life_up: 1.5\n  half_life_down: 2\n  floor: 0.4\n"
    "  costs:\n"
    "    - {per: place, payer: municipality, amount: 1000}\n"
    "    - {per: community, payer: state, amount: 5000}\n";

typedef struct bench {
  stabil_study *study;
  stabil_world *world;
  stabil_model *model;
} bench;

// The scenario `it` does what `work` says, in YAML.
static bench make(const char *block, const char *work) {
  char *text = stabil_case_format("%s%sscenarios:\n  it:\n"
                                  "    measures: [care, seats_by_design, more_pay]\n%s",
                                  world_text, block, work);
  bench b = {.study = stabil_case_study(text)};
  free(text);
  int it = 0;
  while (strcmp(b.study->scenario[it].name, "it") != 0) it++;
  assert_int_equal(stabil_world_create(b.study, -1, 1, YEARS, &b.world, NULL), 0);
  assert_int_equal(stabil_model_create(b.world, it, &b.model, NULL), 0);
  return b;
}

static void drop(bench *b) {
  stabil_model_free(b->model);
  stabil_world_free(b->world);
  stabil_study_free(b->study);
}

static double value(const bench *b, int year, int place) {
  return b->model->fidelity->value[(year - 2025) * PLACES + place];
}

static double rise(double from, double to, double years) {
  return to + (from - to) * exp2(-years / 1.5);
}

// The mean of a year that begins `before` years after the work began, from the floor.
static double risen(double before, double target) {
  const double k = log(2) / 1.5;
  return target + (rise(0.4, target, before) - target) * (1 - exp(-k)) / k;
}

static void test_path(void **state) {
  (void)state;
  bench b = make(block_text, "    plan_recruit_retain: {tasks: all, from: 2026}\n");
  near(value(&b, 2025, TOWN), 0.4);
  near(value(&b, 2026, TOWN), risen(0, 1));
  near(value(&b, 2028, ISLAND), risen(2, 1));
  assert_true(value(&b, 2028, SOUTH) == 1); // the rest of the country does no such work
  drop(&b);
  b = make(block_text, "");
  for (int y = 2025; y < 2029; y++) assert_true(value(&b, y, FJORD) == 0.4);
  drop(&b);
}

static void test_shares_of_tasks_and_conditions(void **state) {
  (void)state;
  bench b = make(block_text, "    plan_recruit_retain: {tasks: [c]}\n");
  near(value(&b, 2025, TOWN), risen(0, 0.4 + 0.6 * 0.5));
  drop(&b);
  b = make(block_text,
           "    plan_recruit_retain: {tasks: [a, c], conditions: [yearly]}\n");
  near(value(&b, 2025, TOWN), risen(0, 0.4 + 0.6 * 0.75 * 0.5));
  drop(&b);
  b = make(block_text, "    plan_recruit_retain: {conditions: [told]}\n");
  assert_true(value(&b, 2028, TOWN) == 0.4); // without the cycle nothing counts
  drop(&b);
}

static void test_work_of_several_adds_up(void **state) {
  (void)state;
  bench b = make(block_text, "    plan_recruit_retain:\n"
                             "      - {tasks: [a]}\n"
                             "      - {tasks: [a, c], where: {places: [fjord]}}\n");
  near(value(&b, 2025, TOWN), risen(0, 0.4 + 0.6 * 0.25));
  near(value(&b, 2025, FJORD), risen(0, 0.4 + 0.6 * 0.75));
  drop(&b);
}

static void test_lapse(void **state) {
  (void)state;
  bench b = make(block_text, "    plan_recruit_retain: {skip: [2027]}\n");
  bench u = make(block_text, "    plan_recruit_retain: {until: 2026}\n");
  const double top = rise(0.4, 1, 2), k = log(2) / 2;
  near(value(&b, 2027, TOWN), 0.4 + (top - 0.4) * (1 - exp(-k)) / k);
  near(value(&u, 2027, TOWN), value(&b, 2027, TOWN));
  assert_true(value(&b, 2028, TOWN) > value(&u, 2028, TOWN)); // taken up again
  drop(&b);
  drop(&u);
}

static void test_work_begun_before(void **state) {
  (void)state;
  bench b = make(block_text, "    plan_recruit_retain: {from: 2022}\n");
  near(value(&b, 2025, TOWN), risen(3, 1));
  drop(&b);
}

// Town has 40,000 and fjord 9,000 inhabitants at 60 posts each 10,000; 50 in hospital.
static void test_community(void **state) {
  (void)state;
  bench b =
      make(block_text, "    plan_recruit_retain:\n"
                       "      per: community\n      where: {places: [town, fjord]}\n");
  const double all = 240 + 54 + 50, done = 294 / all;
  for (int p = TOWN; p < PLACES; p++)
    if (p != ISLAND && p != SOUTH) near(value(&b, 2025, p), risen(0, 0.4 + 0.6 * done));
  assert_true(value(&b, 2025, ISLAND) == 0.4); // it names no hospital
  const stabil_fidelity *f = b.model->fidelity;
  near(f->common[TOWN] + f->common[FJORD] + f->common[HOSPITAL], done);
  near(f->common[FJORD], 54 / all);
  drop(&b);
}

// --- in the model
// ------------------------------------------------------------------------

static double separation(const bench *b, int year, int place) {
  const stabil_world *w = b->world;
  return stabil_factor(&b->model->epoch[year - 2025]->separate, w,
                       w->post_of[place * w->roles], 1, stabil_world_kind(w, 0, -1, 0));
}

static void test_behaviour_is_weaker_design_is_not(void **state) {
  (void)state;
  bench b = make(block_text, "    plan_recruit_retain: {where: {places: [town]}}\n");
  bench full = make("", "");
  const stabil_epoch *e = b.model->epoch[0], *f = full.model->epoch[0];
  near(separation(&b, 2025, TOWN), 1 - 0.5 * risen(0, 1));
  near(separation(&b, 2025, FJORD), 1 - 0.5 * 0.4);
  const size_t posts = (size_t)b.world->posts * sizeof(double);
  assert_memory_equal(e->pay, f->pay, posts);
  assert_memory_equal(b.model->seats, full.model->seats, YEARS * sizeof(double));
  drop(&b);
  drop(&full);
}

static double paid(const bench *b, int year, int payer) {
  const stabil_epoch *e = b->model->epoch[year - 2025];
  double sum = 0;
  for (int i = 0; i < e->cost_count; i++)
    if (e->cost[i].payer == payer) sum += e->cost[i].amount;
  return sum;
}

static void test_costs(void **state) {
  (void)state;
  bench b =
      make(block_text, "    plan_recruit_retain:\n"
                       "      - {tasks: [c], where: {places: [island]}, skip: [2026]}\n"
                       "      - {from: 2027, until: 2027, per: community}\n");
  near(paid(&b, 2025, STABIL_PAYER_MUNICIPALITY), 500);
  near(paid(&b, 2025, STABIL_PAYER_STATE), 0);
  assert_int_equal(b.model->epoch[1]->cost_count, 0); // nothing in the year skipped
  near(paid(&b, 2027, STABIL_PAYER_MUNICIPALITY), 4000);
  near(paid(&b, 2027, STABIL_PAYER_STATE), 5000);
  drop(&b);
}

// --- in runs
// ------------------------------------------------------------------------

static stabil_case *run(const char *block, const char *scenarios) {
  static const stabil_run_options options = {.replicates = 2, .seed = 3, .threads = 2};
  return stabil_case_run_text(stabil_case_format("%s%sscenarios:\n  baseline: {}\n%s",
                                                 world_text, block, scenarios),
                              &options);
}

static void same(const stabil_case *a, int scenario_a, const stabil_case *b,
                 int scenario_b) {
  for (int r = 0; r < 2; r++)
    assert_true(stabil_case_same(a, scenario_a, r, b, scenario_b, r, YEARS));
}

// levers.yaml has the scenarios baseline, support and nothing; ours come after them.
enum { BASELINE, SUPPORT, NOTHING, OURS };

static void test_floor_of_one_is_no_block(void **state) {
  (void)state;
  static const char use[] = "  x: {measures: [care, pay]}\n";
  static const char floored[] = "  x: {measures: [care, pay], fidelity_floor: 1}\n";
  static const char worked[] =
      "  x: {measures: [care, pay], fidelity_floor: 1}\n"
      "  y: {include: [x], plan_recruit_retain: {from: 2026}, fidelity_floor: 1}\n"
      "  z: {measures: [care, pay]}\n";
  char *free_block = stabil_case_format("%s", block_text);
  free_block = stabil_case_change(
      free_block,
      "  costs:\n    - {per: place, payer: municipality, amount: 1000}\n"
      "    - {per: community, payer: state, amount: 5000}\n",
      "");
  stabil_case *none = run("", use), *one = run(block_text, floored);
  stabil_case *all = run(free_block, worked);
  same(none, OURS, one, OURS);
  same(none, OURS, all, OURS);
  same(none, OURS, all, OURS + 1);
  assert_false(stabil_case_same(none, OURS, 0, all, OURS + 2, 0, YEARS));
  same(none, BASELINE, all, BASELINE);
  stabil_case_free(none);
  stabil_case_free(one);
  stabil_case_free(all);
  free(free_block);
}

static void test_zero_coverage_changes_nothing(void **state) {
  (void)state;
  stabil_case *c = run(block_text, "  x: {measures: [{use: care, coverage: 0}]}\n");
  same(c, BASELINE, c, OURS);
  stabil_case_free(c);
}

// More tasks, more of the effect, in every place and year.
static void test_monotone_in_tasks(void **state) {
  (void)state;
  static const char *const tasks[] = {"[a]", "[a, b]", "[a, c]", "[a, b, c]"};
  double last[YEARS][PLACES] = {{0}};
  for (int i = 0; i < 4; i++) {
    char *work = stabil_case_format("    plan_recruit_retain: {tasks: %s}\n", tasks[i]);
    bench b = make(block_text, work);
    for (int y = 0; y < YEARS; y++)
      for (int p = TOWN; p < SOUTH; p++) {
        assert_true(value(&b, 2025 + y, p) > last[y][p]);
        last[y][p] = value(&b, 2025 + y, p);
      }
    drop(&b);
    free(work);
  }
}

// The order in which tasks, conditions and places are written does not matter.
static void test_order_does_not_matter(void **state) {
  (void)state;
  char *turned = stabil_case_format("%s", block_text);
  turned = stabil_case_change(turned, "{a: {}, b: {}, c: {weight: 2}}",
                              "{c: {weight: 2}, b: {}, a: {}}");
  turned = stabil_case_change(turned, "{told: {}, yearly: {cycle: 1}}",
                              "{yearly: {cycle: 1}, told: {}}");
  bench b =
      make(block_text, "    plan_recruit_retain: {tasks: [a, c], per: community}\n");
  bench t = make(turned, "    plan_recruit_retain: {tasks: [c, a], per: community}\n");
  const size_t size = YEARS * PLACES * sizeof(double);
  assert_memory_equal(b.model->fidelity->value, t.model->fidelity->value, size);
  drop(&b);
  drop(&t);
  free(turned);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_half_lives),
      cmocka_unit_test(test_mean_of_the_year),
      cmocka_unit_test(test_at_the_target_nothing_moves),
      cmocka_unit_test(test_rounds),
      cmocka_unit_test(test_path),
      cmocka_unit_test(test_shares_of_tasks_and_conditions),
      cmocka_unit_test(test_work_of_several_adds_up),
      cmocka_unit_test(test_lapse),
      cmocka_unit_test(test_work_begun_before),
      cmocka_unit_test(test_community),
      cmocka_unit_test(test_behaviour_is_weaker_design_is_not),
      cmocka_unit_test(test_costs),
      cmocka_unit_test(test_floor_of_one_is_no_block),
      cmocka_unit_test(test_zero_coverage_changes_nothing),
      cmocka_unit_test(test_monotone_in_tasks),
      cmocka_unit_test(test_order_does_not_matter),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
