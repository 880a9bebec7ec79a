// SPDX-License-Identifier: GPL-3.0-or-later
// Staff admitted to a programme: everybody equally likely, a gap where they worked, the
// people they are; nobody appears or vanishes.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "case.h"
#include "year/state.h"

#define YEARS 5
#define REPLICATES 200

// Nobody leaves by other causes; care in a is rural, in b it is not.
#define STUDY(seats, terms, tail)                                                        \
  "stabil: 1\ntitle: Recruits\nseed: 5\nprice_year: 2025\n"                              \
  "horizon: {start: 2025, years: 5, steps_per_year: 2}\n"                                \
  "traits:\n  background: {values: [urban, rural], share: 0.5}\n"                        \
  "  calm: {values: [restless, calm], share: 0.5, profession: nurse}\n"                  \
  "professions:\n"                                                                       \
  "  carer: {entry_age: 20, retire: {end: 100}}\n"                                       \
  "  nurse: {graduates_as: nurse, entry_age: 30, retire: {end: 100}}\n"                  \
  "stages:\n  carer: {profession: carer}\n  helper: {profession: carer}\n"               \
  "  nurse: {profession: nurse}\n"                                                       \
  "roles:\n  care:\n    at: municipality\n    employer: municipality\n"                  \
  "    holders: [carer, helper]\n    turnover: {rate: 0}\n"                              \
  "    staff: {stages: {carer: 0.5, helper: 0.5}, experience: {years: [0, 10], "         \
  "shares: [1]}, traits: {rural: {default: 0, place: {a: 1}}}}\n"                        \
  "  ward:\n    at: municipality\n    employer: municipality\n    holders: [nurse]\n"    \
  "    turnover: {rate: 0}\n"                                                            \
  "regions: {here: {label: Here}, there: {label: There}}\nplaces:\n"                     \
  "  a: {kind: municipality, region: here, centrality: 6, population: 1000, "            \
  "posts: {care: {funded: 300}, ward: {funded: 400, vacancy: 1}}}\n"                     \
  "  b: {kind: municipality, region: there, centrality: 5, population: 1000, "           \
  "posts: {care: {funded: 100}, ward: {funded: 400, vacancy: 1}}}\n"                     \
  "programmes:\n  upgrade: {profession: nurse, place: b, length: 2, "                    \
  "seats: {" seats "}, recruits: {roles: [care]" terms "}}\n" tail

#define ONCE "2020: 0, 2025: 40, 2026: 0"

static stabil_case *run(char *text) {
  return stabil_case_run_text(
      text, &(stabil_run_options){.draws = 1, .replicates = REPLICATES, .threads = 1});
}

static double causes(const stabil_case *c, int replicate, int year, int post) {
  return stabil_case_causes(c, 0, replicate, year, post)[STABIL_CAUSE_EDUCATION];
}

static double heads(const stabil_case *c, int replicate, int year, int post) {
  return stabil_case_value(c, 0, replicate, STABIL_MEASURE_HEADCOUNT, year, post);
}

// --- who goes, and the gap
// -----------------------------------------------------------------------

// 40 of 400 without replacement: hypergeometric.
static void test_everybody_is_equally_likely(void **state) {
  (void)state;
  stabil_case *c = run(stabil_case_format(STUDY(ONCE, "", "")));
  const int a = stabil_case_post(c, "a", "care"), b = stabil_case_post(c, "b", "care");
  stabil_moments m = {0};
  for (int r = 0; r < REPLICATES; r++) {
    const double from_a = causes(c, r, 0, a), from_b = causes(c, r, 0, b);
    stabil_moments_add(&m, from_a);
    assert_true(from_a + from_b == 40);
    assert_true(stabil_case_education(c, 0, r, STABIL_EDUCATION_ADMITTED, 0, 0) == 40);
    // the gap stays: nobody else can do that work
    assert_true(heads(c, r, 4, a) == 300 - from_a);
    assert_true(stabil_case_value(c, 0, r, STABIL_MEASURE_VACANT_FTE, 0, b) == from_b);
    assert_true(stabil_case_value(c, 0, r, STABIL_MEASURE_SEPARATIONS, 0, a) == from_a);
  }
  const double v = 40 * 0.75 * 0.25 * 360 / 399;
  stabil_case_expect_mean("from a", &m, 30, v);
  stabil_case_expect_variance("from a", &m, v, 3);
  stabil_case_free(c);
}

static void test_only_those_who_are_meant(void **state) {
  (void)state;
  stabil_case *c = run(stabil_case_format(STUDY(
      "2020: 0, 2025: 400, 2026: 0", ", stages: [carer], where: {centrality: [5]}", "")));
  stabil_moments m = {0};
  const int b = stabil_case_post(c, "b", "care");
  for (int r = 0; r < REPLICATES; r++) {
    stabil_moments_add(&m, causes(c, r, 0, b));
    assert_true(causes(c, r, 0, stabil_case_post(c, "a", "care")) == 0);
    assert_true(stabil_case_education(c, 0, r, STABIL_EDUCATION_ADMITTED, 0, 0) ==
                causes(c, r, 0, b)); // seats beyond the staff stay empty
  }
  stabil_case_expect_mean("carers in b", &m, 50, 25);
  stabil_case_free(c);
}

// --- where they come back
// ------------------------------------------------------------------------

static void test_a_claim_leads_back(void **state) {
  (void)state;
  stabil_case *c = run(stabil_case_format(STUDY(ONCE, ", claim: true", "")));
  for (int r = 0; r < REPLICATES; r++) {
    for (int p = 0; p < 2; p++) {
      const int care = stabil_case_post(c, p ? "b" : "a", "care");
      const int ward = stabil_case_post(c, p ? "b" : "a", "ward");
      assert_true(heads(c, r, 1, ward) == 0);
      assert_true(heads(c, r, 2, ward) == causes(c, r, 0, care));
    }
  }
  stabil_case_free(c);
}

// A class of before the start comes from where the staff is.
static void test_a_class_of_before_has_claims_too(void **state) {
  (void)state;
  stabil_case *c =
      run(stabil_case_format(STUDY("2023: 40, 2024: 0", ", claim: true", "")));
  const stabil_moments m = stabil_case_moments(c, 0, STABIL_MEASURE_HEADCOUNT, 0,
                                               stabil_case_post(c, "a", "ward"));
  stabil_case_expect_mean("in a", &m, 30, 7.5);
  stabil_case_expect_variance("in a", &m, 7.5, 3);
  for (int r = 0; r < REPLICATES; r++)
    assert_true(heads(c, r, 0, stabil_case_post(c, "a", "ward")) +
                    heads(c, r, 0, stabil_case_post(c, "b", "ward")) ==
                40);
  stabil_case_free(c);
}

// --- dropouts
// ------------------------------------------------------------------------------------

static void test_dropouts_come_back_to_their_posts(void **state) {
  (void)state;
  for (int claim = 0; claim < 2; claim++) {
    char *text = stabil_case_format(STUDY(ONCE, ", drop_to: helper%s", ""),
                                    claim ? ", claim: true" : "");
    text = stabil_case_change(text, "length: 2,", "length: 2, dropout: 0.3,");
    stabil_case *c = run(text);
    stabil_moments m = {0};
    for (int r = 0; r < REPLICATES; r++) {
      double drop = 0, care = 0, nurses = 0, hires = 0;
      for (int y = 0; y < YEARS; y++)
        drop += stabil_case_education(c, 0, r, STABIL_EDUCATION_DROPOUTS, y, 0);
      for (int p = 0; p < 2; p++) {
        const int post = stabil_case_post(c, p ? "b" : "a", "care");
        care += heads(c, r, 4, post);
        nurses += heads(c, r, 4, stabil_case_post(c, p ? "b" : "a", "ward"));
        for (int y = 0; y < YEARS; y++)
          hires += stabil_case_value(c, 0, r, STABIL_MEASURE_HIRES, y, post);
      }
      assert_true(care == 360 + drop && nurses == 40 - drop && hires == drop);
      stabil_moments_add(&m, drop);
    }
    stabil_case_expect_mean("dropouts", &m, 40 * (1 - 0.49), 40 * 0.49 * 0.51);
    stabil_case_free(c);
  }
}

static void test_without_a_stage_dropouts_are_lost(void **state) {
  (void)state;
  char *text = stabil_case_format(STUDY(ONCE, "", ""));
  stabil_case *c =
      run(stabil_case_change(text, "length: 2,", "length: 2, dropout: 0.3,"));
  for (int r = 0; r < REPLICATES; r++)
    assert_true(heads(c, r, 4, stabil_case_post(c, "a", "care")) +
                    heads(c, r, 4, stabil_case_post(c, "b", "care")) ==
                360);
  stabil_case_free(c);
}

// --- who they are
// ----------------------------------------------------------------------------

typedef struct bench {
  stabil_study *study;
  stabil_world *world;
  stabil_model *model;
  stabil_state *state;
} bench;

static bench open_bench(char *text) {
  static const int sizes[64] = {0};
  const stabil_layout layout = {.sizes = {.count = 1}, .tenure_years = 1};
  bench b = {.study = stabil_case_study(text)};
  free(text);
  assert_int_equal(stabil_world_create(b.study, -1, 1, YEARS, &b.world, NULL), 0);
  assert_int_equal(stabil_model_create(b.world, 0, &b.model, NULL), 0);
  assert_int_equal(stabil_state_create(b.world, &layout, sizes, &b.state, NULL), 0);
  stabil_schedule_run(b.state, b.model, 1);
  return b;
}

static void close_bench(bench *b) {
  stabil_state_free(b->state);
  stabil_model_free(b->model);
  stabil_world_free(b->world);
  stabil_study_free(b->study);
}

static void test_they_stay_who_they_are(void **state) {
  (void)state;
  bench b =
      open_bench(stabil_case_format(STUDY("2020: 0, 2025: 60", ", claim: true", "")));
  const stabil_cohorts *c = &b.state->cohorts;
  int64_t all = 0, nurses = 0, calm = 0, students = 0;
  for (int i = 0; i < c->count; i++) {
    const stabil_person p = stabil_cohorts_person(c, i);
    const stabil_slot *slot = &b.world->slot[p.slot];
    all += c->n[i];
    if (p.programme < 0) {
      assert_true((p.traits & 2) == 0); // of nurses alone
      continue;
    }
    students += slot->kind == STABIL_SLOT_STUDENT ? c->n[i] : 0;
    // rural in a, and from its labour region, whatever the school's
    assert_int_equal(p.traits & 1, p.origin == b.study->place[0].region);
    assert_int_equal(p.training, b.study->place[1].region);
    if (slot->kind != STABIL_SLOT_POST) continue;
    assert_int_equal(p.claim, 0);
    assert_int_equal(p.origin, b.study->place[slot->place].region);
    nurses += c->n[i];
    calm += (p.traits & 2) ? c->n[i] : 0;
  }
  assert_true(all == 400 && nurses == 3 * 60 && students == 2 * 60);
  assert_true(fabs((double)calm - 90) < 5 * sqrt(45));
  close_bench(&b);
}

// Nobody appears or vanishes, whoever drops out.
static void test_people_are_conserved(void **state) {
  (void)state;
  bench b = open_bench(stabil_case_change(
      stabil_case_format(STUDY("2020: 30, 2025: 60", ", drop_to: carer", "")),
      "length: 2,", "length: 2, dropout: 0.4,"));
  const double *at = b.state->education;
  const int one = YEARS; // a programme
  double there = 0;
  for (int i = 0; i < b.state->cohorts.count; i++) there += b.state->cohorts.n[i];
  const double before =
      at[STABIL_EDUCATION_STUDENTS * one] - at[STABIL_EDUCATION_ADMITTED * one] +
      at[STABIL_EDUCATION_GRADUATES * one] + at[STABIL_EDUCATION_DROPOUTS * one];
  assert_true(before > 0 && there == 400 + before);
  close_bench(&b);
}

// --- programmes that take the same staff
// ---------------------------------------------------------

#define OTHER                                                                            \
  "  other: {profession: nurse, place: a, length: 3, seats: {2020: 0, 2025: 150}, "      \
  "recruits: {roles: [care]}}\n"

static void test_the_order_of_writing_does_not_matter(void **state) {
  (void)state;
  const char *const programme =
      "  upgrade: {profession: nurse, place: b, length: 2, seats: {2020: 0, 2025: 100}, "
      "recruits: {roles: [care]}}\n";
  char *one = stabil_case_format(STUDY("2020: 0, 2025: 100", "", OTHER));
  char *two = stabil_case_format(STUDY("2020: 0, 2025: 100", "", OTHER));
  char *swapped = stabil_case_change(two, programme, "");
  swapped = stabil_case_change(
      swapped, OTHER,
      OTHER "  upgrade: {profession: nurse, place: b, length: 2, "
            "seats: {2020: 0, 2025: 100}, recruits: {roles: [care]}}\n");
  stabil_case *a = run(one), *b = run(swapped);
  for (int r = 0; r < 20; r++) {
    for (int y = 0; y < YEARS; y++)
      for (int j = 0; j < a->posts; j++)
        assert_true(heads(a, r, y, j) == heads(b, r, y, j));
  }
  stabil_case_free(a);
  stabil_case_free(b);
}

// A clock that is not read would have rung no earlier than the first so far.
static void test_unread_clocks_are_late(void **state) {
  (void)state;
  int unread = 0;
  for (int i = 1; i < 4000; i++) {
    const double u = i / 4000.0;
    for (int32_t n = 1; n < 40; n++) {
      const double clock = -stabil_log(u) / (double)n;
      const double firsts[] = {
          clock,       nextafter(clock, 0.0), nextafter(clock, INFINITY),
          clock / 2.0, (1.0 - u) / n,         INFINITY};
      for (size_t k = 0; k < sizeof firsts / sizeof *firsts; k++) {
        const double found = stabil_state_clock(u, n, firsts[k]);
        assert_true(clock < firsts[k] ? found == clock : found >= firsts[k]);
        unread += found != clock;
      }
    }
  }
  assert_true(unread > 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_everybody_is_equally_likely),
      cmocka_unit_test(test_only_those_who_are_meant),
      cmocka_unit_test(test_a_claim_leads_back),
      cmocka_unit_test(test_a_class_of_before_has_claims_too),
      cmocka_unit_test(test_dropouts_come_back_to_their_posts),
      cmocka_unit_test(test_without_a_stage_dropouts_are_lost),
      cmocka_unit_test(test_they_stay_who_they_are),
      cmocka_unit_test(test_people_are_conserved),
      cmocka_unit_test(test_the_order_of_writing_does_not_matter),
      cmocka_unit_test(test_unread_clocks_are_late),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
