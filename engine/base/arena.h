// SPDX-License-Identifier: GPL-3.0-or-later
// An arena: many small allocations, freed together. One per study and one per model.
#ifndef STABIL_BASE_ARENA_H
#define STABIL_BASE_ARENA_H

#include <stddef.h>

typedef struct stabil_arena stabil_arena;

// NULL when memory is out.
stabil_arena *stabil_arena_create(void);
void stabil_arena_free(stabil_arena *arena); // NULL is fine

// Zeroed memory, aligned to 64 bytes if size >= 64, else to 16. NULL when memory is out
// or when `arena` is NULL. A size of 0 gives a valid pointer.
void *stabil_arena_alloc(stabil_arena *arena, size_t size);
// count * size, NULL on overflow.
void *stabil_arena_array(stabil_arena *arena, size_t count, size_t size);
// Copy of `length` bytes with a terminating 0.
char *stabil_arena_text(stabil_arena *arena, const char *text, size_t length);
// printf into the arena.
char *stabil_arena_format(stabil_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
// Bytes handed out so far.
size_t stabil_arena_used(const stabil_arena *arena);

#endif
