// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/report/price.h"

#include <math.h>
#include <stdlib.h>

#include "base/error.h"

enum { CELLS = STABIL_PAYER_COUNT * STABIL_ITEM_COUNT };

static size_t years_of(const stabil_report *r) {
  return (size_t)(r->layout->years < STABIL_REPORT_YEARS ? r->layout->years
                                                         : STABIL_REPORT_YEARS);
}

// NOK of one scenario, [replicate][year][payer][item].
static stabil_status read_money(stabil_report *r, int scenario, double *out,
                                stabil_error *err) {
  const stabil_block block = {.rank = 5,
                              .first = {(size_t)scenario},
                              .count = {1, (size_t)r->layout->replicates, years_of(r),
                                        STABIL_PAYER_COUNT, STABIL_ITEM_COUNT}};
  return stabil_results_read(r->results, "money/money", &block, out, err);
}

static bool is_wage(size_t cell) {
  return cell % STABIL_ITEM_COUNT == STABIL_ITEM_WAGE;
}

// `more`: differences, [replicate][year][cell].
static bool add_up(const stabil_report *r, const double *more, stabil_report_price *out) {
  size_t replicates = (size_t)r->layout->replicates, years = years_of(r);
  double *total = calloc(replicates, sizeof *total);
  double statistic[STABIL_STATISTIC_COUNT];
  if (!total) return false;
  for (size_t i = 0; i < replicates * years * CELLS; i++) {
    size_t cell = i % CELLS, year = i / CELLS % years, payer = cell / STABIL_ITEM_COUNT;
    double share = more[i] / (double)replicates;
    out->item[payer][cell % STABIL_ITEM_COUNT] += share / (double)years;
    if (is_wage(cell)) continue;
    out->by_year[payer][year] += share;
    total[i / CELLS / years] += more[i] / (double)years;
  }
  const stabil_draws draws = {r->layout->draws, r->layout->first_replicate};
  bool good = stabil_statistic_compute(total, replicates, draws, statistic);
  out->yearly = statistic[STABIL_STATISTIC_MEAN];
  out->low = statistic[STABIL_STATISTIC_Q2_5];
  out->high = statistic[STABIL_STATISTIC_Q97_5];
  free(total);
  return good;
}

// FTE filled more in the modelled region, discounted sum over the years.
static stabil_status filled(stabil_report *r, int scenario, double *out,
                            stabil_error *err) {
  static const stabil_measure_id measures[] = {STABIL_MEASURE_HELD_FTE,
                                               STABIL_MEASURE_ROTATION_FTE};
  stabil_status status = STABIL_OK;
  *out = 0;
  for (size_t m = 0; m < 2 && status == STABIL_OK; m++) {
    const stabil_request request = {.measure = measures[m],
                                    .by = STABIL_COMPARE_BY_YEAR,
                                    .baseline = r->baseline,
                                    .threshold = (double)NAN};
    stabil_comparisons table;
    status = stabil_compare(r->results, &request, &table, err);
    for (int year = 0; year < table.rows && status == STABIL_OK; year++)
      *out += table.cell[year * table.scenarios + scenario]
                  .difference[STABIL_STATISTIC_MEAN] *
              pow(1 + STABIL_REPORT_DISCOUNT, -year);
    if (status == STABIL_OK) stabil_comparisons_free(&table);
  }
  return status;
}

stabil_status stabil_report_price_of(stabil_report *r, int scenario,
                                     stabil_report_price *out, stabil_error *err) {
  size_t size = (size_t)r->layout->replicates * years_of(r) * CELLS;
  double *more = malloc(2 * size * sizeof *more), cost = 0;
  *out = (stabil_report_price){0};
  if (!more) return stabil_report_no_memory(err);
  stabil_status status = STABIL_OK;
  TRY(status, read_money(r, scenario, more, err));
  TRY(status, read_money(r, r->baseline, more + size, err));
  for (size_t i = 0; i < size; i++) more[i] -= more[size + i];
  if (!add_up(r, more, out)) TRY(status, stabil_report_no_memory(err));
  TRY(status, filled(r, scenario, &out->fte_years, err));
  for (size_t payer = 0; payer < STABIL_PAYER_COUNT; payer++)
    for (size_t year = 0; year < years_of(r); year++)
      cost += out->by_year[payer][year] * pow(1 + STABIL_REPORT_DISCOUNT, -(double)year);
  out->per_fte_year = out->fte_years > 0 ? cost / out->fte_years : (double)NAN;
out:
  free(more);
  return status;
}
