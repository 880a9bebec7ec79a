// SPDX-License-Identifier: GPL-3.0-or-later
// How much of an effect there is in a year: it is delayed, grows, fades, and some of it
// may remain (docs/model.md 5).
#ifndef STABIL_MODEL_INTENSITY_H
#define STABIL_MODEL_INTENSITY_H

#include "model/world.h"

typedef struct stabil_course {   // years from the start of the measure
  double delay, ramp;            // 0 until delay, then in so many years to 1
  double half_life, to;          // from then on down towards `to`; INFINITY: not at all
  double end;                    // of the measure; INFINITY: it stays on
  double share, share_half_life; // of what there was at its end, and how that goes
} stabil_course;

// At a time, and the mean from one time to another, from < to.
double stabil_course_at(const stabil_course *course, double time);
double stabil_course_mean(const stabil_course *course, double from, double to);

// The mean over a calendar year of an effect of a measure that is used, 0 ... 1.
double stabil_intensity(const stabil_world *world, const stabil_timing *timing,
                        const stabil_use *use, int year);

#endif
