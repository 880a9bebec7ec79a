// SPDX-License-Identifier: GPL-3.0-or-later
// A comparison as JSON.
#include <jansson.h>
#include <math.h>

#include "cli/compare_print.h"
#include "cli/json.h"
#include "output/rank.h"

static const stabil_layout *layout_of(const stabil_compare_report *report) {
  return stabil_results_layout(report->results);
}

// --- measures
// --------------------------------------------------------------------------------

static json_t *json_number(double value) {
  return isfinite(value) ? json_real(value) : json_null();
}

static json_t *json_statistics(const double *statistic) {
  json_t *out = json_object();
  for (stabil_statistic i = 0; i < STABIL_STATISTIC_COUNT; i++)
    json_object_set_new(out, stabil_statistic_name(i), json_number(statistic[i]));
  return out;
}

static json_t *json_cell(const stabil_compare_report *report,
                         const stabil_comparison *cell, int scenario) {
  json_t *out = json_object();
  json_object_set_new(out, "scenario",
                      json_string(layout_of(report)->scenarios.name[scenario]));
  json_object_set_new(
      out, "reference",
      json_string(layout_of(report)->scenarios.name[stabil_compare_report_reference(
          report, scenario)]));
  json_object_set_new(out, "level", json_statistics(cell->level));
  json_object_set_new(out, "difference", json_statistics(cell->difference));
  json_object_set_new(out, "bad", json_number(cell->bad));
  json_object_set_new(out, "p_better", json_number(cell->p_better));
  json_object_set_new(out, "p_above", json_number(cell->p_above));
  json_object_set_new(out, "parameter_share", json_number(cell->parameter_share));
  return out;
}

static json_t *json_variance(const stabil_variance *variance) {
  json_t *out = json_object();
  for (stabil_variance_part i = 0; i < STABIL_VARIANCE_COUNT; i++)
    json_object_set_new(out, stabil_variance_name(i),
                        json_pack("{s:o, s:o, s:o, s:o}", "variance",
                                  json_number(variance->value[i]), "se",
                                  json_number(variance->error[i]), "share",
                                  json_number(variance->share[i]), "share_se",
                                  json_number(variance->share_error[i])));
  return out;
}

static void add_variance(json_t *cell, const stabil_comparison *from) {
  json_object_set_new(cell, "level_variance", json_variance(&from->level_variance));
  json_object_set_new(cell, "difference_variance",
                      json_variance(&from->difference_variance));
}

// --- ranks
// -----------------------------------------------------------------------------------

static json_t *json_ranked(const stabil_comparisons *table, int row, int i,
                           const char *name) {
  const int count = table->ranked;
  const double *share = table->rank + (row * count + i) * count;
  json_t *shares = json_array();
  for (int rank = 0; rank < count; rank++)
    json_array_append_new(shares, json_number(share[rank]));
  return json_pack("{s:s, s:o, s:o}", "scenario", name, "expected_rank",
                   json_number(stabil_rank_expected(share, (size_t)count)), "p_rank",
                   shares);
}

static void add_ranks(const stabil_compare_report *report,
                      const stabil_comparisons *table, int row, json_t *line) {
  if (!table->rank) return;
  json_t *out = json_array();
  for (int i = 0; i < table->ranked; i++)
    json_array_append_new(
        out, json_ranked(table, row, i,
                         layout_of(report)->scenarios.name[table->rank_scenario[i]]));
  json_object_set_new(line, "ranks", out);
  json_object_set_new(line, "rank_replicates", json_integer(table->rank_replicates[row]));
}

// --- all of it
// -------------------------------------------------------------------------------

static json_t *json_rows(const stabil_compare_report *report,
                         const stabil_compare_part *part) {
  json_t *out = json_array();
  for (int row = 0; row < part->table.rows; row++) {
    json_t *line = json_object(), *scenarios = json_array();
    for (int s = 0; s < part->table.scenarios; s++) {
      const stabil_comparison *from = &part->table.cell[row * part->table.scenarios + s];
      json_t *cell = json_cell(report, from, s);
      if (part->request.variance) add_variance(cell, from);
      json_array_append_new(scenarios, cell);
    }
    json_object_set_new(line, "group", json_string(part->table.key[row]));
    json_object_set_new(line, "label", json_string(part->table.label[row]));
    json_object_set_new(line, "scenarios", scenarios);
    add_ranks(report, &part->table, row, line);
    json_array_append_new(out, line);
  }
  return out;
}

static json_t *json_measures(const stabil_compare_report *report) {
  json_t *out = json_array();
  for (int i = 0; i < report->count; i++) {
    const stabil_compare_part *part = &report->part[i];
    const stabil_measure *measure = stabil_measure_get(part->request.measure);
    stabil_better better = stabil_compare_better(part->request.measure);
    json_t *one = json_object();
    json_object_set_new(one, "measure", json_string(measure->name));
    json_object_set_new(one, "unit", json_string(measure->unit));
    json_object_set_new(one, "better", json_string(stabil_compare_better_name(better)));
    json_object_set_new(one, "paired", json_boolean(part->table.paired));
    json_object_set_new(one, "rows", json_rows(report, part));
    json_array_append_new(out, one);
  }
  return out;
}

// --- cost
// ------------------------------------------------------------------------------------

static json_t *json_amount(const stabil_amount *amount) {
  return json_pack("{s:o, s:o}", "undiscounted", json_statistics(amount->plain),
                   "discounted", json_statistics(amount->discounted));
}

static void add_parts(json_t *out, const stabil_amount part[STABIL_COST_PARTS]) {
  for (int i = 0; i < STABIL_COST_PARTS; i++)
    json_object_set_new(out, stabil_cost_part_name((stabil_cost_part)i),
                        json_amount(&part[i]));
}

static json_t *json_ratio(const stabil_cost_ratio *ratio) {
  json_t *out = json_pack("{s:o, s:o, s:o}", "value", json_number(ratio->value), "q2.5",
                          json_number(ratio->low), "q97.5", json_number(ratio->high));
  json_object_set_new(out, "reason",
                      ratio->state == STABIL_COST_GAIN
                          ? json_null()
                          : json_string(stabil_compare_cost_reason(ratio->state)));
  return out;
}

static void add_gains(json_t *out, const stabil_costing *cost) {
  json_t *gained = json_object(), *each = json_object();
  for (int area = 0; area < STABIL_COST_AREAS; area++) {
    const char *name = stabil_cost_area_name((stabil_cost_area)area);
    if (area == STABIL_COST_DISTRICT && !cost->district) continue;
    json_object_set_new(gained, name, json_amount(&cost->fte_years[area]));
    json_object_set_new(each, name,
                        json_pack("{s:o, s:o}", "undiscounted",
                                  json_ratio(&cost->plain[area]), "discounted",
                                  json_ratio(&cost->discounted[area])));
  }
  json_object_set_new(out, "fte_years_gained", gained);
  json_object_set_new(out, "cost_per_fte_year", each);
}

static json_t *json_payer(const stabil_costing *cost, int payer, int first_year) {
  json_t *out = json_pack("{s:s}", "payer", stabil_cost_payer_name(payer));
  json_t *items = json_object(), *years = json_array();
  add_parts(out, cost->payer[payer]);
  for (int item = 0; item < STABIL_ITEM_COUNT && payer < STABIL_COST_ALL; item++)
    json_object_set_new(items, stabil_item_label((stabil_item_id)item).name,
                        json_number(cost->item[payer][item]));
  for (int year = 0; year < cost->years; year++) {
    json_t *one = json_pack("{s:i}", "year", first_year + year);
    add_parts(one, stabil_cost_year(cost, payer, year, STABIL_COST_NET));
    json_array_append_new(years, one);
  }
  if (payer < STABIL_COST_ALL)
    json_object_set_new(out, "items_mean", items);
  else
    json_decref(items);
  json_object_set_new(out, "years", years);
  return out;
}

static json_t *json_cost(const stabil_compare_report *report, int scenario) {
  const stabil_layout *layout = layout_of(report);
  const stabil_costing *cost = &report->cost[scenario];
  const int reference = stabil_compare_report_reference(report, scenario);
  json_t *out = json_pack("{s:s, s:s}", "scenario", layout->scenarios.name[scenario],
                          "reference", layout->scenarios.name[reference]);
  json_t *payers = json_array();
  add_parts(out, cost->payer[STABIL_COST_ALL]);
  add_gains(out, cost);
  for (int payer = 0; payer <= STABIL_COST_ALL; payer++)
    json_array_append_new(payers, json_payer(cost, payer, layout->first_year));
  json_object_set_new(out, "payers", payers);
  return out;
}

static json_t *json_costs(const stabil_compare_report *report) {
  const stabil_layout *layout = layout_of(report);
  json_t *scenarios = json_array();
  for (int i = 0; i < layout->scenarios.count; i++)
    if (stabil_compare_report_reference(report, i) != i)
      json_array_append_new(scenarios, json_cost(report, i));
  return json_pack("{s:o, s:[i, i], s:s, s:s, s:o}", "discount",
                   json_number(report->discount), "years", layout->first_year,
                   layout->first_year + layout->years - 1, "unit", "NOK", "counts",
                   STABIL_COMPARE_COST_COUNTS, "scenarios", scenarios);
}

// --- displacement
// ----------------------------------------------------------------------------

static json_t *json_displacement(const stabil_compare_report *report,
                                 const stabil_displacement *all) {
  json_t *out = json_array();
  int scenarios = all ? layout_of(report)->scenarios.count : 0;
  for (int i = 0; i < scenarios; i++) {
    const stabil_displacement *d = &all[i];
    json_t *one = json_object();
    json_object_set_new(one, "scenario",
                        json_string(layout_of(report)->scenarios.name[i]));
    json_object_set_new(one, "here", json_statistics(d->here.difference));
    json_object_set_new(one, "elsewhere", json_statistics(d->elsewhere.difference));
    json_object_set_new(one, "displaced", json_number(d->displaced));
    json_array_append_new(out, one);
  }
  return out;
}

static json_t *json_by_profession(const stabil_compare_report *report) {
  const stabil_names *professions = &layout_of(report)->professions;
  json_t *out = json_object();
  for (int i = 0; i < professions->count && report->by_profession; i++)
    if (report->by_profession[i])
      json_object_set_new(out, professions->name[i],
                          json_displacement(report, report->by_profession[i]));
  return out;
}

bool stabil_compare_print_json(const stabil_compare_report *report, FILE *stream) {
  const stabil_layout *layout = layout_of(report);
  bool by_year = report->by == STABIL_COMPARE_BY_YEAR;
  json_t *out = json_object();
  json_object_set_new(out, "file", json_string(stabil_results_path(report->results)));
  json_object_set_new(out, "title", json_string(layout->title_en));
  json_object_set_new(out, "finished",
                      json_boolean(stabil_results_finished(report->results)));
  json_object_set_new(out, "replicates", json_integer(layout->replicates));
  json_object_set_new(out, "draws", json_integer(layout->draws));
  json_object_set_new(out, "price_year", json_integer(layout->price_year));
  json_object_set_new(
      out, "baseline",
      json_string(layout->scenarios.name[report->baseline >= 0 ? report->baseline
                                                               : layout->baseline]));
  json_object_set_new(out, "by", json_string(stabil_compare_by_name(report->by)));
  json_object_set_new(out, "year",
                      by_year ? json_null()
                              : json_integer(layout->first_year + report->year));
  json_object_set_new(out, "threshold", json_number(report->threshold));
  json_object_set_new(out, "measures", json_measures(report));
  json_object_set_new(out, "displacement",
                      json_displacement(report, report->displacement));
  json_object_set_new(out, "displacement_by_profession", json_by_profession(report));
  if (report->cost) json_object_set_new(out, "cost", json_costs(report));
  return stabil_cli_print_json(out, JSON_INDENT(2), stream);
}
