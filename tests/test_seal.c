// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/seal.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char path[] = "seal_test.h5";
static const char body[] = "\211HDF\r\n\032\nwhat follows is anything";
enum { BODY = sizeof body - 1, SEAL = 24 };

static void write_file(const char *data, size_t size) {
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(data, 1, size, file), size);
  assert_int_equal(fclose(file), 0);
}

static size_t read_file(char *data, size_t size) {
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  size_t length = fread(data, 1, size, file);
  fclose(file);
  return length;
}

static void a_sealed_file_is_whole(void **state) {
  (void)state;
  char data[128];
  write_file(body, BODY);
  assert_int_equal(stabil_seal_check(path), STABIL_SEAL_ABSENT);
  assert_int_equal(stabil_seal_write(path), 0);
  assert_int_equal(stabil_seal_check(path), STABIL_SEAL_WHOLE);
  assert_int_equal(read_file(data, sizeof data), BODY + SEAL);
  assert_memory_equal(data, body, BODY);
}

// Any byte before the seal's first eight that differs is found.
static void every_flipped_byte_is_found(void **state) {
  (void)state;
  char data[128];
  write_file(body, BODY);
  assert_int_equal(stabil_seal_write(path), 0);
  size_t length = read_file(data, sizeof data);
  for (size_t i = 0; i < length; i++) {
    data[i] ^= 0x10;
    write_file(data, length);
    stabil_seal found = stabil_seal_check(path);
    stabil_seal expected = i < 8                               ? STABIL_SEAL_FOREIGN
                           : i >= BODY && i < (size_t)BODY + 8 ? STABIL_SEAL_ABSENT
                                                               : STABIL_SEAL_BROKEN;
    assert_int_equal(found, expected);
    data[i] ^= 0x10;
  }
}

static void other_files_are_told_apart(void **state) {
  (void)state;
  write_file("", 0);
  assert_int_equal(stabil_seal_check(path), STABIL_SEAL_FOREIGN);
  write_file("stabil: 1\n", 10);
  assert_int_equal(stabil_seal_check(path), STABIL_SEAL_FOREIGN);
  unlink(path);
  assert_int_equal(stabil_seal_check(path), STABIL_SEAL_UNREADABLE);
  assert_int_equal(errno, ENOENT);
  assert_int_equal(stabil_seal_check("."), STABIL_SEAL_UNREADABLE);
  assert_int_equal(errno, EISDIR);
}

static int in_tmp(void **state) {
  (void)state;
  const char *folder = getenv("TMPDIR");
  return folder ? chdir(folder) : 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_sealed_file_is_whole),
                                     cmocka_unit_test(every_flipped_byte_is_found),
                                     cmocka_unit_test(other_files_are_told_apart)};
  return cmocka_run_group_tests(tests, in_tmp, NULL);
}
