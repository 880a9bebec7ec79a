// SPDX-License-Identifier: GPL-3.0-or-later
// Quantities from YAML.
#ifndef STABIL_SCENARIO_QUANTITY_READ_H
#define STABIL_SCENARIO_QUANTITY_READ_H

#include "scenario/schema.h"

// Read a quantity with the unit and range of `row`, and register it under its path.
void stabil_quantity_read(stabil_reader *r, const stabil_key *row,
                          const stabil_node *node, const stabil_path *path,
                          stabil_quantity *out);

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
// The value below which a share u of the distribution lies, 0 < u < 1.
double stabil_quantity_quantile(const stabil_quantity *q, double u);
const char *stabil_family_name(stabil_family family);
const char *stabil_certainty_name(stabil_certainty certainty); // "" for none

#endif
