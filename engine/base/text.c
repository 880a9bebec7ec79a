// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

uint64_t stabil_text_hash(const char *text) {
  if (!*text) return 0;
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  for (; *text; text++) hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
  return stabil_random_mix(hash);
}

// ---- Nearest spelling

#define ROW 128     // texts up to this length need no allocation
#define LONGEST 200 // nothing is near to a longer text

static unsigned char folded(char c) {
  return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static int min2(int a, int b) {
  return a < b ? a : b;
}

// One row of the table of optimal string alignment; `row[0]` is being filled, `row[1]`
// and `row[2]` are the rows of the one and the two characters before a[i].
static void fill_row(const char *a, int i, const char *b, int length, int *const row[3]) {
  row[0][0] = i + 1;
  for (int j = 0; j < length; j++) {
    int differs = folded(a[i]) != folded(b[j]);
    int best = min2(row[1][j] + differs, min2(row[1][j + 1], row[0][j]) + 1);
    bool swapped = i > 0 && j > 0 && folded(a[i]) == folded(b[j - 1]) &&
                   folded(a[i - 1]) == folded(b[j]);
    if (swapped) best = min2(best, row[2][j - 1] + 1);
    row[0][j + 1] = best;
  }
}

static int distance(const char *a, const char *b, int length, int *cells) {
  int width = length + 1;
  int *row[3] = {cells, cells + width, cells + 2 * width};
  for (int j = 0; j < width; j++) row[1][j] = j;
  for (int i = 0; a[i]; i++) {
    fill_row(a, i, b, length, row);
    int *spare = row[2];
    row[2] = row[1];
    row[1] = row[0];
    row[0] = spare;
  }
  return row[1][length];
}

int stabil_text_distance(const char *a, const char *b) {
  int cells[3 * (ROW + 1)] = {0};
  size_t length = strlen(b);
  if (length <= ROW) return distance(a, b, (int)length, cells);
  int *more = calloc(length + 1, 3 * sizeof *more);
  // Without memory the two are taken to share nothing: no suggestion is made.
  size_t longest = strlen(a) > length ? strlen(a) : length;
  int result = more ? distance(a, b, (int)length, more) : (int)longest;
  free(more);
  return result;
}

const char *stabil_text_nearest(const char *text, const char *const *candidates,
                                size_t count) {
  size_t allowed = strlen(text) / 3;
  int best = (int)(allowed > 1 ? allowed : 1) + 1;
  const char *nearest = NULL;
  size_t length = strnlen(text, LONGEST);
  if (length == LONGEST) return NULL;
  for (size_t i = 0; i < count; i++) {
    // Every character that one has more is a change.
    size_t other = strnlen(candidates[i], 2 * LONGEST);
    if (other >= length + (size_t)best || length >= other + (size_t)best) continue;
    int d = stabil_text_distance(text, candidates[i]);
    if (d >= best) continue;
    best = d;
    nearest = candidates[i];
  }
  return nearest;
}

// ---- UTF-8

// Length of the well-formed sequence at `s` (Unicode 15, table 3-7), 0 if there is none.
static size_t sequence_length(const unsigned char *s, size_t left) {
  unsigned char lead = s[0], low = 0x80, high = 0xbf;
  size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (lead != 0 && lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4 || length > left) return 0;
  if (lead == 0xe0) low = 0xa0;  // shorter forms exist
  if (lead == 0xed) high = 0x9f; // surrogates
  if (lead == 0xf0) low = 0x90;  // shorter forms exist
  if (lead == 0xf4) high = 0x8f; // beyond U+10FFFF
  if (s[1] < low || s[1] > high) return 0;
  for (size_t i = 2; i < length; i++) {
    if (s[i] < 0x80 || s[i] > 0xbf) return 0;
  }
  return length;
}

bool stabil_text_utf8(const char *text, size_t length) {
  const unsigned char *s = (const unsigned char *)text;
  for (size_t i = 0; i < length;) {
    size_t step = sequence_length(s + i, length - i);
    if (step == 0) return false;
    i += step;
  }
  return true;
}

// ---- Numbers

static size_t digits(const char *text) {
  return strspn(text, "0123456789");
}

static const char *after_sign(const char *text) {
  return *text == '+' || *text == '-' ? text + 1 : text;
}

// [+-] (digits [. [digits]] | . digits) [e [+-] digits], as in YAML's core schema.
static bool looks_decimal(const char *text) {
  const char *at = after_sign(text);
  size_t whole = digits(at), fraction = 0;
  at += whole;
  if (*at == '.') {
    fraction = digits(++at);
    at += fraction;
  }
  if (whole + fraction == 0) return false;
  if (*at == 'e' || *at == 'E') {
    at = after_sign(at + 1);
    size_t exponent = digits(at);
    if (exponent == 0) return false;
    at += exponent;
  }
  return *at == '\0';
}

static bool looks_whole(const char *text) {
  size_t length = digits(text);
  return length > 0 && text[length] == '\0';
}

bool stabil_text_double(const char *text, double *out) {
  if (!looks_decimal(text)) return false;
  locale_t plain = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
  if (!plain) return false;
  locale_t before = uselocale(plain);
  double value = strtod(text, NULL);
  uselocale(before);
  freelocale(plain);
  if (!isfinite(value)) return false;
  *out = value;
  return true;
}

bool stabil_text_int64(const char *text, int64_t *out) {
  if (!looks_whole(after_sign(text))) return false;
  errno = 0;
  long long value = strtoll(text, NULL, 10);
  if (errno == ERANGE || value < INT64_MIN || value > INT64_MAX) return false;
  *out = (int64_t)value;
  return true;
}

bool stabil_text_uint64(const char *text, uint64_t *out) {
  if (*text == '-' || !looks_whole(after_sign(text))) return false;
  errno = 0;
  unsigned long long value = strtoull(text, NULL, 10);
  if (errno == ERANGE || value > UINT64_MAX) return false;
  *out = (uint64_t)value;
  return true;
}
