// SPDX-License-Identifier: GPL-3.0-or-later
// Tasks that go from one kind of post to another (docs/model.md 5.1).
#ifndef STABIL_MODEL_TASKS_H
#define STABIL_MODEL_TASKS_H

#include "model/epoch.h"

// tasks.shift: the ledgers of a year, [posts] each, with the policy's tasks moved in the
// order of the bundle. What one post gives away and others get is conserved to the bit at
// a ratio of 1.
stabil_status stabil_tasks_shift(const stabil_world *world, const stabil_policy *policy,
                                 stabil_arena *arena,
                                 stabil_fte *const ledger[STABIL_LEDGERS],
                                 stabil_error *err) STABIL_MUST_USE;

#endif
