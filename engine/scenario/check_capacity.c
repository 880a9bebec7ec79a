// SPDX-License-Identifier: GPL-3.0-or-later
// Who trains whom: supervisors, placements and mentors must be there at all.
#include "scenario/lever.h"
#include "scenario/read.h"

static bool named(const stabil_set *set, int index) {
  for (int i = 0; i < set->count; i++)
    if (set->index[i] == index) return true;
  return false;
}

static bool allows(const stabil_set *set, int index) {
  return set->count == 0 || named(set, index);
}

// A reference that did not resolve was reported.
static bool resolved(const stabil_set *set) {
  return !named(set, -1);
}

static bool holds(const stabil_role *role, const stabil_set *stages) {
  for (int i = 0; i < role->holder_count; i++)
    if (named(stages, role->holder[i].stage) || named(stages, role->holder[i].becomes))
      return true;
  return false;
}

static bool any_holds(const stabil_study *study, const stabil_set *stages,
                      const stabil_set *roles) {
  for (int i = 0; i < study->role_count; i++)
    if (allows(roles, i) && holds(&study->role[i], stages)) return true;
  return false;
}

static void check_supervision(stabil_reader *r, int stage) {
  const stabil_stage *self = &r->study->stage[stage];
  const stabil_set all = {0};
  if (!self->supervision.given || !resolved(&self->supervision.by)) return;
  const char *const *steps = STABIL_STEPS("stages", self->name, "supervision", "by");
  if (r->study->choice.matching == STABIL_DEFERRED)
    stabil_check_fail(r, STABIL_STEPS("stages", self->name, "supervision"),
                      "does not go with `choice.matching: deferred`, which hires when "
                      "all rounds are over");
  if (self->supervision.by.count == 0)
    stabil_check_fail(r, steps, "found none, expected at least one stage");
  else if (named(&self->supervision.by, stage))
    stabil_check_fail(r, steps, "'%s' cannot supervise itself", self->name);
  else if (!any_holds(r->study, &self->supervision.by, &all))
    stabil_check_fail(r, steps, "no role is held in one of these stages");
}

// --- placements
// -------------------------------------------------------------------------

static bool has_posts(const stabil_study *study, int place, int role) {
  const stabil_place *p = &study->place[place];
  const stabil_role *own = &study->role[role];
  for (int i = 0; i < p->post_count; i++)
    if (p->post[i].role == role) return true;
  return p->kind == STABIL_MUNICIPALITY && own->place_kind == STABIL_MUNICIPALITY &&
         (own->need.has_per_10000 || own->demand.has_per_10000 ||
          own->funded.has_per_10000);
}

static bool around(const stabil_place *host, stabil_around reach,
                   const stabil_place *place) {
  if (reach == STABIL_AROUND_REGION) return place->kind != STABIL_REST;
  if (reach == STABIL_AROUND_COUNTY) return place->county == host->county;
  return place->region == host->region;
}

static bool any_around(const stabil_study *study, const stabil_programme *programme) {
  const stabil_placements *need = &programme->placements;
  for (int p = 0; p < study->place_count; p++) {
    if (!around(&study->place[programme->place], need->around, &study->place[p]))
      continue;
    for (int i = 0; i < study->role_count; i++)
      if (allows(&need->roles, i) && holds(&study->role[i], &need->stages) &&
          has_posts(study, p, i))
        return true;
  }
  return false;
}

static void check_placements(stabil_reader *r, const stabil_programme *programme) {
  const stabil_study *study = r->study;
  const stabil_placements *need = &programme->placements;
  if (!need->given || programme->place < 0 || need->stages.count == 0 ||
      !resolved(&need->stages) || !resolved(&need->roles))
    return;
  const stabil_place *host = &study->place[programme->place];
  const char *const *where =
      STABIL_STEPS("programmes", programme->name, "placements", "supervisors", "where");
  const bool local = need->around == STABIL_AROUND_LOCAL;
  const bool county = need->around == STABIL_AROUND_COUNTY;
  if ((local && host->region < 0) || (county && host->county < 0))
    stabil_check_fail(r, where, "the host '%s' has no %s", host->id,
                      local ? "labour region" : "county");
  else if (!any_holds(study, &need->stages, &need->roles))
    stabil_check_fail(r,
                      STABIL_STEPS("programmes", programme->name, "placements",
                                   "supervisors", "stages"),
                      "none of the roles is held in one of these stages");
  else if (!any_around(study, programme))
    stabil_check_fail(r, where, "nobody around '%s' can supervise: no such posts there",
                      host->id);
}

void stabil_check_capacity(stabil_reader *r) {
  const stabil_study *study = r->study;
  for (int i = 0; i < study->stage_count; i++) check_supervision(r, i);
  for (int i = 0; i < study->programme_count; i++)
    check_placements(r, &study->programme[i]);
}

// --- effects
// ----------------------------------------------------------------------------

static bool any_supervised(const stabil_study *study, const stabil_set *stages) {
  for (int i = 0; i < study->stage_count; i++)
    if (allows(stages, i) && study->stage[i].supervision.given) return true;
  return false;
}

static void check_mentors(stabil_reader *r, const stabil_effect *effect,
                          const stabil_path *path) {
  const stabil_mentors_needed *mentors = &effect->mentors;
  if (effect->name[0] != 0)
    stabil_reader_fail(r, effect->mark, path,
                       "`needs` goes with the effects of measures only");
  else if (effect->lever != STABIL_LEVER_SEPARATE && effect->lever != STABIL_LEVER_LEAVE)
    stabil_reader_fail(r, effect->mark, path,
                       "mentors go with the levers hazard.separate and "
                       "hazard.leave_profession only");
  else if (resolved(&mentors->stages) &&
           !any_holds(r->study, &mentors->stages, &effect->roles))
    stabil_reader_fail(r, effect->mark, path,
                       "no post that it acts on is held in one of the stages of mentors");
}

void stabil_check_capacity_effect(stabil_reader *r, const stabil_effect *effect,
                                  const stabil_path *path) {
  if (effect->mentors.given) check_mentors(r, effect, path);
  if (effect->lever == STABIL_LEVER_SUPERVISION &&
      !any_supervised(r->study, &effect->who.stages))
    stabil_reader_fail(r, effect->mark, path, "none of these stages has `supervision:`");
}
