// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/rank.h"

#include <math.h>
#include <string.h>

static const char *suffix(const stabil_layout *layout, int scenario) {
  const char *name = layout->scenarios.name[scenario];
  return name + strcspn(name, "@");
}

bool stabil_rank_is_variant(const stabil_layout *layout, int baseline, int scenario) {
  return strcmp(suffix(layout, scenario), suffix(layout, baseline)) != 0;
}

static bool all_have_values(const double *value, size_t count, size_t replicates) {
  for (size_t i = 0; i < count; i++)
    if (isnan(value[i * replicates])) return false;
  return true;
}

// One replicate: `value` is that of the first scenario.
static void add_replicate(const double *value, size_t count, size_t replicates,
                          double sign, double *share) {
  for (size_t i = 0; i < count; i++) {
    size_t better = 0, equal = 0; // itself included
    for (size_t other = 0; other < count; other++) {
      const double gap = sign * (value[other * replicates] - value[i * replicates]);
      better += gap < 0;
      equal += !(gap < 0) && !(gap > 0);
    }
    for (size_t k = 0; k < equal; k++)
      share[i * count + better + k] += 1.0 / (double)equal;
  }
}

size_t stabil_rank_shares(const double *value, size_t count, size_t replicates,
                          stabil_better better, double *share) {
  const double sign = better == STABIL_HIGHER ? -1 : 1;
  size_t counted = 0;
  memset(share, 0, count * count * sizeof *share);
  for (size_t k = 0; k < replicates && better != STABIL_NEITHER; k++) {
    if (!all_have_values(value + k, count, replicates)) continue;
    add_replicate(value + k, count, replicates, sign, share);
    counted++;
  }
  for (size_t i = 0; i < count * count; i++)
    share[i] = counted > 0 ? share[i] / (double)counted : (double)NAN;
  return counted;
}

double stabil_rank_expected(const double *share, size_t count) {
  double rank = 0;
  for (size_t k = 0; k < count; k++) rank += (double)(k + 1) * share[k];
  return rank;
}
