// SPDX-License-Identifier: GPL-3.0-or-later
// Samples in files: `empirical: file.csv` becomes `samples: [...]`, each number with its
// place in the file, so that the resolved study holds all that a run needs.
#ifndef STABIL_SCENARIO_SAMPLE_H
#define STABIL_SCENARIO_SAMPLE_H

#include "scenario/document.h"

// Reads a file named beside `where`; the text is the caller's to free.
typedef stabil_status stabil_sample_reader(void *self, const stabil_node *where,
                                           const char **path, char **text,
                                           size_t *length);

typedef struct stabil_sample_source {
  stabil_arena *arena;
  stabil_error *err;
  void *self;
  stabil_sample_reader *read;
} stabil_sample_source;

// Expand every map of the tree that has `empirical: file`.
stabil_status stabil_sample_expand(const stabil_sample_source *source,
                                   const stabil_node *root) STABIL_MUST_USE;

#endif
