// SPDX-License-Identifier: GPL-3.0-or-later
// How far a run is: the formatter (plain text, no clock, no terminal) and the meter that
// draws its line on a terminal.
#ifndef STABIL_CLI_PROGRESS_H
#define STABIL_CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "stabil/run.h"

enum { STABIL_NUMBER_SIZE = 32 }; // room for any of the texts below

// "1,234,567"
void stabil_format_count(char out[STABIL_NUMBER_SIZE], int64_t count);
// "950", "81.2 thousand", "45.6 million", "1.2 billion"
void stabil_format_large(char out[STABIL_NUMBER_SIZE], double value);
// "12.3 s", "2 min 3 s", "1 h 2 min"
void stabil_format_duration(char out[STABIL_NUMBER_SIZE], double seconds);
// "0:07", "12:30", "1:02:03"
void stabil_format_clock(char out[STABIL_NUMBER_SIZE], double seconds);

// One line of at most width - 1 characters (so that no terminal wraps it) and size - 1:
//   [##########..........]  50 %  500/1,000  45.6 million cohort-steps/s  0:12 left
// The bar goes first when the line is too narrow; time left needs one replicate done.
void stabil_progress_format(char *line, size_t size, const stabil_progress *progress,
                            double seconds, int width);

typedef struct stabil_meter {
  FILE *stream; // NULL: draw nothing
  double started, drawn;
  int length; // characters on the line now
} stabil_meter;

// Start the clock; draw on `stream` only if it is a terminal and `visible`.
void stabil_meter_start(stabil_meter *meter, FILE *stream, bool visible);
// A stabil_run_options.progress whose context is the meter. Draws ten times a second at
// most.
void stabil_meter_update(void *context, const stabil_progress *progress);
// Wipe the line, so that a message can take its place.
void stabil_meter_clear(stabil_meter *meter);
double stabil_meter_seconds(const stabil_meter *meter);

#endif
