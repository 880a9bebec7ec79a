// SPDX-License-Identifier: GPL-3.0-or-later
// The slow twin: the constants that make the expected flows of the first year the stated
// ones, over a big sample of the people who will be seeking then.
#include <math.h>
#include <stdlib.h>

#include "twin_world.h"

#define SAMPLE 2000 // people per post and per programme

typedef struct seeker {
  double people; // that this one stands for, a year
  int from;      // rest place; -1: the region
  int stage;
  double *weight; // with constants 0: the region, then every place
} seeker;

typedef struct crowd {
  int count, capacity;
  seeker *seeker;
} crowd;

static void add_seeker(const stabil_twin *twin, crowd *all,
                       const stabil_twin_person *person, double people) {
  const stabil_study *study = twin->study;
  int posts = twin->post_count;
  if (people <= 0) return;
  if (all->count == all->capacity) {
    all->capacity = 2 * all->capacity + 1024;
    all->seeker = realloc(all->seeker, (size_t)all->capacity * sizeof *all->seeker);
    if (all->seeker == NULL) abort();
  }
  seeker *s = &all->seeker[all->count++];
  bool rest = study->place[person->place].kind == STABIL_REST;
  *s = (seeker){people, rest ? person->place : -1, person->stage, NULL};
  s->weight = stabil_twin_alloc(1 + (size_t)study->place_count, sizeof *s->weight);
  double *option =
      stabil_twin_alloc((size_t)stabil_twin_option_count(twin), sizeof *option);
  stabil_twin_weigh(twin, person, option);
  for (int j = 0; j < 2 * posts; j++) s->weight[0] += option[j];
  for (int q = 0; q < study->place_count; q++) s->weight[1 + q] = option[2 * posts + q];
  free(option);
}

// Of a person in a year. In the rest of the country: what the steps of the year would
// give at the same hazards; elsewhere who leaves is replaced by somebody who may leave
// too.
static double separations(const stabil_twin *twin, const stabil_twin_person *person) {
  double steps = twin->study->steps_per_year;
  double rate = stabil_twin_hazard(twin, person, STABIL_LEVER_SEPARATE);
  if (!twin->post[person->post].rest) return rate;
  double all = rate + stabil_twin_hazard(twin, person, STABIL_LEVER_LEAVE) +
               stabil_twin_hazard(twin, person, STABIL_LEVER_RETIRE);
  return all > 0 ? steps * (1 - exp(-all / steps)) * rate / all : 0;
}

static void add_staff(stabil_twin *twin, crowd *all, int post) {
  const stabil_study *study = twin->study;
  double people = twin->post[post].heads / SAMPLE;
  stabil_twin_spread(twin, SAMPLE);
  for (int i = 0; i < SAMPLE; i++) {
    twin->point = i;
    stabil_twin_person person = stabil_twin_staff(twin, post);
    const stabil_stage *stage = &study->stage[person.stage];
    person.just_left = post;
    add_seeker(twin, all, &person, people * separations(twin, &person));
    if (stage->months == 0 || stage->then != STABIL_SEEK) continue;
    person.stage = stage->next;
    add_seeker(twin, all, &person, people * 12 / stage->months);
  }
  stabil_twin_spread(twin, 0);
}

static void add_graduates(stabil_twin *twin, crowd *all, int programme) {
  const stabil_programme *school = &twin->study->programme[programme];
  int year = twin->study->first_year - (int)lround(school->length);
  double people = stabil_twin_series(&school->seats, year) *
                  pow(1 - school->dropout.value, school->length);
  for (int i = 0; i < SAMPLE; i++) {
    stabil_twin_person person = stabil_twin_student(twin, programme, 0);
    stabil_twin_graduate(twin, &person, 0);
    add_seeker(twin, all, &person, people / SAMPLE);
  }
}

static double factor(const stabil_twin *twin, const seeker *s, int to) {
  if (s->from == to) return 1;
  int flow = stabil_twin_flow_of(twin, s->stage, s->from, to);
  return flow < 0 ? 0 : exp(twin->flow_constant[flow]);
}

static void add_flows(const stabil_twin *twin, const seeker *s, double *flow) {
  double total = 0;
  for (int q = -1; q < twin->study->place_count; q++)
    total += s->weight[1 + q] * factor(twin, s, q);
  if (total <= 0) return;
  for (int q = -1; q < twin->study->place_count; q++) {
    int f = q == s->from ? -1 : stabil_twin_flow_of(twin, s->stage, s->from, q);
    if (f >= 0) flow[f] += s->people * s->weight[1 + q] * factor(twin, s, q) / total;
  }
}

static void improve(stabil_twin *twin, const crowd *all) {
  const stabil_study *study = twin->study;
  double *flow = stabil_twin_alloc((size_t)study->flow_count, sizeof *flow);
  for (int i = 0; i < all->count; i++) add_flows(twin, &all->seeker[i], flow);
  for (int f = 0; f < study->flow_count; f++) {
    double stated = study->flow[f].per_year.value;
    if (stated <= 0 || flow[f] <= 0)
      twin->flow_constant[f] = -INFINITY;
    else
      twin->flow_constant[f] += log(stated / flow[f]);
  }
  free(flow);
}

static void gather(stabil_twin *twin, crowd *all) {
  for (int j = 0; j < twin->post_count; j++) add_staff(twin, all, j);
  for (int p = 0; p < twin->study->programme_count; p++) add_graduates(twin, all, p);
}

void stabil_twin_solve_flows(stabil_twin *twin) {
  crowd all = {0};
  double wrong = twin->wrong;
  if (twin->study->flow_count == 0) return;
  twin->wrong = 1;
  twin->step = 0;
  stabil_twin_policy(twin, -1);
  for (int j = 0; j < twin->post_count; j++)
    if (!twin->post[j].rest) stabil_twin_set_openings(twin, j, twin->post[j].heads, 0);
  gather(twin, &all);
  for (int i = 0; i < 100; i++) improve(twin, &all);
  for (int i = 0; i < all.count; i++) free(all.seeker[i].weight);
  free(all.seeker);
  twin->wrong = wrong;
}
