// SPDX-License-Identifier: GPL-3.0-or-later
// Who is first in line for a post in a place, and for how long (docs/model.md).
#ifndef STABIL_MODEL_CLAIMS_H
#define STABIL_MODEL_CLAIMS_H

#include "model/person.h"

typedef struct stabil_claim {
  int place;
  int role; // -1: any that takes the stage
  bool holds;
} stabil_claim;

// The claim of somebody who has one and is searching in a step.
stabil_claim stabil_claim_of(const stabil_world *world, const stabil_person *person,
                             int step);

// Does a post of the claim's role, in its place, take the person?
bool stabil_claim_takes(const stabil_world *world, const stabil_claim *claim,
                        const stabil_person *person, int step, int post);

// May a place sign an agreement with somebody who will hold such a post there?
bool stabil_agreement_signs(const stabil_world *world, int agreement, int stage,
                            int post);

#endif
