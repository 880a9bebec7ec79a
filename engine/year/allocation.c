// SPDX-License-Identifier: GPL-3.0-or-later
// Posts that are given by lot to those who choose one of their role (docs/model.md).
#include "base/sample.h"
#include "year/state.h"

// Ordinary posts of the role that the seeker may take, by their openings.
static double weigh(const stabil_state *s, const stabil_options *options,
                    const stabil_seeker *seeker, int role, double *cumulative) {
  const stabil_world *w = s->world;
  double sum = 0.0;
  for (int k = 0; k < options->ordinary; k++) {
    const int slot = options->slot[k];
    if (w->slot[slot].role == role && slot != seeker->last_post && !s->refused[slot] &&
        stabil_seeker_may(w, seeker, options->place[k]))
      sum += s->size[slot] * s->epoch->lottery[slot];
    cumulative[k] = sum;
  }
  return sum;
}

int stabil_allocation_slot(stabil_state *s, const stabil_seeker *seeker, int record,
                           int slot, uint32_t index) {
  const stabil_world *w = s->world;
  const stabil_options *options = &s->options[seeker->stage];
  if (slot >= w->posts || s->epoch->lottery[slot] <= 0.0) return slot;
  stabil_key key = stabil_state_key(s, record, STABIL_FOR_LOTTERY, 2 * index);
  key.channel = 0;
  const double u = stabil_chance_uniform(s, key);
  if (u >= s->epoch->lottery[slot]) return slot;
  const double sum = weigh(s, options, seeker, w->slot[slot].role, s->lot);
  if (sum <= 0.0) return slot;
  key.index++;
  key.channel = 1;
  const double v = stabil_chance_uniform(s, key);
  return options->slot[stabil_sample_index(s->lot, options->ordinary, v)];
}
