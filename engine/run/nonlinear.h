// SPDX-License-Identifier: GPL-3.0-or-later
// What in a run makes the mean of chance differ from what the expected mode gives.
#ifndef STABIL_RUN_NONLINEAR_H
#define STABIL_RUN_NONLINEAR_H

#include "model/model.h"
#include "stabil/record.h"

// The list, in the arena, of what the world and these scenarios of it turn on; count 0:
// the study is linear, and the two must agree. False when memory is out.
bool stabil_nonlinear_fill(const stabil_world *world, stabil_model *const *model,
                           int count, stabil_arena *arena, stabil_names *out);

#endif
