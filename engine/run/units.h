// SPDX-License-Identifier: GPL-3.0-or-later
// Sub-units of a person in the expected mode.
#ifndef STABIL_RUN_UNITS_H
#define STABIL_RUN_UNITS_H

#include "model/epoch.h"

enum { STABIL_MOST_UNITS = 1 << 14 };

// A power of two, at most 4096: as many as keep the modelled people and students at about
// a million sub-units, which bounds the number of cohorts; an eighth of it where there
// are draws to average over; fewer where the rest of the country would outgrow a cohort's
// count.
int stabil_units_for(const stabil_world *world, int draws);

// Does a number of the study differ from draw to draw?
bool stabil_study_uncertain(const stabil_study *study);

#endif
