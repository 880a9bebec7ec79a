// SPDX-License-Identifier: GPL-3.0-or-later
// The posts of the region that people of a stage may choose from in a round, laid out for
// the loop over seekers: everything that does not depend on the seeker is multiplied
// once.
#ifndef STABIL_MODEL_OPTIONS_H
#define STABIL_MODEL_OPTIONS_H

#include "model/choice.h"

typedef struct stabil_options { // of one stage
  int count, ordinary;          // ordinary posts come first, then rotation posts
  int *slot, *place;            // [2 * posts]
  int *reached;                 // [2 * posts]: column of `distance`
  const double *distance;       // [places][columns]: factors, by place or by post
  int columns;
  double *base;          // size x pull
  const double **factor; // row of multipliers by kind of people
} stabil_options;

// false when memory is out. One for each stage.
bool stabil_options_create(stabil_options **out, const stabil_world *world);
void stabil_options_free(stabil_options *options);

typedef struct stabil_on_offer { // in a round
  const double *size;            // [2 * posts] of an option
  const int64_t *fillable; // [2 * posts]: only posts that can still take somebody; NULL
  const bool *full;        // [posts][stages]: posts that no more can enter in it; NULL
} stabil_on_offer;

// Fill the options of every stage with what is on offer.
void stabil_options_fill(stabil_options *options, const stabil_world *world,
                         const stabil_epoch *epoch, const stabil_on_offer *offer);

// Cumulative weights of a seeker's options into `cumulative`; returns their sum.
double stabil_options_weigh(const stabil_world *world, const stabil_options *options,
                            const stabil_seeker *seeker, double *cumulative);

// Somebody in a post who looks at others.
typedef struct stabil_holder_view {
  stabil_seeker seeker;
  int post;
  const int64_t *fillable; // [2 * posts]
} stabil_holder_view;

// The same for a holder, over the ordinary posts that can be filled now and are those of
// another employer or place of the labour region: the first `ordinary` of the options.
double stabil_options_weigh_near(const stabil_world *world, const stabil_options *options,
                                 const stabil_holder_view *holder, double *cumulative);

#endif
