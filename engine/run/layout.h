// SPDX-License-Identifier: GPL-3.0-or-later
// What a run says about itself: names, coordinates and provenance for sinks.
#ifndef STABIL_RUN_LAYOUT_H
#define STABIL_RUN_LAYOUT_H

#include "model/world.h"
#include "stabil/record.h"

// Classes of place size by which contracts are tallied.
int stabil_layout_size(const stabil_place *place); // -1: rest

// layout_groups.c: what graduates and people under a bond are told apart by; after the
// names of professions. False when memory is out.
bool stabil_layout_groups(const stabil_world *world, stabil_arena *arena,
                          stabil_layout *out);

// Fill the parts of a layout that the study and the world give; arrays from the arena.
// scenarios: indices in the study, in the order of the run.
stabil_status stabil_layout_fill(const stabil_world *world, const int *scenarios,
                                 int scenario_count, stabil_arena *arena,
                                 stabil_layout *out, stabil_error *err) STABIL_MUST_USE;

#endif
