// SPDX-License-Identifier: GPL-3.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "scenario/overlay.h"

static const stabil_node *parse(stabil_fixture *f, const char *yaml) {
  const stabil_node *root = NULL;
  assert_int_equal(
      stabil_document_parse(f->arena, yaml, strlen(yaml), "x", &root, &f->err),
      STABIL_OK);
  return root;
}

static stabil_status merge(stabil_fixture *f, const char *base, const char *over,
                           const char **text) {
  const stabil_node *merged = NULL;
  stabil_status status = stabil_overlay_merge(
      f->arena, base == NULL ? NULL : parse(f, base), parse(f, over), &merged, &f->err);
  if (status == STABIL_OK)
    assert_int_equal(stabil_document_emit(f->arena, merged, text, &f->err), STABIL_OK);
  return status;
}

// `expected` is compared after it was emitted the same way.
static void assert_merged(stabil_fixture *f, const char *base, const char *over,
                          const char *expected) {
  const char *found = NULL, *wanted = NULL;
  assert_int_equal(merge(f, base, over, &found), STABIL_OK);
  const stabil_node *tree = parse(f, expected);
  assert_int_equal(stabil_document_emit(f->arena, tree, &wanted, &f->err), STABIL_OK);
  assert_string_equal(found, wanted);
}

static void assert_refused(stabil_fixture *f, const char *base, const char *over,
                           int line, int column, const char *key, const char *text) {
  const char *unused;
  assert_int_equal(merge(f, base, over, &unused), STABIL_INPUT);
  assert_int_equal(f->err.count, 1);
  assert_int_equal(f->err.problems[0].line, line);
  assert_int_equal(f->err.problems[0].column, column);
  assert_string_equal(f->err.problems[0].key, key);
  assert_non_null(strstr(f->err.problems[0].text, text));
  stabil_error_clear(&f->err);
}

static void maps_merge_and_the_rest_replaces(void **state) {
  stabil_fixture *f = *state;
  assert_merged(f, "a: 1\nb: {c: 2, d: [1, 2]}\ne: {f: 1}\n",
                "b: {d: [3], g: 4}\ne: 5\nh: 6\n",
                "a: 1\nb: {c: 2, d: [3], g: 4}\ne: 5\nh: 6\n");
  assert_merged(f, "a: 1\n", "a: {b: 2}\n", "a: {b: 2}\n");
  assert_merged(f, NULL, "a: {b: 2}\n", "a: {b: 2}\n");
  assert_merged(f, "{}", "{}", "{}");
}

static void what_the_base_has_keeps_its_place(void **state) {
  stabil_fixture *f = *state;
  assert_merged(f, "a: 1\nb: 2\nc: 3\n", "d: 4\nb: 5\na: 6\n",
                "a: 6\nb: 5\nc: 3\nd: 4\n");
}

static void a_plus_appends(void **state) {
  stabil_fixture *f = *state;
  assert_merged(f, "a: {list: [1, {b: 2}]}\n", "a: {+list: [3]}\n",
                "a: {list: [1, {b: 2}, 3]}\n");
  assert_refused(f, "a: {list: [1]}\n", "a: {+lost: [3]}\n", 1, 5, "a.lost",
                 "no 'lost' in the base to append to; did you mean 'list'?");
  assert_refused(f, "a: {list: 1}\n", "a: {+list: [3]}\n", 1, 5, "a.list",
                 "to append to");
  assert_refused(f, "a: {list: [1]}\n", "a: {+list: 3}\n", 1, 12, "a.list",
                 "this is none");
  assert_refused(f, NULL, "a: {+list: [3]}\n", 1, 5, "a.list", "to append to");
  assert_refused(f, "{list: [1]}", "list: [2]\n+list: [3]\n", 2, 1, "list",
                 "both 'list' and '+list'");
}

static void a_tilde_removes(void **state) {
  stabil_fixture *f = *state;
  assert_merged(f, "a: 1\nb: {c: 1, d: 2}\n", "a: ~\nb: {c: null}\n", "b: {d: 2}\n");
  assert_merged(f, "a: 1\n", "a: '~'\n", "a: '~'\n");
  assert_refused(f, "alpha: 1\n", "x: 1\nalhpa: ~\n", 2, 1, "alhpa",
                 "no 'alhpa' in the base to remove; did you mean 'alpha'?");
  assert_refused(f, NULL, "a: {b: {c: ~}}\n", 1, 9, "a.b.c", "to remove");
}

static void a_quantity_is_replaced_whole(void **state) {
  stabil_fixture *f = *state;
  const char *base = "q: {median: 3, ci95: [1, 5], source: s}\n";
  assert_merged(f, base, "q: {value: 2}\n", "q: {value: 2}\n");
  assert_merged(f, base, "q: {default: 2, kind: {hospital: 1}}\n",
                "q: {default: 2, kind: {hospital: 1}}\n");
  assert_merged(f, base, "q: {source: t}\n", "q: {median: 3, ci95: [1, 5], source: t}\n");
  assert_merged(f, "q: {default: 2, kind: {hospital: 1}}\n", "q: {value: 1}\n",
                "q: {value: 1}\n");
  assert_merged(f, "q: {default: 2, kind: {hospital: 1}}\n", "q: {kind: {rest: 3}}\n",
                "q: {default: 2, kind: {hospital: 1, rest: 3}}\n");
  // an interval alone changes that of a median, and replaces another form
  assert_merged(f, base, "q: {ci95: [2, 4]}\n",
                "q: {median: 3, ci95: [2, 4], source: s}\n");
  assert_merged(f, "q: {beta: [2, 3]}\n", "q: {ci95: [0.2, 0.4], family: beta}\n",
                "q: {ci95: [0.2, 0.4], family: beta}\n");
  // shares one by one and together do not mix
  assert_merged(f, "q: {a: 0.5, b: 0.5}\n", "q: {dirichlet: {a: 3, b: 2}}\n",
                "q: {dirichlet: {a: 3, b: 2}}\n");
  assert_merged(f, "q: {dirichlet: {a: 3, b: 2}}\n", "q: {a: 0.5, b: 0.5}\n",
                "q: {a: 0.5, b: 0.5}\n");
  assert_merged(f, "q: {dirichlet: {a: 3, b: 2}}\n", "q: {concentration: 9}\n",
                "q: {dirichlet: {a: 3, b: 2}, concentration: 9}\n");
  // an effect has a key `value` too, and is no quantity
  assert_merged(f, "e: {lever: pay, scale: add, value: 1}\n", "e: {value: 2}\n",
                "e: {lever: pay, scale: add, value: 2}\n");
}

static void neither_side_is_changed(void **state) {
  stabil_fixture *f = *state;
  const stabil_node *base = parse(f, "a: {b: 1, c: [1]}\n");
  const stabil_node *over = parse(f, "a: {b: ~, +c: [2], d: 3}\n");
  const char *before = NULL, *after = NULL;
  const stabil_node *merged = NULL;
  assert_int_equal(stabil_document_emit(f->arena, base, &before, &f->err), STABIL_OK);
  assert_int_equal(stabil_overlay_merge(f->arena, base, over, &merged, &f->err),
                   STABIL_OK);
  assert_int_equal(stabil_document_emit(f->arena, base, &after, &f->err), STABIL_OK);
  assert_string_equal(before, after);
  assert_int_equal(over->entry[0].value->count, 3);
}

#define TEST(name)                                                                       \
  cmocka_unit_test_setup_teardown(name, stabil_fixture_set_up, stabil_fixture_tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(maps_merge_and_the_rest_replaces),
      TEST(what_the_base_has_keeps_its_place),
      TEST(a_plus_appends),
      TEST(a_tilde_removes),
      TEST(a_quantity_is_replaced_whole),
      TEST(neither_side_is_changed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
