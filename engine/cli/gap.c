// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/gap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_statistics_double.h>

#include "base/error.h"
#include "cli/gap_data.h"
#include "run/outcome.h"

const stabil_measure_id stabil_gap_measure[STABIL_GAP_MEASURES] = {
    STABIL_MEASURE_HEADCOUNT,    STABIL_MEASURE_FTE,       STABIL_MEASURE_VACANT_FTE,
    STABIL_MEASURE_VACANCY_RATE, STABIL_MEASURE_HIRES,     STABIL_MEASURE_SEPARATIONS,
    STABIL_MEASURE_LOCUM_COST,   STABIL_MEASURE_TOTAL_COST};

int stabil_gap_measures(void) {
  return STABIL_GAP_MEASURES;
}

int stabil_gap_year(const stabil_gap *gap, int moment) {
  return moment == 0 ? (gap->years - 1) / 2 : gap->years - 1;
}

// --- what is kept of a replicate
// ----------------------------------------------------------------------

static stabil_gap_sums *sums_of(const stabil_gap_run *run, int scenario, int replicate) {
  return &run->sums[(size_t)scenario * (size_t)run->replicates + (size_t)replicate];
}

static stabil_status out_of_memory(stabil_error *err) {
  return stabil_fail(err, STABIL_MEMORY, "no memory for the comparison");
}

// The layout lives as long as the run; its names as long as the study.
static bool keep_names(stabil_gap *gap, const stabil_layout *layout) {
  enum { MOST = sizeof gap->nonlinear / sizeof *gap->nonlinear };
  gap->scenarios = layout->scenarios.count;
  gap->units = layout->units;
  gap->first_year = layout->first_year;
  gap->years = layout->years;
  gap->title = strdup(layout->title_en);
  gap->scenario = calloc((size_t)gap->scenarios + 1, sizeof *gap->scenario);
  for (int i = 0; gap->scenario && i < gap->scenarios; i++)
    gap->scenario[i] = layout->scenarios.name[i];
  for (int i = 0; i < layout->nonlinear.count && i < MOST; i++) {
    gap->nonlinear[i][0] = layout->nonlinear.name[i];
    gap->nonlinear[i][1] = layout->nonlinear.label_en[i];
    gap->nonlinear_count++;
  }
  return gap->title && gap->scenario;
}

static stabil_status begin(void *self, const stabil_layout *layout, stabil_error *err) {
  stabil_gap_run *run = self;
  stabil_status status = STABIL_OK;
  if (run->inner.begin) TRY(status, run->inner.begin(run->inner.self, layout, err));
  run->layout = layout;
  run->scenarios = layout->scenarios.count;
  run->replicates = layout->replicates;
  run->draws = layout->draws;
  const size_t cells = (size_t)run->scenarios * (size_t)run->replicates;
  run->sums = calloc(cells + 1, sizeof *run->sums);
  if (!run->sums || (run == &run->gap->expected && !keep_names(run->gap, layout)))
    status = out_of_memory(err);
out:
  return status;
}

static stabil_status record(void *self, const stabil_record *given, stabil_error *err) {
  stabil_gap_run *run = self;
  stabil_status status = STABIL_OK;
  if (run->inner.record) TRY(status, run->inner.record(run->inner.self, given, err));
  stabil_gap_sums *sums =
      sums_of(run, given->scenario, given->replicate - run->layout->first_replicate);
  for (int moment = 0; moment < STABIL_GAP_MOMENTS; moment++)
    for (int k = 0; k < STABIL_GAP_MEASURES; k++)
      sums->value[moment][k] =
          stabil_outcome_of(&(stabil_outcome){.measure = stabil_gap_measure[k],
                                              .year = stabil_gap_year(run->gap, moment)},
                            run->layout, given);
out:
  return status;
}

static stabil_status end(void *self, int completed, stabil_error *err) {
  stabil_gap_run *run = self;
  run->completed = completed;
  run->layout = NULL;
  return run->inner.end ? run->inner.end(run->inner.self, completed, err) : STABIL_OK;
}

stabil_sink stabil_gap_expected(stabil_gap *gap, stabil_sink inner) {
  gap->expected.inner = inner;
  return (stabil_sink){&gap->expected, begin, record, end};
}

stabil_sink stabil_gap_monte_carlo(stabil_gap *gap) {
  return (stabil_sink){&gap->monte_carlo, begin, record, end};
}

// --- the comparison
// ----------------------------------------------------------------------

// Replicate r of Monte Carlo has draw r mod draws, and so the expected replicate of that
// draw beside it: what draws differ in is no error of the gap.
stabil_gap_cell stabil_gap_get(const stabil_gap *gap, int scenario, int moment,
                               int measure) {
  const stabil_gap_run *e = &gap->expected, *m = &gap->monte_carlo;
  const int n = m->completed;
  stabil_gap_cell cell = {NAN, NAN, NAN, NAN};
  double *column = calloc(3 * (size_t)n + 1, sizeof *column);
  if (!column || n == 0) {
    free(column);
    return cell;
  }
  double *expected = column, *mean = column + n, *difference = column + 2 * n;
  for (int r = 0; r < n; r++) {
    const int draw = r % m->draws < e->completed ? r % m->draws : 0;
    expected[r] = sums_of(e, scenario, draw)->value[moment][measure];
    mean[r] = sums_of(m, scenario, r)->value[moment][measure];
    difference[r] = expected[r] - mean[r];
  }
  const size_t count = (size_t)n;
  cell.expected = gsl_stats_mean(expected, 1, count);
  cell.mean = gsl_stats_mean(mean, 1, count);
  cell.difference = gsl_stats_mean(difference, 1, count);
  if (n > 1) cell.mcse = gsl_stats_sd(difference, 1, count) / sqrt((double)n);
  free(column);
  return cell;
}

stabil_status stabil_gap_create(stabil_gap **out, stabil_error *err) {
  *out = calloc(1, sizeof **out);
  if (!*out) return out_of_memory(err);
  (*out)->expected.gap = (*out)->monte_carlo.gap = *out;
  return STABIL_OK;
}

void stabil_gap_free(stabil_gap *gap) {
  if (!gap) return;
  free(gap->expected.sums);
  free(gap->monte_carlo.sums);
  free(gap->scenario);
  free(gap->title);
  free(gap);
}
