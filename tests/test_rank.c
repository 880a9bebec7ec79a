// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/rank.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void near(double found, double expected) {
  assert_true(fabs(found - expected) <= 1e-12);
}

// Three scenarios, four replicates; the last two tie once.
static const double values[] = {1, 5, 3, 1, /**/ 2, 4, 2, 9, /**/ 3, 6, 2, 5};

static void shares_are_counted(void **state) {
  (void)state;
  double share[9];
  assert_int_equal(stabil_rank_shares(values, 3, 4, STABIL_LOWER, share), 4);
  const double expected[] = {0.5, 0.25, 0.25, 0.375, 0.375, 0.25, 0.125, 0.375, 0.5};
  for (int i = 0; i < 9; i++) near(share[i], expected[i]);
  near(stabil_rank_expected(share, 3), 1.75);
  near(stabil_rank_expected(share + 6, 3), 2.375);
}

static void the_highest_may_be_best(void **state) {
  (void)state;
  double low[9], high[9];
  (void)stabil_rank_shares(values, 3, 4, STABIL_LOWER, low);
  (void)stabil_rank_shares(values, 3, 4, STABIL_HIGHER, high);
  for (int i = 0; i < 3; i++)
    for (int k = 0; k < 3; k++) near(high[3 * i + k], low[3 * i + 2 - k]);
}

static void all_that_tie_share_all_ranks(void **state) {
  (void)state;
  const double same[] = {7, 7, 7};
  double share[9];
  (void)stabil_rank_shares(same, 3, 1, STABIL_LOWER, share);
  for (int i = 0; i < 9; i++) near(share[i], 1.0 / 3);
  near(stabil_rank_expected(share, 3), 2);
}

static void replicates_without_a_value_do_not_count(void **state) {
  (void)state;
  const double some[] = {1, NAN, /**/ 2, 0}, none[] = {NAN, 1};
  double share[4];
  assert_int_equal(stabil_rank_shares(some, 2, 2, STABIL_LOWER, share), 1);
  near(share[0], 1);
  assert_int_equal(stabil_rank_shares(none, 2, 1, STABIL_LOWER, share), 0);
  assert_true(isnan(share[0]));
  assert_int_equal(stabil_rank_shares(some, 2, 2, STABIL_NEITHER, share), 0);
  assert_true(isnan(share[3]));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(shares_are_counted), cmocka_unit_test(the_highest_may_be_best),
      cmocka_unit_test(all_that_tie_share_all_ranks),
      cmocka_unit_test(replicates_without_a_value_do_not_count)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
