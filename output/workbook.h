// SPDX-License-Identifier: GPL-3.0-or-later
// Results as a workbook: an answer, a sheet a measure with a chart, all data, and what
// the numbers are, rest on and come from. The same results give the same bytes.
#ifndef STABIL_OUTPUT_WORKBOOK_H
#define STABIL_OUTPUT_WORKBOOK_H

#include "output/export.h"
#include "output/plan.h"

// A table that the caller brings, such as the numbers of the study: texts row by row.
typedef struct stabil_workbook_sheet {
  const char *name, *title;
  int columns, rows;
  const char *const *head;  // [columns]
  const double *width;      // [columns], characters
  const char *const *cells; // [rows][columns]; NULL: an empty cell
} stabil_workbook_sheet;

typedef struct stabil_workbook_about {
  const char *path;
  int sheets; // put before the sheet on where the file comes from
  const stabil_workbook_sheet *sheet;
  int plans; // a sheet for each place
  const stabil_plan *plan;
} stabil_workbook_about;

// Written to path as it is: the caller renames. STABIL_OUTPUT: it cannot be written, or
// the data have more rows than a sheet.
stabil_status stabil_workbook_write(const stabil_export *export, stabil_results *results,
                                    const stabil_workbook_about *about,
                                    stabil_error *err) STABIL_MUST_USE;

#endif
