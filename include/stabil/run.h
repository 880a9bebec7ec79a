// SPDX-License-Identifier: GPL-3.0-or-later
// Running a study: scenarios x draws x replicates, on threads, into a sink.
#ifndef STABIL_RUN_H
#define STABIL_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "stabil/scenario.h"
#include "stabil/sink.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct stabil_progress {
  int64_t done, total;  // replicates of scenarios
  int64_t cohort_steps; // cohorts x steps simulated so far
} stabil_progress;

typedef struct stabil_change { // a number in place of what the study says
  const char *key;             // its key path, as `stabil explain` names it
  double value;                // within the legal range of the key
} stabil_change;

typedef struct stabil_run_options {
  int scenario_count;           // 0: all
  const char *const *scenarios; // names
  int draws;                    // 0: as the study says
  int replicates;               // total per scenario; 0: draws x replicates of the study
  int replicate;                // 0: all; K: only replicate K
  int shock_paths;              // 0: as the study says
  int years;                    // 0: as the study says
  bool has_seed;
  uint64_t seed;
  // What is expected in place of chance (docs/model.md 6.1): one replicate for each draw,
  // counted in sub-units of a person. `replicates` and `replicate` have to be 0.
  bool expected;
  // Sub-units, a power of two; 0: as many as are quick for the study. Without `expected`
  // chance acts on so many times the people, posts and seats, and results are divided.
  int units;
  // Choice constants solved over people spread evenly, as in the expected mode, and not
  // over a sample that the seed draws.
  bool even_constants;
  // Numbers to change, in every draw: a change of a number that is not the study's, or
  // beyond its legal range, is STABIL_USAGE.
  int change_count;
  const stabil_change *changes;
  // Where not NULL: [numbers of the study + 1], set to 1 for each number (counted from 1)
  // that the run reads. With one thread only.
  unsigned char *used;
  int threads;         // 0: as many as there are processors
  const char *command; // for provenance; may be NULL
  // Called from one thread at a time, now and then; may be NULL.
  void (*progress)(void *context, const stabil_progress *progress);
  void *context;
  // Set to non-zero (a signal handler may) to stop after the replicates under way.
  const volatile int *stop;
} stabil_run_options;

// Simulate and hand every record to the sink. *totals (may be NULL) says what was done.
// STABIL_USAGE: unknown scenario, replicate out of range. STABIL_INTERRUPTED: stopped,
// the sink was ended with what is complete. Else the first failure of the sink.
stabil_status stabil_run(const stabil_study *study, const stabil_run_options *options,
                         stabil_sink sink, stabil_progress *totals,
                         stabil_error *err) STABIL_MUST_USE;

#ifdef __cplusplus
}
#endif
#endif
