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
#include "scenario/study_schema.h"

static bool good_text(const char *text) {
  return text[0] != '\0' && stabil_text_utf8(text, strlen(text));
}

static void rows_are_those_of_the_list(void **state) {
  (void)state;
  assert_string_equal(stabil_levers[STABIL_LEVER_SEPARATE].name, "hazard.separate");
  assert_int_equal(stabil_levers[STABIL_LEVER_SEPARATE].scales, STABIL_ALLOW_RISK);
  assert_string_equal(stabil_levers[STABIL_LEVER_LOCUM_PRICE].unit, "NOK/week");
  assert_true(stabil_levers[STABIL_LEVER_UTILITY].low == -20);
  const unsigned all = (1u << STABIL_SCALE_COUNT) - 1;
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

// The row of a schema that a pattern such as roles.<name>.turnover leads to.
static bool leads_to_a_key(const stabil_schema *schema, const char *pattern) {
  const size_t length = strcspn(pattern, ".[");
  for (int i = 0; i < schema->count; i++) {
    const stabil_key *row = &schema->key[i];
    if (strlen(row->key) != length || strncmp(row->key, pattern, length) != 0) continue;
    const char *rest = pattern + length;
    if (strncmp(rest, "[]", 2) == 0) rest += 2;
    if (strncmp(rest, ".<name>", 7) == 0) rest += 7;
    if (*rest == '\0') return true;
    return row->child != NULL && leads_to_a_key(row->child, rest + 1);
  }
  return false;
}

static void what_a_lever_reaches_is_a_key(void **state) {
  (void)state;
  int reached = 0;
  for (int i = 0; i < STABIL_LEVER_COUNT; i++) {
    const char *patterns = stabil_levers[i].reaches;
    while (*patterns != '\0') {
      char pattern[128];
      const size_t length = strcspn(patterns, " ");
      assert_true(length < sizeof pattern);
      memcpy(pattern, patterns, length);
      pattern[length] = '\0';
      if (!leads_to_a_key(&stabil_study_schema, pattern))
        fail_msg("%s: no key %s", stabil_levers[i].name, pattern);
      patterns += length + (patterns[length] == ' ');
      reached++;
    }
  }
  assert_true(reached > STABIL_LEVER_COUNT / 2);
  assert_false(leads_to_a_key(&stabil_study_schema, "roles.<name>.turn"));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(rows_are_those_of_the_list),
                                     cmocka_unit_test(what_a_lever_reaches_is_a_key)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
