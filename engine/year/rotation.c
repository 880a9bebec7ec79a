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
    const double clock = -stabil_log(u) / (double)c->n[i];
    if (clock < first) {
      first = clock;
      best = i;
    }
  }
  return best;
}

static void pull_into(stabil_state *s, int j) {
  const stabil_world *w = s->world;
  const int slot = w->posts + j;
  const stabil_role *role = &w->study->role[w->post[j].role];
  const double share = stabil_world_value(w, &role->rotation.from_posts);
  const uint64_t id = w->slot[slot].id;
  const uint32_t step = (uint32_t)s->step;
  const double u = stabil_random_uniform(s->stream, id, step, STABIL_FOR_ROTATION, 0);
  const int64_t pulls = stabil_sample_binomial(s->fillable[slot], share, u);
  for (int64_t k = 0; k < pulls; k++) {
    const double v =
        stabil_random_uniform(s->stream, id, step, STABIL_FOR_ROTATION, 1 + (uint32_t)k);
    const int post = pick_post(s, j, v);
    // the clocks of a draw are keyed by the rotation post and the opening
    const uint32_t clock = (uint32_t)(stabil_random_mix(id + (uint64_t)k) >> 32);
    const int i = post < 0 ? -1 : pick_record(s, post, clock);
    if (i < 0) return;
    const stabil_person holder = stabil_cohorts_person(&s->cohorts, i);
    const stabil_person person = stabil_state_hired(s, &holder, slot);
    stabil_state_hire(s, i, &person, 1, STABIL_CAUSE_ROTATION_PULL);
    s->fillable[slot]--;
  }
}

void stabil_rotation_pull(stabil_state *s) {
  for (int i = 0; i < s->world->posts; i++) {
    const int j = s->world->post_order[i];
    if (s->fillable[s->world->posts + j] > 0) pull_into(s, j);
  }
}
