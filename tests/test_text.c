// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/random.h"
#include "base/text.h"

static void hash_is_fnv_1a_and_mixed(void **state) {
  (void)state;
  // Published FNV-1a 64 values of "a" and "foobar" (draft-eastlake-fnv, appendix).
  assert_int_equal(stabil_text_hash("a"),
                   stabil_random_mix(UINT64_C(0xaf63dc4c8601ec8c)));
  assert_int_equal(stabil_text_hash("foobar"),
                   stabil_random_mix(UINT64_C(0x85944171f73967e8)));
  assert_int_equal(stabil_text_hash(""), 0);
  assert_int_not_equal(stabil_text_hash("ab"), stabil_text_hash("ba"));
  assert_int_not_equal(stabil_text_hash("\xc3\xb8"), stabil_text_hash("\xc3\xa5"));
}

static void hashes_of_near_names_differ(void **state) {
  (void)state;
  static uint64_t hashes[2000];
  for (int i = 0; i < 2000; i++) {
    char name[32];
    snprintf(name, sizeof name, "place_%d", i);
    hashes[i] = stabil_text_hash(name);
    for (int j = 0; j < i; j++) assert_int_not_equal(hashes[i], hashes[j]);
  }
}

static void distances(void **state) {
  (void)state;
  assert_int_equal(stabil_text_distance("", ""), 0);
  assert_int_equal(stabil_text_distance("", "abc"), 3);
  assert_int_equal(stabil_text_distance("abc", ""), 3);
  assert_int_equal(stabil_text_distance("kitten", "sitting"), 3);
  assert_int_equal(stabil_text_distance("Turnover", "tURNOVER"), 0);
  assert_int_equal(stabil_text_distance("trunover", "turnover"), 1); // a swap
  assert_int_equal(stabil_text_distance("turnver", "turnover"), 1);  // one lost
  assert_int_equal(stabil_text_distance("turnoover", "turnover"), 1);
  assert_int_equal(stabil_text_distance("ca", "abc"), 3); // 2 without the restriction
}

static void distances_of_long_texts(void **state) {
  (void)state;
  char a[600], b[600];
  memset(a, 'x', 599), memset(b, 'x', 599);
  a[599] = b[599] = '\0';
  b[300] = 'y';
  b[0] = 'y';
  assert_int_equal(stabil_text_distance(a, b), 2);
  assert_int_equal(stabil_text_distance(a, b + 1), 2);
  assert_int_equal(stabil_text_distance("x", a), 598);
  assert_int_equal(stabil_text_distance(a, "x"), 598);
}

static void nearest_spelling(void **state) {
  (void)state;
  const char *names[] = {"horizon", "seed", "scenarios", "roles", "places", "gp"};
  assert_string_equal(stabil_text_nearest("horizen", names, 6), "horizon");
  assert_string_equal(stabil_text_nearest("sede", names, 6), "seed");
  assert_string_equal(stabil_text_nearest("Scenario", names, 6), "scenarios");
  assert_string_equal(stabil_text_nearest("pg", names, 6), "gp");
  assert_null(stabil_text_nearest("hxrixxn", names, 6));
  assert_null(stabil_text_nearest("seventeen", names, 6));
  assert_null(stabil_text_nearest("seed", names, 0));
  const char *tie[] = {"cat", "bat"};
  assert_string_equal(stabil_text_nearest("rat", tie, 2), "cat"); // the first of equals
}

static bool well_formed(const char *text) {
  return stabil_text_utf8(text, strlen(text));
}

static void utf8(void **state) {
  (void)state;
  assert_true(well_formed(""));
  assert_true(well_formed("Troms\xc3\xb8 \xe2\x82\xac \xf0\x9f\x98\x80"));
  assert_true(well_formed("\xf4\x8f\xbf\xbf") && well_formed("\xed\x9f\xbf"));
  assert_false(stabil_text_utf8("a\0b", 3));
  assert_false(well_formed("\x80") || well_formed("\xff"));
  assert_false(well_formed("\xc3") || well_formed("\xe2\x82"));     // cut off
  assert_false(well_formed("\xc0\xaf") || well_formed("\xc1\xbf")); // longer than needed
  assert_false(well_formed("\xe0\x9f\xbf") || well_formed("\xf0\x8f\xbf\xbf"));
  assert_false(well_formed("\xed\xa0\x80")); // surrogate
  assert_false(well_formed("\xf4\x90\x80\x80") || well_formed("\xf5\x80\x80\x80"));
  assert_false(well_formed("\xc3(") || well_formed("\xe2\x28\xa1"));
  assert_false(stabil_text_utf8("\xc3\xb8", 1)); // the length counts, not the NUL
}

static double number(const char *text) {
  double x = -777;
  return stabil_text_double(text, &x) ? x : -999;
}

static void doubles(void **state) {
  (void)state;
  assert_true(number("0.1") == 0.1 && number("-2.5e-3") == -0.0025);
  assert_true(number("+7") == 7 && number(".5") == 0.5 && number("3.") == 3);
  assert_true(number("1E6") == 1e6 && number("0") == 0 && number("4.9e-324") > 0);
  const char *bad[] = {"",    " 1",    "1 ",  "1\n", "1_000",  "0x10",  "nan", ".inf",
                       "inf", "1e",    "e5",  ".",   "-",      "1.2.3", "1e+", "--1",
                       "1,5", "1e999", "0b1", "1f",  "-1e400", "+.e1"};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    double x = 5;
    assert_false(stabil_text_double(bad[i], &x));
    assert_true(x == 5);
  }
}

static void doubles_in_every_locale(void **state) {
  (void)state;
  // Skipped where no locale with a decimal comma is installed.
  const char *names[] = {"nb_NO.UTF-8", "de_DE.UTF-8", "fr_FR.UTF-8", "nb_NO.utf8"};
  bool found = false;
  for (int i = 0; i < 4 && !found; i++) found = setlocale(LC_NUMERIC, names[i]);
  if (!found) skip();
  bool right = number("1.5") == 1.5 && number("1,5") == -999;
  bool kept = strcmp(localeconv()->decimal_point, ",") == 0;
  setlocale(LC_NUMERIC, "C");
  assert_true(right && kept);
}

static void whole_numbers(void **state) {
  (void)state;
  int64_t i = 5;
  uint64_t u = 5;
  assert_true(stabil_text_int64("-9223372036854775808", &i) && i == INT64_MIN);
  assert_true(stabil_text_int64("+42", &i) && i == 42);
  assert_true(stabil_text_int64("0301", &i) && i == 301); // decimal, never octal
  assert_true(stabil_text_uint64("18446744073709551615", &u) && u == UINT64_MAX);
  const char *bad[] = {"", "-", "+", " 1", "1 ", "1.0", "1e3", "0x1", "1_0", "+-1", "a"};
  for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
    assert_false(stabil_text_int64(bad[k], &i));
    assert_false(stabil_text_uint64(bad[k], &u));
  }
  assert_false(stabil_text_int64("9223372036854775808", &i));
  assert_false(stabil_text_int64("-9223372036854775809", &i));
  assert_false(stabil_text_uint64("18446744073709551616", &u));
  assert_false(stabil_text_uint64("-1", &u) || stabil_text_uint64("-0", &u));
  assert_true(i == 301 && u == UINT64_MAX); // a refusal leaves the result alone
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(hash_is_fnv_1a_and_mixed),
      cmocka_unit_test(hashes_of_near_names_differ),
      cmocka_unit_test(distances),
      cmocka_unit_test(distances_of_long_texts),
      cmocka_unit_test(nearest_spelling),
      cmocka_unit_test(utf8),
      cmocka_unit_test(doubles),
      cmocka_unit_test(doubles_in_every_locale),
      cmocka_unit_test(whole_numbers),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
