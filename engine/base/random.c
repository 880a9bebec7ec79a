// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"

#include <Random123/philox.h>

#define HALF_STEP 0x1p-53 // half of the grid's step 2^-52

static uint32_t low_half(uint64_t x) {
  return (uint32_t)(x & 0xffffffffu);
}

static uint32_t high_half(uint64_t x) {
  return (uint32_t)(x >> 32);
}

static uint64_t join(uint32_t low, uint32_t high) {
  return (uint64_t)high << 32 | low;
}

stabil_stream stabil_stream_of(uint64_t seed, uint64_t replicate) {
  philox4x32_ctr_t counter = {{low_half(replicate), high_half(replicate), 0, 0}};
  philox4x32_key_t key = {{low_half(seed), high_half(seed)}};
  philox4x32_ctr_t word = philox4x32_R(10, counter, key);
  return (stabil_stream){.key = {word.v[0], word.v[1]}};
}

static inline philox4x32_ctr_t words_of(stabil_stream stream, uint64_t identity,
                                        uint32_t place, uint32_t index) {
  philox4x32_ctr_t counter = {{low_half(identity), high_half(identity), place, index}};
  philox4x32_key_t key = {{stream.key[0], stream.key[1]}};
  return philox4x32_R(10, counter, key);
}

static inline uint32_t place_of(uint32_t step, stabil_purpose purpose) {
  return step << 16 | ((uint32_t)purpose & 0xffffu);
}

void stabil_random_bits(stabil_stream stream, uint64_t identity, uint32_t step,
                        stabil_purpose purpose, uint32_t index, uint64_t out[2]) {
  philox4x32_ctr_t word = words_of(stream, identity, place_of(step, purpose), index);
  out[0] = join(word.v[0], word.v[1]);
  out[1] = join(word.v[2], word.v[3]);
}

double stabil_random_to_uniform(uint64_t bits) {
  // Through a signed integer: one instruction on x86-64, where unsigned takes several.
  return (double)(int64_t)(bits >> 12) * 0x1p-52 + HALF_STEP;
}

double stabil_random_uniform(stabil_stream stream, uint64_t identity, uint32_t step,
                             stabil_purpose purpose, uint32_t index) {
  philox4x32_ctr_t word = words_of(stream, identity, place_of(step, purpose), index);
  return stabil_random_to_uniform(join(word.v[0], word.v[1]));
}

uint64_t stabil_random_mix(uint64_t x) {
  x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
  return x ^ (x >> 31);
}

// ---- The sequential form, for GSL. Flat, so that gsl_rng_clone and fwrite work.

typedef struct sequence {
  uint32_t key[2];
  uint32_t unused; // words of the block that are still to be handed out
  uint32_t word[4];
  uint64_t block;
} sequence;

static void sequence_set(void *state, unsigned long seed) {
  sequence *s = state;
  *s = (sequence){.key = {low_half(seed), high_half((uint64_t)seed)}};
}

static unsigned long sequence_get(void *state) {
  sequence *s = state;
  if (s->unused == 0) {
    stabil_stream stream = {.key = {s->key[0], s->key[1]}};
    philox4x32_ctr_t word = words_of(stream, s->block++, 0, 0);
    for (int i = 0; i < 4; i++) s->word[i] = word.v[i];
    s->unused = 4;
  }
  return s->word[4 - s->unused--];
}

static double sequence_get_double(void *state) {
  uint32_t low = (uint32_t)sequence_get(state);
  return stabil_random_to_uniform(join(low, (uint32_t)sequence_get(state)));
}

const gsl_rng_type *stabil_random_gsl(void) {
  static const gsl_rng_type type = {.name = "stabil_philox4x32_10",
                                    .max = 0xffffffffu,
                                    .min = 0,
                                    .size = sizeof(sequence),
                                    .set = sequence_set,
                                    .get = sequence_get,
                                    .get_double = sequence_get_double};
  return &type;
}
