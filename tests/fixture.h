// SPDX-License-Identifier: GPL-3.0-or-later
// What a test of the reader's parts starts from: an arena, problems, a tree.
#ifndef STABIL_TEST_FIXTURE_H
#define STABIL_TEST_FIXTURE_H

#include "scenario/document.h"

typedef struct stabil_fixture {
  stabil_arena *arena;
  stabil_error err;
  const stabil_node *root;
} stabil_fixture;

// For cmocka: -1 where there is no memory; *state is freed with all that it has.
int stabil_fixture_set_up(void **state);
int stabil_fixture_tear_down(void **state);

#endif
