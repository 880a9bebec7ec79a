// SPDX-License-Identifier: GPL-3.0-or-later
// A YAML file as a tree with marks. Every scalar is text: the schema decides types, so
// NO, 0301 and 12:30 stay what they are. One document, no tags, no merge keys, no cycles.
#ifndef STABIL_SCENARIO_DOCUMENT_H
#define STABIL_SCENARIO_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/error.h"

// Limits on what a file may hold, so that a hostile one fails at once.
#define STABIL_DOCUMENT_DEPTH 64
#define STABIL_DOCUMENT_NODES 500000
#define STABIL_DOCUMENT_BYTES ((size_t)8 << 20)

typedef enum stabil_node_kind { STABIL_SCALAR, STABIL_LIST, STABIL_MAP } stabil_node_kind;

typedef struct stabil_node stabil_node;

typedef struct stabil_entry {
  const char *key;
  stabil_mark mark; // of the key
  const stabil_node *value;
} stabil_entry;

// An alias shares the node of its anchor, so the tree is a graph without cycles; `weight`
// counts the nodes that a walk over it meets.
struct stabil_node {
  stabil_node_kind kind;
  bool plain; // a scalar without quotes
  stabil_mark mark;
  size_t weight;
  const char *text; // scalar; "" otherwise
  int count;        // of items or entries
  const stabil_node **item;
  stabil_entry *entry;
  const stabil_entry **sorted; // by key, then place; NULL for a small map
};

// Where a value stands in the tree: a chain on the stack, written out only for a message.
typedef struct stabil_path {
  const struct stabil_path *up;
  const char *name; // NULL: an item of a list
  int index;
} stabil_path;

// "roles.gp.turnover", "effects[0]"; "" for no path. NULL when memory is out.
const char *stabil_path_text(stabil_arena *arena, const stabil_path *path);

// Parse one document; `name` is the file of every mark. Everything lives in the arena.
stabil_status stabil_document_parse(stabil_arena *arena, const char *text, size_t length,
                                    const char *name, const stabil_node **root,
                                    stabil_error *err) STABIL_MUST_USE;

// The tree as YAML text that parses to the same tree (marks and aliases apart).
stabil_status stabil_document_emit(stabil_arena *arena, const stabil_node *root,
                                   const char **text, stabil_error *err) STABIL_MUST_USE;

// A map as YAML for people, that parses to the same tree: each value with the file and
// line that set it in a comment.
void stabil_document_print(const stabil_node *root, FILE *stream);

// The entry of a key; NULL if there is none or `map` is not a map (or NULL).
const stabil_entry *stabil_node_find(const stabil_node *map, const char *key);
// Sort the keys of a complete map, so that lookups in wide maps are fast. False when
// memory is out.
bool stabil_node_index(stabil_arena *arena, stabil_node *map);
// ~ or null, unquoted
bool stabil_node_null(const stabil_node *node);
// null, unquoted: the word where a key has it among its choices
bool stabil_node_word_null(const stabil_node *node);
// "'abc'", "a list", "a map", "nothing", for messages. NULL when memory is out.
const char *stabil_node_describe(stabil_arena *arena, const stabil_node *node);

#endif
