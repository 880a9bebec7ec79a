// SPDX-License-Identifier: GPL-3.0-or-later
// The tables that need no study: keys, levers, results.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/explain.h"
#include "scenario/lever.h"
#include "scenario/quantity_read.h"
#include "scenario/study_schema.h"
#include "stabil/measure.h"

// --- keys
// -------------------------------------------------------------------------------

static void set_text(json_t *object, const char *member, const char *text) {
  if (text != NULL && text[0] != 0)
    (void)json_object_set_new(object, member, json_string(text));
}

static json_t *choices_of(const stabil_key *row) {
  json_t *list = json_array();
  for (int i = 0; row->list[i] != NULL; i++)
    (void)json_array_append_new(list, json_string(row->list[i]));
  return list;
}

static const char *type_of(const stabil_key *row) {
  return row->form == NULL ? stabil_type_text(row->type) : row->form;
}

static json_t *describe_key(const stabil_key *row, const char *path) {
  json_t *key = json_pack("{s:s, s:s, s:s, s:b}", "kind", "key", "key", path, "type",
                          type_of(row), "required", row->required);
  set_text(key, "unit", row->unit);
  if (row->roster != STABIL_ROSTER_NONE)
    set_text(key, "names", stabil_roster_text(row->roster));
  if (row->low < row->high && row->type != STABIL_TYPE_CHOICE) {
    (void)json_object_set_new(key, "low", json_real(row->low));
    (void)json_object_set_new(key, "high", json_real(row->high));
  }
  set_text(key, "default", row->fallback);
  if (row->assumed) set_text(key, "default_source", "assumption");
  if (row->list != NULL) (void)json_object_set_new(key, "choices", choices_of(row));
  set_text(key, "text", row->text);
  return key;
}

static void list_schema(json_t *list, const stabil_schema *schema, const char *prefix);

static void list_key(json_t *list, const stabil_key *row, const char *prefix) {
  char path[256], below[300];
  (void)snprintf(path, sizeof path, "%s%s%s", prefix,
                 prefix[0] == 0 || row->key[0] == 0 ? "" : ".", row->key);
  (void)json_array_append_new(list, describe_key(row, path));
  if (row->child == NULL) return;
  const char *step = "";
  if (row->type == STABIL_TYPE_NAMED || row->type == STABIL_TYPE_KEYED) step = ".<name>";
  if (row->type == STABIL_TYPE_ITEMS) step = "[]";
  (void)snprintf(below, sizeof below, "%s%s", path, step);
  if (row->child->key[0].key[0] != 0) list_schema(list, row->child, below);
}

static void list_schema(json_t *list, const stabil_schema *schema, const char *prefix) {
  for (int i = 0; i < schema->count; i++) list_key(list, &schema->key[i], prefix);
}

json_t *stabil_explain_keys(void) {
  json_t *list = json_array();
  list_schema(list, &stabil_file_schema, "");
  list_schema(list, &stabil_csv_schema, "<map of names>");
  list_schema(list, &stabil_study_schema, "");
  list_schema(list, &stabil_quantity_schema, "quantity");
  list_schema(list, &stabil_simplex_schema, "shares");
  return list;
}

// --- levers, results
// --------------------------------------------------------------------

static json_t *scales_of(unsigned scales) {
  json_t *list = json_array();
  for (int i = 0; stabil_scale_names[i] != NULL; i++)
    if (scales & 1u << i)
      (void)json_array_append_new(list, json_string(stabil_scale_names[i]));
  return list;
}

static json_t *keys_of(const char *reaches) {
  json_t *list = json_array();
  while (*reaches != 0) {
    const size_t length = strcspn(reaches, " ");
    (void)json_array_append_new(list, json_stringn(reaches, length));
    reaches += length + (reaches[length] == ' ');
  }
  return list;
}

json_t *stabil_explain_levers(void) {
  json_t *list = json_array();
  for (int i = 0; i < STABIL_LEVER_COUNT; i++) {
    const stabil_lever *lever = &stabil_levers[i];
    json_t *object = json_pack(
        "{s:s, s:s, s:s, s:o, s:f, s:f, s:s, s:o}", "kind", "lever", "name", lever->name,
        "unit", lever->unit, "scales", scales_of(lever->scales), "low", lever->low,
        "high", lever->high, "text", lever->text, "reaches", keys_of(lever->reaches));
    (void)json_array_append_new(list, object);
  }
  return list;
}

static const char *when_text(stabil_when when) {
  static const char *const texts[] = {"year end", "sum", "mean"};
  return texts[when];
}

static void set_measure(json_t *object, const char *member, stabil_measure_id id) {
  const stabil_measure *measure = stabil_measure_get(id);
  if (measure != NULL) set_text(object, member, measure->name);
}

json_t *stabil_explain_results(void) {
  json_t *list = json_array();
  for (int i = 0; i < STABIL_MEASURE_COUNT; i++) {
    const stabil_measure *measure = stabil_measure_get((stabil_measure_id)i);
    json_t *object = json_pack("{s:s, s:s, s:s, s:s, s:b, s:s, s:s}", "kind", "result",
                               "name", measure->name, "unit", measure->unit, "when",
                               when_text(measure->when), "kept", measure->kept, "text",
                               measure->text_en, "text_nb", measure->text_nb);
    set_measure(object, "numerator", measure->numerator);
    set_measure(object, "denominator", measure->denominator);
    (void)json_array_append_new(list, object);
  }
  return list;
}
