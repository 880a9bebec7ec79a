// SPDX-License-Identifier: GPL-3.0-or-later
// explain --assumptions: what share of the numbers is assumption, which numbers matter.
#ifndef STABIL_CLI_EXPLAIN_MATTERS_H
#define STABIL_CLI_EXPLAIN_MATTERS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "run/elasticity.h"

// How many of the stated numbers there are, and of which certainty and origin: objects of
// kind "share".
json_t *stabil_explain_shares(const stabil_study *study);

typedef struct stabil_matters_options {
  const char *scenario, *outcome, *area; // NULL: baseline, vacancy_rate, district
  int year, threads;                     // 0: ten years on, or the last; all processors
} stabil_matters_options;

// Run the study and list the numbers that matter most: objects of kind "elasticity", and
// one of kind "elasticity_run" that says what was run.
stabil_status stabil_explain_matters(const stabil_study *study,
                                     const stabil_matters_options *options, json_t **out,
                                     stabil_error *err) STABIL_MUST_USE;

void stabil_explain_print_shares(const json_t *shares, FILE *stream);
void stabil_explain_print_matters(const json_t *matters, FILE *stream);

#endif
