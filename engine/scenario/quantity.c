// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/quantity.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stddef.h>

#include "base/random.h"
#include "scenario/quantity_read.h"

const char *stabil_family_name(stabil_family family) {
  static const char *const names[] = {"fixed",     "normal",   "lognormal",  "beta",
                                      "gamma",     "uniform",  "triangular", "empirical",
                                      "piecewise", "dirichlet"};
  return names[family];
}

const char *stabil_certainty_name(stabil_certainty certainty) {
  static const char *const names[] = {"",         "very_low", "low",
                                      "moderate", "high",     "design"};
  return names[certainty];
}

// --- distribution functions
// -------------------------------------------------------------

static double triangular_below(const stabil_quantity *q, double x) {
  double width = q->b - q->a;
  if (x <= q->a) return 0;
  if (x >= q->b) return 1;
  if (x <= q->mode) return (x - q->a) * (x - q->a) / (width * (q->mode - q->a));
  return 1 - (q->b - x) * (q->b - x) / (width * (q->b - q->mode));
}

static double share_of_points(const stabil_quantity *q, double x) {
  int count = 0;
  while (count < q->points && q->point[count] <= x) count++;
  return (double)count / q->points;
}

static double between_points(const stabil_quantity *q, double x) {
  int i = 1;
  if (x < q->point[0]) return 0;
  if (x >= q->point[q->points - 1]) return 1;
  while (q->point[i] <= x) i++;
  return q->level[i - 1] + (q->level[i] - q->level[i - 1]) * (x - q->point[i - 1]) /
                               (q->point[i] - q->point[i - 1]);
}

double stabil_quantity_below(const stabil_quantity *q, double x) {
  switch (q->family) {
  case STABIL_NORMAL:
    return gsl_cdf_gaussian_P(x - q->a, q->b);
  case STABIL_LOGNORMAL:
    return x <= 0 ? 0 : gsl_cdf_lognormal_P(x, q->a, q->b);
  case STABIL_BETA:
  case STABIL_DIRICHLET:
    return gsl_cdf_beta_P(fmin(fmax(x, 0), 1), q->a, q->b);
  case STABIL_GAMMA:
    return x == INFINITY ? 1 : gsl_cdf_gamma_P(fmax(x, 0), q->a, q->b);
  case STABIL_UNIFORM:
    return gsl_cdf_flat_P(x, q->a, q->b);
  case STABIL_TRIANGULAR:
    return triangular_below(q, x);
  case STABIL_EMPIRICAL:
    return share_of_points(q, x);
  case STABIL_PIECEWISE:
    return between_points(q, x);
  case STABIL_FIXED:
    break;
  }
  return x >= q->value;
}

// --- quantiles
// --------------------------------------------------------------------------

static double triangular_quantile(const stabil_quantity *q, double u) {
  double width = q->b - q->a, left = q->mode - q->a, right = q->b - q->mode;
  if (u * width <= left) return q->a + sqrt(u * width * left);
  return q->b - sqrt((1 - u) * width * right);
}

// The smallest number of the sample that a share u does not exceed.
static double sample_quantile(const stabil_quantity *q, double u) {
  int i = (int)ceil(u * q->points) - 1;
  if (i < 0) i = 0;
  return q->point[i < q->points ? i : q->points - 1];
}

static double piecewise_quantile(const stabil_quantity *q, double u) {
  int i = 1;
  while (i < q->points - 1 && q->level[i] < u) i++;
  double along = (u - q->level[i - 1]) / (q->level[i] - q->level[i - 1]);
  return q->point[i - 1] + along * (q->point[i] - q->point[i - 1]);
}

// GSL's inverses of beta and gamma give NaN for some narrow or very skewed shapes.
static double search(const stabil_quantity *q, double u) {
  double low = 0, high = 1;
  if (q->family == STABIL_GAMMA) high = q->b * (q->a + 40 * sqrt(q->a) + 40);
  for (int i = 0; i < 100; i++) {
    double middle = low + (high - low) / 2;
    if (stabil_quantity_below(q, middle) < u)
      low = middle;
    else
      high = middle;
  }
  return high;
}

static double found(const stabil_quantity *q, double u, double x) {
  return isfinite(x) ? x : search(q, u);
}

double stabil_quantity_quantile(const stabil_quantity *q, double u) {
  switch (q->family) {
  case STABIL_NORMAL:
    return q->a + gsl_cdf_gaussian_Pinv(u, q->b);
  case STABIL_LOGNORMAL:
    return gsl_cdf_lognormal_Pinv(u, q->a, q->b);
  case STABIL_BETA:
  case STABIL_DIRICHLET:
    return found(q, u, gsl_cdf_beta_Pinv(u, q->a, q->b));
  case STABIL_GAMMA:
    return found(q, u, gsl_cdf_gamma_Pinv(u, q->a, q->b));
  case STABIL_UNIFORM:
    return gsl_cdf_flat_Pinv(u, q->a, q->b);
  case STABIL_TRIANGULAR:
    return triangular_quantile(q, u);
  case STABIL_EMPIRICAL:
    return sample_quantile(q, u);
  case STABIL_PIECEWISE:
    return piecewise_quantile(q, u);
  case STABIL_FIXED:
    break;
  }
  return q->value;
}

// --- draws
// ------------------------------------------------------------------------------

static double cut(const stabil_quantity *q, double x) {
  return fmin(fmax(x, q->low), q->high);
}

double stabil_quantity_legal(const stabil_quantity *q, double u) {
  double below = isinf(q->low) ? 0 : stabil_quantity_below(q, q->low);
  double inside = (isinf(q->high) ? 1 : stabil_quantity_below(q, q->high)) - below;
  // a step of the distribution function at `low` itself is legal
  if (q->family == STABIL_EMPIRICAL || q->family == STABIL_FIXED)
    return cut(q, stabil_quantity_quantile(q, u));
  double within = fmin(fmax(below + u * inside, 0x1p-60), 1 - 0x1p-53);
  return cut(q, stabil_quantity_quantile(q, within));
}

// Index of the step: 0 for the first uniform of a draw, 1 for another one.
static double uniform(const stabil_quantity *q, uint64_t seed, int draw, uint32_t step) {
  return stabil_random_uniform(stabil_stream_of(seed, 0), q->name, step,
                               STABIL_FOR_PARAMETER, (uint32_t)draw);
}

double stabil_quantity_uniform(const stabil_quantity *quantity, uint64_t seed, int draw) {
  return uniform(quantity, seed, draw, 0);
}

double stabil_quantity_draw(const stabil_quantity *quantity, uint64_t seed, int draw) {
  if (draw < 0 || quantity->family == STABIL_FIXED) return quantity->value;
  double x = stabil_quantity_quantile(quantity, uniform(quantity, seed, draw, 0));
  if (x >= quantity->low && x <= quantity->high) return x;
  return stabil_quantity_legal(quantity, uniform(quantity, seed, draw, 1));
}
