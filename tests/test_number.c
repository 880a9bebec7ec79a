// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/random.h"

#define POINTS 1000000

static double uniform(uint64_t i, uint32_t step) {
  return stabil_random_uniform(stabil_stream_of(1, 1), i, step, STABIL_FOR_TEST, 0);
}

// Error in units in the last place of the double nearest to `want`.
static double ulps(double got, long double want) {
  int exponent;
  frexp((double)want, &exponent);
  if (exponent < DBL_MIN_EXP) exponent = DBL_MIN_EXP;
  return (double)(fabsl((long double)got - want) / ldexpl(1, exponent - DBL_MANT_DIG));
}

typedef double function(double x);
typedef long double long_function(long double x);

static double worst(function *f, long_function *exact, double (*point)(uint64_t)) {
  double result = 0;
  for (uint64_t i = 0; i < POINTS; i++) {
    double x = point(i);
    result = fmax(result, ulps(f(x), exact(x)));
  }
  return result;
}

static double in_full_range(uint64_t i) {
  return -745 + uniform(i, 0) * (745 + 709.78);
}
static double in_middle(uint64_t i) {
  return 16 * uniform(i, 0) - 8;
}
static double near_zero(uint64_t i) { // of all magnitudes below 1
  return (2 * uniform(i, 0) - 1) * exp(-100 * uniform(i, 1) * uniform(i, 2));
}
static double near_one(uint64_t i) {
  return 1 + near_zero(i);
}
static double of_all_sizes(uint64_t i) { // subnormal numbers included
  double x = exp(in_full_range(i));
  return x > 0 ? x : DBL_TRUE_MIN;
}
static double above_minus_one(uint64_t i) {
  return of_all_sizes(i) - (1 - 0x1p-53);
}

static void needs_long_double(void) {
  if (LDBL_MANT_DIG < 64) skip(); // nothing to compare with
}

static void exp_is_within_one_ulp(void **state) {
  (void)state;
  needs_long_double();
  assert_true(worst(stabil_exp, expl, in_full_range) <= 1);
  assert_true(worst(stabil_exp, expl, in_middle) <= 0.52);
  assert_true(worst(stabil_exp, expl, near_zero) <= 0.52);
}

static void log_is_within_one_ulp(void **state) {
  (void)state;
  needs_long_double();
  assert_true(worst(stabil_log, logl, of_all_sizes) <= 0.52);
  assert_true(worst(stabil_log, logl, near_one) <= 0.52);
}

static void expm1_is_within_two_ulp(void **state) {
  (void)state;
  needs_long_double();
  assert_true(worst(stabil_expm1, expm1l, in_full_range) <= 2);
  assert_true(worst(stabil_expm1, expm1l, in_middle) <= 2);
  assert_true(worst(stabil_expm1, expm1l, near_zero) <= 2);
}

static void log1p_is_within_two_ulp(void **state) {
  (void)state;
  needs_long_double();
  assert_true(worst(stabil_log1p, log1pl, above_minus_one) <= 2);
  assert_true(worst(stabil_log1p, log1pl, near_zero) <= 2);
}

static void values_at_the_ends(void **state) {
  (void)state;
  assert_true(stabil_exp(0) == 1 && stabil_exp(-0.0) == 1);
  assert_true(stabil_exp(INFINITY) == INFINITY && stabil_exp(-INFINITY) == 0);
  assert_true(stabil_exp(709.782712893384) == 0x1.fffffffffff2ap+1023);
  assert_true(stabil_exp(709.782712893385) == INFINITY);
  assert_true(stabil_exp(-745.1) == DBL_TRUE_MIN && stabil_exp(-745.2) == 0);
  assert_true(isnan(stabil_exp(NAN)));
  assert_true(stabil_log(1) == 0 && stabil_log(0) == -INFINITY);
  assert_true(stabil_log(INFINITY) == INFINITY);
  assert_true(isnan(stabil_log(-1)) && isnan(stabil_log(NAN)));
  assert_true(isnan(stabil_log(-INFINITY)));
  assert_true(ulps(stabil_log(DBL_TRUE_MIN), logl(DBL_TRUE_MIN)) <= 1);
  assert_true(ulps(stabil_log(DBL_MAX), logl(DBL_MAX)) <= 1);
}

static void values_at_the_ends_near_zero(void **state) {
  (void)state;
  assert_true(stabil_expm1(0) == 0 && signbit(stabil_expm1(-0.0)));
  assert_true(stabil_expm1(INFINITY) == INFINITY && stabil_expm1(-INFINITY) == -1);
  assert_true(stabil_expm1(-40.5) == -1 && isnan(stabil_expm1(NAN)));
  assert_true(stabil_expm1(1e-300) == 1e-300);
  assert_true(stabil_log1p(0) == 0 && signbit(stabil_log1p(-0.0)));
  assert_true(stabil_log1p(-1) == -INFINITY && isnan(stabil_log1p(-1.5)));
  assert_true(stabil_log1p(INFINITY) == INFINITY && isnan(stabil_log1p(NAN)));
  assert_true(stabil_log1p(-1e-300) == -1e-300);
}

static void functions_never_fall(void **state) {
  (void)state;
  // Where pieces of the tables and of the series meet.
  double meetings[] = {0x1p-6, -0x1p-6, 40, -40, 0x1.62e42fefa39efp-9};
  for (size_t i = 0; i < sizeof meetings / sizeof meetings[0]; i++) {
    double x = meetings[i], below = nextafter(x, -INFINITY);
    assert_true(stabil_expm1(x) >= stabil_expm1(below));
    assert_true(stabil_exp(x) >= stabil_exp(below));
  }
  for (int i = 0; i <= 256; i++) {
    double x = 0.6875 + i / 256.0, below = nextafter(x, 0);
    assert_true(stabil_log(x) >= stabil_log(below));
    assert_true(stabil_log1p(x - 1) >= stabil_log1p(below - 1));
  }
}

// The same bits on every machine: a checksum of a hundred thousand results of each.
static void bits_are_known(void **state) {
  (void)state;
  uint64_t hash = 0;
  for (uint64_t i = 0; i < 100000; i++) {
    double x = uniform(i, 0) * 20 - 10;
    double y[] = {stabil_exp(x), stabil_log(x + 10), stabil_expm1(x / 8),
                  stabil_log1p(x / 16)};
    uint64_t bits[4];
    memcpy(bits, y, sizeof bits);
    for (int j = 0; j < 4; j++) hash = stabil_random_mix(hash ^ bits[j]);
  }
  assert_int_equal(hash, UINT64_C(0x290c7978023e9421));
}

static void power(void **state) {
  (void)state;
  assert_true(stabil_pow(0, 0) == 1 && stabil_pow(7, 0) == 1 && stabil_pow(0, 2) == 0);
  assert_true(stabil_pow(1, 123.4) == 1);
  assert_true(fabs(stabil_pow(2, 10) - 1024) < 1e-11);
  assert_true(fabs(stabil_pow(2, 0.5) - sqrt(2)) < 1e-15);
  assert_true(fabs(stabil_pow(10, -3) - 0.001) < 1e-17);
}

static void log_factorial(void **state) {
  (void)state;
  assert_true(stabil_log_factorial(0) == 0 && stabil_log_factorial(1) == 0);
  assert_true(isnan(stabil_log_factorial(-1)));
  long double sum = 0;
  for (int64_t n = 2; n <= 100000; n++) {
    sum += logl((long double)n);
    assert_true(fabsl(stabil_log_factorial(n) - sum) <= 1e-14L * sum);
  }
  // log (10^9)! in 50 digits (mpmath 1.3, loggamma).
  double big = stabil_log_factorial(1000000000);
  assert_true(fabs(big / 19723265848.226982607 - 1) < 1e-14);
}

static void full_time_equivalents(void **state) {
  (void)state;
  assert_int_equal(stabil_fte_of(1), 1024);
  assert_int_equal(stabil_fte_of(0.8), 819);       // 819.2
  assert_int_equal(stabil_fte_of(0.5 / 1024), 1);  // halves go up
  assert_int_equal(stabil_fte_of(-0.5 / 1024), 0); // also below zero
  assert_int_equal(stabil_fte_of(-1.5 / 1024), -1);
  assert_true(stabil_fte_value(1) == 0x1p-10);
  for (int64_t i = -5000; i < 5000; i += 7) {
    assert_int_equal(stabil_fte_of(stabil_fte_value(i)), i);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(exp_is_within_one_ulp),
      cmocka_unit_test(log_is_within_one_ulp),
      cmocka_unit_test(expm1_is_within_two_ulp),
      cmocka_unit_test(log1p_is_within_two_ulp),
      cmocka_unit_test(values_at_the_ends),
      cmocka_unit_test(values_at_the_ends_near_zero),
      cmocka_unit_test(functions_never_fall),
      cmocka_unit_test(bits_are_known),
      cmocka_unit_test(power),
      cmocka_unit_test(log_factorial),
      cmocka_unit_test(full_time_equivalents),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
