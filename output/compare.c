// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// --- which way is better
// ----------------------------------------------------------------------

// Measures that are not named are neither: what they mean depends on the study.
static const struct {
  stabil_measure_id measure;
  stabil_better better;
} directions[] = {{STABIL_MEASURE_HELD_FTE, STABIL_HIGHER},
                  {STABIL_MEASURE_FTE, STABIL_HIGHER},
                  {STABIL_MEASURE_VACANT_FTE, STABIL_LOWER},
                  {STABIL_MEASURE_VACANCY_RATE, STABIL_LOWER},
                  {STABIL_MEASURE_OVERTIME_FTE, STABIL_LOWER},
                  {STABIL_MEASURE_LOCUM_FTE, STABIL_LOWER},
                  {STABIL_MEASURE_UNCOVERED_FTE, STABIL_LOWER},
                  {STABIL_MEASURE_UNMET_NEED_FTE, STABIL_LOWER},
                  {STABIL_MEASURE_LOCUM_WEEKS, STABIL_LOWER},
                  {STABIL_MEASURE_LOCUM_COST, STABIL_LOWER},
                  {STABIL_MEASURE_SEPARATIONS, STABIL_LOWER},
                  {STABIL_MEASURE_TURNOVER, STABIL_LOWER},
                  {STABIL_MEASURE_MEAN_TENURE, STABIL_HIGHER},
                  {STABIL_MEASURE_TIME_TO_FILL, STABIL_LOWER},
                  {STABIL_MEASURE_CONTINUITY, STABIL_HIGHER},
                  {STABIL_MEASURE_STABILITY_RATE, STABIL_HIGHER},
                  {STABIL_MEASURE_TOTAL_COST, STABIL_LOWER}};

stabil_better stabil_compare_better(stabil_measure_id measure) {
  for (size_t i = 0; i < sizeof directions / sizeof *directions; i++)
    if (directions[i].measure == measure) return directions[i].better;
  return STABIL_NEITHER;
}

const char *stabil_compare_better_name(stabil_better better) {
  static const char *const names[] = {"neither", "lower", "higher"};
  return names[better];
}

const char *stabil_compare_by_name(stabil_by by) {
  static const char *const names[] = {
#define NAME(ID, name) #name,
      STABIL_COMPARE_BY_LIST(NAME)
#undef NAME
  };
  return names[by];
}

// --- shares
// --------------------------------------------------------------------------------

static double share_better(const double *difference, size_t count, stabil_better better) {
  double n = 0, good = 0;
  for (size_t i = 0; i < count; i++) {
    n += !isnan(difference[i]);
    good += better == STABIL_LOWER ? difference[i] < 0 : difference[i] > 0;
  }
  return better == STABIL_NEITHER || n == 0 ? (double)NAN : good / n;
}

static double share_above(const double *level, size_t count, double threshold) {
  double n = 0, above = 0;
  for (size_t i = 0; i < count; i++) {
    n += !isnan(level[i]);
    above += level[i] > threshold;
  }
  return isnan(threshold) || n == 0 ? (double)NAN : above / n;
}

typedef struct squares { // sums over draws that have values
  double draws, n, n_squared, between, within;
} squares;

// Sums of squares between draws (about the mean of all) and within them.
static squares split(const double *value, size_t count, stabil_draws draws, double mean) {
  squares out = {0};
  size_t step = (size_t)draws.draws;
  for (size_t first = 0; first < step && first < count; first++) {
    double n = 0, sum = 0, sum_of_squares = 0;
    for (size_t i = first; i < count; i += step) {
      if (isnan(value[i])) continue;
      double from_mean = value[i] - mean;
      n++;
      sum += from_mean;
      sum_of_squares += from_mean * from_mean;
    }
    if (n == 0) continue;
    out.draws++;
    out.n += n;
    out.n_squared += n * n;
    out.between += sum * sum / n;
    out.within += sum_of_squares - sum * sum / n;
  }
  return out;
}

static double share_of_parameters(const double *value, size_t count, stabil_draws draws,
                                  double mean) {
  if (draws.draws < 2) return (double)NAN;
  squares s = split(value, count, draws, mean);
  if (s.draws < 2 || s.n <= s.draws) return (double)NAN;
  double within = fmax(0, s.within / (s.n - s.draws));
  double size = (s.n - s.n_squared / s.n) / (s.draws - 1);
  double between = fmax(0, (s.between / (s.draws - 1) - within) / size);
  return between + within > 0 ? between / (between + within) : (double)NAN;
}

// Of one replicate in ten; `scratch` has room for all.
static double bad_of(const double *level, size_t count, stabil_better better,
                     double *scratch) {
  if (better == STABIL_NEITHER) return (double)NAN;
  memcpy(scratch, level, count * sizeof *level);
  return stabil_statistic_bad(scratch, count, better == STABIL_LOWER);
}

bool stabil_compare_pair(const double *baseline, const double *scenario, size_t count,
                         const stabil_pairing *pairing, stabil_comparison *out) {
  double *difference = malloc((count + 1) * sizeof *difference);
  if (!difference) return false;
  for (size_t i = 0; i < count; i++) difference[i] = scenario[i] - baseline[i];
  bool good =
      stabil_statistic_compute(scenario, count, pairing->draws, out->level) &&
      stabil_statistic_compute(difference, count, pairing->draws, out->difference);
  if (good) {
    out->p_better = share_better(difference, count, pairing->better);
    out->p_above = share_above(scenario, count, pairing->threshold);
    out->parameter_share = share_of_parameters(difference, count, pairing->draws,
                                               out->difference[STABIL_STATISTIC_MEAN]);
    out->bad = bad_of(scenario, count, pairing->better, difference);
  }
  free(difference);
  return good;
}
