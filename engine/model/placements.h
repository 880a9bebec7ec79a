// SPDX-License-Identifier: GPL-3.0-or-later
// Placements by choice or by lot (docs/model.md).
#ifndef STABIL_MODEL_PLACEMENTS_H
#define STABIL_MODEL_PLACEMENTS_H

#include "model/epoch.h"
#include "model/person.h"

// Solve who chooses a placement, so that as many do as the programme has places.
void stabil_epoch_placements(const stabil_world *world, stabil_epoch *epoch);
// What matters for the students of a programme, levers applied.
stabil_admission stabil_epoch_admission(const stabil_world *world,
                                        const stabil_epoch *epoch, int programme);

#endif
