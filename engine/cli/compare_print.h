// SPDX-License-Identifier: GPL-3.0-or-later
// What `stabil compare` prints: a table for people, JSON, or tidy CSV.
#ifndef STABIL_CLI_COMPARE_PRINT_H
#define STABIL_CLI_COMPARE_PRINT_H

#include <stdio.h>

#include "output/compare.h"
#include "output/cost.h"

enum { STABIL_COMPARE_WITH = 256, STABIL_COMPARE_CELL = 96 };

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
  double threshold;                    // NaN: none
  stabil_displacement *displacement;   // [scenarios]; NULL: no district, or by year
  stabil_displacement **by_profession; // the same of each profession; NULL: not asked for
  stabil_costing *cost; // [scenarios], 0 for references; NULL: not asked for
  double discount;      // a year
} stabil_compare_report;

// The index of the scenario that one is compared with, and the words for all of them:
// "'baseline'", or "their references".
int stabil_compare_report_reference(const stabil_compare_report *report, int scenario);
const char *stabil_compare_report_with(const stabil_compare_report *report,
                                       char out[STABIL_COMPARE_WITH]);

// Where the variance of levels and differences comes from (compare_variance.c).
void stabil_compare_print_variance(const stabil_compare_report *report, FILE *stream);
// The scenarios' ranks (compare_rank.c). False when memory is out.
bool stabil_compare_print_ranks(const stabil_compare_report *report, FILE *stream);
// What they cost (compare_cost.c), what that counts, and why a ratio is not defined.
#define STABIL_COMPARE_COST_COUNTS                                                       \
  "Net cost: incentives, rotation (rotators' wages with it), recruitment, programmes "   \
  "and locums, so that locums saved are taken off; not the wages of posts held and "     \
  "their overtime, which stand apart. FTE-years: posts held and rotation at the end of " \
  "each year, in all modelled places."
void stabil_compare_print_cost(const stabil_compare_report *report, FILE *stream);
const char *stabil_compare_cost_reason(stabil_cost_state state);
void stabil_compare_print_table(const stabil_compare_report *report, FILE *stream);
// One object; numbers in the units of the file, null where there is none.
// False when memory is out.
bool stabil_compare_print_json(const stabil_compare_report *report, FILE *stream);
// One value a row, labelled; no row where there is no number.
void stabil_compare_print_csv(const stabil_compare_report *report, FILE *stream);

// --- texts in tables
typedef struct stabil_compare_scale { // how the numbers of a measure are shown
  double factor;
  const char *unit;
  int decimals;
} stabil_compare_scale;

// "-" for what is not a number; never "-0.0". `sign`: "+" where gains show theirs.
void stabil_compare_number(char out[STABIL_COMPARE_CELL], double value,
                           stabil_compare_scale scale, const char *sign);
// "[1.2, 3.4]"
void stabil_compare_interval(char out[STABIL_COMPARE_CELL], double low, double high,
                             stabil_compare_scale scale, const char *sign);
// The measure, its unit, the year and which way is better.
void stabil_compare_print_title(const stabil_compare_report *report,
                                const stabil_compare_part *part, FILE *stream);

#endif
