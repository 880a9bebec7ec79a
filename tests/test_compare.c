// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/compare.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <hdf5.h>

#include "make_results.h"

static const char path[] = "compare_test.h5";
static const stabil_draws one_draw = {1, 1};
static stabil_invented run;
static stabil_results *results;

static void near(double found, double expected) {
  if (isnan(found) || isnan(expected))
    assert_true(isnan(found) && isnan(expected));
  else
    assert_true(fabs(found - expected) <= 1e-9 * fmax(1, fabs(expected)));
}

// --- two series
// -------------------------------------------------------------------------------

static stabil_comparison pair(const double *baseline, const double *scenario,
                              size_t count, stabil_pairing pairing) {
  stabil_comparison out;
  assert_true(stabil_compare_pair(baseline, scenario, count, &pairing, &out));
  return out;
}

// Differences -4, -3, ..., 4: mean and median 0, standard deviation sqrt(7.5).
static void differences_are_paired(void **state) {
  (void)state;
  double baseline[9], scenario[9];
  for (int i = 0; i < 9; i++) {
    baseline[i] = 100 + 13 * i % 7;
    scenario[i] = baseline[i] + i - 4;
  }
  stabil_comparison c =
      pair(baseline, scenario, 9, (stabil_pairing){one_draw, STABIL_LOWER, NAN});
  near(c.difference[STABIL_STATISTIC_MEAN], 0);
  near(c.difference[STABIL_STATISTIC_Q50], 0);
  near(c.difference[STABIL_STATISTIC_SD], sqrt(7.5));
  near(c.difference[STABIL_STATISTIC_Q2_5], -3.8);
  near(c.difference[STABIL_STATISTIC_Q97_5], 3.8);
  near(c.difference[STABIL_STATISTIC_MCSE], sqrt(7.5 / 9));
  near(c.p_better, 4.0 / 9); // no difference is not better
  near(c.p_above, NAN);
  near(c.parameter_share, NAN);
}

static void shares_count_numbers_only(void **state) {
  (void)state;
  const double baseline[] = {1, 1, 1, NAN, 1}, scenario[] = {2, 3, 0, 9, NAN};
  stabil_pairing higher = {one_draw, STABIL_HIGHER, 2.5};
  stabil_comparison c = pair(baseline, scenario, 5, higher);
  near(c.p_better, 2.0 / 3);
  near(c.p_above, 2.0 / 4); // 3 and 9 of 2, 3, 0, 9
  near(c.difference[STABIL_STATISTIC_MEAN], 2.0 / 3);
  stabil_pairing neither = {one_draw, STABIL_NEITHER, NAN};
  near(pair(baseline, scenario, 5, neither).p_better, NAN);
}

// Four replicates in two draws. {0, 2} and {10, 12}: 2 within a draw, (100 - 2) / 2 = 49
// between. All spread within: 0. None within: 1.
static void variance_is_split(void **state) {
  (void)state;
  const double zero[4] = {0};
  const double both[] = {0, 10, 2, 12}, within[] = {0, 0, 8, 8}, between[] = {1, 5, 1, 5};
  stabil_pairing two = {{2, 1}, STABIL_LOWER, NAN};
  near(pair(zero, both, 4, two).parameter_share, 49.0 / 51);
  near(pair(zero, within, 4, two).parameter_share, 0);
  near(pair(zero, between, 4, two).parameter_share, 1);
  near(pair(zero, zero, 4, two).parameter_share, NAN);
  near(pair(zero, both, 2, two).parameter_share, NAN); // one replicate a draw
}

static void directions_are_of_measures(void **state) {
  (void)state;
  assert_int_equal(stabil_compare_better(STABIL_MEASURE_VACANCY_RATE), STABIL_LOWER);
  assert_int_equal(stabil_compare_better(STABIL_MEASURE_HELD_FTE), STABIL_HIGHER);
  assert_int_equal(stabil_compare_better(STABIL_MEASURE_FUNDED_FTE), STABIL_NEITHER);
}

// --- against the records themselves
// -----------------------------------------------------------

typedef bool (*chosen)(const stabil_layout *layout, int post, int which);

static bool in_class(const stabil_layout *layout, int post, int which) {
  return layout->post_centrality[post] == which;
}
static bool in_place(const stabil_layout *layout, int post, int which) {
  return layout->post_place[post] == which;
}
static bool in_role(const stabil_layout *layout, int post, int which) {
  return layout->post_role[post] == which;
}
static bool in_region(const stabil_layout *layout, int post, int which) {
  return layout->post_region[post] == which;
}
static bool in_profession(const stabil_layout *layout, int post, int which) {
  return layout->post_profession[post] == which;
}
static bool in_all(const stabil_layout *layout, int post, int which) {
  (void)layout;
  (void)post;
  (void)which;
  return true;
}

static double sum(const stabil_record *record, stabil_measure_id measure, int year,
                  chosen in, int which) {
  const stabil_layout *layout = &run.layout;
  size_t row = (size_t)measure * (size_t)layout->years + (size_t)year;
  double total = 0;
  for (int post = 0; post < layout->posts; post++)
    if (!layout->post_rest[post] && in(layout, post, which))
      total += record->values[row * (size_t)layout->posts + (size_t)post];
  return total;
}

// The mean over replicates of a measure's difference to the baseline, from the records.
static double expected_difference(stabil_measure_id measure, int scenario, int baseline,
                                  int year, chosen in, int which) {
  const stabil_measure *row = stabil_measure_get(measure);
  bool ratio = row->denominator != STABIL_MEASURE_NONE;
  double total = 0;
  for (int r = 1; r <= run.layout.replicates; r++) {
    double value[2];
    for (int k = 0; k < 2; k++) {
      stabil_arena *arena = stabil_arena_create();
      stabil_record record =
          stabil_invented_record(&run, k == 0 ? baseline : scenario, r, arena);
      value[k] = sum(&record, ratio ? row->numerator : measure, year, in, which);
      if (ratio) value[k] /= sum(&record, row->denominator, year, in, which);
      stabil_arena_free(arena);
    }
    total += value[1] - value[0];
  }
  return total / run.layout.replicates;
}

static void check_row(stabil_request request, int row, const char *key, chosen in,
                      int which) {
  stabil_comparisons table;
  assert_int_equal(stabil_compare(results, &request, &table, NULL), STABIL_OK);
  assert_string_equal(table.key[row], key);
  for (int s = 0; s < table.scenarios; s++) {
    const stabil_comparison *cell = &table.cell[row * table.scenarios + s];
    int year = request.by == STABIL_COMPARE_BY_YEAR ? row : request.year;
    near(cell->difference[STABIL_STATISTIC_MEAN],
         expected_difference(request.measure, s, request.baseline, year, in, which));
  }
  stabil_comparisons_free(&table);
}

static void every_group_agrees_with_the_records(void **state) {
  (void)state;
  const stabil_measure_id measures[] = {STABIL_MEASURE_VACANCY_RATE,
                                        STABIL_MEASURE_TOTAL_COST};
  for (int m = 0; m < 2; m++) {
    stabil_request request = {.measure = measures[m], .year = 1, .threshold = NAN};
    request.by = STABIL_COMPARE_BY_CENTRALITY;
    check_row(request, 2, "5", in_class, 5);
    request.by = STABIL_COMPARE_BY_REGION;
    check_row(request, 1, "west", in_region, 1);
    request.by = STABIL_COMPARE_BY_ROLE;
    check_row(request, 3, "nurse_hospital", in_role, 3);
    request.by = STABIL_COMPARE_BY_PROFESSION;
    check_row(request, 1, "nurse", in_profession, 1);
    request.by = STABIL_COMPARE_BY_YEAR;
    check_row(request, 2, "2027", in_all, 0);
    request.by = STABIL_COMPARE_BY_PLACE;
    check_row(request, 4, "place04", in_place, 4);
  }
}

static void any_scenario_may_be_the_baseline(void **state) {
  (void)state;
  stabil_request request = {.measure = STABIL_MEASURE_VACANT_FTE,
                            .by = STABIL_COMPARE_BY_PLACE,
                            .baseline = 2,
                            .threshold = NAN};
  check_row(request, 0, "place00", in_place, 0);
  // But summaries are stored against the run's own.
  stabil_comparisons table;
  stabil_error err = {0};
  request.measure = STABIL_MEASURE_TOTAL_COST;
  assert_int_equal(stabil_compare(results, &request, &table, &err), STABIL_USAGE);
  assert_non_null(strstr(err.problems[0].text, "total_cost"));
  stabil_error_clear(&err);
}

static void places_leave_out_the_rest(void **state) {
  (void)state;
  stabil_request request = {.measure = STABIL_MEASURE_TOTAL_COST,
                            .by = STABIL_COMPARE_BY_PLACE,
                            .threshold = NAN};
  stabil_comparisons table;
  assert_int_equal(stabil_compare(results, &request, &table, NULL), STABIL_OK);
  assert_int_equal(table.rows, run.layout.places.count - 2);
  assert_false(table.paired);
  near(table.cell[0].p_better, NAN);
  stabil_comparisons_free(&table);
}

// --- displacement
// -----------------------------------------------------------------------------

static void displacement_agrees_with_the_records(void **state) {
  (void)state;
  const stabil_layout *layout = &run.layout;
  double change[2] = {0}; // here, elsewhere: scenario 2 less the baseline
  size_t cells = (size_t)layout->years * (size_t)layout->posts;
  for (int r = 1; r <= layout->replicates; r++)
    for (int k = 0; k < 2; k++) {
      stabil_arena *arena = stabil_arena_create();
      stabil_record record = stabil_invented_record(&run, 2 * k, r, arena);
      const double *held = record.values + STABIL_MEASURE_HELD_FTE * cells;
      const double *rotation = record.values + STABIL_MEASURE_ROTATION_FTE * cells;
      for (int i = 0; i < layout->posts; i++)
        change[layout->post_district[i] ? 0 : 1] +=
            (k == 0 ? -1 : 1) * (held[layout->posts + i] + rotation[layout->posts + i]) /
            layout->replicates;
      stabil_arena_free(arena);
    }
  stabil_displacement *found;
  assert_int_equal(stabil_compare_displacement(results, 0, 1, &found, NULL), STABIL_OK);
  near(found[2].here.difference[STABIL_STATISTIC_MEAN], change[0]);
  near(found[2].elsewhere.difference[STABIL_STATISTIC_MEAN], change[1]);
  near(found[2].displaced, -change[1] / change[0]);
  near(found[0].displaced, NAN); // the baseline changes nothing
  free(found);
}

// --- each against its own reference
// -----------------------------------------------------------------------------

enum { OWN = -1 };
static const int reference[] = {0, 0, 1};

static stabil_results *write_and_open(const char *name, bool with_references) {
  stabil_results *out = NULL;
  run.layout.reference = with_references ? reference : NULL;
  assert_int_equal(stabil_invented_write(&run, name, 1, NULL), STABIL_OK);
  run.layout.reference = NULL;
  assert_int_equal(stabil_results_open(name, &out, NULL), STABIL_OK);
  return out;
}

static void near_differences(const stabil_comparisons *a, const stabil_comparisons *b,
                             int scenario) {
  for (int row = 0; row < a->rows; row++)
    for (stabil_statistic i = 0; i < STABIL_STATISTIC_COUNT; i++)
      near(a->cell[row * a->scenarios + scenario].difference[i],
           b->cell[row * b->scenarios + scenario].difference[i]);
}

static void check_own(stabil_results *own, stabil_request request) {
  stabil_comparisons mixed, first, second;
  request.baseline = OWN;
  assert_int_equal(stabil_compare(own, &request, &mixed, NULL), STABIL_OK);
  request.baseline = 0;
  assert_int_equal(stabil_compare(results, &request, &first, NULL), STABIL_OK);
  near_differences(&mixed, &first, 1);
  if (request.measure == STABIL_MEASURE_VACANT_FTE) {
    request.baseline = 1;
    assert_int_equal(stabil_compare(own, &request, &second, NULL), STABIL_OK);
    near_differences(&mixed, &second, 2);
    stabil_comparisons_free(&second);
  }
  stabil_comparisons_free(&mixed);
  stabil_comparisons_free(&first);
}

// The stored summary of scenario 2 is of the difference to scenario 1.
static void check_stored(stabil_results *own) {
  stabil_comparisons table;
  const stabil_request request = {.measure = STABIL_MEASURE_TOTAL_COST,
                                  .by = STABIL_COMPARE_BY_PLACE,
                                  .year = 1,
                                  .baseline = OWN,
                                  .threshold = NAN};
  assert_int_equal(stabil_compare(own, &request, &table, NULL), STABIL_OK);
  assert_false(table.paired);
  for (int s = 0; s < 3; s++)
    near(table.cell[4 * 3 + s].difference[STABIL_STATISTIC_MEAN],
         expected_difference(request.measure, s, reference[s], 1, in_place, 4));
  stabil_comparisons_free(&table);
}

static void each_is_compared_with_its_reference(void **state) {
  (void)state;
  static const char name[] = "compare_reference.h5";
  stabil_results *own = write_and_open(name, true);
  assert_int_equal(stabil_layout_reference(stabil_results_layout(own), 2), 1);
  for (int i = 0; i < STABIL_COMPARE_BY_COUNT; i++)
    check_own(own, (stabil_request){.measure = STABIL_MEASURE_VACANT_FTE,
                                    .by = (stabil_by)i,
                                    .year = i == STABIL_COMPARE_BY_YEAR ? 0 : 1,
                                    .threshold = NAN});
  check_stored(own);
  stabil_displacement *mixed, *second;
  assert_int_equal(stabil_compare_displacement(own, OWN, 1, &mixed, NULL), STABIL_OK);
  assert_int_equal(stabil_compare_displacement(own, 1, 1, &second, NULL), STABIL_OK);
  near(mixed[2].displaced, second[2].displaced);
  assert_true(mixed[1].here.difference[STABIL_STATISTIC_SD] > 0);
  free(mixed);
  free(second);
  stabil_results_free(own);
  (void)unlink(name);
}

// A file of before there were references.
static void without_references_it_is_the_baseline(void **state) {
  (void)state;
  static const char name[] = "compare_old.h5";
  stabil_results_free(write_and_open(name, true));
  const hid_t file = H5Fopen(name, H5F_ACC_RDWR, H5P_DEFAULT);
  assert_true(file >= 0 && H5Ldelete(file, "reference", H5P_DEFAULT) >= 0);
  assert_true(H5Fclose(file) >= 0);
  stabil_results *old = NULL;
  assert_int_equal(stabil_results_open(name, &old, NULL), STABIL_OK);
  for (int i = 0; i < 3; i++)
    assert_int_equal(stabil_layout_reference(stabil_results_layout(old), i), 0);
  stabil_results_free(old);
  (void)unlink(name);
}

static int make_file(void **state) {
  (void)state;
  const char *folder = getenv("TMPDIR");
  if (folder && chdir(folder) != 0) return -1;
  run = stabil_invented_create((stabil_invented_size){3, 21, 1, 3, 3, 9});
  if (stabil_invented_write(&run, path, 1, NULL) != STABIL_OK) return -1;
  return stabil_results_open(path, &results, NULL) == STABIL_OK ? 0 : -1;
}

static int remove_file(void **state) {
  (void)state;
  stabil_results_free(results);
  stabil_invented_free(&run);
  return unlink(path);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(differences_are_paired),
      cmocka_unit_test(shares_count_numbers_only),
      cmocka_unit_test(variance_is_split),
      cmocka_unit_test(directions_are_of_measures),
      cmocka_unit_test(every_group_agrees_with_the_records),
      cmocka_unit_test(any_scenario_may_be_the_baseline),
      cmocka_unit_test(places_leave_out_the_rest),
      cmocka_unit_test(displacement_agrees_with_the_records),
      cmocka_unit_test(each_is_compared_with_its_reference),
      cmocka_unit_test(without_references_it_is_the_baseline)};
  return cmocka_run_group_tests(tests, make_file, remove_file);
}
