// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/joint.h"

#include <gsl/gsl_cdf.h>

#include "scenario/quantity_read.h"

// A sum that is 0 by underflow leaves the means.
void stabil_simplex_draw(const stabil_simplex *simplex, uint64_t seed, int draw,
                         double *out) {
  double sum = 0;
  for (int i = 0; i < simplex->count; i++) {
    const stabil_quantity *q = simplex->member[i];
    const stabil_quantity gamma = {.family = STABIL_GAMMA, .a = q->a, .b = 1};
    out[i] = stabil_quantity_quantile(&gamma, stabil_quantity_uniform(q, seed, draw));
    sum += out[i];
  }
  for (int i = 0; i < simplex->count; i++)
    out[i] = draw >= 0 && sum > 0 ? out[i] / sum : simplex->member[i]->value;
}

// Row i of the factor times the members' own normals up to i.
static double normal_of(const stabil_correlation *group, int i, uint64_t seed, int draw) {
  double z = 0;
  for (int k = 0; k <= i; k++)
    z += group->factor[i * group->count + k] *
         gsl_cdf_ugaussian_Pinv(stabil_quantity_uniform(group->member[k], seed, draw));
  return z;
}

void stabil_correlation_draw(const stabil_correlation *group, uint64_t seed, int draw,
                             double *out) {
  for (int i = 0; i < group->count; i++) {
    const stabil_quantity *q = group->member[i];
    out[i] = draw < 0 ? q->value
                      : stabil_quantity_legal(
                            q, gsl_cdf_ugaussian_P(normal_of(group, i, seed, draw)));
  }
}
