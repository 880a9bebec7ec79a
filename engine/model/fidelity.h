// SPDX-License-Identifier: GPL-3.0-or-later
// How much of what measures can do is carried out at a place, by how systematically the
// place works (docs/model.md 5.4).
#ifndef STABIL_MODEL_FIDELITY_H
#define STABIL_MODEL_FIDELITY_H

#include "model/epoch.h"

typedef struct stabil_pace { // half-lives, years
  double up, down;
} stabil_pace;

// How far a place is from the floor (0) to full fidelity (1) while it heads for `target`
// for a year: *state is that before the year and becomes that after it; the mean over the
// year is returned.
double stabil_fidelity_year(stabil_pace pace, double target, double *state);

// What an item of systematic work is in a year: does the round of a condition with a
// cycle hold?
bool stabil_fidelity_round(const stabil_work *work, int cycle, int year);

// Of a scenario, by year and place.
typedef struct stabil_fidelity {
  int years, places;
  double floor;
  double *value;  // [years][places]: mean of the year; 1 in the rest of the country
  double *tasks;  // [years][places]: share of the tasks that is done there, and counts
  double *common; // [years][places]: its part of what the work of a community costs
  int cost_count;
  stabil_cost *cost; // per place
  bool *community;   // [cost_count]
} stabil_fidelity;

// *out is NULL where the study has no systematic work. Memory from the arena.
stabil_status stabil_fidelity_create(const stabil_world *world, int scenario,
                                     stabil_arena *arena, stabil_fidelity **out,
                                     stabil_error *err) STABIL_MUST_USE;

// Weaken the behavioural effects of a policy and add what the work costs
// (stabil_policy_modifier).
struct stabil_policy_view;
stabil_status stabil_fidelity_modify(const struct stabil_policy_view *view,
                                     stabil_error *err) STABIL_MUST_USE;

#endif
