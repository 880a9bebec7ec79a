// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/capacity.h"

#include "model/levers.h"
#include "model/parts.h"

// --- supervisors of a stage
// -------------------------------------------------------------

// Number of the area of a post's place: labour regions, and the places themselves where
// only the place counts or a place has no labour region.
static int area_number(const stabil_world *w, const stabil_supervision *need, int j) {
  const int place = w->post[j].place, region = w->study->place[place].region;
  return need->regional && region >= 0 ? w->places + region : place;
}

static bool list_areas(stabil_world *w, const stabil_supervision *need,
                       stabil_supervised *out) {
  const int numbers = w->places + w->regions;
  int *seen = stabil_arena_array(w->arena, (size_t)numbers, sizeof *seen);
  out->area = stabil_arena_array(w->arena, (size_t)numbers, sizeof *out->area);
  out->area_of = stabil_arena_array(w->arena, (size_t)w->posts, sizeof *out->area_of);
  if (!seen || !out->area || !out->area_of) return false;
  for (int i = 0; i < w->posts; i++) {
    const int j = w->post_order[i];
    int *at = &seen[area_number(w, need, j)];
    if (w->post[j].rest) continue;
    if (*at == 0) *at = ++out->areas;
    out->area_of[j] = *at - 1;
    out->area[*at - 1].count++;
  }
  for (int a = 0; a < out->areas; a++) {
    const size_t count = (size_t)out->area[a].count;
    out->area[a].post = stabil_arena_array(w->arena, count, sizeof(int));
    if (!out->area[a].post) return false;
    out->area[a].count = 0;
  }
  for (int i = 0; i < w->posts; i++) {
    const int j = w->post_order[i];
    if (w->post[j].rest) continue;
    stabil_post_list *area = &out->area[out->area_of[j]];
    area->post[area->count++] = j;
  }
  return true;
}

static bool fill_supervised(stabil_world *w, int stage, stabil_supervised *out) {
  const stabil_supervision *need = &w->study->stage[stage].supervision;
  out->stage = stage;
  out->time = stabil_world_value(w, &need->time);
  out->may = stabil_arena_array(w->arena, (size_t)(w->posts * w->stages), sizeof(bool));
  if (!out->may || !list_areas(w, need, out)) return false;
  for (int j = 0; j < w->posts; j++) {
    for (int i = 0; i < need->by.count && !w->post[j].rest; i++)
      out->may[j * w->stages + need->by.index[i]] = true;
  }
  return true;
}

static bool fill_stages(stabil_world *w) {
  for (int s = 0; s < w->stages; s++) {
    w->supervised_of[s] = -1;
    if (!w->study->stage[s].supervision.given) continue;
    w->supervised_of[s] = w->supervised_count;
    if (!fill_supervised(w, s, &w->supervised[w->supervised_count++])) return false;
  }
  return true;
}

// --- supervisors of students
// ------------------------------------------------------------

static bool around(const stabil_world *w, const stabil_programme *programme, int place) {
  const stabil_place *host = &w->study->place[programme->place];
  const stabil_place *there = &w->study->place[place];
  switch (programme->placements.around) {
  case STABIL_AROUND_LOCAL:
    return there->region == host->region;
  case STABIL_AROUND_COUNTY:
    return there->county == host->county;
  case STABIL_AROUND_REGION:
    return !w->place_rest[place];
  }
  return false;
}

static bool fill_placement(stabil_world *w, int g) {
  const stabil_programme *programme = &w->study->programme[g];
  const stabil_placements *need = &programme->placements;
  stabil_placement *out = &w->placement[g];
  *out = (stabil_placement){.given = true,
                            .weeks = stabil_world_value(w, &need->weeks),
                            .time = stabil_world_value(w, &need->time)};
  const size_t posts = (size_t)w->posts;
  out->may = stabil_arena_array(w->arena, posts * (size_t)w->stages, sizeof(bool));
  out->around.post = stabil_arena_array(w->arena, posts, sizeof(int));
  if (!out->may || !out->around.post) return false;
  for (int i = 0; i < w->posts; i++) {
    const int j = w->post_order[i];
    if (!stabil_set_has(&need->roles, w->post[j].role) ||
        !around(w, programme, w->post[j].place))
      continue;
    out->around.post[out->around.count++] = j;
    for (int k = 0; k < need->stages.count; k++)
      out->may[j * w->stages + need->stages.index[k]] = true;
  }
  return true;
}

static bool fill_programmes(stabil_world *w) {
  for (int g = 0; g < w->programmes; g++) {
    if (!w->study->programme[g].placements.given) continue;
    if (!w->placement)
      w->placement =
          stabil_arena_array(w->arena, (size_t)w->programmes, sizeof *w->placement);
    if (!w->placement || !fill_placement(w, g)) return false;
  }
  return true;
}

// Whoever may supervise anybody.
static bool fill_may_supervise(stabil_world *w) {
  if (!stabil_capacity_given(w)) return true;
  const int cells = w->posts * w->stages;
  w->may_supervise = stabil_arena_array(w->arena, (size_t)cells, sizeof(bool));
  if (!w->may_supervise) return false;
  for (int i = 0; i < cells; i++) {
    bool may = false;
    for (int u = 0; u < w->supervised_count; u++) may |= w->supervised[u].may[i];
    for (int g = 0; w->placement && g < w->programmes; g++)
      may |= w->placement[g].given && w->placement[g].may[i];
    w->may_supervise[i] = may && !w->post[i / w->stages].rest;
  }
  return true;
}

stabil_status stabil_world_capacity(stabil_world *w, stabil_error *err) {
  w->supervised = stabil_arena_array(w->arena, (size_t)w->stages, sizeof *w->supervised);
  w->supervised_of =
      stabil_arena_array(w->arena, (size_t)w->stages, sizeof *w->supervised_of);
  if (!w->supervised || !w->supervised_of || !fill_stages(w) || !fill_programmes(w) ||
      !fill_may_supervise(w))
    return stabil_fail(err, STABIL_MEMORY, "no memory for the model");
  return STABIL_OK;
}
