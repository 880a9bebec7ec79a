// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers that are drawn together: shares that sum to one, and numbers that correlate.
#ifndef STABIL_SCENARIO_JOINT_H
#define STABIL_SCENARIO_JOINT_H

#include <stdbool.h>

#include "base/text.h"
#include "scenario/quantity.h"

struct stabil_node;

// {dirichlet: {a: 3, b: 5}}: gamma variates of the shapes, each by its own keyed uniform,
// over their sum.
typedef struct stabil_simplex {
  int count;
  const stabil_quantity **member;
} stabil_simplex;

// correlation.<name>: a Gaussian copula with a stated rank correlation. Members stand in
// the order of their paths, whatever the order of the study.
typedef struct stabil_correlation {
  const char *name;
  stabil_mark mark;
  const struct stabil_node *between; // between: [key, key, ...]
  bool has_rho;
  double rho;                       // rho: of every pair
  const struct stabil_node *matrix; // matrix: [[1, 0.3], [0.3, 1]]
  int count;
  const stabil_quantity **member;
  double *target; // [count][count] rank correlations, by member
  double *factor; // [count][count] lower Cholesky factor of the normals' correlation
} stabil_correlation;

// The values of the members in a draw.
void stabil_simplex_draw(const stabil_simplex *simplex, uint64_t seed, int draw,
                         double *out);
void stabil_correlation_draw(const stabil_correlation *group, uint64_t seed, int draw,
                             double *out);

#endif
