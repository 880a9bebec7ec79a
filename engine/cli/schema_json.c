// SPDX-License-Identifier: GPL-3.0-or-later
// JSON Schema of a study, for editors. It takes every file that `stabil check` takes, but
// for numbers in quotes; names that a file refers to are left to `check`.
//
// A record of the tables is a definition, twice where needed: one for records that are
// merged with those of a base, where `key: ~` removes and `+list:` appends, and one
// (`..._item`) for what stands in a list, which is never merged.
#include <math.h>
#include <string.h>

#include "cli/schema.h"

typedef struct maker {
  json_t *definitions;
  bool merged;             // in a map that a base may have: `~` and `+` are allowed
  const stabil_key *outer; // in a quantity: the key whose range holds
} maker;

static json_t *value_of(const maker *m, const stabil_key *row);

static void set(json_t *object, const char *member, json_t *value) {
  (void)json_object_set_new(object, member, value);
}

// --- small parts
// ------------------------------------------------------------------------

// `words`: names of types with a space between them
static json_t *typed(const maker *m, const char *words) {
  json_t *list = json_array();
  for (size_t length; *words != 0; words += length + (words[length] != 0)) {
    length = strcspn(words, " ");
    (void)json_array_append_new(list, json_stringn(words, length));
  }
  if (m->merged) (void)json_array_append_new(list, json_string("null"));
  if (json_array_size(list) > 1) return json_pack("{s:o}", "type", list);
  json_t *one = json_pack("{s:O}", "type", json_array_get(list, 0));
  json_decref(list);
  return one;
}

static json_t *number(double x) {
  return fabs(x) < 1e15 && floor(x) >= x ? json_integer((json_int_t)x) : json_real(x);
}

static void set_range(json_t *schema, const stabil_key *row) {
  if (!(row->low < row->high) && !(row->low > 0)) return;
  set(schema, "minimum", number(row->low));
  set(schema, "maximum", number(row->high));
}

// A name, a path, a remark: whatever stands there is read as text.
static json_t *text_value(const maker *m) {
  return typed(m, "string number boolean");
}

static json_t *ranged(const maker *m, const char *type, const stabil_key *row) {
  json_t *schema = typed(m, type);
  set_range(schema, row);
  return schema;
}

static json_t *list_of(const maker *m, const stabil_key *row, json_t *items) {
  json_t *list = typed(m, "array");
  set(list, "items", items);
  if (row->items > 0) {
    set(list, "minItems", json_integer(row->items));
    set(list, "maxItems", json_integer(row->items));
  }
  return list;
}

static json_t *reference(const char *name) {
  char path[128];
  (void)snprintf(path, sizeof path, "#/definitions/%s", name);
  return json_pack("{s:[{s:s}]}", "allOf", "$ref", path);
}

static maker inside(const maker *m, bool merged) {
  return (maker){m->definitions, m->merged && merged, m->outer};
}

static maker no_merge(const maker *m) {
  return inside(m, false);
}

// --- names
// ------------------------------------------------------------------------------

static json_t *fixed_names(stabil_roster_id id) {
  json_t *list = json_array();
  for (int i = 0; stabil_roster_fixed(id, i) != NULL; i++)
    (void)json_array_append_new(list, json_string(stabil_roster_fixed(id, i)));
  if (json_array_size(list) > 0) return list;
  json_decref(list);
  return NULL;
}

static json_t *one_of_list(const maker *m, json_t *names) {
  json_t *schema = typed(m, "string");
  if (m->merged) (void)json_array_append_new(names, json_null());
  set(schema, "enum", names);
  return schema;
}

static json_t *name_value(const maker *m, const stabil_key *row) {
  json_t *names = fixed_names(row->roster);
  if (names == NULL) return text_value(m);
  json_t *schema = one_of_list(m, names);
  if (row->roster == STABIL_ROSTER_LEVER)
    set(schema, "enumDescriptions", stabil_schema_lever_texts());
  return schema;
}

static json_t *choice_value(const maker *m, const stabil_key *row) {
  json_t *names = json_array();
  for (int i = 0; row->list[i] != NULL; i++)
    (void)json_array_append_new(names, json_string(row->list[i]));
  if (!stabil_key_means_null(row) || m->merged) return one_of_list(m, names);
  (void)json_array_append_new(names, json_null());
  return json_pack("{s:[s, s], s:o}", "type", "string", "null", "enum", names);
}

// Keys of a map by name: those that there are, or anything but `+name`.
static void set_key_names(json_t *map, const stabil_key *row) {
  json_t *names = fixed_names(row->roster);
  if (names != NULL)
    set(map, "propertyNames", json_pack("{s:o}", "enum", names));
  else
    set(map, "propertyNames",
        json_pack("{s:s}", "pattern", row->pattern == NULL ? "^[^+]" : row->pattern));
}

static json_t *map_of(const maker *m, const stabil_key *row, json_t *value) {
  json_t *map = typed(m, "object");
  set(map, "additionalProperties", value);
  set_key_names(map, row);
  return map;
}

// --- records
// ----------------------------------------------------------------------------

static json_t *default_of(const stabil_key *row) {
  json_t *value = json_loads(row->fallback, JSON_DECODE_ANY, NULL);
  return value == NULL ? json_string(row->fallback) : value;
}

static json_t *property(const maker *m, const stabil_key *row) {
  char about[1200];
  json_t *schema = value_of(m, row), *whole = json_object();
  stabil_schema_about(row, about, sizeof about);
  set(whole, "description", json_string(about));
  if (row->fallback != NULL) set(whole, "default", default_of(row));
  (void)json_object_update(whole, schema);
  json_decref(schema);
  return whole;
}

static bool is_list(const stabil_key *row) {
  switch (row->type) {
  case STABIL_TYPE_REALS:
  case STABIL_TYPE_NAMES:
  case STABIL_TYPE_INTEGERS:
  case STABIL_TYPE_QUANTITIES:
  case STABIL_TYPE_ITEMS:
    return row->items == 0;
  default:
    return false;
  }
}

// The row of the list that `+key:` appends to; NULL if the key has none.
static const stabil_key *list_way(const stabil_key *row) {
  if (is_list(row)) return row;
  for (int i = 0; row->ways != NULL && i < row->ways->count; i++)
    if (is_list(&row->ways->key[i])) return &row->ways->key[i];
  return NULL;
}

static void add_append(const maker *m, const stabil_key *row, json_t *patterns) {
  const stabil_key *list = list_way(row);
  const maker plain = no_merge(m);
  char pattern[128];
  if (list == NULL || !m->merged) return;
  (void)snprintf(pattern, sizeof pattern, "^\\+%s$", row->key);
  json_t *value = value_of(&plain, list);
  set(value, "description", json_sprintf("appended to: %s", row->text));
  set(patterns, pattern, value);
}

static void add_rows(const maker *m, const stabil_schema *schema, json_t *properties,
                     json_t *patterns) {
  for (int i = 0; i < schema->count; i++) {
    set(properties, schema->key[i].key, property(m, &schema->key[i]));
    add_append(m, &schema->key[i], patterns);
  }
}

static void close_map(json_t *schema, json_t *properties, json_t *patterns) {
  set(schema, "properties", properties);
  if (json_object_size(patterns) > 0)
    (void)json_object_set(schema, "patternProperties", patterns);
  json_decref(patterns);
  set(schema, "additionalProperties", json_false());
}

// Only what is never merged can be asked to be whole here.
static void add_required(const maker *m, const stabil_schema *schema, json_t *out) {
  json_t *need = m->merged ? NULL : stabil_schema_need(schema);
  if (need == NULL) return;
  (void)json_object_del(need, "properties"); // they say so themselves
  (void)json_object_update(out, need);
  json_decref(need);
}

static json_t *make_record(const maker *m, const stabil_schema *schema) {
  json_t *properties = json_object(), *patterns = json_object();
  json_t *out = typed(m, schema->shorthand == NULL ? "object" : "string object");
  set(out, "title", json_string(schema->name));
  add_rows(m, schema, properties, patterns);
  close_map(out, properties, patterns);
  add_required(m, schema, out);
  stabil_schema_scale_rules(schema, out);
  return out;
}

// The name of a definition; true if it has still to be made.
static bool is_new(const maker *m, const char *name, const char *suffix, char out[96]) {
  (void)snprintf(out, 96, "%s%s%s", name, suffix, m->merged ? "" : "_item");
  for (char *c = out; *c != 0; c++)
    if (*c == ' ') *c = '_';
  if (json_object_get(m->definitions, out) != NULL) return false;
  set(m->definitions, out, json_object()); // its place in the list
  return true;
}

static json_t *record_value(const maker *m, const stabil_schema *schema) {
  char name[96];
  if (schema->count == 1 && schema->key[0].key[0] == 0) // the value itself
    return value_of(m, &schema->key[0]);
  if (is_new(m, schema->name, "", name))
    set(m->definitions, name, make_record(m, schema));
  return reference(name);
}

// --- numbers
// ----------------------------------------------------------------------------

#define YEARS "^(19[0-9][0-9]|2[0-2][0-9][0-9]|2300)$"

// By year, unless it is a quantity.
static json_t *years_of(const maker *m) {
  static const stabil_key quantity = {.type = STABIL_TYPE_QUANTITY, .own_range = true};
  return json_pack("{s:o}", YEARS, value_of(m, &quantity));
}

static json_t *number_value(const maker *m, const stabil_key *row, stabil_type type);

// What a range does not touch is defined once, in the quantity without one.
static json_t *shared_row(const maker *m, const char *key) {
  static const stabil_key plain = {.type = STABIL_TYPE_QUANTITY};
  json_decref(number_value(m, &plain, STABIL_TYPE_QUANTITY));
  return json_pack("{s:o}", "$ref",
                   json_sprintf("#/definitions/quantity%s/properties/%s",
                                m->merged ? "" : "_item", key));
}

// Of a number that is never drawn: the plain way to state it, which comes first, and what
// shares that are stated together say too, where it comes from.
static bool is_plain(const stabil_schema *schema, const stabil_key *row) {
  return row == schema->key ||
         stabil_schema_find(&stabil_simplex_schema, row->key) != NULL;
}

static bool is_single(stabil_type type) {
  return type == STABIL_TYPE_INTEGER || type == STABIL_TYPE_REAL;
}

static void share_rows(const maker *m, bool single, json_t *properties) {
  const stabil_schema *schema = &stabil_quantity_schema;
  for (int i = 0; i < schema->count; i++) {
    const stabil_key *row = &schema->key[i];
    if (single && !is_plain(schema, row)) continue;
    set(properties, row->key,
        row->own_range ? property(m, row) : shared_row(m, row->key));
  }
}

// A number, or a map with the keys of a quantity; a table or a series has keys besides.
static json_t *make_number(const maker *m, stabil_type type) {
  json_t *properties = json_object(), *patterns = json_object();
  json_t *out = ranged(
      m, type == STABIL_TYPE_INTEGER ? "integer object" : "number object", m->outer);
  if (type == STABIL_TYPE_QUANTITY && !(m->outer->low < m->outer->high))
    add_rows(m, &stabil_quantity_schema, properties, patterns);
  else
    share_rows(m, is_single(type), properties);
  if (type == STABIL_TYPE_TABLE) add_rows(m, &stabil_table_schema, properties, patterns);
  if (type == STABIL_TYPE_SERIES) {
    json_t *years = years_of(m);
    (void)json_object_update(patterns, years);
    json_decref(years);
  }
  close_map(out, properties, patterns);
  return out;
}

// One definition for each legal range.
static json_t *number_value(const maker *m, const stabil_key *row, stabil_type type) {
  const stabil_key *range = row->own_range && m->outer != NULL ? m->outer : row;
  const maker own = {m->definitions, m->merged, range};
  static const char *const names[STABIL_TYPE_COUNT] = {
      [STABIL_TYPE_QUANTITY] = "quantity", [STABIL_TYPE_TABLE] = "table",
      [STABIL_TYPE_SERIES] = "series",     [STABIL_TYPE_INTEGER] = "integer",
      [STABIL_TYPE_REAL] = "real",
  };
  char name[96], suffix[64] = "";
  if (range->low < range->high)
    (void)snprintf(suffix, sizeof suffix, "_%.15g_to_%.15g", range->low, range->high);
  if (is_new(m, names[type], suffix, name))
    set(m->definitions, name, make_number(&own, type));
  return reference(name);
}

// A key of a study may say where its number comes from; one of a quantity, or a way to
// write something else, is no member of a struct and just the number.
static json_t *single_value(const maker *m, const stabil_key *row) {
  const char *type = row->type == STABIL_TYPE_INTEGER ? "integer" : "number";
  if (row->size > 0) return number_value(m, row, row->type);
  return ranged(m, type, row->own_range && m->outer != NULL ? m->outer : row);
}

// --- by type
// ----------------------------------------------------------------------------

static json_t *label_value(const maker *m) {
  char name[96];
  if (is_new(m, "label", "", name)) {
    json_t *label = make_record(m, &stabil_label_schema);
    json_t *types = typed(m, "string number boolean object");
    (void)json_object_update(label, types);
    json_decref(types);
    set(m->definitions, name, label);
  }
  return reference(name);
}

static json_t *ways_value(const maker *m, const stabil_key *row) {
  if (row->ways->count == 1) return value_of(m, &row->ways->key[0]);
  json_t *list = json_array();
  for (int i = 0; i < row->ways->count; i++)
    (void)json_array_append_new(list, value_of(m, &row->ways->key[i]));
  return json_pack("{s:o}", "anyOf", list);
}

static json_t *pattern_value(const maker *m, const stabil_key *row) {
  json_t *schema = typed(m, "string");
  set(schema, "pattern", json_string(row->pattern));
  return schema;
}

// None of them twice, but for names that refer to nothing: files.
static json_t *set_of(const maker *m, const stabil_key *row, json_t *items) {
  json_t *list = list_of(m, row, items);
  if (row->type == STABIL_TYPE_INTEGERS || row->list != NULL || row->roster > 0)
    set(list, "uniqueItems", json_true());
  return list;
}

static json_t *list_value(const maker *m, const stabil_key *row) {
  const maker plain = no_merge(m);
  switch (row->type) {
  case STABIL_TYPE_REALS:
    return list_of(m, row, ranged(&plain, "number", row));
  case STABIL_TYPE_INTEGERS:
    return set_of(m, row, ranged(&plain, "integer", row));
  case STABIL_TYPE_QUANTITIES:
    return list_of(m, row, number_value(&plain, row, STABIL_TYPE_QUANTITY));
  case STABIL_TYPE_ITEMS:
    return list_of(m, row, record_value(&plain, row->child));
  default: // names
    return set_of(
        m, row, row->list == NULL ? name_value(&plain, row) : choice_value(&plain, row));
  }
}

// Names of the study may stand in a table.
static void allow_table(const maker *m, json_t *map) {
  json_t *properties = json_object(), *patterns = json_object();
  add_rows(m, &stabil_csv_schema, properties, patterns);
  set(map, "properties", properties);
  json_decref(patterns);
}

static json_t *map_value(const maker *m, const stabil_key *row) {
  if (row->type == STABIL_TYPE_GROUP) return record_value(m, row->child);
  if (row->child != NULL) {
    json_t *map = map_of(m, row, record_value(m, row->child));
    if (row->type == STABIL_TYPE_NAMED) allow_table(m, map);
    return map;
  }
  return map_of(m, row, number_value(m, row, STABIL_TYPE_QUANTITY));
}

static json_t *scalar_value(const maker *m, const stabil_key *row) {
  switch (row->type) {
  case STABIL_TYPE_INTEGER:
  case STABIL_TYPE_REAL:
    return single_value(m, row);
  case STABIL_TYPE_SEED: {
    json_t *seed = typed(m, "integer");
    set(seed, "minimum", json_integer(0));
    return seed;
  }
  case STABIL_TYPE_FLAG:
    return typed(m, "boolean");
  case STABIL_TYPE_CHOICE:
    return choice_value(m, row);
  case STABIL_TYPE_NAME:
    return name_value(m, row);
  default:
    return row->pattern == NULL ? text_value(m) : pattern_value(m, row);
  }
}

static json_t *one_value(const maker *m, const stabil_key *row) {
  switch (row->type) {
  case STABIL_TYPE_QUANTITY:
  case STABIL_TYPE_TABLE:
  case STABIL_TYPE_SERIES:
    return number_value(m, row, row->type);
  case STABIL_TYPE_LABEL:
    return label_value(m);
  case STABIL_TYPE_CUSTOM:
    return ways_value(m, row);
  case STABIL_TYPE_REALS:
  case STABIL_TYPE_INTEGERS:
  case STABIL_TYPE_QUANTITIES:
  case STABIL_TYPE_ITEMS:
  case STABIL_TYPE_NAMES:
    return list_value(m, row);
  case STABIL_TYPE_GROUP:
  case STABIL_TYPE_NAMED:
  case STABIL_TYPE_KEYED:
  case STABIL_TYPE_SHARES:
  case STABIL_TYPE_ORIGINS:
    return map_value(m, row);
  default:
    return scalar_value(m, row);
  }
}

// Shares that sum to one may be stated together.
static json_t *value_of(const maker *m, const stabil_key *row) {
  if (!row->sum) return one_value(m, row);
  json_t *each = one_value(m, row), *together = record_value(m, &stabil_simplex_schema);
  return json_pack("{s:[o, o]}", "anyOf", each, together);
}

// --- the whole
// --------------------------------------------------------------------------

json_t *stabil_schema_json(void) {
  json_t *definitions = json_object(), *properties = json_object();
  json_t *patterns = json_object(), *root = json_object();
  const maker own = {definitions, false, NULL}, merged = {definitions, true, NULL};
  set(root, "$schema", json_string("http://json-schema.org/draft-07/schema#"));
  set(root, "title", json_string("A study of Stabil"));
  set(root, "$comment", json_string("made by `stabil schema`; not edited by hand"));
  set(root, "type", json_string("object"));
  add_rows(&own, &stabil_file_schema, properties, patterns);
  add_rows(&merged, &stabil_study_schema, properties, patterns);
  close_map(root, properties, patterns);
  stabil_schema_whole(root);
  set(root, "definitions", definitions);
  return root;
}

void stabil_schema_json_print(FILE *stream) {
  json_t *schema = stabil_schema_json();
  (void)json_dumpf(schema, stream, JSON_INDENT(1) | JSON_REAL_PRECISION(12));
  (void)fputc('\n', stream);
  json_decref(schema);
}
