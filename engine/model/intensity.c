// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/intensity.h"

#include <math.h>

static const double LN2 = 0.69314718055994530942;

static double halved(double time, double half_life) {
  return isinf(half_life) ? 1.0 : stabil_exp(-LN2 * time / half_life);
}

// While the measure is on.
static double while_on(const stabil_course *c, double time) {
  if (time < c->delay) return 0.0;
  const double grown = time - c->delay;
  if (grown < c->ramp) return grown / c->ramp;
  return c->to + (1.0 - c->to) * halved(grown - c->ramp, c->half_life);
}

double stabil_course_at(const stabil_course *c, double time) {
  if (time < 0.0) return 0.0;
  if (time < c->end) return while_on(c, time);
  return c->share * while_on(c, c->end) * halved(time - c->end, c->share_half_life);
}

// Integral of what halves in every half_life, from one time to another.
static double fading(double from, double to, double half_life) {
  if (isinf(half_life)) return to - from;
  return half_life / LN2 * halved(from, half_life) *
         -stabil_expm1(-LN2 * (to - from) / half_life);
}

// The part of [from, to] in [low, high], as the integral of a piece that begins at low.
typedef struct piece {
  double from, to; // since low
  bool any;
} piece;

static piece cut(double from, double to, double low, double high) {
  const double a = fmax(from, low), b = fmin(to, high);
  return (piece){a - low, b - low, b > a};
}

double stabil_course_mean(const stabil_course *c, double from, double to) {
  const double full = c->delay + c->ramp;
  const piece ramp = cut(from, to, c->delay, fmin(full, c->end));
  const piece on = cut(from, to, full, c->end), after = cut(from, to, c->end, INFINITY);
  double sum = 0.0;
  if (ramp.any) sum += (ramp.to - ramp.from) * (ramp.to + ramp.from) / (2.0 * c->ramp);
  if (on.any && isinf(c->half_life))
    sum += on.to - on.from;
  else if (on.any)
    sum +=
        c->to * (on.to - on.from) + (1.0 - c->to) * fading(on.from, on.to, c->half_life);
  if (after.any && c->share > 0.0)
    sum +=
        c->share * while_on(c, c->end) * fading(after.from, after.to, c->share_half_life);
  return fmin(sum / (to - from), 1.0);
}

double stabil_intensity(const stabil_world *w, const stabil_timing *timing,
                        const stabil_use *use, int year) {
  const stabil_decay *decay = &timing->decay;
  const stabil_remains *remains = &timing->remains;
  if (year < use->from) return 0.0;
  stabil_course c = {.delay = stabil_world_value(w, &timing->delay),
                     .ramp = stabil_world_value(w, &timing->ramp),
                     .half_life = INFINITY,
                     .to = 1.0,
                     .end = use->until == INT32_MAX ? INFINITY
                                                    : (double)use->until - use->from + 1,
                     .share_half_life = INFINITY};
  if (decay->given) {
    c.half_life = stabil_world_value(w, &decay->half_life);
    c.to = stabil_world_value(w, &decay->to);
  }
  if (remains->given) c.share = stabil_world_value(w, &remains->share);
  if (remains->given && remains->erodes)
    c.share_half_life = stabil_world_value(w, &remains->half_life);
  return stabil_course_mean(&c, (double)year - use->from, (double)year - use->from + 1.0);
}
