// SPDX-License-Identifier: GPL-3.0-or-later
// Which player of a game does how much (docs/model.md 6.5): its Shapley value, what is
// lost without it, what it does alone; by replicate, all of one replicate paired.
#ifndef STABIL_RUN_ATTRIBUTION_H
#define STABIL_RUN_ATTRIBUTION_H

#include "run/game.h"

typedef struct stabil_attribution_plan {
  bool shapley, without; // what is asked for
  int replicates;        // of `without` and `alone`, and of exact Shapley values
  // Orders in which players come in, two for each replicate, the second the first
  // reversed; 0: all subsets, in every replicate.
  int permutations;
  int checks; // replicates more, of the bundle's effect alone
} stabil_attribution_plan;

enum { STABIL_MOST_EXACT = 16 }; // players of which all subsets are run

// Samples by replicate, from 1. Differences to nobody in the game, but for `without`:
// everybody less everybody without the player.
typedef struct stabil_attribution {
  int players, outcomes;
  int units, replicates; // replicates of Shapley values; of the others
  int checks;            // those of `check`, from 1 + the most of the two before
  double *shapley;       // [outcomes][players][units]; NULL: not asked for
  double *without;       // [outcomes][players][replicates]; NULL: not asked for
  double *alone;         // [outcomes][players][replicates]
  double *nobody;        // [outcomes][most]: the outcome itself
  double *bundle;        // [outcomes][most]
  double *check;         // [outcomes][checks]: the bundle, in other replicates
  int64_t runs;
} stabil_attribution;

// Replicates in which anything but the check is done.
static inline int stabil_attribution_most(const stabil_attribution *a) {
  return a->units > a->replicates ? a->units : a->replicates;
}

// Those of a player; `of` is `shapley`, `without` or `alone`.
const double *stabil_attribution_samples(const stabil_attribution *a, const double *of,
                                         int outcome, int player);

// Free *out after use. permutations: even; 0: at most STABIL_MOST_EXACT players.
stabil_status stabil_attribute(const stabil_game *game,
                               const stabil_attribution_plan *plan,
                               stabil_attribution *out,
                               stabil_error *err) STABIL_MUST_USE;
void stabil_attribution_free(stabil_attribution *attribution);

#endif
