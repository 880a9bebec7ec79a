// SPDX-License-Identifier: GPL-3.0-or-later
// The people before the first year (docs/model.md 7), into state->start.
#include <math.h>

#include "base/sample.h"
#include "model/placements.h"
#include "year/state.h"

// Rest places: expected numbers in cells of two years' experience, so that the many who
// are alike stay one cohort.
enum { REST_BAND_YEARS = 2, MOST_LENGTH_CELLS = 12 };

// So many people, in sub-units where those are counted.
static int whole(const stabil_state *s, double people, double u) {
  const double units = people * s->world->units;
  return s->world->expected ? (int)floor(units + 0.5)
                            : (int)stabil_sample_round(units, u);
}

static void fill_post(stabil_state *s, int j) {
  const stabil_post *post = &s->world->post[j];
  const double u =
      stabil_random_uniform(s->stream, post->id, 0, STABIL_FOR_INITIAL, UINT32_MAX);
  const int heads = whole(s, post->initial_heads, u);
  for (int unit = 0; unit < heads; unit++) {
    const stabil_person person = stabil_person_staff(s->world, j, s->stream, unit);
    stabil_cohorts_add(&s->start, &person, 1);
  }
}

// Whole people from expected numbers: each cell gets what its running sum rounds to.
typedef struct rounding {
  double sum;
  int64_t given;
} rounding;

static int64_t round_next(rounding *r, double expected) {
  r->sum += expected;
  const int64_t n = (int64_t)floor(r->sum + 0.5) - r->given;
  r->given += n;
  return n;
}

// One experience cell of a stage: spread over trait combinations and, for a stage with a
// length, over what is left of it.
static void fill_cell(stabil_state *s, stabil_person person, double heads,
                      const double *mix, rounding *r) {
  const stabil_world *w = s->world;
  const int length = w->stage[person.stage].steps;
  const int cells = length == 0                  ? 1
                    : length < MOST_LENGTH_CELLS ? length
                                                 : MOST_LENGTH_CELLS;
  for (int c = 0; c < cells; c++) {
    // the middle of each cell: half of the stage is left on average
    person.stage_end = length == 0
                           ? STABIL_NEVER
                           : stabil_person_date(w, s->world->slot[person.slot].role,
                                                1 + (2 * c + 1) * length / (2 * cells));
    for (person.traits = 0; person.traits < 1 << w->traits; person.traits++) {
      const double expected = heads * mix[person.traits] / cells;
      if (expected > 0.0) stabil_cohorts_add(&s->start, &person, round_next(r, expected));
    }
  }
}

static void fill_stage(stabil_state *s, int j, int stage, double heads, rounding *r) {
  const stabil_world *w = s->world;
  const stabil_post *post = &w->post[j];
  const stabil_staff *staff = &w->study->role[post->role].staff;
  const int region = w->study->place[post->place].region;
  double share[STABIL_MAX_TRAITS], mix[1 << STABIL_MAX_TRAITS];
  stabil_person_staff_traits(w, post->role, post->place, share);
  stabil_person_trait_mix(w, post->profession, share, mix);
  stabil_person person = {.slot = j,
                          .stage = stage,
                          .programme = -1,
                          .origin = region,
                          .training = region,
                          .last_role = -1};
  // people in training are early in their careers: the first band only
  const bool early = w->stage[stage].steps > 0;
  const int bands = early && staff->experience.count > 1 ? 1 : staff->experience.count;
  double sum = 0.0;
  for (int b = 0; b < bands; b++)
    sum += stabil_world_value(w, &staff->experience.share[b]);
  if (bands == 0 || sum <= 0.0) {
    fill_cell(s, person, heads, mix, r);
    return;
  }
  for (int b = 0; b < bands; b++) {
    const double from = staff->experience.edge[b], to = staff->experience.edge[b + 1];
    const int cells = (int)fmax(1.0, floor((to - from) / REST_BAND_YEARS + 0.5));
    const double of = stabil_world_value(w, &staff->experience.share[b]) / sum / cells;
    for (int c = 0; c < cells; c++) {
      const double years = from + (c + 0.5) * (to - from) / cells;
      person.qualified = -(int)floor(years * w->steps_per_year + 0.5);
      fill_cell(s, person, heads * of, mix, r);
    }
  }
}

static void fill_rest(stabil_state *s, int j) {
  const stabil_world *w = s->world;
  const stabil_post *post = &w->post[j];
  const stabil_shares *stages = &w->study->role[post->role].staff.stages;
  double sum = 0.0;
  for (int i = 0; i < stages->count; i++)
    sum += stabil_world_value(w, &stages->share[i].value);
  const double heads = post->initial_heads * w->units;
  rounding r = {0};
  for (int i = 0; i < stages->count; i++)
    fill_stage(s, j, stages->share[i].index,
               heads * stabil_world_value(w, &stages->share[i].value) / sum, &r);
}

static double spared_by(const stabil_state *s, int g, int step, int unit) {
  const uint64_t id = s->world->programme_id[g];
  const uint32_t when = (uint32_t)(uint16_t)step;
  return s->world->expected ? stabil_even_point(id + stabil_random_mix(when),
                                                STABIL_PERSON_SPARED, (uint32_t)unit)
                            : stabil_random_uniform(s->stream, id, when,
                                                    STABIL_FOR_INITIAL, (uint32_t)unit);
}

// Students: every class admitted before the start that has not graduated. A student is
// there if the keyed uniform says that dropout has spared him or her so far.
static void fill_class(stabil_state *s, int g, int year, double *seats) {
  const stabil_world *w = s->world;
  const stabil_policy none = {0};
  const int summer = w->steps_per_year / 2;
  const int admitted_step = (year - w->study->first_year) * w->steps_per_year + summer;
  stabil_epoch_seats(w, &none, year, seats);
  const double u =
      stabil_random_uniform(s->stream, w->programme_id[g],
                            (uint32_t)(uint16_t)admitted_step, STABIL_FOR_SEATS, 0);
  const int units = whole(s, seats[g], u);
  const double stays = stabil_exp(w->base[w->student_slot + g] * admitted_step * w->dt);
  stabil_admission admission = stabil_epoch_admission(w, w->baseline, g);
  for (int unit = 0; unit < units; unit++) {
    stabil_person holder;
    admission.holder = NULL;
    if (w->study->programme[g].recruits.given &&
        stabil_person_recruited(w, g, admitted_step, s->stream, unit, &holder))
      admission.holder = &holder;
    const stabil_person person =
        stabil_person_student(w, g, admitted_step, &admission, s->stream, unit);
    const double spared = spared_by(s, g, admitted_step, unit);
    if (person.stage_end > 0 && spared < stays) stabil_cohorts_add(&s->start, &person, 1);
  }
}

void stabil_initial_fill(stabil_state *s) {
  const stabil_world *w = s->world;
  for (int i = 0; i < w->posts; i++) {
    // the expected mode's running sums go by the order of records
    const int j = w->expected ? w->post_order[i] : i;
    if (w->post[j].rest)
      fill_rest(s, j);
    else
      fill_post(s, j);
  }
  for (int g = 0; g < w->programmes; g++) {
    const int length = (int)(w->study->programme[g].length + 0.5);
    double seats[STABIL_MAX_PROGRAMMES];
    for (int year = w->study->first_year - length; year < w->study->first_year; year++)
      fill_class(s, g, year, seats);
  }
}
