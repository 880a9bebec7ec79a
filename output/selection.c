// SPDX-License-Identifier: GPL-3.0-or-later
// Selection against effect: the graduates of two tracks of one profession compared, and
// how much of the difference is there because they were others before they began
// (Kitagawa 1955, symmetric weights; docs/model.md 4.11).
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "output/statistic.h"
#include "output/writer.h"

STABIL_FIXED_NAMES(part, STABIL_PART_LIST, STABIL_PART_COUNT);

// --- the difference of one record
// -----------------------------------------------------------

typedef struct sample { // the graduates of one track
  const stabil_layout *layout;
  const double *people; // [programmes][strata][since], then [..][where]
  int profession, track;
} sample;

enum { GRADUATES = -1 };

// Of a stratum, who graduated (and is seen so long), or who is somewhere since.
static double count(const sample *s, int stratum, int since, int where) {
  const stabil_layout *l = s->layout;
  const size_t strata = (size_t)l->strata.count, years = (size_t)l->years;
  const size_t all = (size_t)l->programmes.count * strata * years;
  double sum = 0;
  for (int g = 0; g < l->programmes.count; g++) {
    if (l->programme_track[g] != s->track || l->programme_profession[g] != s->profession)
      continue;
    const size_t at = ((size_t)g * strata + (size_t)stratum) * years + (size_t)since;
    sum += where == GRADUATES ? s->people[at]
                              : s->people[all + at * STABIL_WHERE_COUNT + (size_t)where];
  }
  return sum;
}

static double everybody(const sample *s, int since) {
  double sum = 0;
  for (int k = 0; k < s->layout->strata.count; k++) sum += count(s, k, since, GRADUATES);
  return sum;
}

// A stratum that one side lacks has the other side's share there: it adds to composition
// alone, since nobody tells what training would have done to such people.
static void add_stratum(const double weight[2], const double here[2], double *part) {
  double share[2] = {0, 0};
  for (int i = 0; i < 2; i++)
    if (weight[i] > 0) share[i] = here[i] / weight[i];
  if (weight[0] <= 0) share[0] = share[1];
  if (weight[1] <= 0) share[1] = share[0];
  part[STABIL_PART_COMPOSITION] += (weight[0] - weight[1]) * (share[0] + share[1]) / 2;
  part[STABIL_PART_EFFECT] += (weight[0] + weight[1]) * (share[0] - share[1]) / 2;
}

static void decompose(const sample side[2], const double all[2], int since, int where,
                      double *part) {
  double there[2] = {0, 0};
  for (int i = 0; i < STABIL_PART_COUNT; i++) part[i] = all[0] * all[1] > 0 ? 0 : NAN;
  if (isnan(part[0])) return;
  for (int k = 0; k < side[0].layout->strata.count; k++) {
    double weight[2], here[2];
    for (int i = 0; i < 2; i++) {
      weight[i] = count(&side[i], k, since, GRADUATES) / all[i];
      here[i] = count(&side[i], k, since, where) / all[i];
      there[i] += here[i];
    }
    add_stratum(weight, here, part);
  }
  part[STABIL_PART_TOTAL] = there[0] - there[1];
}

// Of the graduates of both, each side with half the weight, those in strata that the
// other side lacks.
static double unmatched(const sample side[2], const double all[2], int since) {
  double sum = 0;
  if (all[0] * all[1] <= 0) return NAN;
  for (int k = 0; k < side[0].layout->strata.count; k++) {
    const double n[2] = {count(&side[0], k, since, GRADUATES),
                         count(&side[1], k, since, GRADUATES)};
    if (n[0] <= 0 || n[1] <= 0) sum += (n[0] / all[0] + n[1] / all[1]) / 2;
  }
  return sum;
}

// [contrasts][since][where][part]
static size_t parts_size(const stabil_layout *l) {
  return (size_t)l->contrasts.count * (size_t)l->years *
         (size_t)(STABIL_WHERE_COUNT * STABIL_PART_COUNT);
}

size_t stabil_selection_size(const stabil_layout *l) {
  return parts_size(l) + (size_t)l->contrasts.count * (size_t)l->years;
}

void stabil_selection_fill(const stabil_layout *l, const double *strata, double *out) {
  double *part = out, *rest = out + parts_size(l);
  for (int c = 0; c < l->contrasts.count; c++) {
    const sample side[2] = {
        {l, strata, l->contrast_profession[c], l->contrast_track[c]},
        {l, strata, l->contrast_profession[c], l->contrast_reference[c]}};
    for (int since = 0; since < l->years; since++) {
      const double all[2] = {everybody(&side[0], since), everybody(&side[1], since)};
      for (int where = 0; where < STABIL_WHERE_COUNT; where++, part += STABIL_PART_COUNT)
        decompose(side, all, since, where, part);
      *rest++ = unmatched(side, all, since);
    }
  }
}

// --- the group `education`
// ------------------------------------------------------------------

static const stabil_about about_difference = {
    .name = "retention_difference",
    .unit = "1",
    .long_name = "difference in the share of graduates who hold a post",
    .long_name_nb = "forskjell i andelen uteksaminerte som har stilling",
    .cell_methods = "years_since: point",
    .comment = "all years of graduation that are seen for so long; composition + effect "
               "= total; strata that one track lacks add to composition"};

static void write_values(stabil_writer *writer, stabil_h5_group *group, int stratum,
                         int trait) {
  const stabil_layout *layout = writer->layout;
  const int traits = layout->stratum_traits.count;
  const char **text = calloc((size_t)layout->strata.count + 1, sizeof *text);
  char name[128];
  if (!text) stabil_h5_fail(&writer->h5, "strata", ENOMEM);
  for (int i = 0; text && i < layout->strata.count; i++)
    text[i] = trait < 0 ? layout->stratum_homes.name[layout->stratum_home[i]]
                        : layout->stratum_value[i * traits + trait];
  const char *what = trait < 0 ? "home" : layout->stratum_traits.name[trait];
  snprintf(name, sizeof name, "stratum_%s", what);
  const stabil_about about = {.name = name,
                              .unit = "1",
                              .long_name = trait < 0 ? "where graduates come from" : what,
                              .long_name_nb =
                                  trait < 0 ? "hvor kandidatene kommer fra" : what};
  if (text) stabil_h5_along_text(group, &about, stratum, text);
  free(text);
}

static int write_strata(stabil_writer *writer, stabil_h5_group *group) {
  static const stabil_about about = {.name = "stratum",
                                     .unit = "1",
                                     .long_name = "what graduates were before they began",
                                     .long_name_nb =
                                         "hva kandidatene var før de begynte"};
  const int stratum = stabil_write_names(group, &about, &writer->layout->strata);
  for (int trait = -1; trait < writer->layout->stratum_traits.count; trait++)
    write_values(writer, group, stratum, trait);
  return stratum;
}

// Dimensions of the group: 3 programme, 5 years since, 6 where.
static void write_people(stabil_writer *writer, stabil_h5_group *group, int stratum) {
  static const stabil_about graduates = {
      .name = "graduates_by_stratum",
      .unit = "people",
      .long_name = "graduates who are seen for so many years",
      .long_name_nb = "uteksaminerte som følges så mange år",
      .cell_methods = "graduation_year: sum"};
  static const stabil_about retained = {.name = "retained_by_stratum",
                                        .unit = "people",
                                        .long_name = "of those, who hold a post then",
                                        .long_name_nb = "av dem, de som har stilling da",
                                        .cell_methods = "graduation_year: sum"};
  stabil_h5_shape shape = {.rank = 5, .dimension = {0, 1, 3, stratum, 5, 6}};
  stabil_slice slice = {.writer = writer, .field = STABIL_FIELD_STRATA};
  stabil_write_slice(group, &graduates, &shape, slice);
  slice.first = writer->spill->length[STABIL_FIELD_STRATA] / (1 + STABIL_WHERE_COUNT);
  shape.rank = 6;
  stabil_write_slice(group, &retained, &shape, slice);
}

static int write_contrasts(const stabil_writer *writer, stabil_h5_group *group) {
  static const stabil_about about = {.name = "contrast",
                                     .unit = "1",
                                     .long_name = "tracks compared, the first less the "
                                                  "second",
                                     .long_name_nb = "utdanningsveier sammenlignet, den "
                                                     "første minus den andre"};
  return stabil_write_names(group, &about, &writer->layout->contrasts);
}

static int write_parts(stabil_h5_group *group) {
  static const stabil_about about = {.name = "part",
                                     .unit = "1",
                                     .long_name = "part of the difference",
                                     .long_name_nb = "del av forskjellen"};
  return stabil_write_names(group, &about, &part_names);
}

void stabil_write_selection(stabil_writer *writer, stabil_h5_group *group) {
  static const stabil_about lone = {
      .name = "unmatched",
      .unit = "1",
      .long_name =
          "share of the graduates of two tracks whom nobody of the other is like",
      .long_name_nb = "andel av kandidatene som ingen i den andre utdanningen ligner",
      .cell_methods = "years_since: point",
      .comment = "mean of both tracks"};
  if (writer->spill->length[STABIL_FIELD_SELECTION] == 0) return;
  write_people(writer, group, write_strata(writer, group));
  const int contrast = write_contrasts(writer, group);
  stabil_h5_shape shape = {.rank = 6,
                           .dimension = {0, 1, contrast, 5, 6, write_parts(group)}};
  stabil_slice slice = {.writer = writer, .field = STABIL_FIELD_SELECTION};
  stabil_write_slice(group, &about_difference, &shape, slice);
  slice.first = parts_size(writer->layout);
  shape.rank = 4;
  stabil_write_slice(group, &lone, &shape, slice);
}

// --- statistics
// ----------------------------------------------------------------------------

enum { SLAB_BYTES = 4 << 20 };

typedef struct table { // statistics of the scenarios, one after the other
  stabil_writer *writer;
  size_t cells, slab; // slab: cells at a time, so that memory does not grow
} table;

static int summarise_slab(const table *t, int scenario, size_t first, size_t length,
                          double *rows, double *out) {
  const stabil_writer *w = t->writer;
  const size_t replicates = (size_t)w->replicates;
  double *column = rows + replicates * t->slab, statistic[STABIL_STATISTIC_COUNT];
  stabil_row row = {scenario, STABIL_FIELD_SELECTION, 0};
  for (; row.replicate < w->replicates; row.replicate++) {
    const int error = stabil_spill_read(w->spill, row, first, length,
                                        rows + (size_t)row.replicate * length);
    if (error != 0) return error;
  }
  for (size_t i = 0; i < length; i++) {
    for (size_t r = 0; r < replicates; r++) column[r] = rows[r * length + i];
    if (!stabil_statistic_compute(
            column, replicates,
            (stabil_draws){w->layout->draws, w->layout->first_replicate}, statistic))
      return ENOMEM;
    for (int k = 0; k < STABIL_STATISTIC_COUNT; k++)
      out[(size_t)k * t->cells + first + i] = statistic[k];
  }
  return 0;
}

static int fill_statistics(const void *context, int scenario, void *out, void *scratch) {
  const table *t = context;
  (void)scratch;
  double *rows = malloc((t->slab + 1) * (size_t)t->writer->replicates * sizeof *rows);
  int error = rows ? 0 : ENOMEM;
  for (size_t first = 0; first < t->cells && error == 0; first += t->slab) {
    const size_t left = t->cells - first;
    error =
        summarise_slab(t, scenario, first, left < t->slab ? left : t->slab, rows, out);
  }
  free(rows);
  return error;
}

void stabil_write_selection_summary(stabil_writer *writer) {
  static const stabil_about since = {.name = "years_since",
                                     .unit = "years",
                                     .long_name = "years from graduation to year end",
                                     .long_name_nb = "år fra eksamen til årsslutt"};
  static const stabil_about where = {.name = "where",
                                     .unit = "1",
                                     .long_name = "where graduates work",
                                     .long_name_nb = "hvor kandidatene arbeider"};
  STABIL_FIXED_NAMES(where, STABIL_WHERE_LIST, STABIL_WHERE_COUNT);
  const stabil_layout *layout = writer->layout;
  if (writer->spill->length[STABIL_FIELD_SELECTION] == 0) return;
  stabil_h5_group group;
  stabil_h5_group_open(&group, &writer->h5, "summary/education");
  stabil_write_statistics(&group);
  stabil_write_scenarios(writer, &group);
  write_contrasts(writer, &group);
  stabil_write_range(&group, &since, 0, layout->years);
  stabil_write_names(&group, &where, &where_names);
  write_parts(&group);
  const size_t fits = SLAB_BYTES / sizeof(double) / (size_t)writer->replicates;
  const table t = {writer, parts_size(layout), fits > 0 ? fits : 1};
  stabil_h5_shape shape = {
      .rank = 6, .dimension = {0, 1, 2, 3, 4, 5}, .width = sizeof(double)};
  for (int i = 0; i < shape.rank; i++) shape.chunk[i] = group.size[i];
  shape.chunk[1] = 1;
  const stabil_h5_chunks chunks = {.count = layout->scenarios.count,
                                   .axis = 1,
                                   .blocks = 1,
                                   .fill = fill_statistics,
                                   .context = &t};
  stabil_h5_variable(&group, &about_difference, &shape, &chunks);
  stabil_h5_group_close(&group);
}
