// SPDX-License-Identifier: GPL-3.0-or-later
// Load (docs/model.md 4.10): what a year left undone or to overtime weighs on those in
// post. It is of steps that are over, so nothing depends on itself.
#include <string.h>

#include "year/state.h"

static bool given(const stabil_world *w, int j) {
  return !w->post[j].rest && w->study->role[w->post[j].role].load.given;
}

void stabil_load_reset(stabil_state *s) {
  if (s->load)
    memset(s->load, 0,
           (size_t)(s->world->steps_per_year * s->world->posts) * sizeof *s->load);
}

// Mean of the past twelve months; what lies before the first step counts as none.
static double load_of(const stabil_state *s, int j) {
  const stabil_world *w = s->world;
  double sum = 0.0;
  for (int k = 0; k < w->steps_per_year; k++) sum += s->load[k * w->posts + j];
  return sum / w->steps_per_year;
}

void stabil_load_apply(stabil_state *s) {
  const stabil_world *w = s->world;
  if (!s->load) return;
  for (int j = 0; j < w->posts; j++) {
    if (!given(w, j)) continue;
    s->separate_by[j] *= stabil_exp(s->epoch->load_effect[j] * load_of(s, j));
  }
}

// The step takes the place of the same one a year ago.
void stabil_load_step(stabil_state *s) {
  const stabil_world *w = s->world;
  if (!s->load) return;
  for (int j = 0; j < w->posts; j++) {
    if (!given(w, j)) continue;
    const stabil_ledger l = stabil_cover_ledger(s, j);
    const double strained =
        stabil_fte_value(l.gap - s->pool[j] - s->locum[j]); // overtime included
    s->load[s->season * w->posts + j] =
        l.funded > 0 ? strained / stabil_fte_value(l.funded) : 0.0;
  }
}
