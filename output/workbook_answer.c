// SPDX-License-Identifier: GPL-3.0-or-later
// The first sheet, what the scenarios do to the measures in the last year; and a sheet a
// measure, year by year, with a chart.
#include <math.h>
#include <stdlib.h>

#include "output/workbook_part.h"

// --- the answer
// ------------------------------------------------------------------------------

enum { HEAD_ROW = 5 };

typedef struct column {
  stabil_workbook_text head;
  double width;
} column;

static void put_head(stabil_workbook *w, lxw_worksheet *sheet, int row,
                     const column *columns, int count) {
  for (int c = 0; c < count; c++) {
    if (sheet)
      worksheet_set_column(sheet, (lxw_col_t)c, (lxw_col_t)c, columns[c].width, NULL);
    stabil_workbook_put(w, sheet, (int[]){row, c}, STABIL_STYLE_HEAD,
                        stabil_workbook_say(w, columns[c].head));
  }
}

static const char *area_name(const stabil_workbook *w, const char *key) {
  return stabil_workbook_say(w, key[0] == 'd'   ? STABIL_TEXT_DISTRICT
                                : key[0] == 'o' ? STABIL_TEXT_OTHER
                                                : STABIL_TEXT_WHOLE);
}

// The first row of a measure has a line above it.
static stabil_workbook_style line_style(int area, int scenario) {
  return area == 0 && scenario == 0 ? STABIL_STYLE_FIRST : STABIL_STYLE_PLAIN;
}

static void put_cell(stabil_workbook *w, lxw_worksheet *sheet, int row,
                     stabil_measure_id measure, const stabil_comparison *cell) {
  const stabil_workbook_style plain = stabil_workbook_style_of(measure, false);
  const stabil_workbook_style change = stabil_workbook_style_of(measure, true);
  const double level[] = {cell->level[STABIL_STATISTIC_Q50],
                          cell->level[STABIL_STATISTIC_Q2_5],
                          cell->level[STABIL_STATISTIC_Q97_5]};
  for (int i = 0; i < 3; i++)
    stabil_workbook_number(w, sheet, (int[]){row, 4 + i}, plain, level[i]);
  const double difference[] = {cell->difference[STABIL_STATISTIC_MEAN],
                               cell->difference[STABIL_STATISTIC_Q2_5],
                               cell->difference[STABIL_STATISTIC_Q97_5]};
  for (int i = 0; i < 3; i++)
    stabil_workbook_number(w, sheet, (int[]){row, 8 + i}, change, difference[i]);
  stabil_workbook_number(w, sheet, (int[]){row, 11}, STABIL_STYLE_SHARE, cell->p_better);
  stabil_workbook_number(w, sheet, (int[]){row, 12}, plain,
                         cell->difference[STABIL_STATISTIC_MCSE]);
}

static void put_row(stabil_workbook *w, lxw_worksheet *sheet, int row,
                    stabil_measure_id measure, const stabil_comparisons *table, int area,
                    int scenario) {
  const stabil_comparison *cell = &table->cell[area * table->scenarios + scenario];
  const stabil_measure *m = stabil_measure_get(measure);
  const char *const texts[] = {area_name(w, table->key[area]),
                               stabil_workbook_meaning(w, measure), m->unit,
                               stabil_workbook_scenario(w, scenario)};
  for (int i = 0; i < 4; i++)
    stabil_workbook_put(w, sheet, (int[]){row, i}, line_style(area, scenario), texts[i]);
  const int reference = stabil_layout_reference(w->layout, scenario);
  stabil_comparison shown = *cell;
  if (reference == scenario) { // no difference to itself
    for (int i = 0; i < STABIL_STATISTIC_COUNT; i++) shown.difference[i] = (double)NAN;
    shown.p_better = (double)NAN;
  } else {
    stabil_workbook_put(w, sheet, (int[]){row, 7}, STABIL_STYLE_PLAIN,
                        stabil_workbook_scenario(w, reference));
  }
  put_cell(w, sheet, row, measure, &shown);
}

static int put_measure(stabil_workbook *w, lxw_worksheet *sheet, int row,
                       stabil_measure_id measure, const stabil_comparisons *table) {
  for (int area = 0; area < table->rows; area++)
    for (int s = 0; s < table->scenarios; s++)
      put_row(w, sheet, row++, measure, table, area, s);
  return row;
}

static void put_title(stabil_workbook *w, lxw_worksheet *sheet, int year) {
  char line[64];
  snprintf(line, sizeof line, "%s: %d", stabil_workbook_say(w, STABIL_TEXT_YEAR), year);
  stabil_workbook_put(w, sheet, (int[]){0, 0}, STABIL_STYLE_TITLE,
                      w->nb ? w->layout->title_nb : w->layout->title_en);
  stabil_workbook_put(w, sheet, (int[]){1, 0}, STABIL_STYLE_NOTE, line);
  stabil_workbook_put(w, sheet, (int[]){2, 0}, STABIL_STYLE_NOTE,
                      stabil_workbook_say(w, STABIL_TEXT_PAIRED));
  stabil_workbook_put(w, sheet, (int[]){3, 0}, STABIL_STYLE_NOTE,
                      stabil_workbook_say(w, STABIL_TEXT_PROJECTION));
}

stabil_status stabil_workbook_answer(stabil_workbook *w, stabil_error *err) {
  static const column columns[] = {
      {STABIL_TEXT_AREA, 18},       {STABIL_TEXT_MEASURE, 44},
      {STABIL_TEXT_UNIT, 7},        {STABIL_TEXT_SCENARIO, 28},
      {STABIL_TEXT_MEDIAN, 14},     {STABIL_TEXT_LOW, 14},
      {STABIL_TEXT_HIGH, 14},       {STABIL_TEXT_REFERENCE, 22},
      {STABIL_TEXT_DIFFERENCE, 16}, {STABIL_TEXT_LOW, 14},
      {STABIL_TEXT_HIGH, 14},       {STABIL_TEXT_BETTER, 16},
      {STABIL_TEXT_ERROR, 16}};
  enum { COLUMNS = sizeof columns / sizeof *columns };
  const stabil_export_request *r = stabil_export_request_of(w->export);
  lxw_worksheet *sheet =
      stabil_workbook_add(w, stabil_workbook_say(w, STABIL_TEXT_ANSWER));
  const int year = w->layout->years - 1;
  int row = HEAD_ROW + 1;
  put_title(w, sheet, w->layout->first_year + year);
  put_head(w, sheet, HEAD_ROW, columns, COLUMNS);
  for (int m = 0; m < r->measures; m++) {
    stabil_comparisons table;
    if (stabil_compare_better(r->measure[m]) == STABIL_NEITHER) continue;
    const stabil_request request = {.measure = r->measure[m],
                                    .by = STABIL_COMPARE_BY_AREA,
                                    .baseline = -1,
                                    .year = year,
                                    .threshold = (double)NAN};
    stabil_status status = stabil_compare(w->results, &request, &table, err);
    if (status != STABIL_OK) return status;
    row = put_measure(w, sheet, row, r->measure[m], &table);
    stabil_comparisons_free(&table);
  }
  if (sheet) {
    worksheet_autofilter(sheet, HEAD_ROW, 0, (lxw_row_t)(row - 1), COLUMNS - 1);
    worksheet_freeze_panes(sheet, HEAD_ROW + 1, 4);
    worksheet_set_row(sheet, HEAD_ROW, 48, NULL); // points: three lines
    worksheet_repeat_rows(sheet, HEAD_ROW, HEAD_ROW);
  }
  return STABIL_OK;
}

// --- a measure over the years
// ----------------------------------------------------------------

enum { FIRST_ROW = 3 }; // years stand above it

static void put_years(stabil_workbook *w, lxw_worksheet *sheet, int row) {
  for (int y = 0; y < w->layout->years; y++)
    stabil_workbook_number(w, sheet, (int[]){row, 2 + y}, STABIL_STYLE_HEAD,
                           w->layout->first_year + y);
}

// Median, 2.5 % and 97.5 % of each scenario: three rows.
static void put_whole(stabil_workbook *w, lxw_worksheet *sheet, stabil_measure_id measure,
                      const stabil_comparisons *table) {
  static const stabil_statistic shown[] = {STABIL_STATISTIC_Q50, STABIL_STATISTIC_Q2_5,
                                           STABIL_STATISTIC_Q97_5};
  static const stabil_workbook_text names[] = {STABIL_TEXT_MEDIAN, STABIL_TEXT_LOW,
                                               STABIL_TEXT_HIGH};
  for (int k = 0; k < 3; k++)
    for (int s = 0; s < table->scenarios; s++) {
      const int row = FIRST_ROW + k * table->scenarios + s;
      stabil_workbook_put(w, sheet, (int[]){row, 0}, STABIL_STYLE_PLAIN,
                          stabil_workbook_scenario(w, s));
      stabil_workbook_put(w, sheet, (int[]){row, 1}, STABIL_STYLE_PLAIN,
                          stabil_workbook_say(w, names[k]));
      for (int y = 0; y < table->rows; y++)
        stabil_workbook_number(w, sheet, (int[]){row, 2 + y},
                               stabil_workbook_style_of(measure, false),
                               table->cell[y * table->scenarios + s].level[shown[k]]);
    }
}

static void put_chart(stabil_workbook *w, lxw_worksheet *sheet, const char *name,
                      stabil_measure_id measure) {
  // Okabe and Ito 2008: told apart by people who see colours differently too
  static const lxw_color_t colours[] = {0x3B3B3B, 0x0072B2, 0xD55E00, 0x009E73,
                                        0xCC79A7, 0xE69F00, 0x56B4E9};
  enum { COLOURS = sizeof colours / sizeof *colours };
  lxw_chart *chart = workbook_add_chart(w->file, LXW_CHART_LINE);
  const lxw_col_t last = (lxw_col_t)(1 + w->layout->years);
  if (!chart || !sheet) return;
  for (int s = 0; s < w->layout->scenarios.count; s++) {
    const lxw_row_t row = (lxw_row_t)(FIRST_ROW + s);
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    if (!series) continue;
    chart_series_set_categories(series, name, FIRST_ROW - 1, 2, FIRST_ROW - 1, last);
    chart_series_set_values(series, name, row, 2, row, last);
    chart_series_set_name_range(series, name, row, 0);
    lxw_chart_line line = {.color = colours[s % COLOURS], .width = 2};
    chart_series_set_line(series, &line);
  }
  chart_title_set_name(chart, stabil_workbook_meaning(w, measure));
  chart_axis_set_name(chart->y_axis, stabil_measure_get(measure)->unit);
  chart_axis_set_min(chart->y_axis, 0);
  chart_axis_set_num_format(
      chart->y_axis,
      stabil_workbook_style_of(measure, false) == STABIL_STYLE_SHARE ? "0 %" : "#,##0");
  chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
  lxw_chart_options options = {.x_scale = 1.9, .y_scale = 1.5};
  worksheet_insert_chart_opt(sheet,
                             (lxw_row_t)(FIRST_ROW + 3 * w->layout->scenarios.count + 1),
                             0, chart, &options);
}

// Medians of the groups that were asked for, below the chart.
typedef struct medians {
  stabil_workbook *w;
  lxw_worksheet *sheet;
  stabil_measure_id measure;
  int row;
} medians;

static stabil_status put_median(void *context, const stabil_export_line *line,
                                stabil_error *err) {
  medians *m = context;
  const stabil_export_groups *g = stabil_export_groups_of(m->w->export);
  (void)err;
  if (line->measure != m->measure || line->difference ||
      line->part != STABIL_STATISTIC_Q50)
    return STABIL_OK;
  char group[160];
  snprintf(group, sizeof group, "%s", g->text[g->columns > 1 ? 1 : 0][line->group]);
  stabil_workbook_put(m->w, m->sheet, (int[]){m->row, 0}, STABIL_STYLE_PLAIN,
                      stabil_workbook_scenario(m->w, line->scenario));
  stabil_workbook_put(m->w, m->sheet, (int[]){m->row, 1}, STABIL_STYLE_PLAIN, group);
  for (int y = 0; y < m->w->layout->years; y++)
    stabil_workbook_number(m->w, m->sheet, (int[]){m->row, 2 + y},
                           stabil_workbook_style_of(m->measure, false), line->value[y]);
  m->row++;
  return STABIL_OK;
}

static stabil_status put_groups(stabil_workbook *w, lxw_worksheet *sheet,
                                stabil_measure_id measure, stabil_error *err) {
  enum { CHART_ROWS = 25 };
  const stabil_export_groups *g = stabil_export_groups_of(w->export);
  const int head = FIRST_ROW + 3 * w->layout->scenarios.count + CHART_ROWS;
  medians m = {w, sheet, measure, head + 1};
  stabil_workbook_put(w, sheet, (int[]){head, 0}, STABIL_STYLE_HEAD,
                      stabil_workbook_say(w, STABIL_TEXT_MEDIANS));
  stabil_workbook_put(w, sheet, (int[]){head, 1}, STABIL_STYLE_HEAD, g->column[0]);
  put_years(w, sheet, head);
  return stabil_export_walk(w->export, put_median, &m, err);
}

stabil_status stabil_workbook_measure(stabil_workbook *w, stabil_measure_id measure,
                                      stabil_error *err) {
  const stabil_measure *row = stabil_measure_get(measure);
  stabil_comparisons table;
  const stabil_request request = {.measure = measure,
                                  .by = STABIL_COMPARE_BY_YEAR,
                                  .baseline = -1,
                                  .threshold = (double)NAN};
  stabil_status status = stabil_compare(w->results, &request, &table, err);
  if (status != STABIL_OK) return status;
  lxw_worksheet *sheet = stabil_workbook_add(w, row->name);
  if (sheet) {
    worksheet_set_column(sheet, 0, 0, 30, NULL);
    worksheet_set_column(sheet, 1, 1, 16, NULL);
    worksheet_set_column(sheet, 2, (lxw_col_t)(1 + w->layout->years), 12, NULL);
    worksheet_freeze_panes(sheet, FIRST_ROW, 2);
  }
  stabil_workbook_put(w, sheet, (int[]){0, 0}, STABIL_STYLE_TITLE,
                      stabil_workbook_meaning(w, measure));
  stabil_workbook_put(w, sheet, (int[]){1, 0}, STABIL_STYLE_NOTE, row->unit);
  stabil_workbook_put(w, sheet, (int[]){FIRST_ROW - 1, 0}, STABIL_STYLE_HEAD,
                      stabil_workbook_say(w, STABIL_TEXT_SCENARIO));
  stabil_workbook_put(w, sheet, (int[]){FIRST_ROW - 1, 1}, STABIL_STYLE_HEAD,
                      stabil_workbook_say(w, STABIL_TEXT_WHOLE));
  put_years(w, sheet, FIRST_ROW - 1);
  put_whole(w, sheet, measure, &table);
  put_chart(w, sheet, row->name, measure);
  stabil_comparisons_free(&table);
  return put_groups(w, sheet, measure, err);
}
