// SPDX-License-Identifier: GPL-3.0-or-later
// Statistics over replicates, for eight columns of numbers at a time.
//
// Numbers that are not numbers (a ratio whose denominator is 0) are left out; where none
// is left every statistic is NaN. Quantiles interpolate between neighbours: of n sorted
// values at position (n - 1) p from 0 (numpy's "linear", R's type 7). sd divides by
// n - 1. mcse is the Monte Carlo standard error of the mean: replicates of one parameter
// draw are not independent, so with two draws or more it is the standard deviation of the
// draws' means over the root of their number; else sd over the root of n.
#ifndef STABIL_OUTPUT_STATISTIC_H
#define STABIL_OUTPUT_STATISTIC_H

#include <stdbool.h>
#include <stddef.h>

// X(ID, name, probability, or -1 for what is not a quantile)
#define STABIL_STATISTIC_LIST(X)                                                         \
  X(MEAN, "mean", -1)                                                                    \
  X(SD, "sd", -1)                                                                        \
  X(Q2_5, "q2.5", 0.025)                                                                 \
  X(Q5, "q5", 0.05)                                                                      \
  X(Q25, "q25", 0.25)                                                                    \
  X(Q50, "q50", 0.5)                                                                     \
  X(Q75, "q75", 0.75)                                                                    \
  X(Q95, "q95", 0.95)                                                                    \
  X(Q97_5, "q97.5", 0.975)                                                               \
  X(MCSE, "mcse", -1)

typedef enum stabil_statistic {
#define STABIL_STATISTIC_ENUM(ID, ...) STABIL_STATISTIC_##ID,
  STABIL_STATISTIC_LIST(STABIL_STATISTIC_ENUM)
#undef STABIL_STATISTIC_ENUM
      STABIL_STATISTIC_COUNT
} stabil_statistic;

const char *stabil_statistic_name(stabil_statistic statistic);

enum { STABIL_LANES = 8 };

// Which draw each replicate belongs to: replicate i (from 0) to
// (first_replicate - 1 + i) mod draws.
typedef struct stabil_draws {
  int draws, first_replicate;
} stabil_draws;

typedef struct stabil_tile {
  size_t count;    // replicates
  int draws;       // how many there are among the replicates' draws at most
  int first_draw;  // of replicate 0
  double *values;  // [count][STABIL_LANES]; filled by the caller, sorted by the call
  double *by_draw; // [2][draws][STABIL_LANES]: sums and numbers of values
  double lane[STABIL_STATISTIC_COUNT][STABIL_LANES]; // the result
} stabil_tile;

bool stabil_tile_create(stabil_tile *tile, size_t count, stabil_draws draws);
void stabil_tile_free(stabil_tile *tile);
void stabil_tile_compute(stabil_tile *tile);

// One column of numbers. Returns false when memory is out.
bool stabil_statistic_compute(const double *values, size_t count, stabil_draws draws,
                              double out[STABIL_STATISTIC_COUNT]);

// Numbers in ascending order.
void stabil_statistic_sort(double *values, size_t count);
// A quantile of sorted numbers; NaN of none.
double stabil_statistic_quantile(const double *sorted, size_t count, double p);
// As bad or worse in one replicate of ten: quantile 0.9, or 0.1 where much is good. Sorts
// `values`; what is not a number is left out.
double stabil_statistic_bad(double *values, size_t count, bool much_is_bad);

#endif
