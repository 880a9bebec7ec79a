// SPDX-License-Identifier: GPL-3.0-or-later
// Which posts a pool covers (docs/model.md 4.14).
#include "model/levers.h"
#include "model/parts.h"

static bool within(const stabil_world *w, const stabil_covers *covers, int home, int p) {
  const stabil_place *here = &w->study->place[home], *there = &w->study->place[p];
  switch (covers->within) {
  case STABIL_WITHIN_REGION:
    return here->region >= 0 && here->region == there->region;
  case STABIL_WITHIN_COUNTY:
    return here->county >= 0 && here->county == there->county;
  case STABIL_WITHIN_AREA:
    return stabil_area_match(w, &covers->where, p);
  }
  return false;
}

static bool is_pool(const stabil_world *w, int post) {
  return !w->post[post].rest && w->study->role[w->post[post].role].covers.given;
}

// In the order of identity, so that ties do not depend on the order of the study.
static int covered(const stabil_world *w, int pool, int *out) {
  const stabil_covers *covers = &w->study->role[w->post[pool].role].covers;
  int n = 0;
  for (int i = 0; i < w->posts; i++) {
    const int j = w->post_order[i];
    if (w->post[j].rest || !stabil_set_has(&covers->roles, w->post[j].role)) continue;
    if (!within(w, covers, w->post[pool].place, w->post[j].place)) continue;
    if (out) out[n] = j;
    n++;
  }
  return n;
}

stabil_status stabil_world_pools(stabil_world *w, stabil_error *err) {
  int all = 0;
  for (int j = 0; j < w->posts; j++) {
    if (!is_pool(w, j)) continue;
    w->pools++;
    all += covered(w, j, NULL);
  }
  w->pool_post = stabil_arena_array(w->arena, (size_t)w->pools, sizeof(int));
  w->pool_from = stabil_arena_array(w->arena, (size_t)w->pools + 1, sizeof(int));
  w->pool_covers = stabil_arena_array(w->arena, (size_t)all, sizeof(int));
  if (!w->pool_post || !w->pool_from || !w->pool_covers)
    return stabil_fail(err, STABIL_MEMORY, "no memory for the model");
  int k = 0;
  for (int i = 0; i < w->posts; i++) {
    const int j = w->post_order[i];
    if (!is_pool(w, j)) continue;
    w->pool_post[k] = j;
    w->pool_from[k + 1] =
        w->pool_from[k] + covered(w, j, w->pool_covers + w->pool_from[k]);
    k++;
  }
  return STABIL_OK;
}
