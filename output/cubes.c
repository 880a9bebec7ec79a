// SPDX-License-Identifier: GPL-3.0-or-later
// What is kept of every replicate: measures by post, and all of them by centrality and
// role and by region and role.
#include <math.h>

#include "output/writer.h"

// --- slices of the spill
// ----------------------------------------------------------------------

int stabil_block_size(const stabil_writer *writer) {
  return writer->replicates < STABIL_BLOCK ? writer->replicates : (int)STABIL_BLOCK;
}

stabil_h5_chunks stabil_block_chunks(const stabil_writer *writer) {
  int size = stabil_block_size(writer), blocks = (writer->replicates + size - 1) / size;
  return (stabil_h5_chunks){.count = writer->layout->scenarios.count * blocks,
                            .blocks = blocks,
                            .step = (hsize_t)size,
                            .fill = stabil_slice_fill};
}

int stabil_slice_read(const stabil_slice *slice, stabil_row row, double *out,
                      double *scratch) {
  const stabil_spill *spill = slice->writer->spill;
  row.field = slice->field;
  int error = stabil_spill_read(spill, row, slice->first, slice->count, out);
  if (error != 0 || slice->denominator < 0) return error;
  row.field = slice->denominator;
  error = stabil_spill_read(spill, row, slice->first, slice->count, scratch);
  for (size_t i = 0; i < slice->count; i++)
    out[i] = scratch[i] != 0 ? out[i] / scratch[i] : (double)NAN;
  return error;
}

int stabil_slice_fill(const void *context, int chunk, void *out, void *scratch) {
  const stabil_slice *slice = context;
  const stabil_writer *writer = slice->writer;
  int size = stabil_block_size(writer), blocks = (writer->replicates + size - 1) / size;
  stabil_row row = {.scenario = chunk / blocks};
  double *at = out;
  for (int i = 0; i < size; i++, at += slice->count) {
    row.replicate = chunk % blocks * size + i;
    if (row.replicate >= writer->replicates) { // beyond the edge nobody reads
      for (size_t k = 0; k < slice->count; k++) at[k] = 0;
      continue;
    }
    int error = stabil_slice_read(slice, row, at, scratch);
    if (error != 0) return error;
  }
  return 0;
}

stabil_slice stabil_slice_of_measure(const stabil_writer *writer,
                                     stabil_measure_id measure, stabil_grouping kind) {
  const stabil_measure *row = stabil_measure_get(measure);
  bool ratio = row->denominator != STABIL_MEASURE_NONE;
  return (stabil_slice){.writer = writer,
                        .field = ratio ? (int)row->numerator : (int)measure,
                        .denominator = ratio ? (int)row->denominator : -1,
                        .first = stabil_columns_first(writer->columns, kind),
                        .count = stabil_columns_cells(writer->columns, kind)};
}

// --- variables
// --------------------------------------------------------------------------------

const char *stabil_cell_methods(stabil_when when) {
  switch (when) {
  case STABIL_YEAR_END:
    return "year: point";
  case STABIL_SUM:
    return "year: sum";
  case STABIL_MEAN:
    break;
  }
  return "year: mean";
}

stabil_about stabil_about_measure(const stabil_writer *writer,
                                  stabil_measure_id measure) {
  const stabil_measure *row = stabil_measure_get(measure);
  bool money = row->unit[0] == 'N' && row->unit[1] == 'O' && row->unit[2] == 'K';
  return (stabil_about){.name = row->name,
                        .unit = row->unit,
                        .long_name = row->text_en,
                        .long_name_nb = row->text_nb,
                        .cell_methods = stabil_cell_methods(row->when),
                        .price_year = money ? writer->layout->price_year : 0};
}

// The shape (scenario, replicate, dimensions from the third on as they are in the group).
static stabil_h5_shape shape_of(const stabil_writer *writer,
                                const stabil_h5_group *group) {
  stabil_h5_shape shape = {.rank = group->dimensions, .width = sizeof(double)};
  for (int i = 0; i < shape.rank; i++) {
    shape.dimension[i] = i;
    shape.chunk[i] = group->size[i];
  }
  shape.chunk[0] = 1;
  shape.chunk[1] = (hsize_t)stabil_block_size(writer);
  return shape;
}

static void write_measure(stabil_writer *writer, stabil_h5_group *group,
                          stabil_measure_id measure, stabil_grouping kind) {
  stabil_h5_shape shape = shape_of(writer, group);
  stabil_about about = stabil_about_measure(writer, measure);
  stabil_slice slice = stabil_slice_of_measure(writer, measure, kind);
  stabil_h5_chunks chunks = stabil_block_chunks(writer);
  chunks.context = &slice;
  stabil_h5_variable(group, &about, &shape, &chunks);
}

static void write_initial(stabil_writer *writer, stabil_h5_group *group, int post) {
  stabil_about about = {.name = "headcount_initial",
                        .unit = "people",
                        .long_name = "staff in post before the first year",
                        .long_name_nb = "ansatte i stilling før det første året",
                        .cell_methods = "replicate: point"};
  stabil_h5_shape shape = {.rank = 3, .dimension = {0, 1, post}, .width = sizeof(double)};
  shape.chunk[0] = 1;
  shape.chunk[1] = (hsize_t)stabil_block_size(writer);
  shape.chunk[2] = group->size[post];
  stabil_slice slice = {.writer = writer,
                        .field = STABIL_FIELD_INITIAL,
                        .denominator = -1,
                        .count = (size_t)writer->layout->posts};
  stabil_h5_chunks chunks = stabil_block_chunks(writer);
  chunks.context = &slice;
  stabil_h5_variable(group, &about, &shape, &chunks);
}

static void write_group(stabil_writer *writer, const char *name, stabil_grouping kind) {
  if (stabil_columns_cells(writer->columns, kind) == 0) return;
  stabil_h5_group group;
  stabil_h5_group_open(&group, &writer->h5, name);
  stabil_write_scenarios(writer, &group);
  stabil_write_replicates(writer, &group);
  stabil_write_years(writer, &group);
  int last = stabil_write_kind(writer, &group, kind);
  for (stabil_measure_id i = 0; i < STABIL_MEASURE_COUNT; i++)
    if (kind != STABIL_GROUPING_POST || stabil_measure_get(i)->kept)
      write_measure(writer, &group, i, kind);
  if (kind == STABIL_GROUPING_POST) write_initial(writer, &group, last);
  stabil_h5_group_close(&group);
}

void stabil_write_cubes(stabil_writer *writer) {
  write_group(writer, "", STABIL_GROUPING_POST);
  write_group(writer, "by_centrality", STABIL_GROUPING_CENTRALITY_ROLE);
  write_group(writer, "by_region", STABIL_GROUPING_REGION_ROLE);
}
