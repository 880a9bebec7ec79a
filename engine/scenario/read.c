// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/read.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/lever.h"
#include "scenario/overlay.h"
#include "scenario/simplex.h"
#include "scenario/study_schema.h"
#include "stabil/measure.h"

// A study and the tree it came from, together in its arena.
typedef struct owned_study {
  stabil_study study;
  const stabil_node *root;
} owned_study;

const stabil_node *stabil_study_tree(const stabil_study *study) {
  return ((const owned_study *)study)->root;
}

// --- names that are not records
// ---------------------------------------------------------

const char *stabil_roster_fixed(stabil_roster_id id, int i) {
#define PAYER_NAME(ID, name, ...) #name,
  static const char *const payers[] = {STABIL_PAYER_LIST(PAYER_NAME) NULL};
#undef PAYER_NAME
  switch (id) {
  case STABIL_ROSTER_LEVER:
    return i < STABIL_LEVER_COUNT ? stabil_levers[i].name : NULL;
  case STABIL_ROSTER_PAYER:
    return payers[i];
  case STABIL_ROSTER_KIND:
    return stabil_kind_names[i];
  default:
    return NULL;
  }
}

static void declare_tables(stabil_reader *r) {
  for (stabil_roster_id id = 0; id < STABIL_ROSTER_COUNT; id++)
    for (int i = 0; stabil_roster_fixed(id, i) != NULL; i++)
      stabil_roster_add(r, id, stabil_roster_fixed(id, i), i);
}

static const stabil_node *section(const stabil_reader *r, const char *name) {
  const stabil_entry *entry = stabil_node_find(r->root, name);
  if (entry == NULL || entry->value->kind != STABIL_MAP) return NULL;
  return entry->value;
}

static const stabil_node *child(const stabil_node *node, const char *name) {
  const stabil_entry *entry = stabil_node_find(node, name);
  return entry == NULL ? NULL : entry->value;
}

static void declare_value(stabil_reader *r, const stabil_node *name, int trait,
                          int second) {
  if (name->kind != STABIL_SCALAR) return;
  const stabil_roster *known = &r->roster[STABIL_ROSTER_TRAIT_VALUE];
  for (int i = 0; i < known->count; i++)
    if (strcmp(known->entry[i].name, name->text) == 0) {
      stabil_reader_fail(r, name->mark, NULL,
                         "the value '%s' is there already; names of values are unique "
                         "over all traits",
                         name->text);
      return;
    }
  stabil_roster_add(r, STABIL_ROSTER_TRAIT_VALUE, name->text, 2 * trait + second);
  if (second) stabil_roster_add(r, STABIL_ROSTER_SECOND_VALUE, name->text, trait);
}

static void declare_values(stabil_reader *r) {
  const stabil_node *traits = section(r, "traits");
  for (int i = 0; traits != NULL && i < traits->count && i <= STABIL_MAX_TRAITS; i++) {
    const stabil_node *values = child(traits->entry[i].value, "values");
    if (values == NULL || values->kind != STABIL_LIST) continue;
    for (int k = 0; k < values->count && k < 2; k++)
      declare_value(r, values->item[k], i, k);
  }
}

static void declare_rest(stabil_reader *r) {
  const stabil_node *places = section(r, "places");
  stabil_roster_add(r, STABIL_ROSTER_FLOW_END, "region", -1);
  for (int i = 0; places != NULL && i < places->count; i++) {
    const stabil_node *kind = child(places->entry[i].value, "kind");
    if (kind == NULL || strcmp(kind->text, "rest") != 0) continue;
    stabil_roster_add(r, STABIL_ROSTER_REST, places->entry[i].key, i);
    stabil_roster_add(r, STABIL_ROSTER_FLOW_END, places->entry[i].key, i);
  }
}

static void declare_task_ends(stabil_reader *r) {
  const stabil_node *roles = section(r, "roles");
  for (int i = 0; roles != NULL && i < roles->count; i++)
    stabil_roster_add(r, STABIL_ROSTER_TASK_END, roles->entry[i].key, i);
  stabil_roster_add(r, STABIL_ROSTER_TASK_END, "technology", STABIL_TECHNOLOGY);
}

// Without the block nothing is held against names: that it is missing is told once.
static void declare_work(stabil_reader *r) {
  const stabil_node *block = section(r, "plan_recruit_retain");
  if (block != NULL)
    stabil_schema_declare(r, &stabil_system_schema, block, &r->study->system);
  r->roster[STABIL_ROSTER_WORK_TASK].unknown |= block == NULL;
  r->roster[STABIL_ROSTER_WORK_CONDITION].unknown |= block == NULL;
}

// Rosters that are made of others' names.
static void pass_on_unknown(stabil_reader *r) {
  static const struct {
    stabil_roster_id of, from;
  } rows[] = {{STABIL_ROSTER_TRAIT_VALUE, STABIL_ROSTER_TRAIT},
              {STABIL_ROSTER_SECOND_VALUE, STABIL_ROSTER_TRAIT},
              {STABIL_ROSTER_REST, STABIL_ROSTER_PLACE},
              {STABIL_ROSTER_FLOW_END, STABIL_ROSTER_PLACE},
              {STABIL_ROSTER_TASK_END, STABIL_ROSTER_ROLE},
              {STABIL_ROSTER_RECOMMENDATION, STABIL_ROSTER_FRAMEWORK}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (r->roster[rows[i].from].unknown) r->roster[rows[i].of].unknown = true;
}

// A study without scenarios has one that changes nothing.
static void default_scenario(stabil_reader *r) {
  stabil_study *study = r->study;
  if (study->scenario_count > 0 || stabil_node_find(r->root, "scenarios") != NULL) return;
  study->scenario = stabil_reader_array(r, 1, sizeof(*study->scenario));
  if (study->scenario == NULL) return;
  study->scenario_count = 1;
  study->scenario[0].name = "baseline";
  stabil_path up = {NULL, "scenarios", 0}, path = {&up, "baseline", 0};
  stabil_schema_read(r, &stabil_scenario_schema, NULL, &path, &study->scenario[0]);
}

// --- the study
// --------------------------------------------------------------------------

static void read_tree(stabil_reader *r) {
  declare_tables(r);
  stabil_schema_declare(r, &stabil_study_schema, r->root, r->study);
  declare_values(r);
  declare_rest(r);
  declare_task_ends(r);
  declare_work(r);
  stabil_recommendation_declare(r);
  pass_on_unknown(r);
  stabil_roster_sort(r);
  if (r->memory) return;
  stabil_schema_read(r, &stabil_study_schema, r->root, NULL, r->study);
  if (r->memory) return;
  stabil_correlation_resolve(r);
  if (r->memory) return;
  default_scenario(r);
  stabil_check_study(r);
  r->study->quantity_count = r->quantity_count;
  r->study->quantity = r->quantity;
}

static stabil_status fill(stabil_arena *arena, owned_study *owned, size_t first,
                          stabil_error *err) {
  stabil_reader *r = stabil_arena_alloc(arena, sizeof *r);
  if (r == NULL) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  *r = (stabil_reader){.arena = arena,
                       .err = err,
                       .first = first,
                       .study = &owned->study,
                       .root = owned->root};
  read_tree(r);
  if (r->memory) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  return r->failed ? STABIL_INPUT : STABIL_OK;
}

// --- problems in the order of the files
// -------------------------------------------------

typedef struct ranked {
  stabil_problem problem;
  size_t file, place; // of the file's first problem; of this one
} ranked;

static int by_place(const void *a, const void *b) {
  const ranked *x = a, *y = b;
  if (x->file != y->file) return x->file < y->file ? -1 : 1;
  if (x->problem.line != y->problem.line)
    return x->problem.line < y->problem.line ? -1 : 1;
  if (x->problem.column != y->problem.column)
    return x->problem.column < y->problem.column ? -1 : 1;
  return (x->place > y->place) - (x->place < y->place);
}

// The study's own file comes first, then the others as they turned up.
static size_t rank_of(const stabil_problem *problems, size_t i, const char *own) {
  size_t k = 0;
  if (strcmp(problems[i].file, own) == 0) return 0;
  while (strcmp(problems[k].file, problems[i].file) != 0) k++;
  return k + 1;
}

static void sort_problems(stabil_error *err, size_t first, const char *own) {
  size_t count = err->count - first;
  if (count < 2) return;
  stabil_problem *problems = err->problems + first;
  ranked *list = malloc(count * sizeof *list);
  if (list == NULL) return; // unsorted is still true
  for (size_t i = 0; i < count; i++)
    list[i] = (ranked){problems[i], rank_of(problems, i, own), i};
  qsort(list, count, sizeof *list, by_place);
  for (size_t i = 0; i < count; i++) problems[i] = list[i].problem;
  free(list);
}

// --- public
// -----------------------------------------------------------------------------

typedef struct request { // either a file or a text
  const char *path, *text;
  size_t length;
} request;

static stabil_status load(stabil_arena *arena, const request *from, owned_study *owned,
                          stabil_error *err) {
  if (from->text == NULL)
    return stabil_overlay_read(arena, from->path, &owned->root, err);
  return stabil_overlay_parse(arena, from->text, from->length, from->path, &owned->root,
                              err);
}

static stabil_status read_into(stabil_arena *arena, const request *from,
                               owned_study *owned, stabil_error *err) {
  size_t first = err->count;
  owned->study.arena = arena;
  owned->study.path = stabil_arena_text(arena, from->path, strlen(from->path));
  if (owned->study.path == NULL) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  stabil_status status = load(arena, from, owned, err);
  if (status == STABIL_OK) status = fill(arena, owned, first, err);
  if (status == STABIL_OK)
    status = stabil_document_emit(arena, owned->root, &owned->study.text, err);
  if (status != STABIL_MEMORY) sort_problems(err, first, owned->study.path);
  return status;
}

static stabil_status read_study(const request *from, stabil_study **out,
                                stabil_error *err) {
  stabil_error own = {0};
  stabil_error *list = err == NULL ? &own : err;
  stabil_status status = STABIL_OK;
  *out = NULL;
  // GSL aborts on a failing fit unless told otherwise; every status is checked here.
  gsl_set_error_handler_off();
  stabil_arena *arena = stabil_arena_create();
  owned_study *owned = stabil_arena_alloc(arena, sizeof *owned);
  if (owned == NULL)
    status = stabil_fail(list, STABIL_MEMORY, "out of memory");
  else
    status = read_into(arena, from, owned, list);
  if (status == STABIL_OK)
    *out = &owned->study;
  else
    stabil_arena_free(arena);
  stabil_error_clear(&own);
  return status;
}

stabil_status stabil_study_read(const char *path, stabil_study **out, stabil_error *err) {
  const request from = {path, NULL, 0};
  return read_study(&from, out, err);
}

stabil_status stabil_study_parse(const char *text, size_t length, const char *name,
                                 stabil_study **out, stabil_error *err) {
  const request from = {name, text, length};
  return read_study(&from, out, err);
}

void stabil_study_free(stabil_study *study) {
  if (study != NULL) stabil_arena_free(study->arena);
}
