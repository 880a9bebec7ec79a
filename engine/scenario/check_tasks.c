// SPDX-License-Identifier: GPL-3.0-or-later
// Tasks that go from one kind of post to another: from whom, and to whom.
#include <stdlib.h>

#include "scenario/lever.h"
#include "scenario/read.h"

static bool has_role(const stabil_study *study, int place, int role) {
  const stabil_place *there = &study->place[place];
  const stabil_role *of = &study->role[role];
  for (int i = 0; i < there->post_count; i++)
    if (there->post[i].role == role) return there->kind != STABIL_REST;
  return there->kind == STABIL_MUNICIPALITY && of->place_kind == STABIL_MUNICIPALITY &&
         (of->need.has_per_10000 || of->demand.has_per_10000 || of->funded.has_per_10000);
}

// What a place gives away and what one takes over meet at a key: the place itself, the
// hospital, the region. One pass over the places each; pairs would take minutes where a
// study has thousands of places.
static int key_of_giver(const stabil_study *study, stabil_shift_to where, int from) {
  switch (where) {
  case STABIL_SHIFT_PLACE:
  case STABIL_SHIFT_MUNICIPALITIES:
    return from;
  case STABIL_SHIFT_HOSPITAL:
    return study->place[from].hospital;
  case STABIL_SHIFT_REGION:
    return study->place[from].region;
  }
  return -1;
}

static int key_of_taker(const stabil_study *study, stabil_shift_to where, int to) {
  switch (where) {
  case STABIL_SHIFT_PLACE:
  case STABIL_SHIFT_HOSPITAL:
    return to;
  case STABIL_SHIFT_MUNICIPALITIES:
    return study->place[to].hospital;
  case STABIL_SHIFT_REGION:
    return study->place[to].region;
  }
  return -1;
}

static bool gives(const stabil_study *study, const stabil_effect *effect, int place) {
  if (!stabil_check_in_area(study, &effect->where, place)) return false;
  for (int k = 0; k < effect->roles.count; k++)
    if (has_role(study, place, effect->roles.index[k])) return true;
  return false;
}

// Keys are indices of places or regions, or -1, which places without a region share.
static bool meet(const stabil_study *study, const stabil_effect *effect, bool *taken) {
  const stabil_shift *to = &effect->to;
  const bool technology = to->role == STABIL_TECHNOLOGY;
  const bool region = to->where == STABIL_SHIFT_REGION;
  for (int i = 0; i < study->place_count && !technology; i++) {
    const int key = key_of_taker(study, to->where, i);
    if ((key >= 0 || region) && has_role(study, i, to->role)) taken[key + 1] = true;
  }
  for (int i = 0; i < study->place_count; i++) {
    const int key = key_of_giver(study, to->where, i);
    if ((technology || ((key >= 0 || region) && taken[key + 1])) &&
        gives(study, effect, i))
      return true;
  }
  return false;
}

static bool anybody(stabil_reader *r, const stabil_effect *effect) {
  const stabil_study *study = r->study;
  bool *taken = calloc((size_t)study->place_count + (size_t)study->region_count + 1, 1);
  if (taken == NULL) {
    r->memory = true;
    return true;
  }
  const bool found = meet(study, effect, taken);
  free(taken);
  return found;
}

void stabil_check_tasks_effect(stabil_reader *r, const stabil_effect *effect,
                               const stabil_path *path) {
  const stabil_shift *to = &effect->to;
  if (effect->lever != STABIL_LEVER_SHIFT || !to->given || to->role < 0) return;
  if (effect->roles.count == 0) {
    stabil_reader_fail(r, effect->mark, path,
                       "the lever 'tasks.shift' needs `roles`, whose tasks they are");
    return;
  }
  for (int i = 0; i < effect->roles.count; i++) {
    if (effect->roles.index[i] != to->role) continue;
    stabil_reader_fail(r, effect->mark, path,
                       "the tasks of '%s' cannot go to '%s' itself",
                       r->study->role[to->role].name, r->study->role[to->role].name);
    return;
  }
  const bool known = (int)to->where >= 0 && to->where <= STABIL_SHIFT_REGION;
  if (known && !anybody(r, effect))
    stabil_reader_fail(r, effect->mark, path,
                       "where tasks are given away there is no post that `to` names: the "
                       "effect reaches nobody");
}
