// SPDX-License-Identifier: GPL-3.0-or-later
// Seekers choose and posts take up to what can be filled (docs/model.md 4.4, 4.6).
#include <stdlib.h>

#include "base/sample.h"
#include "model/choice.h"
#include "year/state.h"

enum { UNITS_PER_ROUND = 1 << 20 }; // index of a choice: round * this + unit

typedef struct chooser { // a record of seekers in a round
  int record;
  stabil_person person;
  stabil_seeker seeker;
  double region; // total weight of the region's posts, cumulative in state->cumulative
} chooser;

static chooser choose_from(stabil_state *s, int i) {
  chooser c = {.record = i, .person = stabil_cohorts_person(&s->cohorts, i)};
  c.seeker = stabil_seeker_of(s->world, &c.person, s->step);
  c.region = stabil_options_weigh(s->world, &s->options[c.person.stage], &c.seeker,
                                  s->cumulative);
  return c;
}

// Index of the uniforms of the first decision: its number within the round.
static uint32_t mobile_index(int round, int what) {
  return (uint32_t)(round * 2 * STABIL_MAX_GROUPS + what);
}

// n people of the record take posts in the rest place of group g, role by role.
static void settle_in_rest(stabil_state *s, const chooser *c, int g, int64_t n,
                           int round) {
  const stabil_world *w = s->world;
  double heads = 0.0;
  for (int r = 0; r < w->roles; r++) {
    if (w->becomes[r * w->stages + c->person.stage] >= 0)
      heads += w->rest_share[g * w->roles + r];
  }
  for (int k = 0; k < w->posts && n > 0; k++) {
    const int post = w->post_order[k], r = w->post[post].role;
    if (w->post[post].place != w->rest_place[g]) continue;
    const double share = w->rest_share[g * w->roles + r];
    if (share <= 0.0 || w->becomes[r * w->stages + c->person.stage] < 0) continue;
    const uint64_t pair =
        s->cohorts.identity[c->record] ^ stabil_random_mix(w->post[post].id);
    stabil_key key = stabil_state_key(s, c->record, STABIL_FOR_MOBILE,
                                      mobile_index(round, STABIL_MAX_GROUPS));
    key.identity = pair;
    key.group += w->post[post].id;
    const int64_t here = stabil_chance_binomial(s, key, n, share / heads);
    const stabil_person person = stabil_state_hired(s, &c->person, post);
    stabil_state_leave(s, c->record, here, STABIL_CAUSE_SEPARATE);
    stabil_state_later(s, &person, here);
    heads -= share;
    n -= here;
  }
}

// The first decision: rest of the country or region. Fresh seekers all weigh it, the
// others once a year on average; who lives in the rest weighs it anew in every round, for
// to be turned down there means to stay. Returns how many are left for the region.
static int64_t decide_group(stabil_state *s, const chooser *c, int round) {
  const stabil_world *w = s->world;
  int64_t n = s->cohorts.n[c->record], weighing = n;
  double weight[STABIL_MAX_GROUPS] = {0}, rest = 0.0;
  if (c->seeker.bound || (round > 0 && !w->place_rest[c->seeker.place])) return n;
  for (int g = 1; g < w->groups; g++)
    rest += weight[g] = stabil_choice_rest(w, &c->seeker, g);
  if (rest <= 0.0) return n;
  if (round == 0 && s->cohorts.hired[c->record] != s->step)
    weighing = stabil_chance_binomial(
        s, stabil_state_key(s, c->record, STABIL_FOR_MOBILE, mobile_index(0, 0)), n,
        -stabil_expm1(-w->dt));
  const int from = w->group[c->seeker.place];
  const double back =
      from == 0 ? 1.0 : stabil_choice_constant(w, from, 0, c->person.stage);
  double all = rest + c->region * back;
  for (int g = 1; g < w->groups; g++) {
    if (weight[g] <= 0.0) continue;
    const int64_t here = stabil_chance_binomial(
        s, stabil_state_key(s, c->record, STABIL_FOR_MOBILE, mobile_index(round, g)),
        weighing, weight[g] / all);
    settle_in_rest(s, c, g, here, round);
    all -= weight[g];
    weighing -= here;
    n -= here;
  }
  return n;
}

static uint64_t applicant_id(const stabil_state *s, int record, int unit, int slot) {
  return s->cohorts.identity[record] ^
         stabil_random_mix(s->world->slot[slot].id + (uint64_t)unit);
}

static void apply_for(stabil_state *s, int record, int unit, int slot, int round) {
  if (s->applicant_count == s->applicant_capacity) {
    const size_t bytes = 2 * (size_t)s->applicant_capacity * sizeof(stabil_applicant);
    stabil_applicant *more = realloc(s->applicant, bytes);
    if (!more) {
      s->cohorts.failed = true;
      return;
    }
    s->applicant = more;
    s->applicant_capacity *= 2;
  }
  // the smallest uniform of (applicant, unit, post, round) wins
  const uint64_t pair = applicant_id(s, record, unit, slot);
  const stabil_key key = {.identity = pair,
                          .group = s->world->slot[slot].id,
                          .purpose = STABIL_FOR_PRIORITY,
                          .index = (uint32_t)round};
  s->applicant[s->applicant_count++] = (stabil_applicant){
      record, unit, slot, s->world->expected ? s->world->slot[slot].id : (uint64_t)slot,
      stabil_chance_uniform(s, key)};
}

static void choose_posts(stabil_state *s, const chooser *c, int64_t n, int round) {
  const stabil_options *options = &s->options[c->person.stage];
  if (c->region <= 0.0) return;
  stabil_key key = stabil_state_key(s, c->record, STABIL_FOR_CHOICE, (uint32_t)round);
  for (int unit = 0; unit < n; unit++) {
    key.index = (uint32_t)(round * UNITS_PER_ROUND + unit);
    const double u = stabil_chance_uniform(s, key);
    int slot = options->slot[stabil_sample_index(s->cumulative, options->count, u)];
    if (s->epoch->lotteries)
      slot = stabil_allocation_slot(s, &c->seeker, c->record, slot, key.index);
    apply_for(s, c->record, unit, slot, round);
  }
}

static int by_post_then_priority(const void *a, const void *b) {
  const stabil_applicant *x = a, *y = b;
  if (x->post != y->post) return x->post < y->post ? -1 : 1;
  if (x->priority != y->priority) return x->priority < y->priority ? -1 : 1;
  return x->record != y->record ? (x->record < y->record ? -1 : 1)
                                : (x->unit > y->unit) - (x->unit < y->unit);
}

static void hire(stabil_state *s, const stabil_applicant *a) {
  const stabil_person seeker = stabil_cohorts_person(&s->cohorts, a->record);
  stabil_person person = stabil_state_hired(s, &seeker, a->slot);
  const uint64_t applicant = applicant_id(s, a->record, a->unit, a->slot);
  stabil_bonds_hire(s, &person, applicant);
  stabil_contracts_hire(s, &person, applicant);
  stabil_state_hire(s, a->record, &person, 1, STABIL_CAUSE_SEPARATE);
  s->fillable[a->slot]--;
}

// Each post takes its first applicants.
static void match(stabil_state *s) {
  qsort(s->applicant, (size_t)s->applicant_count, sizeof *s->applicant,
        by_post_then_priority);
  for (int k = 0; k < s->applicant_count; k++) {
    const stabil_applicant *a = &s->applicant[k];
    if (s->fillable[a->slot] > 0) hire(s, a);
  }
  s->applicant_count = 0;
}

static bool is_seeker(const stabil_state *s, int i) {
  const int slot = s->cohorts.slot[i];
  return slot >= s->world->search_slot && slot < s->world->student_slot &&
         s->cohorts.n[i] > 0;
}

// What one has just left is an option again from the next step on.
static void forget_last_posts(stabil_state *s) {
  const int count = s->cohorts.count;
  for (int i = 0; i < count; i++) {
    if (!is_seeker(s, i)) continue;
    stabil_person person = stabil_cohorts_person(&s->cohorts, i);
    if (person.last_role < 0) continue;
    const int64_t n = s->cohorts.n[i];
    person.last_role = -1;
    stabil_cohorts_take(&s->cohorts, i, n);
    stabil_cohorts_add(&s->cohorts, &person, n);
  }
}

void stabil_recruitment_step(stabil_state *s) {
  const int rounds = s->world->study->choice.rounds;
  const int count = s->cohorts.count; // hires come after it
  for (int round = 0; round < rounds; round++) {
    stabil_options_fill(s->options, s->world, s->epoch, s->size,
                        round == 0 ? NULL : s->fillable);
    for (int i = 0; i < count; i++) {
      if (!is_seeker(s, i)) continue;
      const chooser c = choose_from(s, i);
      const int64_t n = decide_group(s, &c, round);
      choose_posts(s, &c, n, round);
    }
    if (s->applicant_count == 0) break;
    match(s);
  }
  stabil_state_arrive(s);
  forget_last_posts(s);
}
