// SPDX-License-Identifier: GPL-3.0-or-later
// What the scenarios cost more than the baseline, by who pays and for what.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "output/report/price.h"

static const char *item_colour(int item) {
  static const char *const colours[STABIL_ITEM_COUNT] = {"#9aa5b1", "#2a9d8f", "#d1495b",
                                                         "#3d5a98", "#e0a526", "#7d5ba6"};
  return colours[item];
}

// A label as the head of a row or column.
static const char *head(stabil_report *r, stabil_label label) {
  const char *text = r->nb ? label.text_nb : label.text_en;
  char *out = stabil_arena_text(r->arena, text, strlen(text));
  if (out && *out >= 'a' && *out <= 'z') *out = (char)(*out - 'a' + 'A');
  return out ? out : text;
}

static const char *payer_name(stabil_report *r, int payer) {
  return head(r, stabil_payer_label((stabil_payer_id)payer));
}

static const char *item_name(stabil_report *r, int item) {
  return head(r, stabil_item_label((stabil_item_id)item));
}

// --- the figure
// --------------------------------------------------------------------------

static json_t *stack_of(const stabil_report *r, const stabil_report_price *price,
                        int scenario, int payer) {
  json_t *parts = json_array();
  for (int item = 0; item < STABIL_ITEM_COUNT; item++)
    if (item != STABIL_ITEM_WAGE)
      (void)json_array_append_new(parts, json_real(price->item[payer][item] * 1e-6));
  return json_pack("{s:s, s:o}", "name", stabil_report_scenario(r, scenario), "parts",
                   parts);
}

static json_t *cost_table(stabil_report *r, const stabil_report_price *price) {
  json_t *table = stabil_report_table(stabil_report_say(
      r, "money_caption", "year",
      stabil_arena_format(r->arena, "%d", r->layout->price_year), NULL));
  stabil_report_column(table, stabil_report_say(r, "col_payer", NULL), false);
  stabil_report_column(table, stabil_report_say(r, "col_scenario", NULL), false);
  for (int item = 0; item < STABIL_ITEM_COUNT; item++)
    stabil_report_column(table, item_name(r, item), true);
  stabil_report_column(table, stabil_report_say(r, "col_without_wages", NULL), true);
  for (int payer = 0; payer < STABIL_PAYER_COUNT; payer++)
    for (int i = 1; i < r->shown_count; i++) {
      json_t *row = stabil_report_row(table);
      double sum = 0;
      stabil_report_cell(row, payer_name(r, payer));
      stabil_report_cell(row, stabil_report_scenario(r, r->shown[i]));
      for (int item = 0; item < STABIL_ITEM_COUNT; item++) {
        double value = price[i].item[payer][item] * 1e-6;
        sum += item == STABIL_ITEM_WAGE ? 0 : value;
        stabil_report_cell(row, stabil_report_change(r, value, 1));
      }
      stabil_report_cell(row, stabil_report_change(r, sum, 1));
    }
  return table;
}

static void add_stacks(stabil_report *r, const stabil_report_price *price,
                       json_t *section) {
  const stabil_figure_about about = {
      "stack", "money", stabil_report_say(r, "money_figure", NULL),
      stabil_report_say(r, "money_note", "year",
                        stabil_arena_format(r->arena, "%d", r->layout->price_year), NULL),
      stabil_report_say(r, "unit_money", NULL)};
  json_t *figure = stabil_report_figure(section, &about, cost_table(r, price));
  json_t *items = json_array(), *panels = json_array();
  for (int item = 0; item < STABIL_ITEM_COUNT; item++)
    if (item != STABIL_ITEM_WAGE)
      (void)json_array_append_new(items,
                                  json_pack("{s:s, s:s}", "name", item_name(r, item),
                                            "colour", item_colour(item)));
  for (int payer = 0; payer < STABIL_PAYER_COUNT; payer++) {
    json_t *rows = json_array();
    for (int i = 1; i < r->shown_count; i++)
      (void)json_array_append_new(rows, stack_of(r, &price[i], r->shown[i], payer));
    (void)json_array_append_new(
        panels, json_pack("{s:s, s:o}", "title", payer_name(r, payer), "rows", rows));
  }
  (void)json_object_set_new(figure, "items", items);
  (void)json_object_set_new(figure, "panels", panels);
}

// --- tables
// ------------------------------------------------------------------------------

static void add_prices(stabil_report *r, const stabil_report_price *price,
                       json_t *section) {
  static const char *const heads[] = {"col_scenario", "col_yearly",    "col_low",
                                      "col_high",     "col_fte_years", "col_each"};
  json_t *table = stabil_report_table(stabil_report_say(r, "price_caption", NULL));
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
    stabil_report_column(table, stabil_report_say(r, heads[i], NULL), i > 0);
  for (int i = 1; i < r->shown_count; i++) {
    json_t *row = stabil_report_row(table);
    stabil_report_cell(row, stabil_report_scenario(r, r->shown[i]));
    stabil_report_cell(row, stabil_report_change(r, price[i].yearly * 1e-6, 1));
    stabil_report_cell(row, stabil_report_change(r, price[i].low * 1e-6, 1));
    stabil_report_cell(row, stabil_report_change(r, price[i].high * 1e-6, 1));
    stabil_report_cell(row, stabil_report_change(r, price[i].fte_years, 0));
    double each = round(price[i].per_fte_year / 1000) * 1000;
    stabil_report_cell(row, each < 0 ? stabil_report_say(r, "saves", NULL)
                                     : stabil_report_number(r, each, 0));
  }
  stabil_report_put_table(section, "price", table);
}

// Budget impact of the lead, year by year.
static void add_budget(stabil_report *r, const stabil_report_price *price,
                       json_t *section) {
  json_t *table = stabil_report_table(stabil_report_say(
      r, "budget_caption", "scenario", stabil_report_scenario(r, r->lead), NULL));
  stabil_report_column(table, stabil_report_say(r, "col_year", NULL), false);
  for (int payer = 0; payer < STABIL_PAYER_COUNT; payer++)
    stabil_report_column(table, payer_name(r, payer), true);
  stabil_report_column(table, stabil_report_say(r, "col_sum", NULL), true);
  for (int year = 0; year < r->layout->years && year < STABIL_REPORT_YEARS; year++) {
    json_t *row = stabil_report_row(table);
    double sum = 0;
    stabil_report_cell(row, stabil_report_year(r, year));
    for (int payer = 0; payer < STABIL_PAYER_COUNT; payer++) {
      sum += price->by_year[payer][year];
      stabil_report_cell(row,
                         stabil_report_change(r, price->by_year[payer][year] * 1e-6, 1));
    }
    stabil_report_cell(row, stabil_report_change(r, sum * 1e-6, 1));
  }
  json_t *fold =
      json_pack("{s:s, s:s, s:s, s:s, s:[]}", "type", "fold", "class", "numbers", "id",
                "budget", "title", stabil_report_say(r, "budget", NULL), "blocks");
  stabil_report_put_table(fold, "budget", table);
  (void)json_array_append_new(json_object_get(section, "blocks"), fold);
}

stabil_status stabil_report_money(stabil_report *r, stabil_error *err) {
  if (r->lead < 0) return STABIL_OK;
  stabil_report_price *price = calloc((size_t)r->shown_count, sizeof *price);
  if (!price) return stabil_report_no_memory(err);
  stabil_status status = STABIL_OK;
  int lead = 0;
  for (int i = 1; i < r->shown_count && status == STABIL_OK; i++) {
    status = stabil_report_price_of(r, r->shown[i], &price[i], err);
    if (r->shown[i] == r->lead) lead = i;
  }
  if (status == STABIL_OK) {
    json_t *section =
        stabil_report_section(r, "money", stabil_report_say(r, "money", NULL));
    stabil_report_text(section, "p", stabil_report_say(r, "money_text", NULL));
    add_prices(r, price, section);
    add_stacks(r, price, section);
    add_budget(r, &price[lead], section);
  }
  free(price);
  return status;
}
