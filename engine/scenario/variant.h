// SPDX-License-Identifier: GPL-3.0-or-later
// A variant is a scenario derived from one that was read: the same uses of measures, or
// some of them, by other rules. It is appended to the study before worlds and models are
// made. It shares numbers with the scenario it comes from, so that a draw is the same in
// both, and random numbers do not depend on the scenario: the two are paired.
#ifndef STABIL_SCENARIO_VARIANT_H
#define STABIL_SCENARIO_VARIANT_H

#include "scenario/study.h"
#include "stabil/status.h"

#define STABIL_AS_STATED (-1) // an override that is none

typedef enum stabil_variant_work {
  STABIL_WORK_NONE,
  STABIL_WORK_ALL // every task and condition, in every place, from the first year on
} stabil_variant_work;

typedef struct stabil_variant {
  const char *name;  // no other scenario's
  stabil_text label; // en and nb, NULL or empty: the name
  int from;          // index of the scenario that it comes from
  // [stabil_variant_uses]: the uses that it has, those of included scenarios first, as
  // they act; NULL: all.
  const bool *uses;
  int evidence, interaction; // as in stabil_scenario_def, or STABIL_AS_STATED
  int reference; // index of the scenario that differences are against; -1: the baseline
  double floor;  // of fidelity, 0 ... 1, or STABIL_AS_STATED
  int work;      // systematic work: stabil_variant_work, or STABIL_AS_STATED
} stabil_variant;

// Uses of a scenario with those of the scenarios that it includes, which come first, in
// the order in which they act.
int stabil_variant_uses(const stabil_study *study, int scenario);
const stabil_use *stabil_variant_use(const stabil_study *study, int scenario, int i);

// Is there systematic work in it, or in what it includes?
bool stabil_variant_works(const stabil_study *study, int scenario);

// Everything as the scenario says it, by another name.
stabil_variant stabil_variant_of(const stabil_study *study, int scenario,
                                 const char *name);

// Append the variant; *out is its index. Name and label are copied into the study's
// arena. STABIL_USAGE: the name is taken.
stabil_status stabil_variant_add(stabil_study *study, const stabil_variant *variant,
                                 int *out, stabil_error *err) STABIL_MUST_USE;

// The definition of a variant, of the scenario's name, with what it holds in `arena`.
stabil_status stabil_variant_make(const stabil_study *study,
                                  const stabil_variant *variant, stabil_arena *arena,
                                  stabil_scenario_def *out,
                                  stabil_error *err) STABIL_MUST_USE;

#endif
