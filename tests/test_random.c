// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdbool.h>

#include "base/random.h"
#include "statistics.h"

#define DRAWS 131072
#define BINS 256
#define SIDE 32

// Where a number stands: the parts that make it.
typedef struct place {
  uint64_t identity;
  uint32_t step, purpose, index;
} place;

static double uniform_at(stabil_stream stream, place p) {
  return stabil_random_uniform(stream, p.identity, p.step, (stabil_purpose)p.purpose,
                               p.index);
}

// The directions in which neighbouring numbers are taken.
static place along_identity(uint32_t i) {
  return (place){i, 3, STABIL_FOR_TEST, 0};
}
static place along_identity_high(uint32_t i) {
  return (place){(uint64_t)i << 32, 3, STABIL_FOR_TEST, 0};
}
static place along_step(uint32_t i) {
  return (place){i >> 16, i & 0xffff, STABIL_FOR_TEST, 0};
}
static place along_purpose(uint32_t i) {
  return (place){i >> 16, 3, i & 0xffff, 0};
}
static place along_index(uint32_t i) {
  return (place){77, 3, STABIL_FOR_TEST, i};
}

static place (*const directions[])(uint32_t) = {along_identity, along_identity_high,
                                                along_step, along_purpose, along_index};
#define DIRECTIONS (sizeof directions / sizeof directions[0])

typedef struct known {
  uint32_t counter[4], key[2], word[4];
} known;

// Random123's published known answers for philox4x32-10 (kat_vectors).
static const known answers[] = {
    {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
    {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
     {0xffffffff, 0xffffffff},
     {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
    {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
     {0xa4093822, 0x299f31d0},
     {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}};

static uint64_t join(uint32_t low, uint32_t high) {
  return (uint64_t)high << 32 | low;
}

static void bits_are_philox(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
    const known *a = &answers[i];
    stabil_stream stream = {.key = {a->key[0], a->key[1]}};
    uint64_t identity = join(a->counter[0], a->counter[1]), out[2];
    uint32_t step = a->counter[2] >> 16;
    stabil_purpose purpose = (stabil_purpose)(a->counter[2] & 0xffff);
    stabil_random_bits(stream, identity, step, purpose, a->counter[3], out);
    assert_int_equal(out[0], join(a->word[0], a->word[1]));
    assert_int_equal(out[1], join(a->word[2], a->word[3]));
    double u = stabil_random_uniform(stream, identity, step, purpose, a->counter[3]);
    assert_true(u == stabil_random_to_uniform(out[0]));
  }
}

static void stream_is_philox_of_seed_and_replicate(void **state) {
  (void)state;
  stabil_stream zero = stabil_stream_of(0, 0);
  assert_int_equal(zero.key[0], 0x6627e8d5);
  assert_int_equal(zero.key[1], 0xe169c58d);
  stabil_stream one = stabil_stream_of(UINT64_C(0x123456789), UINT64_C(0x987654321));
  stabil_stream key = {.key = {0x23456789, 1}};
  uint64_t out[2];
  stabil_random_bits(key, UINT64_C(0x987654321), 0, (stabil_purpose)0, 0, out);
  assert_int_equal(join(one.key[0], one.key[1]), out[0]);
}

static void uniform_never_reaches_its_ends(void **state) {
  (void)state;
  assert_true(stabil_random_to_uniform(0) == 0x1p-53);
  assert_true(stabil_random_to_uniform(UINT64_MAX) == 1 - 0x1p-53);
  assert_true(stabil_random_to_uniform(UINT64_C(1) << 63) == 0.5 + 0x1p-53);
  assert_true(stabil_random_to_uniform(0xfff) == 0x1p-53);
  assert_true(stabil_random_to_uniform(0x1000) == 3 * 0x1p-53);
}

static void uniform_in_every_direction(void **state) {
  (void)state;
  stabil_stream stream = stabil_stream_of(20251122, 1);
  for (size_t d = 0; d < DIRECTIONS; d++) {
    double high[BINS] = {0}, low[BINS] = {0};
    for (uint32_t i = 0; i < DRAWS; i++) {
      double u = uniform_at(stream, directions[d](i)), scaled = u * 0x1p40;
      high[(int)(u * BINS)]++;
      low[(int)((scaled - floor(scaled)) * BINS)]++;
    }
    assert_true(stabil_statistics_chi_square_flat(high, BINS) > STABIL_ALPHA);
    assert_true(stabil_statistics_chi_square_flat(low, BINS) > STABIL_ALPHA);
  }
}

static void neighbours_are_independent(void **state) {
  (void)state;
  stabil_stream stream = stabil_stream_of(20251122, 2);
  for (size_t d = 0; d < DIRECTIONS; d++) {
    double pairs[SIDE * SIDE] = {0}, products = 0;
    double before = uniform_at(stream, directions[d](0));
    for (uint32_t i = 1; i <= DRAWS; i++) {
      double u = uniform_at(stream, directions[d](i));
      products += (u - 0.5) * (before - 0.5);
      if (i % 2) pairs[(int)(u * SIDE) * SIDE + (int)(before * SIDE)]++;
      before = u;
    }
    double z = products * 12 / sqrt(DRAWS); // each product has mean 0, sd 1/12
    assert_true(stabil_statistics_p_of_z(z) > STABIL_ALPHA);
    assert_true(stabil_statistics_chi_square_flat(pairs, (size_t)SIDE * SIDE) >
                STABIL_ALPHA);
  }
}

static void replicates_and_seeds_are_independent(void **state) {
  (void)state;
  double over_replicates[BINS] = {0}, over_seeds[BINS] = {0}, products = 0;
  double before = 0.5;
  for (uint32_t i = 0; i < DRAWS; i++) {
    double u = uniform_at(stabil_stream_of(1, i + 1), along_identity(5));
    products += (u - 0.5) * (before - 0.5);
    before = u;
    over_replicates[(int)(u * BINS)]++;
    over_seeds[(int)(uniform_at(stabil_stream_of(i, 1), along_identity(5)) * BINS)]++;
  }
  assert_true(stabil_statistics_chi_square_flat(over_replicates, BINS) > STABIL_ALPHA);
  assert_true(stabil_statistics_chi_square_flat(over_seeds, BINS) > STABIL_ALPHA);
  assert_true(stabil_statistics_p_of_z(products * 12 / sqrt(DRAWS)) > STABIL_ALPHA);
}

static double flat_cdf(double x, void *data) {
  (void)data;
  return x;
}

static void uniform_passes_kolmogorov(void **state) {
  (void)state;
  static double sample[DRAWS];
  stabil_stream stream = stabil_stream_of(20251122, 3);
  for (uint32_t i = 0; i < DRAWS; i++) sample[i] = uniform_at(stream, along_identity(i));
  double p = stabil_statistics_kolmogorov(sample, DRAWS, flat_cdf, NULL);
  assert_true(p > STABIL_ALPHA);
  for (uint32_t i = 0; i < DRAWS; i++) sample[i] = pow(sample[i], 1.02);
  p = stabil_statistics_kolmogorov(sample, DRAWS, flat_cdf, NULL);
  assert_true(p < STABIL_ALPHA); // the test itself has power
}

static void mix_is_splitmix(void **state) {
  (void)state;
  // The published generator adds the golden gamma to its state and finalises it; these
  // are its first outputs from the seed 1234567.
  uint64_t gamma = UINT64_C(0x9e3779b97f4a7c15), seed = 1234567;
  assert_int_equal(stabil_random_mix(seed + gamma), UINT64_C(6457827717110365317));
  assert_int_equal(stabil_random_mix(seed + 2 * gamma), UINT64_C(3203168211198807973));
  assert_int_equal(stabil_random_mix(0), 0);
}

static void gsl_type_gives_the_blocks_in_order(void **state) {
  (void)state;
  gsl_rng *rng = gsl_rng_alloc(stabil_random_gsl());
  assert_non_null(rng);
  gsl_rng_set(rng, 0);
  for (int i = 0; i < 4; i++) assert_int_equal(gsl_rng_get(rng), answers[0].word[i]);
  gsl_rng *copy = gsl_rng_clone(rng);
  unsigned long fifth = gsl_rng_get(rng);
  assert_int_equal(gsl_rng_get(copy), fifth);
  assert_int_not_equal(fifth, answers[0].word[0]);
  gsl_rng_set(rng, 1);
  assert_int_not_equal(gsl_rng_get(rng), answers[0].word[0]);
  assert_int_equal(gsl_rng_min(rng), 0);
  assert_int_equal(gsl_rng_max(rng), 0xffffffff);
  gsl_rng_free(copy);
  gsl_rng_free(rng);
}

static void gsl_type_has_the_right_moments(void **state) {
  (void)state;
  gsl_rng *rng = gsl_rng_alloc(stabil_random_gsl());
  gsl_rng_set(rng, 42);
  stabil_moments flat = {0}, flat_square = {0}, normal = {0}, gamma = {0};
  for (int i = 0; i < DRAWS; i++) {
    double u = gsl_rng_uniform(rng);
    stabil_moments_add(&flat, u);
    stabil_moments_add(&flat_square, u * u);
    stabil_moments_add(&normal, gsl_ran_gaussian_ziggurat(rng, 1));
    stabil_moments_add(&gamma, gsl_ran_gamma(rng, 2, 3));
  }
  double z[] = {stabil_statistics_mean_z(&flat, 0.5),
                stabil_statistics_mean_z(&flat_square, 1.0 / 3),
                stabil_statistics_mean_z(&normal, 0),
                stabil_statistics_mean_z(&gamma, 6)};
  for (int i = 0; i < 4; i++) assert_true(stabil_statistics_p_of_z(z[i]) > STABIL_ALPHA);
  assert_true(fabs(stabil_moments_variance(&normal) - 1) < 5 * sqrt(2.0 / DRAWS));
  gsl_rng_free(rng);
}

static void statistics_know_their_tables(void **state) {
  (void)state;
  // Chi-square 3.841 with one degree of freedom, z = 1.960: p = 0.05.
  double observed[] = {50 + 9.79985, 50 - 9.79985}, expected[] = {50, 50};
  double p = stabil_statistics_chi_square(observed, expected, 2, 0);
  assert_true(fabs(p - 0.05) < 1e-4);
  assert_true(fabs(stabil_statistics_chi_square_flat(observed, 2) - p) < 1e-12);
  assert_true(fabs(stabil_statistics_p_of_z(-1.959964) - 0.05) < 1e-6);
  // Small cells are pooled: three of 2 become one of 6.
  double many[] = {40, 3, 3, 0, 50, 4}, means[] = {40, 2, 2, 2, 50, 4};
  double by_hand[] = {40, 6, 54}, pooled[] = {40, 6, 54};
  assert_true(stabil_statistics_chi_square(many, means, 6, 0) ==
              stabil_statistics_chi_square(by_hand, pooled, 3, 0));
  double impossible[] = {1, 99}, nothing[] = {0, 100};
  assert_true(isnan(stabil_statistics_chi_square(impossible, nothing, 2, 0)));
  stabil_moments a = {0}, b = {0};
  for (int i = 0; i < 4; i++) stabil_moments_add(&a, i), stabil_moments_add(&b, i + 1);
  assert_true(fabs(stabil_moments_variance(&a) - 5.0 / 3) < 1e-15);
  assert_true(fabs(stabil_statistics_two_means_z(&b, &a) - sqrt(1.2)) < 1e-12);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bits_are_philox),
      cmocka_unit_test(stream_is_philox_of_seed_and_replicate),
      cmocka_unit_test(uniform_never_reaches_its_ends),
      cmocka_unit_test(uniform_in_every_direction),
      cmocka_unit_test(neighbours_are_independent),
      cmocka_unit_test(replicates_and_seeds_are_independent),
      cmocka_unit_test(uniform_passes_kolmogorov),
      cmocka_unit_test(mix_is_splitmix),
      cmocka_unit_test(gsl_type_gives_the_blocks_in_order),
      cmocka_unit_test(gsl_type_has_the_right_moments),
      cmocka_unit_test(statistics_know_their_tables),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
