// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/epoch.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "model/factors.h"
#include "model/placements.h"
#include "model/mentors.h"
#include "scenario/lever.h"

// What a lever's number belongs to. FACTOR levers become multipliers (factors.c).
typedef enum shape {
  FACTOR,
  PER_POST,
  PER_POST_STAGE,
  PER_TRAIT,
  PER_PROGRAMME,
  SEATS,
  LEDGER, // offset: 0 need, 1 demand, 2 funded
  SHIFTED,
  BOUND,
  AGREED
} shape;

typedef struct lever_row {
  shape shape;
  size_t offset; // of the array in stabil_epoch
} lever_row;

#define AT(member) offsetof(stabil_epoch, member)
// The apply side of the lever table: one row for each lever.
static const lever_row rows[STABIL_LEVER_COUNT] = {
    [STABIL_LEVER_RURAL_SHARE] = {PER_TRAIT, AT(trait_share)},
    [STABIL_LEVER_GIVEN_TRAIT] = {PER_TRAIT, AT(trait_share)},
    [STABIL_LEVER_SEATS] = {SEATS, 0},
    [STABIL_LEVER_PLACEMENTS] = {PER_TRAIT, AT(trait_share)},
    [STABIL_LEVER_DRAWN] = {PER_PROGRAMME, AT(drawn)},
    [STABIL_LEVER_BAD] = {PER_TRAIT, AT(trait_share)},
    [STABIL_LEVER_PLACEMENT_WEEKS] = {PER_PROGRAMME, AT(placement_weeks)},
    [STABIL_LEVER_LOTTERY] = {PER_POST, AT(lottery)},
    [STABIL_LEVER_UTILITY] = {FACTOR, AT(utility)},
    [STABIL_LEVER_DISTANCE] = {PER_POST, AT(distance_weight)},
    [STABIL_LEVER_SEPARATE] = {FACTOR, AT(separate)},
    [STABIL_LEVER_LEAVE] = {FACTOR, AT(leave)},
    [STABIL_LEVER_RETIRE] = {FACTOR, AT(retire)},
    [STABIL_LEVER_DROPOUT] = {PER_PROGRAMME, AT(dropout)},
    [STABIL_LEVER_SPECIALISE] = {FACTOR, AT(specialise)},
    [STABIL_LEVER_TEAM] = {PER_POST, AT(team_effect)},
    [STABIL_LEVER_LOAD] = {PER_POST, AT(load_effect)},
    [STABIL_LEVER_NEED] = {LEDGER, 0},
    [STABIL_LEVER_DEMAND] = {LEDGER, 1},
    [STABIL_LEVER_FUNDED] = {LEDGER, 2},
    [STABIL_LEVER_SHIFT] = {SHIFTED, 0},
    [STABIL_LEVER_POSITION] = {PER_POST, AT(fraction)},
    [STABIL_LEVER_ABSENCE] = {PER_POST, AT(absence)},
    [STABIL_LEVER_WORK_SHARE] = {PER_POST_STAGE, AT(work_share)},
    [STABIL_LEVER_PAY] = {PER_POST, AT(pay)},
    [STABIL_LEVER_FILL_RATE] = {PER_POST, AT(fill_rate)},
    [STABIL_LEVER_SUCCESSION] = {PER_POST, AT(succession)},
    [STABIL_LEVER_ROTATION] = {PER_POST, AT(rotation_share)},
    [STABIL_LEVER_FIXED_TERM] = {PER_POST, AT(fixed_term)},
    [STABIL_LEVER_LOCUM_FILL] = {PER_POST, AT(locum_fill)},
    [STABIL_LEVER_LOCUM_PRICE] = {PER_POST, AT(locum_price)},
    [STABIL_LEVER_LOCUM_BUDGET] = {PER_POST, AT(locum_budget)},
    [STABIL_LEVER_LOCUM_CAP] = {PER_POST, AT(locum_cap)},
    [STABIL_LEVER_JOB_SEARCH] = {FACTOR, AT(job_search)},
    [STABIL_LEVER_LOCAL_TIES] = {PER_POST, AT(local_ties)},
    [STABIL_LEVER_BOND] = {BOUND, 0},
    [STABIL_LEVER_SUPERVISION] = {PER_POST_STAGE, AT(supervision_per)},
    [STABIL_LEVER_AGREEMENT] = {AGREED, AT(agreed)},
    [STABIL_LEVER_COUPLED] = {PER_POST_STAGE, AT(coupled)},
};

static double *array_of(stabil_epoch *epoch, int lever) {
  return *(double **)(void *)((char *)epoch + rows[lever].offset);
}

static bool allocate(const stabil_world *w, stabil_arena *arena, stabil_epoch *e) {
  const size_t posts = (size_t)w->posts, stages = (size_t)w->stages;
  const size_t programmes = (size_t)w->programmes, traits = (size_t)w->traits;
  const struct {
    double **array;
    size_t count;
  } list[] = {{&e->trait_share, programmes * traits},
              {&e->drawn, programmes},
              {&e->intercept, programmes},
              {&e->dropout, programmes},
              {&e->placement_weeks, programmes},
              {&e->absence, posts},
              {&e->lottery, posts},
              {&e->fraction, posts},
              {&e->work_share, posts * stages},
              {&e->pay, posts},
              {&e->fill_rate, posts},
              {&e->rotation_rate, posts},
              {&e->succession, posts},
              {&e->rotation_share, posts},
              {&e->locum_fill, posts},
              {&e->locum_price, posts},
              {&e->locum_budget, posts},
              {&e->locum_cap, posts},
              {&e->fixed_term, posts},
              {&e->local_ties, posts},
              {&e->bond_graduates, programmes * (size_t)w->bonds},
              {&e->agreed, programmes * (size_t)w->agreements},
              {&e->coupled, posts * stages},
              {&e->bond_hires, posts * (size_t)w->bonds},
              {&e->supervision_per, posts * stages},
              {&e->distance_weight, posts},
              {&e->team_effect, posts},
              {&e->load_effect, posts},
              {&e->pull, 2 * posts},
              {&e->wage, posts}};
  for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
    *list[i].array = stabil_arena_array(arena, list[i].count, sizeof(double));
    if (!*list[i].array) return false;
  }
  e->on = stabil_arena_array(arena, posts, sizeof(int));
  e->off = stabil_arena_array(arena, posts, sizeof(int));
  e->held_per_head = stabil_arena_array(arena, posts, sizeof(stabil_fte));
  e->worked_per_head = stabil_arena_array(arena, posts * stages, sizeof(stabil_fte));
  return e->on && e->off && e->held_per_head && e->worked_per_head;
}

static double rate_of(double years) {
  return years > 0.0 ? 1.0 / years : INFINITY;
}

static void post_baseline(const stabil_world *w, int j, stabil_epoch *e) {
  const int place = w->post[j].place;
  const stabil_role *role = &w->study->role[w->post[j].role];
  e->fraction[j] = stabil_world_table(w, &role->position_fraction, place);
  e->fill_rate[j] = rate_of(stabil_world_table(w, &role->time_to_fill, place));
  e->succession[j] = stabil_world_value(w, &role->succession);
  e->lottery[j] = stabil_world_value(w, &role->allocation.lottery);
  e->distance_weight[j] = 1.0;
  e->absence[j] = stabil_world_value(w, &role->absence);
  if (role->oncall.given) e->team_effect[j] = stabil_world_value(w, &role->oncall.effect);
  if (role->load.given) e->load_effect[j] = stabil_world_value(w, &role->load.effect);
  e->wage[j] = stabil_world_table(w, &role->wage, place) *
               (1.0 + stabil_world_value(w, &role->on_cost));
  for (int s = 0; s < w->stages; s++) {
    const stabil_stage *stage = &w->study->stage[s];
    e->work_share[j * w->stages + s] = stabil_world_value(w, &stage->work_share);
    e->supervision_per[j * w->stages + s] =
        stabil_world_value(w, &stage->supervision.per);
    if (stage->next_claim.given)
      e->coupled[j * w->stages + s] = stabil_world_value(w, &stage->next_claim.share);
  }
  if (role->rotation.given)
    e->rotation_rate[j] =
        rate_of(stabil_world_table(w, &role->rotation.time_to_fill, place));
  if (role->term.given)
    e->fixed_term[j] = stabil_world_table(w, &role->term.share, place);
  if (role->has_locum) {
    e->locum_fill[j] = stabil_world_table(w, &role->locum.fill, place);
    e->locum_price[j] = stabil_world_table(w, &role->locum.price, place);
    e->locum_cap[j] = stabil_world_table(w, &role->locum.cap, place);
    e->locum_budget[j] = role->locum.has_budget
                             ? stabil_world_table(w, &role->locum.budget, place)
                             : INFINITY;
  }
}

static void programme_baseline(const stabil_world *w, int g, stabil_epoch *e) {
  const stabil_programme *programme = &w->study->programme[g];
  double *share = e->trait_share + g * w->traits;
  for (int t = 0; t < w->traits; t++) share[t] = NAN;
  for (int i = 0; i < programme->admission.count; i++)
    share[programme->admission.share[i].index] =
        stabil_world_value(w, &programme->admission.share[i].value);
  if (programme->exposure_trait >= 0)
    share[programme->exposure_trait] = stabil_world_value(w, &programme->exposure);
  if (programme->practice.bad_trait >= 0)
    share[programme->practice.bad_trait] =
        stabil_world_value(w, &programme->practice.bad);
  e->drawn[g] = programme->practice.drawn == 1 ? 1.0 : 0.0;
  e->dropout[g] = -stabil_log1p(-stabil_world_value(w, &programme->dropout));
  if (programme->placements.given)
    e->placement_weeks[g] = stabil_world_value(w, &programme->placements.per_fte);
}

// Where neither the programme nor its placements say who has it, a trait of a share can
// be given all the same; one by logit and what people in post bring along cannot.
static double *share_to_give(const stabil_world *w, int g, int t, double *share) {
  const stabil_programme *programme = &w->study->programme[g];
  const stabil_trait *trait = &w->study->trait[t];
  const bool own = trait->profession == programme->profession;
  if ((!own && trait->profession >= 0) || (!own && programme->recruits.given))
    return NULL;
  if (isnan(share[t]) && !trait->has_logit)
    share[t] = trait->has_share ? stabil_world_value(w, &trait->share) : 0.0;
  return &share[t];
}

static int trait_of(const stabil_world *w, const stabil_effect *effect, int programme) {
  const stabil_programme *from = &w->study->programme[programme];
  const int lever = effect->lever;
  if (lever == STABIL_LEVER_GIVEN_TRAIT) return effect->trait;
  if (lever == STABIL_LEVER_RURAL_SHARE) return w->rural_trait;
  return lever == STABIL_LEVER_BAD ? from->practice.bad_trait : from->exposure_trait;
}

// A programme is where its host is; without `where` every programme is meant, also those
// in the rest of the country.
static bool programme_matches(const stabil_world *w, const stabil_active *active, int g) {
  const stabil_programme *programme = &w->study->programme[g];
  const stabil_who *who = &active->effect->who;
  if (!stabil_area_empty(&active->effect->where) &&
      !stabil_area_match(w, &active->effect->where, programme->place))
    return false;
  if (active->area && !stabil_area_match(w, active->area, programme->place)) return false;
  return stabil_set_has(&who->programmes, g) &&
         stabil_set_has(&who->professions, programme->profession) &&
         stabil_set_has(&who->tracks, programme->track);
}

static void apply_to_traits(const stabil_world *w, const stabil_active *active,
                            stabil_epoch *e) {
  const int lever = active->effect->lever;
  double *array = array_of(e, lever);
  for (int g = 0; g < w->programmes; g++) {
    const int trait = trait_of(w, active->effect, g);
    if (trait < 0 || !programme_matches(w, active, g)) continue;
    const int place = w->study->programme[g].place;
    double *x = &array[g * w->traits + trait];
    if (lever == STABIL_LEVER_GIVEN_TRAIT)
      x = share_to_give(w, g, trait, array + g * w->traits);
    if (x && isfinite(*x)) *x = stabil_active_apply(active, place, *x);
  }
}

static void apply_to_programmes(const stabil_world *w, const stabil_active *active,
                                stabil_epoch *e) {
  double *array = array_of(e, active->effect->lever);
  for (int g = 0; g < w->programmes; g++) {
    if (programme_matches(w, active, g))
      array[g] = stabil_active_apply(active, w->study->programme[g].place, array[g]);
  }
}

static double series_at(const stabil_world *w, const stabil_series *series, int year) {
  if (series->count == 0) return 0.0;
  int i = 0;
  while (i + 1 < series->count && series->point[i + 1].year <= year) i++;
  return stabil_world_value(w, &series->point[i].value);
}

void stabil_epoch_seats(const stabil_world *w, const stabil_policy *policy, int year,
                        double *seats) {
  for (int g = 0; g < w->programmes; g++) {
    seats[g] = series_at(w, &w->study->programme[g].seats, year);
    for (int i = 0; i < policy->effect_count; i++) {
      const stabil_active *active = &policy->effect[i];
      if (rows[active->effect->lever].shape == SEATS && programme_matches(w, active, g))
        seats[g] = stabil_active_apply(active, w->study->programme[g].place, seats[g]);
    }
  }
}

// Effects reach rotation posts too unless they name the other contract.
static void apply_fill_rate(const stabil_world *w, const stabil_active *active, int j,
                            stabil_epoch *e) {
  const int contract = active->effect->contract, place = w->post[j].place;
  if (contract != 1)
    e->fill_rate[j] = stabil_active_apply(active, place, e->fill_rate[j]);
  if (contract != 0)
    e->rotation_rate[j] = stabil_active_apply(active, place, e->rotation_rate[j]);
}

// What no limit becomes: one where it is set for all, none otherwise.
static double limit(const stabil_active *active, int place) {
  const bool all = stabil_active_strength(active, place) >= 1.0 && active->lost == 0.0;
  return active->effect->scale == STABIL_SET && all ? active->value : INFINITY;
}

static bool reaches_post(const stabil_world *w, const stabil_active *active, int j) {
  return stabil_set_has(&active->effect->roles, w->post[j].role) &&
         stabil_set_has(&active->effect->who.professions, w->post[j].profession) &&
         stabil_active_at(w, active, w->post[j].place);
}

static void apply_to_posts(const stabil_world *w, const stabil_active *active,
                           stabil_epoch *e) {
  const int lever = active->effect->lever;
  double *array = array_of(e, lever);
  for (int j = 0; j < w->posts; j++) {
    const int place = w->post[j].place;
    if (!reaches_post(w, active, j) || stabil_active_strength(active, place) == 0.0)
      continue;
    if (lever == STABIL_LEVER_FILL_RATE) {
      apply_fill_rate(w, active, j, e);
      continue;
    }
    if (rows[lever].shape == PER_POST) {
      array[j] = isinf(array[j]) ? limit(active, place)
                                 : stabil_active_apply(active, place, array[j]);
      if (lever == STABIL_LEVER_ROTATION) {
        e->on[j] = active->on ? active->on : active->effect->on;
        e->off[j] = active->on ? active->off : active->effect->off;
      }
      continue;
    }
    for (int s = 0; s < w->stages; s++) {
      double *x = &array[j * w->stages + s];
      if (stabil_active_holds(w, &active->effect->who, s))
        *x = stabil_active_apply(active, place, *x);
    }
  }
}

// With roles, of those hired; without, of graduates.
static void apply_to_bonds(const stabil_world *w, const stabil_active *active,
                           stabil_epoch *e) {
  const int b = active->effect->bond;
  const stabil_bond *bond = &w->study->bond[b];
  if (active->effect->roles.count == 0) {
    for (int g = 0; g < w->programmes; g++) {
      double *x = &e->bond_graduates[g * w->bonds + b];
      if (w->study->programme[g].profession == bond->profession &&
          programme_matches(w, active, g))
        *x = stabil_active_apply(active, w->study->programme[g].place, *x);
    }
    return;
  }
  for (int j = 0; j < w->posts; j++) {
    double *x = &e->bond_hires[j * w->bonds + b];
    if (w->post[j].profession == bond->profession &&
        stabil_set_has(&active->effect->roles, w->post[j].role) &&
        stabil_active_at(w, active, w->post[j].place))
      *x = stabil_active_apply(active, w->post[j].place, *x);
  }
}

static void apply_to_agreements(const stabil_world *w, const stabil_active *active,
                                stabil_epoch *e) {
  const int a = active->effect->agreement, bond = w->study->agreement[a].bond;
  for (int g = 0; g < w->programmes; g++) {
    double *x = &e->agreed[g * w->agreements + a];
    if (bond >= 0 && w->study->programme[g].profession != w->study->bond[bond].profession)
      continue;
    if (programme_matches(w, active, g))
      *x = stabil_active_apply(active, w->study->programme[g].place, *x);
  }
}

static void apply_numbers(const stabil_world *w, const stabil_policy *policy,
                          stabil_epoch *e) {
  for (int i = 0; i < policy->effect_count; i++) {
    const stabil_active *active = &policy->effect[i];
    if (active->rule) {
      e->ruled[e->ruled_count++] = *active;
      continue;
    }
    switch (rows[active->effect->lever].shape) {
    case PER_POST:
    case PER_POST_STAGE:
      apply_to_posts(w, active, e);
      break;
    case PER_TRAIT:
      apply_to_traits(w, active, e);
      break;
    case PER_PROGRAMME:
      apply_to_programmes(w, active, e);
      break;
    case BOUND:
      apply_to_bonds(w, active, e);
      break;
    case AGREED:
      apply_to_agreements(w, active, e);
      break;
    case FACTOR:
    case SEATS:
    case LEDGER:
    case SHIFTED:
      break;
    }
  }
}

void stabil_epoch_ledger(const stabil_world *w, const stabil_policy *policy,
                         double *const series[STABIL_LEDGERS]) {
  for (int i = 0; i < policy->effect_count; i++) {
    const stabil_active *active = &policy->effect[i];
    const lever_row *row = &rows[active->effect->lever];
    if (row->shape != LEDGER) continue;
    double *moved = series[row->offset];
    for (int j = 0; j < w->posts; j++) {
      if (!w->post[j].rest && reaches_post(w, active, j))
        moved[j] = stabil_active_apply(active, w->post[j].place, moved[j]);
    }
  }
}

static void derive(const stabil_world *w, stabil_epoch *e) {
  stabil_epoch_placements(w, e);
  for (int j = 0; j < w->posts; j++) {
    e->lotteries = e->lotteries || e->lottery[j] > 0.0;
    const double present = 1.0 - e->absence[j];
    e->held_per_head[j] = stabil_fte_of(e->fraction[j]);
    for (int s = 0; s < w->stages; s++)
      e->worked_per_head[j * w->stages + s] =
          stabil_fte_of(e->fraction[j] * e->work_share[j * w->stages + s] * present);
    const double paid =
        e->pay[j] == 0.0 ? 1.0 : stabil_exp(w->pay_weight * stabil_log1p(e->pay[j]));
    e->pull[j] = w->pull[j] * paid;
    e->pull[w->posts + j] = w->rotation_pull[j] * paid;
  }
}

// Factors of distance by post, where its weight has been moved; else those by place hold.
static stabil_status build_distances(const stabil_world *w, stabil_arena *arena,
                                     stabil_epoch *e, stabil_error *err) {
  bool moved = false;
  for (int j = 0; j < w->posts; j++) moved = moved || e->distance_weight[j] != 1.0;
  if (!moved) return STABIL_OK;
  const size_t count = (size_t)w->places * (size_t)w->posts;
  e->distance = stabil_arena_array(arena, count, sizeof *e->distance);
  if (!e->distance) return stabil_fail(err, STABIL_MEMORY, "no memory for the model");
  for (int from = 0; from < w->places; from++) {
    for (int j = 0; j < w->posts; j++)
      e->distance[from * w->posts + j] = stabil_pow(
          w->distance[from * w->places + w->post[j].place], e->distance_weight[j]);
  }
  return STABIL_OK;
}

static stabil_status build_factors(const stabil_world *w, const stabil_policy *policy,
                                   stabil_arena *arena, stabil_epoch *e,
                                   stabil_error *err) {
  stabil_status status = STABIL_OK;
  for (int lever = 0; lever < STABIL_LEVER_COUNT; lever++) {
    if (rows[lever].shape != FACTOR) continue;
    stabil_factors *out = (stabil_factors *)(void *)((char *)e + rows[lever].offset);
    TRY(status, stabil_factors_create(w, policy, lever, arena, out, err));
  }
out:
  return status;
}

stabil_status stabil_epoch_create(const stabil_world *w, const stabil_policy *policy,
                                  stabil_arena *arena, stabil_epoch **out,
                                  stabil_error *err) {
  stabil_epoch *e = stabil_arena_alloc(arena, sizeof *e);
  if (e)
    e->ruled = stabil_arena_array(arena, (size_t)policy->effect_count, sizeof *e->ruled);
  if (!e || !e->ruled || !allocate(w, arena, e))
    return stabil_fail(err, STABIL_MEMORY, "no memory for the model");
  for (int j = 0; j < w->posts; j++) post_baseline(w, j, e);
  for (int g = 0; g < w->programmes; g++) programme_baseline(w, g, e);
  apply_numbers(w, policy, e);
  derive(w, e);
  stabil_status status = STABIL_OK;
  TRY(status, build_distances(w, arena, e, err));
  TRY(status, build_factors(w, policy, arena, e, err));
  TRY(status, stabil_mentors_create(w, policy, arena, e->mentors, err));
  TRY(status, stabil_epoch_costs(w, policy, arena, e, err));
  *out = e;
out:
  return status;
}
