// SPDX-License-Identifier: GPL-3.0-or-later
// Schema of a study: effects, measures, scenarios.
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "scenario/lever.h"
#include "scenario/quantity_read.h"
#include "scenario/study_schema.h"
#include "stabil/measure.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

const char *const stabil_scale_names[] = {"or", "hr", "set", "add", NULL};
const char *const stabil_per_names[] = {"headcount", "fte",  "hire",
                                        "place",     "seat", NULL};
static const char *const contract_names[] = {"any", "ordinary", "rotation", NULL};
static const char *const first_post_names[] = {"district", "other", NULL};
static const char *const item_names[] = {"incentive", "programme", NULL};

// --- populations
// ------------------------------------------------------------------------

static const stabil_key who_keys[] = {
    {STABIL_KEY(NAMES, "professions", stabil_who, professions),
     .roster = STABIL_ROSTER_PROFESSION, .text = "only these professions"},
    {STABIL_KEY(NAMES, "stages", stabil_who, stages), .roster = STABIL_ROSTER_STAGE,
     .text = "only these stages"},
    {STABIL_KEY(NAMES, "tracks", stabil_who, tracks), .roster = STABIL_ROSTER_TRACK,
     .text = "only these tracks"},
    {STABIL_KEY(NAMES, "programmes", stabil_who, programmes),
     .roster = STABIL_ROSTER_PROGRAMME, .text = "only from these programmes"},
    {STABIL_KEY(NAMES, "traits", stabil_who, traits), .roster = STABIL_ROSTER_TRAIT_VALUE,
     .text = "only with these values of traits"},
    {STABIL_KEY(CHOICE, "first_post", stabil_who, first_post), .list = first_post_names,
     .text = "only those whose first post was there"},
};
static const stabil_schema who_schema = {
    .name = "who", .size = sizeof(stabil_who), .count = COUNT(who_keys), .key = who_keys};

static void read_area_size(stabil_reader *r, const stabil_key *row,
                           const stabil_node *node, const stabil_path *path,
                           void *record) {
  stabil_area *area = record;
  (void)row;
  area->size_low = 0;
  area->size_high = INT_MAX;
  if (node == NULL) return;
  if (node->kind != STABIL_SCALAR ||
      !stabil_read_size(node->text, &area->size_low, &area->size_high)) {
    stabil_reader_expected(r, node, path,
                           "a size such as \"<2000\", \"2000-4999\" or \">=50000\"");
    area->size_low = 0;
    area->size_high = INT_MAX;
  }
}

static const stabil_key size_ways[] = {{.key = "",
                                        .type = STABIL_TYPE_TEXT,
                                        .pattern = STABIL_SIZE_PATTERN,
                                        .text = "a class of inhabitants"}};
static const stabil_schema size_schema = {
    .name = "size", .count = COUNT(size_ways), .key = size_ways};

static const stabil_key area_keys[] = {
    {STABIL_KEY(INTEGERS, "centrality", stabil_area, centrality), .low = 1, .high = 6,
     .text = "only these centrality classes"},
    {STABIL_KEY(NAMES, "places", stabil_area, places), .roster = STABIL_ROSTER_PLACE,
     .text = "only these places"},
    {STABIL_KEY(NAMES, "counties", stabil_area, counties), .roster = STABIL_ROSTER_COUNTY,
     .text = "only these counties"},
    {STABIL_KEY(NAMES, "regions", stabil_area, regions), .roster = STABIL_ROSTER_REGION,
     .text = "only these labour regions"},
    {STABIL_KEY(NAMES, "kinds", stabil_area, kinds), .roster = STABIL_ROSTER_KIND,
     .text = "only these kinds of places"},
    {.key = "size",
     .type = STABIL_TYPE_CUSTOM,
     .read = read_area_size,
     .form = "\"<2000\", \"2000-4999\" or \">=50000\"",
     .ways = &size_schema,
     .text = "only municipalities of this size, inhabitants"},
    {STABIL_KEY(FLAG, "district", stabil_area, district),
     .text = "true: only district; false: only the rest of the region"},
    {STABIL_KEY(FLAG, "region", stabil_area, region),
     .text = "true: only modelled places; false: only rest places"},
};
const stabil_schema stabil_area_schema = {.name = "where",
                                          .size = sizeof(stabil_area),
                                          .count = COUNT(area_keys),
                                          .key = area_keys};

// --- effects
// ----------------------------------------------------------------------------

static void pattern_of(stabil_reader *r, const stabil_node *node, const stabil_path *path,
                       int *on, int *off) {
  if (node == NULL) return;
  if (node->kind == STABIL_SCALAR && stabil_read_pattern(node->text, on, off)) return;
  *on = *off = 0;
  stabil_reader_expected(r, node, path, "weeks on:off in quotes, such as \"2:4\"");
}

static void read_effect_pattern(stabil_reader *r, const stabil_key *row,
                                const stabil_node *node, const stabil_path *path,
                                void *record) {
  stabil_effect *effect = record;
  (void)row;
  pattern_of(r, node, path, &effect->on, &effect->off);
}

static void list_scales(unsigned allowed, char *out, size_t size) {
  out[0] = 0;
  for (int i = 0; i < 4; i++) {
    size_t used = strlen(out);
    if (allowed & 1u << i)
      (void)snprintf(out + used, size - used, "%s%s", used == 0 ? "" : ", ",
                     stabil_scale_names[i]);
  }
}

static void check_scale(stabil_reader *r, const stabil_node *node,
                        const stabil_path *path, const stabil_effect *effect,
                        const stabil_lever *lever) {
  char allowed[64];
  if (lever->scales & 1u << effect->scale) return;
  const stabil_entry *scale = stabil_node_find(node, "scale");
  stabil_path below = {path, "scale", 0};
  list_scales(lever->scales, allowed, sizeof allowed);
  stabil_reader_fail(r, scale->value->mark, &below,
                     "scale '%s' is not allowed for the lever '%s', expected %s",
                     stabil_scale_names[effect->scale], lever->name, allowed);
}

// The legal range of a value follows from its scale and lever.
static stabil_key value_row(const stabil_effect *effect, const stabil_lever *lever) {
  stabil_key row = {.low = 1e-6, .high = 1e6};
  if (effect->scale == STABIL_OR) {
    row.unit = "odds ratio";
  } else if (effect->scale == STABIL_HR) {
    row.unit = "hazard ratio";
  } else {
    row.unit = lever->unit;
    row.high = lever->high;
    row.low = effect->scale == STABIL_SET ? lever->low : lever->low - lever->high;
  }
  return row;
}

// Lever and scale come before it in the table, so they are known.
static void read_effect_value(stabil_reader *r, const stabil_key *row,
                              const stabil_node *node, const stabil_path *path,
                              void *record) {
  stabil_effect *effect = record;
  int scale = (int)effect->scale;
  bool known = effect->lever >= 0 && scale >= 0 && scale < 4;
  stabil_key actual = {.unit = ""};
  (void)row;
  if (known) actual = value_row(effect, &stabil_levers[effect->lever]);
  if (node == NULL)
    effect->value = (stabil_quantity){.source = -1, .unit = "", .path = ""};
  else
    stabil_quantity_read(r, &actual, node, path, &effect->value);
}

static void after_effect(stabil_reader *r, const stabil_node *node,
                         const stabil_path *path, void *record) {
  stabil_effect *effect = record;
  int scale = (int)effect->scale;
  if (effect->name == NULL) effect->name = "";
  if (effect->lever < 0 || scale < 0 || scale > 3) return;
  check_scale(r, node, path, effect, &stabil_levers[effect->lever]);
  if ((effect->lever == STABIL_LEVER_BOND) != (stabil_node_find(node, "bond") != NULL))
    stabil_reader_fail(r, node->mark, path,
                       "the lever `bond` needs `bond`, the name of one, and no other "
                       "lever has it");
  if ((effect->lever == STABIL_LEVER_GIVEN_TRAIT) !=
      (stabil_node_find(node, "trait") != NULL))
    stabil_reader_fail(r, node->mark, path,
                       "the lever `admission.trait` needs `trait`, the second value of "
                       "one, and no other lever has it");
  if ((effect->lever == STABIL_LEVER_SHIFT) != effect->to.given)
    stabil_reader_fail(r, node->mark, path,
                       "the lever `tasks.shift` needs `to`, a role or technology, and no "
                       "other lever has it");
  if ((effect->lever == STABIL_LEVER_AGREEMENT) !=
      (stabil_node_find(node, "agreement") != NULL))
    stabil_reader_fail(r, node->mark, path,
                       "the lever `agreement` needs `agreement`, the name of one, and no "
                       "other lever has it");
  if (effect->has_pattern && effect->lever != STABIL_LEVER_ROTATION)
    stabil_reader_fail(r, node->mark, path,
                       "`pattern` goes with the lever cover.rotation "
                       "only");
}

static const stabil_key pattern_ways[] = {{.key = "",
                                           .type = STABIL_TYPE_TEXT,
                                           .pattern = "^[0-9]+:[0-9]+$",
                                           .text = "weeks on and off, in quotes"}};
static const stabil_schema pattern_schema = {
    .name = "pattern", .count = COUNT(pattern_ways), .key = pattern_ways};
static const stabil_key value_ways[] = {
    {.key = "",
     .type = STABIL_TYPE_QUANTITY,
     .text = "on the scale of the effect; its legal range is that of lever and scale"}};
static const stabil_schema value_schema = {
    .name = "effect value", .count = COUNT(value_ways), .key = value_ways};

static const stabil_key effect_keys[] = {
    {STABIL_KEY(NAME, "lever", stabil_effect, lever), .roster = STABIL_ROSTER_LEVER,
     .required = true, .text = "what it acts on (explain --levers)"},
    {STABIL_KEY(NAME, "bond", stabil_effect, bond), .roster = STABIL_ROSTER_BOND,
     .text = "the bond that the lever `bond` gives"},
    {STABIL_KEY(GROUP, "to", stabil_effect, to), .child = &stabil_shift_schema,
     .present = 1 + offsetof(stabil_effect, to.given),
     .text = "who takes the tasks over that the lever tasks.shift moves"},
    {STABIL_KEY(NAME, "agreement", stabil_effect, agreement),
     .roster = STABIL_ROSTER_AGREEMENT,
     .text = "the agreement that the lever `agreement` gives"},
    {STABIL_KEY(NAME, "trait", stabil_effect, trait),
     .roster = STABIL_ROSTER_SECOND_VALUE,
     .text = "the value of a trait that the lever admission.trait gives"},
    {STABIL_KEY(CHOICE, "scale", stabil_effect, scale), .list = stabil_scale_names,
     .required = true,
     .text = "or: odds ratio, hr: hazard ratio, set: new value, add: difference"},
    {.key = "value",
     .type = STABIL_TYPE_CUSTOM,
     .read = read_effect_value,
     .required = true,
     .form = "quantity",
     .ways = &value_schema,
     .text = "size of the effect, on its scale"},
    {STABIL_KEY(GROUP, "who", stabil_effect, who), .child = &who_schema,
     .text = "whom it acts on; everybody without it"},
    {STABIL_KEY(GROUP, "where", stabil_effect, where), .child = &stabil_area_schema,
     .text = "where it acts; every modelled place without it"},
    {STABIL_KEY(NAMES, "roles", stabil_effect, roles), .roster = STABIL_ROSTER_ROLE,
     .text = "posts it acts on; all without it"},
    {.key = "pattern",
     .type = STABIL_TYPE_CUSTOM,
     .read = read_effect_pattern,
     .present = 1 + offsetof(stabil_effect, has_pattern),
     .form = "\"on:off\"",
     .ways = &pattern_schema,
     .text = "weeks of rotation"},
    {STABIL_KEY(CHOICE, "contract", stabil_effect, contract), .list = contract_names,
     .low = -1, .fallback = "any", .text = "whether it acts on staff or on rotators"},
    {.key = "needs",
     .type = STABIL_TYPE_GROUP,
     .child = &stabil_needs_schema,
     .text = "what must be there for it to act in full"},
};
const stabil_schema stabil_effect_schema = {.name = "effect",
                                            .size = sizeof(stabil_effect),
                                            .count = COUNT(effect_keys),
                                            .key = effect_keys,
                                            .mark_at = 1 + offsetof(stabil_effect, mark),
                                            .after = after_effect};
const stabil_schema stabil_behaviour_schema = {.name = "effect",
                                               .size = sizeof(stabil_effect),
                                               .count = COUNT(effect_keys),
                                               .key = effect_keys,
                                               .mark_at =
                                                   1 + offsetof(stabil_effect, mark),
                                               .after = after_effect};

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
    {STABIL_KEY(GROUP, "who", stabil_cost, who), .child = &who_schema,
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
  pattern_of(r, node, path, &use->on, &use->off);
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
     .ways = &pattern_schema,
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
    {STABIL_KEY(NAMES, "include", stabil_scenario_def, include),
     .roster = STABIL_ROSTER_SCENARIO, .text = "scenarios whose measures come first"},
    {STABIL_KEY(ITEMS, "measures", stabil_scenario_def, use),
     .count_at = offsetof(stabil_scenario_def, use_count), .child = &use_schema,
     .text = "measures: names, or {use: name, ...}"},
    {STABIL_KEY(CHOICE, "interaction", stabil_scenario_def, interaction),
     .list = stabil_interaction_names, .fallback = "log_additive",
     .text = "how measures of the bundle act together"},
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
