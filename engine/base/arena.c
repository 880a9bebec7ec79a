// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/arena.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE ((size_t)64 * 1024)
#define WIDE 64 // a cache line: arrays of this size and more begin on one
#define NARROW 16

typedef struct block {
  struct block *next;
  unsigned char *free_from, *end;
} block;

struct stabil_arena {
  block *first; // the one that small pieces come from
  size_t used;
};

stabil_arena *stabil_arena_create(void) {
  return calloc(1, sizeof(stabil_arena));
}

void stabil_arena_free(stabil_arena *arena) {
  if (!arena) return;
  for (block *b = arena->first, *next; b; b = next) {
    next = b->next;
    free(b);
  }
  free(arena);
}

static size_t padding(const unsigned char *at, size_t alignment) {
  return (size_t)(-(uintptr_t)at & (alignment - 1));
}

// calloc rather than malloc and memset: fresh pages of big blocks come zeroed for free.
static block *block_create(size_t room) {
  if (room > SIZE_MAX - sizeof(block)) return NULL;
  block *b = calloc(1, sizeof(block) + room);
  if (!b) return NULL;
  b->free_from = (unsigned char *)(b + 1);
  b->end = b->free_from + room;
  return b;
}

static void *take(block *b, size_t size, size_t alignment) {
  size_t skip = padding(b->free_from, alignment);
  size_t room = (size_t)(b->end - b->free_from);
  if (skip > room || size > room - skip) return NULL;
  unsigned char *piece = b->free_from + skip;
  b->free_from = piece + size;
  return piece;
}

// A big piece gets a block of its own behind the first, which keeps serving small ones.
static block *add_block(stabil_arena *arena, size_t size) {
  bool big = size > BLOCK_SIZE / 4;
  if (size > SIZE_MAX - WIDE) return NULL;
  block *b = block_create(big ? size + WIDE : BLOCK_SIZE);
  if (!b) return NULL;
  block **place = big && arena->first ? &arena->first->next : &arena->first;
  b->next = *place;
  *place = b;
  return b;
}

void *stabil_arena_alloc(stabil_arena *arena, size_t size) {
  if (!arena) return NULL;
  size_t alignment = size >= WIDE ? WIDE : NARROW;
  size_t taken = size ? size : 1; // so that every piece has an address of its own
  void *piece = arena->first ? take(arena->first, taken, alignment) : NULL;
  if (!piece) {
    block *b = add_block(arena, taken);
    if (b) piece = take(b, taken, alignment);
  }
  if (piece) arena->used += size;
  return piece;
}

void *stabil_arena_array(stabil_arena *arena, size_t count, size_t size) {
  if (size && count > SIZE_MAX / size) return NULL;
  return stabil_arena_alloc(arena, count * size);
}

char *stabil_arena_text(stabil_arena *arena, const char *text, size_t length) {
  if (length == SIZE_MAX) return NULL;
  char *copy = stabil_arena_alloc(arena, length + 1);
  if (copy && length) memcpy(copy, text, length);
  return copy;
}

char *stabil_arena_format(stabil_arena *arena, const char *format, ...) {
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  char *text = NULL;
  int length = vsnprintf(NULL, 0, format, arguments);
  if (length >= 0) text = stabil_arena_alloc(arena, (size_t)length + 1);
  if (text) vsnprintf(text, (size_t)length + 1, format, again);
  va_end(again);
  va_end(arguments);
  return text;
}

size_t stabil_arena_used(const stabil_arena *arena) {
  return arena ? arena->used : 0;
}
