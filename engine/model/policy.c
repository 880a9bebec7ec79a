// SPDX-License-Identifier: GPL-3.0-or-later
// Which effects and costs are on in a year, in the order of the bundle.
#include "model/policy.h"

static void add_effect(stabil_policy *policy, stabil_active active) {
  if (!stabil_active_null(&active)) policy->effect[policy->effect_count++] = active;
}

static stabil_status make_room(stabil_arena *arena, int effects, int costs,
                               stabil_policy *out, stabil_error *err) {
  *out = (stabil_policy){
      .effect = stabil_arena_array(arena, (size_t)effects, sizeof *out->effect),
      .cost = stabil_arena_array(arena, (size_t)costs, sizeof *out->cost)};
  return out->effect && out->cost
             ? STABIL_OK
             : stabil_fail(err, STABIL_MEMORY, "no memory for the model");
}

static void add_behaviour(const stabil_world *w, stabil_policy *policy) {
  for (int i = 0; i < w->study->behaviour_count; i++) {
    const stabil_effect *effect = &w->study->behaviour[i];
    add_effect(policy, (stabil_active){.effect = effect,
                                       .value = stabil_world_value(w, &effect->value),
                                       .coverage = 1.0});
  }
}

// Visit the uses of a scenario, those of included scenarios first.
typedef void (*use_visitor)(const stabil_world *w, const stabil_use *use, void *context);

static void visit_uses(const stabil_world *w, int scenario, use_visitor visit,
                       void *context) {
  const stabil_scenario_def *def = &w->study->scenario[scenario];
  for (int i = 0; i < def->include.count; i++)
    visit_uses(w, def->include.index[i], visit, context);
  for (int i = 0; i < def->use_count; i++) visit(w, &def->use[i], context);
}

typedef struct collector {
  int year;
  int effects, costs; // counted when policy is NULL
  stabil_policy *policy;
} collector;

static void collect(const stabil_world *w, const stabil_use *use, void *context) {
  collector *c = context;
  const stabil_toolkit_measure *measure = &w->study->measure[use->measure];
  const double coverage = stabil_world_value(w, &use->coverage);
  const int rule = use->has_rule ? 1 + use->rule.index : 0;
  if (c->year < use->from || (use->until > 0 && c->year > use->until)) return;
  c->effects += measure->effect_count;
  c->costs += measure->cost_count;
  if (!c->policy || coverage == 0.0) return;
  for (int i = 0; i < measure->effect_count; i++) {
    const stabil_effect *effect = &measure->effect[i];
    add_effect(c->policy, (stabil_active){.effect = effect,
                                          .value = stabil_world_value(w, &effect->value),
                                          .coverage = coverage,
                                          .area = use->has_where ? &use->where : NULL,
                                          .on = use->has_pattern ? use->on : 0,
                                          .off = use->has_pattern ? use->off : 0,
                                          .rule = rule});
  }
  for (int i = 0; i < measure->cost_count; i++)
    c->policy->cost[c->policy->cost_count++] = (stabil_active_cost){
        &measure->cost[i], coverage, use->has_where ? &use->where : NULL, rule};
}

stabil_status stabil_policy_create(const stabil_world *w, int scenario, int year,
                                   stabil_arena *arena, stabil_policy *out,
                                   stabil_error *err) {
  collector c = {.year = year};
  if (scenario >= 0) visit_uses(w, scenario, collect, &c);
  stabil_status status = STABIL_OK;
  TRY(status, make_room(arena, w->study->behaviour_count + c.effects, c.costs, out, err));
  add_behaviour(w, out);
  c.policy = out;
  if (scenario >= 0) visit_uses(w, scenario, collect, &c);
out:
  return status;
}

static bool same_effect(const stabil_active *a, const stabil_active *b) {
  return a->effect == b->effect && a->value == b->value && a->coverage == b->coverage &&
         a->area == b->area && a->on == b->on && a->off == b->off && a->rule == b->rule;
}

bool stabil_policy_same(const stabil_policy *a, const stabil_policy *b) {
  if (a->effect_count != b->effect_count || a->cost_count != b->cost_count) return false;
  for (int i = 0; i < a->effect_count; i++) {
    if (!same_effect(&a->effect[i], &b->effect[i])) return false;
  }
  for (int i = 0; i < a->cost_count; i++) {
    if (a->cost[i].cost != b->cost[i].cost || a->cost[i].area != b->cost[i].area ||
        a->cost[i].coverage != b->cost[i].coverage || a->cost[i].rule != b->cost[i].rule)
      return false;
  }
  return true;
}
