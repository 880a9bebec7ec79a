// SPDX-License-Identifier: GPL-3.0-or-later
// libFuzzer: any bytes as a study. Run in tests/cases/bad, so that the base of the seeds
// is found.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "stabil/scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// A study that was refused says why, one that was read has been refused nothing.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  stabil_error err = {0};
  stabil_study *study = NULL;
  // A copy without a byte behind it: reading past the end is seen.
  char *text = malloc(size > 0 ? size : 1);
  if (text == NULL) return 0;
  memcpy(text, data, size);
  stabil_status status = stabil_study_parse(text, size, "fuzz.yaml", &study, &err);
  free(text);
  if ((status == STABIL_OK) != (study != NULL)) abort();
  if ((status == STABIL_OK) != (err.count == 0)) abort();
  if (status != STABIL_OK && status != STABIL_INPUT && status != STABIL_MISSING) abort();
  for (size_t i = 0; i < err.count; i++)
    if (err.problems[i].text[0] == 0 || err.problems[i].file[0] == 0) abort();
  stabil_error_clear(&err);
  stabil_study_free(study);
  return 0;
}
