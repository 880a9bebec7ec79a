// SPDX-License-Identifier: GPL-3.0-or-later
// How often each scenario is best, second, ...: by vacant posts in the last year,
// replicate by replicate. Scenarios that tie share their ranks.
#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "output/rank.h"
#include "output/report/part.h"

// Vacant FTE where it matters, a number for each replicate.
static stabil_status read_vacant(stabil_report *r, int scenario, double *out,
                                 stabil_error *err) {
  const stabil_layout *l = r->layout;
  size_t posts = (size_t)l->posts, replicates = (size_t)l->replicates;
  const stabil_block block = {.rank = 4,
                              .first = {(size_t)scenario, 0, (size_t)r->year, 0},
                              .count = {1, replicates, 1, posts}};
  double *value = malloc(replicates * posts * sizeof *value);
  if (!value) return stabil_report_no_memory(err);
  stabil_status status =
      stabil_results_read(r->results, "vacant_fte", &block, value, err);
  for (size_t k = 0; k < replicates && status == STABIL_OK; k++) {
    out[k] = 0;
    for (size_t i = 0; i < posts; i++)
      if (!l->post_rest[i] && (r->area != 0 || l->post_district[i]))
        out[k] += value[k * posts + i];
  }
  free(value);
  return status;
}

static const char *rank_name(stabil_report *r, int rank) {
  return stabil_report_say(r, rank == 0 ? "best" : "rank", "n",
                           stabil_arena_format(r->arena, "%d", rank + 1), NULL);
}

// Dark for the best to pale for the last.
static const char *rank_colour(int rank, int count) {
  static const char *const colours[] = {"#0f4c81", "#3f7cac", "#8fb8d6",
                                        "#c9dcea", "#e4e8ec", "#eef0f2"};
  enum { COUNT = sizeof colours / sizeof *colours };
  (void)count;
  return colours[rank < COUNT ? rank : COUNT - 1];
}

static json_t *ranks_table(stabil_report *r, const double *share) {
  int count = r->shown_count;
  json_t *table = stabil_report_table(stabil_report_say(r, "ranks_caption", NULL));
  stabil_report_column(table, stabil_report_say(r, "col_scenario", NULL), false);
  for (int rank = 0; rank < count; rank++)
    stabil_report_column(table, rank_name(r, rank), true);
  for (int s = 0; s < count; s++) {
    json_t *row = stabil_report_row(table);
    stabil_report_cell(row, stabil_report_scenario(r, r->shown[s]));
    for (int rank = 0; rank < count; rank++)
      stabil_report_cell(row, stabil_report_number(r, 100 * share[s * count + rank], 1));
  }
  return table;
}

static void add_figure(stabil_report *r, const double *share, json_t *section) {
  int count = r->shown_count;
  const stabil_figure_about about = {
      "ranks", "ranks", stabil_report_say(r, "ranks_figure", NULL),
      stabil_report_say(r, "ranks_note", "year", stabil_report_year(r, r->year), NULL),
      stabil_report_say(r, "unit_percent", NULL)};
  json_t *figure = stabil_report_figure(section, &about, ranks_table(r, share));
  json_t *rows = json_array(), *ranks = json_array(), *colours = json_array();
  for (int s = 0; s < count; s++) {
    json_t *row = json_pack(
        "{s:s, s:o}", "name", stabil_report_scenario(r, r->shown[s]), "shares",
        stabil_report_numbers(share + (size_t)s * (size_t)count, (size_t)count, 1));
    (void)json_array_append_new(rows, row);
    (void)json_array_append_new(colours, json_string(rank_colour(s, count)));
    (void)json_array_append_new(ranks, json_pack("{s:s, s:s}", "name", rank_name(r, s),
                                                 "colour", rank_colour(s, count)));
  }
  (void)json_object_set_new(figure, "rows", rows);
  (void)json_object_set_new(figure, "ranks", ranks);
  (void)json_object_set_new(figure, "colours", colours);
}

stabil_status stabil_report_ranks(stabil_report *r, stabil_error *err) {
  size_t count = (size_t)r->shown_count, replicates = (size_t)r->layout->replicates;
  if (count < 3 || replicates < 2) return STABIL_OK;
  double *vacant = calloc(count * replicates, sizeof *vacant);
  double *share = calloc(count * count, sizeof *share);
  stabil_status status = STABIL_OK;
  if (!vacant || !share) status = stabil_report_no_memory(err);
  for (size_t s = 0; s < count && status == STABIL_OK; s++)
    status = read_vacant(r, r->shown[s], vacant + s * replicates, err);
  if (status == STABIL_OK) {
    (void)stabil_rank_shares(vacant, count, replicates, STABIL_LOWER, share);
    json_t *section =
        stabil_report_section(r, "ranks", stabil_report_say(r, "ranks", NULL));
    add_figure(r, share, section);
  }
  free(vacant);
  free(share);
  return status;
}
