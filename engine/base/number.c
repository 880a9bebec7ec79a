// SPDX-License-Identifier: GPL-3.0-or-later
// Table-driven exp and log (Tang 1989, 1990): only + - * and bit operations, which IEEE
// 754 rounds alike everywhere. Contraction to fused operations must be off.
#include "base/number.h"

#include <float.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/number_table.h"

_Static_assert(FLT_EVAL_METHOD == 0, "double arithmetic must not carry extra precision");

#define SHIFTER 0x1.8p52                   // adding it rounds to a whole number
#define STEPS_PER_LN2 0x1.71547652b82fep+7 // 128 / ln 2
#define STEP_HIGH 0x1.62e42fef80000p-8     // ln 2 / 128: 35 bits, so that k * it is exact
#define STEP_LOW 0x1.1cf79abc9e3b4p-43
#define LN2_HIGH 0x1.62e42fefa3800p-1 // a multiple of 2^-42
#define LN2_LOW 0x1.ef35793c76730p-45
#define HALF_LOG_2PI 0x1.d67f1c864beb5p-1
#define LOWEST_Z UINT64_C(0x3fe6000000000000) // 0.6875

static uint64_t bits_of(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static double of_bits(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static double power_of_two(int64_t exponent) { // -1022 ... 1023
  return of_bits((uint64_t)(exponent + 1023) << 52);
}

// x = (128 exponent + row) ln 2 / 128 + r; `growth` is exp(r) - 1 plus the correction of
// the table's value, so that exp(x) = 2^exponent * value * (1 + growth).
typedef struct split {
  int64_t exponent;
  double value, growth;
} split;

static inline split split_exp(double x) {
  double k = (x * STEPS_PER_LN2 + SHIFTER) - SHIFTER;
  double r = (x - k * STEP_HIGH) - k * STEP_LOW;
  int64_t whole = (int64_t)k;
  const double *row = exp_table[(uint64_t)whole & 127];
  double square = r * r;
  double series =
      square * ((1.0 / 2 + r * (1.0 / 6)) + square * (1.0 / 24 + r * (1.0 / 120)));
  return (split){(whole - (whole & 127)) / 128, row[0], r + (row[1] + series)};
}

// Near overflow and among the subnormal numbers: scaled in two factors, the last rounds.
static double exp_at_the_edge(double x) {
  if (isnan(x)) return x;
  if (x > 710) return INFINITY;
  if (x < -746) return 0;
  split s = split_exp(x);
  int64_t half = s.exponent / 2;
  double value = s.value + s.value * s.growth;
  return value * power_of_two(half) * power_of_two(s.exponent - half);
}

double stabil_exp(double x) {
  if (!(x < 708 && x > -708)) return exp_at_the_edge(x);
  split s = split_exp(x);
  double value = of_bits(bits_of(s.value) + ((uint64_t)s.exponent << 52));
  return value + value * s.growth;
}

// Taylor: the table's values lie too near 1 here, and the difference would cancel.
static double expm1_near_zero(double x) {
  if (x < 0x1p-54 && x > -0x1p-54) return x; // keeps -0 and subnormal numbers
  double square = x * x;
  double high = 1.0 / 24 + x * (1.0 / 120) + square * (1.0 / 720 + x * (1.0 / 5040));
  return x + square * ((1.0 / 2 + x * (1.0 / 6)) + square * high);
}

double stabil_expm1(double x) {
  if (x > 40 || isnan(x)) return stabil_exp(x); // the 1 is below half an ulp
  if (x < -40) return -1;
  if (x < 0x1p-6 && x > -0x1p-6) return expm1_near_zero(x);
  split s = split_exp(x);
  double value = s.value * power_of_two(s.exponent);
  return (value - 1) + value * s.growth;
}

// log(2^k (z + more)) for the z in [0.6875, 1.375) that `bits` stand for, more tiny.
// c near z makes r = z / c - 1 small; both parts of z / c are exact.
static inline double log_of_parts(int64_t k, uint64_t bits, double more) {
  const double *row = log_table[(bits - LOWEST_Z) >> 45 & 127];
  double high = of_bits(bits & ~UINT64_C(0x7ffffff));
  double a = high * row[0] - 1, b = (of_bits(bits) - high) * row[0];
  double r = a + b;
  double r_low = (a - r) + b;
  if (more != 0) r_low += more * row[0] * (1 - r);
  double whole = (double)k * LN2_HIGH + row[1]; // exact
  double sum = whole + r;
  double low = ((whole - sum) + r) + (((double)k * LN2_LOW + row[2]) + r_low);
  double square = r * r;
  double tail = (-1.0 / 6 + r * (1.0 / 7)) + square * (-1.0 / 8);
  double series = (-1.0 / 2 + r * (1.0 / 3)) + square * (-1.0 / 4 + r * (1.0 / 5));
  return sum + (low + square * (series + square * square * tail));
}

static inline double log_scaled(uint64_t bits, int64_t shift, double more) {
  uint64_t above = bits - LOWEST_Z;
  int64_t k = (int64_t)(above >> 52); // arithmetic shift, spelt portably
  if (k >= 2048) k -= 4096;
  if (more != 0) more *= power_of_two(-k);
  return log_of_parts(k + shift, bits - (above & UINT64_C(0xfff0000000000000)), more);
}

double stabil_log(double x) {
  if (x >= DBL_MIN && x <= DBL_MAX) return log_scaled(bits_of(x), 0, 0);
  if (x == 0) return -INFINITY;
  if (x < 0) return NAN;
  if (isnan(x) || isinf(x)) return x;
  return log_scaled(bits_of(x * 0x1p52), -52, 0);
}

double stabil_log1p(double x) {
  if (!(x > -1)) return x == -1 ? -INFINITY : NAN;
  if (x < 0x1p-54 && x > -0x1p-54) return x;
  if (x > 0x1p60) return stabil_log(x);
  double sum = 1 + x; // and the part of it that rounding lost (Knuth's two-sum)
  double back = sum - x;
  double lost = (1 - back) + (x - (sum - back));
  return log_scaled(bits_of(sum), 0, lost);
}

double stabil_pow(double x, double y) {
  if (y == 0) return 1;
  if (x == 0) return 0;
  return stabil_exp(y * stabil_log(x));
}

double stabil_log_factorial(int64_t n) {
  static const int64_t rows = sizeof factorial_table / sizeof factorial_table[0];
  if (n < 0) return NAN;
  if (n < rows) return factorial_table[n];
  double x = (double)n, inverse = 1 / x, square = inverse * inverse;
  double series = inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260)));
  return ((x + 0.5) * stabil_log(x) - x) + (HALF_LOG_2PI + series); // Stirling
}

stabil_fte stabil_fte_of(double value) {
  return (stabil_fte)floor(value * STABIL_FTE_ONE + 0.5);
}

double stabil_fte_value(stabil_fte fte) {
  return (double)fte / STABIL_FTE_ONE;
}
