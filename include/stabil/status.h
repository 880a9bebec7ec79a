// SPDX-License-Identifier: GPL-3.0-or-later
// Status codes, and the list of problems that a failing call fills in.
#ifndef STABIL_STATUS_H
#define STABIL_STATUS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// X(name, exit code of the command line (sysexits.h), text)
#define STABIL_STATUS_LIST(X)                                                            \
  X(OK, 0, "done")                                                                       \
  X(USAGE, 2, "wrong usage")                                                             \
  X(INPUT, 65, "invalid input")                                                          \
  X(MISSING, 66, "input missing or unreadable")                                          \
  X(DEFECT, 70, "a defect of Stabil itself")                                             \
  X(MEMORY, 71, "out of memory")                                                         \
  X(OUTPUT, 74, "output failed")                                                         \
  X(INTERRUPTED, 130, "interrupted")

typedef enum stabil_status {
#define STABIL_STATUS_ENUM(name, code, text) STABIL_##name = code,
  STABIL_STATUS_LIST(STABIL_STATUS_ENUM)
#undef STABIL_STATUS_ENUM
} stabil_status;

// The name of a code in lower case ("input") and its text ("invalid input").
const char *stabil_status_name(stabil_status status);
const char *stabil_status_text(stabil_status status);

// One thing that is wrong. `file` and `key` may be empty, never NULL; line and column
// count from 1, and 0 means that there is no place to point at.
typedef struct stabil_problem {
  stabil_status status;
  int line, column;
  const char *file;
  const char *key;  // key path, "roles.gp.turnover"
  const char *text; // what was found, what was expected, the nearest right spelling
} stabil_problem;

// A list of problems, owned by the caller: start from `stabil_error err = {0};` and end
// with stabil_error_clear(&err). The list owns every string in it. A NULL list is allowed
// wherever an error is taken: then only the status comes back.
typedef struct stabil_error {
  size_t count, capacity;
  stabil_problem *problems;
  size_t more; // found beyond the STABIL_MOST_PROBLEMS that are kept
} stabil_error;

#define STABIL_MOST_PROBLEMS 1000

// Free the list and make it empty again.
void stabil_error_clear(stabil_error *err);

#define STABIL_MUST_USE __attribute__((warn_unused_result))

#ifdef __cplusplus
}
#endif
#endif
