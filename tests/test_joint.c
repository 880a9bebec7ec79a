// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers that are drawn together: ranks that correlate as asked, shares that sum to one.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_statistics_double.h>

#include "model/world.h"
#include "scenario/quantity_read.h"
#include "scenario/study.h"
#include "stabil/scenario.h"
#include "statistics.h"

enum { DRAWS = 6000, SEED = 20261123 };

#define LADDER STABIL_SOURCE_DIR "/scenarios/19_uncertainty.yaml"

static stabil_study *read_text(const char *changes) {
  char text[2000];
  stabil_error err = {0};
  stabil_study *study = NULL;
  (void)snprintf(text, sizeof text, "stabil: 1\nbase: %s\n%s",
                 STABIL_SOURCE_DIR "/scenarios/06_bundle.yaml", changes);
  if (stabil_study_parse(text, strlen(text), "joint.yaml", &study, &err) != STABIL_OK)
    fail_msg("%s", err.count > 0 ? err.problems[0].text : "no study");
  stabil_error_clear(&err);
  return study;
}

// draws[member][draw]
static void draw_group(const stabil_study *study, int group, double *draws) {
  const stabil_correlation *c = &study->correlation[group];
  double values[8];
  for (int draw = 0; draw < DRAWS; draw++) {
    stabil_correlation_draw(c, SEED, draw, values);
    for (int i = 0; i < c->count; i++) draws[i * DRAWS + draw] = values[i];
  }
}

static double spearman(const double *x, const double *y) {
  double *work = malloc(2 * DRAWS * sizeof *work);
  double rho = gsl_stats_spearman(x, 1, y, 1, DRAWS, work);
  free(work);
  return rho;
}

// Fisher's transformation; its variance for ranks is that of Bonett and Wright (2000).
static double p_of(double found, double wanted) {
  double sd = sqrt((1 + wanted * wanted / 2) / (DRAWS - 3));
  return stabil_statistics_p_of_z((atanh(found) - atanh(wanted)) / sd);
}

#define PAIR                                                                             \
  "correlation:\n  pair: {between: [nurse_municipal.turnover.rate, "                     \
  "nurse_municipal.position_fraction], rho: %s}\n"

static void ranks_correlate_as_asked(void **state) {
  (void)state;
  static const char *const wanted[] = {"0.6", "-0.3", "0.95", "0"};
  double *draws = malloc(2 * DRAWS * sizeof *draws);
  for (size_t i = 0; i < 4; i++) {
    char text[400];
    (void)snprintf(text, sizeof text, PAIR, wanted[i]);
    stabil_study *study = read_text(text);
    draw_group(study, 0, draws);
    double rho = spearman(draws, draws + DRAWS);
    print_message("asked %s, drawn %.4f\n", wanted[i], rho);
    assert_true(p_of(rho, strtod(wanted[i], NULL)) > STABIL_ALPHA);
    stabil_study_free(study);
  }
  free(draws);
}

static double below(double x, void *data) {
  return stabil_quantity_below(data, x);
}

#define THREE                                                                            \
  "correlation:\n  three:\n    between: [%s]\n    matrix: [[1, %s, %s], [%s, 1, %s], "   \
  "[%s, %s, 1]]\n"
#define A "roles.nurse_municipal.turnover.rate"
#define B "nurse_municipal.position_fraction"
#define C "professions.nurse.leave_profession"

static void a_matrix_holds_for_each_pair_and_keeps_the_margins(void **state) {
  (void)state;
  char text[600];
  (void)snprintf(text, sizeof text, THREE, A ", " B ", " C, "0.5", "0.2", "0.5", "-0.4",
                 "0.2", "-0.4");
  stabil_study *study = read_text(text);
  const stabil_correlation *c = &study->correlation[0];
  double *draws = malloc(3 * DRAWS * sizeof *draws);
  draw_group(study, 0, draws);
  assert_int_equal(c->count, 3);
  for (int i = 0; i < 3; i++)
    for (int k = 0; k < i; k++)
      assert_true(p_of(spearman(draws + i * DRAWS, draws + k * DRAWS),
                       c->target[i * 3 + k]) > STABIL_ALPHA);
  for (int i = 0; i < 3; i++) {
    stabil_quantity q = *c->member[i];
    assert_true(stabil_statistics_kolmogorov(draws + i * DRAWS, DRAWS, below, &q) >
                STABIL_ALPHA);
  }
  free(draws);
  stabil_study_free(study);
}

// The order of the list is not the identity of a number.
static void order_changes_no_bit(void **state) {
  (void)state;
  char one[600], other[600];
  (void)snprintf(one, sizeof one, THREE, A ", " B ", " C, "0.5", "0.2", "0.5", "-0.4",
                 "0.2", "-0.4");
  (void)snprintf(other, sizeof other, THREE, C ", " A ", " B, "0.2", "-0.4", "0.2", "0.5",
                 "-0.4", "0.5");
  stabil_study *x = read_text(one), *y = read_text(other);
  double a[3], b[3];
  for (int draw = -1; draw < 50; draw++) {
    stabil_correlation_draw(&x->correlation[0], SEED, draw, a);
    stabil_correlation_draw(&y->correlation[0], SEED, draw, b);
    for (int i = 0; i < 3; i++) {
      assert_string_equal(x->correlation[0].member[i]->path,
                          y->correlation[0].member[i]->path);
      assert_true(a[i] == b[i]);
    }
  }
  stabil_study_free(x);
  stabil_study_free(y);
}

static void a_correlation_of_nothing_is_an_independent_draw(void **state) {
  (void)state;
  char text[400];
  (void)snprintf(text, sizeof text, PAIR, "0");
  stabil_study *study = read_text(text);
  const stabil_correlation *c = &study->correlation[0];
  double values[2];
  for (int draw = 0; draw < 100; draw++) {
    stabil_correlation_draw(c, SEED, draw, values);
    for (int i = 0; i < 2; i++)
      assert_true(fabs(values[i] - stabil_quantity_draw(c->member[i], SEED, draw)) <=
                  1e-9 * fabs(values[i]));
  }
  stabil_study_free(study);
}

#define SHARES                                                                           \
  "roles:\n  nurse_municipal:\n    staff:\n      origin:\n"                              \
  "        {dirichlet: {local: 6, county: 3, rest_south: 0.5}%s}\n"

// Margins are beta, covariances - a b / (n^2 (n + 1)), and every draw sums to one.
static void shares_are_dirichlet(void **state) {
  (void)state;
  char text[400];
  (void)snprintf(text, sizeof text, SHARES, "");
  stabil_study *study = read_text(text);
  const stabil_simplex *s = &study->simplex[0];
  double *draws = malloc(3 * DRAWS * sizeof *draws), values[3], product = 0;
  assert_int_equal(study->simplex_count, 1);
  assert_int_equal(s->count, 3);
  for (int draw = 0; draw < DRAWS; draw++) {
    stabil_simplex_draw(s, SEED, draw, values);
    assert_true(fabs(values[0] + values[1] + values[2] - 1) < 1e-15);
    for (int i = 0; i < 3; i++) draws[i * DRAWS + draw] = values[i];
    product += (values[0] - 6 / 9.5) * (values[1] - 3 / 9.5) / DRAWS;
  }
  assert_true(fabs(product + 18 / (9.5 * 9.5 * 10.5)) < 0.001); // standard error 0.0003
  for (int i = 0; i < 3; i++) {
    stabil_quantity q = *s->member[i];
    assert_true(stabil_statistics_kolmogorov(draws + i * DRAWS, DRAWS, below, &q) >
                STABIL_ALPHA);
  }
  free(draws);
  stabil_study_free(study);
}

static void counts_are_scaled_and_the_centre_is_their_share(void **state) {
  (void)state;
  char text[400];
  (void)snprintf(text, sizeof text, SHARES, ", concentration: 95");
  stabil_study *study = read_text(text);
  const stabil_simplex *s = &study->simplex[0];
  double values[3];
  assert_true(fabs(s->member[0]->a - 60) < 1e-12 && fabs(s->member[0]->b - 35) < 1e-12);
  stabil_simplex_draw(s, SEED, -1, values);
  assert_true(values[0] == 6 / 9.5 && values[2] == 0.5 / 9.5);
  stabil_study_free(study);
}

// The world has the joint draws, and the study as resolved gives them again: a sample
// that was read from a file stands in it.
static void a_world_holds_what_was_drawn_together(void **state) {
  (void)state;
  stabil_error err = {0};
  stabil_study *study = NULL, *again = NULL;
  assert_int_equal(stabil_study_read(LADDER, &study, &err), STABIL_OK);
  assert_int_equal(
      stabil_study_parse(study->text, strlen(study->text), "again", &again, &err),
      STABIL_OK);
  for (int draw = 0; draw < 20; draw++) {
    stabil_world *world = NULL;
    const stabil_world_plan plan = {.draw = draw, .years = 1, .seed = SEED, .units = 1};
    double here[8], there[8];
    assert_int_equal(stabil_world_make(study, &plan, &world, &err), STABIL_OK);
    stabil_correlation_draw(&study->correlation[0], SEED, draw, here);
    stabil_correlation_draw(&again->correlation[0], SEED, draw, there);
    for (int i = 0; i < 2; i++) {
      assert_true(here[i] == there[i]);
      assert_true(stabil_world_value(world, study->correlation[0].member[i]) == here[i]);
    }
    stabil_simplex_draw(&study->simplex[0], SEED, draw, here);
    for (int i = 0; i < 3; i++)
      assert_true(stabil_world_value(world, study->simplex[0].member[i]) == here[i]);
    stabil_world_free(world);
  }
  stabil_study_free(study);
  stabil_study_free(again);
  stabil_error_clear(&err);
}

// A plain number of a study may say where it comes from, too.
static void any_number_has_a_source(void **state) {
  (void)state;
  stabil_study *study = read_text("places: {town: {population: {value: 41000, "
                                  "certainty: high, source: ks_pai2016}}}\n"
                                  "horizon: {years: {value: 11, source: assumption}}\n");
  int found = 0;
  for (int i = 0; i < study->quantity_count; i++)
    if (strcmp(study->quantity[i]->path, "places.town.population") == 0)
      found += study->quantity[i]->source >= 0;
  assert_int_equal(found, 1);
  assert_true(study->place[0].population == 41000);
  assert_int_equal(study->years, 11);
  stabil_study_free(study);
}

// Errors of a file with numbers name its own line and column, also of the range of a key.
static void a_number_in_a_file_is_checked_where_it_stands(void **state) {
  (void)state;
  const char *text = "stabil: 1\nbase: small.yaml\n"
                     "choice: {theta: {empirical: dist_samples.csv, column: years}}\n";
  stabil_error err = {0};
  stabil_study *study = NULL;
  const char *name = STABIL_SOURCE_DIR "/tests/cases/text.yaml";
  assert_int_equal(stabil_study_parse(text, strlen(text), name, &study, &err),
                   STABIL_INPUT);
  assert_int_equal(err.count, 2);
  for (int i = 0; i < 2; i++)
    assert_non_null(strstr(err.problems[i].file, "/dist_samples.csv"));
  assert_int_equal(err.problems[0].line, 4);
  assert_int_equal(err.problems[0].column, 3);
  assert_string_equal(err.problems[0].text, "found 'n/a', expected a number");
  assert_int_equal(err.problems[1].line, 6);
  assert_string_equal(err.problems[1].text, "found '7', expected between 0 and 5");
  stabil_error_clear(&err);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ranks_correlate_as_asked),
      cmocka_unit_test(a_matrix_holds_for_each_pair_and_keeps_the_margins),
      cmocka_unit_test(order_changes_no_bit),
      cmocka_unit_test(a_correlation_of_nothing_is_an_independent_draw),
      cmocka_unit_test(shares_are_dirichlet),
      cmocka_unit_test(counts_are_scaled_and_the_centre_is_their_share),
      cmocka_unit_test(a_world_holds_what_was_drawn_together),
      cmocka_unit_test(any_number_has_a_source),
      cmocka_unit_test(a_number_in_a_file_is_checked_where_it_stands),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
