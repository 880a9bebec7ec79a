// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/elasticity.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "run/outcome.h"
#include "run/units.h"

// --- the outcome of a run
// -----------------------------------------------------------------

typedef struct outcome { // a sink that keeps one number
  const stabil_elasticity_plan *plan;
  const stabil_layout *layout;
  double value;
} outcome;

static stabil_status begin(void *self, const stabil_layout *layout, stabil_error *err) {
  (void)err;
  ((outcome *)self)->layout = layout;
  return STABIL_OK;
}

static stabil_status record(void *self, const stabil_record *given, stabil_error *err) {
  outcome *o = self;
  (void)err;
  o->value = stabil_outcome_of(&(stabil_outcome){.measure = o->plan->outcome,
                                                 .year = o->layout->years - 1,
                                                 .district = o->plan->district},
                               o->layout, given);
  return STABIL_OK;
}

static stabil_status end(void *self, int completed, stabil_error *err) {
  (void)self;
  (void)completed;
  (void)err;
  return STABIL_OK;
}

// --- runs
// -----------------------------------------------------------------------------

typedef struct search {
  const stabil_study *study;
  const stabil_elasticity_plan *plan;
  stabil_elasticities *out;
  stabil_progress progress;
  double base;          // outcome with nothing changed
  int units;            // of this pass
  stabil_status status; // first failure that is not about one number
  stabil_error *err;
} search;

// The outcome with one number changed (NULL: none); NaN if that makes no model. The run
// writes to `used`, which the analyzer does not see.
static stabil_status run(const search *s, const stabil_change *change,
                         // NOLINTNEXTLINE(readability-non-const-parameter)
                         unsigned char *used, double *value, stabil_error *err) {
  outcome o = {.plan = s->plan, .value = NAN};
  const stabil_run_options options = {
      .scenario_count = 1,
      .scenarios = &s->out->scenario,
      .draws = 1,
      .years = s->out->year - s->study->first_year + 1,
      .expected = true,
      .units = s->units,
      .change_count = change != NULL,
      .changes = change,
      .used = used,
      .threads = 1,
      .stop = s->plan->stop,
  };
  const stabil_sink sink = {&o, begin, record, end};
  const stabil_status status = stabil_run(s->study, &options, sink, NULL, err);
  *value = o.value;
  return status;
}

static int threads_of(const search *s) {
  return s->plan->threads ? s->plan->threads : omp_get_num_procs();
}

static bool fatal(stabil_status status) {
  return status == STABIL_MEMORY || status == STABIL_INTERRUPTED;
}

static void ran(search *s, stabil_status status) {
#pragma omp critical(stabil_elasticity)
  {
    if (fatal(status) && s->status == STABIL_OK) s->status = status;
    s->out->runs++;
  }
}

static bool failed(search *s) {
  bool out;
#pragma omp critical(stabil_elasticity)
  out = s->status != STABIL_OK;
  return out;
}

static void done(search *s) {
#pragma omp critical(stabil_elasticity)
  {
    s->progress.done++;
    if (s->plan->progress) s->plan->progress(s->plan->context, &s->progress);
  }
}

// Outcome with the number times `factor`; NaN where that is not legal or makes no model.
static double changed(search *s, const stabil_quantity *number, double factor) {
  const stabil_change change = {number->path, number->value * factor};
  double value = NAN;
  stabil_error err = {0};
  stabil_status status = STABIL_OK;
  if (change.value >= number->low && change.value <= number->high)
    status = run(s, &change, NULL, &value, &err);
  ran(s, status);
  stabil_error_clear(&err);
  return status == STABIL_OK ? value : NAN;
}

static double one_way(const search *s, double value, double step) {
  return (value / s->base - 1) / step;
}

static void first_pass(search *s, stabil_elasticity *item) {
  item->step = STABIL_ELASTICITY_STEP;
  item->outcome = changed(s, item->number, 1 + item->step);
  if (!isnan(item->outcome) || failed(s)) return;
  item->step = -STABIL_ELASTICITY_STEP;
  item->outcome = changed(s, item->number, 1 + item->step);
}

static int by_value(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

// Where there are many numbers most of them hardly matter, and the median of their
// outcomes has less noise than one run with nothing changed.
static stabil_status settle_base(search *s) {
  enum { MANY = 100 };
  const stabil_elasticities *e = s->out;
  double *value = calloc((size_t)e->count + 1, sizeof *value);
  int known = 0;
  if (!value) return stabil_fail(s->err, STABIL_MEMORY, "out of memory");
  for (int i = 0; i < e->count; i++)
    if (!isnan(e->item[i].outcome)) value[known++] = e->item[i].outcome;
  qsort(value, (size_t)known, sizeof *value, by_value);
  if (known >= MANY && value[known / 2] > 0) s->base = value[known / 2];
  free(value);
  for (int i = 0; i < e->count; i++) {
    stabil_elasticity *item = &e->item[i];
    item->value = item->first = one_way(s, item->outcome, item->step);
    s->out->failed += isnan(item->value);
  }
  return STABIL_OK;
}

static void second_pass(search *s, stabil_elasticity *item) {
  const double step = STABIL_ELASTICITY_STEP;
  const double up = one_way(s, changed(s, item->number, 1 + step), step);
  const double down = one_way(s, changed(s, item->number, 1 - step), -step);
  item->refined = true;
  item->again = isnan(up) ? down : up;
  item->value = isnan(up) || isnan(down) ? item->again : (up + down) / 2;
}

static stabil_status pass(search *s, int units, int count,
                          void (*visit)(search *, stabil_elasticity *)) {
  s->units = units;
  stabil_status status = run(s, NULL, NULL, &s->base, s->err);
  if (status != STABIL_OK) return status;
  ran(s, status);
  if (!(fabs(s->base) > 0))
    return stabil_fail(s->err, STABIL_USAGE,
                       "the outcome is %s in %d: nothing is relative to it",
                       isnan(s->base) ? "not there" : "0", s->out->year);
#pragma omp parallel for schedule(dynamic) num_threads(threads_of(s))
  for (int i = 0; i < count; i++) {
    if (!failed(s)) visit(s, &s->out->item[i]);
    done(s);
  }
  if (s->status == STABIL_OK) return STABIL_OK;
  return stabil_fail(s->err, s->status, "%s", stabil_status_text(s->status));
}

// --- what is tried, and in which order
// ----------------------------------------------------------------

static void list_numbers(search *s, const unsigned char *used) {
  const stabil_study *study = s->study;
  for (int i = 0; i < study->quantity_count; i++) {
    const stabil_quantity *number = study->quantity[i];
    if (!stabil_quantity_stated(number)) continue;
    if (!used[number->index])
      s->out->unused++;
    else if (!(fabs(number->value) > 0))
      s->out->zero++;
    else
      s->out->item[s->out->count++] =
          (stabil_elasticity){.number = number, .value = NAN, .outcome = NAN};
  }
}

// A run in few sub-units says which numbers are used at all.
static stabil_status find_numbers(search *s) {
  const size_t count = (size_t)s->study->quantity_count + 1;
  unsigned char *used = calloc(count, 1);
  double value;
  stabil_status status = STABIL_OK;
  s->out->item = calloc(count, sizeof *s->out->item);
  if (!s->out->item || !used) {
    status = stabil_fail(s->err, STABIL_MEMORY, "out of memory");
  } else {
    s->units = 1;
    status = run(s, NULL, used, &value, s->err);
    ran(s, status);
    list_numbers(s, used);
  }
  free(used);
  return status;
}

static double size_of(const stabil_elasticity *item) {
  return isnan(item->value) ? -1 : fabs(item->value);
}

static int by_size(const void *a, const void *b) {
  const stabil_elasticity *x = a, *y = b;
  if (x->refined != y->refined) return x->refined ? -1 : 1;
  if (size_of(x) > size_of(y) || size_of(x) < size_of(y))
    return size_of(x) > size_of(y) ? -1 : 1;
  return x->number->index - y->number->index;
}

static void sort(stabil_elasticities *e) {
  qsort(e->item, (size_t)e->count, sizeof *e->item, by_size);
}

// Of the first pass, seen from the second.
static double first_noise(const stabil_elasticities *e) {
  double squares = 0;
  int count = 0;
  for (int i = 0; i < e->count; i++) {
    const double d = e->item[i].again - e->item[i].first;
    if (!e->item[i].refined || isnan(d)) continue;
    squares += d * d;
    count++;
  }
  return count > 0 ? sqrt(squares / count) : 0;
}

// An elasticity is half the difference of two outcomes over the step.
static stabil_status second_noise(search *s, int count) {
  enum { MOST = 10 };
  const double nothing = 1e-5;
  double value[MOST], mean = 0, squares = 0;
  int known = 0;
  if (count > MOST) count = MOST;
#pragma omp parallel for schedule(dynamic) num_threads(threads_of(s))
  for (int i = 0; i < count; i++)
    value[i] = changed(s, s->out->item[i].number, 1 + (i % 2 ? nothing : -nothing));
  if (s->status != STABIL_OK)
    return stabil_fail(s->err, s->status, "%s", stabil_status_text(s->status));
  for (int i = 0; i < count; i++) {
    if (isnan(value[i])) continue;
    known++;
    const double d = value[i] - mean;
    mean += d / known;
    squares += d * (value[i] - mean);
  }
  if (known > 1)
    s->out->noise =
        sqrt(squares / (known - 1)) / fabs(s->base) / STABIL_ELASTICITY_STEP / sqrt(2);
  return STABIL_OK;
}

// --- the whole
// ------------------------------------------------------------------------

bool stabil_elasticity_district(const stabil_study *study) {
  for (int p = 0; p < study->place_count; p++)
    for (int k = 0; k < study->district.count; k++)
      if (study->place[p].kind != STABIL_REST &&
          study->place[p].centrality == study->district.index[k])
        return true;
  return false;
}

// Some 32,000 sub-units in the first pass, four times as many in the second.
static stabil_status settle_units(search *s) {
  enum { LEAST = 4 };
  stabil_world *world = NULL;
  const stabil_world_plan plan = {
      .draw = -1, .years = 1, .expected = true, .units = 1, .seed = s->study->seed};
  stabil_status status = stabil_world_make(s->study, &plan, &world, s->err);
  if (status != STABIL_OK) return status;
  int units = stabil_units_for(world, 8) / 4;
  if (units < LEAST) units = LEAST;
  s->out->coarse = s->plan->coarse ? s->plan->coarse : units;
  s->out->fine = s->plan->fine ? s->plan->fine : 4 * units;
  stabil_world_free(world);
  return STABIL_OK;
}

static stabil_status settle(search *s) {
  const stabil_study *study = s->study;
  const int last = study->first_year + study->years - 1;
  s->out->scenario = s->plan->scenario;
  s->out->year = s->plan->year ? s->plan->year : last;
  if (s->out->year < study->first_year || s->out->year > last)
    return stabil_fail(s->err, STABIL_USAGE, "no year %d: the study has %d to %d",
                       s->out->year, study->first_year, last);
  for (int i = 0; i < study->scenario_count && !s->out->scenario; i++)
    if (strcmp(study->scenario[i].name, "baseline") == 0)
      s->out->scenario = study->scenario[i].name;
  if (!s->out->scenario) s->out->scenario = study->scenario[0].name;
  return STABIL_OK;
}

stabil_status stabil_elasticities_find(const stabil_study *study,
                                       const stabil_elasticity_plan *plan,
                                       stabil_elasticities *out, stabil_error *err) {
  search s = {.study = study, .plan = plan, .out = out, .err = err};
  stabil_status status = STABIL_OK;
  *out = (stabil_elasticities){0};
  TRY(status, settle(&s));
  TRY(status, settle_units(&s));
  TRY(status, find_numbers(&s));
  const int refined = out->count < plan->refined ? out->count : plan->refined;
  s.progress.total = out->count + refined;
  TRY(status, pass(&s, out->coarse, out->count, first_pass));
  TRY(status, settle_base(&s));
  sort(out);
  TRY(status, pass(&s, out->fine, refined, second_pass));
  sort(out);
  out->outcome = s.base;
  out->first_noise = first_noise(out);
  TRY(status, second_noise(&s, refined));
out:
  if (status != STABIL_OK) stabil_elasticities_free(out);
  return status;
}

void stabil_elasticities_free(stabil_elasticities *elasticities) {
  free(elasticities->item);
  elasticities->item = NULL;
  elasticities->count = 0;
}
