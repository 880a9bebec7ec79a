// SPDX-License-Identifier: GPL-3.0-or-later
// What scenarios do that is no outcome, kept for the results: the fidelity of each place
// in each year, by draw.
#ifndef STABIL_RUN_POLICIES_H
#define STABIL_RUN_POLICIES_H

#include "model/model.h"
#include "stabil/record.h"

// Room for the first draws of the run, as many as fit; NaN at first. *out is what
// layout->fidelity shows, NULL without systematic work.
stabil_status stabil_policies_make(const stabil_study *study, stabil_arena *arena,
                                   stabil_layout *layout, double **out,
                                   stabil_error *err) STABIL_MUST_USE;

// Keep what a draw gives: models of the layout's scenarios, in order. Draws may be kept
// at the same time.
void stabil_policies_keep(const stabil_layout *layout, int draw,
                          stabil_model *const *model, double *out);

#endif
