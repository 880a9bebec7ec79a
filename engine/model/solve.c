// SPDX-License-Identifier: GPL-3.0-or-later
// What is solved rather than stated, at baseline parameters and kept in every scenario.
#include "model/parts.h"
#include "model/policy.h"

stabil_status stabil_world_solve(stabil_world *w, stabil_error *err) {
  stabil_status status = STABIL_OK;
  stabil_policy behaviour;
  stabil_epoch *baseline = NULL;
  TRY(status, stabil_policy_create(w, -1, 0, w->arena, &behaviour, err));
  TRY(status, stabil_epoch_create(w, &behaviour, w->arena, &baseline, err));
  w->baseline = baseline;
  TRY(status, stabil_world_turnover(w, baseline, err));
  TRY(status, stabil_world_flows(w, baseline, err));
out:
  return status;
}
