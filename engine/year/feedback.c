// SPDX-License-Identifier: GPL-3.0-or-later
// Feedback on exits (docs/model.md 4.10): multipliers by post of the hazards of a step,
// known before anybody is at risk. The inner loop multiplies once, by 1 where there is
// none, which changes no bit.
#include "year/state.h"

void stabil_feedback_step(stabil_state *s) {
  for (int slot = 0; slot < 2 * s->world->posts; slot++)
    s->separate_by[slot] = s->leave_by[slot] = 1.0;
  stabil_shock_apply(s);
  stabil_oncall_apply(s);
  stabil_load_apply(s);
  stabil_mentors_apply(s);
}
