// SPDX-License-Identifier: GPL-3.0-or-later
// Ways in and on: whether those whom they lead somewhere may be there.
#include "scenario/lever.h"
#include "scenario/read.h"

static bool holds(const stabil_role *role, int stage) {
  for (int i = 0; i < role->holder_count; i++)
    if (role->holder[i].stage == stage || role->holder[i].becomes == stage) return true;
  return false;
}

// May people of the stage be hired?
static bool takes(const stabil_role *role, int stage) {
  for (int i = 0; i < role->holder_count; i++)
    if (role->holder[i].stage == stage) return true;
  return false;
}

// --- further education
// --------------------------------------------------------------------

// What the education leads to while one keeps the post; -1: nothing more.
static int next_in_post(const stabil_study *study, int stage) {
  return study->stage[stage].then == STABIL_STAY ? study->stage[stage].next : -1;
}

static bool role_known(const stabil_study *study, int role) {
  return role >= 0 && study->role[role].holder_count > 0;
}

// The first stage of a way that a role does not take; -1: it takes them all.
static int refused(const stabil_study *study, int role, int stage, int to) {
  const int stages[] = {stage, to, next_in_post(study, to)};
  for (int i = 0; i < 3; i++)
    if (stages[i] >= 0 && !holds(&study->role[role], stages[i])) return stages[i];
  return -1;
}

static bool named_roles_take(stabil_reader *r, const stabil_way *way, int stage,
                             const stabil_path *path) {
  const stabil_study *study = r->study;
  for (int i = 0; i < way->roles.count; i++) {
    const int role = way->roles.index[i];
    const int lacking =
        role_known(study, role) ? refused(study, role, stage, way->to) : -1;
    if (lacking < 0) continue;
    stabil_reader_fail(r, way->mark, path,
                       "the stage '%s' may not hold a post of role '%s'",
                       study->stage[lacking].name, study->role[role].name);
    return false;
  }
  return true;
}

static bool some_role_takes(stabil_reader *r, const stabil_way *way, int stage,
                            const stabil_path *path) {
  const stabil_study *study = r->study;
  for (int i = 0; i < study->role_count; i++)
    if (!role_known(study, i) || refused(study, i, stage, way->to) < 0) return true;
  stabil_reader_fail(r, way->mark, path, "no role takes both '%s' and '%s'",
                     study->stage[stage].name, study->stage[way->to].name);
  return false;
}

static bool hired_somewhere(const stabil_study *study, int stage) {
  for (int i = 0; i < study->role_count; i++)
    if (study->role[i].holder_count == 0 || takes(&study->role[i], stage)) return true;
  return false;
}

static void check_way(stabil_reader *r, const stabil_way *way, int stage,
                      const stabil_path *path) {
  const stabil_study *study = r->study;
  if (way->to < 0) return;
  if (way->to == stage) {
    stabil_reader_fail(r, way->mark, path, "'%s' leads to itself",
                       study->stage[stage].name);
    return;
  }
  if (study->stage[way->to].profession != study->stage[stage].profession) {
    stabil_reader_fail(r, way->mark, path, "'%s' is of another profession",
                       study->stage[way->to].name);
    return;
  }
  if (!(way->roles.count > 0 ? named_roles_take(r, way, stage, path)
                             : some_role_takes(r, way, stage, path)))
    return;
  if (!hired_somewhere(study, way->to))
    stabil_reader_fail(r, way->mark, path,
                       "no role hires people in the stage '%s': who changes post under "
                       "education would never find one",
                       study->stage[way->to].name);
}

static void check_stage_ways(stabil_reader *r, int index) {
  const stabil_stage *stage = &r->study->stage[index];
  const stabil_path top = {NULL, "stages", 0}, self = {&top, stage->name, 0};
  const stabil_path ways = {&self, "specialise", 0};
  for (int i = 0; i < stage->way_count; i++) {
    const stabil_path item = {&ways, NULL, i};
    check_way(r, &stage->way[i], index, &item);
    for (int k = 0; k < i; k++)
      if (stage->way[k].to == stage->way[i].to && stage->way[i].to >= 0)
        stabil_reader_fail(r, stage->way[i].mark, &item,
                           "the stage '%s' stands in the list twice",
                           r->study->stage[stage->way[i].to].name);
  }
}

// --- placements
// ----------------------------------------------------------------------------

static void check_choice_of_placement(stabil_reader *r,
                                      const stabil_programme *programme) {
  const stabil_shares *chosen = &programme->practice.chosen;
  for (int i = 0; i < chosen->count; i++) {
    const int trait = chosen->share[i].index;
    if (trait < 0 || trait < programme->exposure_trait) continue;
    const char *value = r->study->trait[trait].value[1];
    stabil_check_fail(
        r, STABIL_STEPS("programmes", programme->name, "placements", "chosen", value),
        "the trait '%s' is not declared before '%s', which the placement gives",
        r->study->trait[trait].name, r->study->trait[programme->exposure_trait].name);
  }
}

static void check_placements(stabil_reader *r, const stabil_programme *programme) {
  const int exposed = programme->exposure_trait, bad = programme->practice.bad_trait;
  if (exposed < 0) return; // none, or reported
  check_choice_of_placement(r, programme);
  if (bad < 0) return;
  const stabil_trait *trait = &r->study->trait[bad];
  const char *const *steps =
      STABIL_STEPS("programmes", programme->name, "placements", "bad", "trait");
  if (bad <= exposed)
    stabil_check_fail(r, steps,
                      "the trait '%s' is not declared after '%s', which the placement "
                      "gives",
                      trait->name, r->study->trait[exposed].name);
  if (trait->profession >= 0 && trait->profession != programme->profession)
    stabil_check_fail(r, steps, "the trait '%s' is for the profession '%s' only",
                      trait->name, r->study->profession[trait->profession].name);
}

void stabil_check_ways(stabil_reader *r) {
  const stabil_study *study = r->study;
  for (int i = 0; i < study->stage_count; i++) check_stage_ways(r, i);
  for (int i = 0; i < study->programme_count; i++)
    check_placements(r, &study->programme[i]);
}

// --- levers
// -------------------------------------------------------------------------------

static bool names(const stabil_set *set, int index) {
  for (int i = 0; i < set->count; i++)
    if (set->index[i] == index) return true;
  return set->count == 0;
}

bool stabil_check_ways_programme(const stabil_programme *programme, int lever) {
  switch (lever) {
  case STABIL_LEVER_PLACEMENTS:
    return programme->exposure_trait >= 0;
  case STABIL_LEVER_DRAWN:
    return programme->practice.chosen.count > 0;
  case STABIL_LEVER_BAD:
    return programme->practice.bad_trait >= 0;
  default:
    return true;
  }
}

void stabil_check_ways_effect(stabil_reader *r, const stabil_effect *effect,
                              const stabil_path *path) {
  if (effect->lever != STABIL_LEVER_SPECIALISE) return;
  for (int i = 0; i < r->study->stage_count; i++)
    if (r->study->stage[i].way_count > 0 && names(&effect->who.stages, i)) return;
  stabil_reader_fail(r, effect->mark, path, "no stage that it acts on has `specialise:`");
}
