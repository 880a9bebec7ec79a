// SPDX-License-Identifier: GPL-3.0-or-later
// Quantities from YAML.
#ifndef STABIL_SCENARIO_QUANTITY_READ_H
#define STABIL_SCENARIO_QUANTITY_READ_H

#include "scenario/schema.h"

// Read a quantity with the unit and range of `row`, and register it under its path.
void stabil_quantity_read(stabil_reader *r, const stabil_key *row,
                          const stabil_node *node, const stabil_path *path,
                          stabil_quantity *out);

// A way to state a number, by the key that names it.
typedef struct stabil_form {
  const char *key;
  stabil_family family;  // of a list of parameters
  int count;             // of parameters; 0: another shape
  const char *beside[2]; // what goes with it
} stabil_form;
const stabil_form *stabil_form_find(const char *key); // NULL: none

// `certainty`, `source` and `note` of a map.
void stabil_quantity_origin(stabil_reader *r, const stabil_node *node,
                            const stabil_path *path, stabil_quantity *q);
// Start a quantity of `row` at a node, and put it on the list of the study.
bool stabil_quantity_begin(stabil_reader *r, const stabil_key *row,
                           const stabil_node *node, const stabil_path *path,
                           stabil_quantity *out);
void stabil_quantity_enlist(stabil_reader *r, stabil_quantity *q);

// Whether a map is a table by class of place rather than a quantity.
bool stabil_quantity_table(const stabil_node *node);

// Whether `over` replaces `base` whole when files are merged: one of them is a quantity
// map and the other says the number anew.
bool stabil_quantity_replaces(const stabil_node *base, const stabil_node *over);

// Fill a, b, mode and value of a distribution; NULL, or what is wrong with it.
// `numbers` as written: {median, low, high}, {mean, sd} or the parameters of the family.
const char *stabil_quantity_from_interval(stabil_quantity *q, const double numbers[3]);
const char *stabil_quantity_from_moments(stabil_quantity *q, const double numbers[2]);
const char *stabil_quantity_from_parameters(stabil_quantity *q, const double numbers[3]);
// From quantiles: `level` rises within (0, 1), from 0 to 1 for STABIL_PIECEWISE, which
// borrows both arrays. Two are met exactly, more within 0.01 of their level.
const char *stabil_quantity_from_quantiles(stabil_quantity *q, int count,
                                           const double *level, const double *value);
// From a sample, which is sorted and borrowed.
const char *stabil_quantity_from_sample(stabil_quantity *q, int count, double *value);
// What they say when memory is out: this very text.
extern const char stabil_quantity_no_memory[];
// The value below which a share u of the distribution lies, 0 < u < 1.
double stabil_quantity_quantile(const stabil_quantity *q, double u);
// The share of the distribution up to x.
double stabil_quantity_below(const stabil_quantity *q, double x);
const char *stabil_family_name(stabil_family family);
const char *stabil_certainty_name(stabil_certainty certainty); // "" for none

#endif
