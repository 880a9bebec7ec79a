// SPDX-License-Identifier: GPL-3.0-or-later
// Multipliers by slot, stage and kind of people. The effects that reach a (slot, stage)
// are its pattern; where each of them has the same multiplier is a class. Cells of one
// pattern and class share one row, so that the tables stay small.
//
// What an effect does is told apart by site: by place, or, where it is about a risk of
// leaving, by slot and profession, since it then depends on the baseline hazard.
#include <stdlib.h>
#include <string.h>

#include "model/factors.h"
#include "model/interaction.h"
#include "model/scale.h"
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
  bool by_slot;      // sites are slots x professions, else places
  int sites, locals; // locals: effects that are not the same everywhere
  double *value;     // [sites][locals] multiplier
  int classes;
  int *of_site; // [sites] class
  int *row;     // [patterns][classes], -1
  int rows;
  int *row_cell; // [rows] a cell of it: slot x stages + stage; of the first none
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

// --- classes of sites
// ------------------------------------------------------------------------

static bool is_local(const stabil_active *active) {
  return active->by_place || stabil_scale_is_risk(active->effect);
}

static int site_of(const builder *b, int slot, int stage) {
  const stabil_world *w = b->world;
  return b->by_slot ? slot * w->professions + w->stage[stage].profession
                    : w->slot[slot].place;
}

static void choose_sites(builder *b) {
  for (int e = 0; e < b->effects; e++) {
    b->locals += is_local(b->effect[e]);
    b->by_slot = b->by_slot || stabil_scale_is_risk(b->effect[e]->effect);
  }
  b->sites = b->by_slot ? b->world->slots * b->world->professions : b->world->places;
}

// Where an effect does not reach it counts as 1, so that it tells nothing apart there.
static void fill_sites(builder *b) {
  const stabil_world *w = b->world;
  for (int i = 0; i < w->slots * w->stages; i++) {
    const int slot = i / w->stages, stage = i % w->stages;
    const uint64_t *bits = b->pattern + b->of_cell[i] * b->words;
    double *value = b->value + site_of(b, slot, stage) * b->locals;
    for (int e = 0, k = 0; e < b->effects; e++) {
      if (!is_local(b->effect[e])) continue;
      if (has_bit(bits, e))
        value[k] = stabil_active_multiplier(w, b->effect[e], slot, stage);
      k++;
    }
  }
}

typedef struct sorted { // sites by what they have
  const double *value;
  int site, locals;
} sorted;

static int by_value(const void *x, const void *y) {
  const sorted *a = x, *b = y;
  for (int k = 0; k < a->locals; k++)
    if (a->value[k] != b->value[k]) return a->value[k] < b->value[k] ? -1 : 1;
  return 0;
}

static void number_classes(builder *b, sorted *list) {
  for (int i = 0; i < b->sites; i++)
    list[i] = (sorted){b->value + i * b->locals, i, b->locals};
  qsort(list, (size_t)b->sites, sizeof *list, by_value);
  for (int i = 0; i < b->sites; i++) {
    if (i == 0 || by_value(&list[i - 1], &list[i]) != 0) b->classes++;
    b->of_site[list[i].site] = b->classes - 1;
  }
}

static bool make_classes(builder *b) {
  choose_sites(b);
  const size_t sites = (size_t)b->sites + 1, values = sites * (size_t)b->locals;
  b->classes = b->locals > 0 ? 0 : 1;
  b->of_site = calloc(sites, sizeof *b->of_site);
  if (!b->of_site || b->locals == 0) return b->of_site != NULL;
  b->value = malloc(values * sizeof *b->value);
  sorted *list = calloc(sites, sizeof *list);
  const bool fine = b->value && list;
  for (size_t i = 0; fine && i < values; i++) b->value[i] = 1.0;
  if (fine) fill_sites(b);
  if (fine) number_classes(b, list);
  free(list);
  return fine;
}

// --- rows
// ------------------------------------------------------------------------

static bool has_local(const builder *b, int pattern) {
  for (int e = 0; e < b->effects; e++)
    if (is_local(b->effect[e]) && has_bit(b->pattern + pattern * b->words, e))
      return true;
  return false;
}

static int row_of(builder *b, int class, int cell) {
  int *row = &b->row[b->of_cell[cell] * b->classes + class];
  if (*row < 0) {
    b->row_cell[b->rows] = cell;
    *row = b->rows++;
  }
  return *row;
}

static bool make_room(builder *b, bool **local) {
  const size_t most = (size_t)b->patterns * (size_t)b->classes + 1;
  *local = calloc((size_t)b->patterns, sizeof **local);
  b->row = calloc(most, sizeof *b->row);
  b->row_cell = calloc(most, sizeof *b->row_cell);
  if (!*local || !b->row || !b->row_cell) return false;
  for (size_t i = 0; i < most; i++) b->row[i] = -1;
  return true;
}

// Row 0 is that of nobody's effects.
static bool number_rows(builder *b, stabil_factors *out) {
  const stabil_world *w = b->world;
  bool *local = NULL;
  const bool fine = make_room(b, &local);
  if (fine) {
    for (int p = 0; p < b->patterns; p++) local[p] = has_local(b, p);
    b->row[0] = 0;
    b->rows = 1;
  }
  for (int i = 0; fine && i < w->slots * w->stages; i++) {
    const int site = site_of(b, i / w->stages, i % w->stages);
    out->row[i] = (uint16_t)row_of(b, local[b->of_cell[i]] ? b->of_site[site] : 0, i);
  }
  free(local);
  return fine && b->rows <= MOST_ROWS;
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
  const stabil_world *w = b->world;
  const int of = b->row_cell[row];
  const uint64_t *bits = b->pattern + (row > 0 ? b->of_cell[of] : 0) * b->words;
  for (int e = 0; e < b->effects; e++)
    if (has_bit(bits, e))
      b->factor[e] =
          stabil_active_multiplier(w, b->effect[e], of / w->stages, of % w->stages);
  for (int kind = 0; kind < w->kinds; kind++) {
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
  free(b.value);
  free(b.of_site);
  free(b.row);
  free(b.row_cell);
  return status;
}
