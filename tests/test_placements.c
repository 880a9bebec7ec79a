// SPDX-License-Identifier: GPL-3.0-or-later
// Placements by choice and by lot, and bad ones, against the shares and odds stated.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "case.h"
#include "model/model.h"
#include "model/placements.h"

#define STUDY(placements, tail)                                                          \
  "stabil: 1\ntitle: Placements\nseed: 7\nprice_year: 2025\n"                            \
  "horizon: {start: 2025, years: 4, steps_per_year: 2}\n"                                \
  "traits:\n  background: {values: [urban, rural], share: 0.4}\n"                        \
  "  affinity: {values: [low, high], logit: {base: -0.5, given: {rural: 1.2}}}\n"        \
  "  placement: {values: [no_placement, exposed], share: 0}\n"                           \
  "  quality: {values: [fine, put_off], share: 0}\n"                                     \
  "professions:\n  nurse: {graduates_as: nurse, retire: {end: 100}}\n"                   \
  "stages:\n  nurse: {profession: nurse}\n"                                              \
  "roles:\n  post:\n    at: municipality\n    employer: municipality\n"                  \
  "    holders: [nurse]\n    turnover: {rate: 0.4}\n"                                    \
  "regions: {here: {label: Here}}\n"                                                     \
  "places:\n  a: {kind: municipality, region: here, centrality: 5, population: 1000, "   \
  "posts: {post: {funded: 900, vacancy: 0.5}}}\n"                                        \
  "programmes:\n  school: {profession: nurse, place: a, length: 2, seats: 120, "         \
  "admission: {rural: 0.3}, placements: {trait: exposed, share: 0.35" placements         \
  "}}\n" tail

#define CHOSEN ", chosen: {rural: 0.9, high: -1.4}"
#define BAD ", bad: {trait: put_off, share: 0.25}"

enum { RURAL = 1, HIGH = 2, EXPOSED = 4, PUT_OFF = 8, COMBINATIONS = 16 };
#define PEOPLE 200000

typedef struct bench {
  stabil_study *study;
  stabil_world *world;
  stabil_model *model;
} bench;

static bench open_bench(char *text, int scenario) {
  bench b = {.study = stabil_case_study(text)};
  free(text);
  assert_int_equal(stabil_world_create(b.study, -1, 1, 4, &b.world, NULL), 0);
  assert_int_equal(stabil_model_create(b.world, scenario, &b.model, NULL), 0);
  return b;
}

static void close_bench(bench *b) {
  stabil_model_free(b->model);
  stabil_world_free(b->world);
  stabil_study_free(b->study);
}

// How many of PEOPLE students have each combination of traits.
static void count(const bench *b, double *n) {
  const stabil_admission admission =
      stabil_epoch_admission(b->world, b->model->epoch[0], 0);
  for (int k = 0; k < COMBINATIONS; k++) n[k] = 0;
  for (int unit = 0; unit < PEOPLE; unit++)
    n[stabil_person_student(b->world, 0, 1, &admission, stabil_stream_of(1, 1), unit)
          .traits]++;
}

static double with(const double *n, int bits) {
  double sum = 0;
  for (int k = 0; k < COMBINATIONS; k++) sum += (k & bits) == bits ? n[k] : 0;
  return sum;
}

static double with_of(const double *n, int have, int of, int lack) {
  double some = 0, all = 0;
  for (int k = 0; k < COMBINATIONS; k++) {
    if ((k & of) != of || (k & lack)) continue;
    all += n[k];
    if ((k & have) == have) some += n[k];
  }
  return some / all;
}

static void expect_share(const char *what, double found, double n, double p) {
  const double z = (found - p) / sqrt(p * (1 - p) / n);
  if (!(stabil_statistics_p_of_z(z) > STABIL_ALPHA))
    fail_msg("%s: found %.6f, expected %.6f", what, found, p);
}

static double logit(double p) {
  return log(p / (1 - p));
}

// --- who has a placement
// ------------------------------------------------------------------------

// Log-odds ratio of two groups of students, with its standard error.
static void expect_odds(const double *n, int one, int other, double expected) {
  double total[2] = {0}, exposed[2] = {0};
  for (int k = 0; k < COMBINATIONS; k++) {
    const int who = k & (RURAL | HIGH);
    for (int i = 0; i < 2; i++) {
      if (who != (i == 0 ? one : other)) continue;
      total[i] += n[k];
      exposed[i] += (k & EXPOSED) ? n[k] : 0;
    }
  }
  double error = 0;
  for (int i = 0; i < 2; i++) error += 1 / exposed[i] + 1 / (total[i] - exposed[i]);
  const double found = logit(exposed[0] / total[0]) - logit(exposed[1] / total[1]);
  if (!(stabil_statistics_p_of_z((found - expected) / sqrt(error)) > STABIL_ALPHA))
    fail_msg("log-odds ratio: found %.4f, expected %.4f", found, expected);
}

static void test_choice_keeps_the_share(void **state) {
  (void)state;
  bench b = open_bench(stabil_case_format(STUDY(CHOSEN, "")), 0);
  double n[COMBINATIONS];
  count(&b, n);
  expect_share("exposed", with(n, EXPOSED) / PEOPLE, PEOPLE, 0.35);
  expect_share("rural", with(n, RURAL) / PEOPLE, PEOPLE, 0.3);
  expect_odds(n, RURAL, 0, 0.9);
  expect_odds(n, HIGH, 0, -1.4);
  expect_odds(n, RURAL | HIGH, 0, 0.9 - 1.4);
  close_bench(&b);
}

// The intercept meets the share over the mix in closed form, whatever measures do to
// both.
#define MEASURES                                                                         \
  "measures:\n  m: {effects: [{lever: admission.rural_share, scale: set, value: 0.8}, "  \
  "{lever: placements.share, scale: or, value: 3}]}\n"                                   \
  "scenarios:\n  baseline: {}\n  m: {measures: [m]}\n"

static double logistic(double x) {
  return 1 / (1 + exp(-x));
}

static void test_the_intercept_is_that_of_the_mix(void **state) {
  (void)state;
  for (int scenario = 0; scenario < 2; scenario++) {
    bench b = open_bench(stabil_case_format(STUDY(CHOSEN, MEASURES)), scenario);
    const stabil_admission admission =
        stabil_epoch_admission(b.world, b.model->epoch[0], 0);
    const double rural = scenario ? 0.8 : 0.3;
    const double share = scenario ? 3 * 0.35 / (0.65 + 3 * 0.35) : 0.35;
    double sum = 0;
    for (int k = 0; k < 4; k++) {
      const double high = logistic(-0.5 + (k & RURAL ? 1.2 : 0));
      sum += (k & RURAL ? rural : 1 - rural) * (k & HIGH ? high : 1 - high) *
             logistic(admission.intercept + (k & RURAL ? 0.9 : 0) - (k & HIGH ? 1.4 : 0));
    }
    assert_true(fabs(sum - share) < 1e-12);
    close_bench(&b);
  }
}

// --- by lot
// --------------------------------------------------------------------------------

#define DRAW(value)                                                                      \
  "measures:\n  draw: {effects: [{lever: placements.drawn, scale: set, value: " value    \
  "}]}\nscenarios:\n  baseline: {}\n  draw: {measures: [draw]}\n"                        \
  "  null: {measures: [{use: draw, coverage: 0}]}\n"

static void test_a_lot_does_not_ask_who_one_is(void **state) {
  (void)state;
  bench b = open_bench(stabil_case_format(STUDY(CHOSEN, DRAW("1"))), 1);
  double n[COMBINATIONS];
  count(&b, n);
  expect_share("exposed", with(n, EXPOSED) / PEOPLE, PEOPLE, 0.35);
  expect_odds(n, RURAL, 0, 0);
  expect_odds(n, HIGH, 0, 0);
  close_bench(&b);
  // half of them by lot: the mean of the two ways
  b = open_bench(stabil_case_format(STUDY(CHOSEN, DRAW("0.5"))), 1);
  count(&b, n);
  const stabil_admission admission =
      stabil_epoch_admission(b.world, b.model->epoch[0], 0);
  const double p = 0.5 * 0.35 + 0.5 * logistic(admission.intercept + 0.9);
  expect_share("rural and exposed", with_of(n, EXPOSED, RURAL, HIGH),
               with(n, RURAL) - with(n, RURAL | HIGH), p);
  expect_share("exposed", with(n, EXPOSED) / PEOPLE, PEOPLE, 0.35);
  close_bench(&b);
}

// --- bad placements
// -------------------------------------------------------------------------

#define BETTER                                                                           \
  "measures:\n  better: {effects: [{lever: placements.bad, scale: set, value: 0.1}]}\n"  \
  "scenarios:\n  baseline: {}\n  better: {measures: [better]}\n"

static void test_a_share_of_the_exposed_is_put_off(void **state) {
  (void)state;
  for (int scenario = 0; scenario < 2; scenario++) {
    bench b = open_bench(stabil_case_format(STUDY(CHOSEN BAD, BETTER)), scenario);
    double n[COMBINATIONS];
    count(&b, n);
    assert_true(with(n, PUT_OFF) == with(n, PUT_OFF | EXPOSED));
    expect_share("put off", with(n, PUT_OFF) / with(n, EXPOSED), with(n, EXPOSED),
                 scenario ? 0.1 : 0.25);
    expect_share("exposed", with(n, EXPOSED) / PEOPLE, PEOPLE, 0.35);
    close_bench(&b);
  }
}

// --- nothing without it
// ---------------------------------------------------------------------

static void same(char *text, char *other) {
  const stabil_run_options few = {.draws = 1, .replicates = 5, .threads = 1};
  stabil_case *a = stabil_case_run_text(text, &few);
  stabil_case *b = stabil_case_run_text(other, &few);
  for (int s = 0; s < a->scenarios && s < b->scenarios; s++) {
    for (int r = 0; r < 5; r++) assert_true(stabil_case_same(a, s, r, b, s, r, 4));
  }
  stabil_case_free(a);
  stabil_case_free(b);
}

// Traits act, so that results would show who has them.
#define ACTS                                                                             \
  "behaviour:\n  b: {lever: hazard.separate, who: {traits: [exposed]}, scale: hr, "      \
  "value: 0.2}\n  c: {lever: hazard.separate, who: {traits: [put_off]}, scale: hr, "     \
  "value: 9}\n  d: {lever: hazard.separate, who: {traits: [rural]}, scale: hr, value: "  \
  "0.5}\n"

static void test_without_choice_nothing_changes(void **state) {
  (void)state;
  same(stabil_case_format(STUDY("", ACTS)),
       stabil_case_format(STUDY(", chosen: {rural: 0, high: 0}", ACTS)));
  same(stabil_case_format(STUDY("", ACTS)),
       stabil_case_format(STUDY(CHOSEN ", drawn: true", ACTS)));
  same(stabil_case_format(STUDY("", ACTS)),
       stabil_case_format(STUDY(", bad: {trait: put_off, share: 0}", ACTS)));
  stabil_case *c =
      stabil_case_run_text(stabil_case_format(STUDY(CHOSEN, ACTS DRAW("1"))),
                           &(stabil_run_options){.replicates = 5, .threads = 1});
  int differ = 0;
  for (int r = 0; r < 5; r++) {
    assert_true(stabil_case_same(c, 0, r, c, 2, r, 4));
    differ += !stabil_case_same(c, 0, r, c, 1, r, 4);
  }
  assert_true(differ > 0);
  stabil_case_free(c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_choice_keeps_the_share),
      cmocka_unit_test(test_the_intercept_is_that_of_the_mix),
      cmocka_unit_test(test_a_lot_does_not_ask_who_one_is),
      cmocka_unit_test(test_a_share_of_the_exposed_is_put_off),
      cmocka_unit_test(test_without_choice_nothing_changes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
