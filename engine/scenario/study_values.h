// SPDX-License-Identifier: GPL-3.0-or-later
// Kinds of values that the parts of a study are made of.
#ifndef STABIL_SCENARIO_STUDY_VALUES_H
#define STABIL_SCENARIO_STUDY_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scenario/quantity.h"

typedef struct stabil_text { // {nb: ..., en: ...} or a plain text for both
  const char *nb, *en;
} stabil_text;

typedef struct stabil_set { // a list of references, resolved to indices
  int count;
  int *index;
} stabil_set;

// A share or weight per named thing: {tromso: 0.6, harstad: 0.4}; index as resolved.
typedef struct stabil_share {
  int index;
  stabil_quantity value;
} stabil_share;
typedef struct stabil_shares {
  int count;
  stabil_share *share;
} stabil_shares;

// A number that differs by class of place: a plain quantity, or a map
//   {default: Q, kind: {hospital: Q}, centrality: {5: Q}, size: {"<2000": Q, "2000-4999":
//   Q,
//    ">=50000": Q}, place: {"5501": Q}}
// Precedence: place, size, centrality, kind, default.
typedef enum stabil_axis {
  STABIL_BY_KIND,
  STABIL_BY_CENTRALITY,
  STABIL_BY_SIZE,
  STABIL_BY_PLACE
} stabil_axis;
typedef struct stabil_table_row {
  stabil_axis axis;
  int low,
      high; // kind, centrality or place index (low = high), or inhabitants, inclusive
  stabil_quantity value;
} stabil_table_row;
typedef struct stabil_table {
  stabil_quantity base;
  int count;
  stabil_table_row *row;
} stabil_table;

// A number by year, constant from each year given to the next: Q or {2023: Q, 2026: Q}.
// Before the first year given, the first value holds.
typedef struct stabil_series_point {
  int year;
  stabil_quantity value;
} stabil_series_point;
typedef struct stabil_series {
  int count;
  stabil_series_point *point;
} stabil_series;

typedef struct stabil_area { // where: {...}; empty = every modelled place
  stabil_set centrality, places, counties, regions, kinds;
  int size_low, size_high; // size: "<2000"; 0 .. INT_MAX
  int district;            // district: true | false; -1
  int region;              // region: true = all modelled places, false = the rest; -1
} stabil_area;

#endif
