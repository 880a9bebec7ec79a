// SPDX-License-Identifier: GPL-3.0-or-later
// What a scenario costs more than another, and what it gains for that, replicate by
// replicate over all years of the run.
//
// Money is that of the modelled region, all payers. `net` is everything but the wages of
// posts held (overtime included), which are in the budgets already: incentives, rotation
// with the wages of rotators, recruitment and programmes, with what is saved on locums
// taken off. Wages are told apart. FTE gained are posts held and rotation at the end of
// each year, each counted as a year's work: all modelled posts, and those in the district
// alone. A discounted year y (the first is 0) is divided by (1 + rate)^y, money and FTE
// alike.
#ifndef STABIL_OUTPUT_COST_H
#define STABIL_OUTPUT_COST_H

#include "output/results.h"
#include "output/statistic.h"

typedef enum stabil_cost_area {
  STABIL_COST_REGION,
  STABIL_COST_DISTRICT,
  STABIL_COST_AREAS
} stabil_cost_area;

typedef struct stabil_amount { // over replicates
  double plain[STABIL_STATISTIC_COUNT], discounted[STABIL_STATISTIC_COUNT];
} stabil_amount;

// The ratio is one of means; its interval that of the replicates' ratios, where those
// that gain nothing are dearer than all others (NaN: the bound lies among them). No ratio
// where the 95 % interval of the FTE-years gained has 0 in it, or they are lost.
typedef enum stabil_cost_state {
  STABIL_COST_GAIN,
  STABIL_COST_UNSURE,
  STABIL_COST_LOSS
} stabil_cost_state;

typedef struct stabil_cost_ratio { // NOK an FTE-year; NaN: not defined
  stabil_cost_state state;
  double value, low, high;
} stabil_cost_ratio;

typedef enum stabil_cost_part { // of money
  STABIL_COST_NET,
  STABIL_COST_WAGES,
  STABIL_COST_LOCUMS_SAVED,
  STABIL_COST_PARTS
} stabil_cost_part;
const char *stabil_cost_part_name(stabil_cost_part part); // "net"

enum { STABIL_COST_ALL = STABIL_PAYER_COUNT };            // all payers together
const char *stabil_cost_payer_name(int payer);            // "all"
const char *stabil_cost_area_name(stabil_cost_area area); // "region"

typedef struct stabil_costing {
  int years;
  bool district; // there is one
  stabil_amount payer[STABIL_COST_ALL + 1][STABIL_COST_PARTS];
  stabil_amount *year; // [STABIL_COST_ALL + 1][years][STABIL_COST_PARTS]
  double item[STABIL_PAYER_COUNT][STABIL_ITEM_COUNT]; // means of sums, not discounted
  stabil_amount fte_years[STABIL_COST_AREAS];
  stabil_cost_ratio plain[STABIL_COST_AREAS], discounted[STABIL_COST_AREAS];
} stabil_costing;

// `rate` from 0: what a year is discounted by.
stabil_status stabil_cost_create(const stabil_results *results, int reference,
                                 int scenario, double rate, stabil_costing *out,
                                 stabil_error *err) STABIL_MUST_USE;
void stabil_cost_free(stabil_costing *cost); // one that is all zero is fine
const stabil_amount *stabil_cost_year(const stabil_costing *cost, int payer, int year,
                                      stabil_cost_part part);

#endif
