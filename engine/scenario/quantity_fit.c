// SPDX-License-Identifier: GPL-3.0-or-later
// The parameters of a distribution from what people state: an interval, quantiles, mean
// and sd, the parameters themselves, a sample.
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>
#include <gsl/gsl_multiroots.h>
#include <gsl/gsl_roots.h>
#include <math.h>
#include <stdlib.h>

#include "scenario/quantity_read.h"

#define Z975 1.959963984540054 // 97.5 % quantile of the standard normal

const char stabil_quantity_no_memory[] = "out of memory";

#define LARGEST_SHAPE 1e5 // GSL's inverses may never return beyond it

// A number that is known that well needs no skewed distribution.
static const char *too_narrow(const stabil_quantity *q) {
  bool beta = q->family == STABIL_BETA, gamma = q->family == STABIL_GAMMA;
  if ((beta || gamma) && !(q->a <= LARGEST_SHAPE && (gamma || q->b <= LARGEST_SHAPE)))
    return "a beta or gamma this narrow (shape above 100000) is refused; use normal";
  return NULL;
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

static const char *fit_beta(stabil_quantity *q, const double numbers[3]) {
  double interval[2] = {numbers[1], numbers[2]};
  gsl_multiroot_function f = {beta_residual, 2, interval};
  gsl_vector *x = gsl_vector_alloc(2);
  gsl_multiroot_fsolver *solver =
      gsl_multiroot_fsolver_alloc(gsl_multiroot_fsolver_hybrids, 2);
  bool done = false, memory = x != NULL && solver != NULL;
  if (memory) {
    beta_start(numbers, x);
    gsl_multiroot_fsolver_set(solver, &f, x);
    done = beta_iterate(solver);
    q->a = exp(gsl_vector_get(solver->x, 0));
    q->b = exp(gsl_vector_get(solver->x, 1));
  }
  if (solver != NULL) gsl_multiroot_fsolver_free(solver);
  if (x != NULL) gsl_vector_free(x);
  if (!memory) return stabil_quantity_no_memory;
  return done ? NULL : "no beta distribution has this interval";
}

// The ratio of two quantiles of a gamma depends on its shape alone.
static double gamma_ratio(double log_shape, void *data) {
  const double *log_ratio = data;
  const stabil_quantity unit = {.family = STABIL_GAMMA, .a = exp(log_shape), .b = 1};
  return log(stabil_quantity_quantile(&unit, 0.975) /
             stabil_quantity_quantile(&unit, 0.025)) -
         *log_ratio;
}

static const char *fit_gamma(stabil_quantity *q, const double numbers[3]) {
  double log_ratio = log(numbers[2] / numbers[1]);
  gsl_function f = {gamma_ratio, &log_ratio};
  gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
  int status = GSL_CONTINUE;
  if (solver == NULL) return stabil_quantity_no_memory;
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
  return status == GSL_SUCCESS ? NULL : "no gamma distribution has this interval";
}

static const char *fit(stabil_quantity *q, const double numbers[3]) {
  gsl_error_handler_t *old = gsl_set_error_handler_off();
  bool beta = q->family == STABIL_BETA;
  const char *wrong = beta ? fit_beta(q, numbers) : fit_gamma(q, numbers);
  gsl_set_error_handler(old);
  return wrong == NULL ? too_narrow(q) : wrong;
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

// --- quantiles, samples
// -----------------------------------------------------------------

typedef struct stated { // quantiles as stated, and the family that is to meet them
  stabil_family family;
  int count;
  const double *level, *value;
} stated;

#define CLOSE_ENOUGH 0.01 // of a level, when there are more quantiles than parameters

// Straight in these scales: the normal in (z, x), the lognormal in (z, log x), the
// uniform in (level, x).
static double scale_of_level(stabil_family family, double level) {
  return family == STABIL_UNIFORM ? level : gsl_cdf_ugaussian_Pinv(level);
}

static double scale_of_value(stabil_family family, double value) {
  return family == STABIL_LOGNORMAL ? log(value) : value;
}

// Least squares of the values on the levels.
static void fit_line(stabil_quantity *q, const stated *s) {
  double mean_x = 0, mean_y = 0, product = 0, square = 0;
  for (int i = 0; i < s->count; i++) {
    mean_x += scale_of_level(s->family, s->level[i]) / s->count;
    mean_y += scale_of_value(s->family, s->value[i]) / s->count;
  }
  for (int i = 0; i < s->count; i++) {
    double x = scale_of_level(s->family, s->level[i]) - mean_x;
    product += x * (scale_of_value(s->family, s->value[i]) - mean_y);
    square += x * x;
  }
  q->b = product / square;
  q->a = mean_y - q->b * mean_x;
  if (s->family == STABIL_UNIFORM) q->b += q->a;
}

// How far the stated values lie from their levels, in standard deviations of a normal.
static double misfit(const gsl_vector *x, void *data) {
  const stated *s = data;
  const stabil_quantity q = {.family = s->family,
                             .a = exp(gsl_vector_get(x, 0)),
                             .b = exp(gsl_vector_get(x, 1))};
  double sum = 0;
  for (int i = 0; i < s->count; i++) {
    double level = stabil_quantity_below(&q, s->value[i]);
    double z = gsl_cdf_ugaussian_Pinv(fmin(fmax(level, 1e-12), 1 - 1e-12)) -
               gsl_cdf_ugaussian_Pinv(s->level[i]);
    sum += z * z;
  }
  return sum;
}

// Shapes of the same mean and sd as a normal through the outer two.
static void shape_start(const stated *s, gsl_vector *x) {
  int last = s->count - 1;
  stabil_quantity line = {.family = STABIL_NORMAL};
  const stated ends = {STABIL_NORMAL, 2, (double[]){s->level[0], s->level[last]},
                       (double[]){s->value[0], s->value[last]}};
  fit_line(&line, &ends);
  bool beta = s->family == STABIL_BETA;
  double mean = fmin(fmax(line.a, s->value[0]), s->value[last]), sd = line.b;
  double size = beta ? fmax(mean * (1 - mean) / (sd * sd) - 1, 0.5) : 0;
  gsl_vector_set(x, 0, log(beta ? mean * size : mean * mean / (sd * sd)));
  gsl_vector_set(x, 1, log(beta ? (1 - mean) * size : sd * sd / mean));
}

static void minimise(gsl_multimin_fminimizer *solver, gsl_multimin_function *f,
                     gsl_vector *x, const gsl_vector *step) {
  if (gsl_multimin_fminimizer_set(solver, f, x, step) != GSL_SUCCESS) return;
  for (int i = 0; i < 2000; i++) {
    if (gsl_multimin_fminimizer_iterate(solver) != GSL_SUCCESS) break;
    if (gsl_multimin_fminimizer_size(solver) < 1e-11) break;
  }
  (void)gsl_vector_memcpy(x, solver->x);
}

static bool fit_shapes(stabil_quantity *q, stated *s) {
  gsl_error_handler_t *old = gsl_set_error_handler_off();
  gsl_multimin_function f = {misfit, 2, s};
  gsl_vector *x = gsl_vector_alloc(2), *step = gsl_vector_alloc(2);
  gsl_multimin_fminimizer *solver =
      gsl_multimin_fminimizer_alloc(gsl_multimin_fminimizer_nmsimplex2, 2);
  bool memory = x != NULL && step != NULL && solver != NULL;
  if (memory) {
    gsl_vector_set_all(step, 0.2);
    shape_start(s, x);
    minimise(solver, &f, x, step);
    minimise(solver, &f, x, step); // once more from there: a simplex may stall
    q->a = exp(gsl_vector_get(x, 0));
    q->b = exp(gsl_vector_get(x, 1));
  }
  if (solver != NULL) gsl_multimin_fminimizer_free(solver);
  if (step != NULL) gsl_vector_free(step);
  if (x != NULL) gsl_vector_free(x);
  gsl_set_error_handler(old);
  return memory;
}

// false for NaN
static bool all_close(const stabil_quantity *q, const stated *s) {
  double most = s->count == 2 ? 1e-6 : CLOSE_ENOUGH;
  for (int i = 0; i < s->count; i++)
    if (!(fabs(stabil_quantity_below(q, s->value[i]) - s->level[i]) <= most))
      return false;
  return true;
}

static const char *check_quantiles(const stated *s) {
  if (s->count < 2) return "expected two quantiles or more";
  double first = s->value[0], last = s->value[s->count - 1];
  for (int i = 1; i < s->count; i++) {
    if (s->level[i] <= s->level[i - 1]) return "levels must rise";
    if (s->value[i] < s->value[i - 1] ||
        (s->value[i] == s->value[i - 1] && s->family != STABIL_PIECEWISE))
      return "a higher level needs a higher number";
  }
  if (first == last) return "a number without uncertainty is written as it is";
  bool whole = s->level[0] == 0 && s->level[s->count - 1] == 1;
  if (s->family == STABIL_PIECEWISE)
    return whole ? NULL
                 : "piecewise needs the levels 0 and 1, the lowest and the highest";
  if (s->level[0] <= 0 || s->level[s->count - 1] >= 1)
    return "levels lie between 0 and 1; only `family: piecewise` has 0 and 1 themselves";
  if (s->family == STABIL_BETA && (first <= 0 || last >= 1))
    return "a beta needs numbers between 0 and 1";
  bool positive = s->family == STABIL_LOGNORMAL || s->family == STABIL_GAMMA;
  return positive && first <= 0 ? "a lognormal or gamma needs numbers above 0" : NULL;
}

static const char *fit_family(stabil_quantity *q, stated *s) {
  bool shapes = s->family == STABIL_BETA || s->family == STABIL_GAMMA;
  if (!shapes) fit_line(q, s);
  if (shapes && !fit_shapes(q, s)) return stabil_quantity_no_memory;
  if (too_narrow(q) != NULL) return too_narrow(q);
  if (all_close(q, s)) return NULL;
  return s->count == 2 ? "no distribution of this family has these quantiles"
                       : "no distribution of this family comes within 0.01 of these "
                         "levels; `family: piecewise` goes through all of them";
}

const char *stabil_quantity_from_quantiles(stabil_quantity *q, int count,
                                           const double *level, const double *value) {
  stated s = {q->family, count, level, value};
  const char *wrong = check_quantiles(&s);
  if (wrong != NULL) return wrong;
  if (q->family == STABIL_PIECEWISE) {
    q->points = count;
    q->level = level;
    q->point = value;
  } else {
    wrong = fit_family(q, &s);
  }
  if (wrong == NULL) q->value = stabil_quantity_quantile(q, 0.5);
  for (int i = 0; i < count; i++)
    if (level[i] == 0.5) q->value = value[i];
  return wrong;
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

const char *stabil_quantity_from_sample(stabil_quantity *q, int count, double *value) {
  if (count < 2) return "expected two numbers or more";
  qsort(value, (size_t)count, sizeof *value, by_size);
  q->points = count;
  q->point = value;
  q->value = (value[(count - 1) / 2] + value[count / 2]) / 2;
  if (value[0] == value[count - 1])
    return "all numbers are the same; a number without uncertainty is written as it is";
  return NULL;
}
