// SPDX-License-Identifier: GPL-3.0-or-later
// Supervisors against dead reckoning: how many trainees a post takes, what they cost in
// work, and nothing at all without the key.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "capacity_case.h"

#define YEARS 20
#define MONTHS "60"

// Specialists who stay for ever and posts for all; more graduates than anybody needs. A
// trainee who is done takes no post any more.
#define HEAD(key)                                                                        \
  "stabil: 1\ntitle: Supervisors\nseed: 11\n"                                            \
  "horizon: {start: 2025, years: 20, steps_per_year: %s}\n"                              \
  "professions:\n"                                                                       \
  "  doctor: {graduates_as: young, entry_age: 26, retire: {%s}}\n"                       \
  "stages:\n  young: {profession: doctor}\n  done: {profession: doctor}\n"               \
  "  trainee: {profession: doctor, months: " MONTHS ", next: done, then: seek, "         \
  "work_share: 0.8, level: trainee" key "}\n"                                            \
  "  specialist: {profession: doctor, level: specialist}\n"                              \
  "roles:\n"                                                                             \
  "  gp:\n    at: municipality\n    employer: municipality\n"                            \
  "    holders: {young: trainee, trainee: trainee, specialist: specialist}\n"            \
  "    turnover: {rate: 0}\n    time_to_fill: 0\n"                                       \
  "    staff: {stages: {specialist: 1}, experience: {years: [%s], shares: [1]}}\n"       \
  "regions: {here: {label: Here}, there: {label: There}}\n"                              \
  "programmes:\n  school: {profession: doctor, place: a, length: 1, "                    \
  "seats: {2020: 60}}\n"                                                                 \
  "choice: {rounds: %s}\nplaces:\n"

// `all` posts, of which `vacant` as a share stand vacant.
#define PLACE(name, all, vacant)                                                         \
  "  " name ": {kind: municipality, region: here, centrality: 5, population: 1000, "     \
  "posts: {gp: {funded: " all ", vacancy: " vacant "}}}\n"

#define SUPERVISED(per, more) ", supervision: {by: [specialist], per: " per more "}"
#define FOR_EVER "end: 100"
#define YOUNG "0, 10"

static double of(const stabil_case *c, stabil_measure_id id, int year, int post) {
  return stabil_case_value(c, 0, 0, id, year, post);
}

// Five specialists take ten trainees for five years: two a year, whatever the step.
static void test_supervisors_bound_the_intake(void **state) {
  (void)state;
  static const char *const steps[] = {"1", "2", "4", "12"};
  for (int i = 0; i < 4; i++) {
    stabil_case *c = stabil_capacity_run(
        stabil_case_format(HEAD(SUPERVISED("2", "")) PLACE("a", "50", "0.9"), steps[i],
                           FOR_EVER, YOUNG, "1"),
        1);
    double entered = 0;
    for (int y = 0; y < YEARS; y++) {
      entered += of(c, STABIL_MEASURE_ENTERED, y, 0);
      assert_true(of(c, STABIL_MEASURE_TRAINEES, y, 0) == 10);
    }
    // the first ones are there after the first step or half year; 2 x 5 / 5 a year
    assert_true(entered == 10 * YEARS / 5);
    stabil_case_free(c);
  }
}

// All posts held, and then fifty more.
#define ONE_PLACE                                                                        \
  "  a: {kind: municipality, region: here, centrality: 5, population: 1000, "            \
  "posts: {gp: {funded: %s}}}\n"                                                         \
  "measures:\n"                                                                          \
  "  more: {effects: [{lever: posts.funded, scale: add, value: 50}]}\n"                  \
  "scenarios: {baseline: {measures: [more]}}\n"

// Fractions: 7 supervisors at 0.3 each take two; a hundred at 0.29 take 29, whatever the
// last bit of the product.
static void test_whole_trainees(void **state) {
  (void)state;
  static const struct {
    const char *funded, *per;
    int trainees;
  } row[] = {{"7", "0.3", 2}, {"100", "0.29", 29}, {"10", "0", 0}, {"3", "0.33", 0}};
  for (int i = 0; i < 4; i++) {
    stabil_case *c = stabil_capacity_run(
        stabil_case_format(HEAD(SUPERVISED("%s", "")) ONE_PLACE, "2", FOR_EVER,
                           row[i].per, YOUNG, "1", row[i].funded),
        1);
    assert_true(of(c, STABIL_MEASURE_TRAINEES, 1, 0) == row[i].trainees);
    stabil_case_free(c);
  }
}

// In a place its own count, in a labour region all of them, wherever the trainees are.
static void test_where_supervisors_count(void **state) {
  (void)state;
  for (int i = 0; i < 2; i++) {
    stabil_case *c = stabil_capacity_run(
        stabil_case_format(HEAD(SUPERVISED("2", "%s")) PLACE("a", "30", "0.9")
                               PLACE("b", "20", "0.9") PLACE("c", "20", "1"),
                           "2", FOR_EVER, i ? ", where: region" : "", YOUNG, "4"),
        1);
    double sum = 0;
    int in[3];
    static const char *const name[] = {"a", "b", "c"};
    for (int k = 0; k < 3; k++) {
      in[k] = (int)of(c, STABIL_MEASURE_TRAINEES, 0, stabil_case_post(c, name[k], "gp"));
      sum += in[k];
    }
    assert_true(sum == 10);
    assert_int_equal(i == 0, in[0] == 6 && in[1] == 4 && in[2] == 0);
    assert_int_equal(i == 1, in[2] > 0);
    stabil_case_free(c);
  }
}

// Who gets the supervisors of a region does not depend on the order of its places.
static void test_the_order_of_places_does_not_matter(void **state) {
  (void)state;
  static const char *const name[] = {"a", "b", "c"};
  stabil_case *c[2];
  for (int i = 0; i < 2; i++)
    c[i] = stabil_capacity_run(
        stabil_case_format(
            HEAD(SUPERVISED("2", ", where: region, time: 0.07")) "%s%s%s", "4", FOR_EVER,
            YOUNG, "2", i ? PLACE("c", "20", "1") : PLACE("a", "30", "0.9"),
            PLACE("b", "20", "0.9"), i ? PLACE("a", "30", "0.9") : PLACE("c", "20", "1")),
        1);
  for (int y = 0; y < YEARS; y++) {
    for (int k = 0; k < 3; k++)
      for (int m = 0; m < STABIL_MEASURE_COUNT; m++) {
        const stabil_measure_id id = (stabil_measure_id)m;
        const double x = of(c[0], id, y, stabil_case_post(c[0], name[k], "gp"));
        const double z = of(c[1], id, y, stabil_case_post(c[1], name[k], "gp"));
        assert_true(x == z || (x != x && z != z));
      }
  }
  for (int i = 0; i < 2; i++) stabil_case_free(c[i]);
}

// A post without a supervisor is no option: sixty who choose once among it and one that
// has room for all of them are all taken by the other.
static void test_a_post_without_supervisors_is_no_option(void **state) {
  (void)state;
  stabil_case *c = stabil_capacity_run(stabil_case_format(HEAD(SUPERVISED("100", ""))
                                                              PLACE("a", "200", "0.9")
                                                                  PLACE("b", "200", "1"),
                                                          "2", FOR_EVER, YOUNG, "1"),
                                       1);
  assert_true(of(c, STABIL_MEASURE_TRAINEES, 0, stabil_case_post(c, "a", "gp")) == 60);
  assert_true(of(c, STABIL_MEASURE_HEADCOUNT, 5, stabil_case_post(c, "b", "gp")) == 0);
  stabil_case_free(c);
}

// Who has a post keeps it when the last supervisor has gone; nobody comes.
static void test_trainees_stay(void **state) {
  (void)state;
  stabil_case *c = stabil_capacity_run(
      stabil_case_format(HEAD(SUPERVISED("2", ", time: 0.5")) PLACE("a", "50", "0.9"),
                         "2", "end: 67", "38, 39", "1"),
      1);
  int last = 0;
  while (of(c, STABIL_MEASURE_SPECIALISTS, last, 0) > 0) last++;
  assert_true(last > 0 && last < 5);
  assert_true(of(c, STABIL_MEASURE_TRAINEES, last, 0) == 10);
  assert_true(of(c, STABIL_MEASURE_SUPERVISION_FTE, last, 0) == 0);
  assert_true(of(c, STABIL_MEASURE_TRAINEES, 5, 0) == 0);
  for (int y = last + 1; y < YEARS; y++)
    assert_true(of(c, STABIL_MEASURE_ENTERED, y, 0) == 0);
  stabil_case_free(c);
}

#define OFFICE                                                                           \
  "measures:\n  office: {effects: [{lever: supervision.per, scale: add, value: 1, "      \
  "roles: [gp], who: {stages: [trainee]}, where: {places: [b]}}]}\n"                     \
  "scenarios:\n  baseline: {measures: [{use: office, from: 2027}]}\n"

// The lever raises what a supervisor takes, where it reaches.
static void test_the_lever_raises_it(void **state) {
  (void)state;
  stabil_case *c = stabil_capacity_run(
      stabil_case_format(HEAD(SUPERVISED("2", "")) PLACE("a", "50", "0.9")
                             PLACE("b", "50", "0.9") OFFICE,
                         "4", FOR_EVER, YOUNG, "3"),
      1);
  const int a = stabil_case_post(c, "a", "gp"), b = stabil_case_post(c, "b", "gp");
  for (int y = 0; y < 5; y++) {
    assert_true(of(c, STABIL_MEASURE_TRAINEES, y, a) == 10);
    assert_true(of(c, STABIL_MEASURE_TRAINEES, y, b) == (y < 2 ? 10 : 15));
  }
  stabil_case_free(c);
}

// --- transfers
// -----------------------------------------------------------------------

#define INTERNS                                                                          \
  "stabil: 1\ntitle: Interns\nseed: 3\n"                                                 \
  "horizon: {start: 2025, years: 3, steps_per_year: 2}\n"                                \
  "professions:\n  doctor: {entry_age: 26, retire: {end: 100}}\n"                        \
  "stages:\n"                                                                            \
  "  first: {profession: doctor, months: 6, next: second, then: transfer, "              \
  "to_role: local, level: trainee}\n"                                                    \
  "  second: {profession: doctor, months: 60, next: done, then: seek, level: trainee, "  \
  "supervision: {by: [specialist], per: 1, time: 0.1}}\n"                                \
  "  specialist: {profession: doctor}\n  done: {profession: doctor}\n"                   \
  "roles:\n"                                                                             \
  "  ward:\n    at: hospital\n    employer: trust\n    holders: [first]\n"               \
  "    turnover: {rate: 0}\n"                                                            \
  "    staff: {stages: {first: 1}, experience: {years: [0, 1], shares: [1]}}\n"          \
  "  local:\n    at: municipality\n    employer: municipality\n"                         \
  "    holders: [second, specialist]\n    turnover: {rate: 0}\n"                         \
  "    time_to_fill: 20\n"                                                               \
  "    staff: {stages: {specialist: 1}, "                                                \
  "experience: {years: [5, 10], shares: [1]}}\n"                                         \
  "regions: {here: {label: Here}}\nplaces:\n"                                            \
  "  h: {kind: hospital, region: here, centrality: 3, posts: {ward: {funded: 6}}}\n"     \
  "  a: {kind: municipality, region: here, hospital: h, centrality: 5, "                 \
  "population: 100, posts: {local: {funded: 20, vacancy: 0.9}}}\n"                       \
  "  b: {kind: municipality, region: here, hospital: h, centrality: 5, "                 \
  "population: 100, posts: {local: {funded: 20, vacancy: 1}}}\n"

// Six interns, two supervisors in a and none in b: two go to a, the others look for
// another post.
static void test_transfers_need_supervisors(void **state) {
  (void)state;
  stabil_case *c = stabil_capacity_run(stabil_case_format(INTERNS), 1);
  const int a = stabil_case_post(c, "a", "local"), b = stabil_case_post(c, "b", "local");
  for (int y = 0; y < 3; y++) {
    assert_true(of(c, STABIL_MEASURE_TRAINEES, y, a) == 2);
    assert_true(of(c, STABIL_MEASURE_HEADCOUNT, y, b) == 0);
  }
  assert_true(of(c, STABIL_MEASURE_SEPARATIONS, 0, stabil_case_post(c, "h", "ward")) ==
              6);
  stabil_case_free(c);
}

// --- rotation
// ------------------------------------------------------------------------

#define ROTATORS(key)                                                                    \
  "stabil: 1\ntitle: Rotation\nseed: 3\n"                                                \
  "horizon: {start: 2025, years: 2, steps_per_year: 2}\n"                                \
  "professions:\n  doctor: {entry_age: 26, retire: {end: 100}}\n"                        \
  "stages:\n"                                                                            \
  "  trainee: {profession: doctor, months: 60, next: specialist, then: stay, "           \
  "level: trainee" key "}\n"                                                             \
  "  specialist: {profession: doctor}\n"                                                 \
  "roles:\n"                                                                             \
  "  gp:\n    at: municipality\n    employer: municipality\n"                            \
  "    holders: [trainee, specialist]\n    turnover: {rate: 0}\n"                        \
  "    rotation: {pay: 1, turnover: 0, from_posts: 1}\n"                                 \
  "    staff: {stages: {trainee: 1}, experience: {years: [0, 1], shares: [1]}}\n"        \
  "regions: {here: {label: Here}}\nplaces:\n"                                            \
  "  a: {kind: municipality, region: here, centrality: 5, population: 100, "             \
  "posts: {gp: {funded: 20}}}\n"                                                         \
  "  b: {kind: municipality, region: here, centrality: 5, population: 100, "             \
  "posts: {gp: {funded: 4, vacancy: 1}}}\n"                                              \
  "measures:\n  turns: {effects: [{lever: cover.rotation, scale: set, value: 1, "        \
  "pattern: \"2:2\", where: {places: [b]}}]}\n"                                          \
  "scenarios: {baseline: {measures: [turns]}}\n"

// Rotation posts pull no trainee to where nobody supervises; who has become a specialist
// they do.
static void test_rotation_pulls_need_supervisors(void **state) {
  (void)state;
  double trainees[2];
  for (int i = 0; i < 2; i++) {
    stabil_case *c = stabil_capacity_run(
        stabil_case_format(ROTATORS("%s"), i ? SUPERVISED("1", "") : ""), 1);
    trainees[i] = of(c, STABIL_MEASURE_TRAINEES, 0, stabil_case_post(c, "b", "gp"));
    stabil_case_free(c);
  }
  assert_true(trainees[0] > 0 && trainees[1] == 0);
}

// --- work
// ----------------------------------------------------------------------------

static void identities(const stabil_case *c, int y, int j) {
  assert_true(of(c, STABIL_MEASURE_FTE, y, j) + of(c, STABIL_MEASURE_LOCUM_FTE, y, j) +
                  of(c, STABIL_MEASURE_UNCOVERED_FTE, y, j) -
                  of(c, STABIL_MEASURE_SURPLUS_FTE, y, j) ==
              of(c, STABIL_MEASURE_FUNDED_FTE, y, j));
  assert_true(of(c, STABIL_MEASURE_HELD_FTE, y, j) +
                  of(c, STABIL_MEASURE_VACANT_FTE, y, j) ==
              of(c, STABIL_MEASURE_FUNDED_FTE, y, j));
}

// Ten trainees at `time` of five specialists, rounded down once, at most all they work.
static void test_supervision_takes_work(void **state) {
  (void)state;
  static const struct {
    const char *time;
    double given;
  } row[] = {{"0.1", 1}, {"0.0333", 340.0 / 1024}, {"0.9", 5}, {"0", 0}};
  for (int i = 0; i < 4; i++) {
    stabil_case *c = stabil_capacity_run(
        stabil_case_format(HEAD(SUPERVISED("2", ", time: %s")) PLACE("a", "50", "0.9"),
                           "2", FOR_EVER, row[i].time, YOUNG, "1"),
        1);
    const double trainees = 10 * floor(0.8 * 1024 + 0.5) / 1024;
    for (int y = 0; y < YEARS; y++) {
      assert_true(of(c, STABIL_MEASURE_SUPERVISION_FTE, y, 0) == row[i].given);
      assert_true(of(c, STABIL_MEASURE_SUPERVISOR_FTE, y, 0) == 5);
      assert_true(of(c, STABIL_MEASURE_SUPERVISOR_LOAD, y, 0) == row[i].given / 5);
      assert_true(of(c, STABIL_MEASURE_FTE, y, 0) == 5 + trainees - row[i].given);
      assert_true(of(c, STABIL_MEASURE_CONTINUOUS_FTE, y, 0) <=
                  of(c, STABIL_MEASURE_FTE, y, 0));
      identities(c, y, 0);
    }
    stabil_case_free(c);
  }
}

// Trainees of b take the time of those in a and b alike, by what they work.
static void test_supervision_is_spread(void **state) {
  (void)state;
  stabil_case *c = stabil_capacity_run(
      stabil_case_format(HEAD(SUPERVISED("2", ", time: 0.25, where: region"))
                             PLACE("a", "30", "0.9") PLACE("b", "20", "0.95"),
                         "2", FOR_EVER, YOUNG, "4"),
      1);
  const int a = stabil_case_post(c, "a", "gp"), b = stabil_case_post(c, "b", "gp");
  // three in a and one in b take eight trainees, two FTE
  assert_true(of(c, STABIL_MEASURE_SUPERVISION_FTE, 3, a) == 1.5);
  assert_true(of(c, STABIL_MEASURE_SUPERVISION_FTE, 3, b) == 0.5);
  stabil_case_free(c);
}

// --- nothing
// -------------------------------------------------------------------------

// Study 05 in one labour region, where somebody can always supervise: rotation, transfers
// and rounds go as without a word about supervisors.
static char *doctors(const char *per) {
  char *text = stabil_case_file("scenarios/05_doctors.yaml");
  text = stabil_case_change(text, "region: fjord", "region: town");
  text = stabil_case_change(text, "region: island", "region: town");
  if (!per) return text;
  char *key = stabil_case_format("level: trainee\n    supervision: "
                                 "{by: [gp_specialist], per: %s, where: region}\n"
                                 "    work_share",
                                 per); // of ALIS and of LIS1 in municipalities
  text = stabil_case_change(text, "level: trainee\n    work_share", key);
  free(key);
  return text;
}

static void test_plenty_changes_nothing(void **state) {
  (void)state;
  stabil_case *none = stabil_capacity_run(doctors(NULL), 10);
  stabil_case *plenty = stabil_capacity_run(doctors("1000"), 10);
  stabil_case *few = stabil_capacity_run(doctors("0.2"), 10);
  for (int s = 0; s < none->scenarios; s++) stabil_capacity_same(none, plenty, s);
  assert_true(stabil_case_total(few, 0, STABIL_MEASURE_TRAINEES, 11, false).mean <
              stabil_case_total(none, 0, STABIL_MEASURE_TRAINEES, 11, false).mean);
  stabil_case_free(none);
  stabil_case_free(plenty);
  stabil_case_free(few);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_supervisors_bound_the_intake),
      cmocka_unit_test(test_whole_trainees),
      cmocka_unit_test(test_where_supervisors_count),
      cmocka_unit_test(test_the_order_of_places_does_not_matter),
      cmocka_unit_test(test_a_post_without_supervisors_is_no_option),
      cmocka_unit_test(test_trainees_stay),
      cmocka_unit_test(test_the_lever_raises_it),
      cmocka_unit_test(test_transfers_need_supervisors),
      cmocka_unit_test(test_rotation_pulls_need_supervisors),
      cmocka_unit_test(test_supervision_takes_work),
      cmocka_unit_test(test_supervision_is_spread),
      cmocka_unit_test(test_plenty_changes_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
