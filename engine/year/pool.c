// SPDX-License-Identifier: GPL-3.0-or-later
// A pool (docs/model.md 4.14): what its people work is shared out over the gaps of the
// posts that it covers, in proportion to them, and never more than they are.
#include <stdlib.h>

#include "year/state.h"

// A product of two numbers of FTE: 2^64 is soon passed in the expected mode.
__extension__ typedef __int128 wide;

static int by_remainder(const void *a, const void *b) {
  const stabil_gap *x = a, *y = b;
  if (x->remainder != y->remainder) return x->remainder > y->remainder ? -1 : 1;
  return (x->order > y->order) - (x->order < y->order);
}

// Gaps after overtime and the pools before, into s->gap; their number and their sum.
static int gaps_of(stabil_state *s, int pool, stabil_fte *sum) {
  const stabil_world *w = s->world;
  int count = 0;
  *sum = 0;
  for (int k = w->pool_from[pool]; k < w->pool_from[pool + 1]; k++) {
    const int j = w->pool_covers[k];
    const stabil_fte fte = stabil_cover_ledger(s, j).gap - s->overtime[j] - s->pool[j];
    if (fte == 0) continue;
    s->gap[count++] = (stabil_gap){.post = j, .order = k, .fte = fte};
    *sum += fte;
  }
  return count;
}

// Whole units by largest remainder, ties by identity.
static void share(stabil_state *s, int count, stabil_fte sum, stabil_fte given) {
  stabil_fte left = given;
  for (int i = 0; i < count; i++) {
    stabil_gap *gap = &s->gap[i];
    const wide product = (wide)given * gap->fte;
    const stabil_fte whole = (stabil_fte)(product / sum);
    gap->remainder = (stabil_fte)(product % sum);
    s->pool[gap->post] += whole;
    left -= whole;
  }
  if (left == 0) return;
  qsort(s->gap, (size_t)count, sizeof *s->gap, by_remainder);
  for (int i = 0; i < left; i++) s->pool[s->gap[i].post]++;
}

void stabil_pool_share(stabil_state *s) {
  const stabil_world *w = s->world;
  for (int k = 0; k < w->pools; k++) {
    const stabil_ledger l = stabil_cover_ledger(s, w->pool_post[k]);
    const stabil_fte there = l.worked + l.rotation;
    stabil_fte sum;
    const int count = gaps_of(s, k, &sum);
    if (sum > 0) share(s, count, sum, there < sum ? there : sum);
  }
}
