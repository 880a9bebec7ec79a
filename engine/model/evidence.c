// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/evidence.h"

#include <math.h>

#include "scenario/lever.h"

stabil_evidence_mode stabil_evidence_mode_of(const stabil_study *study, int scenario) {
  const int own = scenario < 0 ? -1 : study->scenario[scenario].evidence;
  return (stabil_evidence_mode)(own < 0 ? study->evidence.mode : own);
}

bool stabil_evidence_asks(const stabil_effect *effect, bool of_measure) {
  return effect->value.certainty != STABIL_CERTAINTY_DESIGN &&
         (of_measure || effect->evidence.kind == 1);
}

const stabil_discount *stabil_evidence_discount(const stabil_study *study,
                                                const stabil_effect *effect) {
  return &study->evidence.discount[effect->value.certainty];
}

// Odds in choice may be stated as their log.
static bool is_log(const stabil_effect *effect) {
  return effect->scale == STABIL_ADD && effect->lever == STABIL_LEVER_UTILITY;
}

static bool is_ratio(stabil_scale scale) {
  return scale == STABIL_OR || scale == STABIL_HR || scale == STABIL_RR;
}

double stabil_evidence_value(const stabil_effect *effect, double value,
                             stabil_evidence_weight weight) {
  if (weight.keep == 1.0 && weight.add == 0.0) return value;
  if (is_ratio(effect->scale))
    return stabil_exp(weight.keep * stabil_log(value) + weight.add);
  return is_log(effect) ? weight.keep * value + weight.add
                        : value * (weight.keep + weight.add);
}

static stabil_evidence_weight weight_of(const stabil_world *w,
                                        const stabil_effect *effect) {
  if (effect->evidence.has_causal)
    return (stabil_evidence_weight){stabil_world_value(w, &effect->evidence.causal), 0.0};
  const stabil_discount *discount = stabil_evidence_discount(w->study, effect);
  const double spread = stabil_world_value(w, &discount->spread);
  return (stabil_evidence_weight){
      stabil_world_value(w, &discount->keep),
      spread > 0.0 ? spread * stabil_world_value(w, &effect->evidence.widening) : 0.0};
}

bool stabil_evidence_weigh(const stabil_world *w, stabil_evidence_mode mode,
                           stabil_active *active) {
  const stabil_effect *effect = active->effect;
  if (mode == STABIL_AS_PUBLISHED) return true;
  if (!stabil_evidence_asks(effect, active->measure >= 0)) return true;
  if (mode == STABIL_NULL_EVIDENCE) return false;
  const stabil_evidence_weight weight = weight_of(w, effect);
  if (effect->scale == STABIL_SET)
    active->lost = 1.0 - (weight.keep + weight.add);
  else
    active->value = stabil_evidence_value(effect, active->value, weight);
  return true;
}
