// SPDX-License-Identifier: GPL-3.0-or-later
// A number as people write it: a plain value, or a distribution with certainty and
// source.
#ifndef STABIL_SCENARIO_QUANTITY_H
#define STABIL_SCENARIO_QUANTITY_H

#include <stdint.h>

#include "base/error.h"

typedef enum stabil_family {
  STABIL_FIXED,
  STABIL_NORMAL,    // a = mean, b = sd
  STABIL_LOGNORMAL, // a = log median, b = sd of the log
  STABIL_BETA,      // a, b = shapes
  STABIL_GAMMA,     // a = shape, b = scale
  STABIL_UNIFORM,   // a = low, b = high
  STABIL_TRIANGULAR // a = low, b = high, mode = mode
} stabil_family;

typedef enum stabil_certainty {
  STABIL_CERTAINTY_NONE, // not stated
  STABIL_CERTAINTY_VERY_LOW,
  STABIL_CERTAINTY_LOW,
  STABIL_CERTAINTY_MODERATE,
  STABIL_CERTAINTY_HIGH,
  STABIL_CERTAINTY_DESIGN // a decision, not an estimate
} stabil_certainty;

// `value` is the central value: the plain number, the stated median, else the median of
// the distribution. Draws are cut to [low, high], the legal range of the key.
typedef struct stabil_quantity {
  double value;
  double a, b, mode;
  double low, high;
  stabil_family family;
  stabil_certainty certainty;
  int source;       // index in the study's sources; -1: none
  int assumption;   // `source: assumption`
  int index;        // place in study->quantity, from 1; 0: not listed (a default)
  uint64_t name;    // hash of the key path: names the draw for ever
  const char *path; // key path
  const char *unit; // from the schema
  stabil_mark mark; // mark.file NULL: a schema default
} stabil_quantity;

// The value in a draw: a pure function of (seed, key path, draw). With draw < 0 the
// central value. By the inverse distribution function at a keyed uniform.
double stabil_quantity_draw(const stabil_quantity *quantity, uint64_t seed, int draw);

#endif
