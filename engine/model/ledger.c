// SPDX-License-Identifier: GPL-3.0-or-later
// The post ledger: need, demand and funded posts by year, and staff before the first
// year.
#include <math.h>

#include "model/parts.h"

static const stabil_place_posts *stated(const stabil_world *w, int post) {
  const stabil_place *place = &w->study->place[w->post[post].place];
  for (int i = 0; i < place->post_count; i++) {
    if (place->post[i].role == w->post[post].role) return &place->post[i];
  }
  return NULL;
}

// One of the three series at the end of year `year` (0: before the first): per 10,000
// inhabitants where stated, else a ratio over the series before it.
static double volume(const stabil_world *w, const stabil_volume *v, int place, int year,
                     double before) {
  const double start = v->has_per_10000 ? stabil_world_table(w, &v->per_10000, place) *
                                              w->study->place[place].population / 10000.0
                                        : before * stabil_world_value(w, &v->ratio);
  const double growth = stabil_world_table(w, &v->growth, place);
  return start * stabil_exp(year * stabil_log1p(growth));
}

static double funded_now(const stabil_world *w, int post, int year, double demand) {
  const stabil_role *role = &w->study->role[w->post[post].role];
  const stabil_place_posts *own = stated(w, post);
  if (!own || !own->has_funded)
    return volume(w, &role->funded, w->post[post].place, year, demand);
  const double growth = stabil_world_table(w, &role->funded.growth, w->post[post].place);
  return stabil_world_value(w, &own->funded) * stabil_exp(year * stabil_log1p(growth));
}

// A series without a figure of its own takes the others': funded posts stated for a place
// are also its demand and need at the start, each with its own growth.
void stabil_world_series(const stabil_world *w, int year, double *need, double *demand,
                         double *funded) {
  for (int j = 0; j < w->posts; j++) {
    need[j] = demand[j] = funded[j] = 0.0;
    if (w->post[j].rest) continue;
    const stabil_role *role = &w->study->role[w->post[j].role];
    const int place = w->post[j].place;
    const bool any = role->need.has_per_10000 || role->demand.has_per_10000;
    const double need_start = any ? volume(w, &role->need, place, 0, 0.0) : 0.0;
    const double demand_start = volume(w, &role->demand, place, 0, need_start);
    const double funded_start = funded_now(w, j, 0, demand_start);
    const bool stands = stated(w, j) && stated(w, j)->has_funded;
    const double d0 = any && !stands ? demand_start : funded_start;
    const double n0 = role->need.has_per_10000 && !stands ? need_start : d0;
    need[j] =
        n0 *
        stabil_exp(year * stabil_log1p(stabil_world_table(w, &role->need.growth, place)));
    demand[j] =
        d0 * stabil_exp(year *
                        stabil_log1p(stabil_world_table(w, &role->demand.growth, place)));
    funded[j] = funded_start * stabil_exp(year * stabil_log1p(stabil_world_table(
                                                     w, &role->funded.growth, place)));
  }
}

static double vacancy(const stabil_world *w, int post) {
  const stabil_place_posts *own = stated(w, post);
  if (own && own->has_vacancy) return stabil_world_value(w, &own->vacancy);
  return stabil_world_table(w, &w->study->role[w->post[post].role].vacancy,
                            w->post[post].place);
}

stabil_status stabil_world_ledger(stabil_world *w, stabil_error *err) {
  const size_t posts = (size_t)w->posts;
  double *series = stabil_arena_array(w->arena, 3 * posts, sizeof *series);
  if (!series) return stabil_fail(err, STABIL_MEMORY, "no memory for the model");
  stabil_world_series(w, 0, series, series + posts, series + 2 * posts);
  for (int j = 0; j < w->posts; j++) {
    stabil_post *post = &w->post[j];
    const stabil_place_posts *own = stated(w, j);
    if (post->rest) {
      post->initial_heads =
          own && own->has_staff ? stabil_world_value(w, &own->staff) : 0;
      continue;
    }
    const double fraction =
        stabil_world_table(w, &w->study->role[post->role].position_fraction, post->place);
    const double held = series[2 * posts + (size_t)j] * (1.0 - vacancy(w, j));
    post->initial_heads =
        own && own->has_staff ? stabil_world_value(w, &own->staff) : held / fraction;
    post->initial_vacant =
        fmax(0.0, series[2 * posts + (size_t)j] - post->initial_heads * fraction);
  }
  return STABIL_OK;
}
