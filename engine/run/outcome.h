// SPDX-License-Identifier: GPL-3.0-or-later
// One number of a record: a measure of a year over the modelled posts of an area.
#ifndef STABIL_RUN_OUTCOME_H
#define STABIL_RUN_OUTCOME_H

#include "stabil/record.h"

typedef struct stabil_outcome {
  stabil_measure_id measure;
  int year;      // index
  bool district; // else all modelled places
} stabil_outcome;

// A ratio is that of the sums; NaN or infinite where nothing is below.
double stabil_outcome_of(const stabil_outcome *outcome, const stabil_layout *layout,
                         const stabil_record *record);

#endif
