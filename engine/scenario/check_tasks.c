// SPDX-License-Identifier: GPL-3.0-or-later
// Tasks that go from one kind of post to another: from whom, and to whom.
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

static bool within(const stabil_study *study, stabil_shift_to where, int from, int to) {
  switch (where) {
  case STABIL_SHIFT_PLACE:
    return from == to;
  case STABIL_SHIFT_MUNICIPALITIES:
    return study->place[to].hospital == from;
  case STABIL_SHIFT_HOSPITAL:
    return study->place[from].hospital == to;
  case STABIL_SHIFT_REGION:
    return study->place[from].region == study->place[to].region;
  }
  return false;
}

static bool taken_over(const stabil_study *study, const stabil_shift *to, int place) {
  for (int i = 0; i < study->place_count; i++)
    if (within(study, to->where, place, i) && has_role(study, i, to->role)) return true;
  return false;
}

static bool anybody(const stabil_study *study, const stabil_effect *effect) {
  for (int k = 0; k < effect->roles.count; k++)
    for (int i = 0; i < study->place_count; i++)
      if (stabil_check_in_area(study, &effect->where, i) &&
          has_role(study, i, effect->roles.index[k]) &&
          (effect->to.role == STABIL_TECHNOLOGY || taken_over(study, &effect->to, i)))
        return true;
  return false;
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
  if (known && !anybody(r->study, effect))
    stabil_reader_fail(r, effect->mark, path,
                       "where tasks are given away there is no post that `to` names: the "
                       "effect reaches nobody");
}
