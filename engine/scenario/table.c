// SPDX-License-Identifier: GPL-3.0-or-later
// Readers of quantities, and of the shapes that are made of them.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "scenario/quantity_read.h"
#include "scenario/study_schema.h"
#include "scenario/simplex.h"

static void *member(const stabil_key *row, void *record) {
  return (char *)record + row->offset;
}

void stabil_read_quantity(stabil_reader *r, const stabil_key *row,
                          const stabil_node *node, const stabil_path *path,
                          void *record) {
  stabil_quantity *out = member(row, record);
  if (node == NULL)
    *out = (stabil_quantity){
        .source = -1, .unit = row->unit == NULL ? "" : row->unit, .path = ""};
  else
    stabil_quantity_read(r, row, node, path, out);
}

static stabil_quantity *item_of(void *array, int i) {
  return (stabil_quantity *)array + i;
}

void stabil_read_quantities(stabil_reader *r, const stabil_key *row,
                            const stabil_node *node, const stabil_path *path,
                            void *record) {
  stabil_shares_reader how;
  if (node == NULL || !stabil_shares_begin(r, row, node, path, &how)) return;
  node = how.node;
  if (node->kind != STABIL_LIST) {
    stabil_reader_expected(r, node, path, "a list of quantities");
    return;
  }
  stabil_quantity *array = stabil_reader_array(r, node->count, sizeof *array);
  for (int i = 0; i < node->count && array != NULL; i++) {
    stabil_path item = {path, NULL, i};
    stabil_shares_read(r, &how, row, node->item[i], &item, &array[i]);
  }
  if (array != NULL) stabil_shares_end(r, &how, path, node->count, item_of, array);
  memcpy(member(row, record), &array, sizeof array);
  memcpy((char *)record + row->count_at, &node->count, sizeof node->count);
}

// --- by class of place
// ------------------------------------------------------------------

static const char *const axes[] = {
    [STABIL_BY_KIND] = "kind",
    [STABIL_BY_CENTRALITY] = "centrality",
    [STABIL_BY_SIZE] = "size",
    [STABIL_BY_PLACE] = "place",
};

static bool read_centrality(const char *text, int *out) {
  if (text[0] < '1' || text[0] > '6' || text[1] != 0) return false;
  *out = text[0] - '0';
  return true;
}

static void read_class(stabil_reader *r, stabil_axis axis, const stabil_entry *entry,
                       const stabil_path *path, stabil_table_row *out) {
  out->axis = axis;
  if (axis == STABIL_BY_KIND || axis == STABIL_BY_PLACE) {
    stabil_roster_id id =
        axis == STABIL_BY_KIND ? STABIL_ROSTER_KIND : STABIL_ROSTER_PLACE;
    (void)stabil_roster_resolve(r, id, entry->key, entry->mark, path, &out->low);
    out->high = out->low;
  } else if (axis == STABIL_BY_CENTRALITY) {
    if (!read_centrality(entry->key, &out->low))
      stabil_reader_fail(r, entry->mark, path,
                         "found '%s', expected a centrality, 1 to 6", entry->key);
    out->high = out->low;
  } else if (!stabil_read_size(entry->key, &out->low, &out->high)) {
    out->low = out->high = -1; // overlaps with nothing
    stabil_reader_fail(r, entry->mark, path,
                       "found '%s', expected a size such as \"<2000\", \"2000-4999\" or "
                       "\">=50000\"",
                       entry->key);
  }
}

static void refuse_overlap(stabil_reader *r, const stabil_entry *entry,
                           const stabil_path *path, const stabil_table *table) {
  const stabil_table_row *last = &table->row[table->count - 1];
  for (int i = 0; i < table->count - 1 && table->count < 1000; i++) {
    const stabil_table_row *row = &table->row[i];
    if (row->axis != STABIL_BY_SIZE || last->low < 0 || row->high < last->low ||
        row->low > last->high)
      continue;
    stabil_reader_fail(r, entry->mark, path, "size '%s' overlaps with another one",
                       entry->key);
    return;
  }
}

static void read_axis(stabil_reader *r, const stabil_key *row, stabil_axis axis,
                      const stabil_node *classes, const stabil_path *path,
                      stabil_table *table) {
  if (classes->kind != STABIL_MAP) {
    stabil_reader_expected(r, classes, path, "a map of classes");
    return;
  }
  for (int i = 0; i < classes->count; i++) {
    const stabil_entry *entry = &classes->entry[i];
    stabil_path below = {path, entry->key, 0};
    stabil_table_row *out = &table->row[table->count++];
    read_class(r, axis, entry, &below, out);
    if (axis == STABIL_BY_SIZE) refuse_overlap(r, entry, &below, table);
    stabil_quantity_read(r, row, entry->value, &below, &out->value);
  }
}

static void check_table_keys(stabil_reader *r, const stabil_node *node,
                             const stabil_path *path) {
  for (int i = 0; i < node->count; i++)
    if (stabil_schema_find(&stabil_table_schema, node->entry[i].key) == NULL)
      stabil_schema_unknown(r, &stabil_table_schema, "key in a table", &node->entry[i],
                            path);
}

// `default` keeps the path of the key itself, so that a plain number and the default of a
// table draw the same.
static void read_classes(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                         const stabil_path *path, stabil_table *table) {
  const stabil_entry *base = stabil_node_find(node, "default");
  check_table_keys(r, node, path);
  if (base == NULL)
    stabil_reader_fail(r, node->mark, path,
                       "found a table without `default`, expected one");
  else
    stabil_quantity_read(r, row, base->value, path, &table->base);
  int rows = 0;
  const stabil_entry *found[4];
  for (int axis = 0; axis < 4; axis++) {
    found[axis] = stabil_node_find(node, axes[axis]);
    if (found[axis] != NULL) rows += found[axis]->value->count;
  }
  table->row = stabil_reader_array(r, rows, sizeof(*table->row));
  for (int axis = 0; axis < 4 && table->row != NULL; axis++) {
    stabil_path below = {path, axes[axis], 0};
    if (found[axis] != NULL)
      read_axis(r, row, (stabil_axis)axis, found[axis]->value, &below, table);
  }
}

void stabil_read_table(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                       const stabil_path *path, void *record) {
  stabil_table *table = member(row, record);
  *table = (stabil_table){
      .base = {.source = -1, .unit = row->unit == NULL ? "" : row->unit, .path = ""}};
  if (node == NULL) return;
  if (stabil_quantity_table(node))
    read_classes(r, row, node, path, table);
  else
    stabil_quantity_read(r, row, node, path, &table->base);
}

// --- by year
// ----------------------------------------------------------------------------

static bool year_of(const char *text, int *year) {
  int64_t value;
  if (!stabil_text_int64(text, &value) || value < 1900 || value > 2300) return false;
  *year = (int)value;
  return true;
}

static bool any_year(const stabil_node *node) {
  int year;
  for (int i = 0; node->kind == STABIL_MAP && i < node->count; i++)
    if (year_of(node->entry[i].key, &year)) return true;
  return false;
}

static void read_year(stabil_reader *r, const stabil_key *row, const stabil_entry *entry,
                      const stabil_path *path, stabil_series_point *point) {
  stabil_path below = {path, entry->key, 0};
  if (!year_of(entry->key, &point->year))
    stabil_reader_fail(r, entry->mark, &below, "found '%s', expected a year", entry->key);
  stabil_quantity_read(r, row, entry->value, &below, &point->value);
}

static void check_order(stabil_reader *r, const stabil_node *node,
                        const stabil_path *path, const stabil_series *series) {
  for (int i = 1; i < series->count; i++)
    if (series->point[i].year > 0 && // else reported
        series->point[i].year <= series->point[i - 1].year) {
      stabil_path below = {path, node->entry[i].key, 0};
      stabil_reader_fail(r, node->entry[i].mark, &below,
                         "found a year that is not after the one before it");
    }
}

void stabil_read_series(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                        const stabil_path *path, void *record) {
  stabil_series *series = member(row, record);
  if (node == NULL) return;
  bool by_year = any_year(node);
  series->count = by_year ? node->count : 1;
  series->point = stabil_reader_array(r, series->count, sizeof(*series->point));
  if (series->point == NULL) return;
  if (!by_year) {
    series->point[0].year = 0;
    stabil_quantity_read(r, row, node, path, &series->point[0].value);
    return;
  }
  for (int i = 0; i < node->count; i++)
    read_year(r, row, &node->entry[i], path, &series->point[i]);
  check_order(r, node, path, series);
}

// --- by name
// ----------------------------------------------------------------------------

static void check_sum(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                      const stabil_path *path, double sum) {
  if (row->sum && fabs(sum - 1) > 1e-6) // false for NAN: a share that was not understood
    stabil_reader_fail(r, node->mark, path, "shares sum to %.8g, expected 1", sum);
}

static stabil_quantity *share_of(void *array, int i) {
  return &((stabil_share *)array)[i].value;
}

void stabil_read_shares(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                        const stabil_path *path, void *record) {
  stabil_shares *shares = member(row, record);
  double sum = 0;
  stabil_shares_reader how;
  if (node == NULL || !stabil_shares_begin(r, row, node, path, &how)) return;
  node = how.node;
  if (node->kind != STABIL_MAP) {
    stabil_reader_expected(r, node, path, "a map {name: share}");
    return;
  }
  shares->share = stabil_reader_array(r, node->count, sizeof(*shares->share));
  if (shares->share == NULL) return;
  shares->count = node->count;
  for (int i = 0; i < node->count; i++) {
    const stabil_entry *entry = &node->entry[i];
    stabil_share *share = &shares->share[i];
    stabil_path below = {path, entry->key, 0};
    share->index = -1;
    bool known = stabil_roster_resolve(r, row->roster, entry->key, entry->mark, &below,
                                       &share->index);
    stabil_shares_read(r, &how, row, entry->value, &below, &share->value);
    sum += known ? share->value.value : NAN;
  }
  stabil_shares_end(r, &how, path, node->count, share_of, shares->share);
  check_sum(r, row, node, path, sum);
}

static bool read_origin(stabil_reader *r, const stabil_entry *entry,
                        const stabil_path *path, stabil_origin_share *out) {
  static const char *const names[] = {"local", "county", "region"};
  out->place = -1;
  for (int i = 0; i < 3; i++)
    if (strcmp(names[i], entry->key) == 0) {
      out->kind = (stabil_origin)i;
      return true;
    }
  out->kind = STABIL_FROM_PLACE;
  if (stabil_roster_find(r, STABIL_ROSTER_REST, entry->key, &out->place)) return true;
  const stabil_roster *rest = &r->roster[STABIL_ROSTER_REST];
  if (rest->unknown) return false;
  const char *candidates[16];
  int count = 0;
  for (int i = 0; i < 3; i++) candidates[count++] = names[i];
  for (int i = 0; i < rest->count && count < 16; i++) candidates[count++] = rest->name[i];
  stabil_reader_unknown(r, entry->mark, path, "origin", entry->key, candidates, count);
  return false;
}

static stabil_quantity *origin_of(void *array, int i) {
  return &((stabil_origin_share *)array)[i].value;
}

void stabil_read_origins(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                         const stabil_path *path, void *record) {
  stabil_origins *origins = member(row, record);
  double sum = 0;
  stabil_shares_reader how;
  if (node == NULL || !stabil_shares_begin(r, row, node, path, &how)) return;
  node = how.node;
  if (node->kind != STABIL_MAP) {
    stabil_reader_expected(r, node, path, "a map {origin: share}");
    return;
  }
  origins->share = stabil_reader_array(r, node->count, sizeof(*origins->share));
  if (origins->share == NULL) return;
  origins->count = node->count;
  for (int i = 0; i < node->count; i++) {
    const stabil_entry *entry = &node->entry[i];
    stabil_path below = {path, entry->key, 0};
    bool known = read_origin(r, entry, &below, &origins->share[i]);
    stabil_shares_read(r, &how, row, entry->value, &below, &origins->share[i].value);
    sum += known ? origins->share[i].value.value : NAN;
  }
  stabil_shares_end(r, &how, path, node->count, origin_of, origins->share);
  check_sum(r, row, node, path, sum);
}
