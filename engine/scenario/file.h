// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes of a file that somebody else wrote: as many as a study may have, and never a
// wait for what does not come.
#ifndef STABIL_SCENARIO_FILE_H
#define STABIL_SCENARIO_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "stabil/status.h"

typedef struct stabil_file_text { // the caller frees `text`
  char *text;
  size_t length;
} stabil_file_text;

// Read a file to its end, or until it is longer than STABIL_DOCUMENT_BYTES. `regular`: no
// pipe or device. On STABIL_MISSING `why` says why.
stabil_status stabil_file_read(const char *path, bool regular, stabil_file_text *out,
                               const char **why) STABIL_MUST_USE;

#endif
