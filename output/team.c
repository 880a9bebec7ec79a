// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/team.h"

#include <pthread.h>

enum { MOST_THREADS = 64 };

typedef struct shared {
  const stabil_team *team;
  pthread_mutex_t lock;
  pthread_cond_t turned;
  int next; // the first item that nobody has
  int turn; // the item to be finished next
} shared;

static int take(shared *s) {
  pthread_mutex_lock(&s->lock);
  int item = s->next < s->team->count ? s->next++ : -1;
  pthread_mutex_unlock(&s->lock);
  return item;
}

static void finish_in_turn(shared *s, void *worker, int item) {
  pthread_mutex_lock(&s->lock);
  while (s->turn != item) pthread_cond_wait(&s->turned, &s->lock);
  pthread_mutex_unlock(&s->lock);
  s->team->finish(s->team->context, worker, item);
  pthread_mutex_lock(&s->lock);
  s->turn++;
  pthread_cond_broadcast(&s->turned);
  pthread_mutex_unlock(&s->lock);
}

static void *run(void *argument) {
  shared *s = argument;
  const stabil_team *team = s->team;
  void *worker = team->enter(team->context);
  for (int item = take(s); item >= 0; item = take(s)) {
    team->work(team->context, worker, item);
    if (team->finish) finish_in_turn(s, worker, item);
  }
  team->leave(worker);
  return NULL;
}

void stabil_team_run(const stabil_team *team) {
  shared s = {.team = team};
  pthread_t thread[MOST_THREADS];
  int wanted = team->threads < team->count ? team->threads : team->count, made = 0;
  pthread_mutex_init(&s.lock, NULL);
  pthread_cond_init(&s.turned, NULL);
  // A thread that cannot be had is done without.
  while (made < wanted - 1 && made < MOST_THREADS &&
         pthread_create(&thread[made], NULL, run, &s) == 0)
    made++;
  run(&s);
  for (int i = 0; i < made; i++) pthread_join(thread[i], NULL);
  pthread_cond_destroy(&s.turned);
  pthread_mutex_destroy(&s.lock);
}
