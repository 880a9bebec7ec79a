// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/cost.h"

#include <math.h>
#include <stdlib.h>

#include "base/error.h"

enum {
  CELLS = STABIL_PAYER_COUNT * STABIL_ITEM_COUNT,
  BLOCK = 16, // replicates at a time: those of one chunk of the file
  ALL = -1
};

typedef struct work {
  const stabil_results *results;
  const stabil_layout *layout;
  size_t replicates, years, posts;
  double *money;                      // differences [replicate][year][payer][item]
  double *fte;                        // differences [replicate][year][area]
  double *other;                      // as long as the longer of the two
  double *factor;                     // [year]: what a year counts, discounted
  double *plain, *discounted, *ratio; // [replicate]
} work;

const char *stabil_cost_part_name(stabil_cost_part part) {
  static const char *const names[] = {"net", "wages", "locums_saved"};
  return names[part];
}

const char *stabil_cost_payer_name(int payer) {
  return payer < STABIL_COST_ALL ? stabil_payer_label((stabil_payer_id)payer).name
                                 : "all";
}

const char *stabil_cost_area_name(stabil_cost_area area) {
  return area == STABIL_COST_REGION ? "region" : "district";
}

const stabil_amount *stabil_cost_year(const stabil_costing *cost, int payer, int year,
                                      stabil_cost_part part) {
  return &cost->year[(payer * cost->years + year) * STABIL_COST_PARTS + (int)part];
}

// --- reading
// ---------------------------------------------------------------------------------

static stabil_status read_money(const work *w, int scenario, double *out,
                                stabil_error *err) {
  const stabil_block block = {
      .rank = 5,
      .first = {(size_t)scenario},
      .count = {1, w->replicates, w->years, STABIL_PAYER_COUNT, STABIL_ITEM_COUNT}};
  return stabil_results_read(w->results, "money/money", &block, out, err);
}

// `count` replicates of [year][post] added to [year][area].
static void add_posts(const work *w, const double *value, size_t count, double *out) {
  const stabil_layout *l = w->layout;
  for (size_t k = 0; k < count * w->years; k++, out += STABIL_COST_AREAS)
    for (size_t i = 0; i < w->posts; i++, value++) {
      if (l->post_rest[i]) continue;
      out[STABIL_COST_REGION] += *value;
      if (l->post_district[i]) out[STABIL_COST_DISTRICT] += *value;
    }
}

static stabil_status add_measure(const work *w, const char *name, int scenario,
                                 double *out, stabil_error *err) {
  double *value = malloc(BLOCK * w->years * w->posts * sizeof *value);
  if (!value) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  stabil_status status = STABIL_OK;
  for (size_t first = 0; first < w->replicates && status == STABIL_OK; first += BLOCK) {
    const size_t left = w->replicates - first, count = left < BLOCK ? left : BLOCK;
    const stabil_block block = {.rank = 4,
                                .first = {(size_t)scenario, first},
                                .count = {1, count, w->years, w->posts}};
    status = stabil_results_read(w->results, name, &block, value, err);
    if (status == STABIL_OK)
      add_posts(w, value, count, out + first * w->years * STABIL_COST_AREAS);
  }
  free(value);
  return status;
}

static stabil_status read_fte(const work *w, int scenario, double *out,
                              stabil_error *err) {
  const size_t size = w->replicates * w->years * STABIL_COST_AREAS;
  stabil_status status = STABIL_OK;
  for (size_t i = 0; i < size; i++) out[i] = 0;
  TRY(status, add_measure(w, "held_fte", scenario, out, err));
  TRY(status, add_measure(w, "rotation_fte", scenario, out, err));
out:
  return status;
}

static stabil_status read_differences(work *w, int reference, int scenario,
                                      stabil_error *err) {
  const size_t all = w->replicates * w->years;
  stabil_status status = STABIL_OK;
  TRY(status, read_money(w, scenario, w->money, err));
  TRY(status, read_money(w, reference, w->other, err));
  for (size_t i = 0; i < all * CELLS; i++) w->money[i] -= w->other[i];
  TRY(status, read_fte(w, scenario, w->fte, err));
  TRY(status, read_fte(w, reference, w->other, err));
  for (size_t i = 0; i < all * STABIL_COST_AREAS; i++) w->fte[i] -= w->other[i];
out:
  return status;
}

// --- adding up
// -------------------------------------------------------------------------------

// What an item counts in a part.
static double weight_of(int item, stabil_cost_part part) {
  switch (part) {
  case STABIL_COST_WAGES:
    return item == STABIL_ITEM_WAGE;
  case STABIL_COST_LOCUMS_SAVED:
    return item == STABIL_ITEM_LOCUM ? -1 : 0;
  case STABIL_COST_NET:
  case STABIL_COST_PARTS:
    break;
  }
  return item != STABIL_ITEM_WAGE;
}

static bool take(work *w, stabil_amount *out) {
  const stabil_draws draws = {w->layout->draws, w->layout->first_replicate};
  return stabil_statistic_compute(w->plain, w->replicates, draws, out->plain) &&
         stabil_statistic_compute(w->discounted, w->replicates, draws, out->discounted);
}

static double money_of(const double *cell, int payer, stabil_cost_part part) {
  double sum = 0;
  for (int i = 0; i < CELLS; i++) {
    const double weight = weight_of(i % STABIL_ITEM_COUNT, part);
    if ((payer == STABIL_COST_ALL || payer == i / STABIL_ITEM_COUNT) && weight != 0)
      sum += weight * cell[i];
  }
  return sum;
}

// Of a payer and year, or ALL years; the replicates' sums stay in w.
static bool take_money(work *w, int payer, int year, stabil_cost_part part,
                       stabil_amount *out) {
  const size_t first = year == ALL ? 0 : (size_t)year;
  const size_t end = year == ALL ? w->years : first + 1;
  for (size_t k = 0; k < w->replicates; k++) {
    w->plain[k] = w->discounted[k] = 0;
    for (size_t y = first; y < end; y++) {
      const double sum = money_of(w->money + (k * w->years + y) * CELLS, payer, part);
      w->plain[k] += sum;
      w->discounted[k] += sum * w->factor[y];
    }
  }
  return take(w, out);
}

static bool take_fte(work *w, stabil_cost_area area, stabil_amount *out) {
  for (size_t k = 0; k < w->replicates; k++) {
    w->plain[k] = w->discounted[k] = 0;
    for (size_t y = 0; y < w->years; y++) {
      const double fte = w->fte[(k * w->years + y) * STABIL_COST_AREAS + (size_t)area];
      w->plain[k] += fte;
      w->discounted[k] += fte * w->factor[y];
    }
  }
  return take(w, out);
}

static void add_items(const work *w, stabil_costing *out) {
  const double share = 1.0 / (double)w->replicates;
  for (size_t i = 0; i < w->replicates * w->years * CELLS; i++) {
    const size_t cell = i % CELLS;
    out->item[cell / STABIL_ITEM_COUNT][cell % STABIL_ITEM_COUNT] += share * w->money[i];
  }
}

// --- ratios
// ----------------------------------------------------------------------------------

static double bound(const double *sorted, size_t count, double p) {
  const double value = stabil_statistic_quantile(sorted, count, p);
  return isfinite(value) ? value : (double)NAN;
}

// The replicates' FTE-years are in `fte`, their cost in `cost`.
static stabil_cost_ratio ratio_of(const work *w, const double *cost, const double *fte,
                                  const double *cost_statistic,
                                  const double *fte_statistic) {
  stabil_cost_ratio out = {STABIL_COST_UNSURE, (double)NAN, (double)NAN, (double)NAN};
  if (fte_statistic[STABIL_STATISTIC_Q97_5] < 0) out.state = STABIL_COST_LOSS;
  if (!(fte_statistic[STABIL_STATISTIC_Q2_5] > 0)) return out;
  for (size_t k = 0; k < w->replicates; k++)
    w->ratio[k] = fte[k] > 0 ? cost[k] / fte[k] : (double)INFINITY;
  stabil_statistic_sort(w->ratio, w->replicates);
  out.state = STABIL_COST_GAIN;
  out.value =
      cost_statistic[STABIL_STATISTIC_MEAN] / fte_statistic[STABIL_STATISTIC_MEAN];
  out.low = bound(w->ratio, w->replicates, 0.025);
  out.high = bound(w->ratio, w->replicates, 0.975);
  return out;
}

static bool take_ratios(work *w, stabil_costing *out) {
  double *cost = w->other, *later = w->other + w->replicates;
  stabil_amount *net = &out->payer[STABIL_COST_ALL][STABIL_COST_NET];
  if (!take_money(w, STABIL_COST_ALL, ALL, STABIL_COST_NET, net)) return false;
  for (size_t k = 0; k < w->replicates; k++) {
    cost[k] = w->plain[k];
    later[k] = w->discounted[k];
  }
  for (int area = 0; area < STABIL_COST_AREAS; area++) {
    stabil_amount *fte = &out->fte_years[area];
    if (!take_fte(w, (stabil_cost_area)area, fte)) return false;
    out->plain[area] = ratio_of(w, cost, w->plain, net->plain, fte->plain);
    out->discounted[area] =
        ratio_of(w, later, w->discounted, net->discounted, fte->discounted);
  }
  return true;
}

// --- all of it
// -------------------------------------------------------------------------------

static bool take_part(work *w, stabil_cost_part part, stabil_costing *out) {
  bool good = true;
  for (int payer = 0; payer <= STABIL_COST_ALL && good; payer++) {
    good = take_money(w, payer, ALL, part, &out->payer[payer][part]);
    for (int year = 0; year < out->years && good; year++)
      good = take_money(
          w, payer, year, part,
          &out->year[(payer * out->years + year) * STABIL_COST_PARTS + (int)part]);
  }
  return good;
}

static bool take_all(work *w, stabil_costing *out) {
  for (size_t i = 0; i < w->posts; i++)
    out->district |= w->layout->post_district[i] && !w->layout->post_rest[i];
  bool good = true;
  for (int part = 0; part < STABIL_COST_PARTS && good; part++)
    good = take_part(w, (stabil_cost_part)part, out);
  add_items(w, out);
  return good && take_ratios(w, out);
}

static bool allocate(work *w, double rate) {
  const size_t all = w->replicates * w->years, area = STABIL_COST_AREAS;
  w->money = calloc(all * CELLS + 1, sizeof *w->money);
  w->fte = calloc(all * area + 1, sizeof *w->fte);
  w->other = calloc(all * CELLS + 1, sizeof *w->other);
  w->factor = calloc(w->years + 3 * w->replicates + 1, sizeof *w->factor);
  if (!w->money || !w->fte || !w->other || !w->factor) return false;
  for (size_t y = 0; y < w->years; y++) w->factor[y] = pow(1 + rate, -(double)y);
  w->plain = w->factor + w->years;
  w->discounted = w->plain + w->replicates;
  w->ratio = w->discounted + w->replicates;
  return true;
}

stabil_status stabil_cost_create(const stabil_results *results, int reference,
                                 int scenario, double rate, stabil_costing *out,
                                 stabil_error *err) {
  const stabil_layout *l = stabil_results_layout(results);
  work w = {.results = results,
            .layout = l,
            .replicates = (size_t)l->replicates,
            .years = (size_t)l->years,
            .posts = (size_t)l->posts};
  stabil_status status = STABIL_OK;
  *out = (stabil_costing){.years = l->years};
  out->year = calloc((size_t)((STABIL_COST_ALL + 1) * STABIL_COST_PARTS) * w.years + 1,
                     sizeof *out->year);
  if (!out->year || !allocate(&w, rate)) {
    (void)stabil_fail(err, STABIL_MEMORY, "out of memory");
    status = STABIL_MEMORY; // the analyzer cannot see that it is not STABIL_OK
    goto out;
  }
  TRY(status, read_differences(&w, reference, scenario, err));
  if (!take_all(&w, out)) status = stabil_fail(err, STABIL_MEMORY, "out of memory");
out:
  free(w.money);
  free(w.fte);
  free(w.other);
  free(w.factor);
  if (status != STABIL_OK) stabil_cost_free(out);
  return status;
}

void stabil_cost_free(stabil_costing *cost) {
  free(cost->year);
  *cost = (stabil_costing){0};
}
