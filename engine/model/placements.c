// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/placements.h"

#include <math.h>

// Mean share over the mix of students with this intercept.
static double mean_share(const stabil_world *w, const stabil_programme *programme,
                         const double *mix, double intercept) {
  double sum = 0.0;
  for (int bits = 0; bits < 1 << w->traits; bits++)
    sum += mix[bits] * stabil_person_chosen(w, programme, intercept, bits);
  return sum;
}

static bool has_choice(const stabil_world *w, const stabil_programme *programme) {
  for (int i = 0; i < programme->practice.chosen.count; i++) {
    if (stabil_world_value(w, &programme->practice.chosen.share[i].value) != 0.0)
      return true;
  }
  return false;
}

// The intercept by bisection; a share of nothing or of all leaves no choice.
static double solve(const stabil_world *w, int g, const double *trait_share) {
  enum { HALVINGS = 80, FARTHEST = 128 };
  const stabil_programme *programme = &w->study->programme[g];
  if (programme->exposure_trait < 0 || !has_choice(w, programme)) return NAN;
  const double share = trait_share[programme->exposure_trait];
  if (!(share > 0.0 && share < 1.0)) return NAN;
  double mix[1 << STABIL_MAX_TRAITS], low = -FARTHEST, high = FARTHEST;
  stabil_person_trait_mix(w, programme->profession, trait_share, mix);
  for (int i = 0; i < HALVINGS; i++) {
    const double middle = 0.5 * (low + high);
    if (mean_share(w, programme, mix, middle) < share)
      low = middle;
    else
      high = middle;
  }
  return 0.5 * (low + high);
}

void stabil_epoch_placements(const stabil_world *w, stabil_epoch *e) {
  for (int g = 0; g < w->programmes; g++)
    e->intercept[g] = solve(w, g, e->trait_share + g * w->traits);
}

stabil_admission stabil_epoch_admission(const stabil_world *w, const stabil_epoch *e,
                                        int g) {
  return (stabil_admission){.trait_share = e->trait_share + g * w->traits,
                            .intercept = e->intercept[g],
                            .drawn = e->drawn[g]};
}
