// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/bonds.h"

#include <math.h>

#include "model/parts.h"

enum { CLIFF_MONTHS = 6 };

// One number by combination of traits: the last share whose trait has its second value.
static void by_traits(const stabil_world *w, const stabil_quantity *value,
                      const stabil_shares *by, double *out) {
  for (int bits = 0; bits < 1 << w->traits; bits++) {
    out[bits] = stabil_world_value(w, value);
    for (int i = 0; i < by->count; i++) {
      if ((bits >> by->share[i].index) & 1)
        out[bits] = stabil_world_value(w, &by->share[i].value);
    }
  }
}

stabil_status stabil_world_bonds(stabil_world *w, stabil_error *err) {
  for (int b = 0; b < w->bonds; b++) {
    const stabil_bond *from = &w->study->bond[b];
    stabil_bond_table *bond = &w->bond[b];
    bond->months =
        (int)fmax(1.0, floor(12.0 * stabil_world_value(w, &from->years) + 0.5));
    bond->scope = from->scope;
    bond->payer = from->payer;
    bond->price = stabil_world_value(w, &from->price);
    bond->hold = stabil_arena_array(w->arena, (size_t)1 << w->traits, sizeof(double));
    bond->cliff = stabil_arena_array(w->arena, (size_t)1 << w->traits, sizeof(double));
    bond->buy_out = stabil_arena_array(w->arena, (size_t)1 << w->traits, sizeof(double));
    if (!bond->hold || !bond->cliff || !bond->buy_out)
      return stabil_fail(err, STABIL_MEMORY, "no memory for the model");
    by_traits(w, &from->hold, &from->hold_by, bond->hold);
    by_traits(w, &from->cliff, &from->cliff_by, bond->cliff);
    by_traits(w, &from->buy_out, &from->buy_out_by, bond->buy_out);
  }
  return STABIL_OK;
}

// The share of a step of `length` months from `begin` that lies between two months.
static double overlap(int begin, int length, int from, int to) {
  const int first = from > begin ? from : begin;
  const int last = to < begin + length ? to : begin + length;
  return last > first ? (double)(last - first) / length : 0.0;
}

stabil_bond_rates stabil_bond_at(const stabil_world *w, const stabil_person *person,
                                 int step) {
  const stabil_bond_table *bond = &w->bond[person->bond - 1];
  const int length = 12 / w->steps_per_year, begin = step * length;
  const int end = person->bond_end;
  const double held = end == 0 ? 1.0 : overlap(begin, length, 0, end);
  const double after = end == 0 ? 0.0 : overlap(begin, length, end, end + CLIFF_MONTHS);
  return (stabil_bond_rates){.separate = 1.0 + held * (bond->hold[person->traits] - 1.0) +
                                         after * (bond->cliff[person->traits] - 1.0),
                             .buy_out = held * bond->buy_out[person->traits]};
}

bool stabil_bond_over(const stabil_world *w, const stabil_person *person, int step) {
  const int begin = step * (12 / w->steps_per_year);
  return person->bond && person->bond_end && person->bond_end + CLIFF_MONTHS <= begin;
}

bool stabil_bond_covers(const stabil_world *w, int bond, int place) {
  return !w->place_rest[place] &&
         (w->bond[bond].scope != STABIL_SCOPE_DISTRICT || w->place_district[place]);
}
