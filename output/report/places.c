// SPDX-License-Identifier: GPL-3.0-or-later
// Each municipality and hospital: posts, vacancies in a median and in a bad year (the
// worst in ten), and for small groups the chance that nobody is there.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "output/report/part.h"

enum { BASELINE, LEAD, BOTH };
static const double bad_year = 0.9; // one year in ten is worse

typedef struct census { // numbers of the baseline and the lead
  int scenario[BOTH], scenarios;
  double *vacant[BOTH]; // [replicate][year][post]
  // In the year that the tables show.
  double *people[BOTH]; // in post, rotation included [replicate][post]
  double *funded;       // of the baseline [replicate][post]
  int year;
  double *scratch; // [replicate]
} census;

// --- reading
// -----------------------------------------------------------------------------

static stabil_status read_posts(stabil_report *r, const char *variable, int scenario,
                                int year, double **out, stabil_error *err) {
  const stabil_layout *l = r->layout;
  bool all = year < 0;
  const stabil_block block = {
      .rank = 4,
      .first = {(size_t)scenario, 0, all ? 0 : (size_t)year, 0},
      .count = {1, (size_t)l->replicates, all ? (size_t)l->years : 1, (size_t)l->posts}};
  *out = calloc(block.count[1] * block.count[2] * block.count[3] + 1, sizeof **out);
  if (!*out) return stabil_report_no_memory(err);
  return stabil_results_read(r->results, variable, &block, *out, err);
}

static stabil_status read_people(stabil_report *r, census *c, int k, stabil_error *err) {
  double *rotators = NULL;
  stabil_status status = STABIL_OK;
  TRY(status, read_posts(r, "headcount", c->scenario[k], c->year, &c->people[k], err));
  TRY(status,
      read_posts(r, "rotation_headcount", c->scenario[k], c->year, &rotators, err));
  for (size_t i = 0; i < (size_t)r->layout->replicates * (size_t)r->layout->posts; i++)
    c->people[k][i] += rotators[i];
out:
  free(rotators);
  return status;
}

static stabil_status census_read(stabil_report *r, census *c, stabil_error *err) {
  stabil_status status = STABIL_OK;
  c->scenario[BASELINE] = r->baseline;
  c->scenario[LEAD] = r->lead;
  c->scenarios = r->lead >= 0 ? 2 : 1;
  c->year = r->layout->years / 2;
  c->scratch = calloc((size_t)r->layout->replicates, sizeof *c->scratch);
  if (!c->scratch) return stabil_report_no_memory(err);
  for (int k = 0; k < c->scenarios; k++) {
    TRY(status, read_posts(r, "vacant_fte", c->scenario[k], -1, &c->vacant[k], err));
    TRY(status, read_people(r, c, k, err));
  }
  TRY(status, read_posts(r, "funded_fte", r->baseline, c->year, &c->funded, err));
out:
  return status;
}

static void census_free(census *c) {
  for (int k = 0; k < BOTH; k++) {
    free(c->vacant[k]);
    free(c->people[k]);
  }
  free(c->funded);
  free(c->scratch);
}

// --- statistics
// --------------------------------------------------------------------------

static int by_value(const void *a, const void *b) {
  double one = *(const double *)a, other = *(const double *)b;
  return (one > other) - (one < other);
}

// Between neighbours, as everywhere in the results (statistic.h).
static double quantile(const double *sorted, size_t count, double p) {
  double at = p * (double)(count - 1);
  size_t below = (size_t)at, above = below + 1 < count ? below + 1 : below;
  return sorted[below] + (at - (double)below) * (sorted[above] - sorted[below]);
}

// Vacant FTE of the posts of a place (or of one post), sorted over replicates.
static void vacancies(const stabil_report *r, const census *c, int k, int year, int place,
                      int post) {
  const stabil_layout *l = r->layout;
  int first = post, last = post; // posts are sorted by place
  if (post < 0) {
    for (first = 0; l->post_place[first] != place;) first++;
    for (last = first; last + 1 < l->posts && l->post_place[last + 1] == place;) last++;
  }
  for (int i = 0; i < l->replicates; i++) {
    size_t row = ((size_t)i * (size_t)l->years + (size_t)year) * (size_t)l->posts;
    c->scratch[i] = 0;
    for (int p = first; p <= last; p++) c->scratch[i] += c->vacant[k][row + (size_t)p];
  }
  qsort(c->scratch, (size_t)l->replicates, sizeof *c->scratch, by_value);
}

static double mean_funded(const stabil_report *r, const census *c, int post) {
  double sum = 0;
  for (int i = 0; i < r->layout->replicates; i++)
    sum += c->funded[(size_t)i * (size_t)r->layout->posts + (size_t)post];
  return sum / r->layout->replicates;
}

static double nobody(const stabil_report *r, const census *c, int k, int post) {
  double count = 0;
  for (int i = 0; i < r->layout->replicates; i++)
    count += !(c->people[k][(size_t)i * (size_t)r->layout->posts + (size_t)post] > 0);
  return count / r->layout->replicates;
}

// At least one whole post; `scratch` holds the sorted vacancies.
static double one_vacant(const stabil_report *r, const census *c) {
  double count = 0;
  for (int i = 0; i < r->layout->replicates; i++) count += c->scratch[i] >= 1;
  return count / r->layout->replicates;
}

// --- one place
// ---------------------------------------------------------------------------

static const char *percent(stabil_report *r, double share) {
  const char *key = share > 0 && share < 0.005 ? "percent_below" : "percent";
  return stabil_report_say(
      r, key, "n",
      stabil_report_number(r, share < 0.005 && share > 0 ? 1 : 100 * share, 0), NULL);
}

static void post_rows(stabil_report *r, const census *c, int post, json_t *table) {
  const size_t count = (size_t)r->layout->replicates;
  for (int k = 0; k < c->scenarios; k++) {
    json_t *row = stabil_report_row(table);
    vacancies(r, c, k, c->year, -1, post);
    stabil_report_cell(
        row, stabil_report_label(r, &r->layout->roles, r->layout->post_role[post]));
    stabil_report_cell(row, stabil_report_scenario(r, c->scenario[k]));
    stabil_report_cell(row, stabil_report_number(r, mean_funded(r, c, post), 1));
    stabil_report_cell(row, stabil_report_number(r, quantile(c->scratch, count, 0.5), 1));
    stabil_report_cell(row,
                       stabil_report_number(r, quantile(c->scratch, count, bad_year), 1));
    stabil_report_cell(row, percent(r, one_vacant(r, c)));
    stabil_report_cell(row, percent(r, nobody(r, c, k, post)));
  }
}

static json_t *posts_table(stabil_report *r, const census *c, int place) {
  static const char *const heads[] = {"col_role",   "col_scenario", "col_posts",
                                      "col_median", "col_bad",      "col_one",
                                      "col_nobody"};
  json_t *table = stabil_report_table(
      stabil_report_say(r, "place_caption", "place", r->layout->places.label_nb[place],
                        "year", stabil_report_year(r, c->year), NULL));
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
    stabil_report_column(table, stabil_report_say(r, heads[i], NULL), i > 1);
  for (int post = 0; post < r->layout->posts; post++)
    if (r->layout->post_place[post] == place) post_rows(r, c, post, table);
  return table;
}

static json_t *place_series(stabil_report *r, const census *c, int k, int place) {
  const size_t count = (size_t)r->layout->replicates;
  json_t *lo = json_array(), *mid = json_array(), *hi = json_array();
  int index = 0;
  while (r->shown[index] != c->scenario[k]) index++;
  for (int year = 0; year < r->layout->years; year++) {
    vacancies(r, c, k, year, place, -1);
    (void)json_array_append_new(lo, json_real(quantile(c->scratch, count, 1 - bad_year)));
    (void)json_array_append_new(mid, json_real(quantile(c->scratch, count, 0.5)));
    (void)json_array_append_new(hi, json_real(quantile(c->scratch, count, bad_year)));
  }
  return json_pack("{s:i, s:b, s:o, s:o, s:o}", "s", index, "band", true, "lo", lo, "mid",
                   mid, "hi", hi);
}

// The figure's own numbers.
static json_t *years_table(stabil_report *r, const census *c, int place) {
  const size_t count = (size_t)r->layout->replicates;
  json_t *table = stabil_report_table(stabil_report_say(
      r, "place_figure", "place", r->layout->places.label_nb[place], NULL));
  stabil_report_column(table, stabil_report_say(r, "col_year", NULL), false);
  for (int k = 0; k < c->scenarios; k++) {
    const char *scenario = stabil_report_scenario(r, c->scenario[k]);
    stabil_report_column(
        table, stabil_report_say(r, "col_median_of", "scenario", scenario, NULL), true);
    stabil_report_column(
        table, stabil_report_say(r, "col_bad_of", "scenario", scenario, NULL), true);
  }
  for (int year = 0; year < r->layout->years; year++) {
    json_t *row = stabil_report_row(table);
    stabil_report_cell(row, stabil_report_year(r, year));
    for (int k = 0; k < c->scenarios; k++) {
      vacancies(r, c, k, year, place, -1);
      stabil_report_cell(row,
                         stabil_report_number(r, quantile(c->scratch, count, 0.5), 1));
      stabil_report_cell(
          row, stabil_report_number(r, quantile(c->scratch, count, bad_year), 1));
    }
  }
  return table;
}

static void place_figure(stabil_report *r, const census *c, int place, json_t *fold) {
  const char *name = r->layout->places.label_nb[place];
  const stabil_figure_about about = {
      "fan", stabil_arena_format(r->arena, "place-%s", r->layout->places.name[place]),
      stabil_report_say(r, "place_figure", "place", name, NULL),
      stabil_report_say(r, "place_note", NULL),
      stabil_report_say(r, "unit_vacant", NULL)};
  json_t *series = json_array();
  for (int k = 0; k < c->scenarios; k++)
    (void)json_array_append_new(series, place_series(r, c, k, place));
  json_t *figure = stabil_report_figure(fold, &about, years_table(r, c, place));
  (void)json_object_set_new(figure, "years", json_true());
  (void)json_object_set_new(figure, "x", stabil_report_years(r));
  (void)json_object_set_new(figure, "series", stabil_report_series(r));
  (void)json_object_set_new(figure, "panels",
                            json_pack("[{s:s, s:o}]", "title", "", "series", series));
}

static const char *aside(stabil_report *r, const census *c, int place) {
  const size_t count = (size_t)r->layout->replicates;
  const char *median[BOTH] = {"", ""};
  for (int k = 0; k < c->scenarios; k++) {
    vacancies(r, c, k, c->year, place, -1);
    median[k] = stabil_report_number(r, quantile(c->scratch, count, 0.5), 1);
  }
  return stabil_report_say(r, c->scenarios == BOTH ? "place_aside" : "place_aside_alone",
                           "before", median[0], "after", median[1], "year",
                           stabil_report_year(r, c->year), NULL);
}

static void add_place(stabil_report *r, const census *c, int place, json_t *section) {
  bool only = r->request->place != NULL;
  json_t *fold = json_pack(
      "{s:s, s:s, s:s, s:s, s:s, s:b, s:[]}", "type", "fold", "class", "place", "id",
      stabil_arena_format(r->arena, "place-%s", r->layout->places.name[place]), "title",
      r->layout->places.label_nb[place], "aside", aside(r, c, place), "open", only,
      "blocks");
  stabil_report_put_table(
      fold, stabil_arena_format(r->arena, "posts-%s", r->layout->places.name[place]),
      posts_table(r, c, place));
  place_figure(r, c, place, fold);
  (void)json_array_append_new(json_object_get(section, "blocks"), fold);
}

// Of the only place, for the first screen: the chance of standing without, in the group
// of posts where it is largest.
static void tell_first(stabil_report *r, const census *c, int place) {
  int most = -1;
  for (int post = 0; post < r->layout->posts; post++)
    if (r->layout->post_place[post] == place &&
        (most < 0 || nobody(r, c, BASELINE, post) > nobody(r, c, BASELINE, most)))
      most = post;
  if (most < 0 || c->scenarios < BOTH) return;
  const char *text = stabil_report_say(
      r, "place_first", "place", r->layout->places.label_nb[place], "role",
      stabil_report_label(r, &r->layout->roles, r->layout->post_role[most]), "before",
      stabil_report_number(r, 100 * nobody(r, c, BASELINE, most), 0), "after",
      stabil_report_number(r, 100 * nobody(r, c, LEAD, most), 0), "vacant",
      aside(r, c, place), "year", stabil_report_year(r, c->year), "scenario",
      stabil_report_scenario(r, r->lead), NULL);
  json_t *blocks = json_object_get(json_array_get(r->sections, 0), "blocks");
  (void)json_array_insert_new(blocks, 2,
                              json_pack("{s:s, s:s}", "type", "p", "text", text));
}

// --- all of them
// -------------------------------------------------------------------------

static void overview_row(stabil_report *r, const census *c, int place, json_t *table) {
  const stabil_layout *l = r->layout;
  const size_t count = (size_t)l->replicates;
  double funded = 0;
  json_t *row = stabil_report_row(table);
  for (int post = 0; post < l->posts; post++)
    if (l->post_place[post] == place) funded += mean_funded(r, c, post);
  stabil_report_link(row, l->places.label_nb[place],
                     stabil_arena_format(r->arena, "place-%s", l->places.name[place]));
  stabil_report_cell(row,
                     stabil_arena_format(r->arena, "%d", l->place_centrality[place]));
  stabil_report_cell(row, stabil_report_number(r, funded, 0));
  for (int k = 0; k < c->scenarios; k++) {
    vacancies(r, c, k, c->year, place, -1);
    stabil_report_cell(row, stabil_report_number(r, quantile(c->scratch, count, 0.5), 1));
    stabil_report_cell(row,
                       stabil_report_number(r, quantile(c->scratch, count, bad_year), 1));
  }
}

static json_t *overview(stabil_report *r, const census *c) {
  json_t *table = stabil_report_table(stabil_report_say(
      r, "places_caption", "year", stabil_report_year(r, c->year), NULL));
  static const char *const heads[] = {"col_place", "col_class", "col_posts"};
  for (size_t i = 0; i < 3; i++)
    stabil_report_column(table, stabil_report_say(r, heads[i], NULL), i > 0);
  for (int k = 0; k < c->scenarios; k++) {
    const char *scenario = stabil_report_scenario(r, c->scenario[k]);
    stabil_report_column(
        table, stabil_report_say(r, "col_median_of", "scenario", scenario, NULL), true);
    stabil_report_column(
        table, stabil_report_say(r, "col_bad_of", "scenario", scenario, NULL), true);
  }
  return table;
}

static bool is_rest(const stabil_layout *l, int place) {
  return strcmp(l->place_kind[place], "rest") == 0;
}

static bool has_posts(const stabil_layout *l, int place) {
  for (int post = 0; post < l->posts; post++)
    if (l->post_place[post] == place) return true;
  return false;
}

// The place that was asked for, by name or number; -1: all.
static stabil_status find_place(const stabil_report *r, int *out, stabil_error *err) {
  const stabil_layout *l = r->layout;
  const char *wanted = r->request->place;
  *out = -1;
  if (!wanted) return STABIL_OK;
  for (int i = 0; i < l->places.count; i++)
    if (!is_rest(l, i) && (strcmp(l->places.name[i], wanted) == 0 ||
                           strcmp(l->places.label_nb[i], wanted) == 0)) {
      *out = i;
      return STABIL_OK;
    }
  const char *nearest =
      stabil_text_nearest(wanted, l->places.label_nb, (size_t)l->places.count);
  if (nearest)
    return stabil_fail(err, STABIL_USAGE, "no place '%s' in %s; did you mean '%s'?",
                       wanted, stabil_results_path(r->results), nearest);
  return stabil_fail(err, STABIL_USAGE, "no place '%s' in %s", wanted,
                     stabil_results_path(r->results));
}

stabil_status stabil_report_places(stabil_report *r, stabil_error *err) {
  const stabil_layout *l = r->layout;
  int only;
  census c = {0};
  stabil_status status = STABIL_OK;
  TRY(status, find_place(r, &only, err));
  TRY(status, census_read(r, &c, err));
  json_t *section =
      stabil_report_section(r, "places", stabil_report_say(r, "places", NULL));
  stabil_report_text(
      section, "p",
      stabil_report_say(r, "places_text", "year", stabil_report_year(r, c.year), NULL));
  json_t *table = overview(r, &c);
  if (only < 0) stabil_report_put_table(section, "places", table);
  for (int place = 0; place < l->places.count; place++) {
    if (is_rest(l, place) || !has_posts(l, place) || (only >= 0 && place != only))
      continue;
    overview_row(r, &c, place, table);
    add_place(r, &c, place, section);
  }
  if (only >= 0) {
    json_decref(table);
    tell_first(r, &c, only);
  }
out:
  census_free(&c);
  return status;
}
