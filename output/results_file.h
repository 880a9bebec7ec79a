// SPDX-License-Identifier: GPL-3.0-or-later
// Variables and attributes of an open file. What is read is owned by the file's arena.
// Everything that is not as expected is STABIL_INPUT with the file and the variable.
#ifndef STABIL_OUTPUT_RESULTS_FILE_H
#define STABIL_OUTPUT_RESULTS_FILE_H

#include <stdbool.h>

#include <hdf5.h>

#include "base/arena.h"
#include "output/results.h"

typedef struct stabil_file {
  hid_t id; // -1: not open
  const char *path;
  stabil_arena *arena;
} stabil_file;

stabil_status stabil_file_open(stabil_file *file, const char *path,
                               stabil_error *err) STABIL_MUST_USE;
void stabil_file_close(stabil_file *file);
bool stabil_file_has(const stabil_file *file, const char *variable);

// A list: *count is how many there have to be, or -1 on entry for any number (which then
// comes back; at least one). A variable without dimensions is a list of one.
stabil_status stabil_file_texts(stabil_file *file, const char *variable, int *count,
                                const char *const **out,
                                stabil_error *err) STABIL_MUST_USE;
stabil_status stabil_file_ints(stabil_file *file, const char *variable, int *count,
                               const int **out, stabil_error *err) STABIL_MUST_USE;
stabil_status stabil_file_doubles(stabil_file *file, const char *variable, int count,
                                  const double **out, stabil_error *err) STABIL_MUST_USE;

stabil_status stabil_file_attribute(stabil_file *file, const char *object,
                                    const char *name, int *out,
                                    stabil_error *err) STABIL_MUST_USE;
stabil_status stabil_file_attribute_text(stabil_file *file, const char *object,
                                         const char *name, const char **out,
                                         stabil_error *err) STABIL_MUST_USE;

stabil_status stabil_file_block(const stabil_file *file, const char *variable,
                                const stabil_block *block, double *out,
                                stabil_error *err) STABIL_MUST_USE;

#endif
