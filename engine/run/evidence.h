// SPDX-License-Identifier: GPL-3.0-or-later
// Scenarios under another mode of evidence than the study's (docs/model.md 5).
#ifndef STABIL_RUN_EVIDENCE_H
#define STABIL_RUN_EVIDENCE_H

#include "scenario/study.h"
#include "stabil/run.h"

enum { STABIL_EVIDENCE_ALL = STABIL_NULL_EVIDENCE + 1 };

// as_published, discounted, null, all; -1: none of them.
int stabil_evidence_choice(const char *text);

// Every scenario under one mode, by its own name; or, of STABIL_EVIDENCE_ALL, those that
// the options name under each mode, as NAME@MODE, whose differences are against the
// reference under the same mode. What is named in the options lives as long as the study.
stabil_status stabil_evidence_plan(stabil_study *study, int mode,
                                   stabil_run_options *options,
                                   stabil_error *err) STABIL_MUST_USE;

#endif
