// SPDX-License-Identifier: GPL-3.0-or-later
// The sink from begin to end, on invented numbers. With --write FILE it only writes one
// file, for the checks of other programs (test_results_outside.py).
#include "output/sink.h"

#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "make_results.h"
#include "output/results.h"

static const char path[] = "sink_test.h5";
static const stabil_invented_size small = {3, 20, 1, 4, 5, 6};

static stabil_invented invented(void) {
  return stabil_invented_create(small);
}

static void write_whole(const char *name, int threads) {
  stabil_invented run = invented();
  assert_int_equal(stabil_invented_write(&run, name, threads, NULL), STABIL_OK);
  stabil_invented_free(&run);
}

// How many names in the directory begin like the output: nothing may be left behind.
static int files_here(void) {
  int count = 0;
  DIR *folder = opendir(".");
  assert_non_null(folder);
  for (struct dirent *entry; (entry = readdir(folder));)
    count += strncmp(entry->d_name, path, strlen(path)) == 0;
  closedir(folder);
  return count;
}

static char *contents(const char *name, size_t *size) {
  FILE *file = fopen(name, "rb");
  struct stat about;
  assert_non_null(file);
  assert_int_equal(fstat(fileno(file), &about), 0);
  *size = (size_t)about.st_size;
  char *data = malloc(*size);
  assert_int_equal(fread(data, 1, *size, file), *size);
  fclose(file);
  return data;
}

// --- what is in the file
// --------------------------------------------------------------------

static stabil_results *open_results(const char *name) {
  stabil_results *results;
  assert_int_equal(stabil_results_open(name, &results, NULL), STABIL_OK);
  return results;
}

static void same(double found, double expected) {
  assert_true(found == expected || (isnan(found) && isnan(expected)));
}

// Every kept measure of one record, against the record.
static void check_record(const stabil_invented *run, const stabil_results *results,
                         int scenario, int offset, int coordinate) {
  stabil_arena *arena = stabil_arena_create();
  stabil_record record = stabil_invented_record(run, scenario, coordinate, arena);
  size_t years = (size_t)run->layout.years, posts = (size_t)run->layout.posts;
  double *out = stabil_arena_array(arena, years * posts, sizeof *out);
  stabil_block block = {.rank = 4,
                        .first = {(size_t)scenario, (size_t)offset, 0, 0},
                        .count = {1, 1, years, posts}};
  for (stabil_measure_id i = 0; i < STABIL_MEASURE_COUNT; i++) {
    const stabil_measure *row = stabil_measure_get(i);
    assert_int_equal(stabil_results_has(results, row->name), row->kept);
    if (!row->kept) continue;
    assert_int_equal(stabil_results_read(results, row->name, &block, out, NULL),
                     STABIL_OK);
    for (size_t k = 0; k < years * posts; k++)
      same(out[k], record.values[(size_t)i * years * posts + k]);
  }
  stabil_block first = {
      .rank = 3, .first = {(size_t)scenario, (size_t)offset, 0}, .count = {1, 1, posts}};
  assert_int_equal(stabil_results_read(results, "headcount_initial", &first, out, NULL),
                   STABIL_OK);
  for (size_t k = 0; k < posts; k++) same(out[k], record.initial[k]);
  stabil_arena_free(arena);
}

static void records_come_back(void **state) {
  (void)state;
  stabil_invented run = invented();
  write_whole(path, 3);
  stabil_results *results = open_results(path);
  for (int scenario = 0; scenario < 3; scenario++)
    for (int replicate = 1; replicate <= 20; replicate += 6)
      check_record(&run, results, scenario, replicate - 1, replicate);
  assert_true(stabil_results_finished(results));
  assert_int_equal(files_here(), 1);
  stabil_results_free(results);
  stabil_invented_free(&run);
}

// --replicate K: one replicate, with its own coordinate.
static void one_replicate_keeps_its_number(void **state) {
  (void)state;
  stabil_invented run = stabil_invented_create((stabil_invented_size){2, 1, 17, 4, 3, 4});
  assert_int_equal(stabil_invented_write(&run, path, 2, NULL), STABIL_OK);
  stabil_results *results = open_results(path);
  assert_int_equal(stabil_results_layout(results)->first_replicate, 17);
  check_record(&run, results, 1, 0, 17);
  stabil_results_free(results);
  stabil_invented_free(&run);
}

static bool is_time(const char *text) { // 2026-01-31T23:59:59Z
  static const char form[] = "0000-00-00T00:00:00Z";
  for (size_t i = 0; i < sizeof form - 1; i++)
    if (form[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
      return false;
  return true;
}

// The contents without the times of provenance and the seal, which sums them.
static char *timeless(size_t *size, int *times) {
  char *data = contents(path, size);
  *size -= 24;
  *times = 0;
  for (size_t i = 0; i + 20 <= *size; i++)
    if (is_time(data + i)) {
      memset(data + i, 0, 20);
      ++*times;
    }
  return data;
}

// The bytes do not depend on threads nor on the order of records.
static void same_run_same_bytes(void **state) {
  (void)state;
  size_t sizes[2];
  int times[2];
  write_whole(path, 1);
  char *one = timeless(&sizes[0], &times[0]);
  write_whole(path, 4);
  char *four = timeless(&sizes[1], &times[1]);
  assert_int_equal(times[0], 2);
  assert_int_equal(times[1], 2);
  assert_int_equal(sizes[0], sizes[1]);
  assert_memory_equal(one, four, sizes[0]);
  free(one);
  free(four);
}

// --- interruptions
// --------------------------------------------------------------------------

static stabil_sink begin(const stabil_invented *run) {
  stabil_sink sink;
  assert_int_equal(stabil_hdf5_sink_create(path, NULL, &sink, NULL), STABIL_OK);
  assert_int_equal(sink.begin(sink.self, &run->layout, NULL), STABIL_OK);
  return sink;
}

static void what_is_complete_is_kept(void **state) {
  (void)state;
  stabil_invented run = invented();
  stabil_sink sink = begin(&run);
  assert_int_equal(stabil_invented_feed(&run, sink, 2), STABIL_OK);
  assert_int_equal(sink.end(sink.self, 7, NULL), STABIL_OK);
  stabil_hdf5_sink_free(&sink);
  stabil_results *results = open_results(path);
  assert_false(stabil_results_finished(results));
  assert_int_equal(stabil_results_layout(results)->replicates, 7);
  check_record(&run, results, 2, 6, 7);
  stabil_results_free(results);
  stabil_invented_free(&run);
}

static void nothing_complete_leaves_the_old_file(void **state) {
  (void)state;
  stabil_invented run = invented();
  size_t before, after;
  write_whole(path, 1);
  char *old = contents(path, &before);
  stabil_sink sink = begin(&run);
  assert_int_equal(sink.end(sink.self, 0, NULL), STABIL_OK);
  stabil_hdf5_sink_free(&sink);
  char *now = contents(path, &after);
  assert_int_equal(before, after);
  assert_memory_equal(old, now, before);
  assert_int_equal(files_here(), 1);
  free(old);
  free(now);
  stabil_invented_free(&run);
}

// --- full disks
// -----------------------------------------------------------------------------

static void limit_files(rlim_t size) {
  struct rlimit limit;
  getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = size;
  setrlimit(RLIMIT_FSIZE, &limit);
}

// Write over the file while files may grow to `at` bytes only: from the first record on
// if `early`, else from the end on. True if it failed as it should.
static bool fails_at(rlim_t at, bool early) {
  stabil_invented run = invented();
  stabil_error err = {0};
  stabil_sink sink = begin(&run);
  signal(SIGXFSZ, SIG_IGN);
  if (early) limit_files(at);
  stabil_status fed = stabil_invented_feed(&run, sink, 1);
  limit_files(at);
  stabil_status ended = sink.end(sink.self, 20, &err);
  stabil_hdf5_sink_free(&sink);
  return fed == (early ? STABIL_OUTPUT : STABIL_OK) && ended == STABIL_OUTPUT &&
         err.count == 1 && strstr(err.problems[0].text, path) != NULL;
}

// In a process of its own: HDF5 does not free the names of a file that it cannot close.
static void fill_disk(rlim_t at, bool early) {
  size_t before, after;
  int status;
  char *old = contents(path, &before);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) _exit(fails_at(at, early) ? 0 : 1);
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  char *now = contents(path, &after);
  assert_int_equal(before, after);
  assert_memory_equal(old, now, before);
  assert_int_equal(files_here(), 1);
  free(old);
  free(now);
}

static void a_full_disk_keeps_the_old_file(void **state) {
  (void)state;
  size_t size;
  write_whole(path, 1);
  free(contents(path, &size));
  fill_disk(100000, true);
  for (rlim_t at = 1000; at < size; at += size / 7) fill_disk(at, false);
  fill_disk(size - 10, false); // the seal does not fit
}

static void what_cannot_be_written_is_refused_at_once(void **state) {
  (void)state;
  stabil_invented run = invented();
  const char *const names[] = {"/nowhere at all/x.h5", ".", "/dev/null"};
  for (size_t i = 0; i < 3; i++) {
    stabil_error err = {0};
    stabil_sink sink;
    assert_int_equal(stabil_hdf5_sink_create(names[i], NULL, &sink, NULL), STABIL_OK);
    assert_int_equal(sink.begin(sink.self, &run.layout, &err), STABIL_OUTPUT);
    assert_non_null(strstr(err.problems[0].text, names[i]));
    stabil_error_clear(&err);
    stabil_hdf5_sink_free(&sink);
  }
  stabil_invented_free(&run);
}

static void records_from_elsewhere_are_defects(void **state) {
  (void)state;
  stabil_invented run = invented();
  stabil_sink sink = begin(&run);
  stabil_record record = {.scenario = 3, .replicate = 1};
  assert_int_equal(sink.record(sink.self, &record, NULL), STABIL_DEFECT);
  record = (stabil_record){.scenario = 0, .replicate = 21};
  assert_int_equal(sink.record(sink.self, &record, NULL), STABIL_DEFECT);
  stabil_hdf5_sink_free(&sink);
  stabil_hdf5_sink_free(&sink); // once more is fine
  stabil_hdf5_sink_free(NULL);
  stabil_invented_free(&run);
}

// A run without programmes, sizes or modelled posts has fewer groups.
static void groups_without_members_are_left_out(void **state) {
  (void)state;
  stabil_invented run = invented();
  run.layout.programmes.count = 0;
  run.layout.sizes.count = 0;
  assert_int_equal(stabil_invented_write(&run, path, 2, NULL), STABIL_OK);
  stabil_results *results = open_results(path);
  assert_false(stabil_results_has(results, "education"));
  assert_false(stabil_results_has(results, "contracts"));
  assert_true(stabil_results_has(results, "summary/difference/by_region/turnover"));
  stabil_results_free(results);
  stabil_invented_free(&run);
}

static int in_tmp(void **state) {
  (void)state;
  const char *folder = getenv("TMPDIR");
  return folder ? chdir(folder) : 0;
}

static int write_for_others(const char *name) {
  stabil_invented run = stabil_invented_create((stabil_invented_size){3, 40, 1, 5, 6, 9});
  stabil_error err = {0};
  stabil_status status = stabil_invented_write(&run, name, 2, &err);
  for (size_t i = 0; i < err.count; i++) fprintf(stderr, "%s\n", err.problems[i].text);
  stabil_error_clear(&err);
  stabil_invented_free(&run);
  return (int)status;
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(records_come_back),
      cmocka_unit_test(one_replicate_keeps_its_number),
      cmocka_unit_test(same_run_same_bytes),
      cmocka_unit_test(what_is_complete_is_kept),
      cmocka_unit_test(nothing_complete_leaves_the_old_file),
      cmocka_unit_test(a_full_disk_keeps_the_old_file),
      cmocka_unit_test(what_cannot_be_written_is_refused_at_once),
      cmocka_unit_test(records_from_elsewhere_are_defects),
      cmocka_unit_test(groups_without_members_are_left_out)};
  if (argc == 3 && strcmp(argv[1], "--write") == 0) return write_for_others(argv[2]);
  return cmocka_run_group_tests(tests, in_tmp, NULL);
}
