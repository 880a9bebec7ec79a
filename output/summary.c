// SPDX-License-Identifier: GPL-3.0-or-later
// Statistics over replicates of every measure, by post, place, role, centrality and
// region, and the same of the paired difference to each scenario's reference.
//
// Cells are taken in slabs, all replicates of some cells at a time, so that memory does
// not grow with the replicates but for the row of one tile of cells.
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "output/statistic.h"
#include "output/team.h"
#include "output/writer.h"

enum {
  LANES = STABIL_LANES,
  MOST_CELLS = 1000,   // in a slab
  SLAB_BYTES = 4 << 20 // of a slab, unless a tile needs more
};
enum { LEVEL, DIFFERENCE, SET_COUNT };

typedef struct task { // a slab: cells of one kind
  stabil_grouping kind;
  size_t first, count;
} task;

typedef struct summary {
  stabil_writer *writer;
  size_t cells; // of all kinds that are summarised
  size_t slab;  // cells in a slab at most
  task *tasks;  // slabs that cover all cells
  int count;
  double *values[SET_COUNT]; // [scenario][kind][statistic][year][group]
  stabil_measure_id measure; // the one at work
  atomic_int error;          // errno of the first failure
} summary;

// What one thread needs.
typedef struct worker {
  double *reference, *current, *scratch; // [replicate][slab + 1], the last: [slab]
  int loaded;                            // scenario of `reference`; -1: none
  stabil_tile tile;
} worker;

// --- preparation
// ---------------------------------------------------------------------------

// One cell more, so that rows do not fall on the same lines of the cache.
static size_t stride_of(const summary *s) {
  return s->slab + 1;
}

static void leave(void *given) {
  worker *w = given;
  if (!w) return;
  free(w->reference);
  free(w->current);
  free(w->scratch);
  stabil_tile_free(&w->tile);
  free(w);
}

static void *enter(void *context) {
  const summary *s = context;
  const stabil_layout *layout = s->writer->layout;
  size_t replicates = (size_t)s->writer->replicates;
  stabil_draws draws = {layout->draws, layout->first_replicate};
  worker *w = calloc(1, sizeof *w);
  if (!w) return NULL;
  w->reference = malloc(replicates * stride_of(s) * sizeof(double));
  w->current = malloc(replicates * stride_of(s) * sizeof(double));
  w->scratch = malloc(s->slab * sizeof(double));
  bool tile = stabil_tile_create(&w->tile, replicates, draws);
  if (tile && w->reference && w->current && w->scratch) return w;
  leave(w);
  return NULL;
}

static void make_tasks(summary *s) {
  s->count = 0;
  for (stabil_grouping kind = 0; kind < STABIL_GROUPING_SUMMARISED; kind++) {
    size_t cells = stabil_columns_cells(s->writer->columns, kind);
    for (size_t first = 0; first < cells; first += s->slab) {
      size_t left = cells - first, count = left < s->slab ? left : s->slab;
      s->tasks[s->count++] = (task){kind, first, count};
    }
  }
}

static void summary_free(summary *s) {
  free(s->tasks);
  free(s->values[LEVEL]);
  free(s->values[DIFFERENCE]);
}

static bool summary_create(summary *s, stabil_writer *writer) {
  size_t fits = SLAB_BYTES / sizeof(double) / (size_t)writer->replicates;
  if (fits > MOST_CELLS) fits = MOST_CELLS;
  *s = (summary){.writer = writer};
  s->slab = fits < LANES ? LANES : fits / LANES * LANES;
  s->cells = stabil_columns_first(writer->columns, STABIL_GROUPING_SUMMARISED);
  size_t scenarios = (size_t)writer->layout->scenarios.count;
  size_t values = scenarios * STABIL_STATISTIC_COUNT * s->cells;
  s->tasks = malloc((s->cells / s->slab + STABIL_GROUPING_COUNT) * sizeof *s->tasks);
  for (int set = 0; set < SET_COUNT; set++)
    s->values[set] = malloc((values + 1) * sizeof(double));
  if (s->tasks && s->values[LEVEL] && s->values[DIFFERENCE]) {
    make_tasks(s);
    return true;
  }
  summary_free(s);
  return false;
}

// --- statistics
// ----------------------------------------------------------------------------

// Where the statistics of a kind are: [statistic][cell].
static double *values_of(const summary *s, int set, int scenario, stabil_grouping kind) {
  size_t first = stabil_columns_first(s->writer->columns, kind);
  return s->values[set] + STABIL_STATISTIC_COUNT * ((size_t)scenario * s->cells + first);
}

static int load(const summary *s, const task *t, int scenario, double *slab,
                double *scratch) {
  stabil_slice slice = stabil_slice_of_measure(s->writer, s->measure, t->kind);
  slice.first += t->first;
  slice.count = t->count;
  stabil_row row = {.scenario = scenario};
  for (; row.replicate < s->writer->replicates; row.replicate++) {
    double *out = slab + (size_t)row.replicate * stride_of(s);
    int error = stabil_slice_read(&slice, row, out, scratch);
    if (error != 0) return error;
  }
  return 0;
}

// Cells from `cell` on become lanes of the tile, less those of `minus` if given.
static void gather(const summary *s, worker *w, const double *slab, const double *minus,
                   size_t lanes) {
  double *out = w->tile.values;
  size_t stride = stride_of(s);
  for (size_t i = 0; i < w->tile.count; i++, out += LANES) {
    for (size_t k = 0; k < lanes; k++)
      out[k] =
          minus ? slab[i * stride + k] - minus[i * stride + k] : slab[i * stride + k];
    for (size_t k = lanes; k < LANES; k++) out[k] = 0;
  }
}

static void store(const summary *s, const worker *w, const task *t, double *values,
                  size_t cell, size_t lanes) {
  size_t cells = stabil_columns_cells(s->writer->columns, t->kind);
  for (size_t statistic = 0; statistic < STABIL_STATISTIC_COUNT; statistic++)
    memcpy(values + statistic * cells + t->first + cell, w->tile.lane[statistic],
           lanes * sizeof(double));
}

static void summarise_scenario(const summary *s, worker *w, const task *t, int scenario) {
  const double *slab = scenario == w->loaded ? w->reference : w->current;
  double *level = values_of(s, LEVEL, scenario, t->kind);
  double *difference = values_of(s, DIFFERENCE, scenario, t->kind);
  for (size_t cell = 0; cell < t->count; cell += LANES) {
    size_t lanes = t->count - cell < LANES ? t->count - cell : LANES;
    gather(s, w, slab + cell, NULL, lanes);
    stabil_tile_compute(&w->tile);
    store(s, w, t, level, cell, lanes);
    gather(s, w, slab + cell, w->reference + cell, lanes);
    stabil_tile_compute(&w->tile);
    store(s, w, t, difference, cell, lanes);
  }
}

// Most scenarios have one reference, the baseline, which is then read once.
static int load_pair(const summary *s, worker *w, const task *t, int scenario) {
  const int reference = stabil_layout_reference(s->writer->layout, scenario);
  int error = 0;
  if (w->loaded != reference) error = load(s, t, reference, w->reference, w->scratch);
  w->loaded = reference;
  if (scenario != reference && error == 0)
    error = load(s, t, scenario, w->current, w->scratch);
  return error;
}

static int summarise(const summary *s, worker *w, const task *t) {
  const stabil_layout *layout = s->writer->layout;
  int error = 0;
  w->loaded = -1;
  for (int scenario = 0; scenario < layout->scenarios.count && error == 0; scenario++) {
    error = load_pair(s, w, t, scenario);
    if (error == 0) summarise_scenario(s, w, t, scenario);
  }
  return error;
}

static void work(void *context, void *given, int item) {
  summary *s = context;
  worker *w = given;
  int error = w ? summarise(s, w, &s->tasks[item]) : ENOMEM, none = 0;
  if (error != 0) atomic_compare_exchange_strong(&s->error, &none, error);
}

static void summarise_measure(summary *s) {
  stabil_team team = {.count = s->count,
                      .threads = s->writer->h5.threads,
                      .context = s,
                      .enter = enter,
                      .leave = leave,
                      .work = work};
  stabil_team_run(&team);
  if (s->error != 0) stabil_h5_fail(&s->writer->h5, "the spill file", s->error);
}

// --- writing
// -------------------------------------------------------------------------------

typedef struct source { // of one variable
  const summary *summary;
  int set;
  stabil_grouping kind;
} source;

static int fill(const void *context, int scenario, void *out, void *scratch) {
  (void)scratch;
  const source *from = context;
  size_t cells = stabil_columns_cells(from->summary->writer->columns, from->kind);
  memcpy(out, values_of(from->summary, from->set, scenario, from->kind),
         STABIL_STATISTIC_COUNT * cells * sizeof(double));
  return 0;
}

static void write_measure(const summary *s, stabil_h5_group *group, int set,
                          stabil_grouping kind) {
  const stabil_layout *layout = s->writer->layout;
  stabil_about about = stabil_about_measure(s->writer, s->measure);
  if (set == DIFFERENCE)
    about.comment = "difference to the scenario's reference, replicate by replicate";
  stabil_h5_shape shape = {.rank = 4, .dimension = {0, 1, 2, 3}, .width = sizeof(double)};
  for (int i = 0; i < shape.rank; i++) shape.chunk[i] = group->size[i];
  shape.chunk[1] = 1;
  source from = {s, set, kind};
  stabil_h5_chunks chunks = {.count = layout->scenarios.count,
                             .axis = 1,
                             .blocks = 1,
                             .fill = fill,
                             .context = &from};
  // The chunk's index is that of the scenario, which is the second dimension.
  stabil_h5_variable(group, &about, &shape, &chunks);
}

static void open_group(stabil_writer *writer, stabil_h5_group *group, int set,
                       stabil_grouping kind) {
  static const char *const path[SET_COUNT][STABIL_GROUPING_SUMMARISED] = {
      {"summary/by_post", "summary/by_place", "summary/by_role", "summary/by_centrality",
       "summary/by_region"},
      {"summary/difference/by_post", "summary/difference/by_place",
       "summary/difference/by_role", "summary/difference/by_centrality",
       "summary/difference/by_region"}};
  const stabil_layout *layout = writer->layout;
  stabil_h5_group_open(group, &writer->h5, path[set][kind]);
  stabil_write_statistics(group);
  stabil_write_scenarios(writer, group);
  stabil_write_years(writer, group);
  stabil_write_kind(writer, group, kind);
  if (set == DIFFERENCE && group->id >= 0)
    stabil_h5_attribute_text(&writer->h5, group->id, "baseline",
                             layout->scenarios.name[layout->baseline]);
}

typedef stabil_h5_group group_table[SET_COUNT][STABIL_GROUPING_SUMMARISED];

static bool has_cells(const stabil_writer *writer, stabil_grouping kind) {
  return stabil_columns_cells(writer->columns, kind) > 0;
}

static void write_all(summary *s, group_table groups) {
  for (stabil_measure_id i = 0; i < STABIL_MEASURE_COUNT && !s->writer->h5.failed; i++) {
    s->measure = i;
    summarise_measure(s);
    for (int set = 0; set < SET_COUNT; set++)
      for (stabil_grouping kind = 0; kind < STABIL_GROUPING_SUMMARISED; kind++)
        if (has_cells(s->writer, kind)) write_measure(s, &groups[set][kind], set, kind);
  }
}

void stabil_write_summaries(stabil_writer *writer) {
  summary s;
  if (!summary_create(&s, writer)) {
    stabil_h5_fail(&writer->h5, "summaries", ENOMEM);
    return;
  }
  group_table groups;
  stabil_h5_group parent[2];
  stabil_h5_group_open(&parent[0], &writer->h5, "summary");
  stabil_h5_group_open(&parent[1], &writer->h5, "summary/difference");
  for (int set = 0; set < SET_COUNT; set++)
    for (stabil_grouping kind = 0; kind < STABIL_GROUPING_SUMMARISED; kind++) {
      groups[set][kind] = (stabil_h5_group){.h5 = &writer->h5, .id = -1};
      if (has_cells(writer, kind)) open_group(writer, &groups[set][kind], set, kind);
    }
  write_all(&s, groups);
  stabil_write_selection_summary(writer);
  for (int set = 0; set < SET_COUNT; set++)
    for (stabil_grouping kind = 0; kind < STABIL_GROUPING_SUMMARISED; kind++)
      stabil_h5_group_close(&groups[set][kind]);
  stabil_h5_group_close(&parent[1]);
  stabil_h5_group_close(&parent[0]);
  summary_free(&s);
}
