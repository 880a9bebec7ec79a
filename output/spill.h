// SPDX-License-Identifier: GPL-3.0-or-later
// The spill file: the numbers of a run while it goes on, so that exact quantiles over
// replicates need no memory for them. It has no name (unlinked as soon as it is open) and
// lies beside the output, on the disk that the output is meant for.
//
// A row is one field of one replicate of one scenario; the rows of a field lie together,
// so that one scenario's field is read front to back. Rows of whole numbers of 2^-10
// (people, full-time equivalents) take four bytes a number, rows of zeros none.
#ifndef STABIL_OUTPUT_SPILL_H
#define STABIL_OUTPUT_SPILL_H

#include <stdint.h>
#include <sys/types.h>

#include "stabil/status.h"

enum { STABIL_SPILL_FIELDS = 96 }; // at most

typedef struct stabil_spill {
  int file; // -1: not open
  int scenarios, replicates, fields;
  size_t length[STABIL_SPILL_FIELDS]; // numbers in a row
  off_t start[STABIL_SPILL_FIELDS];   // of the field, within a scenario
  off_t scenario_size;
  unsigned char *form; // of every row: how its numbers are written
} stabil_spill;

// Which row.
typedef struct stabil_row {
  int scenario, field, replicate; // replicate counts from 0
} stabil_row;

// `spill` comes with scenarios, replicates, fields and lengths filled in.
stabil_status stabil_spill_open(stabil_spill *spill, const char *output,
                                stabil_error *err) STABIL_MUST_USE;
void stabil_spill_close(stabil_spill *spill); // a spill that is all zero is fine

// Write a row; several threads may write different rows. `scratch` has room for the row.
// Returns 0 or an errno.
int stabil_spill_write(stabil_spill *spill, stabil_row row, const double *values,
                       int32_t *scratch) STABIL_MUST_USE;

// Read `count` numbers of a row from `first` on. Returns 0 or an errno.
int stabil_spill_read(const stabil_spill *spill, stabil_row row, size_t first,
                      size_t count, double *out) STABIL_MUST_USE;

#endif
