// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/read.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "cli/options.h"

stabil_status stabil_cli_unknown(stabil_error *err, const char *what, const char *name,
                                 const char *const *known, size_t count) {
  const char *nearest = stabil_text_nearest(name, known, count);
  if (nearest)
    return stabil_fail(err, STABIL_USAGE, "unknown %s '%s'; did you mean '%s'?", what,
                       name, nearest);
  return stabil_fail(err, STABIL_USAGE, "unknown %s '%s'", what, name);
}

stabil_status stabil_cli_whole(const stabil_arguments *arguments,
                               const stabil_option *options, stabil_whole which, int *out,
                               stabil_error *err) {
  const char *text = stabil_cli_last(arguments, which.option);
  int64_t value;
  if (!text) return STABIL_OK;
  if (!stabil_text_int64(text, &value) || value < which.low || value > which.high)
    return stabil_fail(err, STABIL_USAGE,
                       "--%s: '%s' is not a whole number from %d to %d",
                       options[which.option].name, text, which.low, which.high);
  *out = (int)value;
  return STABIL_OK;
}

stabil_status stabil_cli_measure(const char *name, stabil_measure_id *out,
                                 stabil_error *err) {
  const char *known[STABIL_MEASURE_COUNT];
  *out = stabil_measure_find(name);
  if (*out != STABIL_MEASURE_NONE) return STABIL_OK;
  for (stabil_measure_id i = 0; i < STABIL_MEASURE_COUNT; i++)
    known[i] = stabil_measure_get(i)->name;
  return stabil_cli_unknown(err, "measure", name, known, STABIL_MEASURE_COUNT);
}

stabil_status stabil_cli_scenario(const char *name, const stabil_study *study, int *out,
                                  stabil_error *err) {
  stabil_status status = STABIL_OK;
  if (!name)
    return stabil_fail(err, STABIL_USAGE, "--scenario is missing: the bundle to look at");
  const char **known = calloc((size_t)study->scenario_count + 1, sizeof *known);
  if (!known) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  *out = -1;
  for (int i = 0; i < study->scenario_count; i++) {
    known[i] = study->scenario[i].name;
    if (strcmp(known[i], name) == 0) *out = i;
  }
  if (*out < 0)
    status =
        stabil_cli_unknown(err, "scenario", name, known, (size_t)study->scenario_count);
  free(known);
  return status;
}
