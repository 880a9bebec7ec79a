// SPDX-License-Identifier: GPL-3.0-or-later
// Rotation posts recruit a stated share of their people from ordinary posts of the same
// role elsewhere, the rest of the country included (docs/model.md 4.6).
#include <math.h>

#include "base/sample.h"
#include "year/state.h"

static int64_t heads_elsewhere(const stabil_state *s, int j) {
  const stabil_world *w = s->world;
  int64_t sum = 0;
  for (int k = 0; k < w->posts; k++) {
    if (k != j && w->post[k].role == w->post[j].role)
      sum += stabil_cohorts_heads(&s->cohorts, k);
  }
  return sum;
}

static int pick_post(const stabil_state *s, int j, double u) {
  const stabil_world *w = s->world;
  double at = u * (double)heads_elsewhere(s, j);
  int last = -1;
  for (int i = 0; i < w->posts; i++) {
    const int k = w->post_order[i];
    if (k == j || w->post[k].role != w->post[j].role) continue;
    const int64_t heads = stabil_cohorts_heads(&s->cohorts, k);
    if (heads == 0) continue;
    last = k;
    if ((at -= (double)heads) < 0.0) break;
  }
  return last;
}

// Everybody in the post is equally likely: the first of exponential clocks that run at
// the rate of each cohort's count, started by identity and not by the order of records.
static int pick_record(const stabil_state *s, int post, uint32_t index) {
  const stabil_cohorts *c = &s->cohorts;
  int best = -1;
  double first = INFINITY;
  for (int i = 0; i < c->count; i++) {
    if (c->slot[i] != post || c->n[i] == 0 || stabil_cohorts_bond(c, i)) continue;
    const double u = stabil_state_uniform(s, i, STABIL_FOR_ROTATION, index);
    const double clock = stabil_state_clock(u, c->n[i], first);
    if (clock < first) {
      first = clock;
      best = i;
    }
  }
  return best;
}

// Where supervisors are short nobody is pulled.
static void pull(stabil_state *s, int i, int slot, int64_t most) {
  const stabil_person holder = stabil_cohorts_person(&s->cohorts, i);
  const stabil_person person = stabil_state_hired(s, &holder, slot);
  const int64_t room = stabil_supervision_room(s, slot, person.stage);
  const int64_t n = room < most ? room : most;
  if (n <= 0) return;
  stabil_state_hire(s, i, &person, n, STABIL_CAUSE_ROTATION_PULL);
  s->fillable[slot] -= n;
}

// Chance of somebody free in each post of the role elsewhere to be one of so many pulled:
// who is bound leaves his or her share to the others of the post.
static void chances_of(const stabil_state *s, int j, int64_t pulls, double *chance) {
  const stabil_world *w = s->world;
  const stabil_cohorts *c = &s->cohorts;
  const double each = (double)pulls / fmax(1.0, (double)heads_elsewhere(s, j));
  for (int k = 0; k < w->posts; k++) chance[k] = 0.0;
  for (int i = 0; i < c->count; i++) {
    if (c->slot[i] < w->posts && !stabil_cohorts_bond(c, i))
      chance[c->slot[i]] += c->n[i];
  }
  for (int k = 0; k < w->posts; k++) {
    const double free = k == j || w->post[k].role != w->post[j].role ? 0.0 : chance[k];
    const double heads = (double)stabil_cohorts_heads(&s->cohorts, k);
    chance[k] = free > 0.0 ? fmin(1.0, each * heads / free) : 0.0;
  }
}

// The expected mode: one pass over everybody.
static void pull_evenly(stabil_state *s, int j, int64_t pulls) {
  const stabil_world *w = s->world;
  const stabil_cohorts *c = &s->cohorts;
  const stabil_key key = {
      .group = w->slot[w->posts + j].id, .purpose = STABIL_FOR_ROTATION, .channel = 1};
  const int count = c->count;
  if (pulls == 0) return;
  chances_of(s, j, pulls, s->cumulative);
  for (int i = 0; i < count && pulls > 0; i++) {
    if (c->slot[i] >= w->posts || c->n[i] == 0 || stabil_cohorts_bond(c, i)) continue;
    const double expected = s->cumulative[c->slot[i]] * c->n[i];
    const int64_t most = c->n[i] < pulls ? c->n[i] : pulls;
    const int64_t n = expected > 0.0 ? stabil_chance_spread(s, key, expected, most) : 0;
    if (n > 0) pull(s, i, w->posts + j, n);
    pulls -= n;
  }
}

static void pull_into(stabil_state *s, int j) {
  const stabil_world *w = s->world;
  const int slot = w->posts + j;
  const stabil_role *role = &w->study->role[w->post[j].role];
  const double share = stabil_world_value(w, &role->rotation.from_posts);
  const uint64_t id = w->slot[slot].id;
  const uint32_t step = (uint32_t)s->step;
  const int64_t pulls = stabil_chance_binomial(
      s, stabil_key_of(id, STABIL_FOR_ROTATION, 0), s->rotation_new[j], share);
  if (w->expected) {
    pull_evenly(s, j, pulls);
    return;
  }
  for (int64_t k = 0; k < pulls; k++) {
    const double v =
        stabil_random_uniform(s->stream, id, step, STABIL_FOR_ROTATION, 1 + (uint32_t)k);
    const int post = pick_post(s, j, v);
    // the clocks of a draw are keyed by the rotation post and the opening
    const uint32_t clock = (uint32_t)(stabil_random_mix(id + (uint64_t)k) >> 32);
    const int i = post < 0 ? -1 : pick_record(s, post, clock);
    if (i < 0) return;
    pull(s, i, slot, 1);
  }
}

void stabil_rotation_pull(stabil_state *s) {
  for (int i = 0; i < s->world->posts; i++) {
    const int j = s->world->post_order[i];
    if (s->rotation_new[j] > 0) pull_into(s, j);
  }
}
