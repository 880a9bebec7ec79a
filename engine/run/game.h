// SPDX-License-Identifier: GPL-3.0-or-later
// A scenario as a game: its players are measures, or groups of them, and a coalition is
// worth what the scenario gives with these players alone, in one replicate. Coalitions of
// one replicate share their random numbers and parameter draw.
#ifndef STABIL_RUN_GAME_H
#define STABIL_RUN_GAME_H

#include "scenario/variant.h"
#include "stabil/run.h"

enum { STABIL_MOST_PLAYERS = 64 }; // bits of a coalition

// In place of a measure: wages, locums, rotation and recruitment of the area's posts, and
// the programmes and incentives of all of the modelled places, less what bonds bring that
// are bought out: what a measure costs counts wherever it is paid.
#define STABIL_NET_COST STABIL_MEASURE_NONE

typedef struct stabil_game_area { // of the modelled places
  enum { STABIL_AREA_REGION, STABIL_AREA_DISTRICT, STABIL_AREA_CLASS } kind;
  int class; // of centrality
} stabil_game_area;

typedef struct stabil_game {
  const stabil_study *study;
  int scenario; // index
  int players;
  const char *const *name;    // [players]: of whom the order of permutations is drawn
  const int *player_of;       // [stabil_variant_uses of the scenario]
  const stabil_variant *like; // evidence, interaction, floor of every coalition; NULL
  int worker;                 // the player that is its systematic work; -1: none is
  int outcomes;
  const stabil_measure_id *outcome;
  stabil_game_area area;
  int first_year, last_year; // from 0: yearly values are averaged over these years
  uint64_t seed;             // of runs and permutations
  int draws;                 // 1: central values
  bool expected;             // what is expected; draws 1, every replicate is the same
  int threads;               // 0: one for each processor
  void (*progress)(void *context, const stabil_progress *progress); // may be NULL
  void *context;
  const volatile int *stop; // may be NULL
} stabil_game;

typedef struct stabil_coalition {
  int replicate; // from 1
  uint64_t players;
} stabil_coalition;

// Everybody.
uint64_t stabil_game_all(const stabil_game *game);

// The worth of coalitions, [count][outcomes], those of a replicate side by side. NaN
// where the outcome is not there.
stabil_status stabil_game_play(const stabil_game *game, const stabil_coalition *list,
                               int count, double *worth,
                               stabil_error *err) STABIL_MUST_USE;

#endif
