// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a comparison, and which cells of a results file make each of them.
#ifndef STABIL_OUTPUT_COMPARE_PLAN_H
#define STABIL_OUTPUT_COMPARE_PLAN_H

#include "output/compare.h"

typedef struct stabil_compare_plan {
  // The cube: cells after scenario, replicate and year.
  const char *group; // "", "by_centrality/", "by_region/"
  int rank;          // dimensions of a cell: 1 by post, 2 by class and role
  size_t size[2], cells;
  size_t year, years; // the first year read, and how many
  // The rows.
  size_t rows;
  bool whole;   // the last row is the sum of all cells that add to one
  int *row;     // [cells]: the row a cell adds to; -1: none
  bool by_year; // then years are the rows, and row[] only says which cells count
  const char **key, **label;
  stabil_arena *arena; // of all arrays
} stabil_compare_plan;

stabil_status stabil_compare_plan_create(stabil_results *results,
                                         const stabil_request *request,
                                         stabil_compare_plan *out,
                                         stabil_error *err) STABIL_MUST_USE;
void stabil_compare_plan_free(stabil_compare_plan *plan); // one that is all zero is fine

#endif
