// SPDX-License-Identifier: GPL-3.0-or-later
// Overtime (docs/model.md 4.8): own staff cover what is missing, up to a share of what
// they work, before locums are bought.
#include "year/state.h"

stabil_fte stabil_overtime_of(const stabil_state *s, int j, const stabil_ledger *l) {
  const stabil_world *w = s->world;
  const stabil_overtime *overtime = &w->study->role[w->post[j].role].overtime;
  const stabil_fte most =
      (stabil_fte)((double)l->worked * stabil_world_value(w, &overtime->cap));
  return most < l->gap ? most : l->gap;
}

double stabil_overtime_cost(const stabil_state *s, int j) {
  if (s->overtime[j] == 0) return 0.0;
  const stabil_world *w = s->world;
  const stabil_overtime *overtime = &w->study->role[w->post[j].role].overtime;
  return stabil_fte_value(s->overtime[j]) * s->epoch->wage[j] *
         (1.0 + stabil_world_value(w, &overtime->cost)) * w->dt;
}
