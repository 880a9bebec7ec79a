// SPDX-License-Identifier: GPL-3.0-or-later
// Where people who fill posts in the district come from: who has fewer then.
#include <math.h>

#include "output/report/part.h"

static json_t *table_of(stabil_report *r) {
  static const char *const heads[] = {"col_scenario", "col_here",      "col_low",
                                      "col_high",     "col_elsewhere", "col_low",
                                      "col_high",     "col_displaced"};
  static const stabil_statistic shown[] = {STABIL_STATISTIC_MEAN, STABIL_STATISTIC_Q2_5,
                                           STABIL_STATISTIC_Q97_5};
  json_t *table = stabil_report_table(stabil_report_say(
      r, "neighbours_caption", "year", stabil_report_year(r, r->year), NULL));
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
    stabil_report_column(table, stabil_report_say(r, heads[i], NULL), i > 0);
  for (int i = 1; i < r->shown_count; i++) {
    const stabil_displacement *d = &r->displacement[r->shown[i]];
    json_t *row = stabil_report_row(table);
    stabil_report_cell(row, stabil_report_scenario(r, r->shown[i]));
    for (size_t k = 0; k < 3; k++)
      stabil_report_cell(row, stabil_report_change(r, d->here.difference[shown[k]], 1));
    for (size_t k = 0; k < 3; k++)
      stabil_report_cell(row,
                         stabil_report_change(r, d->elsewhere.difference[shown[k]], 1));
    stabil_report_cell(row, stabil_report_number(r, d->displaced, 2));
  }
  return table;
}

static void add_row(stabil_report *r, json_t *rows, const char *key, int scenario,
                    const double *d) {
  const char *name =
      stabil_report_say(r, key, "scenario", stabil_report_scenario(r, scenario), NULL);
  (void)json_array_append_new(
      rows, json_pack("{s:s, s:s, s:s, s:f, s:f, s:f}", "name", name, "colour",
                      stabil_report_colour(r, scenario), "label",
                      stabil_report_change(r, d[STABIL_STATISTIC_MEAN], 0), "lo",
                      d[STABIL_STATISTIC_Q2_5], "mid", d[STABIL_STATISTIC_MEAN], "hi",
                      d[STABIL_STATISTIC_Q97_5]));
}

stabil_status stabil_report_neighbours(stabil_report *r, stabil_error *err) {
  (void)err;
  if (r->lead < 0 || !r->displacement) return STABIL_OK;
  json_t *section =
      stabil_report_section(r, "neighbours", stabil_report_say(r, "neighbours", NULL));
  stabil_report_text(section, "p", stabil_report_say(r, "neighbours_text", NULL));
  const stabil_figure_about about = {"intervals", "neighbours",
                                     stabil_report_say(r, "neighbours_figure", "year",
                                                       stabil_report_year(r, r->year),
                                                       NULL),
                                     stabil_report_say(r, "interval_note", NULL),
                                     stabil_report_say(r, "unit_filled", NULL)};
  json_t *figure = stabil_report_figure(section, &about, table_of(r));
  json_t *rows = json_array();
  for (int i = 1; i < r->shown_count; i++) {
    const stabil_displacement *d = &r->displacement[r->shown[i]];
    add_row(r, rows, "here", r->shown[i], d->here.difference);
    add_row(r, rows, "elsewhere", r->shown[i], d->elsewhere.difference);
  }
  (void)json_object_set_new(figure, "rows", rows);
  return STABIL_OK;
}
