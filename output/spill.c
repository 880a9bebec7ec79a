// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/spill.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "output/io.h"

enum { ZEROS, FIXED, DOUBLES }; // forms of a row; FIXED: int32 of 2^-10
static const double fixed_one = 1024;

static bool lay_out(stabil_spill *spill) {
  off_t end = 0;
  for (int i = 0; i < spill->fields; i++) {
    spill->start[i] = end;
    end += (off_t)(spill->length[i] * sizeof(double)) * spill->replicates;
  }
  spill->scenario_size = end;
  size_t rows =
      (size_t)spill->scenarios * (size_t)spill->fields * (size_t)spill->replicates;
  spill->form = calloc(rows + 1, 1);
  return spill->form != NULL;
}

stabil_status stabil_spill_open(stabil_spill *spill, const char *output,
                                stabil_error *err) {
  static const char suffix[] = ".spill-XXXXXX";
  size_t length = strlen(output);
  spill->file = -1;
  char *name = malloc(length + sizeof suffix);
  if (!name || !lay_out(spill)) {
    free(name);
    return stabil_fail(err, STABIL_MEMORY, "out of memory");
  }
  memcpy(name, output, length);
  memcpy(name + length, suffix, sizeof suffix);
  spill->file = mkstemp(name);
  int error = errno;
  if (spill->file >= 0 && unlink(name) != 0) error = errno;
  free(name);
  if (spill->file >= 0) return STABIL_OK;
  return stabil_fail(err, STABIL_OUTPUT, "cannot write beside %s: %s", output,
                     strerror(error));
}

void stabil_spill_close(stabil_spill *spill) {
  if (!spill->form) return;
  if (spill->file >= 0) close(spill->file);
  free(spill->form);
  *spill = (stabil_spill){.file = -1};
}

static unsigned char *form_of(const stabil_spill *spill, stabil_row row) {
  size_t field = (size_t)row.scenario * (size_t)spill->fields + (size_t)row.field;
  return spill->form + field * (size_t)spill->replicates + row.replicate;
}

static off_t offset_of(const stabil_spill *spill, stabil_row row) {
  off_t row_size = (off_t)(spill->length[row.field] * sizeof(double));
  return row.scenario * spill->scenario_size + spill->start[row.field] +
         row.replicate * row_size;
}

// Can every number be written as int32 of 2^-10? Then `out` has them; *any tells whether
// one is not 0. (A negative zero comes back as zero.)
static bool to_fixed(const double *values, size_t count, int32_t *out, bool *any) {
  bool exact = true;
  int32_t bits = 0;
  for (size_t i = 0; i < count; i++) {
    double scaled = values[i] * fixed_one;
    bool fits = scaled > -2147483648.0 && scaled < 2147483648.0;
    out[i] = (int32_t)(fits ? scaled : 0.0);
    exact &= fits && (double)out[i] == scaled;
    bits |= out[i];
  }
  *any = bits != 0;
  return exact;
}

int stabil_spill_write(stabil_spill *spill, stabil_row row, const double *values,
                       int32_t *scratch) {
  size_t count = spill->length[row.field];
  off_t offset = offset_of(spill, row);
  bool any = false;
  bool fixed = to_fixed(values, count, scratch, &any);
  unsigned char form = ZEROS;
  int error = 0;
  if (fixed && any) {
    form = FIXED;
    error = stabil_io_write(spill->file, scratch, count * sizeof *scratch, offset);
  } else if (!fixed) {
    form = DOUBLES;
    error = stabil_io_write(spill->file, values, count * sizeof *values, offset);
  }
  *form_of(spill, row) = form;
  return error;
}

// The fixed numbers were read into the upper half of `out`; widen them from the front,
// which never overtakes what is still to be read.
static void widen(double *out, size_t count) {
  enum { BLOCK = 256 };
  int32_t block[BLOCK];
  const char *from = (const char *)out + count * (sizeof *out - sizeof *block);
  for (size_t i = 0; i < count; i += BLOCK) {
    size_t n = count - i < BLOCK ? count - i : BLOCK;
    memcpy(block, from + i * sizeof *block, n * sizeof *block);
    for (size_t k = 0; k < n; k++) out[i + k] = block[k] * (1 / fixed_one);
  }
}

int stabil_spill_read(const stabil_spill *spill, stabil_row row, size_t first,
                      size_t count, double *out) {
  off_t offset = offset_of(spill, row);
  switch (*form_of(spill, row)) {
  case FIXED: {
    int32_t *half = (int32_t *)out + count;
    off_t at = offset + (off_t)(first * sizeof *half);
    int error = stabil_io_read(spill->file, half, count * sizeof *half, at);
    if (error == 0) widen(out, count);
    return error;
  }
  case DOUBLES:
    return stabil_io_read(spill->file, out, count * sizeof *out,
                          offset + (off_t)(first * sizeof *out));
  default:
    memset(out, 0, count * sizeof *out);
    return 0;
  }
}
