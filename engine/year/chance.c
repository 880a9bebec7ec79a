// SPDX-License-Identifier: GPL-3.0-or-later
#include "year/chance.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sample.h"
#include "year/state.h"

enum { FIRST_CAPACITY = 1 << 14 };

void stabil_chance_reset(stabil_state *s) {
  stabil_chance *c = &s->chance;
  c->count = 0;
  if (!s->world->expected) return;
  if (!c->spread) {
    c->spread = calloc(FIRST_CAPACITY, sizeof *c->spread);
    if (!c->spread) s->cohorts.failed = true;
    c->capacity = c->spread ? FIRST_CAPACITY : 0;
  } else {
    memset(c->spread, 0, (size_t)c->capacity * sizeof *c->spread);
  }
}

void stabil_chance_free(stabil_chance *chance) {
  free(chance->spread);
}

static stabil_spread *find(const stabil_chance *c, uint64_t id) {
  size_t at = (size_t)id & ((size_t)c->capacity - 1);
  while (c->spread[at].identity && c->spread[at].identity != id)
    at = (at + 1) & ((size_t)c->capacity - 1);
  return &c->spread[at];
}

static bool grow(stabil_chance *c) {
  stabil_chance more = {.count = c->count, .capacity = 2 * c->capacity};
  more.spread = calloc((size_t)more.capacity, sizeof *more.spread);
  if (!more.spread) return false;
  for (int i = 0; i < c->capacity; i++) {
    if (c->spread[i].identity) *find(&more, c->spread[i].identity) = c->spread[i];
  }
  free(c->spread);
  *c = more;
  return true;
}

// NULL when memory is out.
static stabil_spread *spread_of(stabil_state *s, const stabil_key *key) {
  stabil_chance *c = &s->chance;
  const uint64_t what = (uint64_t)key->purpose << 32 | key->channel;
  const uint64_t id = stabil_random_mix(key->group ^ stabil_random_mix(what)) | 1;
  if (c->capacity == 0) return NULL;
  stabil_spread *spread = find(c, id);
  if (spread->identity) return spread;
  if (2 * c->count >= c->capacity) {
    if (!grow(c)) {
      s->cohorts.failed = true;
      return NULL;
    }
    spread = find(c, id);
  }
  c->count++;
  *spread = stabil_spread_of(id);
  return spread;
}

static double number(const stabil_state *s, const stabil_key *key) {
  return stabil_random_uniform(s->stream, key->identity, (uint32_t)s->step, key->purpose,
                               key->index);
}

double stabil_chance_uniform(stabil_state *s, stabil_key key) {
  if (!s->world->expected) return number(s, &key);
  stabil_spread *spread = spread_of(s, &key);
  return spread ? stabil_spread_next(spread) : 0.5;
}

int64_t stabil_chance_spread(stabil_state *s, stabil_key key, double expected,
                             int64_t most) {
  stabil_spread *spread = spread_of(s, &key);
  return spread ? stabil_spread_take(spread, expected, most) : 0;
}

int64_t stabil_chance_binomial(stabil_state *s, stabil_key key, int64_t n, double p) {
  if (n <= 0 || !(p > 0.0)) return 0;
  if (p >= 1.0) return n;
  return s->world->expected ? stabil_chance_spread(s, key, (double)n * p, n)
                            : stabil_sample_binomial(n, p, number(s, &key));
}

int64_t stabil_chance_poisson(stabil_state *s, stabil_key key, double mean) {
  if (!s->world->expected) return stabil_sample_poisson(mean, number(s, &key));
  return mean > 0.0 ? stabil_chance_spread(s, key, mean, INT64_MAX) : 0;
}

int64_t stabil_chance_round(stabil_state *s, stabil_key key, double x) {
  if (!s->world->expected) return stabil_sample_round(x, number(s, &key));
  return (int64_t)floor(x + 0.5);
}
