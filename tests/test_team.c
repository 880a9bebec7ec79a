// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/team.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { ITEMS = 500 };

typedef struct tally {
  atomic_int worked[ITEMS], workers;
  int finished, out_of_order;
} tally;

static void *enter(void *context) {
  tally *t = context;
  atomic_fetch_add(&t->workers, 1);
  return t;
}

static void leave(void *worker) {
  tally *t = worker;
  atomic_fetch_sub(&t->workers, 1);
}

static void work(void *context, void *worker, int item) {
  tally *t = context;
  assert_ptr_equal(worker, context);
  for (volatile int i = 0; i < item % 7 * 1000; i++) {
  }
  atomic_fetch_add(&t->worked[item], 1);
}

static void finish(void *context, void *worker, int item) {
  (void)worker;
  tally *t = context;
  t->out_of_order += item != t->finished || t->worked[item] != 1;
  t->finished++;
}

static void run(int count, int threads) {
  tally t = {.finished = 0};
  stabil_team team = {count, threads, &t, enter, leave, work, finish};
  stabil_team_run(&team);
  assert_int_equal(t.finished, count);
  assert_int_equal(t.out_of_order, 0);
  assert_int_equal(t.workers, 0);
  for (int i = 0; i < count; i++) assert_int_equal(t.worked[i], 1);
}

static void every_item_once_and_in_order(void **state) {
  (void)state;
  for (int threads = 1; threads <= 8; threads *= 2) run(ITEMS, threads);
  run(0, 4);
  run(1, 4);
  run(3, 1000);
}

static void finish_may_be_left_out(void **state) {
  (void)state;
  tally t = {.finished = 0};
  stabil_team team = {ITEMS, 3, &t, enter, leave, work, NULL};
  stabil_team_run(&team);
  for (int i = 0; i < ITEMS; i++) assert_int_equal(t.worked[i], 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_item_once_and_in_order),
                                     cmocka_unit_test(finish_may_be_left_out)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
