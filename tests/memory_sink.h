// SPDX-License-Identifier: GPL-3.0-or-later
// A sink that keeps every record in memory, for tests. Records may come from several
// threads at a time.
#ifndef STABIL_TESTS_MEMORY_SINK_H
#define STABIL_TESTS_MEMORY_SINK_H

#include <pthread.h>

#include "stabil/sink.h"

typedef struct stabil_memory_record { // owned copies; NULL where there is no record
  double *values, *initial, *education, *money, *retained, *contracts, *causes, *origins;
  double *strata, *bonds;
} stabil_memory_record;

typedef struct stabil_memory {
  pthread_mutex_t lock;
  const stabil_layout *layout;  // borrowed from the run: valid until `end`, see below
  stabil_memory_record *record; // [scenario][replicate - first_replicate]
  int scenarios, replicates, years, posts, programmes;
  int begun, ended, completed, records; // how often each was called; of `end`
  int *post_place, *post_role;          // copies that outlive the layout
  char **place_name, **role_name;
  int place_count, role_count;
} stabil_memory;

// A sink over `memory`, which the caller owns and frees after the run.
stabil_sink stabil_memory_sink(stabil_memory *memory);
void stabil_memory_free(stabil_memory *memory);

// The record of a replicate, counted from 0; NULL if it did not come.
const stabil_memory_record *stabil_memory_get(const stabil_memory *memory, int scenario,
                                              int replicate);
double stabil_memory_value(const stabil_memory *memory, int scenario, int replicate,
                           stabil_measure_id measure, int year, int post);

typedef struct stabil_moments {
  double mean, variance; // over replicates, divided by n - 1
  int n;
} stabil_moments;
stabil_moments stabil_memory_moments(const stabil_memory *memory, int scenario,
                                     stabil_measure_id measure, int year, int post);
stabil_moments stabil_moments_of(const double *sample, int n);

#endif
