// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/chunk.h"

#include <stdlib.h>
#include <string.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif
#include <isa-l.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "files hold little-endian numbers, written as they are in memory");

enum {
  CHECKSUM_SIZE = 4,
  // Levels 1 and 2 of ISA-L 2.30 do not give the same bytes for the same input every time
  // (one chunk in 20,000 differs on AVX-512); 0 and 3 do, and 3 costs a tenth more time.
  LEVEL = 3,
  LOOKAHEAD = 512,          // ISA-L hashes a little beyond the end of what it compresses
  DEFLATE_LEFT_OUT = 1 << 1 // bit of the second filter
};

// Deflate falls back to stored blocks, 5 bytes for every 65,535; head and tail are small.
static size_t packed_bound(size_t size) {
  return size + size / 1024 + 1024;
}

bool stabil_packer_create(stabil_packer *packer, size_t elements, size_t width) {
  size_t size = elements * width;
  *packer = (stabil_packer){.elements = elements, .width = width};
  packer->raw = malloc(size + 1);
  packer->shuffled = calloc(size + LOOKAHEAD, 1); // zeros behind the chunk stay
  packer->packed = malloc(packed_bound(size) + CHECKSUM_SIZE);
  packer->level = malloc(ISAL_DEF_LVL3_DEFAULT);
  if (packer->raw && packer->shuffled && packer->packed && packer->level) return true;
  stabil_packer_free(packer);
  return false;
}

void stabil_packer_free(stabil_packer *packer) {
  free(packer->raw);
  free(packer->shuffled);
  free(packer->packed);
  free(packer->level);
  *packer = (stabil_packer){0};
}

// --- shuffle
// ------------------------------------------------------------------------------

static uint64_t swap_blocks(uint64_t *a, uint64_t b, int shift, uint64_t mask) {
  uint64_t moved = ((*a >> shift) ^ b) & mask;
  *a ^= moved << shift;
  return b ^ moved;
}

// Transpose 8 x 8 bytes (Hacker's Delight, 7-3): w[k] becomes the k-th bytes of all.
static void transpose(uint64_t w[8]) {
  const uint64_t halves = 0x00000000ffffffff, quarters = 0x0000ffff0000ffff,
                 eighths = 0x00ff00ff00ff00ff;
  for (int i = 0; i < 4; i++) w[i + 4] = swap_blocks(&w[i], w[i + 4], 32, halves);
  for (int i = 0; i < 6; i += (i & 1) ? 3 : 1)
    w[i + 2] = swap_blocks(&w[i], w[i + 2], 16, quarters);
  for (int i = 0; i < 8; i += 2) w[i + 1] = swap_blocks(&w[i], w[i + 1], 8, eighths);
}

static void shuffle_slowly(const stabil_packer *packer, size_t from) {
  const unsigned char *raw = packer->raw;
  unsigned char *out = packer->shuffled;
  for (size_t byte = 0; byte < packer->width; byte++)
    for (size_t i = from; i < packer->elements; i++)
      out[byte * packer->elements + i] = raw[i * packer->width + byte];
}

static void shuffle(const stabil_packer *packer) {
  const unsigned char *raw = packer->raw;
  unsigned char *out = packer->shuffled;
  size_t whole = packer->width == 8 ? packer->elements / 8 * 8 : 0;
  for (size_t i = 0; i < whole; i += 8) {
    uint64_t w[8];
    memcpy(w, raw + i * sizeof *w, sizeof w);
    transpose(w);
    for (size_t byte = 0; byte < 8; byte++)
      memcpy(out + byte * packer->elements + i, &w[byte], sizeof w[byte]);
  }
  shuffle_slowly(packer, whole);
}

// --- deflate, checksum
// --------------------------------------------------------------------

// ISA-L leaves the upper halves of vector registers in use, and then every SSE
// instruction of the thread waits for them: statistics take three times as long.
#ifdef __x86_64__
__attribute__((target("avx"))) static void zero_upper(void) {
  _mm256_zeroupper();
}
static void leave_vectors(void) {
  if (__builtin_cpu_supports("avx")) zero_upper();
}
#else
static void leave_vectors(void) {}
#endif

static bool deflate(stabil_packer *packer, size_t size) {
  struct isal_zstream stream;
  // What memory holds by chance steers which matches are found: the same numbers would
  // not give the same bytes.
  memset(&stream, 0, sizeof stream);
  memset(packer->level, 0, ISAL_DEF_LVL3_DEFAULT);
  isal_deflate_stateless_init(&stream);
  stream.level = LEVEL;
  stream.level_buf = packer->level;
  stream.level_buf_size = ISAL_DEF_LVL3_DEFAULT;
  stream.gzip_flag = IGZIP_ZLIB;
  stream.end_of_stream = 1;
  stream.next_in = packer->shuffled;
  stream.avail_in = (uint32_t)size;
  stream.next_out = packer->packed;
  stream.avail_out = (uint32_t)packed_bound(size);
  if (size > UINT32_MAX / 2) return false;
  int status = isal_deflate_stateless(&stream);
  leave_vectors();
  if (status != COMP_OK || stream.avail_in > 0) return false;
  packer->packed_size = stream.total_out;
  return packer->packed_size < size;
}

// As H5_checksum_fletcher32 of HDF5: big-endian words of 16 bits, at most 360 between two
// foldings, which is where the sums cannot overflow yet.
uint32_t stabil_fletcher32(const unsigned char *data, size_t size) {
  uint32_t sum1 = 0, sum2 = 0;
  size_t words = size / 2;
  while (words > 0) {
    size_t run = words > 360 ? 360 : words;
    words -= run;
    for (; run > 0; run--, data += 2) {
      sum1 += (uint32_t)data[0] << 8 | data[1];
      sum2 += sum1;
    }
    sum1 = (sum1 & 0xffff) + (sum1 >> 16);
    sum2 = (sum2 & 0xffff) + (sum2 >> 16);
  }
  if (size % 2 != 0) {
    sum1 += (uint32_t)data[0] << 8;
    sum2 += sum1;
    sum1 = (sum1 & 0xffff) + (sum1 >> 16);
    sum2 = (sum2 & 0xffff) + (sum2 >> 16);
  }
  sum1 = (sum1 & 0xffff) + (sum1 >> 16);
  sum2 = (sum2 & 0xffff) + (sum2 >> 16);
  return sum2 << 16 | sum1;
}

void stabil_packer_pack(stabil_packer *packer) {
  size_t size = packer->elements * packer->width;
  shuffle(packer);
  packer->filter_mask = 0;
  if (!deflate(packer, size)) {
    packer->filter_mask = DEFLATE_LEFT_OUT;
    packer->packed_size = size;
    memcpy(packer->packed, packer->shuffled, size);
  }
  uint32_t sum = stabil_fletcher32(packer->packed, packer->packed_size);
  for (int i = 0; i < CHECKSUM_SIZE; i++)
    packer->packed[packer->packed_size++] = (unsigned char)(sum >> (8 * i));
}
