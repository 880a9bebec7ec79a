// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/units.h"

#include <math.h>

int stabil_units_for(const stabil_world *w, int draws) {
  enum { MOST = 4096 };
  const double sub_units = fmax(0x1p20 / draws, 0x1p17), everybody = 0x1p30;
  double here = 0.0, all = 0.0, seats[STABIL_MAX_PROGRAMMES];
  const stabil_policy none = {0};
  for (int j = 0; j < w->posts; j++) {
    all += w->post[j].initial_heads;
    if (!w->post[j].rest) here += w->post[j].initial_heads;
  }
  stabil_epoch_seats(w, &none, w->study->first_year, seats);
  for (int g = 0; g < w->programmes; g++)
    here += seats[g] * w->study->programme[g].length;
  all += here;
  int units = MOST;
  while (units > 1 && (here * units > sub_units || all * units > everybody)) units /= 2;
  return units;
}

bool stabil_study_uncertain(const stabil_study *study) {
  for (int i = 0; i < study->quantity_count; i++)
    if (study->quantity[i]->family != STABIL_FIXED) return true;
  for (int i = 0; i < STABIL_CERTAINTY_DESIGN; i++)
    if (study->evidence.discount[i].spread.value > 0.0) return true;
  return false;
}
