// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/beside.h"

#include <string.h>

#include "model/evidence.h"
#include "scenario/variant.h"

static bool is(const stabil_quantity *quantity, double value) {
  return quantity->family == STABIL_FIXED && quantity->value == value;
}

static bool behaves(const stabil_study *study, const stabil_use *use) {
  const stabil_toolkit_measure *measure = &study->measure[use->measure];
  if (is(&use->coverage, 0.0)) return false;
  for (int i = 0; i < measure->effect_count; i++)
    if (measure->effect[i].value.certainty != STABIL_CERTAINTY_DESIGN) return true;
  return false;
}

bool stabil_beside_differs(const stabil_study *study, int scenario) {
  const stabil_scenario_def *def = &study->scenario[scenario];
  if (!study->system.given) return false;
  if (stabil_evidence_mode_of(study, scenario) == STABIL_NULL_EVIDENCE) return false;
  if (is(def->has_floor ? &def->floor : &study->system.floor, 1.0)) return false;
  for (int i = 0; i < stabil_variant_uses(study, scenario); i++)
    if (behaves(study, stabil_variant_use(study, scenario, i))) return true;
  return false;
}

static int find(const stabil_study *study, const char *name, size_t length) {
  for (int i = 0; i < study->scenario_count; i++)
    if (strlen(study->scenario[i].name) == length &&
        memcmp(study->scenario[i].name, name, length) == 0)
      return i;
  return -1;
}

typedef struct plan {
  stabil_study *study;
  int count;
  const char **name;
} plan;

static bool has(const plan *p, const char *name) {
  for (int i = 0; i < p->count; i++)
    if (strcmp(p->name[i], name) == 0) return true;
  return false;
}

static stabil_status add_variant(plan *p, int from, const char *name, stabil_error *err) {
  stabil_variant variant = stabil_variant_of(p->study, from, name);
  const stabil_text *label = &p->study->scenario[from].label;
  int index;
  variant.floor = 1.0;
  variant.label.nb = stabil_arena_format(
      p->study->arena, "%s, om tiltakene virket fullt ut uten system", label->nb);
  variant.label.en = stabil_arena_format(
      p->study->arena, "%s, if measures kept their full effect without system",
      label->en);
  if (!variant.label.nb || !variant.label.en)
    return stabil_fail(err, STABIL_MEMORY, "no memory for the scenario");
  return stabil_variant_add(p->study, &variant, &index, err);
}

// The variant of a scenario, made if it is not there; it is named once.
static stabil_status add_beside(plan *p, int from, stabil_error *err) {
  const char *name = stabil_arena_format(p->study->arena, "%s%s",
                                         p->study->scenario[from].name, STABIL_BESIDE);
  stabil_status status = STABIL_OK;
  if (!name) return stabil_fail(err, STABIL_MEMORY, "no memory for the scenario");
  if (has(p, name) || !stabil_beside_differs(p->study, from)) return STABIL_OK;
  if (find(p->study, name, strlen(name)) < 0) status = add_variant(p, from, name, err);
  p->name[p->count++] = name;
  return status;
}

// NAME, and NAME@floor_1 after it; or NAME@floor_1 by itself where that was asked for.
static stabil_status add_named(plan *p, const char *name, stabil_error *err) {
  const size_t length = strlen(name), tail = strlen(STABIL_BESIDE);
  const int own = find(p->study, name, length);
  if (has(p, name)) return STABIL_OK;
  if (own < 0 && length > tail && strcmp(name + length - tail, STABIL_BESIDE) == 0) {
    const int from = find(p->study, name, length - tail);
    if (from >= 0 && stabil_beside_differs(p->study, from))
      return add_beside(p, from, err);
  }
  p->name[p->count++] = name;
  return own < 0 ? STABIL_OK : add_beside(p, own, err);
}

stabil_status stabil_beside_plan(stabil_study *study, stabil_run_options *options,
                                 stabil_error *err) {
  const bool all = options->scenario_count == 0;
  const int count = all ? study->scenario_count : options->scenario_count;
  plan p = {.study = study};
  stabil_status status = STABIL_OK;
  if (!study->system.given || study->system.beside == 0) return STABIL_OK;
  p.name = stabil_arena_array(study->arena, 2 * (size_t)count, sizeof *p.name);
  if (!p.name) return stabil_fail(err, STABIL_MEMORY, "no memory for the scenarios");
  for (int i = 0; i < count && status == STABIL_OK; i++)
    status = add_named(&p, all ? study->scenario[i].name : options->scenarios[i], err);
  options->scenario_count = p.count;
  options->scenarios = p.name;
  return status;
}
