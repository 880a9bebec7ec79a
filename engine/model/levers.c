// SPDX-License-Identifier: GPL-3.0-or-later
// What an effect does to a number on its scale, and whom and where it reaches.
#include <math.h>

#include "model/levers.h"
#include "model/scale.h"
#include "scenario/lever.h"

static bool acts_nowhere(const stabil_active *active, int places) {
  if (active->coverage == 0.0 || active->intensity == 0.0) return true;
  if (!active->by_place) return false;
  for (int p = 0; p < places; p++)
    if (stabil_active_strength(active, p) != 0.0) return false;
  return true;
}

bool stabil_active_null(const stabil_active *active, int places) {
  if (acts_nowhere(active, places)) return true;
  switch (active->effect->scale) {
  case STABIL_OR:
  case STABIL_HR:
  case STABIL_RR:
    return active->value == 1.0;
  case STABIL_ADD:
  case STABIL_RD:
    return active->value == 0.0;
  case STABIL_SET:
    return active->lost == 1.0;
  }
  return false;
}

// Beyond full strength, where measures strengthen each other, a ratio acts to that power,
// so that rates and odds stay positive; a new value is set, and no more.
static void tame(stabil_scale scale, double *strength, double *value) {
  if (*strength <= 1.0 || scale == STABIL_ADD) return;
  if (scale != STABIL_SET) *value = stabil_pow(*value, *strength);
  *strength = 1.0;
}

double stabil_active_apply(const stabil_active *active, int place, double base) {
  double c = stabil_active_strength(active, place), v = active->value, x = base;
  if (c == 0.0) return base;
  tame(active->effect->scale, &c, &v);
  switch (active->effect->scale) {
  case STABIL_OR:
  case STABIL_RR:
  case STABIL_RD:
    x = base + c * (stabil_scale_share(active->effect->scale, v, base) - base);
    break;
  case STABIL_HR:
    x = base * (1.0 - c * (1.0 - v));
    break;
  case STABIL_SET:
    x = base + c * (1.0 - active->lost) * (v - base);
    break;
  case STABIL_ADD:
    x = base + c * v;
    break;
  }
  const stabil_lever *lever = &stabil_levers[active->effect->lever];
  return fmin(fmax(x, lever->low), lever->high);
}

double stabil_active_factor(const stabil_active *active, int place) {
  const double c = stabil_active_strength(active, place);
  const double v =
      active->effect->scale == STABIL_ADD ? stabil_exp(active->value) : active->value;
  return c > 1.0 ? stabil_pow(v, c) : 1.0 - c * (1.0 - v);
}

bool stabil_set_has(const stabil_set *set, int index) {
  if (set->count == 0) return true;
  for (int i = 0; i < set->count; i++) {
    if (set->index[i] == index) return true;
  }
  return false;
}

static bool area_names_places(const stabil_area *area) {
  return area->places.count > 0 || area->kinds.count > 0 || area->counties.count > 0 ||
         area->regions.count > 0;
}

static bool any_size(const stabil_area *area) {
  return area->size_low <= 0 && (area->size_high <= 0 || area->size_high == INT32_MAX);
}

bool stabil_area_empty(const stabil_area *area) {
  return !area_names_places(area) && area->centrality.count == 0 && area->region < 0 &&
         area->district < 0 && any_size(area);
}

bool stabil_area_match(const stabil_world *world, const stabil_area *area, int p) {
  const stabil_place *place = &world->study->place[p];
  const bool rest = world->place_rest[p];
  // the rest of the country is meant only where it is named
  if (rest && area->region != 0 && !area_names_places(area)) return false;
  if (area->region >= 0 && rest == (area->region == 1)) return false;
  if (area->district >= 0 && world->place_district[p] != (area->district == 1))
    return false;
  if (!any_size(area)) {
    if (place->kind != STABIL_MUNICIPALITY || place->population < area->size_low ||
        place->population > area->size_high)
      return false;
  }
  return stabil_set_has(&area->centrality, place->centrality) &&
         stabil_set_has(&area->places, p) &&
         stabil_set_has(&area->counties, place->county) &&
         stabil_set_has(&area->regions, place->region) &&
         stabil_set_has(&area->kinds, (int)place->kind);
}

bool stabil_active_at(const stabil_world *world, const stabil_active *active, int place) {
  return stabil_area_match(world, &active->effect->where, place) &&
         (!active->area || stabil_area_match(world, active->area, place));
}

bool stabil_active_holds(const stabil_world *world, const stabil_who *who, int stage) {
  return stabil_set_has(&who->stages, stage) &&
         stabil_set_has(&who->professions, world->stage[stage].profession);
}

// Traits: every trait that is named must have one of the values named for it.
static bool traits_match(const stabil_set *traits, int bits) {
  for (int i = 0; i < traits->count; i++) {
    const int trait = traits->index[i] / 2;
    bool met = false;
    for (int k = 0; k < traits->count; k++) {
      const int value = traits->index[k] % 2;
      if (traits->index[k] / 2 == trait && ((bits >> trait) & 1) == value) met = true;
    }
    if (!met) return false;
  }
  return true;
}

bool stabil_who_is(const stabil_world *world, const stabil_who *who, int kind) {
  const int combinations = 1 << world->traits;
  const int track = kind / combinations % (world->tracks + 1) - 1;
  const int first_post = kind / combinations / (world->tracks + 1);
  return traits_match(&who->traits, kind % combinations) &&
         stabil_set_has(&who->tracks, track) &&
         (who->first_post < 0 || who->first_post + 1 == first_post);
}
