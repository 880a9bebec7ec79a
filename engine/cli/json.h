// SPDX-License-Identifier: GPL-3.0-or-later
// JSON on a stream.
#ifndef STABIL_CLI_JSON_H
#define STABIL_CLI_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

// Print a value and a line end, and let go of it. False: memory was out (then the value
// may be NULL). That the stream takes no more, because the reader left or the disk is
// full, is not told here: the program looks at standard output as it ends.
bool stabil_cli_print_json(json_t *value, size_t flags, FILE *stream);

#endif
