// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/quantity.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multiroots.h>
#include <gsl/gsl_roots.h>
#include <math.h>

#include "base/random.h"
#include "scenario/quantity_read.h"

#define Z975 1.959963984540054 // 97.5 % quantile of the standard normal

const char *stabil_family_name(stabil_family family) {
  static const char *const names[] = {"fixed", "normal",  "lognormal", "beta",
                                      "gamma", "uniform", "triangular"};
  return names[family];
}

const char *stabil_certainty_name(stabil_certainty certainty) {
  static const char *const names[] = {"",         "very_low", "low",
                                      "moderate", "high",     "design"};
  return names[certainty];
}

static double triangular_quantile(const stabil_quantity *q, double u) {
  double width = q->b - q->a, left = q->mode - q->a, right = q->b - q->mode;
  if (u * width <= left) return q->a + sqrt(u * width * left);
  return q->b - sqrt((1 - u) * width * right);
}

static double cumulative(const stabil_quantity *q, double x) {
  return q->family == STABIL_BETA ? gsl_cdf_beta_P(x, q->a, q->b)
                                  : gsl_cdf_gamma_P(x, q->a, q->b);
}

#define LARGEST_SHAPE 1e5 // GSL's inverses may never return beyond it

// A number that is known that well needs no skewed distribution.
static const char *too_narrow(const stabil_quantity *q) {
  bool beta = q->family == STABIL_BETA, gamma = q->family == STABIL_GAMMA;
  if ((beta || gamma) && !(q->a <= LARGEST_SHAPE && (gamma || q->b <= LARGEST_SHAPE)))
    return "a beta or gamma this narrow (shape above 100000) is refused; use normal";
  return NULL;
}

// GSL's inverses of beta and gamma give NaN for some narrow or very skewed shapes.
static double search(const stabil_quantity *q, double u) {
  double low = 0, high = 1;
  if (q->family == STABIL_GAMMA) high = q->b * (q->a + 40 * sqrt(q->a) + 40);
  for (int i = 0; i < 100; i++) {
    double middle = low + (high - low) / 2;
    if (cumulative(q, middle) < u)
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
    return found(q, u, gsl_cdf_beta_Pinv(u, q->a, q->b));
  case STABIL_GAMMA:
    return found(q, u, gsl_cdf_gamma_Pinv(u, q->a, q->b));
  case STABIL_UNIFORM:
    return gsl_cdf_flat_Pinv(u, q->a, q->b);
  case STABIL_TRIANGULAR:
    return triangular_quantile(q, u);
  case STABIL_FIXED:
    break;
  }
  return q->value;
}

double stabil_quantity_draw(const stabil_quantity *quantity, uint64_t seed, int draw) {
  if (draw < 0 || quantity->family == STABIL_FIXED) return quantity->value;
  stabil_stream stream = stabil_stream_of(seed, 0);
  double u = stabil_random_uniform(stream, quantity->name, 0, STABIL_FOR_PARAMETER,
                                   (uint32_t)draw);
  double x = stabil_quantity_quantile(quantity, u);
  return fmin(fmax(x, quantity->low), quantity->high);
}

// --- fitting a family to a 95 % interval ----------------------------------------------

static int beta_residual(const gsl_vector *x, void *data, gsl_vector *f) {
  const double *interval = data;
  double a = exp(gsl_vector_get(x, 0)), b = exp(gsl_vector_get(x, 1));
  gsl_vector_set(f, 0, gsl_cdf_beta_P(interval[0], a, b) - 0.025);
  gsl_vector_set(f, 1, gsl_cdf_beta_Q(interval[1], a, b) - 0.025);
  return GSL_SUCCESS;
}

// From the moments of a normal of that interval.
static void beta_start(const double numbers[3], gsl_vector *x) {
  double mean = numbers[0], sd = (numbers[2] - numbers[1]) / (2 * Z975);
  double size = fmax(mean * (1 - mean) / (sd * sd) - 1, 0.5);
  gsl_vector_set(x, 0, log(mean * size));
  gsl_vector_set(x, 1, log((1 - mean) * size));
}

static bool beta_iterate(gsl_multiroot_fsolver *solver) {
  int status = GSL_CONTINUE;
  for (int i = 0; i < 200 && status == GSL_CONTINUE; i++) {
    if (gsl_multiroot_fsolver_iterate(solver) != GSL_SUCCESS) return false;
    status = gsl_multiroot_test_residual(solver->f, 1e-10);
  }
  return status == GSL_SUCCESS;
}

static bool fit_beta(stabil_quantity *q, const double numbers[3]) {
  double interval[2] = {numbers[1], numbers[2]};
  gsl_multiroot_function f = {beta_residual, 2, interval};
  gsl_vector *x = gsl_vector_alloc(2);
  gsl_multiroot_fsolver *solver =
      gsl_multiroot_fsolver_alloc(gsl_multiroot_fsolver_hybrids, 2);
  bool done = false;
  if (x != NULL && solver != NULL) {
    beta_start(numbers, x);
    gsl_multiroot_fsolver_set(solver, &f, x);
    done = beta_iterate(solver);
    q->a = exp(gsl_vector_get(solver->x, 0));
    q->b = exp(gsl_vector_get(solver->x, 1));
  }
  if (solver != NULL) gsl_multiroot_fsolver_free(solver);
  if (x != NULL) gsl_vector_free(x);
  return done;
}

// The ratio of two quantiles of a gamma depends on its shape alone.
static double gamma_ratio(double log_shape, void *data) {
  const double *log_ratio = data;
  const stabil_quantity unit = {.family = STABIL_GAMMA, .a = exp(log_shape), .b = 1};
  return log(stabil_quantity_quantile(&unit, 0.975) /
             stabil_quantity_quantile(&unit, 0.025)) -
         *log_ratio;
}

static bool fit_gamma(stabil_quantity *q, const double numbers[3]) {
  double log_ratio = log(numbers[2] / numbers[1]);
  gsl_function f = {gamma_ratio, &log_ratio};
  gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
  int status = GSL_CONTINUE;
  if (solver == NULL) return false;
  if (gsl_root_fsolver_set(solver, &f, log(0.1), log(1e5)) == GSL_SUCCESS)
    for (int i = 0; i < 200 && status == GSL_CONTINUE; i++) {
      if (gsl_root_fsolver_iterate(solver) != GSL_SUCCESS) break;
      status = gsl_root_test_interval(gsl_root_fsolver_x_lower(solver),
                                      gsl_root_fsolver_x_upper(solver), 1e-12, 0);
    }
  q->a = exp(gsl_root_fsolver_root(solver));
  q->b = 1;
  q->b = numbers[1] / stabil_quantity_quantile(q, 0.025);
  gsl_root_fsolver_free(solver);
  return status == GSL_SUCCESS;
}

static const char *fit(stabil_quantity *q, const double numbers[3]) {
  gsl_error_handler_t *old = gsl_set_error_handler_off();
  bool beta = q->family == STABIL_BETA;
  bool done = beta ? fit_beta(q, numbers) : fit_gamma(q, numbers);
  gsl_set_error_handler(old);
  if (done) return too_narrow(q);
  return beta ? "no beta distribution has this interval"
              : "no gamma distribution has this interval";
}

const char *stabil_quantity_from_interval(stabil_quantity *q, const double numbers[3]) {
  double median = numbers[0], low = numbers[1], high = numbers[2];
  q->value = median;
  if (!(low < high))
    return "ci95 needs its low end first; a number without "
           "uncertainty is written as it is";
  if (median < low || median > high) return "the median lies outside ci95";
  switch (q->family) {
  case STABIL_NORMAL:
    q->a = median;
    q->b = (high - low) / (2 * Z975);
    return NULL;
  case STABIL_LOGNORMAL:
    if (low <= 0) return "a lognormal needs ci95 above 0; use family: normal";
    q->a = log(median);
    q->b = (log(high) - log(low)) / (2 * Z975);
    return NULL;
  case STABIL_BETA:
    if (low <= 0 || high >= 1) return "a beta needs ci95 between 0 and 1";
    return fit(q, numbers);
  case STABIL_GAMMA:
    if (low <= 0) return "a gamma needs ci95 above 0";
    return fit(q, numbers);
  default:
    return "median and ci95 go with lognormal, normal, beta or gamma";
  }
}

static const char *moments_of_lognormal(stabil_quantity *q, double mean, double sd) {
  if (mean <= 0) return "a lognormal needs a mean above 0";
  double variance = log1p(sd * sd / (mean * mean));
  q->a = log(mean) - variance / 2;
  q->b = sqrt(variance);
  return NULL;
}

static const char *moments_of_beta(stabil_quantity *q, double mean, double sd) {
  double size = mean * (1 - mean) / (sd * sd) - 1;
  if (mean <= 0 || mean >= 1) return "a beta needs a mean between 0 and 1";
  if (size <= 0) return "a beta with this mean has a smaller sd";
  q->a = mean * size;
  q->b = (1 - mean) * size;
  return NULL;
}

static const char *spread(stabil_quantity *q, double mean, double sd) {
  switch (q->family) {
  case STABIL_NORMAL:
    q->a = mean;
    q->b = sd;
    return NULL;
  case STABIL_LOGNORMAL:
    return moments_of_lognormal(q, mean, sd);
  case STABIL_BETA:
    return moments_of_beta(q, mean, sd);
  case STABIL_GAMMA:
    if (mean <= 0) return "a gamma needs a mean above 0";
    q->a = mean * mean / (sd * sd);
    q->b = sd * sd / mean;
    return NULL;
  case STABIL_UNIFORM:
    q->a = mean - sqrt(3) * sd;
    q->b = mean + sqrt(3) * sd;
    return NULL;
  default:
    return "mean and sd go with normal, lognormal, beta, gamma or uniform";
  }
}

const char *stabil_quantity_from_moments(stabil_quantity *q, const double numbers[2]) {
  q->value = numbers[0];
  if (!(numbers[1] > 0))
    return "sd must be above 0; a number without uncertainty is "
           "written as it is";
  const char *wrong = spread(q, numbers[0], numbers[1]);
  if (wrong == NULL) wrong = too_narrow(q);
  if (wrong == NULL) q->value = stabil_quantity_quantile(q, 0.5);
  return wrong;
}

static const char *check_parameters(stabil_quantity *q, const double n[3]) {
  switch (q->family) {
  case STABIL_NORMAL:
    return n[1] > 0 ? NULL : "normal: [mean, sd] needs an sd above 0";
  case STABIL_LOGNORMAL:
    return n[0] > 0 && n[1] > 0 ? NULL : "lognormal: [median, sdlog] must be above 0";
  case STABIL_BETA:
    return n[0] > 0 && n[1] > 0 ? NULL : "beta: [a, b] must be above 0";
  case STABIL_GAMMA:
    return n[0] > 0 && n[1] > 0 ? NULL : "gamma: [shape, scale] must be above 0";
  case STABIL_UNIFORM:
    return n[0] < n[1] ? NULL : "uniform: [low, high] needs low < high";
  default:
    return n[0] <= n[1] && n[1] <= n[2] && n[0] < n[2]
               ? NULL
               : "triangular: [low, mode, high] needs low <= mode <= high";
  }
}

const char *stabil_quantity_from_parameters(stabil_quantity *q, const double numbers[3]) {
  q->value = numbers[0];
  const char *wrong = check_parameters(q, numbers);
  if (wrong != NULL) return wrong;
  bool triangular = q->family == STABIL_TRIANGULAR;
  q->a = q->family == STABIL_LOGNORMAL ? log(numbers[0]) : numbers[0];
  q->b = triangular ? numbers[2] : numbers[1];
  q->mode = triangular ? numbers[1] : 0;
  if (too_narrow(q) != NULL) return too_narrow(q);
  q->value = stabil_quantity_quantile(q, 0.5);
  if (q->family == STABIL_LOGNORMAL) q->value = numbers[0];
  return NULL;
}
