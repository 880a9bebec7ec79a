// SPDX-License-Identifier: GPL-3.0-or-later
// Locums: what is left of the gap, as far as they can be had, are allowed and can be paid
// for (docs/model.md 4.8, 4.14).
#include <math.h>

#include "year/state.h"

static stabil_fte least(stabil_fte a, stabil_fte b) {
  return a < b ? a : b;
}

static double weeks_of(const stabil_state *s, int j, stabil_fte fte) {
  const stabil_locum *locum = &s->world->study->role[s->world->post[j].role].locum;
  return stabil_fte_value(fte) * stabil_world_value(s->world, &locum->weeks_per_fte) *
         s->world->dt;
}

// What is left of the year's budget is spread over what is left of the year.
static double budget_of(const stabil_state *s, int j) {
  const double left =
      s->epoch->locum_budget[j] * s->world->units - s->flows.locum_cost[j];
  return fmax(0.0, left) / (s->world->steps_per_year - s->season);
}

void stabil_locums_buy(stabil_state *s, int j) {
  const stabil_epoch *e = s->epoch;
  const stabil_ledger l = stabil_cover_ledger(s, j);
  const double week = e->locum_price[j] * s->price_by[s->world->post[j].role];
  stabil_fte fte = least((stabil_fte)((double)l.vacant * e->locum_fill[j]),
                         l.gap - s->overtime[j] - s->pool[j]);
  if (e->locum_cap[j] < 1.0)
    fte = least(fte, (stabil_fte)((double)l.funded * e->locum_cap[j]));
  double cost = weeks_of(s, j, fte) * week;
  const double budget = budget_of(s, j);
  if (cost > budget) {
    fte = (stabil_fte)((double)fte * (budget / cost));
    cost = weeks_of(s, j, fte) * week;
  }
  s->locum[j] = fte;
  s->flows.locum_weeks[j] += weeks_of(s, j, fte);
  s->locum_paid[j] = cost;
  s->flows.locum_cost[j] += cost;
}
