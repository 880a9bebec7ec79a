// SPDX-License-Identifier: GPL-3.0-or-later
// What `stabil compare` prints: a table for people, JSON, or tidy CSV.
#ifndef STABIL_CLI_COMPARE_PRINT_H
#define STABIL_CLI_COMPARE_PRINT_H

#include <stdio.h>

#include "output/compare.h"

enum { STABIL_COMPARE_WITH = 256 };

typedef struct stabil_compare_part { // one measure
  stabil_request request;
  stabil_comparisons table;
} stabil_compare_part;

typedef struct stabil_compare_report {
  const stabil_results *results;
  int count;
  stabil_compare_part *part;
  int baseline; // index of the scenario compared with; -1: each with its reference
  int year;     // index; baseline and year are the same in every part
  stabil_by by;
  double threshold;                  // NaN: none
  stabil_displacement *displacement; // [scenarios]; NULL: no district, or by year
} stabil_compare_report;

// The index of the scenario that one is compared with, and the words for all of them:
// "'baseline'", or "their references".
int stabil_compare_report_reference(const stabil_compare_report *report, int scenario);
const char *stabil_compare_report_with(const stabil_compare_report *report,
                                       char out[STABIL_COMPARE_WITH]);

// Where the variance of levels and differences comes from (compare_variance.c).
void stabil_compare_print_variance(const stabil_compare_report *report, FILE *stream);
void stabil_compare_print_table(const stabil_compare_report *report, FILE *stream);
// One object; numbers in the units of the file, null where there is none.
// False when memory is out.
bool stabil_compare_print_json(const stabil_compare_report *report, FILE *stream);
// One value a row, labelled; no row where there is no number.
void stabil_compare_print_csv(const stabil_compare_report *report, FILE *stream);

#endif
