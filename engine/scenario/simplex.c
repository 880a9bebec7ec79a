// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/simplex.h"

#include <math.h>
#include <string.h>

#include "scenario/quantity_read.h"
#include "scenario/study_schema.h"

// A count below it leaves a share that is 0 but for rounding in most draws.
#define LEAST_COUNT 0.05
#define MOST_COUNT 1e5

const stabil_node *stabil_shares_inner(const stabil_node *node) {
  const stabil_entry *entry = stabil_node_find(node, "dirichlet");
  return entry == NULL ? node : entry->value;
}

static void check_keys(stabil_reader *r, const stabil_node *node,
                       const stabil_path *path) {
  for (int i = 0; i < node->count; i++)
    if (stabil_schema_find(&stabil_simplex_schema, node->entry[i].key) == NULL)
      stabil_schema_unknown(r, &stabil_simplex_schema, "key beside 'dirichlet'",
                            &node->entry[i], path);
}

bool stabil_shares_begin(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                         const stabil_path *path, stabil_shares_reader *out) {
  const stabil_entry *entry = stabil_node_find(node, "dirichlet");
  *out = (stabil_shares_reader){.node = node, .model = {.source = -1}};
  if (entry == NULL) return true;
  if (!row->sum) {
    stabil_reader_fail(r, entry->mark, path,
                       "found 'dirichlet', expected a number for each: these shares need "
                       "not sum to one");
    return false;
  }
  check_keys(r, node, path);
  if (entry->value->count < 2 && entry->value->kind != STABIL_SCALAR) {
    stabil_reader_fail(r, entry->value->mark, path,
                       "found %d counts, expected two or more", entry->value->count);
    return false;
  }
  out->node = entry->value;
  out->whole = node;
  stabil_quantity_origin(r, node, path, &out->model);
  return true;
}

static void read_count(stabil_reader *r, const stabil_shares_reader *how,
                       const stabil_node *node, const stabil_path *path,
                       stabil_quantity *q) {
  q->family = STABIL_DIRICHLET;
  q->certainty = how->model.certainty;
  q->source = how->model.source;
  q->assumption = how->model.assumption;
  if (!stabil_read_number(r, node, path, &q->a)) {
    q->a = NAN;
    return;
  }
  bool scaled = stabil_node_find(how->whole, "concentration") != NULL;
  if (q->a > 0 && (scaled || (q->a >= LEAST_COUNT && q->a <= MOST_COUNT))) return;
  stabil_reader_fail(r, node->mark, path, "found %.10g, expected %s", q->a,
                     scaled ? "more than 0" : "a count between 0.05 and 100000");
  q->a = NAN;
}

void stabil_shares_read(stabil_reader *r, const stabil_shares_reader *how,
                        const stabil_key *row, const stabil_node *node,
                        const stabil_path *path, stabil_quantity *out) {
  if (how->whole == NULL) {
    stabil_quantity_read(r, row, node, path, out);
    return;
  }
  if (!stabil_quantity_begin(r, row, node, path, out)) return;
  read_count(r, how, node, path, out);
  stabil_quantity_enlist(r, out);
}

// What each count is multiplied with.
static double scale_of(stabil_reader *r, const stabil_shares_reader *how,
                       const stabil_path *path, double sum) {
  const stabil_entry *entry = stabil_node_find(how->whole, "concentration");
  const stabil_key *row = stabil_schema_find(&stabil_simplex_schema, "concentration");
  stabil_path below = {path, "concentration", 0};
  double size;
  if (entry == NULL) return 1;
  if (!stabil_read_number(r, entry->value, &below, &size)) return NAN;
  if (size >= row->low && size <= row->high) return size / sum;
  stabil_reader_expected(r, entry->value, &below,
                         stabil_reader_range(r, row->low, row->high, ""));
  return NAN;
}

static void add_simplex(stabil_reader *r, const stabil_simplex *simplex) {
  stabil_study *study = r->study;
  int count = study->simplex_count;
  if ((count & (count - 1)) == 0) { // full: 0, 1, 2, 4, ...
    stabil_simplex *bigger =
        stabil_reader_array(r, count == 0 ? 1 : 2 * count, sizeof *bigger);
    if (bigger == NULL) return;
    if (count > 0) memcpy(bigger, study->simplex, (size_t)count * sizeof *bigger);
    study->simplex = bigger;
  }
  study->simplex[study->simplex_count++] = *simplex;
}

void stabil_shares_end(stabil_reader *r, const stabil_shares_reader *how,
                       const stabil_path *path, int count,
                       stabil_quantity *(*share)(void *array, int i), void *array) {
  if (how->whole == NULL) return;
  stabil_simplex simplex = {.count = count};
  simplex.member = stabil_reader_array(r, count, sizeof(*simplex.member));
  double sum = 0;
  for (int i = 0; i < count; i++) sum += share(array, i)->a;
  double scale = scale_of(r, how, path, sum);
  for (int i = 0; i < count && simplex.member != NULL; i++) {
    stabil_quantity *q = share(array, i);
    simplex.member[i] = q;
    q->value = q->a / sum;
    q->b = (sum - q->a) * scale;
    q->a *= scale;
    if (q->a < LEAST_COUNT || q->b < LEAST_COUNT)
      stabil_reader_fail(r, q->mark, path,
                         "found a count of %.3g of %.3g, expected 0.05 at least", q->a,
                         q->a + q->b);
  }
  if (simplex.member != NULL && r->quiet == 0) add_simplex(r, &simplex);
}
