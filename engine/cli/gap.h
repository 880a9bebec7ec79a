// SPDX-License-Identifier: GPL-3.0-or-later
// What `stabil run --expected` prints beside its table: what is expected against the mean
// of Monte Carlo, over the modelled region, in the middle and in the last year.
#ifndef STABIL_CLI_GAP_H
#define STABIL_CLI_GAP_H

#include <stdbool.h>
#include <stdio.h>

#include "stabil/sink.h"

typedef struct stabil_gap stabil_gap;

typedef struct stabil_gap_cell { // of a scenario, a year and a measure
  double expected, mean;         // over the replicates compared, each with its draw
  double difference;             // expected - mean
  double mcse;                   // its standard error; NaN for one replicate
} stabil_gap_cell;

stabil_status stabil_gap_create(stabil_gap **out, stabil_error *err) STABIL_MUST_USE;
void stabil_gap_free(stabil_gap *gap); // NULL is fine

// A sink for the expected run, which hands everything on to `inner`, and one for the
// Monte Carlo run of the same scenarios and years after it.
stabil_sink stabil_gap_expected(stabil_gap *gap, stabil_sink inner);
stabil_sink stabil_gap_monte_carlo(stabil_gap *gap);

// After both runs. Rows of measures in the table; scenarios and years as in the run.
int stabil_gap_measures(void);
stabil_gap_cell stabil_gap_get(const stabil_gap *gap, int scenario, int moment,
                               int measure);

void stabil_gap_print_table(const stabil_gap *gap, FILE *stream);
// One object; numbers in the units of the results. False when memory is out.
bool stabil_gap_print_json(const stabil_gap *gap, FILE *stream);

#endif
