// SPDX-License-Identifier: GPL-3.0-or-later
// Rules of interaction: whether a scenario's rule has its numbers, and what they name.
#include "scenario/read.h"
#include "scenario/study_schema.h"

static bool in_base(const stabil_interaction_rules *rules, int need) {
  for (int i = 0; i < rules->base.count; i++)
    if (rules->base.index[i] == need || rules->base.index[i] < 0) return true;
  return false;
}

static void check_base(stabil_reader *r) {
  const stabil_study *study = r->study;
  if (!study->interaction.has_threshold || study->measure_count == 0) return;
  for (int i = 0; i < study->measure_count; i++)
    if (in_base(&study->interaction, study->measure[i].need)) return;
  stabil_check_fail(r, STABIL_STEPS("interaction", "threshold", "base"),
                    "no measure has a `need` of the base, so it is never reached");
}

static bool same_pair(const stabil_interaction_pair *x,
                      const stabil_interaction_pair *y) {
  return (x->a == y->a && x->b == y->b) || (x->a == y->b && x->b == y->a);
}

static void check_pairs(stabil_reader *r) {
  const stabil_interaction_rules *rules = &r->study->interaction;
  const stabil_path top = {NULL, "interaction", 0}, list = {&top, "matrix", 0};
  for (int i = 0; i < rules->pair_count; i++) {
    const stabil_interaction_pair *pair = &rules->pair[i];
    if (pair->a < 0 || pair->b < 0) continue;
    int k = 0;
    while (k < i && !same_pair(&rules->pair[k], pair)) k++;
    const stabil_path path = {&list, NULL, i};
    if (k < i)
      stabil_reader_fail(r, pair->mark, &path, "the pair stands in matrix[%d] already",
                         k);
  }
}

void stabil_check_interaction(stabil_reader *r) {
  const stabil_study *study = r->study;
  for (int i = 0; i < study->scenario_count; i++) {
    const stabil_scenario_def *scenario = &study->scenario[i];
    if (stabil_interaction_stated(&study->interaction, scenario->interaction)) continue;
    const char *rule = stabil_interaction_names[scenario->interaction];
    stabil_check_fail(r, STABIL_STEPS("scenarios", scenario->name, "interaction"),
                      "'%s' needs its numbers, `interaction.%s` of the study", rule,
                      rule);
  }
  check_base(r);
  check_pairs(r);
}
