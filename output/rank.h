// SPDX-License-Identifier: GPL-3.0-or-later
// How often each of several scenarios is best, second, ... over replicates.
#ifndef STABIL_OUTPUT_RANK_H
#define STABIL_OUTPUT_RANK_H

#include "output/compare.h"

// A scenario made from another by changing one thing, `toolbox@null`, is no choice of its
// own. Where the baseline is one too, those made the same way stand for the scenarios
// themselves.
bool stabil_rank_is_variant(const stabil_layout *layout, int baseline, int scenario);

// value[count][replicates] -> share[count][rank], rank 0 the best: the part of replicates
// in which each has each rank. Those that tie share their ranks in equal parts;
// replicates in which one has no value do not count. Returns how many count; with none,
// or where no way is better, shares are NaN.
size_t stabil_rank_shares(const double *value, size_t count, size_t replicates,
                          stabil_better better, double *share);

// The mean rank, from 1, of the shares of one.
double stabil_rank_expected(const double *share, size_t count);

#endif
