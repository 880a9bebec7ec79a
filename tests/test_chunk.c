// SPDX-License-Identifier: GPL-3.0-or-later
// That HDF5 itself undoes what the packer does is tested with whole files
// (test_hdf5_sink); here are the parts that have known answers.
#include "output/chunk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"

// Fletcher-32 over big-endian words: "ab" is the word 0x6162, sums 0x6162 and 0x6162;
// "abcd": 0x6162 + 0x6364 = 0xc4c6, 0x6162 + 0xc4c6 = 0x12628, folded to 0x2629.
static void checksums_by_hand(void **state) {
  (void)state;
  assert_int_equal(stabil_fletcher32((const unsigned char *)"ab", 2), 0x61626162);
  assert_int_equal(stabil_fletcher32((const unsigned char *)"abcd", 4), 0x2629c4c6);
  // An odd byte is the high half of a last word: 0x6162, 0x6300.
  assert_int_equal(stabil_fletcher32((const unsigned char *)"abc", 3), 0x25c5c462);
}

static void shuffled_as_bytes_of_a_kind(void **state) {
  (void)state;
  for (size_t width = 4; width <= 8; width += 4)
    for (size_t elements = 1; elements < 30; elements++) {
      stabil_packer p;
      assert_true(stabil_packer_create(&p, elements, width));
      unsigned char *raw = p.raw;
      const unsigned char *shuffled = p.shuffled;
      for (size_t i = 0; i < elements * width; i++)
        raw[i] = (unsigned char)stabil_random_mix(i + elements);
      stabil_packer_pack(&p);
      for (size_t i = 0; i < elements; i++)
        for (size_t byte = 0; byte < width; byte++)
          assert_int_equal(shuffled[byte * elements + i], raw[i * width + byte]);
      stabil_packer_free(&p);
    }
}

static void noise_is_stored_as_it_is(void **state) {
  (void)state;
  enum { ELEMENTS = 1000 };
  stabil_packer p;
  assert_true(stabil_packer_create(&p, ELEMENTS, 8));
  for (uint64_t i = 0; i < ELEMENTS; i++)
    ((uint64_t *)p.raw)[i] = stabil_random_mix(i + 1);
  stabil_packer_pack(&p);
  assert_int_equal(p.filter_mask, 2); // deflate left out
  assert_int_equal(p.packed_size, ELEMENTS * 8 + 4);
  memset(p.raw, 0, ELEMENTS * 8);
  stabil_packer_pack(&p);
  assert_int_equal(p.filter_mask, 0);
  assert_true(p.packed_size < 200);
  stabil_packer_free(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(checksums_by_hand),
                                     cmocka_unit_test(shuffled_as_bytes_of_a_kind),
                                     cmocka_unit_test(noise_is_stored_as_it_is)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
