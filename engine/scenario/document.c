// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/document.h"

#include <string.h>
#include <yaml.h>

#include "base/text.h"

// An anchor is kept in a hash table that lives in the arena, so nothing has to be freed.
#define HASH_NONFATAL_OOM 1
#define uthash_malloc(size) stabil_arena_alloc(p->arena, size)
#define uthash_free(pointer, size) ((void)(pointer))
#define uthash_nonfatal_oom(element) (p->status = STABIL_MEMORY)
#include <uthash.h>

typedef struct anchor {
  const char *name;
  const stabil_node *node;
  UT_hash_handle hh;
} anchor;

typedef struct frame { // a list or map that is being read
  stabil_node *node;
  int capacity;
  bool has_key;
  stabil_entry entry;
} frame;

typedef struct parser {
  stabil_arena *arena;
  stabil_error *err;
  yaml_parser_t yaml;
  const char *text, *name;
  size_t length;
  stabil_status status; // the first failure; reading goes on where it can
  bool stop;
  int documents, nodes, depth;
  frame stack[STABIL_DOCUMENT_DEPTH];
  anchor *anchors;
  const stabil_node *root;
} parser;

static stabil_mark mark_of(const parser *p, yaml_mark_t mark) {
  return (stabil_mark){p->name, (int)mark.line + 1, (int)mark.column + 1};
}

#define COMPLAIN(p, mark, ...)                                                           \
  do {                                                                                   \
    (void)stabil_fail_at((p)->err, STABIL_INPUT, mark, NULL, __VA_ARGS__);               \
    if ((p)->status == STABIL_OK) (p)->status = STABIL_INPUT;                            \
  } while (0)

// After this nothing more is read.
#define REFUSE(p, mark, ...)                                                             \
  do {                                                                                   \
    COMPLAIN(p, mark, __VA_ARGS__);                                                      \
    (p)->stop = true;                                                                    \
  } while (0)

static void out_of_memory(parser *p) {
  p->status = STABIL_MEMORY;
  p->stop = true;
}

// --- marks by byte, for what is found before libyaml reads --------------------------

static stabil_mark mark_at(const parser *p, size_t offset) {
  stabil_mark mark = {p->name, 1, 1};
  for (size_t i = 0; i < offset && i < p->length; i++) {
    unsigned char c = (unsigned char)p->text[i];
    if (c == '\n') {
      mark.line++;
      mark.column = 1;
    } else if ((c & 0xC0) != 0x80) {
      mark.column++;
    }
  }
  return mark;
}

static size_t line_end(const parser *p, size_t start) {
  const char *end = memchr(p->text + start, '\n', p->length - start);
  return end == NULL ? p->length : (size_t)(end - p->text);
}

// The first byte that is not part of well-formed UTF-8, or that is NUL.
static size_t bad_byte(const parser *p) {
  size_t start = 0, end = line_end(p, 0);
  while (end < p->length && stabil_text_utf8(p->text + start, end - start)) {
    start = end + 1;
    end = line_end(p, start);
  }
  size_t good = start;
  for (size_t i = start; i < end && i - start < 100000; i++) {
    bool starts = i + 1 == end || ((unsigned char)p->text[i + 1] & 0xC0) != 0x80;
    if (starts && !stabil_text_utf8(p->text + good, i + 1 - good)) return good;
    if (starts) good = i + 1;
  }
  return good;
}

static bool fit_to_read(parser *p) {
  if (p->length > STABIL_DOCUMENT_BYTES) {
    stabil_mark mark = {p->name, 0, 0};
    REFUSE(p, mark, "found more than %zu bytes, expected no more in one file",
           STABIL_DOCUMENT_BYTES);
    return false;
  }
  if (stabil_text_utf8(p->text, p->length)) return true;
  size_t at = bad_byte(p);
  if (at < p->length && p->text[at] == 0)
    REFUSE(p, mark_at(p, at), "found a NUL byte, expected text");
  else
    REFUSE(p, mark_at(p, at), "found a byte that is not UTF-8, expected UTF-8 text");
  return false;
}

// libyaml compares every %TAG line with all before it, and tags are not read anyway.
static bool without_directives(parser *p) {
  const char *mark = "\xEF\xBB\xBF"; // of byte order
  size_t at = p->length >= 3 && memcmp(p->text, mark, 3) == 0 ? 3 : 0;
  for (; at < p->length; at = line_end(p, at) + 1) {
    if (p->length - at < 4 || memcmp(p->text + at, "%TAG", 4) != 0) continue;
    REFUSE(p, mark_at(p, at), "found the directive '%%TAG'; tags are not read here");
    return false;
  }
  return true;
}

// --- libyaml's own errors -------------------------------------------------------------

// A tab in the indentation of a line: what libyaml says about it helps nobody.
static bool tab_in_line(const parser *p, size_t line, stabil_mark *mark) {
  size_t start = 0;
  for (size_t i = 0; i < line && start < p->length; i++) start = line_end(p, start) + 1;
  for (size_t i = start; i < p->length; i++) {
    if (p->text[i] == '\t') {
      *mark = mark_at(p, i);
      return true;
    }
    if (p->text[i] != ' ' && p->text[i] != '-') return false;
  }
  return false;
}

// What was opened and not closed, or begun and not ended, is wrong where it begins.
static yaml_mark_t place_of(const yaml_parser_t *y) {
  static const char *const begun[] = {"while scanning a quoted scalar",
                                      "while scanning a simple key"};
  for (size_t i = 0; y->context != NULL && i < sizeof begun / sizeof *begun; i++)
    if (strcmp(y->context, begun[i]) == 0) return y->context_mark;
  return y->problem_mark;
}

static const char *advice(const char *problem) {
  static const char *const table[][2] = {
      {"mapping values are not allowed", "; is the indentation right, or does a text "
                                         "with ': ' in it lack quotes?"},
      {"could not find expected ':'", "; a key needs ': ' after it, and its value must "
                                      "be indented deeper"},
      {"did not find expected key", "; is this line indented like its neighbours, and "
                                    "nothing left over at its end?"},
      {"cannot start any token", "; put text that starts with this character in quotes"},
      {"did not find expected ',' or", "; is a bracket or brace left open, or a comma "
                                       "missing?"},
      {"unexpected end of stream", "; is a quote left open?"},
      {"unknown escape character",
       "; write \\\\ for a backslash, or use 'single quotes'"},
      {"incompatible YAML document", "; leave the directive out"},
      {"expected <document start>", "; a file holds one document, a map of keys"},
      {"expected node content", "; is there a comma too many?"},
      {"undefined tag handle", "; tags are not read here"},
  };
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (strstr(problem, table[i][0]) != NULL) return table[i][1];
  return "";
}

static void explain_failure(parser *p) {
  const yaml_parser_t *y = &p->yaml;
  const char *problem = y->problem == NULL ? "not YAML" : y->problem;
  stabil_mark tab;
  if (y->error == YAML_MEMORY_ERROR) {
    out_of_memory(p);
  } else if (y->error == YAML_READER_ERROR) {
    REFUSE(p, mark_at(p, y->problem_offset), "%s", problem);
  } else if (tab_in_line(p, y->problem_mark.line, &tab) ||
             tab_in_line(p, y->context_mark.line, &tab)) {
    REFUSE(p, tab, "found a tab, expected spaces: YAML is indented with spaces only");
  } else {
    REFUSE(p, mark_of(p, place_of(y)), "%s%s%s%s", problem, y->context == NULL ? "" : " ",
           y->context == NULL ? "" : y->context, advice(problem));
  }
}

// --- building the tree ----------------------------------------------------------------

static bool grow(parser *p, frame *top, void **array, size_t size) {
  int count = top->node->count;
  if (count < top->capacity) return true;
  int capacity = top->capacity == 0 ? 8 : 2 * top->capacity;
  void *bigger = stabil_arena_array(p->arena, (size_t)capacity, size);
  if (bigger == NULL) {
    out_of_memory(p);
    return false;
  }
  if (count > 0) memcpy(bigger, *array, (size_t)count * size);
  *array = bigger;
  top->capacity = capacity;
  return true;
}

static bool weigh(parser *p, stabil_node *into, size_t weight, stabil_mark mark) {
  into->weight += weight;
  if (into->weight <= STABIL_DOCUMENT_NODES) return true;
  REFUSE(p, mark, "aliases multiply this document to more than %d values",
         STABIL_DOCUMENT_NODES);
  return false;
}

static void add_item(parser *p, frame *top, const stabil_node *node) {
  void *array = top->node->item;
  if (!grow(p, top, &array, sizeof(*top->node->item))) return;
  top->node->item = array;
  top->node->item[top->node->count++] = node;
}

static void add_entry(parser *p, frame *top, const stabil_node *node) {
  void *array = top->node->entry;
  if (!grow(p, top, &array, sizeof(*top->node->entry))) return;
  top->node->entry = array;
  top->entry.value = node;
  top->node->entry[top->node->count++] = top->entry;
  top->has_key = false;
}

static void take_key(parser *p, frame *top, const stabil_node *node, stabil_mark mark) {
  if (node->kind != STABIL_SCALAR) {
    REFUSE(p, mark, "found %s as a key, expected text",
           node->kind == STABIL_LIST ? "a list" : "a map");
    return;
  }
  if (node->plain && strcmp(node->text, "<<") == 0)
    COMPLAIN(p, mark,
             "found the merge key '<<', which is not read here; use `base:` with "
             "changes, or write the keys out");
  top->entry = (stabil_entry){node->text, mark, NULL};
  top->has_key = true;
}

// Put a complete (or, for a collection, a just begun) node where it belongs.
static void place(parser *p, const stabil_node *node, stabil_mark mark) {
  if (p->depth == 0) {
    p->root = node;
    return;
  }
  frame *top = &p->stack[p->depth - 1];
  if (top->node->kind == STABIL_LIST)
    add_item(p, top, node);
  else if (top->has_key)
    add_entry(p, top, node);
  else
    take_key(p, top, node, mark);
}

static stabil_node *make(parser *p, stabil_node_kind kind, stabil_mark mark) {
  if (++p->nodes > STABIL_DOCUMENT_NODES) {
    REFUSE(p, mark, "found more than %d values in one file", STABIL_DOCUMENT_NODES);
    return NULL;
  }
  stabil_node *node = stabil_arena_alloc(p->arena, sizeof *node);
  if (node == NULL) {
    out_of_memory(p);
    return NULL;
  }
  *node = (stabil_node){.kind = kind, .mark = mark, .weight = 1, .text = ""};
  return node;
}

static void remember(parser *p, const yaml_char_t *name, const stabil_node *node) {
  if (name == NULL) return;
  const char *text = (const char *)name;
  anchor *known = NULL;
  HASH_FIND_STR(p->anchors, text, known);
  if (known != NULL) {
    known->node = node;
    return;
  }
  anchor *fresh = stabil_arena_alloc(p->arena, sizeof *fresh);
  if (fresh != NULL) fresh->name = stabil_arena_text(p->arena, text, strlen(text));
  if (fresh == NULL || fresh->name == NULL) {
    out_of_memory(p);
    return;
  }
  fresh->node = node;
  HASH_ADD_KEYPTR(hh, p->anchors, fresh->name, strlen(fresh->name), fresh);
  if (p->status == STABIL_MEMORY) p->stop = true;
}

static void refuse_tag(parser *p, const yaml_char_t *tag, stabil_mark mark) {
  if (tag != NULL)
    COMPLAIN(p, mark, "found the tag '%.60s'; tags are not read here", (const char *)tag);
}

static void on_scalar(parser *p, const yaml_event_t *event) {
  stabil_mark mark = mark_of(p, event->start_mark);
  const char *value = (const char *)event->data.scalar.value;
  size_t length = event->data.scalar.length;
  refuse_tag(p, event->data.scalar.tag, mark);
  if (memchr(value, 0, length) != NULL)
    COMPLAIN(p, mark, "found a NUL character in a text");
  stabil_node *node = make(p, STABIL_SCALAR, mark);
  if (node == NULL) return;
  node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
  node->text = stabil_arena_text(p->arena, value, length);
  if (node->text == NULL) {
    out_of_memory(p);
    return;
  }
  remember(p, event->data.scalar.anchor, node);
  if (p->depth > 0 && !weigh(p, p->stack[p->depth - 1].node, 1, mark)) return;
  place(p, node, mark);
}

static bool under_construction(const parser *p, const stabil_node *node) {
  for (int i = 0; i < p->depth; i++)
    if (p->stack[i].node == node) return true;
  return false;
}

static void on_alias(parser *p, const yaml_event_t *event) {
  stabil_mark mark = mark_of(p, event->start_mark);
  const char *name = (const char *)event->data.alias.anchor;
  anchor *known = NULL;
  HASH_FIND_STR(p->anchors, name, known);
  if (known == NULL) {
    REFUSE(p, mark, "found the alias '*%.60s' without an anchor '&%.60s' before it", name,
           name);
  } else if (under_construction(p, known->node)) {
    REFUSE(p, mark, "the alias '*%.60s' stands inside its own anchor: a cycle", name);
  } else if (p->depth > 0 &&
             weigh(p, p->stack[p->depth - 1].node, known->node->weight, mark)) {
    place(p, known->node, mark);
  }
}

static void on_start(parser *p, stabil_node_kind kind, const yaml_event_t *event) {
  stabil_mark mark = mark_of(p, event->start_mark);
  bool list = kind == STABIL_LIST;
  refuse_tag(p, list ? event->data.sequence_start.tag : event->data.mapping_start.tag,
             mark);
  if (p->depth == STABIL_DOCUMENT_DEPTH) {
    REFUSE(p, mark, "found lists and maps nested deeper than %d", STABIL_DOCUMENT_DEPTH);
    return;
  }
  stabil_node *node = make(p, kind, mark);
  if (node == NULL) return;
  place(p, node, mark);
  if (p->stop) return;
  remember(p, list ? event->data.sequence_start.anchor : event->data.mapping_start.anchor,
           node);
  p->stack[p->depth++] = (frame){.node = node};
}

static void refuse_duplicate(parser *p, const stabil_entry *first,
                             const stabil_entry *second) {
  if (strcmp(first->key, second->key) == 0)
    COMPLAIN(p, second->mark, "duplicate key '%.60s', first given at line %d",
             second->key, first->mark.line);
}

static void refuse_duplicates(parser *p, stabil_node *map) {
  if (!stabil_node_index(p->arena, map)) {
    out_of_memory(p);
  } else if (map->sorted != NULL) {
    for (int i = 1; i < map->count; i++)
      refuse_duplicate(p, map->sorted[i - 1], map->sorted[i]);
  } else {
    for (int i = 0; i < map->count; i++)
      for (int j = 0; j < i; j++) refuse_duplicate(p, &map->entry[j], &map->entry[i]);
  }
}

static void on_end(parser *p) {
  stabil_node *node = p->stack[--p->depth].node;
  if (node->kind == STABIL_MAP) refuse_duplicates(p, node);
  if (p->depth > 0) (void)weigh(p, p->stack[p->depth - 1].node, node->weight, node->mark);
}

static void on_event(parser *p, const yaml_event_t *event) {
  switch (event->type) {
  case YAML_DOCUMENT_START_EVENT:
    if (++p->documents > 1)
      REFUSE(p, mark_of(p, event->start_mark),
             "found a second document, expected one in a file");
    break;
  case YAML_SCALAR_EVENT:
    on_scalar(p, event);
    break;
  case YAML_ALIAS_EVENT:
    on_alias(p, event);
    break;
  case YAML_SEQUENCE_START_EVENT:
    on_start(p, STABIL_LIST, event);
    break;
  case YAML_MAPPING_START_EVENT:
    on_start(p, STABIL_MAP, event);
    break;
  case YAML_SEQUENCE_END_EVENT:
  case YAML_MAPPING_END_EVENT:
    on_end(p);
    break;
  case YAML_STREAM_END_EVENT:
    p->stop = true;
    break;
  default:
    break;
  }
}

static void read_events(parser *p) {
  while (!p->stop) {
    yaml_event_t event;
    if (!yaml_parser_parse(&p->yaml, &event)) {
      explain_failure(p);
      return;
    }
    on_event(p, &event);
    yaml_event_delete(&event);
  }
}

stabil_status stabil_document_parse(stabil_arena *arena, const char *text, size_t length,
                                    const char *name, const stabil_node **root,
                                    stabil_error *err) {
  *root = NULL;
  parser *p = stabil_arena_alloc(arena, sizeof *p);
  if (p == NULL) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  *p = (parser){.arena = arena, .err = err, .text = text, .length = length, .name = name};
  if (!fit_to_read(p) || !without_directives(p)) return p->status;
  if (!yaml_parser_initialize(&p->yaml))
    return stabil_fail(err, STABIL_MEMORY, "out of memory");
  yaml_parser_set_encoding(&p->yaml, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&p->yaml, (const unsigned char *)text, length);
  read_events(p);
  yaml_parser_delete(&p->yaml);
  if (p->status == STABIL_MEMORY) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  if (p->status == STABIL_OK && p->root == NULL)
    COMPLAIN(p, ((stabil_mark){name, 1, 1}), "the file is empty");
  if (p->status == STABIL_OK) *root = p->root;
  return p->status;
}
