// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/mentors.h"

#include <math.h>

#include "model/factors.h"
#include "model/interaction.h"
#include "model/scale.h"
#include "scenario/lever.h"

static const int levers[STABIL_MENTORED_COUNT] = {
    [STABIL_MENTORED_SEPARATE] = STABIL_LEVER_SEPARATE,
    [STABIL_MENTORED_LEAVE] = STABIL_LEVER_LEAVE};

// Rest places keep neither tenure nor limits: there everybody has a mentor.
static bool keeps_mentors(const stabil_world *w, int slot) {
  return slot < 2 * w->posts && !w->slot[slot].rest;
}

static bool reached(const stabil_world *w, const stabil_policy *policy, int lever,
                    int slot, int stage) {
  for (int e = 0; e < policy->effect_count; e++) {
    const stabil_active *active = &policy->effect[e];
    if (active->effect->mentors.given && active->effect->lever == lever &&
        stabil_factors_reach(w, active, slot, stage))
      return true;
  }
  return false;
}

static bool number_rows(const stabil_world *w, const stabil_policy *policy, int lever,
                        stabil_arena *arena, stabil_mentors *out) {
  const int cells = w->slots * w->stages;
  out->row_of = stabil_arena_array(arena, (size_t)cells, sizeof(int));
  if (!out->row_of) return false;
  for (int i = 0; i < cells; i++)
    out->row_of[i] = keeps_mentors(w, i / w->stages) &&
                             reached(w, policy, lever, i / w->stages, i % w->stages)
                         ? out->rows++
                         : -1;
  out->post = stabil_arena_array(arena, (size_t)out->rows, sizeof(int));
  if (!out->post) return false;
  for (int i = 0; i < cells; i++)
    if (out->row_of[i] >= 0) out->post[out->row_of[i]] = w->slot[i / w->stages].post;
  return true;
}

static int at_least(const stabil_world *w, const stabil_quantity *years) {
  return (int)ceil(stabil_world_value(w, years) * w->steps_per_year - 1e-9);
}

static bool fill_effect(const stabil_world *w, const stabil_active *active,
                        const stabil_mentors *mentors, stabil_arena *arena,
                        stabil_mentored_effect *out) {
  const stabil_mentors_needed *need = &active->effect->mentors;
  bool *kind = stabil_arena_array(arena, (size_t)w->kinds, sizeof(bool));
  bool *row = stabil_arena_array(arena, (size_t)mentors->rows, sizeof(bool));
  bool *stage = stabil_arena_array(arena, (size_t)w->stages, sizeof(bool));
  double *factor = stabil_arena_array(arena, (size_t)mentors->rows, sizeof(double));
  double *strength = stabil_arena_array(arena, (size_t)mentors->rows, sizeof(double));
  if (!kind || !row || !stage || !factor || !strength) return false;
  for (int k = 0; k < w->kinds; k++) kind[k] = stabil_who_is(w, &active->effect->who, k);
  for (int i = 0; i < need->stages.count; i++) stage[need->stages.index[i]] = true;
  for (int i = 0; i < w->slots * w->stages; i++)
    if (mentors->row_of[i] >= 0) {
      const int k = mentors->row_of[i], slot = i / w->stages, of = i % w->stages;
      row[k] = stabil_factors_reach(w, active, slot, of);
      factor[k] = stabil_active_multiplier(w, active, slot, of);
      strength[k] = fmin(1.0, stabil_active_strength(active, w->slot[slot].place));
    }
  *out = (stabil_mentored_effect){.factor = factor,
                                  .strength = strength,
                                  .kind = kind,
                                  .row = row,
                                  .measure = stabil_multiplier_measure(active),
                                  .mentored = need->given,
                                  .per = stabil_world_value(w, &need->per),
                                  .stage = stage,
                                  .tenure = at_least(w, &need->years),
                                  .experience = at_least(w, &need->experience)};
  return true;
}

static bool alike(const stabil_mentors *m, int a, int b) {
  for (int e = 0; e < m->effects; e++)
    if (m->effect[e].kind[a] != m->effect[e].kind[b]) return false;
  return true;
}

static bool number_classes(const stabil_world *w, stabil_arena *arena,
                           stabil_mentors *out) {
  out->class_of = stabil_arena_array(arena, (size_t)w->kinds, sizeof(int));
  out->like = stabil_arena_array(arena, (size_t)w->kinds, sizeof(int));
  if (!out->class_of || !out->like) return false;
  for (int k = 0; k < w->kinds; k++) {
    int c = 0;
    while (c < out->classes && !alike(out, out->like[c], k)) c++;
    if (c == out->classes) out->like[out->classes++] = k;
    out->class_of[k] = c;
  }
  return true;
}

static bool needs_mentors(const stabil_policy *policy, int lever) {
  for (int e = 0; e < policy->effect_count; e++) {
    const stabil_effect *effect = policy->effect[e].effect;
    if (effect->lever == lever && effect->mentors.given) return true;
  }
  return false;
}

static bool create(const stabil_world *w, const stabil_policy *policy, int lever,
                   stabil_arena *arena, stabil_mentors **out) {
  stabil_mentors *m = stabil_arena_alloc(arena, sizeof *m);
  *out = m;
  if (!m || !number_rows(w, policy, lever, arena, m)) return false;
  m->diminishing = policy->diminishing;
  m->effect = stabil_arena_array(arena, (size_t)policy->effect_count, sizeof *m->effect);
  if (!m->effect) return false;
  for (int e = 0; e < policy->effect_count; e++) {
    const stabil_active *active = &policy->effect[e];
    if (active->effect->lever == lever &&
        !fill_effect(w, active, m, arena, &m->effect[m->effects++]))
      return false;
  }
  return number_classes(w, arena, m);
}

stabil_status stabil_mentors_create(const stabil_world *w, const stabil_policy *policy,
                                    stabil_arena *arena, stabil_mentors **out,
                                    stabil_error *err) {
  for (int k = 0; k < STABIL_MENTORED_COUNT; k++) {
    out[k] = NULL;
    if (needs_mentors(policy, levers[k]) && !create(w, policy, levers[k], arena, &out[k]))
      return stabil_fail(err, STABIL_MEMORY, "no memory for the model");
  }
  return STABIL_OK;
}

static bool ever_reached(const stabil_world *w, int slot, int stage) {
  for (int m = 0; m < w->study->measure_count; m++) {
    const stabil_toolkit_measure *measure = &w->study->measure[m];
    for (int e = 0; e < measure->effect_count; e++) {
      const stabil_active active = {.effect = &measure->effect[e]};
      if (measure->effect[e].mentors.given &&
          stabil_factors_reach(w, &active, slot, stage))
        return true;
    }
  }
  return false;
}

int stabil_mentors_rows(const stabil_world *w) {
  int rows = 0;
  for (int i = 0; i < 2 * w->posts * w->stages; i++)
    rows +=
        keeps_mentors(w, i / w->stages) && ever_reached(w, i / w->stages, i % w->stages);
  return rows;
}

// --- the most effects at a time, where effects have diminishing returns
// ------------------------------------------------------------------------------

static int on_hazards(const stabil_effect *effect, int count) {
  int n = 0;
  for (int e = 0; e < count; e++)
    n +=
        effect[e].lever == STABIL_LEVER_SEPARATE || effect[e].lever == STABIL_LEVER_LEAVE;
  return n;
}

static int of_scenario(const stabil_study *study, int scenario) {
  const stabil_scenario_def *def = &study->scenario[scenario];
  int n = 0;
  for (int i = 0; i < def->include.count; i++)
    n += of_scenario(study, def->include.index[i]);
  for (int i = 0; i < def->use_count; i++) {
    const stabil_toolkit_measure *measure = &study->measure[def->use[i].measure];
    n += on_hazards(measure->effect, measure->effect_count);
  }
  return n;
}

int stabil_mentors_terms(const stabil_world *w) {
  const stabil_study *study = w->study;
  int most = 0;
  for (int s = 0; s < study->scenario_count; s++) {
    if (study->scenario[s].interaction != STABIL_DIMINISHING) continue;
    const int n =
        on_hazards(study->behaviour, study->behaviour_count) + of_scenario(study, s);
    if (n > most) most = n;
  }
  return most;
}
