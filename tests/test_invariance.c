// SPDX-License-Identifier: GPL-3.0-or-later
// What must not matter does not: threads, which replicates are run, other scenarios, a
// measure before it starts or that reaches nobody, the order in which a study is written.
// All to the bit.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "case.h"

#define DOCTORS "scenarios/05_doctors.yaml" // rotation, transfers
#define BUNDLE "scenarios/06_bundle.yaml"   // draws, traits, three scenarios
#define COVER "scenarios/14_cover.yaml"     // rules, a pool, budgets
#define TERMS "scenarios/15_fixed_term.yaml"
#define CAPACITY "scenarios/11_capacity.yaml" // supervisors, placements, mentors
// Studies made of these: every feedback on; job search, priority, deferred acceptance.
#define FEEDBACK "feedback"
#define MATCHING "matching"
#define WAYS "scenarios/12_ways_in.yaml" // staff who study, claims, agreements

static char *text_of(const char *path) {
  if (strcmp(path, FEEDBACK) == 0) return stabil_case_feedback();
  if (strcmp(path, MATCHING) == 0) return stabil_case_matching();
  return stabil_case_file(path);
}

static stabil_case *run_file(const char *path, const stabil_run_options *options) {
  return stabil_case_run_text(text_of(path), options);
}

// --- threads and replicates
// ----------------------------------------------------------------------

static void same_run(const stabil_case *a, const stabil_case *b) {
  assert_int_equal(a->scenarios, b->scenarios);
  assert_int_equal(a->replicates, b->replicates);
  for (int s = 0; s < a->scenarios; s++) {
    for (int r = 0; r < a->replicates; r++)
      assert_true(stabil_case_same(a, s, r, b, s, r, a->years));
  }
}

static void threads_do_not_matter(const char *path, int draws) {
  stabil_case *c[3];
  for (int k = 0; k < 3; k++)
    c[k] = run_file(
        path, &(stabil_run_options){.draws = draws, .replicates = 12, .threads = 1 << k});
  same_run(c[0], c[1]);
  same_run(c[0], c[2]);
  // and a test that finds everything alike would find nothing
  assert_false(stabil_case_same(c[0], 0, 0, c[0], 0, 1, c[0]->years));
  assert_false(stabil_case_same(c[0], 0, 0, c[0], 1, 0, c[0]->years));
  for (int k = 0; k < 3; k++) stabil_case_free(c[k]);
}

static void test_threads_do_not_matter(void **state) {
  (void)state;
  threads_do_not_matter(DOCTORS, 1);
  threads_do_not_matter(BUNDLE, 5);
  threads_do_not_matter(WAYS, 4);
  threads_do_not_matter(FEEDBACK, 1);
  threads_do_not_matter(CAPACITY, 1);
  threads_do_not_matter(COVER, 1);
  threads_do_not_matter(TERMS, 3);
  threads_do_not_matter(MATCHING, 5);
}

static void alone_is_as_in_company(const char *path, int draws) {
  const stabil_run_options all = {.draws = draws, .replicates = 40, .threads = 1};
  stabil_run_options one = all;
  one.replicate = 17;
  stabil_case *a = run_file(path, &all), *b = run_file(path, &one);
  assert_int_equal(b->replicates, 1);
  for (int s = 0; s < a->scenarios; s++)
    assert_true(stabil_case_same(a, s, 16, b, s, 0, a->years));
  stabil_case_free(a);
  stabil_case_free(b);
}

static void test_a_replicate_alone_is_the_same(void **state) {
  (void)state;
  alone_is_as_in_company(DOCTORS, 1);
  alone_is_as_in_company(BUNDLE, 6);
  alone_is_as_in_company(WAYS, 5);
  alone_is_as_in_company(FEEDBACK, 1);
  alone_is_as_in_company(CAPACITY, 1);
  alone_is_as_in_company(COVER, 1);
  alone_is_as_in_company(TERMS, 6);
  alone_is_as_in_company(MATCHING, 6);
}

// A longer horizon or a different seed: the first leaves the years before it alone.
static void test_years_after_do_not_matter(void **state) {
  (void)state;
  stabil_run_options options = {.draws = 1, .replicates = 3, .threads = 1};
  stabil_case *a = run_file(DOCTORS, &options);
  options.years = 4;
  stabil_case *b = run_file(DOCTORS, &options);
  options.has_seed = true;
  options.seed = 99;
  stabil_case *c = run_file(DOCTORS, &options);
  assert_int_equal(b->years, 4);
  for (int r = 0; r < 3; r++) {
    assert_true(stabil_case_same(a, 1, r, b, 1, r, 4));
    assert_false(stabil_case_same(b, 1, r, c, 1, r, 4));
  }
  stabil_case_free(a);
  stabil_case_free(b);
  stabil_case_free(c);
}

// --- measures and scenarios
// ----------------------------------------------------------------------

// Scenarios of study 06: nothing, nothing under another name, measures later and later,
// with coverage 0, somewhere else, and in full.
#define SCENARIOS                                                                        \
  "  nothing: {}\n"                                                                      \
  "  later:\n    measures:\n      - {use: rural_admission, from: 2028}\n"                \
  "      - {use: mentors, from: 2030}\n      - {use: pay, from: 2028}\n"                 \
  "  covers_nobody:\n    measures:\n"                                                    \
  "      - {use: rural_admission, coverage: 0}\n      - {use: mentors, coverage: 0}\n"   \
  "      - {use: pay, coverage: 0}\n"                                                    \
  "  null:\n    measures: [{use: nothing_new}]\n"                                        \
  "  trial:\n    measures: [{use: mentors, from: 2026, until: 2027}]\n"
enum { BASELINE, EDUCATION, FULL, NOTHING, LATER, NOBODY, NO_EFFECT, TRIAL };

static char *more_scenarios(void) {
  char *text = stabil_case_file(BUNDLE);
  text = stabil_case_change(text, "\nmeasures:\n",
                            "\nmeasures:\n  nothing_new:\n    effects:\n"
                            "      - {lever: hazard.separate, scale: hr, value: 1}\n"
                            "      - {lever: choice.utility, scale: or, value: 1}\n"
                            "      - {lever: admission.seats, scale: add, value: 0}\n");
  char *longer = stabil_case_format("%s%s", text, SCENARIOS);
  free(text);
  return longer;
}

static const stabil_run_options few = {.draws = 3, .replicates = 6, .threads = 1};

static void test_a_measure_does_nothing_before_it_starts(void **state) {
  (void)state;
  stabil_case *c = stabil_case_run_text(more_scenarios(), &few);
  for (int r = 0; r < c->replicates; r++) {
    assert_true(stabil_case_same(c, BASELINE, r, c, LATER, r, 3));
    assert_false(stabil_case_same(c, BASELINE, r, c, LATER, r, 4));
    assert_true(stabil_case_same(c, BASELINE, r, c, FULL, r, 1));
    assert_false(stabil_case_same(c, BASELINE, r, c, FULL, r, 2));
  }
  stabil_case_free(c);
}

static void test_null_measures_do_nothing(void **state) {
  (void)state;
  stabil_case *c = stabil_case_run_text(more_scenarios(), &few);
  for (int r = 0; r < c->replicates; r++) {
    assert_true(stabil_case_same(c, BASELINE, r, c, NOTHING, r, c->years));
    assert_true(stabil_case_same(c, BASELINE, r, c, NOBODY, r, c->years));
    assert_true(stabil_case_same(c, BASELINE, r, c, NO_EFFECT, r, c->years));
  }
  stabil_case_free(c);
}

// What a measure costs ends with it.
static void test_a_measure_ends_with_its_last_year(void **state) {
  (void)state;
  stabil_case *c = stabil_case_run_text(more_scenarios(), &few);
  for (int y = 0; y < c->years; y++) {
    const stabil_moments cost =
        stabil_case_total(c, TRIAL, STABIL_MEASURE_PROGRAMME_COST, y, false);
    assert_true((cost.mean > 0) == (y == 1 || y == 2));
  }
  stabil_case_free(c);
}

static void test_other_scenarios_do_not_matter(void **state) {
  (void)state;
  static const char *const names[] = {"bundle"};
  stabil_run_options one = few;
  one.scenario_count = 1;
  one.scenarios = names;
  stabil_case *all = stabil_case_run_text(more_scenarios(), &few);
  stabil_case *as_written = run_file(BUNDLE, &few), *alone = run_file(BUNDLE, &one);
  char *text = stabil_case_change(stabil_case_file(BUNDLE), "education", "zwei");
  stabil_case *renamed = stabil_case_run_text(text, &few);
  assert_int_equal(alone->scenarios, 1);
  for (int r = 0; r < all->replicates; r++) {
    assert_true(stabil_case_same(all, FULL, r, alone, 0, r, all->years));
    assert_true(stabil_case_same(all, FULL, r, as_written, FULL, r, all->years));
    assert_true(stabil_case_same(all, FULL, r, renamed, FULL, r, all->years));
    assert_true(stabil_case_same(all, EDUCATION, r, renamed, EDUCATION, r, all->years));
  }
  stabil_case_free(all);
  stabil_case_free(as_written);
  stabil_case_free(alone);
  stabil_case_free(renamed);
}

// What one scenario remembers of a place is gone when the next begins.
static void test_a_rule_is_of_its_scenario(void **state) {
  (void)state;
  static const char *const names[] = {"by_rule", "capped", "by_rule"};
  stabil_run_options one = few;
  one.scenario_count = 1;
  one.scenarios = names;
  stabil_run_options three = one;
  three.scenario_count = 3;
  stabil_case *alone = run_file(COVER, &one), *again = run_file(COVER, &three);
  for (int r = 0; r < alone->replicates; r++) {
    assert_true(stabil_case_same(alone, 0, r, again, 0, r, alone->years));
    assert_true(stabil_case_same(alone, 0, r, again, 2, r, alone->years));
  }
  stabil_case_free(alone);
  stabil_case_free(again);
}

// --- the order of writing
// ----------------------------------------------------------------------

static bool opens_entry(const char *line) {
  return strncmp(line, "  ", 2) == 0 && line[2] != ' ' && line[2] != '#' &&
         line[2] != '\n';
}

static const char *next_line(const char *line) {
  const char *end = strchr(line, '\n');
  return end ? end + 1 : line + strlen(line);
}

// Write the entries of a section backwards into `out`, which ends after them; returns
// where the section ends.
static const char *reverse_section(const char *at, char **out) {
  enum { MOST = 64 };
  const char *entry[MOST + 1];
  int count = 0;
  while (*at == ' ' || *at == '\n' || *at == '#') {
    if (opens_entry(at)) entry[count++] = at;
    assert_true(count < MOST);
    at = next_line(at);
  }
  entry[count] = at;
  assert_true(count > 0);
  for (int i = count - 1; i >= 0; i--) {
    const size_t length = (size_t)(entry[i + 1] - entry[i]);
    memcpy(*out, entry[i], length);
    *out += length;
  }
  return at;
}

// The study with these sections (top-level keys whose values stand on lines of their own)
// written backwards.
static char *reversed(const char *text, const char *const *section, int count) {
  char *out = calloc(strlen(text) + 1, 1), *end = out;
  assert_non_null(out);
  for (const char *at = text; *at;) {
    const char *next = next_line(at);
    memcpy(end, at, (size_t)(next - at));
    end += next - at;
    bool found = false;
    for (int i = 0; i < count && !found; i++) {
      const size_t n = strlen(section[i]);
      found = strncmp(at, section[i], n) == 0 && at[n] == ':';
    }
    at = found ? reverse_section(next, &end) : next;
  }
  return out;
}

static void same_by_name(const stabil_case *a, int sa, const stabil_case *b, int sb) {
  for (int j = 0; j < a->posts; j++) {
    const int k = stabil_case_post(b, stabil_case_place(a, j), stabil_case_role(a, j));
    for (int r = 0; r < a->replicates; r++) {
      for (int y = 0; y < a->years; y++) {
        for (int m = 0; m < STABIL_MEASURE_COUNT; m++) {
          const double x = stabil_case_value(a, sa, r, (stabil_measure_id)m, y, j);
          const double z = stabil_case_value(b, sb, r, (stabil_measure_id)m, y, k);
          // sums of money are floating, and in another order
          if (fabs(x - z) > 1e-12 * fabs(x))
            fail_msg("%s of %s in %s, year %d: %.17g, backwards %.17g",
                     stabil_measure_get((stabil_measure_id)m)->name,
                     stabil_case_role(a, j), stabil_case_place(a, j), y, x, z);
        }
      }
    }
  }
}

static void same_in_any_order(const char *path, const char *const *section, int count,
                              const stabil_run_options *options) {
  char *text = text_of(path), *backwards = reversed(text, section, count);
  stabil_case *a = stabil_case_run_text(text, options);
  stabil_case *b = stabil_case_run_text(backwards, options);
  assert_int_equal(a->scenarios, b->scenarios);
  bool turned = false;
  for (int i = 0; i < count; i++) turned |= strcmp(section[i], "scenarios") == 0;
  for (int s = 0; s < a->scenarios; s++)
    same_by_name(a, s, b, turned ? a->scenarios - 1 - s : s);
  stabil_case_free(a);
  stabil_case_free(b);
}

static void order_does_not_matter(const char *path, const char *const *section,
                                  int count) {
  same_in_any_order(path, section, count,
                    &(stabil_run_options){.draws = 2, .replicates = 4, .threads = 1});
  same_in_any_order(
      path, section, count,
      &(stabil_run_options){.draws = 2, .threads = 1, .expected = true, .units = 16});
}

static void test_the_order_of_writing_does_not_matter(void **state) {
  (void)state;
  static const char *const names[] = {"scenarios", "measures", "flows", "counties",
                                      "regions",   "stages",   "roles", "places"};
  for (int i = 0; i < (int)(sizeof names / sizeof *names); i++) {
    print_message("%s\n", names[i]);
    order_does_not_matter(DOCTORS, &names[i], 1);
    order_does_not_matter(BUNDLE, &names[i], 1);
    order_does_not_matter(FEEDBACK, &names[i], 1);
    order_does_not_matter(MATCHING, &names[i], 1);
    // of a study with a base what it adds can be turned
    if (i > 0) order_does_not_matter(CAPACITY, &names[i], 1);
  }
  order_does_not_matter(DOCTORS, names, (int)(sizeof names / sizeof *names));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_threads_do_not_matter),
      cmocka_unit_test(test_a_replicate_alone_is_the_same),
      cmocka_unit_test(test_years_after_do_not_matter),
      cmocka_unit_test(test_a_measure_does_nothing_before_it_starts),
      cmocka_unit_test(test_null_measures_do_nothing),
      cmocka_unit_test(test_a_measure_ends_with_its_last_year),
      cmocka_unit_test(test_other_scenarios_do_not_matter),
      cmocka_unit_test(test_a_rule_is_of_its_scenario),
      cmocka_unit_test(test_the_order_of_writing_does_not_matter),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
