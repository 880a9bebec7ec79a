// SPDX-License-Identifier: GPL-3.0-or-later
// Schema of a study: who trains whom. Supervisors of a stage, placements of students,
// mentors that an effect needs.
#include "scenario/study_schema.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static const char *const reach_names[] = {"place", "region", NULL};
static const char *const around_names[] = {"local", "county", "region", NULL};

static const stabil_key supervision_keys[] = {
    {STABIL_KEY(NAMES, "by", stabil_supervision, by), .roster = STABIL_ROSTER_STAGE,
     .required = true, .text = "stages whose holders supervise"},
    {STABIL_KEY(QUANTITY, "per", stabil_supervision, per), .unit = "people", .low = 0,
     .high = 1000, .required = true,
     .text = "trainees whom one supervisor takes: no post takes more into the stage"},
    {STABIL_KEY(CHOICE, "where", stabil_supervision, regional), .list = reach_names,
     .fallback = "place",
     .text = "where supervisors are counted: the place of the post or its labour region"},
    {STABIL_KEY(QUANTITY, "time", stabil_supervision, time), .unit = "FTE", .low = 0,
     .high = 1, .fallback = "0",
     .text = "share of a full-time equivalent of supervisors' work that a trainee takes"},
};
const stabil_schema stabil_supervision_schema = {.name = "supervision",
                                                 .size = sizeof(stabil_supervision),
                                                 .count = COUNT(supervision_keys),
                                                 .key = supervision_keys};

static const stabil_key supervisors_keys[] = {
    {STABIL_KEY(NAMES, "stages", stabil_programme, placements.stages),
     .roster = STABIL_ROSTER_STAGE, .required = true,
     .text = "stages whose holders supervise"},
    {STABIL_KEY(NAMES, "roles", stabil_programme, placements.roles),
     .roster = STABIL_ROSTER_ROLE, .text = "posts that they hold; all without it"},
    {STABIL_KEY(QUANTITY, "weeks", stabil_programme, placements.per_fte),
     .unit = "weeks/year", .low = 0, .high = 1000, .required = true,
     .text = "weeks of a student that a full-time equivalent worked can supervise a "
             "year"},
    {STABIL_KEY(CHOICE, "where", stabil_programme, placements.around),
     .list = around_names, .fallback = "local",
     .text = "where they are: the host's labour region, its county, every modelled "
             "place"},
};
const stabil_schema stabil_supervisors_schema = {
    .name = "supervisors", .count = COUNT(supervisors_keys), .key = supervisors_keys};

static void both(stabil_reader *r, const stabil_node *node, const stabil_path *path,
                 const char *one, const char *other) {
  const stabil_entry *first = stabil_node_find(node, one);
  if (first != NULL && stabil_node_find(node, other) == NULL)
    stabil_reader_fail(r, first->mark, path, "`%s` needs `%s`", one, other);
}

void stabil_after_placements(stabil_reader *r, const stabil_node *node,
                             const stabil_path *path, void *record) {
  (void)record;
  if (node == NULL || node->kind != STABIL_MAP) return;
  both(r, node, path, "trait", "share");
  both(r, node, path, "share", "trait");
  both(r, node, path, "weeks", "supervisors");
  both(r, node, path, "supervisors", "weeks");
  both(r, node, path, "time", "weeks");
  both(r, node, path, "drawn", "trait");
  both(r, node, path, "chosen", "trait");
  both(r, node, path, "bad", "trait");
  if (node->count == 0)
    stabil_reader_fail(r, node->mark, path,
                       "expected `trait` and `share`, `weeks` and `supervisors`, or "
                       "all four");
}

static const stabil_key mentors_keys[] = {
    {STABIL_KEY(NAMES, "stages", stabil_mentors_needed, stages),
     .roster = STABIL_ROSTER_STAGE, .required = true,
     .text = "stages whose holders can be mentors"},
    {STABIL_KEY(QUANTITY, "years", stabil_mentors_needed, years), .unit = "years",
     .low = 0, .high = 60, .fallback = "0", .text = "that they have been in the post"},
    {STABIL_KEY(QUANTITY, "experience", stabil_mentors_needed, experience),
     .unit = "years", .low = 0, .high = 60, .fallback = "0",
     .text = "years since they qualified"},
    {STABIL_KEY(QUANTITY, "per", stabil_mentors_needed, per), .unit = "people", .low = 0,
     .high = 1000, .required = true, .text = "people whom one mentor takes"},
};
static const stabil_schema mentors_schema = {.name = "mentors",
                                             .size = sizeof(stabil_mentors_needed),
                                             .count = COUNT(mentors_keys),
                                             .key = mentors_keys};

static const stabil_key needs_keys[] = {
    {STABIL_KEY(GROUP, "mentors", stabil_effect, mentors), .child = &mentors_schema,
     .required = true, .present = 1 + offsetof(stabil_effect, mentors.given),
     .text = "colleagues in the post who take on those it is meant for"},
};
const stabil_schema stabil_needs_schema = {
    .name = "needs", .count = COUNT(needs_keys), .key = needs_keys};
