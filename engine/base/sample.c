// SPDX-License-Identifier: GPL-3.0-or-later
// Inversion that is monotone by construction. For every k there is one accurate tail
// probability, a function of the law and k alone, and the sample is the smallest k whose
// tail is at most u. Running sums find that k fast; where they come too close to u to
// tell, the accurate tail of that k decides.
#include "base/sample.h"

#include <math.h>
#include <stdbool.h>

#include "base/number.h"
#include "base/tail.h"

#define FROM_ZERO 41.5     // 60 ln 2: (1-p)^n >= 2^-60
#define NEGLIGIBLE 0x1p-60 // of a sum
#define DOUBT 0x1p-42      // relative error of a running sum: generous
#define TINY 1e-290        // far from where numbers lose digits
#define TOO_MANY 0x1p53    // beyond it doubles skip whole numbers

// The two sides of one uniform: exact for tiny u and for u near 1 alike.
typedef struct sides {
  double upper, lower; // u and 1 - u
} sides;

// ---- Near zero: up from zero

// pmf(k+1) + pmf(k+2) + ..., from pmf(k).
static double sum_above(const stabil_law *l, double k, double pmf) {
  double sum = 0;
  while (pmf > 0) {
    pmf *= stabil_law_ratio(l, ++k);
    sum += pmf;
    // Past the mode the ratios fall, so the rest is below a geometric series.
    double next = stabil_law_ratio(l, k + 1);
    if (next < 1 && pmf * next <= NEGLIGIBLE * sum * (1 - next)) break;
  }
  return sum;
}

typedef struct walk {
  double k, pmf, tail; // P(X = k), P(X > k)
  double error;        // of the tail, an upper bound
} walk;

// The smallest k' >= k with P(X > k') <= u.
static double walk_up(const stabil_law *l, walk w, double u) {
  for (;;) {
    if (w.tail < u - w.error) return w.k;
    if (w.tail <= u + w.error && sum_above(l, w.k, w.pmf) <= u) return w.k;
    w.pmf *= stabil_law_ratio(l, ++w.k);
    w.tail -= w.pmf;
  }
}

// With P(X = 0) = exp(-hazard). Below the mode P(X <= k), a sum of rising terms, is
// accurate as it is; at and above it the tail counts.
static double from_zero(const stabil_law *l, double hazard, double mode, sides u) {
  if (mode < 1) {
    double tail = -stabil_expm1(-hazard);
    if (tail <= u.upper) return 0;
    return walk_up(l, (walk){0, 1 - tail, tail, tail * DOUBT}, u.upper);
  }
  double pmf = stabil_exp(-hazard), head = pmf, k = 0;
  for (; k < mode; head += pmf) {
    if (head >= u.lower) return k;
    pmf *= stabil_law_ratio(l, ++k);
  }
  return walk_up(l, (walk){k, pmf, 1 - head, DOUBT}, u.upper);
}

// ---- Far from zero: from a guess of the quantile

// The deviate that a standard normal exceeds with probability u <= 1/2, to 4.5e-4
// (Abramowitz and Stegun 26.2.23). Only a start: no sample depends on it.
static double normal_deviate(double u) {
  double t = sqrt(-2 * stabil_log(u > TINY ? u : TINY));
  double above = 2.515517 + t * (0.802853 + t * 0.010328);
  return t - above / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}

// Cornish and Fisher's first correction for skewness; nearer to the mean where the pmf
// would underflow.
static double guess(const stabil_law *l, sides u, double *pmf) {
  double z = u.upper < 0.5 ? normal_deviate(u.upper) : -normal_deviate(u.lower);
  double q = 1 - l->p, skew = q - l->p, mean = floor(l->mean); // Poisson: p = 0
  double k = floor(l->mean + z * sqrt(l->mean * q) + skew * (z * z - 1) / 6);
  if (k < 0) k = 0;
  if (l->n > 0 && k > l->n) k = l->n;
  while ((*pmf = stabil_law_pmf(l, k)) < TINY && k != mean) k = floor((k + mean) / 2);
  return k;
}

// How far k is on the right side of u: at least 0 if and only if P(X > k) <= u. Above the
// mode from P(X > k), below it from P(X <= k); `scale` is that probability.
static double margin(const stabil_law *l, double k, double pmf, sides u, double *scale) {
  if (k >= l->mean - 1) return u.upper - (*scale = stabil_law_above(l, k, pmf));
  return (*scale = stabil_law_upto(l, k, pmf)) - u.lower;
}

typedef struct search {
  sides u;
  double slack; // of the running margin
} search;

static bool enough(const stabil_law *l, double k, double running, const search *s) {
  if (fabs(running) > s->slack) return running > 0;
  double scale;
  return margin(l, k, stabil_law_pmf(l, k), s->u, &scale) >= 0;
}

static double from_guess(const stabil_law *l, sides u) {
  double scale, pmf, k = guess(l, u, &pmf);
  double running = margin(l, k, pmf, u, &scale);
  search s = {u, DOUBT * scale};
  bool down = running >= 0;
  while (down && k > 0) {
    running -= pmf;
    s.slack += DOUBT * pmf;
    if (!enough(l, k - 1, running, &s)) return k;
    pmf /= stabil_law_ratio(l, k--);
  }
  while (!down && !(l->slope > 0 && k >= l->n)) { // a Poisson law has no last k
    pmf *= stabil_law_ratio(l, ++k);
    running += pmf;
    s.slack += DOUBT * pmf;
    down = enough(l, k, running, &s);
  }
  return k;
}

static double binomial(double n, double p, sides u) {
  if (u.upper >= n * p) return 0; // P(X >= 1) = 1 - (1-p)^n <= n p
  if (n == 1 && u.upper < p * (1 - DOUBT)) return 1;
  double hazard = -n * stabil_log1p(-p);
  if (hazard > FROM_ZERO) {
    stabil_law far = stabil_law_binomial(n, p);
    return from_guess(&far, u);
  }
  stabil_law near = {.odds = p / (1 - p), .top = n + 1, .slope = 1};
  return from_zero(&near, hazard, floor((n + 1) * p), u);
}

static sides sides_of(double u) {
  double upper = u > 0 ? u : 0;
  return (sides){upper, 1 - upper};
}

int64_t stabil_sample_binomial(int64_t n, double p, double u) {
  if (n <= 0 || !(p > 0)) return 0;
  if (p >= 1) return n;
  sides s = sides_of(u);
  if (p <= 0.5) return (int64_t)binomial((double)n, p, s);
  return n - (int64_t)binomial((double)n, 1 - p, (sides){s.lower, s.upper});
}

int64_t stabil_sample_poisson(double mean, double u) {
  sides s = sides_of(u);
  if (!(mean > 0) || s.upper >= mean) return 0;
  if (mean >= TOO_MANY) return INT64_MAX;
  stabil_law l = stabil_law_poisson(mean);
  return (int64_t)(mean > FROM_ZERO ? from_guess(&l, s)
                                    : from_zero(&l, mean, floor(mean), s));
}

int64_t stabil_sample_round(double x, double u) {
  double whole = floor(x);
  return (int64_t)whole + (u < x - whole);
}

int stabil_sample_index(const double *cumulative, int count, double u) {
  double total = cumulative[count - 1];
  double target = u * total;
  if (target >= total) target = nextafter(total, 0); // u rounds to 1: the last weight
  int low = 0, high = count - 1;                     // the answer is in low ... high
  while (low < high) {
    int middle = low + (high - low) / 2;
    if (cumulative[middle] > target) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}
