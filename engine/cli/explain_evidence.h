// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef STABIL_CLI_EXPLAIN_EVIDENCE_H
#define STABIL_CLI_EXPLAIN_EVIDENCE_H

#include <jansson.h>
#include <stdio.h>

#include "scenario/study.h"

// What is applied of a measure's effect in the study's own mode, central values: {mode,
// value, share, why}. `value` is what stands in the study's place, null where nothing or
// where `set` goes only a share of the way.
json_t *stabil_explain_applied(const stabil_study *study, const stabil_effect *effect);

// When it acts: what of {follow_up, delay, ramp, decay_half_life, decay_to,
// remains_share, remains_half_life} is stated, years and shares.
json_t *stabil_explain_course(const stabil_effect *effect);

// Both, in lines below the effect; nothing where there is nothing to say.
void stabil_explain_print_effect(const json_t *effect, FILE *stream);

#endif
