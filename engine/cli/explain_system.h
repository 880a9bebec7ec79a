// SPDX-License-Identifier: GPL-3.0-or-later
// stabil explain STUDY plan_recruit_retain: systematic work, and what fidelity it gives.
#ifndef STABIL_CLI_EXPLAIN_SYSTEM_H
#define STABIL_CLI_EXPLAIN_SYSTEM_H

#include <stdbool.h>

#include "scenario/study.h"

#define STABIL_SYSTEM_KEY "plan_recruit_retain"

// Print the block, then for each scenario the fidelity by year of each class of places
// that have the same: at the central values, and with the floor at its 2.5 and 97.5 %.
// With `json` as a list of objects. Returns the exit code.
int stabil_explain_system(const stabil_study *study, bool json);

#endif
