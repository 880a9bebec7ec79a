// SPDX-License-Identifier: GPL-3.0-or-later
// What options of several commands say: names, numbers, measures.
#ifndef STABIL_CLI_READ_H
#define STABIL_CLI_READ_H

#include "cli/cli.h"
#include "scenario/study.h"
#include "stabil/measure.h"

// STABIL_USAGE: "unknown WHAT 'NAME'", and the nearest of those that are known.
stabil_status stabil_cli_unknown(stabil_error *err, const char *what, const char *name,
                                 const char *const *known, size_t count);

// A whole number, if the option is given; else *out stays as it is.
typedef struct stabil_whole {
  int option; // index in `options`
  int low, high;
} stabil_whole;
stabil_status stabil_cli_whole(const stabil_arguments *arguments,
                               const stabil_option *options, stabil_whole which, int *out,
                               stabil_error *err) STABIL_MUST_USE;

// A scenario by its name; NULL: the option is missing.
stabil_status stabil_cli_scenario(const char *name, const stabil_study *study, int *out,
                                  stabil_error *err) STABIL_MUST_USE;

// A measure of results by its name.
stabil_status stabil_cli_measure(const char *name, stabil_measure_id *out,
                                 stabil_error *err) STABIL_MUST_USE;

#endif
