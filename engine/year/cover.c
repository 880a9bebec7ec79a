// SPDX-License-Identifier: GPL-3.0-or-later
// Cover of what is vacant: overtime of own staff, a pool, then locums (docs/model.md
// 4.8, 4.14).
#include "year/state.h"

stabil_fte stabil_cover_rotation(const stabil_state *s, int j, int64_t rotators) {
  const int on = s->on[j], cycle = on + s->off[j];
  if (rotators == 0 || cycle == 0) return 0;
  return (2 * rotators * on * STABIL_FTE_ONE + cycle) / (2 * cycle);
}

stabil_ledger stabil_cover_ledger(const stabil_state *s, int j) {
  const stabil_world *w = s->world;
  const int64_t *heads = s->cohorts.heads + j * w->stages;
  stabil_ledger l = {0};
  for (int stage = 0; stage < w->stages; stage++) {
    l.held += heads[stage] * s->epoch->held_per_head[j];
    l.worked += heads[stage] * s->epoch->worked_per_head[j * w->stages + stage];
  }
  if (s->supervision) {
    l.given = s->supervision[j] < l.worked ? s->supervision[j] : l.worked;
    l.worked -= l.given;
  }
  l.rotators = stabil_cohorts_heads(&s->cohorts, w->posts + j);
  l.rotation = stabil_cover_rotation(s, j, l.rotators);
  l.funded = w->post[j].rest ? l.held : s->model->funded[s->year * w->posts + j];
  const stabil_fte vacant = l.funded - l.held - l.rotation;
  const stabil_fte gap = l.funded - l.worked - l.rotation;
  l.vacant = vacant > 0 ? vacant : 0;
  l.post_surplus = vacant < 0 ? -vacant : 0;
  l.gap = gap > 0 ? gap : 0;
  l.surplus = gap < 0 ? -gap : 0;
  return l;
}

void stabil_cover_step(stabil_state *s) {
  const stabil_world *w = s->world;
  for (int j = 0; j < w->posts; j++) {
    s->overtime[j] = s->pool[j] = 0;
    if (w->post[j].rest || !w->study->role[w->post[j].role].overtime.given) continue;
    const stabil_ledger l = stabil_cover_ledger(s, j);
    s->overtime[j] = stabil_overtime_of(s, j, &l);
  }
  stabil_pool_share(s);
  for (int j = 0; j < w->posts; j++) {
    s->locum[j] = 0;
    s->locum_paid[j] = 0.0;
    if (!w->post[j].rest && s->epoch->locum_fill[j] != 0.0) stabil_locums_buy(s, j);
  }
}
