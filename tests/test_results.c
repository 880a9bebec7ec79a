// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/results.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "make_results.h"

static const char path[] = "results_test.h5";
static stabil_invented run;

static void refused(const char *name, stabil_status expected, const char *text) {
  stabil_results *results;
  stabil_error err = {0};
  assert_int_equal(stabil_results_open(name, &results, &err), expected);
  assert_null(results);
  assert_int_equal(err.count, 1);
  assert_non_null(strstr(err.problems[0].text, name));
  assert_non_null(strstr(err.problems[0].text, text));
  stabil_error_clear(&err);
}

static stabil_results *open_results(void) {
  stabil_results *results;
  assert_int_equal(stabil_results_open(path, &results, NULL), STABIL_OK);
  return results;
}

static void same_names(const stabil_names *found, const stabil_names *expected) {
  assert_int_equal(found->count, expected->count);
  for (int i = 0; i < found->count; i++) {
    assert_string_equal(found->name[i], expected->name[i]);
    assert_string_equal(found->label_nb[i], expected->label_nb[i]);
  }
}

static void the_layout_comes_back(void **state) {
  (void)state;
  stabil_results *results = open_results();
  const stabil_layout *found = stabil_results_layout(results), *expected = &run.layout;
  assert_string_equal(found->title_nb, expected->title_nb);
  assert_string_equal(found->study_text, expected->study_text);
  assert_string_equal(found->study_path, expected->study_path);
  assert_string_equal(found->command, expected->command);
  assert_true(found->seed == expected->seed);
  assert_int_equal(found->first_year, 2025);
  assert_int_equal(found->years, expected->years);
  assert_int_equal(found->steps_per_year, 2);
  assert_int_equal(found->draws, expected->draws);
  assert_int_equal(found->price_year, 2024);
  assert_int_equal(found->baseline, 0);
  assert_int_equal(found->tenure_years, expected->tenure_years);
  same_names(&found->scenarios, &expected->scenarios);
  same_names(&found->places, &expected->places);
  same_names(&found->roles, &expected->roles);
  same_names(&found->programmes, &expected->programmes);
  same_names(&found->sizes, &expected->sizes);
  stabil_results_free(results);
}

static void posts_and_places_come_back(void **state) {
  (void)state;
  stabil_results *results = open_results();
  const stabil_layout *found = stabil_results_layout(results), *expected = &run.layout;
  assert_int_equal(found->posts, expected->posts);
  for (int i = 0; i < found->posts; i++) {
    assert_int_equal(found->post_place[i], expected->post_place[i]);
    assert_int_equal(found->post_role[i], expected->post_role[i]);
    assert_int_equal(found->post_centrality[i], expected->post_centrality[i]);
    assert_int_equal(found->post_rest[i], expected->post_rest[i]);
    assert_int_equal(found->post_district[i], expected->post_district[i]);
    assert_string_equal(found->regions.name[found->post_region[i]],
                        expected->regions.name[expected->post_region[i]]);
    assert_string_equal(found->professions.name[found->post_profession[i]],
                        expected->professions.name[expected->post_profession[i]]);
  }
  for (int i = 0; i < found->places.count; i++) {
    assert_string_equal(found->place_kind[i], expected->place_kind[i]);
    assert_string_equal(found->place_county[i], expected->place_county[i]);
    assert_true(found->place_population[i] == expected->place_population[i]);
    assert_true(found->place_lat[i] == expected->place_lat[i]);
  }
  stabil_results_free(results);
}

static void blocks_outside_are_refused(void **state) {
  (void)state;
  double out[64];
  stabil_results *results = open_results();
  stabil_block block = {.rank = 4, .count = {1, 1, 1, 1}};
  assert_int_equal(stabil_results_read(results, "fte", &block, out, NULL), STABIL_OK);
  assert_int_equal(stabil_results_read(results, "nothing", &block, out, NULL),
                   STABIL_INPUT);
  assert_int_equal(stabil_results_read(results, "no/thing", &block, out, NULL),
                   STABIL_INPUT);
  block.first[2] = (size_t)run.layout.years;
  assert_int_equal(stabil_results_read(results, "fte", &block, out, NULL), STABIL_INPUT);
  block = (stabil_block){.rank = 3, .count = {1, 1, 1}};
  assert_int_equal(stabil_results_read(results, "fte", &block, out, NULL), STABIL_INPUT);
  stabil_results_free(results);
}

// --- files that are not as they should be
// ---------------------------------------------------

static long copy_of(const char *name, char **data) {
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  assert_int_equal(fseek(file, 0, SEEK_END), 0);
  long size = ftell(file);
  rewind(file);
  *data = malloc((size_t)size);
  assert_int_equal(fread(*data, 1, (size_t)size, file), (size_t)size);
  fclose(file);
  unlink(name);
  return size;
}

static void write_file(const char *name, const char *data, size_t size) {
  FILE *file = fopen(name, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(data, 1, size, file), size);
  assert_int_equal(fclose(file), 0);
}

static void damaged_files_are_input_errors(void **state) {
  (void)state;
  static const char name[] = "results_damaged.h5";
  char *data;
  size_t size = (size_t)copy_of(name, &data);
  for (size_t i = 0; i < 40; i++) {
    size_t at = 100 + i * (size - 200) / 40;
    data[at] ^= 0x40;
    write_file(name, data, size);
    refused(name, STABIL_INPUT, "damaged");
    data[at] ^= 0x40;
  }
  for (size_t length = 40; length < size - 24; length += size / 9) {
    write_file(name, data, length);
    refused(name, STABIL_INPUT, "damaged");
  }
  free(data);
  unlink(name);
}

static void other_files_are_told_apart(void **state) {
  (void)state;
  static const char name[] = "results_other.h5";
  write_file(name, "stabil: 1\ntitle: a study\n", 25);
  refused(name, STABIL_INPUT, "not an HDF5 file");
  unlink(name);
  refused(name, STABIL_MISSING, "No such file");
  refused(".", STABIL_MISSING, "directory");
}

static int make_file(void **state) {
  (void)state;
  const char *folder = getenv("TMPDIR");
  if (folder && chdir(folder) != 0) return -1;
  run = stabil_invented_create((stabil_invented_size){2, 5, 1, 2, 3, 5});
  return stabil_invented_write(&run, path, 1, NULL) == STABIL_OK ? 0 : -1;
}

static int remove_file(void **state) {
  (void)state;
  stabil_invented_free(&run);
  return unlink(path);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_layout_comes_back),
                                     cmocka_unit_test(posts_and_places_come_back),
                                     cmocka_unit_test(blocks_outside_are_refused),
                                     cmocka_unit_test(damaged_files_are_input_errors),
                                     cmocka_unit_test(other_files_are_told_apart)};
  return cmocka_run_group_tests(tests, make_file, remove_file);
}
