// SPDX-License-Identifier: GPL-3.0-or-later
// The row of the tables that a key path of a study leads to.
#include <string.h>

#include "scenario/study_schema.h"

typedef struct spot {
  const stabil_key *row;
  bool record; // keys follow; else names or items of its map or list
} spot;

static spot find(const stabil_path *path) {
  static const stabil_key whole = {.child = &stabil_study_schema};
  if (path == NULL) return (spot){&whole, true};
  spot up = find(path->up);
  if (up.row == NULL || !up.record) return (spot){up.row, true};
  if (up.row->child == NULL || path->name == NULL) return (spot){NULL, false};
  const stabil_key *row = stabil_schema_find(up.row->child, path->name);
  return (spot){row, row != NULL && row->type != STABIL_TYPE_NAMED &&
                         row->type != STABIL_TYPE_KEYED &&
                         row->type != STABIL_TYPE_ITEMS};
}

bool stabil_key_means_null(const stabil_key *row) {
  if (row == NULL || row->type != STABIL_TYPE_CHOICE) return false;
  for (int i = 0; row->list[i] != NULL; i++)
    if (strcmp(row->list[i], "null") == 0) return true;
  return false;
}

bool stabil_path_means_null(const stabil_path *path) {
  return stabil_key_means_null(find(path).row);
}
