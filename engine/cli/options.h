// SPDX-License-Identifier: GPL-3.0-or-later
// From argv to stabil_arguments, and help, both driven by the option tables.
#ifndef STABIL_CLI_OPTIONS_H
#define STABIL_CLI_OPTIONS_H

#include "cli/cli.h"

// The rows that every command has, --help and --quiet; ends with a row without a name.
extern const stabil_option stabil_common_options[];

// Read argv[1] .. argv[argc - 1] by the command's table. Options and operands may be
// mixed and `--` ends the options; names must be written out, so that a later option
// cannot change what an abbreviation meant. *out borrows from argv. Returns -1 to go on,
// else the exit code: 0 (help was asked for and printed) or 2 (a message was printed). A
// command without a name is the program itself: its table is all there is, and reading
// stops at the first operand, the name of a command.
int stabil_cli_parse(const stabil_command *command, int argc, char **argv,
                     stabil_arguments *out);

// Usage, about, options, example; at most 80 columns wide.
void stabil_cli_help(const stabil_command *command, FILE *stream);

// The rows of one table, aligned, as they stand in the help.
void stabil_cli_help_options(const stabil_option *options, FILE *stream);

// Words wrapped at 80 columns; every line after the first starts at column `indent`.
// `column` is where the stream stands now.
void stabil_cli_wrap(const char *text, int column, int indent, FILE *stream);

// The last value of an option that was given, else NULL.
const char *stabil_cli_last(const stabil_arguments *arguments, int option);

// What --quiet sets; main sets it when the option stands before the command.
void stabil_cli_be_quiet(void);

#endif
