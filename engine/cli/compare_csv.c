// SPDX-License-Identifier: GPL-3.0-or-later
// A comparison as CSV, one value a row.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/compare_print.h"
#include "output/rank.h"

static const stabil_layout *layout_of(const stabil_compare_report *report) {
  return stabil_results_layout(report->results);
}

// RFC 4180: quotes around what needs them.
static void csv_text(const char *text, FILE *stream) {
  if (!strpbrk(text, ",\"\r\n")) {
    fputs(text, stream);
    return;
  }
  fputc('"', stream);
  for (; *text; text++) {
    if (*text == '"') fputc('"', stream);
    fputc(*text, stream);
  }
  fputc('"', stream);
}

typedef struct csv_row { // what the values of one comparison have in common
  const stabil_compare_report *report;
  const char *measure, *unit, *by, *group, *label;
  int year; // 0: all years
  int scenario;
} csv_row;

static void csv_value(const csv_row *row, const char *quantity, const char *statistic,
                      double value, FILE *stream) {
  const stabil_layout *layout = layout_of(row->report);
  if (!isfinite(value)) return;
  fprintf(stream, "%s,%s,", row->measure, row->by);
  csv_text(row->group, stream);
  fputc(',', stream);
  csv_text(row->label, stream);
  if (row->year)
    fprintf(stream, ",%d,", row->year);
  else
    fputs(",,", stream);
  csv_text(layout->scenarios.name[row->scenario], stream);
  fputc(',', stream);
  csv_text(
      layout->scenarios.name[stabil_compare_report_reference(row->report, row->scenario)],
      stream);
  fprintf(stream, ",%s,%s,%s,%.17g\n", quantity, statistic, row->unit, value);
}

static void csv_statistics(const csv_row *row, const char *quantity,
                           const double *statistic, FILE *stream) {
  for (stabil_statistic i = 0; i < STABIL_STATISTIC_COUNT; i++)
    csv_value(row, quantity, stabil_statistic_name(i), statistic[i], stream);
}

// --- measures
// --------------------------------------------------------------------------------

static void csv_variance(const csv_row *row, const char *quantity,
                         const stabil_variance *variance, FILE *stream) {
  csv_row share = *row;
  char name[40], unit[40];
  snprintf(unit, sizeof unit, "%s^2", row->unit);
  csv_row square = *row;
  square.unit = strcmp(row->unit, "1") == 0 ? "1" : unit;
  share.unit = "1";
  for (stabil_variance_part i = 0; i < STABIL_VARIANCE_COUNT; i++) {
    const char *part = stabil_variance_name(i);
    csv_value(&square, quantity, part, variance->value[i], stream);
    snprintf(name, sizeof name, "%s_se", part);
    csv_value(&square, quantity, name, variance->error[i], stream);
    snprintf(name, sizeof name, "%s_share", part);
    csv_value(&share, quantity, name, variance->share[i], stream);
    snprintf(name, sizeof name, "%s_share_se", part);
    csv_value(&share, quantity, name, variance->share_error[i], stream);
  }
}

static void csv_cell(const csv_row *row, const stabil_comparison *cell, FILE *stream) {
  csv_row share = *row;
  share.unit = "1";
  csv_statistics(row, "level", cell->level, stream);
  csv_statistics(row, "difference", cell->difference, stream);
  csv_value(&share, "difference", "p_better", cell->p_better, stream);
  csv_value(&share, "level", "p_above", cell->p_above, stream);
  csv_value(&share, "difference", "parameter_share", cell->parameter_share, stream);
  csv_value(row, "level", "bad", cell->bad, stream);
}

static void csv_ranks(const csv_row *row, const stabil_comparisons *table, int at,
                      FILE *stream) {
  const int count = table->ranked;
  csv_row line = *row;
  line.unit = "1";
  for (int i = 0; table->rank && i < count; i++) {
    const double *share = table->rank + (at * count + i) * count;
    line.scenario = table->rank_scenario[i];
    csv_value(&line, "rank", "expected_rank", stabil_rank_expected(share, (size_t)count),
              stream);
    for (int rank = 0; rank < count; rank++) {
      char name[32];
      snprintf(name, sizeof name, "p_rank_%d", rank + 1);
      csv_value(&line, "rank", name, share[rank], stream);
    }
  }
}

static void csv_part(const stabil_compare_report *report, const stabil_compare_part *part,
                     FILE *stream) {
  const stabil_measure *measure = stabil_measure_get(part->request.measure);
  const stabil_comparisons *table = &part->table;
  const bool by_year = report->by == STABIL_COMPARE_BY_YEAR;
  for (int row = 0; row < table->rows; row++) {
    csv_row line = {.report = report,
                    .measure = measure->name,
                    .unit = measure->unit,
                    .by = stabil_compare_by_name(report->by),
                    .group = table->key[row],
                    .label = table->label[row],
                    .year =
                        layout_of(report)->first_year + (by_year ? row : report->year)};
    for (int s = 0; s < table->scenarios; s++) {
      const stabil_comparison *cell = &table->cell[row * table->scenarios + s];
      line.scenario = s;
      csv_cell(&line, cell, stream);
      if (!part->request.variance) continue;
      csv_variance(&line, "level_variance", &cell->level_variance, stream);
      csv_variance(&line, "difference_variance", &cell->difference_variance, stream);
    }
    csv_ranks(&line, table, row, stream);
  }
}

// --- displacement
// ----------------------------------------------------------------------------

static void csv_displacement(const stabil_compare_report *report, const char *profession,
                             const stabil_displacement *all, FILE *stream) {
  const stabil_layout *layout = layout_of(report);
  char by[160];
  snprintf(by, sizeof by, "displacement%s%.120s", profession ? " " : "",
           profession ? profession : "");
  for (int i = 0; i < layout->scenarios.count; i++) {
    csv_row row = {report,
                   "filled_fte",
                   "FTE",
                   by,
                   "district",
                   "district",
                   layout->first_year + report->year,
                   i};
    csv_statistics(&row, "difference", all[i].here.difference, stream);
    row.group = row.label = "elsewhere";
    csv_statistics(&row, "difference", all[i].elsewhere.difference, stream);
    row.unit = "1";
    csv_value(&row, "difference", "displaced", all[i].displaced, stream);
  }
}

// --- cost
// ------------------------------------------------------------------------------------

static void csv_amount(const csv_row *row, const char *quantity,
                       const stabil_amount *amount, FILE *stream) {
  char discounted[64];
  snprintf(discounted, sizeof discounted, "%s_discounted", quantity);
  csv_statistics(row, quantity, amount->plain, stream);
  csv_statistics(row, discounted, amount->discounted, stream);
}

static void csv_ratio(const csv_row *row, const char *quantity,
                      const stabil_cost_ratio *ratio, FILE *stream) {
  csv_value(row, quantity, "value", ratio->value, stream);
  csv_value(row, quantity, "q2.5", ratio->low, stream);
  csv_value(row, quantity, "q97.5", ratio->high, stream);
}

static void csv_payer(const stabil_compare_report *report, int scenario, int payer,
                      FILE *stream) {
  const stabil_costing *cost = &report->cost[scenario];
  const char *name = stabil_cost_payer_name(payer);
  csv_row row = {report, "cost", "NOK", "payer", name, name, 0, scenario};
  for (int year = -1; year < cost->years; year++) {
    row.year = year < 0 ? 0 : layout_of(report)->first_year + year;
    for (int i = 0; i < STABIL_COST_PARTS; i++) {
      const stabil_cost_part part = (stabil_cost_part)i;
      csv_amount(&row, stabil_cost_part_name(part),
                 year < 0 ? &cost->payer[payer][part]
                          : stabil_cost_year(cost, payer, year, part),
                 stream);
    }
  }
}

static void csv_cost(const stabil_compare_report *report, int scenario, FILE *stream) {
  const stabil_costing *cost = &report->cost[scenario];
  for (int payer = 0; payer <= STABIL_COST_ALL; payer++)
    csv_payer(report, scenario, payer, stream);
  for (int i = 0; i < STABIL_COST_AREAS; i++) {
    if (i == STABIL_COST_DISTRICT && !cost->district) continue;
    const char *name = stabil_cost_area_name((stabil_cost_area)i);
    csv_row row = {report, "fte_years", "FTE-years", "area", name, name, 0, scenario};
    csv_amount(&row, "gained", &cost->fte_years[i], stream);
    row.measure = "cost_per_fte_year";
    row.unit = "NOK/FTE-year";
    csv_ratio(&row, "ratio", &cost->plain[i], stream);
    csv_ratio(&row, "ratio_discounted", &cost->discounted[i], stream);
  }
}

void stabil_compare_print_csv(const stabil_compare_report *report, FILE *stream) {
  const stabil_layout *layout = layout_of(report);
  fputs("measure,by,group,label,year,scenario,baseline,quantity,statistic,unit,value\n",
        stream);
  for (int i = 0; i < report->count; i++) csv_part(report, &report->part[i], stream);
  if (report->displacement) csv_displacement(report, NULL, report->displacement, stream);
  for (int i = 0; i < layout->professions.count && report->by_profession; i++)
    if (report->by_profession[i])
      csv_displacement(report, layout->professions.name[i], report->by_profession[i],
                       stream);
  for (int i = 0; i < layout->scenarios.count && report->cost; i++)
    if (stabil_compare_report_reference(report, i) != i) csv_cost(report, i, stream);
}
