// SPDX-License-Identifier: GPL-3.0-or-later
// Which numbers of a study matter: one at a time, by the expected mode.
//
// A first pass changes every number by a tenth of itself, in few sub-units of a person;
// the numbers that seem to matter most are then changed both ways, in more sub-units.
// Nothing is left to chance, so what noise there is comes from counting in sub-units;
// changes of next to nothing show how much.
#ifndef STABIL_RUN_ELASTICITY_H
#define STABIL_RUN_ELASTICITY_H

#include "scenario/study.h"
#include "stabil/run.h"

typedef struct stabil_elasticity_plan {
  const char *scenario; // NULL: the baseline
  stabil_measure_id outcome;
  int year;         // 0: the last one
  bool district;    // else all modelled places
  int coarse, fine; // sub-units of a person, powers of two; 0: as many as are quick
  int refined;      // numbers of the second pass
  int threads;      // 0: one for each processor
  void (*progress)(void *context, const stabil_progress *progress); // may be NULL
  void *context;
  const volatile int *stop; // may be NULL
} stabil_elasticity_plan;

typedef struct stabil_elasticity {
  const stabil_quantity *number;
  // Relative change of the outcome over relative change of the number; NaN where no
  // changed number makes a model.
  double value;
  double first;         // of the first pass: one way, up where that makes a model
  double again;         // the same way in the second pass
  bool refined;         // in the second pass
  double outcome, step; // of the first pass
} stabil_elasticity;

typedef struct stabil_elasticities {
  int count;
  stabil_elasticity *item; // the refined first, by size
  const char *scenario;
  int year, runs, coarse, fine;
  // Not tried: numbers that the scenario does not use; that are 0 and have no relative
  // change. Tried in vain: those that made no model.
  int unused, zero, failed;
  double outcome; // with nothing changed, in the second pass
  // Standard deviation of an elasticity of the second pass that is noise: what changes of
  // next to nothing do. What the first pass differs by, root mean square: a number whose
  // elasticity is not well above that may have been left out of the second.
  double noise, first_noise;
} stabil_elasticities;

#define STABIL_ELASTICITY_STEP 0.1 // of a number, either way

// Numbers that are stated or assumed; neutral defaults are left alone. STABIL_USAGE: no
// such scenario or year, an outcome that is 0 or not there. The caller frees *out.
stabil_status stabil_elasticities_find(const stabil_study *study,
                                       const stabil_elasticity_plan *plan,
                                       stabil_elasticities *out,
                                       stabil_error *err) STABIL_MUST_USE;
void stabil_elasticities_free(stabil_elasticities *elasticities);

// Is there a modelled post in the district?
bool stabil_elasticity_district(const stabil_study *study);

#endif
