// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/nonlinear.h"

#include <math.h>

#define TINY 1e-9 // a rate a year that is 0 but for the solver's last bits

typedef struct scope { // what is looked at
  const stabil_world *world;
  stabil_model *const *model;
  int count;
} scope;

typedef bool (*test)(const scope *s);

// --- capacity
// ----------------------------------------------------------------------

static bool can_be_in(const stabil_world *w, int role, int stage) {
  const stabil_shares *staff = &w->study->role[role].staff.stages;
  for (int i = 0; i < staff->count; i++)
    if (staff->share[i].index == stage) return true;
  for (int from = 0; from < w->stages; from++)
    if (w->becomes[role * w->stages + from] == stage) return true;
  return false;
}

// People of a stage search: they quit, graduate, or have done with the stage before.
static bool may_seek(const stabil_world *w, int stage) {
  for (int slot = 0; slot < 2 * w->posts; slot++) {
    const stabil_slot *at = &w->slot[slot];
    const bool comes =
        !at->rest ||
        w->constant[w->group[at->place] * w->groups * w->stages + stage] > 0.0;
    if (w->base[slot] > TINY && comes && can_be_in(w, at->role, stage)) return true;
  }
  for (int g = 0; g < w->programmes; g++) {
    const stabil_programme *programme = &w->study->programme[g];
    if (w->study->profession[programme->profession].graduate_stage == stage) return true;
  }
  for (int before = 0; before < w->stages; before++)
    if (w->stage[before].steps > 0 && w->stage[before].next == stage &&
        w->stage[before].then != STABIL_STAY)
      return true;
  return w->terms;
}

// Posts of the region that somebody may take are limited, and chosen by what is open.
static bool capacity(const scope *s) {
  const stabil_world *w = s->world;
  for (int stage = 0; stage < w->stages; stage++) {
    if (!may_seek(w, stage)) continue;
    for (int j = 0; j < w->posts; j++)
      if (!w->post[j].rest && w->becomes[w->post[j].role * w->stages + stage] >= 0)
        return true;
  }
  return false;
}

// --- feedback, shocks, thresholds
// ----------------------------------------------------------------------

static bool shock(const scope *s) {
  const stabil_world *w = s->world;
  return w->study->shock.given && (stabil_world_value(w, &w->study->shock.region) > 0.0 ||
                                   stabil_world_value(w, &w->study->shock.place) > 0.0);
}

static bool team(const scope *s) {
  for (int r = 0; r < s->world->roles; r++) {
    const stabil_oncall *oncall = &s->world->study->role[r].oncall;
    if (oncall->given && stabil_world_value(s->world, &oncall->effect) != 0.0)
      return true;
  }
  return false;
}

static bool load(const scope *s) {
  for (int r = 0; r < s->world->roles; r++) {
    const stabil_load *given = &s->world->study->role[r].load;
    if (given->given && stabil_world_value(s->world, &given->effect) != 0.0) return true;
  }
  return false;
}

static bool job_search(const scope *s) {
  for (int r = 0; r < s->world->roles; r++)
    if (s->world->study->role[r].job_search.given) return true;
  return false;
}

static bool price(const scope *s) {
  for (int r = 0; r < s->world->roles; r++) {
    const stabil_locum *locum = &s->world->study->role[r].locum;
    if (locum->has_elasticity && stabil_world_value(s->world, &locum->elasticity) != 0.0)
      return true;
  }
  return false;
}

static bool cover(const scope *s) {
  for (int r = 0; r < s->world->roles; r++)
    if (s->world->study->role[r].overtime.given) return true;
  return s->world->pools > 0;
}

// Does a year of a scenario have this in a post?
typedef bool (*in_post)(const stabil_epoch *epoch, int post);

static bool anywhere(const scope *s, in_post has) {
  for (int i = 0; i < s->count; i++)
    for (int y = 0; y < s->world->years; y++)
      for (int j = 0; j < s->world->posts; j++)
        if (!s->world->post[j].rest && has(s->model[i]->epoch[y], j)) return true;
  return false;
}

static bool has_budget(const stabil_epoch *e, int post) {
  return e->locum_fill[post] > 0.0 &&
         (isfinite(e->locum_budget[post]) || e->locum_cap[post] < 1.0);
}

static bool has_rotation(const stabil_epoch *e, int post) {
  return e->rotation_share[post] > 0.0;
}

static bool has_rule(const stabil_epoch *e, int post) {
  (void)post;
  return e->ruled_count > 0;
}

static bool budget(const scope *s) {
  return anywhere(s, has_budget);
}

static bool rotation(const scope *s) {
  return anywhere(s, has_rotation);
}

static bool rule(const scope *s) {
  return anywhere(s, has_rule);
}

static bool supervisors(const scope *s) {
  return s->world->supervised_count > 0;
}

static bool placements(const scope *s) {
  return s->world->placement != NULL;
}

static bool mentors(const scope *s) {
  for (int i = 0; i < s->count; i++)
    for (int y = 0; y < s->world->years; y++)
      for (int k = 0; k < STABIL_MENTORED_COUNT; k++)
        if (s->model[i]->epoch[y]->mentors[k]) return true;
  return false;
}

static const struct {
  test is_on;
  const char *name, *en, *nb;
} features[] = {
    {capacity, "capacity", "posts take only so many, and are chosen by what is open",
     "stillinger tar bare så mange, og velges etter hva som er ledig"},
    {shock, "shock", "bad and good years", "gode og dårlige år"},
    {team, "team", "exits depend on the size of the team",
     "avgang avhenger av kollegers antall"},
    {load, "load", "exits depend on load", "avgang avhenger av belastning"},
    {job_search, "job_search", "people in post apply where others can hire",
     "ansatte søker der andre kan ansette"},
    {price, "price", "locum prices follow demand", "vikarpriser følger etterspørselen"},
    {cover, "cover", "overtime and pools cover at most the gap",
     "overtid og vikarpool dekker høyst det som mangler"},
    {budget, "budget", "locums within a budget or cap", "vikarer innenfor en ramme"},
    {rotation, "rotation", "rotation posts are whole people",
     "rotasjonsstillinger er hele personer"},
    {rule, "rule", "rotation is taken up above a threshold",
     "rotasjon innføres over en terskel"},
    {supervisors, "supervisors", "posts take as many trainees as can be supervised",
     "stillinger tar så mange under utdanning som kan veiledes"},
    {placements, "placements", "admission is limited by placement weeks",
     "opptaket begrenses av praksisuker"},
    {mentors, "mentors", "effects act on as many as there are mentors for",
     "tiltak virker for så mange som det er mentorer til"},
};
enum { FEATURES = sizeof features / sizeof *features };

bool stabil_nonlinear_fill(const stabil_world *world, stabil_model *const *model,
                           int count, stabil_arena *arena, stabil_names *out) {
  const scope s = {world, model, count};
  const char **list[3];
  int n = 0;
  for (int k = 0; k < 3; k++) {
    list[k] = stabil_arena_array(arena, FEATURES, sizeof *list[k]);
    if (!list[k]) return false;
  }
  for (int i = 0; i < FEATURES; i++) {
    if (!features[i].is_on(&s)) continue;
    list[0][n] = features[i].name;
    list[1][n] = features[i].en;
    list[2][n++] = features[i].nb;
  }
  *out = (stabil_names){n, list[0], list[1], list[2]};
  return true;
}
