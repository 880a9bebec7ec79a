// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/report/price.h"

#include "base/error.h"
#include "output/cost.h"

static void copy(const stabil_costing *cost, stabil_report_price *out) {
  const stabil_amount *net = &cost->payer[STABIL_COST_ALL][STABIL_COST_NET];
  const double years = cost->years;
  *out = (stabil_report_price){
      .yearly = net->plain[STABIL_STATISTIC_MEAN] / years,
      .low = net->plain[STABIL_STATISTIC_Q2_5] / years,
      .high = net->plain[STABIL_STATISTIC_Q97_5] / years,
      .per_fte_year = cost->discounted[STABIL_COST_REGION].value,
      .fte_years = cost->fte_years[STABIL_COST_REGION].discounted[STABIL_STATISTIC_MEAN]};
  for (int payer = 0; payer < STABIL_PAYER_COUNT; payer++) {
    for (int item = 0; item < STABIL_ITEM_COUNT; item++)
      out->item[payer][item] = cost->item[payer][item] / years;
    for (int year = 0; year < cost->years && year < STABIL_REPORT_YEARS; year++)
      out->by_year[payer][year] = stabil_cost_year(cost, payer, year, STABIL_COST_NET)
                                      ->plain[STABIL_STATISTIC_MEAN];
  }
}

stabil_status stabil_report_price_of(stabil_report *r, int scenario,
                                     stabil_report_price *out, stabil_error *err) {
  stabil_costing cost;
  stabil_status status = stabil_cost_create(r->results, r->baseline, scenario,
                                            STABIL_REPORT_DISCOUNT, &cost, err);
  if (status != STABIL_OK) return status;
  copy(&cost, out);
  stabil_cost_free(&cost);
  return STABIL_OK;
}
