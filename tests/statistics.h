// SPDX-License-Identifier: GPL-3.0-or-later
// Statistics for tests of random numbers and of simulated results. Every p-value is that
// of a fixed seed: a test either always passes or always fails.
#ifndef STABIL_TESTS_STATISTICS_H
#define STABIL_TESTS_STATISTICS_H

#include <stddef.h>

// Below this p-value a test of a known distribution fails.
#define STABIL_ALPHA 1e-6

// P-value of Pearson's chi-square of counts against expected counts (their sums agree).
// Neighbouring cells are pooled until each expects at least 5. `fitted` parameters were
// estimated from the same counts. NaN, which no test accepts, if no degree of freedom is
// left or if something was observed where nothing is expected.
double stabil_statistics_chi_square(const double *observed, const double *expected,
                                    size_t cells, int fitted);
// The same against equal expectations.
double stabil_statistics_chi_square_flat(const double *observed, size_t cells);

// Mean and variance of a stream of numbers (Welford 1962). Start from {0}.
typedef struct stabil_moments {
  double count, mean, squares; // squares: sum of squared deviations
} stabil_moments;

void stabil_moments_add(stabil_moments *moments, double x);
double stabil_moments_variance(const stabil_moments *moments); // unbiased
double stabil_moments_error(const stabil_moments *moments);    // of the mean

// Standard normal deviates: of a mean from a known one, of two independent means. Two
// constants that are equal give 0, that differ give infinity.
double stabil_statistics_mean_z(const stabil_moments *moments, double mean);
double stabil_statistics_two_means_z(const stabil_moments *a, const stabil_moments *b);

// Two-sided p-value of a standard normal deviate.
double stabil_statistics_p_of_z(double z);

// P-value of Kolmogorov's test of `count` numbers, which it sorts, against a continuous
// distribution function (asymptotic, with Stephens' 1970 correction).
double stabil_statistics_kolmogorov(double *sample, size_t count,
                                    double (*cdf)(double x, void *data), void *data);

#endif
