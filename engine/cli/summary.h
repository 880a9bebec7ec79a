// SPDX-License-Identifier: GPL-3.0-or-later
// The table that `stabil run` prints: a sink that hands everything on to another one and
// keeps a few sums of the first replicates on the way.
#ifndef STABIL_CLI_SUMMARY_H
#define STABIL_CLI_SUMMARY_H

#include <stdio.h>

#include "stabil/sink.h"

// Medians and intervals come from this many replicates of each scenario at most, so that
// memory does not grow with a run. The standard error of the ends of the interval is then
// 0.02 standard deviations for a normal distribution, sqrt(p (1 - p) / n) / density.
enum { STABIL_SUMMARY_MOST = 20000 };

typedef struct stabil_summary stabil_summary;

// `inner` is borrowed and gets every call first.
stabil_status stabil_summary_create(stabil_sink inner, stabil_summary **out,
                                    stabil_error *err) STABIL_MUST_USE;
void stabil_summary_free(stabil_summary *summary); // NULL is fine

stabil_sink stabil_summary_sink(stabil_summary *summary);

// The table: for each scenario, over the posts of the modelled region and of its
// district, the vacancy rate in the first, the middle and the last year, headcount and
// locum cost in the last; median [95 % interval], quantiles interpolated between
// neighbours. Owned by the summary; "" before the sink's end.
const char *stabil_summary_text(const stabil_summary *summary);

int stabil_summary_scenarios(const stabil_summary *summary);
int stabil_summary_completed(const stabil_summary *summary); // replicates a scenario
int stabil_summary_planned(const stabil_summary *summary);

#endif
