// SPDX-License-Identifier: GPL-3.0-or-later
// Reading a study from YAML.
#ifndef STABIL_SCENARIO_H
#define STABIL_SCENARIO_H

#include "stabil/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct stabil_study stabil_study;

// Read, merge (`base:`, `toolkit:`), check. On success *out owns everything it holds.
// On failure *out is NULL and err lists every problem found, in the order of the files:
// STABIL_INPUT (65) for a wrong study, STABIL_MISSING (66) for a file that is not there.
stabil_status stabil_study_read(const char *path, stabil_study **out,
                                stabil_error *err) STABIL_MUST_USE;

// The same from text in memory; `name` stands for the file, relative paths start at its
// directory.
stabil_status stabil_study_parse(const char *text, size_t length, const char *name,
                                 stabil_study **out, stabil_error *err) STABIL_MUST_USE;

void stabil_study_free(stabil_study *study); // NULL is fine

#ifdef __cplusplus
}
#endif
#endif
