// SPDX-License-Identifier: GPL-3.0-or-later
// How problems are reported inside the engine, and the one-exit idiom.
#ifndef STABIL_BASE_ERROR_H
#define STABIL_BASE_ERROR_H

#include "stabil/status.h"

// A place in an input file. `file` outlives every mark that points at it.
typedef struct stabil_mark {
  const char *file;
  int line, column; // from 1; 0: nowhere
} stabil_mark;

// Add a problem to the list and return its status, so that callers can write
//   return stabil_fail(err, STABIL_OUTPUT, "cannot write %s: %s", path, strerror(errno));
stabil_status stabil_fail(stabil_error *err, stabil_status status, const char *format,
                          ...) __attribute__((format(printf, 3, 4)));

// The same with a place and a key path (either may be absent: mark.file NULL, key NULL).
stabil_status stabil_fail_at(stabil_error *err, stabil_status status, stabil_mark mark,
                             const char *key, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

// One exit per fallible function:
//   stabil_status status = STABIL_OK;
//   TRY(status, first(...));
//   TRY(status, second(...));
// out:
//   free(...); return status;
#define TRY(status, call)                                                                \
  do {                                                                                   \
    (status) = (call);                                                                   \
    if ((status) != STABIL_OK) goto out;                                                 \
  } while (0)

#endif
