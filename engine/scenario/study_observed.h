// SPDX-License-Identifier: GPL-3.0-or-later
// Part of a study: what others observed, for reports to show beside the model.
#ifndef STABIL_SCENARIO_STUDY_OBSERVED_H
#define STABIL_SCENARIO_STUDY_OBSERVED_H

#include "scenario/study_values.h"

// Classes of municipality size that contracts are told by: X(from inhabitants, name)
#define STABIL_SIZE_LIST(X)                                                              \
  X(0, "<2000")                                                                          \
  X(2000, "2000-4999")                                                                   \
  X(5000, "5000-9999")                                                                   \
  X(10000, "10000-49999")                                                                \
  X(50000, ">=50000")

typedef enum stabil_observed_among {
  STABIL_AMONG_GRADUATES, // all of them
  STABIL_AMONG_IN_POST    // those in a post of the profession anywhere
} stabil_observed_among;

typedef struct stabil_observed_graduates { // observed.graduates[]
  stabil_text label, population;
  stabil_set programmes;
  int where;     // stabil_where_id
  int among;     // stabil_observed_among
  double *years; // a year, or from and to
  int year_count;
  double share;
  int input, source;
} stabil_observed_graduates;

typedef struct stabil_observed_contracts { // observed.contracts[]
  stabil_text label, population;
  int role;
  int size;      // place in STABIL_SIZE_LIST
  double median; // years
  int input, source;
} stabil_observed_contracts;

typedef struct stabil_observed { // observed:
  int graduate_count, contract_count;
  stabil_observed_graduates *graduates;
  stabil_observed_contracts *contracts;
} stabil_observed;

#endif
