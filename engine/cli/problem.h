// SPDX-License-Identifier: GPL-3.0-or-later
// Problems as people and tools read them.
#ifndef STABIL_CLI_PROBLEM_H
#define STABIL_CLI_PROBLEM_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "stabil/status.h"

// Text is cut off after so many; --json gives all that are kept.
#define STABIL_CLI_SHOWN 50

// A line for each: `file:line:column: key: text`, the line of the file with a caret below
// it if `source`, in bold if `colour`; what is left out is counted.
void stabil_cli_print_problems(const stabil_error *err, bool source, bool colour,
                               FILE *stream);

// The same as a list of objects: file, line, column, key, found, expected, suggestion,
// message, status. What a message does not have is null.
json_t *stabil_cli_json_problems(const stabil_error *err);
// A text; what is not UTF-8 in it becomes question marks.
json_t *stabil_cli_json_text(const char *text);

#endif
