// SPDX-License-Identifier: GPL-3.0-or-later
// Geography: populations of labour regions, pull of home, training place and distance.
#include <math.h>
#include <string.h>

#include "model/parts.h"

static const double EARTH_RADIUS_KM = 6371.0;
static const double DEGREE = 3.14159265358979323846 / 180.0;

// Great circle by the haversine formula, km.
static double distance_km(const stabil_place *a, const stabil_place *b) {
  const double dlat = (b->lat - a->lat) * DEGREE / 2,
               dlon = (b->lon - a->lon) * DEGREE / 2;
  const double h = sin(dlat) * sin(dlat) +
                   cos(a->lat * DEGREE) * cos(b->lat * DEGREE) * sin(dlon) * sin(dlon);
  return 2.0 * EARTH_RADIUS_KM * asin(fmin(1.0, sqrt(h)));
}

static void fill_regions(stabil_world *w) {
  for (int p = 0; p < w->places; p++) {
    const stabil_place *place = &w->study->place[p];
    if (place->kind != STABIL_MUNICIPALITY || place->region < 0) continue;
    (w->place_district[p] ? w->region_rural : w->region_urban)[place->region] +=
        place->population;
    if (place->county >= 0)
      w->region_county[place->region * w->study->county_count + place->county] = true;
  }
}

// log-odds that people from labour region r feel for a place: same region, same county,
// or for a rest place the rest they come from.
static double tie(const stabil_world *w, int region, int p, const double level[3]) {
  const stabil_place *place = &w->study->place[p];
  if (place->region == region && region >= 0)
    return w->place_rest[p] ? level[2] : level[0];
  if (w->place_rest[p] || place->county < 0) return 0.0;
  return w->region_county[region * w->study->county_count + place->county] ? level[1]
                                                                           : 0.0;
}

static void fill_ties(stabil_world *w) {
  const stabil_choice *c = &w->study->choice;
  const double home[3] = {stabil_world_value(w, &c->home_region),
                          stabil_world_value(w, &c->home_county),
                          stabil_world_value(w, &c->home_rest)};
  const double training[3] = {stabil_world_value(w, &c->training_region),
                              stabil_world_value(w, &c->training_county), 0.0};
  for (int r = 0; r < w->regions; r++) {
    for (int p = 0; p < w->places; p++) {
      w->home[r * w->places + p] = stabil_exp(tie(w, r, p, home));
      w->training[r * w->places + p] = stabil_exp(tie(w, r, p, training));
    }
  }
}

static void fill_distances(stabil_world *w) {
  const double b = stabil_world_value(w, &w->study->choice.distance);
  for (int x = 0; x < w->places; x++) {
    for (int p = 0; p < w->places; p++) {
      const bool far = w->place_rest[x] || w->place_rest[p];
      const double km = far ? 0.0 : distance_km(&w->study->place[x], &w->study->place[p]);
      // libm's trigonometry may differ in the last bits between machines; whole
      // hectometres do not
      const double utility = -b * stabil_log1p(floor(km * 10.0 + 0.5) / 1000.0);
      w->distance[x * w->places + p] = b == 0.0 ? 1.0 : stabil_exp(utility);
    }
  }
}

static void fill_pull(stabil_world *w) {
  const stabil_choice *c = &w->study->choice;
  w->theta = stabil_world_value(w, &c->theta);
  w->pay_weight = stabil_world_value(w, &c->pay);
  for (int j = 0; j < w->posts; j++) {
    const stabil_role *role = &w->study->role[w->post[j].role];
    const stabil_place *place = &w->study->place[w->post[j].place];
    w->pull[j] = stabil_exp(stabil_world_value(w, &place->attraction) +
                            stabil_world_table(w, &role->attraction, w->post[j].place));
    w->rotation_pull[j] =
        role->rotation.given
            ? stabil_exp(stabil_world_value(w, &role->rotation.attraction))
            : 0.0;
  }
}

stabil_status stabil_world_geography(stabil_world *w, stabil_error *err) {
  stabil_arena *a = w->arena;
  const size_t places = (size_t)w->places, regions = (size_t)w->regions;
  const size_t counties = (size_t)w->study->county_count;
  w->region_rural = stabil_arena_array(a, regions, sizeof(double));
  w->region_urban = stabil_arena_array(a, regions, sizeof(double));
  w->region_county = stabil_arena_array(a, regions * counties, sizeof(bool));
  w->home = stabil_arena_array(a, regions * places, sizeof(double));
  w->training = stabil_arena_array(a, regions * places, sizeof(double));
  w->distance = stabil_arena_array(a, places * places, sizeof(double));
  w->ones = stabil_arena_array(a, places, sizeof(double));
  w->pull = stabil_arena_array(a, (size_t)w->posts, sizeof(double));
  w->rotation_pull = stabil_arena_array(a, (size_t)w->posts, sizeof(double));
  if (!w->region_rural || !w->region_urban || !w->region_county || !w->home ||
      !w->training || !w->distance || !w->ones || !w->pull || !w->rotation_pull)
    return stabil_fail(err, STABIL_MEMORY, "no memory for the model");
  for (int p = 0; p < w->places; p++) w->ones[p] = 1.0;
  fill_regions(w);
  fill_ties(w);
  fill_distances(w);
  fill_pull(w);
  return STABIL_OK;
}
