// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#include <stdlib.h>

int stabil_fixture_set_up(void **state) {
  stabil_fixture *f = calloc(1, sizeof *f);
  if (f == NULL) return -1;
  f->arena = stabil_arena_create();
  *state = f;
  return f->arena == NULL ? -1 : 0;
}

int stabil_fixture_tear_down(void **state) {
  stabil_fixture *f = *state;
  stabil_error_clear(&f->err);
  stabil_arena_free(f->arena);
  free(f);
  return 0;
}
