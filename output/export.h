// SPDX-License-Identifier: GPL-3.0-or-later
// Results as tables that people open: CSV, tidy or wide, and a workbook (workbook.h).
//
// A table is walked line by line: a line is one series over the years, of one measure,
// scenario, group of posts, and statistic over replicates or replicate.
#ifndef STABIL_OUTPUT_EXPORT_H
#define STABIL_OUTPUT_EXPORT_H

#include <stdio.h>

#include "base/arena.h"
#include "output/results.h"

// X(ID, name, group of the file that keeps replicates; NULL: none does)
#define STABIL_EXPORT_BY_LIST(X)                                                         \
  X(POST, post, "")                                                                      \
  X(PLACE, place, NULL)                                                                  \
  X(ROLE, role, NULL)                                                                    \
  X(CENTRALITY, centrality, "by_centrality/")                                            \
  X(REGION, region, "by_region/")

typedef enum stabil_export_by {
#define STABIL_EXPORT_BY_ENUM(ID, name, group) STABIL_EXPORT_BY_##ID,
  STABIL_EXPORT_BY_LIST(STABIL_EXPORT_BY_ENUM)
#undef STABIL_EXPORT_BY_ENUM
      STABIL_EXPORT_BY_COUNT
} stabil_export_by;

const char *stabil_export_by_name(stabil_export_by by);

typedef struct stabil_export_request {
  int measures;
  const stabil_measure_id *measure;
  stabil_export_by by;
  bool replicates; // every replicate instead of statistics over them
  bool nb;         // labels in Norwegian
} stabil_export_request;

// What the posts of a line are grouped into: texts in columns, so that a spreadsheet can
// filter by them.
enum { STABIL_EXPORT_COLUMNS = 8 };
typedef struct stabil_export_groups {
  int count, columns;
  const char *column[STABIL_EXPORT_COLUMNS];
  const char **text[STABIL_EXPORT_COLUMNS]; // [column][count]
} stabil_export_groups;

typedef struct stabil_export_line {
  stabil_measure_id measure;
  bool difference; // to the reference of the scenario, replicate by replicate
  int scenario, group;
  int part;            // statistic, or replicate from 0
  const double *value; // [years]; NaN: there is none
} stabil_export_line;

typedef struct stabil_export stabil_export;

// Look up what is asked for. STABIL_USAGE: replicates of it are not kept. The results and
// the measures of the request have to outlive the export.
stabil_status stabil_export_create(stabil_results *results,
                                   const stabil_export_request *request,
                                   stabil_export **out,
                                   stabil_error *err) STABIL_MUST_USE;
void stabil_export_free(stabil_export *export); // NULL is fine
const stabil_export_groups *stabil_export_groups_of(const stabil_export *export);
const stabil_layout *stabil_export_layout(const stabil_export *export);
const stabil_export_request *stabil_export_request_of(const stabil_export *export);

typedef stabil_status (*stabil_export_visit)(void *context,
                                             const stabil_export_line *line,
                                             stabil_error *err);
// Every line: by measure, level before difference, scenario, group, statistic.
stabil_status stabil_export_walk(const stabil_export *export, stabil_export_visit visit,
                                 void *context, stabil_error *err) STABIL_MUST_USE;

// "12" or "": shortest text that reads back as the same number.
enum { STABIL_EXPORT_NUMBER = 32 };
void stabil_export_number(double value, char text[STABIL_EXPORT_NUMBER]);

typedef struct stabil_csv_style {
  bool wide;      // years side by side; else one value a row
  bool mark;      // begin with the byte order mark that Excel knows UTF-8 by
  bool semicolon; // ; between cells and a comma in numbers, as Norwegian Excel expects
} stabil_csv_style;

stabil_status stabil_export_csv(const stabil_export *export,
                                const stabil_csv_style *style, FILE *stream,
                                stabil_error *err) STABIL_MUST_USE;

#endif
