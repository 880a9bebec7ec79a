// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/statistic.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { LANES = STABIL_LANES };

static const char *const names[] = {
#define NAME(ID, name, p) name,
    STABIL_STATISTIC_LIST(NAME)
#undef NAME
};
static const double probability[] = {
#define PROBABILITY(ID, name, p) p,
    STABIL_STATISTIC_LIST(PROBABILITY)
#undef PROBABILITY
};

const char *stabil_statistic_name(stabil_statistic statistic) {
  return names[statistic];
}

bool stabil_tile_create(stabil_tile *tile, size_t count, stabil_draws draws) {
  int n = draws.draws > 1 ? draws.draws : 1;
  *tile = (stabil_tile){
      .count = count, .draws = n, .first_draw = (draws.first_replicate - 1) % n};
  tile->values = malloc((count + 1) * LANES * sizeof(double));
  tile->by_draw = malloc(2 * (size_t)n * LANES * sizeof(double));
  if (tile->values && tile->by_draw) return true;
  stabil_tile_free(tile);
  return false;
}

void stabil_tile_free(stabil_tile *tile) {
  free(tile->values);
  free(tile->by_draw);
  tile->values = tile->by_draw = NULL;
}

// --- moments
// ------------------------------------------------------------------------------

// Two lanes, one register of any processor. Four of them are a row; they are written out
// because compilers do not unroll at the level of optimisation that is usual.
typedef double pair __attribute__((vector_size(2 * sizeof(double))));
typedef int64_t pair_mask __attribute__((vector_size(2 * sizeof(int64_t))));
typedef struct row {
  pair a, b, c, d;
} row;

static inline row row_at(const double *values) {
  row out;
  memcpy(&out, values, sizeof out);
  return out;
}

// `value`, but 0 in lanes where `test` is not a number.
static inline pair if_number(pair test, pair value) {
  // NOLINTNEXTLINE(misc-redundant-expression): false for a NaN
  return (pair)((pair_mask)value & (pair_mask)(test == test));
}

static inline void add_numbers(row *sum, row test, row value) {
  sum->a += if_number(test.a, value.a);
  sum->b += if_number(test.b, value.b);
  sum->c += if_number(test.c, value.c);
  sum->d += if_number(test.d, value.d);
}

static inline row squared_distance(row from, row to) {
  row by = {from.a - to.a, from.b - to.b, from.c - to.c, from.d - to.d};
  return (row){by.a * by.a, by.b * by.b, by.c * by.c, by.d * by.d};
}

static const double zeros[LANES] = {0}, ones[LANES] = {1, 1, 1, 1, 1, 1, 1, 1};

// Means over the numbers of each lane, in the order of the replicates; n: how many.
static void take_means(const stabil_tile *tile, double n[LANES], double mean[LANES]) {
  row sum = row_at(zeros), number = row_at(zeros), one = row_at(ones);
  for (size_t i = 0; i < tile->count; i++) {
    row value = row_at(tile->values + i * LANES);
    add_numbers(&sum, value, value);
    add_numbers(&number, value, one);
  }
  memcpy(n, &number, sizeof number);
  memcpy(mean, &sum, sizeof sum);
  for (int k = 0; k < LANES; k++) mean[k] = n[k] > 0 ? mean[k] / n[k] : (double)NAN;
}

static void take_deviations(const stabil_tile *tile, const double n[LANES],
                            const double mean[LANES], double sd[LANES]) {
  row sum = row_at(zeros), middle = row_at(mean);
  for (size_t i = 0; i < tile->count; i++) {
    row value = row_at(tile->values + i * LANES);
    add_numbers(&sum, value, squared_distance(value, middle));
  }
  memcpy(sd, &sum, sizeof sum);
  for (int k = 0; k < LANES; k++)
    sd[k] = n[k] > 1 ? sqrt(sd[k] / (n[k] - 1)) : (double)NAN;
}

static void sum_by_draw(stabil_tile *tile) {
  size_t draws = (size_t)tile->draws, draw = (size_t)tile->first_draw;
  double *sums = tile->by_draw, *numbers = sums + draws * LANES;
  memset(sums, 0, 2 * draws * LANES * sizeof *sums);
  row one = row_at(ones);
  for (size_t i = 0; i < tile->count; i++) {
    row value = row_at(tile->values + i * LANES);
    row sum = row_at(sums + draw * LANES), number = row_at(numbers + draw * LANES);
    add_numbers(&sum, value, value);
    add_numbers(&number, value, one);
    memcpy(sums + draw * LANES, &sum, sizeof sum);
    memcpy(numbers + draw * LANES, &number, sizeof number);
    draw = draw + 1 < draws ? draw + 1 : 0;
  }
}

// The standard error from the draws' means; NaN with fewer than two draws.
static double error_between_draws(const stabil_tile *tile, size_t lane) {
  size_t draws = (size_t)tile->draws;
  const double *sum = tile->by_draw + lane, *number = sum + draws * LANES;
  double total = 0, n = 0, squares = 0;
  for (size_t d = 0; d < draws; d++) {
    if (number[d * LANES] == 0) continue;
    total += sum[d * LANES] / number[d * LANES];
    n++;
  }
  if (n < 2) return (double)NAN;
  for (size_t d = 0; d < draws; d++) {
    if (number[d * LANES] == 0) continue;
    double from_mean = sum[d * LANES] / number[d * LANES] - total / n;
    squares += from_mean * from_mean;
  }
  return sqrt(squares / (n - 1) / n);
}

static void take_errors(stabil_tile *tile, const double n[LANES]) {
  const double *sd = tile->lane[STABIL_STATISTIC_SD];
  double *mcse = tile->lane[STABIL_STATISTIC_MCSE];
  if (tile->draws > 1) sum_by_draw(tile);
  for (size_t k = 0; k < LANES; k++) {
    mcse[k] = tile->draws > 1 ? error_between_draws(tile, k) : (double)NAN;
    if (isnan(mcse[k])) mcse[k] = sd[k] / sqrt(n[k]);
  }
}

// --- quantiles
// ----------------------------------------------------------------------------

static inline pair or_infinity(pair value) {
  const pair infinity = {(double)INFINITY, (double)INFINITY};
  // NOLINTNEXTLINE(misc-redundant-expression): false for a NaN
  pair_mask number = (pair_mask)(value == value);
  return (pair)(((pair_mask)value & number) | ((pair_mask)infinity & ~number));
}

static void put_nan_last(stabil_tile *tile) {
  for (size_t i = 0; i < tile->count; i++) {
    row value = row_at(tile->values + i * LANES);
    value = (row){or_infinity(value.a), or_infinity(value.b), or_infinity(value.c),
                  or_infinity(value.d)};
    memcpy(tile->values + i * LANES, &value, sizeof value);
  }
}

// Put the smaller of each lane first. The compiler does not make minimum instructions of
// the plain form without leave to ignore NaN, of which there are none left here.
#ifdef __SSE2__
static inline void exchange_pair(double *low, double *high) {
  __m128d a = _mm_loadu_pd(low), b = _mm_loadu_pd(high);
  _mm_storeu_pd(low, _mm_min_pd(a, b));
  _mm_storeu_pd(high, _mm_max_pd(b, a));
}
#else
static inline void exchange_pair(double *low, double *high) {
  for (int k = 0; k < 2; k++) {
    double a = low[k], b = high[k];
    low[k] = a < b ? a : b;
    high[k] = a < b ? b : a;
  }
}
#endif

static inline void exchange(double *low, double *high) {
  exchange_pair(low, high);
  exchange_pair(low + 2, high + 2);
  exchange_pair(low + 4, high + 4);
  exchange_pair(low + 6, high + 6);
}

// Batcher's merge exchange (Knuth, The Art of Computer Programming 3, 5.2.2 M): which
// values meet does not depend on them, so that all lanes are sorted at once and no branch
// is mispredicted.
static void sort_lanes(double *values, size_t count) {
  size_t top = 1;
  while (2 * top < count) top *= 2;
  for (size_t p = top; p > 0; p /= 2) {
    size_t q = top, r = 0, d = p;
    for (;;) {
      // i runs through the numbers with (i & p) == r.
      for (size_t block = r; block + d < count; block += 2 * p)
        for (size_t i = block; i < block + p && i + d < count; i++)
          exchange(values + i * LANES, values + (i + d) * LANES);
      if (q == p) break;
      d = q - p;
      q /= 2;
      r = p;
    }
  }
}

// Of n sorted values that lie `step` apart. The nearer neighbour is the one that is
// exact, as in numpy.
static double quantile(const double *sorted, size_t step, double n, double p) {
  if (!(n > 0)) return (double)NAN;
  double position = (n - 1) * p, below = floor(position), part = position - below;
  double low = sorted[(size_t)below * step];
  if (part == 0) return low;
  double high = sorted[((size_t)below + 1) * step];
  return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part);
}

static void take_quantiles(stabil_tile *tile, const double n[LANES]) {
  put_nan_last(tile);
  sort_lanes(tile->values, tile->count);
  for (int s = 0; s < STABIL_STATISTIC_COUNT; s++) {
    if (probability[s] < 0) continue;
    for (int k = 0; k < LANES; k++)
      tile->lane[s][k] = quantile(tile->values + k, LANES, n[k], probability[s]);
  }
}

// Kinds of cover that a study does not use, funded posts, differences before a measure
// starts: many cells are the same number in every replicate.
static bool is_constant(const stabil_tile *tile) {
  for (size_t i = 1; i < tile->count; i++)
    // NOLINTNEXTLINE(bugprone-suspicious-memory-comparison): equal to the bit
    if (memcmp(tile->values, tile->values + i * LANES, sizeof(row)) != 0) return false;
  return tile->count > 1;
}

static void take_constant(stabil_tile *tile) {
  for (int s = 0; s < STABIL_STATISTIC_COUNT; s++) {
    bool spread = s == STABIL_STATISTIC_SD || s == STABIL_STATISTIC_MCSE;
    for (int k = 0; k < LANES; k++) {
      double value = tile->values[k];
      tile->lane[s][k] = spread && value == value ? 0 : value;
    }
  }
}

void stabil_tile_compute(stabil_tile *tile) {
  if (is_constant(tile)) {
    take_constant(tile);
    return;
  }
  double n[LANES];
  take_means(tile, n, tile->lane[STABIL_STATISTIC_MEAN]);
  take_deviations(tile, n, tile->lane[STABIL_STATISTIC_MEAN],
                  tile->lane[STABIL_STATISTIC_SD]);
  take_errors(tile, n);
  take_quantiles(tile, n);
}

bool stabil_statistic_compute(const double *values, size_t count, stabil_draws draws,
                              double out[STABIL_STATISTIC_COUNT]) {
  stabil_tile tile;
  if (!stabil_tile_create(&tile, count, draws)) return false;
  memset(tile.values, 0, count * LANES * sizeof(double));
  for (size_t i = 0; i < count; i++) tile.values[i * LANES] = values[i];
  stabil_tile_compute(&tile);
  for (int s = 0; s < STABIL_STATISTIC_COUNT; s++) out[s] = tile.lane[s][0];
  stabil_tile_free(&tile);
  return true;
}

// --- one column
// --------------------------------------------------------------------------------

static int by_value(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

void stabil_statistic_sort(double *values, size_t count) {
  qsort(values, count, sizeof *values, by_value);
}

double stabil_statistic_quantile(const double *sorted, size_t count, double p) {
  return quantile(sorted, 1, (double)count, p);
}

double stabil_statistic_bad(double *values, size_t count, bool much_is_bad) {
  size_t numbers = 0;
  for (size_t i = 0; i < count; i++)
    if (!isnan(values[i])) values[numbers++] = values[i];
  stabil_statistic_sort(values, numbers);
  return stabil_statistic_quantile(values, numbers, much_is_bad ? 0.9 : 0.1);
}
