// SPDX-License-Identifier: GPL-3.0-or-later
// The slow twin: numbers by class of place, and what measures and behaviour change.
#include <math.h>
#include <stdlib.h>

#include "twin_world.h"

void *stabil_twin_alloc(size_t count, size_t size) {
  void *memory = calloc(count > 0 ? count : 1, size);
  if (memory == NULL) abort();
  return memory;
}

double stabil_twin_fte(double fte) {
  return floor(fte * 1024 + 0.5) / 1024;
}

static bool contains(const stabil_set *set, int index) {
  for (int i = 0; i < set->count; i++)
    if (set->index[i] == index) return true;
  return false;
}

static bool all_or_contains(const stabil_set *set, int index) {
  return set->count == 0 || contains(set, index);
}

bool stabil_twin_in_district(const stabil_study *study, int place) {
  const stabil_place *p = &study->place[place];
  if (p->kind == STABIL_REST) return false;
  if (study->has_district) return contains(&study->district, p->centrality);
  return p->centrality == 5 || p->centrality == 6;
}

bool stabil_twin_region_in_county(const stabil_study *study, int region, int county) {
  for (int i = 0; i < study->place_count; i++) {
    const stabil_place *p = &study->place[i];
    if (county >= 0 && p->region == region && p->county == county) return true;
  }
  return false;
}

static bool row_fits(const stabil_table_row *row, const stabil_place *p, int place) {
  switch (row->axis) {
  case STABIL_BY_KIND:
    return row->low == (int)p->kind;
  case STABIL_BY_CENTRALITY:
    return row->low == p->centrality;
  case STABIL_BY_SIZE:
    return p->kind == STABIL_MUNICIPALITY && p->population >= row->low &&
           p->population < (double)row->high + 1;
  case STABIL_BY_PLACE:
    return row->low == place;
  }
  return false;
}

double stabil_twin_table(const stabil_study *study, const stabil_table *table,
                         int place) {
  static const stabil_axis order[] = {STABIL_BY_PLACE, STABIL_BY_SIZE,
                                      STABIL_BY_CENTRALITY, STABIL_BY_KIND};
  for (int a = 0; a < 4; a++)
    for (int i = 0; i < table->count; i++) {
      const stabil_table_row *row = &table->row[i];
      if (row->axis == order[a] && row_fits(row, &study->place[place], place))
        return row->value.value;
    }
  return table->base.value;
}

double stabil_twin_series(const stabil_series *series, int year) {
  if (series->count == 0) return 0;
  double value = series->point[0].value.value;
  for (int i = 0; i < series->count; i++)
    if (series->point[i].year <= year) value = series->point[i].value.value;
  return value;
}

bool stabil_twin_area(const stabil_study *study, const stabil_area *area, int place) {
  const stabil_place *p = &study->place[place];
  bool rest = p->kind == STABIL_REST;
  bool named = contains(&area->places, place) || contains(&area->kinds, STABIL_REST) ||
               contains(&area->regions, p->region);
  if (rest && area->region != 0 && !named) return false;
  if (area->region == 1 && rest) return false;
  if (area->region == 0 && !rest) return false;
  bool sized = area->size_low > 0 || area->size_high < INT_MAX;
  if (sized && p->kind != STABIL_MUNICIPALITY) return false;
  if (sized && (p->population < area->size_low || p->population > area->size_high))
    return false;
  if (area->district >= 0 && stabil_twin_in_district(study, place) != area->district)
    return false;
  return all_or_contains(&area->centrality, p->centrality) &&
         all_or_contains(&area->places, place) &&
         all_or_contains(&area->counties, p->county) &&
         all_or_contains(&area->regions, p->region) &&
         all_or_contains(&area->kinds, (int)p->kind);
}

// Of each trait that is mentioned, the person has one of the values mentioned.
static bool traits_fit(const stabil_set *traits, const int *trait) {
  for (int i = 0; i < STABIL_MAX_TRAITS; i++) {
    bool mentioned = contains(traits, 2 * i) || contains(traits, 2 * i + 1);
    if (mentioned && (trait[i] < 0 || !contains(traits, 2 * i + trait[i]))) return false;
  }
  return true;
}

static bool who_fits(const stabil_study *study, const stabil_who *who,
                     const stabil_twin_person *person) {
  int track = person->programme >= 0 ? study->programme[person->programme].track : -1;
  if (who->first_post >= 0 && who->first_post != person->first_post) return false;
  return all_or_contains(&who->professions, person->profession) &&
         all_or_contains(&who->stages, person->stage) &&
         all_or_contains(&who->tracks, track) &&
         all_or_contains(&who->programmes, person->programme) &&
         traits_fit(&who->traits, person->trait);
}

static bool effect_fits(const stabil_twin *twin, const stabil_twin_effect *active,
                        int lever, stabil_twin_at at) {
  const stabil_effect *effect = active->effect;
  const stabil_use *use = active->use;
  if (effect->lever != lever) return false;
  if (effect->contract >= 0 && effect->contract != at.contract) return false;
  if (!all_or_contains(&effect->roles, at.role)) return false;
  if (!stabil_twin_area(twin->study, &effect->where, at.place)) return false;
  if (use != NULL && use->has_where &&
      !stabil_twin_area(twin->study, &use->where, at.place))
    return false;
  return who_fits(twin->study, &effect->who, at.who);
}

static double with_odds(double p, double ratio) {
  return p * ratio / (1 - p + p * ratio);
}

static double apply(double x, const stabil_twin_effect *active) {
  const stabil_effect *effect = active->effect;
  double c = active->use != NULL ? active->use->coverage.value : 1;
  double v = effect->value.value;
  bool utility = effect->lever == STABIL_LEVER_UTILITY;
  switch (effect->scale) {
  case STABIL_OR:
    return utility ? x + log(1 + c * (v - 1)) : x + c * (with_odds(x, v) - x);
  case STABIL_HR:
    return x * (1 - c * (1 - v));
  case STABIL_SET:
    return x + c * (v - x);
  case STABIL_ADD:
    return utility ? x + log(1 + c * (exp(v) - 1)) : x + c * v;
  case STABIL_RR:
    return x + c * (fmin(1, v * x) - x);
  case STABIL_RD:
    return x + c * (fmax(0, fmin(1, x + v)) - x);
  }
  return x;
}

double stabil_twin_lever(const stabil_twin *twin, int lever, double x,
                         stabil_twin_at at) {
  for (int i = 0; i < twin->active_count; i++)
    if (effect_fits(twin, &twin->active[i], lever, at)) x = apply(x, &twin->active[i]);
  if (stabil_levers[lever].scales & STABIL_ALLOW_SET) {
    x = fmax(x, stabil_levers[lever].low);
    x = fmin(x, stabil_levers[lever].high);
  }
  return x;
}

static void activate_measure(stabil_twin *twin, const stabil_use *use) {
  const stabil_toolkit_measure *measure = &twin->study->measure[use->measure];
  for (int i = 0; i < measure->effect_count; i++)
    twin->active[twin->active_count++] =
        (stabil_twin_effect){.effect = &measure->effect[i], .use = use};
}

void stabil_twin_activate(stabil_twin *twin, int year) {
  const stabil_study *study = twin->study;
  size_t room = (size_t)study->behaviour_count;
  for (int i = 0; i < twin->use_count; i++)
    room += (size_t)study->measure[twin->use[i]->measure].effect_count;
  free(twin->active);
  twin->active = stabil_twin_alloc(room, sizeof *twin->active);
  twin->active_count = 0;
  for (int i = 0; i < study->behaviour_count; i++)
    twin->active[twin->active_count++] =
        (stabil_twin_effect){.effect = &study->behaviour[i]};
  for (int i = 0; i < twin->use_count; i++) {
    const stabil_use *use = twin->use[i];
    int now = study->first_year + year;
    if (year >= 0 && use->from <= now && now <= use->until) activate_measure(twin, use);
  }
}

stabil_twin_person stabil_twin_nobody(int profession) {
  stabil_twin_person person = {.profession = profession,
                               .place = -1,
                               .post = -1,
                               .stage = -1,
                               .programme = -1,
                               .origin_region = -1,
                               .origin_rest = -1,
                               .training_region = -1,
                               .first_post = -1,
                               .stage_end = STABIL_TWIN_NEVER,
                               .graduated = -1,
                               .just_left = -1};
  for (int i = 0; i < STABIL_MAX_TRAITS; i++) person.trait[i] = -1;
  return person;
}

// The pattern of the last measure that sets rotation; what it was before if none does.
static void set_pattern(const stabil_twin *twin, stabil_twin_at at,
                        stabil_twin_terms *terms) {
  for (int i = 0; i < twin->active_count; i++) {
    const stabil_twin_effect *active = &twin->active[i];
    if (!effect_fits(twin, active, STABIL_LEVER_ROTATION, at)) continue;
    if (active->use != NULL && active->use->has_pattern) {
      terms->on = active->use->on;
      terms->off = active->use->off;
    } else if (active->effect->has_pattern) {
      terms->on = active->effect->on;
      terms->off = active->effect->off;
    }
  }
}

static void set_terms(stabil_twin *twin, int post, int year) {
  const stabil_study *study = twin->study;
  const stabil_twin_post *p = &twin->post[post];
  const stabil_role *role = &study->role[p->role];
  stabil_twin_terms *terms = &twin->terms[post];
  stabil_twin_person nobody = stabil_twin_nobody(role->profession);
  stabil_twin_at at = {p->place, p->role, 0, &nobody};
  stabil_twin_at rotation = {p->place, p->role, 1, &nobody};
  double growth = stabil_twin_table(study, &role->funded.growth, p->place);
  double funded = p->funded * pow(1 + growth, year < 0 ? 0 : year + 1);
  double fraction = stabil_twin_table(study, &role->position_fraction, p->place);
  double rate = 1 / stabil_twin_table(study, &role->time_to_fill, p->place);
  terms->funded =
      stabil_twin_fte(stabil_twin_lever(twin, STABIL_LEVER_FUNDED, funded, at));
  terms->fraction =
      stabil_twin_fte(stabil_twin_lever(twin, STABIL_LEVER_POSITION, fraction, at));
  terms->tau = 1 / stabil_twin_lever(twin, STABIL_LEVER_FILL_RATE, rate, at);
  terms->succession =
      stabil_twin_lever(twin, STABIL_LEVER_SUCCESSION, role->succession.value, at);
  double fill =
      role->has_locum ? stabil_twin_table(study, &role->locum.fill, p->place) : 0;
  terms->locum_fill = stabil_twin_lever(twin, STABIL_LEVER_LOCUM_FILL, fill, at);
  if (!role->has_locum) terms->locum_fill = 0;
  terms->rotation_share = stabil_twin_lever(twin, STABIL_LEVER_ROTATION, 0, at);
  set_pattern(twin, at, terms);
  rate = 1 / stabil_twin_table(study, &role->rotation.time_to_fill, p->place);
  terms->tau_rotation =
      1 / stabil_twin_lever(twin, STABIL_LEVER_FILL_RATE, rate, rotation);
}

void stabil_twin_policy(stabil_twin *twin, int year) {
  stabil_twin_activate(twin, year);
  for (int j = 0; j < twin->post_count; j++) set_terms(twin, j, year);
}
