// SPDX-License-Identifier: GPL-3.0-or-later
// Where results go: the engine calls a sink and knows nothing of files.
#ifndef STABIL_SINK_H
#define STABIL_SINK_H

#include "stabil/record.h"
#include "stabil/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct stabil_sink {
  void *self;
  // Once, before anything is simulated: refuse here what cannot be written.
  stabil_status (*begin)(void *self, const stabil_layout *layout, stabil_error *err);
  // Once for every (scenario, replicate), in any order, from several threads at a time.
  stabil_status (*record)(void *self, const stabil_record *record, stabil_error *err);
  // Once. `completed` = replicates 0 .. completed - 1 (as offsets from first_replicate)
  // are there in every scenario; fewer than layout->replicates after an interruption.
  stabil_status (*end)(void *self, int completed, stabil_error *err);
} stabil_sink;

#ifdef __cplusplus
}
#endif
#endif
