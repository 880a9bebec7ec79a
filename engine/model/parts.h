// SPDX-License-Identifier: GPL-3.0-or-later
// The parts that a world is made of, in the order in which they are made.
#ifndef STABIL_MODEL_PARTS_H
#define STABIL_MODEL_PARTS_H

#include "model/epoch.h"

// careers.c: stages, holders, tenure, retirement, leaving, dropout.
stabil_status stabil_world_careers(stabil_world *world, stabil_error *err);
// Mean multiplier of separation between two tenures of a role, years.
double stabil_world_tenure(const stabil_world *world, int role, double from, double to);
// specialise.c: rates of starting further education.
stabil_status stabil_world_specialise(stabil_world *world, stabil_error *err);
// claims.c: how long first claims hold; agreements.
stabil_status stabil_world_claims(stabil_world *world, stabil_error *err);
// bonds.c: factors of separation under bonds, by traits.
stabil_status stabil_world_bonds(stabil_world *world, stabil_error *err);
// rules.c: which posts take up rotation by themselves, and when.
stabil_status stabil_world_rules(stabil_world *world, stabil_error *err);
// pools.c: which posts a pool covers.
stabil_status stabil_world_pools(stabil_world *world, stabil_error *err);
// capacity.c: who supervises whom.
stabil_status stabil_world_capacity(stabil_world *world, stabil_error *err);
// ledger.c: staff and vacancies before the first year.
stabil_status stabil_world_ledger(stabil_world *world, stabil_error *err);
// need, demand and funded posts, FTE: before the first year (year = 0) and at the end of
// year 1, 2, ...; before levers. Arrays [posts].
void stabil_world_series(const stabil_world *world, int year, double *need,
                         double *demand, double *funded);
// geography.c: where people come from, home, training, distance, attraction.
stabil_status stabil_world_geography(stabil_world *world, stabil_error *err);
// solve.c: separation rates from published turnover, constants from stated flows.
stabil_status stabil_world_solve(stabil_world *world, stabil_error *err);

// turnover.c: b of every post so that all causes reproduce the published turnover.
stabil_status stabil_world_turnover(stabil_world *world, const stabil_epoch *baseline,
                                    stabil_error *err);
// flows.c: choice constants so that first-year flows match the stated ones.
stabil_status stabil_world_flows(stabil_world *world, const stabil_epoch *baseline,
                                 stabil_error *err);

#endif
