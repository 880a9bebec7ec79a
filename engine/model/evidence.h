// SPDX-License-Identifier: GPL-3.0-or-later
// What is left of an effect when it is asked how sure it is (docs/model.md 5).
#ifndef STABIL_MODEL_EVIDENCE_H
#define STABIL_MODEL_EVIDENCE_H

#include "model/epoch.h"

// The mode of a scenario; of -1 the study's.
stabil_evidence_mode stabil_evidence_mode_of(const stabil_study *study, int scenario);

// Is the effect one that evidence is asked about: of a measure and no design, or of the
// study's behaviour and said to be an effect?
bool stabil_evidence_asks(const stabil_effect *effect, bool of_measure);

// The discount that holds for an effect without a causal share.
const stabil_discount *stabil_evidence_discount(const stabil_study *study,
                                                const stabil_effect *effect);

// On the log scale of a ratio: keep x effect + add; a difference is multiplied by
// keep + add.
typedef struct stabil_evidence_weight {
  double keep, add;
} stabil_evidence_weight;

// A value of an effect by weight; of scale `set` what is left of a difference of `value`.
double stabil_evidence_value(const stabil_effect *effect, double value,
                             stabil_evidence_weight weight);

// The effect as it is under a mode, its value weighed; false: it is dropped.
bool stabil_evidence_weigh(const stabil_world *world, stabil_evidence_mode mode,
                           stabil_active *active);

#endif
