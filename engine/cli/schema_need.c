// SPDX-License-Identifier: GPL-3.0-or-later
// What the JSON Schema asks of more than one key: what a study without a base must say (a
// file of changes may leave out all of it), and which scales go with a lever.
#include <string.h>

#include "cli/schema.h"
#include "scenario/lever.h"

// Exactly one of the keys.
static json_t *any_one(const stabil_schema *schema) {
  json_t *list = json_array();
  for (int i = 0; i < schema->count; i++)
    (void)json_array_append_new(list,
                                json_pack("{s:[s]}", "required", schema->key[i].key));
  return json_pack("{s:o}", "oneOf", list);
}

// Items of lists are never merged: they say themselves what they need.
static json_t *need_below(const stabil_key *row) {
  if (row->child == NULL || row->type == STABIL_TYPE_ITEMS) return NULL;
  json_t *child = stabil_schema_need(row->child);
  if (child == NULL || row->type == STABIL_TYPE_GROUP) return child;
  return json_pack("{s:o}", "additionalProperties", child);
}

json_t *stabil_schema_need(const stabil_schema *schema) {
  if (schema->one_of) return any_one(schema);
  json_t *required = json_array(), *below = json_object(), *need = json_object();
  for (int i = 0; i < schema->count; i++) {
    const stabil_key *row = &schema->key[i];
    json_t *child = need_below(row);
    if (row->required) (void)json_array_append_new(required, json_string(row->key));
    if (child != NULL) (void)json_object_set_new(below, row->key, child);
  }
  if (json_array_size(required) > 0) (void)json_object_set(need, "required", required);
  if (json_object_size(below) > 0) (void)json_object_set(need, "properties", below);
  json_decref(required);
  json_decref(below);
  if (json_object_size(need) > 0) return need;
  json_decref(need);
  return NULL;
}

// A file without a base or toolkit that says which years it is about is a whole study;
// one that does not is a part of others.
void stabil_schema_whole(json_t *root) {
  json_t *files = json_array(), *groups = json_array();
  for (int i = 0; i < stabil_file_schema.count; i++)
    (void)json_array_append_new(
        files, json_pack("{s:[s]}", "required", stabil_file_schema.key[i].key));
  for (int i = 0; i < stabil_study_schema.count; i++) {
    const stabil_key *row = &stabil_study_schema.key[i];
    if (row->required && row->type == STABIL_TYPE_GROUP)
      (void)json_array_append_new(groups, json_string(row->key));
  }
  (void)json_object_set_new(
      root, "if", json_pack("{s:o, s:{s:o}}", "required", groups, "not", "anyOf", files));
  (void)json_object_set_new(root, "then", stabil_schema_need(&stabil_study_schema));
}

// --- levers
// -----------------------------------------------------------------------------

static json_t *lever_text(const stabil_lever *lever) {
  if (strcmp(lever->unit, "1") == 0) return json_string(lever->text);
  return json_sprintf("%s (%s)", lever->text, lever->unit);
}

json_t *stabil_schema_lever_texts(void) {
  json_t *list = json_array();
  for (int i = 0; i < STABIL_LEVER_COUNT; i++)
    (void)json_array_append_new(list, lever_text(&stabil_levers[i]));
  return list;
}

static json_t *levers_with(unsigned scales) {
  json_t *levers = json_array();
  for (int i = 0; i < STABIL_LEVER_COUNT; i++)
    if (stabil_levers[i].scales == scales)
      (void)json_array_append_new(levers, json_string(stabil_levers[i].name));
  if (json_array_size(levers) > 0) return levers;
  json_decref(levers);
  return NULL;
}

static json_t *names_of(unsigned scales) {
  json_t *names = json_array();
  for (int i = 0; stabil_scale_names[i] != NULL; i++)
    if (scales & 1u << i)
      (void)json_array_append_new(names, json_string(stabil_scale_names[i]));
  return names;
}

// Silent where the scale is no scale at all: its own enum says so.
static json_t *scale_rule(unsigned scales, const char *lever, const char *scale) {
  json_t *levers = levers_with(scales);
  if (levers == NULL) return NULL;
  return json_pack("{s:{s:[s, s], s:{s:{s:o}, s:{s:o}}}, s:{s:{s:{s:o}}}}", "if",
                   "required", lever, scale, "properties", lever, "enum", levers, scale,
                   "enum", names_of(~0u), "then", "properties", scale, "enum",
                   names_of(scales));
}

void stabil_schema_scale_rules(const stabil_schema *schema, json_t *out) {
  const char *lever = NULL, *scale = NULL;
  for (int i = 0; i < schema->count; i++) {
    if (schema->key[i].roster == STABIL_ROSTER_LEVER) lever = schema->key[i].key;
    if (schema->key[i].list == stabil_scale_names) scale = schema->key[i].key;
  }
  if (lever == NULL || scale == NULL) return;
  json_t *rules = json_array();
  for (unsigned scales = 1; scales < 1u << STABIL_SCALE_COUNT; scales++) {
    json_t *rule = scale_rule(scales, lever, scale);
    if (rule != NULL) (void)json_array_append_new(rules, rule);
  }
  (void)json_object_set_new(out, "allOf", rules);
}
