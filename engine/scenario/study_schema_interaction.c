// SPDX-License-Identifier: GPL-3.0-or-later
// Schema of a study: how measures of a bundle act on each other.
#include <string.h>

#include "base/text.h"
#include "scenario/read.h"
#include "scenario/study_schema.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

#define NAME(ID, name) #name,
const char *const stabil_interaction_names[] = {STABIL_INTERACTION_LIST(NAME) NULL};
#undef NAME

// --- needs
// ------------------------------------------------------------------------------

static const stabil_key need_keys[] = {
    {STABIL_KEY(LABEL, "label", stabil_need, label), .text = "what people read"},
    {STABIL_KEY(TEXT, "about", stabil_need, about), .text = "one line on it"},
};
const stabil_schema stabil_need_schema = {.name = "need",
                                          .size = sizeof(stabil_need),
                                          .count = COUNT(need_keys),
                                          .key = need_keys,
                                          .mark_at = 1 + offsetof(stabil_need, mark)};

// --- numbers of the rules
// ------------------------------------------------------------------------------

static const stabil_key diminishing_keys[] = {
    {STABIL_KEY(QUANTITY, "saturation", stabil_interaction_rules, saturation),
     .unit = "1", .low = 0, .high = 1, .required = true,
     .text = "share that counts of the second strongest measure's log effect, of the "
             "next its square, and so on"},
};
static const stabil_schema diminishing_schema = {
    .name = "diminishing", .count = COUNT(diminishing_keys), .key = diminishing_keys};

static const stabil_key threshold_keys[] = {
    {STABIL_KEY(NAMES, "base", stabil_interaction_rules, base),
     .roster = STABIL_ROSTER_NEED, .required = true,
     .text = "needs that have to be met first"},
    {STABIL_KEY(QUANTITY, "measures", stabil_interaction_rules, measures),
     .unit = "measures", .low = 0.01, .high = 1000, .required = true,
     .text = "of those needs, at full strength in a place, that reach the base there"},
    {STABIL_KEY(QUANTITY, "kept", stabil_interaction_rules, kept), .unit = "1", .low = 0,
     .high = 1, .required = true,
     .text = "share of the strength of measures of other needs that is left where "
             "nothing of the base is there"},
};
static const stabil_schema threshold_schema = {
    .name = "threshold", .count = COUNT(threshold_keys), .key = threshold_keys};

// The draw belongs to the two measures, wherever the pair stands in the list.
static void name_draw(stabil_reader *r, stabil_interaction_pair *pair) {
  const char *a = r->study->measure[pair->a].name, *b = r->study->measure[pair->b].name;
  const bool in_order = strcmp(a, b) < 0;
  const char *text = stabil_arena_format(r->arena, "interaction.matrix.%s.%s",
                                         in_order ? a : b, in_order ? b : a);
  if (text == NULL)
    r->memory = true;
  else
    pair->factor.name = stabil_text_hash(text);
}

static void after_pair(stabil_reader *r, const stabil_node *node, const stabil_path *path,
                       void *record) {
  stabil_interaction_pair *pair = record;
  if (pair->a < 0 || pair->b < 0) return;
  const stabil_entry *b = stabil_node_find(node, "b");
  stabil_path below = {path, "b", 0};
  if (pair->a == pair->b && b != NULL)
    stabil_reader_fail(r, b->value->mark, &below,
                       "found the measure of `a`, expected another one");
  name_draw(r, pair);
}

static const stabil_key pair_keys[] = {
    {STABIL_KEY(NAME, "a", stabil_interaction_pair, a), .roster = STABIL_ROSTER_MEASURE,
     .required = true, .text = "a measure"},
    {STABIL_KEY(NAME, "b", stabil_interaction_pair, b), .roster = STABIL_ROSTER_MEASURE,
     .required = true, .text = "another one"},
    {STABIL_KEY(QUANTITY, "factor", stabil_interaction_pair, factor), .unit = "1",
     .low = -1, .high = 1, .required = true,
     .text = "what each at full strength adds to the strength of the other, a share; "
             "below 0: takes away"},
};
static const stabil_schema pair_schema = {.name = "pair",
                                          .size = sizeof(stabil_interaction_pair),
                                          .count = COUNT(pair_keys),
                                          .key = pair_keys,
                                          .mark_at =
                                              1 + offsetof(stabil_interaction_pair, mark),
                                          .after = after_pair};

static const stabil_key interaction_keys[] = {
    {.key = "diminishing",
     .type = STABIL_TYPE_GROUP,
     .child = &diminishing_schema,
     .present = 1 + offsetof(stabil_interaction_rules, has_diminishing),
     .text = "what is left of effects on one rate or choice beside stronger ones"},
    {.key = "threshold",
     .type = STABIL_TYPE_GROUP,
     .child = &threshold_schema,
     .present = 1 + offsetof(stabil_interaction_rules, has_threshold),
     .text = "needs that have to be met before measures for others act in full"},
    {STABIL_KEY(ITEMS, "matrix", stabil_interaction_rules, pair),
     .count_at = offsetof(stabil_interaction_rules, pair_count), .child = &pair_schema,
     .text = "pairs of measures that strengthen or weaken each other"},
};
const stabil_schema stabil_interaction_schema = {.name = "interaction",
                                                 .size = sizeof(stabil_interaction_rules),
                                                 .count = COUNT(interaction_keys),
                                                 .key = interaction_keys};
