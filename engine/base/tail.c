// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/tail.h"

#include <math.h>

#include "base/number.h"

#define TWO_PI 0x1.921fb54442d18p+2
#define NEGLIGIBLE 0x1p-54 // relative
#define BATCH 4            // terms between two looks at the convergence
#define SPLITTER 0x8000001p0

// n p without loss: the product and what rounding took from it (Dekker 1971).
static double product_rest(double x, double y, double product) {
  double a = x * SPLITTER, b = y * SPLITTER;
  double x_high = a - (a - x), y_high = b - (b - y);
  double x_low = x - x_high, y_low = y - y_high;
  double rest = x_high * y_high - product;
  return ((rest + x_high * y_low) + x_low * y_high) + x_low * y_low;
}

stabil_law stabil_law_binomial(double n, double p) {
  double mean = n * p, rest = product_rest(n, p, mean);
  return (stabil_law){.n = n,
                      .p = p,
                      .odds = p / (1 - p),
                      .mean = mean,
                      .mean_rest = rest,
                      .other = (n - mean) - rest,
                      .top = n + 1,
                      .slope = 1};
}

stabil_law stabil_law_poisson(double mean) {
  return (stabil_law){.odds = mean, .mean = mean, .top = 1};
}

// log n! - log(sqrt(2 pi n) (n/e)^n)
static double stirling_error(double n) {
  static const double small[] = {0,
                                 0x1.4c071bcda0a5bp-4,
                                 0x1.52a9b923ea649p-5,
                                 0x1.c579a268d80b3p-6,
                                 0x1.54a2662fd78a9p-6,
                                 0x1.10b4e513fcbedp-6,
                                 0x1.c6b167bebdf36p-7,
                                 0x1.85d4d612e4a86p-7,
                                 0x1.552805e7b3076p-7,
                                 0x1.2f4871b12ab64p-7,
                                 0x1.10f9d4c0743a7p-7,
                                 0x1.f0593088014f8p-8,
                                 0x1.c7018733aa9c6p-8,
                                 0x1.a40514700f36cp-8,
                                 0x1.86076c002d4a7p-8,
                                 0x1.6c08f6f194a10p-8};
  if (n < 16) return small[(int)n];
  double s = 1 / (n * n);
  return (1.0 / 12 -
          s * (1.0 / 360 - s * (1.0 / 1260 - s * (1.0 / 1680 - s * (1.0 / 1188))))) /
         n;
}

// x log(x / mean) + mean - x, from x, the mean and their accurate difference.
static double deviance(double x, double mean, double difference) {
  double v = difference / (x + mean);
  if (fabs(v) >= 0.1) return x * stabil_log(x / mean) - difference;
  double sum = difference * v, term = 2 * x * v, square = v * v;
  for (double odd = 3;; odd += 2) {
    term *= square;
    double next = sum + term / odd;
    if (next == sum) return sum;
    sum = next;
  }
}

double stabil_law_pmf(const stabil_law *law, double k) {
  double difference = (k - law->mean) - law->mean_rest, n = law->n;
  if (n == 0) {
    if (k == 0) return stabil_exp(-law->mean);
    double exponent = stirling_error(k) + deviance(k, law->mean, difference);
    return stabil_exp(-exponent) / sqrt(TWO_PI * k);
  }
  if (k == 0) return stabil_exp(n * stabil_log1p(-law->p));
  if (k == n) return stabil_exp(n * stabil_log(law->p));
  double errors = (stirling_error(k) + stirling_error(n - k)) - stirling_error(n);
  double exponent =
      deviance(k, law->mean, difference) + deviance(n - k, law->other, -difference);
  return stabil_exp(-(errors + exponent)) * sqrt(n / (TWO_PI * k * (n - k)));
}

// 1 / (b0 + a1 / (b1 + a2 / (b2 + ...))) of the incomplete beta function of (a, b) at x
// (DiDonato and Morris 1992, equation 9), all of whose terms are positive up to the one
// that ends it: nothing cancels. `weight` is b x, `slope` x, `lambda` a - (a + b) x; for
// the incomplete gamma function, the limit of large b, the first two are the mean and 0.
// Numerators and denominators run forward without a division in their chain, and are
// divided and scaled every few terms.
static double fraction(double a, double weight, double slope, double lambda) {
  double above = 0, below = 1, value = 0; // of the convergent before
  double next_above = 1, next_below = a * (lambda + 1) / (a + 1);
  for (double m = 1;;) {
    for (double end = m + BATCH; m < end; m++) {
      double odd = 1 / (a + 2 * m - 1), fall = m * (weight - m * slope) * odd;
      double rise = (a + m - 1) * (weight + (a + m - 1) * slope) * odd;
      double step = lambda + 1 + m * (2 - slope);
      double b = m + fall + (a + m) * step / (a + 2 * m + 1);
      double new_above = b * next_above + rise * fall * above;
      double new_below = b * next_below + rise * fall * below;
      above = next_above, below = next_below;
      next_above = new_above, next_below = new_below;
    }
    double scale = 1 / next_below, before = value;
    value = next_above * scale;
    if (!(fabs(value - before) > 4 * NEGLIGIBLE * value)) return value;
    above *= scale, below *= scale;
    next_above = value, next_below = 1;
  }
}

double stabil_law_above(const stabil_law *law, double k, double pmf) {
  double first = pmf * stabil_law_ratio(law, k + 1); // P(X = k + 1)
  if (!(first > 0)) return 0;
  double a = k + 1, beyond = (a - law->mean) - law->mean_rest;
  if (law->n == 0) return first * a * fraction(a, law->mean, 0, beyond);
  double weight = (law->n - k) * law->p;
  return first * (1 - law->p) * a * fraction(a, weight, law->p, beyond - law->p);
}

// Few terms below the mode of a Poisson distribution count; its mirror has no fraction of
// the same form.
static double sum_upto(const stabil_law *law, double k, double pmf) {
  double sum = pmf;
  for (; k > 0 && pmf > 0; k--) {
    double ratio = stabil_law_ratio(law, k);
    pmf /= ratio;
    sum += pmf;
    if (ratio > 1 && pmf <= NEGLIGIBLE * sum * (ratio - 1)) break;
  }
  return sum;
}

double stabil_law_upto(const stabil_law *law, double k, double pmf) {
  if (law->n == 0) return sum_upto(law, k, pmf);
  double q = 1 - law->p, a = law->n - k;
  double lambda = ((law->mean - k) + law->mean_rest) - q;
  return pmf * law->p * a * fraction(a, (k + 1) * q, q, lambda);
}
