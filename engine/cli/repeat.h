// SPDX-License-Identifier: GPL-3.0-or-later
// A run out of its results: the study and the options are in the file.
#ifndef STABIL_CLI_REPEAT_H
#define STABIL_CLI_REPEAT_H

#include "cli/cli.h"
#include "output/results.h"

typedef struct stabil_repeat {
  stabil_results *results; // with the study's text and where it was
  char *words;             // what argv points into
  char **argv;             // of the run, from the command's name on; ends with NULL
  int argc;
} stabil_repeat;

// Is it a results file, by its name?
bool stabil_repeat_is(const char *path);
// STABIL_INPUT: the file does not say how it was made.
stabil_status stabil_repeat_open(const char *path, stabil_repeat *out,
                                 stabil_error *err) STABIL_MUST_USE;
void stabil_repeat_close(stabil_repeat *repeat); // one that is all zero is fine

#endif
