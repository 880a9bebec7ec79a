// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/statistic.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"

static const stabil_draws one_draw = {1, 1};

static void compute(const double *values, size_t count, stabil_draws draws,
                    double out[STABIL_STATISTIC_COUNT]) {
  assert_true(stabil_statistic_compute(values, count, draws, out));
}

static void near(double found, double expected) {
  assert_true(fabs(found - expected) <= 1e-12 * fmax(1, fabs(expected)));
}

// 1, ..., 5: quantile p lies at 1 + 4 p; variance 2.5.
static void five_numbers(void **state) {
  (void)state;
  const double values[] = {3, 1, 5, 2, 4};
  double out[STABIL_STATISTIC_COUNT];
  compute(values, 5, one_draw, out);
  near(out[STABIL_STATISTIC_MEAN], 3);
  near(out[STABIL_STATISTIC_SD], sqrt(2.5));
  near(out[STABIL_STATISTIC_Q2_5], 1.1);
  near(out[STABIL_STATISTIC_Q5], 1.2);
  near(out[STABIL_STATISTIC_Q25], 2);
  near(out[STABIL_STATISTIC_Q50], 3);
  near(out[STABIL_STATISTIC_Q75], 4);
  near(out[STABIL_STATISTIC_Q95], 4.8);
  near(out[STABIL_STATISTIC_Q97_5], 4.9);
  near(out[STABIL_STATISTIC_MCSE], sqrt(0.5));
}

static void what_is_not_a_number_is_left_out(void **state) {
  (void)state;
  const double values[] = {NAN, 10, NAN, 30, 20}, none[] = {NAN, NAN};
  double out[STABIL_STATISTIC_COUNT];
  compute(values, 5, one_draw, out);
  near(out[STABIL_STATISTIC_MEAN], 20);
  near(out[STABIL_STATISTIC_SD], 10);
  near(out[STABIL_STATISTIC_Q50], 20);
  near(out[STABIL_STATISTIC_Q97_5], 29.5);
  near(out[STABIL_STATISTIC_MCSE], 10 / sqrt(3));
  compute(none, 2, one_draw, out);
  for (int i = 0; i < STABIL_STATISTIC_COUNT; i++) assert_true(isnan(out[i]));
}

// Of 0, ..., 10: as bad or worse in one of ten.
static void one_in_ten_is_bad(void **state) {
  (void)state;
  const double values[] = {3, NAN, 10, 0, 7, 1, 9, 2, NAN, 8, 4, 6, 5};
  double copy[13], none[] = {NAN};
  memcpy(copy, values, sizeof copy);
  near(stabil_statistic_bad(copy, 13, true), 9);
  memcpy(copy, values, sizeof copy);
  near(stabil_statistic_bad(copy, 13, false), 1);
  near(stabil_statistic_quantile(copy, 11, 0.25), 2.5);
  assert_true(isnan(stabil_statistic_bad(none, 1, true)));
}

static void one_number_has_no_spread(void **state) {
  (void)state;
  const double value = 7;
  double out[STABIL_STATISTIC_COUNT];
  compute(&value, 1, one_draw, out);
  near(out[STABIL_STATISTIC_MEAN], 7);
  near(out[STABIL_STATISTIC_Q2_5], 7);
  assert_true(isnan(out[STABIL_STATISTIC_SD]));
  assert_true(isnan(out[STABIL_STATISTIC_MCSE]));
}

static void constants_are_exact(void **state) {
  (void)state;
  double values[49], out[STABIL_STATISTIC_COUNT]; // 49 x 0.1 / 49 is not 0.1
  for (int i = 0; i < 49; i++) values[i] = 0.1;
  compute(values, 49, (stabil_draws){7, 1}, out);
  assert_true(out[STABIL_STATISTIC_MEAN] == 0.1 && out[STABIL_STATISTIC_Q50] == 0.1);
  assert_true(out[STABIL_STATISTIC_SD] == 0 && out[STABIL_STATISTIC_MCSE] == 0);
}

// Three draws with means 1, 2, 3 and no spread within: the error of the mean is that of
// three numbers, whatever the number of replicates.
static void replicates_of_a_draw_are_not_independent(void **state) {
  (void)state;
  double values[30], out[STABIL_STATISTIC_COUNT];
  for (int i = 0; i < 30; i++) values[i] = 1 + i % 3;
  compute(values, 30, (stabil_draws){3, 1}, out);
  near(out[STABIL_STATISTIC_MCSE], 1 / sqrt(3));
  compute(values, 30, one_draw, out);
  near(out[STABIL_STATISTIC_MCSE], sqrt(20.0 / 29) / sqrt(30));
  // With the first replicate in another draw the draws are only named differently.
  compute(values, 30, (stabil_draws){3, 2}, out);
  near(out[STABIL_STATISTIC_MCSE], 1 / sqrt(3));
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double expected_quantile(const double *sorted, size_t count, double p) {
  double at = (double)(count - 1) * p;
  size_t below = (size_t)at;
  if (below + 1 >= count) return sorted[count - 1];
  return sorted[below] + (sorted[below + 1] - sorted[below]) * (at - (double)below);
}

static void every_length_is_sorted(void **state) {
  (void)state;
  for (size_t count = 1; count <= 130; count++) {
    double values[130], out[STABIL_STATISTIC_COUNT];
    for (size_t i = 0; i < count; i++)
      values[i] = (double)(stabil_random_mix(count * 1000 + i) % 50) / 7;
    compute(values, count, one_draw, out);
    qsort(values, count, sizeof *values, ascending);
    near(out[STABIL_STATISTIC_Q2_5], expected_quantile(values, count, 0.025));
    near(out[STABIL_STATISTIC_Q50], expected_quantile(values, count, 0.5));
    near(out[STABIL_STATISTIC_Q97_5], expected_quantile(values, count, 0.975));
  }
}

static void lanes_do_not_mix(void **state) {
  (void)state;
  stabil_tile tile;
  assert_true(stabil_tile_create(&tile, 3, one_draw));
  for (size_t i = 0; i < 3; i++)
    for (size_t k = 0; k < STABIL_LANES; k++)
      tile.values[i * STABIL_LANES + k] = k == 5 ? NAN : (double)(k * 10 + (2 - i));
  stabil_tile_compute(&tile);
  for (size_t k = 0; k < STABIL_LANES; k++) {
    double mean = tile.lane[STABIL_STATISTIC_MEAN][k];
    if (k == 5)
      assert_true(isnan(mean));
    else
      near(mean, (double)(k * 10 + 1));
  }
  near(tile.lane[STABIL_STATISTIC_Q97_5][7], 71.95);
  stabil_tile_free(&tile);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(five_numbers),
      cmocka_unit_test(what_is_not_a_number_is_left_out),
      cmocka_unit_test(one_in_ten_is_bad),
      cmocka_unit_test(one_number_has_no_spread),
      cmocka_unit_test(constants_are_exact),
      cmocka_unit_test(replicates_of_a_draw_are_not_independent),
      cmocka_unit_test(every_length_is_sorted),
      cmocka_unit_test(lanes_do_not_mix)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
