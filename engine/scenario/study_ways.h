// SPDX-License-Identifier: GPL-3.0-or-later
// Ways in and on, as a study says them: further education from a post, staff admitted to
// a programme, first claims on a place, placements, internships by lot.
#ifndef STABIL_SCENARIO_STUDY_WAYS_H
#define STABIL_SCENARIO_STUDY_WAYS_H

#include "scenario/study_values.h"

typedef struct stabil_way { // stages.<name>.specialise[]: further education in the post
  stabil_mark mark;
  int to;            // to: stage that begins
  stabil_table rate; // rate: a year
  stabil_set roles;  // roles: of the post
} stabil_way;

typedef struct stabil_practice { // programmes.<name>.placements, beside trait and share
  int drawn;                     // drawn: true, by lot; false, by choice
  stabil_shares chosen; // chosen: log-odds of those with a second value; index = trait
  int bad_trait;        // bad: {trait, share}: of the exposed; -1 if absent
  stabil_quantity bad;
} stabil_practice;

typedef struct stabil_allocation { // roles.<name>.allocation
  stabil_quantity lottery;         // lottery: share of the choices that are by lot
} stabil_allocation;

#endif
