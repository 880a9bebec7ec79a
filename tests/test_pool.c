// SPDX-License-Identifier: GPL-3.0-or-later
// A pool: what it gives, to whom, before locums, and nothing where it has nobody.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "case.h"
#include "model/model.h"
#include "year/state.h"

enum { REPLICATES = 40, YEARS = 5, PLACES = 5 };

static const char *const names[PLACES] = {"a", "b", "c", "d", "far"};
static const char *const places[PLACES] = {
    "  a: {kind: municipality, region: here, county: north, centrality: 4, population: "
    "9000, posts: {post: {funded: 30, vacancy: 0.1}, pool: {funded: %s}}}\n",
    "  b: {kind: municipality, region: here, county: north, centrality: 5, population: "
    "4000, posts: {post: {funded: 11, vacancy: 0.3}}}\n",
    "  c: {kind: municipality, region: here, county: north, centrality: 6, population: "
    "1000, posts: {post: {funded: 5, vacancy: 0.4}}}\n",
    "  d: {kind: municipality, region: there, county: north, centrality: 6, population: "
    "1000, posts: {post: {funded: 7, vacancy: 0.5}}}\n",
    "  far: {kind: municipality, region: there, county: south, centrality: 6, "
    "population: "
    "1000, posts: {post: {funded: 7, vacancy: 0.5}}}\n"};

// Absence opens a gap beside the vacancies; overtime and locums take their parts of it.
static char *text(const char *pool, const char *funded, bool backwards,
                  const char *post) {
  char *list = stabil_case_format("%s", "");
  for (int i = 0; i < PLACES; i++) {
    const int p = backwards ? PLACES - 1 - i : i;
    char *one = strstr(places[p], "%s") ? stabil_case_format(places[p], funded)
                                        : stabil_case_format("%s", places[p]);
    char *more = stabil_case_format("%s%s", list, one);
    free(one);
    free(list);
    list = more;
  }
  char *out = stabil_case_format(
      "stabil: 1\ntitle: Pool\nseed: 4\n"
      "horizon: {start: 2025, years: 5, steps_per_year: 2}\n"
      "professions:\n  nurse: {entry_age: 26, retire: {end: 100}}\n"
      "stages:\n  nurse: {profession: nurse}\n"
      "roles:\n  post:\n    at: municipality\n    employer: municipality\n"
      "    holders: [nurse]\n    turnover: {rate: 0.2}\n    time_to_fill: 0.5\n"
      "    position_fraction: 0.83\n    absence: 0.1\n"
      "    overtime: {cap: 0.02, cost: 0.5}\n"
      "    locum: {fill: 0.6, week_price: 40000, weeks_per_fte: 46}\n%s"
      "  pool:\n    at: municipality\n    employer: municipality\n    holders: [nurse]\n"
      "    turnover: {rate: 0.2}\n    time_to_fill: 0.5\n    position_fraction: 0.9\n"
      "    wage: 700000\n%s"
      "counties: {north: {label: North}, south: {label: South}}\n"
      "regions: {here: {label: Here}, there: {label: There}}\n"
      "places:\n%s",
      post, pool, list);
  free(list);
  return out;
}

static stabil_case *run(const char *pool, const char *funded, bool backwards) {
  return stabil_case_run_text(
      text(pool, funded, backwards, ""),
      &(stabil_run_options){.draws = 1, .replicates = REPLICATES, .threads = 1});
}

#define COVERS(where) "    covers: {roles: [post], where: " where "}\n"

static double of(const stabil_case *c, stabil_measure_id id, int r, int y,
                 const char *place, const char *role) {
  return stabil_case_value(c, 0, r, id, y, stabil_case_post(c, place, role));
}

#define POST(NAME) of(c, STABIL_MEASURE_##NAME, r, y, names[p], "post")
#define POOL(NAME) of(c, STABIL_MEASURE_##NAME, r, y, "a", "pool")

// Of the covered places, in proportion, whole units to the largest remainders.
static void shared(const stabil_case *c, int r, int y, const bool *in, double *given) {
  double there = POOL(FTE) + POOL(ROTATION_FTE), sum = 0, gap[PLACES], sure = 0;
  double least_up = 1, most_down = 0;
  for (int p = 0; p < PLACES; p++) {
    gap[p] = in[p] ? POST(FUNDED_FTE) + POST(SURPLUS_FTE) - POST(FTE) -
                         POST(ROTATION_FTE) - POST(OVERTIME_FTE)
                   : 0;
    sum += gap[p];
  }
  const double all = fmin(there, sum) * 1024;
  for (int p = 0; p < PLACES; p++) {
    const double units = POST(POOL_FTE) * 1024;
    const double exact = sum > 0 ? all * gap[p] / sum : 0;
    *given += units;
    sure += units;
    assert_true(units <= gap[p] * 1024);
    assert_true(units == floor(exact) || units == floor(exact) + 1);
    if (exact == floor(exact)) continue;
    if (units > exact) least_up = fmin(least_up, exact - floor(exact));
    if (units < exact) most_down = fmax(most_down, exact - floor(exact));
  }
  assert_true(sure == all);
  assert_true(least_up >= most_down);
}

static void covered(const char *pool, const bool *in) {
  stabil_case *c = run(pool, "3", false);
  double given = 0;
  for (int k = 0; k < REPLICATES * YEARS; k++) {
    const int r = k / YEARS, y = k % YEARS;
    shared(c, r, y, in, &given);
    for (int p = 0; p < PLACES; p++) {
      const double left = POST(UNCOVERED_FTE) + POST(LOCUM_FTE);
      assert_true(POST(FTE) + POST(ROTATION_FTE) + POST(OVERTIME_FTE) + POST(POOL_FTE) +
                      left - POST(SURPLUS_FTE) ==
                  POST(FUNDED_FTE));
      assert_true(POST(LOCUM_FTE) ==
                  fmin(left, floor(POST(VACANT_FTE) * 0.6 * 1024) / 1024));
      assert_true(POST(WORKED_FTE_ALL) == POST(FTE) + POST(POOL_FTE) + POST(LOCUM_FTE));
    }
    assert_true(POOL(POOL_FTE) == 0 && POOL(WORKED_FTE_ALL) == 0);
    assert_true(POOL(FTE) + POOL(UNCOVERED_FTE) - POOL(SURPLUS_FTE) == POOL(FUNDED_FTE));
  }
  assert_true(given > 0);
  stabil_case_free(c);
}

static void test_it_is_shared_out(void **state) {
  (void)state;
  covered(COVERS("region"), (const bool[]){true, true, true, false, false});
  covered(COVERS("county"), (const bool[]){true, true, true, true, false});
  covered(COVERS("{centrality: [6]}"), (const bool[]){false, false, true, true, true});
  covered(COVERS("{places: [c]}"), (const bool[]){false, false, true, false, false});
}

// The pool's wages are paid where it is, whatever it covers.
static void test_it_costs_its_wages(void **state) {
  (void)state;
  stabil_case *with = run(COVERS("region"), "3", false), *without = run("", "3", false);
  double all = 0;
  for (int r = 0; r < REPLICATES; r++)
    for (int y = 0; y < YEARS; y++) {
      const stabil_measure_id id = STABIL_MEASURE_WAGE_COST;
      const double paid = of(with, id, r, y, "a", "pool");
      assert_true(paid == of(without, id, r, y, "a", "pool"));
      all += paid;
    }
  assert_true(all > 0);
  stabil_case_free(with);
  stabil_case_free(without);
}

static void same_posts(const stabil_case *x, const stabil_case *y) {
  for (int r = 0; r < REPLICATES; r++)
    for (int k = 0; k < STABIL_MEASURE_COUNT * YEARS * PLACES; k++) {
      const int m = k / (YEARS * PLACES), year = k / PLACES % YEARS;
      const char *place = names[k % PLACES];
      const double a = of(x, (stabil_measure_id)m, r, year, place, "post");
      const double b = of(y, (stabil_measure_id)m, r, year, place, "post");
      assert_true(a == b || (isnan(a) && isnan(b)));
    }
}

// A pool of nobody covers nothing, to the bit; and the order of writing says nothing.
static void test_nobody_and_order(void **state) {
  (void)state;
  stabil_case *none = run("", "0", false), *empty = run(COVERS("region"), "0", false);
  same_posts(none, empty);
  stabil_case *forth = run(COVERS("region"), "3", false);
  stabil_case *back = run(COVERS("region"), "3", true);
  same_posts(forth, back);
  stabil_case_free(none);
  stabil_case_free(empty);
  stabil_case_free(forth);
  stabil_case_free(back);
}

// What a pool covers is no load.
static void test_it_is_relief(void **state) {
  (void)state;
  char *yaml = text(COVERS("region"), "3", false, "    load: {effect: 1}\n");
  stabil_study *study = stabil_case_study(yaml);
  stabil_world *w;
  stabil_model *m;
  stabil_state *s;
  const stabil_layout layout = {.sizes = {.count = 1}, .tenure_years = 1};
  static const int sizes[16] = {0};
  assert_int_equal(stabil_world_create(study, -1, 1, study->years, &w, NULL), 0);
  assert_int_equal(stabil_model_create(w, 0, &m, NULL), 0);
  assert_int_equal(stabil_state_create(w, &layout, sizes, &s, NULL), 0);
  stabil_schedule_run(s, m, 1);
  double relief = 0;
  for (int j = 0; j < w->posts; j++) {
    if (!w->study->role[w->post[j].role].load.given) continue;
    const double *at = s->values + (YEARS - 1) * w->posts + j;
    const size_t one = (size_t)(YEARS * w->posts);
    relief += at[STABIL_MEASURE_POOL_FTE * one];
    assert_true(s->load[w->posts + j] == (at[STABIL_MEASURE_UNCOVERED_FTE * one] +
                                          at[STABIL_MEASURE_OVERTIME_FTE * one]) /
                                             at[STABIL_MEASURE_FUNDED_FTE * one]);
  }
  assert_true(relief > 0);
  stabil_state_free(s);
  stabil_model_free(m);
  stabil_world_free(w);
  stabil_study_free(study);
  free(yaml);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_it_is_shared_out),
      cmocka_unit_test(test_it_costs_its_wages),
      cmocka_unit_test(test_nobody_and_order),
      cmocka_unit_test(test_it_is_relief),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
