// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/problem.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <wchar.h>

#include "base/text.h"

enum {
  WINDOW = 72,   // columns of a source line that are shown
  AHEAD = 12,    // of them after the place, where a line is long
  LONGEST = 4096 // no line is looked at beyond this many bytes
};

// --- text that others wrote
// -------------------------------------------------------------

// The length of the character at `text`: 1 where it is not UTF-8.
static size_t character(const char *text) {
  size_t length = 1;
  while (length < 4 && ((unsigned char)text[length] & 0xC0) == 0x80) length++;
  return stabil_text_utf8(text, length) ? length : 1;
}

// What would move the cursor or change the terminal, and what is not a character.
static bool unprintable(const char *text, size_t length) {
  const unsigned char *c = (const unsigned char *)text;
  if (length == 1) return c[0] < 0x20 || c[0] >= 0x7F;
  bool control = length == 2 && c[0] == 0xC2 && c[1] < 0xA0;
  // U+2028 to U+202E and U+2066 to U+2069: lines and the direction of writing
  bool order = length == 3 && c[0] == 0xE2 &&
               ((c[1] == 0x80 && c[2] >= 0xA8 && c[2] <= 0xAE) ||
                (c[1] == 0x81 && c[2] >= 0xA6 && c[2] <= 0xA9));
  return control || order;
}

// Messages quote files: nothing in a file reaches the terminal but characters.
static void put_text(const char *text, FILE *stream) {
  while (*text != 0) {
    const char *end = text;
    size_t length = 0;
    for (; *end != 0; end += length) {
      length = character(end);
      if (unprintable(end, length)) break;
    }
    (void)fwrite(text, 1, (size_t)(end - text), stream);
    for (text = end; *end != 0 && text < end + length; text++)
      fprintf(stream, "\\x%02X", (unsigned)(unsigned char)*text);
  }
}

// --- the line of the file
// ---------------------------------------------------------------------

// Read line `number` of a file that is still what it was; the caller frees it.
static char *source_line(const char *path, int number) {
  struct stat info;
  char *line = NULL;
  size_t size = 0;
  ssize_t length = -1;
  // A pipe was read once and is gone; a device has no lines.
  if (stat(path, &info) != 0 || !S_ISREG(info.st_mode)) return NULL;
  FILE *file = fopen(path, "rb");
  if (file == NULL) return NULL;
  for (int i = 0; i < number; i++) length = getline(&line, &size, file);
  (void)fclose(file);
  if (length >= 0) {
    line[strcspn(line, "\r\n")] = 0;
    return line;
  }
  free(line);
  return NULL;
}

static int columns_of(const char *text, size_t length) {
  wchar_t wide = 0;
  if (length > 1 && mbtowc(&wide, text, length) == (int)length) {
    int columns = wcwidth(wide);
    return columns < 0 ? 1 : columns;
  }
  return 1;
}

// One character, or what stands for it, as wide as columns_of says.
static void put_character(const char *text, size_t length, FILE *stream) {
  if (*text == '\t')
    fputc(' ', stream);
  else if (unprintable(text, length))
    fputc('?', stream);
  else
    (void)fwrite(text, 1, length, stream);
}

// Where the window on a long line begins, in characters.
static int window_start(int column) {
  return column <= WINDOW - AHEAD ? 0 : column - (WINDOW - AHEAD);
}

static void print_window(const char *line, int column, FILE *stream) {
  int start = window_start(column), at = 0, caret = 0, shown = 0;
  fputs(start > 0 ? "..." : "", stream);
  for (const char *c = line; *c != 0 && shown < WINDOW;) {
    size_t length = character(c);
    if (at >= start) {
      int wide = columns_of(c, length);
      put_character(c, length, stream);
      shown += wide;
      if (at + 1 < column) caret += wide;
    }
    at++;
    c += length;
  }
  if (at + 1 < column) caret += column - 1 - (at > start ? at : start);
  fprintf(stream, "\n       | %*s", caret + (start > 0 ? 3 : 0), "");
}

static void print_source(const stabil_problem *problem, bool colour, FILE *stream) {
  if (problem->line <= 0 || problem->column <= 0) return;
  char *line = source_line(problem->file, problem->line);
  // Far to the right there is nothing to see for people.
  if (line != NULL && problem->column <= LONGEST) {
    fprintf(stream, "%6d | ", problem->line);
    print_window(line, problem->column, stream);
    fputs(colour ? "\033[1;31m^\033[0m\n" : "^\n", stream);
  }
  free(line);
}

// --- a problem as a line
// ---------------------------------------------------------------------

static void print_problem(const stabil_problem *problem, bool colour, FILE *stream) {
  if (colour) fputs("\033[1m", stream);
  put_text(problem->file, stream);
  if (*problem->file) fputc(':', stream);
  if (problem->line > 0) fprintf(stream, "%d:", problem->line);
  if (problem->line > 0 && problem->column > 0) fprintf(stream, "%d:", problem->column);
  if (!*problem->file && problem->line <= 0) fputs("stabil:", stream);
  if (colour) fputs("\033[0m", stream);
  if (*problem->key) {
    fputc(' ', stream);
    put_text(problem->key, stream);
    fputc(':', stream);
  }
  fputc(' ', stream);
  put_text(problem->text, stream);
  fputc('\n', stream);
}

void stabil_cli_print_problems(const stabil_error *err, bool source, bool colour,
                               FILE *stream) {
  size_t shown = err->count < STABIL_CLI_SHOWN ? err->count : STABIL_CLI_SHOWN;
  for (size_t i = 0; i < shown; i++) {
    print_problem(&err->problems[i], colour, stream);
    if (source) print_source(&err->problems[i], colour, stream);
  }
  size_t rest = err->count - shown + err->more;
  if (rest > 0)
    fprintf(stream, "stabil: and %zu more problem%s\n", rest, rest == 1 ? "" : "s");
}

// --- as objects
// ---------------------------------------------------------------------------

// JSON is UTF-8; a name of a file need not be.
static json_t *json_text(const char *text, size_t length) {
  json_t *value = json_stringn(text, length);
  if (value != NULL) return value;
  char *copy = strndup(text, length);
  for (char *c = copy; c != NULL && *c != 0;) {
    size_t step = character(c);
    if (step == 1 && (unsigned char)*c >= 0x80) *c = '?';
    c += step;
  }
  value = copy == NULL ? NULL : json_string(copy);
  free(copy);
  return value;
}

json_t *stabil_cli_json_text(const char *text) {
  return json_text(text, strlen(text));
}

typedef struct span {
  const char *text; // NULL: there is none
  size_t length;
} span;

static json_t *json_span(span part) {
  return part.text == NULL ? json_null() : json_text(part.text, part.length);
}

static const char *last(const char *text, const char *words) {
  const char *found = NULL;
  for (const char *at = strstr(text, words); at != NULL; at = strstr(at + 1, words))
    found = at;
  return found;
}

// Every message that has these parts puts them in the same words (docs/errors.md).
typedef struct parts {
  span found, expected, suggestion;
} parts;

static parts parts_of(const char *text) {
  static const char near[] = "; did you mean '", expected[] = ", expected ";
  parts out = {0};
  const char *end = text + strlen(text);
  const char *hint = last(text, near);
  if (hint != NULL && end - hint > (int)sizeof near && strcmp(end - 2, "'?") == 0) {
    out.suggestion.text = hint + sizeof near - 1;
    out.suggestion.length = (size_t)(end - 2 - out.suggestion.text);
    end = hint;
  }
  const char *wanted = last(text, expected);
  if (wanted != NULL && wanted < end) {
    out.expected.text = wanted + sizeof expected - 1;
    out.expected.length = (size_t)(end - out.expected.text);
    end = wanted;
  }
  const char *quote = strchr(text, '\'');
  if (strncmp(text, "found ", 6) == 0)
    out.found = (span){text + 6, (size_t)(end - text - 6)};
  else if (strncmp(text, "unknown ", 8) == 0 && quote != NULL && quote < end) {
    while (end > quote + 1 && end[-1] != '\'') end--; // `: there is none`
    out.found = (span){quote, (size_t)(end - quote)};
  }
  return out;
}

static json_t *json_problem(const stabil_problem *p) {
  parts part = parts_of(p->text);
  return json_pack("{s:o, s:i, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:s}", "file",
                   stabil_cli_json_text(p->file), "line", p->line, "column", p->column,
                   "key", stabil_cli_json_text(p->key), "found", json_span(part.found),
                   "expected", json_span(part.expected), "suggestion",
                   json_span(part.suggestion), "message", stabil_cli_json_text(p->text),
                   "text", stabil_cli_json_text(p->text), "status",
                   stabil_status_name(p->status));
}

json_t *stabil_cli_json_problems(const stabil_error *err) {
  json_t *list = json_array();
  for (size_t i = 0; i < err->count; i++)
    (void)json_array_append_new(list, json_problem(&err->problems[i]));
  return list;
}
