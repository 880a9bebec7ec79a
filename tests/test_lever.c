// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "scenario/lever.h"

static bool good_text(const char *text) {
  return text[0] != '\0' && stabil_text_utf8(text, strlen(text));
}

static void rows_are_those_of_the_list(void **state) {
  (void)state;
  assert_string_equal(stabil_levers[STABIL_LEVER_SEPARATE].name, "hazard.separate");
  assert_int_equal(stabil_levers[STABIL_LEVER_SEPARATE].scales, STABIL_ALLOW_HR);
  assert_string_equal(stabil_levers[STABIL_LEVER_LOCUM_PRICE].unit, "NOK/week");
  assert_true(stabil_levers[STABIL_LEVER_UTILITY].low == -20);
  unsigned all = STABIL_ALLOW_OR | STABIL_ALLOW_HR | STABIL_ALLOW_SET | STABIL_ALLOW_ADD;
  for (int i = 0; i < STABIL_LEVER_COUNT; i++) {
    const stabil_lever *lever = &stabil_levers[i];
    assert_true(good_text(lever->name) && good_text(lever->unit));
    assert_true(good_text(lever->text));
    assert_true(lever->low < lever->high);
    assert_true(lever->scales != 0 && (lever->scales & ~all) == 0);
    for (int j = 0; j < i; j++) {
      assert_string_not_equal(lever->name, stabil_levers[j].name);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(rows_are_those_of_the_list)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
