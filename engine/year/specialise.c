// SPDX-License-Identifier: GPL-3.0-or-later
// People in post who start further education: they stay in the post, in another stage
// (docs/model.md).
#include "year/state.h"

static void start(stabil_state *s, int i, int to, int64_t n) {
  const stabil_world *w = s->world;
  stabil_person person = stabil_cohorts_person(&s->cohorts, i);
  const int length = w->stage[to].steps;
  person.stage = to;
  person.stage_end = length ? s->step + 1 + length : STABIL_NEVER;
  stabil_state_later_inside(s, &person, n);
}

void stabil_specialise(stabil_state *s, int i, int64_t all) {
  const stabil_stage_table *stage = &s->world->stage[s->cohorts.stage[i]];
  const int post = s->cohorts.slot[i];
  double rate = s->world->specialise[post * s->world->stages + s->cohorts.stage[i]];
  int64_t left = all;
  for (int k = 0; k < stage->ways && left > 0; k++) {
    const double own = stage->way[k].rate[post];
    const stabil_key key = stabil_state_key(s, i, STABIL_FOR_SPECIALISE, 1 + (uint32_t)k);
    const int64_t n = k + 1 == stage->ways || own >= rate
                          ? left
                          : stabil_chance_binomial(s, key, left, own / rate);
    start(s, i, stage->way[k].to, n);
    left -= n;
    rate -= own;
  }
  stabil_cohorts_take(&s->cohorts, i, all);
}
