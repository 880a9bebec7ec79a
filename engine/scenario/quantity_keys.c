// SPDX-License-Identifier: GPL-3.0-or-later
// What makes a map a number, and which way of stating it.
#include <string.h>

#include "scenario/quantity_read.h"
#include "scenario/study_schema.h"

static const stabil_form forms[] = {{"value", STABIL_FIXED, 0, {NULL}},
                                    {"median", STABIL_FIXED, 0, {"ci95", "family"}},
                                    {"mean", STABIL_FIXED, 0, {"sd", "family"}},
                                    {"quantiles", STABIL_FIXED, 0, {"family"}},
                                    {"beta", STABIL_BETA, 2, {NULL}},
                                    {"gamma", STABIL_GAMMA, 2, {NULL}},
                                    {"uniform", STABIL_UNIFORM, 2, {NULL}},
                                    {"triangular", STABIL_TRIANGULAR, 3, {NULL}},
                                    {"normal", STABIL_NORMAL, 2, {NULL}},
                                    {"lognormal", STABIL_LOGNORMAL, 2, {NULL}},
                                    {"samples", STABIL_EMPIRICAL, 0, {"column"}},
                                    {"empirical", STABIL_EMPIRICAL, 0, {"column"}},
                                    {"ci95", STABIL_FIXED, 0, {"family"}}};
#define FORM_COUNT (sizeof forms / sizeof *forms)

const stabil_form *stabil_form_find(const char *key) {
  for (size_t i = 0; i < FORM_COUNT; i++)
    if (strcmp(forms[i].key, key) == 0) return &forms[i];
  return NULL;
}

static bool table_key(const char *key) {
  return stabil_schema_find(&stabil_table_schema, key) != NULL;
}

bool stabil_quantity_table(const stabil_node *node) {
  if (node->kind != STABIL_MAP) return false;
  for (int i = 0; i < node->count; i++)
    if (table_key(node->entry[i].key)) return true;
  return false;
}

// `ci95` alone changes the interval that a base states.
static bool states_number(const stabil_node *map) {
  for (int i = 0; i < map->count; i++)
    if (stabil_form_find(map->entry[i].key) != NULL &&
        strcmp(map->entry[i].key, "ci95") != 0)
      return true;
  return false;
}

static bool only_quantity_keys(const stabil_node *map) {
  for (int i = 0; i < map->count; i++)
    if (stabil_schema_find(&stabil_quantity_schema, map->entry[i].key) == NULL)
      return false;
  return true;
}

static bool only_table_keys(const stabil_node *map) {
  for (int i = 0; i < map->count; i++)
    if (!table_key(map->entry[i].key)) return false;
  return true;
}

static bool is_quantity(const stabil_node *map) {
  return only_quantity_keys(map) &&
         (states_number(map) || stabil_node_find(map, "ci95") != NULL);
}

static bool only_simplex_keys(const stabil_node *map) {
  for (int i = 0; i < map->count; i++)
    if (stabil_schema_find(&stabil_simplex_schema, map->entry[i].key) == NULL)
      return false;
  return true;
}

// Shares one by one and shares drawn together do not mix.
static bool other_shares(const stabil_node *base, const stabil_node *over) {
  bool under = stabil_node_find(base, "dirichlet") != NULL;
  bool above = stabil_node_find(over, "dirichlet") != NULL;
  return above ? !under : under && !only_simplex_keys(over);
}

bool stabil_quantity_replaces(const stabil_node *base, const stabil_node *over) {
  if (other_shares(base, over)) return true;
  if (is_quantity(base))
    return states_number(over) || stabil_quantity_table(over) ||
           (stabil_node_find(over, "ci95") != NULL &&
            stabil_node_find(base, "ci95") == NULL);
  return is_quantity(over) && base->count > 0 && only_table_keys(base);
}
