// SPDX-License-Identifier: GPL-3.0-or-later
// What is run beside the scenarios of a study: those that measures would make of them if
// they kept their full effect without systematic work.
#ifndef STABIL_RUN_BESIDE_H
#define STABIL_RUN_BESIDE_H

#include "scenario/study.h"
#include "stabil/run.h"

#define STABIL_BESIDE "@floor_1" // after the name of the scenario

// Would a floor of 1 change the scenario?
bool stabil_beside_differs(const stabil_study *study, int scenario);

// Append such a scenario to the study for every one that is to be run and would differ,
// and put it after that one among the scenarios of the options. Without systematic work,
// or with `beside: false`, nothing happens. What is named in the options lives as long as
// the study.
stabil_status stabil_beside_plan(stabil_study *study, stabil_run_options *options,
                                 stabil_error *err) STABIL_MUST_USE;

#endif
