// SPDX-License-Identifier: GPL-3.0-or-later
// Schema of a study: who is taken first, and who looks for another post.
#include <string.h>

#include "scenario/study_schema.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

#define NAME(ID, name, text) #name,
const char *const stabil_class_names[] = {STABIL_CLASS_LIST(NAME) NULL};
#undef NAME
const char *const stabil_matching_names[] = {"immediate", "deferred", NULL};

static int class_of(const char *name) {
  for (int i = 0; i < STABIL_CLASS_COUNT; i++)
    if (strcmp(stabil_class_names[i], name) == 0) return i;
  return -1;
}

static bool stands_already(const stabil_priority *priority, int class) {
  for (int i = 0; i < priority->count; i++)
    if ((int)priority->class[i] == class) return true;
  return false;
}

void stabil_read_priority(stabil_reader *r, const stabil_key *row,
                          const stabil_node *node, const stabil_path *path,
                          void *record) {
  stabil_priority *priority = (stabil_priority *)(void *)((char *)record + row->offset);
  if (node == NULL) return;
  if (node->kind != STABIL_LIST) {
    stabil_reader_expected(r, node, path, "a list, such as [bonded, local_ties]");
    return;
  }
  for (int i = 0; i < node->count; i++) {
    const stabil_node *item = node->item[i];
    stabil_path below = {path, NULL, i};
    const char *name = stabil_read_scalar(r, item, &below, "a class of applicants");
    if (name == NULL) continue;
    const int class = class_of(name);
    if (class < 0)
      stabil_reader_unknown(r, item->mark, &below, "class of applicants", name,
                            stabil_class_names, STABIL_CLASS_COUNT);
    else if (stands_already(priority, class))
      stabil_reader_fail(r, item->mark, &below, "'%s' stands in the list twice", name);
    else
      priority->class[priority->count++] = (stabil_class) class;
  }
}

static const stabil_key job_search_keys[] = {
    {STABIL_KEY(QUANTITY, "rate", stabil_job_search, rate), .unit = "1/year", .low = 0,
     .high = 100, .required = true,
     .text = "rate at which a holder looks at posts of other employers or places of the "
             "labour region that can be filled"},
    {STABIL_KEY(QUANTITY, "stay", stabil_job_search, stay), .unit = "log-odds",
     .low = -20, .high = 20, .required = true,
     .text = "utility of staying, against that of the posts looked at"},
    {STABIL_KEY(FLAG, "trainees", stabil_job_search, trainees), .fallback = "false",
     .text = "also those in a stage with a length"},
};
const stabil_schema stabil_job_search_schema = {.name = "job search",
                                                .size = sizeof(stabil_job_search),
                                                .count = COUNT(job_search_keys),
                                                .key = job_search_keys};
