// SPDX-License-Identifier: GPL-3.0-or-later
// What `stabil attribute` found, as numbers with their errors.
#ifndef STABIL_CLI_ATTRIBUTE_REPORT_H
#define STABIL_CLI_ATTRIBUTE_REPORT_H

#include <stdio.h>

#include "cli/attribute_players.h"
#include "run/attribution.h"

typedef struct stabil_estimate { // of a mean over replicates; NaN: not known
  double mean, mcse;
  double low, high;   // 95 % interval of the mean, Student's
  double q2_5, q97_5; // of the replicates
} stabil_estimate;

// Of `count` replicates from `first` on, which are those of draws: docs/model.md 6.5.
bool stabil_estimate_of(const double *sample, int count, int first, int draws,
                        stabil_estimate *out);

typedef struct stabil_ratio { // value NaN: not made, `why` says why not
  double value, low, high;    // Fieller's 95 % interval
  const char *why;
} stabil_ratio;

// Mean of `above` over minus the mean of `below`, where that is clearly below zero.
stabil_ratio stabil_ratio_of(const double *above, const double *below, int count,
                             int draws);

typedef struct stabil_attribution_report {
  const stabil_study *study;
  const char *title, *scenario, *area, *by;
  const char *evidence, *interaction; // names of the mode and of the rule
  stabil_players players;
  stabil_game game;
  stabil_attribution_plan plan;
  stabil_attribution found;
  double seconds;
  // [outcomes][players], NULL where it was not asked for
  stabil_estimate *shapley, *without, *alone;
  // [outcomes]; `sum` of Shapley values, `same` the bundle in the replicates of those
  stabil_estimate *nobody, *bundle, *same, *check;
  double *sum;
  stabil_ratio
      *ratio; // [players]: NOK per FTE of vacancies avoided; NULL: not both there
  int vacancies, costs; // outcomes of the ratio
} stabil_attribution_report;

// Fill in the estimates, in the arena. STABIL_MEMORY.
stabil_status stabil_attribution_estimate(stabil_attribution_report *report,
                                          stabil_arena *arena,
                                          stabil_error *err) STABIL_MUST_USE;

// Of a player; `of` is `shapley`, `without` or `alone`.
const stabil_estimate *stabil_attribution_of(const stabil_attribution_report *report,
                                             const stabil_estimate *of, int outcome,
                                             int player);
const char *stabil_outcome_name(stabil_measure_id outcome); // "net_cost" of no measure
const char *stabil_outcome_unit(stabil_measure_id outcome);
const char *stabil_outcome_text(stabil_measure_id outcome);

void stabil_attribution_print_table(const stabil_attribution_report *report,
                                    FILE *stream);
// False when memory is out.
bool stabil_attribution_print_json(const stabil_attribution_report *report, FILE *stream);

#endif
