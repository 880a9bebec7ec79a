// SPDX-License-Identifier: GPL-3.0-or-later
#include "statistics.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#define ENOUGH 5

typedef struct pool {
  double observed, expected; // the cell that is being filled
  double chi_square;
  size_t cells;
} pool;

static void pool_close(pool *p) {
  double difference = p->observed - p->expected;
  p->chi_square += difference * difference / p->expected;
  p->cells++;
  p->observed = p->expected = 0;
}

double stabil_statistics_chi_square(const double *observed, const double *expected,
                                    size_t cells, int fitted) {
  double left = 0;
  for (size_t i = 0; i < cells; i++) left += expected[i];
  pool p = {0};
  for (size_t i = 0; i < cells; i++) {
    if (!(expected[i] >= 0) || (expected[i] == 0 && observed[i] > 0)) return NAN;
    p.observed += observed[i];
    p.expected += expected[i];
    left -= expected[i];
    // What is left over must be enough for a cell, or belong to this one.
    if (p.expected >= ENOUGH && left >= ENOUGH) pool_close(&p);
  }
  if (p.expected > 0) pool_close(&p);
  double freedom = (double)p.cells - 1 - fitted;
  return freedom > 0 ? gsl_cdf_chisq_Q(p.chi_square, freedom) : (double)NAN;
}

double stabil_statistics_chi_square_flat(const double *observed, size_t cells) {
  double total = 0, chi_square = 0;
  for (size_t i = 0; i < cells; i++) total += observed[i];
  double mean = total / (double)cells;
  if (cells < 2 || mean < ENOUGH) return NAN;
  for (size_t i = 0; i < cells; i++) {
    chi_square += (observed[i] - mean) * (observed[i] - mean) / mean;
  }
  return gsl_cdf_chisq_Q(chi_square, (double)cells - 1);
}

void stabil_moments_add(stabil_moments *moments, double x) {
  double before = x - moments->mean;
  moments->count++;
  moments->mean += before / moments->count;
  moments->squares += before * (x - moments->mean);
}

double stabil_moments_variance(const stabil_moments *moments) {
  return moments->squares / (moments->count - 1);
}

double stabil_moments_error(const stabil_moments *moments) {
  return sqrt(stabil_moments_variance(moments) / moments->count);
}

static double deviate(double difference, double error) {
  return difference == 0 ? 0 : difference / error;
}

double stabil_statistics_mean_z(const stabil_moments *moments, double mean) {
  return deviate(moments->mean - mean, stabil_moments_error(moments));
}

double stabil_statistics_two_means_z(const stabil_moments *a, const stabil_moments *b) {
  double error = hypot(stabil_moments_error(a), stabil_moments_error(b));
  return deviate(a->mean - b->mean, error);
}

double stabil_statistics_p_of_z(double z) {
  return 2 * gsl_cdf_ugaussian_Q(fabs(z));
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

// Kolmogorov's limit: 2 sum (-1)^(j-1) exp(-2 j^2 x^2).
static double kolmogorov_tail(double x) {
  if (x < 0.2) return 1; // the series needs many terms there, and is 1 to 12 digits
  double sum = 0;
  for (int j = 1; j <= 100; j++) sum += (j % 2 ? 2 : -2) * exp(-2.0 * j * j * x * x);
  return sum < 0 ? 0 : sum;
}

double stabil_statistics_kolmogorov(double *sample, size_t count,
                                    double (*cdf)(double x, void *data), void *data) {
  qsort(sample, count, sizeof *sample, ascending);
  double n = (double)count, worst = 0;
  for (size_t i = 0; i < count; i++) {
    double p = cdf(sample[i], data);
    worst = fmax(worst, fmax((double)(i + 1) / n - p, p - (double)i / n));
  }
  double root = sqrt(n);
  return kolmogorov_tail(worst * (root + 0.12 + 0.11 / root));
}
