// SPDX-License-Identifier: GPL-3.0-or-later
// What is left of effects when it is asked how sure they are, and of whom it is asked.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "case.h"
#include "model/evidence.h"
#include "model/model.h"
#include "model/policy.h"
#include "scenario/lever.h"

#define EFFECTS                                                                          \
  "base: 03_education.yaml\n"                                                            \
  "evidence:\n"                                                                          \
  "  %s\n"                                                                               \
  "behaviour:\n"                                                                         \
  "  people: {lever: hazard.separate, scale: hr, value: 0.7}\n"                          \
  "  training: {lever: hazard.separate, scale: hr, value: 0.25, kind: effect,\n"         \
  "    causal_share: 0.5}\n"                                                             \
  "measures:\n"                                                                          \
  "  all:\n"                                                                             \
  "    effects:\n"                                                                       \
  "      - {lever: hazard.separate, scale: hr, value: {value: 0.25, certainty: low}}\n"  \
  "      - {lever: hazard.leave_profession, scale: rr, follow_up: 2,\n"                  \
  "         value: {value: 0.25, certainty: high}}\n"                                    \
  "      - {lever: choice.utility, scale: add, value: {value: 1.5, certainty: low}}\n"   \
  "      - {lever: friction.succession, scale: rd, value: {value: 0.2, certainty: "      \
  "low}}\n"                                                                              \
  "      - {lever: friction.succession, scale: set, value: {value: 0.5, certainty: "     \
  "low}}\n"                                                                              \
  "      - {lever: choice.utility, scale: or, value: {value: 16, certainty: low},\n"     \
  "         causal_share: 0.75}\n"                                                       \
  "      - {lever: posts.funded, scale: add, value: {value: 3, certainty: design}}\n"    \
  "      - {lever: choice.utility, scale: or, value: 16}\n"                              \
  "    costs:\n"                                                                         \
  "      - {per: place, item: programme, payer: municipality, amount: 100}\n"            \
  "scenarios:\n"                                                                         \
  "  as_study: {measures: [all]}\n"                                                      \
  "  as_published: {measures: [all], evidence: as_published}\n"                          \
  "  none: {measures: [all], evidence: null}\n"

#define HALF                                                                             \
  "discount: {high: {keep: 1}, low: {keep: 0.5, spread: 0.4}, very_low: {keep: 0.25}}"

enum { PEOPLE, TRAINING, HR, RR, LOGIT, RD, SET, CAUSAL, DESIGN, UNSAID, ALL };

typedef struct bench {
  stabil_study *study;
  stabil_world *world;
  stabil_arena *arena;
} bench;

static bench open(const char *evidence, int draw) {
  bench b = {.arena = stabil_arena_create()};
  char *text = stabil_case_format(EFFECTS, evidence);
  b.study = stabil_case_study(text);
  free(text);
  assert_int_equal(stabil_world_create(b.study, draw, 1, 4, &b.world, NULL), 0);
  return b;
}

static void shut(bench *b) {
  stabil_arena_free(b->arena);
  stabil_world_free(b->world);
  stabil_study_free(b->study);
}

static int scenario_of(const bench *b, const char *name) {
  for (int i = 0; i < b->study->scenario_count; i++)
    if (strcmp(b->study->scenario[i].name, name) == 0) return i;
  fail_msg("no scenario %s", name);
  return -1;
}

static stabil_policy policy_of(const bench *b, const char *scenario) {
  stabil_policy policy;
  const int which = scenario ? scenario_of(b, scenario) : -1;
  assert_int_equal(stabil_policy_create(b->world, which, 2026, b->arena, &policy, NULL),
                   0);
  return policy;
}

static void near(double found, double expected) {
  if (!(fabs(found - expected) <= 1e-12 * fmax(1, fabs(expected))))
    fail_msg("found %.15g, expected %.15g", found, expected);
}

static void test_as_published(void **state) {
  (void)state;
  bench b = open(HALF, -1);
  const stabil_policy p = policy_of(&b, "as_published");
  assert_int_equal(p.effect_count, ALL);
  for (int i = 0; i < ALL; i++)
    assert_true(p.effect[i].value == p.effect[i].effect->value.value);
  assert_true(p.effect[SET].lost == 0);
  shut(&b);
}

// Half of the log, half of the difference; a causal share in place of it, not on top.
static void test_discounted(void **state) {
  (void)state;
  bench b = open(HALF, -1);
  const stabil_policy p = policy_of(&b, "as_study");
  assert_int_equal(p.effect_count, ALL);
  near(p.effect[PEOPLE].value, 0.7);   // what people are like is not asked about
  near(p.effect[TRAINING].value, 0.5); // sqrt 0.25
  near(p.effect[HR].value, 0.5);
  assert_true(p.effect[RR].value == 0.25); // to the bit where all is kept
  near(p.effect[LOGIT].value, 0.75);
  near(p.effect[RD].value, 0.1);
  near(p.effect[SET].lost, 0.5);
  near(p.effect[SET].value, 0.5);
  near(p.effect[CAUSAL].value, 8);
  near(p.effect[DESIGN].value, 3);
  near(p.effect[UNSAID].value, 2); // as very_low
  near(stabil_active_apply(&p.effect[SET], 0, 0.1), 0.3);
  shut(&b);
}

static void test_null_keeps_design_people_and_costs(void **state) {
  (void)state;
  bench b = open(HALF, -1);
  const stabil_policy p = policy_of(&b, "none");
  assert_int_equal(p.effect_count, 2);
  assert_string_equal(p.effect[0].effect->name, "people");
  assert_int_equal(p.effect[1].effect->value.certainty, STABIL_CERTAINTY_DESIGN);
  assert_int_equal(p.cost_count, 1);
  shut(&b);
}

// The mode of the study is that of its scenarios, and of the calibrated world.
static void test_modes_of_a_study(void **state) {
  (void)state;
  static const struct {
    const char *evidence;
    int effects, behaviour;
  } row[] = {{"mode: as_published", ALL, 2},
             {"mode: discounted", ALL, 2},
             {"mode: null", 2, 1},
             {"mode: \"null\"", 2, 1}};
  for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
    bench b = open(row[i].evidence, -1);
    assert_int_equal(policy_of(&b, "as_study").effect_count, row[i].effects);
    assert_int_equal(policy_of(&b, NULL).effect_count, row[i].behaviour);
    assert_int_equal(policy_of(&b, "as_published").effect_count, ALL);
    shut(&b);
  }
  stabil_study *plain = stabil_case_study("base: 03_education.yaml\n");
  assert_int_equal(stabil_evidence_mode_of(plain, -1), STABIL_AS_PUBLISHED);
  stabil_study_free(plain);
}

// All modes share one calibrated world: what is solved is solved with the study's own.
static void test_modes_share_what_is_solved(void **state) {
  (void)state;
  bench b = open(HALF, -1);
  stabil_model *model = NULL;
  const size_t size = (size_t)b.world->slots * sizeof(double);
  double *before = malloc(size);
  memcpy(before, b.world->base, size);
  assert_int_equal(stabil_model_create(b.world, scenario_of(&b, "none"), &model, NULL),
                   0);
  assert_memory_equal(before, b.world->base, size);
  assert_ptr_equal(model->world, b.world);
  free(before);
  stabil_model_free(model);
  shut(&b);
}

// One more standard normal for each effect and draw, on the scale on which it is kept.
static void test_spread_of_draws(void **state) {
  (void)state;
  enum { DRAWS = 400 };
  stabil_moments z = {0}, rd = {0};
  double both = 0;
  for (int draw = 0; draw < DRAWS; draw++) {
    bench b = open(HALF, draw);
    const stabil_policy p = policy_of(&b, "as_study");
    const double of_hr = (log(p.effect[HR].value) - 0.5 * log(0.25)) / 0.4;
    const double of_rd = (p.effect[RD].value / 0.2 - 0.5) / 0.4;
    stabil_moments_add(&z, of_hr);
    stabil_moments_add(&rd, of_rd);
    both += of_hr * of_rd / DRAWS;
    near(p.effect[CAUSAL].value, 8); // no spread beside a causal share
    if (draw == 7) {
      bench again = open(HALF, draw);
      assert_true(policy_of(&again, "as_study").effect[HR].value == p.effect[HR].value);
      shut(&again);
    }
    shut(&b);
  }
  stabil_case_expect_mean("log hazard ratio", &z, 0, 1);
  stabil_case_expect_variance("log hazard ratio", &z, 1, 3);
  stabil_case_expect_mean("difference", &rd, 0, 1);
  stabil_case_expect_variance("difference", &rd, 1, 3);
  assert_true(fabs(both) * sqrt(DRAWS) < 5); // each its own
}

static void test_values_by_scale(void **state) {
  (void)state;
  const stabil_evidence_weight half = {0.5, 0.1}, all = {1, 0};
  const stabil_effect or = {.scale = STABIL_OR, .lever = STABIL_LEVER_UTILITY};
  const stabil_effect add = {.scale = STABIL_ADD, .lever = STABIL_LEVER_FUNDED};
  near(stabil_evidence_value(& or, 4, half), 2 * exp(0.1));
  near(stabil_evidence_value(&add, 10, half), 6);
  assert_true(stabil_evidence_value(& or, 3.7, all) == 3.7);
}

// `null` without quotes is a word where it is one of the choices, also over a base; `~`
// still takes what the base has away.
static void test_null_is_a_word(void **state) {
  (void)state;
  bench b = open("mode: null", -1);
  stabil_study *again = stabil_case_study(b.study->text);
  assert_int_equal(again->evidence.mode, STABIL_NULL_EVIDENCE);
  stabil_study_free(again);
  shut(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_as_published),
      cmocka_unit_test(test_discounted),
      cmocka_unit_test(test_null_keeps_design_people_and_costs),
      cmocka_unit_test(test_modes_of_a_study),
      cmocka_unit_test(test_modes_share_what_is_solved),
      cmocka_unit_test(test_spread_of_draws),
      cmocka_unit_test(test_values_by_scale),
      cmocka_unit_test(test_null_is_a_word),
  };
  return cmocka_run_group_tests_name("evidence", tests, NULL, NULL);
}
