// SPDX-License-Identifier: GPL-3.0-or-later
// What stands in for chance in the expected mode: numbers that are spread evenly where
// random ones are drawn, and whole numbers that follow a running sum of expected ones.
// Nothing here depends on a seed.
#ifndef STABIL_BASE_EVEN_H
#define STABIL_BASE_EVEN_H

#include <stdint.h>

// Coordinates of a point: one for each thing that is decided of a person.
enum { STABIL_EVEN_DIMENSIONS = 20 };

// Coordinate `dimension` of point k of the sequence of this identity, in (0, 1): Halton
// (1960), its digits multiplied by a unit of the base and the whole rotated, both by
// identity, so that neighbouring dimensions and different identities are not alike.
double stabil_even_point(uint64_t identity, int dimension, uint32_t k);

// Whole numbers out of expected ones. After any number of calls what was given differs
// by less than one from the sum of what was expected. In each unit interval of the
// running sum one is given as the sum passes a point, which is spread over the interval
// by hash: so that who gets it has the right chance whatever the pattern in which
// expected numbers come (systematic sampling alone would resonate with some).
typedef struct stabil_spread {
  uint64_t identity;
  double at, point; // of the running sum, from the start of the present interval
  uint64_t interval;
  uint64_t k; // of the sequence below
} stabil_spread;

stabil_spread stabil_spread_of(uint64_t identity);
// At most `most`; what is over is given later.
int64_t stabil_spread_take(stabil_spread *spread, double expected, int64_t most);
// The next number in (0, 1) of a sequence whose every stretch is spread evenly: multiples
// of the golden section.
double stabil_spread_next(stabil_spread *spread);

#endif
