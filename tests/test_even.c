// SPDX-License-Identifier: GPL-3.0-or-later
// What stands in for chance in the expected mode is spread evenly, and whole numbers
// follow the sum of expected ones.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/even.h"
#include "base/random.h"

// --- points
// ----------------------------------------------------------------------

// Of n points every coordinate has a mean within 2 log(n) / n of 1/2, and products of two
// coordinates a mean near 1/4.
static void points_are_even(uint64_t identity) {
  enum { N = 4096 };
  const double room = 2 * log(N) / N;
  double sum[STABIL_EVEN_DIMENSIONS] = {0}, product[STABIL_EVEN_DIMENSIONS] = {0};
  for (uint32_t k = 0; k < N; k++) {
    double before = 0;
    for (int d = 0; d < STABIL_EVEN_DIMENSIONS; d++) {
      const double u = stabil_even_point(identity, d, k);
      assert_true(u > 0 && u < 1);
      sum[d] += u;
      product[d] += u * before;
      before = u;
    }
  }
  for (int d = 0; d < STABIL_EVEN_DIMENSIONS; d++) {
    if (!(fabs(sum[d] / N - 0.5) < room))
      fail_msg("dimension %d: mean %g", d, sum[d] / N);
    if (d > 0 && !(fabs(product[d] / N - 0.25) < 4 * room))
      fail_msg("dimensions %d and %d: mean product %g", d - 1, d, product[d] / N);
  }
}

static void test_points_are_even(void **state) {
  (void)state;
  for (uint64_t id = 0; id < 20; id++) points_are_even(stabil_random_mix(id));
}

// --- running sums
// ----------------------------------------------------------------------

static void test_what_is_given_follows_the_sum(void **state) {
  (void)state;
  stabil_spread s = stabil_spread_of(7);
  double sum = 0;
  int64_t given = 0;
  for (uint64_t i = 0; i < 20000; i++) {
    const double u = stabil_random_to_uniform(stabil_random_mix(i));
    const double expected = i % 100 == 0 ? 5000 * u : 0.1 * u * u;
    sum += expected;
    given += stabil_spread_take(&s, expected, INT64_MAX);
    assert_true(fabs((double)given - sum) < 1 + 1e-9);
  }
}

// Nobody gives more than there are; the rest follows.
static void test_what_is_over_is_given_later(void **state) {
  (void)state;
  stabil_spread s = stabil_spread_of(3);
  int64_t given = stabil_spread_take(&s, 10, 4);
  assert_int_equal(given, 4);
  for (int i = 0; i < 100; i++) given += stabil_spread_take(&s, 1e-9, 1);
  assert_true(given >= 9 && given <= 11);
}

// Two kinds in turn, 0.06 and 0.04: every tenth call or so gives one, and it is the kind
// that it should be. Systematic sampling would always find the same one.
static void test_patterns_do_not_resonate(void **state) {
  (void)state;
  enum { PAIRS = 100000 };
  stabil_spread s = stabil_spread_of(11);
  double first = 0, second = 0;
  for (int i = 0; i < PAIRS; i++) {
    first += (double)stabil_spread_take(&s, 0.06, 1);
    second += (double)stabil_spread_take(&s, 0.04, 1);
  }
  assert_true(fabs(first + second - 0.1 * PAIRS) < 1.001);
  // binomial: six in ten, standard error 49 of 10,000
  assert_true(fabs(first - 0.06 * PAIRS) < 5 * sqrt(0.1 * PAIRS * 0.6 * 0.4));
}

static void test_every_stretch_of_the_sequence_is_even(void **state) {
  (void)state;
  enum { N = 200, FROM = 50 };
  stabil_spread s = stabil_spread_of(5);
  for (int i = 0; i < FROM; i++) (void)stabil_spread_next(&s);
  int quarter[4] = {0};
  for (int i = 0; i < N; i++) quarter[(int)(4 * stabil_spread_next(&s))]++;
  for (int q = 0; q < 4; q++) assert_in_range(quarter[q], N / 4 - 2, N / 4 + 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_points_are_even),
      cmocka_unit_test(test_what_is_given_follows_the_sum),
      cmocka_unit_test(test_what_is_over_is_given_later),
      cmocka_unit_test(test_patterns_do_not_resonate),
      cmocka_unit_test(test_every_stretch_of_the_sequence_is_even),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
