// SPDX-License-Identifier: GPL-3.0-or-later
// What one seeker's choice among the region's posts costs: the row of weights as products
// of factors made beforehand, against the same row with an exponential per option. And
// what a whole replicate of the region costs. One JSON object a line, medians of
// interleaved rounds; run from the root of the sources.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "model/options.h"
#include "scenario/study.h"
#include "stabil/run.h"

enum { ROUNDS = 7, SEEKERS = 4000 };

static const char STUDY[] = "scenarios/troms_finnmark.yaml";

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int by_value(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *x) {
  qsort(x, ROUNDS, sizeof *x, by_value);
  return x[ROUNDS / 2];
}

// What a row costs that adds utilities and takes one exponential an option; the tables
// stand in for tables of utilities, so that only the time means something.
static double weigh_with_exp(const stabil_world *w, const stabil_options *o,
                             const stabil_seeker *seeker, double *cumulative) {
  const double *home = w->home + seeker->origin * w->places;
  const double *training = w->training + seeker->training * w->places;
  const double *distance = w->distance + seeker->place * w->places;
  double sum = 0.0;
  for (int k = 0; k < o->ordinary; k++) {
    const int p = o->place[k];
    const double v =
        o->base[k] + o->factor[k][seeker->kind] + home[p] + training[p] + distance[p];
    sum += exp(1e-3 * v);
    cumulative[k] = sum;
  }
  return sum;
}

static volatile double kept;

typedef double weigher(const stabil_world *, const stabil_options *,
                       const stabil_seeker *, double *);

static double time_rows(weigher *weigh, const stabil_world *w, const stabil_options *o,
                        const stabil_seeker *seeker, double *cumulative) {
  double keep = 0.0;
  const double start = now();
  for (int i = 0; i < SEEKERS; i++)
    keep += weigh(w, &o[seeker[i].stage], &seeker[i], cumulative);
  const double ns = (now() - start) / SEEKERS;
  kept = keep; // what is computed must not be thrown away
  return ns;
}

static void bench_rows(const stabil_world *w, const stabil_options *o,
                       const stabil_seeker *seeker, double *cumulative) {
  double product[ROUNDS], exponential[ROUNDS];
  for (int round = 0; round < ROUNDS; round++) {
    product[round] = time_rows(stabil_options_weigh, w, o, seeker, cumulative);
    exponential[round] = time_rows(weigh_with_exp, w, o, seeker, cumulative);
  }
  const double a = median(product), b = median(exponential);
  printf("{\"bench\":\"choice_row\",\"options\":%d,\"ns\":%.0f,\"ns_with_exp\":%.0f,"
         "\"ratio_to_exp\":%.1f}\n",
         o[seeker[0].stage].count, a, b, b / a);
}

static void fill_seekers(const stabil_world *w, stabil_seeker *seeker) {
  const stabil_stream stream = stabil_stream_of(1, 1);
  int largest = 0;
  for (int j = 0; j < w->posts; j++) {
    if (!w->post[j].rest && w->post[j].initial_heads > w->post[largest].initial_heads)
      largest = j;
  }
  for (int i = 0; i < SEEKERS; i++) {
    const stabil_person person = stabil_person_staff(w, largest, stream, i);
    seeker[i] = stabil_seeker_of(w, &person, 0);
  }
}

static int bench_choice(const stabil_study *study) {
  stabil_error err = {0};
  stabil_world *w = NULL;
  stabil_options *options = NULL;
  if (stabil_world_create(study, -1, 1, study->years, &w, &err) != STABIL_OK) return 1;
  const size_t slots = 2 * (size_t)w->posts;
  double *size = calloc(slots, sizeof *size);
  double *cumulative = calloc(slots, sizeof *cumulative);
  stabil_seeker *seeker = calloc(SEEKERS, sizeof *seeker);
  const int failed =
      !size || !cumulative || !seeker || !stabil_options_create(&options, w);
  if (!failed) {
    for (int j = 0; j < w->posts; j++) size[j] = w->post[j].rest ? 0.0 : 1.0;
    stabil_options_fill(options, w, w->baseline, &(stabil_on_offer){.size = size});
    fill_seekers(w, seeker);
    bench_rows(w, options, seeker, cumulative);
  }
  free(size);
  free(cumulative);
  free(seeker);
  stabil_options_free(options);
  stabil_world_free(w);
  return failed;
}

static stabil_status begin(void *self, const stabil_layout *layout, stabil_error *err) {
  (void)self, (void)layout, (void)err;
  return STABIL_OK;
}

static stabil_status record(void *self, const stabil_record *r, stabil_error *err) {
  (void)self, (void)r, (void)err;
  return STABIL_OK;
}

static stabil_status end(void *self, int completed, stabil_error *err) {
  (void)self, (void)completed, (void)err;
  return STABIL_OK;
}

static int bench_engine(const stabil_study *study) {
  const char *const scenario = "baseline";
  stabil_run_options options = {.scenario_count = 1,
                                .scenarios = &scenario,
                                .draws = 1,
                                .replicates = 20,
                                .threads = 1};
  double ns[ROUNDS], per_step[ROUNDS];
  for (int round = 0; round < ROUNDS; round++) {
    stabil_error err = {0};
    stabil_progress done;
    const double start = now();
    if (stabil_run(study, &options, (stabil_sink){NULL, begin, record, end}, &done, &err))
      return 1;
    ns[round] = (now() - start) / (double)done.done;
    per_step[round] = (now() - start) / (double)done.cohort_steps;
  }
  printf("{\"bench\":\"region_replicate\",\"ms\":%.1f,\"ns_per_cohort_step\":%.0f}\n",
         median(ns) / 1e6, median(per_step));
  return 0;
}

int main(void) {
  stabil_error err = {0};
  stabil_study *study = NULL;
  if (stabil_study_read(STUDY, &study, &err) != STABIL_OK) {
    fprintf(stderr, "bench_choice: cannot read %s; run it from the root\n", STUDY);
    stabil_error_clear(&err);
    return 1;
  }
  const int failed = bench_choice(study) || bench_engine(study);
  stabil_study_free(study);
  return failed;
}
