// SPDX-License-Identifier: GPL-3.0-or-later
// A job is some coalitions of one replicate: the study with a variant for each, run by
// one thread. Compiling takes some hundredths of a run, so that nothing is kept.
#include "run/game.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

enum { JOB = 16 }; // coalitions

uint64_t stabil_game_all(const stabil_game *game) {
  return game->players == STABIL_MOST_PLAYERS ? UINT64_MAX
                                              : (UINT64_C(1) << game->players) - 1;
}

// --- the outcomes of a record
// -------------------------------------------------------------------------------------

typedef struct reading { // a sink that keeps the outcomes
  const stabil_game *game;
  const stabil_layout *layout;
  double *worth; // [coalitions of the job][outcomes]
} reading;

static bool inside(const reading *r, int post) {
  const stabil_game_area *area = &r->game->area;
  if (area->kind == STABIL_AREA_DISTRICT) return r->layout->post_district[post];
  return area->kind == STABIL_AREA_REGION ||
         r->layout->post_centrality[post] == area->class;
}

// Over the years and the area.
static double sum(const reading *r, const stabil_record *record, stabil_measure_id id) {
  const stabil_layout *layout = r->layout;
  double total = 0;
  for (int y = r->game->first_year; y <= r->game->last_year; y++) {
    const size_t row = (size_t)id * (size_t)layout->years + (size_t)y;
    const double *values = record->values + row * (size_t)layout->posts;
    for (int post = 0; post < layout->posts; post++)
      if (!layout->post_rest[post] && inside(r, post)) total += values[post];
  }
  return total;
}

// Of all payers.
static double paid(const reading *r, const stabil_record *record, stabil_item_id item) {
  double total = 0;
  for (int y = r->game->first_year; y <= r->game->last_year; y++)
    for (int payer = 0; payer < STABIL_PAYER_COUNT; payer++)
      total +=
          record->money[(y * STABIL_PAYER_COUNT + payer) * STABIL_ITEM_COUNT + (int)item];
  return total;
}

static double net_cost(const reading *r, const stabil_record *record) {
  return sum(r, record, STABIL_MEASURE_TOTAL_COST) -
         sum(r, record, STABIL_MEASURE_PROGRAMME_COST) -
         sum(r, record, STABIL_MEASURE_INCENTIVE_COST) +
         paid(r, record, STABIL_ITEM_PROGRAMME) + paid(r, record, STABIL_ITEM_INCENTIVE);
}

static double outcome_of(const reading *r, const stabil_record *record,
                         stabil_measure_id id) {
  const int years = r->game->last_year - r->game->first_year + 1;
  if (id == STABIL_NET_COST) return net_cost(r, record) / years;
  const stabil_measure *measure = stabil_measure_get(id);
  if (measure->denominator == STABIL_MEASURE_NONE) return sum(r, record, id) / years;
  const double below = sum(r, record, measure->denominator);
  return below > 0 ? sum(r, record, measure->numerator) / below : (double)NAN;
}

static stabil_status begin(void *self, const stabil_layout *layout, stabil_error *err) {
  (void)err;
  ((reading *)self)->layout = layout;
  return STABIL_OK;
}

static stabil_status record(void *self, const stabil_record *given, stabil_error *err) {
  const reading *r = self;
  const int outcomes = r->game->outcomes;
  (void)err;
  for (int k = 0; k < outcomes; k++)
    r->worth[given->scenario * outcomes + k] = outcome_of(r, given, r->game->outcome[k]);
  return STABIL_OK;
}

static stabil_status end(void *self, int completed, stabil_error *err) {
  (void)self, (void)completed, (void)err;
  return STABIL_OK;
}

// --- a job
// -------------------------------------------------------------------------------------

typedef struct job {
  const stabil_game *game;
  const stabil_coalition *list; // of one replicate
  int count;
  stabil_study study; // the game's, and a scenario for each coalition
  const char *name[JOB];
  stabil_arena *arena; // of what is added
  double *worth;
} job;

static stabil_status no_memory(stabil_error *err) {
  return stabil_fail(err, STABIL_MEMORY, "no memory for the coalitions");
}

// No name that people give begins with a control character.
static stabil_status add_variant(job *j, int i, stabil_error *err) {
  const stabil_game *game = j->game;
  const int uses = stabil_variant_uses(game->study, game->scenario);
  bool *has = stabil_arena_array(j->arena, (size_t)uses, sizeof *has);
  j->name[i] = stabil_arena_format(j->arena, "\001%d", i);
  if (!has || !j->name[i]) return no_memory(err);
  for (int k = 0; k < uses; k++) has[k] = j->list[i].players >> game->player_of[k] & 1;
  stabil_variant variant = stabil_variant_of(game->study, game->scenario, j->name[i]);
  if (game->like) {
    variant.evidence = game->like->evidence;
    variant.interaction = game->like->interaction;
    variant.floor = game->like->floor;
  }
  variant.uses = has;
  if (game->worker >= 0 && !(j->list[i].players >> game->worker & 1))
    variant.work = STABIL_WORK_NONE;
  return stabil_variant_make(game->study, &variant, j->arena,
                             &j->study.scenario[j->study.scenario_count++], err);
}

static stabil_status add_variants(job *j, stabil_error *err) {
  const stabil_study *study = j->game->study;
  const size_t given = (size_t)study->scenario_count;
  stabil_status status = STABIL_OK;
  j->study = *study;
  j->study.scenario =
      stabil_arena_array(j->arena, given + (size_t)j->count, sizeof *study->scenario);
  if (!j->study.scenario) return no_memory(err);
  memcpy(j->study.scenario, study->scenario, given * sizeof *study->scenario);
  for (int i = 0; i < j->count; i++) TRY(status, add_variant(j, i, err));
out:
  return status;
}

static stabil_status run_job(job *j, stabil_error *err) {
  const stabil_game *game = j->game;
  reading r = {.game = game, .worth = j->worth};
  stabil_run_options options = {.scenario_count = j->count,
                                .scenarios = j->name,
                                .draws = game->draws,
                                .years = game->last_year + 1,
                                .has_seed = true,
                                .seed = game->seed,
                                .expected = game->expected,
                                .threads = 1,
                                .stop = game->stop};
  if (!game->expected)
    options.replicate = options.replicates = j->list[0].replicate; // of so many
  stabil_status status = STABIL_OK;
  j->arena = stabil_arena_create();
  if (!j->arena) return no_memory(err);
  TRY(status, add_variants(j, err));
  TRY(status,
      stabil_run(&j->study, &options, (stabil_sink){&r, begin, record, end}, NULL, err));
out:
  stabil_arena_free(j->arena);
  return status;
}

// --- all of them
// -------------------------------------------------------------------------------------

typedef struct play {
  const stabil_game *game;
  stabil_progress progress;
  stabil_status status; // first failure of any thread
  stabil_error *err;
} play;

static void report(play *p, int count, stabil_status status, const stabil_error *err) {
  if (status != STABIL_OK && p->status == STABIL_OK) {
    p->status = status;
    (void)stabil_fail(p->err, status, "%s",
                      err->count > 0 ? err->problems[0].text
                                     : stabil_status_text(status));
  }
  p->progress.done += count;
  if (p->game->progress) p->game->progress(p->game->context, &p->progress);
}

static bool stopped(play *p) {
  bool out;
#pragma omp critical(stabil_game_report)
  out = p->status != STABIL_OK;
  return out;
}

static void run_one(play *p, job *j) {
  stabil_error err = {0};
  if (stopped(p)) return;
  const stabil_status status = run_job(j, &err);
#pragma omp critical(stabil_game_report)
  report(p, j->count, status, &err);
  stabil_error_clear(&err);
}

// Coalitions of a replicate that follow each other, at most JOB.
static int cut(const stabil_game *game, const stabil_coalition *list, int count,
               job *out) {
  int jobs = 0;
  for (int i = 0; i < count; jobs++) {
    int n = 1;
    while (n < JOB && i + n < count && list[i + n].replicate == list[i].replicate) n++;
    out[jobs] = (job){.game = game, .list = list + i, .count = n};
    i += n;
  }
  return jobs;
}

static int threads_of(const stabil_game *game) {
  return game->threads ? game->threads : omp_get_num_procs();
}

stabil_status stabil_game_play(const stabil_game *game, const stabil_coalition *list,
                               int count, double *worth, stabil_error *err) {
  play p = {.game = game, .progress = {.total = count}, .err = err};
  job *all = calloc((size_t)count + 1, sizeof *all);
  if (!all) return no_memory(err);
  const int jobs = cut(game, list, count, all);
#pragma omp parallel for schedule(dynamic) num_threads(threads_of(game))
  for (int i = 0; i < jobs; i++) {
    all[i].worth = worth + (all[i].list - list) * game->outcomes;
    run_one(&p, &all[i]);
  }
  free(all);
  return p.status;
}
