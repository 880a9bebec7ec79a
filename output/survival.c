// SPDX-License-Identifier: GPL-3.0-or-later
// How long people stay in a post: exits over person-years by completed tenure, pooled
// over replicates, with a constant hazard within each year.
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "output/writer.h"

// Exits and person-years of a scenario, [2][cells][tenure]; NULL when memory is out.
static double *pool(const stabil_writer *writer, int scenario, int *error) {
  size_t length = writer->spill->length[STABIL_FIELD_CONTRACTS];
  double *sum = calloc(length, sizeof *sum), *row = malloc(length * sizeof *row);
  *error = sum && row ? 0 : ENOMEM;
  for (int r = 0; r < writer->replicates && *error == 0; r++) {
    stabil_row at = {scenario, STABIL_FIELD_CONTRACTS, r};
    *error = stabil_spill_read(writer->spill, at, 0, length, row);
    for (size_t i = 0; i < length; i++) sum[i] += row[i];
  }
  free(row);
  return sum;
}

// Of those who begin, the share that is there after 0, 1, ... years; NaN from where
// nobody was seen on.
static void survive(const double *ended, const double *at_risk, int years, double *out) {
  double share = 1.0;
  for (int k = 0; k < years; k++) {
    out[k] = share;
    share = at_risk[k] > 0.0 ? share * stabil_exp(-ended[k] / at_risk[k]) : (double)NAN;
  }
}

// Years until half have gone; the hazard of the last class goes on beyond it.
static double median(const double *ended, const double *at_risk, int years) {
  double left = stabil_log(2.0);
  for (int k = 0; k < years; k++) {
    const double hazard = at_risk[k] > 0.0 ? ended[k] / at_risk[k] : (double)NAN;
    if (isnan(hazard)) return hazard;
    if (hazard > 0.0 && (left <= hazard || k == years - 1)) return k + left / hazard;
    left -= hazard;
  }
  return INFINITY;
}

static int fill(const stabil_writer *writer, int scenario, bool curve, double *out) {
  const int years = writer->layout->tenure_years;
  const size_t cells = writer->spill->length[STABIL_FIELD_CONTRACTS] / 2 / (size_t)years;
  int error = 0;
  double *sum = pool(writer, scenario, &error);
  for (size_t i = 0; i < cells && error == 0; i++) {
    const double *ended = sum + i * (size_t)years;
    const double *at_risk = ended + cells * (size_t)years;
    if (curve)
      survive(ended, at_risk, years, out + i * (size_t)years);
    else
      out[i] = median(ended, at_risk, years);
  }
  free(sum);
  return error;
}

static int fill_curves(const void *context, int chunk, void *out, void *scratch) {
  (void)scratch;
  return fill(context, chunk, true, out);
}

static int fill_medians(const void *context, int chunk, void *out, void *scratch) {
  (void)scratch;
  return fill(context, chunk, false, out);
}

void stabil_write_survival(stabil_writer *writer, stabil_h5_group *group, int role,
                           int size) {
  static const stabil_about tenure = {.name = "tenure_years",
                                      .unit = "years",
                                      .long_name = "years in the post",
                                      .long_name_nb = "år i stillingen"};
  static const stabil_about curve = {
      .name = "post_survival",
      .unit = "1",
      .long_name = "share of new holders still in the post",
      .long_name_nb = "andel av nyansatte som fortsatt er i stillingen",
      .cell_methods = "replicate: sum tenure_years: point",
      .comment = "exp(-sum of ended / at_risk over the years before), all replicates "
                 "together; ends of stages and of fixed terms and pulls by rotation are "
                 "censored; NaN from where nobody was seen"};
  static const stabil_about middle = {
      .name = "post_median",
      .unit = "years",
      .long_name = "median time in the post",
      .long_name_nb = "median tid i stillingen",
      .cell_methods = "replicate: sum",
      .comment =
          "where post_survival is one half; the hazard of the last class of tenure "
          "goes on beyond it; infinite without exits"};
  stabil_h5_shape shape = {.rank = 3, .dimension = {0, role, size}, .width = 8};
  stabil_h5_chunks chunks = {.count = writer->layout->scenarios.count,
                             .blocks = 1,
                             .fill = fill_medians,
                             .context = writer};
  shape.chunk[0] = 1;
  shape.chunk[1] = group->size[role];
  shape.chunk[2] = group->size[size];
  stabil_h5_variable(group, &middle, &shape, &chunks);
  shape.rank = 4;
  shape.dimension[3] =
      stabil_write_range(group, &tenure, 0, writer->layout->tenure_years);
  shape.chunk[3] = group->size[shape.dimension[3]];
  chunks.fill = fill_curves;
  stabil_h5_variable(group, &curve, &shape, &chunks);
}
