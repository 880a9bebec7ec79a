// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/columns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

// Three places (the last is the rest of the country), two roles, five posts, two years.
static const int post_place[] = {0, 0, 1, 2, 2}, post_role[] = {0, 1, 0, 0, 1};
static const int post_centrality[] = {6, 6, 4, 0, 0}, post_region[] = {1, 1, 0, 2, 2};
static const bool post_rest[] = {false, false, false, true, true};
static const stabil_layout layout = {.years = 2,
                                     .posts = 5,
                                     .places = {.count = 3},
                                     .roles = {.count = 2},
                                     .regions = {.count = 3},
                                     .post_place = post_place,
                                     .post_role = post_role,
                                     .post_centrality = post_centrality,
                                     .post_region = post_region,
                                     .post_rest = post_rest};

static void check(const stabil_columns *c, const double *row, stabil_grouping kind,
                  size_t count, const double *expected) {
  assert_int_equal(stabil_columns_cells(c, kind), count);
  size_t first = stabil_columns_first(c, kind);
  for (size_t i = 0; i < count; i++) assert_true(row[first + i] == expected[i]);
}

static void sums_by_every_kind(void **state) {
  (void)state;
  stabil_columns c;
  assert_int_equal(stabil_columns_create(&layout, &c, NULL), STABIL_OK);
  const double by_post[] = {1, 2, 4, 8, 16, 10, 20, 40, 80, 160};
  double row[64];
  assert_true(stabil_columns_first(&c, STABIL_GROUPING_COUNT) <= 64);
  memset(row, 0xff, sizeof row);
  stabil_columns_fill(&c, by_post, row);
  check(&c, row, STABIL_GROUPING_POST, 10, by_post);
  check(&c, row, STABIL_GROUPING_PLACE, 6, (const double[]){3, 4, 24, 30, 40, 240});
  check(&c, row, STABIL_GROUPING_ROLE, 4, (const double[]){5, 2, 50, 20});
  // Classes 4 and 6, regions 0 and 1; the rest of the country is left out.
  check(&c, row, STABIL_GROUPING_CENTRALITY, 4, (const double[]){4, 3, 40, 30});
  check(&c, row, STABIL_GROUPING_REGION, 4, (const double[]){4, 3, 40, 30});
  const double crossed[] = {4, 0, 1, 2, 40, 0, 10, 20};
  check(&c, row, STABIL_GROUPING_CENTRALITY_ROLE, 8, crossed);
  check(&c, row, STABIL_GROUPING_REGION_ROLE, 8, crossed);
  assert_int_equal(c.classes, 2);
  assert_int_equal(c.centrality[0], 4);
  assert_int_equal(c.centrality[1], 6);
  stabil_columns_free(&c);
}

// Posts are of role 0 or 1 in classes 6, 6, 4 and the rest: by role, then by class.
static void sums_of_kinds(void **state) {
  (void)state;
  stabil_columns c;
  assert_int_equal(stabil_columns_create(&layout, &c, NULL), STABIL_OK);
  const double by_post[] = {1,  0.1, 2,  0.2, 4,  0.4, 8,  0.8, 16,  1.6,
                            10, 0.1, 20, 0.2, 40, 0.4, 80, 0.8, 160, 1.6};
  const double expected[] = {4,  0.4, 1,  0.1, 0, 0, 2,  0.2,
                             40, 0.4, 10, 0.1, 0, 0, 20, 0.2};
  double row[16];
  assert_int_equal(stabil_columns_kinds(&c, 2), 16);
  stabil_columns_fill_kinds(&c, by_post, 2, row);
  for (int i = 0; i < 16; i++) assert_true(row[i] == expected[i]);
  stabil_columns_free(&c);
}

static void only_the_rest_of_the_country(void **state) {
  (void)state;
  static const bool all[] = {true, true, true, true, true};
  stabil_layout rest = layout;
  rest.post_rest = all;
  stabil_columns c;
  assert_int_equal(stabil_columns_create(&rest, &c, NULL), STABIL_OK);
  assert_int_equal(c.classes, 0);
  assert_int_equal(stabil_columns_cells(&c, STABIL_GROUPING_REGION_ROLE), 0);
  stabil_columns_free(&c);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(sums_by_every_kind),
                                     cmocka_unit_test(sums_of_kinds),
                                     cmocka_unit_test(only_the_rest_of_the_country)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
