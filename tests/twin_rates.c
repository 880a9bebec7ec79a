// SPDX-License-Identifier: GPL-3.0-or-later
// The slow twin: the rate of separation that reproduces a published turnover, by
// bisection on a numerical integral of the survival in post.
#include <gsl/gsl_integration.h>
#include <math.h>

#include "twin_world.h"

#define MOST_KINDS (STABIL_MAX_STAGES << STABIL_MAX_TRAITS)

double stabil_twin_retire_rate(const stabil_profession *profession, double age) {
  if (age >= profession->retire_end.value) return 1000;
  double rate = 0;
  for (int i = 0; i < profession->retire_count; i++)
    if (age >= profession->retire_age[i]) rate = profession->retire_rate[i].value;
  return rate;
}

double stabil_twin_midway(double x) {
  if (isinf(x)) return 1;
  return x > 0 ? 1 - (1 - exp(-x)) / x : 0;
}

static double multiplier_at(const stabil_role *role, double years) {
  if (role->tenure_count == 0) return 1;
  int band = 0;
  while (band < role->tenure_count && years >= role->tenure_year[band]) band++;
  return role->tenure_multiplier[band].value;
}

// The mean from one tenure to another, by points that lie close.
double stabil_twin_tenure_multiplier(const stabil_role *role, double from, double to) {
  double sum = 0;
  for (int i = 0; i < 60; i++)
    sum += multiplier_at(role, from + (to - from) * (i + 0.5) / 60);
  return sum / 60;
}

// Mean retirement rate over the experience bands; nobody is beyond the end age.
static double mean_retire_rate(const stabil_profession *profession,
                               const stabil_bands *bands) {
  const int pieces = 10000;
  double mean = 0, shares = 0;
  for (int k = 0; k < bands->count; k++) {
    double low = bands->edge[k], width = bands->edge[k + 1] - low, sum = 0;
    for (int i = 0; i < pieces; i++) {
      double age = profession->entry_age.value + low + width * (i + 0.5) / pieces;
      if (age < profession->retire_end.value)
        sum += stabil_twin_retire_rate(profession, age) / pieces;
    }
    mean += bands->share[k].value * sum;
    shares += bands->share[k].value;
  }
  return shares > 0 ? mean / shares : 0;
}

static double trait_share(const stabil_twin *twin, int post, int trait);

// A trait by logit: the mean over the traits that it is given, taken as independent.
static double logit_share(const stabil_twin *twin, int post, int trait) {
  const stabil_trait *t = &twin->study->trait[trait];
  double mean = 0;
  for (unsigned mask = 0; mask < 1U << t->given.count; mask++) {
    double weight = 1, logit = t->logit.value;
    for (int i = 0; i < t->given.count; i++) {
      double share = trait_share(twin, post, t->given.share[i].index);
      bool second = (mask >> i & 1U) != 0;
      weight *= second ? share : 1 - share;
      if (second) logit += t->given.share[i].value.value;
    }
    mean += weight / (1 + exp(-logit));
  }
  return mean;
}

static double trait_share(const stabil_twin *twin, int post, int trait) {
  const stabil_twin_post *p = &twin->post[post];
  const stabil_role *role = &twin->study->role[p->role];
  const stabil_trait *t = &twin->study->trait[trait];
  if (t->profession >= 0 && t->profession != role->profession) return 0;
  for (int i = 0; i < role->staff.trait_count; i++)
    if (role->staff.trait[i].trait == trait)
      return stabil_twin_table(twin->study, &role->staff.trait[i].share, p->place);
  if (t->has_share) return t->share.value;
  return t->has_logit ? logit_share(twin, post, trait) : 0;
}

double stabil_twin_staff_trait(const stabil_twin *twin, int post, int trait) {
  return trait_share(twin, post, trait);
}

typedef struct survival { // in a post
  const stabil_role *role;
  bool tenure;  // do the multipliers of tenure apply
  double other; // leaving the profession and retiring
  double b;
  int kinds;
  double weight[MOST_KINDS], multiplier[MOST_KINDS];
} survival;

static double tenure_integral(const survival *s, double tau) {
  if (!s->tenure) return tau;
  double sum = 0, from = 0;
  for (int i = 0; i < s->role->tenure_count; i++) {
    double to = fmin(tau, s->role->tenure_year[i]);
    if (to > from) sum += (to - from) * s->role->tenure_multiplier[i].value;
    from = fmax(from, to);
  }
  return sum + (tau - from) * multiplier_at(s->role, tau);
}

static double survive(double tau, void *self) {
  const survival *s = self;
  double integral = tenure_integral(s, tau), sum = 0;
  for (int c = 0; c < s->kinds; c++)
    sum += s->weight[c] * exp(-s->other * tau - s->b * s->multiplier[c] * integral);
  return sum;
}

// The integral over [0, inf), piece by piece between the kinks.
static double expected_years(survival *s) {
  if (s->b <= 0) return 1 / s->other;
  gsl_integration_workspace *work = gsl_integration_workspace_alloc(1000);
  gsl_function f = {survive, s};
  double from = 0, sum = 0, piece = 0, error = 0;
  for (int i = 0; s->tenure && i < s->role->tenure_count; i++) {
    double to = s->role->tenure_year[i];
    gsl_integration_qag(&f, from, to, 0, 1e-9, 1000, GSL_INTEG_GAUSS21, work, &piece,
                        &error);
    sum += piece;
    from = to;
  }
  gsl_integration_qagiu(&f, from, 0, 1e-9, 1000, work, &piece, &error);
  gsl_integration_workspace_free(work);
  return sum + piece;
}

// Too few separations still?
static bool too_slow(survival *s, bool median, double published) {
  if (median) return survive(published, s) > 0.5;
  return 1 / expected_years(s) < published;
}

static void solve(survival *s, bool median, double published) {
  double low = 0, high = 100;
  s->b = 0;
  if (published <= 0) return; // nothing is published
  for (int i = 0; i < 60; i++) {
    s->b = (low + high) / 2;
    if (too_slow(s, median, published))
      low = s->b;
    else
      high = s->b;
  }
}

static void add_kind(survival *s, stabil_twin *twin, int post, int contract,
                     const stabil_twin_person *person) {
  const stabil_twin_post *p = &twin->post[post];
  double weight = 1;
  for (int i = 0; i < twin->study->trait_count; i++) {
    double share = trait_share(twin, post, i);
    weight *= person->trait[i] == 1 ? share : 1 - share;
  }
  stabil_twin_at at = {p->place, p->role, contract, person};
  s->weight[s->kinds] = weight;
  s->multiplier[s->kinds++] = stabil_twin_lever(twin, STABIL_LEVER_SEPARATE, 1, at);
}

static void add_kinds(survival *s, stabil_twin *twin, int post, int contract) {
  const stabil_shares *stages = &s->role->staff.stages;
  unsigned combinations = 1U << twin->study->trait_count;
  double total = 0;
  for (int i = 0; i < stages->count; i++) total += stages->share[i].value.value;
  s->kinds = 0;
  for (int i = 0; i < stages->count; i++)
    for (unsigned mask = 0; mask < combinations; mask++) {
      stabil_twin_person person = stabil_twin_nobody(s->role->profession);
      person.stage = stages->share[i].index;
      for (int k = 0; k < twin->study->trait_count; k++)
        person.trait[k] = (int)(mask >> k & 1U);
      add_kind(s, twin, post, contract, &person);
      s->weight[s->kinds - 1] *= stages->share[i].value.value / total;
    }
}

void stabil_twin_solve_rates(stabil_twin *twin, int post) {
  const stabil_study *study = twin->study;
  stabil_twin_post *p = &twin->post[post];
  const stabil_role *role = &study->role[p->role];
  const stabil_profession *profession = &study->profession[role->profession];
  survival s = {.role = role, .tenure = !p->rest};
  s.other = stabil_twin_table(study, &profession->leave, p->place) +
            mean_retire_rate(profession, &role->staff.experience);
  add_kinds(&s, twin, post, 0);
  solve(&s, role->turnover_is_median,
        stabil_twin_table(study, &role->turnover, p->place));
  p->separate = s.b;
  p->turnover = 1 / expected_years(&s);
  if (p->rest || !role->rotation.given) return;
  s.tenure = false;
  add_kinds(&s, twin, post, 1);
  solve(&s, false, stabil_twin_table(study, &role->rotation.turnover, p->place));
  p->separate_rotating = s.b;
  p->turnover_rotating = 1 / expected_years(&s);
}
