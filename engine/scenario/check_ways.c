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

// --- staff who study
// ---------------------------------------------------------------------------

static void check_recruited_role(stabil_reader *r, const stabil_programme *programme,
                                 const char *const *steps) {
  const stabil_recruits *recruits = &programme->recruits;
  int profession = -1;
  for (int i = 0; i < recruits->roles.count; i++) {
    const int role = recruits->roles.index[i];
    if (!role_known(r->study, role)) return;
    const int own = r->study->role[role].profession;
    if (profession < 0) profession = own;
    if (own != profession && own >= 0)
      stabil_check_fail(r, steps,
                        "the roles are of several professions: dropouts could not tell "
                        "where to go back to");
  }
  const int to = recruits->drop_to;
  if (to >= 0 && profession >= 0 && r->study->stage[to].profession != profession)
    stabil_check_fail(
        r, STABIL_STEPS("programmes", programme->name, "recruits", "drop_to"),
        "the stage '%s' is not of the profession of the roles", r->study->stage[to].name);
}

static void check_recruited_stages(stabil_reader *r, const stabil_programme *programme) {
  const stabil_recruits *recruits = &programme->recruits;
  for (int i = 0; i < recruits->stages.count; i++) {
    const int stage = recruits->stages.index[i];
    bool held = stage < 0;
    for (int k = 0; k < recruits->roles.count; k++) {
      const int role = recruits->roles.index[k];
      held |= !role_known(r->study, role) || holds(&r->study->role[role], stage);
    }
    if (!held)
      stabil_check_fail(r,
                        STABIL_STEPS("programmes", programme->name, "recruits", "stages"),
                        "the stage '%s' may not hold a post of these roles",
                        r->study->stage[stage].name);
  }
}

// What people bring with them cannot be stated anew.
static void check_brought(stabil_reader *r, const stabil_programme *programme) {
  const stabil_node *own = stabil_node_find(r->root, "programmes")->value;
  own = stabil_node_find(own, programme->name)->value;
  if (stabil_node_find(own, "origin"))
    stabil_check_fail(r, STABIL_STEPS("programmes", programme->name, "origin"),
                      "people in post keep their origin: leave it out with `recruits`");
  if (programme->practice.chosen.count > 0)
    stabil_check_fail(r,
                      STABIL_STEPS("programmes", programme->name, "placements", "chosen"),
                      "with `recruits` the mix of students is not known beforehand: "
                      "leave it out");
  for (int i = 0; i < programme->admission.count; i++) {
    const int trait = programme->admission.share[i].index;
    if (trait < 0 || r->study->trait[trait].profession >= 0) continue;
    const char *value = r->study->trait[trait].value[1];
    stabil_check_fail(r, STABIL_STEPS("programmes", programme->name, "admission", value),
                      "people in post keep their traits: leave it out with `recruits`");
  }
}

static void check_recruits(stabil_reader *r, const stabil_programme *programme) {
  const char *const *steps =
      STABIL_STEPS("programmes", programme->name, "recruits", "roles");
  if (!programme->recruits.given) return;
  check_recruited_role(r, programme, steps);
  check_recruited_stages(r, programme);
  check_brought(r, programme);
  if (!stabil_check_area(r->study, &programme->recruits.where,
                         &programme->recruits.roles))
    stabil_check_fail(r, STABIL_STEPS("programmes", programme->name, "recruits", "where"),
                      "no place matches `where` and `roles`: nobody can be admitted");
}

// --- claims
// --------------------------------------------------------------------------------

static void check_next_claim(stabil_reader *r, int index) {
  const stabil_study *study = r->study;
  const stabil_stage *stage = &study->stage[index];
  const char *const *steps = STABIL_STEPS("stages", stage->name, "next_claim");
  const int role = stage->next_claim.role;
  if (!stage->next_claim.given || stage->next < 0) return;
  if (stage->then != STABIL_SEEK) {
    stabil_check_fail(r, steps, "`next_claim` goes with `then: seek` only");
    return;
  }
  if (role_known(study, role) && !takes(&study->role[role], stage->next))
    stabil_check_fail(r, STABIL_STEPS("stages", stage->name, "next_claim", "role"),
                      "the role '%s' does not hire people in the stage '%s'",
                      study->role[role].name, study->stage[stage->next].name);
  for (int i = 0; i < index; i++)
    if (study->stage[i].next_claim.given && study->stage[i].then == STABIL_SEEK &&
        study->stage[i].next == stage->next)
      stabil_check_fail(r, steps,
                        "'%s' has one too and leads to '%s' as well: their claims could "
                        "not be told apart",
                        study->stage[i].name, study->stage[stage->next].name);
}

static void check_agreement(stabil_reader *r, const stabil_agreement *agreement) {
  static const stabil_set all = {0};
  if (!stabil_check_area(r->study, &agreement->where, &all))
    stabil_check_fail(r, STABIL_STEPS("agreements", agreement->name, "where"),
                      "no place matches it: nobody can sign");
}

void stabil_check_ways(stabil_reader *r) {
  const stabil_study *study = r->study;
  for (int i = 0; i < study->stage_count; i++) {
    check_stage_ways(r, i);
    check_next_claim(r, i);
  }
  for (int i = 0; i < study->programme_count; i++) {
    check_placements(r, &study->programme[i]);
    check_recruits(r, &study->programme[i]);
  }
  for (int i = 0; i < study->agreement_count; i++)
    check_agreement(r, &study->agreement[i]);
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
  case STABIL_LEVER_PLACEMENT_WEEKS:
    return programme->placements.given;
  case STABIL_LEVER_BAD:
    return programme->practice.bad_trait >= 0;
  default:
    return true;
  }
}

bool stabil_check_ways_agreement(const stabil_study *study, const stabil_effect *effect,
                                 const stabil_programme *programme) {
  if (effect->lever != STABIL_LEVER_AGREEMENT || effect->agreement < 0) return true;
  const int bond = study->agreement[effect->agreement].bond;
  return bond < 0 || study->bond[bond].profession == programme->profession;
}

// Only where a share says who has the trait can a lever move it.
bool stabil_check_ways_trait(const stabil_study *study, const stabil_effect *effect,
                             const stabil_programme *programme) {
  if (effect->lever != STABIL_LEVER_GIVEN_TRAIT || effect->trait < 0) return true;
  const stabil_trait *trait = &study->trait[effect->trait];
  if (trait->profession >= 0 && trait->profession != programme->profession) return false;
  if (programme->recruits.given && trait->profession < 0) return false;
  for (int i = 0; i < programme->admission.count; i++)
    if (programme->admission.share[i].index == effect->trait) return true;
  return !trait->has_logit;
}

void stabil_check_ways_effect(stabil_reader *r, const stabil_effect *effect,
                              const stabil_path *path) {
  const bool coupled = effect->lever == STABIL_LEVER_COUPLED;
  if (effect->lever != STABIL_LEVER_SPECIALISE && !coupled) return;
  for (int i = 0; i < r->study->stage_count; i++) {
    const stabil_stage *stage = &r->study->stage[i];
    const bool has = coupled ? stage->next_claim.given : stage->way_count > 0;
    if (has && names(&effect->who.stages, i)) return;
  }
  stabil_reader_fail(r, effect->mark, path, "no stage that it acts on has `%s:`",
                     coupled ? "next_claim" : "specialise");
}
