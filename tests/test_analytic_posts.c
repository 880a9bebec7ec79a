// SPDX-License-Identifier: GPL-3.0-or-later
// Posts, vacancies, choice and stages against what can be worked out by hand. Seeds are
// fixed, and every assertion fails by chance once in a million (STABIL_ALPHA).
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "case.h"

#define HEAD                                                                             \
  "stabil: 1\ntitle: Analytic\nseed: 12\n"                                               \
  "scenarios:\n  baseline: {}\n"                                                         \
  "regions: {here: {label: Here}, there: {label: There}, far: {label: Far}, "            \
  "away: {label: Away}}\n"                                                               \
  "counties: {north: {label: North}}\n"
#define NURSE                                                                            \
  "professions:\n  nurse: {graduates_as: nurse, entry_age: 26, retire: {end: 100}}\n"    \
  "stages:\n  nurse: {profession: nurse}\n"
#define POST                                                                             \
  "roles:\n  post:\n    at: municipality\n    employer: municipality\n"                  \
  "    holders: [nurse]\n    position_fraction: 1\n"
#define YOUNG "    staff: {experience: {years: [0, 10], shares: [1]}}\n"

static stabil_case *run(char *text, int replicates) {
  return stabil_case_run_text(
      text, &(stabil_run_options){.draws = 1, .replicates = replicates, .threads = 1});
}

// --- how long a vacancy lasts
// ----------------------------------------------------------------------

#define FUNDED 400
#define TURNOVER 0.25
#define TAU 0.5

// A graduate for every opening, and more. In the steady state of steps of dt, with E
// exits a step and y = dt/tau: V (1 - exp(-y)) + E (s + (1 - s) (1 - (1 - exp(-y)) / y))
// are filled, and E of them, so that V = (1 - s) tau E / dt, whatever the step. Those who
// came in the step before, as many as leave, are at risk for half a step more.
static double steady_vacancies(double dt, double succession) {
  const double one = 1 - exp(-TURNOVER * dt), more = 1 - exp(-1.5 * TURNOVER * dt);
  const double exits = one / (1 + one - more); // per holder and step
  const double k = exits * (1 - succession) * TAU / dt;
  return FUNDED * k / (1 + k);
}

static stabil_moments mean_vacancies(const char *steps, double succession) {
  stabil_case *c = run(
      stabil_case_format(
          HEAD NURSE POST YOUNG
          "    turnover: {rate: 0.25}\n    time_to_fill: 0.5\n    succession: %g\n"
          "horizon: {start: 2025, years: 14, steps_per_year: %s}\n"
          "programmes: {school: {profession: nurse, place: a, seats: 60, length: 1}}\n"
          "places:\n"
          "  a: {kind: municipality, region: here, centrality: 5, population: 1000, "
          "posts: {post: {funded: 400, vacancy: 0.1}}}\n",
          succession, steps),
      100);
  stabil_moments m = {0};
  for (int r = 0; r < c->replicates; r++) { // years far apart are nearly independent
    double sum = 0;
    for (int y = 6; y < 14; y++)
      sum += stabil_case_value(c, 0, r, STABIL_MEASURE_VACANT_FTE, y, 0);
    stabil_moments_add(&m, sum / 8);
  }
  stabil_case_free(c);
  return m;
}

static void test_a_vacancy_lasts_tau(void **state) {
  (void)state;
  static const double successions[] = {0, 0.4};
  for (int i = 0; i < 2; i++) {
    const double s = successions[i], k = TURNOVER * TAU * (1 - s);
    const double limit = FUNDED * k / (1 + k);
    stabil_moments m = mean_vacancies("2", s);
    stabil_case_expect_about("vacant, two steps", &m, steady_vacancies(0.5, s), 0);
    stabil_case_expect_about("vacant, two steps", &m, limit, 0.004 * limit);
    m = mean_vacancies("12", s);
    stabil_case_expect_about("vacant, twelve steps", &m, steady_vacancies(1.0 / 12, s),
                             0);
    stabil_case_expect_about("vacant, twelve steps", &m, limit, 0.0002 * limit);
  }
}

// --- where people go
// ----------------------------------------------------------------------

// Two rest places: of those who go, shares as stated, though both weigh a region as well.
static void test_rest_places_share_as_stated(void **state) {
  (void)state;
  stabil_case *c =
      run(stabil_case_format(
              HEAD NURSE POST YOUNG
              "    turnover: {rate: {default: 0.3, kind: {rest: 0}}}\n"
              "horizon: {start: 2025, years: 2, steps_per_year: 2}\n"
              "choice: {home: {rest: 1.5}}\n"
              "flows:\n"
              "  o1: {profession: nurse, from: region, to: far, per_year: 60}\n"
              "  o2: {profession: nurse, from: region, to: away, per_year: 20}\n"
              "places:\n"
              "  a: {kind: municipality, region: here, centrality: 5, population: 1000, "
              "posts: {post: {funded: 600}}}\n"
              "  b: {kind: municipality, region: here, centrality: 5, population: 1000, "
              "posts: {post: {funded: 600}}}\n"
              "  far: {kind: rest, region: far, posts: {post: {staff: 500}}}\n"
              "  away: {kind: rest, region: away, posts: {post: {staff: 9000}}}\n"),
          300);
  const int far = stabil_case_post(c, "far", "post"),
            away = stabil_case_post(c, "away", "post");
  const double n1 =
      stabil_case_moments(c, 0, STABIL_MEASURE_ENTERED, 0, far).mean * c->replicates;
  const double n2 =
      stabil_case_moments(c, 0, STABIL_MEASURE_ENTERED, 0, away).mean * c->replicates;
  const double observed[2] = {n1, n2}, expected[2] = {0.75 * (n1 + n2), 0.25 * (n1 + n2)};
  assert_true(stabil_statistics_chi_square(observed, expected, 2, 0) > STABIL_ALPHA);
  stabil_case_free(c);
}

// Room for everybody and theta 0: one logit over posts with every term in it. Graduates
// from here; half of them grew up here, half there; both in the county north.
static const char posts[] = HEAD
    "professions:\n  nurse: {graduates_as: nurse, entry_age: 26}\n"
    "stages:\n  nurse: {profession: nurse}\n"
    "roles:\n"
    "  post: {at: municipality, employer: municipality, holders: [nurse], "
    "turnover: {rate: 0}, attraction: {default: 0, place: {b: 0.3}}}\n"
    "  ward: {at: hospital, employer: trust, holders: [nurse], turnover: {rate: 0}, "
    "attraction: 0.4}\n"
    "horizon: {start: 2025, years: 3, steps_per_year: 1}\n"
    "traits: {background: {values: [urban, rural], share: 0}}\n"
    "programmes:\n"
    "  school: {profession: nurse, place: a, seats: 300, length: 1, "
    "admission: {rural: 0.4}, origin: {local: 1}}\n"
    "choice: {theta: 0, home: {region: 0.9, county: 0.2}, "
    "training: {region: 0.5, county: 0.1}, distance: 0.6}\n"
    "behaviour:\n"
    "  rural: {lever: choice.utility, who: {traits: [rural]}, "
    "where: {centrality: [6]}, scale: or, value: 2.5}\n"
    "places:\n"
    "  a: {kind: municipality, county: north, region: here, centrality: 3, "
    "population: 1000, lat: 69, lon: 20, posts: {post: {funded: 1000, vacancy: 1}}}\n"
    "  b: {kind: municipality, county: north, region: there, centrality: 6, "
    "population: 1000, lat: 70, lon: 20, attraction: -0.2, "
    "posts: {post: {funded: 3000, vacancy: 1}}}\n"
    "  c: {kind: municipality, region: away, centrality: 5, "
    "population: 1000, lat: 69, lon: 20, posts: {post: {funded: 500, vacancy: 1}}}\n"
    "  h: {kind: hospital, county: north, region: here, centrality: 3, "
    "lat: 69, lon: 20, posts: {ward: {funded: 2000, vacancy: 1}}}\n";

static void test_posts_are_chosen_by_logit(void **state) {
  (void)state;
  stabil_case *c = run(stabil_case_format("%s", posts), 100);
  const int post[] = {stabil_case_post(c, "a", "post"), stabil_case_post(c, "b", "post"),
                      stabil_case_post(c, "c", "post"), stabil_case_post(c, "h", "ward")};
  const double km = 6371.0 * acos(-1.0) / 180; // a degree along the meridian
  double observed[4], expected[4] = {0}, hired = 0;
  for (int k = 0; k < 4; k++) {
    observed[k] = 0;
    for (int y = 0; y < 3; y++)
      observed[k] += c->replicates *
                     stabil_case_moments(c, 0, STABIL_MEASURE_HIRES, y, post[k]).mean;
    hired += observed[k];
  }
  assert_true(hired == 300 * 3 * c->replicates);
  for (int rural = 0; rural < 2; rural++) {
    const double v[] = {0.9 + 0.5,
                        0.3 - 0.2 + 0.2 + 0.1 - 0.6 * log(1 + km / 100) +
                            (rural ? log(2.5) : 0),
                        0, 0.9 + 0.5 + 0.4};
    double sum = 0;
    for (int k = 0; k < 4; k++) sum += exp(v[k]);
    for (int k = 0; k < 4; k++)
      expected[k] += hired * (rural ? 0.4 : 0.6) * exp(v[k]) / sum;
  }
  assert_true(stabil_statistics_chi_square(observed, expected, 4, 0) > STABIL_ALPHA);
  stabil_case_free(c);
}

// theta: the openings a year, a vacancy once each time to fill, to the power 0.7.
static void test_openings_count_by_theta(void **state) {
  (void)state;
  stabil_case *c = run(
      stabil_case_format(
          HEAD NURSE POST
          "    turnover: {rate: 0}\n    time_to_fill: {default: 0.5, place: {b: 2}}\n"
          "horizon: {start: 2025, years: 1, steps_per_year: 2}\n"
          "choice: {theta: 0.7, rounds: 1}\n"
          "programmes: {school: {profession: nurse, place: a, seats: 50, length: 1}}\n"
          "places:\n"
          "  a: {kind: municipality, region: here, centrality: 5, population: 1000, "
          "posts: {post: {funded: 2000, vacancy: 1}}}\n"
          "  b: {kind: municipality, region: here, centrality: 5, population: 1000, "
          "posts: {post: {funded: 4000, vacancy: 1}}}\n"),
      200);
  // hundreds of them fillable in the step in both
  const double a = pow(2000 / 0.5, 0.7), b = pow(4000 / 2.0, 0.7);
  const double n = 50.0 * c->replicates;
  const double observed[] = {
      c->replicates * stabil_case_moments(c, 0, STABIL_MEASURE_HIRES, 0, 0).mean,
      c->replicates * stabil_case_moments(c, 0, STABIL_MEASURE_HIRES, 0, 1).mean};
  const double expected[] = {n * a / (a + b), n * b / (a + b)};
  assert_true(observed[0] + observed[1] == n);
  assert_true(stabil_statistics_chi_square(observed, expected, 2, 0) > STABIL_ALPHA);
  stabil_case_free(c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_vacancy_lasts_tau),
      cmocka_unit_test(test_rest_places_share_as_stated),
      cmocka_unit_test(test_posts_are_chosen_by_logit),
      cmocka_unit_test(test_openings_count_by_theta),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
