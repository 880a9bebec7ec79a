// SPDX-License-Identifier: GPL-3.0-or-later
// Shared shocks (docs/model.md 4.10): in a bad year people leave together. A year has a
// factor of mean one for all modelled places, and one for each place.
#include "base/gamma.h"
#include "year/state.h"

static double draw(const stabil_state *s, double variance, uint64_t identity, int year,
                   uint32_t index) {
  if (variance == 0.0 || s->world->expected) return 1.0;
  const uint32_t step = (uint32_t)(year * s->world->steps_per_year);
  const double u =
      stabil_random_uniform(s->shock_stream, identity, step, STABIL_FOR_SHOCK, index);
  return stabil_gamma_quantile(variance, u);
}

// No scenario enters, so that all of them meet the same years.
void stabil_shock_draw(stabil_state *s) {
  const stabil_world *w = s->world;
  if (!s->shock) return;
  const double region = stabil_world_value(w, &w->study->shock.region);
  const double place = stabil_world_value(w, &w->study->shock.place);
  for (int y = 0; y < w->years; y++) {
    const double all = draw(s, region, 0, y, 0);
    for (int p = 0; p < w->places; p++)
      s->shock[y * w->places + p] =
          w->place_rest[p] ? 1.0 : all * draw(s, place, w->place_id[p], y, 1);
  }
}

void stabil_shock_apply(stabil_state *s) {
  const stabil_world *w = s->world;
  if (!s->shock) return;
  const double *shock = s->shock + s->year * w->places;
  for (int slot = 0; slot < 2 * w->posts; slot++) {
    s->separate_by[slot] *= shock[w->slot[slot].place];
    s->leave_by[slot] *= shock[w->slot[slot].place];
  }
}
