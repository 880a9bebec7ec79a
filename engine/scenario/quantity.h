// SPDX-License-Identifier: GPL-3.0-or-later
// A number as people write it: a plain value, or a distribution with certainty and
// source.
#ifndef STABIL_SCENARIO_QUANTITY_H
#define STABIL_SCENARIO_QUANTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

typedef enum stabil_family {
  STABIL_FIXED,
  STABIL_NORMAL,     // a = mean, b = sd
  STABIL_LOGNORMAL,  // a = log median, b = sd of the log
  STABIL_BETA,       // a, b = shapes
  STABIL_GAMMA,      // a = shape, b = scale
  STABIL_UNIFORM,    // a = low, b = high
  STABIL_TRIANGULAR, // a = low, b = high, mode = mode
  STABIL_EMPIRICAL,  // point: a sample, sorted
  STABIL_PIECEWISE,  // point, level: quantiles, linear between them
  STABIL_DIRICHLET   // a = own count, b = sum of the others': one share of several
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
// the distribution (a share's mean with STABIL_DIRICHLET). [low, high] is the legal range
// of the key; draws have the distribution given that it is met.
typedef struct stabil_quantity {
  double value;
  double a, b, mode;
  double low, high;
  int points; // of point and level
  const double *point, *level;
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

// Somebody said it, or it is an assumption of the tables; not a neutral default.
static inline bool stabil_quantity_stated(const stabil_quantity *quantity) {
  return quantity->mark.file != NULL || quantity->assumption;
}

// The value in a draw: a pure function of (seed, key path, draw). With draw < 0 the
// central value. By the inverse distribution function at a keyed uniform; a number
// outside the legal range is drawn anew inside. Not for members of a stabil_simplex or a
// stabil_correlation, which are drawn together (joint.h).
double stabil_quantity_draw(const stabil_quantity *quantity, uint64_t seed, int draw);
// The keyed uniform itself.
double stabil_quantity_uniform(const stabil_quantity *quantity, uint64_t seed, int draw);
// The inverse distribution function given the legal range: a rising function of u, equal
// to that of the distribution where all of it is legal.
double stabil_quantity_legal(const stabil_quantity *quantity, double u);

#endif
