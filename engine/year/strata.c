// SPDX-License-Identifier: GPL-3.0-or-later
// Graduates, and those of them who hold a post, by what they were before their education
// (docs/model.md 4.11). Kept beside the people; no mechanism reads it.
#include "model/strata.h"

#include "year/state.h"

size_t stabil_strata_size(const stabil_world *w) {
  return (1 + (size_t)STABIL_WHERE_COUNT) * (size_t)(w->programmes * w->strata) *
         (size_t)w->years;
}

size_t stabil_bonds_size(const stabil_world *w, int half_years) {
  return (1 + (size_t)STABIL_BOND_EXIT_COUNT) * (size_t)w->bonds *
         (1 + 2 * (size_t)w->traits) * (size_t)half_years;
}

// Years of the programme and stratum of a person, the first of them.
static size_t row_of(const stabil_world *w, const stabil_person *person) {
  const int row = person->programme * w->strata + stabil_strata_of(w, person);
  return (size_t)row * (size_t)w->years;
}

// Who graduates now is seen for as many years as are left.
void stabil_strata_graduate(stabil_state *s, const stabil_person *person, int64_t n) {
  const stabil_world *w = s->world;
  if (w->strata == 0) return;
  double *at = s->strata + row_of(w, person);
  for (int since = 0; s->year + since < w->years; since++) at[since] += (double)n;
}

void stabil_strata_retained(stabil_state *s, const stabil_person *person, int64_t n,
                            int since, const bool where[STABIL_WHERE_COUNT]) {
  const stabil_world *w = s->world;
  if (w->strata == 0) return;
  const size_t all = (size_t)(w->programmes * w->strata) * (size_t)w->years;
  double *at =
      s->strata + all + (row_of(w, person) + (size_t)since) * (size_t)STABIL_WHERE_COUNT;
  for (int k = 0; k < STABIL_WHERE_COUNT; k++) at[k] += where[k] ? (double)n : 0.0;
}
