// SPDX-License-Identifier: GPL-3.0-or-later
// Multipliers by slot, stage and kind of people. The effects that reach a (slot, stage)
// are its pattern; places in which all of them are equally strong are a class. Cells of
// one pattern and class share one row, so that the tables stay small.
#include <stdlib.h>
#include <string.h>

#include "model/factors.h"
#include "model/interaction.h"
#include "scenario/lever.h"

enum { MOST_ROWS = UINT16_MAX };

typedef struct builder {
  const stabil_world *world;
  int effects; // of the lever
  const stabil_active **effect;
  const stabil_diminishing *diminishing;
  bool *meant;             // [effects][kinds]
  int *like_kind;          // [kinds] the first that the effects treat alike
  double *factor;          // [effects] of the row
  stabil_multiplier *term; // [effects] of the cell
  int words;               // of a pattern
  int patterns, room;
  uint64_t *pattern; // [patterns][words], bits of effects; the first has none
  uint16_t *of_cell; // [slots * stages] pattern
  int classes;
  int *of_place; // [places] class; 0 of all where no effect is stronger here than there
  int *like;     // [classes] a place of it
  int *row;      // [patterns][classes], -1
  int rows;
  int *row_pattern, *row_place; // [rows]
} builder;

static bool contract_matches(const stabil_effect *effect, stabil_slot_kind kind) {
  return effect->contract < 0 ||
         (effect->contract == 1) == (kind == STABIL_SLOT_ROTATION);
}

static bool reaches_slot(const stabil_world *world, const stabil_active *active,
                         int slot) {
  const stabil_slot *where = &world->slot[slot];
  const stabil_effect *effect = active->effect;
  if (where->kind == STABIL_SLOT_STUDENT) return false;
  if (!stabil_active_at(world, active, where->place)) return false;
  if (where->kind == STABIL_SLOT_SEARCH) // who searches has no colleagues
    return effect->roles.count == 0 && !effect->mentors.given;
  return stabil_set_has(&effect->roles, where->role) &&
         contract_matches(effect, where->kind);
}

bool stabil_factors_reach(const stabil_world *world, const stabil_active *active,
                          int slot, int stage) {
  return stabil_active_holds(world, &active->effect->who, stage) &&
         reaches_slot(world, active, slot);
}

static bool has_bit(const uint64_t *words, int bit) {
  return (words[bit / 64] >> (bit % 64)) & 1;
}

// --- patterns
// ------------------------------------------------------------------------

static int pattern_of(builder *b, const uint64_t *bits, int guess) {
  const size_t size = (size_t)b->words * sizeof *bits;
  if (memcmp(b->pattern + guess * b->words, bits, size) == 0) return guess;
  for (int i = 0; i < b->patterns; i++) {
    if (memcmp(b->pattern + i * b->words, bits, size) == 0) return i;
  }
  if (b->patterns == b->room) {
    uint64_t *grown = realloc(b->pattern, 2 * (size_t)b->room * size);
    if (!grown) return -1;
    b->pattern = grown;
    b->room *= 2;
  }
  memcpy(b->pattern + b->patterns * b->words, bits, size);
  return b->patterns++;
}

static void reach_slot(const builder *b, int slot, uint64_t *bits) {
  memset(bits, 0, (size_t)b->words * sizeof *bits);
  for (int e = 0; e < b->effects; e++)
    if (reaches_slot(b->world, b->effect[e], slot))
      bits[e / 64] |= (uint64_t)1 << (e % 64);
}

// bits: of those that hold a stage [stages][words], then of the slot, then of the cell.
static bool index_patterns(builder *b, uint64_t *bits) {
  const stabil_world *w = b->world;
  uint64_t *slot_bits = bits + w->stages * b->words, *cell = slot_bits + b->words;
  for (int s = 0; s < w->stages; s++)
    for (int e = 0; e < b->effects; e++)
      if (stabil_active_holds(w, &b->effect[e]->effect->who, s))
        bits[s * b->words + e / 64] |= (uint64_t)1 << (e % 64);
  for (int slot = 0, guess = 0; slot < w->slots; slot++) {
    reach_slot(b, slot, slot_bits);
    for (int s = 0; s < w->stages; s++) {
      for (int k = 0; k < b->words; k++) cell[k] = slot_bits[k] & bits[s * b->words + k];
      guess = pattern_of(b, cell, guess);
      if (guess < 0 || guess >= MOST_ROWS) return false;
      b->of_cell[slot * w->stages + s] = (uint16_t)guess;
    }
  }
  return true;
}

static bool make_patterns(builder *b) {
  b->words = b->effects / 64 + 1;
  b->room = 64;
  b->patterns = 1;
  b->pattern = calloc((size_t)(b->room * b->words), sizeof *b->pattern);
  uint64_t *bits = calloc((size_t)((b->world->stages + 2) * b->words), sizeof *bits);
  b->of_cell = calloc((size_t)(b->world->slots * b->world->stages), sizeof *b->of_cell);
  const bool fine = b->pattern && bits && b->of_cell && index_patterns(b, bits);
  free(bits);
  return fine;
}

// --- classes of places
// ------------------------------------------------------------------------

static bool alike(const builder *b, int p, int q) {
  for (int e = 0; e < b->effects; e++) {
    const double *by_place = b->effect[e]->by_place;
    if (by_place && by_place[p] != by_place[q]) return false;
  }
  return true;
}

static bool make_classes(builder *b) {
  const size_t places = (size_t)b->world->places;
  b->of_place = calloc(places + 1, sizeof *b->of_place);
  b->like = calloc(places + 1, sizeof *b->like);
  if (!b->of_place || !b->like) return false;
  for (int p = 0; p < b->world->places; p++) {
    int c = 0;
    while (c < b->classes && !alike(b, b->like[c], p)) c++;
    if (c == b->classes) b->like[b->classes++] = p;
    b->of_place[p] = c;
  }
  return true;
}

// --- rows
// ------------------------------------------------------------------------

static bool is_local(const builder *b, int pattern) {
  for (int e = 0; e < b->effects; e++)
    if (b->effect[e]->by_place && has_bit(b->pattern + pattern * b->words, e))
      return true;
  return false;
}

static int row_of(builder *b, int pattern, int class) {
  int *row = &b->row[pattern * b->classes + class];
  if (*row < 0) {
    b->row_pattern[b->rows] = pattern;
    b->row_place[b->rows] = b->like[class];
    *row = b->rows++;
  }
  return *row;
}

static bool number_rows(builder *b, stabil_factors *out) {
  const stabil_world *w = b->world;
  const size_t most = (size_t)b->patterns * (size_t)b->classes;
  bool *local = calloc((size_t)b->patterns, sizeof *local);
  b->row = calloc(most + 1, sizeof *b->row);
  b->row_pattern = calloc(most + 1, sizeof *b->row_pattern);
  b->row_place = calloc(most + 1, sizeof *b->row_place);
  if (!local || !b->row || !b->row_pattern || !b->row_place) {
    free(local);
    return false;
  }
  for (int p = 0; p < b->patterns; p++) local[p] = is_local(b, p);
  for (size_t i = 0; i < most; i++) b->row[i] = -1;
  row_of(b, 0, 0);
  for (int i = 0; i < w->slots * w->stages; i++) {
    const int pattern = b->of_cell[i];
    const int class = local[pattern] ? b->of_place[w->slot[i / w->stages].place] : 0;
    out->row[i] = (uint16_t)row_of(b, pattern, class);
  }
  free(local);
  return b->rows <= MOST_ROWS;
}

// --- kinds of people, cells
// ------------------------------------------------------------------------

static bool alike_kinds(const builder *b, int j, int k) {
  for (int e = 0; e < b->effects; e++)
    if (b->meant[e * b->world->kinds + j] != b->meant[e * b->world->kinds + k])
      return false;
  return true;
}

static bool make_kinds(builder *b) {
  const size_t kinds = (size_t)b->world->kinds, effects = (size_t)b->effects;
  b->meant = calloc(effects * kinds + 1, sizeof *b->meant);
  b->like_kind = calloc(kinds, sizeof *b->like_kind);
  b->factor = calloc(effects + 1, sizeof *b->factor);
  b->term = calloc(effects + 1, sizeof *b->term);
  if (!b->meant || !b->like_kind || !b->factor || !b->term) return false;
  for (int e = 0; e < b->effects; e++)
    for (int k = 0; k < b->world->kinds; k++)
      b->meant[e * b->world->kinds + k] =
          stabil_who_is(b->world, &b->effect[e]->effect->who, k);
  for (int k = 0; k < b->world->kinds; k++) {
    int j = 0;
    b->like_kind[k] = k;
    while (b->like_kind[j] != j || !alike_kinds(b, j, k)) j++;
    b->like_kind[k] = j;
  }
  return true;
}

static double cell(const builder *b, const uint64_t *bits, int kind) {
  int terms = 0;
  for (int e = 0; e < b->effects; e++)
    if (has_bit(bits, e) && b->meant[e * b->world->kinds + kind])
      b->term[terms++] = (stabil_multiplier){
          .measure = stabil_multiplier_measure(b->effect[e]), .factor = b->factor[e]};
  return stabil_interaction_product(b->term, terms, b->diminishing);
}

static void fill_row(const builder *b, int row, double *value) {
  const uint64_t *bits = b->pattern + b->row_pattern[row] * b->words;
  for (int e = 0; e < b->effects; e++)
    if (has_bit(bits, e))
      b->factor[e] = stabil_active_factor(b->effect[e], b->row_place[row]);
  for (int kind = 0; kind < b->world->kinds; kind++) {
    const int like = b->like_kind[kind];
    value[kind] = like < kind ? value[like] : cell(b, bits, kind);
  }
}

static bool select_effects(builder *b, const stabil_policy *policy, int lever) {
  b->effect = calloc((size_t)policy->effect_count + 1, sizeof(void *));
  if (!b->effect) return false;
  for (int e = 0; e < policy->effect_count; e++)
    if (policy->effect[e].effect->lever == lever)
      b->effect[b->effects++] = &policy->effect[e];
  return true;
}

static bool build(builder *b, stabil_arena *arena, stabil_factors *out) {
  const stabil_world *w = b->world;
  out->row = stabil_arena_array(arena, (size_t)(w->slots * w->stages), sizeof *out->row);
  if (!out->row || !make_patterns(b) || !make_classes(b) || !make_kinds(b) ||
      !number_rows(b, out))
    return false;
  out->value = stabil_arena_array(arena, (size_t)(b->rows * w->kinds), sizeof(double));
  for (int i = 0; out->value && i < b->rows; i++)
    fill_row(b, i, out->value + i * w->kinds);
  return out->value != NULL;
}

stabil_status stabil_factors_create(const stabil_world *world,
                                    const stabil_policy *policy, int lever,
                                    stabil_arena *arena, stabil_factors *out,
                                    stabil_error *err) {
  builder b = {.world = world, .diminishing = &policy->diminishing};
  const bool fine = select_effects(&b, policy, lever) && build(&b, arena, out);
  stabil_status status = STABIL_OK;
  if (!fine && (b.rows > MOST_ROWS || b.patterns >= MOST_ROWS))
    status = stabil_fail(err, STABIL_INPUT, "too many different populations of effects");
  else if (!fine)
    status = stabil_fail(err, STABIL_MEMORY, "no memory for the model");
  free(b.effect);
  free(b.meant);
  free(b.like_kind);
  free(b.factor);
  free(b.term);
  free(b.pattern);
  free(b.of_cell);
  free(b.of_place);
  free(b.like);
  free(b.row);
  free(b.row_pattern);
  free(b.row_place);
  return status;
}
