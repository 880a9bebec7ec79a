// SPDX-License-Identifier: GPL-3.0-or-later
// Rotation: taken up by rule in the year that can be told from the vacancies, the same as
// by decision where the rule is always met, in whatever pattern and position fraction.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "case.h"

enum { REPLICATES = 30, YEARS = 12, PLACES = 3 };

static const char *const names[PLACES] = {"a", "b", "c"};

// Posts fall vacant and few come; rotators come at once, from elsewhere. Their turns are
// two weeks on and two off, and ordinary posts are 70 percent of full time.
static stabil_case *run(const char *scenarios) {
  return stabil_case_run_text(
      stabil_case_format(
          "stabil: 1\ntitle: Adoption\nseed: 12\n"
          "horizon: {start: 2025, years: 12, steps_per_year: 2}\n"
          "professions:\n  nurse: {entry_age: 26, retire: {end: 100}}\n"
          "stages:\n  nurse: {profession: nurse}\n"
          "roles:\n  post:\n    at: municipality\n    employer: municipality\n"
          "    holders: [nurse]\n    turnover: {rate: 0.2}\n    time_to_fill: 1.5\n"
          "    position_fraction: 0.7\n    absence: 0.1\n    wage: 600000\n"
          "    rotation: {pay: 700000, turnover: 0.3, from_posts: 1, time_to_fill: 0}\n"
          "    staff: {experience: {years: [0, 10], shares: [1]}}\n"
          "regions: {here: {label: Here}, far: {label: Far}}\n"
          "places:\n"
          "  a: {kind: municipality, region: here, centrality: 5, population: 3000, "
          "posts: {post: {funded: 9, vacancy: 0.1}}}\n"
          "  b: {kind: municipality, region: here, centrality: 6, population: 1000, "
          "posts: {post: {funded: 4.5, vacancy: 0.2}}}\n"
          "  c: {kind: municipality, region: here, centrality: 3, population: 9000, "
          "posts: {post: {funded: 20}}}\n"
          "  rest: {kind: rest, region: far, posts: {post: {staff: 4000}}}\n"
          "measures:\n"
          "  turns:\n"
          "    effects: [{lever: cover.rotation, where: {centrality: [5, 6]}, roles: "
          "[post], scale: set, value: 0.4, pattern: \"2:2\"}]\n"
          "    costs:\n"
          "      - {per: place, item: programme, payer: municipality, where: "
          "{centrality: [5, 6]}, amount: 1000}\n"
          "scenarios:\n%s",
          scenarios),
      &(stabil_run_options){.draws = 1, .replicates = REPLICATES, .threads = 1});
}

static double of(const stabil_case *c, int scenario, stabil_measure_id id, int r, int y,
                 int place) {
  return stabil_case_value(c, scenario, r, id, y,
                           stabil_case_post(c, names[place], "post"));
}

#define OF(NAME) of(c, scenario, STABIL_MEASURE_##NAME, r, y, place)

// --- by hand
// ----------------------------------------------------------------------

typedef struct rule {
  double above, below;
  int years;
} rule;

typedef struct history {
  int high, low, adopted, ended;
  bool on;
} history;

// Follows the vacancies of a place: rotators are hired in the years that the rule says.
static history follow(const stabil_case *c, int scenario, int r, int place, rule x) {
  history h = {.adopted = YEARS};
  double before = 0;
  for (int y = 0; y < YEARS; y++) {
    const double there = OF(ROTATION_HEADCOUNT);
    assert_true(OF(PROGRAMME_COST) == (h.on ? 1000 : 0));
    if (!h.on) assert_true(there <= before);
    if (h.on && h.adopted == y) assert_true(there > before);
    assert_true(OF(ROTATION_FTE) == there / 2); // 2 of 4 weeks, whoever they are
    assert_true(OF(FTE) + OF(ROTATION_FTE) + OF(UNCOVERED_FTE) - OF(SURPLUS_FTE) ==
                OF(FUNDED_FTE));
    assert_true(OF(ROTATION_FTE) <= floor(0.4 * OF(FUNDED_FTE) * 2 + 0.5) / 2);
    const double rate = OF(VACANT_FTE) / OF(FUNDED_FTE);
    h.high = rate > x.above ? h.high + 1 : 0;
    h.low = rate < x.below ? h.low + 1 : 0;
    if (!h.on && h.high >= x.years) {
      h.on = true;
      h.adopted = y + 1;
    } else if (h.on && h.low >= x.years) {
      h.on = false;
      h.ended++;
    }
    before = there;
  }
  return h;
}

static void test_the_year_can_be_told(void **state) {
  (void)state;
  stabil_case *c = run("  baseline: {}\n"
                       "  rule: {measures: [{use: turns, when: {vacancy_above: 0.3, "
                       "for_years: 2}}]}\n"
                       "  ends: {measures: [{use: turns, when: {vacancy_above: 0.3, "
                       "for_years: 2, until_below: 0.2}}]}\n");
  int years[YEARS + 1] = {0}, ended = 0;
  for (int r = 0; r < REPLICATES; r++) {
    int first = YEARS;
    for (int place = 0; place < 2; place++) {
      const history h = follow(c, 1, r, place, (rule){0.3, -1, 2});
      years[h.adopted]++;
      if (h.adopted < first) first = h.adopted;
      ended += follow(c, 2, r, place, (rule){0.3, 0.2, 2}).ended;
    }
    assert_true(stabil_case_same(c, 0, r, c, 1, r, first));
    assert_true(first == YEARS || !stabil_case_same(c, 0, r, c, 1, r, first + 1));
    const int scenario = 1, place = 2;
    for (int y = 0; y < YEARS; y++)
      assert_true(OF(ROTATION_HEADCOUNT) == 0 && OF(PROGRAMME_COST) == 0);
  }
  assert_int_equal(years[0] + years[1], 0); // two years have to pass
  int kinds = 0;
  for (int y = 2; y <= YEARS; y++) kinds += years[y] > 0;
  assert_true(kinds >= 4 && ended > 0);
  stabil_case_free(c);
}

// --- by decision
// ----------------------------------------------------------------------

// A threshold below 0 is met in every year: the rule is the measure that starts the year
// after, or with its own first year.
static void test_always_is_by_decision(void **state) {
  (void)state;
  stabil_case *c = run(
      "  baseline: {}\n"
      "  decided: {measures: [{use: turns, from: 2027}]}\n"
      "  rule: {measures: [{use: turns, when: {vacancy_above: -0.01, for_years: 2}}]}\n"
      "  later: {measures: [{use: turns, from: 2027, when: {vacancy_above: -0.01, "
      "for_years: 1}}]}\n"
      "  never: {measures: [{use: turns, when: {vacancy_above: 1, for_years: 1}}]}\n"
      "  nowhere: {measures: [{use: turns, coverage: 0, when: {vacancy_above: -1, "
      "for_years: 1}}]}\n"
      "  part: {measures: [{use: turns, from: 2027, until: 2030}]}\n"
      "  rule_part: {measures: [{use: turns, until: 2030, when: {vacancy_above: -1, "
      "for_years: 2}}]}\n");
  for (int r = 0; r < REPLICATES; r++) {
    assert_false(stabil_case_same(c, 0, r, c, 1, r, YEARS));
    assert_true(stabil_case_same(c, 1, r, c, 2, r, YEARS));
    assert_true(stabil_case_same(c, 1, r, c, 3, r, YEARS));
    assert_true(stabil_case_same(c, 0, r, c, 4, r, YEARS));
    assert_true(stabil_case_same(c, 0, r, c, 5, r, YEARS));
    assert_true(stabil_case_same(c, 6, r, c, 7, r, YEARS));
  }
  // whoever rotates when it ends goes on to, in the same weeks
  double left = 0;
  for (int r = 0; r < REPLICATES; r++) {
    const int scenario = 6, place = 0;
    for (int y = 6; y < YEARS; y++) {
      assert_true(OF(ROTATION_FTE) == OF(ROTATION_HEADCOUNT) / 2);
      left += OF(ROTATION_HEADCOUNT);
    }
  }
  assert_true(left > 0);
  stabil_case_free(c);
}

// --- patterns
// ----------------------------------------------------------------------

// Where rotators come at once they take the share, as far as posts are vacant: people in
// whole turns, full-time equivalents by the pattern, whatever the position fraction.
static void takes(const char *pattern, int on, int off) {
  char *text = stabil_case_format("  baseline: {}\n  turns: {measures: [{use: turns, "
                                  "pattern: \"%s\"}]}\n",
                                  pattern);
  stabil_case *c = run(text);
  const int scenario = 1;
  const double per = (double)(on + off) / on;
  int filled = 0;
  for (int k = 0; k < REPLICATES * YEARS * 2; k++) {
    const int r = k / (YEARS * 2), y = k / 2 % YEARS, place = k % 2;
    const double people = OF(ROTATION_HEADCOUNT), funded = OF(FUNDED_FTE);
    assert_true(OF(ROTATION_FTE) == floor(people * on * 1024 / (on + off) + 0.5) / 1024);
    assert_true(OF(HELD_FTE) + OF(ROTATION_FTE) + OF(VACANT_FTE) - OF(POST_SURPLUS_FTE) ==
                funded);
    assert_true(people <= floor(0.4 * funded * per + 0.5));
    filled += people == floor(0.4 * funded * per + 0.5);
  }
  assert_true(filled > REPLICATES * YEARS);
  stabil_case_free(c);
  free(text);
}

static void test_patterns(void **state) {
  (void)state;
  takes("2:2", 2, 2);
  takes("2:4", 2, 4);
  takes("3:5", 3, 5);
  takes("4:0", 4, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_the_year_can_be_told),
      cmocka_unit_test(test_always_is_by_decision),
      cmocka_unit_test(test_patterns),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
