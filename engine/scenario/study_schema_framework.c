// SPDX-License-Identifier: GPL-3.0-or-later
// Schema of a study: frameworks, what guidelines and reports recommend. Measures say
// which of their items they answer, as FRAMEWORK.ITEM.
#include <string.h>

#include "scenario/study_schema.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))
#define MOST_ITEMS 4096

static const char *const strength_names[] = {"conditional", "strong", NULL};

static const stabil_key item_keys[] = {
    {STABIL_KEY(LABEL, "label", stabil_framework_item, label), .required = true,
     .text = "what it says, in a few words"},
    {STABIL_KEY(CHOICE, "strength", stabil_framework_item, strength),
     .list = strength_names, .text = "strength of the recommendation"},
    {STABIL_KEY(CHOICE, "certainty", stabil_framework_item, certainty),
     .list = stabil_certainty_names, .low = STABIL_CERTAINTY_VERY_LOW,
     .text = "certainty of its evidence, by GRADE"},
    {STABIL_KEY(TEXT, "group", stabil_framework_item, group),
     .text = "the chapter that it stands in"},
    {STABIL_KEY(NAME, "source", stabil_framework_item, source),
     .roster = STABIL_ROSTER_SOURCE, .text = "where it stands, if not in that of all"},
    {STABIL_KEY(TEXT, "note", stabil_framework_item, note), .text = "a remark"},
};
static const stabil_schema item_schema = {.name = "recommendation",
                                          .size = sizeof(stabil_framework_item),
                                          .count = COUNT(item_keys),
                                          .key = item_keys,
                                          .mark_at =
                                              1 + offsetof(stabil_framework_item, mark)};

static void read_items(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                       const stabil_path *path, void *record) {
  stabil_framework *framework = record;
  (void)row;
  if (node == NULL) return;
  if (node->kind != STABIL_MAP) {
    stabil_reader_expected(r, node, path, "a map of names");
    return;
  }
  framework->item = stabil_reader_array(r, node->count, sizeof(stabil_framework_item));
  for (int i = 0; i < node->count && framework->item != NULL; i++) {
    const stabil_path below = {path, node->entry[i].key, 0};
    stabil_framework_item *item = &framework->item[i];
    item->name = node->entry[i].key;
    item->mark = node->entry[i].mark;
    stabil_schema_read(r, &item_schema, node->entry[i].value, &below, item);
    framework->item_count = i + 1;
  }
}

static const stabil_key items_ways[] = {{.key = "",
                                         .type = STABIL_TYPE_KEYED,
                                         .child = &item_schema,
                                         .text = "its items by name"}};
static const stabil_schema items_schema = {
    .name = "items", .count = COUNT(items_ways), .key = items_ways};

static const stabil_key framework_keys[] = {
    {STABIL_KEY(LABEL, "label", stabil_framework, label), .text = "what people read"},
    {STABIL_KEY(TEXT, "about", stabil_framework, about), .text = "one line on it"},
    {STABIL_KEY(NAME, "source", stabil_framework, source), .roster = STABIL_ROSTER_SOURCE,
     .required = true, .text = "where it stands"},
    {.key = "items",
     .type = STABIL_TYPE_CUSTOM,
     .read = read_items,
     .required = true,
     .form = "map of names",
     .ways = &items_schema,
     .text = "what it recommends or names, each with a name that measures refer to as "
             "FRAMEWORK.ITEM"},
};
const stabil_schema stabil_framework_schema = {.name = "framework",
                                               .size = sizeof(stabil_framework),
                                               .count = COUNT(framework_keys),
                                               .key = framework_keys,
                                               .mark_at =
                                                   1 + offsetof(stabil_framework, mark)};

const char *stabil_strength_name(int strength) {
  return strength < 0 ? "" : strength_names[strength];
}

int stabil_recommendation(int framework, int item) {
  return framework * MOST_ITEMS + item;
}

void stabil_recommendation_declare(stabil_reader *r) {
  const stabil_entry *frameworks = stabil_node_find(r->root, "frameworks");
  if (frameworks == NULL || frameworks->value->kind != STABIL_MAP) return;
  for (int i = 0; i < frameworks->value->count; i++) {
    const stabil_entry *framework = &frameworks->value->entry[i];
    const stabil_entry *items = stabil_node_find(framework->value, "items");
    if (items == NULL || items->value->kind != STABIL_MAP) continue;
    for (int k = 0; k < items->value->count && k < MOST_ITEMS; k++) {
      const char *name = stabil_arena_format(r->arena, "%s.%s", framework->key,
                                             items->value->entry[k].key);
      if (name == NULL)
        r->memory = true;
      else
        stabil_roster_add(r, STABIL_ROSTER_RECOMMENDATION, name,
                          stabil_recommendation(i, k));
    }
  }
}
