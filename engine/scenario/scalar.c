// SPDX-License-Identifier: GPL-3.0-or-later
// Readers of single values and of lists of them.
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "scenario/study_schema.h"
#include "scenario/quantity_read.h"

const char *stabil_read_scalar(stabil_reader *r, const stabil_node *node,
                               const stabil_path *path, const char *expected) {
  if (node->kind == STABIL_SCALAR && !stabil_node_null(node) &&
      (node->text[0] != 0 || !node->plain))
    return node->text;
  stabil_reader_expected(r, node, path, expected);
  return NULL;
}

bool stabil_read_number(stabil_reader *r, const stabil_node *node,
                        const stabil_path *path, double *out) {
  if (node->kind == STABIL_SCALAR && stabil_text_double(node->text, out)) return true;
  stabil_reader_expected(r, node, path, "a number");
  return false;
}

bool stabil_read_integer(stabil_reader *r, const stabil_node *node,
                         const stabil_path *path, int *out) {
  int64_t value;
  if (node->kind == STABIL_SCALAR && stabil_text_int64(node->text, &value) &&
      value >= INT_MIN && value <= INT_MAX) {
    *out = (int)value;
    return true;
  }
  stabil_reader_expected(r, node, path, "a whole number");
  return false;
}

static bool whole(const char *text, int *out) {
  int64_t value;
  if (text[0] < '0' || text[0] > '9') return false;
  if (!stabil_text_int64(text, &value) || value > INT_MAX) return false;
  *out = (int)value;
  return true;
}

// Cut a text in two at a character.
static bool two_numbers(const char *text, char between, int *first, int *second) {
  char left[16];
  const char *cut = strchr(text, between);
  if (cut == NULL || cut - text >= (int)sizeof left) return false;
  (void)snprintf(left, sizeof left, "%.*s", (int)(cut - text), text);
  return whole(left, first) && whole(cut + 1, second);
}

bool stabil_read_size(const char *text, int *low, int *high) {
  *low = 0;
  *high = INT_MAX;
  if (text[0] == '<' && whole(text + 1, high) && *high > 0) {
    --*high;
    return true;
  }
  if (strncmp(text, ">=", 2) == 0) return whole(text + 2, low);
  return two_numbers(text, '-', low, high) && *low <= *high;
}

bool stabil_read_pattern(const char *text, int *on, int *off) {
  return two_numbers(text, ':', on, off) && *on > 0 && *on <= 52 && *off <= 52;
}

// --- members
// ----------------------------------------------------------------------------

static void store(void *record, const stabil_key *row, const void *value) {
  memcpy((char *)record + row->offset, value, row->size);
}

static bool in_range(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                     const stabil_path *path, double value) {
  if (row->low >= row->high && !(row->low == row->high && row->low > 0)) return true;
  if (value >= row->low && value <= row->high) return true;
  stabil_reader_expected(r, node, path,
                         stabil_reader_range(r, row->low, row->high, row->unit));
  return false;
}

// A number that is not drawn may still say where it comes from.
static const stabil_node *stated(stabil_reader *r, const stabil_key *row,
                                 const stabil_node *node, const stabil_path *path) {
  const stabil_entry *value = stabil_node_find(node, "value");
  if (value == NULL) return node;
  stabil_key free_row = *row; // the caller checks the range
  free_row.low = free_row.high = 0;
  stabil_quantity *q = stabil_reader_array(r, 1, sizeof *q);
  bool failed = r->failed;
  r->failed = false;
  if (q != NULL) stabil_quantity_read(r, &free_row, node, path, q);
  bool understood = q != NULL && !r->failed;
  r->failed |= failed;
  return understood ? value->value : NULL;
}

void stabil_read_integer_key(stabil_reader *r, const stabil_key *row,
                             const stabil_node *node, const stabil_path *path,
                             void *record) {
  int value;
  if (node != NULL) node = stated(r, row, node, path);
  if (node != NULL && stabil_read_integer(r, node, path, &value) &&
      in_range(r, row, node, path, value))
    store(record, row, &value);
}

void stabil_read_seed(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                      const stabil_path *path, void *record) {
  uint64_t value;
  if (node == NULL) return;
  if (node->kind == STABIL_SCALAR && stabil_text_uint64(node->text, &value))
    store(record, row, &value);
  else
    stabil_reader_expected(r, node, path, "a whole number from 0 to 2^64 - 1");
}

void stabil_read_real(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                      const stabil_path *path, void *record) {
  double value;
  if (node != NULL) node = stated(r, row, node, path);
  if (node != NULL && stabil_read_number(r, node, path, &value) &&
      in_range(r, row, node, path, value))
    store(record, row, &value);
}

void stabil_read_reals(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                       const stabil_path *path, void *record) {
  if (node == NULL) return;
  if (node->kind != STABIL_LIST) {
    stabil_reader_expected(r, node, path, "a list of numbers");
    return;
  }
  double *values = stabil_reader_array(r, node->count, sizeof *values);
  for (int i = 0; i < node->count && values != NULL; i++) {
    stabil_path item = {path, NULL, i};
    if (!stabil_read_number(r, node->item[i], &item, &values[i]) ||
        !in_range(r, row, node->item[i], &item, values[i]))
      continue;
    if (i > 0 && values[i] <= values[i - 1])
      stabil_reader_expected(r, node->item[i], &item, "more than the number before it");
  }
  store(record, row, &values);
  memcpy((char *)record + row->count_at, &node->count, sizeof node->count);
}

void stabil_read_flag(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                      const stabil_path *path, void *record) {
  int value = -1;
  if (node != NULL) {
    bool yes = node->kind == STABIL_SCALAR && strcmp(node->text, "true") == 0;
    bool no = node->kind == STABIL_SCALAR && strcmp(node->text, "false") == 0;
    if (yes || no)
      value = yes;
    else
      stabil_reader_expected(r, node, path, "true or false");
  }
  store(record, row, &value);
}

void stabil_read_text(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                      const stabil_path *path, void *record) {
  const char *text = "";
  if (node != NULL) text = stabil_read_scalar(r, node, path, "text");
  if (text != NULL) store(record, row, &text);
}

static const char *language(stabil_reader *r, const stabil_node *node,
                            const stabil_path *path, const char *name) {
  const stabil_entry *entry = stabil_node_find(node, name);
  stabil_path below = {path, name, 0};
  return entry == NULL ? NULL : stabil_read_scalar(r, entry->value, &below, "text");
}

static stabil_text label_of_map(stabil_reader *r, const stabil_node *node,
                                const stabil_path *path) {
  for (int i = 0; i < node->count; i++)
    if (stabil_schema_find(&stabil_label_schema, node->entry[i].key) == NULL)
      stabil_schema_unknown(r, &stabil_label_schema, "language", &node->entry[i], path);
  stabil_text text = {language(r, node, path, "nb"), language(r, node, path, "en")};
  if (text.nb == NULL) text.nb = text.en;
  if (text.en == NULL) text.en = text.nb;
  return text;
}

// Without a label, people read the name of the record: the last but one step of the path.
void stabil_read_label(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                       const stabil_path *path, void *record) {
  const char *name = path->up == NULL || path->up->name == NULL ? "" : path->up->name;
  stabil_text label = {name, name};
  if (node != NULL && node->kind == STABIL_MAP) {
    label = label_of_map(r, node, path);
    if (label.nb == NULL) label = (stabil_text){name, name};
  } else if (node != NULL) {
    const char *text = stabil_read_scalar(r, node, path, "text, or {nb: ..., en: ...}");
    if (text != NULL) label = (stabil_text){text, text};
  }
  store(record, row, &label);
}

static void store_choice(void *record, const stabil_key *row, int value) {
  bool flag = value != 0;
  if (row->size == sizeof flag)
    store(record, row, &flag);
  else
    store(record, row, &value);
}

void stabil_read_choice(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                        const stabil_path *path, void *record) {
  store_choice(record, row, -1);
  if (node == NULL) return;
  const bool word = stabil_node_word_null(node) && stabil_key_means_null(row);
  const char *text = word ? node->text : stabil_read_scalar(r, node, path, "a name");
  if (text == NULL) return;
  int count = 0;
  for (; row->list[count] != NULL; count++) {
    if (strcmp(row->list[count], text) != 0) continue;
    store_choice(record, row, count + (int)row->low);
    return;
  }
  stabil_reader_unknown(r, node->mark, path, "choice", text, row->list, count);
}

void stabil_read_name(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                      const stabil_path *path, void *record) {
  int value = -1;
  if (node != NULL) {
    const char *text = stabil_read_scalar(r, node, path, stabil_roster_text(row->roster));
    if (text != NULL)
      (void)stabil_roster_resolve(r, row->roster, text, node->mark, path, &value);
  }
  store(record, row, &value);
}

static bool list_expected(stabil_reader *r, const stabil_node *node,
                          const stabil_path *path) {
  if (node->kind == STABIL_LIST) return true;
  stabil_reader_expected(r, node, path, "a list, such as [a, b]");
  return false;
}

// What was to be a list names something, and nobody knows what.
static void store_unresolved(stabil_reader *r, const stabil_key *row, void *record) {
  stabil_set set = {1, stabil_reader_array(r, 1, sizeof(int))};
  if (set.index == NULL) return;
  set.index[0] = -1;
  store(record, row, &set);
}

static void refuse_repeated(stabil_reader *r, const stabil_node *node,
                            const stabil_path *path, const stabil_set *set) {
  if (set->count > 2000) return; // longer than any list of people, and quadratic
  for (int i = 0; i < set->count; i++)
    for (int j = 0; j < i; j++)
      if (set->index[i] == set->index[j] && set->index[i] >= 0) {
        stabil_path item = {path, NULL, i};
        stabil_reader_fail(r, node->item[i]->mark, &item, "'%s' stands in the list twice",
                           node->item[i]->text);
        break;
      }
}

void stabil_read_names(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                       const stabil_path *path, void *record) {
  if (node == NULL) return;
  if (!list_expected(r, node, path)) {
    store_unresolved(r, row, record);
    return;
  }
  stabil_set set = {node->count, stabil_reader_array(r, node->count, sizeof(int))};
  if (set.index == NULL) return;
  for (int i = 0; i < node->count; i++) {
    stabil_path item = {path, NULL, i};
    const char *text =
        stabil_read_scalar(r, node->item[i], &item, stabil_roster_text(row->roster));
    set.index[i] = -1;
    if (text != NULL)
      (void)stabil_roster_resolve(r, row->roster, text, node->item[i]->mark, &item,
                                  &set.index[i]);
  }
  refuse_repeated(r, node, path, &set);
  store(record, row, &set);
}

void stabil_read_integers(stabil_reader *r, const stabil_key *row,
                          const stabil_node *node, const stabil_path *path,
                          void *record) {
  if (node == NULL) return;
  if (!list_expected(r, node, path)) {
    store_unresolved(r, row, record);
    return;
  }
  stabil_set set = {node->count, stabil_reader_array(r, node->count, sizeof(int))};
  if (set.index == NULL) return;
  for (int i = 0; i < node->count; i++) {
    stabil_path item = {path, NULL, i};
    set.index[i] = -1;
    if (stabil_read_integer(r, node->item[i], &item, &set.index[i]) &&
        !in_range(r, row, node->item[i], &item, set.index[i]))
      set.index[i] = -1;
  }
  refuse_repeated(r, node, path, &set);
  store(record, row, &set);
}
