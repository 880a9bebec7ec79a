// SPDX-License-Identifier: GPL-3.0-or-later
// Contracts that end against dead reckoning: the month, who stays, who leaves sooner, and
// nothing at all without them.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "case.h"

enum { GRADUATES = 300, YEARS = 5 };

// A class that graduates in the middle of 2025 (in steps of a year: at its end) finds
// posts for all.
static char *text(int steps, const char *role, const char *rest) {
  return stabil_case_format(
      "stabil: 1\ntitle: Contracts\nseed: 7\n"
      "horizon: {start: 2025, years: 5, steps_per_year: %d}\n"
      "professions:\n  nurse: {graduates_as: nurse, entry_age: 26, retire: {end: 100}}\n"
      "stages:\n  nurse: {profession: nurse}\n"
      "roles:\n  post:\n    at: municipality\n    employer: municipality\n"
      "    holders: [nurse]\n    time_to_fill: 0\n"
      "    staff: {experience: {years: [5, 10], shares: [1]}}\n%s"
      "programmes:\n  school: {profession: nurse, place: a, length: 2, "
      "seats: {2023: %s}}\n"
      "regions: {here: {label: Here}}\n%s",
      steps, role, steps == 1 ? "0, 2024: 300, 2025: 0" : "300, 2024: 0", rest);
}

#define TERM(turnover, term) "    turnover: {rate: " turnover "}\n    " term "\n"
#define PLACE(vacancy)                                                                   \
  "places:\n  a: {kind: municipality, region: here, centrality: 5, population: 1000, "   \
  "posts: {post: {funded: 400, vacancy: " vacancy "}}}\n"

static stabil_case *run(char *study, int replicates) {
  return stabil_case_run_text(
      study, &(stabil_run_options){.draws = 1, .replicates = replicates, .threads = 1});
}

static double of(const stabil_case *c, stabil_measure_id id, int r, int y) {
  return stabil_case_value(c, 0, r, id, y, 0);
}

static double ended(const stabil_case *c, int r, int y) {
  return stabil_case_causes(c, 0, r, y, 0)[STABIL_CAUSE_TERM_END];
}

// --- the month
// ----------------------------------------------------------------------

// Hired as step `first` begins, out of the post as step first + length does, and back in
// it one step later: the post just left is no option.
static void ends_on_time(int steps, int months) {
  char *term = stabil_case_format(
      TERM("0", "fixed_term: {share: 1, months: %d, permanent: 0}"), months);
  stabil_case *c = run(text(steps, term, PLACE("1")), 2);
  const int first = steps == 1 ? 1 : steps / 2, length = months * steps / 12;
  int since = first, ends[YEARS] = {0}, out = -1; // the step without a post
  bool here[YEARS] = {false};
  for (int t = first; t <= YEARS * steps; t++) {
    if (t == since + length) {
      ends[(t - 1) / steps]++;
      out = t;
      since = t + 1;
    }
    if (t % steps == 0) here[t / steps - 1] = out != t;
  }
  for (int y = 0; y < YEARS; y++) {
    assert_true(ended(c, 0, y) == GRADUATES * ends[y]);
    assert_true(of(c, STABIL_MEASURE_SEPARATIONS, 0, y) == ended(c, 0, y));
    assert_true(of(c, STABIL_MEASURE_HEADCOUNT, 0, y) == (here[y] ? GRADUATES : 0));
    assert_true(of(c, STABIL_MEASURE_FIXED_TERM_HEADCOUNT, 0, y) ==
                of(c, STABIL_MEASURE_HEADCOUNT, 0, y));
  }
  stabil_case_free(c);
  free(term);
}

static void test_a_term_ends_on_time(void **state) {
  (void)state;
  ends_on_time(1, 12);
  ends_on_time(1, 24);
  ends_on_time(2, 6);
  ends_on_time(2, 18);
  ends_on_time(4, 9);
  ends_on_time(12, 1);
  ends_on_time(12, 7);
  ends_on_time(12, 17);
}

// --- who stays
// ----------------------------------------------------------------------

// Of the share hired for a year a part stays: they count as left and entered, and that is
// all that happens to them.
static void test_a_share_is_made_permanent(void **state) {
  (void)state;
  const double share = 0.6, permanent = 0.3, p = share * (1 - permanent);
  stabil_case *c =
      run(text(12, TERM("0", "fixed_term: {share: 0.6, months: 12, permanent: 0.3}"),
               PLACE("1")),
          400);
  stabil_moments terms = {0}, left = {0}, changed = {0};
  for (int r = 0; r < c->replicates; r++) {
    const double gone = ended(c, r, 1);
    const double change = of(c, STABIL_MEASURE_LEFT, r, 1) - gone;
    stabil_moments_add(&terms, of(c, STABIL_MEASURE_FIXED_TERM_HEADCOUNT, r, 0));
    stabil_moments_add(&left, gone);
    stabil_moments_add(&changed, change);
    assert_true(of(c, STABIL_MEASURE_ENTERED, r, 1) - of(c, STABIL_MEASURE_HIRES, r, 1) ==
                change);
    assert_true(of(c, STABIL_MEASURE_FIXED_TERM_HEADCOUNT, r, 0) == gone + change);
    assert_true(of(c, STABIL_MEASURE_STAYERS, r, 1) == GRADUATES - gone);
    assert_true(of(c, STABIL_MEASURE_HEADCOUNT, r, 1) == GRADUATES);
  }
  stabil_case_expect_mean("terms", &terms, GRADUATES * share,
                          GRADUATES * share * (1 - share));
  stabil_case_expect_mean("gone", &left, GRADUATES * p, GRADUATES * p * (1 - p));
  stabil_case_expect_variance("gone", &left, GRADUATES * p * (1 - p),
                              3 + (1 - 6 * p * (1 - p)) / (GRADUATES * p * (1 - p)));
  const double q = share * permanent;
  stabil_case_expect_mean("changed", &changed, GRADUATES * q, GRADUATES * q * (1 - q));
  stabil_case_free(c);
}

// --- while it runs
// ----------------------------------------------------------------------

// People in the post leave at 0.3 x 2 and are back one step later, at risk for half a
// step more.
static void test_separation_while_it_runs(void **state) {
  (void)state;
  stabil_case *c = run(text(12,
                            TERM("0.3", "fixed_term: {share: 1, months: 60, "
                                        "permanent: 0, separate: 2}"),
                            PLACE("1")),
                       400);
  double in = GRADUATES, out = 0, back = 0, left[YEARS] = {0};
  for (int t = 6; t < YEARS * 12; t++) {
    const double go = in * (1 - exp(-0.6 / 12)) + back * (1 - exp(-0.9 / 12));
    left[t / 12] += go;
    in += back - go;
    back = out;
    out = go;
  }
  for (int y = 0; y < YEARS; y++) {
    stabil_moments m = {0};
    for (int r = 0; r < c->replicates; r++)
      stabil_moments_add(&m, of(c, STABIL_MEASURE_SEPARATIONS, r, y) - ended(c, r, y));
    stabil_case_expect_about("separations", &m, left[y], 1e-9);
  }
  stabil_case_free(c);
}

// --- those who were there
// ----------------------------------------------------------------------

// Half of 400 are on terms of two years of which 1 to 24 months are left, each as likely.
static void test_staff_on_terms(void **state) {
  (void)state;
  stabil_case *c = run(text(12,
                            TERM("0", "fixed_term: {share: 0, months: 24, permanent: 0, "
                                      "staff: 0.5}"),
                            PLACE("0")),
                       200);
  for (int y = 0; y < YEARS; y++) {
    const double p = y < 2 ? 0.25 : 0;
    stabil_moments m = {0};
    for (int r = 0; r < c->replicates; r++) stabil_moments_add(&m, ended(c, r, y));
    if (p > 0) stabil_case_expect_mean("ended", &m, 400 * p, 400 * p * (1 - p));
    if (p == 0) assert_true(m.mean == 0);
  }
  for (int r = 0; r < c->replicates; r++)
    assert_true(of(c, STABIL_MEASURE_FIXED_TERM_HEADCOUNT, r, 0) == ended(c, r, 1));
  stabil_case_free(c);
}

// --- elsewhere, and never
// ----------------------------------------------------------------------

#define TWO_ROLES                                                                        \
  "  other:\n    at: municipality\n    employer: municipality\n    holders: [nurse]\n"   \
  "    time_to_fill: 0\n    turnover: {rate: 0.5}\n"
#define TWO_POSTS                                                                        \
  "places:\n  a: {kind: municipality, region: here, centrality: 5, population: 1000, "   \
  "posts: {post: {funded: 100, vacancy: 1}, other: {funded: 150, vacancy: 1}}}\n"

// Who goes to another post takes no term along.
static void test_a_term_is_of_its_post(void **state) {
  (void)state;
  stabil_case *c = run(
      text(4, TERM("0.8", "fixed_term: {share: 1, months: 12, permanent: 0.1}") TWO_ROLES,
           TWO_POSTS),
      20);
  const int other = stabil_case_post(c, "a", "other");
  double came = 0;
  for (int r = 0; r < c->replicates; r++) {
    for (int y = 0; y < YEARS; y++) {
      const double *causes = stabil_case_causes(c, 0, r, y, other);
      assert_true(causes[STABIL_CAUSE_TERM_END] == 0);
      assert_true(
          stabil_case_value(c, 0, r, STABIL_MEASURE_FIXED_TERM_HEADCOUNT, y, other) == 0);
      if (y > 0) came += stabil_case_value(c, 0, r, STABIL_MEASURE_ENTERED, y, other);
    }
  }
  assert_true(came > 0);
  stabil_case_free(c);
}

static void test_without_terms_nothing_changes(void **state) {
  (void)state;
  static const char *const none =
      TERM("0.3", "fixed_term: {share: 0, months: 12, permanent: 0.5, separate: 3}");
  stabil_case *without = run(text(4, TERM("0.3", ""), PLACE("0.4")), 10);
  stabil_case *with = run(text(4, none, PLACE("0.4")), 10);
  for (int r = 0; r < 10; r++)
    assert_true(stabil_case_same(without, 0, r, with, 0, r, YEARS));
  stabil_case_free(without);
  stabil_case_free(with);
}

#define MEASURE                                                                          \
  PLACE("0.4")                                                                           \
  "measures:\n  temporary: {effects: [{lever: contract.fixed_term, roles: [post], "      \
  "scale: set, value: 1}]}\n"                                                            \
  "scenarios:\n  baseline: {}\n  later: {measures: [{use: temporary, from: 2027}]}\n"    \
  "  nowhere: {measures: [{use: temporary, coverage: 0}]}\n"

// The lever acts on those hired from its first year on.
static void test_the_lever(void **state) {
  (void)state;
  stabil_case *c = run(
      text(2, TERM("0.3", "fixed_term: {share: 0, months: 12, permanent: 0}"), MEASURE),
      10);
  for (int r = 0; r < c->replicates; r++) {
    assert_true(stabil_case_same(c, 0, r, c, 1, r, 2));
    assert_true(stabil_case_same(c, 0, r, c, 2, r, YEARS));
    for (int y = 0; y < YEARS; y++) {
      const double on =
          stabil_case_value(c, 1, r, STABIL_MEASURE_FIXED_TERM_HEADCOUNT, y, 0);
      assert_true((on > 0) == (y >= 2));
      if (y == 2)
        assert_true(on <= stabil_case_value(c, 1, r, STABIL_MEASURE_HIRES, y, 0));
    }
  }
  stabil_case_free(c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_term_ends_on_time),
      cmocka_unit_test(test_a_share_is_made_permanent),
      cmocka_unit_test(test_separation_while_it_runs),
      cmocka_unit_test(test_staff_on_terms),
      cmocka_unit_test(test_a_term_is_of_its_post),
      cmocka_unit_test(test_without_terms_nothing_changes),
      cmocka_unit_test(test_the_lever),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
