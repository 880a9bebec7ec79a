// SPDX-License-Identifier: GPL-3.0-or-later
// The answer first: which bundle, how much, how sure, at what price, and what it takes
// from the neighbours.
#include <math.h>

#include "output/report/price.h"

static const stabil_comparison *cell_of(const stabil_report *r, int scenario) {
  return &r->vacant.cell[r->area * r->vacant.scenarios + scenario];
}

// Decimals of a number that people read: small ones need one.
static int few(double value) {
  return fabs(value) < 9.5 ? 1 : 0;
}

static const char *area_name(stabil_report *r) {
  return stabil_report_say(r, r->area == 0 ? "in_district" : "in_region", NULL);
}

static void add_fact(json_t *items, const char *label, const char *value,
                     const char *detail) {
  (void)json_array_append_new(items, json_pack("{s:s, s:s, s:s}", "label", label, "value",
                                               value, "detail", detail));
}

// --- the sentences
// -----------------------------------------------------------------------

static const char *headline(stabil_report *r) {
  const double *change = cell_of(r, r->lead)->difference;
  double fewer = -change[STABIL_STATISTIC_MEAN];
  const char *key = fewer > 0 ? "headline" : "headline_none";
  return stabil_report_say(r, key, "scenario", stabil_report_scenario(r, r->lead),
                           "fewer", stabil_report_number(r, fabs(fewer), few(fewer)),
                           "where", area_name(r), "year", stabil_report_year(r, r->year),
                           "baseline", stabil_report_scenario(r, r->baseline), NULL);
}

static stabil_status funded_of(stabil_report *r, double *out, stabil_error *err) {
  const stabil_request request = {.measure = STABIL_MEASURE_FUNDED_FTE,
                                  .by = STABIL_COMPARE_BY_AREA,
                                  .baseline = r->baseline,
                                  .year = r->year,
                                  .threshold = (double)NAN};
  stabil_comparisons funded;
  stabil_status status = stabil_compare(r->results, &request, &funded, err);
  if (status != STABIL_OK) return status;
  *out =
      funded.cell[r->area * funded.scenarios + r->baseline].level[STABIL_STATISTIC_MEAN];
  stabil_comparisons_free(&funded);
  return STABIL_OK;
}

static const char *without(stabil_report *r, double funded) {
  double level = cell_of(r, r->baseline)->level[STABIL_STATISTIC_MEAN];
  double with = cell_of(r, r->lead)->level[STABIL_STATISTIC_MEAN];
  // Rounded numbers have to agree with the headline; where they do not, say more of them.
  double change = cell_of(r, r->lead)->difference[STABIL_STATISTIC_MEAN];
  bool agree = fabs(round(with) - round(level) - round(change)) < 0.5;
  int decimals = agree && few(change) == 0 ? 0 : 1;
  return stabil_report_say(
      r, "answer_without", "vacant", stabil_report_number(r, level, decimals), "funded",
      stabil_report_number(r, funded, 0), "share",
      stabil_report_number(r, 100 * level / funded, 0), "where", area_name(r), "year",
      stabil_report_year(r, r->year), "with", stabil_report_number(r, with, decimals),
      "scenario", stabil_report_scenario(r, r->lead), NULL);
}

// The lead with one assumption changed: "if ...: 12 fewer".
static void add_twists(stabil_report *r, json_t *section) {
  enum { MOST = 4 };
  int said = 0;
  for (int i = 0; i < r->variant_count && said < MOST; i++) {
    int variant = r->variant[i];
    if (stabil_report_origin(r, variant) != r->lead) continue;
    if (stabil_layout_reference(r->layout, variant) != r->baseline) continue;
    double change = cell_of(r, variant)->difference[STABIL_STATISTIC_MEAN];
    stabil_report_text(
        section, "small",
        stabil_report_say(r, "answer_if", "scenario", stabil_report_scenario(r, r->lead),
                          "if", stabil_report_twist(r, variant), "change",
                          stabil_report_change(r, change, few(change)), NULL));
    said++;
  }
}

// --- facts
// -------------------------------------------------------------------------------

static void fact_change(stabil_report *r, json_t *items) {
  const double *change = cell_of(r, r->lead)->difference;
  int decimals = few(change[STABIL_STATISTIC_MEAN]);
  add_fact(items, stabil_report_say(r, "fact_change", NULL),
           stabil_report_say(
               r, "fte", "n",
               stabil_report_change(r, change[STABIL_STATISTIC_MEAN], decimals), NULL),
           stabil_report_say(
               r, "fact_change_detail", "range",
               stabil_report_range(r, change[STABIL_STATISTIC_Q2_5],
                                   change[STABIL_STATISTIC_Q97_5], decimals),
               "where", area_name(r), "year", stabil_report_year(r, r->year), NULL));
}

static void fact_sure(stabil_report *r, json_t *items) {
  double p = cell_of(r, r->lead)->p_better;
  add_fact(items, stabil_report_say(r, "fact_sure", NULL),
           isnan(p) ? "–"
                    : stabil_report_say(r, "of_hundred", "n",
                                        stabil_report_number(r, 100 * p, 0), NULL),
           stabil_report_say(r, "fact_sure_detail", NULL));
}

static void fact_price(stabil_report *r, const stabil_report_price *price,
                       json_t *items) {
  const char *key = price->yearly < 0            ? "fact_price_saves"
                    : isnan(price->per_fte_year) ? "fact_price_unsure"
                                                 : "fact_price_detail";
  const char *detail = stabil_report_say(
      r, key, "each",
      stabil_report_number(r, round(price->per_fte_year / 1000) * 1000, 0), "year",
      stabil_arena_format(r->arena, "%d", r->layout->price_year), NULL);
  add_fact(items, stabil_report_say(r, "fact_price", NULL),
           stabil_report_say(
               r, "million_a_year", "n",
               stabil_report_change(r, price->yearly * 1e-6, few(price->yearly * 1e-6)),
               NULL),
           detail);
}

static void fact_neighbours(stabil_report *r, json_t *items) {
  if (!r->displacement) return;
  const stabil_displacement *d = &r->displacement[r->lead];
  double here = d->here.difference[STABIL_STATISTIC_MEAN];
  double elsewhere = d->elsewhere.difference[STABIL_STATISTIC_MEAN];
  const char *key = here <= 0          ? "fact_neighbours_none"
                    : d->displaced > 0 ? "fact_neighbours_lose"
                                       : "fact_neighbours_gain";
  add_fact(items, stabil_report_say(r, "fact_neighbours", NULL),
           stabil_report_say(r, "fte", "n",
                             stabil_report_change(r, elsewhere, few(elsewhere)), NULL),
           stabil_report_say(r, key, "of_ten",
                             stabil_report_number(r, fabs(10 * d->displaced), 1), "here",
                             stabil_report_number(r, here, few(here)), NULL));
}

static stabil_status add_facts(stabil_report *r, json_t *section, stabil_error *err) {
  stabil_report_price price;
  stabil_status status = stabil_report_price_of(r, r->lead, &price, err);
  if (status != STABIL_OK) return status;
  json_t *items = json_array();
  fact_change(r, items);
  fact_sure(r, items);
  fact_price(r, &price, items);
  fact_neighbours(r, items);
  (void)json_array_append_new(json_object_get(section, "blocks"),
                              json_pack("{s:s, s:o}", "type", "facts", "items", items));
  return STABIL_OK;
}

// --- all scenarios beside each other
// -------------------------------------------------------

static json_t *comparison_table(stabil_report *r) {
  json_t *table = stabil_report_table(stabil_report_say(
      r, "compare_caption", "where", area_name(r), "year", stabil_report_year(r, r->year),
      "baseline", stabil_report_scenario(r, r->baseline), NULL));
  static const char *const heads[] = {"col_scenario", "col_level", "col_difference",
                                      "col_low",      "col_high",  "col_better",
                                      "col_mcse"};
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
    stabil_report_column(table, stabil_report_say(r, heads[i], NULL), i > 0);
  for (int i = 0; i < r->shown_count; i++) {
    const stabil_comparison *cell = cell_of(r, r->shown[i]);
    const double *d = cell->difference;
    bool base = r->shown[i] == r->baseline;
    json_t *row = stabil_report_row(table);
    stabil_report_cell(row, stabil_report_scenario(r, r->shown[i]));
    stabil_report_cell(row,
                       stabil_report_number(r, cell->level[STABIL_STATISTIC_MEAN], 1));
    static const stabil_statistic shown[] = {STABIL_STATISTIC_MEAN, STABIL_STATISTIC_Q2_5,
                                             STABIL_STATISTIC_Q97_5};
    for (size_t k = 0; k < 3; k++)
      stabil_report_cell(row, base ? "–" : stabil_report_change(r, d[shown[k]], 1));
    stabil_report_cell(row, base ? "–" : stabil_report_number(r, cell->p_better, 2));
    stabil_report_cell(row,
                       base ? "–" : stabil_report_number(r, d[STABIL_STATISTIC_MCSE], 1));
  }
  return table;
}

static void add_figure(stabil_report *r, json_t *section) {
  const char *title = stabil_report_say(r, "answer_figure", "where", area_name(r), "year",
                                        stabil_report_year(r, r->year), NULL);
  const stabil_figure_about about = {"intervals", "answer", title,
                                     stabil_report_say(r, "interval_note", NULL),
                                     stabil_report_say(r, "unit_difference", NULL)};
  json_t *figure = stabil_report_figure(section, &about, comparison_table(r));
  json_t *rows = json_array();
  for (int i = 1; i < r->shown_count; i++) {
    const double *d = cell_of(r, r->shown[i])->difference;
    (void)json_array_append_new(
        rows, json_pack("{s:s, s:s, s:s, s:f, s:f, s:f}", "name",
                        stabil_report_scenario(r, r->shown[i]), "colour",
                        stabil_report_colour(r, r->shown[i]), "label",
                        stabil_report_change(r, d[STABIL_STATISTIC_MEAN],
                                             few(d[STABIL_STATISTIC_MEAN])),
                        "lo", d[STABIL_STATISTIC_Q2_5], "mid", d[STABIL_STATISTIC_MEAN],
                        "hi", d[STABIL_STATISTIC_Q97_5]));
  }
  (void)json_object_set_new(figure, "rows", rows);
}

static const char *level_alone(stabil_report *r, double funded) {
  const double *level = cell_of(r, r->baseline)->level;
  int decimals = few(level[STABIL_STATISTIC_MEAN]);
  return stabil_report_say(
      r, "answer_alone", "vacant",
      stabil_report_number(r, level[STABIL_STATISTIC_MEAN], decimals), "range",
      stabil_report_range(r, level[STABIL_STATISTIC_Q2_5], level[STABIL_STATISTIC_Q97_5],
                          decimals),
      "funded", stabil_report_number(r, funded, 0), "where", area_name(r), "year",
      stabil_report_year(r, r->year), NULL);
}

stabil_status stabil_report_answer(stabil_report *r, stabil_error *err) {
  json_t *section =
      stabil_report_section(r, "answer", stabil_report_say(r, "answer", NULL));
  double funded;
  stabil_status status = funded_of(r, &funded, err);
  if (status != STABIL_OK) return status;
  if (!stabil_results_finished(r->results))
    stabil_report_text(section, "warning", stabil_report_say(r, "unfinished", NULL));
  if (r->lead < 0) {
    stabil_report_text(section, "lead", level_alone(r, funded));
    return STABIL_OK;
  }
  stabil_report_text(section, "lead", headline(r));
  stabil_report_text(section, "p", without(r, funded));
  status = add_facts(r, section, err);
  if (status != STABIL_OK) return status;
  add_figure(r, section);
  add_twists(r, section);
  stabil_report_text(section, "small", stabil_report_say(r, "no_forecast", NULL));
  return STABIL_OK;
}
