// SPDX-License-Identifier: GPL-3.0-or-later
// Schema of a study: measures, scenarios.
#include <limits.h>

#include "base/text.h"
#include "scenario/study_schema.h"
#include "stabil/measure.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

const char *const stabil_per_names[] = {"headcount", "fte",  "hire",
                                        "place",     "seat", NULL};
static const char *const item_names[] = {"incentive", "programme", NULL};

// --- measures
// ---------------------------------------------------------------------------

static void after_cost(stabil_reader *r, const stabil_node *node, const stabil_path *path,
                       void *record) {
  stabil_cost *cost = record;
  (void)r, (void)node, (void)path;
  cost->item = cost->item == 1 ? STABIL_ITEM_PROGRAMME : STABIL_ITEM_INCENTIVE;
}

static const stabil_key cost_keys[] = {
    {STABIL_KEY(CHOICE, "per", stabil_cost, per), .list = stabil_per_names,
     .required = true, .text = "what it is paid for"},
    {STABIL_KEY(CHOICE, "item", stabil_cost, item), .list = item_names, .required = true,
     .text = "what it counts as"},
    {STABIL_KEY(NAME, "payer", stabil_cost, payer), .roster = STABIL_ROSTER_PAYER,
     .required = true, .text = "who pays"},
    {STABIL_KEY(QUANTITY, "amount", stabil_cost, amount), .unit = "NOK", .low = 0,
     .high = 1e9, .required = true, .text = "per unit and year; per hire or seat: each"},
    {STABIL_KEY(GROUP, "who", stabil_cost, who), .child = &stabil_who_schema,
     .text = "for whom; everybody without it"},
    {STABIL_KEY(GROUP, "where", stabil_cost, where), .child = &stabil_area_schema,
     .text = "where; every modelled place without it"},
    {STABIL_KEY(NAMES, "roles", stabil_cost, roles), .roster = STABIL_ROSTER_ROLE,
     .text = "posts; all without it"},
};
static const stabil_schema cost_schema = {.name = "cost",
                                          .size = sizeof(stabil_cost),
                                          .count = COUNT(cost_keys),
                                          .key = cost_keys,
                                          .mark_at = 1 + offsetof(stabil_cost, mark),
                                          .after = after_cost};

static const stabil_key measure_keys[] = {
    {STABIL_KEY(LABEL, "label", stabil_toolkit_measure, label),
     .text = "what people read"},
    {STABIL_KEY(TEXT, "about", stabil_toolkit_measure, about), .text = "one line on it"},
    {STABIL_KEY(NAME, "need", stabil_toolkit_measure, need), .roster = STABIL_ROSTER_NEED,
     .text = "the need that it meets; without it none of the hierarchy"},
    {STABIL_KEY(NAMES, "answers", stabil_toolkit_measure, answers),
     .roster = STABIL_ROSTER_RECOMMENDATION,
     .text = "items of `frameworks` that it answers, as FRAMEWORK.ITEM"},
    {STABIL_KEY(TEXT, "capacity", stabil_toolkit_measure, capacity),
     .text = "the mentors, supervisors and placements that it needs, for people to read"},
    {STABIL_KEY(ITEMS, "effects", stabil_toolkit_measure, effect),
     .count_at = offsetof(stabil_toolkit_measure, effect_count),
     .child = &stabil_effect_schema, .text = "what it changes"},
    {STABIL_KEY(ITEMS, "costs", stabil_toolkit_measure, cost),
     .count_at = offsetof(stabil_toolkit_measure, cost_count), .child = &cost_schema,
     .text = "what it costs"},
};
const stabil_schema stabil_measure_schema = {
    .name = "measure",
    .size = sizeof(stabil_toolkit_measure),
    .count = COUNT(measure_keys),
    .key = measure_keys,
    .mark_at = 1 + offsetof(stabil_toolkit_measure, mark)};

// --- scenarios
// --------------------------------------------------------------------------

static void read_use_pattern(stabil_reader *r, const stabil_key *row,
                             const stabil_node *node, const stabil_path *path,
                             void *record) {
  stabil_use *use = record;
  (void)row;
  stabil_read_weeks(r, node, path, &use->on, &use->off);
}

static void check_years(stabil_reader *r, const stabil_node *node,
                        const stabil_path *path, const stabil_use *use) {
  const stabil_study *study = r->study;
  int last = study->first_year + study->years - 1;
  const stabil_entry *from = stabil_node_find(node, "from");
  const stabil_entry *until = stabil_node_find(node, "until");
  stabil_path from_path = {path, "from", 0}, until_path = {path, "until", 0};
  if (study->years == 0 || study->first_year == 0) return; // reported
  if (from != NULL && (use->from < study->first_year || use->from > last))
    stabil_reader_fail(r, from->value->mark, &from_path,
                       "found %d, expected a year of the horizon, %d to %d", use->from,
                       study->first_year, last);
  if (until != NULL && use->until < use->from)
    stabil_reader_fail(r, until->value->mark, &until_path,
                       "found %d, expected no year before %d, when it starts", use->until,
                       use->from);
}

// A draw belongs to the measure, not to the scenario that uses it, so that scenarios stay
// comparable.
static void name_draw(stabil_reader *r, const stabil_use *use, const char *key,
                      stabil_quantity *out) {
  const char *text = stabil_arena_format(r->arena, "measures.%s.%s",
                                         r->study->measure[use->measure].name, key);
  if (text == NULL)
    r->memory = true;
  else
    out->name = stabil_text_hash(text);
}

static void check_rule(stabil_reader *r, const stabil_node *node, const stabil_path *path,
                       const stabil_rule *rule) {
  if (!rule->has_below || rule->below.value <= rule->above.value) return;
  const stabil_entry *below = stabil_node_find(node, "until_below");
  stabil_path at = {path, "until_below", 0};
  stabil_reader_fail(r, below->value->mark, &at,
                     "found %g, expected no more than vacancy_above, %g",
                     rule->below.value, rule->above.value);
}

static void after_rule(stabil_reader *r, const stabil_node *node, const stabil_path *path,
                       void *record) {
  stabil_rule *rule = record;
  if (node == NULL) return;
  rule->index = r->study->rule_count++;
  check_rule(r, node, path, rule);
}

static const stabil_key rule_keys[] = {
    {STABIL_KEY(QUANTITY, "vacancy_above", stabil_rule, above), .unit = "1", .low = -1,
     .high = 1, .required = true,
     .text = "share of funded FTE that is vacant at year end; below 0: always"},
    {STABIL_KEY(INTEGER, "for_years", stabil_rule, years), .unit = "years", .low = 1,
     .high = 50, .required = true,
     .text = "years in a row; rotation starts with the year after"},
    {STABIL_KEY(QUANTITY, "until_below", stabil_rule, below), .unit = "1", .low = 0,
     .high = 1, .present = 1 + offsetof(stabil_rule, has_below),
     .text = "it ends after as many years below this; without it it stays"},
};
static const stabil_schema rule_schema = {.name = "when",
                                          .size = sizeof(stabil_rule),
                                          .count = COUNT(rule_keys),
                                          .key = rule_keys,
                                          .after = after_rule};

static void after_use(stabil_reader *r, const stabil_node *node, const stabil_path *path,
                      void *record) {
  stabil_use *use = record;
  if (stabil_node_find(node, "from") == NULL) use->from = r->study->first_year;
  if (stabil_node_find(node, "until") == NULL) use->until = INT_MAX;
  check_years(r, node, path, use);
  if (use->measure < 0) return;
  name_draw(r, use, "coverage", &use->coverage);
  if (!use->has_rule) return;
  name_draw(r, use, "when.vacancy_above", &use->rule.above);
  if (use->rule.has_below) name_draw(r, use, "when.until_below", &use->rule.below);
}

static const stabil_key use_keys[] = {
    {STABIL_KEY(NAME, "use", stabil_use, measure), .roster = STABIL_ROSTER_MEASURE,
     .required = true, .text = "the measure"},
    {STABIL_KEY(INTEGER, "from", stabil_use, from), .unit = "year",
     .text = "first year; without it the first of the horizon"},
    {STABIL_KEY(INTEGER, "until", stabil_use, until), .unit = "year",
     .text = "last year; without it for good"},
    {STABIL_KEY(QUANTITY, "coverage", stabil_use, coverage), .unit = "1", .low = 0,
     .high = 1, .fallback = "1", .text = "share that it reaches"},
    {STABIL_KEY(GROUP, "where", stabil_use, where), .child = &stabil_area_schema,
     .present = 1 + offsetof(stabil_use, has_where),
     .text = "narrows every effect and cost to these places"},
    {.key = "pattern",
     .type = STABIL_TYPE_CUSTOM,
     .read = read_use_pattern,
     .present = 1 + offsetof(stabil_use, has_pattern),
     .form = "\"on:off\"",
     .ways = &stabil_pattern_schema,
     .text = "weeks of rotation, in place of the measure's own"},
    {STABIL_KEY(GROUP, "when", stabil_use, rule), .child = &rule_schema,
     .present = 1 + offsetof(stabil_use, has_rule),
     .text = "each place takes up its rotation once vacancies have lasted"},
};
static const stabil_schema use_schema = {.name = "use",
                                         .size = sizeof(stabil_use),
                                         .count = COUNT(use_keys),
                                         .key = use_keys,
                                         .mark_at = 1 + offsetof(stabil_use, mark),
                                         .shorthand = "use",
                                         .after = after_use};

static const stabil_key scenario_keys[] = {
    {STABIL_KEY(LABEL, "label", stabil_scenario_def, label), .text = "what people read"},
    {STABIL_KEY(TEXT, "about", stabil_scenario_def, about),
     .text = "where it comes from"},
    {STABIL_KEY(NAMES, "sources", stabil_scenario_def, sources),
     .roster = STABIL_ROSTER_SOURCE, .text = "where it stands"},
    {STABIL_KEY(NAMES, "include", stabil_scenario_def, include),
     .roster = STABIL_ROSTER_SCENARIO, .text = "scenarios whose measures come first"},
    {STABIL_KEY(ITEMS, "measures", stabil_scenario_def, use),
     .count_at = offsetof(stabil_scenario_def, use_count), .child = &use_schema,
     .text = "measures: names, or {use: name, ...}"},
    {STABIL_KEY(CHOICE, "interaction", stabil_scenario_def, interaction),
     .list = stabil_interaction_names, .fallback = "log_additive",
     .text = "how measures of the bundle act together"},
    {STABIL_KEY(CHOICE, "evidence", stabil_scenario_def, evidence),
     .list = stabil_evidence_names,
     .text = "what holds here in place of the study's evidence.mode"},
    {STABIL_KEY(NAME, "reference", stabil_scenario_def, reference),
     .roster = STABIL_ROSTER_SCENARIO,
     .text = "the scenario that its differences are against; without it the baseline"},
    {.key = "plan_recruit_retain",
     .type = STABIL_TYPE_CUSTOM,
     .read = stabil_read_works,
     .ways = &stabil_works_schema,
     .form = "a map, or a list of such",
     .text = "which systematic work is done, where and when, beside that of included "
             "scenarios"},
    {STABIL_KEY(QUANTITY, "fidelity_floor", stabil_scenario_def, floor), .unit = "1",
     .low = 0, .high = 1, .present = 1 + offsetof(stabil_scenario_def, has_floor),
     .text = "in place of plan_recruit_retain.floor of the study; 1: measures have "
             "their full effect everywhere"},
};
const stabil_schema stabil_scenario_schema = {
    .name = "scenario",
    .size = sizeof(stabil_scenario_def),
    .count = COUNT(scenario_keys),
    .key = scenario_keys,
    .mark_at = 1 + offsetof(stabil_scenario_def, mark)};
