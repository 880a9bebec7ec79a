// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/h5.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <hdf5_hl.h>

#include "output/h5_object.h"

void stabil_h5_quiet(void) {
  H5dont_atexit(); // fails once the library is in use, which is fine
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

void stabil_h5_fail(stabil_h5 *h5, const char *what, int error) {
  if (h5->failed) return;
  h5->failed = true;
  snprintf(h5->failed_at, sizeof h5->failed_at, "%s", what);
  h5->error = error;
}

// --- files and groups
// ----------------------------------------------------------------------

static hid_t make_text_type(void) {
  hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5T_CSET_UTF8);
  return type;
}

// Readers get attributes, variables and groups in the order they were made in.
static void keep_order(hid_t properties, bool links) {
  const unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
  H5Pset_obj_track_times(properties, false); // the same run gives the same bytes
  H5Pset_attr_creation_order(properties, order);
  if (links) H5Pset_link_creation_order(properties, order);
}

void stabil_h5_create(stabil_h5 *h5, const char *path) {
  int threads = h5->threads;
  *h5 = (stabil_h5){.file = -1, .text = -1, .threads = threads};
  stabil_h5_quiet();
  hid_t create = H5Pcreate(H5P_FILE_CREATE), access = H5Pcreate(H5P_FILE_ACCESS);
  keep_order(create, true);
  H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_V18);
  H5Pset_fclose_degree(access, H5F_CLOSE_STRONG);
  errno = 0;
  h5->file = H5Fcreate(path, H5F_ACC_TRUNC, create, access);
  if (h5->file < 0) stabil_h5_fail(h5, "the file", errno);
  H5Pclose(create);
  H5Pclose(access);
  h5->text = make_text_type();
}

// HDF5 cannot give up: closing a file that cannot be written leaks all that waits to be
// written. So let it write to nowhere.
static void disconnect(const stabil_h5 *h5) {
  void *handle = NULL;
  int nowhere = open("/dev/null", O_RDWR);
  if (nowhere < 0) return;
  if (H5Fget_vfd_handle(h5->file, H5P_DEFAULT, &handle) >= 0 && handle)
    dup2(nowhere, *(int *)handle);
  close(nowhere);
}

bool stabil_h5_close(stabil_h5 *h5) {
  errno = 0;
  if (h5->file >= 0 && !h5->failed && H5Fflush(h5->file, H5F_SCOPE_GLOBAL) < 0)
    stabil_h5_fail(h5, "the end of the file", errno);
  if (h5->file >= 0 && h5->failed) disconnect(h5);
  if (h5->file >= 0 && H5Fclose(h5->file) < 0)
    stabil_h5_fail(h5, "the end of the file", errno);
  if (h5->text >= 0) H5Tclose(h5->text);
  h5->file = h5->text = -1;
  return !h5->failed;
}

void stabil_h5_group_open(stabil_h5_group *group, stabil_h5 *h5, const char *path) {
  *group = (stabil_h5_group){.h5 = h5, .id = -1};
  if (h5->failed) return;
  const char *at = *path ? path : "/";
  if (*path == '\0' || H5Lexists(h5->file, path, H5P_DEFAULT) > 0) {
    group->id = H5Gopen2(h5->file, at, H5P_DEFAULT);
  } else {
    hid_t create = H5Pcreate(H5P_GROUP_CREATE);
    keep_order(create, true);
    group->id = H5Gcreate2(h5->file, path, H5P_DEFAULT, create, H5P_DEFAULT);
    H5Pclose(create);
  }
  if (group->id < 0) stabil_h5_fail(h5, "a group", errno);
}

void stabil_h5_group_close(stabil_h5_group *group) {
  for (int i = 0; i < group->dimensions; i++)
    if (group->scale[i] >= 0) H5Dclose(group->scale[i]);
  if (group->id >= 0) H5Gclose(group->id);
  group->id = -1;
  group->dimensions = 0;
}

// --- attributes
// ------------------------------------------------------------------------------

static void write_attribute(stabil_h5 *h5, hid_t object, const char *name, hid_t type,
                            const void *value) {
  if (h5->failed) return;
  hid_t space = H5Screate(H5S_SCALAR);
  hid_t id = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  if (id < 0 || H5Awrite(id, type, value) < 0) stabil_h5_fail(h5, "an attribute", errno);
  if (id >= 0) H5Aclose(id);
  H5Sclose(space);
}

void stabil_h5_attribute_text(stabil_h5 *h5, hid_t object, const char *name,
                              const char *text) {
  if (text) write_attribute(h5, object, name, h5->text, &text);
}

void stabil_h5_attribute_int(stabil_h5 *h5, hid_t object, const char *name, int value) {
  write_attribute(h5, object, name, H5T_NATIVE_INT, &value);
}

static void describe(stabil_h5 *h5, hid_t object, const stabil_about *about) {
  stabil_h5_attribute_text(h5, object, "units", about->unit);
  stabil_h5_attribute_text(h5, object, "long_name", about->long_name);
  stabil_h5_attribute_text(h5, object, "long_name_nb", about->long_name_nb);
  stabil_h5_attribute_text(h5, object, "cell_methods", about->cell_methods);
  stabil_h5_attribute_text(h5, object, "comment", about->comment);
  if (about->price_year)
    stabil_h5_attribute_int(h5, object, "price_year", about->price_year);
}

// --- data sets
// -------------------------------------------------------------------------------

hid_t stabil_h5_data_properties(void) {
  hid_t create = H5Pcreate(H5P_DATASET_CREATE);
  keep_order(create, false);
  return create;
}

hid_t stabil_h5_data(stabil_h5_group *group, const stabil_about *about, hid_t type,
                     hid_t space, hid_t properties) {
  stabil_h5 *h5 = group->h5;
  if (h5->failed) return -1;
  errno = 0;
  hid_t id = H5Dcreate2(group->id, about->name, type, space, H5P_DEFAULT, properties,
                        H5P_DEFAULT);
  if (id < 0)
    stabil_h5_fail(h5, about->name, errno);
  else
    describe(h5, id, about);
  return id;
}

// A small data set with all its values; the caller closes it.
static hid_t write_data(stabil_h5_group *group, const stabil_about *about, hid_t type,
                        hid_t space, const void *values) {
  hid_t create = stabil_h5_data_properties();
  hid_t id = stabil_h5_data(group, about, type, space, create);
  errno = 0;
  if (id >= 0 && H5Dwrite(id, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0)
    stabil_h5_fail(group->h5, about->name, errno);
  H5Pclose(create);
  return id;
}

void stabil_h5_scalar_text(stabil_h5_group *group, const stabil_about *about,
                           const char *text) {
  hid_t space = H5Screate(H5S_SCALAR);
  hid_t id = write_data(group, about, group->h5->text, space, &text);
  if (id >= 0) H5Dclose(id);
  H5Sclose(space);
}

void stabil_h5_attach(stabil_h5_group *group, hid_t data, int rank,
                      const int *dimension) {
  for (int i = 0; i < rank && !group->h5->failed; i++)
    if (H5DSattach_scale(data, group->scale[dimension[i]], (unsigned)i) < 0)
      stabil_h5_fail(group->h5, "a dimension", errno);
}

// --- dimensions and coordinates
// --------------------------------------------------------------

static int add_dimension(stabil_h5_group *group, const stabil_about *about, int count,
                         hid_t type, const void *values) {
  stabil_h5 *h5 = group->h5;
  int number = group->dimensions++;
  group->name[number] = about->name;
  group->size[number] = (hsize_t)count;
  hid_t space = H5Screate_simple(1, &group->size[number], NULL);
  hid_t id = write_data(group, about, type, space, values);
  group->scale[number] = id;
  if (id >= 0 && H5DSset_scale(id, about->name) < 0)
    stabil_h5_fail(h5, "a dimension", errno);
  if (id >= 0) stabil_h5_attribute_int(h5, id, "_Netcdf4Dimid", h5->dimensions++);
  H5Sclose(space);
  return number;
}

int stabil_h5_dimension_text(stabil_h5_group *group, const stabil_about *about, int count,
                             const char *const *text) {
  return add_dimension(group, about, count, group->h5->text, text);
}

int stabil_h5_dimension_int(stabil_h5_group *group, const stabil_about *about, int count,
                            const int *value) {
  return add_dimension(group, about, count, H5T_NATIVE_INT, value);
}

// Leaves the new coordinate open for more attributes.
static hid_t add_along(stabil_h5_group *group, const stabil_about *about, int dimension,
                       hid_t type, const void *values) {
  hid_t space = H5Screate_simple(1, &group->size[dimension], NULL);
  hid_t id = write_data(group, about, type, space, values);
  if (id >= 0) stabil_h5_attach(group, id, 1, &dimension);
  H5Sclose(space);
  size_t used = strlen(group->coordinates), length = strlen(about->name);
  if (used + length + 2 > sizeof group->coordinates) {
    stabil_h5_fail(group->h5, "the list of coordinates", 0);
    return id;
  }
  if (used > 0) group->coordinates[used++] = ' ';
  memcpy(group->coordinates + used, about->name, length + 1);
  return id;
}

static void close_data(hid_t id) {
  if (id >= 0) H5Dclose(id);
}

void stabil_h5_along_text(stabil_h5_group *group, const stabil_about *about,
                          int dimension, const char *const *text) {
  close_data(add_along(group, about, dimension, group->h5->text, text));
}

void stabil_h5_along_int(stabil_h5_group *group, const stabil_about *about, int dimension,
                         const int *value) {
  close_data(add_along(group, about, dimension, H5T_NATIVE_INT, value));
}

void stabil_h5_along_double(stabil_h5_group *group, const stabil_about *about,
                            int dimension, const double *value) {
  close_data(add_along(group, about, dimension, H5T_NATIVE_DOUBLE, value));
}

void stabil_h5_along_flag(stabil_h5_group *group, const stabil_about *about,
                          int dimension, const bool *value, const char *meanings) {
  _Static_assert(sizeof(bool) == 1, "flags are written as they are in memory");
  static const signed char values[] = {0, 1};
  const hsize_t two = 2;
  hid_t id = add_along(group, about, dimension, H5T_NATIVE_SCHAR, value);
  if (id < 0) return;
  hid_t space = H5Screate_simple(1, &two, NULL);
  hid_t list =
      H5Acreate2(id, "flag_values", H5T_NATIVE_SCHAR, space, H5P_DEFAULT, H5P_DEFAULT);
  if (list < 0 || H5Awrite(list, H5T_NATIVE_SCHAR, values) < 0)
    stabil_h5_fail(group->h5, "an attribute", errno);
  if (list >= 0) H5Aclose(list);
  H5Sclose(space);
  stabil_h5_attribute_text(group->h5, id, "flag_meanings", meanings);
  H5Dclose(id);
}
