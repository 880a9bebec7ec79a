// SPDX-License-Identifier: GPL-3.0-or-later
// Comparisons from a results file.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "output/compare_plan.h"
#include "output/rank.h"

enum { BLOCK = 16 }; // replicates at a time: those of one chunk of the file

// --- reading sums
// --------------------------------------------------------------------------

static void add_block(const stabil_compare_plan *p, const double *block,
                      size_t replicates, double *out) {
  for (size_t i = 0; i < replicates; i++, out += p->rows)
    for (size_t year = 0; year < p->years; year++, block += p->cells)
      for (size_t cell = 0; cell < p->cells; cell++) {
        if (p->row[cell] < 0) continue;
        out[p->by_year ? (int)year : p->row[cell]] += block[cell];
        if (p->whole) out[p->rows - 1] += block[cell];
      }
}

// Sums of a measure that adds up, [replicate][row].
static stabil_status read_sums(const stabil_results *results,
                               const stabil_compare_plan *p, const char *measure,
                               int scenario, double *out, stabil_error *err) {
  char variable[128];
  size_t replicates = (size_t)stabil_results_layout(results)->replicates;
  snprintf(variable, sizeof variable, "%s%s", p->group, measure);
  memset(out, 0, replicates * p->rows * sizeof *out);
  double *values = malloc(BLOCK * p->years * p->cells * sizeof *values);
  if (!values) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  stabil_status status = STABIL_OK;
  for (size_t first = 0; first < replicates && status == STABIL_OK; first += BLOCK) {
    size_t count = replicates - first < BLOCK ? replicates - first : BLOCK;
    stabil_block block = {.rank = 3 + p->rank,
                          .first = {(size_t)scenario, first, p->year},
                          .count = {1, count, p->years, p->size[0], p->size[1]}};
    status = stabil_results_read(results, variable, &block, values, err);
    if (status == STABIL_OK) add_block(p, values, count, out + first * p->rows);
  }
  free(values);
  return status;
}

// Any measure: sums, or sums over sums. `scratch` is as large as `out`.
static stabil_status read_measure(const stabil_results *results,
                                  const stabil_compare_plan *p, stabil_measure_id measure,
                                  int scenario, double *out, double *scratch,
                                  stabil_error *err) {
  const stabil_measure *row = stabil_measure_get(measure);
  if (row->denominator == STABIL_MEASURE_NONE)
    return read_sums(results, p, row->name, scenario, out, err);
  const char *above = stabil_measure_get(row->numerator)->name;
  const char *below = stabil_measure_get(row->denominator)->name;
  stabil_status status = read_sums(results, p, above, scenario, out, err);
  if (status == STABIL_OK) status = read_sums(results, p, below, scenario, scratch, err);
  size_t count = (size_t)stabil_results_layout(results)->replicates * p->rows;
  for (size_t i = 0; i < count && status == STABIL_OK; i++)
    out[i] = scratch[i] != 0 ? out[i] / scratch[i] : (double)NAN;
  return status;
}

int stabil_compare_reference(const stabil_layout *layout, int baseline, int scenario) {
  return baseline >= 0 ? baseline : stabil_layout_reference(layout, scenario);
}

// --- comparing
// ------------------------------------------------------------------------------

static stabil_draws draws_of(const stabil_layout *layout) {
  return (stabil_draws){layout->draws, layout->first_replicate};
}

// Compare every row of a scenario, given the values [replicate][row] of both.
static bool compare_rows(const stabil_layout *layout, const stabil_pairing *pairing,
                         size_t rows, const double *baseline, const double *scenario,
                         stabil_comparison *out, size_t stride) {
  size_t count = (size_t)layout->replicates;
  double *pair = malloc(2 * count * sizeof *pair);
  bool good = pair != NULL;
  for (size_t row = 0; row < rows && good; row++) {
    for (size_t i = 0; i < count; i++) {
      pair[i] = baseline[i * rows + row];
      pair[count + i] = scenario[i * rows + row];
    }
    good = stabil_compare_pair(pair, pair + count, count, pairing, out + row * stride);
  }
  free(pair);
  return good;
}

// Split the variance of every row: the scenario's, and that of its difference.
static bool split_rows(const stabil_layout *layout, const int *path, size_t rows,
                       const double *baseline, const double *scenario,
                       stabil_comparison *out) {
  size_t count = (size_t)layout->replicates, stride = (size_t)layout->scenarios.count;
  double *level = malloc(2 * count * sizeof *level), *difference = level + count;
  bool good = level != NULL;
  for (size_t row = 0; row < rows && good; row++) {
    stabil_comparison *cell = out + row * stride;
    for (size_t i = 0; i < count; i++) {
      level[i] = scenario[i * rows + row];
      difference[i] = level[i] - baseline[i * rows + row];
    }
    good = stabil_variance_split(level, count, draws_of(layout), path,
                                 &cell->level_variance) &&
           stabil_variance_split(difference, count, draws_of(layout), path,
                                 &cell->difference_variance);
  }
  free(level);
  return good;
}

// Which replicates of a draw met the same shocks; NULL: none.
static stabil_status read_paths(stabil_results *results, const int **path,
                                stabil_error *err) {
  int count;
  if (!stabil_results_has(results, "shock_path")) return STABIL_OK;
  stabil_status status = stabil_results_numbers(results, "shock_path", &count, path, err);
  if (status == STABIL_OK && count != stabil_results_layout(results)->replicates)
    status = stabil_fail(err, STABIL_INPUT, "%s: shock_path has another length",
                         stabil_results_path(results));
  return status;
}

// Which scenarios are ranked.
static bool choose_ranked(const stabil_layout *layout, const stabil_request *request,
                          stabil_comparisons *out) {
  const int baseline = request->baseline >= 0 ? request->baseline : layout->baseline;
  const size_t scenarios = (size_t)layout->scenarios.count;
  int *ranked = stabil_arena_array(out->arena, scenarios, sizeof *ranked);
  if (!ranked) return false;
  for (int i = 0; i < layout->scenarios.count; i++)
    if (!stabil_rank_is_variant(layout, baseline, i)) ranked[out->ranked++] = i;
  const size_t rows = (size_t)out->rows, count = (size_t)out->ranked;
  out->rank_scenario = ranked;
  out->rank = stabil_arena_array(out->arena, rows * count * count + 1, sizeof(double));
  out->rank_replicates = stabil_arena_array(out->arena, rows + 1, sizeof(int));
  return out->rank && out->rank_replicates;
}

// Rank the scenarios in every row, given the values [scenario][replicate][row].
static bool rank_rows(const stabil_layout *layout, const stabil_request *request,
                      const double *values, stabil_comparisons *out) {
  if (!choose_ranked(layout, request, out)) return false;
  const size_t replicates = (size_t)layout->replicates, rows = (size_t)out->rows;
  const size_t count = (size_t)out->ranked;
  double *row_of = malloc((count * replicates + 1) * sizeof *row_of);
  if (!row_of) return false;
  for (size_t row = 0; row < rows; row++) {
    for (size_t i = 0; i < count; i++)
      for (size_t k = 0; k < replicates; k++)
        row_of[i * replicates + k] =
            values[((size_t)out->rank_scenario[i] * replicates + k) * rows + row];
    out->rank_replicates[row] = (int)stabil_rank_shares(
        row_of, count, replicates, stabil_compare_better(request->measure),
        out->rank + row * count * count);
  }
  free(row_of);
  return true;
}

static stabil_status compare_plan(stabil_results *results, const stabil_compare_plan *p,
                                  const stabil_request *request,
                                  stabil_comparisons *table, stabil_error *err) {
  const stabil_layout *layout = stabil_results_layout(results);
  stabil_comparison *out = table->cell;
  stabil_pairing pairing = {draws_of(layout), stabil_compare_better(request->measure),
                            request->threshold};
  size_t size = (size_t)layout->replicates * p->rows;
  const size_t kept = request->ranks ? (size_t)layout->scenarios.count : 1;
  const int *path = NULL;
  if (request->variance) {
    stabil_status read = read_paths(results, &path, err);
    if (read != STABIL_OK) return read;
  }
  double *values = malloc((2 + kept) * size * sizeof *values);
  if (!values) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  double *baseline = values, *scratch = values + size, *first = scratch + size;
  stabil_status status = STABIL_OK;
  for (int i = 0, read = -1; i < layout->scenarios.count && status == STABIL_OK; i++) {
    const int reference = stabil_compare_reference(layout, request->baseline, i);
    double *scenario = request->ranks ? first + (size_t)i * size : first;
    if (reference != read)
      TRY(status,
          read_measure(results, p, request->measure, reference, baseline, scratch, err));
    read = reference;
    TRY(status, read_measure(results, p, request->measure, i, scenario, scratch, err));
    if (!compare_rows(layout, &pairing, p->rows, baseline, scenario, out + i,
                      (size_t)layout->scenarios.count) ||
        (request->variance &&
         !split_rows(layout, path, p->rows, baseline, scenario, out + i)))
      status = stabil_fail(err, STABIL_MEMORY, "out of memory");
  }
  if (request->ranks && !rank_rows(layout, request, first, table))
    status = stabil_fail(err, STABIL_MEMORY, "out of memory");
out:
  free(values);
  return status;
}

// --- from summaries
// ---------------------------------------------------------------------------

// Statistics of places as they are stored, [statistic][place].
static stabil_status read_summary(const stabil_results *results, const char *group,
                                  const stabil_request *request, int scenario,
                                  double *out, stabil_error *err) {
  char variable[128];
  size_t places = (size_t)stabil_results_layout(results)->places.count;
  snprintf(variable, sizeof variable, "%s/%s", group,
           stabil_measure_get(request->measure)->name);
  stabil_block block = {.rank = 4,
                        .first = {0, (size_t)scenario, (size_t)request->year, 0},
                        .count = {STABIL_STATISTIC_COUNT, 1, 1, places}};
  return stabil_results_read(results, variable, &block, out, err);
}

static void copy_summary(const stabil_layout *layout, const stabil_compare_plan *p,
                         const double *level, const double *difference,
                         stabil_comparison *out) {
  size_t places = (size_t)layout->places.count;
  for (size_t i = 0; i < p->cells; i++) {
    if (p->row[i] < 0) continue;
    size_t place = (size_t)layout->post_place[i];
    stabil_comparison *cell = out + p->row[i] * layout->scenarios.count;
    for (size_t s = 0; s < STABIL_STATISTIC_COUNT; s++) {
      cell->level[s] = level[s * places + place];
      cell->difference[s] = difference[s * places + place];
    }
    cell->bad = cell->p_better = cell->p_above = cell->parameter_share = (double)NAN;
  }
}

static stabil_status compare_summaries(const stabil_results *results,
                                       const stabil_compare_plan *p,
                                       const stabil_request *request,
                                       stabil_comparison *out, stabil_error *err) {
  const stabil_layout *layout = stabil_results_layout(results);
  size_t size = STABIL_STATISTIC_COUNT * (size_t)layout->places.count;
  for (int i = 0; i < layout->scenarios.count; i++) {
    const int own = stabil_layout_reference(layout, i);
    if (stabil_compare_reference(layout, request->baseline, i) == own) continue;
    return stabil_fail(err, STABIL_USAGE,
                       "%s is not kept by place for every replicate: scenario '%s' can "
                       "only be compared with '%s'",
                       stabil_measure_get(request->measure)->name,
                       layout->scenarios.name[i], layout->scenarios.name[own]);
  }
  double *level = malloc(2 * size * sizeof *level), *difference = level + size;
  if (!level) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  stabil_status status = STABIL_OK;
  for (int i = 0; i < layout->scenarios.count && status == STABIL_OK; i++) {
    status = read_summary(results, "summary/by_place", request, i, level, err);
    if (status == STABIL_OK)
      status = read_summary(results, "summary/difference/by_place", request, i,
                            difference, err);
    if (status == STABIL_OK) copy_summary(layout, p, level, difference, out + i);
  }
  free(level);
  return status;
}

// --- tables
// -------------------------------------------------------------------------------

// Is everything that makes the measure in the cube?
static bool is_kept(const stabil_results *results, const stabil_compare_plan *p,
                    stabil_measure_id measure) {
  const stabil_measure *row = stabil_measure_get(measure);
  stabil_measure_id parts[] = {measure, measure};
  if (row->denominator != STABIL_MEASURE_NONE) {
    parts[0] = row->numerator;
    parts[1] = row->denominator;
  }
  char variable[128];
  bool kept = true;
  for (int i = 0; i < 2 && kept; i++) {
    snprintf(variable, sizeof variable, "%s%s", p->group,
             stabil_measure_get(parts[i])->name);
    kept = stabil_results_has(results, variable);
  }
  return kept;
}

stabil_status stabil_compare(stabil_results *results, const stabil_request *request,
                             stabil_comparisons *out, stabil_error *err) {
  const stabil_layout *layout = stabil_results_layout(results);
  stabil_compare_plan plan;
  *out = (stabil_comparisons){0};
  stabil_status status = stabil_compare_plan_create(results, request, &plan, err);
  if (status != STABIL_OK) return status;
  size_t scenarios = (size_t)layout->scenarios.count;
  out->rows = (int)plan.rows;
  out->scenarios = (int)scenarios;
  out->arena = plan.arena; // changes hands
  out->key = plan.key;
  out->label = plan.label;
  out->cell = calloc(plan.rows * scenarios + 1, sizeof *out->cell);
  out->paired = is_kept(results, &plan, request->measure);
  if (!out->cell)
    status = stabil_fail(err, STABIL_MEMORY, "out of memory");
  else if (out->paired || request->by != STABIL_COMPARE_BY_PLACE)
    status = compare_plan(results, &plan, request, out, err);
  else
    status = compare_summaries(results, &plan, request, out->cell, err);
  if (status != STABIL_OK) stabil_comparisons_free(out);
  return status;
}

void stabil_comparisons_free(stabil_comparisons *comparisons) {
  stabil_arena_free(comparisons->arena);
  free(comparisons->cell);
  *comparisons = (stabil_comparisons){0};
}

// --- displacement
// -----------------------------------------------------------------------------

enum { HERE, ELSEWHERE, AREAS };

// Posts held and rotation, [replicate][area].
static stabil_status read_filled(const stabil_results *results,
                                 const stabil_compare_plan *p, int scenario, double *out,
                                 double *scratch, stabil_error *err) {
  size_t count = (size_t)stabil_results_layout(results)->replicates * p->rows;
  stabil_status status = read_sums(results, p, "held_fte", scenario, out, err);
  if (status == STABIL_OK)
    status = read_sums(results, p, "rotation_fte", scenario, scratch, err);
  for (size_t i = 0; i < count && status == STABIL_OK; i++) out[i] += scratch[i];
  return status;
}

static bool displace(const stabil_layout *layout, const double *baseline,
                     const double *scenario, stabil_displacement *out) {
  stabil_pairing pairing = {draws_of(layout), STABIL_NEITHER, (double)NAN};
  stabil_comparison area[AREAS];
  if (!compare_rows(layout, &pairing, AREAS, baseline, scenario, area, 1)) return false;
  out->here = area[HERE];
  out->elsewhere = area[ELSEWHERE];
  double here = area[HERE].difference[STABIL_STATISTIC_MEAN];
  double elsewhere = area[ELSEWHERE].difference[STABIL_STATISTIC_MEAN];
  out->displaced = here != 0 ? 0 - elsewhere / here : (double)NAN;
  return true;
}

static stabil_status displace_all(const stabil_results *results,
                                  const stabil_compare_plan *p, int baseline,
                                  stabil_displacement *out, stabil_error *err) {
  const stabil_layout *layout = stabil_results_layout(results);
  size_t size = (size_t)layout->replicates * AREAS;
  double *values = malloc(3 * size * sizeof *values);
  if (!values) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  double *from = values, *to = values + size, *scratch = to + size;
  stabil_status status = STABIL_OK;
  for (int i = 0, read = -1; i < layout->scenarios.count && status == STABIL_OK; i++) {
    const int reference = stabil_compare_reference(layout, baseline, i);
    if (reference != read)
      TRY(status, read_filled(results, p, reference, from, scratch, err));
    read = reference;
    TRY(status, read_filled(results, p, i, to, scratch, err));
    if (!displace(layout, from, to, &out[i]))
      status = stabil_fail(err, STABIL_MEMORY, "out of memory");
  }
out:
  free(values);
  return status;
}

stabil_status stabil_compare_displacement(stabil_results *results, int baseline, int year,
                                          stabil_displacement **out, stabil_error *err) {
  return stabil_compare_displacement_of(results, baseline, year, -1, out, err);
}

stabil_status stabil_compare_displacement_of(stabil_results *results, int baseline,
                                             int year, int profession,
                                             stabil_displacement **out,
                                             stabil_error *err) {
  const stabil_layout *layout = stabil_results_layout(results);
  size_t posts = (size_t)layout->posts;
  bool any = false;
  *out = NULL;
  int *area = malloc((posts + 1) * sizeof *area);
  stabil_displacement *all = calloc((size_t)layout->scenarios.count + 1, sizeof *all);
  if (!area || !all) {
    free(area);
    free(all);
    return stabil_fail(err, STABIL_MEMORY, "out of memory");
  }
  for (size_t i = 0; i < posts; i++) {
    bool here = layout->post_district[i] && !layout->post_rest[i];
    any |= here;
    area[i] = here ? HERE : ELSEWHERE;
    if (profession >= 0 && layout->post_profession[i] != profession) area[i] = -1;
  }
  stabil_compare_plan plan = {.group = "",
                              .rank = 1,
                              .size = {posts},
                              .cells = posts,
                              .year = (size_t)year,
                              .years = 1,
                              .rows = AREAS,
                              .row = area};
  stabil_status status =
      any ? displace_all(results, &plan, baseline, all, err) : STABIL_OK;
  free(area);
  if (any && status == STABIL_OK)
    *out = all;
  else
    free(all);
  return status;
}
