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

typedef struct retention {
  size_t replicates, programmes, years, since; // since: how many are shown
  double *graduates;                           // [replicate][year][programme]
  double *cell;  // [replicate][graduation year][since] of one programme
  double *sums;  // [replicate][since]: of graduates, and of those who are there
  double *share; // [replicate]
} retention;

static void retention_free(retention *t) {
  free(t->graduates);
  free(t->cell);
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
  t->sums = calloc(t->replicates * t->since * 2, sizeof *t->sums);
  t->share = calloc(t->replicates, sizeof *t->share);
  if (t->graduates && t->cell && t->sums && t->share) return STABIL_OK;
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
                               int where, retention *t, stabil_error *err) {
  const stabil_block block = {
      .rank = 6,
      .first = {(size_t)scenario, 0, (size_t)programme, 0, 0, (size_t)where},
      .count = {1, t->replicates, 1, t->years, t->since, 1}};
  return stabil_results_read(r->results, "education/retained", &block, t->cell, err);
}

// Over years of graduation.
static void add_years(const retention *t, size_t replicate, int programme, size_t since,
                      double sums[2]) {
  for (size_t year = 0; year < t->years; year++) {
    double share = t->cell[(replicate * t->years + year) * t->since + since];
    double people =
        t->graduates[(replicate * t->years + year) * t->programmes + (size_t)programme];
    if (isnan(share)) continue;
    sums[0] += people;
    sums[1] += people * share;
  }
}

// Sums by replicate and years since, of programmes together, for a kind of where.
static stabil_status add_programmes(stabil_report *r, int scenario,
                                    const json_t *programmes, int where, retention *t,
                                    stabil_error *err) {
  stabil_status status = read_graduates(r, scenario, t, err);
  for (size_t p = 0; p < json_array_size(programmes) && status == STABIL_OK; p++) {
    int programme = (int)json_integer_value(json_array_get(programmes, p));
    status = read_cell(r, scenario, programme, where, t, err);
    for (size_t i = 0; i < t->replicates * t->since && status == STABIL_OK; i++)
      add_years(t, i / t->since, programme, i % t->since, t->sums + 2 * i);
  }
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
static stabil_status curve(stabil_report *r, int index, const json_t *programmes,
                           int where, json_t **out, stabil_error *err) {
  retention t;
  stabil_status status = retention_create(r, &t, err);
  if (status == STABIL_OK)
    status = add_programmes(r, r->shown[index], programmes, where, &t, err);
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
                               const json_t *programmes, int where, json_t *points,
                               stabil_error *err) {
  json_t *series = json_array(), *one = NULL;
  stabil_status status = STABIL_OK;
  for (int i = 0; i < r->shown_count && status == STABIL_OK; i++) {
    if (r->shown[i] != r->baseline && r->shown[i] != r->lead) continue;
    status = curve(r, i, programmes, where, &one, err);
    if (status == STABIL_OK) (void)json_array_append_new(series, one);
  }
  if (status == STABIL_OK && seen(series))
    (void)json_array_append_new(panels, json_pack("{s:s, s:O, s:O}", "title", title,
                                                  "series", series, "points", points));
  json_decref(series);
  json_decref(points);
  return status;
}

static stabil_status observed_panels(stabil_report *r, json_t *panels,
                                     stabil_error *err) {
  const json_t *observed = json_object_get(r->request->study, "observed"), *entry;
  size_t i;
  stabil_status status = STABIL_OK;
  json_array_foreach(observed, i, entry) {
    const json_t *years = json_object_get(entry, "years");
    const char *label = stabil_json_text(entry, r->nb ? "label_nb" : "label");
    double value = 100 * stabil_json_number(entry, "value");
    if (!years || status != STABIL_OK) continue;
    json_t *point = json_pack(
        "[{s:f, s:f, s:f, s:s}]", "from", stabil_json_item(years, 0), "to",
        stabil_json_item(years, json_array_size(years) - 1), "value", value, "label",
        stabil_report_say(r, "observed_point", "n", stabil_report_number(r, value, 0),
                          NULL));
    int where = (int)stabil_json_number(entry, "where");
    status = add_panel(r, panels, label, json_object_get(entry, "programmes"), where,
                       point, err);
  }
  return status;
}

static stabil_status programme_panels(stabil_report *r, json_t *panels,
                                      stabil_error *err) {
  stabil_status status = STABIL_OK;
  for (int i = 0; i < r->layout->programmes.count && status == STABIL_OK; i++) {
    json_t *one = json_pack("[i]", i);
    status = add_panel(r, panels, stabil_report_label(r, &r->layout->programmes, i), one,
                       STABIL_WHERE_REGION, json_array(), err);
    json_decref(one);
  }
  return status;
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
  int most =
      r->layout->years < RETAINED_YEARS + 1 ? r->layout->years : RETAINED_YEARS + 1;
  for (int since = 0; since < most; since++)
    (void)json_array_append_new(x, json_integer(since));
  json_t *figure = stabil_report_figure(section, about, table);
  (void)json_object_set_new(figure, "x", x);
  (void)json_object_set_new(figure, "most", json_integer(100));
  (void)json_object_set_new(figure, "series", stabil_report_series(r));
  (void)json_object_set_new(figure, "panels", panels);
  return figure;
}

static void observed_table(stabil_report *r, json_t *section) {
  const json_t *observed = json_object_get(r->request->study, "observed"), *entry;
  static const char *const heads[] = {"col_observed", "col_population", "col_value",
                                      "col_since", "col_source"};
  json_t *table = stabil_report_table(stabil_report_say(r, "observed_caption", NULL));
  size_t i;
  for (size_t k = 0; k < sizeof heads / sizeof *heads; k++)
    stabil_report_column(table, stabil_report_say(r, heads[k], NULL), k == 2 || k == 3);
  json_array_foreach(observed, i, entry) {
    const json_t *years = json_object_get(entry, "years");
    json_t *row = stabil_report_row(table);
    double first = stabil_json_item(years, 0);
    double last = stabil_json_item(years, json_array_size(years) - 1);
    stabil_report_cell(row, stabil_json_text(entry, r->nb ? "label_nb" : "label"));
    stabil_report_cell(row, where_name(r, (int)stabil_json_number(entry, "where")));
    stabil_report_cell(
        row,
        stabil_report_say(
            r, "percent", "n",
            stabil_report_number(r, 100 * stabil_json_number(entry, "value"), 0), NULL));
    stabil_report_cell(row, first < last ? stabil_report_range(r, first, last, 0)
                                         : stabil_report_number(r, first, 0));
    stabil_report_cell(row, stabil_json_text(entry, "source_title"));
  }
  stabil_report_put_table(section, "observed", table);
}

static stabil_status add_observed(stabil_report *r, json_t *section, stabil_error *err) {
  const json_t *observed = json_object_get(r->request->study, "observed");
  if (json_array_size(observed) == 0) return STABIL_OK;
  json_t *panels = json_array();
  stabil_status status = observed_panels(r, panels, err);
  if (status != STABIL_OK) {
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
