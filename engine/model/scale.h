// SPDX-License-Identifier: GPL-3.0-or-later
// What a number of an effect means on its scale (docs/model.md 5).
#ifndef STABIL_MODEL_SCALE_H
#define STABIL_MODEL_SCALE_H

#include "model/epoch.h"

// A share or risk p moved on the scale or, rr or rd by v, within [0, 1].
double stabil_scale_share(stabil_scale scale, double v, double p);

// A risk of leaving p moved by v, kept so far from 0 and 1 that neither it nor the chance
// to stay falls below a thousandth of what it was.
double stabil_scale_risk(stabil_scale scale, double v, double p);

// The multiplier of a hazard whose integral over the follow-up is `cumulative`, so that
// the risk over that time is moved by v; 1 where nobody leaves.
double stabil_scale_hazard(stabil_scale scale, double v, double cumulative);

// Is the effect a statement about a risk of leaving?
bool stabil_scale_is_risk(const stabil_effect *effect);

// The multiplier of a rate or of odds in a slot, for people in a stage, as strongly as
// the effect acts there.
double stabil_active_multiplier(const stabil_world *world, const stabil_active *active,
                                int slot, int stage);

#endif
