// SPDX-License-Identifier: GPL-3.0-or-later
// Effects that act on as many as there are mentors for (docs/model.md 4.20).
#ifndef STABIL_MODEL_MENTORS_H
#define STABIL_MODEL_MENTORS_H

#include "model/epoch.h"

// out[STABIL_MENTORED_COUNT]; NULL where no effect of the policy needs mentors.
stabil_status stabil_mentors_create(const stabil_world *world,
                                    const stabil_policy *policy, stabil_arena *arena,
                                    stabil_mentors **out,
                                    stabil_error *err) STABIL_MUST_USE;

// The most rows that a policy of the study can need.
int stabil_mentors_rows(const stabil_world *world);
// The most effects on their hazards where those of measures have diminishing returns.
int stabil_mentors_terms(const stabil_world *world);

#endif
