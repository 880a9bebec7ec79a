// SPDX-License-Identifier: GPL-3.0-or-later
// Placement weeks (docs/model.md 4.20): no more students than the people around a
// programme's host can supervise.
#include <math.h>

#include "year/state.h"

// Weeks and people are counted with a tolerance, so that what fits exactly fits.
static const double TOLERANCE = 1e-6;

static double seats(const stabil_state *s, int g) {
  return s->model->seats[s->year * s->world->programmes + g];
}

// Seats of all programmes that draw on the people of a cell.
static double seats_of_cell(const stabil_state *s, int cell) {
  const stabil_world *w = s->world;
  double sum = 0.0;
  for (int g = 0; g < w->programmes; g++)
    if (w->placement[g].given && w->placement[g].may[cell]) sum += seats(s, g);
  return sum;
}

// Weeks a year that a programme can have: its seats' share of everybody whom it draws on.
static double weeks_for(const stabil_state *s, int g) {
  const stabil_world *w = s->world;
  const stabil_placement *p = &w->placement[g];
  double fte = 0.0;
  for (int k = 0; k < p->around.count; k++) {
    for (int stage = 0; stage < w->stages; stage++) {
      const int cell = p->around.post[k] * w->stages + stage;
      if (!p->may[cell] || s->cohorts.heads[cell] == 0) continue;
      const double all = seats_of_cell(s, cell);
      if (all > 0.0)
        fte +=
            stabil_fte_value(s->cohorts.heads[cell] * s->epoch->worked_per_head[cell]) *
            (seats(s, g) / all);
    }
  }
  return fte * s->epoch->placement_weeks[g];
}

int stabil_placements_admit(const stabil_state *s, int g, int units) {
  const stabil_world *w = s->world;
  if (!w->placement || !w->placement[g].given || units == 0) return units;
  const double weeks = w->placement[g].weeks;
  const double needed =
      (double)stabil_cohorts_heads(&s->cohorts, w->student_slot + g) * weeks;
  const double left = weeks_for(s, g) - needed + TOLERANCE;
  if (left < 0.0) return 0;
  return (double)units * weeks <= left ? units : (int)floor(left / weeks);
}
