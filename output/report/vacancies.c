// SPDX-License-Identifier: GPL-3.0-or-later
// Vacancies over time: the region, and by centrality.
#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "output/report/part.h"

// --- from statistics to panels
// -------------------------------------------------------------

typedef struct curve {    // how the statistics of a series of years are found
  const double *at;       // of the first year
  size_t statistic, year; // distance between statistics, and between years
  double factor;
} curve;

static json_t *values_of(const stabil_report *r, const curve *c, stabil_statistic s) {
  json_t *out = json_array();
  for (int year = 0; year < r->layout->years; year++) {
    double value = c->at[(size_t)s * c->statistic + (size_t)year * c->year] * c->factor;
    (void)json_array_append_new(out, isfinite(value) ? json_real(value) : json_null());
  }
  return out;
}

static json_t *series_of(const stabil_report *r, const curve *c, int index) {
  int scenario = r->shown[index];
  bool band = scenario == r->baseline || scenario == r->lead;
  return json_pack("{s:i, s:b, s:o, s:o, s:o, s:o, s:o}", "s", index, "band", band, "mid",
                   values_of(r, c, STABIL_STATISTIC_Q50), "lo",
                   values_of(r, c, STABIL_STATISTIC_Q2_5), "hi",
                   values_of(r, c, STABIL_STATISTIC_Q97_5), "lo50",
                   values_of(r, c, STABIL_STATISTIC_Q25), "hi50",
                   values_of(r, c, STABIL_STATISTIC_Q75));
}

static json_t *new_fan(stabil_report *r, json_t *section,
                       const stabil_figure_about *about, json_t *table) {
  json_t *figure = stabil_report_figure(section, about, table);
  (void)json_object_set_new(figure, "years", json_true());
  (void)json_object_set_new(figure, "x", stabil_report_years(r));
  (void)json_object_set_new(figure, "series", stabil_report_series(r));
  (void)json_object_set_new(figure, "panels", json_array());
  return figure;
}

static void scenario_columns(stabil_report *r, json_t *table) {
  for (int i = 0; i < r->shown_count; i++)
    stabil_report_column(table, stabil_report_scenario(r, r->shown[i]), true);
}

// "12.3 (8.0 to 15.1)": median and 95 % interval
static const char *with_range(stabil_report *r, const curve *c, int year) {
  const double *at = c->at + (size_t)year * c->year;
  double mid = at[STABIL_STATISTIC_Q50 * c->statistic] * c->factor;
  double low = at[STABIL_STATISTIC_Q2_5 * c->statistic] * c->factor;
  double high = at[STABIL_STATISTIC_Q97_5 * c->statistic] * c->factor;
  if (!isfinite(mid)) return "–";
  return stabil_report_say(r, "with_range", "mid", stabil_report_number(r, mid, 1),
                           "range", stabil_report_range(r, low, high, 1), NULL);
}

// --- the region
// --------------------------------------------------------------------------

static curve curve_of(const stabil_comparisons *table, int scenario) {
  const double *at = table->cell[scenario].level;
  size_t apart = (size_t)table->scenarios * sizeof(stabil_comparison) / sizeof(double);
  return (curve){at, 1, apart, 100};
}

static stabil_status add_region(stabil_report *r, json_t *section, stabil_error *err) {
  _Static_assert(sizeof(stabil_comparison) % sizeof(double) == 0, "stepped by doubles");
  const stabil_request request = {.measure = STABIL_MEASURE_VACANCY_RATE,
                                  .by = STABIL_COMPARE_BY_YEAR,
                                  .baseline = r->baseline,
                                  .threshold = (double)NAN};
  stabil_comparisons rate;
  stabil_status status = stabil_compare(r->results, &request, &rate, err);
  if (status != STABIL_OK) return status;
  const char *title =
      stabil_report_say(r, "region_figure", "last", stabil_report_year(r, r->year), NULL);
  json_t *table = stabil_report_table(stabil_report_say(r, "region_caption", NULL));
  stabil_report_column(table, stabil_report_say(r, "col_year", NULL), false);
  scenario_columns(r, table);
  const stabil_figure_about about = {"fan", "region", title,
                                     stabil_report_say(r, "fan_note", NULL),
                                     stabil_report_say(r, "unit_rate", NULL)};
  json_t *series = json_array(), *figure = new_fan(r, section, &about, table);
  for (int i = 0; i < r->shown_count; i++) {
    curve c = curve_of(&rate, r->shown[i]);
    (void)json_array_append_new(series, series_of(r, &c, i));
  }
  (void)json_array_append_new(json_object_get(figure, "panels"),
                              json_pack("{s:s, s:o}", "title", "", "series", series));
  for (int year = 0; year < r->layout->years; year++) {
    json_t *row = stabil_report_row(table);
    stabil_report_cell(row, stabil_report_year(r, year));
    for (int i = 0; i < r->shown_count; i++) {
      curve c = curve_of(&rate, r->shown[i]);
      stabil_report_cell(row, with_range(r, &c, year));
    }
  }
  stabil_comparisons_free(&rate);
  return STABIL_OK;
}

// --- by centrality
// -----------------------------------------------------------------------

typedef struct classes { // stored summaries, [statistic][scenario][year][class]
  int count;
  const int *number;
  double *value;
} classes;

static curve class_curve(const stabil_report *r, const classes *all, int scenario,
                         int class) {
  size_t count = (size_t)all->count, years = (size_t)r->layout->years;
  size_t scenarios = (size_t)r->layout->scenarios.count;
  return (curve){all->value + (size_t)scenario * years * count + (size_t) class,
                 scenarios * years * count, count, 100};
}

static const char *class_name(stabil_report *r, int number) {
  return stabil_report_say(r, "class", "n", stabil_arena_format(r->arena, "%d", number),
                           NULL);
}

static void class_rows(stabil_report *r, const classes *all, int class, json_t *table) {
  for (int year = 0; year < r->layout->years; year++) {
    bool shown = year % 5 == 0 || year == r->layout->years - 1;
    if (!shown) continue;
    json_t *row = stabil_report_row(table);
    stabil_report_cell(row, class_name(r, all->number[class]));
    stabil_report_cell(row, stabil_report_year(r, year));
    for (int i = 0; i < r->shown_count; i++) {
      curve c = class_curve(r, all, r->shown[i], class);
      stabil_report_cell(row, with_range(r, &c, year));
    }
  }
}

static void class_figure(stabil_report *r, const classes *all, json_t *section) {
  json_t *table = stabil_report_table(stabil_report_say(r, "class_caption", NULL));
  stabil_report_column(table, stabil_report_say(r, "col_class", NULL), false);
  stabil_report_column(table, stabil_report_say(r, "col_year", NULL), true);
  scenario_columns(r, table);
  const stabil_figure_about about = {
      "fan", "centrality", stabil_report_say(r, "class_figure", NULL),
      stabil_report_say(r, "class_note", NULL), stabil_report_say(r, "unit_rate", NULL)};
  json_t *figure = new_fan(r, section, &about, table);
  for (int class = 0; class < all->count; class ++) {
    json_t *series = json_array();
    for (int i = 0; i < r->shown_count; i++) {
      curve c = class_curve(r, all, r->shown[i], class);
      (void)json_array_append_new(series, series_of(r, &c, i));
    }
    (void)json_array_append_new(json_object_get(figure, "panels"),
                                json_pack("{s:s, s:o}", "title",
                                          class_name(r, all->number[class]), "series",
                                          series));
    class_rows(r, all, class, table);
  }
}

static stabil_status add_classes(stabil_report *r, json_t *section, stabil_error *err) {
  static const char name[] = "summary/by_centrality/vacancy_rate";
  classes all = {0};
  if (!stabil_results_has(r->results, name)) return STABIL_OK;
  stabil_status status = STABIL_OK;
  TRY(status, stabil_results_numbers(r->results, "summary/by_centrality/centrality",
                                     &all.count, &all.number, err));
  if (all.count < 2) goto out;
  stabil_block block = {.rank = 4,
                        .count = {STABIL_STATISTIC_COUNT,
                                  (size_t)r->layout->scenarios.count,
                                  (size_t)r->layout->years, (size_t)all.count}};
  size_t size = block.count[0] * block.count[1] * block.count[2] * block.count[3];
  all.value = malloc(size * sizeof *all.value);
  if (!all.value) TRY(status, stabil_report_no_memory(err));
  TRY(status, stabil_results_read(r->results, name, &block, all.value, err));
  class_figure(r, &all, section);
out:
  free(all.value);
  return status;
}

// Vacant posts by centrality as `stabil compare` has them.
static stabil_status add_compare(stabil_report *r, json_t *section, stabil_error *err) {
  const stabil_request request = {.measure = STABIL_MEASURE_VACANT_FTE,
                                  .by = STABIL_COMPARE_BY_CENTRALITY,
                                  .baseline = r->baseline,
                                  .year = r->year,
                                  .threshold = (double)NAN};
  stabil_comparisons all;
  stabil_status status = stabil_compare(r->results, &request, &all, err);
  if (status != STABIL_OK) return status;
  json_t *table = stabil_report_table(stabil_report_say(
      r, "compare_class_caption", "year", stabil_report_year(r, r->year), "baseline",
      stabil_report_scenario(r, r->baseline), NULL));
  static const char *const heads[] = {"col_class",      "col_scenario", "col_level",
                                      "col_difference", "col_low",      "col_high",
                                      "col_better"};
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
    stabil_report_column(table, stabil_report_say(r, heads[i], NULL), i > 1);
  for (int k = 0; k < all.rows * r->shown_count; k++) {
    int class = k / r->shown_count, scenario = r->shown[k % r->shown_count];
    const stabil_comparison *cell = &all.cell[class * all.scenarios + scenario];
    const double *d = cell->difference;
    if (scenario == r->baseline) continue;
    json_t *row = stabil_report_row(table);
    stabil_report_cell(row, all.label[class]);
    stabil_report_cell(row, stabil_report_scenario(r, scenario));
    stabil_report_cell(row,
                       stabil_report_number(r, cell->level[STABIL_STATISTIC_MEAN], 1));
    stabil_report_cell(row, stabil_report_change(r, d[STABIL_STATISTIC_MEAN], 1));
    stabil_report_cell(row, stabil_report_change(r, d[STABIL_STATISTIC_Q2_5], 1));
    stabil_report_cell(row, stabil_report_change(r, d[STABIL_STATISTIC_Q97_5], 1));
    stabil_report_cell(row, stabil_report_number(r, cell->p_better, 2));
  }
  if (r->shown_count > 1)
    stabil_report_put_table(section, "compare-centrality", table);
  else
    json_decref(table);
  stabil_comparisons_free(&all);
  return STABIL_OK;
}

stabil_status stabil_report_vacancies(stabil_report *r, stabil_error *err) {
  json_t *section =
      stabil_report_section(r, "vacancies", stabil_report_say(r, "vacancies", NULL));
  stabil_status status = STABIL_OK;
  stabil_report_text(section, "p", stabil_report_say(r, "vacancies_text", NULL));
  TRY(status, add_region(r, section, err));
  TRY(status, add_classes(r, section, err));
  TRY(status, add_compare(r, section, err));
out:
  return status;
}
