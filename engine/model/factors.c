// SPDX-License-Identifier: GPL-3.0-or-later
// Multipliers by slot, stage and kind of people. The effects that reach a (slot, stage)
// are its signature; equal signatures share one row, so that the tables stay small.
#include <stdlib.h>
#include <string.h>

#include "model/factors.h"
#include "scenario/lever.h"

enum { WORDS = 8, MOST_EFFECTS = 64 * WORDS, MOST_ROWS = 1024 };

typedef struct signature {
  uint64_t word[WORDS];
} signature;

typedef struct builder {
  const stabil_world *world;
  const stabil_policy *policy;
  int lever;
  signature *seen; // [MOST_ROWS]
  int rows;
} builder;

static bool contract_matches(const stabil_effect *effect, stabil_slot_kind kind) {
  return effect->contract < 0 ||
         (effect->contract == 1) == (kind == STABIL_SLOT_ROTATION);
}

bool stabil_factors_reach(const stabil_world *world, const stabil_active *active,
                          int slot, int stage) {
  const stabil_slot *where = &world->slot[slot];
  const stabil_effect *effect = active->effect;
  if (where->kind == STABIL_SLOT_STUDENT) return false;
  if (!stabil_active_holds(world, &effect->who, stage)) return false;
  if (!stabil_active_at(world, active, where->place)) return false;
  if (where->kind == STABIL_SLOT_SEARCH) // who searches has no colleagues
    return effect->roles.count == 0 && !effect->mentors.given;
  return stabil_set_has(&effect->roles, where->role) &&
         contract_matches(effect, where->kind);
}

static int row_of(builder *b, const signature *s) {
  for (int i = 0; i < b->rows; i++) {
    if (memcmp(&b->seen[i], s, sizeof *s) == 0) return i;
  }
  if (b->rows == MOST_ROWS) return -1;
  b->seen[b->rows] = *s;
  return b->rows++;
}

static bool index_rows(builder *b, stabil_factors *out) {
  const int stages = b->world->stages;
  for (int slot = 0; slot < b->world->slots; slot++) {
    for (int stage = 0; stage < stages; stage++) {
      signature s = {{0}};
      for (int e = 0; e < b->policy->effect_count; e++) {
        const stabil_active *active = &b->policy->effect[e];
        if (active->effect->lever == b->lever &&
            stabil_factors_reach(b->world, active, slot, stage))
          s.word[e / 64] |= (uint64_t)1 << (e % 64);
      }
      const int row = row_of(b, &s);
      if (row < 0) return false;
      out->row[slot * stages + stage] = (uint16_t)row;
    }
  }
  return true;
}

static void fill_row(const builder *b, const signature *s, double *value) {
  for (int kind = 0; kind < b->world->kinds; kind++) {
    value[kind] = 1.0;
    for (int e = 0; e < b->policy->effect_count; e++) {
      if (!((s->word[e / 64] >> (e % 64)) & 1)) continue;
      const stabil_active *active = &b->policy->effect[e];
      if (stabil_who_is(b->world, &active->effect->who, kind))
        value[kind] *= stabil_active_factor(active);
    }
  }
}

stabil_status stabil_factors_create(const stabil_world *world,
                                    const stabil_policy *policy, int lever,
                                    stabil_arena *arena, stabil_factors *out,
                                    stabil_error *err) {
  if (policy->effect_count > MOST_EFFECTS)
    return stabil_fail(err, STABIL_INPUT, "found %d effects at a time, at most %d fit",
                       policy->effect_count, MOST_EFFECTS);
  stabil_status status = STABIL_OK;
  builder b = {.world = world, .policy = policy, .lever = lever, .rows = 1};
  b.seen = calloc(MOST_ROWS, sizeof *b.seen); // row 0: no effect
  out->row =
      stabil_arena_array(arena, (size_t)(world->slots * world->stages), sizeof *out->row);
  if (!b.seen || !out->row) {
    status = stabil_fail(err, STABIL_MEMORY, "no memory for the model");
    goto out;
  }
  if (!index_rows(&b, out)) {
    status = stabil_fail(err, STABIL_INPUT, "too many different populations of effects");
    goto out;
  }
  out->value = stabil_arena_array(arena, (size_t)(b.rows * world->kinds), sizeof(double));
  if (!out->value) {
    status = stabil_fail(err, STABIL_MEMORY, "no memory for the model");
    goto out;
  }
  for (int i = 0; i < b.rows; i++)
    fill_row(&b, &b.seen[i], out->value + i * world->kinds);
out:
  free(b.seen);
  return status;
}
