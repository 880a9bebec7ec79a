// SPDX-License-Identifier: GPL-3.0-or-later
// What every reading function shares: problems, memory, and the names to refer to.
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "scenario/schema.h"

#define LONGEST_NAME 100                  // near misses are looked for up to this length
#define MOST_COMPARED ((int64_t)20000000) // characters against characters, in one study
#define LONGEST_PATH 500                  // of what is shown

const char *stabil_reader_path(stabil_reader *r, const stabil_path *path) {
  const char *text = stabil_path_text(r->arena, path);
  if (text == NULL) r->memory = true;
  return text;
}

void *stabil_reader_array(stabil_reader *r, int count, size_t size) {
  void *array = stabil_arena_array(r->arena, (size_t)count, size);
  if (array == NULL) r->memory = true;
  return array;
}

// Problems beyond the last that is kept are only counted.
static bool full(stabil_reader *r) {
  if (r->err->count < STABIL_MOST_PROBLEMS) return false;
  r->err->more++;
  return true;
}

// A node that several aliases share is met several times.
static bool told(const stabil_reader *r, stabil_mark mark, const char *text) {
  for (size_t i = r->first; i < r->err->count; i++) {
    const stabil_problem *old = &r->err->problems[i];
    if (old->line == mark.line && old->column == mark.column && mark.line > 0 &&
        mark.file != NULL && strcmp(old->file, mark.file) == 0 &&
        strcmp(old->text, text) == 0)
      return true;
  }
  return false;
}

void stabil_reader_fail(stabil_reader *r, stabil_mark mark, const stabil_path *path,
                        const char *format, ...) {
  char text[1024];
  r->failed = true;
  if (full(r)) return;
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  if (told(r, mark, text)) return;
  char shown[LONGEST_PATH + 1];
  const char *key = stabil_reader_path(r, path);
  if (key == NULL) return;
  (void)snprintf(shown, sizeof shown, "%s", key);
  (void)stabil_fail_at(r->err, STABIL_INPUT, mark, shown, "%s", text);
}

void stabil_reader_expected(stabil_reader *r, const stabil_node *node,
                            const stabil_path *path, const char *expected) {
  const char *found = stabil_node_describe(r->arena, node);
  if (found == NULL) r->memory = true;
  if (found != NULL)
    stabil_reader_fail(r, node->mark, path, "found %s, expected %s", found, expected);
}

// Many wrong names against many right ones take time: a study of sane size never gets
// there.
static const char *nearest(stabil_reader *r, const char *name,
                           const char *const *candidates, int count) {
  int64_t length = (int64_t)strnlen(name, LONGEST_NAME);
  if (count == 0 || length == LONGEST_NAME) return NULL;
  for (int i = 0; i < count && r->compared <= MOST_COMPARED; i++)
    r->compared += length * (int64_t)strlen(candidates[i]);
  if (r->compared > MOST_COMPARED) return NULL;
  return stabil_text_nearest(name, candidates, (size_t)count);
}

void stabil_reader_unknown(stabil_reader *r, stabil_mark mark, const stabil_path *path,
                           const char *what, const char *name,
                           const char *const *candidates, int count) {
  r->failed = true;
  if (full(r)) return;
  const char *near = nearest(r, name, candidates, count);
  if (near != NULL)
    stabil_reader_fail(r, mark, path, "unknown %s '%.100s'; did you mean '%.100s'?", what,
                       name, near);
  else if (count == 0)
    stabil_reader_fail(r, mark, path, "unknown %s '%.100s': there is none", what, name);
  else if (count <= 12) {
    char list[512] = "";
    for (int i = 0; i < count; i++) {
      size_t used = strlen(list);
      (void)snprintf(list + used, sizeof list - used, "%s%s", i == 0 ? "" : ", ",
                     candidates[i]);
    }
    stabil_reader_fail(r, mark, path, "unknown %s '%.100s', expected one of %s", what,
                       name, list);
  } else
    stabil_reader_fail(r, mark, path, "unknown %s '%.100s'", what, name);
}

const char *stabil_reader_range(stabil_reader *r, double low, double high,
                                const char *unit) {
  if (unit == NULL) unit = "";
  const char *space = unit[0] == 0 || strcmp(unit, "1") == 0 ? "" : " ";
  const char *shown = space[0] == 0 ? "" : unit;
  const char *text;
  if (isinf(low) && isinf(high))
    text = stabil_arena_format(r->arena, "a number%s%s", space, shown);
  else if (isinf(high))
    text = stabil_arena_format(r->arena, "at least %.10g%s%s", low, space, shown);
  else if (isinf(low))
    text = stabil_arena_format(r->arena, "at most %.10g%s%s", high, space, shown);
  else
    text = stabil_arena_format(r->arena, "between %.10g and %.10g%s%s", low, high, space,
                               shown);
  return text == NULL ? "another number" : text;
}

// --- names
// ------------------------------------------------------------------------------

const char *stabil_roster_text(stabil_roster_id id) {
  static const char *const texts[] = {
#define STABIL_ROSTER_TEXT(ID, text) text,
      STABIL_ROSTER_LIST(STABIL_ROSTER_TEXT)
#undef STABIL_ROSTER_TEXT
  };
  return texts[id];
}

static bool make_room(stabil_reader *r, stabil_roster *roster) {
  int capacity = roster->capacity == 0 ? 16 : 2 * roster->capacity;
  stabil_roster_name *entry = stabil_reader_array(r, capacity, sizeof *entry);
  if (entry == NULL) return false;
  if (roster->count > 0)
    memcpy(entry, roster->entry, (size_t)roster->count * sizeof *entry);
  roster->entry = entry;
  roster->capacity = capacity;
  return true;
}

void stabil_roster_add(stabil_reader *r, stabil_roster_id id, const char *name,
                       int value) {
  stabil_roster *roster = &r->roster[id];
  if (roster->count == roster->capacity && !make_room(r, roster)) return;
  roster->entry[roster->count++] = (stabil_roster_name){name, value};
}

static int by_name(const void *a, const void *b) {
  const stabil_roster_name *x = a, *y = b;
  int order = strcmp(x->name, y->name);
  return order != 0 ? order : (x->value > y->value) - (x->value < y->value);
}

void stabil_roster_sort(stabil_reader *r) {
  for (int id = 0; id < STABIL_ROSTER_COUNT; id++) {
    stabil_roster *roster = &r->roster[id];
    if (roster->count == 0) continue;
    qsort(roster->entry, (size_t)roster->count, sizeof(*roster->entry), by_name);
    roster->name = stabil_reader_array(r, roster->count, sizeof(*roster->name));
    if (roster->name == NULL) return;
    for (int i = 0; i < roster->count; i++) roster->name[i] = roster->entry[i].name;
  }
}

static int name_against_entry(const void *name, const void *entry) {
  return strcmp(name, ((const stabil_roster_name *)entry)->name);
}

bool stabil_roster_find(const stabil_reader *r, stabil_roster_id id, const char *name,
                        int *value) {
  const stabil_roster *roster = &r->roster[id];
  if (roster->count == 0) return false;
  const stabil_roster_name *found = bsearch(name, roster->entry, (size_t)roster->count,
                                            sizeof(*roster->entry), name_against_entry);
  if (found != NULL) *value = found->value;
  return found != NULL;
}

bool stabil_roster_resolve(stabil_reader *r, stabil_roster_id id, const char *name,
                           stabil_mark mark, const stabil_path *path, int *value) {
  if (stabil_roster_find(r, id, name, value)) return true;
  if (r->roster[id].unknown) {
    r->failed = true;
    return false;
  }
  stabil_reader_unknown(r, mark, path, stabil_roster_text(id), name, r->roster[id].name,
                        r->roster[id].count);
  return false;
}
