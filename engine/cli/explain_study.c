// SPDX-License-Identifier: GPL-3.0-or-later
// What a study says: its numbers and its measures.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/explain.h"
#include "cli/explain_evidence.h"
#include "scenario/lever.h"
#include "scenario/quantity_read.h"
#include "scenario/read.h"
#include "scenario/study_schema.h"
#include "stabil/measure.h"

// --- one number
// -------------------------------------------------------------------------

static void set_source(json_t *object, const stabil_study *study,
                       const stabil_quantity *q) {
  const char *certainty = stabil_certainty_name(q->certainty);
  (void)json_object_set_new(object, "certainty",
                            certainty[0] == 0 ? json_null() : json_string(certainty));
  if (q->assumption) {
    (void)json_object_set_new(object, "source", json_string("assumption"));
  } else if (q->source >= 0) {
    const stabil_source *source = &study->source[q->source];
    (void)json_object_set_new(object, "source", json_string(source->name));
    (void)json_object_set_new(object, "source_title", json_string(source->title));
    if (source->address != NULL && source->address[0] != 0)
      (void)json_object_set_new(object, "source_address", json_string(source->address));
  } else {
    (void)json_object_set_new(object, "source", json_null());
  }
}

static void set_place(json_t *object, stabil_mark mark) {
  bool given = mark.file != NULL;
  (void)json_object_set_new(object, "default", json_boolean(!given));
  if (!given) return;
  (void)json_object_set_new(object, "file", json_string(mark.file));
  (void)json_object_set_new(object, "line", json_integer(mark.line));
}

// The correlation that a number is in; NULL: none.
static const char *group_of(const stabil_study *study, const stabil_quantity *q) {
  for (int i = 0; i < study->correlation_count; i++)
    for (int k = 0; k < study->correlation[i].count; k++)
      if (study->correlation[i].member[k] == q) return study->correlation[i].name;
  return NULL;
}

static void set_quantiles(json_t *object, const stabil_quantity *q) {
  (void)json_object_set_new(object, "interval",
                            json_pack("[f, f]", stabil_quantity_legal(q, 0.025),
                                      stabil_quantity_legal(q, 0.975)));
  (void)json_object_set_new(
      object, "quantiles",
      json_pack("{s:f, s:f, s:f, s:f, s:f}", "2.5", stabil_quantity_legal(q, 0.025), "25",
                stabil_quantity_legal(q, 0.25), "50", stabil_quantity_legal(q, 0.5), "75",
                stabil_quantity_legal(q, 0.75), "97.5", stabil_quantity_legal(q, 0.975)));
}

static void set_number(json_t *object, const stabil_study *study,
                       const stabil_quantity *q) {
  (void)json_object_set_new(object, "value", json_real(q->value));
  (void)json_object_set_new(object, "unit", json_string(q->unit));
  (void)json_object_set_new(object, "distribution",
                            json_string(stabil_family_name(q->family)));
  if (q->family != STABIL_FIXED) set_quantiles(object, q);
  if (group_of(study, q) != NULL)
    (void)json_object_set_new(object, "correlation", json_string(group_of(study, q)));
  set_source(object, study, q);
}

json_t *stabil_explain_number(const stabil_study *study, const stabil_quantity *q) {
  json_t *object = json_pack("{s:s, s:s}", "kind", "parameter", "key", q->path);
  set_number(object, study, q);
  set_place(object, q->mark);
  return object;
}

// --- the other keys
// ---------------------------------------------------------------------

typedef struct walk {
  stabil_arena *arena;
  json_t *list;
  const char **paths; // of the numbers, sorted: nothing below them is shown
  size_t count;
} walk;

static int by_text(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_number(const walk *w, const char *path) {
  return w->count > 0 &&
         bsearch(&path, w->paths, w->count, sizeof(*w->paths), by_text) != NULL;
}

static void walk_node(walk *w, const stabil_node *node, const stabil_path *path) {
  const char *text = stabil_path_text(w->arena, path);
  if (text == NULL || is_number(w, text)) return;
  if (node->kind == STABIL_SCALAR) {
    json_t *object = json_pack("{s:s, s:s, s:s}", "kind", "parameter", "key", text,
                               "value", node->text);
    set_place(object, node->mark);
    (void)json_array_append_new(w->list, object);
  }
  for (int i = 0; i < node->count; i++) {
    bool list = node->kind == STABIL_LIST;
    stabil_path below = {path, list ? NULL : node->entry[i].key, i};
    walk_node(w, list ? node->item[i] : node->entry[i].value, &below);
  }
}

static void add_others(const stabil_study *study, json_t *list) {
  walk w = {.arena = stabil_arena_create(), .list = list};
  w.count = (size_t)study->quantity_count;
  w.paths = stabil_arena_array(w.arena, w.count, sizeof(*w.paths));
  if (w.paths != NULL) {
    for (size_t i = 0; i < w.count; i++) w.paths[i] = study->quantity[i]->path;
    qsort(w.paths, w.count, sizeof(*w.paths), by_text);
    walk_node(&w, stabil_study_tree(study), NULL);
  }
  stabil_arena_free(w.arena);
}

json_t *stabil_explain_parameters(const stabil_study *study) {
  json_t *list = json_array();
  for (int i = 0; i < study->quantity_count; i++)
    (void)json_array_append_new(list, stabil_explain_number(study, study->quantity[i]));
  add_others(study, list);
  return list;
}

json_t *stabil_explain_assumptions(const stabil_study *study) {
  json_t *list = json_array();
  for (int i = 0; i < study->quantity_count; i++)
    if (study->quantity[i]->assumption)
      (void)json_array_append_new(list, stabil_explain_number(study, study->quantity[i]));
  return list;
}

// --- correlations
// -----------------------------------------------------------------------

static json_t *correlation_of(const stabil_correlation *group) {
  json_t *between = json_array(), *matrix = json_array();
  for (int i = 0; i < group->count; i++) {
    json_t *row = json_array();
    (void)json_array_append_new(between, json_string(group->member[i]->path));
    for (int k = 0; k < group->count; k++)
      (void)json_array_append_new(row, json_real(group->target[i * group->count + k]));
    (void)json_array_append_new(matrix, row);
  }
  json_t *object = json_pack("{s:s, s:s, s:o, s:o}", "kind", "correlation", "name",
                             group->name, "between", between, "matrix", matrix);
  set_place(object, group->mark);
  return object;
}

json_t *stabil_explain_correlations(const stabil_study *study) {
  json_t *list = json_array();
  for (int i = 0; i < study->correlation_count; i++)
    (void)json_array_append_new(list, correlation_of(&study->correlation[i]));
  return list;
}

// --- measures
// ---------------------------------------------------------------------------

static json_t *roles_of(const stabil_study *study, const stabil_set *roles) {
  json_t *list = json_array();
  for (int i = 0; i < roles->count; i++)
    (void)json_array_append_new(list, json_string(study->role[roles->index[i]].name));
  return list;
}

static json_t *effect_of(const stabil_study *study, const stabil_effect *effect) {
  json_t *object = json_pack(
      "{s:s, s:s, s:o}", "lever", stabil_levers[effect->lever].name, "scale",
      stabil_scale_names[effect->scale], "roles", roles_of(study, &effect->roles));
  set_number(object, study, &effect->value);
  (void)json_object_set_new(object, "applied", stabil_explain_applied(study, effect));
  (void)json_object_set_new(object, "course", stabil_explain_course(effect));
  if (effect->to.given)
    (void)json_object_set_new(object, "to",
                              json_string(effect->to.role == STABIL_TECHNOLOGY
                                              ? "technology"
                                              : study->role[effect->to.role].name));
  return object;
}

static json_t *cost_of(const stabil_study *study, const stabil_cost *cost) {
  json_t *object =
      json_pack("{s:s, s:s, s:s, s:o}", "per", stabil_per_names[cost->per], "item",
                stabil_item_label((stabil_item_id)cost->item).name, "payer",
                stabil_payer_label((stabil_payer_id)cost->payer).name, "roles",
                roles_of(study, &cost->roles));
  set_number(object, study, &cost->amount);
  return object;
}

static void add_source(json_t *sources, const stabil_study *study,
                       const stabil_quantity *q) {
  const char *name = q->assumption    ? "assumption"
                     : q->source >= 0 ? study->source[q->source].name
                                      : NULL;
  size_t i;
  json_t *known;
  if (name == NULL) return;
  json_array_foreach(sources, i, known) {
    if (strcmp(json_string_value(known), name) == 0) return;
  }
  (void)json_array_append_new(sources, json_string(name));
}

// {name: {title, address}} of those of the list that are sources.
static json_t *source_texts(const stabil_study *study, const json_t *sources) {
  json_t *texts = json_object();
  size_t i;
  const json_t *name;
  json_array_foreach(sources, i, name) {
    for (int s = 0; s < study->source_count; s++) {
      const stabil_source *source = &study->source[s];
      if (strcmp(source->name, json_string_value(name)) != 0) continue;
      const char *address = source->address == NULL ? "" : source->address;
      (void)json_object_set_new(
          texts, source->name,
          json_pack("{s:s, s:s}", "title", source->title, "address", address));
    }
  }
  return texts;
}

// Scenarios that name it themselves.
static json_t *used_in(const stabil_study *study, const stabil_toolkit_measure *measure) {
  json_t *list = json_array();
  for (int s = 0; s < study->scenario_count; s++) {
    const stabil_scenario_def *scenario = &study->scenario[s];
    bool uses = false;
    for (int u = 0; u < scenario->use_count; u++)
      uses |= &study->measure[scenario->use[u].measure] == measure;
    if (uses) (void)json_array_append_new(list, json_string(scenario->name));
  }
  return list;
}

static json_t *measure_of(const stabil_study *study,
                          const stabil_toolkit_measure *measure) {
  json_t *effects = json_array(), *costs = json_array(), *sources = json_array();
  for (int i = 0; i < measure->effect_count; i++) {
    (void)json_array_append_new(effects, effect_of(study, &measure->effect[i]));
    add_source(sources, study, &measure->effect[i].value);
  }
  for (int i = 0; i < measure->cost_count; i++) {
    (void)json_array_append_new(costs, cost_of(study, &measure->cost[i]));
    add_source(sources, study, &measure->cost[i].amount);
  }
  json_t *object = json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o}", "kind",
                             "measure", "name", measure->name, "label", measure->label.en,
                             "label_nb", measure->label.nb, "about", measure->about,
                             "effects", effects, "costs", costs, "sources", sources);
  (void)json_object_set_new(object, "source_texts", source_texts(study, sources));
  if (measure->capacity != NULL && measure->capacity[0] != 0)
    (void)json_object_set_new(object, "capacity", json_string(measure->capacity));
  (void)json_object_set_new(object, "answers", stabil_explain_answers(study, measure));
  (void)json_object_set_new(object, "used_in", used_in(study, measure));
  if (measure->need >= 0)
    (void)json_object_set_new(object, "need",
                              json_string(study->need[measure->need].name));
  set_place(object, measure->mark);
  return object;
}

json_t *stabil_explain_measures(const stabil_study *study) {
  json_t *list = json_array();
  for (int i = 0; i < study->measure_count; i++)
    (void)json_array_append_new(list, measure_of(study, &study->measure[i]));
  return list;
}
