// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/model.h"

#include <string.h>

#include "model/parts.h"
#include "model/policy.h"
#include "model/tasks.h"

static stabil_fte *ledger(stabil_arena *arena, const stabil_world *w, int years) {
  return stabil_arena_array(arena, (size_t)years * (size_t)w->posts, sizeof(stabil_fte));
}

static stabil_status allocate(stabil_model *m, stabil_error *err) {
  const stabil_world *w = m->world;
  m->epoch = stabil_arena_array(m->arena, (size_t)w->years, sizeof *m->epoch);
  m->seats =
      stabil_arena_array(m->arena, (size_t)(w->years * w->programmes), sizeof(double));
  m->need = ledger(m->arena, w, w->years);
  m->demand = ledger(m->arena, w, w->years);
  m->funded = ledger(m->arena, w, w->years);
  m->funded_start = ledger(m->arena, w, 1);
  return m->epoch && m->seats && m->need && m->demand && m->funded && m->funded_start
             ? STABIL_OK
             : stabil_fail(err, STABIL_MEMORY, "no memory for the model");
}

static void fix(const stabil_world *w, stabil_fte *out, const double *value) {
  for (int j = 0; j < w->posts; j++) out[j] = stabil_fte_of(value[j]);
}

// People and posts are counted in the same units (sub-units of a person).
static void count_units(const stabil_world *w, stabil_fte *out) {
  for (int j = 0; j < w->posts; j++) out[j] *= w->units;
}

static stabil_status fill_ledger(stabil_model *m, int year, const stabil_policy *policy,
                                 double *scratch, stabil_error *err) {
  const stabil_world *w = m->world;
  const int posts = w->posts;
  double *need = scratch, *demand = scratch + posts, *funded = scratch + 2 * posts;
  if (year == 0) {
    stabil_world_series(w, 0, need, demand, funded);
    fix(w, m->funded_start, funded);
    count_units(w, m->funded_start);
  }
  stabil_world_series(w, year + 1, need, demand, funded);
  stabil_epoch_ledger(w, policy, (double *const[]){need, demand, funded});
  stabil_fte *const ledgers[] = {m->need + year * posts, m->demand + year * posts,
                                 m->funded + year * posts};
  fix(w, ledgers[0], need);
  fix(w, ledgers[1], demand);
  fix(w, ledgers[2], funded);
  stabil_status status = stabil_tasks_shift(w, policy, m->arena, ledgers, err);
  for (int k = 0; k < STABIL_LEDGERS; k++) count_units(w, ledgers[k]);
  return status;
}

// Years in which the same is on share their parameters.
static stabil_status fill_years(stabil_model *m, stabil_error *err) {
  const stabil_world *w = m->world;
  stabil_status status = STABIL_OK;
  stabil_policy now, before = {0};
  double *scratch = stabil_arena_array(m->arena, 3 * (size_t)w->posts, sizeof(double));
  if (!scratch) return stabil_fail(err, STABIL_MEMORY, "no memory for the model");
  TRY(status, stabil_fidelity_create(w, m->scenario, m->arena, &m->fidelity, err));
  for (int y = 0; y < w->years; y++) {
    const int year = w->study->first_year + y;
    const stabil_policy_view view = {w, m->scenario, year, &now, m->arena, m->fidelity};
    TRY(status, stabil_policy_make(&view, err));
    if (y > 0 && stabil_policy_same(w, &now, &before))
      m->epoch[y] = m->epoch[y - 1];
    else
      TRY(status, stabil_epoch_create(w, &now, m->arena, &m->epoch[y], err));
    stabil_epoch_seats(w, &now, year, m->seats + y * w->programmes);
    for (int g = 0; g < w->programmes; g++) m->seats[y * w->programmes + g] *= w->units;
    TRY(status, fill_ledger(m, y, &now, scratch, err));
    before = now;
  }
out:
  return status;
}

stabil_status stabil_model_create(const stabil_world *world, int scenario,
                                  stabil_model **out, stabil_error *err) {
  *out = NULL;
  stabil_arena *arena = stabil_arena_create();
  stabil_model *m = stabil_arena_alloc(arena, sizeof *m);
  if (!m) {
    stabil_arena_free(arena);
    return stabil_fail(err, STABIL_MEMORY, "no memory for the model");
  }
  *m = (stabil_model){.world = world, .arena = arena, .scenario = scenario};
  stabil_status status = STABIL_OK;
  TRY(status, allocate(m, err));
  TRY(status, fill_years(m, err));
out:
  if (status == STABIL_OK)
    *out = m;
  else
    stabil_model_free(m);
  return status;
}

void stabil_model_free(stabil_model *model) {
  if (model) stabil_arena_free(model->arena);
}
