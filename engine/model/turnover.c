// SPDX-License-Identifier: GPL-3.0-or-later
// The separation rate of every post, solved so that all causes together reproduce the
// published turnover or median contract (docs/model.md 4.2).
#include <math.h>
#include <stdlib.h>

#include "model/parts.h"
#include "model/person.h"

typedef struct mixture { // of the people who hold a post
  int count;
  double *weight, *multiplier; // of the separation rate
  double other;                // rate of leaving by other causes
  int bands;                   // of tenure
  const double *edge;          // [bands - 1] years
  double factor[16];           // [bands]
} mixture;

// Survival to t and the integral of survival to t, of one component.
static void component(const mixture *m, double rate, double t, double *survival,
                      double *area) {
  double s = 1.0, sum = 0.0, from = 0.0;
  for (int band = 0; band < m->bands && from < t; band++) {
    const double to = band + 1 < m->bands ? fmin(m->edge[band], t) : t;
    const double h = m->other + rate * m->factor[band];
    const double left = isfinite(to) ? stabil_exp(-h * (to - from)) : 0.0;
    sum += h > 0.0 ? s * (1.0 - left) / h : s * (to - from);
    s *= left;
    from = to;
  }
  *survival = s;
  *area = sum;
}

static double survival(const mixture *m, double b, double t) {
  double sum = 0.0;
  for (int c = 0; c < m->count; c++) {
    double s, area;
    component(m, b * m->multiplier[c], t, &s, &area);
    sum += m->weight[c] * s;
  }
  return sum;
}

static double mean_duration(const mixture *m, double b) {
  double sum = 0.0;
  for (int c = 0; c < m->count; c++) {
    if (m->weight[c] == 0.0) continue; // nobody, who may stay for ever
    double s, area;
    component(m, b * m->multiplier[c], INFINITY, &s, &area);
    sum += m->weight[c] * area;
  }
  return sum;
}

// > 0 where b is too small
static double excess(const mixture *m, double b, double target, bool is_median) {
  return is_median ? survival(m, b, target) - 0.5 : mean_duration(m, b) - 1.0 / target;
}

// The b that meets the target; negative where other causes alone exceed it. Where they
// are all that is published b is 0, whatever the last bits say.
static double solve(const mixture *m, double target, bool is_median) {
  const double spare = excess(m, 0.0, target, is_median);
  if (!(spare >= -1e-9 * (is_median ? 1.0 : 1.0 / target))) return -1.0;
  if (spare <= 0.0) return 0.0;
  double low = 0.0, high = 1.0;
  while (excess(m, high, target, is_median) > 0.0 && high < 1e6) high *= 2.0;
  for (int i = 0; i < 200 && high - low > 1e-15 * high; i++) {
    const double middle = 0.5 * (low + high);
    if (excess(m, middle, target, is_median) > 0.0)
      low = middle;
    else
      high = middle;
  }
  return 0.5 * (low + high);
}

static double mean_retirement(const stabil_world *w, int j) {
  const stabil_post *post = &w->post[j];
  const stabil_bands *bands = &w->study->role[post->role].staff.experience;
  const double *rate = w->retire + post->profession * (w->tracks + 1) * w->age_length;
  double sum = 0.0, weight = 0.0;
  for (int i = 0; i < bands->count; i++) {
    const double share = stabil_world_value(w, &bands->share[i]);
    const int from = (int)(bands->edge[i] * w->steps_per_year);
    const int to = (int)(bands->edge[i + 1] * w->steps_per_year);
    double band = 0.0;
    for (int k = from; k < to; k++)
      band += rate[k < w->age_length ? k : w->age_length - 1];
    if (to > from) sum += share * fmin(band / (to - from), 50.0);
    weight += share;
  }
  return weight > 0.0 ? sum / weight : 0.0;
}

// Components: stages of the staff x trait combinations.
static bool fill_mixture(const stabil_world *w, const stabil_epoch *e, int slot,
                         mixture *m) {
  const stabil_slot *where = &w->slot[slot];
  const stabil_post *post = &w->post[where->post];
  const stabil_staff *staff = &w->study->role[post->role].staff;
  const int combinations = 1 << w->traits;
  const int stages = staff->stages.count ? staff->stages.count : 1;
  double share[STABIL_MAX_TRAITS], mix[1 << STABIL_MAX_TRAITS];
  stabil_person_staff_traits(w, post->role, post->place, share);
  stabil_person_trait_mix(w, post->profession, share, mix);
  m->weight = calloc((size_t)(stages * combinations), sizeof(double));
  m->multiplier = calloc((size_t)(stages * combinations), sizeof(double));
  if (!m->weight || !m->multiplier) return false;
  double sum = 0.0;
  for (int s = 0; s < staff->stages.count; s++) {
    const int stage = staff->stages.share[s].index;
    const double of = stabil_world_value(w, &staff->stages.share[s].value);
    for (int bits = 0; bits < combinations; bits++) {
      const int kind = stabil_world_kind(w, bits, -1, STABIL_FIRST_NONE);
      m->weight[m->count] = of * mix[bits];
      m->multiplier[m->count] = stabil_factor(&e->separate, w, slot, stage, kind);
      sum += m->weight[m->count++];
    }
  }
  if (sum <= 0.0) {
    m->count = 1;
    m->weight[0] = m->multiplier[0] = sum = 1.0;
  }
  for (int c = 0; c < m->count; c++) m->weight[c] /= sum;
  return true;
}

static void fill_tenure(const stabil_world *w, int slot, mixture *m) {
  const stabil_role *role = &w->study->role[w->slot[slot].role];
  const bool collapsed = w->slot[slot].rest || w->slot[slot].kind == STABIL_SLOT_ROTATION;
  m->bands = 1;
  m->factor[0] = 1.0;
  if (collapsed || role->tenure_count == 0) return;
  m->bands = role->tenure_count + 1;
  m->edge = role->tenure_year;
  for (int i = 0; i < m->bands; i++)
    m->factor[i] = stabil_world_value(w, &role->tenure_multiplier[i]);
}

// People whose stage ends and takes them elsewhere open posts too.
static double stage_ends(const stabil_world *w, int role) {
  const stabil_shares *stages = &w->study->role[role].staff.stages;
  double sum = 0.0, all = 0.0;
  for (int i = 0; i < stages->count; i++) {
    const double share = stabil_world_value(w, &stages->share[i].value);
    const stabil_stage_table *stage = &w->stage[stages->share[i].index];
    all += share;
    if (stage->steps > 0 && stage->then != STABIL_STAY)
      sum += share * w->steps_per_year / stage->steps;
  }
  return all > 0.0 ? sum / all : 0.0;
}

static stabil_status fail(const stabil_world *w, int slot, double target,
                          stabil_error *err) {
  const stabil_role *role = &w->study->role[w->slot[slot].role];
  const stabil_quantity *q = stabil_table_find(w->study,
                                               w->slot[slot].kind == STABIL_SLOT_ROTATION
                                                   ? &role->rotation.turnover
                                                   : &role->turnover,
                                               w->slot[slot].place);
  return stabil_fail_at(err, STABIL_INPUT, q->mark.file ? q->mark : role->mark, q->path,
                        "found turnover %g in %s, but leaving the profession and "
                        "retiring alone exceed it",
                        target, w->study->place[w->slot[slot].place].id);
}

static stabil_status solve_slot(stabil_world *w, const stabil_epoch *e, int slot,
                                stabil_error *err) {
  const stabil_slot *where = &w->slot[slot];
  const stabil_role *role = &w->study->role[where->role];
  const bool rotation = where->kind == STABIL_SLOT_ROTATION;
  if (rotation && !role->rotation.given) return STABIL_OK;
  stabil_status status = STABIL_OK;
  mixture m = {0};
  if (role->tenure_count + 1 > 16)
    return stabil_fail_at(err, STABIL_INPUT, role->mark, "tenure", "more than 15 bands");
  if (!fill_mixture(w, e, slot, &m)) {
    status = stabil_fail(err, STABIL_MEMORY, "no memory for the model");
    goto out;
  }
  fill_tenure(w, slot, &m);
  m.other = w->leave[where->place * w->professions + role->profession] +
            mean_retirement(w, where->post);
  const stabil_table *table = rotation ? &role->rotation.turnover : &role->turnover;
  const double target = stabil_world_table(w, table, where->place);
  const bool is_median = role->turnover_is_median && !rotation;
  w->base[slot] = target > 0.0 || is_median ? solve(&m, target, is_median) : 0.0;
  if (w->base[slot] < 0.0) {
    status = fail(w, slot, target, err);
    goto out;
  }
  const double exits = 1.0 / mean_duration(&m, w->base[slot]);
  if (rotation)
    w->post[where->post].rotation_turnover = exits;
  else
    w->post[where->post].turnover = exits + stage_ends(w, where->role);
out:
  free(m.weight);
  free(m.multiplier);
  return status;
}

stabil_status stabil_world_turnover(stabil_world *w, const stabil_epoch *baseline,
                                    stabil_error *err) {
  stabil_status status = STABIL_OK;
  for (int slot = 0; slot < 2 * w->posts; slot++)
    TRY(status, solve_slot(w, baseline, slot, err));
out:
  return status;
}
