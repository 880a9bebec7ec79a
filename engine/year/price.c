// SPDX-License-Identifier: GPL-3.0-or-later
// What locums cost when the whole region asks for them (docs/model.md 4.10). Demand is a
// sum of whole numbers, the same in whatever order posts are written.
#include <string.h>

#include "year/state.h"

void stabil_price_reset(stabil_state *s) {
  const stabil_world *w = s->world;
  memset(s->locum_year, 0, (size_t)w->roles * sizeof *s->locum_year);
  memset(s->locum_first, 0, (size_t)w->roles * sizeof *s->locum_first);
  for (int r = 0; r < w->roles; r++) s->price_by[r] = 1.0;
}

// A year of no locums says nothing about their price.
static double price_by(const stabil_state *s, int r) {
  const stabil_locum *locum = &s->world->study->role[r].locum;
  const double now = (double)s->locum_year[r], first = (double)s->locum_first[r];
  if (!locum->has_elasticity || now == 0.0 || first == 0.0) return 1.0;
  return stabil_pow(now / first, stabil_world_value(s->world, &locum->elasticity));
}

void stabil_price_step(stabil_state *s) {
  const stabil_world *w = s->world;
  for (int j = 0; j < w->posts; j++) s->locum_year[w->post[j].role] += s->locum[j];
  if (s->season < w->steps_per_year - 1) return;
  if (s->year == 0)
    memcpy(s->locum_first, s->locum_year, (size_t)w->roles * sizeof *s->locum_first);
  for (int r = 0; r < w->roles; r++) {
    s->price_by[r] = price_by(s, r); // of the next year
    s->locum_year[r] = 0;
  }
}
