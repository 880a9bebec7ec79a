// SPDX-License-Identifier: GPL-3.0-or-later
// First claims: as many are honoured as there are posts, for as long as they hold; who
// gets one by agreement and as a stage ends.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "case.h"

#define REPLICATES 200
#define YEARS 4

static stabil_case *run(char *text) {
  return stabil_case_run_text(
      text, &(stabil_run_options){.draws = 1, .replicates = REPLICATES, .threads = 1});
}

static void expect(const stabil_case *c, int scenario, const char *place,
                   const char *role, int year, double n, double p) {
  const stabil_moments m = stabil_case_moments(c, scenario, STABIL_MEASURE_HEADCOUNT,
                                               year, stabil_case_post(c, place, role));
  stabil_case_expect_mean(place, &m, n * p, n * p * (1 - p));
  stabil_case_expect_variance(place, &m, n * p * (1 - p), 3);
}

static double heads(const stabil_case *c, int scenario, int replicate, int year,
                    const char *place, const char *role) {
  return stabil_case_value(c, scenario, replicate, STABIL_MEASURE_HEADCOUNT, year,
                           stabil_case_post(c, place, role));
}

// Nobody likes `far`, everybody `near`; who has no claim goes there.
#define PLACES(far, wide)                                                                \
  "regions: {here: {label: Here}, there: {label: There}}\nplaces:\n"                     \
  "  far: {kind: municipality, region: there, centrality: 6, population: 1000, "         \
  "attraction: -15, posts: {" far "}}\n"                                                 \
  "  wide: {kind: municipality, region: there, centrality: 6, population: 1000, "        \
  "attraction: -15, posts: {" wide "}}\n"                                                \
  "  near: {kind: municipality, region: here, centrality: 2, population: 1000, "         \
  "attraction: 15, posts: {ward: {funded: 900, vacancy: 1}}}\n"

#define PEOPLE                                                                           \
  "professions:\n"                                                                       \
  "  carer: {entry_age: 20, retire: {end: 100}}\n"                                       \
  "  nurse: {graduates_as: nurse, entry_age: 30, retire: {end: 100}}\n"                  \
  "stages:\n  carer: {profession: carer}\n  nurse: {profession: nurse}\n"

#define HEAD                                                                             \
  "stabil: 1\ntitle: Claims\nseed: 5\nprice_year: 2025\n"                                \
  "horizon: {start: 2025, years: 4, steps_per_year: 2}\n"

#define ROLE(name, stage, more)                                                          \
  "  " name ": {at: municipality, employer: municipality, holders: [" stage              \
  "], turnover: {rate: 0}" more "}\n"

// --- how many are honoured
// ---------------------------------------------------------------------

// 30 carers of `far` graduate in 2025 with a claim on it; so many posts are open there,
// advertised or not.
static char *claimants(const char *open, const char *fill, const char *tail) {
  return stabil_case_format(
      HEAD PEOPLE "roles:\n" ROLE("care", "carer", "") ROLE("ward", "nurse", "%s")
          PLACES("care: {funded: 50}, ward: {funded: %s, vacancy: 1}",
                 "care: {funded: 50}") "programmes:\n  upgrade: {profession: nurse, "
                                       "place: near, length: 2, seats: {2023: 30, 2024: "
                                       "0}, recruits: {roles: [care], where: {places: "
                                       "[far]}, claim: true}}\n%s",
      fill, open, tail);
}

static void test_as_many_as_there_are_posts(void **state) {
  (void)state;
  static const char *const open[] = {"0", "12", "30", "45"};
  for (int i = 0; i < 8; i++) {
    stabil_case *c = run(
        claimants(open[i % 4], i < 4 ? ", time_to_fill: 0" : ", time_to_fill: 20", ""));
    const double honoured = fmin(30, atof(open[i % 4]));
    for (int r = 0; r < REPLICATES; r++) {
      assert_true(heads(c, 0, r, 0, "far", "ward") == honoured);
      // the others are ordinary seekers in the same step
      if (i < 4) assert_true(heads(c, 0, r, 0, "near", "ward") == 30 - honoured);
    }
    stabil_case_free(c);
  }
}

// Two roles take them: each by what is open in it then, so like balls out of an urn.
static void test_one_of_several_roles_by_what_is_open(void **state) {
  (void)state;
  char *text = claimants("40", "", "");
  text = stabil_case_change(text, "roles:\n", "roles:\n" ROLE("home", "nurse", ""));
  text = stabil_case_change(text, "ward: {funded: 40,",
                            "home: {funded: 60, vacancy: 1}, ward: {funded: 40,");
  stabil_case *c = run(text);
  const stabil_moments m = stabil_case_moments(c, 0, STABIL_MEASURE_HEADCOUNT, 0,
                                               stabil_case_post(c, "far", "ward"));
  const double v = 30 * 0.4 * 0.6 * 70 / 99;
  stabil_case_expect_mean("ward", &m, 12, v);
  stabil_case_expect_variance("ward", &m, v, 3);
  stabil_case_free(c);
}

// --- how long they hold
// ------------------------------------------------------------------------

// Nobody can go anywhere until 30 posts open in far; 300 others want them too. Graduation
// is in the first step of 2025, the first of 2026 is two later.
#define WAIT(from)                                                                       \
  "  school: {profession: nurse, place: near, length: 2, seats: {2023: 300, 2024: 0}}\n" \
  "measures:\n  open: {effects: [{lever: posts.funded, roles: [ward], "                  \
  "where: {places: [far]}, scale: set, value: 30}]}\n"                                   \
  "scenarios:\n  s: {measures: [{use: open, from: " from "}]}\n"

static void test_a_claim_holds_for_its_years(void **state) {
  (void)state;
  static const struct {
    const char *years, *from;
    int year;
    bool holds;
  } list[] = {{"1.5", "2026", 1, true},
              {"1", "2026", 1, false},
              {"2", "2027", 2, false},
              {"2.5", "2027", 2, true}};
  for (int i = 0; i < 4; i++) {
    char *text =
        claimants("0", "", strcmp(list[i].from, "2026") ? WAIT("2027") : WAIT("2026"));
    text = stabil_case_change(text, "ward: {funded: 900", "ward: {funded: 0");
    char *years = stabil_case_format("length: 2, claim_years: %s, seats: {2023: 30,",
                                     list[i].years);
    stabil_case *c = run(stabil_case_change(text, "length: 2, seats: {2023: 30,", years));
    free(years);
    stabil_moments m = {0};
    for (int r = 0; r < REPLICATES; r++) {
      const int y = list[i].year;
      const double n = stabil_case_retained(c, r, STABIL_WHERE_ANYWHERE, 0, y);
      assert_true(heads(c, 0, r, y, "far", "ward") == 30);
      if (list[i].holds) assert_true(n == 30);
      stabil_moments_add(&m, n);
    }
    // by chance it is 30 of 330
    if (!list[i].holds)
      stabil_case_expect_mean("by chance", &m, 30.0 / 11,
                              30.0 / 11 * 10 / 11 * 300 / 329);
    stabil_case_free(c);
  }
}

// --- agreements
// --------------------------------------------------------------------------------

#define SIGN(bond)                                                                       \
  "  school: {profession: nurse, place: near, length: 2, seats: {2023: 400, 2024: 0}}\n" \
  "agreements:\n  local: {where: {centrality: [6]}" bond "}\n"                           \
  "measures:\n  sign: {effects: [{lever: agreement, agreement: local, scale: set, "      \
  "value: 0.4}]}\n"                                                                      \
  "scenarios:\n  baseline: {}\n  signed: {measures: [sign]}\n"                           \
  "  null: {measures: [{use: sign, coverage: 0}]}\n"

static char *agreement(const char *bonds, const char *tail) {
  return stabil_case_format(HEAD PEOPLE "roles:\n" ROLE("ward", "nurse", "") PLACES(
                                "ward: {funded: 900, vacancy: 1}",
                                "ward: {funded: 300, vacancy: 1}") "%sprogrammes:\n%s",
                            bonds, tail);
}

// Two in five sign, three in four of them with the place that lacks three times as many.
static void test_a_share_signs_by_vacancies(void **state) {
  (void)state;
  stabil_case *c = run(agreement("", SIGN("")));
  expect(c, 1, "far", "ward", 0, 400, 0.3);
  expect(c, 1, "wide", "ward", 0, 400, 0.1);
  for (int r = 0; r < REPLICATES; r++) {
    assert_true(heads(c, 0, r, 0, "near", "ward") == 400);
    assert_true(stabil_case_same(c, 0, r, c, 2, r, YEARS));
  }
  stabil_case_free(c);
}

#define BOND "bonds:\n  stay: {profession: nurse, scope: place, years: 2, hold: 0}\n"

// In both places people leave soon and for good, but for those who are bound to theirs.
static void test_a_bond_goes_with_it(void **state) {
  (void)state;
  char *text = stabil_case_change(agreement(BOND, SIGN(", bond: stay")), "{rate: 0}",
                                  "{rate: {default: 0, centrality: {6: 3}}}");
  stabil_case *bound = run(text);
  text = stabil_case_change(agreement(BOND, SIGN("")), "{rate: 0}",
                            "{rate: {default: 0, centrality: {6: 3}}}");
  stabil_case *loose = run(text);
  expect(bound, 1, "far", "ward", 0, 400, 0.3);
  expect(bound, 1, "far", "ward", 1, 400, 0.3);
  expect(bound, 1, "wide", "ward", 1, 400, 0.1);
  for (int r = 0; r < 20; r++) {
    assert_true(heads(bound, 1, r, 3, "far", "ward") < 60);
    assert_true(heads(loose, 1, r, 1, "far", "ward") < 60);
  }
  stabil_case_free(bound);
  stabil_case_free(loose);
}

// --- a stage that leads on
// ---------------------------------------------------------------------

#define COUPLED(where, share)                                                            \
  "professions:\n  doctor: {entry_age: 25, retire: {end: 100}}\n"                        \
  "stages:\n  intern: {profession: doctor, months: 12, next: doctor, then: seek, "       \
  "next_claim: {role: ward, where: " where ", share: " share "}}\n"                      \
  "  doctor: {profession: doctor}\nroles:\n" ROLE("intern", "intern", "")                \
      ROLE("ward", "doctor", "") ROLE("other", "doctor", "")                             \
          PLACES("intern: {funded: 200}, other: {funded: 900, vacancy: 1}, "             \
                 "ward: {funded: 900, vacancy: 1}",                                      \
                 "ward: {funded: 300, vacancy: 1}")

#define COUPLE                                                                           \
  "measures:\n  couple: {effects: [{lever: transition.coupled, scale: add, value: 0.5, " \
  "who: {stages: [intern]}}]}\n"                                                         \
  "scenarios:\n  baseline: {}\n  couple: {measures: [couple]}\n"                         \
  "  null: {measures: [{use: couple, coverage: 0}]}\n"

// All interns end within the year; those with a claim go on in the same place and role.
static void test_a_share_goes_on_in_the_place(void **state) {
  (void)state;
  stabil_case *c = run(stabil_case_format("%s", HEAD COUPLED("place", "0.3") COUPLE));
  for (int s = 0; s < 2; s++) {
    expect(c, s, "far", "ward", 0, 200, s == 0 ? 0.3 : 0.8);
    for (int r = 0; r < REPLICATES; r++) {
      assert_true(heads(c, s, r, 0, "far", "intern") == 0);
      assert_true(heads(c, s, r, 0, "far", "ward") + heads(c, s, r, 0, "near", "ward") ==
                  200);
    }
  }
  for (int r = 0; r < 20; r++) assert_true(stabil_case_same(c, 0, r, c, 2, r, YEARS));
  stabil_case_free(c);
}

// Or in the labour region, by vacancies as they are when the stage ends: 900 and 300 at
// the first step. So they go in proportion, whatever the first ones took.
static void test_a_share_goes_on_in_the_region(void **state) {
  (void)state;
  stabil_case *c = run(stabil_case_format("%s", HEAD COUPLED("region", "1") COUPLE));
  stabil_moments far = {0};
  for (int r = 0; r < REPLICATES; r++) {
    stabil_moments_add(&far, heads(c, 0, r, 0, "far", "ward"));
    assert_true(heads(c, 0, r, 0, "far", "ward") + heads(c, 0, r, 0, "wide", "ward") ==
                200);
  }
  stabil_case_expect_about("far", &far, 150, 0);
  stabil_case_free(c);
}

static void test_no_share_changes_nothing(void **state) {
  (void)state;
  char *text = stabil_case_format("%s", HEAD COUPLED("place", "0"));
  stabil_case *none = run(text);
  text = stabil_case_format("%s", HEAD COUPLED("place", "0"));
  stabil_case *without = run(
      stabil_case_change(text, ", next_claim: {role: ward, where: place, share: 0}", ""));
  for (int r = 0; r < 20; r++)
    assert_true(stabil_case_same(none, 0, r, without, 0, r, YEARS));
  stabil_case_free(none);
  stabil_case_free(without);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_as_many_as_there_are_posts),
      cmocka_unit_test(test_one_of_several_roles_by_what_is_open),
      cmocka_unit_test(test_a_claim_holds_for_its_years),
      cmocka_unit_test(test_a_share_signs_by_vacancies),
      cmocka_unit_test(test_a_bond_goes_with_it),
      cmocka_unit_test(test_a_share_goes_on_in_the_place),
      cmocka_unit_test(test_a_share_goes_on_in_the_region),
      cmocka_unit_test(test_no_share_changes_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
