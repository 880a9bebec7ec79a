// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/quantity_read.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "scenario/study_schema.h"

// The ways to state a number, each with the key that names it.
typedef struct form {
  const char *key;
  stabil_family family; // of a list of parameters
  int count;            // of parameters; 0: one number
} form;

static const form forms[] = {{"value", STABIL_FIXED, 0},
                             {"median", STABIL_FIXED, 0},
                             {"mean", STABIL_FIXED, 0},
                             {"beta", STABIL_BETA, 2},
                             {"gamma", STABIL_GAMMA, 2},
                             {"uniform", STABIL_UNIFORM, 2},
                             {"triangular", STABIL_TRIANGULAR, 3},
                             {"normal", STABIL_NORMAL, 2},
                             {"lognormal", STABIL_LOGNORMAL, 2}};
#define FORM_COUNT (sizeof forms / sizeof *forms)

static bool quantity_key(const char *key) {
  return stabil_schema_find(&stabil_quantity_schema, key) != NULL;
}

static bool table_key(const char *key) {
  return stabil_schema_find(&stabil_table_schema, key) != NULL;
}

static const form *find_form(const char *key) {
  for (size_t i = 0; i < FORM_COUNT; i++)
    if (strcmp(forms[i].key, key) == 0) return &forms[i];
  return NULL;
}

bool stabil_quantity_table(const stabil_node *node) {
  if (node->kind != STABIL_MAP) return false;
  for (int i = 0; i < node->count; i++)
    if (table_key(node->entry[i].key)) return true;
  return false;
}

static bool states_number(const stabil_node *map) {
  for (int i = 0; i < map->count; i++)
    if (find_form(map->entry[i].key) != NULL) return true;
  return false;
}

static bool only_quantity_keys(const stabil_node *map) {
  for (int i = 0; i < map->count; i++)
    if (!quantity_key(map->entry[i].key)) return false;
  return true;
}

static bool only_table_keys(const stabil_node *map) {
  for (int i = 0; i < map->count; i++)
    if (!table_key(map->entry[i].key)) return false;
  return true;
}

static bool is_quantity(const stabil_node *map) {
  return only_quantity_keys(map) && states_number(map);
}

bool stabil_quantity_replaces(const stabil_node *base, const stabil_node *over) {
  if (is_quantity(base)) return states_number(over) || stabil_quantity_table(over);
  return is_quantity(over) && base->count > 0 && only_table_keys(base);
}

// --- reading
// ----------------------------------------------------------------------------

static void check_keys(stabil_reader *r, const stabil_node *node,
                       const stabil_path *path) {
  for (int i = 0; i < node->count; i++)
    if (!quantity_key(node->entry[i].key))
      stabil_schema_unknown(r, &stabil_quantity_schema, "key in a quantity",
                            &node->entry[i], path);
}

static const stabil_entry *single_form(stabil_reader *r, const stabil_node *node,
                                       const stabil_path *path) {
  const stabil_entry *found = NULL;
  for (int i = 0; i < node->count; i++) {
    if (find_form(node->entry[i].key) == NULL) continue;
    if (found != NULL) {
      stabil_reader_fail(r, node->entry[i].mark, path,
                         "found both '%s' and '%s', expected one way to state a number",
                         found->key, node->entry[i].key);
      return NULL;
    }
    found = &node->entry[i];
  }
  if (found == NULL)
    stabil_reader_fail(r, node->mark, path,
                       "found a map without a number, expected one of value, median, "
                       "mean, beta, gamma, uniform, triangular, normal, lognormal");
  return found;
}

static bool read_numbers(stabil_reader *r, const stabil_node *list,
                         const stabil_path *path, int count, double *out) {
  if (list->kind != STABIL_LIST || list->count != count) {
    if (list->kind == STABIL_LIST)
      stabil_reader_fail(r, list->mark, path, "found a list of %d, expected %d numbers",
                         list->count, count);
    else
      stabil_reader_expected(r, list, path, "a list of numbers");
    return false;
  }
  bool fine = true;
  for (int i = 0; i < count; i++) {
    stabil_path item = {path, NULL, i};
    fine &= stabil_read_number(r, list->item[i], &item, &out[i]);
  }
  return fine;
}

// The place of a key's text in a list of names; -1 if it is not there (reported).
static int read_word(stabil_reader *r, const stabil_entry *entry, const stabil_path *path,
                     const char *const *names) {
  stabil_path below = {path, entry->key, 0};
  const char *text = stabil_read_scalar(r, entry->value, &below, entry->key);
  int count = 0;
  if (text == NULL) return -1;
  for (; names[count] != NULL; count++)
    if (strcmp(names[count], text) == 0) return count;
  stabil_reader_unknown(r, entry->value->mark, &below, entry->key, text, names, count);
  return -1;
}

static bool read_family(stabil_reader *r, const stabil_node *node,
                        const stabil_path *path, stabil_family *family) {
  const stabil_entry *entry = stabil_node_find(node, "family");
  if (entry == NULL) return true;
  int word = read_word(r, entry, path, stabil_family_names);
  if (word >= 0) *family = (stabil_family)(STABIL_NORMAL + word);
  return word >= 0;
}

// A key that means nothing beside the form that was chosen.
static void refuse_beside(stabil_reader *r, const stabil_node *node,
                          const stabil_path *path, const char *key, const char *chosen) {
  const stabil_entry *entry = stabil_node_find(node, key);
  if (entry != NULL)
    stabil_reader_fail(r, entry->mark, path, "'%s' does not go with '%s'", key, chosen);
}

static const stabil_entry *companion(stabil_reader *r, const stabil_node *node,
                                     const stabil_path *path, const char *chosen,
                                     const char *key) {
  const stabil_entry *entry = stabil_node_find(node, key);
  if (entry == NULL)
    stabil_reader_fail(r, node->mark, path,
                       "'%s' needs '%s' beside it; a plain number is written `value:`",
                       chosen, key);
  return entry;
}

static const char *read_median(stabil_reader *r, const stabil_node *node,
                               const stabil_entry *chosen, const stabil_path *path,
                               stabil_quantity *q) {
  double numbers[3];
  refuse_beside(r, node, path, "sd", "median");
  const stabil_entry *interval = companion(r, node, path, "median", "ci95");
  stabil_path median = {path, "median", 0}, ci95 = {path, "ci95", 0};
  if (interval == NULL || !stabil_read_number(r, chosen->value, &median, &numbers[0]) ||
      !read_numbers(r, interval->value, &ci95, 2, numbers + 1))
    return NULL;
  q->value = numbers[0];
  q->family = numbers[1] > 0 ? STABIL_LOGNORMAL : STABIL_NORMAL;
  if (!read_family(r, node, path, &q->family)) return NULL;
  return stabil_quantity_from_interval(q, numbers);
}

static const char *read_mean(stabil_reader *r, const stabil_node *node,
                             const stabil_entry *chosen, const stabil_path *path,
                             stabil_quantity *q) {
  double numbers[2];
  refuse_beside(r, node, path, "ci95", "mean");
  const stabil_entry *sd = companion(r, node, path, "mean", "sd");
  stabil_path mean = {path, "mean", 0}, deviation = {path, "sd", 0};
  if (sd == NULL || !stabil_read_number(r, chosen->value, &mean, &numbers[0]) ||
      !stabil_read_number(r, sd->value, &deviation, &numbers[1]))
    return NULL;
  q->value = numbers[0];
  q->family = STABIL_NORMAL;
  if (!read_family(r, node, path, &q->family)) return NULL;
  return stabil_quantity_from_moments(q, numbers);
}

static const char *read_parameters(stabil_reader *r, const stabil_node *node,
                                   const stabil_entry *chosen, const stabil_path *path,
                                   stabil_quantity *q) {
  const form *how = find_form(chosen->key);
  double numbers[3] = {0};
  stabil_path below = {path, chosen->key, 0};
  static const char *const others[] = {"ci95", "sd", "family"};
  for (size_t i = 0; i < 3; i++) refuse_beside(r, node, path, others[i], chosen->key);
  if (how->count == 0) {
    (void)stabil_read_number(r, chosen->value, &below, &q->value);
    return NULL;
  }
  if (!read_numbers(r, chosen->value, &below, how->count, numbers)) return NULL;
  q->family = how->family;
  return stabil_quantity_from_parameters(q, numbers);
}

static void read_certainty(stabil_reader *r, const stabil_node *node,
                           const stabil_path *path, stabil_quantity *q) {
  const stabil_entry *entry = stabil_node_find(node, "certainty");
  if (entry == NULL) return;
  int word = read_word(r, entry, path, stabil_certainty_names);
  if (word >= 0) q->certainty = (stabil_certainty)(STABIL_CERTAINTY_VERY_LOW + word);
}

static void read_origin(stabil_reader *r, const stabil_node *node,
                        const stabil_path *path, stabil_quantity *q) {
  const stabil_entry *source = stabil_node_find(node, "source");
  const stabil_entry *note = stabil_node_find(node, "note");
  stabil_path below = {path, "source", 0}, beside = {path, "note", 0};
  if (note != NULL) (void)stabil_read_scalar(r, note->value, &beside, "text");
  if (source == NULL) return;
  const char *text = stabil_read_scalar(r, source->value, &below, "a source");
  if (text == NULL) return;
  q->assumption = strcmp(text, "assumption") == 0;
  if (!q->assumption)
    (void)stabil_roster_resolve(r, STABIL_ROSTER_SOURCE, text, source->value->mark,
                                &below, &q->source);
}

static void read_map(stabil_reader *r, const stabil_node *node, const stabil_path *path,
                     stabil_quantity *q) {
  check_keys(r, node, path);
  const stabil_entry *chosen = single_form(r, node, path);
  if (chosen != NULL) {
    const char *wrong;
    if (strcmp(chosen->key, "median") == 0)
      wrong = read_median(r, node, chosen, path, q);
    else if (strcmp(chosen->key, "mean") == 0)
      wrong = read_mean(r, node, chosen, path, q);
    else
      wrong = read_parameters(r, node, chosen, path, q);
    if (wrong != NULL) stabil_reader_fail(r, chosen->value->mark, path, "%s", wrong);
  }
  read_certainty(r, node, path, q);
  read_origin(r, node, path, q);
}

static void enlist(stabil_reader *r, stabil_quantity *q) {
  if (r->quiet > 0) return;
  if (r->quantity_count == r->quantity_capacity) {
    int capacity = r->quantity_capacity == 0 ? 256 : 2 * r->quantity_capacity;
    const stabil_quantity **bigger = stabil_reader_array(r, capacity, sizeof(*bigger));
    if (bigger == NULL) return;
    if (r->quantity_count > 0)
      memcpy(bigger, r->quantity, (size_t)r->quantity_count * sizeof(*bigger));
    r->quantity = bigger;
    r->quantity_capacity = capacity;
  }
  r->quantity[r->quantity_count++] = q;
  q->index = r->quantity_count; // from 1
}

static void check_range(stabil_reader *r, const stabil_node *node,
                        const stabil_path *path, const stabil_quantity *q) {
  if (!(q->value < q->low) && !(q->value > q->high)) return;
  stabil_reader_fail(r, node->mark, path, "found %.10g, expected %s", q->value,
                     stabil_reader_range(r, q->low, q->high, q->unit));
}

void stabil_quantity_read(stabil_reader *r, const stabil_key *row,
                          const stabil_node *node, const stabil_path *path,
                          stabil_quantity *out) {
  bool free_range = row->low >= row->high;
  *out = (stabil_quantity){.source = -1,
                           .low = free_range ? -INFINITY : row->low,
                           .high = free_range ? INFINITY : row->high,
                           .unit = row->unit == NULL ? "" : row->unit,
                           .mark = node->mark,
                           .value = NAN, // until it is known
                           .assumption = node->mark.file == NULL && row->assumed};
  out->path = stabil_reader_path(r, path);
  if (out->path == NULL) return;
  out->name = stabil_text_hash(out->path);
  if (node->kind == STABIL_MAP)
    read_map(r, node, path, out);
  else if (node->kind == STABIL_LIST)
    stabil_reader_expected(r, node, path, "a number, or a map that states one");
  else
    (void)stabil_read_number(r, node, path, &out->value);
  check_range(r, node, path, out);
  enlist(r, out);
}
