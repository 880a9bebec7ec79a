// SPDX-License-Identifier: GPL-3.0-or-later
// What `stabil contrast` prints.
#ifndef STABIL_CLI_CONTRAST_PRINT_H
#define STABIL_CLI_CONTRAST_PRINT_H

#include <stdio.h>

#include "output/compare.h"
#include "run/contrast.h"

typedef struct stabil_contrast_cell { // of a row and an outcome
  stabil_comparison of; // level of the variant; NaN where the row is made of others
  double baseline;      // mean of what it is against
  double low, high;     // 95 % interval of the mean difference
} stabil_contrast_cell;

typedef struct stabil_contrast_report {
  const stabil_study *study;
  const stabil_contrast_plan *plan;
  const char *area;
  stabil_contrast found;
  stabil_contrast_cell *cell; // [rows][outcomes]
} stabil_contrast_report;

// From the replicates found, into cell, which the caller frees. False: memory is out.
bool stabil_contrast_estimate(stabil_contrast_report *report);

void stabil_contrast_print_table(const stabil_contrast_report *report, FILE *stream);
// One object; numbers in the units of results, null where there is none. False when
// memory is out.
bool stabil_contrast_print_json(const stabil_contrast_report *report, FILE *stream);

#endif
