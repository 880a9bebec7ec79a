// SPDX-License-Identifier: GPL-3.0-or-later
// Rules by which places take up rotation (docs/model.md 4.16), by draw.
#include <math.h>

#include "model/levers.h"
#include "model/parts.h"
#include "scenario/lever.h"

static bool reaches(const stabil_world *w, const stabil_use *use, int post) {
  const stabil_toolkit_measure *measure = &w->study->measure[use->measure];
  for (int i = 0; i < measure->effect_count; i++) {
    const stabil_effect *effect = &measure->effect[i];
    const stabil_active active = {.effect = effect,
                                  .area = use->has_where ? &use->where : NULL};
    if (effect->lever == STABIL_LEVER_ROTATION && !w->post[post].rest &&
        stabil_set_has(&effect->roles, w->post[post].role) &&
        stabil_set_has(&effect->who.professions, w->post[post].profession) &&
        stabil_active_at(w, &active, w->post[post].place))
      return true;
  }
  return false;
}

static bool fill(stabil_world *w, const stabil_use *use) {
  stabil_rule_table *rule = &w->rule[use->rule.index];
  rule->above = stabil_world_value(w, &use->rule.above);
  rule->below = use->rule.has_below ? stabil_world_value(w, &use->rule.below) : -INFINITY;
  rule->years = use->rule.years;
  rule->reaches = stabil_arena_array(w->arena, (size_t)w->posts, sizeof(bool));
  if (!rule->reaches) return false;
  for (int j = 0; j < w->posts; j++) rule->reaches[j] = reaches(w, use, j);
  return true;
}

stabil_status stabil_world_rules(stabil_world *w, stabil_error *err) {
  const stabil_study *study = w->study;
  bool fine = true;
  w->rules = study->rule_count;
  w->rule = stabil_arena_array(w->arena, (size_t)w->rules, sizeof *w->rule);
  for (int i = 0; i < study->scenario_count && w->rule; i++)
    for (int k = 0; k < study->scenario[i].use_count; k++)
      if (study->scenario[i].use[k].has_rule)
        fine = fine && fill(w, &study->scenario[i].use[k]);
  return w->rule && fine ? STABIL_OK
                         : stabil_fail(err, STABIL_MEMORY, "no memory for the model");
}
