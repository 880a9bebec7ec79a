// SPDX-License-Identifier: GPL-3.0-or-later
// How sure a study is of its effects, and when they act: as a study says it.
#ifndef STABIL_SCENARIO_STUDY_EVIDENCE_H
#define STABIL_SCENARIO_STUDY_EVIDENCE_H

#include "scenario/study_values.h"

typedef struct stabil_decay { // decay: while the measure is on
  bool given;
  stabil_quantity half_life; // half_life: years, from when it is full
  stabil_quantity to;        // to: share of its strength that it comes down to
} stabil_decay;

typedef struct stabil_remains { // remains: once the measure is over
  bool given, erodes;
  stabil_quantity share;     // share: of the strength at its end
  stabil_quantity half_life; // half_life: years; without it what remains stays
} stabil_remains;

typedef struct stabil_timing { // when an effect acts, years from the measure's start
  stabil_quantity delay, ramp; // delay, ramp
  stabil_decay decay;
  stabil_remains remains;
} stabil_timing;

typedef enum stabil_evidence_mode {
  STABIL_AS_PUBLISHED,
  STABIL_DISCOUNTED,
  STABIL_NULL_EVIDENCE // no behavioural effect
} stabil_evidence_mode;

typedef struct stabil_discount { // of a certainty
  stabil_quantity keep;          // keep: share of the effect that is kept
  stabil_quantity spread;        // spread: standard deviation that is added
} stabil_discount;

typedef struct stabil_evidence { // evidence
  bool given;
  int mode;                                          // mode: stabil_evidence_mode
  stabil_discount discount[STABIL_CERTAINTY_DESIGN]; // discount: by stabil_certainty
} stabil_evidence;

typedef struct stabil_evidence_of { // an effect's own
  bool has_follow_up, has_causal;
  stabil_quantity follow_up; // follow_up: years over which the risk was told
  stabil_quantity causal;    // causal_share: share of it that is effect
  int kind;                  // kind: composition (0) | effect, of the study's behaviour
  stabil_quantity widening;  // a standard normal of the effect's own: no key
} stabil_evidence_of;

#endif
