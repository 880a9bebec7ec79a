// SPDX-License-Identifier: GPL-3.0-or-later
#include "twin_compare.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "memory_sink.h"
#include "stabil/run.h"
#include "twin.h"

#define SIDES 2 // the engine, the twin

static const stabil_measure_id compared[] = {
    STABIL_MEASURE_HEADCOUNT,   STABIL_MEASURE_ENTERED,
    STABIL_MEASURE_LEFT,        STABIL_MEASURE_HELD_FTE,
    STABIL_MEASURE_FTE,         STABIL_MEASURE_VACANT_FTE,
    STABIL_MEASURE_FUNDED_FTE,  STABIL_MEASURE_ROTATION_HEADCOUNT,
    STABIL_MEASURE_LOCUM_FTE,   STABIL_MEASURE_LOCUM_WEEKS,
    STABIL_MEASURE_SEPARATIONS, STABIL_MEASURE_HIRES,
    STABIL_MEASURE_TRAINEES,    STABIL_MEASURE_SPECIALISTS};
#define COMPARED ((int)(sizeof compared / sizeof compared[0]))

typedef struct group { // posts that are added up
  char name[96];
  int count, *post[SIDES];
  bool rest; // of the country: in expected numbers, its variance is nobody's statement
} group;

typedef struct bench {
  const stabil_twin_trial *trial;
  stabil_study *study;
  stabil_memory memory;
  stabil_twin *twin;
  stabil_twin_result *result;
  int group_count;
  group *group;
  int n[SIDES];
  double *sample[SIDES]; // of the cell at hand
  stabil_twin_verdict verdict;
  double mean_p, variance_p; // smallest so far
} bench;

static void *room(size_t count, size_t size) {
  void *memory = calloc(count > 0 ? count : 1, size);
  if (memory == NULL) abort();
  return memory;
}

// --- running both
// -----------------------------------------------------------------------

static void check(stabil_status status, stabil_error *err) {
  for (size_t i = 0; i < err->count; i++)
    print_error("%s:%d: %s: %s\n", err->problems[i].file, err->problems[i].line,
                err->problems[i].key, err->problems[i].text);
  stabil_error_clear(err);
  assert_int_equal(status, STABIL_OK);
}

// The engine draws its numbers; without distributions it has the central values too.
static void fix_quantities(stabil_study *study) {
  for (int i = 0; i < study->quantity_count; i++)
    ((stabil_quantity *)study->quantity[i])->family = STABIL_FIXED;
}

static void run_engine(bench *b) {
  stabil_error err = {0};
  stabil_run_options options = {.scenario_count = 1,
                                .scenarios = &b->trial->scenario,
                                .replicates = b->trial->engine_replicates,
                                .years = b->trial->years};
  stabil_sink sink = stabil_memory_sink(&b->memory);
  check(stabil_run(b->study, &options, sink, NULL, &err), &err);
  assert_int_equal(b->memory.completed, b->trial->engine_replicates);
}

static void run_twin(bench *b) {
  b->study->years = b->trial->years;
  b->twin = stabil_twin_create(b->study, b->trial->scenario, b->trial->wrong);
  assert_non_null(b->twin);
  b->result = room((size_t)b->trial->twin_replicates, sizeof *b->result);
  for (int r = 0; r < b->trial->twin_replicates; r++)
    b->result[r] = stabil_twin_run(b->twin, 7919UL * (unsigned long)(r + 1));
}

// --- cells
// ------------------------------------------------------------------------------

static int place_of(const bench *b, const char *id) {
  for (int i = 0; i < b->study->place_count; i++)
    if (strcmp(b->study->place[i].id, id) == 0) return i;
  return -1;
}

static int role_of(const bench *b, const char *name) {
  for (int i = 0; i < b->study->role_count; i++)
    if (strcmp(b->study->role[i].name, name) == 0) return i;
  return -1;
}

static void add_post(group *g, int engine, int twin) {
  g->post[0][g->count] = engine;
  g->post[1][g->count++] = twin;
}

static void make_groups(bench *b) {
  const stabil_memory *m = &b->memory;
  size_t posts = (size_t)m->posts;
  int roles = b->study->role_count;
  b->group_count = m->posts + roles;
  b->group = room((size_t)b->group_count, sizeof *b->group);
  for (int g = 0; g < b->group_count; g++)
    for (int side = 0; side < SIDES; side++)
      b->group[g].post[side] = room(posts, sizeof(int));
  for (int r = 0; r < roles; r++)
    (void)snprintf(b->group[m->posts + r].name, sizeof b->group->name, "all %s",
                   b->study->role[r].name);
  for (int j = 0; j < m->posts; j++) {
    const char *place = m->place_name[m->post_place[j]];
    const char *role = m->role_name[m->post_role[j]];
    int p = place_of(b, place), r = role_of(b, role);
    int twin = stabil_twin_post_of(b->twin, p, r);
    if (twin < 0) fail_msg("the twin has no post %s %s", place, role);
    add_post(&b->group[j], j, twin);
    b->group[j].rest = b->study->place[p].kind == STABIL_REST;
    if (!b->group[j].rest) add_post(&b->group[m->posts + r], j, twin);
    (void)snprintf(b->group[j].name, sizeof b->group->name, "%s %s", place, role);
  }
  assert_int_equal(stabil_twin_post_count(b->twin), m->posts);
}

// --- statistics
// -------------------------------------------------------------------------

typedef struct summary {
  double mean, variance, third, fourth; // central moments
} summary;

static summary summary_of(const double *x, int n) {
  summary s = {0, 0, 0, 0};
  for (int i = 0; i < n; i++) s.mean += x[i] / n;
  for (int i = 0; i < n; i++) {
    double d = x[i] - s.mean;
    s.variance += d * d / (n - 1);
    s.third += d * d * d / n;
    s.fourth += d * d * d * d / n;
  }
  if (s.variance < 1e-16 * (1 + s.mean * s.mean)) s.variance = 0; // rounding
  return s;
}

// Of a mean with n like these: is it near enough to normal far out in the tails?
static bool nearly_normal(const summary *s, int n) {
  if (s->variance <= 0) return false;
  return fabs(s->third) / pow(s->variance, 1.5) / sqrt(n) < 0.25;
}

static double two_sided(double z, double freedom) {
  return 2 * gsl_cdf_tdist_Q(fabs(z), freedom);
}

static void tell(char *where, size_t size, const char *cell, const summary s[SIDES]) {
  (void)snprintf(where, size, "%s: engine mean %.6g variance %.6g, twin %.6g and %.6g",
                 cell, s[0].mean, s[0].variance, s[1].mean, s[1].variance);
}

static void judge_mean(bench *b, const char *cell, const summary s[SIDES]) {
  double error = s[0].variance / b->n[0] + s[1].variance / b->n[1];
  double difference = s[0].mean - s[1].mean, p = 1;
  if (error > 0)
    p = two_sided(difference / sqrt(error), b->n[1] - 1);
  else if (fabs(difference) > 1e-9 * (1 + fabs(s[0].mean)))
    p = 0;
  b->verdict.means++;
  if (p < 1e-5 && getenv("STABIL_TWIN_VERBOSE") != NULL)
    print_message("mean p=%.1e %s: engine %.5g twin %.5g\n", p, cell, s[0].mean,
                  s[1].mean);
  if (p >= b->mean_p) return;
  b->mean_p = p;
  tell(b->verdict.mean_worst, sizeof b->verdict.mean_worst, cell, s);
}

// The log of the ratio of the variances; its error from the fourth moments.
static void judge_variance(bench *b, const char *cell, const summary s[SIDES]) {
  double error = 0;
  for (int side = 0; side < SIDES; side++) {
    int n = b->n[side];
    double kurtosis = s[side].fourth / (s[side].variance * s[side].variance);
    error += (fmax(kurtosis, 1.5) - (n - 3.0) / (n - 1.0)) / n;
  }
  double z = log(s[0].variance / s[1].variance) / sqrt(error);
  double p = two_sided(z, b->n[1] - 1);
  b->verdict.variances++;
  if (p < 1e-5 && getenv("STABIL_TWIN_VERBOSE") != NULL)
    print_message("variance p=%.1e %s: engine %.5g twin %.5g\n", p, cell, s[0].variance,
                  s[1].variance);
  if (p >= b->variance_p) return;
  b->variance_p = p;
  tell(b->verdict.variance_worst, sizeof b->verdict.variance_worst, cell, s);
}

// Cells that are constant in both must be the same; rare events are left to the sums.
static void judge(bench *b, const char *cell, bool variances) {
  summary s[SIDES];
  for (int side = 0; side < SIDES; side++)
    s[side] = summary_of(b->sample[side], b->n[side]);
  bool constant = s[0].variance <= 0 && s[1].variance <= 0;
  bool normal = nearly_normal(&s[0], b->n[0]) && nearly_normal(&s[1], b->n[1]);
  if (constant || normal) judge_mean(b, cell, s);
  if (variances && normal && s[0].variance > 0.5 && s[1].variance > 0.5)
    judge_variance(b, cell, s);
}

// --- cells of each kind
// -----------------------------------------------------------------

static void judge_group(bench *b, stabil_measure_id measure, int year, const group *g) {
  int row = (int)measure * b->trial->years + year;
  for (int side = 0; side < SIDES; side++)
    for (int r = 0; r < b->n[side]; r++) {
      const double *values =
          side == 0 ? stabil_memory_get(&b->memory, 0, r)->values : b->result[r].values;
      double sum = 0;
      for (int i = 0; i < g->count; i++)
        sum += values[row * b->memory.posts + g->post[side][i]];
      b->sample[side][r] = sum;
    }
  char cell[160];
  (void)snprintf(cell, sizeof cell, "%s, %s, year %d", stabil_measure_get(measure)->name,
                 g->name, year + 1);
  judge(b, cell, !g->rest);
}

typedef enum school_table { EDUCATION, RETAINED } school_table;

static void judge_school(bench *b, school_table table, int index, const char *cell) {
  for (int r = 0; r < b->n[0]; r++) {
    const stabil_memory_record *record = stabil_memory_get(&b->memory, 0, r);
    b->sample[0][r] =
        table == EDUCATION ? record->education[index] : record->retained[index];
  }
  for (int r = 0; r < b->n[1]; r++)
    b->sample[1][r] =
        table == EDUCATION ? b->result[r].education[index] : b->result[r].retained[index];
  judge(b, cell, true);
}

static void judge_education(bench *b) {
  int years = b->trial->years, programmes = b->study->programme_count;
  char cell[160];
  for (int m = 0; m < STABIL_EDUCATION_COUNT; m++)
    for (int y = 0; y < years; y++)
      for (int p = 0; p < programmes; p++) {
        (void)snprintf(cell, sizeof cell, "%s, %s, year %d",
                       stabil_education_label((stabil_education_id)m).name,
                       b->study->programme[p].name, y + 1);
        judge_school(b, EDUCATION, (m * years + y) * programmes + p, cell);
      }
}

static void judge_retained(bench *b) {
  int years = b->trial->years, programmes = b->study->programme_count;
  char cell[160];
  for (int w = 0; w < STABIL_WHERE_COUNT; w++)
    for (int p = 0; p < programmes; p++)
      for (int g = 0; g < years; g++)
        for (int since = 0; g + since < years; since++) {
          (void)snprintf(cell, sizeof cell, "retained %s, %s, of year %d after %d",
                         stabil_where_label((stabil_where_id)w).name,
                         b->study->programme[p].name, g + 1, since);
          judge_school(b, RETAINED, ((w * programmes + p) * years + g) * years + since,
                       cell);
        }
}

static void judge_all(bench *b) {
  for (int m = 0; m < COMPARED; m++)
    for (int y = 0; y < b->trial->years; y++)
      for (int g = 0; g < b->group_count; g++)
        judge_group(b, compared[m], y, &b->group[g]);
  judge_education(b);
  judge_retained(b);
}

static void clear(bench *b) {
  for (int g = 0; g < b->group_count; g++)
    for (int side = 0; side < SIDES; side++) free(b->group[g].post[side]);
  for (int r = 0; r < b->trial->twin_replicates; r++)
    stabil_twin_result_free(&b->result[r]);
  for (int side = 0; side < SIDES; side++) free(b->sample[side]);
  free(b->group);
  free(b->result);
  stabil_memory_free(&b->memory);
  stabil_twin_free(b->twin);
  stabil_study_free(b->study);
}

stabil_twin_verdict stabil_twin_compare(const stabil_twin_trial *trial) {
  bench b = {.trial = trial, .mean_p = 2, .variance_p = 2};
  stabil_error err = {0};
  check(stabil_study_read(trial->path, &b.study, &err), &err);
  fix_quantities(b.study);
  b.n[0] = trial->engine_replicates;
  b.n[1] = trial->twin_replicates;
  for (int side = 0; side < SIDES; side++)
    b.sample[side] = room((size_t)b.n[side], sizeof(double));
  run_engine(&b);
  run_twin(&b);
  make_groups(&b);
  judge_all(&b);
  int cells = b.verdict.means + b.verdict.variances;
  b.verdict.mean_p = fmin(1, b.mean_p * cells);
  b.verdict.variance_p = fmin(1, b.variance_p * cells);
  clear(&b);
  return b.verdict;
}
