// SPDX-License-Identifier: GPL-3.0-or-later
#include "distribution.h"

#include <math.h>
#include <stdlib.h>

static long double step_up(const stabil_distribution *t, int64_t k) { // pmf(k) / pmf(k-1)
  if (t->n < 0) return (long double)t->p / (long double)k;
  return (long double)(t->n - k + 1) / (long double)k *
         ((long double)t->p / (1 - (long double)t->p));
}

static void fill_pmf(stabil_distribution *t, int64_t mode) {
  long double *pmf = t->pmf - t->first;
  int64_t end = t->first + t->length;
  pmf[mode] = 1;
  for (int64_t k = mode + 1; k < end; k++) pmf[k] = pmf[k - 1] * step_up(t, k);
  for (int64_t k = mode; k > t->first; k--) pmf[k - 1] = pmf[k] / step_up(t, k);
}

static void fill_sums(stabil_distribution *t) {
  long double sum = 0;
  for (int64_t i = 0; i < t->length; i++) t->head[i] = sum += t->pmf[i];
  sum = 0;
  for (int64_t i = t->length; i-- > 0; sum += t->pmf[i]) t->tail[i] = sum;
  for (int64_t i = 0; i < t->length; i++) {
    t->pmf[i] /= sum, t->head[i] /= sum, t->tail[i] /= sum;
  }
}

stabil_distribution stabil_distribution_of(int64_t n, double p) {
  double mean = n < 0 ? p : (double)n * p;
  double sd = n < 0 ? sqrt(p) : sqrt(mean * (1 - p));
  int64_t mode = (int64_t)(n < 0 ? mean : floor(((double)n + 1) * p));
  int64_t reach = (int64_t)(40 * sd) + 150;
  stabil_distribution t = {.n = n, .p = p};
  if (n >= 0 && mode > n) mode = n;
  t.first = mode > reach ? mode - reach : 0;
  int64_t last = n >= 0 && n < mode + reach ? n : mode + reach;
  t.length = last - t.first + 1;
  t.pmf = calloc((size_t)t.length * 3, sizeof *t.pmf);
  if (!t.pmf) return t;
  t.head = t.pmf + t.length;
  t.tail = t.head + t.length;
  fill_pmf(&t, mode);
  fill_sums(&t);
  return t;
}

void stabil_distribution_free(stabil_distribution *distribution) {
  free(distribution->pmf);
  distribution->pmf = distribution->head = distribution->tail = NULL;
}
