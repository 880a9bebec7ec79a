// SPDX-License-Identifier: GPL-3.0-or-later
// The slow twin: docs/model.md simulated one person at a time, with plain loops and GSL's
// random numbers. It shares the study as read with the engine and nothing else, so that
// a mistake would have to be made twice to go unseen.
#ifndef STABIL_TESTS_TWIN_H
#define STABIL_TESTS_TWIN_H

#include "scenario/study.h"
#include "stabil/record.h"

typedef struct stabil_twin stabil_twin; // one scenario of a study

// A scenario of the study at the central parameter values; NULL if there is none of that
// name. `wrong` multiplies the hazard of separation: 1, or another number to see whether
// a comparison notices. The study is borrowed. Aborts when memory is out.
stabil_twin *stabil_twin_create(const stabil_study *study, const char *scenario,
                                double wrong);
void stabil_twin_free(stabil_twin *twin); // NULL is fine

int stabil_twin_post_count(const stabil_twin *twin);
// The post of a place and role (indices of the study); -1 if there is none.
int stabil_twin_post_of(const stabil_twin *twin, int place, int role);
// Solved numbers: the separation rate a year and the turnover of ordinary staff.
double stabil_twin_separate(const stabil_twin *twin, int post);
double stabil_twin_turnover(const stabil_twin *twin, int post);
double stabil_twin_flow_constant(const stabil_twin *twin, int flow);

// What one replicate gave, in the shapes of stabil_record. Only the measures of people,
// posts and locums are filled; the rest of `values` is 0.
typedef struct stabil_twin_result {
  double *values, *initial, *education, *retained;
} stabil_twin_result;

stabil_twin_result stabil_twin_run(stabil_twin *twin, unsigned long seed);
void stabil_twin_result_free(stabil_twin_result *result);

#endif
