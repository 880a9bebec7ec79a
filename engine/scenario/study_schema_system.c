// SPDX-License-Identifier: GPL-3.0-or-later
// Schema of a study: systematic work, and which of it a scenario does.
#include <limits.h>
#include <string.h>

#include "scenario/study_schema.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

enum { MOST_YEARS_BEFORE = 50 }; // that work may have begun before the first year

static const char *const per_names[] = {"place", "community", NULL};

// --- the block
// --------------------------------------------------------------------------

static const stabil_key task_keys[] = {
    {STABIL_KEY(LABEL, "label", stabil_work_task, label), .text = "what people read"},
    {STABIL_KEY(TEXT, "phase", stabil_work_task, phase),
     .text = "the part of the work that it belongs to"},
    {STABIL_KEY(QUANTITY, "weight", stabil_work_task, weight), .unit = "1", .low = 0.01,
     .high = 100, .fallback = "1", .assumed = true, .text = "against the other tasks"},
};
static const stabil_schema task_schema = {.name = "work task",
                                          .size = sizeof(stabil_work_task),
                                          .count = COUNT(task_keys),
                                          .key = task_keys,
                                          .mark_at =
                                              1 + offsetof(stabil_work_task, mark)};

static const stabil_key condition_keys[] = {
    {STABIL_KEY(LABEL, "label", stabil_work_condition, label),
     .text = "what people read"},
    {STABIL_KEY(QUANTITY, "weight", stabil_work_condition, weight), .unit = "1",
     .low = 0.01, .high = 100, .fallback = "1", .assumed = true,
     .text = "against the other conditions"},
    {STABIL_KEY(INTEGER, "cycle", stabil_work_condition, cycle), .unit = "years",
     .low = 0, .high = 20, .fallback = "0",
     .text = "it is met by rounds, and one keeps for so many years (1: an annual "
             "cycle); without one the work of the year counts as not done; 0: no rounds"},
};
static const stabil_schema condition_schema = {
    .name = "work condition",
    .size = sizeof(stabil_work_condition),
    .count = COUNT(condition_keys),
    .key = condition_keys,
    .mark_at = 1 + offsetof(stabil_work_condition, mark)};

static const stabil_key cost_keys[] = {
    {STABIL_KEY(CHOICE, "per", stabil_work_cost, community), .list = per_names,
     .fallback = "place",
     .text = "place: each that does the work; community: each health community that "
             "does it in common, shared by its places by funded posts"},
    {STABIL_KEY(NAME, "payer", stabil_work_cost, payer), .roster = STABIL_ROSTER_PAYER,
     .required = true, .text = "who pays"},
    {STABIL_KEY(QUANTITY, "amount", stabil_work_cost, amount), .unit = "NOK/year",
     .low = 0, .high = 1e9, .required = true,
     .text = "a year with every task done; in proportion to the share of tasks"},
};
static const stabil_schema cost_schema = {.name = "work cost",
                                          .size = sizeof(stabil_work_cost),
                                          .count = COUNT(cost_keys),
                                          .key = cost_keys,
                                          .mark_at =
                                              1 + offsetof(stabil_work_cost, mark)};

static const stabil_key system_keys[] = {
    {STABIL_KEY(NAMED, "tasks", stabil_system, task),
     .count_at = offsetof(stabil_system, task_count), .roster = STABIL_ROSTER_WORK_TASK,
     .child = &task_schema, .required = true, .text = "what systematic work consists of"},
    {STABIL_KEY(NAMED, "conditions", stabil_system, condition),
     .count_at = offsetof(stabil_system, condition_count),
     .roster = STABIL_ROSTER_WORK_CONDITION, .child = &condition_schema, .required = true,
     .text = "what has to be there for it to count in full"},
    {STABIL_KEY(QUANTITY, "half_life_up", stabil_system, half_life_up), .unit = "years",
     .low = 0.01, .high = 100, .required = true,
     .text = "until systematic work has halved the distance to what it leads to"},
    {STABIL_KEY(QUANTITY, "half_life_down", stabil_system, half_life_down),
     .unit = "years", .low = 0.01, .high = 100, .required = true,
     .text = "until half of what it gave is gone once it is not kept up"},
    {STABIL_KEY(QUANTITY, "floor", stabil_system, floor), .unit = "1", .low = 0,
     .high = 1, .required = true,
     .text = "share of the effect of measures that is there without systematic work"},
    {STABIL_KEY(FLAG, "beside", stabil_system, beside),
     .text = "false: do not run every scenario with a floor of 1 too, as "
             "NAME@floor_1"},
    {STABIL_KEY(ITEMS, "costs", stabil_system, cost),
     .count_at = offsetof(stabil_system, cost_count), .child = &cost_schema,
     .text = "what the work costs where it is done"},
};
const stabil_schema stabil_system_schema = {
    .name = "systematic work",
    .text = "With this block the behavioural effects of measures (those whose certainty "
            "is not `design`) act at a place with a fidelity from `floor` to 1, by how "
            "systematically the place works in the scenario.",
    .size = sizeof(stabil_system),
    .count = COUNT(system_keys),
    .key = system_keys};

// --- what a scenario does of it
// ---------------------------------------------------------

// `all`, or some of them; the same as nothing is `all`.
static void read_some(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                      const stabil_path *path, void *record) {
  if (node == NULL) return;
  if (node->kind == STABIL_SCALAR && strcmp(node->text, "all") == 0) return;
  if (node->kind != STABIL_LIST)
    stabil_reader_expected(r, node, path, "`all`, or a list of some, such as [a, b]");
  else if (node->count == 0)
    stabil_reader_fail(r, node->mark, path,
                       "found none, expected `all`, or a list of some, such as [a, b]");
  else
    stabil_read_names(r, row, node, path, record);
}

static const stabil_key task_ways[] = {
    {.key = "", .type = STABIL_TYPE_TEXT, .pattern = "^all$", .text = "every one"},
    {.key = "",
     .type = STABIL_TYPE_NAMES,
     .roster = STABIL_ROSTER_WORK_TASK,
     .text = "these"},
};
static const stabil_schema task_ways_schema = {
    .name = "work tasks", .count = COUNT(task_ways), .key = task_ways};
static const stabil_key condition_ways[] = {
    {.key = "", .type = STABIL_TYPE_TEXT, .pattern = "^all$", .text = "every one"},
    {.key = "",
     .type = STABIL_TYPE_NAMES,
     .roster = STABIL_ROSTER_WORK_CONDITION,
     .text = "these"},
};
static const stabil_schema condition_ways_schema = {
    .name = "work conditions", .count = COUNT(condition_ways), .key = condition_ways};

static void refuse_year(stabil_reader *r, const stabil_node *node,
                        const stabil_path *path, const char *key, int from) {
  const stabil_study *study = r->study;
  const int last = study->first_year + study->years - 1;
  const stabil_path below = {path, key, 0};
  stabil_reader_fail(r, stabil_node_find(node, key)->value->mark, &below,
                     "found %d, expected a year from %d to %d", from,
                     study->first_year - MOST_YEARS_BEFORE, last);
}

static void check_skip(stabil_reader *r, const stabil_node *node, const stabil_path *path,
                       const stabil_work *work) {
  const stabil_entry *skip = stabil_node_find(node, "skip");
  const stabil_path below = {path, "skip", 0};
  for (int i = 0; skip != NULL && i < work->skip.count; i++) {
    const int year = work->skip.index[i];
    const stabil_path item = {&below, NULL, i};
    if (year < 0 || (year >= work->from && year <= work->until)) continue;
    stabil_reader_fail(r, skip->value->item[i]->mark, &item,
                       "found %d, expected a year in which the work is done: from %d, "
                       "until the last if there is one",
                       year, work->from);
  }
}

static void after_work(stabil_reader *r, const stabil_node *node, const stabil_path *path,
                       void *record) {
  stabil_work *work = record;
  const stabil_study *study = r->study;
  const int last = study->first_year + study->years - 1;
  const bool from = stabil_node_find(node, "from") != NULL;
  const bool until = stabil_node_find(node, "until") != NULL;
  if (!from) work->from = study->first_year;
  if (!until) work->until = INT_MAX;
  if (study->years == 0 || study->first_year == 0) return; // reported
  if (from && (work->from < study->first_year - MOST_YEARS_BEFORE || work->from > last))
    refuse_year(r, node, path, "from", work->from);
  else if (work->until < work->from) {
    const stabil_path below = {path, "until", 0};
    stabil_reader_fail(r, stabil_node_find(node, "until")->value->mark, &below,
                       "found %d, expected no year before %d, when it starts",
                       work->until, work->from);
  } else
    check_skip(r, node, path, work);
}

static const stabil_key work_keys[] = {
    {STABIL_KEY(CUSTOM, "tasks", stabil_work, tasks), .read = read_some,
     .roster = STABIL_ROSTER_WORK_TASK, .ways = &task_ways_schema,
     .form = "all, or a list of names", .text = "tasks that are done; all without it"},
    {STABIL_KEY(CUSTOM, "conditions", stabil_work, conditions), .read = read_some,
     .roster = STABIL_ROSTER_WORK_CONDITION, .ways = &condition_ways_schema,
     .form = "all, or a list of names",
     .text = "conditions that are met; all without it"},
    {STABIL_KEY(INTEGER, "from", stabil_work, from), .unit = "year",
     .text = "first year, the horizon's without it; it may lie before"},
    {STABIL_KEY(INTEGER, "until", stabil_work, until), .unit = "year",
     .text = "last year; without it for good"},
    {STABIL_KEY(INTEGERS, "skip", stabil_work, skip), .low = 1850, .high = 2300,
     .text = "years without a round of what has rounds (`cycle`)"},
    {STABIL_KEY(GROUP, "where", stabil_work, where), .child = &stabil_area_schema,
     .present = 1 + offsetof(stabil_work, has_where),
     .text = "places that do it; every modelled place without it"},
    {STABIL_KEY(CHOICE, "per", stabil_work, community), .list = per_names,
     .fallback = "place",
     .text = "place: each on its own; community: the municipalities of a hospital and "
             "the hospital in common, at the mean of what they do by funded posts"},
};
const stabil_schema stabil_work_schema = {.name = "work done",
                                          .size = sizeof(stabil_work),
                                          .count = COUNT(work_keys),
                                          .key = work_keys,
                                          .mark_at = 1 + offsetof(stabil_work, mark),
                                          .after = after_work};

static bool make_works(stabil_reader *r, stabil_scenario_def *out, int count) {
  out->work = stabil_reader_array(r, count, sizeof *out->work);
  out->work_count = out->work == NULL ? 0 : count;
  return out->work != NULL;
}

void stabil_read_works(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                       const stabil_path *path, void *record) {
  stabil_scenario_def *scenario = record;
  (void)row;
  if (node == NULL) return;
  const bool list = node->kind == STABIL_LIST;
  if (!list && node->kind != STABIL_MAP) {
    stabil_reader_expected(r, node, path,
                           "a map with tasks, conditions, from, until, skip, where, "
                           "per, or a list of such");
    return;
  }
  if (!make_works(r, scenario, list ? node->count : 1)) return;
  for (int i = 0; i < scenario->work_count; i++) {
    const stabil_path item = {path, NULL, i};
    const stabil_node *one = list ? node->item[i] : node;
    scenario->work[i].mark = one->mark;
    stabil_schema_read(r, &stabil_work_schema, one, list ? &item : path,
                       &scenario->work[i]);
  }
}

static const stabil_key works_ways[] = {
    {.key = "", .type = STABIL_TYPE_GROUP, .child = &stabil_work_schema, .text = "one"},
    {.key = "",
     .type = STABIL_TYPE_ITEMS,
     .child = &stabil_work_schema,
     .text = "several, of places that do different things or at different times: "
             "what one of them does is done"},
};
const stabil_schema stabil_works_schema = {
    .name = "works", .count = COUNT(works_ways), .key = works_ways};
