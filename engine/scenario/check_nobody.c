// SPDX-License-Identifier: GPL-3.0-or-later
// Choices, flows and supervision with nobody in them, and effects on what is zero: such a
// study runs and does not do what it says.
#include "scenario/lever.h"
#include "scenario/read.h"

static bool allows(const stabil_set *set, int index) {
  for (int i = 0; i < set->count; i++)
    if (set->index[i] == index) return true;
  return set->count == 0;
}

static bool zero(const stabil_quantity *q) {
  return q->family == STABIL_FIXED && q->value == 0;
}

static bool zero_table(const stabil_table *table) {
  for (int i = 0; i < table->count; i++)
    if (!zero(&table->row[i].value)) return false;
  return zero(&table->base);
}

// Without a kind that was understood a role may be anywhere.
static bool sound(const stabil_study *study) {
  for (int i = 0; i < study->place_count; i++)
    if ((int)study->place[i].kind < 0 || study->place[i].kind > STABIL_REST) return false;
  for (int i = 0; i < study->role_count; i++)
    if (study->role[i].holder_count == 0 || study->role[i].place_kind < 0) return false;
  return study->place_count > 0 && study->role_count > 0;
}

// --- posts
// ------------------------------------------------------------------------------

static bool holds(const stabil_role *role, int stage) {
  for (int i = 0; i < role->holder_count; i++)
    if (role->holder[i].stage == stage || role->holder[i].becomes == stage) return true;
  return false;
}

static bool any_volume(const stabil_role *role) {
  const stabil_volume *volumes[] = {&role->need, &role->demand, &role->funded};
  for (int i = 0; i < 3; i++)
    if (volumes[i]->has_per_10000 && !zero_table(&volumes[i]->per_10000)) return true;
  return false;
}

static bool any_post(const stabil_study *study, int role, int place) {
  const stabil_place *at = &study->place[place];
  for (int i = 0; i < at->post_count; i++) {
    const stabil_place_posts *post = &at->post[i];
    if (post->role == role && ((post->has_funded && !zero(&post->funded)) ||
                               (post->has_staff && !zero(&post->staff))))
      return true;
  }
  return study->role[role].place_kind == (int)at->kind && any_volume(&study->role[role]);
}

static bool posts_anywhere(const stabil_study *study, int role) {
  for (int p = 0; p < study->place_count; p++)
    if (any_post(study, role, p)) return true;
  return false;
}

// --- choices
// ----------------------------------------------------------------------------

static bool educated(const stabil_study *study, int profession) {
  for (int i = 0; i < study->programme_count; i++)
    if (study->programme[i].profession == profession) return true;
  return false;
}

static bool some_staff(const stabil_study *study, int role) {
  const stabil_table *vacancy = &study->role[role].vacancy;
  bool empty = vacancy->count == 0 && vacancy->base.family == STABIL_FIXED &&
               vacancy->base.value >= 1;
  for (int p = 0; p < study->place_count; p++)
    for (int i = 0; i < study->place[p].post_count; i++) {
      const stabil_place_posts *post = &study->place[p].post[i];
      if (post->role == role && (post->has_vacancy || post->has_staff)) empty = false;
    }
  return !empty && posts_anywhere(study, role);
}

// Stages that people are in at the start, graduate in, or enter from outside.
static void begin(const stabil_study *study, bool *there) {
  for (int i = 0; i < study->profession_count; i++)
    if (study->profession[i].graduate_stage >= 0 && educated(study, i))
      there[study->profession[i].graduate_stage] = true;
  for (int i = 0; i < study->programme_count; i++)
    if (study->programme[i].recruits.given && study->programme[i].recruits.drop_to >= 0)
      there[study->programme[i].recruits.drop_to] = true;
  for (int k = 0; k < study->role_count; k++) {
    const stabil_shares *stages = &study->role[k].staff.stages;
    for (int i = 0; i < stages->count && some_staff(study, k); i++)
      if (stages->share[i].index >= 0 && !zero(&stages->share[i].value))
        there[stages->share[i].index] = true;
  }
  for (int p = 0; p < study->place_count; p++)
    for (int i = 0; i < study->place[p].renewal_count; i++)
      if (study->place[p].renewal[i].stage >= 0)
        there[study->place[p].renewal[i].stage] = true;
}

static bool enter(bool *there, int stage) {
  if (stage < 0 || there[stage]) return false;
  there[stage] = true;
  return true;
}

// Those who come after them, until nothing is new.
static void go_on(const stabil_study *study, bool *there) {
  for (bool more = true; more;) {
    more = false;
    for (int s = 0; s < study->stage_count; s++) {
      if (!there[s]) continue;
      const stabil_stage *stage = &study->stage[s];
      more |= enter(there, stage->next);
      for (int i = 0; i < stage->way_count; i++) more |= enter(there, stage->way[i].to);
      for (int k = 0; k < study->role_count; k++)
        for (int i = 0; i < study->role[k].holder_count; i++)
          if (study->role[k].holder[i].stage == s)
            more |= enter(there, study->role[k].holder[i].becomes);
    }
  }
}

// Posts that nobody has and nobody ever chooses among. Staff who are not replaced are no
// error: so a study says that nobody comes.
static void check_seekers(stabil_reader *r, const bool *there, int role) {
  const stabil_role *self = &r->study->role[role];
  for (int i = 0; i < self->holder_count; i++)
    if (self->holder[i].stage < 0 || there[self->holder[i].stage]) return;
  if (posts_anywhere(r->study, role) && !some_staff(r->study, role))
    stabil_check_fail(r, STABIL_STEPS("roles", self->name, "holders"),
                      "nobody is ever in one of these stages, no graduates, no staff of "
                      "other posts, nobody from outside: all posts stay vacant");
}

// --- flows
// ------------------------------------------------------------------------------

static bool in_end(const stabil_study *study, int end, int place) {
  return end < 0 ? study->place[place].kind != STABIL_REST : place == end;
}

static bool somebody(const stabil_study *study, const stabil_flow *flow, int end) {
  for (int k = 0; k < study->role_count; k++) {
    const stabil_role *role = &study->role[k];
    if (role->profession != flow->profession ||
        (flow->stage >= 0 && !holds(role, flow->stage)))
      continue;
    for (int p = 0; p < study->place_count; p++)
      if (in_end(study, end, p) && any_post(study, k, p)) return true;
  }
  return false;
}

static void check_flow(stabil_reader *r, const stabil_flow *flow) {
  const stabil_study *study = r->study;
  const char *const keys[] = {"from", "to"};
  const int ends[] = {flow->from, flow->to};
  if (flow->profession < 0 || flow->from == flow->to) return; // reported
  for (int i = 0; i < 2; i++) {
    if (somebody(study, flow, ends[i])) continue;
    stabil_check_fail(r, STABIL_STEPS("flows", flow->name, keys[i]),
                      "there is no post for '%s': nobody can move",
                      flow->stage >= 0 ? study->stage[flow->stage].name
                                       : study->profession[flow->profession].name);
  }
}

// --- supervision
// ------------------------------------------------------------------------

// A measure may fund posts that are not there at the start.
static bool posts_may_come(const stabil_study *study) {
  for (int i = 0; i < study->measure_count; i++)
    for (int k = 0; k < study->measure[i].effect_count; k++) {
      const int lever = study->measure[i].effect[k].lever;
      if (lever == STABIL_LEVER_NEED || lever == STABIL_LEVER_DEMAND ||
          lever == STABIL_LEVER_FUNDED)
        return true;
    }
  return false;
}

static void check_supervisors(stabil_reader *r, const stabil_stage *stage) {
  const stabil_study *study = r->study;
  const stabil_set *by = &stage->supervision.by;
  int role = -1; // held in one of these stages, if there were posts
  if (!stage->supervision.given) return;
  for (int k = 0; k < study->role_count; k++)
    for (int i = 0; i < by->count; i++) {
      if (by->index[i] < 0) return; // reported
      if (!holds(&study->role[k], by->index[i])) continue;
      if (posts_anywhere(study, k)) return;
      role = k;
    }
  if (role >= 0)
    stabil_check_fail(r, STABIL_STEPS("stages", stage->name, "supervision", "by"),
                      "nobody holds the role '%s', which has no posts: there is nobody "
                      "to supervise",
                      study->role[role].name);
}

// --- effects on nothing
// -----------------------------------------------------------------

// Ratios of a rate that is zero for everybody. Only rates that no lever can set.
static bool no_leaving(const stabil_study *study, const stabil_effect *effect) {
  for (int i = 0; i < study->profession_count; i++)
    if (allows(&effect->who.professions, i) && !zero_table(&study->profession[i].leave))
      return false;
  return true;
}

static bool no_retirement(const stabil_study *study, const stabil_effect *effect) {
  for (int i = 0; i < study->profession_count; i++)
    if (allows(&effect->who.professions, i) && study->profession[i].retire_count > 0)
      return false;
  return true;
}

static bool no_friction(const stabil_study *study, const stabil_effect *effect) {
  for (int i = 0; i < study->role_count; i++) {
    const stabil_role *role = &study->role[i];
    if (allows(&effect->roles, i) &&
        (!zero_table(&role->time_to_fill) ||
         (role->rotation.given && !zero_table(&role->rotation.time_to_fill))))
      return false;
  }
  return true;
}

// An `effects:` or `costs:` that was not understood may say anything.
static bool says_nothing(const stabil_reader *r, const stabil_toolkit_measure *measure) {
  static const char *const keys[] = {"effects", "costs"};
  const stabil_entry *measures = stabil_node_find(r->root, "measures");
  const stabil_entry *own =
      measures == NULL ? NULL : stabil_node_find(measures->value, measure->name);
  for (int i = 0; own != NULL && i < 2; i++) {
    const stabil_entry *list = stabil_node_find(own->value, keys[i]);
    if (list != NULL && (list->value->kind != STABIL_LIST || list->value->count > 0))
      return false;
  }
  return true;
}

// Why an effect changes nothing in this study; NULL: it may.
static const char *idle(const stabil_study *study, const stabil_effect *effect) {
  static const struct {
    int lever;
    bool (*nothing)(const stabil_study *study, const stabil_effect *effect);
    const char *why;
  } rows[] = {
      {STABIL_LEVER_LEAVE, no_leaving, "nobody leaves the profession, the rate is 0"},
      {STABIL_LEVER_RETIRE, no_retirement, "nobody retires early, there is no `retire`"},
      {STABIL_LEVER_FILL_RATE, no_friction,
       "vacancies are filled at once, `time_to_fill` is 0"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (effect->lever == rows[i].lever && rows[i].nothing(study, effect))
      return rows[i].why;
  return NULL;
}

// Why all the effects of a measure change nothing.
static const char *useless(stabil_reader *r, const stabil_toolkit_measure *measure) {
  const char *why = NULL;
  if (says_nothing(r, measure)) return "it has neither `effects` nor `costs`";
  for (int i = 0; i < measure->effect_count; i++) {
    why = idle(r->study, &measure->effect[i]);
    if (why == NULL) return NULL;
  }
  return why;
}

static void check_uses(stabil_reader *r, const stabil_scenario_def *scenario) {
  const stabil_path top = {NULL, "scenarios", 0}, self = {&top, scenario->name, 0};
  const stabil_path uses = {&self, "measures", 0};
  for (int i = 0; i < scenario->use_count; i++) {
    const stabil_use *use = &scenario->use[i];
    const stabil_path item = {&uses, NULL, i};
    if (use->measure < 0) continue;
    const stabil_toolkit_measure *measure = &r->study->measure[use->measure];
    const char *why = useless(r, measure);
    if (why != NULL)
      stabil_reader_fail(r, use->mark, &item,
                         "the measure '%s' has no effect in this study: %s",
                         measure->name, why);
  }
}

void stabil_check_nobody(stabil_reader *r) {
  const stabil_study *study = r->study;
  for (int i = 0; i < study->scenario_count && i < 1000; i++)
    check_uses(r, &study->scenario[i]);
  if (!sound(study)) return;
  bool there[STABIL_MAX_STAGES] = {false};
  begin(study, there);
  go_on(study, there);
  for (int i = 0; i < study->role_count; i++) check_seekers(r, there, i);
  for (int i = 0; i < study->flow_count; i++) check_flow(r, &study->flow[i]);
  if (posts_may_come(study)) return;
  for (int i = 0; i < study->stage_count; i++) check_supervisors(r, &study->stage[i]);
}
