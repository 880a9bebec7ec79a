// SPDX-License-Identifier: GPL-3.0-or-later
// Placement weeks against dead reckoning: seats that nobody can supervise stay empty, and
// nothing happens without the key.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "capacity_case.h"

#define YEARS 9
#define SEATS 30
#define WEEKS 10

// Nurses who never leave in two places of one county, two labour regions; specialists in
// the second.
#define HEAD                                                                             \
  "stabil: 1\ntitle: Placements\nseed: 7\n"                                              \
  "horizon: {start: 2025, years: 9, steps_per_year: %s}\n"                               \
  "professions:\n"                                                                       \
  "  nurse: {graduates_as: fresh, entry_age: 26, retire: {end: 100}}\n"                  \
  "stages:\n  fresh: {profession: nurse}\n  nurse: {profession: nurse}\n"                \
  "  specialist: {profession: nurse}\n"                                                  \
  "roles:\n"                                                                             \
  "  post:\n    at: municipality\n    employer: municipality\n"                          \
  "    holders: [nurse]\n    turnover: {rate: %s}\n    time_to_fill: 20\n"               \
  "    staff: {experience: {years: [0, 10], shares: [1]}}\n"                             \
  "  expert:\n    at: municipality\n    employer: municipality\n"                        \
  "    holders: [specialist]\n    turnover: {rate: %s}\n    time_to_fill: 20\n"          \
  "    staff: {experience: {years: [0, 10], shares: [1]}}\n"                             \
  "counties: {north: {label: North}}\n"                                                  \
  "regions: {here: {label: Here}, there: {label: There}}\n"                              \
  "places:\n"                                                                            \
  "  a: {kind: municipality, county: north, region: here, centrality: 5, "               \
  "population: 1000, posts: {post: {funded: %s, vacancy: 0}}}\n"                         \
  "  b: {kind: municipality, county: north, region: there, centrality: 5, "              \
  "population: 1000, posts: {expert: {funded: 12, vacancy: 0}}}\n"                       \
  "programmes:\n"

#define SCHOOL(name, seats, placements)                                                  \
  "  " name ": {profession: nurse, place: a, length: 3, seats: " seats placements "}\n"

#define NEED(weeks, more, stages, per_fte, where)                                        \
  ", placements: {weeks: " weeks more ", supervisors: {stages: " stages                  \
  ", weeks: " per_fte ", where: " where "}}"

static double school(const stabil_case *c, int r, stabil_education_id what, int year,
                     int g) {
  return stabil_case_education(c, 0, r, what, year, g);
}

// 40 FTE give 600 weeks a year, for 60 students: two classes of 30, and none in the year
// that has both. A class admitted three years ago has left when the next one comes.
static void test_seats_wait_for_weeks(void **state) {
  (void)state;
  static const char *const steps[] = {"1", "2", "4", "12"};
  for (int i = 0; i < 4; i++) {
    stabil_case *c = stabil_capacity_run(
        stabil_case_format(HEAD SCHOOL("x", "{2022: 30, 2028: 50}",
                                       NEED("10", "", "[nurse]", "15", "local")),
                           steps[i], "0", "0", "40"),
        2);
    double admitted[YEARS + 3] = {SEATS, SEATS, SEATS};
    for (int y = 0; y < YEARS; y++) {
      const double seats = y < 3 ? SEATS : 50;
      const double left = 600 / WEEKS - admitted[y + 1] - admitted[y + 2];
      admitted[y + 3] = fmin(seats, left);
      for (int r = 0; r < 2; r++) {
        assert_true(school(c, r, STABIL_EDUCATION_ADMITTED, y, 0) == admitted[y + 3]);
        assert_true(school(c, r, STABIL_EDUCATION_REFUSED, y, 0) ==
                    seats - admitted[y + 3]);
      }
    }
    assert_true(admitted[3] == 0 && admitted[4] == SEATS);
    // in the long run a third of 60 a year
    assert_true(admitted[9] + admitted[10] + admitted[11] == 60);
    stabil_case_free(c);
  }
}

// With dropout and turnover the cap moves: the weeks of those in post as the year begins,
// less those of the students who are still there.
static void test_the_cap_follows_the_staff(void **state) {
  (void)state;
  enum { REPLICATES = 20 };
  stabil_case *c = stabil_capacity_run(
      stabil_case_format(
          HEAD SCHOOL("x", "24",
                      ", dropout: 0.1" NEED("10", "", "[nurse]", "15", "local")),
          "1", "0.1", "0", "40"),
      REPLICATES);
  int bound = 0;
  for (int r = 0; r < REPLICATES; r++) {
    double before = -1, graduating = 0;
    for (int y = 1; y < YEARS; y++) {
      // at the end of a year those who have graduated are gone
      before = school(c, r, STABIL_EDUCATION_STUDENTS, y - 1, 0);
      const double fte = stabil_case_value(c, 0, r, STABIL_MEASURE_FTE, y - 1, 0);
      const double room = fmax(0, floor((15 * fte - WEEKS * before) / WEEKS + 1e-9));
      graduating = school(c, r, STABIL_EDUCATION_ADMITTED, y, 0);
      assert_true(graduating == fmin(24, room));
      assert_true(school(c, r, STABIL_EDUCATION_REFUSED, y, 0) == 24 - graduating);
      bound += room < 24;
    }
  }
  assert_true(bound > REPLICATES);
  stabil_case_free(c);
}

// Programmes x and y share 30 nurses, 20 seats to 40; y has the 12 specialists of the
// other region to itself.
static void test_programmes_share_by_seats(void **state) {
  (void)state;
  static const char *const around[] = {"local", "county", "region"};
  for (int i = 0; i < 3; i++) {
    stabil_case *c = stabil_capacity_run(
        stabil_case_format(HEAD SCHOOL("x", "{2020: 0, 2025: 20}",
                                       NEED("10", "", "[nurse]", "15", "local"))
                               SCHOOL("y", "{2020: 0, 2025: 40}",
                                      NEED("10", "", "[specialist, nurse]", "10", "%s")),
                           "2", "0", "0", "30", around[i]),
        1);
    // 30 FTE x 15 weeks x 20/60 = 150 weeks, 15 students
    assert_true(school(c, 0, STABIL_EDUCATION_ADMITTED, 0, 0) == 15);
    // (30 x 40/60 + 12) FTE x 10 weeks = 320 weeks, or 200 of nurses alone
    assert_true(school(c, 0, STABIL_EDUCATION_ADMITTED, 0, 1) == (i == 0 ? 20 : 32));
    stabil_case_free(c);
  }
}

// Supervision takes time x weeks/52 of a full-time equivalent for each student.
static void test_students_take_time(void **state) {
  (void)state;
  stabil_case *c = stabil_capacity_run(
      stabil_case_format(
          HEAD SCHOOL("x", "20", NEED("13", ", time: 0.3", "[nurse]", "50", "local")),
          "2", "0", "0", "40"),
      1);
  for (int y = 0; y < YEARS; y++) {
    const double students = school(c, 0, STABIL_EDUCATION_STUDENTS, y, 0);
    const double given = floor((students * 0.3 * 13 / 52 + 1e-6) * 1024) / 1024;
    assert_true(students == 60 && given == 4.5);
    assert_true(stabil_case_value(c, 0, 0, STABIL_MEASURE_SUPERVISION_FTE, y, 0) ==
                given);
    assert_true(stabil_case_value(c, 0, 0, STABIL_MEASURE_SUPERVISOR_FTE, y, 0) == 40);
    assert_true(stabil_case_value(c, 0, 0, STABIL_MEASURE_SUPERVISOR_LOAD, y, 0) ==
                given / 40);
    assert_true(stabil_case_value(c, 0, 0, STABIL_MEASURE_FTE, y, 0) == 40 - given);
    assert_true(stabil_case_value(c, 0, 0, STABIL_MEASURE_UNCOVERED_FTE, y, 0) == given);
    assert_true(stabil_case_value(c, 0, 0, STABIL_MEASURE_VACANT_FTE, y, 0) == 0);
  }
  stabil_case_free(c);
}

// Weeks that nobody needs, and weeks that are there: the same as no word about them.
static void test_no_need_changes_nothing(void **state) {
  (void)state;
  static const char *const placements[] = {
      "", NEED("0", ", time: 0.5", "[nurse]", "0", "local"),
      NEED("10", "", "[nurse]", "1000", "local")};
  stabil_case *c[3];
  for (int i = 0; i < 3; i++) {
    c[i] = stabil_capacity_run(
        stabil_case_format(HEAD SCHOOL("x", "20.5", ", dropout: 0.1%s"), "2", "0.1",
                           "0.1", "40", placements[i]),
        5);
    stabil_capacity_same(c[0], c[i], 0);
  }
  for (int i = 0; i < 3; i++) stabil_case_free(c[i]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_seats_wait_for_weeks),
      cmocka_unit_test(test_the_cap_follows_the_staff),
      cmocka_unit_test(test_programmes_share_by_seats),
      cmocka_unit_test(test_students_take_time),
      cmocka_unit_test(test_no_need_changes_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
