// SPDX-License-Identifier: GPL-3.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "fixture.h"

static stabil_status parse_bytes(stabil_fixture *f, const char *text, size_t length) {
  return stabil_document_parse(f->arena, text, length, "study.yaml", &f->root, &f->err);
}

static stabil_status parse(stabil_fixture *f, const char *text) {
  return parse_bytes(f, text, strlen(text));
}

static const stabil_node *at(const stabil_node *map, const char *key) {
  const stabil_entry *entry = stabil_node_find(map, key);
  assert_non_null(entry);
  return entry->value;
}

static void assert_problem(const stabil_fixture *f, size_t i, int line, int column,
                           const char *text) {
  assert_true(i < f->err.count);
  const stabil_problem *p = &f->err.problems[i];
  assert_int_equal(p->status, STABIL_INPUT);
  assert_string_equal(p->file, "study.yaml");
  assert_int_equal(p->line, line);
  assert_int_equal(p->column, column);
  if (strstr(p->text, text) == NULL) fail_msg("'%s' lacks '%s'", p->text, text);
}

static void assert_refused(stabil_fixture *f, const char *yaml, int line, int column,
                           const char *text) {
  assert_int_equal(parse(f, yaml), STABIL_INPUT);
  assert_null(f->root);
  assert_problem(f, 0, line, column, text);
  assert_int_equal(f->err.count, 1);
  stabil_error_clear(&f->err);
}

static void scalars_stay_text(void **state) {
  stabil_fixture *f = *state;
  assert_int_equal(parse(f, "a: NO\nb: 0301\nc: 12:30\nd: '~'\ne: ~\nf: |\n  x\n  y\n"),
                   STABIL_OK);
  assert_int_equal(f->root->kind, STABIL_MAP);
  assert_int_equal(f->root->count, 6);
  assert_string_equal(at(f->root, "a")->text, "NO");
  assert_string_equal(at(f->root, "b")->text, "0301");
  assert_string_equal(at(f->root, "c")->text, "12:30");
  assert_false(stabil_node_null(at(f->root, "d")));
  assert_true(stabil_node_null(at(f->root, "e")));
  assert_string_equal(at(f->root, "f")->text, "x\ny\n");
  assert_true(at(f->root, "a")->plain);
  assert_false(at(f->root, "d")->plain);
}

static void marks_count_characters_from_one(void **state) {
  stabil_fixture *f = *state;
  assert_int_equal(parse(f, "a: 1\nbø: {cæ: [x, y]}\n"), STABIL_OK);
  const stabil_entry *b = stabil_node_find(f->root, "bø");
  assert_int_equal(b->mark.line, 2);
  assert_int_equal(b->mark.column, 1);
  assert_int_equal(b->value->mark.column, 5);
  const stabil_node *list = at(b->value, "cæ");
  assert_int_equal(list->kind, STABIL_LIST);
  assert_int_equal(list->count, 2);
  assert_int_equal(list->item[1]->mark.line, 2);
  assert_int_equal(list->item[1]->mark.column, 14);
  assert_string_equal(list->mark.file, "study.yaml");
}

static void an_alias_shares_its_node(void **state) {
  stabil_fixture *f = *state;
  assert_int_equal(parse(f, "a: &x {k: 1}\nb: *x\nc: &x 2\nd: *x\n"), STABIL_OK);
  assert_ptr_equal(at(f->root, "a"), at(f->root, "b"));
  assert_ptr_equal(at(f->root, "c"), at(f->root, "d"));
  assert_string_equal(at(f->root, "d")->text, "2");
  // the root, its four keys, three for a and again for b, c and d
  assert_int_equal(f->root->weight, 13);
}

static void wide_maps_are_found_in(void **state) {
  stabil_fixture *f = *state;
  char yaml[4000] = "";
  for (int i = 99; i >= 0; i--)
    (void)snprintf(yaml + strlen(yaml), 40, "key%d: %d\n", i, i);
  assert_int_equal(parse(f, yaml), STABIL_OK);
  assert_string_equal(f->root->entry[0].key, "key99"); // order is kept
  assert_string_equal(at(f->root, "key0")->text, "0");
  assert_string_equal(at(f->root, "key57")->text, "57");
  assert_null(stabil_node_find(f->root, "key100"));
  assert_null(stabil_node_find(f->root, ""));
  assert_null(stabil_node_find(at(f->root, "key0"), "x"));
  assert_null(stabil_node_find(NULL, "x"));
}

static void a_duplicate_is_reported_at_its_second_place(void **state) {
  stabil_fixture *f = *state;
  assert_refused(f, "a: 1\nb: {c: 1, d: 2, c: 3}\n", 2, 17, "duplicate key 'c'");
  char yaml[2000] = "";
  for (int i = 0; i < 50; i++) (void)snprintf(yaml + strlen(yaml), 20, "k%d: 1\n", i);
  strcat(yaml, "k7: 2\nk9: 3\n");
  assert_int_equal(parse(f, yaml), STABIL_INPUT);
  assert_int_equal(f->err.count, 2);
  assert_problem(f, 0, 51, 1, "duplicate key 'k7', first given at line 8");
  assert_problem(f, 1, 52, 1, "duplicate key 'k9', first given at line 10");
}

static void problems_are_collected(void **state) {
  stabil_fixture *f = *state;
  assert_int_equal(parse(f, "a: !!int 1\nb: {<<: {}}\nb: \"x\\0y\"\n"), STABIL_INPUT);
  assert_int_equal(f->err.count, 4);
  assert_problem(f, 0, 1, 4, "tags are not read");
  assert_problem(f, 1, 2, 5, "use `base:`");
  assert_problem(f, 2, 3, 4, "NUL");
  assert_problem(f, 3, 3, 1, "duplicate key 'b'");
}

static void what_is_not_read_is_refused_at_its_place(void **state) {
  stabil_fixture *f = *state;
  assert_refused(f, "", 1, 1, "empty");
  assert_refused(f, "# nothing\n", 1, 1, "empty");
  assert_refused(f, "a: 1\n---\nb: 2\n", 2, 1, "a second document");
  assert_refused(f, "a: *b\n", 1, 4, "without an anchor");
  assert_refused(f, "a: &x {b: *x}\n", 1, 11, "cycle");
  assert_refused(f, "a: &x [1, [*x]]\n", 1, 12, "cycle");
  assert_refused(f, "a:\n\tb: 1\n", 2, 1, "found a tab");
  assert_refused(f, "a:\n  - \tb: 1\n", 2, 5, "found a tab");
  assert_refused(f, "a: b: c\n", 1, 5, "mapping values are not allowed");
  assert_refused(f, "a: [1, 2\nb: 3\n", 2, 2, "did not find expected ',' or ']'");
  assert_refused(f, "a: \"open\n", 1, 4, "is a quote left open");
  assert_refused(f, "{a: 1}: 2\n", 1, 1, "found a map as a key");
  assert_refused(f, "a: Troms\xf8\n", 1, 9, "not UTF-8");
  assert_refused(f, "\xc3\xa6: \xc3\xa6\xff\n", 1, 5, "not UTF-8");
  assert_refused(f, "a: 1\nb: \x01\n", 2, 4, "control characters");
  assert_int_equal(parse_bytes(f, "a: b\0c", 6), STABIL_INPUT);
  assert_problem(f, 0, 1, 5, "NUL byte");
}

static char *repeat(const char *text, size_t times) {
  size_t length = strlen(text);
  char *out = calloc(times + 1, length);
  assert_non_null(out);
  for (size_t i = 0; i < times; i++) memcpy(out + i * length, text, length);
  return out;
}

static void depth_64_is_the_last_that_is_read(void **state) {
  stabil_fixture *f = *state;
  char *fine = repeat("[", 128);
  memset(fine + 64, ']', 64);
  assert_int_equal(parse(f, fine), STABIL_OK);
  char *deep = repeat("[", 65);
  assert_refused(f, deep, 1, 65, "deeper than 64");
  free(fine);
  free(deep);
}

// Each of these takes a reader without limits from seconds to forever.
static void hostile_files_fail_at_once(void **state) {
  stabil_fixture *f = *state;
  const char *units[] = {"[", "{", "- ", "? ", "a: ", "&a ", "!", "\t", "\"", "|\n"};
  clock_t start = clock();
  for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
    char *text = repeat(units[i], 100000);
    assert_int_equal(parse(f, text), STABIL_INPUT);
    free(text);
  }
  assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 2.0);
}

static void an_alias_bomb_fails_at_once(void **state) {
  stabil_fixture *f = *state;
  char yaml[4000] = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 30; i++) {
    char *end = yaml + strlen(yaml);
    (void)snprintf(end, 100, "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i,
                   i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
  }
  clock_t start = clock();
  assert_int_equal(parse(f, yaml), STABIL_INPUT);
  assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 1.0);
  assert_non_null(strstr(f->err.problems[0].text, "aliases multiply"));
}

static void a_large_file_is_refused(void **state) {
  stabil_fixture *f = *state;
  char *text = repeat("#", STABIL_DOCUMENT_BYTES + 1);
  assert_int_equal(parse_bytes(f, text, STABIL_DOCUMENT_BYTES + 1), STABIL_INPUT);
  assert_non_null(strstr(f->err.problems[0].text, "bytes"));
  free(text);
}

static void paths_read_as_people_write_them(void **state) {
  stabil_fixture *f = *state;
  stabil_path a = {NULL, "measures", 0}, b = {&a, "pay", 0}, c = {&b, "effects", 0};
  stabil_path d = {&c, NULL, 12}, e = {&d, "value", 0};
  assert_string_equal(stabil_path_text(f->arena, &e), "measures.pay.effects[12].value");
  assert_string_equal(stabil_path_text(f->arena, NULL), "");
}

static bool same(const stabil_node *a, const stabil_node *b) {
  if (a->kind != b->kind || a->count != b->count || strcmp(a->text, b->text) != 0)
    return false;
  if (stabil_node_null(a) != stabil_node_null(b)) return false;
  for (int i = 0; i < a->count; i++) {
    if (a->kind == STABIL_LIST && !same(a->item[i], b->item[i])) return false;
    if (a->kind == STABIL_MAP && (strcmp(a->entry[i].key, b->entry[i].key) != 0 ||
                                  !same(a->entry[i].value, b->entry[i].value)))
      return false;
  }
  return true;
}

static void emitted_text_reads_as_the_same_tree(void **state) {
  stabil_fixture *f = *state;
  const char *yaml =
      "a: {\"5501\": NO, '<2000': \"~\", x: ~, e: '', long: [1, [2, {}], []]}\n"
      "t: &t 'line one\n\n  line two # no comment: \"quoted\"'\n"
      "u: *t\nø: |\n  Sámi: Kárášjohka\n   indented\nv: '- x'\nw: \"\\ttab\\u0085\"\n"
      "'key: with': {'': 1}\n";
  assert_int_equal(parse(f, yaml), STABIL_OK);
  const stabil_node *first = f->root;
  const char *text = NULL, *again = NULL;
  assert_int_equal(stabil_document_emit(f->arena, first, &text, &f->err), STABIL_OK);
  assert_int_equal(parse(f, text), STABIL_OK);
  assert_true(same(first, f->root));
  assert_int_equal(stabil_document_emit(f->arena, f->root, &again, &f->err), STABIL_OK);
  assert_string_equal(text, again);
}

// What print.c writes reads back as the same tree, whatever the texts are.
static void printed_text_reads_as_the_same_tree(void **state) {
  stabil_fixture *f = *state;
  const char *yaml =
      "plain: 0301\nempty:\nquoted: \"\"\nclock: 12:30\ntilde: ~\n\"odd: key\": x\n"
      "hash: 'a #b'\ncolon: 'a: b'\ndash: '- a'\nstar: '*x'\nbrace: '{'\n"
      "lines: \"a\\nb\\tc\"\nback: \"\\\\ \\\"\"\nbell: \"\\x07\\x85\\u2028\"\n"
      "far: \"\\U0001F600 \xC3\xA6\"\nfolded: one\n  two\n\nnone: []\nnothing: {}\n"
      "flow: [1, {a: 'x,y', b: [\"\", z]}]\nbroken: [1,\n  2]\n"
      "deep:\n  - - 1\n    - a: 1\n      b: {c: 2}\n  - x\n";
  assert_int_equal(parse(f, yaml), STABIL_OK);
  const stabil_node *first = f->root;
  char *text = NULL;
  size_t length = 0;
  FILE *stream = open_memstream(&text, &length);
  stabil_document_print(first, stream);
  assert_int_equal(fclose(stream), 0);
  assert_int_equal(parse_bytes(f, text, length), STABIL_OK);
  assert_true(same(first, f->root));
  assert_non_null(strstr(text, "clock: 12:30  # study.yaml:4\n"));
  assert_non_null(
      strstr(text, "flow: [1, {a: \"x,y\", b: [\"\", z]}]  # study.yaml:21\n"));
  free(text);
}

#define TEST(name)                                                                       \
  cmocka_unit_test_setup_teardown(name, stabil_fixture_set_up, stabil_fixture_tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(scalars_stay_text),
      TEST(marks_count_characters_from_one),
      TEST(an_alias_shares_its_node),
      TEST(wide_maps_are_found_in),
      TEST(a_duplicate_is_reported_at_its_second_place),
      TEST(problems_are_collected),
      TEST(what_is_not_read_is_refused_at_its_place),
      TEST(depth_64_is_the_last_that_is_read),
      TEST(hostile_files_fail_at_once),
      TEST(an_alias_bomb_fails_at_once),
      TEST(a_large_file_is_refused),
      TEST(paths_read_as_people_write_them),
      TEST(emitted_text_reads_as_the_same_tree),
      TEST(printed_text_reads_as_the_same_tree),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
