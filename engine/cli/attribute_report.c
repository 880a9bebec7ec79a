// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/attribute_report.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>

#include "base/error.h"
#include "output/statistic.h"

// --- one estimate
// -------------------------------------------------------------------------------------

// Replicates of one draw are not independent: draws are counted where there are several.
static int clusters(int count, int draws) {
  return draws > 1 && draws < count ? draws : count;
}

static double student(int count) {
  return count > 1 ? gsl_cdf_tdist_Pinv(0.975, count - 1) : (double)NAN;
}

bool stabil_estimate_of(const double *sample, int count, int first, int draws,
                        stabil_estimate *out) {
  double s[STABIL_STATISTIC_COUNT];
  *out = (stabil_estimate){NAN, NAN, NAN, NAN, NAN, NAN};
  if (count < 1) return true;
  if (!stabil_statistic_compute(sample, (size_t)count, (stabil_draws){draws, first}, s))
    return false;
  const double half = student(clusters(count, draws)) * s[STABIL_STATISTIC_MCSE];
  *out = (stabil_estimate){.mean = s[STABIL_STATISTIC_MEAN],
                           .mcse = count > 1 ? s[STABIL_STATISTIC_MCSE] : (double)NAN,
                           .low = s[STABIL_STATISTIC_MEAN] - half,
                           .high = s[STABIL_STATISTIC_MEAN] + half,
                           .q2_5 = s[STABIL_STATISTIC_Q2_5],
                           .q97_5 = s[STABIL_STATISTIC_Q97_5]};
  return true;
}

// --- NOK per FTE
// -------------------------------------------------------------------------------------

typedef struct moments { // of the means of a and b
  double a, b, aa, bb, ab;
} moments;

static moments moments_of(const double *a, const double *b, int count, int draws) {
  const int n = clusters(count, draws);
  moments m = {0};
  for (int i = 0; i < n; i++) {
    double x = 0, y = 0;
    int members = 0;
    for (int r = i; r < count; r += n, members++) {
      x += a[r];
      y += b[r];
    }
    const double dx = x / members - m.a, dy = y / members - m.b;
    m.a += dx / (i + 1);
    m.b += dy / (i + 1);
    m.aa += dx * (x / members - m.a);
    m.bb += dy * (y / members - m.b);
    m.ab += dx * (y / members - m.b);
  }
  const double by = n > 1 ? 1.0 / ((double)n * (n - 1)) : (double)NAN;
  m.aa *= by;
  m.bb *= by;
  m.ab *= by;
  return m;
}

// The values q for which a - q b is not clearly different from zero.
static stabil_ratio fieller(const moments *m, double t) {
  const double g = t * t;
  const double below = m->b * m->b - g * m->bb, middle = m->a * m->b - g * m->ab;
  const double root = sqrt(fmax(0, middle * middle - below * (m->a * m->a - g * m->aa)));
  return (stabil_ratio){m->a / m->b, (middle - root) / below, (middle + root) / below,
                        ""};
}

stabil_ratio stabil_ratio_of(const double *above, const double *below, int count,
                             int draws) {
  const int n = clusters(count, draws);
  moments m = moments_of(above, below, count, draws);
  const double half = student(n) * sqrt(m.bb);
  stabil_ratio none = {NAN, NAN, NAN, "not clear that it avoids any"};
  m.b = -m.b; // avoided
  m.ab = -m.ab;
  if (n < 2) none.why = "one replicate says nothing of the error";
  if (!(m.bb > 0) && !(fabs(m.b) > 0)) none.why = "it changes nothing";
  if (m.b + half < 0) none.why = "there are more vacancies with it";
  return m.b - half > 0 ? fieller(&m, student(n)) : none;
}

// --- all of them
// -------------------------------------------------------------------------------------

typedef struct source { // of estimates
  const double *samples;
  int rows, count, first; // rows of `count` replicates from `first` on
} source;

static stabil_estimate *estimate(const stabil_attribution_report *r, stabil_arena *arena,
                                 source from) {
  stabil_estimate *out = stabil_arena_array(arena, (size_t)from.rows + 1, sizeof *out);
  bool good = out != NULL;
  for (int i = 0; i < from.rows && good; i++)
    good = stabil_estimate_of(from.samples + (size_t)i * (size_t)from.count, from.count,
                              from.first, r->game.draws, &out[i]);
  return good ? out : NULL;
}

// The bundle in the replicates of the Shapley values alone.
static bool estimate_same(stabil_attribution_report *r, stabil_arena *arena) {
  const stabil_attribution *a = &r->found;
  r->same = stabil_arena_array(arena, (size_t)a->outcomes, sizeof *r->same);
  r->sum = stabil_arena_array(arena, (size_t)a->outcomes, sizeof *r->sum);
  bool good = r->same && r->sum;
  for (int k = 0; k < a->outcomes && good; k++) {
    good = stabil_estimate_of(a->bundle + (size_t)k * (size_t)stabil_attribution_most(a),
                              a->units, 1, r->game.draws, &r->same[k]);
    for (int i = 0; i < a->players && a->shapley; i++)
      r->sum[k] += stabil_attribution_of(r, r->shapley, k, i)->mean;
  }
  return good;
}

static bool find_ratios(stabil_attribution_report *r, stabil_arena *arena) {
  const stabil_attribution *a = &r->found;
  const double *of = a->shapley ? a->shapley : a->without;
  r->vacancies = r->costs = -1;
  for (int k = 0; k < a->outcomes; k++) {
    if (r->game.outcome[k] == STABIL_MEASURE_VACANT_FTE) r->vacancies = k;
    if (r->game.outcome[k] == STABIL_NET_COST) r->costs = k;
  }
  if (r->vacancies < 0 || r->costs < 0) return true;
  r->ratio = stabil_arena_array(arena, (size_t)a->players, sizeof *r->ratio);
  for (int i = 0; i < a->players && r->ratio; i++)
    r->ratio[i] = stabil_ratio_of(stabil_attribution_samples(a, of, r->costs, i),
                                  stabil_attribution_samples(a, of, r->vacancies, i),
                                  a->shapley ? a->units : a->replicates, r->game.draws);
  return r->ratio != NULL;
}

stabil_status stabil_attribution_estimate(stabil_attribution_report *r,
                                          stabil_arena *arena, stabil_error *err) {
  const stabil_attribution *a = &r->found;
  const int each = a->outcomes * a->players, most = stabil_attribution_most(a);
  if (a->shapley)
    r->shapley = estimate(r, arena, (source){a->shapley, each, a->units, 1});
  if (a->without)
    r->without = estimate(r, arena, (source){a->without, each, a->replicates, 1});
  r->alone = estimate(r, arena, (source){a->alone, each, a->replicates, 1});
  r->nobody = estimate(r, arena, (source){a->nobody, a->outcomes, most, 1});
  r->bundle = estimate(r, arena, (source){a->bundle, a->outcomes, most, 1});
  r->check = estimate(r, arena, (source){a->check, a->outcomes, a->checks, most + 1});
  const bool good = (r->shapley || !a->shapley) && (r->without || !a->without) &&
                    r->alone && r->nobody && r->bundle && r->check &&
                    estimate_same(r, arena) && find_ratios(r, arena);
  return good ? STABIL_OK : stabil_fail(err, STABIL_MEMORY, "out of memory");
}

const stabil_estimate *stabil_attribution_of(const stabil_attribution_report *report,
                                             const stabil_estimate *of, int outcome,
                                             int player) {
  return &of[outcome * report->found.players + player];
}

// --- outcomes
// -------------------------------------------------------------------------------------

const char *stabil_outcome_name(stabil_measure_id outcome) {
  return outcome == STABIL_NET_COST ? "net_cost" : stabil_measure_get(outcome)->name;
}

const char *stabil_outcome_unit(stabil_measure_id outcome) {
  return outcome == STABIL_NET_COST ? "NOK" : stabil_measure_get(outcome)->unit;
}

const char *stabil_outcome_text(stabil_measure_id outcome) {
  return outcome == STABIL_NET_COST
             ? "the area's posts, locums too, and all that measures cost"
             : stabil_measure_get(outcome)->text_en;
}
