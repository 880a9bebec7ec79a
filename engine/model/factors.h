// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef STABIL_MODEL_FACTORS_H
#define STABIL_MODEL_FACTORS_H

#include "model/levers.h"

// The multipliers of one lever (hazards, choice.utility) under a policy.
stabil_status stabil_factors_create(const stabil_world *world,
                                    const stabil_policy *policy, int lever,
                                    stabil_arena *arena, stabil_factors *out,
                                    stabil_error *err) STABIL_MUST_USE;

// Does an effect on such a lever reach people of a stage in a slot?
bool stabil_factors_reach(const stabil_world *world, const stabil_active *active,
                          int slot, int stage);

#endif
