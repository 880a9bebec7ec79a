// SPDX-License-Identifier: GPL-3.0-or-later
// The pieces that sections are made of.
#include <math.h>

#include "output/report/part.h"

json_t *stabil_report_section(stabil_report *r, const char *id, const char *title) {
  json_t *section = json_pack("{s:s, s:s, s:[]}", "id", id, "title", title, "blocks");
  if (json_array_append_new(r->sections, section) != 0) r->failed = true;
  return section;
}

static void append(json_t *section, json_t *block) {
  (void)json_array_append_new(json_object_get(section, "blocks"), block);
}

void stabil_report_text(json_t *section, const char *kind, const char *text) {
  append(section, json_pack("{s:s, s:s}", "type", kind, "text", text));
}

json_t *stabil_report_table(const char *caption) {
  return json_pack("{s:s, s:[], s:[]}", "caption", caption, "columns", "rows");
}

void stabil_report_column(json_t *table, const char *label, bool number) {
  (void)json_array_append_new(json_object_get(table, "columns"),
                              json_pack("{s:s, s:b}", "label", label, "number", number));
}

json_t *stabil_report_row(json_t *table) {
  json_t *row = json_array();
  (void)json_array_append_new(json_object_get(table, "rows"), row);
  return row;
}

void stabil_report_cell(json_t *row, const char *text) {
  (void)json_array_append_new(row, json_string(text));
}

void stabil_report_link(json_t *row, const char *text, const char *id) {
  (void)json_array_append_new(row, json_pack("{s:s, s:s}", "text", text, "link", id));
}

json_t *stabil_report_figure(json_t *section, const stabil_figure_about *about,
                             json_t *table) {
  json_t *figure = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:o}", "type", "figure",
                             "kind", about->kind, "id", about->id, "title", about->title,
                             "note", about->note ? about->note : "", "unit",
                             about->unit ? about->unit : "", "table", table);
  append(section, figure);
  return figure;
}

void stabil_report_put_table(json_t *section, const char *id, json_t *table) {
  append(section,
         json_pack("{s:s, s:s, s:o}", "type", "table", "id", id, "table", table));
}

json_t *stabil_report_numbers(const double *values, size_t count, double factor) {
  json_t *out = json_array();
  for (size_t i = 0; i < count; i++)
    (void)json_array_append_new(out, isfinite(values[i]) ? json_real(values[i] * factor)
                                                         : json_null());
  return out;
}

json_t *stabil_report_years(const stabil_report *r) {
  json_t *out = json_array();
  for (int i = 0; i < r->layout->years; i++)
    (void)json_array_append_new(out, json_integer(r->layout->first_year + i));
  return out;
}

json_t *stabil_report_series(const stabil_report *r) {
  json_t *out = json_array();
  for (int i = 0; i < r->shown_count; i++)
    (void)json_array_append_new(
        out, json_pack("{s:s, s:s, s:s}", "key", r->layout->scenarios.name[r->shown[i]],
                       "name", stabil_report_scenario(r, r->shown[i]), "colour",
                       stabil_report_colour(r, r->shown[i])));
  return out;
}
