// SPDX-License-Identifier: GPL-3.0-or-later
// Shares that are stated together, {dirichlet: {a: 3, b: 5}, concentration: 20}.
#ifndef STABIL_SCENARIO_SIMPLEX_H
#define STABIL_SCENARIO_SIMPLEX_H

#include "scenario/schema.h"

typedef struct stabil_shares_reader { // of one map or list of shares
  const stabil_node *node;            // the map or list of the shares themselves
  const stabil_node *whole;           // with `dirichlet` in it; NULL: one by one
  stabil_quantity model;              // certainty and source, of all of them
} stabil_shares_reader;

// The map or list of shares that a node stands for.
const stabil_node *stabil_shares_inner(const stabil_node *node);
// Look at a node before its shares are read. False: no shares, a problem was reported.
bool stabil_shares_begin(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                         const stabil_path *path, stabil_shares_reader *out);
void stabil_shares_read(stabil_reader *r, const stabil_shares_reader *how,
                        const stabil_key *row, const stabil_node *node,
                        const stabil_path *path, stabil_quantity *out);
// All shares are read: `share(array, i)` finds them. Scales them, and notes that they are
// drawn together.
void stabil_shares_end(stabil_reader *r, const stabil_shares_reader *how,
                       const stabil_path *path, int count,
                       stabil_quantity *(*share)(void *array, int i), void *array);

// correlation.c: members, matrix and factor of every correlation of the study.
void stabil_correlation_resolve(stabil_reader *r);
extern const stabil_schema stabil_correlation_schema;

#endif
