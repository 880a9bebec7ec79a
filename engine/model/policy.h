// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef STABIL_MODEL_POLICY_H
#define STABIL_MODEL_POLICY_H

#include "model/epoch.h"

// The policy of a scenario in a year; scenario -1: the study's behaviour alone. Effects
// that change nothing are dropped.
stabil_status stabil_policy_create(const stabil_world *world, int scenario, int year,
                                   stabil_arena *arena, stabil_policy *out,
                                   stabil_error *err) STABIL_MUST_USE;

// The same effects and costs in the same order.
bool stabil_policy_same(const stabil_policy *a, const stabil_policy *b);

#endif
