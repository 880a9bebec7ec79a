// SPDX-License-Identifier: GPL-3.0-or-later
// Further education from a post: its rates by post and stage (docs/model.md).
#include "model/levers.h"
#include "model/parts.h"

static bool holds(const stabil_role *role, int stage) {
  for (int i = 0; i < role->holder_count; i++) {
    if (role->holder[i].stage == stage || role->holder[i].becomes == stage) return true;
  }
  return false;
}

static double rate_at(const stabil_world *w, int stage, const stabil_way *way, int j) {
  const stabil_role *role = &w->study->role[w->post[j].role];
  if (!stabil_set_has(&way->roles, w->post[j].role)) return 0.0;
  if (!holds(role, stage) || !holds(role, way->to)) return 0.0;
  return stabil_world_table(w, &way->rate, w->post[j].place);
}

// Ways are taken in the order of the stages that they lead to.
static stabil_way_table *insert(const stabil_world *w, stabil_stage_table *stage,
                                const stabil_way *way) {
  int k = stage->ways++;
  for (; k > 0 && w->stage_id[stage->way[k - 1].to] > w->stage_id[way->to]; k--)
    stage->way[k] = stage->way[k - 1];
  stage->way[k] = (stabil_way_table){.to = way->to};
  return &stage->way[k];
}

static bool fill_stage(stabil_world *w, int s) {
  const stabil_stage *from = &w->study->stage[s];
  stabil_stage_table *stage = &w->stage[s];
  const size_t posts = (size_t)w->posts;
  stage->way = stabil_arena_array(w->arena, (size_t)from->way_count, sizeof *stage->way);
  for (int i = 0; stage->way && i < from->way_count; i++) {
    stabil_way_table *way = insert(w, stage, &from->way[i]);
    double *rate = stabil_arena_array(w->arena, posts, sizeof(double));
    if (!rate) return false;
    way->rate = rate;
    for (int j = 0; j < w->posts; j++) {
      rate[j] = rate_at(w, s, &from->way[i], j);
      w->specialise[j * w->stages + s] += rate[j];
    }
  }
  return stage->way != NULL;
}

stabil_status stabil_world_specialise(stabil_world *w, stabil_error *err) {
  bool any = false;
  for (int s = 0; s < w->stages; s++) any = any || w->study->stage[s].way_count > 0;
  if (!any) return STABIL_OK;
  w->specialise =
      stabil_arena_array(w->arena, (size_t)(w->posts * w->stages), sizeof(double));
  bool made = w->specialise != NULL;
  for (int s = 0; made && s < w->stages; s++) made = fill_stage(w, s);
  return made ? STABIL_OK : stabil_fail(err, STABIL_MEMORY, "no memory for the model");
}
