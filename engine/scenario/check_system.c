// SPDX-License-Identifier: GPL-3.0-or-later
// Systematic work: what a scenario says of it against the study's block, and where.
#include "base/text.h"
#include "scenario/read.h"

static bool resolved(const stabil_set *set) {
  for (int i = 0; i < set->count; i++)
    if (set->index[i] < 0) return false;
  return true;
}

static bool sound(const stabil_area *area) {
  return resolved(&area->places) && resolved(&area->counties) &&
         resolved(&area->regions) && resolved(&area->kinds);
}

static bool has_rounds(const stabil_system *system) {
  for (int i = 0; i < system->condition_count; i++)
    if (system->condition[i].cycle > 0) return true;
  return false;
}

static bool reaches_any(const stabil_study *study, const stabil_area *area) {
  for (int p = 0; p < study->place_count; p++)
    if (study->place[p].kind != STABIL_REST && stabil_check_in_area(study, area, p))
      return true;
  return false;
}

static void check_work(stabil_reader *r, const stabil_work *work,
                       const stabil_path *path) {
  const stabil_study *study = r->study;
  if (work->skip.count > 0 && !has_rounds(&study->system))
    stabil_reader_fail(r, work->mark, path,
                       "`skip` needs a condition with a `cycle`, and the study has none");
  if (work->has_where && sound(&work->where) && study->place_count > 0 &&
      !reaches_any(study, &work->where))
    stabil_reader_fail(r, work->mark, path,
                       "no modelled place matches `where`: nobody does the work");
}

static void check_scenario(stabil_reader *r, const stabil_scenario_def *scenario) {
  const stabil_path top = {NULL, "scenarios", 0}, self = {&top, scenario->name, 0};
  const stabil_path works = {&self, "plan_recruit_retain", 0};
  for (int i = 0; i < scenario->work_count; i++) {
    const stabil_path item = {&works, NULL, i};
    check_work(r, &scenario->work[i], scenario->work_count > 1 ? &item : &works);
  }
}

// A floor of a scenario takes the draw of the study's, so that scenarios stay comparable.
static void name_floor(stabil_scenario_def *scenario) {
  if (scenario->has_floor)
    scenario->floor.name = stabil_text_hash("plan_recruit_retain.floor");
}

static void need_block(stabil_reader *r, const stabil_scenario_def *scenario) {
  static const char missing[] =
      "the study has no block `plan_recruit_retain` with tasks, "
      "conditions, half-lives and a floor";
  if (scenario->work_count > 0)
    stabil_check_fail(r, STABIL_STEPS("scenarios", scenario->name, "plan_recruit_retain"),
                      missing);
  if (scenario->has_floor)
    stabil_check_fail(r, STABIL_STEPS("scenarios", scenario->name, "fidelity_floor"),
                      missing);
}

static void check_block(stabil_reader *r) {
  const stabil_system *system = &r->study->system;
  const struct {
    const char *key;
    int count;
  } needed[] = {{"tasks", system->task_count}, {"conditions", system->condition_count}};
  const stabil_node *block = stabil_node_find(r->root, "plan_recruit_retain")->value;
  for (int i = 0; i < 2; i++) {
    const stabil_entry *entry = stabil_node_find(block, needed[i].key);
    if (needed[i].count == 0 && entry != NULL && entry->value->kind == STABIL_MAP)
      stabil_check_fail(r, STABIL_STEPS("plan_recruit_retain", needed[i].key),
                        "found none, expected at least one");
  }
}

void stabil_check_system(stabil_reader *r) {
  const stabil_study *study = r->study;
  if (study->system.given) check_block(r);
  for (int i = 0; i < study->scenario_count; i++) {
    if (study->system.given)
      check_scenario(r, &study->scenario[i]);
    else
      need_block(r, &study->scenario[i]);
    name_floor(&study->scenario[i]);
  }
}
