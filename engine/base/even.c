// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/even.h"

#include <math.h>

#include "base/random.h"

static const uint32_t prime[STABIL_EVEN_DIMENSIONS] = {
    2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71};

// Its fraction is (sqrt(5) - 1) / 2, whose multiples are spread most evenly.
#define GOLDEN UINT64_C(0x9e3779b97f4a7c15)

double stabil_even_point(uint64_t identity, int dimension, uint32_t k) {
  const uint32_t base = prime[dimension];
  const uint64_t hash = stabil_random_mix(identity + GOLDEN * (uint64_t)(dimension + 1));
  const uint32_t by = base == 2 ? 1 : 1 + (uint32_t)(hash % (base - 1));
  double x = 0.0, place = 1.0;
  for (; k > 0; k /= base) {
    place /= base;
    x += place * (double)(k % base * by % base);
  }
  x += stabil_random_to_uniform(stabil_random_mix(hash));
  x -= x >= 1.0 ? 1.0 : 0.0;
  return fmin(fmax(x, 0x1p-53), 1.0 - 0x1p-53);
}

static double point_of(const stabil_spread *s) {
  return stabil_random_to_uniform(stabil_random_mix(s->identity ^ GOLDEN * s->interval));
}

stabil_spread stabil_spread_of(uint64_t identity) {
  stabil_spread s = {.identity = identity};
  s.point = point_of(&s);
  return s;
}

int64_t stabil_spread_take(stabil_spread *s, double expected, int64_t most) {
  int64_t count = 0;
  s->at += expected;
  if (s->at > 4.0) { // whole intervals at once
    const double whole = fmin(floor(s->at) - 2.0, (double)most);
    count = (int64_t)whole;
    s->at -= whole;
    s->interval += (uint64_t)count;
    s->point = point_of(s);
  }
  while (count < most && s->at >= s->point) {
    count++;
    s->at -= 1.0;
    s->interval++;
    s->point = point_of(s);
  }
  return count;
}

double stabil_spread_next(stabil_spread *s) {
  return stabil_random_to_uniform(s->identity + GOLDEN * ++s->k);
}
