// SPDX-License-Identifier: GPL-3.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/summary.h"

enum { YEARS = 3, POSTS = 3 };

// The sink behind: counts calls, and refuses the call that `refuse` names.
typedef struct inner {
  int begun, records, ended, completed;
  const char *refuse;
} inner;

static stabil_status answer(const inner *in, const char *call, stabil_error *err) {
  if (in->refuse && strcmp(in->refuse, call) == 0)
    return stabil_fail(err, STABIL_OUTPUT, "%s refused", call);
  return STABIL_OK;
}

static stabil_status inner_begin(void *self, const stabil_layout *layout,
                                 stabil_error *err) {
  (void)layout;
  ((inner *)self)->begun++;
  return answer(self, "begin", err);
}

static stabil_status inner_record(void *self, const stabil_record *record,
                                  stabil_error *err) {
  (void)record;
  ((inner *)self)->records++;
  return answer(self, "record", err);
}

static stabil_status inner_end(void *self, int completed, stabil_error *err) {
  ((inner *)self)->ended++;
  ((inner *)self)->completed = completed;
  return answer(self, "end", err);
}

static const char *const scenario_names[] = {"baseline", "x"};
static const bool rest[POSTS] = {false, false, true};
static const bool district[POSTS] = {false, true, true};

static stabil_layout make_layout(int scenarios, int replicates) {
  return (stabil_layout){
      .title_en = "A study",
      .first_year = 2025,
      .years = YEARS,
      .replicates = replicates,
      .first_replicate = 1,
      .scenarios = {scenarios, scenario_names, scenario_names, scenario_names},
      .posts = POSTS,
      .post_rest = rest,
      .post_district = district};
}

static double *values; // [STABIL_MEASURE_COUNT][YEARS][POSTS]

static void set(stabil_measure_id measure, int year, double a, double b, double c) {
  double *row = values + ((int)measure * YEARS + year) * POSTS;
  row[0] = a;
  row[1] = b;
  row[2] = c;
}

// Vacancies rise by two posts with every replicate and by ten with every year. The third
// post is rest of the country: whatever stands there must not count.
static stabil_status give(stabil_sink sink, int scenario, int replicate) {
  for (int year = 0; year < YEARS; year++) {
    set(STABIL_MEASURE_VACANT_FTE, year, 0, 10 * year + 2 * replicate, 5000);
    set(STABIL_MEASURE_FUNDED_FTE, year, 100, 100, 7000);
    set(STABIL_MEASURE_HEADCOUNT, year, 1000 * year, 10 * replicate, 99);
    set(STABIL_MEASURE_LOCUM_COST, year, 1e6 * replicate, 2.5e6 * year, 1e9);
  }
  stabil_record record = {.scenario = scenario, .replicate = replicate, .values = values};
  return sink.record(sink.self, &record, NULL);
}

static int allocate(void **state) {
  (void)state;
  values = calloc((size_t)STABIL_MEASURE_COUNT * YEARS * POSTS, sizeof *values);
  return values ? 0 : -1;
}

static int release(void **state) {
  (void)state;
  free(values);
  return 0;
}

static stabil_summary *begin(inner *in, const stabil_layout *layout) {
  stabil_summary *summary;
  stabil_sink sink = {in, inner_begin, inner_record, inner_end};
  assert_int_equal(stabil_summary_create(sink, &summary, NULL), STABIL_OK);
  stabil_sink tee = stabil_summary_sink(summary);
  assert_int_equal(tee.begin(tee.self, layout, NULL), STABIL_OK);
  return summary;
}

// Five replicates 1 .. 5: median 3, quantiles 2.5 % and 97.5 % at positions 0.1 and 3.9
// of the sorted values, so 1.1 and 4.9: the vacancy rate over both posts in 2025.
static void table_has_known_quantiles(void **state) {
  (void)state;
  inner in = {0};
  stabil_layout layout = make_layout(1, 5);
  stabil_summary *summary = begin(&in, &layout);
  assert_string_equal(stabil_summary_text(summary), "");
  const int order[] = {4, 1, 5, 3, 2}; // any order will do
  for (int i = 0; i < 5; i++)
    assert_int_equal(give(stabil_summary_sink(summary), 0, order[i]), STABIL_OK);
  stabil_sink tee = stabil_summary_sink(summary);
  assert_int_equal(tee.end(tee.self, 5, NULL), STABIL_OK);
  assert_string_equal(
      stabil_summary_text(summary),
      "A study\n"
      "Median [95 % interval] of 5 replicates of each scenario\n"
      "\n"
      "Vacancy rate, per cent of funded full-time equivalents\n"
      "scenario  area                2025               2026               2027\n"
      "baseline  region    3.0 [1.1, 4.9]     8.0 [6.1, 9.9]  13.0 [11.1, 14.9]\n"
      "          district  6.0 [2.2, 9.8]  16.0 [12.2, 19.8]  26.0 [22.2, 29.8]\n"
      "\n"
      "In 2027\n"
      "scenario  area             staff in post    locums, MNOK\n"
      "baseline  region    2,030 [2,011, 2,049]  8.0 [6.1, 9.9]\n"
      "          district           30 [11, 49]  5.0 [5.0, 5.0]\n");
  assert_int_equal(in.begun, 1);
  assert_int_equal(in.records, 5);
  assert_int_equal(in.ended, 1);
  assert_int_equal(in.completed, 5);
  stabil_summary_free(summary);
}

static void interrupted_run_counts_complete_replicates_only(void **state) {
  (void)state;
  inner in = {0};
  stabil_layout layout = make_layout(2, 100);
  layout.first_replicate = 11;
  stabil_summary *summary = begin(&in, &layout);
  stabil_sink tee = stabil_summary_sink(summary);
  for (int scenario = 0; scenario < 2; scenario++)
    assert_int_equal(give(tee, scenario, 11), STABIL_OK);
  assert_int_equal(give(tee, 0, 13), STABIL_OK); // beyond a gap: not complete
  assert_int_equal(tee.end(tee.self, 1, NULL), STABIL_OK);
  const char *text = stabil_summary_text(summary);
  assert_non_null(strstr(text, "One replicate of each scenario\n"));
  assert_non_null(strstr(text, "baseline  region    11.0  16.0  21.0\n"));
  assert_non_null(strstr(text, "x         region    11.0  16.0  21.0\n"));
  assert_int_equal(stabil_summary_completed(summary), 1);
  assert_int_equal(stabil_summary_planned(summary), 100);
  assert_int_equal(stabil_summary_scenarios(summary), 2);
  stabil_summary_free(summary);
}

static void no_district_and_no_funded_posts_print_plainly(void **state) {
  (void)state;
  static const bool nowhere[POSTS];
  inner in = {0};
  stabil_layout layout = make_layout(1, 1);
  layout.post_district = nowhere;
  layout.years = 1;
  stabil_summary *summary = begin(&in, &layout);
  stabil_sink tee = stabil_summary_sink(summary);
  double *none = calloc((size_t)STABIL_MEASURE_COUNT * POSTS, sizeof *none);
  assert_non_null(none);
  stabil_record record = {.replicate = 1, .values = none};
  assert_int_equal(tee.record(tee.self, &record, NULL), STABIL_OK);
  assert_int_equal(tee.end(tee.self, 1, NULL), STABIL_OK);
  const char *text = stabil_summary_text(summary);
  assert_non_null(strstr(text, "scenario  area      2025\nbaseline  region       -\n"));
  assert_null(strstr(text, "district"));
  free(none);
  stabil_summary_free(summary);
}

static void memory_stops_growing_and_the_heading_says_so(void **state) {
  (void)state;
  enum { MANY = STABIL_SUMMARY_MOST + 5 };
  inner in = {0};
  stabil_layout layout = make_layout(1, MANY);
  stabil_summary *summary = begin(&in, &layout);
  stabil_sink tee = stabil_summary_sink(summary);
  for (int i = 1; i <= MANY; i++) assert_int_equal(give(tee, 0, i), STABIL_OK);
  assert_int_equal(tee.end(tee.self, MANY, NULL), STABIL_OK);
  assert_non_null(strstr(stabil_summary_text(summary),
                         "of the first 20,000 of 20,005 replicates of each scenario"));
  // The median of 1 .. 20,000, not of 1 .. 20,005.
  assert_non_null(strstr(stabil_summary_text(summary), "district  20001.0 ["));
  stabil_summary_free(summary);
}

static void failures_behind_come_through(void **state) {
  (void)state;
  static const char *const call[] = {"begin", "record", "end"};
  for (int i = 0; i < 3; i++) {
    inner in = {.refuse = call[i]};
    stabil_layout layout = make_layout(1, 1);
    stabil_summary *summary;
    stabil_sink sink = {&in, inner_begin, inner_record, inner_end};
    assert_int_equal(stabil_summary_create(sink, &summary, NULL), STABIL_OK);
    stabil_sink tee = stabil_summary_sink(summary);
    stabil_status status = tee.begin(tee.self, &layout, NULL);
    if (i > 0) status = give(tee, 0, 1);
    if (i > 1) status = tee.end(tee.self, 1, NULL);
    assert_int_equal(status, STABIL_OUTPUT);
    assert_string_equal(stabil_summary_text(summary), "");
    stabil_summary_free(summary);
  }
  stabil_summary_free(NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(table_has_known_quantiles),
      cmocka_unit_test(interrupted_run_counts_complete_replicates_only),
      cmocka_unit_test(no_district_and_no_funded_posts_print_plainly),
      cmocka_unit_test(memory_stops_growing_and_the_heading_says_so),
      cmocka_unit_test(failures_behind_come_through),
  };
  return cmocka_run_group_tests(tests, allocate, release);
}
