// SPDX-License-Identifier: GPL-3.0-or-later
// Who can train whom (docs/model.md 4.20): the tables of the world on supervisors of
// stages and of students, made once.
#ifndef STABIL_MODEL_CAPACITY_H
#define STABIL_MODEL_CAPACITY_H

#include "model/world.h"

// Does the study ask for supervisors anywhere?
static inline bool stabil_capacity_given(const stabil_world *w) {
  return w->supervised_count > 0 || w->placement;
}

#endif
