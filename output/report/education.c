// SPDX-License-Identifier: GPL-3.0-or-later
// Who stays: graduates of each programme by years since they finished, and holders of a
// post by years in it, with what others have observed beside them.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "output/report/svg.h"

enum { RETAINED_YEARS = 12 }; // shown: later ones rest on few years of graduates

// --- graduates
// ---------------------------------------------------------------------------

typedef struct counted { // which graduates, and where
  const json_t *programmes;
  int where;
  bool in_post; // of those in a post anywhere, not of all
} counted;

typedef struct retention {
  size_t replicates, programmes, years, since; // since: how many are shown
  double *graduates;                           // [replicate][year][programme]
  double *cell;     // [replicate][graduation year][since] of one programme
  double *anywhere; // the same, in a post anywhere; all of them
  double *sums;     // [replicate][since]: of graduates, and of those who are there
  double *share;    // [replicate]
} retention;

static void retention_free(retention *t) {
  free(t->graduates);
  free(t->cell);
  free(t->anywhere);
  free(t->sums);
  free(t->share);
}

static stabil_status retention_create(const stabil_report *r, retention *t,
                                      stabil_error *err) {
  const stabil_layout *l = r->layout;
  *t = (retention){.replicates = (size_t)l->replicates,
                   .programmes = (size_t)l->programmes.count,
                   .years = (size_t)l->years};
  t->since = t->years < RETAINED_YEARS + 1 ? t->years : RETAINED_YEARS + 1;
  t->graduates = calloc(t->replicates * t->years * t->programmes, sizeof(double));
  t->cell = calloc(t->replicates * t->years * t->since, sizeof(double));
  t->anywhere = calloc(t->replicates * t->years * t->since, sizeof *t->anywhere);
  t->sums = calloc(t->replicates * t->since * 2, sizeof *t->sums);
  t->share = calloc(t->replicates, sizeof *t->share);
  if (t->graduates && t->cell && t->anywhere && t->sums && t->share) return STABIL_OK;
  return stabil_report_no_memory(err);
}

static stabil_status read_graduates(const stabil_report *r, int scenario, retention *t,
                                    stabil_error *err) {
  const stabil_block block = {.rank = 4,
                              .first = {(size_t)scenario},
                              .count = {1, t->replicates, t->years, t->programmes}};
  return stabil_results_read(r->results, "education/graduates", &block, t->graduates,
                             err);
}

static stabil_status read_cell(const stabil_report *r, int scenario, int programme,
                               int where, retention *t, double *out, stabil_error *err) {
  const stabil_block block = {
      .rank = 6,
      .first = {(size_t)scenario, 0, (size_t)programme, 0, 0, (size_t)where},
      .count = {1, t->replicates, 1, t->years, t->since, 1}};
  return stabil_results_read(r->results, "education/retained", &block, out, err);
}

// Over years of graduation.
static void add_years(const retention *t, bool in_post, size_t replicate, size_t since,
                      int programme, double sums[2]) {
  for (size_t year = 0; year < t->years; year++) {
    size_t at = (replicate * t->years + year) * t->since + since;
    double people =
        t->graduates[(replicate * t->years + year) * t->programmes + (size_t)programme];
    if (isnan(t->cell[at])) continue;
    sums[0] += in_post ? people * t->anywhere[at] : people;
    sums[1] += people * t->cell[at];
  }
}

// Sums by replicate and years since, of programmes together.
static stabil_status add_programmes(stabil_report *r, int scenario, const counted *who,
                                    retention *t, stabil_error *err) {
  stabil_status status = STABIL_OK;
  TRY(status, read_graduates(r, scenario, t, err));
  for (size_t p = 0; p < json_array_size(who->programmes); p++) {
    int programme = (int)json_integer_value(json_array_get(who->programmes, p));
    TRY(status, read_cell(r, scenario, programme, who->where, t, t->cell, err));
    if (who->in_post)
      TRY(status,
          read_cell(r, scenario, programme, STABIL_WHERE_ANYWHERE, t, t->anywhere, err));
    for (size_t i = 0; i < t->replicates * t->since; i++)
      add_years(t, who->in_post, i / t->since, i % t->since, programme, t->sums + 2 * i);
  }
out:
  return status;
}

// Per cent, median and ends of the interval, appended to the three lists.
static void add_since(stabil_report *r, const retention *t, size_t since,
                      json_t *const lists[3]) {
  static const stabil_statistic shown[] = {STABIL_STATISTIC_Q2_5, STABIL_STATISTIC_Q50,
                                           STABIL_STATISTIC_Q97_5};
  const stabil_draws draws = {r->layout->draws, r->layout->first_replicate};
  double s[STABIL_STATISTIC_COUNT];
  for (size_t k = 0; k < t->replicates; k++) {
    const double *pair = t->sums + 2 * (k * t->since + since);
    t->share[k] = pair[0] > 0 ? 100 * pair[1] / pair[0] : (double)NAN;
  }
  if (!stabil_statistic_compute(t->share, t->replicates, draws, s)) r->failed = true;
  for (size_t i = 0; i < 3; i++)
    (void)json_array_append_new(lists[i], isfinite(s[shown[i]]) ? json_real(s[shown[i]])
                                                                : json_null());
}

// One curve with its band.
static stabil_status curve(stabil_report *r, int index, const counted *who, json_t **out,
                           stabil_error *err) {
  retention t;
  stabil_status status = retention_create(r, &t, err);
  if (status == STABIL_OK) status = add_programmes(r, r->shown[index], who, &t, err);
  if (status == STABIL_OK) {
    json_t *const lists[] = {json_array(), json_array(), json_array()};
    for (size_t since = 0; since < t.since; since++) add_since(r, &t, since, lists);
    *out = json_pack("{s:i, s:b, s:o, s:o, s:o}", "s", index, "band", true, "lo",
                     lists[0], "mid", lists[1], "hi", lists[2]);
  }
  retention_free(&t);
  return status;
}

// --- panels
// ------------------------------------------------------------------------------

static const char *where_name(const stabil_report *r, int where) {
  stabil_label label = stabil_where_label((stabil_where_id)where);
  return r->nb ? label.text_nb : label.text_en;
}

static void panel_rows(stabil_report *r, const json_t *panel, json_t *table) {
  const json_t *series = json_object_get(panel, "series");
  const json_t *first = json_object_get(json_array_get(series, 0), "mid");
  for (size_t since = 0; since < json_array_size(first); since++) {
    json_t *row = stabil_report_row(table);
    size_t i;
    const json_t *one;
    stabil_report_cell(row, stabil_json_text(panel, "title"));
    stabil_report_cell(row, stabil_arena_format(r->arena, "%zu", since));
    json_array_foreach(series, i, one) {
      double lo = stabil_json_item(json_object_get(one, "lo"), since);
      double mid = stabil_json_item(json_object_get(one, "mid"), since);
      double hi = stabil_json_item(json_object_get(one, "hi"), since);
      stabil_report_cell(
          row, isfinite(mid) ? stabil_report_say(r, "with_range", "mid",
                                                 stabil_report_number(r, mid, 1), "range",
                                                 stabil_report_range(r, lo, hi, 1), NULL)
                             : "–");
    }
  }
}

// Is there any number at all? A programme may have no graduates in these years.
static bool seen(const json_t *series) {
  size_t i;
  const json_t *one;
  json_array_foreach(series, i, one) {
    const json_t *mid = json_object_get(one, "mid");
    for (size_t k = 0; k < json_array_size(mid); k++)
      if (isfinite(stabil_json_item(mid, k))) return true;
  }
  return false;
}

// The baseline's and the lead's curve of one panel; none if nobody is seen.
static stabil_status add_panel(stabil_report *r, json_t *panels, const char *title,
                               const counted *who, json_t *points, stabil_error *err) {
  json_t *series = json_array(), *one = NULL;
  stabil_status status = STABIL_OK;
  for (int i = 0; i < r->shown_count && status == STABIL_OK; i++) {
    if (r->shown[i] != r->baseline && r->shown[i] != r->lead) continue;
    status = curve(r, i, who, &one, err);
    if (status == STABIL_OK) (void)json_array_append_new(series, one);
  }
  if (status == STABIL_OK && seen(series))
    (void)json_array_append_new(panels, json_pack("{s:s, s:O, s:O}", "title", title,
                                                  "series", series, "points", points));
  json_decref(series);
  json_decref(points);
  return status;
}

static int find(const stabil_names *names, const char *name) {
  for (int i = 0; i < names->count; i++)
    if (strcmp(names->name[i], name) == 0) return i;
  return -1;
}

// The indices of programmes named.
static json_t *indices_of(const stabil_report *r, const json_t *names) {
  json_t *out = json_array();
  size_t i;
  const json_t *name;
  json_array_foreach(names, i, name) {
    int index = find(&r->layout->programmes, json_string_value(name));
    if (index >= 0) (void)json_array_append_new(out, json_integer(index));
  }
  return out;
}

static const json_t *observed(const stabil_report *r, const char *kind) {
  return json_object_get(r->request->study, kind);
}

static const char *own(const stabil_report *r, const json_t *entry, const char *nb,
                       const char *en) {
  return stabil_json_text(entry, r->nb ? nb : en);
}

static stabil_status graduate_panels(stabil_report *r, json_t *panels,
                                     stabil_error *err) {
  size_t i;
  const json_t *entry;
  stabil_status status = STABIL_OK;
  json_array_foreach(observed(r, "graduates"), i, entry) {
    double value = 100 * stabil_json_number(entry, "share");
    if (status != STABIL_OK) break;
    json_t *point = json_pack(
        "[{s:f, s:f, s:f, s:s}]", "from", stabil_json_number(entry, "from"), "to",
        stabil_json_number(entry, "to"), "value", value, "label",
        stabil_report_say(r, "percent", "n", stabil_report_number(r, value, 0), NULL));
    json_t *programmes = indices_of(r, json_object_get(entry, "programmes"));
    const counted who = {programmes, (int)stabil_json_number(entry, "where"),
                         json_is_true(json_object_get(entry, "in_post"))};
    status = add_panel(r, panels, own(r, entry, "label_nb", "label"), &who, point, err);
    json_decref(programmes);
  }
  return status;
}

// Of those who take a post, who is there after 0, 1, ... years; pooled, so no band.
static stabil_status survival(stabil_report *r, int index, size_t role, size_t size,
                              json_t **out, stabil_error *err) {
  size_t years = (size_t)r->layout->tenure_years;
  years = years < RETAINED_YEARS + 1 ? years : RETAINED_YEARS + 1;
  double share[RETAINED_YEARS + 1];
  const stabil_block block = {.rank = 4,
                              .first = {(size_t)r->shown[index], role, size, 0},
                              .count = {1, 1, 1, years}};
  stabil_status status =
      stabil_results_read(r->results, "contracts/post_survival", &block, share, err);
  if (status == STABIL_OK)
    *out = json_pack("{s:i, s:b, s:o}", "s", index, "band", true, "mid",
                     stabil_report_numbers(share, years, 100));
  return status;
}

static stabil_status contract_panel(stabil_report *r, json_t *panels, const json_t *entry,
                                    stabil_error *err) {
  int role = find(&r->layout->roles, stabil_json_text(entry, "role"));
  int size = find(&r->layout->sizes, stabil_json_text(entry, "size"));
  double median = stabil_json_number(entry, "median");
  json_t *series = json_array(), *one = NULL;
  stabil_status status = STABIL_OK;
  for (int i = 0; i < r->shown_count && role >= 0 && size >= 0; i++) {
    if (r->shown[i] != r->baseline && r->shown[i] != r->lead) continue;
    status = survival(r, i, (size_t)role, (size_t)size, &one, err);
    if (status != STABIL_OK) break;
    (void)json_array_append_new(series, one);
  }
  if (status == STABIL_OK && seen(series))
    (void)json_array_append_new(
        panels, json_pack("{s:s, s:O, s:[{s:f, s:f, s:i, s:s}]}", "title",
                          own(r, entry, "label_nb", "label"), "series", series, "points",
                          "from", median, "to", median, "value", 50, "label",
                          stabil_report_say(r, "years_long", "n",
                                            stabil_report_number(r, median, 2), NULL)));
  json_decref(series);
  return status;
}

static stabil_status contract_panels(stabil_report *r, json_t *panels,
                                     stabil_error *err) {
  size_t i;
  const json_t *entry;
  stabil_status status = STABIL_OK;
  if (!stabil_results_has(r->results, "contracts/post_survival")) return STABIL_OK;
  json_array_foreach(observed(r, "contracts"), i, entry) {
    if (status == STABIL_OK) status = contract_panel(r, panels, entry, err);
  }
  return status;
}

static stabil_status programme_panels(stabil_report *r, json_t *panels,
                                      stabil_error *err) {
  stabil_status status = STABIL_OK;
  for (int i = 0; i < r->layout->programmes.count && status == STABIL_OK; i++) {
    json_t *one = json_pack("[i]", i);
    const counted who = {one, STABIL_WHERE_REGION, false};
    status = add_panel(r, panels, stabil_report_label(r, &r->layout->programmes, i), &who,
                       json_array(), err);
    json_decref(one);
  }
  return status;
}

// Curves of posts may be longer than those of graduates.
static size_t longest(const json_t *panels) {
  size_t most = 0, i, k;
  const json_t *panel, *series;
  json_array_foreach(panels, i, panel) {
    json_array_foreach(json_object_get(panel, "series"), k, series) {
      size_t length = json_array_size(json_object_get(series, "mid"));
      if (length > most) most = length;
    }
  }
  return most;
}

static json_t *new_figure(stabil_report *r, json_t *section,
                          const stabil_figure_about *about, json_t *panels) {
  json_t *table = stabil_report_table(about->title), *x = json_array();
  size_t i;
  const json_t *panel;
  stabil_report_column(table, stabil_report_say(r, "col_programme", NULL), false);
  stabil_report_column(table, stabil_report_say(r, "col_since", NULL), true);
  stabil_report_column(table, stabil_report_scenario(r, r->baseline), true);
  if (r->lead >= 0) stabil_report_column(table, stabil_report_scenario(r, r->lead), true);
  json_array_foreach(panels, i, panel) {
    panel_rows(r, panel, table);
  }
  for (size_t since = 0; since < longest(panels); since++)
    (void)json_array_append_new(x, json_integer((json_int_t)since));
  json_t *figure = stabil_report_figure(section, about, table);
  (void)json_object_set_new(figure, "x", x);
  (void)json_object_set_new(figure, "most", json_integer(100));
  (void)json_object_set_new(figure, "series", stabil_report_series(r));
  (void)json_object_set_new(figure, "panels", panels);
  return figure;
}

static void observed_row(stabil_report *r, const json_t *entry, const char *where,
                         const char *value, const char *years, json_t *table) {
  json_t *row = stabil_report_row(table);
  const char *source = stabil_json_text(entry, "source");
  if (json_is_true(json_object_get(entry, "input")))
    source = stabil_report_say(r, "observed_input", "source", source, NULL);
  stabil_report_cell(row, own(r, entry, "label_nb", "label"));
  stabil_report_cell(row, where);
  stabil_report_cell(row, own(r, entry, "population_nb", "population"));
  stabil_report_cell(row, value);
  stabil_report_cell(row, years);
  stabil_report_cell(row, source);
}

static void observed_table(stabil_report *r, json_t *section) {
  static const char *const heads[] = {"col_observed", "col_counted", "col_population",
                                      "col_value",    "col_since",   "col_source"};
  json_t *table = stabil_report_table(stabil_report_say(r, "observed_caption", NULL));
  size_t i;
  const json_t *entry;
  for (size_t k = 0; k < sizeof heads / sizeof *heads; k++)
    stabil_report_column(table, stabil_report_say(r, heads[k], NULL), k == 3 || k == 4);
  json_array_foreach(observed(r, "graduates"), i, entry) {
    double first = stabil_json_number(entry, "from");
    double last = stabil_json_number(entry, "to");
    const char *share =
        stabil_report_number(r, 100 * stabil_json_number(entry, "share"), 0);
    bool in_post = json_is_true(json_object_get(entry, "in_post"));
    const char *where = where_name(r, (int)stabil_json_number(entry, "where"));
    observed_row(r, entry,
                 in_post ? stabil_report_say(r, "among_in_post", "where", where, NULL)
                         : where,
                 stabil_report_say(r, "percent", "n", share, NULL),
                 first < last ? stabil_report_range(r, first, last, 0)
                              : stabil_report_number(r, first, 0),
                 table);
  }
  json_array_foreach(observed(r, "contracts"), i, entry) {
    observed_row(r, entry, stabil_report_say(r, "median_contract", NULL),
                 stabil_report_say(r, "percent", "n", "50", NULL),
                 stabil_report_number(r, stabil_json_number(entry, "median"), 2), table);
  }
  stabil_report_put_table(section, "observed-sources", table);
}

static stabil_status add_observed(stabil_report *r, json_t *section, stabil_error *err) {
  json_t *panels = json_array();
  stabil_status status = graduate_panels(r, panels, err);
  if (status == STABIL_OK) status = contract_panels(r, panels, err);
  if (status != STABIL_OK || json_array_size(panels) == 0) {
    json_decref(panels);
    return status;
  }
  const stabil_figure_about about = {"fan", "observed",
                                     stabil_report_say(r, "observed_figure", NULL),
                                     stabil_report_say(r, "observed_note", NULL),
                                     stabil_report_say(r, "unit_percent", NULL)};
  (void)new_figure(r, section, &about, panels);
  observed_table(r, section);
  return STABIL_OK;
}

stabil_status stabil_report_education(stabil_report *r, stabil_error *err) {
  if (r->layout->programmes.count == 0) return STABIL_OK;
  json_t *section =
      stabil_report_section(r, "education", stabil_report_say(r, "education", NULL));
  stabil_report_text(section, "p", stabil_report_say(r, "education_text", NULL));
  stabil_status status = add_observed(r, section, err);
  json_t *panels = json_array();
  if (status == STABIL_OK) status = programme_panels(r, panels, err);
  if (status != STABIL_OK) {
    json_decref(panels);
    return status;
  }
  const stabil_figure_about about = {"fan", "retention",
                                     stabil_report_say(r, "retention_figure", NULL),
                                     stabil_report_say(r, "retention_note", NULL),
                                     stabil_report_say(r, "unit_percent", NULL)};
  (void)new_figure(r, section, &about, panels);
  return STABIL_OK;
}
