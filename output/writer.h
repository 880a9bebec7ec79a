// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of a results file, each written by one file of this directory.
#ifndef STABIL_OUTPUT_WRITER_H
#define STABIL_OUTPUT_WRITER_H

#include <time.h>

#include "output/columns.h"
#include "output/h5.h"
#include "output/spill.h"

enum { STABIL_FORMAT_VERSION = 1 };

// Rows of the spill: measures (ratios take no room), then what is not by post and year.
typedef enum stabil_field {
  STABIL_FIELD_INITIAL = STABIL_MEASURE_COUNT,
  STABIL_FIELD_EDUCATION,
  STABIL_FIELD_MONEY,
  STABIL_FIELD_RETAINED,
  STABIL_FIELD_CONTRACTS,
  STABIL_FIELD_STRATA,
  STABIL_FIELD_BONDS,
  STABIL_FIELD_ADMITTED_TRAITS,
  STABIL_FIELD_CAUSES, // summed to roles and classes of centrality
  STABIL_FIELD_ORIGINS,
  STABIL_FIELD_SELECTION, // made of STABIL_FIELD_STRATA
  STABIL_FIELD_COUNT
} stabil_field;

typedef struct stabil_writer {
  stabil_h5 h5;
  const stabil_layout *layout;
  const stabil_columns *columns;
  const stabil_spill *spill;
  int replicates; // that are complete and written
  const char *version, *libraries;
  time_t started, ended;
} stabil_writer;

// Coordinates: each makes its dimension in the group and returns its number.
int stabil_write_scenarios(const stabil_writer *writer, stabil_h5_group *group);
int stabil_write_replicates(const stabil_writer *writer, stabil_h5_group *group);
int stabil_write_years(const stabil_writer *writer, stabil_h5_group *group);
int stabil_write_programmes(const stabil_writer *writer, stabil_h5_group *group);
int stabil_write_roles(const stabil_writer *writer, stabil_h5_group *group);
int stabil_write_statistics(stabil_h5_group *group);
// The groups of a kind: one dimension, or two (numbers after each other; the first is
// returned).
int stabil_write_kind(const stabil_writer *writer, stabil_h5_group *group,
                      stabil_grouping kind);
// Any other dimension of names, with its labels.
int stabil_write_names(stabil_h5_group *group, const stabil_about *about,
                       const stabil_names *names);
// A dimension of whole numbers from `first` on.
int stabil_write_range(stabil_h5_group *group, const stabil_about *about, int first,
                       int count);

// A slice of a field of the spill, or the ratio of two; chunk by chunk of replicates.
typedef struct stabil_slice {
  const stabil_writer *writer;
  int field, denominator; // denominator: -1 for none
  size_t first, count;    // numbers of the row
} stabil_slice;

// The number of replicates in a chunk, and a fill function for it.
enum { STABIL_BLOCK = 16 };
int stabil_block_size(const stabil_writer *writer);
stabil_h5_chunks stabil_block_chunks(const stabil_writer *writer);
int stabil_slice_read(const stabil_slice *slice, stabil_row row, double *out,
                      double *scratch);
int stabil_slice_fill(const void *slice, int chunk, void *out, void *scratch);
stabil_slice stabil_slice_of_measure(const stabil_writer *writer,
                                     stabil_measure_id measure, stabil_grouping kind);

// A variable over (scenario, replicate, ...) whose row is `count` numbers of a field from
// `first` on; the rest of the slice is filled in.
void stabil_write_slice(stabil_h5_group *group, const stabil_about *about,
                        stabil_h5_shape *shape, stabil_slice slice);

// A fixed list X(ID, name, text en, text nb) as names of a dimension.
#define STABIL_FIXED_NAME(ID, name, en, nb) #name,
#define STABIL_FIXED_ENGLISH(ID, name, en, nb) en,
#define STABIL_FIXED_NORWEGIAN(ID, name, en, nb) nb,
#define STABIL_FIXED_NAMES(what, LIST, COUNT)                                            \
  static const char *const what##_name[] = {LIST(STABIL_FIXED_NAME)};                    \
  static const char *const what##_en[] = {LIST(STABIL_FIXED_ENGLISH)};                   \
  static const char *const what##_nb[] = {LIST(STABIL_FIXED_NORWEGIAN)};                 \
  static const stabil_names what##_names = {COUNT, what##_name, what##_en, what##_nb}

// What a measure's variable says about itself.
stabil_about stabil_about_measure(const stabil_writer *writer, stabil_measure_id measure);
const char *stabil_cell_methods(stabil_when when);

void stabil_write_cubes(stabil_writer *writer);  // root, by_centrality, by_region
void stabil_write_extras(stabil_writer *writer); // education, money, contracts, people
// In the group `education`, after where graduates are: two tracks compared, and why they
// differ; and statistics of it.
void stabil_write_selection(stabil_writer *writer, stabil_h5_group *group);
void stabil_write_selection_summary(stabil_writer *writer);
// The difference of each contrast, from the people of a record; and how many numbers.
void stabil_selection_fill(const stabil_layout *layout, const double *strata,
                           double *out);
size_t stabil_selection_size(const stabil_layout *layout);
void stabil_write_bonds(stabil_writer *writer);
void stabil_write_policy(stabil_writer *writer); // policy: fidelity
// In the group `contracts`: how long people stay, by the dimensions given.
void stabil_write_survival(stabil_writer *writer, stabil_h5_group *group, int role,
                           int size);
void stabil_write_summaries(stabil_writer *writer); // summary/...
void stabil_write_provenance(stabil_writer *writer, int planned);

#endif
