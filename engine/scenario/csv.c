// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/csv.h"

#include <csv.h>
#include <string.h>

#include "base/text.h"

typedef struct branch { // of the tree of columns
  const char *name;
  stabil_mark mark;
  int column; // -1: none ends here
  struct branch *child, *next;
} branch;

typedef struct table {
  stabil_arena *arena;
  stabil_error *err;
  const char *file, *key;
  struct csv_parser parser;
  char separator;
  stabil_status status;
  stabil_mark here, start; // this byte; the first of the cell
  bool fresh;              // the cell has not begun
  bool stop;               // nothing more is read
  stabil_csv_cell *cell;   // [STABIL_CSV_COLUMNS] of this row
  int cells, columns;      // columns 0: the first row is not read
  branch top;
  int nodes;
  stabil_node *rows;
  int capacity;
  stabil_csv_row *row; // who takes the rows; NULL: they become a tree
  void *self;
} table;

static bool out_of_memory(table *t) {
  if (t->status != STABIL_MEMORY)
    t->status = stabil_fail(t->err, STABIL_MEMORY, "out of memory");
  return false;
}

#define COMPLAIN(t, mark, ...)                                                           \
  do {                                                                                   \
    (void)stabil_fail_at((t)->err, STABIL_INPUT, mark, (t)->key, __VA_ARGS__);           \
    if ((t)->status == STABIL_OK) (t)->status = STABIL_INPUT;                            \
  } while (0)

// --- columns
// ----------------------------------------------------------------------------

static branch *find_or_add(table *t, branch *up, const char *name, size_t length,
                           stabil_mark mark) {
  branch **at = &up->child;
  for (; *at != NULL; at = &(*at)->next)
    if (strncmp((*at)->name, name, length) == 0 && (*at)->name[length] == 0) return *at;
  branch *own = stabil_arena_alloc(t->arena, sizeof *own);
  if (own == NULL) return NULL;
  *own = (branch){
      .name = stabil_arena_text(t->arena, name, length), .mark = mark, .column = -1};
  if (own->name == NULL) return NULL;
  *at = own;
  return own;
}

static void add_column(table *t, int column) {
  const char *name = t->cell[column].text;
  const stabil_mark mark = t->cell[column].mark;
  branch *own = &t->top;
  for (int depth = 0; *name != 0 || depth == 0; depth++) {
    const size_t length = strcspn(name, ".");
    if (length == 0 || (name[length] == '.' && name[length + 1] == 0) ||
        depth > STABIL_DOCUMENT_DEPTH - 4) {
      COMPLAIN(t, mark,
               "found '%.100s' at the head of column %d, expected a key, or keys with "
               "dots between them",
               t->cell[column].text, column + 1);
      return;
    }
    own = find_or_add(t, own, name, length, mark);
    if (own == NULL) {
      (void)out_of_memory(t);
      return;
    }
    name += length + (name[length] == '.');
  }
  if (own->column >= 0)
    COMPLAIN(t, mark, "duplicate column '%.100s', column %d already",
             t->cell[column].text, own->column + 1);
  own->column = column;
}

static void read_head(table *t) {
  if (strcmp(t->cell[0].text, "id") != 0)
    COMPLAIN(
        t, t->cell[0].mark,
        "found '%.100s' at the head of the first column, expected 'id': the names of "
        "the rows",
        t->cell[0].text);
  t->columns = t->cells;
  for (int column = 1; column < t->columns; column++) add_column(t, column);
}

// --- a row as a tree
// ---------------------------------------------------------------------

static stabil_node *make(table *t, stabil_node_kind kind, stabil_mark mark) {
  if (++t->nodes > STABIL_DOCUMENT_NODES) {
    if (!t->stop)
      COMPLAIN(t, mark, "found more than %d values in one file", STABIL_DOCUMENT_NODES);
    t->stop = true;
    return NULL;
  }
  stabil_node *node = stabil_arena_alloc(t->arena, sizeof *node);
  if (node == NULL) {
    (void)out_of_memory(t);
    return NULL;
  }
  *node =
      (stabil_node){.kind = kind, .mark = mark, .weight = 1, .text = "", .plain = true};
  return node;
}

// 3,5 is 3.5 where cells are separated by semicolons.
static const char *decimal(table *t, const char *text) {
  static const char digits[] = "0123456789";
  const char *number = text + (text[0] == '-');
  const size_t whole = strspn(number, digits);
  if (t->separator != ';' || whole == 0 || number[whole] != ',') return text;
  const char *part = number + whole + 1;
  if (*part == 0 || part[strspn(part, digits)] != 0) return text;
  char *point = stabil_arena_text(t->arena, text, strlen(text));
  if (point == NULL) {
    (void)out_of_memory(t);
    return text;
  }
  point[number - text + (long)whole] = '.';
  return point;
}

static bool given(const table *t, const branch *own) {
  return own->column >= 0 && t->cell[own->column].text[0] != 0;
}

static const stabil_node *grow_branch(table *t, const branch *own);

static int any_below(const table *t, const branch *own) {
  int count = 0;
  for (const branch *b = own->child; b != NULL; b = b->next)
    count += given(t, b) || any_below(t, b) > 0;
  return count;
}

static const stabil_node *grow_map(table *t, const branch *own, stabil_mark mark,
                                   int count) {
  stabil_node *map = make(t, STABIL_MAP, mark);
  if (map == NULL) return NULL;
  map->entry = stabil_arena_array(t->arena, (size_t)count + 1, sizeof(*map->entry));
  if (map->entry == NULL) {
    (void)out_of_memory(t);
    return NULL;
  }
  for (const branch *b = own->child; b != NULL; b = b->next) {
    const stabil_node *value = grow_branch(t, b);
    if (value == NULL) continue;
    map->entry[map->count++] = (stabil_entry){b->name, b->mark, value};
    map->weight += value->weight;
  }
  if (!stabil_node_index(t->arena, map)) (void)out_of_memory(t);
  return map;
}

// NULL where every cell is empty.
static const stabil_node *grow_branch(table *t, const branch *own) {
  const int below = any_below(t, own);
  if (given(t, own) && below > 0)
    COMPLAIN(t, t->cell[own->column].mark,
             "found a value in the column '%.100s' and in one below it, expected one of "
             "them in a row",
             own->name);
  if (below > 0) return grow_map(t, own, t->cell[0].mark, below);
  if (!given(t, own)) return NULL;
  stabil_node *value = make(t, STABIL_SCALAR, t->cell[own->column].mark);
  if (value != NULL) value->text = decimal(t, t->cell[own->column].text);
  return value;
}

// --- rows
// -------------------------------------------------------------------------------

static bool empty(const table *t) {
  for (int i = 0; i < t->cells; i++)
    if (t->cell[i].text[0] != 0) return false;
  return true;
}

static bool make_room(table *t) {
  if (t->rows->count < t->capacity) return true;
  const int capacity = t->capacity == 0 ? 64 : 2 * t->capacity;
  stabil_entry *bigger = stabil_arena_array(t->arena, (size_t)capacity, sizeof *bigger);
  if (bigger == NULL) return out_of_memory(t);
  if (t->rows->count > 0)
    memcpy(bigger, t->rows->entry, (size_t)t->rows->count * sizeof *bigger);
  t->rows->entry = bigger;
  t->capacity = capacity;
  return true;
}

static void read_row(table *t) {
  const stabil_csv_cell *id = &t->cell[0];
  if (t->cells != t->columns) {
    COMPLAIN(t, id->mark, "found %d cells, expected %d as in the first row", t->cells,
             t->columns);
    return;
  }
  if (id->text[0] == 0) {
    COMPLAIN(t, id->mark, "found a row without an id");
    return;
  }
  if (!make_room(t)) return;
  const stabil_node *row = grow_map(t, &t->top, id->mark, t->columns);
  if (row == NULL) return;
  t->rows->entry[t->rows->count++] = (stabil_entry){id->text, id->mark, row};
  t->rows->weight += row->weight;
}

static void hand_over(table *t) {
  const int cells = t->cells < STABIL_CSV_COLUMNS ? t->cells : STABIL_CSV_COLUMNS;
  for (int i = 0; i < cells; i++) t->cell[i].text = decimal(t, t->cell[i].text);
  const stabil_status status = t->row(t->self, t->cell, cells);
  if (t->status == STABIL_OK || status == STABIL_MEMORY) t->status = status;
}

static void end_row(int character, void *data) {
  table *t = data;
  (void)character;
  t->fresh = true;
  if (t->status != STABIL_MEMORY && !t->stop && t->cells > 0 && !empty(t)) {
    if (t->row != NULL)
      hand_over(t);
    else if (t->columns == 0)
      read_head(t);
    else
      read_row(t);
  }
  t->cells = 0;
}

static void end_cell(void *text, size_t length, void *data) {
  table *t = data;
  if (t->cells == STABIL_CSV_COLUMNS) {
    COMPLAIN(t, t->start, "found more than %d columns", STABIL_CSV_COLUMNS);
    t->stop = true;
  } else {
    const char *own = stabil_arena_text(t->arena, text, length);
    if (own == NULL) (void)out_of_memory(t);
    t->cell[t->cells] =
        (stabil_csv_cell){own == NULL ? "" : own, t->fresh ? t->here : t->start};
    t->cells++;
  }
  t->fresh = true;
}

// --- bytes
// ------------------------------------------------------------------------------

static void move_on(table *t, const char *text, size_t i, size_t length) {
  const bool line =
      text[i] == '\n' || (text[i] == '\r' && (i + 1 == length || text[i + 1] != '\n'));
  if (line) {
    t->here.line++;
    t->here.column = 1;
  } else if (((unsigned char)text[i] & 0xC0) != 0x80) {
    t->here.column++;
  }
}

static void refuse(table *t) {
  if (csv_error(&t->parser) == CSV_EPARSE)
    COMPLAIN(t, t->start,
             "found a quote that does not fit, expected it at both ends of a cell, and "
             "doubled within");
  else
    (void)out_of_memory(t);
}

// Byte by byte, because libcsv does not say where a cell stands.
static void read_bytes(table *t, const char *text, size_t length) {
  for (size_t i = 0; i < length && t->status != STABIL_MEMORY; i++) {
    if (t->fresh && text[i] != '\n' && text[i] != '\r') {
      t->start = t->here;
      t->fresh = false;
    }
    if (csv_parse(&t->parser, text + i, 1, end_cell, end_row, t) != 1) {
      refuse(t);
      return;
    }
    if (t->stop) return;
    move_on(t, text, i, length);
  }
  if (csv_fini(&t->parser, end_cell, end_row, t) != 0) refuse(t);
}

// Outside of quotes, in the first line.
static char find_separator(const char *text, size_t length) {
  bool quoted = false;
  for (size_t i = 0; i < length && (quoted || (text[i] != '\n' && text[i] != '\r'));
       i++) {
    if (text[i] == '"') quoted = !quoted;
    if (text[i] == ';' && !quoted) return ';';
  }
  return ',';
}

// The end of what is UTF-8, for the place of the first byte that is not.
static void refuse_bytes(table *t, const char *text, size_t length) {
  size_t good = 0;
  for (size_t i = 0; i < length; i++) {
    const bool starts = i + 1 == length || ((unsigned char)text[i + 1] & 0xC0) != 0x80;
    if (!starts) continue;
    if (!stabil_text_utf8(text + good, i + 1 - good)) break;
    for (; good <= i; good++) move_on(t, text, good, length);
  }
  COMPLAIN(t, t->here,
           "found a byte that is not UTF-8 text, expected a file saved as CSV UTF-8");
}

static void refuse_twice(table *t) {
  stabil_node *rows = t->rows;
  if (!stabil_node_index(t->arena, rows)) (void)out_of_memory(t);
  for (int i = 1; i < rows->count; i++) {
    const stabil_entry *own = rows->sorted ? rows->sorted[i] : &rows->entry[i];
    const stabil_entry *other = rows->sorted ? rows->sorted[i - 1] : NULL;
    for (int k = 0; rows->sorted == NULL && k < i; k++)
      if (strcmp(rows->entry[k].key, own->key) == 0) other = &rows->entry[k];
    if (other != NULL && strcmp(other->key, own->key) == 0)
      COMPLAIN(t, own->mark, "duplicate id '%.60s', first given at line %d", own->key,
               other->mark.line);
  }
}

static void read_text(table *t, const char *text, size_t length) {
  if (length > STABIL_DOCUMENT_BYTES) {
    COMPLAIN(t, ((stabil_mark){t->file, 0, 0}),
             "found a file of %zu bytes, expected at most %zu", length,
             STABIL_DOCUMENT_BYTES);
    return;
  }
  if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
    text += 3;
    length -= 3;
  }
  if (!stabil_text_utf8(text, length)) {
    refuse_bytes(t, text, length);
    return;
  }
  t->separator = find_separator(text, length);
  csv_set_delim(&t->parser, (unsigned char)t->separator);
  csv_set_blk_size(&t->parser, 1 << 16); // or a long cell is copied every 128 bytes
  read_bytes(t, text, length);
}

static stabil_status start(table *t) {
  t->fresh = true;
  t->here = t->start = (stabil_mark){t->file, 1, 1};
  t->cell = stabil_arena_array(t->arena, STABIL_CSV_COLUMNS, sizeof(*t->cell));
  if (t->cell == NULL || csv_init(&t->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
    return stabil_fail(t->err, STABIL_MEMORY, "out of memory");
  return STABIL_OK;
}

stabil_status stabil_csv_rows(const stabil_csv_text *from, stabil_csv_row *row,
                              void *self) {
  table *t = stabil_arena_alloc(from->arena, sizeof *t);
  if (t == NULL) return stabil_fail(from->err, STABIL_MEMORY, "out of memory");
  *t = (table){.arena = from->arena,
               .err = from->err,
               .file = from->name,
               .key = from->key,
               .row = row,
               .self = self};
  const stabil_status status = start(t);
  if (status != STABIL_OK) return status;
  read_text(t, from->text, from->length);
  csv_free(&t->parser);
  return t->status;
}

stabil_status stabil_csv_parse(stabil_arena *arena, const char *text, size_t length,
                               const char *name, const char *key,
                               const stabil_node **rows, stabil_error *err) {
  *rows = NULL;
  table *t = stabil_arena_alloc(arena, sizeof *t);
  if (t == NULL) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  *t = (table){.arena = arena, .err = err, .file = name, .key = key};
  const stabil_status status = start(t);
  if (status != STABIL_OK) return status;
  t->rows = make(t, STABIL_MAP, t->here);
  if (t->rows != NULL) {
    read_text(t, text, length);
    if (t->columns == 0 && t->status == STABIL_OK)
      COMPLAIN(t, ((stabil_mark){t->file, 1, 1}), "the file is empty");
    refuse_twice(t);
  }
  csv_free(&t->parser);
  if (t->status == STABIL_OK) *rows = t->rows;
  return t->status;
}
