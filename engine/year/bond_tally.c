// SPDX-License-Identifier: GPL-3.0-or-later
// People under a bond who hold a post, and how they leave it, by half-years since the
// bond began (docs/model.md 4.12). Kept beside the people; no mechanism reads it.
#include "year/state.h"

enum { HALF_YEAR = 6 }; // months

// [1 + exits][bonds][people][half-years]; here one bond and half-year of one of the
// first.
static void add(stabil_state *s, int what, const stabil_person *person, int half_year,
                double amount) {
  const int people = 1 + 2 * s->world->traits, length = s->bond_half_years;
  if (half_year < 0) half_year = 0;
  if (half_year >= length) return;
  double *at =
      s->bonds +
      (size_t)((what * s->world->bonds + person->bond - 1) * people * length + half_year);
  at[0] += amount;
  for (int t = 0; t < s->world->traits; t++)
    at[(1 + 2 * t + (person->traits >> t & 1)) * length] += amount;
}

// A step of a year lies in two half-years; shorter ones in one.
static void tally(stabil_state *s, int i, int what, double amount) {
  const stabil_world *w = s->world;
  const stabil_person person = stabil_cohorts_person(&s->cohorts, i);
  const int length = 12 / w->steps_per_year;
  if (amount == 0.0 || person.bond_end == 0 || w->slot[person.slot].rest) return;
  const int begun = person.bond_end - w->bond[person.bond - 1].months;
  const int first = (s->step * length - begun) / HALF_YEAR;
  const int parts = length > HALF_YEAR ? length / HALF_YEAR : 1;
  for (int k = 0; k < parts; k++) add(s, what, &person, first + k, amount / parts);
}

void stabil_bonds_at_risk(stabil_state *s, int i, double years) {
  if (stabil_cohorts_bond(&s->cohorts, i)) tally(s, i, 0, years);
}

void stabil_bonds_exit(stabil_state *s, int i, stabil_bond_exit_id exit, int64_t n) {
  if (stabil_cohorts_bond(&s->cohorts, i)) tally(s, i, 1 + (int)exit, (double)n);
}

static const stabil_bond_exit_id exit_of[STABIL_CAUSE_COUNT] = {
    [STABIL_CAUSE_SEPARATE] = STABIL_BOND_EXIT_SEPARATE,
    [STABIL_CAUSE_LEAVE_PROFESSION] = STABIL_BOND_EXIT_LEAVE_PROFESSION,
    [STABIL_CAUSE_RETIRE] = STABIL_BOND_EXIT_RETIRE,
    [STABIL_CAUSE_STAGE_END] = STABIL_BOND_EXIT_OTHER,
    [STABIL_CAUSE_ROTATION_PULL] = STABIL_BOND_EXIT_OTHER,
    [STABIL_CAUSE_TERM_END] = STABIL_BOND_EXIT_OTHER,
    [STABIL_CAUSE_JOB_CHANGE] = STABIL_BOND_EXIT_OTHER,
    [STABIL_CAUSE_EDUCATION] = STABIL_BOND_EXIT_OTHER};

void stabil_bonds_leave(stabil_state *s, int i, int64_t n, stabil_cause_id cause) {
  stabil_bonds_exit(s, i, exit_of[cause], n);
}
