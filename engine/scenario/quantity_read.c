// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/quantity_read.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "scenario/study_schema.h"

#define MOST_QUANTILES 100
#define MOST_SAMPLES 100000

// --- reading
// ----------------------------------------------------------------------------

static void check_keys(stabil_reader *r, const stabil_node *node,
                       const stabil_path *path) {
  for (int i = 0; i < node->count; i++)
    if (stabil_schema_find(&stabil_quantity_schema, node->entry[i].key) == NULL)
      stabil_schema_unknown(r, &stabil_quantity_schema, "key in a quantity",
                            &node->entry[i], path);
}

// ci95 is a form of its own only where there is no other.
static const stabil_entry *single_form(stabil_reader *r, const stabil_node *node,
                                       const stabil_path *path) {
  const stabil_entry *found = NULL;
  for (int i = 0; i < node->count; i++) {
    const char *key = node->entry[i].key;
    if (stabil_form_find(key) == NULL || strcmp(key, "ci95") == 0) continue;
    if (found != NULL) {
      stabil_reader_fail(r, node->entry[i].mark, path,
                         "found both '%s' and '%s', expected one way to state a number",
                         found->key, key);
      return NULL;
    }
    found = &node->entry[i];
  }
  if (found == NULL) found = stabil_node_find(node, "ci95");
  if (found == NULL)
    stabil_reader_fail(r, node->mark, path,
                       "found a map without a number, expected one of value, median, "
                       "mean, beta, gamma, uniform, triangular, normal, lognormal, ci95, "
                       "quantiles, empirical, samples");
  return found;
}

static bool goes_with(const stabil_form *form, const char *key) {
  for (int i = 0; i < 2 && form->beside[i] != NULL; i++)
    if (strcmp(form->beside[i], key) == 0) return true;
  return false;
}

// Keys that mean nothing beside the form that was chosen.
static void refuse_beside(stabil_reader *r, const stabil_node *node,
                          const stabil_path *path, const stabil_form *form) {
  static const char *const companions[] = {"ci95", "sd", "family", "column"};
  for (size_t i = 0; i < sizeof companions / sizeof *companions; i++) {
    const stabil_entry *entry = stabil_node_find(node, companions[i]);
    if (entry == NULL || goes_with(form, entry->key)) continue;
    if (strcmp(entry->key, form->key) != 0)
      stabil_reader_fail(r, entry->mark, path, "'%s' does not go with '%s'", entry->key,
                         form->key);
  }
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
  static const stabil_family families[] = {STABIL_NORMAL,  STABIL_LOGNORMAL,
                                           STABIL_BETA,    STABIL_GAMMA,
                                           STABIL_UNIFORM, STABIL_PIECEWISE};
  const stabil_entry *entry = stabil_node_find(node, "family");
  if (entry == NULL) return true;
  int word = read_word(r, entry, path, stabil_family_names);
  if (word >= 0) *family = families[word];
  return word >= 0;
}

// What is stated has to be legal itself.
static bool legal(stabil_reader *r, const stabil_node *node, const stabil_path *path,
                  const stabil_quantity *q, double x) {
  if (x >= q->low && x <= q->high) return true;
  stabil_reader_expected(r, node, path, stabil_reader_range(r, q->low, q->high, q->unit));
  return false;
}

static bool legal_interval(stabil_reader *r, const stabil_node *list,
                           const stabil_path *path, const stabil_quantity *q,
                           const double *ends) {
  bool fine = true;
  for (int i = 0; i < 2; i++) {
    stabil_path item = {path, NULL, i};
    fine &= legal(r, list->item[i], &item, q, ends[i]);
  }
  return fine;
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
  const stabil_entry *interval = companion(r, node, path, "median", "ci95");
  stabil_path median = {path, "median", 0}, ci95 = {path, "ci95", 0};
  if (interval == NULL || !stabil_read_number(r, chosen->value, &median, &numbers[0]) ||
      !read_numbers(r, interval->value, &ci95, 2, numbers + 1) ||
      !legal_interval(r, interval->value, &ci95, q, numbers + 1))
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
  const stabil_form *how = stabil_form_find(chosen->key);
  double numbers[3] = {0};
  stabil_path below = {path, chosen->key, 0};
  (void)node;
  if (how->count == 0) {
    (void)stabil_read_number(r, chosen->value, &below, &q->value);
    return NULL;
  }
  if (!read_numbers(r, chosen->value, &below, how->count, numbers)) return NULL;
  q->family = how->family;
  return stabil_quantity_from_parameters(q, numbers);
}

// --- quantiles, samples
// -----------------------------------------------------------------

static const char *fit_quantiles(stabil_reader *r, const stabil_node *node,
                                 const stabil_path *path, int count, double *level,
                                 double *value, stabil_quantity *q) {
  q->family = value[0] > 0 ? STABIL_LOGNORMAL : STABIL_NORMAL;
  if (!read_family(r, node, path, &q->family)) return NULL;
  return stabil_quantity_from_quantiles(q, count, level, value);
}

static const char *read_ci95(stabil_reader *r, const stabil_node *node,
                             const stabil_entry *chosen, const stabil_path *path,
                             stabil_quantity *q) {
  double level[2] = {0.025, 0.975}, value[2];
  stabil_path below = {path, "ci95", 0};
  if (!read_numbers(r, chosen->value, &below, 2, value) ||
      !legal_interval(r, chosen->value, &below, q, value))
    return NULL;
  if (stabil_node_find(node, "family") != NULL)
    return fit_quantiles(r, node, path, 2, level, value, q);
  return "'ci95' without a median needs 'family' beside it";
}

static const char *read_quantiles(stabil_reader *r, const stabil_node *node,
                                  const stabil_entry *chosen, const stabil_path *path,
                                  stabil_quantity *q) {
  const stabil_node *map = chosen->value;
  stabil_path below = {path, "quantiles", 0};
  if (map->kind != STABIL_MAP || map->count > MOST_QUANTILES) {
    stabil_reader_expected(r, map, &below, "a map such as {0.05: 1, 0.5: 2, 0.95: 4}");
    return NULL;
  }
  double *level = stabil_reader_array(r, map->count, sizeof *level);
  double *value = stabil_reader_array(r, map->count, sizeof *value);
  bool fine = level != NULL && value != NULL;
  for (int i = 0; i < map->count && level != NULL && value != NULL; i++) {
    const stabil_entry *entry = &map->entry[i];
    stabil_path item = {&below, entry->key, 0};
    bool known =
        stabil_text_double(entry->key, &level[i]) && level[i] >= 0 && level[i] <= 1;
    if (!known)
      stabil_reader_fail(r, entry->mark, &item, "found '%.40s', expected a level, 0 to 1",
                         entry->key);
    fine &= stabil_read_number(r, entry->value, &item, &value[i]) &&
            legal(r, entry->value, &item, q, value[i]) && known;
  }
  return fine ? fit_quantiles(r, node, path, map->count, level, value, q) : NULL;
}

// A file named by `empirical` was put in place of its name when it was read (sample.h).
static const char *read_samples(stabil_reader *r, const stabil_node *node,
                                const stabil_entry *chosen, const stabil_path *path,
                                stabil_quantity *q) {
  const stabil_node *list = chosen->value;
  stabil_path below = {path, chosen->key, 0};
  (void)node;
  if (list->kind != STABIL_LIST || list->count > MOST_SAMPLES) {
    stabil_reader_expected(r, list, &below,
                           strcmp(chosen->key, "samples") == 0
                               ? "a list of numbers, 100000 at most"
                               : "the name of a file");
    return NULL;
  }
  double *value = stabil_reader_array(r, list->count, sizeof *value);
  bool fine = value != NULL;
  for (int i = 0; i < list->count && value != NULL; i++) {
    stabil_path item = {&below, NULL, i};
    fine &= stabil_read_number(r, list->item[i], &item, &value[i]) &&
            legal(r, list->item[i], &item, q, value[i]);
  }
  if (!fine) return NULL;
  q->family = STABIL_EMPIRICAL;
  return stabil_quantity_from_sample(q, list->count, value);
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

void stabil_quantity_origin(stabil_reader *r, const stabil_node *node,
                            const stabil_path *path, stabil_quantity *q) {
  read_certainty(r, node, path, q);
  read_origin(r, node, path, q);
}

// --- one number
// -------------------------------------------------------------------------

typedef const char *read_form(stabil_reader *r, const stabil_node *node,
                              const stabil_entry *chosen, const stabil_path *path,
                              stabil_quantity *q);

static read_form *reader_of(const char *key) {
  static const struct {
    const char *key;
    read_form *read;
  } readers[] = {{"median", read_median},   {"mean", read_mean},
                 {"ci95", read_ci95},       {"quantiles", read_quantiles},
                 {"samples", read_samples}, {"empirical", read_samples}};
  for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
    if (strcmp(readers[i].key, key) == 0) return readers[i].read;
  return read_parameters;
}

static void read_map(stabil_reader *r, const stabil_node *node, const stabil_path *path,
                     stabil_quantity *q) {
  check_keys(r, node, path);
  const stabil_entry *chosen = single_form(r, node, path);
  if (chosen != NULL) {
    refuse_beside(r, node, path, stabil_form_find(chosen->key));
    const char *wrong = reader_of(chosen->key)(r, node, chosen, path, q);
    if (wrong == stabil_quantity_no_memory)
      r->memory = true;
    else if (wrong != NULL)
      stabil_reader_fail(r, chosen->value->mark, path, "%s", wrong);
  }
  stabil_quantity_origin(r, node, path, q);
}

void stabil_quantity_enlist(stabil_reader *r, stabil_quantity *q) {
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

#define LEAST_INSIDE 0.5 // of a distribution, in its legal range

static void check_inside(stabil_reader *r, const stabil_node *node,
                         const stabil_path *path, const stabil_quantity *q) {
  if (q->family == STABIL_FIXED || !isfinite(q->value)) return;
  double inside = 1;
  if (!isinf(q->high)) inside = stabil_quantity_below(q, q->high);
  if (!isinf(q->low) && q->family != STABIL_EMPIRICAL)
    inside -= stabil_quantity_below(q, q->low);
  if (inside >= LEAST_INSIDE) return;
  stabil_reader_fail(
      r, node->mark, path,
      "found a distribution of which %.0f %% is %s, expected half of it at "
      "least: choose a family that keeps to the range",
      100 * fmax(inside, 0), stabil_reader_range(r, q->low, q->high, q->unit));
}

static void check_range(stabil_reader *r, const stabil_node *node,
                        const stabil_path *path, const stabil_quantity *q) {
  if (!(q->value < q->low) && !(q->value > q->high)) return;
  stabil_reader_fail(r, node->mark, path, "found %.10g, expected %s", q->value,
                     stabil_reader_range(r, q->low, q->high, q->unit));
}

bool stabil_quantity_begin(stabil_reader *r, const stabil_key *row,
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
  if (out->path == NULL) return false;
  out->name = stabil_text_hash(out->path);
  return true;
}

void stabil_quantity_read(stabil_reader *r, const stabil_key *row,
                          const stabil_node *node, const stabil_path *path,
                          stabil_quantity *out) {
  if (!stabil_quantity_begin(r, row, node, path, out)) return;
  bool failed = r->failed;
  r->failed = false;
  if (node->kind == STABIL_MAP)
    read_map(r, node, path, out);
  else if (node->kind == STABIL_LIST)
    stabil_reader_expected(r, node, path, "a number, or a map that states one");
  else
    (void)stabil_read_number(r, node, path, &out->value);
  check_range(r, node, path, out);
  if (!r->failed) check_inside(r, node, path, out);
  r->failed |= failed;
  stabil_quantity_enlist(r, out);
}
