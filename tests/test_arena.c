// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"

#define PIECES 3000

static bool all_zero(const unsigned char *piece, size_t size) {
  for (size_t i = 0; i < size; i++) {
    if (piece[i] != 0) return false;
  }
  return true;
}

static bool all_equal(const unsigned char *piece, size_t size, unsigned char value) {
  for (size_t i = 0; i < size; i++) {
    if (piece[i] != value) return false;
  }
  return true;
}

static size_t size_of(size_t i) { // small ones, with big ones strewn in
  return i % 97 == 5 ? 20000 + 7919 * (i % 11) : i * 31 % 211;
}

static void pieces_are_zeroed_aligned_and_apart(void **state) {
  (void)state;
  static unsigned char *pieces[PIECES];
  stabil_arena *arena = stabil_arena_create();
  size_t sum = 0;
  for (size_t i = 0; i < PIECES; i++) {
    size_t size = size_of(i);
    pieces[i] = stabil_arena_alloc(arena, size);
    assert_non_null(pieces[i]);
    assert_int_equal((uintptr_t)pieces[i] % (size >= 64 ? 64 : 16), 0);
    assert_true(all_zero(pieces[i], size));
    memset(pieces[i], (int)(i % 255 + 1), size);
    sum += size;
  }
  for (size_t i = 0; i < PIECES; i++) { // nobody wrote over anybody
    assert_true(all_equal(pieces[i], size_of(i), (unsigned char)(i % 255 + 1)));
  }
  assert_int_equal(stabil_arena_used(arena), sum);
  stabil_arena_free(arena);
}

static void nothing_has_an_address_of_its_own(void **state) {
  (void)state;
  stabil_arena *arena = stabil_arena_create();
  void *a = stabil_arena_alloc(arena, 0), *b = stabil_arena_array(arena, 0, 8);
  assert_non_null(a);
  assert_non_null(b);
  assert_ptr_not_equal(a, b);
  assert_int_equal(stabil_arena_used(arena), 0);
  stabil_arena_free(arena);
}

static void too_much_is_refused(void **state) {
  (void)state;
  stabil_arena *arena = stabil_arena_create();
  assert_null(stabil_arena_array(arena, SIZE_MAX / 2, 3));
  assert_null(stabil_arena_array(arena, SIZE_MAX, SIZE_MAX));
  assert_null(stabil_arena_alloc(arena, SIZE_MAX));
  assert_null(stabil_arena_alloc(arena, SIZE_MAX - 64));
  assert_null(stabil_arena_text(arena, "", SIZE_MAX));
  assert_int_equal(stabil_arena_used(arena), 0);
  assert_non_null(stabil_arena_array(arena, 3, 5)); // still of use
  assert_int_equal(stabil_arena_used(arena), 15);
  stabil_arena_free(arena);
}

static void texts_are_copied(void **state) {
  (void)state;
  stabil_arena *arena = stabil_arena_create();
  char source[] = "Tromsø";
  char *copy = stabil_arena_text(arena, source, 5);
  memset(source, 'x', 5);
  assert_string_equal(copy, "Troms");
  assert_string_equal(stabil_arena_text(arena, NULL, 0), "");
  assert_string_equal(stabil_arena_format(arena, "%s-%03d", "gp", 7), "gp-007");
  char *longest = stabil_arena_format(arena, "%100000d", 1);
  assert_int_equal(strlen(longest), 100000);
  assert_int_equal(longest[99999], '1');
  stabil_arena_free(arena);
}

static void no_arena_gives_nothing(void **state) {
  (void)state;
  assert_null(stabil_arena_alloc(NULL, 8));
  assert_null(stabil_arena_array(NULL, 8, 8));
  assert_null(stabil_arena_text(NULL, "a", 1));
  assert_null(stabil_arena_format(NULL, "%d", 1));
  assert_int_equal(stabil_arena_used(NULL), 0);
  stabil_arena_free(NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
      cmocka_unit_test(nothing_has_an_address_of_its_own),
      cmocka_unit_test(too_much_is_refused),
      cmocka_unit_test(texts_are_copied),
      cmocka_unit_test(no_arena_gives_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
