// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/interaction.h"

#include <math.h>

#include "model/levers.h"

// --- diminishing returns
// ------------------------------------------------------------------------------

static int first_of(const stabil_multiplier *term, int i) {
  int k = 0;
  while (term[k].measure != term[i].measure) k++;
  return k;
}

// What a measure does, all its terms together: at the first of them.
static void sum_by_measure(stabil_multiplier *term, int count) {
  for (int i = 0; i < count; i++) {
    term[i].sum = 0.0;
    term[i].taken = false;
    if (term[i].measure >= 0 && term[i].factor != 1.0)
      term[first_of(term, i)].sum += stabil_log(term[i].factor);
  }
}

static int pulling(const stabil_multiplier *term, int count, double sign) {
  int n = 0;
  for (int i = 0; i < count; i++) n += term[i].sum * sign > 0.0;
  return n;
}

// The strongest that is left; -1: none.
static int strongest(const stabil_multiplier *term, int count, double sign) {
  int best = -1;
  for (int i = 0; i < count; i++)
    if (!term[i].taken && term[i].sum * sign > 0.0 &&
        (best < 0 || term[i].sum * sign > term[best].sum * sign))
      best = i;
  return best;
}

// Log of what those that pull one way come to, where they are more than one.
static double take(stabil_multiplier *term, int count, double sign, double saturation) {
  double total = 0.0, weight = 1.0;
  if (pulling(term, count, sign) < 2) return 0.0;
  for (int i; (i = strongest(term, count, sign)) >= 0; weight *= saturation) {
    total += weight * term[i].sum;
    term[i].taken = true;
  }
  return total;
}

static bool is_taken(const stabil_multiplier *term, int i) {
  return term[i].measure >= 0 && term[first_of(term, i)].taken;
}

double stabil_interaction_product(stabil_multiplier *term, int count,
                                  const stabil_diminishing *diminishing) {
  double product = 1.0, up = 0.0, down = 0.0;
  if (!diminishing->on) {
    for (int i = 0; i < count; i++) product *= term[i].factor;
    return product;
  }
  sum_by_measure(term, count);
  up = take(term, count, 1.0, diminishing->saturation);
  down = take(term, count, -1.0, diminishing->saturation);
  for (int i = 0; i < count; i++)
    if (!is_taken(term, i)) product *= term[i].factor;
  if (up != 0.0) product *= stabil_exp(up);
  if (down != 0.0) product *= stabil_exp(down);
  return product;
}

// --- strengths of measures
// ------------------------------------------------------------------------------

// How strong each measure is in each place: as its strongest effect there.
static double *strengths(const stabil_policy_view *view) {
  const stabil_world *w = view->world;
  const size_t cells = (size_t)w->study->measure_count * (size_t)w->places;
  double *out = stabil_arena_array(view->arena, cells, sizeof *out);
  for (int e = 0; out && e < view->policy->effect_count; e++) {
    const stabil_active *active = &view->policy->effect[e];
    if (active->measure < 0) continue;
    double *strength = out + active->measure * w->places;
    for (int p = 0; p < w->places; p++)
      if (stabil_active_at(w, active, p))
        strength[p] = fmax(strength[p], stabil_active_strength(active, p));
  }
  return out;
}

// Multiply the strengths of a measure's behavioural effects.
static bool multiply(const stabil_policy_view *view, int measure, const double *by) {
  for (int e = 0; e < view->policy->effect_count; e++) {
    stabil_active *active = &view->policy->effect[e];
    if (!active->behavioural || active->measure != measure) continue;
    double *by_place = stabil_active_places(view, active);
    if (!by_place) return false;
    for (int p = 0; p < view->world->places; p++) by_place[p] *= by[p];
  }
  return true;
}

// --- the base of the hierarchy of needs
// ------------------------------------------------------------------------------

static bool of_base(const stabil_study *study, int measure) {
  const int need = study->measure[measure].need;
  return need >= 0 && stabil_set_has(&study->interaction.base, need);
}

// What is left of measures of other needs, by place.
static void reach(const stabil_policy_view *view, const double *strength, double *left) {
  const stabil_world *w = view->world;
  const stabil_interaction_rules *rules = &w->study->interaction;
  const double enough = stabil_world_value(w, &rules->measures);
  const double kept = stabil_world_value(w, &rules->kept);
  for (int p = 0; p < w->places; p++) {
    double sum = 0.0;
    for (int m = 0; m < w->study->measure_count; m++)
      if (of_base(w->study, m)) sum += strength[m * w->places + p];
    left[p] = kept + (1.0 - kept) * fmin(1.0, sum / enough);
  }
}

static bool by_threshold(const stabil_policy_view *view, const double *strength,
                         double *left) {
  const stabil_study *study = view->world->study;
  reach(view, strength, left);
  for (int m = 0; m < study->measure_count; m++)
    if (study->measure[m].need >= 0 && !of_base(study, m) && !multiply(view, m, left))
      return false;
  return true;
}

// --- pairs
// ------------------------------------------------------------------------------

static int partner(const stabil_interaction_pair *pair, int measure) {
  if (pair->a == measure) return pair->b;
  return pair->b == measure ? pair->a : -1;
}

// False: the measure is in no pair.
static bool pair_up(const stabil_policy_view *view, int measure, const double *strength,
                    double *by) {
  const stabil_world *w = view->world;
  const stabil_interaction_rules *rules = &w->study->interaction;
  bool paired = false;
  for (int p = 0; p < w->places; p++) by[p] = 1.0;
  for (int i = 0; i < rules->pair_count; i++) {
    const int other = partner(&rules->pair[i], measure);
    if (other < 0) continue;
    paired = true;
    const double factor = stabil_world_value(w, &rules->pair[i].factor);
    for (int p = 0; p < w->places; p++)
      by[p] *= 1.0 + factor * strength[other * w->places + p];
  }
  for (int p = 0; p < w->places; p++)
    by[p] = fmin(fmax(by[p], 0.0), STABIL_MOST_STRENGTHENED);
  return paired;
}

static bool by_matrix(const stabil_policy_view *view, const double *strength,
                      double *by) {
  for (int m = 0; m < view->world->study->measure_count; m++) {
    if (pair_up(view, m, strength, by) && !multiply(view, m, by)) return false;
  }
  return true;
}

stabil_status stabil_interaction_modify(const stabil_policy_view *view,
                                        stabil_error *err) {
  const stabil_world *w = view->world;
  const int rule = w->study->scenario[view->scenario].interaction;
  if (rule == STABIL_DIMINISHING)
    view->policy->diminishing = (stabil_diminishing){
        true, stabil_world_value(w, &w->study->interaction.saturation)};
  if (rule != STABIL_THRESHOLD && rule != STABIL_MATRIX) return STABIL_OK;
  double *strength = strengths(view);
  double *by = stabil_arena_array(view->arena, (size_t)w->places, sizeof *by);
  const bool fine = strength && by &&
                    (rule == STABIL_MATRIX ? by_matrix(view, strength, by)
                                           : by_threshold(view, strength, by));
  return fine ? STABIL_OK : stabil_fail(err, STABIL_MEMORY, "no memory for the model");
}
