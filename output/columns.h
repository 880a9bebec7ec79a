// SPDX-License-Identifier: GPL-3.0-or-later
// Cells: every yearly measure of one replicate, by post and already summed over the
// groups that results are stored by. One row of cells is
//   [kind of group][year][group of that kind]
// so that the cells of a kind lie together and a reader of the spill file sees no posts
// where it wants places.
#ifndef STABIL_OUTPUT_COLUMNS_H
#define STABIL_OUTPUT_COLUMNS_H

#include "stabil/record.h"
#include "stabil/status.h"

// Posts and places hold the rest of the country as it is; the other kinds leave it out.
// The kinds that have summaries come first.
typedef enum stabil_grouping {
  STABIL_GROUPING_POST,
  STABIL_GROUPING_PLACE,
  STABIL_GROUPING_ROLE,
  STABIL_GROUPING_CENTRALITY,
  STABIL_GROUPING_REGION,
  STABIL_GROUPING_SUMMARISED, // how many have summaries
  STABIL_GROUPING_CENTRALITY_ROLE = STABIL_GROUPING_SUMMARISED,
  STABIL_GROUPING_REGION_ROLE,
  STABIL_GROUPING_COUNT
} stabil_grouping;

typedef struct stabil_columns {
  int posts, years, roles;
  int groups[STABIL_GROUPING_COUNT]; // how many groups a kind has
  int classes, *centrality; // classes of centrality among modelled posts, ascending
  int regions, *region;     // regions among modelled posts, ascending
  int *group; // [STABIL_GROUPING_COUNT][posts]: the group of a post; -1: left out
} stabil_columns;

stabil_status stabil_columns_create(const stabil_layout *layout, stabil_columns *out,
                                    stabil_error *err) STABIL_MUST_USE;
void stabil_columns_free(stabil_columns *columns);

// Cells of a kind, and where the first of them is in the row; of STABIL_GROUPING_COUNT:
// the length of the row.
size_t stabil_columns_cells(const stabil_columns *columns, stabil_grouping kind);
size_t stabil_columns_first(const stabil_columns *columns, stabil_grouping kind);

// Sum [years][posts] into a row. Posts are added in their order.
void stabil_columns_fill(const stabil_columns *columns, const double *by_post,
                         double *row);

// Sum [years][posts][kinds] over modelled posts into [years][roles][classes of
// centrality][kinds], and how many numbers that is.
void stabil_columns_fill_kinds(const stabil_columns *columns, const double *by_post,
                               int kinds, double *row);
size_t stabil_columns_kinds(const stabil_columns *columns, int kinds);

#endif
