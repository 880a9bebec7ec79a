// SPDX-License-Identifier: GPL-3.0-or-later
// Return of service (docs/model.md 4.12).
#ifndef STABIL_MODEL_BONDS_H
#define STABIL_MODEL_BONDS_H

#include "model/person.h"

// What a bond does to the hazards of a post in a step, averaged over the step.
typedef struct stabil_bond_rates {
  double separate; // factor
  double buy_out;  // rate a year
} stabil_bond_rates;

// The person must have a bond.
stabil_bond_rates stabil_bond_at(const stabil_world *world, const stabil_person *person,
                                 int step);

// Is the person bound at the end of the step?
static inline bool stabil_bond_binds(const stabil_world *world,
                                     const stabil_person *person, int step) {
  return person->bond && (person->bond_end == 0 ||
                          person->bond_end * world->steps_per_year > (step + 1) * 12);
}

// Has the half year after its end passed as the step begins?
bool stabil_bond_over(const stabil_world *world, const stabil_person *person, int step);

// May a bond of this index (from 0) be given with a post in this place?
bool stabil_bond_covers(const stabil_world *world, int bond, int place);

#endif
