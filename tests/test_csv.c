// SPDX-License-Identifier: GPL-3.0-or-later
// Tables from spreadsheets: the same tree as the YAML spelling, and what is refused
// where.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "fixture.h"
#include "scenario/csv.h"

static stabil_status parse(stabil_fixture *f, const char *text, size_t length) {
  return stabil_csv_parse(f->arena, text, length, "t.csv", "places", &f->root, &f->err);
}

static const char *emitted(stabil_fixture *f, const stabil_node *root) {
  const char *text = NULL;
  assert_int_equal(stabil_document_emit(f->arena, root, &text, &f->err), STABIL_OK);
  return text;
}

static void reads_as(stabil_fixture *f, const char *csv, const char *yaml) {
  const stabil_node *wanted = NULL;
  if (parse(f, csv, strlen(csv)) != STABIL_OK)
    fail_msg("%s: %s", csv, f->err.problems[0].text);
  const char *found = emitted(f, f->root);
  assert_int_equal(
      stabil_document_parse(f->arena, yaml, strlen(yaml), "x", &wanted, &f->err),
      STABIL_OK);
  // not emitted(wanted): quotes of the YAML spelling are no part of the tree's meaning
  assert_string_equal(found, emitted(f, wanted));
}

static void a_table_is_the_tree_of_its_yaml(void **state) {
  stabil_fixture *f = *state;
  const char *yaml = "a: {population: 3.5, posts: {gp: {funded: 2, vacancy: 0.1}}}\n"
                     "\"0301\": {population: 12000}\n";
  reads_as(f,
           "id,population,posts.gp.funded,posts.gp.vacancy\na,3.5,2,0.1\n0301,12000,,\n",
           yaml);
  reads_as(f,
           "id;population;posts.gp.funded;posts.gp.vacancy\r\na;3,5;2;0,1\r\n\r\n"
           ";;;\r\n0301;12000;;\r\n",
           yaml);
  reads_as(f,
           "\xEF\xBB\xBFid;posts.gp.vacancy;population;posts.gp.funded\n"
           "a; 0.1 ;\"3,5\";2\n0301;;12000;",
           "a: {posts: {gp: {vacancy: 0.1, funded: 2}}, population: 3.5}\n"
           "\"0301\": {population: 12000}\n");
}

static void quotes_keep_what_they_hold(void **state) {
  stabil_fixture *f = *state;
  const char *csv = "id,\"name\"\nb,\"a, \"\"b\"\"\n\xC3\xB8\"\nc,-1\n";
  assert_int_equal(parse(f, csv, strlen(csv)), STABIL_OK);
  const stabil_node *b = stabil_node_find(f->root, "b")->value;
  assert_string_equal(stabil_node_find(b, "name")->value->text, "a, \"b\"\n\xC3\xB8");
  const stabil_entry *c = stabil_node_find(f->root, "c");
  assert_int_equal(c->mark.line, 4); // the quoted line break counts
  assert_int_equal(stabil_node_find(c->value, "name")->value->mark.column, 3);
  assert_string_equal(stabil_node_find(c->value, "name")->value->text, "-1");
}

static void commas_stay_where_commas_separate(void **state) {
  stabil_fixture *f = *state;
  const char *csv = "id,x\na,\"3,5\"\n";
  assert_int_equal(parse(f, csv, strlen(csv)), STABIL_OK);
  const stabil_node *a = stabil_node_find(f->root, "a")->value;
  assert_string_equal(stabil_node_find(a, "x")->value->text, "3,5");
}

static void what_is_wrong_is_refused_at_its_place(void **state) {
  stabil_fixture *f = *state;
  static const struct {
    const char *csv;
    int line, column;
    const char *text;
  } wrong[] = {
      {"", 1, 1, "the file is empty"},
      {"\n \n", 1, 1, "the file is empty"},
      {"name,x\na,1\n", 1, 1, "expected 'id'"},
      {"id,x,x\na,1,2\n", 1, 6, "duplicate column 'x', column 2"},
      {"id,x,\na,1,\n", 1, 6, "at the head of column 3"},
      {"id,x..y\na,1\n", 1, 4, "keys with dots"},
      {"id,x.\na,1\n", 1, 4, "keys with dots"},
      {"id,x\na,1,2\n", 2, 1, "found 3 cells, expected 2"},
      {"id,x\n\na\n", 3, 1, "found 1 cells, expected 2"},
      {"id;x\n;1\n", 2, 1, "a row without an id"},
      {"id,x\na,1\nb,2\na,3\n", 4, 1, "duplicate id 'a', first given at line 2"},
      {"id,x,x.y\na,1,2\n", 2, 3, "in one below it"},
      {"id,x\na,b\"c\n", 2, 3, "a quote that does not fit"},
      {"id,x\na,\"b\nc", 2, 3, "a quote that does not fit"},
      {"id,x\na,\xC3\xB8\xFF\n", 2, 4, "not UTF-8"},
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    assert_int_equal(parse(f, wrong[i].csv, strlen(wrong[i].csv)), STABIL_INPUT);
    assert_null(f->root);
    const stabil_problem *p = &f->err.problems[0];
    if (p->line != wrong[i].line || p->column != wrong[i].column ||
        strstr(p->text, wrong[i].text) == NULL)
      fail_msg("%s: %d:%d %s", wrong[i].csv, p->line, p->column, p->text);
    assert_string_equal(p->file, "t.csv");
    assert_string_equal(p->key, "places");
    stabil_error_clear(&f->err);
  }
}

static void a_nul_is_refused(void **state) {
  stabil_fixture *f = *state;
  assert_int_equal(parse(f, "id,x\na,\0\n", 9), STABIL_INPUT);
  assert_int_equal(f->err.problems[0].line, 2);
}

// A sanitizer makes every byte slow.
#ifdef __SANITIZE_ADDRESS__
#define AT_ONCE 30
#else
#define AT_ONCE 1
#endif

static void refused_at_once(stabil_fixture *f, const char *text, size_t length) {
  const clock_t start = clock();
  assert_int_equal(parse(f, text, length), STABIL_INPUT);
  assert_true((double)(clock() - start) / CLOCKS_PER_SEC < AT_ONCE);
  assert_true(stabil_arena_used(f->arena) < (size_t)300 << 20);
  stabil_error_clear(&f->err);
}

// Many columns, rows, values, dots, bytes.
static void hostile_tables_fail_at_once(void **state) {
  stabil_fixture *f = *state;
  const size_t size = ((size_t)8 << 20) + 100;
  char *text = malloc(size);
  assert_non_null(text);
  memset(text, ',', size);
  refused_at_once(f, text, size - 100);
  memset(text, '.', size);
  memcpy(text, "id,x", 4);
  refused_at_once(f, text, size - 100);
  for (size_t i = 0; i + 4 < size; i += 4) memcpy(text + i, "a,1\n", 4);
  memcpy(text, "id,x\n1,1\n1,1\na,1\n", 16);
  refused_at_once(f, text, size - 100); // two million rows
  memset(text, 'x', size);
  refused_at_once(f, text, size);
  free(text);
}

#define TEST(name)                                                                       \
  cmocka_unit_test_setup_teardown(name, stabil_fixture_set_up, stabil_fixture_tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_table_is_the_tree_of_its_yaml),
      TEST(quotes_keep_what_they_hold),
      TEST(commas_stay_where_commas_separate),
      TEST(what_is_wrong_is_refused_at_its_place),
      TEST(a_nul_is_refused),
      TEST(hostile_tables_fail_at_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
