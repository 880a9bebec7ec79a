// SPDX-License-Identifier: GPL-3.0-or-later
// Schema of a study: whom and where, effects.
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "scenario/lever.h"
#include "scenario/quantity_read.h"
#include "scenario/study_schema.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

const char *const stabil_scale_names[] = {"or", "hr", "set", "add", "rr", "rd", NULL};
static const char *const contract_names[] = {"any", "ordinary", "rotation", NULL};
static const char *const first_post_names[] = {"district", "other", NULL};

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
const stabil_schema stabil_who_schema = {
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

void stabil_read_weeks(stabil_reader *r, const stabil_node *node, const stabil_path *path,
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
  stabil_read_weeks(r, node, path, &effect->on, &effect->off);
}

static void list_scales(unsigned allowed, char *out, size_t size) {
  out[0] = 0;
  for (int i = 0; i < STABIL_SCALE_COUNT; i++) {
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
  } else if (effect->scale == STABIL_RR) {
    row.unit = "risk ratio";
  } else if (effect->scale == STABIL_RD) {
    row = (stabil_key){.unit = "1", .low = -1, .high = 1};
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
  bool known = effect->lever >= 0 && scale >= 0 && scale < STABIL_SCALE_COUNT;
  stabil_key actual = {.unit = ""};
  (void)row;
  if (known) actual = value_row(effect, &stabil_levers[effect->lever]);
  if (node == NULL)
    effect->value = (stabil_quantity){.source = -1, .unit = "", .path = ""};
  else
    stabil_quantity_read(r, &actual, node, path, &effect->value);
}

// A risk is told over a time, a share is not.
static void check_evidence(stabil_reader *r, const stabil_node *node,
                           const stabil_path *path, const stabil_effect *effect) {
  const unsigned risk = STABIL_ALLOW_OR | STABIL_ALLOW_RR | STABIL_ALLOW_RD;
  const stabil_lever *lever = &stabil_levers[effect->lever];
  const bool of_risk = lever->scales == STABIL_ALLOW_RISK && 1u << effect->scale & risk;
  if (of_risk && !effect->evidence.has_follow_up)
    stabil_reader_fail(r, node->mark, path,
                       "scale '%s' on '%s' is about a risk of leaving and needs "
                       "`follow_up`, the years over which it was told",
                       stabil_scale_names[effect->scale], lever->name);
  if (effect->evidence.has_causal && effect->value.certainty == STABIL_CERTAINTY_DESIGN)
    stabil_reader_fail(r, node->mark, path,
                       "`causal_share` is of an effect, and certainty `design` says that "
                       "this is a decision");
}

// What evidence adds to its uncertainty is drawn for the effect, whatever the scenario.
static void name_widening(stabil_reader *r, const stabil_path *path,
                          stabil_effect *effect) {
  const stabil_path below = {path, "widening", 0};
  const char *text = stabil_reader_path(r, &below);
  if (text == NULL) return;
  effect->evidence.widening = (stabil_quantity){.family = STABIL_NORMAL,
                                                .b = 1.0,
                                                .low = -INFINITY,
                                                .high = INFINITY,
                                                .source = -1,
                                                .name = stabil_text_hash(text),
                                                .path = text,
                                                .unit = "1"};
}

static void after_effect(stabil_reader *r, const stabil_node *node,
                         const stabil_path *path, void *record) {
  stabil_effect *effect = record;
  int scale = (int)effect->scale;
  if (effect->name == NULL) effect->name = "";
  name_widening(r, path, effect);
  if (effect->lever < 0 || scale < 0 || scale >= STABIL_SCALE_COUNT) return;
  check_evidence(r, node, path, effect);
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

// Baseline hazards are solved with the study's behaviour in force, so that it cannot be
// told by a risk that follows from them.
static void after_behaviour(stabil_reader *r, const stabil_node *node,
                            const stabil_path *path, void *record) {
  const stabil_effect *effect = record;
  after_effect(r, node, path, record);
  if (effect->lever < 0 || (int)effect->scale < 0) return;
  if (stabil_levers[effect->lever].scales == STABIL_ALLOW_RISK &&
      effect->scale != STABIL_HR)
    stabil_reader_fail(r, node->mark, path,
                       "scale '%s' of a hazard goes with measures only, expected hr",
                       stabil_scale_names[effect->scale]);
  if (effect->evidence.has_causal && effect->evidence.kind == 0)
    stabil_reader_fail(r, node->mark, path,
                       "`causal_share` goes with `kind: effect`; this describes people");
}

static const stabil_key pattern_ways[] = {{.key = "",
                                           .type = STABIL_TYPE_TEXT,
                                           .pattern = "^[0-9]+:[0-9]+$",
                                           .text = "weeks on and off, in quotes"}};
const stabil_schema stabil_pattern_schema = {
    .name = "pattern", .count = COUNT(pattern_ways), .key = pattern_ways};
static const stabil_key value_ways[] = {
    {.key = "",
     .type = STABIL_TYPE_QUANTITY,
     .text = "on the scale of the effect; its legal range is that of lever and scale"}};
static const stabil_schema value_schema = {
    .name = "effect value", .count = COUNT(value_ways), .key = value_ways};

// First what only behaviour has, last what only measures have.
static const stabil_key effect_keys[] = {
    {STABIL_KEY(CHOICE, "kind", stabil_effect, evidence.kind),
     .list = stabil_kind_of_effect_names, .fallback = "composition",
     .text = "composition: what people are like; effect: what was done to them, which "
             "evidence is asked about"},
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
     .text = "or: odds ratio, hr: hazard ratio, rr: risk ratio, rd: risk difference, "
             "set: new value, add: difference"},
    {.key = "value",
     .type = STABIL_TYPE_CUSTOM,
     .read = read_effect_value,
     .required = true,
     .form = "quantity",
     .ways = &value_schema,
     .text = "size of the effect, on its scale"},
    {STABIL_KEY(GROUP, "who", stabil_effect, who), .child = &stabil_who_schema,
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
     .ways = &stabil_pattern_schema,
     .text = "weeks of rotation"},
    {STABIL_KEY(CHOICE, "contract", stabil_effect, contract), .list = contract_names,
     .low = -1, .fallback = "any", .text = "whether it acts on staff or on rotators"},
    {.key = "needs",
     .type = STABIL_TYPE_GROUP,
     .child = &stabil_needs_schema,
     .text = "what must be there for it to act in full"},
    {STABIL_KEY(QUANTITY, "follow_up", stabil_effect, evidence.follow_up),
     .unit = "years", .low = 0.01, .high = 100,
     .present = 1 + offsetof(stabil_effect, evidence.has_follow_up),
     .text = "years over which it was told; needed where a risk of leaving is told"},
    {STABIL_KEY(QUANTITY, "causal_share", stabil_effect, evidence.causal), .unit = "1",
     .low = 0, .high = 1, .present = 1 + offsetof(stabil_effect, evidence.has_causal),
     .text =
         "share of it that is effect and not selection, of the log of a ratio or of a "
         "difference: takes the place of the discount"},
    {STABIL_KEY(QUANTITY, "delay", stabil_effect, timing.delay), .unit = "years",
     .low = 0, .high = 100, .fallback = "0",
     .text = "years from the start of the measure before it begins to act"},
    {STABIL_KEY(QUANTITY, "ramp", stabil_effect, timing.ramp), .unit = "years", .low = 0,
     .high = 100, .fallback = "0",
     .text = "years in which it then grows to its full size"},
    {STABIL_KEY(GROUP, "decay", stabil_effect, timing.decay),
     .child = &stabil_decay_schema,
     .present = 1 + offsetof(stabil_effect, timing.decay.given),
     .text = "how it fades once it is full, while the measure is on"},
    {STABIL_KEY(GROUP, "remains", stabil_effect, timing.remains),
     .child = &stabil_remains_schema,
     .present = 1 + offsetof(stabil_effect, timing.remains.given),
     .text = "what stays of it when the measure is over"},
};
enum { BEHAVIOUR_ONLY = 1, MEASURE_ONLY = 4 };
const stabil_schema stabil_effect_schema = {.name = "effect",
                                            .size = sizeof(stabil_effect),
                                            .count = COUNT(effect_keys) - BEHAVIOUR_ONLY,
                                            .key = effect_keys + BEHAVIOUR_ONLY,
                                            .mark_at = 1 + offsetof(stabil_effect, mark),
                                            .after = after_effect};
const stabil_schema stabil_behaviour_schema = {.name = "behaviour",
                                               .size = sizeof(stabil_effect),
                                               .count = COUNT(effect_keys) - MEASURE_ONLY,
                                               .key = effect_keys,
                                               .mark_at =
                                                   1 + offsetof(stabil_effect, mark),
                                               .after = after_behaviour};
