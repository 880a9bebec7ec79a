// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/sample.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "scenario/csv.h"

#define MOST_NUMBERS 100000

typedef struct table {
  const stabil_sample_source *source;
  const stabil_node *where; // of the file's name
  const stabil_path *path;
  const char *file;
  const char *wanted; // name of the column; NULL: the only one
  int column;         // where it stands, from 0; -1: not known yet
  const stabil_node **item;
  int count, capacity;
  bool failed; // and said so
} table;

static stabil_status out_of_memory(const table *t) {
  return stabil_fail(t->source->err, STABIL_MEMORY, "out of memory");
}

static stabil_status complain(const table *t, stabil_mark mark, const char *text) {
  const char *key = stabil_path_text(t->source->arena, t->path);
  if (key == NULL || text == NULL) return out_of_memory(t);
  return stabil_fail_at(t->source->err, STABIL_INPUT, mark, key, "%s", text);
}

// --- a row
// ------------------------------------------------------------------------------

static stabil_status no_column(const table *t, const stabil_csv_cell *cells, int count) {
  const char *names[STABIL_CSV_COLUMNS];
  for (int i = 0; i < count; i++) names[i] = cells[i].text;
  const char *near =
      t->wanted == NULL ? NULL : stabil_text_nearest(t->wanted, names, (size_t)count);
  if (t->wanted == NULL)
    return complain(t, t->where->mark,
                    stabil_arena_format(t->source->arena,
                                        "found %d columns in '%s', expected one, or "
                                        "`column:` with the name of one",
                                        count, t->file));
  return complain(
      t, t->where->mark,
      stabil_arena_format(t->source->arena, "there is no column '%s' in '%s'%s%s%s",
                          t->wanted, t->file, near == NULL ? "" : "; did you mean '",
                          near == NULL ? "" : near, near == NULL ? "" : "'?"));
}

// The first row says which columns there are, unless it is a number already.
static stabil_status read_first(table *t, const stabil_csv_cell *cells, int count,
                                bool *header) {
  double x;
  *header = t->wanted != NULL || !stabil_text_double(cells[0].text, &x);
  for (int i = 0; i < count && t->wanted != NULL; i++)
    if (strcmp(cells[i].text, t->wanted) == 0) t->column = i;
  if (t->wanted == NULL && count == 1) t->column = 0;
  return t->column < 0 ? no_column(t, cells, count) : STABIL_OK;
}

static bool make_room(table *t) {
  if (t->count < t->capacity) return true;
  const int capacity = t->capacity == 0 ? 64 : 2 * t->capacity;
  const stabil_node **bigger =
      stabil_arena_array(t->source->arena, (size_t)capacity, sizeof *bigger);
  if (bigger == NULL) return false;
  if (t->count > 0) memcpy(bigger, t->item, (size_t)t->count * sizeof *bigger);
  t->item = bigger;
  t->capacity = capacity;
  return true;
}

// Whether it is a number is asked where the number is read.
static stabil_status add_number(table *t, const stabil_csv_cell *cells, int count) {
  stabil_node *node = stabil_arena_alloc(t->source->arena, sizeof *node);
  const bool there = t->column < count;
  if (node == NULL || !make_room(t)) return out_of_memory(t);
  *node = (stabil_node){.kind = STABIL_SCALAR,
                        .plain = true,
                        .weight = 1,
                        .mark = cells[there ? t->column : 0].mark,
                        .text = there ? cells[t->column].text : ""};
  t->item[t->count++] = node;
  return STABIL_OK;
}

static stabil_status read_row(void *self, const stabil_csv_cell *cells, int count) {
  table *t = self;
  bool header = false;
  if (t->failed) return STABIL_OK; // said already
  if (t->column < 0) {
    const stabil_status status = read_first(t, cells, count, &header);
    t->failed = status != STABIL_OK;
    if (status != STABIL_OK || header) return status;
  }
  if (t->count < MOST_NUMBERS) return add_number(t, cells, count);
  t->failed = true;
  return complain(t, t->where->mark,
                  stabil_arena_format(t->source->arena,
                                      "found more than %d numbers in '%s'", MOST_NUMBERS,
                                      t->file));
}

static stabil_status replace(const table *t, stabil_entry *entry) {
  stabil_node *list = stabil_arena_alloc(t->source->arena, sizeof *list);
  if (list == NULL) return out_of_memory(t);
  *list = (stabil_node){.kind = STABIL_LIST,
                        .mark = t->where->mark,
                        .weight = (size_t)t->count + 1,
                        .text = "",
                        .count = t->count,
                        .item = t->item};
  entry->key = "samples";
  entry->value = list;
  return STABIL_OK;
}

static stabil_status expand_map(const stabil_sample_source *source,
                                const stabil_node *map, stabil_entry *entry,
                                const stabil_path *path) {
  const stabil_entry *column = stabil_node_find(map, "column");
  table t = {.source = source, .where = entry->value, .path = path, .column = -1};
  char *text = NULL;
  size_t length = 0;
  if (column != NULL && column->value->kind == STABIL_SCALAR)
    t.wanted = column->value->text;
  stabil_status status =
      source->read(source->self, entry->value, &t.file, &text, &length);
  const char *key = stabil_path_text(source->arena, path);
  if (status == STABIL_OK && key == NULL) status = out_of_memory(&t);
  const stabil_csv_text from = {source->arena, source->err, text, length, t.file, key};
  if (status == STABIL_OK) status = stabil_csv_rows(&from, read_row, &t);
  if (status == STABIL_OK) status = replace(&t, entry);
  free(text);
  return status;
}

static stabil_status worse(stabil_status a, stabil_status b) {
  return a > b ? a : b;
}

static bool names_file(const stabil_entry *entry) {
  double x;
  return strcmp(entry->key, "empirical") == 0 && entry->value->kind == STABIL_SCALAR &&
         entry->value->text[0] != 0 && !stabil_node_null(entry->value) &&
         !stabil_text_double(entry->value->text, &x);
}

static stabil_status expand(const stabil_sample_source *source, const stabil_node *node,
                            const stabil_path *path) {
  stabil_status status = STABIL_OK;
  for (int i = 0; i < node->count && status != STABIL_MEMORY; i++) {
    bool list = node->kind == STABIL_LIST;
    stabil_path below = {path, list ? NULL : node->entry[i].key, i};
    if (!list && names_file(&node->entry[i]))
      status = worse(status, expand_map(source, node, &node->entry[i], path));
    else
      status = worse(status,
                     expand(source, list ? node->item[i] : node->entry[i].value, &below));
  }
  return status;
}

stabil_status stabil_sample_expand(const stabil_sample_source *source,
                                   const stabil_node *root) {
  return expand(source, root, NULL);
}
