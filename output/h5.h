// SPDX-License-Identifier: GPL-3.0-or-later
// Writing HDF5 so that netCDF, xarray, R and HDFView read labelled data: groups with
// their own dimension scales, variables, attributes.
//
// The first failure is kept and every later call does nothing: HDF5 reports a full disk
// once and may return success from what follows. Ask stabil_h5_close in the end.
#ifndef STABIL_OUTPUT_H5_H
#define STABIL_OUTPUT_H5_H

#include <stdbool.h>

#include <hdf5.h>

typedef struct stabil_h5 {
  hid_t file, text; // text: the type of variable-length UTF-8
  bool failed;
  int error;          // errno of the first failure; 0: not known
  char failed_at[64]; // what was being written
  int dimensions;     // made so far in the file: netCDF numbers them
  int threads;        // that compress chunks
} stabil_h5;

// Before any other call of HDF5 in a program: no exit handler of the library, which
// crashes after a failed close, and no messages of its own.
void stabil_h5_quiet(void);

void stabil_h5_create(stabil_h5 *h5, const char *path);
// False if anything failed since the file was created.
bool stabil_h5_close(stabil_h5 *h5);
void stabil_h5_fail(stabil_h5 *h5, const char *what, int error);

// What a variable says about itself; members that are NULL or 0 are left out.
typedef struct stabil_about {
  const char *name, *unit, *long_name, *long_name_nb, *cell_methods, *comment;
  int price_year;
} stabil_about;

enum { STABIL_H5_DIMENSIONS = 12 };

// A group under construction. Dimensions are numbered in the order they are made.
typedef struct stabil_h5_group {
  stabil_h5 *h5;
  hid_t id;
  int dimensions;
  const char *name[STABIL_H5_DIMENSIONS];
  hid_t scale[STABIL_H5_DIMENSIONS];
  hsize_t size[STABIL_H5_DIMENSIONS];
  char coordinates[512]; // names of the auxiliary coordinates
} stabil_h5_group;

// Open or create the group; "" is the root, "summary/by_post" makes both.
void stabil_h5_group_open(stabil_h5_group *group, stabil_h5 *h5, const char *path);
void stabil_h5_group_close(stabil_h5_group *group);

// Attributes of groups and variables.
void stabil_h5_attribute_text(stabil_h5 *h5, hid_t object, const char *name,
                              const char *text);
void stabil_h5_attribute_int(stabil_h5 *h5, hid_t object, const char *name, int value);
// One text of any length, as a variable without dimensions.
void stabil_h5_scalar_text(stabil_h5_group *group, const stabil_about *about,
                           const char *text);

// A dimension with its coordinate variable; returns its number.
int stabil_h5_dimension_text(stabil_h5_group *group, const stabil_about *about, int count,
                             const char *const *text);
int stabil_h5_dimension_int(stabil_h5_group *group, const stabil_about *about, int count,
                            const int *value);

// Auxiliary coordinates along one dimension.
void stabil_h5_along_text(stabil_h5_group *group, const stabil_about *about,
                          int dimension, const char *const *text);
void stabil_h5_along_int(stabil_h5_group *group, const stabil_about *about, int dimension,
                         const int *value);
void stabil_h5_along_double(stabil_h5_group *group, const stabil_about *about,
                            int dimension, const double *value);
// int8 with flag_values 0, 1 and the two `meanings`, "modelled rest".
void stabil_h5_along_flag(stabil_h5_group *group, const stabil_about *about,
                          int dimension, const bool *value, const char *meanings);

// A chunked variable of little-endian floating-point numbers over the dimensions given,
// filtered by shuffle, deflate and fletcher32.
typedef struct stabil_h5_shape {
  int rank;
  int dimension[STABIL_H5_DIMENSIONS]; // numbers of the group's dimensions
  hsize_t chunk[STABIL_H5_DIMENSIONS];
  size_t width; // bytes of a number: 8 or 4
} stabil_h5_shape;

// Where the chunks come from. Chunk i starts at i / blocks along dimension `axis` and, if
// blocks > 1, at (i % blocks) * step along the next one. fill() writes the whole chunk
// to `out` (`scratch` is as large) and returns 0 or an errno; threads call it at the same
// time. Chunks are written in order, so that the same numbers give the same bytes.
typedef struct stabil_h5_chunks {
  int count, axis, blocks;
  hsize_t step;
  int (*fill)(const void *context, int chunk, void *out, void *scratch);
  const void *context;
} stabil_h5_chunks;

void stabil_h5_variable(stabil_h5_group *group, const stabil_about *about,
                        const stabil_h5_shape *shape, const stabil_h5_chunks *chunks);

#endif
