// SPDX-License-Identifier: GPL-3.0-or-later
// Reading results files back.
#ifndef STABIL_OUTPUT_RESULTS_H
#define STABIL_OUTPUT_RESULTS_H

#include "stabil/record.h"
#include "stabil/status.h"

typedef struct stabil_results stabil_results;

// Open a file that the HDF5 sink wrote. STABIL_MISSING: not there or not readable;
// STABIL_INPUT: damaged, not a results file, or of another format version. The seal
// (output/seal.h) is checked before HDF5 sees the file; a file without one, which another
// program has written anew, is left to HDF5's own checks.
stabil_status stabil_results_open(const char *path, stabil_results **out,
                                  stabil_error *err) STABIL_MUST_USE;
void stabil_results_free(stabil_results *results); // NULL is fine

// The layout of the run, owned by `results`. `replicates` are those in the file. Labels
// of places are the same in both languages, those of professions are their names; regions
// are those that posts are in.
const stabil_layout *stabil_results_layout(const stabil_results *results);
const char *stabil_results_path(const stabil_results *results);
// False: the run was interrupted, and the file holds what was complete by then.
bool stabil_results_finished(const stabil_results *results);

// A block of a variable: from first[i], count[i] along dimension i.
enum { STABIL_BLOCK_RANK = 8 };
typedef struct stabil_block {
  int rank;
  size_t first[STABIL_BLOCK_RANK], count[STABIL_BLOCK_RANK];
} stabil_block;

// `variable` is a path: "vacant_fte", "by_region/total_cost", "summary/by_place/hires".
bool stabil_results_has(const stabil_results *results, const char *variable);
// Read a block, row-major. STABIL_INPUT: no such variable, other dimensions, damaged.
stabil_status stabil_results_read(const stabil_results *results, const char *variable,
                                  const stabil_block *block, double *out,
                                  stabil_error *err) STABIL_MUST_USE;
// The values of a coordinate of whole numbers, "by_centrality/centrality". *count is the
// length; *out is owned by `results`.
stabil_status stabil_results_numbers(stabil_results *results, const char *variable,
                                     int *count, const int **out,
                                     stabil_error *err) STABIL_MUST_USE;
// The same of a coordinate of texts.
stabil_status stabil_results_texts(stabil_results *results, const char *variable,
                                   int *count, const char *const **out,
                                   stabil_error *err) STABIL_MUST_USE;
// A text that is an attribute of a group or variable, owned by `results`.
stabil_status stabil_results_attribute(stabil_results *results, const char *object,
                                       const char *name, const char **out,
                                       stabil_error *err) STABIL_MUST_USE;

#endif
