// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/tasks.h"

#include <math.h>

#include "model/levers.h"
#include "scenario/lever.h"

typedef struct takers { // posts that take tasks over, with their shares
  int count;
  int *post;
  double *weight, *rest; // rest: what is left after rounding down
  double sum;
} takers;

static bool make(stabil_arena *arena, int posts, takers *out) {
  const size_t n = (size_t)posts;
  *out = (takers){.post = stabil_arena_array(arena, n, sizeof(int)),
                  .weight = stabil_arena_array(arena, n, sizeof(double)),
                  .rest = stabil_arena_array(arena, n, sizeof(double))};
  return out->post && out->weight && out->rest;
}

static bool within(const stabil_world *w, stabil_shift_to where, int from, int to) {
  const stabil_place *here = &w->study->place[from], *there = &w->study->place[to];
  switch (where) {
  case STABIL_SHIFT_PLACE:
    return from == to;
  case STABIL_SHIFT_MUNICIPALITIES:
    return there->hospital == from;
  case STABIL_SHIFT_HOSPITAL:
    return here->hospital == to;
  case STABIL_SHIFT_REGION:
    return here->region == there->region;
  }
  return false;
}

// By inhabitants; in equal parts where none of the places has any. Posts come in the
// order of their identities, so that the order in a study does not matter.
static void find_takers(const stabil_world *w, const stabil_shift *to, int place,
                        takers *out) {
  out->count = 0;
  out->sum = 0.0;
  for (int i = 0; i < w->posts; i++) {
    const int j = w->post_order[i], there = w->post[j].place;
    if (w->post[j].rest || w->post[j].role != to->role) continue;
    if (!within(w, to->where, place, there)) continue;
    out->post[out->count] = j;
    out->weight[out->count] = w->study->place[there].population;
    out->sum += out->weight[out->count++];
  }
  if (out->sum > 0.0) return;
  for (int k = 0; k < out->count; k++) out->weight[k] = 1.0;
  out->sum = out->count;
}

// Whole units: what is left after rounding down goes to the largest remainders.
static void deal(takers *t, stabil_fte gain, stabil_fte *ledger) {
  stabil_fte left = gain;
  for (int k = 0; k < t->count; k++) {
    const double exact = (double)gain * t->weight[k] / t->sum;
    const stabil_fte part = (stabil_fte)floor(exact);
    t->rest[k] = exact - (double)part;
    ledger[t->post[k]] += part;
    left -= part;
  }
  for (; left > 0; left--) {
    int best = 0;
    for (int k = 1; k < t->count; k++)
      if (t->rest[k] > t->rest[best]) best = k;
    ledger[t->post[best]]++;
    t->rest[best] -= 1.0;
  }
}

static stabil_fte units(stabil_fte from, double share) {
  return (stabil_fte)floor((double)from * share + 0.5);
}

static void shift(const stabil_world *w, const stabil_active *active, takers *t,
                  stabil_fte *const ledger[STABIL_LEDGERS]) {
  const stabil_shift *to = &active->effect->to;
  const double ratio = stabil_world_value(w, &to->ratio);
  const double follow = stabil_world_value(w, &to->funded);
  for (int j = 0; j < w->posts; j++) {
    if (w->post[j].rest || !stabil_set_has(&active->effect->roles, w->post[j].role))
      continue;
    if (!stabil_active_at(w, active, w->post[j].place)) continue;
    const double share = stabil_active_apply(active, w->post[j].place, 0.0);
    const double shares[STABIL_LEDGERS] = {share, share, share * follow};
    if (to->role != STABIL_TECHNOLOGY) {
      find_takers(w, to, w->post[j].place, t);
      if (t->count == 0) continue; // nobody to take them over: they stay
    }
    for (int k = 0; k < STABIL_LEDGERS; k++) {
      const stabil_fte moved = units(ledger[k][j], shares[k]);
      ledger[k][j] -= moved;
      if (to->role != STABIL_TECHNOLOGY) deal(t, units(moved, ratio), ledger[k]);
    }
  }
}

stabil_status stabil_tasks_shift(const stabil_world *w, const stabil_policy *policy,
                                 stabil_arena *arena,
                                 stabil_fte *const ledger[STABIL_LEDGERS],
                                 stabil_error *err) {
  takers t = {0};
  for (int i = 0; i < policy->effect_count; i++) {
    const stabil_active *active = &policy->effect[i];
    if (active->effect->lever != STABIL_LEVER_SHIFT) continue;
    if (!t.post && !make(arena, w->posts, &t))
      return stabil_fail(err, STABIL_MEMORY, "no memory for the model");
    shift(w, active, &t, ledger);
  }
  return STABIL_OK;
}
