// SPDX-License-Identifier: GPL-3.0-or-later
// Probabilities of the binomial and the Poisson distribution, accurate relative to their
// own size however small they are, with the same bits on every CPU.
#ifndef STABIL_BASE_TAIL_H
#define STABIL_BASE_TAIL_H

typedef struct stabil_law {
  double n; // 0: Poisson
  double p, odds;
  double mean, mean_rest; // the mean as an unevaluated sum
  double other;           // n (1-p)
  double top, slope;      // pmf(k) / pmf(k-1) = (top - slope k) odds / k
} stabil_law;

stabil_law stabil_law_binomial(double n, double p); // n >= 1, 0 < p <= 1/2
stabil_law stabil_law_poisson(double mean);         // mean > 0

static inline double stabil_law_ratio(const stabil_law *law, double k) {
  return (law->top - law->slope * k) * law->odds / k;
}

// P(X = k), a whole number of the support: Loader's saddle-point form ("Fast and accurate
// computation of binomial probabilities", 2000), free of cancellation.
double stabil_law_pmf(const stabil_law *law, double k);

// P(X > k) for k >= mean - 1, given P(X = k): a continued fraction of the incomplete beta
// (gamma) function, with the fewer terms the farther k is from the mean.
double stabil_law_above(const stabil_law *law, double k, double pmf);

// P(X <= k) for k < mean - 1, given P(X = k).
double stabil_law_upto(const stabil_law *law, double k, double pmf);

#endif
