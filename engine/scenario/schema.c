// SPDX-License-Identifier: GPL-3.0-or-later
// Records: a map read into a struct by the rows of a schema.
#include "scenario/schema.h"

#include <stdio.h>
#include <string.h>

const char *stabil_type_text(stabil_type type) {
  static const char *const texts[] = {
#define STABIL_TYPE_TEXT(ID, text) text,
      STABIL_TYPE_LIST(STABIL_TYPE_TEXT)
#undef STABIL_TYPE_TEXT
  };
  return texts[type];
}

const stabil_key *stabil_schema_find(const stabil_schema *schema, const char *key) {
  for (int i = 0; i < schema->count; i++)
    if (strcmp(schema->key[i].key, key) == 0) return &schema->key[i];
  return NULL;
}

// --- arrays of records
// ------------------------------------------------------------------

static char *make_records(stabil_reader *r, const stabil_key *row, int count,
                          char *record) {
  char *array = stabil_reader_array(r, count, row->child->size);
  if (array == NULL) return NULL;
  memcpy(record + row->offset, &array, sizeof array);
  memcpy(record + row->count_at, &count, sizeof count);
  return array;
}

static void set_mark(const stabil_schema *schema, stabil_mark mark, char *record) {
  if (schema->mark_at > 0) memcpy(record + schema->mark_at - 1, &mark, sizeof mark);
}

// The records were made by stabil_schema_declare.
static void read_named(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                       const stabil_path *path, void *record) {
  char *array;
  memcpy(&array, (char *)record + row->offset, sizeof array);
  if (node == NULL) return;
  if (node->kind != STABIL_MAP) {
    stabil_reader_expected(r, node, path, "a map of names");
    return;
  }
  for (int i = 0; i < node->count && array != NULL; i++) {
    stabil_path below = {path, node->entry[i].key, 0};
    stabil_schema_read(r, row->child, node->entry[i].value, &below,
                       array + (size_t)i * row->child->size);
  }
}

static void read_keyed(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                       const stabil_path *path, void *record) {
  if (node == NULL) return;
  if (node->kind != STABIL_MAP) {
    stabil_reader_expected(r, node, path, "a map");
    return;
  }
  char *array = make_records(r, row, node->count, record);
  for (int i = 0; i < node->count && array != NULL; i++) {
    const stabil_entry *entry = &node->entry[i];
    stabil_path below = {path, entry->key, 0};
    char *one = array + (size_t)i * row->child->size;
    int index = -1;
    (void)stabil_roster_resolve(r, row->roster, entry->key, entry->mark, &below, &index);
    memcpy(one, &index, sizeof index);
    stabil_schema_read(r, row->child, entry->value, &below, one);
  }
}

static void read_items(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                       const stabil_path *path, void *record) {
  if (node == NULL) return;
  if (node->kind != STABIL_LIST) {
    stabil_reader_expected(r, node, path, "a list, [...] or lines with '- '");
    return;
  }
  char *array = make_records(r, row, node->count, record);
  for (int i = 0; i < node->count && array != NULL; i++) {
    stabil_path below = {path, NULL, i};
    char *one = array + (size_t)i * row->child->size;
    set_mark(row->child, node->item[i]->mark, one);
    stabil_schema_read(r, row->child, node->item[i], &below, one);
  }
}

// An absent group asks for none of its required keys; one that is optional (it has a
// flag) leaves no quantities behind either.
static void read_group(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                       const stabil_path *path, void *record) {
  bool silent = node == NULL && row->present > 0;
  char *group = record;
  if (row->child->size > 0) group += row->offset;
  r->quiet += silent;
  r->lenient += node == NULL;
  stabil_schema_read(r, row->child, node, path, group);
  r->lenient -= node == NULL;
  r->quiet -= silent;
}

// --- one value
// --------------------------------------------------------------------------

static void read_custom(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                        const stabil_path *path, void *record) {
  row->read(r, row, node, path, record);
}

static stabil_key_reader *const readers[STABIL_TYPE_COUNT] = {
    [STABIL_TYPE_INTEGER] = stabil_read_integer_key,
    [STABIL_TYPE_SEED] = stabil_read_seed,
    [STABIL_TYPE_REAL] = stabil_read_real,
    [STABIL_TYPE_REALS] = stabil_read_reals,
    [STABIL_TYPE_FLAG] = stabil_read_flag,
    [STABIL_TYPE_TEXT] = stabil_read_text,
    [STABIL_TYPE_LABEL] = stabil_read_label,
    [STABIL_TYPE_CHOICE] = stabil_read_choice,
    [STABIL_TYPE_NAME] = stabil_read_name,
    [STABIL_TYPE_NAMES] = stabil_read_names,
    [STABIL_TYPE_INTEGERS] = stabil_read_integers,
    [STABIL_TYPE_QUANTITY] = stabil_read_quantity,
    [STABIL_TYPE_QUANTITIES] = stabil_read_quantities,
    [STABIL_TYPE_TABLE] = stabil_read_table,
    [STABIL_TYPE_SERIES] = stabil_read_series,
    [STABIL_TYPE_SHARES] = stabil_read_shares,
    [STABIL_TYPE_ORIGINS] = stabil_read_origins,
    [STABIL_TYPE_GROUP] = read_group,
    [STABIL_TYPE_NAMED] = read_named,
    [STABIL_TYPE_KEYED] = read_keyed,
    [STABIL_TYPE_ITEMS] = read_items,
    [STABIL_TYPE_CUSTOM] = read_custom,
};

void stabil_schema_value(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                         const stabil_path *path, void *record) {
  stabil_node fallback = {.kind = STABIL_SCALAR, .plain = true, .text = row->fallback};
  bool given = node != NULL;
  if (!given && row->fallback != NULL) node = &fallback;
  if (row->present > 0) memcpy((char *)record + row->present - 1, &given, sizeof given);
  readers[row->type](r, row, node, path, record);
}

// --- one record
// -------------------------------------------------------------------------

static int candidate_keys(const stabil_schema *schema, const char **names) {
  int count = 0;
  for (int i = 0; i < schema->count && count < 64; i++)
    names[count++] = schema->key[i].key;
  return count;
}

void stabil_schema_unknown(stabil_reader *r, const stabil_schema *schema,
                           const char *what, const stabil_entry *entry,
                           const stabil_path *path) {
  const char *names[64];
  int count = candidate_keys(schema, names);
  stabil_reader_unknown(r, entry->mark, path, what, entry->key, names, count);
}

static void refuse_unknown_keys(stabil_reader *r, const stabil_schema *schema,
                                const stabil_node *node, const stabil_path *path) {
  for (int i = 0; i < node->count; i++) {
    const stabil_entry *entry = &node->entry[i];
    if (stabil_schema_find(schema, entry->key) != NULL) continue;
    stabil_path below = {path, entry->key, 0};
    stabil_schema_unknown(r, schema, "key", entry, &below);
  }
}

static void list_keys(const stabil_schema *schema, char *out, size_t size) {
  out[0] = 0;
  for (int i = 0; i < schema->count; i++) {
    size_t used = strlen(out);
    (void)snprintf(out + used, size - used, "%s%s", i == 0 ? "" : ", ",
                   schema->key[i].key);
  }
}

static void check_one_of(stabil_reader *r, const stabil_schema *schema,
                         const stabil_node *node, const stabil_path *path) {
  const stabil_entry *first = NULL;
  char names[256];
  list_keys(schema, names, sizeof names);
  for (int i = 0; i < node->count; i++) {
    const stabil_entry *entry = &node->entry[i];
    if (stabil_schema_find(schema, entry->key) == NULL) continue;
    if (first != NULL)
      stabil_reader_fail(r, entry->mark, path,
                         "found both '%s' and '%s', expected exactly one (`%s: ~` "
                         "removes the one of a base)",
                         first->key, entry->key, first->key);
    first = entry;
  }
  if (first == NULL)
    stabil_reader_fail(r, node->mark, path, "expected exactly one of %s", names);
}

static void read_key(stabil_reader *r, const stabil_schema *schema, const stabil_key *row,
                     const stabil_node *node, const stabil_path *path, void *record) {
  const stabil_entry *entry = stabil_node_find(node, row->key);
  if (entry == NULL && schema->one_of) return;
  if (entry == NULL && row->required && r->lenient == 0) {
    stabil_path below = {path, row->key, 0};
    stabil_mark mark = node == NULL ? r->root->mark : node->mark;
    stabil_reader_fail(r, mark, &below, "missing: %s", row->text);
  }
  stabil_path below = {path, row->key, 0};
  stabil_schema_value(r, row, entry == NULL ? NULL : entry->value, &below, record);
}

static void read_rows(stabil_reader *r, const stabil_schema *schema,
                      const stabil_node *node, const stabil_path *path, void *record) {
  if (node != NULL) refuse_unknown_keys(r, schema, node, path);
  if (node != NULL && schema->one_of) check_one_of(r, schema, node, path);
  for (int i = 0; i < schema->count && !r->memory; i++)
    read_key(r, schema, &schema->key[i], node, path, record);
  if (schema->after != NULL && !r->memory) schema->after(r, node, path, record);
}

// What was to be a map and is none: names in it refer to nothing rather than to the
// first.
static void read_nothing(stabil_reader *r, const stabil_schema *schema,
                         const stabil_path *path, void *record) {
  r->quiet++;
  r->lenient++;
  for (int i = 0; i < schema->count && !r->memory; i++)
    read_key(r, schema, &schema->key[i], NULL, path, record);
  r->lenient--;
  r->quiet--;
}

// {use: NAME} from NAME
static void read_shorthand(stabil_reader *r, const stabil_schema *schema,
                           const stabil_node *node, const stabil_path *path,
                           void *record) {
  stabil_entry entry = {schema->shorthand, node->mark, node};
  stabil_node map = {.kind = STABIL_MAP,
                     .mark = node->mark,
                     .weight = 2,
                     .text = "",
                     .count = 1,
                     .entry = &entry};
  read_rows(r, schema, &map, path, record);
}

void stabil_schema_read(stabil_reader *r, const stabil_schema *schema,
                        const stabil_node *node, const stabil_path *path, void *record) {
  if (schema->count == 1 && schema->key[0].key[0] == 0) { // the value itself
    stabil_schema_value(r, &schema->key[0], node, path, record);
  } else if (node == NULL || node->kind == STABIL_MAP) {
    read_rows(r, schema, node, path, record);
  } else if (node->kind == STABIL_SCALAR && node->text[0] != 0 &&
             schema->shorthand != NULL) {
    read_shorthand(r, schema, node, path, record);
  } else {
    char expected[600] = "a map with ";
    list_keys(schema, expected + strlen(expected), sizeof expected - strlen(expected));
    stabil_reader_expected(r, node, path, expected);
    read_nothing(r, schema, path, record);
  }
}

// --- names first
// ------------------------------------------------------------------------

static void declare_one(stabil_reader *r, const stabil_key *row, const stabil_entry *map,
                        void *record) {
  int count = map->value->count;
  char *array = make_records(r, row, count, record);
  for (int i = 0; i < count && array != NULL; i++) {
    const stabil_entry *entry = &map->value->entry[i];
    char *one = array + (size_t)i * row->child->size;
    memcpy(one, &entry->key, sizeof entry->key);
    set_mark(row->child, entry->mark, one);
    stabil_roster_add(r, row->roster, entry->key, i);
  }
}

void stabil_schema_declare(stabil_reader *r, const stabil_schema *schema,
                           const stabil_node *root, void *record) {
  for (int i = 0; i < schema->count; i++) {
    const stabil_key *row = &schema->key[i];
    if (row->type != STABIL_TYPE_NAMED) continue;
    const stabil_entry *map = stabil_node_find(root, row->key);
    if (map == NULL ? row->required : map->value->kind != STABIL_MAP)
      r->roster[row->roster].unknown = true; // reported when it is read
    else if (map != NULL)
      declare_one(r, row, map, record);
  }
}
