// SPDX-License-Identifier: GPL-3.0-or-later
// How applicants and posts meet, as a study says it.
#ifndef STABIL_SCENARIO_STUDY_MATCHING_H
#define STABIL_SCENARIO_STUDY_MATCHING_H

#include <stdbool.h>

#include "scenario/quantity.h"

typedef enum stabil_matching { // choice.matching
  STABIL_IMMEDIATE,            // who is taken in a round has the post
  STABIL_DEFERRED              // posts keep the best so far until the last round
} stabil_matching;

// Classes of applicants that a post may put first. X(ID, name, text)
#define STABIL_CLASS_LIST(X)                                                             \
  X(BONDED, bonded, "under a bond that binds")                                           \
  X(CLAIM, claim, "first in line at the place by agreement")                             \
  X(LOCAL_TIES, local_ties, "from the labour region of the place")                       \
  X(TRAINED, trained, "trained in the labour region of the place")                       \
  X(STAFF, staff, "in another post already: those who look for one on the job")

typedef enum stabil_class {
#define STABIL_CLASS_ENUM(ID, name, text) STABIL_CLASS_##ID,
  STABIL_CLASS_LIST(STABIL_CLASS_ENUM)
#undef STABIL_CLASS_ENUM
      STABIL_CLASS_COUNT
} stabil_class;

typedef struct stabil_priority { // roles.<name>.priority: first class first
  int count;
  stabil_class class[STABIL_CLASS_COUNT];
} stabil_priority;

typedef struct stabil_job_search { // roles.<name>.job_search: holders look elsewhere
  bool given;
  stabil_quantity rate; // rate: a year, of looking
  stabil_quantity stay; // stay: utility of the post one has
  int trainees;         // trainees: those in a stage with a length too
} stabil_job_search;

#endif
