// SPDX-License-Identifier: GPL-3.0-or-later
// A run goes by batches of draws: the world of each draw is made once, every scenario is
// compiled against it, and the replicates of the batch, all scenarios of one after the
// other, are shared out to threads. Up to BATCH draws fit one batch, so that replicates
// are finished in order and an interrupted run has a beginning that is complete.
#include "stabil/run.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "run/layout.h"
#include "run/nonlinear.h"
#include "run/policies.h"
#include "run/units.h"
#include "year/state.h"

enum { BATCH = 64 };

typedef struct plan { // what to simulate
  int scenario_count;
  int *scenario; // indices in the study
  int draws, replicates;
  int first; // coordinate of the first replicate
  int years, threads;
  int shock_paths;
  uint64_t seed;
  bool expected;
  int units;
} plan;

typedef struct wave { // the compiled scenarios of a draw
  stabil_world *world;
  stabil_model **model; // [scenarios]
  int draw, units;
} wave;

typedef struct run {
  const stabil_study *study;
  const stabil_run_options *options;
  plan plan;
  stabil_sink sink;
  stabil_layout layout;
  stabil_arena *arena;
  wave first; // made for names and sizes, and of use if it is what a draw needs
  int *place_size;
  double *fidelity;      // [draws kept][scenarios][years][places]; NULL
  stabil_state **worker; // [threads]
  unsigned char *done;   // [replicates][scenarios]
  stabil_progress progress;
  stabil_status status; // first failure of any thread
  stabil_error *err;
} run;

static stabil_status find_scenario(const stabil_study *study, const char *name, int *out,
                                   stabil_error *err) {
  for (int i = 0; i < study->scenario_count; i++) {
    if (strcmp(study->scenario[i].name, name) == 0) {
      *out = i;
      return STABIL_OK;
    }
  }
  const char **names = calloc((size_t)study->scenario_count + 1, sizeof *names);
  for (int i = 0; names && i < study->scenario_count; i++)
    names[i] = study->scenario[i].name;
  const char *near =
      names ? stabil_text_nearest(name, names, (size_t)study->scenario_count) : NULL;
  const stabil_status status =
      near ? stabil_fail(err, STABIL_USAGE, "no scenario '%s' (did you mean '%s'?)", name,
                         near)
           : stabil_fail(err, STABIL_USAGE, "no scenario '%s' in the study", name);
  free(names);
  return status;
}

static stabil_status plan_scenarios(run *r) {
  const stabil_run_options *o = r->options;
  const int count = o->scenario_count ? o->scenario_count : r->study->scenario_count;
  stabil_status status = STABIL_OK;
  r->plan.scenario = stabil_arena_array(r->arena, (size_t)count, sizeof(int));
  if (!r->plan.scenario)
    return stabil_fail(r->err, STABIL_MEMORY, "no memory for the run");
  for (int i = 0; i < count; i++) {
    r->plan.scenario[i] = i;
    if (o->scenario_count)
      TRY(status, find_scenario(r->study, o->scenarios[i], &r->plan.scenario[i], r->err));
  }
  r->plan.scenario_count = count;
out:
  return status;
}

static stabil_status check_units(const run *r) {
  const stabil_run_options *o = r->options;
  if (o->units < 0 || o->units > STABIL_MOST_UNITS || (o->units & (o->units - 1)))
    return stabil_fail(r->err, STABIL_USAGE,
                       "found %d sub-units of a person, expected a power of two, at "
                       "most %d",
                       o->units, STABIL_MOST_UNITS);
  return STABIL_OK;
}

// Nothing is left to chance: a replicate more of a draw would be the same.
static stabil_status plan_expected(run *r) {
  const stabil_run_options *o = r->options;
  if (o->replicates || o->replicate)
    return stabil_fail(r->err, STABIL_USAGE,
                       "the expected mode has one replicate for each draw");
  if (!stabil_study_uncertain(r->study)) r->plan.draws = 1;
  return STABIL_OK;
}

static stabil_status plan_run(run *r) {
  const stabil_run_options *o = r->options;
  plan *p = &r->plan;
  stabil_status status = STABIL_OK;
  TRY(status, plan_scenarios(r));
  TRY(status, check_units(r));
  p->draws = o->draws ? o->draws : r->study->draws;
  p->expected = o->expected;
  p->units = o->expected || o->units ? o->units : 1;
  if (o->expected) TRY(status, plan_expected(r));
  // --draws replaces the study's draws and keeps the replicates of each
  const int each = o->expected ? 1 : r->study->replicates;
  const int total = o->replicates ? o->replicates : p->draws * each;
  if (o->replicate < 0 || o->replicate > total)
    return stabil_fail(r->err, STABIL_USAGE, "no replicate %d: the run has 1 to %d",
                       o->replicate, total);
  p->first = o->replicate ? o->replicate : 1;
  p->replicates = o->replicate ? 1 : total;
  p->years = o->years ? o->years : r->study->years;
  p->shock_paths = o->shock_paths ? o->shock_paths : r->study->shock_paths;
  p->seed = o->has_seed ? o->seed : r->study->seed;
  p->threads = o->threads ? o->threads : omp_get_num_procs();
out:
  return status;
}

static stabil_status prepare(run *r, const wave *w) {
  const stabil_world *world = w->world;
  const size_t cells = (size_t)r->plan.replicates * (size_t)r->plan.scenario_count;
  stabil_status status = STABIL_OK;
  TRY(status, stabil_layout_fill(world, r->plan.scenario, r->plan.scenario_count,
                                 r->arena, &r->layout, r->err));
  r->layout.replicates = r->plan.replicates;
  r->layout.first_replicate = r->plan.first;
  r->layout.draws = r->plan.draws;
  r->layout.shock_paths = r->study->shock.given ? r->plan.shock_paths : 0;
  if (r->plan.expected && r->plan.units == 0)
    r->plan.units = stabil_units_for(world, r->plan.draws);
  r->layout.units = r->plan.expected ? r->plan.units : 0;
  r->layout.command = r->options->command ? r->options->command : "";
  TRY(status, stabil_policies_make(r->study, r->arena, &r->layout, &r->fidelity, r->err));
  r->place_size = stabil_arena_array(r->arena, (size_t)world->places, sizeof(int));
  r->worker = stabil_arena_array(r->arena, (size_t)r->plan.threads, sizeof *r->worker);
  r->done = stabil_arena_array(r->arena, cells, 1);
  if (!r->place_size || !r->worker || !r->done ||
      !stabil_nonlinear_fill(world, w->model, r->plan.scenario_count, r->arena,
                             &r->layout.nonlinear)) {
    status = stabil_fail(r->err, STABIL_MEMORY, "no memory for the run");
    goto out;
  }
  for (int p = 0; p < world->places; p++)
    r->place_size[p] = stabil_layout_size(&r->study->place[p]);
  for (int t = 0; t < r->plan.threads; t++)
    TRY(status,
        stabil_state_create(world, &r->layout, r->place_size, &r->worker[t], r->err));
  r->progress.total = (int64_t)cells;
out:
  return status;
}

static stabil_status wave_create(const run *r, int draw, wave *w, stabil_error *err) {
  stabil_status status = STABIL_OK;
  w->draw = draw;
  w->units = r->plan.units ? r->plan.units : 1;
  // one draw means the central values
  const int which = r->plan.draws > 1 ? draw : -1;
  TRY(status,
      stabil_world_make(r->study,
                        &(stabil_world_plan){.draw = which,
                                             .years = r->plan.years,
                                             .seed = r->plan.seed,
                                             .expected = r->plan.expected,
                                             .draws = r->plan.draws,
                                             .shock_paths = r->plan.shock_paths,
                                             .even_constants = r->options->even_constants,
                                             .change_count = r->options->change_count,
                                             .changes = r->options->changes,
                                             .used = r->options->used,
                                             .units = w->units},
                        &w->world, err));
  w->model = calloc((size_t)r->plan.scenario_count, sizeof *w->model);
  if (!w->model) {
    status = stabil_fail(err, STABIL_MEMORY, "no memory for the run");
    goto out;
  }
  for (int i = 0; i < r->plan.scenario_count; i++)
    TRY(status, stabil_model_create(w->world, r->plan.scenario[i], &w->model[i], err));
out:
  return status;
}

static void wave_free(const run *r, wave *w) {
  for (int i = 0; w->model && i < r->plan.scenario_count; i++)
    stabil_model_free(w->model[i]);
  free(w->model);
  stabil_world_free(w->world);
  *w = (wave){0};
}

static bool stopped(const run *r) {
  return r->status != STABIL_OK || (r->options->stop && *r->options->stop);
}

static void fail_once(run *r, stabil_status status, const stabil_error *err) {
  if (status == STABIL_OK || r->status != STABIL_OK) return;
  r->status = status;
  for (size_t i = 0; i < err->count; i++) {
    const stabil_problem *p = &err->problems[i];
    const stabil_mark mark = {p->file, p->line, p->column};
    (void)stabil_fail_at(r->err, p->status, mark, p->key, "%s", p->text);
  }
}

static void report(run *r, stabil_status status, int cell, int64_t cohort_steps,
                   const stabil_error *err) {
  fail_once(r, status, err);
  r->done[cell] = status == STABIL_OK;
  r->progress.done++;
  r->progress.cohort_steps += cohort_steps;
  if (r->options->progress) r->options->progress(r->options->context, &r->progress);
}

static void run_one(run *r, const wave *w, int replicate, int scenario) {
  stabil_state *s = r->worker[omp_get_thread_num()];
  stabil_error err = {0};
  stabil_status status = STABIL_OK;
  s->cohort_steps = 0;
  stabil_schedule_run(s, w->model[scenario], replicate);
  const stabil_record record = {.scenario = scenario,
                                .replicate = replicate,
                                .values = s->values,
                                .initial = s->initial,
                                .education = s->education,
                                .money = s->money,
                                .retained = s->retained,
                                .admitted_traits = s->admitted_traits,
                                .contracts = s->contracts,
                                .causes = s->causes,
                                .origins = s->origins,
                                .strata = s->strata,
                                .bonds = s->bonds};
  if (s->cohorts.failed)
    status = stabil_fail(&err, STABIL_MEMORY, "no memory for replicate %d", replicate);
  else
    status = r->sink.record(r->sink.self, &record, &err);
  const int cell = (replicate - r->plan.first) * r->plan.scenario_count + scenario;
#pragma omp critical(stabil_run_report)
  report(r, status, cell, s->cohort_steps, &err);
  stabil_error_clear(&err);
}

// The replicate of an offset has draw (replicate - 1) mod draws.
static int draw_of(const plan *p, int offset) {
  return (p->first + offset - 1) % p->draws;
}

static void take_first(run *r, int first_draw, int count, wave *batch) {
  const int k = r->first.draw - first_draw;
  if (!r->first.world || k < 0 || k >= count || r->first.units != r->plan.units) return;
  batch[k] = r->first;
  r->first = (wave){0};
}

// Compile the draws first_draw ... that the run needs.
static void compile_batch(run *r, int first_draw, int count, wave *batch) {
  const plan *p = &r->plan;
  take_first(r, first_draw, count, batch);
#pragma omp parallel for schedule(dynamic) num_threads(p->threads)
  for (int k = 0; k < count; k++) {
    const int start = (p->first - 1) % p->draws;
    const int offset = (first_draw + k - start + p->draws) % p->draws;
    if (stopped(r) || offset >= p->replicates) continue;
    stabil_error err = {0};
    const stabil_status status =
        batch[k].world ? STABIL_OK : wave_create(r, first_draw + k, &batch[k], &err);
    if (status == STABIL_OK)
      stabil_policies_keep(&r->layout, first_draw + k, batch[k].model, r->fidelity);
#pragma omp critical(stabil_run_report)
    fail_once(r, status, &err);
    stabil_error_clear(&err);
  }
}

static void run_batch(run *r, int first_draw, int count, const wave *batch) {
  const plan *p = &r->plan;
  const int64_t cells = (int64_t)p->replicates * p->scenario_count;
#pragma omp parallel for schedule(dynamic, p->scenario_count) num_threads(p->threads)
  for (int64_t cell = 0; cell < cells; cell++) {
    const int offset = (int)(cell / p->scenario_count);
    const int k = draw_of(p, offset) - first_draw;
    if (k < 0 || k >= count || stopped(r)) continue;
    run_one(r, &batch[k], p->first + offset, (int)(cell % p->scenario_count));
  }
}

static stabil_status run_draws(run *r) {
  wave batch[BATCH] = {{0}};
  for (int draw = 0; draw < r->plan.draws && !stopped(r); draw += BATCH) {
    const int left = r->plan.draws - draw, count = left < BATCH ? left : BATCH;
    compile_batch(r, draw, count, batch);
    run_batch(r, draw, count, batch);
    for (int k = 0; k < count; k++) wave_free(r, &batch[k]);
  }
  return r->status;
}

// The leading replicates that are complete in every scenario.
static int completed(const run *r) {
  const int cells = r->plan.replicates * r->plan.scenario_count;
  int n = 0;
  while (n < cells && r->done[n]) n++;
  return n / r->plan.scenario_count;
}

static stabil_status simulate(run *r) {
  stabil_status status = STABIL_OK;
  // a world for names and sizes, before the sink opens anything
  TRY(status, wave_create(r, (r->plan.first - 1) % r->plan.draws, &r->first, r->err));
  TRY(status, prepare(r, &r->first));
  TRY(status, r->sink.begin(r->sink.self, &r->layout, r->err));
  TRY(status, run_draws(r));
  TRY(status, r->sink.end(r->sink.self, completed(r), r->err));
  if (r->options->stop && *r->options->stop && completed(r) < r->plan.replicates)
    status = stabil_fail(r->err, STABIL_INTERRUPTED, "stopped after %d of %d replicates",
                         completed(r), r->plan.replicates);
out:
  wave_free(r, &r->first);
  return status;
}

stabil_status stabil_run(const stabil_study *study, const stabil_run_options *options,
                         stabil_sink sink, stabil_progress *totals, stabil_error *err) {
  run r = {.study = study, .options = options, .sink = sink, .err = err};
  stabil_status status = STABIL_OK;
  r.arena = stabil_arena_create();
  if (!r.arena) return stabil_fail(err, STABIL_MEMORY, "no memory for the run");
  TRY(status, plan_run(&r));
  TRY(status, simulate(&r));
out:
  if (totals) *totals = r.progress;
  for (int t = 0; r.worker && t < r.plan.threads; t++) stabil_state_free(r.worker[t]);
  stabil_arena_free(r.arena);
  return status;
}
