// SPDX-License-Identifier: GPL-3.0-or-later
// A report while it is made. Each section has a file with one maker; makers append to
// r->sections. JSON is built without looking at each call's result: memory that runs out
// leaves r->failed set or a missing member, and stabil_report_write asks once.
#ifndef STABIL_OUTPUT_REPORT_PART_H
#define STABIL_OUTPUT_REPORT_PART_H

#include "base/error.h"
#include "output/compare.h"
#include "output/report/report.h"

typedef struct stabil_report {
  stabil_results *results;
  const stabil_layout *layout;
  const stabil_report_request *request;
  stabil_arena *arena; // of texts
  json_t *messages;    // {key: {nb, en}}
  json_t *sections;
  bool nb, failed;
  int baseline, lead;      // scenarios; lead -1: there is nothing to compare
  int *shown, shown_count; // scenarios in charts: the baseline first, no variants
  int *variant, variant_count;
  int year; // index of the year of the answer: the last
  // Posts are looked at where it matters: the row of a comparison by area.
  int area;
  stabil_comparisons vacant;         // vacant_fte by area, that year
  stabil_displacement *displacement; // NULL: no district
} stabil_report;

// What the analyzer can see is not STABIL_OK.
static inline stabil_status stabil_report_no_memory(stabil_error *err) {
  (void)stabil_fail(err, STABIL_MEMORY, "out of memory");
  return STABIL_MEMORY;
}

// --- texts (text.c)
// A message with {name} replaced: pairs of name and text, then NULL.
const char *stabil_report_say(stabil_report *r, const char *key, ...);
// A number as the language writes it; "-" for what is none. `stabil_report_change` has a
// sign always.
const char *stabil_report_number(stabil_report *r, double value, int decimals);
const char *stabil_report_change(stabil_report *r, double value, int decimals);
// "12.0 to 14.5" of two statistics
const char *stabil_report_range(stabil_report *r, double low, double high, int decimals);
const char *stabil_report_label(const stabil_report *r, const stabil_names *names, int i);
const char *stabil_report_scenario(const stabil_report *r, int scenario);
const char *stabil_report_year(stabil_report *r, int index); // "2044"
const char *stabil_report_colour(const stabil_report *r, int scenario);
bool stabil_report_is_variant(const stabil_report *r, int scenario);
// What a variant is of, -1 if that is gone; and what is different in it, in words.
int stabil_report_origin(const stabil_report *r, int variant);
const char *stabil_report_twist(stabil_report *r, int variant);

// --- blocks (block.c)
json_t *stabil_report_section(stabil_report *r, const char *id, const char *title);
void stabil_report_text(json_t *section, const char *kind, const char *text);
json_t *stabil_report_table(const char *caption); // {caption, columns, rows}
void stabil_report_column(json_t *table, const char *label, bool number);
json_t *stabil_report_row(json_t *table); // a list to append texts to
void stabil_report_cell(json_t *row, const char *text);
// The same, leading to what has that id in the page.
void stabil_report_link(json_t *row, const char *text, const char *id);
// A figure with its kind, id, title, note and table (taken over), appended.
typedef struct stabil_figure_about {
  const char *kind, *id, *title, *note, *unit;
} stabil_figure_about;
json_t *stabil_report_figure(json_t *section, const stabil_figure_about *about,
                             json_t *table);
void stabil_report_put_table(json_t *section, const char *id, json_t *table);
json_t *stabil_report_numbers(const double *values, size_t count, double factor);
json_t *stabil_report_years(const stabil_report *r);
// {name, colour, key} of the scenarios shown.
json_t *stabil_report_series(const stabil_report *r);

// --- makers of sections
stabil_status stabil_report_answer(stabil_report *r, stabil_error *err);
stabil_status stabil_report_vacancies(stabil_report *r, stabil_error *err);
stabil_status stabil_report_map(stabil_report *r, stabil_error *err);
stabil_status stabil_report_ranks(stabil_report *r, stabil_error *err);
stabil_status stabil_report_money(stabil_report *r, stabil_error *err);
stabil_status stabil_report_neighbours(stabil_report *r, stabil_error *err);
stabil_status stabil_report_education(stabil_report *r, stabil_error *err);
stabil_status stabil_report_variants(stabil_report *r, stabil_error *err);
stabil_status stabil_report_places(stabil_report *r, stabil_error *err);
stabil_status stabil_report_evidence(stabil_report *r, stabil_error *err);
stabil_status stabil_report_about(stabil_report *r, stabil_error *err);

// --- drawing and writing
// The figure as SVG; `alone`: a file of its own, with its title.
void stabil_report_svg(stabil_report *r, const json_t *figure, bool alone, FILE *stream);
// Every figure without its table, by id; the caller owns it.
json_t *stabil_report_figures(const stabil_report *r);
void stabil_report_html(stabil_report *r, FILE *stream);
// `text` with what HTML and XML need written as entities.
void stabil_report_escape(const char *text, FILE *stream);

// Made by the build from output/report/page; scripts are empty where the build had no
// Node or npm.
extern const char *const stabil_report_messages, *const stabil_report_style,
                                                     *const stabil_report_scripts;

#endif
