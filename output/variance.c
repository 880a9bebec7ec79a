// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/variance.h"

#include <math.h>
#include <stdlib.h>

const char *stabil_variance_name(stabil_variance_part part) {
  static const char *const names[] = {
#define NAME(ID, name) #name,
      STABIL_VARIANCE_LIST(NAME)
#undef NAME
  };
  return names[part];
}

// --- sums
// -------------------------------------------------------------------------------

// Of one unit at the top (a draw), or of all of them. y are deviations from the mean of
// all; of a group of n values with the sum s the square is s^2 / n.
typedef struct sums {
  double units, groups, n, sum;
  double unit_squares, group_squares, squares; // of units, of groups in them, of values
  double n2, group_n2,
      group_n2_over_n; // sums of n^2, by unit, by group, over the unit's n
} sums;

static void add(sums *to, const sums *s, double sign) {
  to->units += sign * s->units;
  to->groups += sign * s->groups;
  to->n += sign * s->n;
  to->sum += sign * s->sum;
  to->unit_squares += sign * s->unit_squares;
  to->group_squares += sign * s->group_squares;
  to->squares += sign * s->squares;
  to->n2 += sign * s->n2;
  to->group_n2 += sign * s->group_n2;
  to->group_n2_over_n += sign * s->group_n2_over_n;
}

typedef struct cell { // a value and where it belongs
  int unit, group;
  double y;
} cell;

static int by_place(const void *a, const void *b) {
  const cell *x = a, *z = b;
  if (x->unit != z->unit) return x->unit < z->unit ? -1 : 1;
  if (x->group != z->group) return x->group < z->group ? -1 : 1;
  return (x > z) - (x < z);
}

static void close_group(sums *unit, double n, double sum) {
  if (n == 0) return;
  unit->groups++;
  unit->group_squares += sum * sum / n;
  unit->group_n2 += n * n;
}

// The cells of one unit, sorted by group.
static sums sums_of(const cell *cells, size_t count) {
  sums out = {.units = 1};
  double n = 0, sum = 0;
  for (size_t i = 0; i < count; i++) {
    if (i > 0 && cells[i].group != cells[i - 1].group) {
      close_group(&out, n, sum);
      n = sum = 0;
    }
    n++;
    sum += cells[i].y;
    out.sum += cells[i].y;
    out.squares += cells[i].y * cells[i].y;
  }
  close_group(&out, n, sum);
  out.n = (double)count;
  out.unit_squares = out.sum * out.sum / out.n;
  out.n2 = out.n * out.n;
  out.group_n2_over_n = out.group_n2 / out.n;
  return out;
}

// --- estimates
// --------------------------------------------------------------------------

typedef struct estimate { // variances at the top, in the middle, within
  double top, middle, within;
} estimate;

// Henderson's first method: mean squares set to what they are expected to be. Without a
// middle each unit is one group.
static estimate solve(const sums *s, bool middle) {
  estimate out = {.middle = 0};
  double between = s->group_squares - s->unit_squares;
  double top = s->unit_squares - s->sum * s->sum / s->n;
  out.within = (s->squares - s->group_squares) / (s->n - s->groups);
  if (middle)
    out.middle =
        (between - (s->groups - s->units) * out.within) / (s->n - s->group_n2_over_n);
  double inner = middle ? s->group_n2_over_n - s->group_n2 / s->n : 0;
  out.top =
      (top - (s->units - 1) * out.within - inner * out.middle) / (s->n - s->n2 / s->n);
  return out;
}

typedef struct design {
  const sums *unit;
  size_t units;
  bool middle; // are there groups within units?
  bool draws;  // units are draws; else paths of the only draw
} design;

static void fill(const design *d, const sums *s, double out[STABIL_VARIANCE_COUNT]) {
  estimate e = solve(s, d->middle);
  out[STABIL_VARIANCE_PARAMETER] = d->draws ? e.top : 0;
  out[STABIL_VARIANCE_SHOCK] = d->draws ? e.middle : e.top;
  out[STABIL_VARIANCE_CHANCE] = e.within;
  out[STABIL_VARIANCE_TOTAL] = e.top + e.middle + e.within;
}

// The standard error of an estimate by leaving out one unit after the other.
static void jackknife(const design *d, const sums *all, bool shares, double *error) {
  double mean[STABIL_VARIANCE_COUNT] = {0}, squares[STABIL_VARIANCE_COUNT] = {0};
  for (size_t i = 0; i < d->units; i++) {
    double value[STABIL_VARIANCE_COUNT];
    sums rest = *all;
    add(&rest, &d->unit[i], -1);
    fill(d, &rest, value);
    for (int k = 0; k < STABIL_VARIANCE_COUNT; k++) {
      double x = shares ? value[k] / value[STABIL_VARIANCE_TOTAL] : value[k];
      double from_mean = x - mean[k];
      mean[k] += from_mean / (double)(i + 1);
      squares[k] += from_mean * (x - mean[k]);
    }
  }
  double n = (double)d->units;
  for (int k = 0; k < STABIL_VARIANCE_COUNT; k++)
    error[k] = d->units > 2 ? sqrt((n - 1) / n * squares[k]) : (double)NAN;
}

static void forget(stabil_variance *v, stabil_variance_part part) {
  v->value[part] = v->error[part] = v->share[part] = v->share_error[part] = (double)NAN;
}

static void estimate_all(const design *d, stabil_variance *out) {
  sums all = {0};
  for (size_t i = 0; i < d->units; i++) add(&all, &d->unit[i], 1);
  bool enough = d->units > 1 && all.n > all.groups;
  fill(d, &all, out->value);
  jackknife(d, &all, false, out->error);
  jackknife(d, &all, true, out->share_error);
  for (int k = 0; k < STABIL_VARIANCE_COUNT; k++)
    out->share[k] = out->value[k] / out->value[STABIL_VARIANCE_TOTAL];
  for (int k = 0; k < STABIL_VARIANCE_COUNT && !enough; k++)
    forget(out, (stabil_variance_part)k);
  if (!d->draws) forget(out, STABIL_VARIANCE_PARAMETER);
  if (d->draws && !d->middle) forget(out, STABIL_VARIANCE_SHOCK);
}

// --- replicates
// -------------------------------------------------------------------------

static size_t read_cells(const double *value, size_t count, stabil_draws draws,
                         const int *path, cell *out) {
  double mean = 0;
  size_t n = 0;
  int step = draws.draws > 1 ? draws.draws : 1;
  for (size_t i = 0; i < count; i++) {
    if (isnan(value[i])) continue;
    int draw = (int)(((size_t)draws.first_replicate - 1 + i) % (size_t)step);
    int group = path == NULL ? 0 : path[i];
    // with one draw its paths are the units
    out[n] = step > 1 ? (cell){draw, group, value[i]} : (cell){group, 0, value[i]};
    mean += (value[i] - mean) / (double)++n;
  }
  for (size_t i = 0; i < n; i++) out[i].y -= mean;
  qsort(out, n, sizeof *out, by_place);
  return n;
}

static size_t sum_units(const cell *cells, size_t count, sums *out) {
  size_t units = 0, first = 0;
  for (size_t i = 1; i <= count; i++) {
    if (i < count && cells[i].unit == cells[first].unit) continue;
    out[units++] = sums_of(cells + first, i - first);
    first = i;
  }
  return units;
}

static size_t count_groups(const design *d) {
  size_t groups = 0;
  for (size_t i = 0; i < d->units; i++)
    groups += d->draws ? (size_t)d->unit[i].groups : 1;
  return groups;
}

bool stabil_variance_split(const double *value, size_t count, stabil_draws draws,
                           const int *path, stabil_variance *out) {
  cell *cells = malloc((count + 1) * sizeof *cells);
  sums *unit = malloc((count + 1) * sizeof *unit);
  bool good = cells != NULL && unit != NULL;
  if (good) {
    size_t n = read_cells(value, count, draws, path, cells);
    design d = {.unit = unit, .draws = draws.draws > 1};
    d.units = sum_units(cells, n, unit);
    d.middle = d.draws && path != NULL;
    // paths that nobody shares say nothing
    if (path != NULL && count_groups(&d) == n)
      good = stabil_variance_split(value, count, draws, NULL, out);
    else
      estimate_all(&d, out);
  }
  free(unit);
  free(cells);
  return good;
}
