// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/gamma.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

// For the corners, such as tiny variances, where GSL's iteration gives up.
static double gamma_search(double variance, double u) {
  double low = 0.0, high = 1.0;
  for (int i = 0; i < 64 && gsl_cdf_gamma_P(high, 1.0 / variance, variance) < u; i++)
    high *= 2.0;
  for (int i = 0; i < 80; i++) {
    const double middle = 0.5 * (low + high);
    if (gsl_cdf_gamma_P(middle, 1.0 / variance, variance) < u)
      low = middle;
    else
      high = middle;
  }
  return high;
}

double stabil_gamma_quantile(double variance, double u) {
  const double found = gsl_cdf_gamma_Pinv(u, 1.0 / variance, variance);
  const double x = isfinite(found) ? found : gamma_search(variance, u);
  return floor(x * 0x1p20 + 0.5) * 0x1p-20;
}
