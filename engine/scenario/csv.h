// SPDX-License-Identifier: GPL-3.0-or-later
// Tables that people keep in spreadsheets: `places: {csv: places.csv}`. A row is a name
// of the map, a column a key of it, `posts.gp.funded` for a key below a key. The tree is
// that of the YAML spelling, with marks into the CSV file, so that every check is the
// same.
#ifndef STABIL_SCENARIO_CSV_H
#define STABIL_SCENARIO_CSV_H

#include "scenario/document.h"

#define STABIL_CSV_COLUMNS 1000

typedef struct stabil_csv_cell {
  const char *text;
  stabil_mark mark;
} stabil_csv_cell;

// A text in memory; `name` is the file of every mark, `key` what a problem is reported
// at.
typedef struct stabil_csv_text {
  stabil_arena *arena;
  stabil_error *err;
  const char *text;
  size_t length;
  const char *name, *key;
} stabil_csv_text;

// Every row that is not empty, the first one too. Anything but STABIL_OK is what the
// whole comes to; rows that follow are still handed over, but for STABIL_MEMORY.
typedef stabil_status stabil_csv_row(void *self, const stabil_csv_cell *cell, int cells);
stabil_status stabil_csv_rows(const stabil_csv_text *from, stabil_csv_row *row,
                              void *self) STABIL_MUST_USE;

// Rows from a text in memory; `name` is the file of every mark, `key` the map that the
// rows are for. Commas or semicolons between cells, whichever the first line has
// (semicolon where it has both); with semicolons 3,5 is a number. UTF-8 with or without a
// byte order mark. An empty cell is a key that is not given, a row of empty cells no row.
// The same limits as for YAML.
stabil_status stabil_csv_parse(stabil_arena *arena, const char *text, size_t length,
                               const char *name, const char *key,
                               const stabil_node **rows,
                               stabil_error *err) STABIL_MUST_USE;

#endif
