// SPDX-License-Identifier: GPL-3.0-or-later
// Looking at a tree: entries, paths, words for messages.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/document.h"

#define WIDE 12 // entries from which an index pays

static int by_key_then_place(const void *a, const void *b) {
  const stabil_entry *x = *(const stabil_entry *const *)a;
  const stabil_entry *y = *(const stabil_entry *const *)b;
  int order = strcmp(x->key, y->key);
  return order != 0 ? order : (x > y) - (x < y);
}

bool stabil_node_index(stabil_arena *arena, stabil_node *map) {
  if (map->count < WIDE) return true;
  size_t count = (size_t)map->count;
  map->sorted = stabil_arena_array(arena, count, sizeof(*map->sorted));
  if (map->sorted == NULL) return false;
  for (size_t i = 0; i < count; i++) map->sorted[i] = &map->entry[i];
  qsort(map->sorted, count, sizeof(*map->sorted), by_key_then_place);
  return true;
}

static int key_against_entry(const void *key, const void *entry) {
  return strcmp(key, (*(const stabil_entry *const *)entry)->key);
}

const stabil_entry *stabil_node_find(const stabil_node *map, const char *key) {
  if (map == NULL || map->kind != STABIL_MAP) return NULL;
  if (map->sorted != NULL) {
    const stabil_entry *const *found = bsearch(key, map->sorted, (size_t)map->count,
                                               sizeof(*map->sorted), key_against_entry);
    return found == NULL ? NULL : *found;
  }
  for (int i = 0; i < map->count; i++)
    if (strcmp(map->entry[i].key, key) == 0) return &map->entry[i];
  return NULL;
}

bool stabil_node_null(const stabil_node *node) {
  return node->kind == STABIL_SCALAR && node->plain &&
         (strcmp(node->text, "~") == 0 || strcmp(node->text, "null") == 0);
}

bool stabil_node_word_null(const stabil_node *node) {
  return stabil_node_null(node) && node->text[0] == 'n';
}

// Long texts are cut where a character ends.
static int shown_length(const char *text) {
  int length = (int)strnlen(text, 48);
  if (length < 48) return length;
  while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80) length--;
  return length;
}

const char *stabil_node_describe(stabil_arena *arena, const stabil_node *node) {
  if (node->kind == STABIL_LIST) return "a list";
  if (node->kind == STABIL_MAP) return "a map";
  if (node->text[0] == 0 && node->plain) return "nothing";
  int length = shown_length(node->text);
  return stabil_arena_format(arena, "'%.*s%s'", length, node->text,
                             node->text[length] == 0 ? "" : "...");
}

static size_t path_length(const stabil_path *path) {
  size_t length = 0;
  for (; path != NULL; path = path->up)
    length += path->name == NULL ? 16 : strlen(path->name) + 1;
  return length;
}

// Append outermost first.
static void write_path(const stabil_path *path, char *out) {
  if (path == NULL) return;
  write_path(path->up, out);
  size_t used = strlen(out);
  if (path->name == NULL)
    (void)snprintf(out + used, 16, "[%d]", path->index);
  else
    (void)snprintf(out + used, strlen(path->name) + 2, "%s%s", used == 0 ? "" : ".",
                   path->name);
}

const char *stabil_path_text(stabil_arena *arena, const stabil_path *path) {
  char *out = stabil_arena_alloc(arena, path_length(path) + 1);
  if (out != NULL) write_path(path, out);
  return out;
}
