// SPDX-License-Identifier: GPL-3.0-or-later
// The conditional logit of docs/model.md 4.4 as products of factors exp(utility) that
// were computed when the world was made: the loop multiplies and adds, it takes no exp.
#ifndef STABIL_MODEL_CHOICE_H
#define STABIL_MODEL_CHOICE_H

#include "model/epoch.h"
#include "model/person.h"

// A seeker as choice sees one.
typedef struct stabil_seeker {
  int place; // where one is searching
  int stage, kind, origin, training;
  int last_post; // no option; -1
  // Who is bound stays: 1 + place, 0 for anywhere; only the district; not the rest.
  int bound_place;
  bool bound_district, bound;
} stabil_seeker;

// At the end of a step.
stabil_seeker stabil_seeker_of(const stabil_world *world, const stabil_person *person,
                               int step);

// Does a bond let the seeker take a post in this place?
static inline bool stabil_seeker_may(const stabil_world *w, const stabil_seeker *seeker,
                                     int place) {
  return !seeker->bound || ((!seeker->bound_place || seeker->bound_place == place + 1) &&
                            (!seeker->bound_district || w->place_district[place]));
}

// Is this step a round of hiring of the role, or of people of the stage?
static inline bool stabil_intake_open(int steps_between, int step) {
  return (step + 1) % steps_between == 0;
}

// May people of this stage hold the post of a slot?
static inline bool stabil_choice_open(const stabil_world *w, int slot, int stage) {
  return w->becomes[w->slot[slot].role * w->stages + stage] >= 0;
}

// Factor exp(constant) on going from the seeker's group to another.
static inline double stabil_choice_constant(const stabil_world *w, int from, int to,
                                            int stage) {
  return w->constant[(from * w->groups + to) * w->stages + stage];
}

// Weight of the rest place of group g (>= 1); 0 where no role there takes the stage.
double stabil_choice_rest(const stabil_world *world, const stabil_seeker *seeker, int g);

// P(an event of this yearly rate within `years`); an infinite rate is certain.
double stabil_probability(double rate, double years);
// The same for something that begins at any time within these years, each as likely.
double stabil_probability_midway(double rate, double years);

typedef struct stabil_filling { // of a post that stands vacant
  double rate;                  // a year, at which it becomes fillable
  double succession;            // share of exits that are followed at once
} stabil_filling;

// theta-th power of the openings a year of a post with so many people missing, and so
// many exits a year (docs/model.md 4.4).
double stabil_choice_size(const stabil_world *world, stabil_filling filling,
                          double vacant, double exits);

#endif
