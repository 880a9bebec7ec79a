// SPDX-License-Identifier: GPL-3.0-or-later
// Schema of a study: how sure it is of its effects, and when they act.
#include "scenario/study_schema.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

const char *const stabil_evidence_names[] = {"as_published", "discounted", "null", NULL};
const char *const stabil_kind_of_effect_names[] = {"composition", "effect", NULL};

// --- over time
// ------------------------------------------------------------------------

static const stabil_key decay_keys[] = {
    {STABIL_KEY(QUANTITY, "half_life", stabil_decay, half_life), .unit = "years",
     .low = 0.01, .high = 1000, .required = true,
     .text = "years in which half of what fades is gone, from when it is full"},
    {STABIL_KEY(QUANTITY, "to", stabil_decay, to), .unit = "1", .low = 0, .high = 1,
     .fallback = "0", .text = "share of its strength that it comes down to"},
};
const stabil_schema stabil_decay_schema = {.name = "decay",
                                           .size = sizeof(stabil_decay),
                                           .count = COUNT(decay_keys),
                                           .key = decay_keys};

static const stabil_key remains_keys[] = {
    {STABIL_KEY(QUANTITY, "share", stabil_remains, share), .unit = "1", .low = 0,
     .high = 1, .required = true,
     .text = "share of the strength at the end of `until` that stays after it"},
    {STABIL_KEY(QUANTITY, "half_life", stabil_remains, half_life), .unit = "years",
     .low = 0.01, .high = 1000, .present = 1 + offsetof(stabil_remains, erodes),
     .text = "years in which half of what stays is gone; without it nothing goes"},
};
const stabil_schema stabil_remains_schema = {.name = "remains",
                                             .size = sizeof(stabil_remains),
                                             .count = COUNT(remains_keys),
                                             .key = remains_keys};

// --- certainty
// ------------------------------------------------------------------------

static const stabil_key discount_keys[] = {
    {STABIL_KEY(QUANTITY, "keep", stabil_discount, keep), .unit = "1", .low = 0,
     .high = 1, .fallback = "1",
     .text = "share of the effect that is kept: of the log of a ratio, of a difference"},
    {STABIL_KEY(QUANTITY, "spread", stabil_discount, spread), .low = 0, .high = 10,
     .unit = "1", .fallback = "0",
     .text = "standard deviation that is added: to the log of a ratio; of a difference "
             "as a share of it"},
};
static const stabil_schema discount_schema = {.name = "discount",
                                              .size = sizeof(stabil_discount),
                                              .count = COUNT(discount_keys),
                                              .key = discount_keys};

#define LEVEL(name, LEVEL_)                                                              \
  {                                                                                      \
    STABIL_KEY(GROUP, name, stabil_evidence, discount[STABIL_CERTAINTY_##LEVEL_]),       \
        .child = &discount_schema, .text = "of effects of this certainty"                \
  }
static const stabil_key discounts_keys[] = {
    LEVEL("high", HIGH), LEVEL("moderate", MODERATE), LEVEL("low", LOW),
    LEVEL("very_low", VERY_LOW)};
static const stabil_schema discounts_schema = {
    .name = "discounts", .count = COUNT(discounts_keys), .key = discounts_keys};

static const stabil_key evidence_keys[] = {
    {STABIL_KEY(CHOICE, "mode", stabil_evidence, mode), .list = stabil_evidence_names,
     .text = "as_published: effects as they stand; discounted: by `discount` or their "
             "own `causal_share`; null: no behavioural effect; without it discounted"},
    {.key = "discount",
     .type = STABIL_TYPE_GROUP,
     .child = &discounts_schema,
     .text = "what is kept of an effect, by its certainty; very_low where it states "
             "none"},
};

static void after_evidence(stabil_reader *r, const stabil_node *node,
                           const stabil_path *path, void *record) {
  stabil_evidence *evidence = record;
  (void)r, (void)path;
  if (node == NULL)
    evidence->mode = STABIL_AS_PUBLISHED;
  else if (stabil_node_find(node, "mode") == NULL)
    evidence->mode = STABIL_DISCOUNTED;
  evidence->discount[STABIL_CERTAINTY_NONE] =
      evidence->discount[STABIL_CERTAINTY_VERY_LOW];
}

const stabil_schema stabil_evidence_schema = {.name = "evidence",
                                              .size = sizeof(stabil_evidence),
                                              .count = COUNT(evidence_keys),
                                              .key = evidence_keys,
                                              .after = after_evidence};
