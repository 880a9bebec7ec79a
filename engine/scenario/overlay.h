// SPDX-License-Identifier: GPL-3.0-or-later
// A study is a base and changes. `base: FILE` names the file that this one changes:
// maps merge, lists and scalars replace, `+name: [...]` appends to the list `name`,
// `name: ~` removes what the base has. A number written as a map (median, ci95, ...) is
// replaced whole, since half of an old distribution means nothing.
// `toolkit: FILE` (or a list of files) puts the `measures:`, `sources:` and `frameworks:`
// of other files under the study's own. Paths are relative to the file that names them.
#ifndef STABIL_SCENARIO_OVERLAY_H
#define STABIL_SCENARIO_OVERLAY_H

#include "scenario/document.h"

#define STABIL_OVERLAY_FILES 200                  // read for one study
#define STABIL_OVERLAY_MEMORY ((size_t)128 << 20) // for the trees of its files

// The merged tree without `base` and `toolkit`. A file that is not there gives
// STABIL_MISSING, everything else that is wrong STABIL_INPUT.
stabil_status stabil_overlay_read(stabil_arena *arena, const char *path,
                                  const stabil_node **root,
                                  stabil_error *err) STABIL_MUST_USE;
stabil_status stabil_overlay_parse(stabil_arena *arena, const char *text, size_t length,
                                   const char *name, const stabil_node **root,
                                   stabil_error *err) STABIL_MUST_USE;

// One tree over another (`base` may be NULL). Neither is changed.
stabil_status stabil_overlay_merge(stabil_arena *arena, const stabil_node *base,
                                   const stabil_node *over, const stabil_node **merged,
                                   stabil_error *err) STABIL_MUST_USE;

#endif
