// SPDX-License-Identifier: GPL-3.0-or-later
// Where the variance of a result comes from: nested analysis of variance with random
// effects (docs/model.md 6.3).
#ifndef STABIL_OUTPUT_VARIANCE_H
#define STABIL_OUTPUT_VARIANCE_H

#include <stdbool.h>
#include <stddef.h>

#include "output/statistic.h"

// X(ID, name)
#define STABIL_VARIANCE_LIST(X)                                                          \
  X(PARAMETER, parameter) /* between draws of the uncertain numbers */                   \
  X(SHOCK, shock)         /* between paths of shocks of a draw */                        \
  X(CHANCE, chance)       /* between replicates of a path */                             \
  X(TOTAL, total)         /* the sum of them */

typedef enum stabil_variance_part {
#define STABIL_VARIANCE_ENUM(ID, name) STABIL_VARIANCE_##ID,
  STABIL_VARIANCE_LIST(STABIL_VARIANCE_ENUM)
#undef STABIL_VARIANCE_ENUM
      STABIL_VARIANCE_COUNT
} stabil_variance_part;

const char *stabil_variance_name(stabil_variance_part part);

// Unbiased estimates, which chance may push below zero, and their jackknife standard
// errors. NaN: not to be told from these replicates. Without paths of shocks CHANCE holds
// the shocks and SHOCK is NaN; with one draw PARAMETER is NaN.
typedef struct stabil_variance {
  double value[STABIL_VARIANCE_COUNT], error[STABIL_VARIANCE_COUNT];
  double share[STABIL_VARIANCE_COUNT], share_error[STABIL_VARIANCE_COUNT]; // of the total
} stabil_variance;

// `path` of each replicate, within its draw, or NULL. Values that are NaN are left out.
// False when memory is out.
bool stabil_variance_split(const double *value, size_t count, stabil_draws draws,
                           const int *path, stabil_variance *out);

#endif
