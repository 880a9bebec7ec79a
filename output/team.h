// SPDX-License-Identifier: GPL-3.0-or-later
// Several threads over a list of items, with a part that is done in the order of the
// items. Threads that wait sleep: OpenMP's spin, which takes five times as long as the
// work itself when other programs want the processors.
#ifndef STABIL_OUTPUT_TEAM_H
#define STABIL_OUTPUT_TEAM_H

typedef struct stabil_team {
  int count, threads; // items; the calling thread is one of the threads
  void *context;
  // What one thread needs, for leave() to free; NULL, for want of memory, is passed on.
  void *(*enter)(void *context);
  void (*leave)(void *worker);
  void (*work)(void *context, void *worker, int item);   // at the same time
  void (*finish)(void *context, void *worker, int item); // in order; NULL: nothing
} stabil_team;

void stabil_team_run(const stabil_team *team);

#endif
