// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/sample.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define MOST_NUMBERS 100000
#define MOST_COLUMNS 200

typedef struct cell { // of a line; spaces and quotes around it taken off
  const char *text;
  size_t length;
  int column; // of its first character, from 1
} cell;

typedef struct table {
  const stabil_sample_source *source;
  const stabil_node *where; // of the file's name
  const stabil_path *path;
  const char *file;
  char separator;
  const char *wanted; // name of the column; NULL: the only one
  int column;         // where it stands, from 0; -1: not known yet
  const stabil_node **item;
  int count;
} table;

static stabil_status out_of_memory(const table *t) {
  return stabil_fail(t->source->err, STABIL_MEMORY, "out of memory");
}

static stabil_status complain(const table *t, stabil_mark mark, const char *text) {
  const char *key = stabil_path_text(t->source->arena, t->path);
  if (key == NULL || text == NULL) return out_of_memory(t);
  return stabil_fail_at(t->source->err, STABIL_INPUT, mark, key, "%s", text);
}

// --- a line
// -----------------------------------------------------------------------------

static cell trim(const char *text, size_t length, int column) {
  while (length > 0 && (text[0] == ' ' || text[0] == '\t')) {
    text++;
    length--;
    column++;
  }
  while (length > 0 && strchr(" \t\r", text[length - 1]) != NULL) length--;
  bool quoted = length >= 2 && text[0] == '"' && text[length - 1] == '"';
  return quoted ? (cell){text + 1, length - 2, column + 1} : (cell){text, length, column};
}

static int split(const char *line, size_t length, char separator, cell *out) {
  int count = 0;
  size_t start = 0;
  for (size_t i = 0; i <= length && count < MOST_COLUMNS; i++) {
    if (i < length && line[i] != separator) continue;
    out[count++] = trim(line + start, i - start, (int)start + 1);
    start = i + 1;
  }
  return count;
}

static bool is_named(const cell *c, const char *name) {
  return strlen(name) == c->length && memcmp(c->text, name, c->length) == 0;
}

static const char *kept(const table *t, const cell *c) {
  return stabil_arena_text(t->source->arena, c->text, c->length);
}

static stabil_status no_column(const table *t, const cell *cells, int count) {
  const char *names[MOST_COLUMNS];
  for (int i = 0; i < count; i++)
    if ((names[i] = kept(t, &cells[i])) == NULL) return out_of_memory(t);
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

// The first line says which columns there are, unless it is a number already.
static stabil_status read_first(table *t, const cell *cells, int count, bool *header) {
  double x;
  const char *text = kept(t, &cells[0]);
  if (text == NULL) return out_of_memory(t);
  *header = t->wanted != NULL || !stabil_text_double(text, &x);
  for (int i = 0; i < count && t->wanted != NULL; i++)
    if (is_named(&cells[i], t->wanted)) t->column = i;
  if (t->wanted == NULL && count == 1) t->column = 0;
  return t->column < 0 ? no_column(t, cells, count) : STABIL_OK;
}

// Whether it is a number is asked where the number is read.
static stabil_status add_number(table *t, const cell *cells, int count, int line) {
  stabil_node *node = stabil_arena_alloc(t->source->arena, sizeof *node);
  bool there = t->column < count;
  if (node == NULL) return out_of_memory(t);
  *node = (stabil_node){.kind = STABIL_SCALAR,
                        .plain = true,
                        .weight = 1,
                        .mark = {t->file, line, there ? cells[t->column].column : 1},
                        .text = there ? kept(t, &cells[t->column]) : ""};
  if (node->text == NULL) return out_of_memory(t);
  t->item[t->count++] = node;
  return STABIL_OK;
}

// --- a file
// -----------------------------------------------------------------------------

static stabil_status read_line(table *t, const char *line, size_t length, int number,
                               bool *started) {
  cell cells[MOST_COLUMNS];
  bool header = false;
  stabil_status status = STABIL_OK;
  int count = split(line, length, t->separator, cells);
  if (count == 1 && cells[0].length == 0) return STABIL_OK; // a line of nothing
  if (!*started) status = read_first(t, cells, count, &header);
  *started = true;
  if (status != STABIL_OK || header) return status;
  if (t->count == MOST_NUMBERS)
    return complain(t, t->where->mark,
                    stabil_arena_format(t->source->arena,
                                        "found more than %d numbers in '%s'",
                                        MOST_NUMBERS, t->file));
  return add_number(t, cells, count, number);
}

static size_t without_mark(const char *text, size_t length) {
  return length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

static stabil_status read_lines(table *t, const char *text, size_t length) {
  stabil_status status = STABIL_OK;
  bool started = false;
  int number = 1;
  size_t at = without_mark(text, length);
  while (at < length && status == STABIL_OK) {
    const char *end = memchr(text + at, '\n', length - at);
    size_t size = end == NULL ? length - at : (size_t)(end - text) - at;
    status = read_line(t, text + at, size, number++, &started);
    at += size + 1;
  }
  return status;
}

static char separator_of(const char *text, size_t length) {
  const char *end = memchr(text, '\n', length);
  size_t first = end == NULL ? length : (size_t)(end - text);
  return memchr(text, ';', first) != NULL ? ';' : ',';
}

static stabil_status read_table(table *t, const char *text, size_t length) {
  int lines = 1;
  for (size_t i = 0; i < length; i++) lines += text[i] == '\n';
  if (lines > MOST_NUMBERS + 2) lines = MOST_NUMBERS + 2;
  t->item = stabil_arena_array(t->source->arena, (size_t)lines, sizeof(*t->item));
  if (t->item == NULL) return out_of_memory(t);
  if (memchr(text, 0, length) != NULL)
    return complain(t, t->where->mark, "found a NUL byte in the file, expected text");
  t->separator = separator_of(text, length);
  return read_lines(t, text, length);
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
  if (status == STABIL_OK) status = read_table(&t, text, length);
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
