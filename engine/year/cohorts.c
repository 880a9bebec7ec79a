// SPDX-License-Identifier: GPL-3.0-or-later
#include "year/cohorts.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 4096 };
// Permanent salts of the fields that are numbers.
enum {
  SALT_FIRST_POST = 33,
  SALT_QUALIFIED,
  SALT_HIRED,
  SALT_STAGE_END,
  SALT_LAST_ROLE,
  SALT_BOND_END,
  SALT_CLAIM,
  SALT_TERM_END,
  SALT_PATH
};

static uint64_t number_id(uint64_t salt, int value) {
  return stabil_random_mix((salt << 56) ^ (uint64_t)(uint32_t)value);
}

uint64_t stabil_cohorts_identity(const stabil_world *w, const stabil_person *p) {
  uint64_t id = w->slot[p->slot].id + w->stage_id[p->stage];
  for (int t = 0; t < w->traits; t++) {
    if ((p->traits >> t) & 1) id += w->trait_id[t];
  }
  if (p->programme >= 0) id += w->programme_id[p->programme];
  if (p->origin >= 0) id += w->origin_id[p->origin];
  if (p->training >= 0) id += w->training_id[p->training];
  if (p->first_post) id += number_id(SALT_FIRST_POST, p->first_post);
  if (p->qualified != STABIL_NEVER) id += number_id(SALT_QUALIFIED, p->qualified);
  if (p->hired) id += number_id(SALT_HIRED, p->hired);
  if (p->stage_end != STABIL_NEVER) id += number_id(SALT_STAGE_END, p->stage_end);
  if (p->last_role >= 0)
    id += stabil_random_mix(w->role_id[p->last_role] ^ SALT_LAST_ROLE);
  if (p->bond) id += w->bond[p->bond - 1].id;
  if (p->bond_end) id += number_id(SALT_BOND_END, p->bond_end);
  if (p->claim) id += stabil_random_mix(w->place_id[p->claim - 1] ^ SALT_CLAIM);
  if (p->term_end) id += number_id(SALT_TERM_END, p->term_end);
  if (p->path) id += number_id(SALT_PATH, p->path);
  return id;
}

// The first four traits stand in the first word, the others, which few studies have, in
// the last.
enum { LOW_TRAITS = 4 };

// bond 4, slot 16, stage 6, traits 4, programme 6, origin 10, training 10, first post 2,
// last role 6
static uint64_t pack0(const stabil_person *p) {
  uint64_t key = (uint64_t)(unsigned)p->bond;
  key = key << 16 | (unsigned)p->slot;
  key = key << 6 | (unsigned)p->stage;
  key = key << LOW_TRAITS | ((unsigned)p->traits & ((1u << LOW_TRAITS) - 1));
  key = key << 6 | (unsigned)(p->programme + 1);
  key = key << 10 | (unsigned)(p->origin + 1);
  key = key << 10 | (unsigned)(p->training + 1);
  key = key << 2 | (unsigned)p->first_post;
  return key << 6 | (unsigned)(p->last_role + 1);
}

static uint64_t pack1(const stabil_person *p) {
  return (uint64_t)(uint16_t)p->bond_end << 48 | (uint64_t)(uint16_t)p->qualified << 32 |
         (uint64_t)(uint16_t)p->hired << 16 | (uint64_t)(uint16_t)p->stage_end;
}

// traits 4, term end 16, claim 16, path 2
static uint64_t pack2(const stabil_person *p) {
  return (uint64_t)((unsigned)p->traits >> LOW_TRAITS) << 34 |
         (uint64_t)(uint16_t)p->term_end << 18 | (uint64_t)(uint16_t)p->claim << 2 |
         (uint64_t)(unsigned)p->path;
}

stabil_person stabil_cohorts_person(const stabil_cohorts *c, int i) {
  const uint64_t k0 = c->key0[i], k1 = c->key1[i], k2 = c->key2[i];
  return (stabil_person){.slot = (int)(k0 >> 44 & 65535),
                         .stage = (int)(k0 >> 38 & 63),
                         .traits = (int)(k0 >> 34 & 15) | (int)(k2 >> 34) << LOW_TRAITS,
                         .programme = (int)(k0 >> 28 & 63) - 1,
                         .origin = (int)(k0 >> 18 & 1023) - 1,
                         .training = (int)(k0 >> 8 & 1023) - 1,
                         .first_post = (int)(k0 >> 6 & 3),
                         .last_role = (int)(k0 & 63) - 1,
                         .bond = (int)(k0 >> 60),
                         .bond_end = (int16_t)(uint16_t)(k1 >> 48),
                         .qualified = (int16_t)(uint16_t)(k1 >> 32),
                         .hired = (int16_t)(uint16_t)(k1 >> 16),
                         .stage_end = (int16_t)(uint16_t)k1,
                         .claim = (int)(k2 >> 2 & 65535),
                         .term_end = (int16_t)(uint16_t)(k2 >> 18),
                         .path = (int)(k2 & 3)};
}

// Every array of records with the size of its elements.
#define FOR_EACH_ARRAY(DO)                                                               \
  DO(key0)                                                                               \
  DO(key1)                                                                               \
  DO(key2)                                                                               \
  DO(identity) DO(n) DO(slot) DO(kind) DO(stage) DO(hired) DO(qualified) DO(stage_end)

static bool resize(stabil_cohorts *c, int capacity) {
#define GROW(array)                                                                      \
  {                                                                                      \
    void *p = realloc(c->array, (size_t)capacity * sizeof *c->array);                    \
    if (!p) return false;                                                                \
    c->array = p;                                                                        \
  }
  FOR_EACH_ARRAY(GROW)
#undef GROW
  uint32_t *index = malloc(2 * (size_t)capacity * sizeof *index);
  if (!index) return false;
  free(c->index);
  c->index = index;
  c->mask = 2 * (uint32_t)capacity - 1; // capacity is a power of two
  c->capacity = capacity;
  return true;
}

static void link_record(stabil_cohorts *c, int i) {
  uint32_t at = (uint32_t)c->identity[i] & c->mask;
  while (c->index[at]) at = (at + 1) & c->mask;
  c->index[at] = (uint32_t)i + 1;
}

static void link_all(stabil_cohorts *c) {
  memset(c->index, 0, ((size_t)c->mask + 1) * sizeof *c->index);
  for (int i = 0; i < c->count; i++) link_record(c, i);
}

bool stabil_cohorts_create(stabil_cohorts *c, const stabil_world *world) {
  *c = (stabil_cohorts){.world = world};
  c->heads = calloc((size_t)(world->slots * world->stages), sizeof *c->heads);
  if (!c->heads || !resize(c, FIRST_CAPACITY)) return false;
  link_all(c);
  return true;
}

void stabil_cohorts_free(stabil_cohorts *c) {
#define FREE(array) free(c->array);
  FOR_EACH_ARRAY(FREE)
#undef FREE
  free(c->index);
  free(c->heads);
  *c = (stabil_cohorts){0};
}

void stabil_cohorts_clear(stabil_cohorts *c) {
  c->count = 0;
  c->failed = false;
  memset(c->heads, 0, (size_t)(c->world->slots * c->world->stages) * sizeof *c->heads);
  link_all(c);
}

typedef struct packed {
  uint64_t k0, k1, k2;
} packed;

static packed pack(const stabil_person *p) {
  return (packed){pack0(p), pack1(p), pack2(p)};
}

static int find(const stabil_cohorts *c, uint64_t id, packed key) {
  for (uint32_t at = (uint32_t)id & c->mask; c->index[at]; at = (at + 1) & c->mask) {
    const int i = (int)c->index[at] - 1;
    if (c->key0[i] == key.k0 && c->key1[i] == key.k1 && c->key2[i] == key.k2) return i;
  }
  return -1;
}

static int append(stabil_cohorts *c, const stabil_person *p, packed key, uint64_t id) {
  if (c->count == c->capacity) {
    if (!resize(c, 2 * c->capacity)) {
      c->failed = true;
      return -1;
    }
    link_all(c);
  }
  const int i = c->count++;
  c->key0[i] = key.k0;
  c->key1[i] = key.k1;
  c->key2[i] = key.k2;
  c->identity[i] = id;
  c->n[i] = 0;
  c->slot[i] = (uint16_t)p->slot;
  c->kind[i] =
      (uint16_t)stabil_world_kind(c->world, p->traits, p->programme, p->first_post);
  c->stage[i] = (uint8_t)p->stage;
  c->hired[i] = (int16_t)p->hired;
  c->qualified[i] = (int16_t)p->qualified;
  c->stage_end[i] = (int16_t)p->stage_end;
  link_record(c, i);
  return i;
}

void stabil_cohorts_add(stabil_cohorts *c, const stabil_person *person, int64_t n) {
  if (n == 0 || c->failed) return;
  const uint64_t id = stabil_cohorts_identity(c->world, person);
  const packed key = pack(person);
  int i = find(c, id, key);
  if (i < 0) i = append(c, person, key, id);
  if (i < 0) return;
  c->n[i] += (int32_t)n;
  c->heads[c->slot[i] * c->world->stages + c->stage[i]] += n;
}

void stabil_cohorts_take(stabil_cohorts *c, int i, int64_t n) {
  c->n[i] -= (int32_t)n;
  c->heads[c->slot[i] * c->world->stages + c->stage[i]] -= n;
}

void stabil_cohorts_sweep(stabil_cohorts *c) {
  int to = 0;
  for (int i = 0; i < c->count; i++) {
    if (c->n[i] == 0) continue;
#define MOVE(array) c->array[to] = c->array[i];
    FOR_EACH_ARRAY(MOVE)
#undef MOVE
    to++;
  }
  c->count = to;
  link_all(c);
}

bool stabil_cohorts_copy(stabil_cohorts *c, const stabil_cohorts *from) {
  if (c->capacity < from->capacity && !resize(c, from->capacity)) return false;
  c->count = from->count;
  c->failed = from->failed;
#define COPY(array) memcpy(c->array, from->array, (size_t)from->count * sizeof *c->array);
  FOR_EACH_ARRAY(COPY)
#undef COPY
  memcpy(c->heads, from->heads,
         (size_t)(c->world->slots * c->world->stages) * sizeof *c->heads);
  link_all(c);
  return true;
}

int64_t stabil_cohorts_heads(const stabil_cohorts *c, int slot) {
  int64_t sum = 0;
  for (int s = 0; s < c->world->stages; s++) sum += c->heads[slot * c->world->stages + s];
  return sum;
}
