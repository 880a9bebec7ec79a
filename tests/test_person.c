// SPDX-License-Identifier: GPL-3.0-or-later
// People as they are drawn: shares of traits, origins and experience, and students who
// stay the same persons when the shares move.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "case.h"
#include "model/person.h"

static const char text[] =
    "stabil: 1\ntitle: People\n"
    "horizon: {start: 2025, years: 2, steps_per_year: 2}\n"
    "district: {centrality: [6]}\n"
    "traits:\n"
    "  background: {values: [urban, rural], share: 0.4}\n"
    "  affinity: {values: [low, high], logit: {base: -1, given: {rural: 1.5}}}\n"
    "  exposure: {values: [unexposed, exposed], share: 0}\n"
    "  interest: {values: [other, general], share: 0.5, profession: doctor}\n"
    "professions:\n"
    "  nurse: {graduates_as: nurse, entry_age: 26}\n"
    "  doctor: {graduates_as: doctor, entry_age: 27}\n"
    "stages:\n  nurse: {profession: nurse}\n  new: {profession: nurse, months: 24, "
    "next: nurse, then: stay}\n  doctor: {profession: doctor}\n"
    "roles:\n"
    "  nurse:\n    at: municipality\n    employer: municipality\n    holders: [nurse, "
    "new]\n"
    "    turnover: {rate: 0.2}\n"
    "    staff: {stages: {new: 0.25, nurse: 0.75}, "
    "experience: {years: [0, 10, 40], shares: [0.4, 0.6]}, "
    "origin: {local: 0.5, county: 0.3, south: 0.2}, training: {t: 0.9, f: 0.1}, "
    "traits: {rural: 0.7}}\n"
    "  gp: {at: municipality, employer: municipality, holders: [doctor], "
    "turnover: {rate: 0.2}}\n"
    "counties: {north: {label: North}}\n"
    "regions: {t: {label: T}, f: {label: F}, s: {label: S}}\n"
    "places:\n"
    "  town: {kind: municipality, county: north, region: t, centrality: 3, "
    "population: 30000, posts: {nurse: {funded: 9}, gp: {funded: 9}}}\n"
    "  edge: {kind: municipality, county: north, region: t, centrality: 6, "
    "population: 1000}\n"
    "  far: {kind: municipality, county: north, region: f, centrality: 6, "
    "population: 3000}\n"
    "  south: {kind: rest, region: s}\n"
    "programmes:\n"
    "  school: {profession: nurse, place: town, seats: 10, length: 3, "
    "admission: {rural: 0.3}, origin: {county: 1}, placements: {trait: exposed, "
    "share: 0.25}}\n"
    "scenarios: {baseline: {}}\n";

enum { RURAL = 1, HIGH = 2, EXPOSED = 4, GENERAL = 8, REGION_T = 0, REGION_F, REGION_S };
#define MANY 20000

typedef struct bench {
  stabil_study *study;
  stabil_world *world;
  stabil_stream stream;
} bench;

static int setup(void **state) {
  static bench b;
  b.study = stabil_case_study(text);
  assert_int_equal(stabil_world_create(b.study, -1, 5, 2, &b.world, NULL), 0);
  b.stream = stabil_stream_of(5, 1);
  *state = &b;
  return 0;
}

static int teardown(void **state) {
  bench *b = *state;
  stabil_world_free(b->world);
  stabil_study_free(b->study);
  return 0;
}

static void expect_share(double count, double of, double share) {
  const double observed[] = {count, of - count};
  const double expected[] = {of * share, of * (1 - share)};
  const double p = stabil_statistics_chi_square(observed, expected, 2, 0);
  if (!(p > STABIL_ALPHA)) fail_msg("%g of %g, expected a share of %g", count, of, share);
}

static double logistic(double x) {
  return 1 / (1 + exp(-x));
}

static void test_trait_mix(void **state) {
  bench *b = *state;
  double share[STABIL_MAX_TRAITS] = {0.7, NAN, 0.25, NAN}, mix[1 << STABIL_MAX_TRAITS],
         sum = 0;
  stabil_person_trait_mix(b->world, 0, share, mix);
  for (int bits = 0; bits < 16; bits++) sum += mix[bits];
  assert_true(fabs(sum - 1) < 1e-12);
  assert_true(fabs(mix[RURAL | HIGH | EXPOSED] - 0.7 * logistic(0.5) * 0.25) < 1e-12);
  assert_true(fabs(mix[HIGH] - 0.3 * logistic(-1) * 0.75) < 1e-12);
  assert_true(mix[GENERAL] == 0); // a trait of doctors
  stabil_person_trait_mix(b->world, 1, share, mix);
  assert_true(fabs(mix[GENERAL] - 0.5 * 0.3 * (1 - logistic(-1)) * 0.75) < 1e-12);
}

static void test_staff_have_their_shares(void **state) {
  bench *b = *state;
  double rural = 0, high = 0, rural_high = 0, fresh = 0, early = 0, trained = 0;
  double origin[3] = {0}, left[4] = {0};
  for (int unit = 0; unit < MANY; unit++) {
    const stabil_person p = stabil_person_staff(b->world, 0, b->stream, unit);
    rural += p.traits & RURAL;
    high += (p.traits & HIGH) / HIGH;
    rural_high += (p.traits & RURAL) && (p.traits & HIGH);
    fresh += p.stage == 1;
    early += p.qualified > -20;
    trained += p.training == REGION_T;
    origin[p.origin]++;
    assert_true(p.hired >= p.qualified && p.hired <= 0);
    assert_true((p.stage_end == STABIL_NEVER) == (p.stage == 0));
    if (p.stage == 1) left[p.stage_end - 1]++; // one to four half years
  }
  expect_share(rural, MANY, 0.7);
  expect_share(high, MANY, 0.7 * logistic(0.5) + 0.3 * logistic(-1));
  expect_share(rural_high, MANY, 0.7 * logistic(0.5));
  expect_share(fresh, MANY, 0.25);
  expect_share(early, MANY, 0.4);
  expect_share(trained, MANY, 0.9);
  assert_true(stabil_statistics_chi_square_flat(left, 4) > STABIL_ALPHA);
  // local: the town's region; county: by inhabitants of district places for the rural
  // (1 : 3), of the others without (all in t)
  expect_share(origin[REGION_S], MANY, 0.2);
  expect_share(origin[REGION_F], MANY, 0.3 * 0.7 * 0.75);
}

// Tenure: exponential with the turnover of the post, cut at experience.
static void test_staff_have_been_there_for_a_while(void **state) {
  bench *b = *state;
  double two_years = 0, of = 0;
  for (int unit = 0; unit < MANY; unit++) {
    const stabil_person p = stabil_person_staff(b->world, 0, b->stream, unit);
    if (p.qualified > -20) continue;
    of++;
    two_years += p.hired > -4; // less than two years
  }
  expect_share(two_years, of, 1 - exp(-b->world->post[0].turnover * 2));
}

static stabil_person student(const bench *b, double rural, double exposed, int unit) {
  const double share[STABIL_MAX_TRAITS] = {rural, NAN, exposed, NAN};
  const stabil_admission admission = {.trait_share = share, .intercept = NAN};
  return stabil_person_student(b->world, 0, 3, &admission, b->stream, unit);
}

static void test_students_have_their_shares(void **state) {
  bench *b = *state;
  double rural = 0, high = 0, exposed = 0, far = 0;
  for (int unit = 0; unit < MANY; unit++) {
    const stabil_person p = student(b, 0.3, 0.25, unit);
    rural += p.traits & RURAL;
    high += (p.traits & (RURAL | HIGH)) == (RURAL | HIGH);
    exposed += (p.traits & EXPOSED) / EXPOSED;
    far += p.origin == REGION_F;
    assert_int_equal(p.training, REGION_T);
    assert_int_equal(p.stage_end, 3 + 6);
    assert_int_equal(p.traits & GENERAL, 0);
  }
  expect_share(rural, MANY, 0.3);
  expect_share(high, MANY, 0.3 * logistic(0.5));
  expect_share(exposed, MANY, 0.25);
  expect_share(far, MANY, 0.3 * 0.75);
}

// More rural students: some become rural who were urban, nobody the other way, and who is
// the same is the same in everything.
static void test_admission_turns_the_fewest(void **state) {
  bench *b = *state;
  double turned = 0;
  for (int unit = 0; unit < MANY; unit++) {
    const stabil_person before = student(b, 0.3, 0.25, unit);
    const stabil_person after = student(b, 0.5, 0.25, unit);
    const stabil_person placed = student(b, 0.3, 0.5, unit);
    assert_false((before.traits & RURAL) && !(after.traits & RURAL));
    assert_false((before.traits & HIGH) && !(after.traits & HIGH)); // selection: upwards
    assert_int_equal(before.traits & EXPOSED, after.traits & EXPOSED);
    if ((before.traits ^ after.traits) & RURAL)
      turned++;
    else
      assert_true(before.traits == after.traits && before.origin == after.origin);
    // a placement changes exposure and nothing else
    assert_int_equal(before.traits & ~EXPOSED, placed.traits & ~EXPOSED);
    assert_false((before.traits & EXPOSED) && !(placed.traits & EXPOSED));
    assert_int_equal(before.origin, placed.origin);
  }
  expect_share(turned, MANY, 0.2);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(test_trait_mix),
      TEST(test_staff_have_their_shares),
      TEST(test_staff_have_been_there_for_a_while),
      TEST(test_students_have_their_shares),
      TEST(test_admission_turns_the_fewest),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
