// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/fidelity.h"

#include <math.h>
#include <string.h>

#include "model/parts.h"
#include "model/policy.h"
#include "stabil/measure.h"

// Weights and shares are summed as integers of 2^-20, so that the order of a study does
// not matter.
enum { UNIT = 1 << 20 };

static const double LOG_2 = 0.69314718055994530942;

double stabil_fidelity_year(stabil_pace pace, double target, double *state) {
  const double away = *state - target;
  const double rate = LOG_2 / (away < 0.0 ? pace.up : pace.down);
  if (away == 0.0) return target;
  const double lost = -stabil_expm1(-rate); // of the distance, by the end of the year
  *state = target + away * (1.0 - lost);
  return target + away * lost / rate;
}

static bool has_year(const stabil_set *years, int year) {
  for (int i = 0; i < years->count; i++)
    if (years->index[i] == year) return true;
  return false;
}

bool stabil_fidelity_round(const stabil_work *work, int cycle, int year) {
  for (int y = year; y > year - cycle && y >= work->from; y--)
    if (!has_year(&work->skip, y)) return true;
  return false;
}

// --- what is done
// ------------------------------------------------------------------------

typedef struct planner {
  const stabil_world *world;
  const stabil_system *system;
  stabil_arena *arena;
  int work_count;
  const stabil_work **work; // of included scenarios first
  int64_t *task_weight, *condition_weight;
  bool *done, *met;       // [tasks], [conditions] at the place in hand
  int *community;         // [places]: its hospital; -1: none
  stabil_fte *funded;     // [places] at the start
  bool *common;           // [places]: does its community work in common?
  double *tasks, *target; // [places], of the year in hand
  double *state;          // [places]
} planner;

static int count_work(const stabil_study *study, int scenario, const stabil_work **out) {
  const stabil_scenario_def *def = &study->scenario[scenario];
  int n = 0;
  for (int i = 0; i < def->include.count; i++)
    n += count_work(study, def->include.index[i], out ? out + n : NULL);
  for (int i = 0; i < def->work_count; i++, n++)
    if (out) out[n] = &def->work[i];
  return n;
}

static int64_t units(double value) {
  return (int64_t)floor(value * UNIT + 0.5);
}

static double share(const int64_t *weight, const bool *has, int count) {
  int64_t some = 0, all = 0;
  for (int i = 0; i < count; i++) {
    all += weight[i];
    if (has[i]) some += weight[i];
  }
  return (double)some / (double)all;
}

static void mark(const stabil_set *set, bool *has, int count) {
  if (set->count == 0) memset(has, 1, (size_t)count);
  for (int i = 0; i < set->count; i++) has[set->index[i]] = true;
}

static bool names(const stabil_set *set, int index) {
  for (int i = 0; i < set->count; i++)
    if (set->index[i] == index) return true;
  return set->count == 0;
}

static void add_work(planner *p, const stabil_work *work, int year) {
  mark(&work->tasks, p->done, p->system->task_count);
  for (int i = 0; i < p->system->condition_count; i++) {
    const int cycle = p->system->condition[i].cycle;
    if (names(&work->conditions, i) &&
        (cycle == 0 || stabil_fidelity_round(work, cycle, year)))
      p->met[i] = true;
  }
}

static bool at_work(const planner *p, const stabil_work *work, int place, int year) {
  return year >= work->from && year <= work->until &&
         (!work->has_where || stabil_area_match(p->world, &work->where, place));
}

// Is a round of every condition that has rounds in force?
static bool in_cycle(const planner *p) {
  for (int i = 0; i < p->system->condition_count; i++)
    if (p->system->condition[i].cycle > 0 && !p->met[i]) return false;
  return true;
}

static void work_of_place(planner *p, int place, int year) {
  const stabil_system *system = p->system;
  p->tasks[place] = p->target[place] = 0.0;
  if (p->world->place_rest[place]) return;
  memset(p->done, 0, (size_t)system->task_count * sizeof *p->done);
  memset(p->met, 0, (size_t)system->condition_count * sizeof *p->met);
  for (int i = 0; i < p->work_count; i++) {
    if (!at_work(p, p->work[i], place, year)) continue;
    add_work(p, p->work[i], year);
    if (p->work[i]->community && p->community[place] >= 0)
      p->common[p->community[place]] = true;
  }
  if (!in_cycle(p)) return;
  p->tasks[place] = share(p->task_weight, p->done, system->task_count);
  p->target[place] =
      p->tasks[place] * share(p->condition_weight, p->met, system->condition_count);
}

// --- communities
// ------------------------------------------------------------------------

// The municipalities of a hospital, and the hospital.
static void find_communities(planner *p) {
  const stabil_world *w = p->world;
  for (int i = 0; i < w->places; i++) {
    const stabil_place *place = &w->study->place[i];
    p->community[i] = place->kind == STABIL_HOSPITAL ? i : -1;
    if (place->kind == STABIL_MUNICIPALITY) p->community[i] = place->hospital;
  }
}

static void add_funded(planner *p, double *scratch) {
  const stabil_world *w = p->world;
  double *funded = scratch + 2 * w->posts;
  stabil_world_series(w, 0, scratch, scratch + w->posts, funded);
  for (int j = 0; j < w->posts; j++)
    p->funded[w->post[j].place] += stabil_fte_of(funded[j]);
}

// Funded posts of a community; *done: with the share of the work that is done there.
static int64_t community_funded(const planner *p, int community, double *done) {
  int64_t all = 0, some = 0;
  for (int i = 0; i < p->world->places; i++) {
    if (p->community[i] != community) continue;
    all += p->funded[i];
    some += p->funded[i] * units(p->target[i]);
  }
  *done = all > 0 ? (double)some / ((double)all * UNIT) : 0.0;
  return all;
}

// The work of a community in common, and who pays which part of it.
static void share_community(planner *p, int community, double *cost) {
  double done;
  const int64_t all = community_funded(p, community, &done);
  for (int i = 0; i < p->world->places && all > 0; i++) {
    if (p->community[i] != community) continue;
    cost[i] = p->tasks[i] * ((double)p->funded[i] / (double)all);
    p->target[i] = done;
  }
}

// --- year by year
// ------------------------------------------------------------------------

static void plan_year(planner *p, int year, double *cost) {
  const stabil_world *w = p->world;
  memset(p->common, 0, (size_t)w->places * sizeof *p->common);
  for (int i = 0; i < w->places; i++) cost[i] = 0.0;
  for (int i = 0; i < w->places; i++) work_of_place(p, i, year);
  for (int i = 0; i < w->places; i++)
    if (p->common[i]) share_community(p, i, cost);
}

static void live_year(planner *p, int year, stabil_fidelity *f, double *scratch) {
  const stabil_world *w = p->world;
  const int y = year - w->study->first_year;
  const stabil_pace pace = {stabil_world_value(w, &p->system->half_life_up),
                            stabil_world_value(w, &p->system->half_life_down)};
  double *cost = y < 0 ? scratch : f->common + y * w->places;
  plan_year(p, year, cost);
  for (int i = 0; i < w->places; i++) {
    const double mean = stabil_fidelity_year(pace, p->target[i], &p->state[i]);
    if (y < 0) continue;
    f->tasks[y * w->places + i] = p->tasks[i];
    f->value[y * w->places + i] =
        w->place_rest[i] ? 1.0 : f->floor + (1.0 - f->floor) * mean;
  }
}

// Work may have begun before the first year.
static int begins(const planner *p) {
  int year = p->world->study->first_year;
  for (int i = 0; i < p->work_count; i++)
    if (p->work[i]->from < year) year = p->work[i]->from;
  return year;
}

static void weigh(planner *p) {
  for (int i = 0; i < p->system->task_count; i++)
    p->task_weight[i] = units(stabil_world_value(p->world, &p->system->task[i].weight));
  for (int i = 0; i < p->system->condition_count; i++)
    p->condition_weight[i] =
        units(stabil_world_value(p->world, &p->system->condition[i].weight));
}

static void stay_at_floor(const planner *p, stabil_fidelity *f) {
  const stabil_world *w = p->world;
  for (int i = 0; i < f->years * w->places; i++)
    f->value[i] = w->place_rest[i % w->places] ? 1.0 : f->floor;
}

// Numbers of the work are read only where some is done.
static void live(planner *p, stabil_fidelity *f, double *scratch) {
  const int end = p->world->study->first_year + f->years;
  if (p->work_count == 0) {
    stay_at_floor(p, f);
    return;
  }
  weigh(p);
  find_communities(p);
  add_funded(p, scratch);
  for (int year = begins(p); year < end; year++) live_year(p, year, f, scratch);
}

// --- making
// ------------------------------------------------------------------------

static bool make_planner(planner *p, int scenario) {
  const stabil_world *w = p->world;
  const size_t places = (size_t)w->places;
  const size_t tasks = (size_t)p->system->task_count;
  const size_t conditions = (size_t)p->system->condition_count;
  stabil_arena *a = p->arena;
  p->work_count = count_work(w->study, scenario, NULL);
  p->work = stabil_arena_array(a, (size_t)p->work_count, sizeof *p->work);
  p->task_weight = stabil_arena_array(a, tasks, sizeof *p->task_weight);
  p->condition_weight = stabil_arena_array(a, conditions, sizeof *p->condition_weight);
  p->done = stabil_arena_array(a, tasks, sizeof *p->done);
  p->met = stabil_arena_array(a, conditions, sizeof *p->met);
  p->community = stabil_arena_array(a, places, sizeof *p->community);
  p->funded = stabil_arena_array(a, places, sizeof *p->funded);
  p->common = stabil_arena_array(a, places, sizeof *p->common);
  p->tasks = stabil_arena_array(a, places, sizeof *p->tasks);
  p->target = stabil_arena_array(a, places, sizeof *p->target);
  p->state = stabil_arena_array(a, places, sizeof *p->state);
  return p->work && p->task_weight && p->condition_weight && p->done && p->met &&
         p->community && p->funded && p->common && p->tasks && p->target && p->state;
}

static bool make_fidelity(const stabil_world *w, stabil_arena *arena,
                          stabil_fidelity *f) {
  const size_t cells = (size_t)w->years * (size_t)w->places;
  const size_t costs = (size_t)w->study->system.cost_count;
  f->years = w->years;
  f->places = w->places;
  f->cost_count = (int)costs;
  f->value = stabil_arena_array(arena, cells, sizeof(double));
  f->tasks = stabil_arena_array(arena, cells, sizeof(double));
  f->common = stabil_arena_array(arena, cells, sizeof(double));
  f->cost = stabil_arena_array(arena, costs, sizeof *f->cost);
  f->community = stabil_arena_array(arena, costs, sizeof *f->community);
  return f->value && f->tasks && f->common && f->cost && f->community;
}

static void list_costs(const stabil_system *system, stabil_fidelity *f) {
  for (int i = 0; i < system->cost_count; i++) {
    const stabil_work_cost *from = &system->cost[i];
    f->community[i] = from->community;
    f->cost[i] = (stabil_cost){.mark = from->mark,
                               .per = STABIL_PER_PLACE,
                               .item = STABIL_ITEM_PROGRAMME,
                               .payer = from->payer,
                               .amount = from->amount,
                               .who = {.first_post = -1},
                               .where = {.district = -1, .region = -1}};
  }
}

static double floor_of(const stabil_world *w, int scenario) {
  const stabil_scenario_def *def = &w->study->scenario[scenario];
  return stabil_world_value(w, def->has_floor ? &def->floor : &w->study->system.floor);
}

stabil_status stabil_fidelity_create(const stabil_world *w, int scenario,
                                     stabil_arena *arena, stabil_fidelity **out,
                                     stabil_error *err) {
  planner p = {.world = w, .system = &w->study->system, .arena = arena};
  *out = NULL;
  if (!p.system->given || scenario < 0) return STABIL_OK;
  stabil_fidelity *f = stabil_arena_alloc(arena, sizeof *f);
  const size_t room = 3 * (size_t)w->posts + (size_t)w->places;
  double *scratch = stabil_arena_array(arena, room, sizeof *scratch);
  if (!f || !scratch || !make_fidelity(w, arena, f) || !make_planner(&p, scenario))
    return stabil_fail(err, STABIL_MEMORY, "no memory for the model");
  count_work(w->study, scenario, p.work);
  f->floor = floor_of(w, scenario);
  list_costs(p.system, f);
  live(&p, f, scratch);
  *out = f;
  return STABIL_OK;
}

// --- in a policy
// ------------------------------------------------------------------------

// Costs of the work go after those of measures.
static bool add_costs(const stabil_policy_view *view, int y) {
  const stabil_fidelity *f = view->fidelity;
  stabil_policy *policy = view->policy;
  const size_t count = (size_t)policy->cost_count, more = (size_t)f->cost_count;
  stabil_active_cost *cost = stabil_arena_array(view->arena, count + more, sizeof *cost);
  if (!cost) return false;
  if (count > 0) memcpy(cost, policy->cost, count * sizeof *cost);
  policy->cost = cost;
  for (int i = 0; i < f->cost_count; i++)
    cost[policy->cost_count++] = (stabil_active_cost){
        .cost = &f->cost[i],
        .coverage = 1.0,
        .by_place = (f->community[i] ? f->common : f->tasks) + y * f->places};
  return true;
}

static bool weaken(const stabil_policy_view *view, const double *value) {
  for (int i = 0; i < view->policy->effect_count; i++) {
    stabil_active *active = &view->policy->effect[i];
    if (!active->behavioural) continue;
    double *by_place = stabil_active_places(view, active);
    if (!by_place) return false;
    for (int p = 0; p < view->world->places; p++) by_place[p] *= value[p];
  }
  return true;
}

stabil_status stabil_fidelity_modify(const stabil_policy_view *view, stabil_error *err) {
  const stabil_fidelity *f = view->fidelity;
  if (!f) return STABIL_OK;
  const int y = view->year - view->world->study->first_year;
  const bool fine = weaken(view, f->value + y * f->places) &&
                    (f->cost_count == 0 || add_costs(view, y));
  return fine ? STABIL_OK : stabil_fail(err, STABIL_MEMORY, "no memory for the model");
}
