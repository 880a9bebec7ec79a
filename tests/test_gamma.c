// SPDX-License-Identifier: GPL-3.0-or-later
// Mean-one gamma by inversion, on a grid.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <gsl/gsl_errno.h>

#include "base/gamma.h"
#include "statistics.h"

#define GRID 0x1p-20

static void near(double found, double expected) {
  if (!(fabs(found - expected) <= 0.5 * GRID + 1e-12))
    fail_msg("found %.12g, expected %.12g", found, expected);
}

// Variance 1 is the exponential distribution; 1/2 has 1 - (1 + 2 x) exp(-2 x).
static void test_known_quantiles(void **state) {
  (void)state;
  static const double u[] = {1e-9, 0.01, 0.3, 0.5, 0.9, 0.999999};
  for (size_t i = 0; i < sizeof u / sizeof *u; i++)
    near(stabil_gamma_quantile(1, u[i]), -log1p(-u[i]));
  for (double x = 0.25; x < 6; x += 0.25)
    near(stabil_gamma_quantile(0.5, 1 - (1 + 2 * x) * exp(-2 * x)), x);
}

static void test_numbers_lie_on_the_grid(void **state) {
  (void)state;
  for (double u = 0.0005; u < 1; u += 0.001) {
    const double cells = stabil_gamma_quantile(0.04, u) / GRID;
    assert_true(cells == floor(cells));
  }
}

// From variances where the distribution is a spike to those where it is nearly all at 0:
// finite, monotone, of mean and variance as said (midpoint rule, cut at both ends).
static void test_mean_and_variance(void **state) {
  (void)state;
  static const double variance[] = {1e-12, 1e-6, 1e-3, 0.04, 0.3, 1, 4};
  enum { CELLS = 2000 };
  gsl_set_error_handler_off(); // as the reader of studies does
  for (size_t i = 0; i < sizeof variance / sizeof *variance; i++) {
    stabil_moments m = {0};
    double before = 0;
    for (int k = 0; k < CELLS; k++) {
      const double x = stabil_gamma_quantile(variance[i], (k + 0.5) / CELLS);
      assert_true(x >= before && isfinite(x));
      stabil_moments_add(&m, before = x);
    }
    assert_true(fabs(m.mean - 1) < 2e-3 * sqrt(variance[i]) + GRID);
    if (variance[i] >= 1e-6)
      assert_true(fabs(stabil_moments_variance(&m) / variance[i] - 1) < 0.02);
  }
}

static void test_extremes_are_finite(void **state) {
  (void)state;
  gsl_set_error_handler_off();
  static const double variance[] = {1e-9, 1e-6, 0.01, 1, 4};
  for (size_t i = 0; i < sizeof variance / sizeof *variance; i++) {
    const double low = stabil_gamma_quantile(variance[i], 0x1p-53);
    const double high = stabil_gamma_quantile(variance[i], 1 - 0x1p-53);
    assert_true(low >= 0 && low <= 1 && high >= 1 && isfinite(high));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_known_quantiles),
      cmocka_unit_test(test_numbers_lie_on_the_grid),
      cmocka_unit_test(test_mean_and_variance),
      cmocka_unit_test(test_extremes_are_finite),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
