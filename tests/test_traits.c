// SPDX-License-Identifier: GPL-3.0-or-later
// As many traits as a study may have, and the share of one that a measure gives to
// entrants.
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
#include "model/placements.h"
#include "year/cohorts.h"

#define FOUR                                                                             \
  "  a: {values: [a0, a1], share: 0.5}\n  b: {values: [b0, b1], share: 0.5}\n"           \
  "  c: {values: [c0, c1], logit: {base: 0}}\n  d: {values: [d0, d1], share: 0.5}\n"
#define SIX                                                                              \
  FOUR "  e: {values: [e0, e1], share: 0.25}\n"                                          \
       "  f: {values: [f0, f1], share: 0.75}\n"
#define NOBODY                                                                           \
  FOUR "  e: {values: [e0, e1], share: 0}\n  f: {values: [f0, f1], share: 0}\n"
#define NURSE                                                                            \
  "    holders: [nurse]\n    turnover: {rate: 0.2}\n"                                    \
  "    staff: {experience: {years: [0, 20], shares: [1]}}\n"

static char *text(const char *traits) {
  return stabil_case_format(
      "stabil: 1\ntitle: Traits\nseed: 5\n"
      "horizon: {start: 2025, years: 5, steps_per_year: 2}\ntraits:\n%s"
      "professions:\n  nurse: {graduates_as: nurse, entry_age: 26}\n"
      "  doctor: {entry_age: 27}\n"
      "stages:\n  nurse: {profession: nurse}\n  doctor: {profession: doctor}\n"
      "roles:\n  post:\n    at: municipality\n    employer: municipality\n" NURSE
      "  gp: {at: municipality, employer: municipality, holders: [doctor], "
      "turnover: {rate: 0.2}}\n"
      "regions: {here: {label: Here}, south: {label: South}}\n"
      "places:\n"
      "  town: {kind: municipality, region: here, centrality: 6, population: 1000, "
      "posts: {post: {funded: 60}, gp: {funded: 1}}}\n"
      "  south: {kind: rest, region: south, posts: {post: {staff: 300}}, "
      "renewal: {post: {stage: nurse, rate: 0.2}}}\n"
      "programmes:\n"
      "  school: {profession: nurse, place: town, seats: 40, length: 3}\n"
      "  other: {profession: nurse, place: town, seats: 40, length: 3, "
      "admission: {d1: 0.2}}\n"
      "behaviour:\n"
      "  a1: {lever: hazard.separate, who: {traits: [a1]}, scale: hr, value: 0.5}\n"
      "measures:\n"
      "  half: {effects: [{lever: admission.trait, trait: d1, scale: set, value: 1}]}\n"
      "  one: {effects: [{lever: admission.trait, trait: d1, who: {programmes: [other]}, "
      "scale: or, value: 4}]}\n"
      "scenarios:\n  baseline: {}\n"
      "  all: {measures: [{use: half, from: 2026}]}\n"
      "  half: {measures: [{use: half, from: 2026, coverage: 0.5}]}\n"
      "  one: {measures: [{use: one, from: 2026}]}\n"
      "  none: {measures: [{use: half, coverage: 0}]}\n",
      traits);
}

typedef struct bench {
  stabil_study *study;
  stabil_world *world;
} bench;

static int setup(void **state) {
  static bench b;
  char *yaml = text(SIX);
  b.study = stabil_case_study(yaml);
  free(yaml);
  assert_int_equal(stabil_world_create(b.study, -1, 5, 5, &b.world, NULL), 0);
  *state = &b;
  return 0;
}

static int teardown(void **state) {
  bench *b = *state;
  stabil_world_free(b->world);
  stabil_study_free(b->study);
  return 0;
}

enum { COMBINATIONS = 1 << STABIL_MAX_TRAITS, MANY = 20000 };

// Every combination is a record of its own, with its own numbers, and comes back as it
// is.
static void test_every_combination_is_a_kind(void **state) {
  bench *b = *state;
  stabil_cohorts cohorts;
  assert_int_equal(b->world->traits, STABIL_MAX_TRAITS);
  assert_true(stabil_cohorts_create(&cohorts, b->world));
  stabil_person person = {.programme = -1,
                          .origin = -1,
                          .training = -1,
                          .qualified = STABIL_NEVER,
                          .stage_end = STABIL_NEVER,
                          .last_role = -1,
                          .term_end = 7,
                          .claim = 1};
  for (person.traits = 0; person.traits < COMBINATIONS; person.traits++)
    stabil_cohorts_add(&cohorts, &person, 1);
  assert_int_equal(cohorts.count, COMBINATIONS);
  for (int i = 0; i < COMBINATIONS; i++) {
    const stabil_person back = stabil_cohorts_person(&cohorts, i);
    assert_int_equal(back.traits, i);
    assert_int_equal(back.term_end, 7);
    assert_int_equal(back.claim, 1);
    assert_int_equal(stabil_cohorts_term_end(&cohorts, i), 7);
    for (int k = 0; k < i; k++) {
      assert_true(cohorts.identity[k] != cohorts.identity[i]);
      assert_true(cohorts.kind[k] != cohorts.kind[i]);
    }
  }
  stabil_cohorts_free(&cohorts);
}

static double chance(const char *share, int bit) { // share of each trait in tenths
  const double p = share[bit] == 'q' ? 0.25 : share[bit] == 't' ? 0.75 : 0.5;
  return p;
}

// Traits of staff, by chance and spread evenly: every one has its share, and no two are
// drawn from the same number.
static void traits_of(const bench *b, stabil_stream stream) {
  double count[STABIL_MAX_TRAITS][STABIL_MAX_TRAITS] = {{0}};
  for (int unit = 0; unit < MANY; unit++) {
    const int bits = stabil_person_staff(b->world, 0, stream, unit).traits;
    for (int i = 0; i < STABIL_MAX_TRAITS; i++)
      for (int k = 0; k < STABIL_MAX_TRAITS; k++)
        count[i][k] += (bits >> i) & (bits >> k) & 1;
  }
  for (int i = 0; i < STABIL_MAX_TRAITS; i++) {
    for (int k = 0; k <= i; k++) {
      const double p = chance("hhhhqt", i) * (i == k ? 1 : chance("hhhhqt", k));
      const double error = sqrt(p * (1 - p) / MANY);
      if (!(fabs(count[i][k] / MANY - p) < 5 * error))
        fail_msg("traits %d and %d: %g, expected %g", i, k, count[i][k] / MANY, p);
    }
  }
}

static void test_staff_have_all_of_them(void **state) {
  bench *b = *state;
  stabil_stream stream = stabil_stream_of(5, 1);
  traits_of(b, stream);
  stream.even = true;
  traits_of(b, stream);
}

static stabil_case *run(const char *traits) {
  return stabil_case_run_text(
      text(traits), &(stabil_run_options){.draws = 1, .replicates = 8, .threads = 1});
}

// Traits that nobody has change no bit; they cost no more than the room of their kinds.
static void test_traits_of_nobody_change_nothing(void **state) {
  (void)state;
  stabil_case *four = run(FOUR), *six = run(NOBODY), *more = run(SIX);
  for (int s = 0; s < four->scenarios; s++)
    for (int r = 0; r < four->replicates; r++)
      assert_true(stabil_case_same(four, s, r, six, s, r, four->years));
  assert_false(stabil_case_same(four, 0, 0, more, 0, 0, four->years));
  stabil_case_free(four);
  stabil_case_free(six);
  stabil_case_free(more);
}

enum { A1 = 1, B1 = 2, C1 = 4, D1 = 8 };
enum { BASELINE, ALL, HALF, ONE, NONE };

static double given(const bench *b, int scenario, int year, int programme, int bit) {
  stabil_model *model = NULL;
  assert_int_equal(stabil_model_create(b->world, scenario, &model, NULL), 0);
  const stabil_admission admission =
      stabil_epoch_admission(b->world, model->epoch[year], programme);
  double count = 0;
  for (int unit = 0; unit < MANY; unit++) {
    const stabil_person p = stabil_person_student(
        b->world, programme, 2 * year + 1, &admission, stabil_stream_of(5, 1), unit);
    count += (p.traits & bit) != 0;
  }
  stabil_model_free(model);
  return count / MANY;
}

static void is_share(double found, double expected) {
  const double error = sqrt(expected * (1 - expected) / MANY);
  if (!(fabs(found - expected) <= 5 * error))
    fail_msg("found %g, expected %g", found, expected);
}

// From the trait's own share where the programme says nothing, from the programme's where
// it does; entrants alone, of its year on; an odds ratio acts on the odds.
static void test_a_measure_gives_a_trait(void **state) {
  const bench *b = *state;
  is_share(given(b, BASELINE, 1, 0, D1), 0.5);
  is_share(given(b, BASELINE, 1, 1, D1), 0.2);
  is_share(given(b, ALL, 0, 1, D1), 0.2); // not before it starts
  is_share(given(b, ALL, 1, 0, D1), 1);
  is_share(given(b, ALL, 1, 1, D1), 1);
  is_share(given(b, HALF, 1, 0, D1), 0.75);
  is_share(given(b, HALF, 1, 1, D1), 0.6);
  is_share(given(b, ONE, 1, 1, D1), 0.5); // odds 1 : 4 become 1 : 1
  assert_true(given(b, ONE, 1, 0, D1) == given(b, BASELINE, 1, 0, D1));
  assert_true(given(b, ALL, 1, 0, B1) == given(b, BASELINE, 1, 0, B1));
  assert_true(given(b, NONE, 1, 0, D1) == given(b, BASELINE, 1, 0, D1));
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(test_every_combination_is_a_kind),
      TEST(test_staff_have_all_of_them),
      cmocka_unit_test(test_traits_of_nobody_change_nothing),
      TEST(test_a_measure_gives_a_trait),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
