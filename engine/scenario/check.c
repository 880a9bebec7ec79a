// SPDX-License-Identifier: GPL-3.0-or-later
// What no single key can know: how the parts of a study fit together.
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "scenario/read.h"

#define DEEPEST 8

void stabil_check_fail(stabil_reader *r, const char *const *steps, const char *format,
                       ...) {
  char text[900];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  stabil_path path[DEEPEST];
  const stabil_node *node = r->root;
  stabil_mark mark = node->mark;
  int depth = 0;
  for (; steps[depth] != NULL && depth < DEEPEST; depth++) {
    path[depth] = (stabil_path){depth == 0 ? NULL : &path[depth - 1], steps[depth], 0};
    const stabil_entry *entry = stabil_node_find(node, steps[depth]);
    node = entry == NULL ? NULL : entry->value;
    if (entry == NULL) continue;
    mark = node->kind == STABIL_SCALAR ? node->mark : entry->mark;
  }
  stabil_reader_fail(r, mark, depth == 0 ? NULL : &path[depth - 1], "%s", text);
}

static bool within(stabil_reader *r, const char *key, int count, int limit) {
  if (count > limit)
    stabil_check_fail(r, STABIL_STEPS(key), "found %d %s, expected at most %d", count,
                      key, limit);
  return count <= limit;
}

// The other checks compare everything with everything: not worth it beyond the limits.
static bool check_limits(stabil_reader *r) {
  const stabil_study *study = r->study;
  bool fine = within(r, "traits", study->trait_count, STABIL_MAX_TRAITS);
  fine &= within(r, "tracks", study->track_count, STABIL_MAX_TRACKS);
  fine &= within(r, "stages", study->stage_count, STABIL_MAX_STAGES);
  fine &= within(r, "programmes", study->programme_count, STABIL_MAX_PROGRAMMES);
  fine &= within(r, "places", study->place_count, 10000);
  fine &= within(r, "roles", study->role_count, STABIL_MAX_ROLES);
  fine &= within(r, "bonds", study->bond_count, STABIL_MAX_BONDS);
  fine &= within(r, "agreements", study->agreement_count, STABIL_MAX_AGREEMENTS);
  fine &= within(r, "regions", study->region_count, STABIL_MAX_REGIONS);
  return fine;
}

static void check_needed(stabil_reader *r) {
  const stabil_study *study = r->study;
  const struct {
    const char *key;
    int count;
  } needed[] = {{"professions", study->profession_count},
                {"stages", study->stage_count},
                {"roles", study->role_count},
                {"places", study->place_count}};
  for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
    const stabil_entry *entry = stabil_node_find(r->root, needed[i].key);
    if (needed[i].count == 0 && entry != NULL && entry->value->kind == STABIL_MAP)
      stabil_check_fail(r, STABIL_STEPS(needed[i].key),
                        "found none, expected at least "
                        "one");
  }
}

// --- careers
// ----------------------------------------------------------------------------

static bool holds(const stabil_role *role, int stage) {
  for (int i = 0; i < role->holder_count; i++)
    if (role->holder[i].stage == stage || role->holder[i].becomes == stage) return true;
  return false;
}

static void check_stage(stabil_reader *r, const stabil_stage *stage) {
  const stabil_study *study = r->study;
  if (stage->next < 0) return;
  const stabil_stage *next = &study->stage[stage->next];
  if (next->profession != stage->profession && next->profession >= 0 &&
      stage->profession >= 0)
    stabil_check_fail(r, STABIL_STEPS("stages", stage->name, "next"),
                      "'%s' is of another profession", next->name);
  if (stage->then != STABIL_TRANSFER || stage->transfer_role < 0) return;
  const stabil_role *role = &study->role[stage->transfer_role];
  if (role->holder_count > 0 && !holds(role, stage->next))
    stabil_check_fail(r, STABIL_STEPS("stages", stage->name, "to_role"),
                      "the stage '%s' may not hold a post of role '%s'", next->name,
                      role->name);
}

static void check_profession(stabil_reader *r, int index) {
  const stabil_study *study = r->study;
  const stabil_profession *profession = &study->profession[index];
  int stage = profession->graduate_stage;
  if (stage >= 0 && study->stage[stage].profession != index &&
      study->stage[stage].profession >= 0)
    stabil_check_fail(r, STABIL_STEPS("professions", profession->name, "graduates_as"),
                      "the stage '%s' is of another profession",
                      study->stage[stage].name);
  const stabil_node *given = stabil_study_tree(study);
  given = stabil_node_find(given, "professions")->value;
  const stabil_entry *own = stabil_node_find(given, profession->name);
  if (own == NULL || stabil_node_find(own->value, "graduates_as") != NULL) return;
  for (int i = 0; i < study->programme_count; i++)
    if (study->programme[i].profession == index) {
      stabil_check_fail(r, STABIL_STEPS("professions", profession->name, "graduates_as"),
                        "missing: the programme '%s' educates this profession",
                        study->programme[i].name);
      return;
    }
}

static void check_trait_of(stabil_reader *r, const char *const *steps, int trait,
                           int profession) {
  const stabil_study *study = r->study;
  if (trait < 0 || trait >= study->trait_count || profession < 0) return;
  int only = study->trait[trait].profession;
  if (only >= 0 && only != profession)
    stabil_check_fail(r, steps, "the trait '%s' is for the profession '%s' only",
                      study->trait[trait].name, study->profession[only].name);
}

static void check_programme(stabil_reader *r, const stabil_programme *programme) {
  const stabil_study *study = r->study;
  for (int i = 0; i < programme->admission.count; i++) {
    int trait = programme->admission.share[i].index;
    if (trait < 0) continue;
    check_trait_of(r,
                   STABIL_STEPS("programmes", programme->name, "admission",
                                study->trait[trait].value[1]),
                   trait, programme->profession);
  }
  check_trait_of(r, STABIL_STEPS("programmes", programme->name, "placements", "trait"),
                 programme->exposure_trait, programme->profession);
}

static void check_flow(stabil_reader *r, const stabil_flow *flow) {
  const stabil_study *study = r->study;
  const stabil_entry *flows = stabil_node_find(r->root, "flows");
  const stabil_entry *own = stabil_node_find(flows->value, flow->name);
  int value;
  if (own == NULL) return;
  const stabil_entry *from = stabil_node_find(own->value, "from");
  const stabil_entry *to = stabil_node_find(own->value, "to");
  if (from != NULL && to != NULL && flow->from == flow->to &&
      stabil_roster_find(r, STABIL_ROSTER_FLOW_END, from->value->text, &value) &&
      stabil_roster_find(r, STABIL_ROSTER_FLOW_END, to->value->text, &value))
    stabil_check_fail(r, STABIL_STEPS("flows", flow->name, "to"),
                      "a flow ends where it starts");
  if (flow->stage >= 0 && flow->profession >= 0 &&
      study->stage[flow->stage].profession != flow->profession &&
      study->stage[flow->stage].profession >= 0)
    stabil_check_fail(r, STABIL_STEPS("flows", flow->name, "stage"),
                      "'%s' is of another profession", study->stage[flow->stage].name);
}

// --- roles
// ------------------------------------------------------------------------------

static const char *const kind_words[] = {"municipality", "hospital", "rest"};

// A kind that was not understood may be any.
static bool unknown_kind(const stabil_place *place) {
  return (int)place->kind < 0 || place->kind > STABIL_REST;
}

static bool any_place(const stabil_study *study, int kind) {
  for (int i = 0; i < study->place_count; i++)
    if ((int)study->place[i].kind == kind || unknown_kind(&study->place[i])) return true;
  return false;
}

static bool has_posts(const stabil_study *study, int role) {
  const stabil_role *self = &study->role[role];
  if (self->need.has_per_10000 || self->demand.has_per_10000 ||
      self->funded.has_per_10000)
    return true;
  for (int i = 0; i < study->place_count; i++)
    for (int k = 0; k < study->place[i].post_count; k++)
      if (study->place[i].post[k].role == role) return true;
  return false;
}

static void check_staff(stabil_reader *r, const stabil_role *role) {
  const stabil_shares *stages = &role->staff.stages;
  for (int i = 0; i < stages->count; i++) {
    int stage = stages->share[i].index;
    if (stage < 0 || holds(role, stage)) continue;
    const char *name = r->study->stage[stage].name;
    stabil_check_fail(r, STABIL_STEPS("roles", role->name, "staff", "stages", name),
                      "the stage '%s' may not hold a post of this role", name);
  }
  for (int i = 0; i < role->staff.trait_count; i++) {
    int trait = role->staff.trait[i].trait;
    if (trait < 0 || trait >= r->study->trait_count) continue;
    check_trait_of(r,
                   STABIL_STEPS("roles", role->name, "staff", "traits",
                                r->study->trait[trait].value[1]),
                   trait, role->profession);
  }
}

static void check_role(stabil_reader *r, int index) {
  const stabil_study *study = r->study;
  const stabil_role *role = &study->role[index];
  bool placed =
      role->place_kind == STABIL_MUNICIPALITY || role->place_kind == STABIL_HOSPITAL;
  if (placed && study->place_count > 0 && !any_place(study, role->place_kind))
    stabil_check_fail(r, STABIL_STEPS("roles", role->name, "at"),
                      "no place is a %s, so nobody can hold a post of this role",
                      kind_words[role->place_kind]);
  else if (study->place_count > 0 && !has_posts(study, index))
    stabil_check_fail(r, STABIL_STEPS("roles", role->name, "need", "per_10000"),
                      "no place has posts of this role: give need.per_10000 here, or "
                      "places.<id>.posts.%s",
                      role->name);
  check_staff(r, role);
}

// --- places
// -----------------------------------------------------------------------------

static void check_reference(stabil_reader *r, const stabil_place *place, const char *key,
                            int to, stabil_kind kind) {
  if (to < 0 || r->study->place[to].kind == kind || unknown_kind(&r->study->place[to]))
    return;
  stabil_check_fail(r, STABIL_STEPS("places", place->id, key),
                    "'%s' is a %s, expected a %s", r->study->place[to].id,
                    kind_words[r->study->place[to].kind], kind_words[kind]);
}

static void check_rest_post(stabil_reader *r, const stabil_place *place,
                            const stabil_place_posts *post, const char *role) {
  if (!post->has_staff)
    stabil_check_fail(r, STABIL_STEPS("places", place->id, "posts", role, "staff"),
                      "missing: a rest place states its people in post");
  if (post->has_funded)
    stabil_check_fail(r, STABIL_STEPS("places", place->id, "posts", role, "funded"),
                      "a rest place has no limit of posts; give staff only");
  if (post->has_vacancy)
    stabil_check_fail(r, STABIL_STEPS("places", place->id, "posts", role, "vacancy"),
                      "a rest place has no vacancies; give staff only");
}

static void check_own_post(stabil_reader *r, const stabil_place *place,
                           const stabil_place_posts *post, const stabil_role *role) {
  if (post->has_staff)
    stabil_check_fail(
        r, STABIL_STEPS("places", place->id, "posts", role->name, "staff"),
        "staff is for rest places; here it follows from funded and vacancy");
  if ((role->place_kind == STABIL_MUNICIPALITY || role->place_kind == STABIL_HOSPITAL) &&
      role->place_kind != (int)place->kind)
    stabil_check_fail(r, STABIL_STEPS("places", place->id, "posts", role->name),
                      "posts of role '%s' are at a %s, and this is a %s", role->name,
                      kind_words[role->place_kind], kind_words[place->kind]);
}

static void check_posts(stabil_reader *r, const stabil_place *place) {
  for (int i = 0; i < place->post_count; i++) {
    const stabil_place_posts *post = &place->post[i];
    if (post->role < 0) continue;
    const stabil_role *role = &r->study->role[post->role];
    if (place->kind == STABIL_REST)
      check_rest_post(r, place, post, role->name);
    else
      check_own_post(r, place, post, role);
  }
}

static bool has_post(const stabil_place *place, int role) {
  for (int i = 0; i < place->post_count; i++)
    if (place->post[i].role == role) return true;
  return false;
}

static void check_renewal(stabil_reader *r, const stabil_place *place) {
  if (place->renewal_count > 0 && place->kind != STABIL_REST)
    stabil_check_fail(r, STABIL_STEPS("places", place->id, "renewal"),
                      "renewal is for rest places; here people come from education and "
                      "from elsewhere");
  for (int i = 0; i < place->renewal_count; i++) {
    const stabil_renewal *renewal = &place->renewal[i];
    if (renewal->role < 0) continue;
    const stabil_role *role = &r->study->role[renewal->role];
    if (place->kind == STABIL_REST && !has_post(place, renewal->role))
      stabil_check_fail(r, STABIL_STEPS("places", place->id, "renewal", role->name),
                        "the place has no posts of role '%s'", role->name);
    if (renewal->stage >= 0 && role->holder_count > 0 && !holds(role, renewal->stage))
      stabil_check_fail(r,
                        STABIL_STEPS("places", place->id, "renewal", role->name, "stage"),
                        "the stage '%s' may not hold a post of role '%s'",
                        r->study->stage[renewal->stage].name, role->name);
  }
}

static bool has_funded(const stabil_place *place, int role) {
  for (int i = 0; i < place->post_count; i++)
    if (place->post[i].role == role) return place->post[i].has_funded;
  return false;
}

// Posts per 10,000 inhabitants need inhabitants, unless the place states its posts.
static void check_population(stabil_reader *r, const stabil_place *place) {
  const stabil_study *study = r->study;
  if (place->population > 0 || place->kind == STABIL_REST) return;
  for (int i = 0; i < study->role_count; i++) {
    const stabil_role *role = &study->role[i];
    if (role->place_kind != (int)place->kind || !role->need.has_per_10000 ||
        has_funded(place, i))
      continue;
    stabil_check_fail(r, STABIL_STEPS("places", place->id, "population"),
                      "missing: roles.%s.need is per 10,000 inhabitants", role->name);
    return;
  }
}

static bool given(const stabil_reader *r, const stabil_place *place, const char *key) {
  const stabil_entry *places = stabil_node_find(r->root, "places");
  const stabil_entry *own =
      places == NULL ? NULL : stabil_node_find(places->value, place->id);
  return own != NULL && stabil_node_find(own->value, key) != NULL;
}

static void check_position(stabil_reader *r, const stabil_place *place) {
  static const char *const keys[] = {"lat", "lon"};
  const stabil_quantity *distance = &r->study->choice.distance;
  if (distance->value == 0 && distance->family == STABIL_FIXED) return;
  for (int i = 0; i < 2; i++)
    if (!given(r, place, keys[i]))
      stabil_check_fail(r, STABIL_STEPS("places", place->id, keys[i]),
                        "missing: choice.distance needs the position of every place");
}

static void check_place(stabil_reader *r, const stabil_place *place) {
  bool rest = place->kind == STABIL_REST;
  if (unknown_kind(place)) return; // reported
  if (!rest && !given(r, place, "centrality"))
    stabil_check_fail(r, STABIL_STEPS("places", place->id, "centrality"),
                      "missing: the centrality class, 1 to 6");
  if (rest && given(r, place, "centrality"))
    stabil_check_fail(r, STABIL_STEPS("places", place->id, "centrality"),
                      "a rest place has no centrality");
  check_reference(r, place, "hospital", place->hospital, STABIL_HOSPITAL);
  check_reference(r, place, "municipality", place->municipality, STABIL_MUNICIPALITY);
  check_posts(r, place);
  check_renewal(r, place);
  check_population(r, place);
  check_position(r, place);
}

void stabil_check_study(stabil_reader *r) {
  const stabil_study *study = r->study;
  check_needed(r);
  if (!check_limits(r)) return;
  for (int i = 0; i < study->stage_count; i++) check_stage(r, &study->stage[i]);
  stabil_check_ways(r);
  for (int i = 0; i < study->profession_count; i++) check_profession(r, i);
  for (int i = 0; i < study->programme_count; i++)
    check_programme(r, &study->programme[i]);
  for (int i = 0; i < study->flow_count; i++) check_flow(r, &study->flow[i]);
  for (int i = 0; i < study->role_count; i++) check_role(r, i);
  for (int i = 0; i < study->place_count; i++) check_place(r, &study->place[i]);
  stabil_check_matching(r);
  stabil_check_capacity(r);
  stabil_check_nobody(r);
  stabil_check_effects(r);
  stabil_check_system(r);
  stabil_check_interaction(r);
}
