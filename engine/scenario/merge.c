// SPDX-License-Identifier: GPL-3.0-or-later
// One tree over another.
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "scenario/overlay.h"
#include "scenario/quantity_read.h"
#include "scenario/schema.h"

#define LONGEST_PATH 500 // of what is shown

typedef struct merger {
  stabil_arena *arena;
  stabil_error *err;
  stabil_status status;
} merger;

static const stabil_node *merge(merger *m, const stabil_node *base,
                                const stabil_node *over, const stabil_path *path);

static void out_of_memory(merger *m) {
  if (m->status != STABIL_MEMORY)
    m->status = stabil_fail(m->err, STABIL_MEMORY, "out of memory");
}

static void complain(merger *m, stabil_mark mark, const stabil_path *path,
                     const char *text) {
  char shown[LONGEST_PATH + 1];
  const char *key = stabil_path_text(m->arena, path);
  if (key == NULL || text == NULL) {
    out_of_memory(m);
  } else {
    (void)snprintf(shown, sizeof shown, "%s", key);
    (void)stabil_fail_at(m->err, STABIL_INPUT, mark, shown, "%s", text);
  }
  if (m->status == STABIL_OK) m->status = STABIL_INPUT;
}

// Of a hundred problems: who has more needs other help, and comparing takes time.
static const char *nearest_key(const merger *m, const stabil_node *map, const char *key) {
  const char *candidates[256];
  size_t count = 0;
  if (map == NULL || map->kind != STABIL_MAP) return NULL;
  if (m->err != NULL && m->err->count > 100) return NULL;
  for (int i = 0; i < map->count && count < 256; i++)
    candidates[count++] = map->entry[i].key;
  return stabil_text_nearest(key, candidates, count);
}

// `~` and `+name` speak of something in the base; say so when it is not there.
static void nothing_there(merger *m, const stabil_entry *entry, const stabil_path *path,
                          const stabil_node *base, const char *what) {
  const char *name = entry->key[0] == '+' ? entry->key + 1 : entry->key;
  const char *near = nearest_key(m, base, name);
  complain(m, entry->mark, path,
           stabil_arena_format(m->arena, "there is no '%.100s' in the base to %s%s%s%s",
                               name, what, near == NULL ? "" : "; did you mean '",
                               near == NULL ? "" : near, near == NULL ? "" : "'?"));
}

static stabil_node *copy_head(merger *m, const stabil_node *over, int capacity) {
  stabil_node *node = stabil_arena_alloc(m->arena, sizeof *node);
  if (node == NULL) {
    out_of_memory(m);
    return NULL;
  }
  *node = *over;
  node->count = 0;
  node->weight = 1;
  node->item = NULL;
  node->entry = NULL;
  node->sorted = NULL;
  if (over->kind == STABIL_LIST)
    node->item = stabil_arena_array(m->arena, (size_t)capacity, sizeof(*node->item));
  else
    node->entry = stabil_arena_array(m->arena, (size_t)capacity, sizeof(*node->entry));
  if (node->item != NULL || node->entry != NULL) return node;
  out_of_memory(m);
  return NULL;
}

static void put_item(stabil_node *list, const stabil_node *item) {
  list->item[list->count++] = item;
  list->weight += item->weight;
}

static const stabil_node *append(merger *m, const stabil_node *base,
                                 const stabil_node *over) {
  stabil_node *list = copy_head(m, over, base->count + over->count);
  if (list == NULL) return over;
  list->mark = base->mark;
  for (int i = 0; i < base->count; i++) put_item(list, base->item[i]);
  for (int i = 0; i < over->count; i++) put_item(list, over->item[i]);
  return list;
}

// The value of an entry of `over`, merged; NULL if it is not to be there.
static const stabil_node *merge_entry(merger *m, const stabil_node *base,
                                      const stabil_entry *entry, const char *name,
                                      const stabil_path *up) {
  stabil_path path = {up, name, 0};
  const stabil_entry *under = stabil_node_find(base, name);
  const bool word = stabil_node_word_null(entry->value) && stabil_path_means_null(&path);
  if (stabil_node_null(entry->value) && !word) {
    if (under == NULL) nothing_there(m, entry, &path, base, "remove");
    return NULL;
  }
  if (entry->key[0] != '+')
    return merge(m, under == NULL ? NULL : under->value, entry->value, &path);
  if (entry->value->kind != STABIL_LIST) {
    complain(m, entry->value->mark, &path, "`+` appends a list, and this is none");
  } else if (under == NULL || under->value->kind != STABIL_LIST) {
    nothing_there(m, entry, &path, base, "append to");
  } else {
    return append(m, under->value, entry->value);
  }
  return NULL;
}

static const char *name_of(const stabil_entry *entry) {
  return entry->key[0] == '+' && entry->key[1] != 0 ? entry->key + 1 : entry->key;
}

static bool plain_entry(const stabil_entry *entry) {
  return entry->key[0] != '+' && !stabil_node_null(entry->value);
}

static void put_entry(stabil_node *map, const stabil_entry *entry, const char *name,
                      const stabil_node *value) {
  map->entry[map->count++] = (stabil_entry){name, entry->mark, value};
  map->weight += value->weight;
}

static void refuse_twice(merger *m, const stabil_node *over, const stabil_path *up) {
  for (int i = 0; i < over->count; i++) {
    const stabil_entry *entry = &over->entry[i];
    stabil_path path = {up, name_of(entry), 0};
    if (entry->key[0] == '+' && stabil_node_find(over, name_of(entry)) != NULL)
      complain(m, entry->mark, &path,
               stabil_arena_format(m->arena,
                                   "found both '%.100s' and '%.100s', expected one",
                                   name_of(entry), entry->key));
  }
}

// The entry of `over` that speaks of `name`, as it is or with a plus.
static const stabil_entry *changed(merger *m, const stabil_node *over, bool has_plus,
                                   const char *name) {
  const stabil_entry *entry = stabil_node_find(over, name);
  if (entry != NULL || !has_plus) return entry;
  const char *plus = stabil_arena_format(m->arena, "+%s", name);
  if (plus == NULL) out_of_memory(m);
  return plus == NULL ? NULL : stabil_node_find(over, plus);
}

static bool any_plus(const stabil_node *map) {
  for (int i = 0; i < map->count; i++)
    if (map->entry[i].key[0] == '+') return true;
  return false;
}

// What the base has keeps its place and its order; what is new follows.
static const stabil_node *merge_maps(merger *m, const stabil_node *base,
                                     const stabil_node *over, const stabil_path *path) {
  int under = base == NULL ? 0 : base->count;
  stabil_node *map = copy_head(m, over, under + over->count);
  if (map == NULL) return over;
  bool has_plus = any_plus(over);
  refuse_twice(m, over, path);
  for (int i = 0; i < under; i++) {
    const stabil_entry *old = &base->entry[i];
    const stabil_entry *new = changed(m, over, has_plus, old->key);
    const stabil_node *value =
        new == NULL ? old->value : merge_entry(m, base, new, old->key, path);
    if (value != NULL) put_entry(map, new == NULL ? old : new, old->key, value);
  }
  for (int i = 0; i < over->count; i++) {
    const stabil_entry *new = &over->entry[i];
    if (stabil_node_find(base, name_of(new)) != NULL) continue;
    const stabil_node *value = merge_entry(m, base, new, name_of(new), path);
    if (value != NULL) put_entry(map, new, name_of(new), value);
  }
  if (!stabil_node_index(m->arena, map)) out_of_memory(m);
  return map;
}

static bool only_plain(const stabil_node *map) {
  for (int i = 0; i < map->count; i++)
    if (!plain_entry(&map->entry[i]) || map->entry[i].value->kind == STABIL_MAP)
      return false;
  return true;
}

static const stabil_node *merge(merger *m, const stabil_node *base,
                                const stabil_node *over, const stabil_path *path) {
  if (over->kind != STABIL_MAP) return over;
  bool both = base != NULL && base->kind == STABIL_MAP;
  if (both && stabil_quantity_replaces(base, over)) both = false;
  if (!both && only_plain(over)) return over;
  return merge_maps(m, both ? base : NULL, over, path);
}

stabil_status stabil_overlay_merge(stabil_arena *arena, const stabil_node *base,
                                   const stabil_node *over, const stabil_node **merged,
                                   stabil_error *err) {
  merger m = {arena, err, STABIL_OK};
  *merged = merge(&m, base, over, NULL);
  return m.status;
}
