// SPDX-License-Identifier: GPL-3.0-or-later
// The reference page: a section for each record of the tables, then the levers.
#include <stdlib.h>
#include <string.h>

#include "cli/schema.h"
#include "scenario/lever.h"

#define SECTIONS 200

typedef struct section { // records with the same keys share one
  const stabil_schema *schema;
  json_t *paths; // where they stand
} section;

typedef struct page {
  int count;
  section section[SECTIONS];
} page;

// --- what there is
// ------------------------------------------------------------------------

static section *section_of(page *p, const stabil_schema *schema) {
  for (int i = 0; i < p->count; i++)
    if (p->section[i].schema->key == schema->key) return &p->section[i];
  if (p->count == SECTIONS) return NULL;
  p->section[p->count] = (section){schema, json_array()};
  return &p->section[p->count++];
}

static bool is_record(const stabil_schema *schema) {
  return schema != NULL && schema->key[0].key[0] != 0;
}

static void collect(page *p, const stabil_schema *schema, const char *path);

static void collect_key(page *p, const stabil_key *row, const char *up) {
  const bool map = row->type == STABIL_TYPE_NAMED || row->type == STABIL_TYPE_KEYED;
  char path[300];
  const char *step = map ? ".<name>" : row->type == STABIL_TYPE_ITEMS ? "[]" : "";
  (void)snprintf(path, sizeof path, "%s%s%s%s", up, up[0] == 0 ? "" : ".", row->key,
                 step);
  if (is_record(row->child)) collect(p, row->child, path);
  for (int i = 0; row->ways != NULL && i < row->ways->count; i++)
    if (is_record(row->ways->key[i].child)) collect(p, row->ways->key[i].child, path);
}

static bool has_path(const section *own, const char *path) {
  size_t i;
  const json_t *known;
  json_array_foreach(own->paths, i, known) {
    if (strcmp(json_string_value(known), path) == 0) return true;
  }
  return false;
}

static void collect(page *p, const stabil_schema *schema, const char *path) {
  section *own = section_of(p, schema);
  if (own == NULL || has_path(own, path)) return; // two ways to write one key
  (void)json_array_append_new(own->paths, json_string(path));
  for (int i = 0; i < schema->count; i++) collect_key(p, &schema->key[i], path);
}

// --- tables
// -------------------------------------------------------------------------------

// A bar would end the cell.
static void cell(const char *text, FILE *stream) {
  for (; *text != 0; text++) {
    if (*text == '|') fputc('\\', stream);
    fputc(*text, stream);
  }
}

static const stabil_schema *record_of(const stabil_key *row) {
  if (is_record(row->child)) return row->child;
  for (int i = 0; row->ways != NULL && i < row->ways->count; i++)
    if (is_record(row->ways->key[i].child)) return row->ways->key[i].child;
  return NULL;
}

static void print_link(const page *p, const stabil_schema *schema, FILE *stream) {
  for (int i = 0; i < p->count; i++) {
    if (p->section[i].schema->key != schema->key) continue;
    const char *name = p->section[i].schema->name;
    fprintf(stream, " of [%s](#", name);
    for (; *name != 0; name++) fputc(*name == ' ' ? '-' : *name, stream);
    fputc(')', stream);
  }
}

// Quantities lead to the section about them.
static void print_form(const char *form, FILE *stream) {
  static const char word[] = "quantity";
  const size_t length = sizeof word - 1;
  const bool leads = strncmp(form, word, length) == 0;
  if (leads) fprintf(stream, "[%s](#%s)", word, word);
  cell(leads ? form + length : form, stream);
}

static void print_default(const stabil_key *row, FILE *stream) {
  if (row->required)
    fputs("required", stream);
  else if (row->fallback != NULL)
    fprintf(stream, "`%s`%s", row->fallback, row->assumed ? " (assumption)" : "");
}

static void print_row(const page *p, const stabil_key *row, FILE *stream) {
  char form[400], range[80];
  stabil_schema_form(row, form, sizeof form);
  stabil_schema_range(row, range, sizeof range);
  fprintf(stream, "| `%s` | ", row->key);
  print_form(form, stream);
  if (record_of(row) != NULL) print_link(p, record_of(row), stream);
  fprintf(stream, " | %s | %s | ",
          row->unit == NULL || strcmp(row->unit, "1") == 0 ? "" : row->unit, range);
  print_default(row, stream);
  fputs(" | ", stream);
  cell(row->text, stream);
  if (row->sum) fputs("; sum 1, also as [simplex](#simplex)", stream);
  fputs(" |\n", stream);
}

static void print_rows(const page *p, const stabil_schema *schema, FILE *stream) {
  fputs(
      "\n| key | written as | unit | range | default | is |\n|---|---|---|---|---|---|\n",
      stream);
  for (int i = 0; i < schema->count; i++) print_row(p, &schema->key[i], stream);
}

static void print_paths(const json_t *paths, FILE *stream) {
  size_t i;
  const json_t *path;
  if (json_string_length(json_array_get(paths, 0)) == 0) return;
  fputs("\nIn ", stream);
  json_array_foreach(paths, i, path) {
    fprintf(stream, "%s`%s`", i == 0 ? "" : ", ", json_string_value(path));
  }
  fputs(".\n", stream);
}

static void print_section(const page *p, const section *s, FILE *stream) {
  fprintf(stream, "\n## %s\n", s->schema->name);
  print_paths(s->paths, stream);
  if (s->schema->text != NULL) fprintf(stream, "\n%s\n", s->schema->text);
  if (s->schema->one_of) fputs("\nExactly one of:\n", stream);
  if (s->schema->shorthand != NULL)
    fprintf(stream, "\nA plain text stands for `{%s: text}`.\n", s->schema->shorthand);
  print_rows(p, s->schema, stream);
}

static void print_lever(const stabil_lever *lever, FILE *stream) {
  fprintf(stream, "| `%s` | %s | ", lever->name,
          strcmp(lever->unit, "1") == 0 ? "" : lever->unit);
  for (int i = 0, n = 0; stabil_scale_names[i] != NULL; i++)
    if (lever->scales & 1u << i)
      fprintf(stream, "%s%s", n++ == 0 ? "" : ", ", stabil_scale_names[i]);
  fprintf(stream, " | %.15g to %.15g | ", lever->low, lever->high);
  cell(lever->text, stream);
  fputs(" |\n", stream);
}

static void print_levers(FILE *stream) {
  fputs("\n## lever\n\n| lever | unit | scales | range of `set` | acts on |\n"
        "|---|---|---|---|---|\n",
        stream);
  for (int i = 0; i < STABIL_LEVER_COUNT; i++) print_lever(&stabil_levers[i], stream);
}

void stabil_schema_markdown(FILE *stream) {
  page *p = calloc(1, sizeof *p);
  if (p == NULL) return;
  collect(p, &stabil_file_schema, "");
  collect(p, &stabil_csv_schema, "");
  collect(p, &stabil_quantity_schema, "");
  collect(p, &stabil_simplex_schema, "");
  collect(p, &stabil_table_schema, "");
  collect(p, &stabil_study_schema, "");
  fputs("# Keys of a study\n\nMade by `stabil schema --markdown` from the tables that "
        "read studies; not edited by hand.\nNumbers without a unit are pure.\n",
        stream);
  for (int i = 0; i < p->count; i++) print_section(p, &p->section[i], stream);
  print_levers(stream);
  for (int i = 0; i < p->count; i++) json_decref(p->section[i].paths);
  free(p);
}
