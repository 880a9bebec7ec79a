// SPDX-License-Identifier: GPL-3.0-or-later
// What scenarios cost, what they gain for it and who pays, as a table for people.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/compare_print.h"

static const stabil_layout *layout_of(const stabil_compare_report *report) {
  return stabil_results_layout(report->results);
}

const char *stabil_compare_cost_reason(stabil_cost_state state) {
  static const char *const reasons[] = {
      [STABIL_COST_GAIN] = "",
      [STABIL_COST_UNSURE] = ("the interval of the FTE-years gained has 0 in it: "
                              "cost-effectiveness ratio undefined"),
      [STABIL_COST_LOSS] = "FTE-years are lost: cost-effectiveness ratio undefined"};
  return reasons[state];
}

// "12.3 [10.0, 14.1]"
static void amount(char out[STABIL_COMPARE_CELL], const double *statistic,
                   stabil_compare_scale scale) {
  char mean[STABIL_COMPARE_CELL], range[STABIL_COMPARE_CELL];
  stabil_compare_number(mean, statistic[STABIL_STATISTIC_MEAN], scale, "+");
  stabil_compare_interval(range, statistic[STABIL_STATISTIC_Q2_5],
                          statistic[STABIL_STATISTIC_Q97_5], scale, "+");
  snprintf(out, STABIL_COMPARE_CELL, "%.20s %.70s", mean, range);
}

static void print_amount(const char *what, const stabil_amount *of,
                         stabil_compare_scale scale, FILE *stream) {
  char plain[STABIL_COMPARE_CELL], discounted[STABIL_COMPARE_CELL];
  amount(plain, of->plain, scale);
  amount(discounted, of->discounted, scale);
  fprintf(stream, "  %-36s  %30s  %30s\n", what, plain, discounted);
}

static void ratio(char out[STABIL_COMPARE_CELL], const stabil_cost_ratio *of) {
  const stabil_compare_scale thousands = {1e-3, "kNOK", 0};
  char value[STABIL_COMPARE_CELL], range[STABIL_COMPARE_CELL];
  stabil_compare_number(value, of->value, thousands, "");
  stabil_compare_interval(range, of->low, of->high, thousands, "");
  if (of->state == STABIL_COST_GAIN)
    snprintf(out, STABIL_COMPARE_CELL, "%.20s %.70s", value, range);
  else
    snprintf(out, STABIL_COMPARE_CELL, "-");
}

static void print_ratio(const char *what, const stabil_costing *cost,
                        stabil_cost_area area, FILE *stream) {
  const stabil_cost_ratio *all = &cost->plain[area], *later = &cost->discounted[area];
  char plain[STABIL_COMPARE_CELL], discounted[STABIL_COMPARE_CELL];
  ratio(plain, all);
  ratio(discounted, later);
  fprintf(stream, "  %-36s  %30s  %30s\n", what, plain, discounted);
  const stabil_cost_state state =
      all->state != STABIL_COST_GAIN ? all->state : later->state;
  if (state != STABIL_COST_GAIN)
    fprintf(stream, "    -: %s\n", stabil_compare_cost_reason(state));
}

static void print_totals(const stabil_costing *cost, double rate, FILE *stream) {
  const stabil_compare_scale money = {1e-6, "MNOK", 1}, fte = {1, "FTE", 1};
  const stabil_amount *all = cost->payer[STABIL_COST_ALL];
  char head[40];
  snprintf(head, sizeof head, "discounted at %g %%", 100 * rate);
  fprintf(stream, "  %-36s  %30s  %30s\n", "", "not discounted", head);
  print_amount("net cost, MNOK", &all[STABIL_COST_NET], money, stream);
  print_amount("  locums saved (counted in net)", &all[STABIL_COST_LOCUMS_SAVED], money,
               stream);
  print_amount("wages of posts held, apart, MNOK", &all[STABIL_COST_WAGES], money,
               stream);
  print_amount("FTE-years gained, region", &cost->fte_years[STABIL_COST_REGION], fte,
               stream);
  if (cost->district)
    print_amount("  of them in the district", &cost->fte_years[STABIL_COST_DISTRICT], fte,
                 stream);
  print_ratio("1000 NOK per FTE-year, region", cost, STABIL_COST_REGION, stream);
  if (cost->district)
    print_ratio("1000 NOK per FTE-year, district", cost, STABIL_COST_DISTRICT, stream);
}

static void print_budget(const stabil_costing *cost, int first_year, FILE *stream) {
  const stabil_compare_scale money = {1e-6, "MNOK", 1};
  fprintf(stream, "  budget, net, MNOK");
  for (int payer = 0; payer <= STABIL_COST_ALL; payer++)
    fprintf(stream, "  %24s", stabil_cost_payer_name(payer));
  fputc('\n', stream);
  for (int year = 0; year < cost->years; year++) {
    fprintf(stream, "  %17d", first_year + year);
    for (int payer = 0; payer <= STABIL_COST_ALL; payer++) {
      char text[STABIL_COMPARE_CELL];
      amount(text, stabil_cost_year(cost, payer, year, STABIL_COST_NET)->plain, money);
      fprintf(stream, "  %24s", text);
    }
    fputc('\n', stream);
  }
}

void stabil_compare_print_cost(const stabil_compare_report *report, FILE *stream) {
  const stabil_layout *layout = layout_of(report);
  char with[STABIL_COMPARE_WITH];
  fprintf(stream,
          "%s: costs %d-%d of the modelled region, prices of %d, change from %s; mean "
          "[95 %% interval over %d replicates]\n",
          layout->title_en, layout->first_year, layout->first_year + layout->years - 1,
          layout->price_year, stabil_compare_report_with(report, with),
          layout->replicates);
  fputs(STABIL_COMPARE_COST_COUNTS "\n", stream);
  for (int i = 0; i < layout->scenarios.count; i++) {
    const int reference = stabil_compare_report_reference(report, i);
    if (reference == i) continue;
    fprintf(stream, "\n%s (against %s)\n", layout->scenarios.name[i],
            layout->scenarios.name[reference]);
    print_totals(&report->cost[i], report->discount, stream);
    print_budget(&report->cost[i], layout->first_year, stream);
  }
}
