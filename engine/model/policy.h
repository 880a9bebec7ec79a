// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef STABIL_MODEL_POLICY_H
#define STABIL_MODEL_POLICY_H

#include "model/fidelity.h"

// What changes how strongly the behavioural effects of a policy act, place by place, once
// all of them are there: a function that multiplies into stabil_active_places of those
// that are `behavioural`. They are called in the order of a list in policy.c.
typedef struct stabil_policy_view {
  const stabil_world *world;
  int scenario, year;
  stabil_policy *policy;     // effects in the order of the bundle, none dropped so far
  stabil_arena *arena;       // lives as long as the policy
  stabil_fidelity *fidelity; // of the scenario; NULL: the study has none
} stabil_policy_view;
typedef stabil_status stabil_policy_modifier(const stabil_policy_view *view,
                                             stabil_error *err);

// by_place of an effect to write to, 1 everywhere at first [places]; NULL: no memory.
double *stabil_active_places(const stabil_policy_view *view,
                             stabil_active *active) STABIL_MUST_USE;

// The policy of a scenario in a year; scenario -1: the study's behaviour alone. Effects
// that change nothing are dropped.
stabil_status stabil_policy_create(const stabil_world *world, int scenario, int year,
                                   stabil_arena *arena, stabil_policy *out,
                                   stabil_error *err) STABIL_MUST_USE;

// The same into view->policy, with the fidelity of the view.
stabil_status stabil_policy_make(const stabil_policy_view *view,
                                 stabil_error *err) STABIL_MUST_USE;

// The same effects and costs in the same order.
bool stabil_policy_same(const stabil_world *world, const stabil_policy *a,
                        const stabil_policy *b);

#endif
