// SPDX-License-Identifier: GPL-3.0-or-later
// The sheet of a place as text and as JSON.
#ifndef STABIL_CLI_PLAN_H
#define STABIL_CLI_PLAN_H

#include <jansson.h>
#include <stdio.h>

#include "output/plan.h"

void stabil_plan_print(const stabil_plan *plan, bool nb, FILE *stream);
json_t *stabil_plan_json(const stabil_plan *plan, const char *file); // NULL: no memory

#endif
