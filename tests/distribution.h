// SPDX-License-Identifier: GPL-3.0-or-later
// The binomial and the Poisson distribution in long double, by the plain definition:
// terms outward from the mode, both cumulative sums from their far ends, divided by the
// whole. Slow, obvious, and what the fast forms are tested against.
#ifndef STABIL_TESTS_DISTRIBUTION_H
#define STABIL_TESTS_DISTRIBUTION_H

#include <stdint.h>

typedef struct stabil_distribution {
  int64_t first, length; // of the k that are held: 40 standard deviations to each side
  long double *pmf, *head, *tail; // of k - first: P(X = k), P(X <= k), P(X > k)
  int64_t n;                      // -1: Poisson
  double p;                       // or the mean
} stabil_distribution;

// n = -1: Poisson with mean p. The pointers are NULL if memory is out.
stabil_distribution stabil_distribution_of(int64_t n, double p);
void stabil_distribution_free(stabil_distribution *distribution);

#endif
