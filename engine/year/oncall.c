// SPDX-License-Identifier: GPL-3.0-or-later
// On-call burden (docs/model.md 4.10): duties are shared by those who are there, so the
// fewer they are the sooner they leave.
#include "year/state.h"

static double team(const stabil_state *s, int j) {
  const stabil_ledger l = stabil_cover_ledger(s, j);
  const int64_t people = stabil_cohorts_heads(&s->cohorts, j) +
                         (l.rotation + STABIL_FTE_ONE / 2) / STABIL_FTE_ONE;
  const int64_t one = s->world->units;
  return (double)(people > one ? people : one) / (double)one;
}

void stabil_oncall_apply(stabil_state *s) {
  const stabil_world *w = s->world;
  for (int j = 0; j < w->posts; j++) {
    const stabil_oncall *oncall = &w->study->role[w->post[j].role].oncall;
    if (!oncall->given || w->post[j].rest) continue;
    const double fewer = stabil_world_value(w, &oncall->reference) / team(s, j);
    if (fewer > 1.0)
      s->separate_by[j] *= stabil_exp(s->epoch->team_effect[j] * stabil_log(fewer));
  }
}
