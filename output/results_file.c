// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/results_file.h"

#include <string.h>

#include "base/error.h"
#include "output/h5.h"

enum { MOST_ENTRIES = 10000000 }; // of a list: more is damage, not data

static stabil_status wrong(const stabil_file *file, const char *what, stabil_error *err) {
  return stabil_fail(err, STABIL_INPUT,
                     "%s: cannot read %s: not a results file, or damaged", file->path,
                     what);
}

static stabil_status no_memory(stabil_error *err) {
  return stabil_fail(err, STABIL_MEMORY, "out of memory");
}

stabil_status stabil_file_open(stabil_file *file, const char *path, stabil_error *err) {
  stabil_h5_quiet();
  *file = (stabil_file){.id = -1, .arena = stabil_arena_create()};
  file->path = stabil_arena_text(file->arena, path, strlen(path));
  if (!file->path) return no_memory(err);
  file->id = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
  if (file->id >= 0) return STABIL_OK;
  return stabil_fail(err, STABIL_INPUT, "%s is damaged: HDF5 cannot open it", path);
}

void stabil_file_close(stabil_file *file) {
  if (file->id >= 0) H5Fclose(file->id);
  stabil_arena_free(file->arena);
  *file = (stabil_file){.id = -1};
}

// Every group of the path has to be asked for first.
bool stabil_file_has(const stabil_file *file, const char *variable) {
  char part[256];
  size_t length = strlen(variable);
  if (length >= sizeof part) return false;
  for (size_t i = 1; i <= length; i++) {
    if (variable[i] != '/' && variable[i] != '\0') continue;
    memcpy(part, variable, i);
    part[i] = '\0';
    if (H5Lexists(file->id, part, H5P_DEFAULT) <= 0) return false;
  }
  return true;
}

// --- lists
// ---------------------------------------------------------------------------------

typedef struct list { // an open variable of at most one dimension
  hid_t data, space;
  hsize_t length;
} list;

static void list_close(list *l) {
  if (l->space >= 0) H5Sclose(l->space);
  if (l->data >= 0) H5Dclose(l->data);
}

// *count as in stabil_file_texts.
static stabil_status list_open(const stabil_file *file, const char *variable, int *count,
                               list *out, stabil_error *err) {
  *out = (list){.data = -1, .space = -1, .length = 1};
  if (!stabil_file_has(file, variable)) return wrong(file, variable, err);
  out->data = H5Dopen2(file->id, variable, H5P_DEFAULT);
  if (out->data >= 0) out->space = H5Dget_space(out->data);
  int rank = out->space >= 0 ? H5Sget_simple_extent_ndims(out->space) : -1;
  bool good = rank == 0 || rank == 1;
  if (rank == 1) good = H5Sget_simple_extent_dims(out->space, &out->length, NULL) == 1;
  good = good && out->length >= 1 && out->length <= MOST_ENTRIES &&
         (*count < 0 || out->length == (hsize_t)*count);
  if (good)
    *count = (int)out->length;
  else
    list_close(out);
  return good ? STABIL_OK : wrong(file, variable, err);
}

// Is the type text of variable length?
static bool is_text(hid_t type) {
  return type >= 0 && H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) > 0;
}

static bool copy_texts(stabil_file *file, char *const *from, int count,
                       const char **out) {
  for (int i = 0; i < count; i++) {
    const char *text = from[i] ? from[i] : "";
    out[i] = stabil_arena_text(file->arena, text, strlen(text));
    if (!out[i]) return false;
  }
  return true;
}

stabil_status stabil_file_texts(stabil_file *file, const char *variable, int *count,
                                const char *const **out, stabil_error *err) {
  list l;
  stabil_status status = list_open(file, variable, count, &l, err);
  if (status != STABIL_OK) return status;
  size_t room = (size_t)*count + 1;
  char **raw = stabil_arena_array(file->arena, room, sizeof *raw);
  const char **text = stabil_arena_array(file->arena, room, sizeof *text);
  hid_t type = H5Dget_type(l.data);
  if (!raw || !text)
    status = no_memory(err);
  else if (!is_text(type) ||
           H5Dread(l.data, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, raw) < 0)
    status = wrong(file, variable, err);
  else {
    if (!copy_texts(file, raw, *count, text)) status = no_memory(err);
    H5Dvlen_reclaim(type, l.space, H5P_DEFAULT, raw);
  }
  if (type >= 0) H5Tclose(type);
  list_close(&l);
  *out = text;
  return status;
}

static stabil_status read_numbers(stabil_file *file, const char *variable, int *count,
                                  hid_t type, void **out, stabil_error *err) {
  list l;
  stabil_status status = list_open(file, variable, count, &l, err);
  if (status != STABIL_OK) return status;
  *out = stabil_arena_array(file->arena, (size_t)*count, H5Tget_size(type));
  if (!*out)
    status = no_memory(err);
  else if (H5Dread(l.data, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, *out) < 0)
    status = wrong(file, variable, err);
  list_close(&l);
  return status;
}

stabil_status stabil_file_ints(stabil_file *file, const char *variable, int *count,
                               const int **out, stabil_error *err) {
  void *values = NULL;
  stabil_status status =
      read_numbers(file, variable, count, H5T_NATIVE_INT, &values, err);
  *out = values;
  return status;
}

stabil_status stabil_file_doubles(stabil_file *file, const char *variable, int count,
                                  const double **out, stabil_error *err) {
  void *values = NULL;
  stabil_status status =
      read_numbers(file, variable, &count, H5T_NATIVE_DOUBLE, &values, err);
  *out = values;
  return status;
}

// --- attributes
// ------------------------------------------------------------------------------

static hid_t open_attribute(const stabil_file *file, const char *object,
                            const char *name) {
  if (strcmp(object, "/") != 0 && !stabil_file_has(file, object)) return -1;
  return H5Aopen_by_name(file->id, object, name, H5P_DEFAULT, H5P_DEFAULT);
}

stabil_status stabil_file_attribute(stabil_file *file, const char *object,
                                    const char *name, int *out, stabil_error *err) {
  hid_t id = open_attribute(file, object, name);
  bool good = id >= 0 && H5Aget_storage_size(id) <= sizeof(int64_t) &&
              H5Aread(id, H5T_NATIVE_INT, out) >= 0;
  if (id >= 0) H5Aclose(id);
  return good ? STABIL_OK : wrong(file, name, err);
}

stabil_status stabil_file_attribute_text(stabil_file *file, const char *object,
                                         const char *name, const char **out,
                                         stabil_error *err) {
  hid_t id = open_attribute(file, object, name);
  hid_t type = id >= 0 ? H5Aget_type(id) : -1;
  hid_t space = id >= 0 ? H5Aget_space(id) : -1;
  char *raw = NULL;
  bool good = is_text(type) && H5Sget_simple_extent_npoints(space) == 1 &&
              H5Aread(id, type, &raw) >= 0;
  *out =
      good ? stabil_arena_text(file->arena, raw ? raw : "", raw ? strlen(raw) : 0) : NULL;
  if (good) H5Dvlen_reclaim(type, space, H5P_DEFAULT, &raw);
  if (space >= 0) H5Sclose(space);
  if (type >= 0) H5Tclose(type);
  if (id >= 0) H5Aclose(id);
  if (!good) return wrong(file, name, err);
  return *out ? STABIL_OK : no_memory(err);
}

// --- blocks
// ----------------------------------------------------------------------------------

static bool inside(hid_t space, const stabil_block *block) {
  hsize_t size[STABIL_BLOCK_RANK];
  if (block->rank > STABIL_BLOCK_RANK ||
      H5Sget_simple_extent_ndims(space) != block->rank ||
      H5Sget_simple_extent_dims(space, size, NULL) < 0)
    return false;
  for (int i = 0; i < block->rank; i++)
    if (block->count[i] < 1 || block->first[i] + block->count[i] > size[i]) return false;
  return true;
}

static bool read_block(hid_t data, hid_t space, const stabil_block *block, double *out) {
  hsize_t first[STABIL_BLOCK_RANK], count[STABIL_BLOCK_RANK];
  for (int i = 0; i < block->rank; i++) {
    first[i] = block->first[i];
    count[i] = block->count[i];
  }
  if (H5Sselect_hyperslab(space, H5S_SELECT_SET, first, NULL, count, NULL) < 0)
    return false;
  hid_t memory = H5Screate_simple(block->rank, count, NULL);
  bool good = H5Dread(data, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, out) >= 0;
  H5Sclose(memory);
  return good;
}

stabil_status stabil_file_block(const stabil_file *file, const char *variable,
                                const stabil_block *block, double *out,
                                stabil_error *err) {
  if (!stabil_file_has(file, variable)) return wrong(file, variable, err);
  hid_t data = H5Dopen2(file->id, variable, H5P_DEFAULT);
  hid_t space = data >= 0 ? H5Dget_space(data) : -1;
  bool good = space >= 0 && inside(space, block) && read_block(data, space, block, out);
  if (space >= 0) H5Sclose(space);
  if (data >= 0) H5Dclose(data);
  return good ? STABIL_OK : wrong(file, variable, err);
}
