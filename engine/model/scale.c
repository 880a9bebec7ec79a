// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/scale.h"

#include <math.h>

#include "model/levers.h"
#include "model/parts.h"
#include "scenario/lever.h"

static const double LEAST = 1e-3; // of a risk, or of the chance to stay, that is left

double stabil_scale_share(stabil_scale scale, double v, double p) {
  switch (scale) {
  case STABIL_OR:
    return v * p / (1.0 - p + v * p);
  case STABIL_RR:
    return fmin(v * p, 1.0);
  case STABIL_RD:
    return fmin(fmax(p + v, 0.0), 1.0);
  case STABIL_HR:
  case STABIL_SET:
  case STABIL_ADD:
    break;
  }
  return p;
}

double stabil_scale_risk(stabil_scale scale, double v, double p) {
  const double moved = stabil_scale_share(scale, v, p);
  return fmin(fmax(moved, LEAST * p), 1.0 - LEAST * (1.0 - p));
}

double stabil_scale_hazard(stabil_scale scale, double v, double cumulative) {
  if (!(cumulative > 0.0)) return 1.0;
  const double p = -stabil_expm1(-cumulative);
  if (p >= 1.0) return 1.0; // they leave at once, whatever is done
  return -stabil_log1p(-stabil_scale_risk(scale, v, p)) / cumulative;
}

bool stabil_scale_is_risk(const stabil_effect *effect) {
  return stabil_levers[effect->lever].scales == STABIL_ALLOW_RISK &&
         effect->scale != STABIL_HR;
}

// Baseline hazard of the cause from hire over so many years.
static double cumulative(const stabil_world *w, int lever, int slot, int stage,
                         double years) {
  const stabil_slot *where = &w->slot[slot];
  if (lever == STABIL_LEVER_LEAVE)
    return years * w->leave[where->place * w->professions + w->stage[stage].profession];
  const bool tenure = where->kind == STABIL_SLOT_POST && !where->rest;
  return years * w->base[slot] *
         (tenure ? stabil_world_tenure(w, where->role, 0.0, years) : 1.0);
}

double stabil_active_multiplier(const stabil_world *w, const stabil_active *active,
                                int slot, int stage) {
  const stabil_effect *effect = active->effect;
  const int place = w->slot[slot].place;
  if (!stabil_scale_is_risk(effect)) return stabil_active_factor(active, place);
  const double full =
      stabil_scale_hazard(effect->scale, active->value,
                          cumulative(w, effect->lever, slot, stage, active->follow_up));
  return 1.0 - stabil_active_strength(active, place) * (1.0 - full);
}
