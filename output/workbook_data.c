// SPDX-License-Identifier: GPL-3.0-or-later
// All data, one value a row; definitions; tables that the caller brings; the origin.
#include <inttypes.h>
#include <math.h>

#include "base/error.h"
#include "output/statistic.h"
#include "output/workbook_part.h"

// --- all data
// --------------------------------------------------------------------------------

typedef struct data {
  stabil_workbook *w;
  lxw_worksheet *sheet;
  int row;
} data;

static void put_keys(const data *d, const stabil_export_line *line) {
  stabil_workbook *w = d->w;
  const stabil_export_groups *g = stabil_export_groups_of(w->export);
  const stabil_measure *measure = stabil_measure_get(line->measure);
  const char *const first[] = {
      measure->name, measure->unit,
      stabil_workbook_say(w, line->difference ? STABIL_TEXT_CHANGE : STABIL_TEXT_LEVEL),
      stabil_workbook_scenario(w, line->scenario),
      stabil_statistic_name((stabil_statistic)line->part)};
  for (int i = 0; i < 5; i++)
    stabil_workbook_put(w, d->sheet, (int[]){d->row, i}, STABIL_STYLE_PLAIN, first[i]);
  for (int i = 0; i < g->columns; i++)
    stabil_workbook_put(w, d->sheet, (int[]){d->row, 5 + i}, STABIL_STYLE_PLAIN,
                        g->text[i][line->group]);
}

// One row a series, years side by side: a twentieth of the rows, and a pivot reads it.
static stabil_status put_line(void *context, const stabil_export_line *line,
                              stabil_error *err) {
  data *d = context;
  const stabil_export_groups *g = stabil_export_groups_of(d->w->export);
  if (d->row >= LXW_ROW_MAX)
    return stabil_fail(err, STABIL_OUTPUT,
                       "more than %d rows do not fit on a sheet; ask for fewer measures",
                       LXW_ROW_MAX);
  put_keys(d, line);
  for (int y = 0; y < d->w->layout->years; y++)
    stabil_workbook_number(d->w, d->sheet, (int[]){d->row, 5 + g->columns + y},
                           stabil_workbook_style_of(line->measure, line->difference),
                           line->value[y]);
  d->row++;
  return STABIL_OK;
}

stabil_status stabil_workbook_data(stabil_workbook *w, stabil_error *err) {
  static const stabil_workbook_text head[] = {STABIL_TEXT_MEASURE, STABIL_TEXT_UNIT,
                                              STABIL_TEXT_QUANTITY, STABIL_TEXT_SCENARIO,
                                              STABIL_TEXT_STATISTIC};
  const stabil_export_groups *g = stabil_export_groups_of(w->export);
  data d = {w, stabil_workbook_add(w, stabil_workbook_say(w, STABIL_TEXT_DATA)), 1};
  for (int i = 0; i < 5; i++)
    stabil_workbook_put(w, d.sheet, (int[]){0, i}, STABIL_STYLE_HEAD,
                        stabil_workbook_say(w, head[i]));
  for (int i = 0; i < g->columns; i++)
    stabil_workbook_put(w, d.sheet, (int[]){0, 5 + i}, STABIL_STYLE_HEAD, g->column[i]);
  for (int y = 0; y < w->layout->years; y++)
    stabil_workbook_number(w, d.sheet, (int[]){0, 5 + g->columns + y}, STABIL_STYLE_HEAD,
                           w->layout->first_year + y);
  stabil_status status = stabil_export_walk(w->export, put_line, &d, err);
  if (d.sheet) {
    const int last = 4 + g->columns + w->layout->years;
    worksheet_set_column(d.sheet, 0, (lxw_col_t)(4 + g->columns), 16, NULL);
    worksheet_set_column(d.sheet, (lxw_col_t)(5 + g->columns), (lxw_col_t)last, 12, NULL);
    worksheet_autofilter(d.sheet, 0, 0, (lxw_row_t)(d.row - 1), (lxw_col_t)last);
    worksheet_freeze_panes(d.sheet, 1, 5);
  }
  return status;
}

// --- definitions
// -----------------------------------------------------------------------------

static const char *when_of(const stabil_workbook *w, const stabil_measure *measure) {
  if (measure->denominator != STABIL_MEASURE_NONE)
    return stabil_workbook_say(w, STABIL_TEXT_RATIO);
  return stabil_workbook_say(w, measure->when == STABIL_YEAR_END ? STABIL_TEXT_STOCK
                                                                 : STABIL_TEXT_FLOW);
}

void stabil_workbook_definitions(stabil_workbook *w) {
  static const stabil_workbook_text head[] = {STABIL_TEXT_MEASURE, STABIL_TEXT_UNIT,
                                              STABIL_TEXT_KIND, STABIL_TEXT_MEANING};
  lxw_worksheet *sheet =
      stabil_workbook_add(w, stabil_workbook_say(w, STABIL_TEXT_DEFINITIONS));
  for (int i = 0; i < 4; i++)
    stabil_workbook_put(w, sheet, (int[]){0, i}, STABIL_STYLE_HEAD,
                        stabil_workbook_say(w, head[i]));
  for (stabil_measure_id m = 0; m < STABIL_MEASURE_COUNT; m++) {
    const stabil_measure *row = stabil_measure_get(m);
    const char *const cells[] = {row->name, row->unit, when_of(w, row),
                                 stabil_workbook_meaning(w, m)};
    for (int i = 0; i < 4; i++)
      stabil_workbook_put(w, sheet, (int[]){(int)m + 1, i}, STABIL_STYLE_WRAP, cells[i]);
  }
  if (!sheet) return;
  worksheet_set_column(sheet, 0, 0, 24, NULL);
  worksheet_set_column(sheet, 1, 1, 10, NULL);
  worksheet_set_column(sheet, 2, 2, 26, NULL);
  worksheet_set_column(sheet, 3, 3, 80, NULL);
  worksheet_freeze_panes(sheet, 1, 1);
}

// --- what the caller brings
// ------------------------------------------------------------------

void stabil_workbook_given(stabil_workbook *w, const stabil_workbook_sheet *given) {
  enum { HEAD = 2 };
  lxw_worksheet *sheet = stabil_workbook_add(w, given->name);
  stabil_workbook_put(w, sheet, (int[]){0, 0}, STABIL_STYLE_NOTE, given->title);
  for (int c = 0; c < given->columns; c++) {
    stabil_workbook_put(w, sheet, (int[]){HEAD, c}, STABIL_STYLE_HEAD, given->head[c]);
    if (sheet)
      worksheet_set_column(sheet, (lxw_col_t)c, (lxw_col_t)c, given->width[c], NULL);
  }
  for (int r = 0; r < given->rows; r++)
    for (int c = 0; c < given->columns; c++) {
      const char *cell = given->cells[r * given->columns + c];
      if (cell)
        stabil_workbook_put(w, sheet, (int[]){HEAD + 1 + r, c}, STABIL_STYLE_WRAP, cell);
    }
  if (!sheet || given->rows == 0) return;
  worksheet_autofilter(sheet, HEAD, 0, (lxw_row_t)(HEAD + given->rows),
                       (lxw_col_t)(given->columns - 1));
  worksheet_freeze_panes(sheet, HEAD + 1, 1);
}

// --- where it comes from
// ---------------------------------------------------------------------

void stabil_workbook_origin(stabil_workbook *w) {
  const stabil_layout *l = w->layout;
  char number[4][24];
  snprintf(number[0], sizeof number[0], "%d", l->replicates);
  snprintf(number[1], sizeof number[1], "%d", l->draws);
  snprintf(number[2], sizeof number[2], "%d", l->price_year);
  snprintf(number[3], sizeof number[3], "%" PRIu64, l->seed);
  const struct {
    stabil_workbook_text head;
    const char *text;
  } rows[] = {{STABIL_TEXT_STUDY, w->nb ? l->title_nb : l->title_en},
              {STABIL_TEXT_REPLICATES, number[0]},
              {STABIL_TEXT_DRAWS, number[1]},
              {STABIL_TEXT_PRICES, number[2]},
              {STABIL_TEXT_SEED, number[3]},
              {STABIL_TEXT_COMMAND, l->command ? l->command : ""}};
  lxw_worksheet *sheet =
      stabil_workbook_add(w, stabil_workbook_say(w, STABIL_TEXT_ORIGIN));
  int row = 0;
  for (; row < (int)(sizeof rows / sizeof *rows); row++) {
    stabil_workbook_put(w, sheet, (int[]){row, 0}, STABIL_STYLE_HEAD,
                        stabil_workbook_say(w, rows[row].head));
    stabil_workbook_put(w, sheet, (int[]){row, 1}, STABIL_STYLE_WRAP, rows[row].text);
  }
  if (!stabil_results_finished(w->results))
    stabil_workbook_put(w, sheet, (int[]){row + 1, 0}, STABIL_STYLE_PLAIN,
                        stabil_workbook_say(w, STABIL_TEXT_INTERRUPTED));
  if (!sheet) return;
  worksheet_set_column(sheet, 0, 0, 30, NULL);
  worksheet_set_column(sheet, 1, 1, 100, NULL);
}
