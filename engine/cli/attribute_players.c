// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/attribute_players.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "scenario/document.h"
#include "scenario/file.h"
#include "scenario/variant.h"

static stabil_status no_memory(stabil_error *err) {
  return stabil_fail(err, STABIL_MEMORY, "out of memory");
}

static stabil_status start(const stabil_study *study, int scenario, stabil_arena *arena,
                           stabil_players *out, stabil_error *err) {
  const int uses = stabil_variant_uses(study, scenario);
  if (uses == 0)
    return stabil_fail(err, STABIL_USAGE, "scenario '%s' has no measures",
                       study->scenario[scenario].name);
  *out = (stabil_players){
      .uses = uses,
      .worker = -1,
      .name = stabil_arena_array(arena, (size_t)uses + 2, sizeof *out->name),
      .player_of = stabil_arena_array(arena, (size_t)uses, sizeof(int))};
  return out->name && out->player_of ? STABIL_OK : no_memory(err);
}

static int player_named(stabil_players *players, const char *name) {
  for (int i = 0; i < players->count; i++)
    if (strcmp(players->name[i], name) == 0) return i;
  players->name[players->count] = name;
  return players->count++;
}

static const char *measure_of(const stabil_study *study, int scenario, int use) {
  return study->measure[stabil_variant_use(study, scenario, use)->measure].name;
}

static void add_worker(const stabil_study *study, int scenario, stabil_players *out) {
  if (!stabil_variant_works(study, scenario)) return;
  out->worker = out->count;
  out->name[out->count++] = "plan_recruit_retain";
}

stabil_status stabil_players_by_measure(const stabil_study *study, int scenario,
                                        stabil_arena *arena, stabil_players *out,
                                        stabil_error *err) {
  const stabil_status status = start(study, scenario, arena, out, err);
  for (int i = 0; status == STABIL_OK && i < out->uses; i++)
    out->player_of[i] = player_named(out, measure_of(study, scenario, i));
  if (status == STABIL_OK) add_worker(study, scenario, out);
  return status;
}

stabil_status stabil_players_by_include(const stabil_study *study, int scenario,
                                        stabil_arena *arena, stabil_players *out,
                                        stabil_error *err) {
  const stabil_scenario_def *def = &study->scenario[scenario];
  const stabil_status status = start(study, scenario, arena, out, err);
  if (status != STABIL_OK) return status;
  int use = 0;
  for (int k = 0; k < def->include.count; k++) {
    const int included = def->include.index[k];
    const int count = stabil_variant_uses(study, included);
    if (count == 0) continue;
    const int player = player_named(out, study->scenario[included].name);
    for (int i = 0; i < count; i++) out->player_of[use++] = player;
  }
  while (use < out->uses) out->player_of[use++] = player_named(out, def->name);
  add_worker(study, scenario, out);
  return STABIL_OK;
}

// --- groups of a file
// -------------------------------------------------------------------------------------

typedef struct grouping {
  const stabil_study *study;
  int scenario;
  const char **group_of; // [measures of the study]: NULL: none
  bool *used;            // [measures of the study]: by the scenario
  const char **known;    // [uses]: names of those, for suggestions
  int known_count;
  stabil_error *err;
} grouping;

static stabil_status fail_near(const grouping *g, const stabil_node *item,
                               const char *group) {
  const char *near = stabil_text_nearest(item->text, g->known, (size_t)g->known_count);
  const char *scenario = g->study->scenario[g->scenario].name;
  if (near)
    return stabil_fail_at(g->err, STABIL_INPUT, item->mark, group,
                          "no measure '%s' in scenario '%s'; did you mean '%s'?",
                          item->text, scenario, near);
  return stabil_fail_at(g->err, STABIL_INPUT, item->mark, group,
                        "no measure '%s' in scenario '%s'", item->text, scenario);
}

static int measure_named(const grouping *g, const char *name) {
  for (int i = 0; i < g->study->measure_count; i++)
    if (g->used[i] && strcmp(g->study->measure[i].name, name) == 0) return i;
  return -1;
}

static stabil_status read_item(grouping *g, const char *group, const stabil_node *item) {
  if (item->kind != STABIL_SCALAR)
    return stabil_fail_at(g->err, STABIL_INPUT, item->mark, group,
                          "expected the name of a measure");
  const int measure = measure_named(g, item->text);
  if (measure < 0) return fail_near(g, item, group);
  if (g->group_of[measure])
    return stabil_fail_at(g->err, STABIL_INPUT, item->mark, group,
                          "the measure '%s' is in the group '%s' already", item->text,
                          g->group_of[measure]);
  g->group_of[measure] = group;
  return STABIL_OK;
}

static stabil_status worst(stabil_status a, stabil_status b) {
  return a == STABIL_OK ? b : a;
}

static stabil_status read_group(grouping *g, const stabil_entry *entry) {
  const stabil_node *list = entry->value;
  stabil_status status = STABIL_OK;
  if (list->kind != STABIL_LIST || list->count == 0)
    return stabil_fail_at(g->err, STABIL_INPUT, list->mark, entry->key,
                          "expected a list of measures");
  for (int i = 0; i < list->count; i++)
    status = worst(status, read_item(g, entry->key, list->item[i]));
  return status;
}

// A group must not have the name of a measure that is not in it.
static stabil_status check_name(grouping *g, const stabil_entry *entry) {
  const int measure = measure_named(g, entry->key);
  if (measure < 0 ||
      (g->group_of[measure] && strcmp(g->group_of[measure], entry->key) == 0))
    return STABIL_OK;
  return stabil_fail_at(g->err, STABIL_INPUT, entry->mark, entry->key,
                        "the group has the name of a measure that is not in it");
}

static stabil_status read_groups(grouping *g, const stabil_node *root) {
  stabil_status status = STABIL_OK;
  if (root->kind != STABIL_MAP)
    return stabil_fail_at(g->err, STABIL_INPUT, root->mark, NULL,
                          "expected a map of groups, {name: [measure, ...]}");
  for (int i = 0; i < root->count; i++)
    status = worst(status, read_group(g, &root->entry[i]));
  for (int i = 0; i < root->count; i++)
    status = worst(status, check_name(g, &root->entry[i]));
  return status;
}

static stabil_status parse(const char *path, stabil_arena *arena,
                           const stabil_node **root, stabil_error *err) {
  stabil_file_text file = {0};
  const char *why = "";
  stabil_status status = stabil_file_read(path, false, &file, &why);
  if (status == STABIL_OK)
    status = stabil_document_parse(arena, file.text, file.length, path, root, err);
  else
    status = stabil_fail(err, status, "cannot read %s: %s", path, why);
  free(file.text);
  return status;
}

static stabil_status prepare(grouping *g, stabil_arena *arena,
                             const stabil_players *players) {
  const size_t measures = (size_t)g->study->measure_count;
  g->group_of = stabil_arena_array(arena, measures, sizeof *g->group_of);
  g->used = stabil_arena_array(arena, measures, sizeof *g->used);
  g->known = stabil_arena_array(arena, (size_t)players->uses, sizeof *g->known);
  if (!g->group_of || !g->used || !g->known) return no_memory(g->err);
  for (int i = 0; i < players->uses; i++) {
    g->used[stabil_variant_use(g->study, g->scenario, i)->measure] = true;
    g->known[g->known_count++] = measure_of(g->study, g->scenario, i);
  }
  return STABIL_OK;
}

stabil_status stabil_players_by_file(const stabil_study *study, int scenario,
                                     const char *path, stabil_arena *arena,
                                     stabil_players *out, stabil_error *err) {
  grouping g = {.study = study, .scenario = scenario, .err = err};
  const stabil_node *root = NULL;
  stabil_status status = STABIL_OK;
  TRY(status, start(study, scenario, arena, out, err));
  TRY(status, prepare(&g, arena, out));
  TRY(status, parse(path, arena, &root, err));
  if (root) TRY(status, read_groups(&g, root));
  for (int i = 0; i < out->uses; i++) {
    const char *group = g.group_of[stabil_variant_use(study, scenario, i)->measure];
    out->player_of[i] = player_named(out, group ? group : measure_of(study, scenario, i));
  }
out:
  return status;
}
