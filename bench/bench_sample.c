// SPDX-License-Identifier: GPL-3.0-or-later
// What one random number costs: the keyed uniform, exp and log, and a binomial against
// GSL's with mt19937. One JSON object a line, the median of several rounds.
#include <gsl/gsl_randist.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/number.h"
#include "base/random.h"
#include "base/sample.h"

#define ROUNDS 7
#define DRAWS 200000

static volatile double sink; // what is computed must not be thrown away

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

typedef struct job {
  int64_t n;
  double p;
  gsl_rng *rng;
} job;

typedef double work(const job *j, uint64_t i);

static double uniform(uint64_t i) {
  return stabil_random_uniform(stabil_stream_of(1, 1), i, 1, STABIL_FOR_TEST, 0);
}

static double draw_uniform(const job *j, uint64_t i) {
  stabil_stream stream = {.key = {1, (uint32_t)j->n}};
  return stabil_random_uniform(stream, i, 1, STABIL_FOR_TEST, 0);
}

static double draw_exp(const job *j, uint64_t i) {
  return stabil_exp((double)i * j->p);
}

static double draw_log(const job *j, uint64_t i) {
  return stabil_log((double)i + j->p);
}

static double *uniforms; // made before the clock starts

static double draw_binomial(const job *j, uint64_t i) {
  return (double)stabil_sample_binomial(j->n, j->p, uniforms[i]);
}

static double draw_binomial_gsl(const job *j, uint64_t i) {
  (void)i;
  return gsl_ran_binomial(j->rng, j->p, (unsigned)j->n);
}

static double round_of(work *w, const job *j) {
  double begin = now(), sum = 0;
  for (uint64_t i = 0; i < DRAWS; i++) sum += w(j, i);
  sink = sum;
  return (now() - begin) / DRAWS;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *times) {
  qsort(times, ROUNDS, sizeof *times, ascending);
  return times[ROUNDS / 2];
}

static void bench_one(const char *name, work *w) {
  job j = {1, -1e-6, NULL};
  if (w == draw_log) j.p = 0.5;
  double times[ROUNDS];
  for (int i = 0; i < ROUNDS; i++) times[i] = round_of(w, &j);
  printf("{\"bench\":\"%s\",\"ns\":%.2f}\n", name, median(times));
}

// The rounds of the two are interleaved, so that both see the same machine.
static void bench_binomial(const job *j) {
  double own[ROUNDS], gsl[ROUNDS];
  for (int i = 0; i < ROUNDS; i++) {
    own[i] = round_of(draw_binomial, j);
    gsl[i] = round_of(draw_binomial_gsl, j);
  }
  printf("{\"bench\":\"binomial\",\"n\":%lld,\"p\":%g,\"ns\":%.2f,\"gsl_ns\":%.2f}\n",
         (long long)j->n, j->p, median(own), median(gsl));
}

int main(void) {
  static const int64_t counts[] = {1, 5, 50, 500, 50000};
  static const double chances[] = {0.02, 0.07, 0.3};
  gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
  uniforms = calloc(DRAWS, sizeof *uniforms);
  if (!rng || !uniforms) return 71;
  for (uint64_t i = 0; i < DRAWS; i++) uniforms[i] = uniform(i);
  bench_one("uniform", draw_uniform);
  bench_one("exp", draw_exp);
  bench_one("log", draw_log);
  for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
    for (size_t k = 0; k < sizeof chances / sizeof chances[0]; k++) {
      job j = {counts[i], chances[k], rng};
      bench_binomial(&j);
    }
  }
  free(uniforms);
  gsl_rng_free(rng);
  return 0;
}
