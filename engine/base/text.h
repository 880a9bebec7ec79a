// SPDX-License-Identifier: GPL-3.0-or-later
// Small text helpers: hashes of names, nearest spelling, UTF-8, numbers.
#ifndef STABIL_BASE_TEXT_H
#define STABIL_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// FNV-1a 64 of a name, finished by a mixer: stable for ever, since identities and stored
// results depend on it. The empty name hashes to 0, so that a default adds nothing.
uint64_t stabil_text_hash(const char *text);

// Damerau-Levenshtein distance (optimal string alignment), ASCII case ignored.
int stabil_text_distance(const char *a, const char *b);

// The nearest of `count` candidates, or NULL if none is near enough to be a likely slip
// (distance <= max(1, length / 3)) or it is longer than any name.
const char *stabil_text_nearest(const char *text, const char *const *candidates,
                                size_t count);

bool stabil_text_utf8(const char *text, size_t length); // well-formed, no NUL

// Strict parses of a whole text: no blanks, no trailing characters, finite; decimal point
// whatever the locale is; underscores and hexadecimals are refused.
bool stabil_text_double(const char *text, double *out);
bool stabil_text_int64(const char *text, int64_t *out);
bool stabil_text_uint64(const char *text, uint64_t *out);

#endif
