// SPDX-License-Identifier: GPL-3.0-or-later
// The expected mode: against formulas and Monte Carlo where a study is linear, apart from
// Monte Carlo where it is not, and the same whatever the seed, the threads and the order.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "case.h"
#include "scenario/study.h"

static stabil_case *expect(char *text, int units) {
  return stabil_case_run_text(
      text,
      &(stabil_run_options){.draws = 1, .threads = 1, .expected = true, .units = units});
}

static stabil_case *expect_file(const char *path, int units) {
  return expect(stabil_case_file(path), units);
}

static double value(const stabil_case *c, stabil_measure_id measure, int year, int post) {
  return stabil_case_value(c, 0, 0, measure, year, post);
}

// To a thousandth, or to the sub-unit of a person.
static void near(const char *what, double found, double expected) {
  if (!(fabs(found - expected) <= fmax(1e-3 * expected, 1.0 / 1024)))
    fail_msg("%s: found %.8g, expected %.8g", what, found, expected);
}

// --- formulas
// ----------------------------------------------------------------------

// One role in one place; professions, the role's numbers and places are the test's.
#define STUDY(years, steps, profession, role, places)                                    \
  "stabil: 1\ntitle: Analytic\nseed: 11\n"                                               \
  "horizon: {start: 2025, years: " years ", steps_per_year: " steps "}\n"                \
  "professions:\n  nurse: {graduates_as: nurse, entry_age: 26, " profession "}\n"        \
  "stages:\n  nurse: {profession: nurse}\n"                                              \
  "roles:\n  post:\n    at: municipality\n    employer: municipality\n"                  \
  "    holders: [nurse]\n    position_fraction: 1\n    turnover: {rate: 0}\n" role       \
  "regions: {here: {label: Here}, far: {label: Far}}\n"                                  \
  "places:\n  a: {kind: municipality, region: here, centrality: 5, population: 1000, "   \
  "lat: 0, lon: 0, posts: {post: {funded: 40}}}\n" places "scenarios: {baseline: {}}\n"
#define STAFF(from, to)                                                                  \
  "    staff: {experience: {years: [" from ", " to "], shares: [1]}}\n"

static stabil_case *run(const char *text) {
  return expect(stabil_case_format("%s", text), 0);
}

static void survival_is_exponential(const char *text) {
  stabil_case *c = run(text);
  for (int y = 0; y < c->years; y++)
    near("survivors", value(c, STABIL_MEASURE_HEADCOUNT, y, 0),
         40 * exp(-0.15 * (y + 1)));
  stabil_case_free(c);
}

static void test_survival_is_exponential(void **state) {
  (void)state;
  survival_is_exponential(
      STUDY("8", "2", "leave_profession: 0.15", STAFF("0", "10"), ""));
  survival_is_exponential(
      STUDY("8", "12", "leave_profession: 0.15", STAFF("0", "1"), ""));
}

// Cumulative incidence of two causes.
static void test_causes_share_the_exits(void **state) {
  (void)state;
  stabil_case *c = run(STUDY(
      "6", "4", "leave_profession: 0.08, retire: {ages: [40], rates: [0.12], end: 99}",
      STAFF("20", "30"), ""));
  double left = 0, retired = 0;
  for (int y = 0; y < c->years; y++) {
    const double *causes = stabil_case_causes(c, 0, 0, y, 0);
    left += causes[STABIL_CAUSE_LEAVE_PROFESSION];
    retired += causes[STABIL_CAUSE_RETIRE];
    const double gone = 1 - exp(-0.20 * (y + 1));
    near("left", left, 40 * 0.4 * gone);
    near("retired", retired, 40 * 0.6 * gone);
  }
  stabil_case_free(c);
}

// 60 a year enter, each leaves at 0.5 a year: 60 / 0.5 in the end, and on the way there
// from 20. Who comes and goes within a step is not seen to enter.
static void immigration_and_death(const char *steps, double dt) {
  char *text = stabil_case_format(
      STUDY("16", "%s", "leave_profession: 0.5", STAFF("0", "5"),
            "  far: {kind: rest, region: far, posts: {post: {staff: 20}}, "
            "renewal: {post: {stage: nurse, rate: 1.5, foreign_trained: 30}}}\n"),
      steps);
  stabil_case *c = run(text);
  const double mean = 60 / 0.5;
  const int far = stabil_case_post(c, "far", "post");
  for (int y = 0; y < c->years; y++) {
    near("stock", value(c, STABIL_MEASURE_HEADCOUNT, y, far),
         mean + (20 - mean) * exp(-0.5 * (y + 1)));
    near("entry", value(c, STABIL_MEASURE_ENTERED, y, far),
         mean * (1 - exp(-0.5 * dt)) / dt);
  }
  stabil_case_free(c);
  free(text);
}

static void test_immigration_and_death(void **state) {
  (void)state;
  immigration_and_death("2", 1.0 / 2);
  immigration_and_death("12", 1.0 / 12);
}

// Seventeen and a half seats a year, a tenth lost a year, three years: classes of summer.
static void test_students_pass_through(void **state) {
  (void)state;
  stabil_case *c = run(
      STUDY("6", "2", "leave_profession: 0", STAFF("0", "5"),
            "programmes: {school: {profession: nurse, place: a, seats: 17.5, length: 3, "
            "dropout: 0.1}}\n"));
  for (int y = 0; y < c->years; y++) {
    const double students = 17.5 * (pow(0.9, 0.5) + pow(0.9, 1.5) + pow(0.9, 2.5));
    near("admitted", stabil_case_education(c, 0, 0, STABIL_EDUCATION_ADMITTED, y, 0),
         17.5);
    near("graduates", stabil_case_education(c, 0, 0, STABIL_EDUCATION_GRADUATES, y, 0),
         17.5 * 0.729);
    near("students", stabil_case_education(c, 0, 0, STABIL_EDUCATION_STUDENTS, y, 0),
         students);
  }
  stabil_case_free(c);
}

// Forty years old to the day, 0 until 42, 0.4 a year until the end at 45.
static void test_retirement_waits_for_the_age(void **state) {
  (void)state;
  stabil_case *c = run(
      STUDY("6", "4", "leave_profession: 0, retire: {ages: [42], rates: [0.4], end: 45}",
            STAFF("14", "14.1"), ""));
  for (int y = 0; y < 6; y++) {
    const double p = y < 2 ? 1 : y < 5 ? exp(-0.4 * (y - 1)) : 0;
    near("not retired", value(c, STABIL_MEASURE_HEADCOUNT, y, 0), 40 * p);
  }
  stabil_case_free(c);
}

// Numbers that are absolute stay so. A team of three at 0.1 x 6 / team, who do not come
// back: by steps of a month, and no team is smaller than one.
static void test_a_team_is_counted_in_people(void **state) {
  (void)state;
  stabil_case *c =
      run("stabil: 1\ntitle: Team\nhorizon: {start: 2025, years: 4, steps_per_year: 12}\n"
          "professions:\n  doctor: {graduates_as: fresh, entry_age: 26}\n"
          "stages: {fresh: {profession: doctor}, gp: {profession: doctor}}\n"
          "roles:\n  gp:\n    at: municipality\n    employer: municipality\n"
          "    holders: {fresh: gp}\n    turnover: {rate: 0.1}\n"
          "    team: {effect: 1, reference: 6}\n"
          "    staff: {stages: {gp: 1}, experience: {years: [0, 5], shares: [1]}}\n"
          "regions: {here: {label: Here}}\n"
          "places:\n  a: {kind: municipality, region: here, centrality: 6, "
          "population: 1000, posts: {gp: {funded: 3}}}\n"
          "scenarios: {baseline: {}}\n");
  double there = 3;
  for (int y = 0; y < c->years; y++) {
    for (int t = 0; t < 12; t++) there *= exp(-0.1 * 6 / fmax(1, there) / 12);
    near("team", value(c, STABIL_MEASURE_HEADCOUNT, y, 0), there);
  }
  stabil_case_free(c);
}

// Half of forty posts are vacant, and nobody comes or goes: locums within the budget, and
// a measure that costs so much a place.
static void test_money_is_not_in_sub_units(void **state) {
  (void)state;
  char *text = stabil_case_format(
      "%s", STUDY("2", "2", "leave_profession: 0",
                  STAFF("0", "5") "    vacancy: 0.5\n    wage: 500000\n"
                                  "    locum: {fill: 0.5, week_price: 10000, "
                                  "weeks_per_fte: 40, budget: 123456}\n",
                  ""));
  text = stabil_case_change(
      text, "scenarios: {baseline: {}}\n",
      "measures: {office: {about: x, effects: [{lever: hazard.separate, scale: hr, "
      "value: 0.5}], costs: [{per: place, item: programme, payer: state, "
      "roles: [post], amount: 70000}]}}\n"
      "scenarios: {baseline: {}, office: {measures: [{use: office}]}}\n");
  stabil_case *c = expect(text, 0);
  for (int y = 0; y < 2; y++) {
    near("locums", value(c, STABIL_MEASURE_LOCUM_COST, y, 0), 123456);
    near("wages", value(c, STABIL_MEASURE_WAGE_COST, y, 0), 20 * 500000);
    near("office", stabil_case_value(c, 1, 0, STABIL_MEASURE_PROGRAMME_COST, y, 0),
         70000);
  }
  stabil_case_free(c);
}

// --- against Monte Carlo
// ----------------------------------------------------------------------

static const stabil_measure_id compared[] = {
    STABIL_MEASURE_HEADCOUNT,   STABIL_MEASURE_HELD_FTE,    STABIL_MEASURE_VACANT_FTE,
    STABIL_MEASURE_LEFT,        STABIL_MEASURE_SEPARATIONS, STABIL_MEASURE_HIRES,
    STABIL_MEASURE_TENURE_YEARS};
enum { COMPARED = sizeof compared / sizeof *compared };

static double total(const stabil_case *c, int scenario, stabil_measure_id m, int year) {
  return stabil_case_total(c, scenario, m, year, false).mean;
}

// Standard errors of the Monte Carlo mean between it and what is expected.
static double gap(const stabil_case *e, const stabil_case *c, int scenario,
                  stabil_measure_id measure, int year) {
  const stabil_moments m = stabil_case_total(c, scenario, measure, year, false);
  const double off = total(e, scenario, measure, year) - m.mean;
  const double error = stabil_moments_error(&m);
  return error > 0 ? off / error : off == 0 ? 0 : (double)INFINITY;
}

static void agrees(const char *path, int replicates) {
  stabil_case *e = expect_file(path, 0);
  stabil_case *c = stabil_case_run_text(
      stabil_case_file(path),
      &(stabil_run_options){.draws = 1, .replicates = replicates, .threads = 2});
  for (int k = 0; k < COMPARED; k++) {
    for (int y = 0; y < c->years; y++) {
      const double z = gap(e, c, 0, compared[k], y);
      if (!(fabs(z) < 4))
        fail_msg("%s: %s, year %d: expected %g, %g standard errors off", path,
                 stabil_measure_get(compared[k])->name, y, total(e, 0, compared[k], y),
                 z);
    }
  }
  stabil_case_free(e);
  stabil_case_free(c);
}

static void test_linear_studies_agree_with_monte_carlo(void **state) {
  (void)state;
  agrees("scenarios/01_attrition.yaml", 2000);
  agrees("scenarios/02_competing_causes.yaml", 400);
}

// Study 03 with 64 times the people, posts and seats.
static char *sixty_four(void) {
  char *text = stabil_case_file("scenarios/03_education.yaml");
  text = stabil_case_change(text, "population: 20000", "population: 1280000");
  text = stabil_case_change(text, "funded: {value: 150", "funded: {value: 9600");
  text = stabil_case_change(text, "{2022: 10, 2024: 12}", "{2022: 640, 2024: 768}");
  return stabil_case_change(text, "value: {value: 6,", "value: {value: 384,");
}

// Where posts take only so many the gap is that of small numbers: Monte Carlo of a
// country 64 times as big has none left.
static void test_the_gap_is_that_of_small_numbers(void **state) {
  (void)state;
  const stabil_run_options options = {.draws = 1, .replicates = 60, .threads = 2};
  stabil_case *e = expect_file("scenarios/03_education.yaml", 0);
  stabil_case *c =
      stabil_case_run_text(stabil_case_file("scenarios/03_education.yaml"), &options);
  stabil_case *big = stabil_case_run_text(sixty_four(), &options);
  const double small_gap = gap(e, c, 1, STABIL_MEASURE_VACANT_FTE, 11);
  assert_true(fabs(small_gap) > 4);
  for (int s = 0; s < 2; s++) {
    for (int y = 0; y < big->years; y++) {
      const stabil_moments m =
          stabil_case_total(big, s, STABIL_MEASURE_VACANT_FTE, y, false);
      const double off = 64 * total(e, s, STABIL_MEASURE_VACANT_FTE, y) - m.mean;
      if (!(fabs(off) < 4 * stabil_moments_error(&m)))
        fail_msg("scenario %d, year %d: expected %g, found %g +- %g", s, y, m.mean + off,
                 m.mean, stabil_moments_error(&m));
    }
  }
  stabil_case_free(e);
  stabil_case_free(c);
  stabil_case_free(big);
}

// So it is with every mechanism: chance acts on 64 times the people, posts and seats, and
// results are divided. What is left is the standard error of the few replicates, and a
// gap that has become 64 times as small.
static void is_the_limit(const char *path) {
  static const stabil_measure_id measures[] = {
      STABIL_MEASURE_HEADCOUNT,          STABIL_MEASURE_VACANT_FTE,
      STABIL_MEASURE_SEPARATIONS,        STABIL_MEASURE_HIRES,
      STABIL_MEASURE_ROTATION_HEADCOUNT, STABIL_MEASURE_TRAINEES,
      STABIL_MEASURE_OVERTIME_FTE,       STABIL_MEASURE_POOL_FTE,
      STABIL_MEASURE_LOCUM_COST,         STABIL_MEASURE_TOTAL_COST,
      STABIL_MEASURE_TENURE_YEARS,       STABIL_MEASURE_FILLED_POSTS};
  stabil_case *e = stabil_case_run_text(
      stabil_case_file(path),
      &(stabil_run_options){
          .draws = 1, .years = 6, .threads = 2, .expected = true, .units = 256});
  stabil_case *c = stabil_case_run_text(stabil_case_file(path),
                                        &(stabil_run_options){.draws = 1,
                                                              .years = 6,
                                                              .even_constants = true,
                                                              .replicates = 12,
                                                              .threads = 2,
                                                              .units = 64});
  for (int s = 0; s < c->scenarios; s++) {
    for (int k = 0; k < (int)(sizeof measures / sizeof *measures); k++) {
      for (int y = 1; y < c->years; y += 2) {
        const stabil_moments m = stabil_case_total(c, s, measures[k], y, false);
        const double off = total(e, s, measures[k], y) - m.mean;
        const double room = 5 * stabil_moments_error(&m) + 1e-3 * m.mean;
        if (!(fabs(off) <= room))
          fail_msg("%s: %s, scenario %d, year %d: expected %g, found %g +- %g\n", path,
                   stabil_measure_get(measures[k])->name, s, y, m.mean + off, m.mean,
                   stabil_moments_error(&m));
      }
    }
  }
  stabil_case_free(e);
  stabil_case_free(c);
}

static void test_chance_among_many_has_the_same_limit(void **state) {
  (void)state;
  is_the_limit("scenarios/05_doctors.yaml");
  is_the_limit("scenarios/07_feedback.yaml");
  is_the_limit("scenarios/08_bond.yaml");
  is_the_limit("scenarios/09_matching.yaml");
  is_the_limit("scenarios/10_poaching.yaml");
  is_the_limit("scenarios/11_capacity.yaml");
  is_the_limit("scenarios/12_ways_in.yaml");
  is_the_limit("scenarios/13_lis1_alis.yaml");
  is_the_limit("scenarios/14_cover.yaml");
  is_the_limit("scenarios/15_fixed_term.yaml");
}

// Four posts on an island: with few people the burden varies, and its mean is not the
// burden of the mean (Jensen).
static void test_feedback_in_small_numbers_shows_a_gap(void **state) {
  (void)state;
  const char *path = "scenarios/07_feedback.yaml";
  stabil_case *e = expect_file(path, 0);
  stabil_case *c = stabil_case_run_text(
      stabil_case_file(path),
      &(stabil_run_options){.draws = 1, .replicates = 400, .threads = 2});
  assert_true(fabs(gap(e, c, 0, STABIL_MEASURE_VACANT_FTE, 9)) > 5);
  stabil_case_free(e);
  stabil_case_free(c);
}

// --- what does not matter
// ----------------------------------------------------------------------

static void same(const stabil_case *a, const stabil_case *b) {
  assert_int_equal(a->scenarios, b->scenarios);
  assert_int_equal(a->replicates, b->replicates);
  for (int s = 0; s < a->scenarios; s++)
    for (int r = 0; r < a->replicates; r++)
      assert_true(stabil_case_same(a, s, r, b, s, r, a->years));
}

static void nothing_matters(char *text) {
  const stabil_run_options options = {
      .draws = 1, .threads = 1, .expected = true, .units = 64};
  stabil_run_options other = options;
  stabil_study *study = stabil_case_study(text);
  stabil_case *a = stabil_case_run(study, &options), *b;
  other.has_seed = true;
  other.seed = 99;
  b = stabil_case_run(study, &other);
  same(a, b);
  stabil_case_free(b);
  other.threads = 4;
  b = stabil_case_run(study, &other);
  same(a, b);
  stabil_case_free(b);
  // a scenario alone
  other.scenario_count = 1;
  other.scenarios = &study->scenario[study->scenario_count - 1].name;
  b = stabil_case_run(study, &other);
  assert_true(stabil_case_same(a, a->scenarios - 1, 0, b, 0, 0, a->years));
  stabil_case_free(a);
  stabil_case_free(b);
  stabil_study_free(study);
  free(text);
}

static void test_neither_seed_nor_threads_nor_company_matter(void **state) {
  (void)state;
  nothing_matters(stabil_case_file("scenarios/05_doctors.yaml"));
  nothing_matters(stabil_case_file("scenarios/06_bundle.yaml"));
  nothing_matters(stabil_case_feedback());
}

// One replicate for each draw; draws differ, a study without uncertain numbers has one.
static void test_one_replicate_for_each_draw(void **state) {
  (void)state;
  const stabil_run_options options = {
      .draws = 3, .threads = 2, .expected = true, .units = 16};
  stabil_case *c =
      stabil_case_run_text(stabil_case_file("scenarios/06_bundle.yaml"), &options);
  assert_int_equal(c->replicates, 3);
  assert_false(stabil_case_same(c, 0, 0, c, 0, 1, c->years));
  stabil_case_free(c);
  c = stabil_case_run_text(stabil_case_file("scenarios/01_attrition.yaml"), &options);
  assert_int_equal(c->replicates, 1);
  stabil_case_free(c);
}

static void refused(stabil_run_options options) {
  char *text = stabil_case_file("scenarios/01_attrition.yaml");
  stabil_study *study = stabil_case_study(text);
  stabil_case *c = calloc(1, sizeof *c);
  assert_non_null(c);
  stabil_error err = {0};
  options.expected = true;
  assert_int_equal(stabil_run(study, &options, stabil_case_sink(c), NULL, &err),
                   STABIL_USAGE);
  assert_true(err.count == 1);
  stabil_error_clear(&err);
  stabil_study_free(study);
  stabil_case_free(c);
  free(text);
}

static void test_what_makes_no_sense_is_refused(void **state) {
  (void)state;
  refused((stabil_run_options){.replicate = 1});
  refused((stabil_run_options){.replicates = 10});
  refused((stabil_run_options){.units = 48});
  refused((stabil_run_options){.units = 1 << 15});
}

// --- discretisation
// ----------------------------------------------------------------------

// Root mean square difference of a measure between two numbers of sub-units, over posts
// and years, in people or FTE.
static double distance(const stabil_case *a, const stabil_case *b, stabil_measure_id m) {
  double sum = 0;
  int cells = 0;
  for (int j = 0; j < a->posts; j++) {
    for (int y = 0; y < a->years && !a->rest[j]; y++, cells++) {
      const double off = value(a, m, y, j) - value(b, m, y, j);
      sum += off * off;
    }
  }
  return sqrt(sum / cells);
}

static void test_sub_units_converge(void **state) {
  (void)state;
  double last = INFINITY;
  stabil_case *fine = expect_file("scenarios/05_doctors.yaml", 4096);
  for (int units = 16; units <= 1024; units *= 4) {
    stabil_case *c = expect_file("scenarios/05_doctors.yaml", units);
    const double off = distance(c, fine, STABIL_MEASURE_HEADCOUNT);
    print_message("%d: %g\n", units, off);
    assert_true(off < 0.75 * last);
    last = off;
    stabil_case_free(c);
  }
  assert_true(last < 0.02);
  stabil_case_free(fine);
}

int main(int argc, char **argv) {
  if (argc > 1) cmocka_set_test_filter(argv[1]);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_survival_is_exponential),
      cmocka_unit_test(test_causes_share_the_exits),
      cmocka_unit_test(test_immigration_and_death),
      cmocka_unit_test(test_students_pass_through),
      cmocka_unit_test(test_retirement_waits_for_the_age),
      cmocka_unit_test(test_a_team_is_counted_in_people),
      cmocka_unit_test(test_money_is_not_in_sub_units),
      cmocka_unit_test(test_the_gap_is_that_of_small_numbers),
      cmocka_unit_test(test_chance_among_many_has_the_same_limit),
      cmocka_unit_test(test_linear_studies_agree_with_monte_carlo),
      cmocka_unit_test(test_feedback_in_small_numbers_shows_a_gap),
      cmocka_unit_test(test_neither_seed_nor_threads_nor_company_matter),
      cmocka_unit_test(test_one_replicate_for_each_draw),
      cmocka_unit_test(test_what_makes_no_sense_is_refused),
      cmocka_unit_test(test_sub_units_converge),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
