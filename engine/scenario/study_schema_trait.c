// SPDX-License-Identifier: GPL-3.0-or-later
// Schema of a study: traits, what is fixed at admission.
#include "scenario/study_schema.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static void read_values(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                        const stabil_path *path, void *record) {
  stabil_trait *trait = record;
  (void)row;
  trait->value[0] = trait->value[1] = "";
  if (node == NULL) return;
  if (node->kind != STABIL_LIST || node->count != 2) {
    stabil_reader_expected(r, node, path, "a list of two names, such as [urban, rural]");
    return;
  }
  for (int i = 0; i < 2; i++) {
    stabil_path item = {path, NULL, i};
    const char *text = stabil_read_scalar(r, node->item[i], &item, "a name");
    if (text != NULL) trait->value[i] = text;
  }
}

// `given` may only speak of traits that are drawn before this one.
static void after_trait(stabil_reader *r, const stabil_node *node,
                        const stabil_path *path, void *record) {
  const stabil_trait *trait = record;
  int self = (int)(trait - r->study->trait);
  if (trait->has_share && trait->has_logit)
    stabil_reader_fail(r, node->mark, path,
                       "found both 'share' and 'logit', expected at "
                       "most one");
  for (int i = 0; i < trait->given.count; i++) {
    const stabil_share *share = &trait->given.share[i];
    if (share->index >= self)
      stabil_reader_fail(r, share->value.mark, path,
                         "`given` names a value of the trait '%s', which is not declared "
                         "before this one",
                         r->study->trait[share->index].name);
  }
}

static const stabil_key logit_keys[] = {
    {STABIL_KEY(QUANTITY, "base", stabil_trait, logit), .unit = "log-odds", .low = -20,
     .high = 20, .required = true, .text = "log-odds of the second value"},
    {STABIL_KEY(SHARES, "given", stabil_trait, given), .unit = "log-odds", .low = -20,
     .high = 20, .roster = STABIL_ROSTER_SECOND_VALUE,
     .text = "added for those with the second value of a trait declared above"},
};
static const stabil_schema logit_schema = {
    .name = "logit", .count = COUNT(logit_keys), .key = logit_keys};

static const stabil_key values_ways[] = {
    {.key = "", .type = STABIL_TYPE_NAMES, .items = 2, .text = "first and second value"}};
static const stabil_schema values_schema = {
    .name = "values", .count = COUNT(values_ways), .key = values_ways};

static const stabil_key trait_keys[] = {
    {.key = "values",
     .type = STABIL_TYPE_CUSTOM,
     .read = read_values,
     .required = true,
     .form = "[name, name]",
     .ways = &values_schema,
     .text = "the two values; shares are of the second one"},
    {STABIL_KEY(QUANTITY, "share", stabil_trait, share), .unit = "1", .low = 0, .high = 1,
     .present = 1 + offsetof(stabil_trait, has_share),
     .text = "share with the second value, where no programme or staff table says "
             "otherwise"},
    {.key = "logit",
     .type = STABIL_TYPE_GROUP,
     .child = &logit_schema,
     .present = 1 + offsetof(stabil_trait, has_logit),
     .text = "log-odds of the second value, by other traits"},
    {STABIL_KEY(NAME, "profession", stabil_trait, profession),
     .roster = STABIL_ROSTER_PROFESSION, .text = "only in this profession"},
    {STABIL_KEY(CHOICE, "kind", stabil_trait, kind), .list = stabil_kind_of_effect_names,
     .present = 1 + offsetof(stabil_trait, has_kind),
     .text = "composition: what people are as they are admitted; effect: what training "
             "does to them. Without it: effect where the placements of a programme give "
             "the trait. Tells composition and effect apart where the graduates of two "
             "tracks are compared; changes nobody"},
};
const stabil_schema stabil_trait_schema = {.name = "trait",
                                           .size = sizeof(stabil_trait),
                                           .count = COUNT(trait_keys),
                                           .key = trait_keys,
                                           .mark_at = 1 + offsetof(stabil_trait, mark),
                                           .after = after_trait};
