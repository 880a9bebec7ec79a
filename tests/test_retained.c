// SPDX-License-Identifier: GPL-3.0-or-later
// How long graduates stay where they began, against dead reckoning: everybody who leaves
// a post takes another in the same step, each with the same chance.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "case.h"

#define RATE 0.4
#define YEARS 6
#define GRADUATES 60

// Eight posts: two roles, two places in each of two labour regions.
#define ROLE(name)                                                                       \
  "  " name ": {at: municipality, employer: municipality, holders: [nurse], "            \
  "position_fraction: 1, time_to_fill: 0, turnover: {rate: 0.4}, "                       \
  "staff: {experience: {years: [0, 10], shares: [1]}}}\n"
#define PLACE(id, region, class)                                                         \
  "  " id ": {kind: municipality, region: " region                                       \
  ", centrality: " class ", population: 1000, posts: {p: {funded: 900, vacancy: 1}, "    \
                         "q: {funded: 900, vacancy: 1}}}\n"

static char *study(const char *steps) {
  return stabil_case_format(
      "stabil: 1\ntitle: Retained\nseed: 3\n"
      "horizon: {start: 2025, years: 6, steps_per_year: %s}\n"
      "professions:\n  nurse: {graduates_as: nurse, entry_age: 26, "
      "retire: {end: 100}}\n"
      "stages: {nurse: {profession: nurse}}\n"
      "choice: {theta: 0}\n"
      "roles:\n" ROLE("p")
          ROLE("q") "programmes:\n"
                    "  school: {profession: nurse, place: a, length: 2, seats: {2023: "
                    "60, 2024: 0}}\n"
                    "regions: {here: {label: Here}, there: {label: There}}\n"
                    "places:\n" PLACE("a", "here", "5") PLACE("b", "here", "3")
                        PLACE("c", "there", "5")
                            PLACE("d", "there", "3") "scenarios: {baseline: {}}\n",
      steps);
}

// Of the seven posts that one has not just left, one is in the same place and two are in
// the other place of its labour region. Whoever is out stays out.
static double expected(stabil_where_id where, int steps) {
  const double leave = 1 - exp(-RATE / steps);
  switch (where) {
  case STABIL_WHERE_POST:
    return 1 - leave;
  case STABIL_WHERE_MUNICIPALITY:
    return 1 - leave * 6 / 7;
  case STABIL_WHERE_LABOUR_REGION:
    return 1 - leave * 4 / 7;
  default:
    return 1;
  }
}

static void check_steps(const char *text, int steps) {
  static const stabil_where_id where[] = {STABIL_WHERE_POST, STABIL_WHERE_MUNICIPALITY,
                                          STABIL_WHERE_LABOUR_REGION,
                                          STABIL_WHERE_REGION};
  stabil_case *c = stabil_case_run_text(
      study(text), &(stabil_run_options){.draws = 1, .replicates = 200, .threads = 1});
  for (int k = 0; k < 4; k++) {
    for (int since = 0; since < YEARS; since++) {
      const int times = steps / 2 + since * steps; // at risk since the first summer
      const double p = pow(expected(where[k], steps), times);
      stabil_moments m = {0};
      for (int r = 0; r < c->replicates; r++)
        stabil_moments_add(&m, stabil_case_retained(c, r, where[k], 0, since));
      const char *name = stabil_where_label(where[k]).name;
      if (p == 1)
        assert_true(m.mean == GRADUATES);
      else
        stabil_case_expect_mean(name, &m, GRADUATES * p, GRADUATES * p * (1 - p));
    }
  }
  stabil_case_free(c);
}

static void test_graduates_stay_as_reckoned(void **state) {
  (void)state;
  check_steps("2", 2);
  check_steps("12", 12);
}

// Rotation, transfers, a rest of the country: who is nearer is in all that is wider.
static void test_nearer_is_in_wider(void **state) {
  (void)state;
  static const stabil_where_id nested[] = {STABIL_WHERE_POST, STABIL_WHERE_MUNICIPALITY,
                                           STABIL_WHERE_LABOUR_REGION,
                                           STABIL_WHERE_REGION, STABIL_WHERE_ANYWHERE};
  stabil_case *c =
      stabil_case_run_text(stabil_case_file("tests/cases/twin_all.yaml"),
                           &(stabil_run_options){.replicates = 20, .threads = 1});
  double sum[5] = {0};
  for (int r = 0; r < c->replicates; r++) {
    for (int g = 0; g < c->years; g++) {
      for (int since = 0; g + since < c->years; since++) {
        for (int k = 0; k < 5; k++) {
          const double people = stabil_case_retained(c, r, nested[k], g, since);
          if (k > 0)
            assert_true(people >= stabil_case_retained(c, r, nested[k - 1], g, since));
          sum[k] += people;
        }
      }
    }
  }
  assert_true(sum[0] > 0);
  for (int k = 1; k < 5; k++) assert_true(sum[k] > sum[k - 1]);
  stabil_case_free(c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_graduates_stay_as_reckoned),
      cmocka_unit_test(test_nearer_is_in_wider),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
