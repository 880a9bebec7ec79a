// SPDX-License-Identifier: GPL-3.0-or-later
// A scenario compiled for a draw: the parameters of every year, ready for the engine.
#ifndef STABIL_MODEL_MODEL_H
#define STABIL_MODEL_MODEL_H

#include "model/fidelity.h"

typedef struct stabil_model {
  const stabil_world *world;
  stabil_arena *arena;
  int scenario;              // index in the study
  stabil_epoch **epoch;      // [years]; years with the same parameters share one
  double *seats;             // [years][programmes]
  stabil_fidelity *fidelity; // NULL: the study has no systematic work
  // ledgers at year end, FTE of 2^-10 [years][posts]; rest places hold zeros
  stabil_fte *need, *demand, *funded;
  stabil_fte *funded_start; // [posts] before the first year
} stabil_model;

// Compile a scenario. The world must outlive the model.
stabil_status stabil_model_create(const stabil_world *world, int scenario,
                                  stabil_model **out, stabil_error *err) STABIL_MUST_USE;
void stabil_model_free(stabil_model *model); // NULL is fine

#endif
