// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/variant.h"

#include <limits.h>
#include <string.h>

// --- uses, those of included scenarios first
// -------------------------------------------------------------------------------------

int stabil_variant_uses(const stabil_study *study, int scenario) {
  const stabil_scenario_def *def = &study->scenario[scenario];
  int count = def->use_count;
  for (int i = 0; i < def->include.count; i++)
    count += stabil_variant_uses(study, def->include.index[i]);
  return count;
}

const stabil_use *stabil_variant_use(const stabil_study *study, int scenario, int i) {
  const stabil_scenario_def *def = &study->scenario[scenario];
  for (int k = 0; k < def->include.count; k++) {
    const int included = def->include.index[k];
    const int count = stabil_variant_uses(study, included);
    if (i < count) return stabil_variant_use(study, included, i);
    i -= count;
  }
  return &def->use[i];
}

// --- overrides, a function each
// -------------------------------------------------------------------------------------

// A copy of a use keeps the place of its numbers in the study, and so their draws.
static stabil_status override_uses(const stabil_study *study,
                                   const stabil_variant *variant, stabil_arena *arena,
                                   stabil_scenario_def *out, stabil_error *err) {
  const int all = stabil_variant_uses(study, variant->from);
  out->include = (stabil_set){0};
  out->use_count = 0;
  out->use = stabil_arena_array(arena, (size_t)all, sizeof *out->use);
  if (!out->use) return stabil_fail(err, STABIL_MEMORY, "no memory for the scenario");
  for (int i = 0; i < all; i++)
    if (!variant->uses || variant->uses[i])
      out->use[out->use_count++] = *stabil_variant_use(study, variant->from, i);
  return STABIL_OK;
}

static int count_works(const stabil_study *study, int scenario, stabil_work *out) {
  const stabil_scenario_def *def = &study->scenario[scenario];
  int n = 0;
  for (int i = 0; i < def->include.count; i++)
    n += count_works(study, def->include.index[i], out ? out + n : NULL);
  for (int i = 0; i < def->work_count; i++, n++)
    if (out) out[n] = def->work[i];
  return n;
}

bool stabil_variant_works(const stabil_study *study, int scenario) {
  return count_works(study, scenario, NULL) > 0;
}

// As stated: as in the scenario and those that it includes.
static stabil_status override_work(const stabil_study *study,
                                   const stabil_variant *variant, stabil_arena *arena,
                                   stabil_scenario_def *out, stabil_error *err) {
  const int stated = count_works(study, variant->from, NULL);
  out->work_count = 0;
  out->work = stabil_arena_array(arena, (size_t)stated + 1, sizeof *out->work);
  if (!out->work) return stabil_fail(err, STABIL_MEMORY, "no memory for the scenario");
  if (variant->work == STABIL_AS_STATED)
    out->work_count = count_works(study, variant->from, out->work);
  else if (variant->work == STABIL_WORK_ALL && study->system.given)
    out->work[out->work_count++] =
        (stabil_work){.from = study->first_year, .until = INT_MAX};
  return STABIL_OK;
}

static void override_floor(const stabil_variant *variant, stabil_scenario_def *out) {
  if (variant->floor < 0.0) return;
  out->has_floor = true;
  out->floor = (stabil_quantity){
      .value = variant->floor, .high = 1.0, .source = -1, .path = "", .unit = "1"};
}

static void override_interaction(const stabil_variant *variant,
                                 stabil_scenario_def *out) {
  if (variant->interaction != STABIL_AS_STATED) out->interaction = variant->interaction;
}

static void override_evidence(const stabil_variant *variant, stabil_scenario_def *out) {
  if (variant->evidence != STABIL_AS_STATED) out->evidence = variant->evidence;
}

static void override_reference(const stabil_variant *variant, stabil_scenario_def *out) {
  out->reference = variant->reference;
}

// --- variants
// -------------------------------------------------------------------------------------

stabil_variant stabil_variant_of(const stabil_study *study, int scenario,
                                 const char *name) {
  return (stabil_variant){.name = name,
                          .label = {0},
                          .from = scenario,
                          .evidence = STABIL_AS_STATED,
                          .interaction = STABIL_AS_STATED,
                          .reference = study->scenario[scenario].reference,
                          .floor = STABIL_AS_STATED,
                          .work = STABIL_AS_STATED};
}

stabil_status stabil_variant_make(const stabil_study *study,
                                  const stabil_variant *variant, stabil_arena *arena,
                                  stabil_scenario_def *out, stabil_error *err) {
  *out = study->scenario[variant->from];
  out->name = variant->name;
  out->label = variant->label;
  override_evidence(variant, out);
  override_interaction(variant, out);
  override_floor(variant, out);
  override_reference(variant, out);
  const stabil_status status = override_uses(study, variant, arena, out, err);
  return status == STABIL_OK ? override_work(study, variant, arena, out, err) : status;
}

static const char *copy(stabil_arena *arena, const char *text) {
  return stabil_arena_text(arena, text ? text : "", text ? strlen(text) : 0);
}

static bool keep_texts(stabil_arena *arena, stabil_scenario_def *def) {
  def->name = copy(arena, def->name);
  def->label.en = copy(arena, def->label.en);
  def->label.nb = copy(arena, def->label.nb);
  return def->name && def->label.en && def->label.nb;
}

static stabil_status check_name(const stabil_study *study, const char *name,
                                stabil_error *err) {
  for (int i = 0; i < study->scenario_count; i++)
    if (strcmp(study->scenario[i].name, name) == 0)
      return stabil_fail(err, STABIL_USAGE, "there is a scenario '%s' already", name);
  return STABIL_OK;
}

stabil_status stabil_variant_add(stabil_study *study, const stabil_variant *variant,
                                 int *out, stabil_error *err) {
  const size_t count = (size_t)study->scenario_count;
  stabil_status status = STABIL_OK;
  TRY(status, check_name(study, variant->name, err));
  stabil_scenario_def *all = stabil_arena_array(study->arena, count + 1, sizeof *all);
  if (!all) return stabil_fail(err, STABIL_MEMORY, "no memory for the scenario");
  memcpy(all, study->scenario, count * sizeof *all);
  TRY(status, stabil_variant_make(study, variant, study->arena, &all[count], err));
  if (!keep_texts(study->arena, &all[count]))
    return stabil_fail(err, STABIL_MEMORY, "no memory for the scenario");
  study->scenario = all;
  *out = study->scenario_count++;
out:
  return status;
}
