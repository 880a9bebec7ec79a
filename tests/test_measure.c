// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "stabil/measure.h"

static void rows_are_those_of_the_list(void **state) {
  (void)state;
  const stabil_measure *m = stabil_measure_get(STABIL_MEASURE_VACANCY_RATE);
  assert_string_equal(m->name, "vacancy_rate");
  assert_string_equal(m->unit, "1");
  assert_int_equal(m->when, STABIL_YEAR_END);
  assert_int_equal(m->numerator, STABIL_MEASURE_VACANT_FTE);
  assert_int_equal(m->denominator, STABIL_MEASURE_FUNDED_FTE);
  assert_true(m->kept);
  assert_string_equal(m->text_nb, "andel ledige hjemler");
  m = stabil_measure_get(STABIL_MEASURE_LOCUM_WEEKS);
  assert_int_equal(m->when, STABIL_SUM);
  assert_int_equal(m->numerator, STABIL_MEASURE_NONE);
  assert_true(m->kept);
  assert_false(stabil_measure_get(STABIL_MEASURE_TURNOVER)->kept);
  assert_int_equal(stabil_measure_get(STABIL_MEASURE_TURNOVER)->when, STABIL_MEAN);
  assert_int_equal(STABIL_MEASURE_HEADCOUNT, 0);
}

static void outside_the_table_is_nothing(void **state) {
  (void)state;
  assert_null(stabil_measure_get(STABIL_MEASURE_NONE));
  assert_null(stabil_measure_get(STABIL_MEASURE_COUNT));
  assert_int_equal(stabil_measure_find("no_such"), STABIL_MEASURE_NONE);
  assert_int_equal(stabil_measure_find(""), STABIL_MEASURE_NONE);
  assert_int_equal(stabil_measure_find("FTE"), STABIL_MEASURE_NONE);
}

static bool plain_name(const char *name) { // also a name in HDF5, netCDF and R
  return name[strspn(name, "abcdefghijklmnopqrstuvwxyz_")] == '\0' && name[0] != '_' &&
         name[0] != '\0';
}

static bool good_text(const char *text) {
  return text[0] != '\0' && stabil_text_utf8(text, strlen(text));
}

static void every_measure_is_found_and_described(void **state) {
  (void)state;
  for (int i = 0; i < STABIL_MEASURE_COUNT; i++) {
    const stabil_measure *m = stabil_measure_get((stabil_measure_id)i);
    assert_int_equal(stabil_measure_find(m->name), i);
    assert_true(plain_name(m->name));
    assert_true(good_text(m->unit) && good_text(m->text_en) && good_text(m->text_nb));
  }
}

// A ratio has both parts, which are sums themselves, and a mean over the year is a ratio.
static void ratios_are_of_sums(void **state) {
  (void)state;
  for (int i = 0; i < STABIL_MEASURE_COUNT; i++) {
    const stabil_measure *m = stabil_measure_get((stabil_measure_id)i);
    const stabil_measure *above = stabil_measure_get(m->numerator);
    const stabil_measure *below = stabil_measure_get(m->denominator);
    assert_int_equal(above != NULL, below != NULL);
    if (m->when == STABIL_MEAN) assert_non_null(above);
    if (!above) continue;
    assert_int_equal(above->numerator, STABIL_MEASURE_NONE);
    assert_int_equal(below->numerator, STABIL_MEASURE_NONE);
    assert_int_equal(above->when, below->when);
  }
}

static void labels(void **state) {
  (void)state;
  assert_string_equal(stabil_education_label(STABIL_EDUCATION_DROPOUTS).name, "dropouts");
  assert_string_equal(stabil_education_label(STABIL_EDUCATION_DROPOUTS).text_nb,
                      "frafall");
  assert_string_equal(stabil_where_label(STABIL_WHERE_REGION).text_en,
                      "in the modelled region");
  assert_string_equal(stabil_payer_label(STABIL_PAYER_STATE).text_nb, "stat");
  assert_string_equal(stabil_item_label(STABIL_ITEM_WAGE).name, "wage");
  assert_string_equal(stabil_item_label(STABIL_ITEM_PROGRAMME).text_nb, "tiltak");
  assert_string_equal(stabil_cause_label(STABIL_CAUSE_STAGE_END).name, "stage_end");
  assert_string_equal(stabil_cause_label(STABIL_CAUSE_COUNT).name, "");
  assert_string_equal(stabil_origin_label(STABIL_ORIGIN_REST).text_nb,
                      "resten av landet");
  assert_string_equal(stabil_item_label(STABIL_ITEM_COUNT).name, "");
  assert_string_equal(stabil_payer_label((stabil_payer_id)-1).text_en, "");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows_are_those_of_the_list),
      cmocka_unit_test(outside_the_table_is_nothing),
      cmocka_unit_test(every_measure_is_found_and_described),
      cmocka_unit_test(ratios_are_of_sums),
      cmocka_unit_test(labels),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
