// SPDX-License-Identifier: GPL-3.0-or-later
// Chunked variables: chunks are read from the spill, filtered by several threads, and
// written by one at a time, in order.
#include <errno.h>
#include <stdlib.h>

#include <hdf5_hl.h>

#include "output/chunk.h"
#include "output/h5_object.h"
#include "output/team.h"

static hid_t create(stabil_h5_group *group, const stabil_about *about,
                    const stabil_h5_shape *shape) {
  hsize_t size[STABIL_H5_DIMENSIONS];
  for (int i = 0; i < shape->rank; i++) size[i] = group->size[shape->dimension[i]];
  hid_t properties = stabil_h5_data_properties();
  H5Pset_chunk(properties, shape->rank, shape->chunk);
  H5Pset_fill_time(properties, H5D_FILL_TIME_NEVER); // every chunk is written
  H5Pset_shuffle(properties);
  H5Pset_deflate(properties, 1);
  H5Pset_fletcher32(properties);
  hid_t type = shape->width == sizeof(double) ? H5T_IEEE_F64LE : H5T_IEEE_F32LE;
  hid_t space = H5Screate_simple(shape->rank, size, NULL);
  hid_t id = stabil_h5_data(group, about, type, space, properties);
  if (id >= 0) stabil_h5_attach(group, id, shape->rank, shape->dimension);
  if (id >= 0 && group->coordinates[0])
    stabil_h5_attribute_text(group->h5, id, "coordinates", group->coordinates);
  H5Sclose(space);
  H5Pclose(properties);
  return id;
}

static size_t elements_of(const stabil_h5_shape *shape) {
  size_t elements = 1;
  for (int i = 0; i < shape->rank; i++) elements *= (size_t)shape->chunk[i];
  return elements;
}

static void write_chunk(stabil_h5 *h5, hid_t id, const stabil_h5_chunks *chunks,
                        int chunk, const stabil_packer *packer) {
  hsize_t offset[STABIL_H5_DIMENSIONS] = {0};
  offset[chunks->axis] = (hsize_t)(chunk / chunks->blocks);
  if (chunks->blocks > 1)
    offset[chunks->axis + 1] = (hsize_t)(chunk % chunks->blocks) * chunks->step;
  stabil_h5_quiet(); // each thread has its own setting
  errno = 0;
  if (H5Dwrite_chunk(id, H5P_DEFAULT, packer->filter_mask, offset, packer->packed_size,
                     packer->packed) < 0)
    stabil_h5_fail(h5, "a chunk", errno);
}

// --- a team over the chunks
// --------------------------------------------------------------------

typedef struct job {
  stabil_h5 *h5;
  hid_t id;
  const stabil_h5_shape *shape;
  const stabil_h5_chunks *chunks;
} job;

typedef struct worker {
  stabil_packer packer;
  int error;
} worker;

static void *enter(void *context) {
  const job *j = context;
  worker *w = calloc(1, sizeof *w);
  if (w && stabil_packer_create(&w->packer, elements_of(j->shape), j->shape->width))
    return w;
  free(w);
  return NULL;
}

static void leave(void *given) {
  worker *w = given;
  if (w) stabil_packer_free(&w->packer);
  free(w);
}

static void pack(void *context, void *given, int chunk) {
  const job *j = context;
  worker *w = given;
  if (!w) return;
  w->error =
      j->chunks->fill(j->chunks->context, chunk, w->packer.raw, w->packer.shuffled);
  if (w->error == 0) stabil_packer_pack(&w->packer);
}

static void finish(void *context, void *given, int chunk) {
  const job *j = context;
  const worker *w = given;
  const int error = w ? w->error : ENOMEM;
  if (error != 0) {
    stabil_h5_fail(j->h5, "the spill file", error);
    return;
  }
  if (!j->h5->failed) write_chunk(j->h5, j->id, j->chunks, chunk, &w->packer);
}

void stabil_h5_variable(stabil_h5_group *group, const stabil_about *about,
                        const stabil_h5_shape *shape, const stabil_h5_chunks *chunks) {
  hid_t id = create(group, about, shape);
  if (id < 0) return;
  job j = {group->h5, id, shape, chunks};
  stabil_team team = {.count = chunks->count,
                      .threads = group->h5->threads,
                      .context = &j,
                      .enter = enter,
                      .leave = leave,
                      .work = pack,
                      .finish = finish};
  stabil_team_run(&team);
  H5Dclose(id);
}
