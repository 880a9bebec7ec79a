// SPDX-License-Identifier: GPL-3.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "scenario/overlay.h"

typedef struct fixture {
  stabil_arena *arena;
  stabil_error err;
  char folder[200];
} fixture;

static int set_up(void **state) {
  const char *tmp = getenv("TMPDIR");
  fixture *f = calloc(1, sizeof *f);
  if (f == NULL) return -1;
  (void)snprintf(f->folder, sizeof f->folder, "%s/overlay.XXXXXX",
                 tmp == NULL ? "/tmp" : tmp);
  f->arena = stabil_arena_create();
  *state = f;
  return f->arena == NULL || mkdtemp(f->folder) == NULL ? -1 : 0;
}

static const char *const names[] = {"study.yaml", "base.yaml", "root.yaml", "kit.yaml",
                                    "kit2.yaml",  "kit3.yaml", "sub/a.yaml"};

static int tear_down(void **state) {
  fixture *f = *state;
  char path[300];
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    (void)snprintf(path, sizeof path, "%s/%s", f->folder, names[i]);
    (void)unlink(path);
  }
  (void)snprintf(path, sizeof path, "%s/sub", f->folder);
  (void)rmdir(path);
  int left = rmdir(f->folder);
  stabil_error_clear(&f->err);
  stabil_arena_free(f->arena);
  free(f);
  return left;
}

static void write_file(const fixture *f, const char *name, const char *text) {
  char path[300];
  (void)snprintf(path, sizeof path, "%s/sub", f->folder);
  if (strncmp(name, "sub/", 4) == 0) (void)mkdir(path, 0700);
  (void)snprintf(path, sizeof path, "%s/%s", f->folder, name);
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
  assert_int_equal(fclose(file), 0);
}

static stabil_status load(fixture *f, const char *name, const char **text) {
  char path[300];
  const stabil_node *root = NULL;
  (void)snprintf(path, sizeof path, "%s/%s", f->folder, name);
  stabil_status status = stabil_overlay_read(f->arena, path, &root, &f->err);
  if (status == STABIL_OK)
    assert_int_equal(stabil_document_emit(f->arena, root, text, &f->err), STABIL_OK);
  else
    assert_null(root);
  return status;
}

static void assert_loads(fixture *f, const char *name, const char *expected) {
  const char *found = NULL, *wanted = NULL;
  const stabil_node *tree = NULL;
  assert_int_equal(load(f, name, &found), STABIL_OK);
  assert_int_equal(
      stabil_document_parse(f->arena, expected, strlen(expected), "x", &tree, &f->err),
      STABIL_OK);
  assert_int_equal(stabil_document_emit(f->arena, tree, &wanted, &f->err), STABIL_OK);
  assert_string_equal(found, wanted);
}

static void assert_fails(fixture *f, stabil_status status, const char *file, int line,
                         int column, const char *text) {
  const char *unused;
  assert_int_equal(load(f, "study.yaml", &unused), status);
  assert_true(f->err.count >= 1);
  const stabil_problem *p = &f->err.problems[0];
  assert_int_equal(p->status, status);
  assert_int_equal(p->line, line);
  assert_int_equal(p->column, column);
  assert_string_equal(strrchr(p->file, '/') + 1, file);
  if (strstr(p->text, text) == NULL) fail_msg("'%s' lacks '%s'", p->text, text);
  stabil_error_clear(&f->err);
}

static void bases_form_a_chain(void **state) {
  fixture *f = *state;
  write_file(f, "root.yaml", "a: 1\nb: {c: 1}\nd: [1]\n");
  write_file(f, "base.yaml", "base: root.yaml\nb: {e: 2}\n+d: [2]\n");
  write_file(f, "study.yaml", "base: base.yaml\na: 3\n+d: [3]\nb: {c: ~}\n");
  assert_loads(f, "study.yaml", "a: 3\nb: {e: 2}\nd: [1, 2, 3]\n");
}

static void paths_start_at_the_file_that_names_them(void **state) {
  fixture *f = *state;
  write_file(f, "root.yaml", "a: 1\n");
  write_file(f, "sub/a.yaml", "base: ../root.yaml\nb: 2\n");
  write_file(f, "study.yaml", "base: sub/a.yaml\nc: 3\n");
  assert_loads(f, "study.yaml", "a: 1\nb: 2\nc: 3\n");
}

static void toolkits_lie_under_the_study(void **state) {
  fixture *f = *state;
  write_file(f, "base.yaml", "seed: 1\nmeasures: {x: {about: base}}\n");
  write_file(f, "kit.yaml",
             "stabil: 1\nmeasures: {x: {about: kit}, y: {about: kit}}\n"
             "sources: {s: {title: t}}\n");
  write_file(f, "kit2.yaml",
             "toolkit: kit3.yaml\nmeasures: {y: {about: kit2}, z: {about: kit2}}\n");
  write_file(f, "kit3.yaml",
             "measures: {y: {about: kit3}, v: {about: kit3}}\n"
             "frameworks: {w: {source: s}}\n");
  write_file(f, "study.yaml",
             "base: base.yaml\ntoolkit: [kit.yaml, kit2.yaml]\n"
             "measures: {x: {label: own}, z: ~}\n");
  assert_loads(f, "study.yaml",
               "seed: 1\nmeasures: {x: {about: kit, label: own}, y: {about: kit2}, "
               "v: {about: kit3}}\n"
               "sources: {s: {title: t}}\nframeworks: {w: {source: s}}\n");
  write_file(f, "kit.yaml", "measures: {}\nroles: {}\n");
  write_file(f, "study.yaml", "toolkit: kit.yaml\n");
  assert_fails(f, STABIL_INPUT, "kit.yaml", 2, 1, "unknown key in a toolkit");
}

static void a_missing_file_is_66_where_it_is_named(void **state) {
  fixture *f = *state;
  assert_fails(f, STABIL_MISSING, "study.yaml", 0, 0, "cannot read");
  write_file(f, "study.yaml", "seed: 1\nbase: nowhere.yaml\n");
  assert_fails(f, STABIL_MISSING, "study.yaml", 2, 7, "nowhere.yaml");
  write_file(f, "study.yaml", "toolkit: [nowhere.yaml]\n");
  assert_fails(f, STABIL_MISSING, "study.yaml", 1, 11, "nowhere.yaml");
  write_file(f, "base.yaml", "base: nowhere.yaml\n");
  write_file(f, "study.yaml", "base: base.yaml\n");
  assert_fails(f, STABIL_MISSING, "base.yaml", 1, 7, "nowhere.yaml");
  write_file(f, "study.yaml", "base: .\n"); // a folder
  assert_fails(f, STABIL_MISSING, "study.yaml", 1, 7, "cannot read");
}

static void circles_are_found_by_what_the_file_is(void **state) {
  fixture *f = *state;
  write_file(f, "study.yaml", "base: study.yaml\n");
  assert_fails(f, STABIL_INPUT, "study.yaml", 1, 7, "a cycle of files");
  write_file(f, "sub/a.yaml", "base: .././sub/../study.yaml\n");
  write_file(f, "study.yaml", "base: sub/a.yaml\n");
  assert_fails(f, STABIL_INPUT, "a.yaml", 1, 7, "a cycle of files");
  // twice is no circle
  write_file(f, "kit.yaml", "measures: {x: {}}\n");
  write_file(f, "study.yaml", "toolkit: [kit.yaml, kit.yaml]\n");
  assert_loads(f, "study.yaml", "measures: {x: {}}\n");
}

static void problems_of_all_files_are_collected(void **state) {
  fixture *f = *state;
  const char *unused;
  write_file(f, "base.yaml", "a: !t 1\na: 2\n");
  write_file(f, "kit.yaml", "measures: {<<: {}}\n");
  write_file(f, "study.yaml", "base: base.yaml\ntoolkit: kit.yaml\n");
  assert_int_equal(load(f, "study.yaml", &unused), STABIL_INPUT);
  assert_int_equal(f->err.count, 3);
}

static void text_in_memory_reads_beside_its_name(void **state) {
  fixture *f = *state;
  char name[300];
  const stabil_node *root = NULL;
  const char yaml[] = "base: root.yaml\nb: 2\n";
  write_file(f, "root.yaml", "a: 1\n");
  (void)snprintf(name, sizeof name, "%s/not-there.yaml", f->folder);
  assert_int_equal(
      stabil_overlay_parse(f->arena, yaml, strlen(yaml), name, &root, &f->err),
      STABIL_OK);
  assert_int_equal(root->count, 2);
  assert_non_null(stabil_node_find(root, "a"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(bases_form_a_chain),
      TEST(paths_start_at_the_file_that_names_them),
      TEST(toolkits_lie_under_the_study),
      TEST(a_missing_file_is_66_where_it_is_named),
      TEST(circles_are_found_by_what_the_file_is),
      TEST(problems_of_all_files_are_collected),
      TEST(text_in_memory_reads_beside_its_name),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
