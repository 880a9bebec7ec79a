// SPDX-License-Identifier: GPL-3.0-or-later
// What chance decides in a step: numbers by identity, or, in the expected mode
// (docs/model.md 6.1), what is expected, in whole sub-units of a person.
#ifndef STABIL_YEAR_CHANCE_H
#define STABIL_YEAR_CHANCE_H

#include "base/even.h"
#include "base/random.h"

// One decision. Chance takes its number from identity, purpose and index. The expected
// mode keeps a running sum for each group, purpose and channel instead: a group is where
// people are (slot and stage) or a post, and lasts over records and steps.
typedef struct stabil_key {
  uint64_t identity, group;
  stabil_purpose purpose;
  uint32_t index, channel;
} stabil_key;

// A decision on something that is its own group: a post, a programme.
static inline stabil_key stabil_key_of(uint64_t identity, stabil_purpose purpose,
                                       uint32_t index) {
  return (stabil_key){identity, identity, purpose, index, index};
}

typedef struct stabil_chance { // running sums of a replicate; open addressing
  int count, capacity;         // a power of two, 0 without the expected mode
  stabil_spread *spread;       // identity 0: empty
} stabil_chance;

struct stabil_state;

void stabil_chance_reset(struct stabil_state *state); // before the first step
void stabil_chance_free(stabil_chance *chance);

double stabil_chance_uniform(struct stabil_state *state, stabil_key key);
int64_t stabil_chance_binomial(struct stabil_state *state, stabil_key key, int64_t n,
                               double p);
int64_t stabil_chance_poisson(struct stabil_state *state, stabil_key key, double mean);
// A whole number near x >= 0.
int64_t stabil_chance_round(struct stabil_state *state, stabil_key key, double x);
// What the running sum of a key gives of something expected, at most `most`; for the
// expected mode alone.
int64_t stabil_chance_spread(struct stabil_state *state, stabil_key key, double expected,
                             int64_t most);

#endif
