// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/repeat.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

bool stabil_repeat_is(const char *path) {
  const size_t length = strlen(path);
  return length > 3 && strcmp(path + length - 3, ".h5") == 0;
}

// The next word of a command line as main writes it, where only single quotes and \'
// stand for something else. The word is written to *out, which moves on behind its end.
static const char *next_word(const char *text, char **out) {
  bool quoted = false;
  for (; *text && (quoted || *text != ' '); text++) {
    if (*text == '\'')
      quoted = !quoted;
    else if (*text == '\\' && !quoted && text[1])
      *(*out)++ = *++text;
    else
      *(*out)++ = *text;
  }
  *(*out)++ = '\0';
  return text + strspn(text, " ");
}

static bool split(const char *line, stabil_repeat *r) {
  const size_t size = strlen(line) + 2;
  r->words = malloc(size);
  r->argv = calloc(size, sizeof *r->argv);
  if (!r->words || !r->argv) return false;
  char *end = r->words;
  bool command = false; // options of the program itself come before its name
  while (*line) {
    char *word = end;
    line = next_word(line, &end);
    command = command || strcmp(word, "run") == 0;
    if (command) r->argv[r->argc++] = word;
  }
  return true;
}

stabil_status stabil_repeat_open(const char *path, stabil_repeat *out,
                                 stabil_error *err) {
  *out = (stabil_repeat){0};
  stabil_status status = stabil_results_open(path, &out->results, err);
  if (status != STABIL_OK) return status;
  const stabil_layout *layout = stabil_results_layout(out->results);
  if (!split(layout->command ? layout->command : "", out))
    status = stabil_fail(err, STABIL_MEMORY, "out of memory");
  else if (out->argc == 0 || !layout->study_text || !*layout->study_text)
    status = stabil_fail(
        err, STABIL_INPUT,
        "%s does not say which command made it, so it cannot be repeated", path);
  if (status != STABIL_OK) stabil_repeat_close(out);
  return status;
}

void stabil_repeat_close(stabil_repeat *repeat) {
  stabil_results_free(repeat->results);
  free(repeat->words);
  free(repeat->argv);
  *repeat = (stabil_repeat){0};
}
