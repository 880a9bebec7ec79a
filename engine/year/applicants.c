// SPDX-License-Identifier: GPL-3.0-or-later
// Who comes before whom at a post (docs/model.md 4.6), and what it is to be hired.
#include <stdlib.h>

#include "model/bonds.h"
#include "year/matching.h"

static uint64_t identity_of(const stabil_state *s, int record, int unit, int slot) {
  return s->cohorts.identity[record] ^
         stabil_random_mix(s->world->slot[slot].id + (uint64_t)unit);
}

static bool belongs(const stabil_state *s, const stabil_person *person, int place,
                    stabil_class class) {
  const stabil_world *w = s->world;
  const int region = w->study->place[place].region;
  switch (class) {
  case STABIL_CLASS_BONDED:
    return stabil_bond_binds(w, person, s->step);
  case STABIL_CLASS_CLAIM:
    return person->claim == 1 + place;
  case STABIL_CLASS_LOCAL_TIES:
    return person->origin >= 0 && person->origin == region;
  case STABIL_CLASS_TRAINED:
    return person->training >= 0 && person->training == region;
  case STABIL_CLASS_STAFF:
    return w->slot[person->slot].kind == STABIL_SLOT_POST;
  case STABIL_CLASS_COUNT:
    break;
  }
  return false;
}

// Does a measure put local ties first at the post in this step?
void stabil_applicants_begin(stabil_state *s) {
  for (int j = 0; j < s->world->posts; j++) {
    const double share = s->epoch->local_ties[j];
    const stabil_key key = stabil_key_of(s->world->post[j].id, STABIL_FOR_MATCHING, 0);
    s->ties_first[j] = share > 0.0 && stabil_chance_uniform(s, key) < share;
  }
}

// When in the step somebody applies, as a share of it: at any time, or in its last month
// who comes on a date, after those who have searched before.
static double time_of(const stabil_state *s, int record, double uniform) {
  if (!stabil_seasons_dated(s, record)) return uniform;
  const double month = s->world->steps_per_year / 12.0;
  return 1.0 - month * (1.0 - uniform);
}

// The first class of the post's list that takes the applicant in; local ties that a
// measure adds are the last one.
static int rank_of(const stabil_state *s, int record, int slot) {
  const stabil_world *w = s->world;
  if (w->slot[slot].kind != STABIL_SLOT_POST) return 0;
  const stabil_priority *list = &w->study->role[w->slot[slot].role].priority;
  const bool ties = s->ties_first[slot];
  if (list->count == 0 && !ties) return 0;
  const stabil_person person = stabil_cohorts_person(&s->cohorts, record);
  const int place = w->slot[slot].place;
  int rank = 0;
  while (rank < list->count && !belongs(s, &person, place, list->class[rank])) rank++;
  if (rank == list->count && ties && !belongs(s, &person, place, STABIL_CLASS_LOCAL_TIES))
    rank++;
  return rank;
}

stabil_applicant *stabil_applicants_add(stabil_state *s, int record, int unit, int slot,
                                        int round) {
  if (!stabil_state_room(s, &s->applicant, sizeof *s->applicant, s->applicant_count,
                         &s->applicant_capacity))
    return NULL;
  // the first of (applicant, unit, post, round) wins
  const stabil_key key = {.identity = identity_of(s, record, unit, slot),
                          .group = s->world->slot[slot].id,
                          .purpose = STABIL_FOR_PRIORITY,
                          .index = (uint32_t)round};
  stabil_applicant *a = &s->applicant[s->applicant_count++];
  *a = (stabil_applicant){.record = record,
                          .unit = unit,
                          .slot = slot,
                          .post = s->world->expected ? s->world->slot[slot].id
                                                     : (uint64_t)slot,
                          .rank = rank_of(s, record, slot),
                          .priority = time_of(s, record, stabil_chance_uniform(s, key)),
                          .proposer = -1};
  return a;
}

static int best_first(const void *a, const void *b) {
  const stabil_applicant *x = a, *y = b;
  if (x->post != y->post) return x->post < y->post ? -1 : 1;
  if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
  if (x->priority != y->priority) return x->priority < y->priority ? -1 : 1;
  return x->record != y->record ? (x->record < y->record ? -1 : 1)
                                : (x->unit > y->unit) - (x->unit < y->unit);
}

// Where posts share supervisors the order counts across posts: the best of all first, so
// that no post comes before another.
static int best_of_all_first(const void *a, const void *b) {
  const stabil_applicant *x = a, *y = b;
  if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
  if (x->priority != y->priority) return x->priority < y->priority ? -1 : 1;
  return best_first(a, b);
}

void stabil_applicants_sort(stabil_state *s) {
  qsort(s->applicant, (size_t)s->applicant_count, sizeof *s->applicant,
        s->world->supervised_count > 0 ? best_of_all_first : best_first);
}

bool stabil_applicants_may(const stabil_state *s, const stabil_applicant *a) {
  const stabil_world *w = s->world;
  const int stage = s->cohorts.stage[a->record];
  const int enters = w->becomes[w->slot[a->slot].role * w->stages + stage];
  return stabil_supervision_room(s, a->slot, enters) > 0;
}

void stabil_applicants_hire(stabil_state *s, const stabil_applicant *a) {
  const stabil_person before = stabil_cohorts_person(&s->cohorts, a->record);
  const bool in_post = s->world->slot[before.slot].kind == STABIL_SLOT_POST;
  stabil_person person = stabil_state_hired(s, &before, a->slot);
  const uint64_t applicant = identity_of(s, a->record, a->unit, a->slot);
  stabil_bonds_hire(s, &person, applicant);
  stabil_contracts_hire(s, &person, applicant);
  if (in_post)
    stabil_attrition_contract(s, a->record);
  else
    stabil_seasons_hire(s, a->record, a->slot);
  stabil_state_hire(s, a->record, &person, 1,
                    in_post ? STABIL_CAUSE_JOB_CHANGE : STABIL_CAUSE_SEPARATE);
  s->fillable[a->slot]--;
}
