// SPDX-License-Identifier: GPL-3.0-or-later
// The command line: one table of commands and options, read by main, help and docs alike.
#ifndef STABIL_CLI_H
#define STABIL_CLI_H

#include <stdbool.h>
#include <stdio.h>

#include "stabil/status.h"

typedef struct stabil_option {
  const char *name;     // "replicates"
  char letter;          // 'o', or 0
  const char *argument; // "N", or NULL for a flag
  const char *text;
} stabil_option;

// What getopt_long found: values[i] belongs to options[i] of the command. A flag that is
// given counts in given[i]; an option that may be repeated keeps all its values.
typedef struct stabil_arguments {
  int operand_count;
  char **operands;
  int given[32];
  const char *values[32][64];
  const char *command_line; // the whole of it, for provenance
} stabil_arguments;

typedef struct stabil_command {
  const char *name, *operands, *about, *example;
  const stabil_option *options;                  // ends with a row whose name is NULL
  int min_operands, max_operands;                // max < 0: any number
  int (*run)(const stabil_arguments *arguments); // returns the exit code
} stabil_command;

extern const stabil_command stabil_command_run;       // run.c
extern const stabil_command stabil_command_check;     // check.c
extern const stabil_command stabil_command_explain;   // explain.c
extern const stabil_command stabil_command_compare;   // compare.c
extern const stabil_command stabil_command_contrast;  // contrast.c
extern const stabil_command stabil_command_attribute; // attribute.c
extern const stabil_command stabil_command_plan;      // plan.c
extern const stabil_command stabil_command_export;    // export.c
extern const stabil_command stabil_command_report;    // report.c
extern const stabil_command stabil_command_schema;    // schema_command.c
extern const stabil_command stabil_command_init;      // init.c

// Print the problems as `file:line:column: key: text` on stderr, with the line of the
// file if that is a terminal, and return the exit code of `status` (the sysexits number).
// The list is cleared.
int stabil_cli_fail(stabil_status status, stabil_error *err);

// Parse option values; on a wrong one print a message and return false (exit code 2).
bool stabil_cli_int(const char *option, const char *text, long low, long high, long *out);
bool stabil_cli_quiet(void);          // --quiet was given (a global option)
bool stabil_cli_colour(FILE *stream); // a terminal, and NO_COLOR unset

#endif
