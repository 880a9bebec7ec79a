// SPDX-License-Identifier: GPL-3.0-or-later
// Which effects and costs are on in a year, in the order of the bundle.
#include "model/policy.h"

#include "model/evidence.h"
#include "model/fidelity.h"
#include "model/intensity.h"
#include "model/interaction.h"

// In this order; the list ends with NULL.
static stabil_policy_modifier *const modifiers[] = {stabil_fidelity_modify,
                                                    stabil_interaction_modify, NULL};

double *stabil_active_places(const stabil_policy_view *view, stabil_active *active) {
  const size_t places = (size_t)view->world->places;
  double *own = stabil_arena_array(view->arena, places, sizeof *own);
  if (!own) return NULL;
  for (size_t p = 0; p < places; p++)
    own[p] = active->by_place ? active->by_place[p] : 1.0;
  active->by_place = own;
  return own;
}

static bool all_one(const double *by_place, int places) {
  for (int p = 0; p < places; p++)
    if (by_place[p] != 1.0) return false;
  return true;
}

// Effects that change nothing go, what is 1 everywhere is not by place.
static void tidy(const stabil_world *w, stabil_policy *policy) {
  int kept = 0;
  for (int i = 0; i < policy->effect_count; i++) {
    stabil_active *active = &policy->effect[i];
    if (stabil_active_null(active, w->places)) continue;
    if (active->by_place && all_one(active->by_place, w->places)) active->by_place = NULL;
    policy->effect[kept++] = *active;
  }
  policy->effect_count = kept;
}

static void add_effect(stabil_policy *policy, stabil_active active) {
  policy->effect[policy->effect_count++] = active;
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

static stabil_active active_of(const stabil_world *w, const stabil_effect *effect) {
  const stabil_evidence_of *evidence = &effect->evidence;
  return (stabil_active){.effect = effect,
                         .value = stabil_world_value(w, &effect->value),
                         .coverage = 1.0,
                         .intensity = 1.0,
                         .follow_up = evidence->has_follow_up
                                          ? stabil_world_value(w, &evidence->follow_up)
                                          : 0.0,
                         .measure = -1,
                         .use = -1};
}

static void add_behaviour(const stabil_world *w, stabil_evidence_mode mode,
                          stabil_policy *policy) {
  for (int i = 0; i < w->study->behaviour_count; i++) {
    stabil_active active = active_of(w, &w->study->behaviour[i]);
    if (stabil_evidence_weigh(w, mode, &active)) add_effect(policy, active);
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
  stabil_evidence_mode mode;
  int uses;           // seen so far
  int effects, costs; // counted when policy is NULL
  stabil_policy *policy;
} collector;

static void collect_effects(const stabil_world *w, const stabil_use *use, double coverage,
                            collector *c) {
  const stabil_toolkit_measure *measure = &w->study->measure[use->measure];
  for (int i = 0; i < measure->effect_count; i++) {
    stabil_active active = active_of(w, &measure->effect[i]);
    active.coverage = coverage;
    active.intensity = stabil_intensity(w, &measure->effect[i].timing, use, c->year);
    active.area = use->has_where ? &use->where : NULL;
    active.on = use->has_pattern ? use->on : 0;
    active.off = use->has_pattern ? use->off : 0;
    active.rule = use->has_rule ? 1 + use->rule.index : 0;
    active.measure = use->measure;
    active.use = c->uses - 1;
    active.behavioural = active.effect->value.certainty != STABIL_CERTAINTY_DESIGN;
    if (stabil_evidence_weigh(w, c->mode, &active)) add_effect(c->policy, active);
  }
}

// Effects may act after the measure is over, what it costs is paid while it is on.
static void collect(const stabil_world *w, const stabil_use *use, void *context) {
  collector *c = context;
  const stabil_toolkit_measure *measure = &w->study->measure[use->measure];
  const double coverage = stabil_world_value(w, &use->coverage);
  const int rule = use->has_rule ? 1 + use->rule.index : 0;
  c->uses++;
  c->effects += measure->effect_count;
  c->costs += measure->cost_count;
  if (!c->policy || coverage == 0.0) return;
  collect_effects(w, use, coverage, c);
  if (c->year < use->from || c->year > use->until) return;
  for (int i = 0; i < measure->cost_count; i++)
    c->policy->cost[c->policy->cost_count++] =
        (stabil_active_cost){.cost = &measure->cost[i],
                             .coverage = coverage,
                             .area = use->has_where ? &use->where : NULL,
                             .rule = rule};
}

static stabil_status modify(const stabil_policy_view *view, stabil_error *err) {
  stabil_status status = STABIL_OK;
  for (int i = 0; modifiers[i]; i++) TRY(status, modifiers[i](view, err));
out:
  return status;
}

stabil_status stabil_policy_make(const stabil_policy_view *view, stabil_error *err) {
  const stabil_world *w = view->world;
  stabil_policy *out = view->policy;
  const stabil_evidence_mode mode = stabil_evidence_mode_of(w->study, view->scenario);
  collector c = {.year = view->year, .mode = mode};
  if (view->scenario >= 0) visit_uses(w, view->scenario, collect, &c);
  stabil_status status = STABIL_OK;
  TRY(status,
      make_room(view->arena, w->study->behaviour_count + c.effects, c.costs, out, err));
  add_behaviour(w, mode, out);
  c = (collector){.year = view->year, .mode = mode, .policy = out};
  if (view->scenario >= 0) {
    visit_uses(w, view->scenario, collect, &c);
    TRY(status, modify(view, err));
  }
  tidy(w, out);
out:
  return status;
}

stabil_status stabil_policy_create(const stabil_world *w, int scenario, int year,
                                   stabil_arena *arena, stabil_policy *out,
                                   stabil_error *err) {
  stabil_policy_view view = {
      .world = w, .scenario = scenario, .year = year, .policy = out, .arena = arena};
  const stabil_status status =
      stabil_fidelity_create(w, scenario, arena, &view.fidelity, err);
  return status == STABIL_OK ? stabil_policy_make(&view, err) : status;
}

static bool same_places(const stabil_world *w, const double *a, const double *b) {
  if (!a || !b) return a == b;
  for (int p = 0; p < w->places; p++)
    if (a[p] != b[p]) return false;
  return true;
}

static bool same_effect(const stabil_world *w, const stabil_active *a,
                        const stabil_active *b) {
  return a->effect == b->effect && a->value == b->value && a->lost == b->lost &&
         a->coverage == b->coverage && a->intensity == b->intensity &&
         same_places(w, a->by_place, b->by_place) && a->area == b->area &&
         a->on == b->on && a->off == b->off && a->rule == b->rule;
}

static bool same_cost(const stabil_world *w, const stabil_active_cost *a,
                      const stabil_active_cost *b) {
  return a->cost == b->cost && a->area == b->area && a->coverage == b->coverage &&
         a->rule == b->rule && same_places(w, a->by_place, b->by_place);
}

bool stabil_policy_same(const stabil_world *w, const stabil_policy *a,
                        const stabil_policy *b) {
  if (a->diminishing.on != b->diminishing.on) return false;
  if (a->effect_count != b->effect_count || a->cost_count != b->cost_count) return false;
  for (int i = 0; i < a->effect_count; i++) {
    if (!same_effect(w, &a->effect[i], &b->effect[i])) return false;
  }
  for (int i = 0; i < a->cost_count; i++) {
    if (!same_cost(w, &a->cost[i], &b->cost[i])) return false;
  }
  return true;
}
