// SPDX-License-Identifier: GPL-3.0-or-later
// Exact samplers by monotone inversion: the sample is a monotone function of one uniform,
// so that two scenarios that share the uniform stay close (common random numbers).
//
// Orientation: the count is NON-INCREASING in u. The cheap proof that a cohort loses
// nobody is u >= n * hazard * dt, because P(X >= 1) = 1 - (1-p)^n <= n * hazard * dt.
#ifndef STABIL_BASE_SAMPLE_H
#define STABIL_BASE_SAMPLE_H

#include <stdint.h>

// Binomial(n, p): the smallest k with P(X > k) <= u, i.e. X = 0 iff u >= 1 - (1-p)^n.
// n >= 0; p is clamped to [0, 1]; 0 < u < 1. The tails are right to 1e-12 of their own
// size: inversion from zero while -n log2(1-p) <= 60, beyond it from a guess of the
// quantile, p > 1/2 by symmetry (n - Binomial(n, 1-p) with 1-u). Monotone in u
// throughout.
int64_t stabil_sample_binomial(int64_t n, double p, double u);

// Poisson(mean) with the same orientation; mean >= 0. From 2^53 on, where doubles skip
// whole numbers, INT64_MAX.
int64_t stabil_sample_poisson(double mean, double u);

// Stochastic rounding: floor(x) + (u < x - floor(x)); x >= 0.
int64_t stabil_sample_round(double x, double u);

// The first i with cumulative[i] > u * cumulative[count - 1]; cumulative is
// non-decreasing with a positive last element. Options of zero weight are never taken.
int stabil_sample_index(const double *cumulative, int count, double u);

#endif
