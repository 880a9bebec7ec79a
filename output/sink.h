// SPDX-License-Identifier: GPL-3.0-or-later
// The sink that writes results to an HDF5 file.
#ifndef STABIL_OUTPUT_SINK_H
#define STABIL_OUTPUT_SINK_H

#include "stabil/sink.h"

typedef struct stabil_hdf5_options {
  const char *libraries; // versions of other libraries, for provenance: "GSL 2.7.1"
  int threads;           // that compress and summarise; 0: as OpenMP would have
} stabil_hdf5_options;

// Make a sink for the file `path`. `options` may be NULL; both are copied.
//
// begin() keeps a copy of the layout and pointers to its arrays, which have to live until
// end(). It creates a nameless spill file beside `path`: STABIL_OUTPUT if that is not
// possible. record() may be called from several threads; memory does not grow with the
// records. end() writes PATH.partial-<process> and renames it to `path` when it is
// complete and on the disk; on any failure it removes it and what was at `path` stays as
// it was. With fewer replicates than planned the file holds those that are complete and
// says so (provenance, attribute `finished`); with none nothing is written.
//
// The first failure (STABIL_OUTPUT: the disk is full) is repeated by every later call.
stabil_status stabil_hdf5_sink_create(const char *path,
                                      const stabil_hdf5_options *options,
                                      stabil_sink *out,
                                      stabil_error *err) STABIL_MUST_USE;
// Frees what create() made; a sink that is all zero, or NULL, is fine.
void stabil_hdf5_sink_free(stabil_sink *sink);

// The version of the HDF5 library, "1.10.8".
const char *stabil_hdf5_version(void);

#endif
