// SPDX-License-Identifier: GPL-3.0-or-later
// What the files of recruitment share: choosers (recruitment.c) and applicants
// (applicants.c).
#ifndef STABIL_YEAR_MATCHING_H
#define STABIL_YEAR_MATCHING_H

#include "model/choice.h"
#include "year/state.h"

// Index of what one of a record decides in a round.
static inline uint32_t stabil_unit_index(int unit, int round) {
  return (uint32_t)(round * (1 << 20) + unit);
}

typedef struct stabil_chooser { // a record of seekers in a round
  int record;
  stabil_person person;
  stabil_seeker seeker;
  double region; // total weight of the region's posts, cumulative in state->cumulative
} stabil_chooser;

// Of a record of seekers: stabil_recruitment_step lists them in state->record.
stabil_chooser stabil_recruitment_chooser(stabil_state *state, int record);
// The first decision in a round: rest of the country or region. Returns how many are
// left for the region.
int64_t stabil_recruitment_region(stabil_state *state, const stabil_chooser *chooser,
                                  int round);
// Weight of the rest places for a chooser, by group from 1 on; returns their sum. `back`
// gets the factor on the region's posts.
double stabil_recruitment_rest(const stabil_state *state, const stabil_chooser *chooser,
                               double *weight, double *back);
// n people of the record take posts in the rest place of group g.
void stabil_recruitment_settle(stabil_state *state, const stabil_chooser *chooser, int g,
                               int64_t n, int round);

// The post that one of the record chooses, by lot where posts are given so; `cumulative`
// as that of the options of the chooser's stage.
int stabil_recruitment_pick(stabil_state *state, const stabil_chooser *chooser,
                            const double *cumulative, int unit, int round);

// Before the first round: at which posts local ties come first in this step.
void stabil_applicants_begin(stabil_state *state);
// One more applicant for a post, with rank and priority; NULL when memory is out. `round`
// is an index of the uniform that says when in the step.
stabil_applicant *stabil_applicants_add(stabil_state *state, int record, int unit,
                                        int slot, int round);
// By post, then best first; where posts share supervisors best first over all posts.
void stabil_applicants_sort(stabil_state *state);
// One gets the post; it must have room.
// Are there supervisors for one more in the stage that the applicant would enter?
bool stabil_applicants_may(const stabil_state *state, const stabil_applicant *applicant);
void stabil_applicants_hire(stabil_state *state, const stabil_applicant *applicant);

#endif
