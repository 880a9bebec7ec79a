// SPDX-License-Identifier: GPL-3.0-or-later
// What the measures that are on cost: each cost becomes lines by post, or by programme.
#include "model/levers.h"

static bool at(const stabil_world *w, const stabil_active_cost *active, int place) {
  return stabil_area_match(w, &active->cost->where, place) &&
         (!active->area || stabil_area_match(w, active->area, place));
}

// A sum per place is paid once, by the post of the place that comes first by identity, so
// that the order in which roles are written does not matter.
static bool first_of_place(const stabil_world *w, const stabil_active_cost *active,
                           int j) {
  for (int k = 0; k < w->posts; k++) {
    if (w->post[k].place == w->post[j].place && w->post[k].id < w->post[j].id &&
        stabil_set_has(&active->cost->roles, w->post[k].role))
      return false;
  }
  return true;
}

static int post_lines(const stabil_world *w, const stabil_active_cost *active,
                      stabil_cost_line *out) {
  const stabil_cost *cost = active->cost;
  const bool by_stage = cost->who.stages.count > 0 || cost->who.professions.count > 0;
  const double amount = active->coverage * stabil_world_value(w, &cost->amount);
  int n = 0;
  for (int j = 0; j < w->posts; j++) {
    if (w->post[j].rest || !stabil_set_has(&cost->roles, w->post[j].role)) continue;
    if (!at(w, active, w->post[j].place)) continue;
    if (cost->per == STABIL_PER_PLACE && !first_of_place(w, active, j)) continue;
    const double part = active->by_place ? active->by_place[w->post[j].place] : 1.0;
    if (part == 0.0) continue;
    stabil_cost_line line = {cost->per,     j,           -1, -1, cost->item, cost->payer,
                             amount * part, active->rule};
    if (!by_stage || cost->per == STABIL_PER_PLACE || cost->per == STABIL_PER_HIRE) {
      if (out) out[n] = line;
      n++;
      continue;
    }
    for (int s = 0; s < w->stages; s++) {
      if (!stabil_active_holds(w, &cost->who, s)) continue;
      line.stage = s;
      if (out) out[n] = line;
      n++;
    }
  }
  return n;
}

static int seat_lines(const stabil_world *w, const stabil_active_cost *active,
                      stabil_cost_line *out) {
  const stabil_cost *cost = active->cost;
  const double amount = active->coverage * stabil_world_value(w, &cost->amount);
  int n = 0;
  for (int g = 0; g < w->programmes; g++) {
    const stabil_programme *programme = &w->study->programme[g];
    if (!stabil_set_has(&cost->who.programmes, g) ||
        !stabil_set_has(&cost->who.tracks, programme->track) ||
        !stabil_set_has(&cost->who.professions, programme->profession))
      continue;
    if (out)
      out[n] =
          (stabil_cost_line){cost->per, -1, -1, g, cost->item, cost->payer, amount, 0};
    n++;
  }
  return n;
}

static int lines(const stabil_world *w, const stabil_policy *policy,
                 stabil_cost_line *out) {
  int n = 0;
  for (int i = 0; i < policy->cost_count; i++) {
    const stabil_active_cost *active = &policy->cost[i];
    stabil_cost_line *next = out ? out + n : NULL;
    n += active->cost->per == STABIL_PER_SEAT ? seat_lines(w, active, next)
                                              : post_lines(w, active, next);
  }
  return n;
}

stabil_status stabil_epoch_costs(const stabil_world *w, const stabil_policy *policy,
                                 stabil_arena *arena, stabil_epoch *epoch,
                                 stabil_error *err) {
  epoch->cost_count = lines(w, policy, NULL);
  stabil_cost_line *line =
      stabil_arena_array(arena, (size_t)epoch->cost_count, sizeof *line);
  if (!line) return stabil_fail(err, STABIL_MEMORY, "no memory for the model");
  lines(w, policy, line);
  epoch->cost = line;
  return STABIL_OK;
}
