// SPDX-License-Identifier: GPL-3.0-or-later
// Whom and where an effect reaches, and what it does to a number.
#ifndef STABIL_MODEL_LEVERS_H
#define STABIL_MODEL_LEVERS_H

#include "model/epoch.h"

// An empty set has everything.
bool stabil_set_has(const stabil_set *set, int index);
// Does the effect reach people and posts of this place?
bool stabil_active_at(const stabil_world *world, const stabil_active *active, int place);
// Is the stage in the population, as far as stages and professions say?
bool stabil_active_holds(const stabil_world *world, const stabil_who *who, int stage);
// Are people of this kind in the population, as far as traits, tracks, first post say?
bool stabil_who_is(const stabil_world *world, const stabil_who *who, int kind);
// The multiplier of a rate (hr) or of odds (or, add on the log scale), as strongly as it
// acts in the place; for risks of leaving see scale.h.
double stabil_active_factor(const stabil_active *active, int place);

#endif
