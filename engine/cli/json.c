// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/json.h"

#include <stdlib.h>

bool stabil_cli_print_json(json_t *value, size_t flags, FILE *stream) {
  char *text = value ? json_dumps(value, flags) : NULL;
  const bool good = text != NULL;
  if (good) {
    fputs(text, stream);
    fputc('\n', stream);
  }
  free(text);
  json_decref(value);
  return good;
}
