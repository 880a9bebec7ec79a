// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/results.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "output/h5.h"
#include "output/results_file.h"
#include "output/seal.h"
#include "output/writer.h"

struct stabil_results {
  stabil_file file;
  stabil_layout layout;
  int finished;
};

// --- opening
// -------------------------------------------------------------------------------

static stabil_status check_file(const char *path, stabil_error *err) {
  switch (stabil_seal_check(path)) {
  case STABIL_SEAL_UNREADABLE:
    return stabil_fail(err, STABIL_MISSING, "cannot read %s: %s", path, strerror(errno));
  case STABIL_SEAL_FOREIGN:
    return stabil_fail(err, STABIL_INPUT, "%s is not an HDF5 file", path);
  case STABIL_SEAL_BROKEN:
    return stabil_fail(err, STABIL_INPUT, "%s is damaged: its checksum differs", path);
  case STABIL_SEAL_WHOLE:
  case STABIL_SEAL_ABSENT:
    break;
  }
  return STABIL_OK;
}

static stabil_status check_version(stabil_file *file, stabil_error *err) {
  int version = 0;
  stabil_status status =
      stabil_file_attribute(file, "/", "format_version", &version, err);
  if (status != STABIL_OK || version == STABIL_FORMAT_VERSION) return status;
  return stabil_fail(err, STABIL_INPUT,
                     "%s has format version %d; this program reads version %d",
                     file->path, version, STABIL_FORMAT_VERSION);
}

// --- the layout
// ----------------------------------------------------------------------------

static int find(const stabil_names *names, const char *name) {
  for (int i = 0; i < names->count; i++)
    if (strcmp(names->name[i], name) == 0) return i;
  return -1;
}

// Turn texts into indices of the different ones, in the order they are met.
static stabil_status index_texts(stabil_file *file, const char *variable, int count,
                                 stabil_names *names, const int **out,
                                 stabil_error *err) {
  const char *const *text;
  stabil_status status = stabil_file_texts(file, variable, &count, &text, err);
  if (status != STABIL_OK) return status;
  size_t room = (size_t)count + (size_t)names->count + 1;
  const char **name = stabil_arena_array(file->arena, room, sizeof *name);
  int *index = stabil_arena_array(file->arena, (size_t)count + 1, sizeof *index);
  if (!name || !index) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  for (int i = 0; i < names->count; i++) name[i] = names->name[i];
  stabil_names all = {names->count, name, name, name};
  for (int i = 0; i < count; i++) {
    index[i] = find(&all, text[i]);
    if (index[i] >= 0) continue;
    index[i] = all.count;
    name[all.count++] = text[i];
  }
  if (all.count > names->count) *names = all;
  *out = index;
  return STABIL_OK;
}

static stabil_status read_names(stabil_file *file, const char *variable,
                                const char *label_en, const char *label_nb,
                                stabil_names *out, stabil_error *err) {
  stabil_status status = STABIL_OK;
  out->count = -1;
  TRY(status, stabil_file_texts(file, variable, &out->count, &out->name, err));
  TRY(status, stabil_file_texts(file, label_en, &out->count, &out->label_en, err));
  TRY(status, stabil_file_texts(file, label_nb, &out->count, &out->label_nb, err));
out:
  return status;
}

static stabil_status read_flags(stabil_file *file, const char *variable, int count,
                                const bool **out, stabil_error *err) {
  const int *value;
  stabil_status status = stabil_file_ints(file, variable, &count, &value, err);
  if (status != STABIL_OK) return status;
  bool *flag = stabil_arena_array(file->arena, (size_t)count + 1, sizeof *flag);
  if (!flag) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  for (int i = 0; i < count; i++) flag[i] = value[i] != 0;
  *out = flag;
  return STABIL_OK;
}

// Files of before there were references have none.
static stabil_status read_references(stabil_results *r, stabil_error *err) {
  stabil_layout *layout = &r->layout;
  int count = layout->scenarios.count;
  const char *const *name;
  if (!stabil_file_has(&r->file, "reference")) return STABIL_OK;
  stabil_status status = stabil_file_texts(&r->file, "reference", &count, &name, err);
  if (status != STABIL_OK) return status;
  int *reference =
      stabil_arena_array(r->file.arena, (size_t)count + 1, sizeof *reference);
  if (!reference) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  for (int i = 0; i < count; i++) {
    reference[i] = find(&layout->scenarios, name[i]);
    if (reference[i] < 0)
      return stabil_fail(err, STABIL_INPUT, "%s: reference: there is no scenario '%s'",
                         r->file.path, name[i]);
  }
  layout->reference = reference;
  return STABIL_OK;
}

static stabil_status read_run(stabil_results *r, stabil_error *err) {
  stabil_file *file = &r->file;
  stabil_layout *layout = &r->layout;
  const int *year, *replicate;
  const char *baseline, *seed;
  stabil_status status = STABIL_OK;
  layout->years = layout->replicates = -1;
  TRY(status, stabil_file_ints(file, "year", &layout->years, &year, err));
  TRY(status, stabil_file_ints(file, "replicate", &layout->replicates, &replicate, err));
  TRY(status, read_names(file, "scenario", "scenario_label", "scenario_label_nb",
                         &layout->scenarios, err));
  TRY(status, stabil_file_attribute_text(file, "/", "title", &layout->title_en, err));
  TRY(status, stabil_file_attribute_text(file, "/", "title_nb", &layout->title_nb, err));
  TRY(status, stabil_file_attribute_text(file, "/", "baseline", &baseline, err));
  TRY(status, stabil_file_attribute(file, "/", "price_year", &layout->price_year, err));
  TRY(status, stabil_file_attribute(file, "provenance", "draws", &layout->draws, err));
  TRY(status, stabil_file_attribute(file, "provenance", "finished", &r->finished, err));
  TRY(status, stabil_file_attribute(file, "provenance", "steps_per_year",
                                    &layout->steps_per_year, err));
  TRY(status, stabil_file_attribute_text(file, "provenance", "seed", &seed, err));
  layout->first_year = year[0];
  layout->first_replicate = replicate[0];
  layout->baseline = find(&layout->scenarios, baseline);
  if (layout->baseline < 0 || !stabil_text_uint64(seed, &layout->seed))
    status = stabil_fail(err, STABIL_INPUT, "%s: baseline or seed is wrong", file->path);
  if (status == STABIL_OK) status = read_references(r, err);
out:
  return status;
}

static stabil_status read_places(stabil_results *r, stabil_error *err) {
  stabil_file *file = &r->file;
  stabil_layout *layout = &r->layout;
  stabil_status status = STABIL_OK;
  TRY(status, read_names(file, "summary/by_place/place", "summary/by_place/place_name",
                         "summary/by_place/place_name", &layout->places, err));
  int *count = &layout->places.count;
  TRY(status,
      stabil_file_texts(file, "summary/by_place/kind", count, &layout->place_kind, err));
  TRY(status, stabil_file_texts(file, "summary/by_place/county", count,
                                &layout->place_county, err));
  TRY(status, stabil_file_ints(file, "summary/by_place/centrality", count,
                               &layout->place_centrality, err));
  TRY(status, index_texts(file, "summary/by_place/region", *count, &layout->regions,
                          &layout->place_region, err));
  TRY(status, stabil_file_doubles(file, "summary/by_place/population", *count,
                                  &layout->place_population, err));
  TRY(status, stabil_file_doubles(file, "summary/by_place/latitude", *count,
                                  &layout->place_lat, err));
  TRY(status, stabil_file_doubles(file, "summary/by_place/longitude", *count,
                                  &layout->place_lon, err));
out:
  return status;
}

static stabil_status read_posts(stabil_results *r, stabil_error *err) {
  stabil_file *file = &r->file;
  stabil_layout *layout = &r->layout;
  const char *const *name;
  stabil_status status = STABIL_OK;
  layout->posts = -1;
  TRY(status, stabil_file_texts(file, "post", &layout->posts, &name, err));
  int *posts = &layout->posts;
  TRY(status,
      index_texts(file, "place", *posts, &layout->places, &layout->post_place, err));
  TRY(status, index_texts(file, "role", *posts, &layout->roles, &layout->post_role, err));
  TRY(status, index_texts(file, "profession", *posts, &layout->professions,
                          &layout->post_profession, err));
  TRY(status,
      index_texts(file, "region", *posts, &layout->regions, &layout->post_region, err));
  TRY(status, stabil_file_ints(file, "centrality", posts, &layout->post_centrality, err));
  TRY(status, read_flags(file, "rest", *posts, &layout->post_rest, err));
  TRY(status, read_flags(file, "district", *posts, &layout->post_district, err));
out:
  return status;
}

// Regions in the order of the file's groups first, so that indices agree with them.
static stabil_status read_kinds(stabil_results *r, stabil_error *err) {
  stabil_file *file = &r->file;
  stabil_layout *layout = &r->layout;
  stabil_status status = STABIL_OK;
  TRY(status, read_names(file, "summary/by_role/role", "summary/by_role/role_label",
                         "summary/by_role/role_label_nb", &layout->roles, err));
  if (stabil_file_has(file, "summary/by_region/region"))
    TRY(status,
        read_names(file, "summary/by_region/region", "summary/by_region/region_label",
                   "summary/by_region/region_label_nb", &layout->regions, err));
  if (stabil_file_has(file, "education/programme")) {
    TRY(status, read_names(file, "education/programme", "education/programme_label",
                           "education/programme_label_nb", &layout->programmes, err));
    TRY(status, index_texts(file, "education/profession", layout->programmes.count,
                            &layout->professions, &layout->programme_profession, err));
  }
  if (stabil_file_has(file, "contracts/size")) {
    const int *tenure;
    layout->tenure_years = -1;
    TRY(status, read_names(file, "contracts/size", "contracts/size_label",
                           "contracts/size_label_nb", &layout->sizes, err));
    TRY(status,
        stabil_file_ints(file, "contracts/tenure", &layout->tenure_years, &tenure, err));
  }
out:
  return status;
}

static stabil_status read_provenance(stabil_results *r, stabil_error *err) {
  stabil_file *file = &r->file;
  stabil_layout *layout = &r->layout;
  const char *const *text;
  int one = 1;
  stabil_status status = STABIL_OK;
  TRY(status, stabil_file_texts(file, "provenance/study", &one, &text, err));
  layout->study_text = text[0];
  TRY(status, stabil_file_texts(file, "provenance/command", &one, &text, err));
  layout->command = text[0];
  TRY(status, stabil_file_attribute_text(file, "provenance", "study_path",
                                         &layout->study_path, err));
out:
  return status;
}

stabil_status stabil_results_open(const char *path, stabil_results **out,
                                  stabil_error *err) {
  stabil_status status = STABIL_OK;
  *out = NULL;
  stabil_results *r = calloc(1, sizeof *r);
  if (!r) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  r->file.id = -1;
  TRY(status, check_file(path, err));
  TRY(status, stabil_file_open(&r->file, path, err));
  TRY(status, check_version(&r->file, err));
  TRY(status, read_run(r, err));
  TRY(status, read_kinds(r, err));
  TRY(status, read_places(r, err));
  TRY(status, read_posts(r, err));
  TRY(status, read_provenance(r, err));
  *out = r;
  return STABIL_OK;
out:
  stabil_results_free(r);
  return status;
}

void stabil_results_free(stabil_results *results) {
  if (!results) return;
  stabil_file_close(&results->file);
  free(results);
}

// --- asking
// --------------------------------------------------------------------------------

const stabil_layout *stabil_results_layout(const stabil_results *results) {
  return &results->layout;
}

const char *stabil_results_path(const stabil_results *results) {
  return results->file.path;
}

bool stabil_results_finished(const stabil_results *results) {
  return results->finished != 0;
}

bool stabil_results_has(const stabil_results *results, const char *variable) {
  return stabil_file_has(&results->file, variable);
}

stabil_status stabil_results_read(const stabil_results *results, const char *variable,
                                  const stabil_block *block, double *out,
                                  stabil_error *err) {
  return stabil_file_block(&results->file, variable, block, out, err);
}

stabil_status stabil_results_numbers(stabil_results *results, const char *variable,
                                     int *count, const int **out, stabil_error *err) {
  *count = -1;
  return stabil_file_ints(&results->file, variable, count, out, err);
}

stabil_status stabil_results_texts(stabil_results *results, const char *variable,
                                   int *count, const char *const **out,
                                   stabil_error *err) {
  *count = -1;
  return stabil_file_texts(&results->file, variable, count, out, err);
}

stabil_status stabil_results_attribute(stabil_results *results, const char *object,
                                       const char *name, const char **out,
                                       stabil_error *err) {
  return stabil_file_attribute_text(&results->file, object, name, out, err);
}
