// SPDX-License-Identifier: GPL-3.0-or-later
// What a scenario costs more than the baseline: everything but the wages of the posts,
// which are in the budgets already, with what is saved on locums taken off.
#ifndef STABIL_OUTPUT_REPORT_PRICE_H
#define STABIL_OUTPUT_REPORT_PRICE_H

#include "output/report/part.h"

typedef struct stabil_report_price {
  double yearly, low, high; // NOK a year over all years; 95 % interval over replicates
  // Means a year by payer and item, wages too.
  double item[STABIL_PAYER_COUNT][STABIL_ITEM_COUNT];
  double by_year[STABIL_PAYER_COUNT][100]; // wages left out; as many as there are years
  // NOK per FTE-year filled more in the modelled region, both discounted; NaN where it is
  // not sure that any is (output/cost.h).
  double per_fte_year, fte_years;
} stabil_report_price;

enum { STABIL_REPORT_YEARS = 100 };
#define STABIL_REPORT_DISCOUNT 0.04

stabil_status stabil_report_price_of(stabil_report *r, int scenario,
                                     stabil_report_price *out,
                                     stabil_error *err) STABIL_MUST_USE;

#endif
