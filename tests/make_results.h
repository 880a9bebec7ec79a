// SPDX-License-Identifier: GPL-3.0-or-later
// An invented run: a layout, and records of numbers that are made from hashes, fulfil the
// identities of posts, capacity and people exactly, and say nothing about the world.
#ifndef STABIL_TESTS_MAKE_RESULTS_H
#define STABIL_TESTS_MAKE_RESULTS_H

#include "base/arena.h"
#include "stabil/sink.h"

typedef struct stabil_invented_size {
  int scenarios, replicates, first_replicate, draws, years, municipalities;
} stabil_invented_size;

typedef struct stabil_invented {
  stabil_arena *arena;
  stabil_layout layout;
} stabil_invented;

// Two posts in each municipality, two in a hospital, four in the rest of the country;
// scenario 0 is the baseline. Municipality 0 funds no gp in odd years.
stabil_invented stabil_invented_create(stabil_invented_size size);
void stabil_invented_free(stabil_invented *run);

// The record of a scenario and a replicate (a coordinate); memory from `arena`.
stabil_record stabil_invented_record(const stabil_invented *run, int scenario,
                                     int replicate, stabil_arena *arena);

// Hand all records to a sink that has begun, from several threads, the last replicate
// first. Returns the first failure.
stabil_status stabil_invented_feed(const stabil_invented *run, stabil_sink sink,
                                   int threads);

// begin, feed, end: the whole file.
stabil_status stabil_invented_write(const stabil_invented *run, const char *path,
                                    int threads, stabil_error *err);

#endif
