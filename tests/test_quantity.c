// SPDX-License-Identifier: GPL-3.0-or-later
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>

#include "base/random.h"
#include "base/text.h"
#include "scenario/quantity_read.h"

static void assert_near(double found, double wanted, double tolerance) {
  if (!(fabs(found - wanted) <= tolerance))
    fail_msg("%.15g is not within %g of %.15g", found, tolerance, wanted);
}

static stabil_quantity of(stabil_family family) {
  return (stabil_quantity){.family = family,
                           .low = -INFINITY,
                           .high = INFINITY,
                           .name = stabil_text_hash("roles.gp.turnover")};
}

static stabil_quantity from_interval(stabil_family family, double median, double low,
                                     double high) {
  stabil_quantity q = of(family);
  assert_null(stabil_quantity_from_interval(&q, (double[]){median, low, high}));
  assert_true(q.value == median);
  return q;
}

static stabil_quantity from_moments(stabil_family family, double mean, double sd) {
  stabil_quantity q = of(family);
  assert_null(stabil_quantity_from_moments(&q, (double[]){mean, sd}));
  assert_near(q.value, stabil_quantity_quantile(&q, 0.5), 0);
  return q;
}

static stabil_quantity from_parameters(stabil_family family, double a, double b,
                                       double c) {
  stabil_quantity q = of(family);
  assert_null(stabil_quantity_from_parameters(&q, (double[]){a, b, c}));
  return q;
}

static void an_interval_gives_a_lognormal_or_normal(void **state) {
  (void)state;
  stabil_quantity q = from_interval(STABIL_LOGNORMAL, 3, 1.5, 6.1);
  assert_near(q.a, log(3), 1e-15);
  assert_near(q.b, log(6.1 / 1.5) / (2 * 1.959963984540054), 1e-15);
  assert_near(stabil_quantity_quantile(&q, 0.5), 3, 1e-12);
  q = from_interval(STABIL_NORMAL, 2, 1, 3);
  assert_near(q.b, 0.510213456924, 1e-11);
  assert_near(stabil_quantity_quantile(&q, 0.975), 3, 1e-9);
}

// The quantiles of the interval are met, whatever the stated median is.
static void a_fit_meets_both_ends(void **state) {
  (void)state;
  const double betas[][3] = {{0.2, 0.1, 0.35},   {0.5, 0.01, 0.99}, {0.02, 0.001, 0.1},
                             {0.9, 0.85, 0.94},  {0.3, 0.29, 0.31}, {0.05, 0.01, 0.5},
                             {0.003, 1e-4, 0.01}};
  for (size_t i = 0; i < sizeof betas / sizeof *betas; i++) {
    stabil_quantity q = from_interval(STABIL_BETA, betas[i][0], betas[i][1], betas[i][2]);
    assert_near(gsl_cdf_beta_P(betas[i][1], q.a, q.b), 0.025, 1e-8);
    assert_near(gsl_cdf_beta_Q(betas[i][2], q.a, q.b), 0.025, 1e-8);
  }
  const double gammas[][3] = {
      {3, 1, 7}, {100, 90, 111}, {0.5, 0.001, 4}, {2, 1.98, 2.02}};
  for (size_t i = 0; i < sizeof gammas / sizeof *gammas; i++) {
    const double *g = gammas[i];
    stabil_quantity q = from_interval(STABIL_GAMMA, g[0], g[1], g[2]);
    assert_near(gsl_cdf_gamma_P(g[1], q.a, q.b), 0.025, 1e-7);
    assert_near(gsl_cdf_gamma_Q(g[2], q.a, q.b), 0.025, 1e-7);
  }
  // Beta(2, 5): a fit to its own quantiles gives it back
  stabil_quantity q =
      from_interval(STABIL_BETA, gsl_cdf_beta_Pinv(0.5, 2, 5),
                    gsl_cdf_beta_Pinv(0.025, 2, 5), gsl_cdf_beta_Pinv(0.975, 2, 5));
  assert_near(q.a, 2, 1e-6);
  assert_near(q.b, 5, 1e-6);
}

static void moments_give_the_parameters(void **state) {
  (void)state;
  stabil_quantity q = from_moments(STABIL_BETA, 0.3, 0.1);
  assert_near(q.a, 6, 1e-12);
  assert_near(q.b, 14, 1e-12);
  q = from_moments(STABIL_GAMMA, 6, 2);
  assert_near(q.a, 9, 1e-12);
  assert_near(q.b, 2.0 / 3, 1e-12);
  q = from_moments(STABIL_LOGNORMAL, 2, 1);
  assert_near(exp(q.a + q.b * q.b / 2), 2, 1e-12);
  assert_near((exp(q.b * q.b) - 1) * 4, 1, 1e-12);
  assert_near(q.value, exp(q.a), 1e-12);
  q = from_moments(STABIL_UNIFORM, 1, 1);
  assert_near(q.b - q.a, sqrt(12), 1e-12);
  q = from_moments(STABIL_NORMAL, -1, 3);
  assert_near(q.value, -1, 0);
}

static void parameters_are_taken_as_written(void **state) {
  (void)state;
  stabil_quantity q = from_parameters(STABIL_LOGNORMAL, 2.5, 0.4, 0);
  assert_near(q.a, log(2.5), 1e-15);
  assert_true(q.value == 2.5);
  q = from_parameters(STABIL_UNIFORM, 2, 4, 0);
  assert_near(q.value, 3, 1e-15);
  q = from_parameters(STABIL_TRIANGULAR, 0, 1, 2);
  assert_near(q.value, 1, 1e-15);
  assert_near(stabil_quantity_quantile(&q, 0.125), 0.5, 1e-15);
  assert_near(stabil_quantity_quantile(&q, 0.875), 1.5, 1e-15);
  q = from_parameters(STABIL_TRIANGULAR, 0, 0, 1); // a right triangle
  assert_near(stabil_quantity_quantile(&q, 0.19), 0.1, 1e-15);
  q = from_parameters(STABIL_GAMMA, 1, 2, 0); // exponential with mean 2
  assert_near(q.value, 2 * log(2), 1e-12);
  q = from_parameters(STABIL_BETA, 1, 1, 0);
  assert_near(stabil_quantity_quantile(&q, 0.3), 0.3, 1e-12);
}

// GSL's own inverses fail for these.
static void quantiles_are_finite_for_extreme_shapes(void **state) {
  (void)state;
  const double shapes[] = {0.05, 0.2, 1, 30, 1e3, 1e4, 3e4, 1e5};
  const double levels[] = {1e-6, 0.025, 0.5, 0.975, 1 - 1e-6};
  for (size_t i = 0; i < 8; i++)
    for (size_t k = 0; k < 5; k++) {
      stabil_quantity q = {.family = STABIL_GAMMA, .a = shapes[i], .b = 1 / shapes[i]};
      double x = stabil_quantity_quantile(&q, levels[k]);
      assert_true(x >= 0 && isfinite(x));
      if (shapes[i] > 0.1) assert_near(gsl_cdf_gamma_P(x, q.a, q.b), levels[k], 2e-6);
      q = (stabil_quantity){.family = STABIL_BETA, .a = shapes[i], .b = shapes[i]};
      x = stabil_quantity_quantile(&q, levels[k]);
      assert_true(x >= 0 && x <= 1);
      if (shapes[i] > 0.1) assert_near(gsl_cdf_beta_P(x, q.a, q.b), levels[k], 2e-6);
    }
}

static void nonsense_is_named(void **state) {
  (void)state;
  const struct {
    stabil_family family;
    double numbers[3];
  } intervals[] = {{STABIL_LOGNORMAL, {1, 0, 2}}, {STABIL_LOGNORMAL, {1, 2, 3}},
                   {STABIL_NORMAL, {1, 2, 0}},    {STABIL_NORMAL, {1, 1, 1}},
                   {STABIL_BETA, {0.5, 0.1, 1}},  {STABIL_GAMMA, {1, -1, 2}},
                   {STABIL_UNIFORM, {1, 0, 2}}};
  for (size_t i = 0; i < sizeof intervals / sizeof *intervals; i++) {
    stabil_quantity q = of(intervals[i].family);
    assert_non_null(stabil_quantity_from_interval(&q, intervals[i].numbers));
  }
  const struct {
    stabil_family family;
    double numbers[2];
  } moments[] = {{STABIL_NORMAL, {1, 0}},     {STABIL_NORMAL, {1, -1}},
                 {STABIL_LOGNORMAL, {-1, 1}}, {STABIL_BETA, {0.5, 0.6}},
                 {STABIL_BETA, {1.5, 0.1}},   {STABIL_GAMMA, {0, 1}},
                 {STABIL_TRIANGULAR, {1, 1}}};
  for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
    stabil_quantity q = of(moments[i].family);
    assert_non_null(stabil_quantity_from_moments(&q, moments[i].numbers));
  }
  const struct {
    stabil_family family;
    double numbers[3];
  } parameters[] = {{STABIL_NORMAL, {1, 0}},       {STABIL_LOGNORMAL, {0, 1}},
                    {STABIL_BETA, {1, 0}},         {STABIL_GAMMA, {-1, 1}},
                    {STABIL_GAMMA, {2e5, 1}},      {STABIL_BETA, {3, 2e5}},
                    {STABIL_UNIFORM, {1, 1}},      {STABIL_TRIANGULAR, {0, 3, 2}},
                    {STABIL_TRIANGULAR, {1, 1, 1}}};
  for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++) {
    stabil_quantity q = of(parameters[i].family);
    assert_non_null(stabil_quantity_from_parameters(&q, parameters[i].numbers));
  }
}

static void a_draw_is_a_function_of_seed_path_and_number(void **state) {
  (void)state;
  stabil_quantity q = from_parameters(STABIL_UNIFORM, 0, 1, 0);
  for (int draw = 0; draw < 5; draw++) {
    double u = stabil_random_uniform(stabil_stream_of(7, 0), q.name, 0,
                                     STABIL_FOR_PARAMETER, (uint32_t)draw);
    assert_near(stabil_quantity_draw(&q, 7, draw), u, 0);
  }
  stabil_quantity other = q;
  other.name = stabil_text_hash("roles.gp.wage");
  assert_true(stabil_quantity_draw(&other, 7, 0) != stabil_quantity_draw(&q, 7, 0));
  assert_true(stabil_quantity_draw(&q, 8, 0) != stabil_quantity_draw(&q, 7, 0));
  assert_true(stabil_quantity_draw(&q, 7, 1) != stabil_quantity_draw(&q, 7, 0));
}

static void without_a_draw_the_central_value_holds(void **state) {
  (void)state;
  stabil_quantity q = from_interval(STABIL_GAMMA, 2.9, 1, 7);
  assert_true(stabil_quantity_draw(&q, 1, -1) == 2.9);
  stabil_quantity fixed = {.value = 4, .low = 0, .high = 9, .family = STABIL_FIXED};
  assert_true(stabil_quantity_draw(&fixed, 1, -1) == 4);
  assert_true(stabil_quantity_draw(&fixed, 1, 12) == 4);
}

// A normal of sd 10 in [-1, 2]: nothing piles up at the ends, and the mean is that of the
// truncated normal, within four standard errors.
static void draws_are_truncated_to_the_legal_range(void **state) {
  (void)state;
  enum { DRAWS = 20000 };
  stabil_quantity q = from_parameters(STABIL_NORMAL, 0, 10, 0);
  q.low = -1;
  q.high = 2;
  double mass = gsl_cdf_gaussian_P(2, 10) - gsl_cdf_gaussian_P(-1, 10);
  double mean = 100 * (gsl_ran_gaussian_pdf(-1, 10) - gsl_ran_gaussian_pdf(2, 10)) / mass;
  double sum = 0;
  for (int draw = 0; draw < DRAWS; draw++) {
    double x = stabil_quantity_draw(&q, 3, draw);
    assert_true(x > -1 && x < 2);
    sum += x;
  }
  assert_near(sum / DRAWS, mean, 4 * sqrt(0.75) / sqrt(DRAWS));
  assert_near(stabil_quantity_legal(&q, 1e-9), -1, 1e-6);
  assert_near(stabil_quantity_legal(&q, 1 - 1e-9), 2, 1e-6);
  double x = stabil_quantity_legal(&q, 0.3);
  assert_near((gsl_cdf_gaussian_P(x, 10) - gsl_cdf_gaussian_P(-1, 10)) / mass, 0.3, 1e-9);
}

// A draw inside the range is the one without a range.
static void a_range_that_holds_everything_changes_no_bit(void **state) {
  (void)state;
  stabil_quantity q = from_parameters(STABIL_NORMAL, 0, 1, 0), cut = q;
  cut.low = -2;
  cut.high = 2;
  int moved = 0;
  for (int draw = 0; draw < 1000; draw++) {
    double x = stabil_quantity_draw(&q, 5, draw), y = stabil_quantity_draw(&cut, 5, draw);
    if (fabs(x) <= 2)
      assert_true(x == y);
    else
      moved++;
  }
  assert_true(moved > 20 && moved < 80); // 45.5 expected, sd 6.6: 5 in a million beyond
}

// Two quantiles are met, whatever the family, to 1e-6 of their level.
static void two_quantiles_are_met(void **state) {
  (void)state;
  const struct {
    stabil_family family;
    double level[2], value[2];
  } cases[] = {
      {STABIL_NORMAL, {0.1, 0.6}, {-3, 5}},    {STABIL_LOGNORMAL, {0.05, 0.95}, {0.2, 3}},
      {STABIL_UNIFORM, {0.25, 0.75}, {2, 4}},  {STABIL_GAMMA, {0.05, 0.95}, {0.5, 4}},
      {STABIL_GAMMA, {0.025, 0.5}, {90, 100}}, {STABIL_BETA, {0.05, 0.95}, {0.1, 0.4}},
      {STABIL_BETA, {0.1, 0.9}, {0.02, 0.9}},  {STABIL_BETA, {0.25, 0.75}, {0.95, 0.98}}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    stabil_quantity q = of(cases[i].family);
    assert_null(stabil_quantity_from_quantiles(&q, 2, cases[i].level, cases[i].value));
    for (int k = 0; k < 2; k++)
      assert_near(stabil_quantity_below(&q, cases[i].value[k]), cases[i].level[k], 1e-6);
  }
}

// The quantiles of a known distribution give it back; those of another are refused.
static void more_quantiles_find_their_distribution(void **state) {
  (void)state;
  const double level[] = {0.05, 0.25, 0.5, 0.9};
  const struct {
    stabil_family family;
    double a, b;
  } cases[] = {{STABIL_NORMAL, 3, 2},
               {STABIL_LOGNORMAL, 0.5, 0.4},
               {STABIL_UNIFORM, -1, 4},
               {STABIL_GAMMA, 2.5, 3},
               {STABIL_BETA, 2, 6}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    stabil_quantity known = of(cases[i].family), q = known;
    known.a = cases[i].a;
    known.b = cases[i].b;
    double value[4];
    for (int k = 0; k < 4; k++) value[k] = stabil_quantity_quantile(&known, level[k]);
    assert_null(stabil_quantity_from_quantiles(&q, 4, level, value));
    assert_near(q.a, known.a, 1e-4);
    assert_near(q.b, known.b, 1e-4);
    assert_true(q.value == value[2]); // the median as stated
  }
  stabil_quantity q = of(STABIL_NORMAL);
  assert_non_null(
      stabil_quantity_from_quantiles(&q, 3, level, (const double[]){1, 1.1, 9}));
}

static void a_piecewise_distribution_goes_through_its_quantiles(void **state) {
  (void)state;
  const double level[] = {0, 0.5, 0.9, 1}, value[] = {1, 3, 4, 9};
  stabil_quantity q = of(STABIL_PIECEWISE);
  assert_null(stabil_quantity_from_quantiles(&q, 4, level, value));
  assert_true(q.value == 3);
  assert_near(stabil_quantity_quantile(&q, 0.25), 2, 1e-15);
  assert_near(stabil_quantity_quantile(&q, 0.95), 6.5, 1e-13);
  assert_near(stabil_quantity_below(&q, 6.5), 0.95, 1e-15);
  assert_near(stabil_quantity_below(&q, 9), 1, 0);
  assert_near(stabil_quantity_below(&q, 0.5), 0, 0);
}

// Every number of a sample is drawn equally often: chi-square of 5 cells with 4 degrees
// of freedom stays below its 99.99 % quantile.
static void a_sample_is_drawn_evenly(void **state) {
  (void)state;
  enum { DRAWS = 10000 };
  double sample[] = {5, 1, 4, 2, 9};
  stabil_quantity q = of(STABIL_EMPIRICAL);
  assert_null(stabil_quantity_from_sample(&q, 5, sample));
  assert_true(q.value == 4);
  assert_true(stabil_quantity_quantile(&q, 0.2) == 1);
  assert_true(stabil_quantity_quantile(&q, 0.2000001) == 2);
  int count[10] = {0};
  for (int draw = 0; draw < DRAWS; draw++)
    count[(int)stabil_quantity_draw(&q, 9, draw)]++;
  double square = 0;
  for (int i = 0; i < 5; i++)
    square += pow(count[(int)sample[i]] - DRAWS / 5, 2) / (DRAWS / 5);
  assert_true(square < gsl_cdf_chisq_Pinv(0.9999, 4));
}

// Values known in closed form, or from tables (normal, chi-square).
static void quantiles_have_their_known_values(void **state) {
  (void)state;
  const struct {
    stabil_family family;
    double a, b, mode, u, x;
  } cases[] = {{STABIL_NORMAL, 1, 2, 0, 0.975, 4.919927969080108},
               {STABIL_LOGNORMAL, 0, 1, 0, 0.9, 3.602224479279158},
               {STABIL_BETA, 2, 2, 0, 0.15625, 0.25}, // 3 x^2 - 2 x^3
               {STABIL_BETA, 1, 3, 0, 0.875, 0.5},    // 1 - (1 - x)^3
               {STABIL_GAMMA, 1, 2, 0, 0.5, 1.3862943611198906},
               {STABIL_GAMMA, 0.5, 2, 0, 0.95, 3.841458820694124}, // chi-square of 1
               {STABIL_UNIFORM, 2, 6, 0, 0.25, 3},
               {STABIL_TRIANGULAR, 0, 4, 1, 0.25, 1},
               {STABIL_DIRICHLET, 1, 3, 0, 0.875, 0.5}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    stabil_quantity q = of(cases[i].family);
    q.a = cases[i].a;
    q.b = cases[i].b;
    q.mode = cases[i].mode;
    assert_near(stabil_quantity_quantile(&q, cases[i].u), cases[i].x, 1e-9);
    assert_near(stabil_quantity_below(&q, cases[i].x), cases[i].u, 1e-9);
  }
}

// Means of 20,000 draws within four standard errors.
static void draws_follow_their_distribution(void **state) {
  (void)state;
  enum { DRAWS = 20000 };
  const struct {
    stabil_quantity q;
    double mean, sd;
  } cases[] = {{from_parameters(STABIL_NORMAL, 5, 2, 0), 5, 2},
               {from_parameters(STABIL_BETA, 2, 6, 0), 0.25, sqrt(0.25 * 0.75 / 9)},
               {from_parameters(STABIL_GAMMA, 4, 0.5, 0), 2, 1},
               {from_parameters(STABIL_UNIFORM, 1, 3, 0), 2, 1 / sqrt(3)},
               {from_parameters(STABIL_TRIANGULAR, 0, 3, 6), 3, sqrt(1.5)},
               {from_moments(STABIL_LOGNORMAL, 2, 1), 2, 1}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    double sum = 0, squares = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      double x = stabil_quantity_draw(&cases[i].q, 11, draw);
      sum += x;
      squares += (x - cases[i].mean) * (x - cases[i].mean);
    }
    assert_near(sum / DRAWS, cases[i].mean, 4 * cases[i].sd / sqrt(DRAWS));
    assert_near(sqrt(squares / DRAWS), cases[i].sd, 0.05 * cases[i].sd);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_interval_gives_a_lognormal_or_normal),
      cmocka_unit_test(a_fit_meets_both_ends),
      cmocka_unit_test(moments_give_the_parameters),
      cmocka_unit_test(parameters_are_taken_as_written),
      cmocka_unit_test(quantiles_are_finite_for_extreme_shapes),
      cmocka_unit_test(nonsense_is_named),
      cmocka_unit_test(a_draw_is_a_function_of_seed_path_and_number),
      cmocka_unit_test(without_a_draw_the_central_value_holds),
      cmocka_unit_test(draws_are_truncated_to_the_legal_range),
      cmocka_unit_test(a_range_that_holds_everything_changes_no_bit),
      cmocka_unit_test(two_quantiles_are_met),
      cmocka_unit_test(more_quantiles_find_their_distribution),
      cmocka_unit_test(a_piecewise_distribution_goes_through_its_quantiles),
      cmocka_unit_test(a_sample_is_drawn_evenly),
      cmocka_unit_test(quantiles_have_their_known_values),
      cmocka_unit_test(draws_follow_their_distribution),
  };
  gsl_set_error_handler_off();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
