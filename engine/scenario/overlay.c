// SPDX-License-Identifier: GPL-3.0-or-later
// Files: a study, its chain of bases, its toolkits.
#include "scenario/overlay.h"
#include "scenario/study_schema.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "scenario/csv.h"
#include "scenario/file.h"
#include "scenario/sample.h"

typedef struct source { // a file that is being read; the chain finds cycles
  const struct source *up;
  const char *path; // as shown
  dev_t device;     // as the system knows it; 0, 0: a text in memory
  ino_t node;
} source;

typedef struct loader {
  stabil_arena *arena;
  stabil_error *err;
  int files;
  size_t bytes; // read so far
} loader;

static stabil_status out_of_memory(loader *l) {
  return stabil_fail(l->err, STABIL_MEMORY, "out of memory");
}

// --- reading a file
// ---------------------------------------------------------------------

// `from` is the place of the `base:` that names the file; nowhere for the study itself.
static stabil_status cannot_read(loader *l, const char *path, stabil_mark from,
                                 const char *key, const char *why) {
  if (from.file == NULL)
    return stabil_fail_at(l->err, STABIL_MISSING, (stabil_mark){path, 0, 0}, NULL,
                          "cannot read: %s", why);
  return stabil_fail_at(l->err, STABIL_MISSING, from, key, "cannot read '%s': %s", path,
                        why);
}

// The study itself may come through a pipe; what it names are files.
static stabil_status read_file(loader *l, const char *path, stabil_mark from,
                               const char *key, stabil_file_text *out) {
  const char *why;
  stabil_status status = stabil_file_read(path, from.file != NULL, out, &why);
  if (status == STABIL_MEMORY) return out_of_memory(l);
  if (status != STABIL_OK) return cannot_read(l, path, from, key, why);
  l->bytes += out->length;
  return STABIL_OK;
}

// --- paths
// ------------------------------------------------------------------------------

static const char *beside(loader *l, const char *path, const char *relative) {
  const char *slash = strrchr(path, '/');
  if (relative[0] == '/' || slash == NULL)
    return stabil_arena_text(l->arena, relative, strlen(relative));
  return stabil_arena_format(l->arena, "%.*s/%s", (int)(slash - path), path, relative);
}

static void identify(source *self) {
  struct stat info;
  if (stat(self->path, &info) != 0) return;
  self->device = info.st_dev;
  self->node = info.st_ino;
}

static bool leads_back(const source *self) {
  for (const source *s = self->up; s != NULL; s = s->up)
    if (s->node != 0 && s->node == self->node && s->device == self->device) return true;
  return false;
}

// --- putting files together
// -------------------------------------------------------------

static stabil_status load_text(loader *l, const source *self, const char *text,
                               size_t length, const stabil_node **root);

// Each file on top copies the maps that it changes: many files over a big one take memory
// that none of them shows.
static stabil_status within_limits(loader *l, stabil_mark where, const char *key) {
  if (l->files > STABIL_OVERLAY_FILES)
    return stabil_fail_at(l->err, STABIL_INPUT, where, key,
                          "found more than %d files in one study", STABIL_OVERLAY_FILES);
  if (l->bytes > 2 * STABIL_DOCUMENT_BYTES ||
      stabil_arena_used(l->arena) > STABIL_OVERLAY_MEMORY)
    return stabil_fail_at(l->err, STABIL_INPUT, where, key,
                          "the files of this study take more than %zu MB, or more than "
                          "%zu MB when they are read",
                          2 * STABIL_DOCUMENT_BYTES >> 20, STABIL_OVERLAY_MEMORY >> 20);
  return STABIL_OK;
}

static stabil_status load_file(loader *l, const source *up, const stabil_node *where,
                               const char *key, const stabil_node **root) {
  if (where->kind != STABIL_SCALAR || where->text[0] == 0 || stabil_node_null(where))
    return stabil_fail_at(l->err, STABIL_INPUT, where->mark, key,
                          "expected the name of a file");
  const char *path = beside(l, up->path, where->text);
  if (path == NULL) return out_of_memory(l);
  source self = {.up = up, .path = path};
  identify(&self);
  if (leads_back(&self))
    return stabil_fail_at(l->err, STABIL_INPUT, where->mark, key,
                          "'%s' leads back to itself: a cycle of files", where->text);
  stabil_file_text from = {NULL, 0};
  l->files++;
  stabil_status status = within_limits(l, where->mark, key);
  if (status == STABIL_OK) status = read_file(l, path, where->mark, key, &from);
  if (status == STABIL_OK) status = load_text(l, &self, from.text, from.length, root);
  free(from.text);
  return status;
}

// The map without the keys that name files.
static const stabil_node *without_files(loader *l, const stabil_node *root) {
  stabil_node *node = stabil_arena_alloc(l->arena, sizeof *node);
  stabil_entry *entries =
      stabil_arena_array(l->arena, (size_t)root->count + 1, sizeof *entries);
  if (node == NULL || entries == NULL) return NULL;
  *node = *root;
  node->entry = entries;
  node->sorted = NULL;
  node->count = 0;
  for (int i = 0; i < root->count; i++)
    if (stabil_schema_find(&stabil_file_schema, root->entry[i].key) == NULL)
      entries[node->count++] = root->entry[i];
  return stabil_node_index(l->arena, node) ? node : NULL;
}

static bool toolkit_key(const char *key) {
  return strcmp(key, "stabil") == 0 || strcmp(key, "title") == 0;
}

// What of a toolkit is used.
static const char *const toolkit_parts[] = {"measures", "sources", "frameworks", "needs",
                                            "interaction"};
enum { TOOLKIT_PARTS = sizeof toolkit_parts / sizeof *toolkit_parts };

static bool toolkit_uses(const char *key) {
  for (size_t i = 0; i < TOOLKIT_PARTS; i++)
    if (strcmp(key, toolkit_parts[i]) == 0) return true;
  return false;
}

static stabil_status toolkit_part(loader *l, const stabil_node *kit,
                                  const stabil_node **part) {
  stabil_status status = STABIL_OK;
  stabil_node *node = stabil_arena_alloc(l->arena, sizeof *node);
  if (node == NULL) return out_of_memory(l);
  *node = *kit;
  node->sorted = NULL;
  node->entry = stabil_arena_array(l->arena, TOOLKIT_PARTS, sizeof(*node->entry));
  if (node->entry == NULL) return out_of_memory(l);
  node->count = 0;
  for (int i = 0; i < kit->count; i++) {
    const stabil_entry *entry = &kit->entry[i];
    if (toolkit_uses(entry->key))
      node->entry[node->count++] = *entry;
    else if (!toolkit_key(entry->key))
      status = stabil_fail_at(l->err, STABIL_INPUT, entry->mark, entry->key,
                              "unknown key in a toolkit, expected measures, sources, "
                              "frameworks, needs or interaction");
  }
  *part = node;
  return status;
}

static stabil_status add_toolkit(loader *l, const source *self, const stabil_node *where,
                                 const stabil_node **under) {
  const stabil_node *kit = NULL, *part = NULL;
  stabil_status status = load_file(l, self, where, "toolkit", &kit);
  if (status == STABIL_OK) status = within_limits(l, where->mark, "toolkit");
  if (status == STABIL_OK && kit != NULL) status = toolkit_part(l, kit, &part);
  if (status != STABIL_OK) return status;
  return stabil_overlay_merge(l->arena, *under, part, under, l->err);
}

static stabil_status worse(stabil_status a, stabil_status b) {
  return a > b ? a : b; // memory (71) > missing (66) > input (65) > fine (0)
}

static stabil_status add_toolkits(loader *l, const source *self, const stabil_node *where,
                                  const stabil_node **under) {
  if (where->kind != STABIL_LIST) return add_toolkit(l, self, where, under);
  stabil_status status = STABIL_OK;
  for (int i = 0;
       i < where->count && l->files <= STABIL_OVERLAY_FILES && status != STABIL_MEMORY;
       i++)
    status = worse(status, add_toolkit(l, self, where->item[i], under));
  return status;
}

// --- tables
// -----------------------------------------------------------------------------

static stabil_status load_table(loader *l, const source *self, const stabil_node *where,
                                const char *key, const stabil_node **rows) {
  const char *path = beside(l, self->path, where->text);
  if (path == NULL) return out_of_memory(l);
  stabil_file_text from = {NULL, 0};
  l->files++;
  stabil_status status = within_limits(l, where->mark, key);
  if (status == STABIL_OK) status = read_file(l, path, where->mark, key, &from);
  if (status == STABIL_OK)
    status = stabil_csv_parse(l->arena, from.text, from.length, path, key, rows, l->err);
  free(from.text);
  return status;
}

// The entries of `map` that are, or are not, in `rows`; never the one that names the
// file.
static stabil_node *part_of(loader *l, const stabil_node *map, const stabil_node *rows,
                            bool in) {
  stabil_node *part = stabil_arena_alloc(l->arena, sizeof *part);
  if (part == NULL) return NULL;
  *part = *map;
  part->count = 0;
  part->sorted = NULL;
  part->entry = stabil_arena_array(l->arena, (size_t)map->count, sizeof(*part->entry));
  if (part->entry == NULL) return NULL;
  for (int i = 0; i < map->count; i++) {
    const stabil_entry *entry = &map->entry[i];
    if (stabil_schema_find(&stabil_csv_schema, entry->key) != NULL) continue;
    if ((stabil_node_find(rows, entry->key) != NULL) == in)
      part->entry[part->count++] = *entry;
  }
  return part;
}

static bool join(loader *l, const stabil_node *first, const stabil_node *second,
                 stabil_node *out) {
  const int count = first->count + second->count;
  *out = *first;
  out->sorted = NULL;
  out->count = 0;
  out->entry = stabil_arena_array(l->arena, (size_t)count + 1, sizeof(*out->entry));
  if (out->entry == NULL) return false;
  for (int i = 0; i < first->count; i++) out->entry[out->count++] = first->entry[i];
  for (int i = 0; i < second->count; i++) {
    out->entry[out->count++] = second->entry[i];
    out->weight += second->entry[i].value->weight;
  }
  return stabil_node_index(l->arena, out);
}

// What the map says of a row merges over it; other entries follow the rows, as they are.
static stabil_status add_rows(loader *l, const source *self, stabil_entry *entry) {
  const stabil_node *map = entry->value, *rows = NULL, *merged = NULL;
  const stabil_entry *csv = stabil_node_find(map, stabil_csv_schema.key[0].key);
  stabil_status status = load_table(l, self, csv->value, entry->key, &rows);
  if (status != STABIL_OK) return status;
  const stabil_node *changes = part_of(l, map, rows, true);
  const stabil_node *others = part_of(l, map, rows, false);
  stabil_node *all = stabil_arena_alloc(l->arena, sizeof *all);
  if (changes == NULL || others == NULL || all == NULL) return out_of_memory(l);
  status = stabil_overlay_merge(l->arena, rows, changes, &merged, l->err);
  if (status != STABIL_OK) return status;
  if (!join(l, merged, others, all)) return out_of_memory(l);
  entry->value = all;
  return STABIL_OK;
}

// A map of names that may stand in a table, and does.
static bool names_table(const stabil_entry *entry) {
  const char *key = entry->key + (entry->key[0] == '+');
  const stabil_key *row = stabil_schema_find(&stabil_study_schema, key);
  const stabil_entry *csv = stabil_node_find(entry->value, stabil_csv_schema.key[0].key);
  return row != NULL && row->type == STABIL_TYPE_NAMED && csv != NULL &&
         csv->value->kind == STABIL_SCALAR && csv->value->text[0] != 0;
}

// In place: the map is a copy of our own.
static stabil_status add_tables(loader *l, const source *self, const stabil_node *own) {
  stabil_status status = STABIL_OK;
  for (int i = 0; i < own->count && status != STABIL_MEMORY; i++)
    if (names_table(&own->entry[i]))
      status = worse(status, add_rows(l, self, &own->entry[i]));
  return status;
}

static stabil_status combine(loader *l, const source *self, const stabil_node *own,
                             const stabil_node **root) {
  const stabil_entry *base = stabil_node_find(own, "base");
  const stabil_entry *toolkit = stabil_node_find(own, "toolkit");
  const stabil_node *under = NULL;
  stabil_status status = STABIL_OK;
  if (base != NULL) status = load_file(l, self, base->value, "base", &under);
  if (toolkit != NULL && status != STABIL_MEMORY)
    status = worse(status, add_toolkits(l, self, toolkit->value, &under));
  if (status == STABIL_OK && base != NULL)
    status = within_limits(l, base->value->mark, "base");
  if (status == STABIL_MEMORY) return status;
  const stabil_node *changes = without_files(l, own);
  if (changes == NULL) return out_of_memory(l);
  status = worse(status, add_tables(l, self, changes));
  if (status != STABIL_OK) return status;
  return stabil_overlay_merge(l->arena, under, changes, root, l->err);
}

typedef struct beside_file { // whose `empirical:` is read
  loader *l;
  const source *up;
} beside_file;

static stabil_status read_sample(void *self, const stabil_node *where, const char **path,
                                 char **text, size_t *length) {
  const beside_file *from = self;
  loader *l = from->l;
  stabil_file_text read = {NULL, 0};
  *path = beside(l, from->up->path, where->text);
  if (*path == NULL) return out_of_memory(l);
  if (++l->files > STABIL_OVERLAY_FILES)
    return stabil_fail_at(l->err, STABIL_INPUT, where->mark, "empirical",
                          "found more than %d files in one study", STABIL_OVERLAY_FILES);
  stabil_status status = read_file(l, *path, where->mark, "empirical", &read);
  *text = read.text;
  *length = read.length;
  if (status == STABIL_OK) status = within_limits(l, where->mark, "empirical");
  if (status == STABIL_OK && read.length > STABIL_DOCUMENT_BYTES)
    status =
        stabil_fail_at(l->err, STABIL_INPUT, where->mark, "empirical",
                       "'%s' is larger than %zu bytes", *path, STABIL_DOCUMENT_BYTES);
  return status;
}

static stabil_status load_text(loader *l, const source *self, const char *text,
                               size_t length, const stabil_node **root) {
  const stabil_node *own = NULL;
  stabil_status status =
      stabil_document_parse(l->arena, text, length, self->path, &own, l->err);
  if (status != STABIL_OK) return status;
  if (own->kind != STABIL_MAP)
    return stabil_fail_at(l->err, STABIL_INPUT, own->mark, NULL,
                          "found %s, expected a map of keys",
                          own->kind == STABIL_LIST ? "a list" : "a single text");
  beside_file from = {l, self};
  const stabil_sample_source samples = {l->arena, l->err, &from, read_sample};
  const stabil_status first = stabil_sample_expand(&samples, own);
  if (first == STABIL_MEMORY) return first;
  status = combine(l, self, own, root);
  // a broken sample does not keep the other files from being read
  return first == STABIL_OK ? status : worse(first, status);
}

stabil_status stabil_overlay_parse(stabil_arena *arena, const char *text, size_t length,
                                   const char *name, const stabil_node **root,
                                   stabil_error *err) {
  loader l = {arena, err, 1, length};
  *root = NULL;
  const char *kept = stabil_arena_text(arena, name, strlen(name));
  if (kept == NULL) return out_of_memory(&l);
  source self = {.path = kept};
  identify(&self);
  return load_text(&l, &self, text, length, root);
}

stabil_status stabil_overlay_read(stabil_arena *arena, const char *path,
                                  const stabil_node **root, stabil_error *err) {
  loader l = {arena, err, 0, 0};
  stabil_file_text from = {NULL, 0};
  *root = NULL;
  stabil_status status = read_file(&l, path, (stabil_mark){NULL, 0, 0}, NULL, &from);
  if (status == STABIL_OK)
    status = stabil_overlay_parse(arena, from.text, from.length, path, root, err);
  free(from.text);
  return status;
}
