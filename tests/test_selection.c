// SPDX-License-Identifier: GPL-3.0-or-later
// Selection against effect (docs/model.md 4.11): the graduates of two tracks, against
// dead reckoning where everybody chooses between two posts once.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "case.h"
#include "output/writer.h"

// --- the formula
// ----------------------------------------------------------------------------

enum { STRATA = 3 };

// One year, programmes 0 and 2 of the first track, 1 of the second; people in the
// district.
static void fill(const double graduates[3][STRATA], const double there[3][STRATA],
                 double *part) {
  static const int profession[] = {0, 0, 0}, track[] = {1, 0, 1}, one[] = {1},
                   none[] = {0};
  const stabil_layout layout = {.years = 1,
                                .programmes = {.count = 3},
                                .strata = {.count = STRATA},
                                .contrasts = {.count = 1},
                                .programme_profession = profession,
                                .programme_track = track,
                                .contrast_profession = none,
                                .contrast_track = one,
                                .contrast_reference = none};
  double people[3 * STRATA * (1 + STABIL_WHERE_COUNT)] = {0};
  for (int g = 0; g < 3; g++)
    for (int k = 0; k < STRATA; k++) {
      people[g * STRATA + k] = graduates[g][k];
      people[3 * STRATA + (g * STRATA + k) * STABIL_WHERE_COUNT + STABIL_WHERE_DISTRICT] =
          there[g][k];
    }
  double out[STABIL_WHERE_COUNT * STABIL_PART_COUNT + 1];
  assert_int_equal(stabil_selection_size(&layout), sizeof out / sizeof *out);
  stabil_selection_fill(&layout, people, out);
  for (int i = 0; i < STABIL_PART_COUNT; i++)
    part[i] = out[STABIL_WHERE_DISTRICT * STABIL_PART_COUNT + i];
  part[STABIL_PART_COUNT] = out[STABIL_WHERE_COUNT * STABIL_PART_COUNT];
}

static void near(double found, double expected) {
  assert_true(fabs(found - expected) < 1e-12);
}

// 40 and 60 of 100 against 80 and 20 of 100; 0.5 and 0.9 against 0.4 and 0.7 are there.
static void test_weights_and_shares(void **state) {
  (void)state;
  double part[4];
  fill((const double[3][STRATA]){{30, 40, 0}, {80, 20, 0}, {10, 20, 0}},
       (const double[3][STRATA]){{12, 36, 0}, {32, 14, 0}, {8, 18, 0}}, part);
  near(part[STABIL_PART_TOTAL], 0.74 - 0.46);
  near(part[STABIL_PART_COMPOSITION], -0.4 * 0.45 + 0.4 * 0.8);
  near(part[STABIL_PART_EFFECT], 0.6 * 0.1 + 0.4 * 0.2);
  near(part[3], 0);
}

// Who is there on one side alone is composition: 0.3 x 0.8.
static void test_nobody_like_them(void **state) {
  (void)state;
  double part[4];
  fill((const double[3][STRATA]){{70, 0, 30}, {50, 50, 0}, {0, 0, 0}},
       (const double[3][STRATA]){{35, 0, 24}, {20, 10, 0}, {0, 0, 0}}, part);
  near(part[STABIL_PART_TOTAL], 0.59 - 0.3);
  near(part[STABIL_PART_COMPOSITION], 0.2 * 0.45 + 0.3 * 0.8 - 0.5 * 0.2);
  near(part[STABIL_PART_EFFECT], 0.6 * 0.1);
  near(part[3], (0.3 + 0.5) / 2);
}

static void test_without_graduates_nothing_is_known(void **state) {
  (void)state;
  double part[4];
  fill((const double[3][STRATA]){{0, 0, 0}, {50, 50, 0}, {0, 0, 0}},
       (const double[3][STRATA]){{0, 0, 0}, {20, 10, 0}, {0, 0, 0}}, part);
  for (int i = 0; i < 4; i++) assert_true(isnan(part[i]));
}

// --- a run
// ----------------------------------------------------------------------------------

typedef struct collector { // the contrast as of the end of the first year
  const stabil_layout *layout;
  stabil_moments part[STABIL_PART_COUNT];
  int strata;
} collector;

static stabil_status begin(void *self, const stabil_layout *layout, stabil_error *err) {
  (void)err;
  collector *c = self;
  c->layout = layout;
  c->strata = layout->strata.count;
  return STABIL_OK;
}

// Nobody is lost or counted twice: strata add up to what is told without them.
static void check_sums(const stabil_layout *l, const stabil_record *r) {
  const size_t years = (size_t)l->years, programmes = (size_t)l->programmes.count;
  const size_t strata = (size_t)l->strata.count;
  for (size_t g = 0; g < programmes; g++) {
    double graduates = 0, there = 0;
    for (size_t k = 0; k < strata; k++) {
      const size_t at = (g * strata + k) * years;
      graduates += r->strata[at];
      there += r->strata[programmes * strata * years + at * STABIL_WHERE_COUNT +
                         STABIL_WHERE_DISTRICT];
    }
    for (size_t y = 0; y < years; y++) {
      graduates -=
          r->education[(STABIL_EDUCATION_GRADUATES * years + y) * programmes + g];
      there -=
          r->retained[((STABIL_WHERE_DISTRICT * programmes + g) * years + y) * years];
    }
    assert_true(graduates == 0 && there == 0);
  }
}

static stabil_status record(void *self, const stabil_record *r, stabil_error *err) {
  (void)err;
  collector *c = self;
  double *out = calloc(stabil_selection_size(c->layout), sizeof *out);
  check_sums(c->layout, r);
  stabil_selection_fill(c->layout, r->strata, out);
  for (int i = 0; i < STABIL_PART_COUNT; i++)
    stabil_moments_add(&c->part[i], out[STABIL_WHERE_DISTRICT * STABIL_PART_COUNT + i]);
  free(out);
  return STABIL_OK;
}

static stabil_status end(void *self, int completed, stabil_error *err) {
  (void)self, (void)completed, (void)err;
  return STABIL_OK;
}

#define PLACE(id, class)                                                                 \
  "  " id                                                                                \
  ": {kind: municipality, region: here, centrality: " class ", population: 1000, "       \
                                                            "posts: {p: {funded: 2000, " \
                                                            "vacancy: 1}}}\n"

// Two schools in one place, and a post for everybody in each of two; nobody leaves.
#define STUDY                                                                            \
  "stabil: 1\ntitle: Selection\nseed: 4\n"                                               \
  "horizon: {start: 2025, years: 2, steps_per_year: 2}\n"                                \
  "traits:\n  background: {values: [urban, rural], share: 0.5%s}\n"                      \
  "  exposure: {values: [unexposed, exposed], share: 0%s}\n"                             \
  "tracks: {campus: {entry_age: 26}, spread: {entry_age: 26}}\n"                         \
  "professions:\n  nurse: {graduates_as: nurse, entry_age: 26, retire: {end: 100}}\n"    \
  "stages: {nurse: {profession: nurse}}\nchoice: {theta: 0}\n"                           \
  "roles:\n  p: {at: municipality, employer: municipality, holders: [nurse], "           \
  "position_fraction: 1, time_to_fill: 0, turnover: {rate: 0.000001}, "                  \
  "staff: {experience: {years: [0, 10], shares: [1]}}}\n"                                \
  "programmes:\n"                                                                        \
  "  a: {profession: nurse, place: town, track: campus, length: 2, "                     \
  "seats: {2023: 400, 2024: 0}, admission: {rural: 0.3}, "                               \
  "placements: {trait: exposed, share: 0.2}}\n"                                          \
  "  b: {profession: nurse, place: town, track: spread, length: 2, "                     \
  "seats: {2023: 400, 2024: 0}, admission: {rural: %s}}\n"                               \
  "behaviour:\n"                                                                         \
  "  born: {lever: choice.utility, who: {traits: [rural]}, where: {district: true}, "    \
  "scale: or, value: 3}\n"                                                               \
  "  taught: {lever: choice.utility, who: {tracks: [spread]}, where: {district: true}, " \
  "scale: or, value: %s}\n"                                                              \
  "regions: {here: {label: Here}}\n"                                                     \
  "places:\n" PLACE("fjord", "5") PLACE("town", "3") "scenarios: {baseline: {}}\n"

typedef struct school {
  const char *background, *exposure; // keys of the traits
  const char *rural, *effect;
} school;

static collector run(school x) {
  char *text = stabil_case_format(STUDY, x.background, x.exposure, x.rural, x.effect);
  stabil_study *study = stabil_case_study(text);
  collector c = {0};
  stabil_error err = {0};
  const stabil_run_options options = {.draws = 1, .replicates = 200, .threads = 1};
  assert_int_equal(
      stabil_run(study, &options, (stabil_sink){&c, begin, record, end}, NULL, &err),
      STABIL_OK);
  stabil_error_clear(&err);
  stabil_study_free(study);
  free(text);
  return c;
}

static double there(bool rural, double effect) {
  const double odds = (rural ? 3 : 1) * effect;
  return odds / (1 + odds);
}

// What 400 of each school come to, of whom a share is rural.
static void expect(const collector *c, double rural, double effect) {
  const double a[2] = {there(false, 1), there(true, 1)};
  const double b[2] = {there(false, effect), there(true, effect)};
  const double composition = (rural - 0.3) * ((a[1] + b[1]) - (a[0] + b[0])) / 2;
  const double share = (rural + 0.3) / 2;
  const double of_training = (1 - share) * (b[0] - a[0]) + share * (b[1] - a[1]);
  stabil_case_expect_about("composition", &c->part[STABIL_PART_COMPOSITION], composition,
                           2e-4);
  stabil_case_expect_about("effect", &c->part[STABIL_PART_EFFECT], of_training, 2e-4);
  stabil_case_expect_about("total", &c->part[STABIL_PART_TOTAL],
                           composition + of_training, 2e-4);
}

static void test_both_as_reckoned(void **state) {
  (void)state;
  const collector c = run((school){"", "", "0.8", "2"});
  expect(&c, 0.8, 2);
  assert_int_equal(c.strata, 5 * 2); // the placement's trait is no stratum
}

// Training does nothing: all that is left is who they were.
static void test_without_effect_only_composition(void **state) {
  (void)state;
  const collector c = run((school){"", "", "0.8", "1"});
  expect(&c, 0.8, 1);
}

static void test_without_selection_only_effect(void **state) {
  (void)state;
  const collector c = run((school){"", "", "0.3", "2"});
  expect(&c, 0.3, 2);
}

// Which traits are composition is said in the study: what is called an effect is one.
static void test_the_study_says_what_is_composition(void **state) {
  (void)state;
  const collector c = run((school){", kind: effect", ", kind: composition", "0.8", "2"});
  assert_int_equal(c.strata, 5 * 2);
  const collector none = run((school){", kind: effect", ", kind: effect", "0.8", "2"});
  assert_int_equal(none.strata, 5);
  stabil_case_expect_about("composition", &none.part[STABIL_PART_COMPOSITION], 0, 1e-12);
  assert_true(none.part[STABIL_PART_EFFECT].mean > 0.2);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_weights_and_shares),
      cmocka_unit_test(test_nobody_like_them),
      cmocka_unit_test(test_without_graduates_nothing_is_known),
      cmocka_unit_test(test_both_as_reckoned),
      cmocka_unit_test(test_without_effect_only_composition),
      cmocka_unit_test(test_without_selection_only_effect),
      cmocka_unit_test(test_the_study_says_what_is_composition),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
