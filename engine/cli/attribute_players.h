// SPDX-License-Identifier: GPL-3.0-or-later
// Who the players of a scenario are: its measures, what it includes, or groups of a file.
#ifndef STABIL_CLI_ATTRIBUTE_PLAYERS_H
#define STABIL_CLI_ATTRIBUTE_PLAYERS_H

#include "scenario/study.h"
#include "stabil/status.h"

typedef struct stabil_players {
  int count;
  const char **name;
  int uses;       // of the scenario, those of included ones first
  int *player_of; // [uses]
  int worker;     // the player that is the scenario's systematic work; -1: it has none
} stabil_players;

// Systematic work, where the scenario has any, is a player of its own in all of them.
// All uses of a measure are one player. What is found lives in the arena.
stabil_status stabil_players_by_measure(const stabil_study *study, int scenario,
                                        stabil_arena *arena, stabil_players *out,
                                        stabil_error *err) STABIL_MUST_USE;

// Each scenario that is included is one, with what it includes itself; the scenario's own
// uses are one more, of its name.
stabil_status stabil_players_by_include(const stabil_study *study, int scenario,
                                        stabil_arena *arena, stabil_players *out,
                                        stabil_error *err) STABIL_MUST_USE;

// As a YAML file says, {group: [measure, ...], ...}; other measures stay on their own.
stabil_status stabil_players_by_file(const stabil_study *study, int scenario,
                                     const char *path, stabil_arena *arena,
                                     stabil_players *out,
                                     stabil_error *err) STABIL_MUST_USE;

#endif
