// SPDX-License-Identifier: GPL-3.0-or-later
// How measures of a bundle act on each other (docs/model.md 5.3). By `threshold` and
// `matrix` a measure is stronger or weaker in a place; by `diminishing` effects on one
// rate or choice count for less beside stronger ones.
#ifndef STABIL_MODEL_INTERACTION_H
#define STABIL_MODEL_INTERACTION_H

#include "model/policy.h"

// However many strengthen it, a measure is at most this many times as strong.
#define STABIL_MOST_STRENGTHENED 2.0

// The rule of the scenario, applied to the strengths of its behavioural effects in places
// as the modifiers before it leave them.
stabil_policy_modifier stabil_interaction_modify;

typedef struct stabil_multiplier { // a multiplier of a hazard or of odds
  int measure;                     // index of whose it is; -1: it counts in full
  double factor;
  double sum; // scratch
  bool taken; // scratch
} stabil_multiplier;

// The index under which an effect counts.
static inline int stabil_multiplier_measure(const stabil_active *active) {
  return active->behavioural ? active->measure : -1;
}

// What the terms come to: their product, in their order. With diminishing returns: of the
// measures that pull the same way the strongest counts in full (on the log scale), each
// next one `saturation` times less than the one before. Their order does not matter, and
// where no two measures pull the same way it is the product, to the bit.
double stabil_interaction_product(stabil_multiplier *term, int count,
                                  const stabil_diminishing *diminishing);

#endif
