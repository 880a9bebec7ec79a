// SPDX-License-Identifier: GPL-3.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef _OPENMP
#include <omp.h>
#endif

#include "base/error.h"
#include "output/columns.h"
#include "output/seal.h"
#include "output/sink.h"
#include "output/spill.h"
#include "output/writer.h"

#ifndef STABIL_VERSION
#define STABIL_VERSION "unknown"
#endif

typedef struct hdf5_sink {
  char *path, *partial, *libraries;
  int threads;
  stabil_layout layout;
  stabil_columns columns;
  stabil_spill spill;
  time_t started;
  atomic_int failed; // errno of the first failure
} hdf5_sink;

static stabil_status fail_output(const hdf5_sink *sink, const char *what, int error,
                                 stabil_error *err) {
  stabil_status status = error == ENOMEM ? STABIL_MEMORY : STABIL_OUTPUT;
  return stabil_fail(err, status, "cannot write %s: %s%s%s", sink->path, what,
                     *what ? ": " : "", error != 0 ? strerror(error) : "HDF5 failed");
}

// --- begin
// ---------------------------------------------------------------------------------

static void fill_lengths(hdf5_sink *sink) {
  const stabil_layout *layout = &sink->layout;
  stabil_spill *spill = &sink->spill;
  size_t years = (size_t)layout->years, programmes = (size_t)layout->programmes.count;
  size_t row = stabil_columns_first(&sink->columns, STABIL_GROUPING_COUNT);
  for (stabil_measure_id i = 0; i < STABIL_MEASURE_COUNT; i++) {
    bool ratio = stabil_measure_get(i)->denominator != STABIL_MEASURE_NONE;
    spill->length[i] = ratio ? 0 : row;
  }
  spill->length[STABIL_FIELD_INITIAL] = (size_t)layout->posts;
  spill->length[STABIL_FIELD_EDUCATION] = STABIL_EDUCATION_COUNT * years * programmes;
  spill->length[STABIL_FIELD_MONEY] = years * STABIL_PAYER_COUNT * STABIL_ITEM_COUNT;
  spill->length[STABIL_FIELD_RETAINED] = STABIL_WHERE_COUNT * programmes * years * years;
  spill->length[STABIL_FIELD_CONTRACTS] = 2 * (size_t)layout->roles.count *
                                          (size_t)layout->sizes.count *
                                          (size_t)layout->tenure_years;
  spill->length[STABIL_FIELD_STRATA] = (1 + (size_t)STABIL_WHERE_COUNT) * programmes *
                                       (size_t)layout->strata.count * years;
  spill->length[STABIL_FIELD_BONDS] =
      (1 + (size_t)STABIL_BOND_EXIT_COUNT) * (size_t)layout->bonds.count *
      (size_t)layout->bond_people.count * (size_t)layout->bond_half_years;
  spill->length[STABIL_FIELD_SELECTION] = stabil_selection_size(layout);
  spill->length[STABIL_FIELD_ADMITTED_TRAITS] =
      (size_t)layout->years * (size_t)layout->programmes.count *
      (size_t)layout->traits.count * (size_t)layout->traits.count;
  spill->length[STABIL_FIELD_CAUSES] =
      stabil_columns_kinds(&sink->columns, STABIL_CAUSE_COUNT);
  spill->length[STABIL_FIELD_ORIGINS] =
      stabil_columns_kinds(&sink->columns, STABIL_ORIGIN_COUNT);
  spill->fields = STABIL_FIELD_COUNT;
  spill->scenarios = layout->scenarios.count;
  spill->replicates = layout->replicates;
}

// A file that is there is replaced; a directory or a device is not.
static stabil_status check_target(const hdf5_sink *sink, stabil_error *err) {
  struct stat about;
  if (stat(sink->path, &about) != 0 || S_ISREG(about.st_mode)) return STABIL_OK;
  return stabil_fail(err, STABIL_OUTPUT, "cannot write %s: it is not a file", sink->path);
}

static stabil_status begin(void *self, const stabil_layout *layout, stabil_error *err) {
  _Static_assert((int)STABIL_FIELD_COUNT <= (int)STABIL_SPILL_FIELDS,
                 "room for every field");
  hdf5_sink *sink = self;
  stabil_status status = STABIL_OK;
  if (layout->posts < 1 || layout->years < 1 || layout->scenarios.count < 1 ||
      layout->replicates < 1)
    return stabil_fail(err, STABIL_DEFECT, "a run without posts, years or scenarios");
  sink->layout = *layout;
  sink->started = time(NULL);
  TRY(status, check_target(sink, err));
  TRY(status, stabil_columns_create(layout, &sink->columns, err));
  fill_lengths(sink);
  TRY(status, stabil_spill_open(&sink->spill, sink->path, err));
out:
  return status;
}

// --- record
// --------------------------------------------------------------------------------

static void keep_failure(hdf5_sink *sink, int error) {
  int none = 0;
  atomic_compare_exchange_strong(&sink->failed, &none, error);
}

static int write_measures(hdf5_sink *sink, stabil_row row, const double *values,
                          double *cells, int32_t *scratch) {
  size_t size = (size_t)sink->layout.years * (size_t)sink->layout.posts;
  int error = 0;
  for (int i = 0; i < STABIL_MEASURE_COUNT && error == 0; i++) {
    if (sink->spill.length[i] == 0) continue;
    stabil_columns_fill(&sink->columns, values + (size_t)i * size, cells);
    row.field = i;
    error = stabil_spill_write(&sink->spill, row, cells, scratch);
  }
  return error;
}

static int write_others(hdf5_sink *sink, stabil_row row, const stabil_record *record,
                        int32_t *scratch) {
  const double *const values[] = {
      record->initial,   record->education, record->money, record->retained,
      record->contracts, record->strata,    record->bonds, record->admitted_traits};
  int error = 0;
  for (int i = STABIL_FIELD_INITIAL; i < STABIL_FIELD_CAUSES && error == 0; i++) {
    if (sink->spill.length[i] == 0) continue;
    row.field = i;
    error =
        stabil_spill_write(&sink->spill, row, values[i - STABIL_FIELD_INITIAL], scratch);
  }
  return error;
}

static int write_people(hdf5_sink *sink, stabil_row row, const stabil_record *record,
                        double *sums, int32_t *scratch) {
  static const int fields[] = {STABIL_FIELD_CAUSES, STABIL_FIELD_ORIGINS};
  static const int kinds[] = {STABIL_CAUSE_COUNT, STABIL_ORIGIN_COUNT};
  const double *const values[] = {record->causes, record->origins};
  int error = 0;
  for (int i = 0; i < 2 && error == 0; i++) {
    row.field = fields[i];
    if (sink->spill.length[row.field] == 0) continue;
    stabil_columns_fill_kinds(&sink->columns, values[i], kinds[i], sums);
    error = stabil_spill_write(&sink->spill, row, sums, scratch);
  }
  return error;
}

static int write_selection(hdf5_sink *sink, stabil_row row, const stabil_record *record,
                           double *out, int32_t *scratch) {
  row.field = STABIL_FIELD_SELECTION;
  if (sink->spill.length[row.field] == 0) return 0;
  stabil_selection_fill(&sink->layout, record->strata, out);
  return stabil_spill_write(&sink->spill, row, out, scratch);
}

static int write_record(hdf5_sink *sink, stabil_row row, const stabil_record *record) {
  size_t longest = 0;
  for (int i = 0; i < sink->spill.fields; i++)
    if (sink->spill.length[i] > longest) longest = sink->spill.length[i];
  double *sums = malloc((longest + 1) * sizeof *sums);
  int32_t *scratch = malloc((longest + 1) * sizeof *scratch);
  int error = sums && scratch ? 0 : ENOMEM;
  if (error == 0) error = write_measures(sink, row, record->values, sums, scratch);
  if (error == 0) error = write_others(sink, row, record, scratch);
  if (error == 0) error = write_people(sink, row, record, sums, scratch);
  if (error == 0) error = write_selection(sink, row, record, sums, scratch);
  free(sums);
  free(scratch);
  return error;
}

static stabil_status record(void *self, const stabil_record *given, stabil_error *err) {
  hdf5_sink *sink = self;
  stabil_row row = {.scenario = given->scenario,
                    .replicate = given->replicate - sink->layout.first_replicate};
  if (row.scenario < 0 || row.scenario >= sink->layout.scenarios.count ||
      row.replicate < 0 || row.replicate >= sink->layout.replicates)
    return stabil_fail(err, STABIL_DEFECT, "a record of scenario %d, replicate %d",
                       given->scenario, given->replicate);
  if (atomic_load(&sink->failed) == 0) {
    int error = write_record(sink, row, given);
    if (error != 0) keep_failure(sink, error);
  }
  int failed = atomic_load(&sink->failed);
  return failed == 0 ? STABIL_OK : fail_output(sink, "", failed, err);
}

// --- end
// -----------------------------------------------------------------------------------

static void write_root_attributes(stabil_writer *writer) {
  const stabil_layout *layout = writer->layout;
  stabil_h5 *h5 = &writer->h5;
  if (h5->failed) return;
  stabil_h5_attribute_text(h5, h5->file, "Conventions", "CF-1.8");
  stabil_h5_attribute_text(h5, h5->file, "title", layout->title_en);
  stabil_h5_attribute_text(h5, h5->file, "title_nb", layout->title_nb);
  stabil_h5_attribute_text(h5, h5->file, "baseline",
                           layout->scenarios.name[layout->baseline]);
  stabil_h5_attribute_int(h5, h5->file, "price_year", layout->price_year);
  stabil_h5_attribute_int(h5, h5->file, "format_version", STABIL_FORMAT_VERSION);
}

static int thread_count(const hdf5_sink *sink) {
  int threads = sink->threads;
#ifdef _OPENMP
  if (threads < 1) threads = omp_get_max_threads();
#endif
  return threads < 1 ? 1 : threads;
}

static stabil_status write_hdf5(hdf5_sink *sink, int completed, stabil_error *err) {
  stabil_writer writer = {.h5 = {.threads = thread_count(sink)},
                          .layout = &sink->layout,
                          .columns = &sink->columns,
                          .spill = &sink->spill,
                          .replicates = completed,
                          .version = STABIL_VERSION,
                          .libraries = sink->libraries,
                          .started = sink->started,
                          .ended = time(NULL)};
  stabil_h5_create(&writer.h5, sink->partial);
  write_root_attributes(&writer);
  stabil_write_cubes(&writer);
  stabil_write_extras(&writer);
  stabil_write_policy(&writer);
  stabil_write_summaries(&writer);
  stabil_write_provenance(&writer, sink->layout.replicates);
  if (stabil_h5_close(&writer.h5)) return STABIL_OK;
  return fail_output(sink, writer.h5.failed_at, writer.h5.error, err);
}

// Make a rename last: the directory is a file of its own. A file system that cannot is no
// reason to fail, since the data are safe.
static void sync_directory(const char *path) {
  const char *slash = strrchr(path, '/');
  size_t length = slash ? (size_t)(slash - path) : 0;
  char *name = slash ? malloc(length + 2) : NULL;
  if (name) {
    memcpy(name, path, length + 1);
    name[length + 1] = '\0';
  }
  int directory = open(name ? name : ".", O_RDONLY);
  free(name);
  if (directory < 0) return;
  fsync(directory);
  close(directory);
}

static stabil_status put_in_place(hdf5_sink *sink, stabil_error *err) {
  int error = stabil_seal_write(sink->partial);
  if (error == 0 && rename(sink->partial, sink->path) != 0) error = errno;
  if (error != 0) return fail_output(sink, "", error, err);
  sync_directory(sink->path);
  return STABIL_OK;
}

static stabil_status end(void *self, int completed, stabil_error *err) {
  hdf5_sink *sink = self;
  stabil_status status = STABIL_OK;
  int failed = atomic_load(&sink->failed);
  if (failed != 0)
    status = fail_output(sink, "", failed, err);
  else if (completed > 0) {
    status = write_hdf5(sink, completed, err);
    if (status == STABIL_OK) status = put_in_place(sink, err);
    if (status != STABIL_OK) unlink(sink->partial);
  }
  stabil_spill_close(&sink->spill);
  stabil_columns_free(&sink->columns);
  return status;
}

// --- making and freeing
// --------------------------------------------------------------------

static char *copy_text(const char *text) {
  char *copy = malloc(strlen(text) + 1);
  if (copy) strcpy(copy, text);
  return copy;
}

static char *partial_name(const char *path) {
  size_t size = strlen(path) + 32;
  char *name = malloc(size);
  if (name) snprintf(name, size, "%s.partial-%ld", path, (long)getpid());
  return name;
}

stabil_status stabil_hdf5_sink_create(const char *path,
                                      const stabil_hdf5_options *options,
                                      stabil_sink *out, stabil_error *err) {
  *out = (stabil_sink){0};
  hdf5_sink *sink = calloc(1, sizeof *sink);
  if (!sink) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  *out = (stabil_sink){sink, begin, record, end};
  bool libraries = options && options->libraries;
  sink->threads = options ? options->threads : 0;
  sink->path = copy_text(path);
  sink->partial = partial_name(path);
  if (libraries) sink->libraries = copy_text(options->libraries);
  if (sink->path && sink->partial && (!libraries || sink->libraries)) return STABIL_OK;
  stabil_hdf5_sink_free(out);
  return stabil_fail(err, STABIL_MEMORY, "out of memory");
}

void stabil_hdf5_sink_free(stabil_sink *out) {
  hdf5_sink *sink = out ? out->self : NULL;
  if (!sink) return;
  stabil_spill_close(&sink->spill);
  stabil_columns_free(&sink->columns);
  free(sink->path);
  free(sink->partial);
  free(sink->libraries);
  free(sink);
  *out = (stabil_sink){0};
}
