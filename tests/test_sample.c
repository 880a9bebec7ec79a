// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/sample.h"
#include "distribution.h"
#include "statistics.h"

static const int64_t counts[] = {0, 1, 2, 3, 5, 10, 50, 500, 5000, 100000};
static const double chances[] = {0,   1e-9, 1e-4, 0.01,     0.1, 0.3,
                                 0.5, 0.7,  0.99, 1 - 1e-9, 1};
static const double means[] = {0, 1e-9, 1e-3, 0.5, 1, 3.7, 20, 41.4, 41.6, 300, 1e5};
#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static double uniform(uint64_t i, uint32_t step) {
  return stabil_random_uniform(stabil_stream_of(7, 1), i, step, STABIL_FOR_TEST, 0);
}

typedef stabil_distribution table;

static int64_t sample(const table *t, double u) {
  return t->n < 0 ? stabil_sample_poisson(t->p, u)
                  : stabil_sample_binomial(t->n, t->p, u);
}

// ---- Boundaries: just above P(X > k) the sample is at most k, just below it is more.

#define NEAR 1e-12L
#define GRAIN 0x1p-53L // what u resolves near 1

// Tails below this are not tested: twenty orders below the smallest u that is ever drawn.
#define FAR_OUT 1e-36L

static void check_right(const table *t, int64_t k, long double tail) {
  if (tail < FAR_OUT) return;
  assert_true(sample(t, (double)(tail * (1 + NEAR))) <= k);
  assert_true(sample(t, (double)(tail * (1 - NEAR))) > k);
}

static void check_left(const table *t, int64_t k, long double head) {
  long double above = head * (1 - NEAR) - GRAIN, below = head * (1 + NEAR) + GRAIN;
  assert_true(sample(t, (double)(1 - below)) > k);
  if (above > GRAIN) assert_true(sample(t, (double)(1 - above)) <= k);
}

static void check_boundaries(const table *t) {
  int64_t stride = t->length / 400 + 1; // everything, or an even choice
  for (int64_t i = 0; i < t->length; i += t->length < 500 ? 1 : stride) {
    if (t->tail[i] < 0.5L) {
      check_right(t, t->first + i, t->tail[i]);
    } else {
      check_left(t, t->first + i, t->head[i]);
    }
  }
}

static void check_against_gsl(const table *t) {
  int64_t stride = t->length / 50 + 1;
  for (int64_t i = 0; i < t->length; i += stride) {
    unsigned k = (unsigned)(t->first + i);
    double tail = t->n < 0 ? gsl_cdf_poisson_Q(k, t->p)
                           : gsl_cdf_binomial_Q(k, t->p, (unsigned)t->n);
    assert_true(fabsl(t->tail[i] - tail) < 1e-9L);
  }
}

static void on_binomial_grid(void (*check)(const table *)) {
  for (size_t i = 0; i < LENGTH(counts); i++) {
    for (size_t j = 0; j < LENGTH(chances); j++) {
      if (counts[i] == 0 || chances[j] <= 0 || chances[j] >= 1) continue;
      table t = stabil_distribution_of(counts[i], chances[j]);
      check(&t);
      stabil_distribution_free(&t);
    }
  }
}

static void on_poisson_grid(void (*check)(const table *)) {
  for (size_t i = 0; i < LENGTH(means); i++) {
    if (means[i] <= 0) continue;
    table t = stabil_distribution_of(-1, means[i]);
    check(&t);
    stabil_distribution_free(&t);
  }
}

static void binomial_boundaries_are_exact(void **state) {
  (void)state;
  on_binomial_grid(check_boundaries);
  table big = stabil_distribution_of(10000000, 0.3);
  check_boundaries(&big);
  stabil_distribution_free(&big);
}

static void poisson_boundaries_are_exact(void **state) {
  (void)state;
  on_poisson_grid(check_boundaries);
}

static void the_tables_agree_with_gsl(void **state) {
  (void)state;
  on_binomial_grid(check_against_gsl);
  on_poisson_grid(check_against_gsl);
}

// ---- Monotonicity

static void check_monotone(const table *t) {
  for (uint64_t i = 0; i < 200; i++) {
    double u = uniform(i, 0), v = uniform(i, 1);
    if (i % 4 == 1) v = nextafter(u, 2);
    if (i % 4 == 2) v = u * (1 + 1e-13);
    if (i % 4 == 3) u = pow(u, 20), v = u * (1 + 1e-13 * v);
    double low = fmin(u, v), high = fmax(u, v);
    if (high < 1) assert_true(sample(t, low) >= sample(t, high));
  }
}

// Around every boundary, where rounding decides, one ulp at a time.
static void check_monotone_at_boundaries(const table *t) {
  int64_t stride = t->length / 40 + 1;
  for (int64_t i = 0; i < t->length; i += stride) {
    double u = (double)t->tail[i];
    if (u < 1e-100 || u >= 1) continue;
    for (int j = 0; j < 20; j++) u = nextafter(u, 0);
    int64_t before = sample(t, u);
    for (int j = 0; j < 40 && u < 1 - 0x1p-53; j++) {
      u = nextafter(u, 1);
      int64_t now = sample(t, u);
      assert_true(now <= before);
      before = now;
    }
  }
}

static void samples_never_rise_with_u(void **state) {
  (void)state;
  on_binomial_grid(check_monotone);
  on_poisson_grid(check_monotone);
  on_binomial_grid(check_monotone_at_boundaries);
  on_poisson_grid(check_monotone_at_boundaries);
}

// ---- Keyed uniforms give the distribution

static void check_distribution(const table *t) {
  uint64_t draws = t->length > 5000 ? 3000 : 30000;
  double *observed = calloc((size_t)t->length * 2, sizeof *observed);
  double *expected = observed + t->length;
  assert_non_null(observed);
  for (int64_t i = 0; i < t->length; i++) {
    expected[i] = (double)t->pmf[i] * (double)draws;
  }
  for (uint64_t i = 0; i < draws; i++) {
    int64_t k = sample(t, uniform(i, 2)) - t->first;
    assert_in_range(k, 0, t->length - 1);
    observed[k]++;
  }
  double p = stabil_statistics_chi_square(observed, expected, (size_t)t->length, 0);
  // Where all but a few draws are alike there is nothing to compare.
  bool alike =
      expected[0] > (double)draws - 5 || expected[t->length - 1] > (double)draws - 5;
  assert_true(alike || p > STABIL_ALPHA);
  free(observed);
}

static void samples_have_their_distribution(void **state) {
  (void)state;
  on_binomial_grid(check_distribution);
  on_poisson_grid(check_distribution);
}

// ---- Values known without computation

static void binomial_at_its_ends(void **state) {
  (void)state;
  for (int i = 0; i < 100; i++) {
    double u = uniform((uint64_t)i, 3);
    for (size_t j = 0; j < LENGTH(chances); j++) {
      assert_int_equal(stabil_sample_binomial(0, chances[j], u), 0);
      assert_int_equal(stabil_sample_binomial(-3, chances[j], u), 0);
    }
    for (size_t j = 0; j < LENGTH(counts); j++) {
      assert_int_equal(stabil_sample_binomial(counts[j], 0, u), 0);
      assert_int_equal(stabil_sample_binomial(counts[j], -0.1, u), 0);
      assert_int_equal(stabil_sample_binomial(counts[j], 1, u), counts[j]);
      assert_int_equal(stabil_sample_binomial(counts[j], 1.5, u), counts[j]);
      assert_int_equal(stabil_sample_binomial(counts[j], NAN, u), 0);
    }
    assert_int_equal(stabil_sample_binomial(1, 0.3, u), u < 0.3);
    assert_int_equal(stabil_sample_binomial(1, 0.8, u), u < 0.8);
    assert_int_equal(stabil_sample_poisson(0, u), 0);
    assert_int_equal(stabil_sample_poisson(-1, u), 0);
  }
}

static void zero_is_proved_by_the_squeeze(void **state) {
  (void)state;
  assert_int_equal(stabil_sample_binomial(10, 0.01, 0.1), 0);
  assert_int_equal(stabil_sample_binomial(10, 0.01, 0.09563), 0); // 1 - 0.99^10 = 0.09562
  assert_int_equal(stabil_sample_binomial(10, 0.01, 0.0961), 0);
  assert_int_equal(stabil_sample_binomial(10, 0.01, 0.0955), 1);
  assert_int_equal(stabil_sample_poisson(2, 0.8647), 0); // 1 - exp(-2) = 0.86466
  assert_int_equal(stabil_sample_poisson(2, 0.8646), 1);
}

static void a_u_outside_ends_too(void **state) {
  (void)state;
  assert_int_equal(stabil_sample_binomial(50, 0.3, 0), 50);
  assert_int_equal(stabil_sample_binomial(50, 0.7, 1), 0);
  assert_int_equal(stabil_sample_binomial(50, 0.3, 1), 0);
  assert_true(stabil_sample_binomial(50, 0.3, NAN) <= 50);
  assert_true(stabil_sample_poisson(3, 0) > 50);
  assert_int_equal(stabil_sample_poisson(INFINITY, 0.5), INT64_MAX);
}

// ---- Rounding and choice

static void rounding_keeps_the_mean(void **state) {
  (void)state;
  assert_int_equal(stabil_sample_round(3, 1e-9), 3);
  assert_int_equal(stabil_sample_round(3.25, 0.2499), 4);
  assert_int_equal(stabil_sample_round(3.25, 0.25), 3);
  assert_int_equal(stabil_sample_round(0, 0.5), 0);
  stabil_moments m = {0};
  for (uint64_t i = 0; i < 100000; i++) {
    stabil_moments_add(&m, (double)stabil_sample_round(7.3, uniform(i, 4)));
  }
  assert_true(stabil_statistics_p_of_z(stabil_statistics_mean_z(&m, 7.3)) > STABIL_ALPHA);
}

static void choice_at_the_edges(void **state) {
  (void)state;
  double one[] = {2}, gaps[] = {0, 0, 1, 1, 1, 4, 4};
  assert_int_equal(stabil_sample_index(one, 1, 0.999), 0);
  assert_int_equal(stabil_sample_index(gaps, 7, 0x1p-53), 2);
  assert_int_equal(stabil_sample_index(gaps, 7, 0.2499), 2);
  assert_int_equal(stabil_sample_index(gaps, 7, 0.25), 5);
  assert_int_equal(stabil_sample_index(gaps, 7, 1 - 0x1p-53), 5);
  assert_int_equal(stabil_sample_index(gaps, 7, 1), 5);
  double tiny[] = {0, DBL_TRUE_MIN, DBL_TRUE_MIN};
  assert_int_equal(stabil_sample_index(tiny, 3, 0.9), 1); // the product rounds to all
  assert_int_equal(stabil_sample_index(tiny, 3, 0.1), 1); // and here to nothing
}

static void choice_follows_the_weights(void **state) {
  (void)state;
  double weights[] = {0, 3, 0, 0.5, 10, 0, 1, 0}, cumulative[8], observed[8] = {0},
         sum = 0;
  for (int i = 0; i < 8; i++) cumulative[i] = sum += weights[i];
  for (uint64_t i = 0; i < 100000; i++) {
    observed[stabil_sample_index(cumulative, 8, uniform(i, 5))]++;
  }
  for (int i = 0; i < 8; i++) weights[i] *= 100000 / sum;
  for (int i = 0; i < 8; i++) assert_true(weights[i] > 0 || observed[i] == 0);
  assert_true(stabil_statistics_chi_square(observed, weights, 8, 0) > STABIL_ALPHA);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(binomial_boundaries_are_exact),
      cmocka_unit_test(poisson_boundaries_are_exact),
      cmocka_unit_test(the_tables_agree_with_gsl),
      cmocka_unit_test(samples_never_rise_with_u),
      cmocka_unit_test(samples_have_their_distribution),
      cmocka_unit_test(binomial_at_its_ends),
      cmocka_unit_test(zero_is_proved_by_the_squeeze),
      cmocka_unit_test(a_u_outside_ends_too),
      cmocka_unit_test(rounding_keeps_the_mean),
      cmocka_unit_test(choice_at_the_edges),
      cmocka_unit_test(choice_follows_the_weights),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
