// SPDX-License-Identifier: GPL-3.0-or-later
// What must hold in every cell of every run, to the bit: people and posts add up, nobody
// appears or vanishes, money is paid by somebody.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "case.h"
#include "year/state.h"

typedef struct cell { // of a post in a year
  const stabil_case *c;
  int scenario, replicate, year, post;
  double units; // sub-units of a person
} cell;

static double at(const cell *x, stabil_measure_id measure) {
  return stabil_case_value(x->c, x->scenario, x->replicate, measure, x->year, x->post);
}

#define AT(NAME) at(x, STABIL_MEASURE_##NAME)

static void wrong(const cell *x, const char *what, double found, double expected) {
  fail_msg(
      "%s: found %.17g, expected %.17g (scenario %d, replicate %d, year %d, %s in %s)",
      what, found, expected, x->scenario, x->replicate, x->year,
      stabil_case_role(x->c, x->post), stabil_case_place(x->c, x->post));
}

static void equal(const cell *x, const char *what, double found, double expected) {
  if (found != expected) wrong(x, what, found, expected);
}

static void people_add_up(const cell *x) {
  const cell before = {x->c, x->scenario, x->replicate, x->year - 1, x->post, x->units};
  const double start = x->year == 0
                           ? stabil_case_initial(x->c, x->scenario, x->replicate, x->post)
                           : at(&before, STABIL_MEASURE_HEADCOUNT);
  equal(x, "headcount", AT(HEADCOUNT), start + AT(ENTERED) - AT(LEFT));
  equal(x, "staff", AT(STAFF), AT(HEADCOUNT) + AT(ROTATION_HEADCOUNT));
}

static void posts_add_up(const cell *x) {
  equal(x, "posts",
        AT(HELD_FTE) + AT(ROTATION_FTE) + AT(VACANT_FTE) - AT(POST_SURPLUS_FTE),
        AT(FUNDED_FTE));
  equal(x, "capacity",
        AT(FTE) + AT(ROTATION_FTE) + AT(OVERTIME_FTE) + AT(POOL_FTE) + AT(LOCUM_FTE) +
            AT(UNCOVERED_FTE) - AT(SURPLUS_FTE),
        AT(FUNDED_FTE));
  equal(x, "vacant and surplus at once", AT(VACANT_FTE) * AT(POST_SURPLUS_FTE), 0);
  equal(x, "gap and surplus at once",
        (AT(OVERTIME_FTE) + AT(LOCUM_FTE) + AT(UNCOVERED_FTE)) * AT(SURPLUS_FTE), 0);
  if (AT(LOCUM_FTE) > AT(VACANT_FTE))
    wrong(x, "locums beyond vacancies", AT(LOCUM_FTE), AT(VACANT_FTE));
  if (!x->c->rest[x->post]) return;
  equal(x, "vacancies in the rest of the country", AT(VACANT_FTE), 0);
  equal(x, "funded in the rest of the country", AT(FUNDED_FTE), AT(HELD_FTE));
}

static double sum_of(const double *x, int count) {
  double sum = 0;
  for (int i = 0; i < count; i++) sum += x[i];
  return sum;
}

// Everybody who leaves has a cause, everybody who comes comes from somewhere.
static void causes_add_up(const cell *x) {
  const bool rest = x->c->rest[x->post];
  const double *causes =
      stabil_case_causes(x->c, x->scenario, x->replicate, x->year, x->post);
  const double *origins =
      stabil_case_origins(x->c, x->scenario, x->replicate, x->year, x->post);
  equal(x, "causes", sum_of(causes, STABIL_CAUSE_COUNT), rest ? 0 : AT(SEPARATIONS));
  equal(x, "origins", sum_of(origins, STABIL_ORIGIN_COUNT), rest ? 0 : AT(HIRES));
}

// Of those who were there, some stayed; and no more work is old than all work.
static void tenure_adds_up(const cell *x) {
  const bool rest = x->c->rest[x->post];
  const cell before = {x->c, x->scenario, x->replicate, x->year - 1, x->post, x->units};
  const double start = x->year == 0
                           ? stabil_case_initial(x->c, x->scenario, x->replicate, x->post)
                           : at(&before, STABIL_MEASURE_STAFF);
  equal(x, "staff before", AT(STAFF_BEFORE), rest ? 0 : start);
  if (AT(STAYERS) > fmin(AT(STAFF_BEFORE), AT(STAFF)))
    wrong(x, "stayers", AT(STAYERS), AT(STAFF_BEFORE));
  if (!rest && AT(STAYERS) < AT(STAFF_BEFORE) - AT(SEPARATIONS))
    wrong(x, "stayers", AT(STAYERS), AT(STAFF_BEFORE) - AT(SEPARATIONS));
  // what a pool works is told where it is done
  const bool pool = strcmp(stabil_case_role(x->c, x->post), "nurse_pool") == 0;
  equal(x, "worked", AT(WORKED_FTE_ALL),
        rest || pool ? 0 : AT(FTE) + AT(ROTATION_FTE) + AT(POOL_FTE) + AT(LOCUM_FTE));
  if (AT(CONTINUOUS_FTE) > AT(WORKED_FTE_ALL) - AT(POOL_FTE) - AT(LOCUM_FTE))
    wrong(x, "continuous", AT(CONTINUOUS_FTE), AT(WORKED_FTE_ALL));
}

static void numbers_are_sound(const cell *x) {
  for (int m = 0; m < STABIL_MEASURE_COUNT; m++) {
    const stabil_measure *measure = stabil_measure_get((stabil_measure_id)m);
    const double value = at(x, (stabil_measure_id)m);
    if (measure->denominator != STABIL_MEASURE_NONE) {
      const double below = at(x, measure->denominator);
      if (below > 0)
        equal(x, measure->name, value, at(x, measure->numerator) / below);
      else if (!isnan(value))
        wrong(x, measure->name, value, (double)NAN);
      continue;
    }
    if (!(value >= 0)) wrong(x, measure->name, value, 0);
    // FTE are multiples of 2^-10 of a person or, in the expected mode, of its sub-units
    const double unit = (measure->unit[0] == 'F' ? 1024 : 1) * x->units;
    const bool counted = measure->unit[0] == 'F' ||
                         (measure->unit[0] == 'p' && m != STABIL_MEASURE_PERSON_YEARS);
    if (counted) equal(x, measure->name, value * unit, floor(value * unit));
  }
  equal(x, "total cost", AT(TOTAL_COST),
        AT(WAGE_COST) + AT(LOCUM_COST) + AT(INCENTIVE_COST) + AT(ROTATION_COST) +
            AT(RECRUITMENT_COST) + AT(PROGRAMME_COST));
}

static double paid(const stabil_case *c, int scenario, int replicate, int year,
                   int item) {
  const double *money = stabil_case_money(c, scenario, replicate, year);
  double sum = 0;
  for (int payer = 0; payer < STABIL_PAYER_COUNT; payer++)
    sum += money[payer * STABIL_ITEM_COUNT + item];
  return sum;
}

// What is paid by somebody is what the posts cost. Sums of money are floating, and in
// another order.
static void money_adds_up(const stabil_case *c, int scenario, int replicate, int year) {
  static const struct {
    stabil_item_id item;
    stabil_measure_id measure;
  } pairs[] = {{STABIL_ITEM_WAGE, STABIL_MEASURE_WAGE_COST},
               {STABIL_ITEM_LOCUM, STABIL_MEASURE_LOCUM_COST},
               {STABIL_ITEM_INCENTIVE, STABIL_MEASURE_INCENTIVE_COST},
               {STABIL_ITEM_ROTATION, STABIL_MEASURE_ROTATION_COST},
               {STABIL_ITEM_RECRUITMENT, STABIL_MEASURE_RECRUITMENT_COST},
               {STABIL_ITEM_PROGRAMME, STABIL_MEASURE_PROGRAMME_COST}};
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    double cost = 0;
    for (int j = 0; j < c->posts; j++) {
      if (!c->rest[j])
        cost += stabil_case_value(c, scenario, replicate, pairs[i].measure, year, j);
    }
    const double payers = paid(c, scenario, replicate, year, (int)pairs[i].item);
    if (fabs(cost - payers) > 1e-9 * (1 + fabs(cost)))
      fail_msg("%s: posts cost %.17g, payers pay %.17g",
               stabil_item_label(pairs[i].item).name, cost, payers);
  }
}

static void students_add_up(const stabil_case *c, int scenario, int replicate, int year) {
  for (int g = 0; g < c->programmes; g++) {
    double n[STABIL_EDUCATION_COUNT];
    for (int k = 0; k < STABIL_EDUCATION_COUNT; k++)
      n[k] =
          stabil_case_education(c, scenario, replicate, (stabil_education_id)k, year, g);
    if (year == 0) continue; // the students before the first year are not reported
    const double before = stabil_case_education(c, scenario, replicate,
                                                STABIL_EDUCATION_STUDENTS, year - 1, g);
    assert_true(n[STABIL_EDUCATION_STUDENTS] == before + n[STABIL_EDUCATION_ADMITTED] -
                                                    n[STABIL_EDUCATION_GRADUATES] -
                                                    n[STABIL_EDUCATION_DROPOUTS]);
  }
}

static void case_adds_up(stabil_case *c, double units) {
  assert_true(c->posts > 0 && c->years > 0 && c->replicates > 0);
  for (int s = 0; s < c->scenarios; s++) {
    for (int r = 0; r < c->replicates; r++) {
      for (int y = 0; y < c->years; y++) {
        for (int j = 0; j < c->posts; j++) {
          const cell x = {c, s, r, y, j, units};
          people_add_up(&x);
          posts_add_up(&x);
          causes_add_up(&x);
          tenure_adds_up(&x);
          numbers_are_sound(&x);
        }
        money_adds_up(c, s, r, y);
        students_add_up(c, s, r, y);
      }
    }
  }
  stabil_case_free(c);
}

static void everything_adds_up(char *text, int draws, int replicates) {
  stabil_case *c = stabil_case_run_text(
      text,
      &(stabil_run_options){.draws = draws, .replicates = replicates, .threads = 1});
  assert_int_equal(c->replicates, replicates);
  case_adds_up(c, 1);
}

// What is expected adds up to the bit too, in sub-units.
static void test_expected(void **state) {
  (void)state;
  const stabil_run_options options = {
      .draws = 2, .threads = 1, .expected = true, .units = 64};
  static const char *const path[] = {
      "scenarios/05_doctors.yaml",   "scenarios/06_bundle.yaml",
      "scenarios/07_feedback.yaml",  "scenarios/11_capacity.yaml",
      "scenarios/12_ways_in.yaml",   "scenarios/13_lis1_alis.yaml",
      "scenarios/15_fixed_term.yaml"};
  for (size_t i = 0; i < sizeof path / sizeof *path; i++)
    case_adds_up(stabil_case_run_text(stabil_case_file(path[i]), &options), 64);
  case_adds_up(stabil_case_run_text(stabil_case_feedback(), &options), 64);
}

static void test_doctors(void **state) {
  (void)state;
  everything_adds_up(stabil_case_file("scenarios/05_doctors.yaml"), 1, 5);
}

static void test_bundle(void **state) {
  (void)state;
  everything_adds_up(stabil_case_file("scenarios/06_bundle.yaml"), 4, 8);
}

static void test_physiotherapist(void **state) {
  (void)state;
  everything_adds_up(stabil_case_file("scenarios/18_physiotherapist.yaml"), 2, 4);
}

static void test_capacity(void **state) {
  (void)state;
  everything_adds_up(stabil_case_file("scenarios/11_capacity.yaml"), 1, 6);
}

static void test_feedback(void **state) {
  (void)state;
  everything_adds_up(stabil_case_feedback(), 1, 8);
}

static void test_cover(void **state) {
  (void)state;
  everything_adds_up(stabil_case_file("scenarios/14_cover.yaml"), 1, 12);
}

static void test_fixed_terms(void **state) {
  (void)state;
  everything_adds_up(stabil_case_file("scenarios/15_fixed_term.yaml"), 4, 8);
}

static void test_matching(void **state) {
  (void)state;
  everything_adds_up(stabil_case_matching(), 4, 8);
}

static void test_other_ways_in(void **state) {
  (void)state;
  everything_adds_up(stabil_case_file("scenarios/12_ways_in.yaml"), 2, 4);
  everything_adds_up(stabil_case_file("scenarios/13_lis1_alis.yaml"), 1, 4);
}

// A replicate of a study on its own, with the people still there to be counted.
typedef struct bench {
  stabil_study *study;
  stabil_world *world;
  stabil_model *model;
  stabil_state *state;
} bench;

static void bench_run(bench *b, int scenario) {
  const stabil_layout layout = {.sizes = {.count = 1}, .tenure_years = 1};
  static const int sizes[64] = {0};
  assert_int_equal(stabil_world_create(b->study, -1, 1, b->study->years, &b->world, NULL),
                   0);
  assert_int_equal(stabil_model_create(b->world, scenario, &b->model, NULL), 0);
  assert_int_equal(stabil_state_create(b->world, &layout, sizes, &b->state, NULL), 0);
  stabil_schedule_run(b->state, b->model, 1);
}

static stabil_study *doctors(void) {
  char *text = stabil_case_file("scenarios/05_doctors.yaml");
  stabil_study *study = stabil_case_study(text);
  free(text);
  return study;
}

static void bench_free(bench *b) {
  stabil_state_free(b->state);
  stabil_model_free(b->model);
  stabil_world_free(b->world);
  stabil_study_free(b->study);
}

// Nothing takes anybody out of the profession, and nobody comes from outside.
static void close_country(stabil_study *study) {
  for (int p = 0; p < study->profession_count; p++) {
    stabil_profession *profession = &study->profession[p];
    profession->leave.base.value = 0;
    assert_int_equal(profession->leave.count, 0);
    for (int i = 0; i < profession->retire_count; i++)
      profession->retire_rate[i].value = 0;
    profession->retire_end.value = 100;
  }
  for (int g = 0; g < study->programme_count; g++) study->programme[g].dropout.value = 0;
  for (int p = 0; p < study->place_count; p++) {
    for (int i = 0; i < study->place[p].renewal_count; i++)
      study->place[p].renewal[i].rate.value = study->place[p].renewal[i].foreign.value =
          0;
  }
}

static double country_before(const bench *b) {
  double sum = 0;
  for (int j = 0; j < b->world->posts; j++) sum += b->state->initial[j];
  // students before the first year: those of its end, less who came, and who graduated
  const double *at = b->state->education;
  const int one = b->world->years * b->world->programmes;
  return sum + at[STABIL_EDUCATION_STUDENTS * one] - at[STABIL_EDUCATION_ADMITTED * one] +
         at[STABIL_EDUCATION_GRADUATES * one] + at[STABIL_EDUCATION_DROPOUTS * one];
}

static void nobody_vanishes(int scenario) {
  bench b = {.study = doctors()};
  close_country(b.study);
  bench_run(&b, scenario);
  double there = 0, admitted = 0;
  for (int i = 0; i < b.state->cohorts.count; i++) there += b.state->cohorts.n[i];
  for (int y = 0; y < b.world->years; y++)
    admitted += b.state->education[(STABIL_EDUCATION_ADMITTED * b.world->years + y)];
  assert_int_equal(b.world->programmes, 1);
  assert_true(admitted > 0);
  assert_true(there == country_before(&b) + admitted);
  bench_free(&b);
}

static void test_nobody_vanishes(void **state) {
  (void)state;
  nobody_vanishes(0);
  nobody_vanishes(1); // rotation, people drawn from other posts
}

// The list of cohorts and the heads that it keeps beside say the same, and no key stands
// there twice.
static void test_cohorts_agree_with_heads(void **state) {
  (void)state;
  bench b = {.study = doctors()};
  bench_run(&b, 1);
  const stabil_cohorts *c = &b.state->cohorts;
  int64_t *heads = calloc((size_t)(b.world->slots * b.world->stages), sizeof *heads);
  assert_non_null(heads);
  for (int i = 0; i < c->count; i++) {
    assert_true(c->n[i] > 0);
    heads[c->slot[i] * b.world->stages + c->stage[i]] += c->n[i];
    for (int k = 0; k < i; k++)
      assert_false(c->key0[i] == c->key0[k] && c->key1[i] == c->key1[k] &&
                   c->key2[i] == c->key2[k]);
  }
  assert_memory_equal(heads, c->heads,
                      (size_t)(b.world->slots * b.world->stages) * sizeof *heads);
  free(heads);
  bench_free(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_doctors),
      cmocka_unit_test(test_bundle),
      cmocka_unit_test(test_feedback),
      cmocka_unit_test(test_other_ways_in),
      cmocka_unit_test(test_cover),
      cmocka_unit_test(test_matching),
      cmocka_unit_test(test_fixed_terms),
      cmocka_unit_test(test_physiotherapist),
      cmocka_unit_test(test_capacity),
      cmocka_unit_test(test_expected),
      cmocka_unit_test(test_nobody_vanishes),
      cmocka_unit_test(test_cohorts_agree_with_heads),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
