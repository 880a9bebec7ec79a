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

typedef struct stabil_recruits { // programmes.<name>.recruits: students are staff
  bool given;
  stabil_set roles;  // roles: that they leave
  stabil_set stages; // stages: of theirs; empty: any
  stabil_area where; // where: they work
  int claim;         // claim: true, they are first in line where they worked
  int drop_to;       // drop_to: stage in which dropouts look for work; -1: lost
} stabil_recruits;

typedef enum stabil_claim_where {
  STABIL_CLAIM_PLACE,
  STABIL_CLAIM_REGION
} stabil_claim_where;

typedef struct stabil_next_claim { // stages.<name>.next_claim: coupled to what follows
  bool given;
  int role;                 // role: of the post that follows
  stabil_quantity share;    // share: of those whose stage ends
  stabil_claim_where where; // where: place | region (its labour region)
  stabil_quantity years;    // years: that the claim holds
} stabil_next_claim;

typedef struct stabil_agreement { // agreements.<name>: graduates bound to a place
  const char *name;
  stabil_mark mark;
  stabil_text label;
  stabil_area where; // where: municipalities and hospitals that sign
  int bond;          // bond: that goes with it; -1
} stabil_agreement;

#endif
