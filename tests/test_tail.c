// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>

#include "base/tail.h"
#include "distribution.h"

#define CLOSE 5e-13L   // relative
#define FAR_OUT 1e-36L // smaller probabilities are not looked at

static long double off(double got, long double want) {
  return want < FAR_OUT ? 0 : fabsl(got / want - 1);
}

static void check(int64_t n, double p) {
  stabil_law law = n < 0 ? stabil_law_poisson(p) : stabil_law_binomial((double)n, p);
  stabil_distribution d = stabil_distribution_of(n, p);
  assert_non_null(d.pmf);
  int64_t stride = d.length / 2000 + 1;
  for (int64_t i = 0; i < d.length; i += stride) {
    double k = (double)(d.first + i), pmf = stabil_law_pmf(&law, k);
    assert_true(off(pmf, d.pmf[i]) < CLOSE);
    if (k >= law.mean - 1) {
      assert_true(off(stabil_law_above(&law, k, pmf), d.tail[i]) < CLOSE);
    } else {
      assert_true(off(stabil_law_upto(&law, k, pmf), d.head[i]) < CLOSE);
    }
  }
  stabil_distribution_free(&d);
}

static void binomial(void **state) {
  (void)state;
  static const int64_t counts[] = {1, 2, 10, 50, 500, 5000, 100000};
  static const double chances[] = {1e-9, 1e-4, 0.01, 0.1, 0.3, 0.5};
  for (int i = 0; i < 7; i++) {
    for (int j = 0; j < 6; j++) check(counts[i], chances[j]);
  }
}

static void binomial_of_many(void **state) {
  (void)state;
  check(10000000, 0.3);
  check(10000000, 1e-3);
  check(10000000, 2e-5);
}

static void poisson(void **state) {
  (void)state;
  static const double means[] = {1e-9, 1e-3, 0.5, 1, 3.7, 20, 41.6, 300, 1e5, 1e7};
  for (int i = 0; i < 10; i++) check(-1, means[i]);
}

static void ends_of_the_support(void **state) {
  (void)state;
  stabil_law law = stabil_law_binomial(3, 0.5);
  assert_true(fabs(stabil_law_pmf(&law, 0) - 0.125) < 1e-16);
  assert_true(fabs(stabil_law_pmf(&law, 3) - 0.125) < 1e-16);
  assert_true(stabil_law_above(&law, 3, 0.125) == 0);
  assert_true(stabil_law_above(&law, 2, 0) == 0);
  assert_true(fabs(stabil_law_above(&law, 2, 0.375) - 0.125) < 1e-15);
  assert_true(fabs(stabil_law_upto(&law, 0, 0.125) - 0.125) < 1e-15);
}

// The mean is an exact product in two parts: 0.1 is not the tenth that it prints as.
static void the_mean_keeps_what_rounding_takes(void **state) {
  (void)state;
  stabil_law law = stabil_law_binomial(9999999, 0.1);
  long double exact = 9999999.0L * (long double)0.1;
  assert_true((long double)law.mean + law.mean_rest - exact == 0 || sizeof exact == 8);
  assert_true(law.mean_rest != 0 && fabs(law.mean_rest) < 1e-9);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(binomial),
      cmocka_unit_test(binomial_of_many),
      cmocka_unit_test(poisson),
      cmocka_unit_test(ends_of_the_support),
      cmocka_unit_test(the_mean_keeps_what_rounding_takes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
