// SPDX-License-Identifier: GPL-3.0-or-later
// A bundle under each of the assumptions that a choice is between: how far evidence is
// believed, how measures act on each other, how systematic the work is. Variants of the
// study, all in one run, so that every row is paired by replicate.
#ifndef STABIL_RUN_CONTRAST_H
#define STABIL_RUN_CONTRAST_H

#include "scenario/study.h"
#include "stabil/run.h"

// X(ID, name)
#define STABIL_OVER_LIST(X)                                                              \
  X(EVIDENCE, evidence)                                                                  \
  X(INTERACTION, interaction)                                                            \
  X(FIDELITY, fidelity)

typedef enum stabil_over {
#define STABIL_OVER_ENUM(ID, name) STABIL_OVER_##ID,
  STABIL_OVER_LIST(STABIL_OVER_ENUM)
#undef STABIL_OVER_ENUM
      STABIL_OVER_COUNT
} stabil_over;

const char *stabil_over_name(stabil_over over);

typedef struct stabil_contrast_plan {
  int scenario; // index in the study
  bool over[STABIL_OVER_COUNT];
  int outcomes;
  const stabil_measure_id *outcome;
  int year;              // index
  bool district;         // else all modelled places
  int draws, replicates; // 0: as the study says
  int threads;           // 0: one for each processor
  void (*progress)(void *context, const stabil_progress *progress); // may be NULL
  void *context;
  const volatile int *stop; // may be NULL
} stabil_contrast_plan;

typedef enum stabil_contrast_kind {
  STABIL_CONTRAST_BUNDLE,  // against the baseline in the same mode
  STABIL_CONTRAST_WITHOUT, // what the scenario is without its measures, against that
  STABIL_CONTRAST_PART,    // one measure alone, against the scenario without any
  STABIL_CONTRAST_SUM,     // of the parts
  STABIL_CONTRAST_REST     // the bundle less the sum
} stabil_contrast_kind;

typedef struct stabil_contrast_row {
  stabil_over over;
  stabil_contrast_kind kind;
  int mode;             // a number within `over`, from 0
  const char *name;     // of the mode
  const char *part;     // measure; NULL: none
  int variant, against; // of the run; -1: made of other rows
  double *difference;   // [outcomes][replicates]
} stabil_contrast_row;

typedef struct stabil_contrast {
  stabil_arena *arena;
  const char *scenario, *baseline;
  int rows;
  stabil_contrast_row *row;
  int parts;               // measures of the bundle that the baseline has not
  const char *left_out[4]; // modes that the study has no numbers for; NULL at the end
  int scenarios, outcomes, replicates, draws;
  double *value; // [scenarios][outcomes][replicates]
} stabil_contrast;

// STABIL_USAGE: nothing to contrast. Free *out after use, also after a failure.
stabil_status stabil_contrast_run(const stabil_study *study,
                                  const stabil_contrast_plan *plan, stabil_contrast *out,
                                  stabil_error *err) STABIL_MUST_USE;
void stabil_contrast_free(stabil_contrast *contrast);

// [replicates] of a scenario of the run.
const double *stabil_contrast_values(const stabil_contrast *contrast, int scenario,
                                     int outcome);
const double *stabil_contrast_differences(const stabil_contrast *contrast,
                                          const stabil_contrast_row *row, int outcome);

#endif
