// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/policies.h"

#include <math.h>
#include <string.h>

enum { MOST_DRAWS = 1000, MOST_NUMBERS = 1 << 22 };

static size_t numbers_of(const stabil_layout *layout) {
  return (size_t)layout->scenarios.count * (size_t)layout->years *
         (size_t)layout->places.count;
}

static int draws_that_fit(const stabil_layout *layout) {
  const size_t fit = MOST_NUMBERS / numbers_of(layout);
  int draws = layout->draws < MOST_DRAWS ? layout->draws : (int)MOST_DRAWS;
  if (fit < (size_t)draws) draws = (int)fit;
  return draws < 1 ? 1 : draws;
}

stabil_status stabil_policies_make(const stabil_study *study, stabil_arena *arena,
                                   stabil_layout *layout, double **out,
                                   stabil_error *err) {
  *out = NULL;
  if (!study->system.given) return STABIL_OK;
  layout->fidelity_draws = draws_that_fit(layout);
  const size_t count = (size_t)layout->fidelity_draws * numbers_of(layout);
  *out = stabil_arena_array(arena, count, sizeof **out);
  if (!*out) return stabil_fail(err, STABIL_MEMORY, "no memory for the run");
  for (size_t i = 0; i < count; i++) (*out)[i] = NAN;
  layout->fidelity = *out;
  return STABIL_OK;
}

void stabil_policies_keep(const stabil_layout *layout, int draw,
                          stabil_model *const *model, double *out) {
  if (!out || draw >= layout->fidelity_draws) return;
  const size_t all = numbers_of(layout), each = all / (size_t)layout->scenarios.count;
  for (int i = 0; i < layout->scenarios.count; i++)
    memcpy(out + (size_t)draw * all + (size_t)i * each, model[i]->fidelity->value,
           each * sizeof *out);
}
