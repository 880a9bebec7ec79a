// SPDX-License-Identifier: GPL-3.0-or-later
// The machinery of schema tables, on a small schema of its own, and the tables of a study
// as tables.
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "case.h"
#include "cli/schema.h"
#include "scenario/study_schema.h"

typedef struct inner {
  int index;
  stabil_quantity amount;
} inner;

typedef struct thing {
  const char *name;
  stabil_mark mark;
  int whole, flag, choice, reference;
  bool strict, has_group, has_real;
  uint64_t seed;
  double real;
  int real_count, quantity_count, inner_count, item_count;
  double *reals;
  const char *text;
  stabil_text label;
  stabil_set names, classes;
  stabil_quantity quantity;
  stabil_quantity *quantities;
  stabil_table table;
  stabil_series series;
  stabil_shares shares;
  stabil_origins origins;
  inner *inners, *items;
  int grouped, alternative_a, alternative_b;
} thing;

static const char *const choices[] = {"red", "green", "blue", NULL};
static const char *const strictness[] = {"lax", "strict", NULL};

static const stabil_key inner_keys[] = {{STABIL_KEY(QUANTITY, "amount", inner, amount),
                                         .unit = "NOK", .low = 0, .high = 10,
                                         .required = true, .text = "amount"}};
static const stabil_schema inner_schema = {.name = "inner",
                                           .size = sizeof(inner),
                                           .count = 1,
                                           .key = inner_keys,
                                           .shorthand = "amount"};
static const stabil_key group_keys[] = {
    {STABIL_KEY(INTEGER, "grouped", thing, grouped), .required = true, .text = "inside"}};
static const stabil_schema group_schema = {
    .name = "group", .count = 1, .key = group_keys};
static const stabil_key either_keys[] = {
    {STABIL_KEY(INTEGER, "a", thing, alternative_a), .text = "a"},
    {STABIL_KEY(INTEGER, "b", thing, alternative_b), .text = "b"}};
static const stabil_schema either_schema = {
    .name = "either", .count = 2, .key = either_keys, .one_of = true};

static const stabil_key thing_keys[] = {
    {STABIL_KEY(INTEGER, "whole", thing, whole), .unit = "months", .low = 1, .high = 12,
     .fallback = "6", .text = "t"},
    {STABIL_KEY(SEED, "seed", thing, seed), .fallback = "1", .text = "t"},
    {STABIL_KEY(REAL, "real", thing, real), .low = -1, .high = 1,
     .present = 1 + offsetof(thing, has_real), .text = "t"},
    {STABIL_KEY(REALS, "reals", thing, reals), .count_at = offsetof(thing, real_count),
     .text = "t"},
    {STABIL_KEY(FLAG, "flag", thing, flag), .text = "t"},
    {STABIL_KEY(TEXT, "text", thing, text), .text = "t"},
    {STABIL_KEY(LABEL, "label", thing, label), .text = "t"},
    {STABIL_KEY(CHOICE, "choice", thing, choice), .list = choices, .low = -1,
     .fallback = "blue", .text = "t"},
    {STABIL_KEY(CHOICE, "strict", thing, strict), .list = strictness, .fallback = "lax",
     .text = "t"},
    {STABIL_KEY(NAME, "reference", thing, reference), .roster = STABIL_ROSTER_ROLE,
     .text = "t"},
    {STABIL_KEY(NAMES, "names", thing, names), .roster = STABIL_ROSTER_ROLE, .text = "t"},
    {STABIL_KEY(INTEGERS, "classes", thing, classes), .low = 1, .high = 6, .text = "t"},
    {STABIL_KEY(QUANTITY, "quantity", thing, quantity), .unit = "years", .low = 0,
     .high = 10, .fallback = "2.5", .assumed = true, .text = "t"},
    {STABIL_KEY(QUANTITIES, "quantities", thing, quantities),
     .count_at = offsetof(thing, quantity_count), .text = "t"},
    {STABIL_KEY(TABLE, "table", thing, table), .low = 0, .high = 10, .fallback = "1",
     .text = "t"},
    {STABIL_KEY(SERIES, "series", thing, series), .text = "t"},
    {STABIL_KEY(SHARES, "shares", thing, shares), .low = 0, .high = 1, .sum = true,
     .roster = STABIL_ROSTER_ROLE, .text = "t"},
    {STABIL_KEY(ORIGINS, "origins", thing, origins), .low = 0, .high = 1, .sum = true,
     .text = "t"},
    {STABIL_KEY(KEYED, "inners", thing, inners), .count_at = offsetof(thing, inner_count),
     .roster = STABIL_ROSTER_ROLE, .child = &inner_schema, .text = "t"},
    {STABIL_KEY(ITEMS, "items", thing, items), .count_at = offsetof(thing, item_count),
     .child = &inner_schema, .text = "t"},
    {.key = "group",
     .type = STABIL_TYPE_GROUP,
     .child = &group_schema,
     .present = 1 + offsetof(thing, has_group),
     .text = "t"},
    {.key = "either", .type = STABIL_TYPE_GROUP, .child = &either_schema, .text = "t"},
};
static const stabil_schema thing_schema = {.name = "thing",
                                           .size = sizeof(thing),
                                           .count =
                                               sizeof thing_keys / sizeof *thing_keys,
                                           .key = thing_keys};

typedef struct fixture {
  stabil_arena *arena;
  stabil_error err;
  stabil_reader *r;
  thing *out;
} fixture;

static int set_up(void **state) {
  fixture *f = calloc(1, sizeof *f);
  if (f == NULL) return -1;
  f->arena = stabil_arena_create();
  *state = f;
  return f->arena == NULL ? -1 : 0;
}

static int tear_down(void **state) {
  fixture *f = *state;
  stabil_error_clear(&f->err);
  stabil_arena_free(f->arena);
  free(f);
  return 0;
}

// Read a thing called "thing" with the roles nurse and doctor and the rest place south.
static const thing *read(fixture *f, const char *yaml) {
  const stabil_node *root = NULL;
  stabil_error_clear(&f->err);
  assert_int_equal(
      stabil_document_parse(f->arena, yaml, strlen(yaml), "x.yaml", &root, &f->err),
      STABIL_OK);
  f->r = stabil_arena_alloc(f->arena, sizeof *f->r);
  f->out = stabil_arena_alloc(f->arena, sizeof *f->out);
  *f->r = (stabil_reader){.arena = f->arena, .err = &f->err, .root = root};
  stabil_roster_add(f->r, STABIL_ROSTER_ROLE, "nurse", 0);
  stabil_roster_add(f->r, STABIL_ROSTER_ROLE, "doctor", 1);
  stabil_roster_add(f->r, STABIL_ROSTER_REST, "south", 4);
  stabil_roster_add(f->r, STABIL_ROSTER_PLACE, "5501", 0);
  stabil_roster_add(f->r, STABIL_ROSTER_PLACE, "south", 4);
  stabil_roster_add(f->r, STABIL_ROSTER_KIND, "hospital", 1);
  stabil_roster_add(f->r, STABIL_ROSTER_SOURCE, "register", 3);
  stabil_roster_sort(f->r);
  stabil_path path = {NULL, "thing", 0};
  stabil_schema_read(f->r, &thing_schema, root, &path, f->out);
  return f->out;
}

static const thing *read_fine(fixture *f, const char *yaml) {
  const thing *out = read(f, yaml);
  if (f->err.count > 0)
    fail_msg("%s: %s", f->err.problems[0].key, f->err.problems[0].text);
  assert_false(f->r->failed);
  return out;
}

static void assert_problem(fixture *f, const char *yaml, int column, const char *key,
                           const char *text) {
  (void)read(f, yaml);
  assert_true(f->r->failed);
  assert_int_equal(f->err.count, 1);
  const stabil_problem *p = &f->err.problems[0];
  if (strstr(p->text, text) == NULL) fail_msg("'%s' lacks '%s'", p->text, text);
  assert_int_equal(p->line, 1);
  assert_int_equal(p->column, column);
  assert_string_equal(p->key, key);
}

static void absent_keys_get_their_defaults(void **state) {
  const thing *t = read_fine(*state, "{}");
  assert_int_equal(t->whole, 6);
  assert_int_equal(t->seed, 1);
  assert_int_equal(t->flag, -1);
  assert_int_equal(t->choice, 1); // blue, counted from -1
  assert_false(t->strict);
  assert_int_equal(t->reference, -1);
  assert_string_equal(t->text, "");
  assert_string_equal(t->label.nb, "thing");
  assert_int_equal(t->names.count, 0);
  assert_false(t->has_group);
  assert_false(t->has_real);
  assert_true(t->quantity.value == 2.5);
  assert_null(t->quantity.mark.file);
  assert_int_equal(t->quantity.assumption, 1);
  assert_int_equal(t->quantity.source, -1);
  assert_string_equal(t->quantity.path, "thing.quantity");
  assert_true(t->table.base.value == 1);
  assert_int_equal(t->table.base.assumption, 0);
}

static void every_type_is_read(void **state) {
  const thing *t = read_fine(
      *state,
      "whole: 12\nseed: 18446744073709551615\nreal: -0.5\nreals: [1, 2.5]\n"
      "flag: false\ntext: NO\nlabel: {nb: en, en: one}\nchoice: red\n"
      "strict: strict\nreference: doctor\nnames: [doctor, nurse]\n"
      "classes: [6, 1]\nquantity: {value: 3, source: register}\n"
      "quantities: [1, {uniform: [2, 4]}]\ngroup: {grouped: 9}\neither: {b: 2}\n");
  assert_int_equal(t->whole, 12);
  assert_true(t->seed == UINT64_MAX);
  assert_true(t->real == -0.5 && t->has_real);
  assert_int_equal(t->real_count, 2);
  assert_true(t->reals[1] == 2.5);
  assert_int_equal(t->flag, 0);
  assert_string_equal(t->text, "NO");
  assert_string_equal(t->label.nb, "en");
  assert_string_equal(t->label.en, "one");
  assert_int_equal(t->choice, -1);
  assert_true(t->strict);
  assert_int_equal(t->reference, 1);
  assert_int_equal(t->names.index[0], 1);
  assert_int_equal(t->names.index[1], 0);
  assert_int_equal(t->classes.index[0], 6);
  assert_int_equal(t->quantity.source, 3);
  assert_int_equal(t->quantity.mark.line, 13);
  assert_int_equal(t->quantity_count, 2);
  assert_true(t->quantities[1].value == 3);
  assert_string_equal(t->quantities[1].path, "thing.quantities[1]");
  assert_true(t->has_group);
  assert_int_equal(t->grouped, 9);
  assert_int_equal(t->alternative_b, 2);
}

static void tables_series_and_shares_are_read(void **state) {
  fixture *f = *state;
  const thing *t = read_fine(
      f,
      "table: {default: 2, kind: {hospital: 3}, centrality: {5: 4}, place: {5501: 6},\n"
      "  size: {\"<2000\": 5, 2000-4999: 5.5, \">=50000\": 5.7}}\n"
      "series: {2023: 1, 2026: 2}\nshares: {doctor: 0.25, nurse: 0.75}\n"
      "origins: {local: 0.5, south: 0.5}\ninners: {doctor: {amount: 7}}\n"
      "items: [3, {amount: 4}]\n");
  assert_true(t->table.base.value == 2);
  assert_string_equal(t->table.base.path, "thing.table");
  assert_int_equal(t->table.count, 6);
  const stabil_table_row *row = t->table.row;
  assert_true(row[0].axis == STABIL_BY_KIND && row[0].low == 1 && row[0].high == 1);
  assert_true(row[1].axis == STABIL_BY_CENTRALITY && row[1].low == 5);
  assert_true(row[2].axis == STABIL_BY_SIZE && row[2].low == 0 && row[2].high == 1999);
  assert_true(row[3].low == 2000 && row[3].high == 4999);
  assert_true(row[4].low == 50000 && row[4].high == INT_MAX);
  assert_true(row[5].axis == STABIL_BY_PLACE && row[5].low == 0);
  assert_true(row[5].value.value == 6);
  assert_string_equal(row[2].value.path, "thing.table.size.<2000");
  assert_int_equal(t->series.count, 2);
  assert_int_equal(t->series.point[1].year, 2026);
  assert_int_equal(t->shares.share[0].index, 1);
  assert_true(t->shares.share[0].value.value == 0.25);
  assert_int_equal(t->origins.share[1].kind, STABIL_FROM_PLACE);
  assert_int_equal(t->origins.share[1].place, 4);
  assert_int_equal(t->inner_count, 1);
  assert_int_equal(t->inners[0].index, 1);
  assert_true(t->inners[0].amount.value == 7);
  assert_int_equal(t->item_count, 2);
  assert_true(t->items[0].amount.value == 3 && t->items[1].amount.value == 4);
  assert_string_equal(t->items[0].amount.path, "thing.items[0].amount");
}

static void quantities_are_registered_once(void **state) {
  fixture *f = *state;
  const thing *t = read_fine(f, "{items: [1, 2]}");
  assert_int_equal(f->r->quantity_count, 4); // quantity, table, two items
  assert_ptr_equal(f->r->quantity[0], &t->quantity);
  assert_ptr_equal(f->r->quantity[3], &t->items[1].amount);
}

static void a_distribution_keeps_what_was_said(void **state) {
  fixture *f = *state;
  const thing *t =
      read_fine(f, "quantity: {median: 3.0, ci95: [1.5, 6.1], certainty: low, source: "
                   "assumption, note: why}\n");
  assert_int_equal(t->quantity.family, STABIL_LOGNORMAL);
  assert_int_equal(t->quantity.certainty, STABIL_CERTAINTY_LOW);
  assert_int_equal(t->quantity.assumption, 1);
  assert_string_equal(t->quantity.unit, "years");
  assert_true(t->quantity.low == 0 && t->quantity.high == 10);
  t = read_fine(f, "quantity: {median: 1, ci95: [0, 2]}\n");
  assert_int_equal(t->quantity.family, STABIL_NORMAL); // no lognormal reaches 0
  t = read_fine(f, "quantity: {mean: 1, sd: 0.2}\n");
  assert_int_equal(t->quantity.family, STABIL_NORMAL);
}

static void ranges_are_kept_to_the_edge(void **state) {
  fixture *f = *state;
  assert_int_equal(read_fine(f, "whole: 1")->whole, 1);
  assert_problem(f, "whole: 0", 8, "thing.whole",
                 "found '0', expected between 1 and 12 months");
  assert_problem(f, "whole: 13", 8, "thing.whole", "between 1 and 12 months");
  assert_problem(f, "real: 1.01", 7, "thing.real", "expected between -1 and 1");
  assert_true(read_fine(f, "quantity: 10")->quantity.value == 10);
  assert_problem(f, "quantity: 10.5", 11, "thing.quantity",
                 "found 10.5, expected between 0 and 10 years");
  assert_problem(f, "quantity: {lognormal: [11, 1]}", 11, "thing.quantity", "found 11");
  assert_problem(f, "items: [{amount: -1}]", 18, "thing.items[0].amount",
                 "between 0 and 10 NOK");
  assert_problem(f, "classes: [7]", 11, "thing.classes[0]", "between 1 and 6");
}

static void wrong_types_say_found_and_expected(void **state) {
  fixture *f = *state;
  assert_problem(f, "whole: 1.5", 8, "thing.whole",
                 "found '1.5', expected a whole number");
  assert_problem(f, "whole: 1_0", 8, "thing.whole", "a whole number");
  assert_problem(f, "whole: 0x1", 8, "thing.whole", "a whole number");
  assert_problem(f, "whole: []", 8, "thing.whole", "found a list");
  assert_problem(f, "whole:", 7, "thing.whole", "found nothing");
  assert_problem(f, "real: .inf", 7, "thing.real", "expected a number");
  assert_problem(f, "real: '1 '", 7, "thing.real", "expected a number");
  assert_problem(f, "seed: -1", 7, "thing.seed", "a whole number from 0");
  assert_problem(f, "flag: yes", 7, "thing.flag", "true or false");
  assert_problem(f, "text: {}", 7, "thing.text", "found a map, expected text");
  assert_problem(f, "reals: 3", 8, "thing.reals", "a list of numbers");
  assert_problem(f, "reals: [2, 2]", 12, "thing.reals[1]", "more than the number before");
  assert_problem(f, "names: nurse", 8, "thing.names", "a list");
  assert_problem(f, "names: [nurse, nurse]", 16, "thing.names[1]", "twice");
  assert_problem(f, "group: 3", 8, "thing.group", "expected a map with grouped");
  assert_problem(f, "group: {}", 8, "thing.group.grouped", "missing: inside");
  assert_problem(f, "items: {}", 8, "thing.items", "expected a list");
  assert_problem(f, "inners: []", 9, "thing.inners", "expected a map");
  assert_problem(f, "shares: {nurse: 0.5}", 9, "thing.shares", "sum to 0.5, expected 1");
  assert_problem(f, "either: {}", 9, "thing.either", "exactly one of a, b");
  assert_problem(f, "either: {a: 1, b: 2}", 16, "thing.either", "both 'a' and 'b'");
}

static void names_have_near_misses(void **state) {
  fixture *f = *state;
  assert_problem(f, "whoel: 3", 1, "thing.whoel",
                 "unknown key 'whoel'; did you mean 'whole'?");
  assert_problem(f, "group: {gruoped: 1, grouped: 1}", 9, "thing.group.gruoped",
                 "did you mean 'grouped'?");
  assert_problem(f, "reference: nurs", 12, "thing.reference",
                 "unknown role 'nurs'; did you mean 'nurse'?");
  assert_problem(f, "reference: x", 12, "thing.reference",
                 "unknown role 'x', expected one of doctor, nurse");
  assert_problem(f, "choice: gren", 9, "thing.choice", "did you mean 'green'?");
  assert_problem(f, "label: {no: a, en: b}", 9, "thing.label", "unknown language 'no'");
  assert_problem(f, "origins: {souht: 1}", 11, "thing.origins.souht",
                 "did you mean 'south'?");
  assert_problem(f, "quantity: {value: 1, certanty: low}", 22, "thing.quantity",
                 "did you mean 'certainty'?");
}

static void only_so_many_problems_are_kept(void **state) {
  fixture *f = *state;
  char yaml[16000] = "";
  size_t used = 0;
  for (int i = 0; i < STABIL_MOST_PROBLEMS + 300; i++)
    used += (size_t)snprintf(yaml + used, 20, "x%d: 1\n", i);
  (void)read(f, yaml);
  assert_int_equal(f->err.count, STABIL_MOST_PROBLEMS);
  assert_int_equal(f->err.more, 300);
  assert_true(f->r->failed);
}

// --- the tables of a study
// ----------------------------------------------------------------

static int rows_seen;

static void check_row(const stabil_schema *schema, const stabil_key *row) {
  rows_seen++;
  if (row->text == NULL || row->text[0] == 0)
    fail_msg("%s.%s has no text", schema->name, row->key);
  assert_true(row->type < STABIL_TYPE_COUNT);
  assert_true(row->low <= row->high || row->type == STABIL_TYPE_CHOICE);
  assert_false(row->required && row->fallback != NULL);
  bool nested = row->type == STABIL_TYPE_GROUP || row->type == STABIL_TYPE_NAMED ||
                row->type == STABIL_TYPE_KEYED || row->type == STABIL_TYPE_ITEMS;
  assert_true(nested == (row->child != NULL));
  assert_true((row->type == STABIL_TYPE_CUSTOM) == (row->read != NULL));
  assert_true((row->type == STABIL_TYPE_CUSTOM) == (row->ways != NULL));
  assert_true(row->form != NULL || row->type != STABIL_TYPE_CUSTOM);
  assert_true((row->type == STABIL_TYPE_CHOICE) == (row->list != NULL));
  bool number = row->type == STABIL_TYPE_QUANTITY || row->type == STABIL_TYPE_TABLE;
  if (number && (row->unit == NULL || !(row->low < row->high)))
    fail_msg("%s.%s has no unit or no range", schema->name, row->key);
  bool names = row->type == STABIL_TYPE_NAME || row->type == STABIL_TYPE_NAMES ||
               row->type == STABIL_TYPE_SHARES || row->type == STABIL_TYPE_KEYED ||
               row->type == STABIL_TYPE_NAMED;
  assert_true(names == (row->roster != STABIL_ROSTER_NONE));
  if (schema->size > 0 && row->size > 0)
    assert_true(row->offset + row->size <= schema->size);
}

static void check_schema(const stabil_schema *schema) {
  for (int i = 0; i < schema->count; i++) {
    check_row(schema, &schema->key[i]);
    assert_ptr_equal(stabil_schema_find(schema, schema->key[i].key), &schema->key[i]);
    if (schema->key[i].child != NULL) check_schema(schema->key[i].child);
  }
}

static void every_row_of_a_study_is_whole(void **state) {
  (void)state;
  rows_seen = 0;
  check_schema(&stabil_study_schema);
  assert_true(rows_seen > 180);
}

// --- what is made from them
// ---------------------------------------------------------------

static void is_shipped(void (*print)(FILE *stream), const char *path) {
  char *made = NULL, *shipped = stabil_case_file(path);
  size_t size = 0;
  FILE *stream = open_memstream(&made, &size);
  assert_non_null(stream);
  print(stream);
  assert_int_equal(fclose(stream), 0);
  assert_true(size > 10000);
  if (strcmp(made, shipped) != 0)
    fail_msg("%s is not what the tables give; run ./dev schema", path);
  free(made);
  free(shipped);
}

static void what_is_shipped_is_made_from_the_tables(void **state) {
  (void)state;
  is_shipped(stabil_schema_json_print, "scenarios/stabil.schema.json");
  is_shipped(stabil_schema_markdown, "docs/reference.md");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(absent_keys_get_their_defaults),
      TEST(every_type_is_read),
      TEST(tables_series_and_shares_are_read),
      TEST(quantities_are_registered_once),
      TEST(a_distribution_keeps_what_was_said),
      TEST(ranges_are_kept_to_the_edge),
      TEST(wrong_types_say_found_and_expected),
      TEST(names_have_near_misses),
      TEST(only_so_many_problems_are_kept),
      cmocka_unit_test(every_row_of_a_study_is_whole),
      cmocka_unit_test(what_is_shipped_is_made_from_the_tables),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
