// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Stands for the strings of a problem when memory is out; never freed.
static const char nothing[] = "";

// Without a default, so that the compiler names a code that the list gains and this
// lacks.
const char *stabil_status_name(stabil_status status) {
  switch (status) {
  case STABIL_OK:
    return "ok";
  case STABIL_USAGE:
    return "usage";
  case STABIL_INPUT:
    return "input";
  case STABIL_MISSING:
    return "missing";
  case STABIL_DEFECT:
    return "defect";
  case STABIL_MEMORY:
    return "memory";
  case STABIL_OUTPUT:
    return "output";
  case STABIL_INTERRUPTED:
    return "interrupted";
  }
  return "unknown";
}

const char *stabil_status_text(stabil_status status) {
#define STATUS_TEXT(name, code, text)                                                    \
  case STABIL_##name:                                                                    \
    return text;
  switch (status) { STABIL_STATUS_LIST(STATUS_TEXT) }
#undef STATUS_TEXT
  return "unknown status";
}

static stabil_problem *add_problem(stabil_error *err) {
  if (err->count == err->capacity) {
    size_t capacity = err->capacity ? 2 * err->capacity : 4;
    stabil_problem *problems = realloc(err->problems, capacity * sizeof *problems);
    if (!problems) return NULL;
    err->problems = problems;
    err->capacity = capacity;
  }
  return &err->problems[err->count++];
}

// The three strings lie behind each other in one block, which `file` owns.
static void fill_strings(stabil_problem *problem, const char *file, const char *key,
                         const char *format, va_list arguments) {
  size_t file_size = strlen(file) + 1, key_size = strlen(key) + 1;
  va_list again;
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  size_t text_size = length < 0 ? 1 : (size_t)length + 1;
  char *block = malloc(file_size + key_size + text_size);
  if (block) {
    memcpy(block, file, file_size);
    memcpy(block + file_size, key, key_size);
    char *text = block + file_size + key_size;
    text[0] = '\0';
    if (length >= 0) vsnprintf(text, text_size, format, again);
    problem->file = block;
    problem->key = block + file_size;
    problem->text = text;
  }
  va_end(again);
}

static void add(stabil_error *err, stabil_problem problem, const char *format,
                va_list arguments) {
  const char *file = problem.file ? problem.file : nothing;
  const char *key = problem.key ? problem.key : nothing;
  if (err && err->count >= STABIL_MOST_PROBLEMS) {
    err->more++;
    return;
  }
  stabil_problem *place = err ? add_problem(err) : NULL;
  if (!place) return;
  problem.file = problem.key = problem.text = nothing;
  *place = problem;
  fill_strings(place, file, key, format, arguments);
}

stabil_status stabil_fail(stabil_error *err, stabil_status status, const char *format,
                          ...) {
  va_list arguments;
  va_start(arguments, format);
  add(err, (stabil_problem){.status = status}, format, arguments);
  va_end(arguments);
  return status;
}

stabil_status stabil_fail_at(stabil_error *err, stabil_status status, stabil_mark mark,
                             const char *key, const char *format, ...) {
  stabil_problem problem = {.status = status,
                            .line = mark.line,
                            .column = mark.column,
                            .file = mark.file,
                            .key = key};
  va_list arguments;
  va_start(arguments, format);
  add(err, problem, format, arguments);
  va_end(arguments);
  return status;
}

void stabil_error_clear(stabil_error *err) {
  if (!err) return;
  for (size_t i = 0; i < err->count; i++) {
    if (err->problems[i].file != nothing) free((void *)err->problems[i].file);
  }
  free(err->problems);
  *err = (stabil_error){0};
}
