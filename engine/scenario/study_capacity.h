// SPDX-License-Identifier: GPL-3.0-or-later
// Part of a study as read (study.h): who trains whom.
#ifndef STABIL_SCENARIO_STUDY_CAPACITY_H
#define STABIL_SCENARIO_STUDY_CAPACITY_H

#include <stdbool.h>

#include "scenario/study_values.h"

typedef struct stabil_supervision { // stages.<name>.supervision
  bool given;
  stabil_set by;        // by: stages whose holders supervise
  stabil_quantity per;  // per: trainees that one of them takes
  bool regional;        // where: place | region (the labour region)
  stabil_quantity time; // time: FTE of supervisors' work that each trainee takes
} stabil_supervision;

typedef enum stabil_around {
  STABIL_AROUND_LOCAL,
  STABIL_AROUND_COUNTY,
  STABIL_AROUND_REGION
} stabil_around;

typedef struct stabil_placements { // programmes.<name>.placements, but for the trait
  bool given;
  stabil_quantity weeks;    // weeks: supervised, that a student needs a year
  stabil_quantity time;     // time: FTE of supervisors' work that one takes meanwhile
  stabil_set stages, roles; // supervisors: {stages: [], roles: [],
  stabil_quantity per_fte;  //   weeks: that a worked FTE can give a year,
  stabil_around around;     //   where: local | county | region}
} stabil_placements;

typedef struct stabil_mentors_needed { // needs: {mentors: {...}}
  bool given;
  stabil_set stages;          // stages: of those who can be mentors
  stabil_quantity years;      // years: in the post, at least
  stabil_quantity experience; // experience: years since qualification, at least
  stabil_quantity per;        // per: people that one of them takes
} stabil_mentors_needed;

#endif
