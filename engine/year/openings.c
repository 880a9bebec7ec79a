// SPDX-License-Identifier: GPL-3.0-or-later
// How many posts can be filled in a step, and how many openings a year a seeker sees
// (docs/model.md 4.3, 4.4).
#include <math.h>

#include "base/sample.h"
#include "model/choice.h"
#include "year/state.h"

static stabil_key key_of(const stabil_state *s, int slot, stabil_purpose purpose,
                         uint32_t index) {
  return stabil_key_of(s->world->slot[slot].id, purpose, index);
}

static int64_t open_people(stabil_state *s, int j) {
  const stabil_fte open = stabil_state_target(s, j) - stabil_state_held(s, j);
  if (open <= 0) return 0;
  const double people =
      stabil_fte_value(open) / stabil_fte_value(s->epoch->held_per_head[j]);
  return stabil_chance_round(s, key_of(s, j, STABIL_FOR_OPENINGS, 0), people);
}

static int64_t fillable(stabil_state *s, int j, int64_t kept) {
  const stabil_epoch *e = s->epoch;
  const int64_t open = open_people(s, j);
  s->open[j] = open;
  if (open == 0) return 0;
  const int64_t exits = s->exits[j];
  const int64_t before = open > exits ? open - exits : 0;
  if (kept > before) kept = before;
  const int64_t succeeded = stabil_chance_binomial(
      s, key_of(s, j, STABIL_FOR_SUCCESSION, 0), exits, e->succession[j]);
  s->succeeded[j] = succeeded;
  const int64_t ready =
      kept +
      stabil_chance_binomial(s, key_of(s, j, STABIL_FOR_FRICTION, 0), before - kept,
                             stabil_probability(e->fill_rate[j], s->world->dt)) +
      succeeded +
      stabil_chance_binomial(s, key_of(s, j, STABIL_FOR_FRICTION, 1), exits - succeeded,
                             stabil_probability_midway(e->fill_rate[j], s->world->dt));
  return ready < open ? ready : open;
}

// People, where ordinary staff hold so much.
static int64_t rotation_target(const stabil_state *s, int j, stabil_fte held) {
  if (s->on[j] == 0 || s->rotation_share[j] == 0.0) return 0;
  const double people_per_fte = (double)(s->on[j] + s->off[j]) / s->on[j];
  const double funded = stabil_fte_value(s->model->funded[s->year * s->world->posts + j]);
  const double vacant = funded - stabil_fte_value(held);
  const double wanted = floor(funded * s->rotation_share[j] * people_per_fte + 0.5);
  const double room = vacant > 0.0 ? floor(vacant * people_per_fte) : 0.0;
  return (int64_t)(wanted < room ? wanted : room);
}

static int64_t missing(int64_t target, int64_t there) {
  return target > there ? target - there : 0;
}

// What the step's exits have opened, of rotators and of ordinary staff, has had the rest
// of the step alone to become fillable.
static void open_rotation(stabil_state *s, int j, int64_t kept) {
  const stabil_world *w = s->world;
  const int slot = w->posts + j;
  const double rate = s->epoch->rotation_rate[j];
  const stabil_fte held = stabil_state_held(s, j);
  const int64_t target = rotation_target(s, j, held);
  const int64_t there = stabil_cohorts_heads(&s->cohorts, slot);
  const int64_t open = missing(target, there);
  const int64_t before =
      missing(rotation_target(s, j, held + s->exits[j] * s->epoch->held_per_head[j]),
              there + s->exits[slot]);
  if (kept > before) kept = before;
  s->rotation_new[j] =
      stabil_chance_binomial(s, key_of(s, slot, STABIL_FOR_FRICTION, 0), before - kept,
                             stabil_probability(rate, w->dt)) +
      stabil_chance_binomial(s, key_of(s, slot, STABIL_FOR_FRICTION, 1), open - before,
                             stabil_probability_midway(rate, w->dt));
  s->fillable[slot] = kept + s->rotation_new[j];
  if (target == 0) return;
  s->size[slot] = stabil_choice_size(
      w, (stabil_filling){rate, 0.0}, (double)before / w->units,
      w->post[j].rotation_turnover * (double)s->heads_before[slot] / w->units);
}

void stabil_openings_step(stabil_state *s) {
  const stabil_world *w = s->world;
  for (int j = 0; j < w->posts; j++) {
    // what was fillable in the last step and found nobody still is
    const int64_t kept = s->step > 0 ? s->fillable[j] : 0;
    const int64_t kept_rotation = s->step > 0 ? s->fillable[w->posts + j] : 0;
    s->fillable[j] = s->fillable[w->posts + j] = s->open[j] = s->rotation_new[j] = 0;
    s->size[j] = s->size[w->posts + j] = 0.0;
    if (w->post[j].rest) continue;
    s->fillable[j] = fillable(s, j, kept);
    const double heads = (double)s->heads_before[j] / w->units;
    const double per_head = stabil_fte_value(s->epoch->held_per_head[j]);
    const double target = stabil_fte_value(stabil_state_target(s, j)) / w->units;
    const double vacant = per_head > 0.0 ? target / per_head - heads : 0.0;
    s->size[j] = stabil_choice_size(
        w, (stabil_filling){s->epoch->fill_rate[j], s->epoch->succession[j]},
        fmax(0.0, vacant) + stabil_seasons_hidden(s, j), w->post[j].turnover * heads);
    open_rotation(s, j, kept_rotation);
    if (!stabil_intake_open(w->intake[w->post[j].role], s->step)) s->size[j] = 0.0;
  }
}
