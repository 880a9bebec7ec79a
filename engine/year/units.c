// SPDX-License-Identifier: GPL-3.0-or-later
// The expected mode counts in sub-units of a person (docs/model.md 6.1): the year is
// simulated for so many times the people, posts and seats, and divided here. Sub-units
// are a power of two, so that division rounds nothing.
#include "year/state.h"

static void divide(double *value, size_t count, double by) {
  for (size_t i = 0; i < count; i++) value[i] /= by;
}

void stabil_units_divide(stabil_state *s) {
  const stabil_world *w = s->world;
  const double by = w->units;
  const size_t posts = (size_t)w->posts, cells = (size_t)w->years * posts;
  const size_t programmes = (size_t)w->programmes, years = (size_t)w->years;
  if (w->units == 1) return;
  for (int m = 0; m < STABIL_MEASURE_COUNT; m++) { // ratios are what they are
    if (stabil_measure_get((stabil_measure_id)m)->denominator == STABIL_MEASURE_NONE)
      divide(s->values + (size_t)m * cells, cells, by);
  }
  divide(s->initial, posts, by);
  divide(s->education, STABIL_EDUCATION_COUNT * years * programmes, by);
  divide(s->admitted_traits, years * stabil_state_traits(w), by);
  divide(s->money, years * STABIL_PAYER_COUNT * STABIL_ITEM_COUNT, by);
  divide(s->retained, STABIL_WHERE_COUNT * programmes * years * years, by);
  divide(s->contracts, 2 * (size_t)(w->roles * s->sizes * s->tenure_classes), by);
  divide(s->causes, STABIL_CAUSE_COUNT * cells, by);
  divide(s->origins, STABIL_ORIGIN_COUNT * cells, by);
  divide(s->strata, stabil_strata_size(w), by);
  divide(s->bonds, stabil_bonds_size(w, s->bond_half_years), by);
}
