// SPDX-License-Identifier: GPL-3.0-or-later
// The state: a list of occupied cohorts as a structure of arrays. A record never changes
// but for its count; two records never have the same key.
#ifndef STABIL_YEAR_COHORTS_H
#define STABIL_YEAR_COHORTS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/person.h"

typedef struct stabil_cohorts {
  const stabil_world *world;
  int count, capacity;
  uint64_t *key0, *key1, *key2; // the whole key, packed
  uint64_t *identity;           // names its random numbers
  int32_t *n;
  uint16_t *slot, *kind;
  uint8_t *stage;
  int16_t *hired, *qualified, *stage_end;
  uint32_t *index; // open addressing: record + 1, 0 = empty
  uint32_t mask;
  int64_t *heads; // [slots * stages], kept up to date
  bool failed;    // memory ran out: nothing after it counts
} stabil_cohorts;

// false when memory is out.
bool stabil_cohorts_create(stabil_cohorts *cohorts, const stabil_world *world);
void stabil_cohorts_free(stabil_cohorts *cohorts);
void stabil_cohorts_clear(stabil_cohorts *cohorts); // nobody is left, memory is kept

// n people more of this key: found and added to, or a new record at the end of the list.
void stabil_cohorts_add(stabil_cohorts *cohorts, const stabil_person *person, int64_t n);
// n people less of record i.
void stabil_cohorts_take(stabil_cohorts *cohorts, int i, int64_t n);
// The key of record i.
stabil_person stabil_cohorts_person(const stabil_cohorts *cohorts, int i);
// Its bond: 1 + index; 0 none.
static inline int stabil_cohorts_bond(const stabil_cohorts *cohorts, int i) {
  return (int)(cohorts->key0[i] >> 60);
}
// The step in which its fixed-term contract ends; 0: permanent.
static inline int stabil_cohorts_term_end(const stabil_cohorts *cohorts, int i) {
  return (int16_t)(uint16_t)(cohorts->key2[i] >> 18);
}
// Where it is first in line: 1 + place; 0 nowhere.
static inline int stabil_cohorts_claim(const stabil_cohorts *cohorts, int i) {
  return (int)(cohorts->key2[i] >> 2 & 65535);
}
// Drop empty records; indices of records change.
void stabil_cohorts_sweep(stabil_cohorts *cohorts);
// Become a copy of `from` (of the same world).
bool stabil_cohorts_copy(stabil_cohorts *cohorts, const stabil_cohorts *from);

// Heads in a slot, all stages.
int64_t stabil_cohorts_heads(const stabil_cohorts *cohorts, int slot);

// The identity of a key: the sum of mixed hashes of the (field, value name) pairs that
// differ from their default, so that a new field leaves old numbers as they were.
uint64_t stabil_cohorts_identity(const stabil_world *world, const stabil_person *person);

#endif
