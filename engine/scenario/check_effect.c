// SPDX-License-Identifier: GPL-3.0-or-later
// Effects, measures and scenarios: whom they reach, and what they need.
#include <string.h>

#include "scenario/lever.h"
#include "scenario/read.h"

// --- sets
// -------------------------------------------------------------------------------

static bool in(const stabil_set *set, int index) {
  for (int i = 0; i < set->count; i++)
    if (set->index[i] == index) return true;
  return false;
}

static bool allows(const stabil_set *set, int index) {
  return set->count == 0 || in(set, index);
}

// A reference that did not resolve was reported; nothing can be said about the rest.
static bool resolved(const stabil_set *set) {
  return !in(set, -1);
}

static bool sound(const stabil_area *area) {
  return resolved(&area->places) && resolved(&area->counties) &&
         resolved(&area->regions) && resolved(&area->kinds);
}

// Without the kinds and classes of all places nothing can be said about reach.
static bool places_known(const stabil_study *study) {
  if (study->place_count == 0) return false;
  for (int i = 0; i < study->place_count; i++) {
    const stabil_place *place = &study->place[i];
    if ((int)place->kind < 0 || place->kind > STABIL_REST) return false;
    if (place->kind != STABIL_REST && place->centrality == 0) return false;
  }
  return resolved(&study->district);
}

bool stabil_check_in_area(const stabil_study *study, const stabil_area *area, int index) {
  const stabil_place *place = &study->place[index];
  bool rest = place->kind == STABIL_REST;
  bool named = area->places.count > 0 || area->kinds.count > 0;
  if (rest && area->region != 0 && !(named && area->region < 0)) return false;
  if (!rest && area->region == 0) return false;
  if (area->district >= 0 &&
      (rest || in(&study->district, place->centrality) != (area->district == 1)))
    return false;
  return allows(&area->centrality, place->centrality) && allows(&area->places, index) &&
         allows(&area->counties, place->county) &&
         allows(&area->regions, place->region) &&
         allows(&area->kinds, (int)place->kind) && place->population >= area->size_low &&
         place->population <= area->size_high;
}

// Levers that tell programmes apart and nothing else are theirs.
static bool acts_on_programmes(const stabil_effect *effect) {
  return stabil_levers[effect->lever].tells == STABIL_TELLS_PROGRAMMES ||
         (effect->lever == STABIL_LEVER_BOND && effect->roles.count == 0);
}

// A bond binds one profession.
static bool bond_takes(const stabil_study *study, const stabil_effect *effect,
                       int profession) {
  return effect->lever != STABIL_LEVER_BOND || effect->bond < 0 ||
         study->bond[effect->bond].profession == profession;
}

// --- whom an effect reaches
// -------------------------------------------------------------

static bool role_at(const stabil_study *study, const stabil_set *roles, int place) {
  if (study->place[place].kind == STABIL_REST) return true;
  for (int i = 0; i < study->role_count; i++)
    if (allows(roles, i) && study->role[i].place_kind == (int)study->place[place].kind)
      return true;
  return false;
}

// `narrow` may be NULL: the `where` of a scenario on top of that of the effect.
static bool reaches_place(const stabil_study *study, const stabil_area *area,
                          const stabil_area *narrow, const stabil_set *roles) {
  for (int i = 0; i < study->place_count; i++)
    if (stabil_check_in_area(study, area, i) &&
        (narrow == NULL || stabil_check_in_area(study, narrow, i)) &&
        role_at(study, roles, i))
      return true;
  return false;
}

bool stabil_check_area(const stabil_study *study, const stabil_area *area,
                       const stabil_set *roles) {
  return !places_known(study) || !sound(area) || !resolved(roles) ||
         reaches_place(study, area, NULL, roles);
}

static bool reaches_programme(const stabil_study *study, const stabil_effect *effect,
                              const stabil_area *narrow) {
  for (int i = 0; i < study->programme_count; i++) {
    const stabil_programme *programme = &study->programme[i];
    bool host = effect->where.places.count == 0 && effect->where.kinds.count == 0 &&
                programme->place >= 0 &&
                study->place[programme->place].kind == STABIL_REST &&
                effect->where.region < 0 && effect->where.district < 0;
    if (programme->place < 0) return true; // reported
    if (!host && !stabil_check_in_area(study, &effect->where, programme->place)) continue;
    if (narrow != NULL && !stabil_check_in_area(study, narrow, programme->place))
      continue;
    if (!allows(&effect->who.programmes, i) ||
        !allows(&effect->who.professions, programme->profession) ||
        !allows(&effect->who.tracks, programme->track))
      continue;
    if (!stabil_check_ways_programme(programme, effect->lever)) continue;
    if (!bond_takes(study, effect, programme->profession)) continue;
    if (!stabil_check_ways_agreement(study, effect, programme) ||
        !stabil_check_ways_trait(study, effect, programme))
      continue;
    return true;
  }
  return false;
}

static bool reaches(const stabil_study *study, const stabil_effect *effect,
                    const stabil_area *narrow) {
  if (acts_on_programmes(effect)) return reaches_programme(study, effect, narrow);
  return reaches_place(study, &effect->where, narrow, &effect->roles);
}

static bool stage_in_role(const stabil_role *role, int stage) {
  for (int i = 0; i < role->holder_count; i++)
    if (role->holder[i].stage == stage || role->holder[i].becomes == stage) return true;
  return false;
}

// Whether one of the stages may hold one of the roles, within the professions named.
static bool who_holds(const stabil_study *study, const stabil_who *who,
                      const stabil_set *roles) {
  if (who->stages.count == 0 && (roles->count == 0 || who->professions.count == 0))
    return true;
  for (int k = 0; k < study->role_count; k++) {
    const stabil_role *role = &study->role[k];
    if (!allows(roles, k) || !allows(&who->professions, role->profession)) continue;
    if (who->stages.count == 0) return true;
    for (int i = 0; i < who->stages.count; i++)
      if (stage_in_role(role, who->stages.index[i])) return true;
  }
  // A stage without posts of its own still chooses among them.
  if (roles->count > 0) return false;
  for (int i = 0; i < who->stages.count; i++)
    if (allows(&who->professions, study->stage[who->stages.index[i]].profession))
      return true;
  return false;
}

static bool sound_who(const stabil_who *who, const stabil_set *roles) {
  return resolved(&who->stages) && resolved(&who->professions) &&
         resolved(&who->programmes) && resolved(&who->tracks) && resolved(roles);
}

#define HAS(what, member)                                                                \
  static bool has_##what(const stabil_role *role) {                                      \
    return role->member;                                                                 \
  }
HAS(rotation, rotation.given)
HAS(locum, has_locum)
HAS(term, term.given)
HAS(job_search, job_search.given)
HAS(team, oncall.given)
HAS(load, load.given)
#undef HAS

static bool any_role(const stabil_study *study, const stabil_set *roles,
                     bool (*has)(const stabil_role *role)) {
  for (int i = 0; i < study->role_count; i++)
    if (allows(roles, i) && has(&study->role[i])) return true;
  return false;
}

// --- problems at an effect
// --------------------------------------------------------------

// Levers that act where a role has a key alone.
static const struct {
  int lever;
  bool (*has)(const stabil_role *role);
  const char *key;
} of_roles[] = {
    {STABIL_LEVER_LOCUM_FILL, has_locum, "`locum:`"},
    {STABIL_LEVER_LOCUM_PRICE, has_locum, "`locum:`"},
    {STABIL_LEVER_LOCUM_BUDGET, has_locum, "`locum:`"},
    {STABIL_LEVER_LOCUM_CAP, has_locum, "`locum:`"},
    {STABIL_LEVER_FIXED_TERM, has_term, "`fixed_term:`, which says how long it is"},
    {STABIL_LEVER_TEAM, has_team, "`team:`"},
    {STABIL_LEVER_LOAD, has_load, "`load:`"},
    {STABIL_LEVER_JOB_SEARCH, has_job_search, "`job_search:`"},
};

static void check_needs(stabil_reader *r, const stabil_effect *effect,
                        const stabil_path *path) {
  const stabil_quantity *distance = &r->study->choice.distance;
  bool rotation = effect->lever == STABIL_LEVER_ROTATION || effect->contract == 1;
  if (rotation && !any_role(r->study, &effect->roles, has_rotation))
    stabil_reader_fail(r, effect->mark, path,
                       "none of these roles has `rotation:`, which says what it costs");
  for (size_t i = 0; i < sizeof of_roles / sizeof *of_roles; i++)
    if (effect->lever == of_roles[i].lever &&
        !any_role(r->study, &effect->roles, of_roles[i].has))
      stabil_reader_fail(r, effect->mark, path, "none of these roles has %s",
                         of_roles[i].key);
  if (effect->lever == STABIL_LEVER_DISTANCE && distance->value == 0 &&
      distance->family == STABIL_FIXED)
    stabil_reader_fail(r, effect->mark, path,
                       "`choice.distance` is 0: distance has no weight to change");
}

// What the lever cannot tell apart would be ignored: it is refused.
static void check_tells(stabil_reader *r, const stabil_effect *effect,
                        const stabil_path *path) {
  const stabil_lever *lever = &stabil_levers[effect->lever];
  const stabil_who *who = &effect->who;
  const unsigned tracks = STABIL_TELLS_KINDS | STABIL_TELLS_PROGRAMMES;
  const struct {
    bool given;
    unsigned by;
    const char *what;
  } list[] = {{who->stages.count > 0, STABIL_TELLS_STAGES, "stages"},
              {who->traits.count > 0, STABIL_TELLS_KINDS, "traits"},
              {who->first_post >= 0, STABIL_TELLS_KINDS, "first post"},
              {who->tracks.count > 0, tracks, "tracks"},
              {who->programmes.count > 0, STABIL_TELLS_PROGRAMMES, "programmes"},
              {effect->roles.count > 0, STABIL_TELLS_ROLES, "roles"},
              {effect->contract >= 0, STABIL_TELLS_CONTRACT, "contracts"}};
  for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
    if (list[i].given && !(lever->tells & list[i].by))
      stabil_reader_fail(r, effect->mark, path,
                         "the lever '%s' cannot tell %s apart: leave that out",
                         lever->name, list[i].what);
  }
}

static void check_bond(stabil_reader *r, const stabil_effect *effect,
                       const stabil_path *path) {
  const stabil_who *who = &effect->who;
  if (effect->lever == STABIL_LEVER_BOND && effect->roles.count > 0 &&
      who->programmes.count + who->tracks.count > 0)
    stabil_reader_fail(r, effect->mark, path,
                       "the lever 'bond' cannot tell programmes apart among those hired: "
                       "leave them or `roles` out");
  for (int i = 0; i < effect->roles.count; i++) {
    const stabil_role *role = &r->study->role[effect->roles.index[i]];
    if (bond_takes(r->study, effect, role->profession)) continue;
    stabil_reader_fail(r, effect->mark, path,
                       "the role '%s' is not of the profession that the bond '%s' binds",
                       role->name, r->study->bond[effect->bond].name);
  }
}

static void check_effect(stabil_reader *r, const stabil_effect *effect,
                         const stabil_path *path) {
  if (effect->lever < 0 || !sound(&effect->where) ||
      !sound_who(&effect->who, &effect->roles))
    return;
  bool programme = acts_on_programmes(effect);
  check_needs(r, effect, path);
  check_tells(r, effect, path);
  check_bond(r, effect, path);
  stabil_check_ways_effect(r, effect, path);
  stabil_check_tasks_effect(r, effect, path);
  stabil_check_capacity_effect(r, effect, path);
  if (!reaches(r->study, effect, NULL))
    stabil_reader_fail(r, effect->mark, path,
                       programme ? "no programme matches `who` and `where`: the effect "
                                   "reaches nobody"
                                 : "no place matches `where` and `roles`: the effect "
                                   "reaches nobody");
  else if (!programme && !who_holds(r->study, &effect->who, &effect->roles))
    stabil_reader_fail(r, effect->mark, path,
                       "`who` names no stage or profession that may hold these roles: "
                       "the effect reaches nobody");
}

static void check_cost(stabil_reader *r, const stabil_cost *cost,
                       const stabil_path *path) {
  const stabil_study *study = r->study;
  if (!sound(&cost->where) || !sound_who(&cost->who, &cost->roles)) return;
  stabil_effect like = {
      .lever = STABIL_LEVER_SEATS, .who = cost->who, .where = cost->where};
  bool seat = cost->per == STABIL_PER_SEAT;
  if (cost->who.traits.count > 0 || cost->who.first_post >= 0 ||
      (!seat && (cost->who.tracks.count > 0 || cost->who.programmes.count > 0)) ||
      (seat && (cost->who.stages.count > 0 || cost->roles.count > 0)))
    stabil_reader_fail(r, cost->mark, path,
                       seat ? "a cost per seat is told apart by professions, programmes "
                              "and tracks alone"
                            : "a cost is told apart by professions, stages and roles "
                              "alone");
  if (seat ? !reaches_programme(study, &like, NULL)
           : !reaches_place(study, &cost->where, NULL, &cost->roles))
    stabil_reader_fail(r, cost->mark, path,
                       "no %s matches `who` and `where`: nothing is paid for",
                       seat ? "programme" : "place");
  else if (!seat && !who_holds(study, &cost->who, &cost->roles))
    stabil_reader_fail(r, cost->mark, path,
                       "`who` names no stage or profession that may hold these roles: "
                       "nothing is paid for");
}

static void check_measure(stabil_reader *r, const stabil_toolkit_measure *measure) {
  stabil_path top = {NULL, "measures", 0}, self = {&top, measure->name, 0};
  stabil_path effects = {&self, "effects", 0}, costs = {&self, "costs", 0};
  for (int i = 0; i < measure->effect_count; i++) {
    stabil_path item = {&effects, NULL, i};
    check_effect(r, &measure->effect[i], &item);
  }
  for (int i = 0; i < measure->cost_count; i++) {
    stabil_path item = {&costs, NULL, i};
    check_cost(r, &measure->cost[i], &item);
  }
}

// --- scenarios
// --------------------------------------------------------------------------

static void check_pattern(stabil_reader *r, const stabil_use *use,
                          const stabil_path *path) {
  const stabil_toolkit_measure *measure = &r->study->measure[use->measure];
  bool rotation = false, lacking = false;
  for (int i = 0; i < measure->effect_count; i++) {
    if (measure->effect[i].lever < 0) return; // reported
    if (measure->effect[i].lever != STABIL_LEVER_ROTATION) continue;
    rotation = true;
    lacking |= !measure->effect[i].has_pattern;
  }
  if (lacking && !use->has_pattern)
    stabil_reader_fail(r, use->mark, path,
                       "the measure '%s' turns on rotation without weeks; give "
                       "pattern: \"on:off\" here or there",
                       measure->name);
  if (!rotation && use->has_pattern)
    stabil_reader_fail(r, use->mark, path,
                       "the measure '%s' has no rotation to give a "
                       "pattern to",
                       measure->name);
}

// A rule says where rotation is taken up, and its costs with it; it can steer no more.
static void check_when(stabil_reader *r, const stabil_use *use, const stabil_path *path) {
  const stabil_toolkit_measure *measure = &r->study->measure[use->measure];
  bool fits = measure->effect_count > 0;
  for (int i = 0; i < measure->effect_count; i++)
    fits &= measure->effect[i].lever == STABIL_LEVER_ROTATION;
  for (int i = 0; i < measure->cost_count; i++)
    fits &= measure->cost[i].per != STABIL_PER_SEAT;
  if (use->has_rule && !fits)
    stabil_reader_fail(r, use->mark, path,
                       "`when` goes with measures of cover.rotation alone, without costs "
                       "per seat, and '%s' is another",
                       measure->name);
}

static void check_narrowing(stabil_reader *r, const stabil_use *use,
                            const stabil_path *path) {
  const stabil_study *study = r->study;
  const stabil_toolkit_measure *measure = &study->measure[use->measure];
  if (!use->has_where || !sound(&use->where) || measure->effect_count == 0) return;
  for (int i = 0; i < measure->effect_count; i++) {
    const stabil_effect *effect = &measure->effect[i];
    if (effect->lever < 0 || !sound(&effect->where) ||
        reaches(study, effect, &use->where))
      return;
  }
  stabil_reader_fail(r, use->mark, path,
                     "no place matches this `where` and that of the measure '%s': it "
                     "reaches nobody",
                     measure->name);
}

static void check_uses(stabil_reader *r, const stabil_scenario_def *scenario) {
  stabil_path top = {NULL, "scenarios", 0}, self = {&top, scenario->name, 0};
  stabil_path uses = {&self, "measures", 0};
  for (int i = 0; i < scenario->use_count; i++) {
    stabil_path item = {&uses, NULL, i};
    if (scenario->use[i].measure < 0) continue;
    check_pattern(r, &scenario->use[i], &item);
    check_when(r, &scenario->use[i], &item);
    check_narrowing(r, &scenario->use[i], &item);
  }
}

// Depth first; 1 = on the way, 2 = done.
static bool leads_back(const stabil_study *study, int index, char *state) {
  if (state[index] != 0) return state[index] == 1;
  state[index] = 1;
  const stabil_set *include = &study->scenario[index].include;
  for (int i = 0; i < include->count; i++)
    if (include->index[i] >= 0 && leads_back(study, include->index[i], state))
      return true;
  state[index] = 2;
  return false;
}

static void check_includes(stabil_reader *r) {
  const stabil_study *study = r->study;
  char *state = stabil_reader_array(r, study->scenario_count, 1);
  for (int i = 0; i < study->scenario_count && state != NULL; i++) {
    if (!leads_back(study, i, state)) continue;
    stabil_check_fail(r, STABIL_STEPS("scenarios", study->scenario[i].name, "include"),
                      "`include` leads back to itself: a cycle of scenarios");
    return;
  }
}

static void check_references(stabil_reader *r) {
  const stabil_study *study = r->study;
  for (int i = 0; i < study->scenario_count; i++)
    if (study->scenario[i].reference == i)
      stabil_check_fail(r,
                        STABIL_STEPS("scenarios", study->scenario[i].name, "reference"),
                        "found the scenario itself, expected another one");
}

// --- pools
// ------------------------------------------------------------------------------

static bool pool_covers(const stabil_study *study, const stabil_covers *covers, int home,
                        int index) {
  const stabil_place *here = &study->place[home], *there = &study->place[index];
  if (there->kind == STABIL_REST || !role_at(study, &covers->roles, index)) return false;
  if (covers->within == STABIL_WITHIN_AREA)
    return stabil_check_in_area(study, &covers->where, index);
  return covers->within == STABIL_WITHIN_REGION ? here->region == there->region
                                                : here->county == there->county;
}

static bool covers_any(const stabil_study *study, const stabil_covers *covers, int home) {
  for (int i = 0; i < study->place_count; i++)
    if (pool_covers(study, covers, home, i)) return true;
  return false;
}

// The first place from which it reaches nobody speaks for the rest.
static void check_pool(stabil_reader *r, int index) {
  const stabil_study *study = r->study;
  const stabil_role *role = &study->role[index];
  const stabil_covers *covers = &role->covers;
  if (!covers->given || !resolved(&covers->roles) || !sound(&covers->where)) return;
  for (int i = 0; i < covers->roles.count; i++) {
    const stabil_role *other = &study->role[covers->roles.index[i]];
    if (!other->covers.given) continue;
    stabil_check_fail(r, STABIL_STEPS("roles", role->name, "covers", "roles"),
                      "the role '%s' is a pool itself", other->name);
    return;
  }
  for (int p = 0; p < study->place_count; p++) {
    const stabil_place *place = &study->place[p];
    if (place->kind == STABIL_REST) continue;
    for (int i = 0; i < place->post_count; i++)
      if (place->post[i].role == index && !covers_any(study, covers, p)) {
        stabil_check_fail(r, STABIL_STEPS("roles", role->name, "covers", "where"),
                          "no post of these roles lies there for the pool at '%s'",
                          place->id);
        return;
      }
  }
}

static void check_reach(stabil_reader *r) {
  const stabil_study *study = r->study;
  for (int i = 0; i < study->role_count; i++) check_pool(r, i);
  stabil_path behaviour = {NULL, "behaviour", 0};
  for (int i = 0; i < study->behaviour_count; i++) {
    stabil_path item = {&behaviour, study->behaviour[i].name, 0};
    check_effect(r, &study->behaviour[i], &item);
  }
  for (int i = 0; i < study->measure_count; i++) check_measure(r, &study->measure[i]);
}

void stabil_check_effects(stabil_reader *r) {
  const stabil_study *study = r->study;
  bool known = places_known(study) && study->role_count > 0 && study->stage_count > 0;
  if (known) check_reach(r);
  if (study->scenario_count > 1000) {
    stabil_check_fail(r, STABIL_STEPS("scenarios"),
                      "found %d scenarios, expected at most 1000", study->scenario_count);
    return;
  }
  check_includes(r);
  check_references(r);
  for (int i = 0; i < study->scenario_count && known; i++)
    check_uses(r, &study->scenario[i]);
}
