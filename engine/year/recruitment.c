// SPDX-License-Identifier: GPL-3.0-or-later
// Seekers choose and posts take up to what can be filled (docs/model.md 4.4, 4.6).
#include "base/sample.h"
#include "year/matching.h"

stabil_chooser stabil_recruitment_chooser(stabil_state *s, int i) {
  stabil_chooser c = {.record = i, .person = stabil_cohorts_person(&s->cohorts, i)};
  c.seeker = stabil_seeker_of(s->world, &c.person, s->step);
  c.region = stabil_options_weigh(s->world, &s->options[c.person.stage], &c.seeker,
                                  s->cumulative);
  return c;
}

// Index of the uniforms of the first decision: its number within the round.
static uint32_t mobile_index(int round, int what) {
  return (uint32_t)(round * 2 * STABIL_MAX_GROUPS + what);
}

// Role by role.
void stabil_recruitment_settle(stabil_state *s, const stabil_chooser *c, int g, int64_t n,
                               int round) {
  const stabil_world *w = s->world;
  const stabil_post_list *posts = &w->rest_posts[g];
  double heads = w->rest_heads[g * w->stages + c->person.stage];
  for (int k = 0; k < posts->count && n > 0; k++) {
    const int post = posts->post[k], r = w->post[post].role;
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

double stabil_recruitment_rest(const stabil_state *s, const stabil_chooser *c,
                               double *weight, double *back) {
  const stabil_world *w = s->world;
  const int from = w->group[c->seeker.place];
  double rest = 0.0;
  *back = from == 0 ? 1.0 : stabil_choice_constant(w, from, 0, c->person.stage);
  if (c->seeker.bound) return 0.0;
  for (int g = 1; g < w->groups; g++)
    rest += weight[g] = stabil_choice_rest(w, &c->seeker, g);
  return rest;
}

// Fresh seekers all weigh it, the others once a year on average; who lives in the rest
// weighs it anew in every round, for to be turned down there means to stay.
int64_t stabil_recruitment_region(stabil_state *s, const stabil_chooser *c, int round) {
  const stabil_world *w = s->world;
  int64_t n = s->cohorts.n[c->record], weighing = n;
  double weight[STABIL_MAX_GROUPS] = {0}, back;
  if (round > 0 && !w->place_rest[c->seeker.place]) return n;
  const double rest = stabil_recruitment_rest(s, c, weight, &back);
  if (rest <= 0.0) return n;
  const int since = w->stage[c->person.stage].intake; // steps since the last chance
  if (round == 0 && s->cohorts.hired[c->record] <= s->step - since)
    weighing = stabil_chance_binomial(
        s, stabil_state_key(s, c->record, STABIL_FOR_MOBILE, mobile_index(0, 0)), n,
        -stabil_expm1(-since * w->dt));
  double all = rest + c->region * back;
  for (int g = 1; g < w->groups; g++) {
    if (weight[g] <= 0.0) continue;
    const int64_t here = stabil_chance_binomial(
        s, stabil_state_key(s, c->record, STABIL_FOR_MOBILE, mobile_index(round, g)),
        weighing, weight[g] / all);
    if (here > 0) stabil_recruitment_settle(s, c, g, here, round);
    all -= weight[g];
    weighing -= here;
    n -= here;
  }
  return n;
}

int stabil_recruitment_pick(stabil_state *s, const stabil_chooser *c,
                            const double *cumulative, int unit, int round) {
  const stabil_options *options = &s->options[c->person.stage];
  stabil_key key = stabil_state_key(s, c->record, STABIL_FOR_CHOICE, (uint32_t)round);
  key.index = stabil_unit_index(unit, round);
  const double u = stabil_chance_uniform(s, key);
  const int slot = options->slot[stabil_sample_index(cumulative, options->count, u)];
  return s->epoch->lotteries
             ? stabil_allocation_slot(s, &c->seeker, c->record, slot, key.index)
             : slot;
}

static void choose_posts(stabil_state *s, const stabil_chooser *c, int64_t n, int round) {
  if (c->region <= 0.0) return;
  for (int unit = 0; unit < n; unit++) {
    const int slot = stabil_recruitment_pick(s, c, s->cumulative, unit, round);
    (void)stabil_applicants_add(s, c->record, unit, slot, round);
  }
}

// Each post takes its first applicants.
static void match(stabil_state *s) {
  stabil_applicants_sort(s);
  for (int k = 0; k < s->applicant_count; k++) {
    const stabil_applicant *a = &s->applicant[k];
    if (s->fillable[a->slot] > 0 && stabil_applicants_may(s, a))
      stabil_applicants_hire(s, a);
  }
  s->applicant_count = 0;
}

// Who searches and may be hired in this step: nobody begins to search in its rounds.
static void list_seekers(stabil_state *s) {
  const stabil_world *w = s->world;
  const stabil_cohorts *c = &s->cohorts;
  s->record_count = 0;
  for (int i = 0; i < c->count; i++)
    if (c->slot[i] >= w->search_slot && c->slot[i] < w->student_slot && c->n[i] > 0 &&
        stabil_intake_open(w->stage[c->stage[i]].intake, s->step))
      stabil_state_list(s, i);
}

// What one has just left is an option again from the next step on.
static void forget_last_posts(stabil_state *s) {
  list_seekers(s);
  for (int k = 0; k < s->record_count; k++) {
    const int i = s->record[k];
    stabil_person person = stabil_cohorts_person(&s->cohorts, i);
    if (person.last_role < 0) continue;
    const int64_t n = s->cohorts.n[i];
    person.last_role = -1;
    stabil_cohorts_take(&s->cohorts, i, n);
    stabil_cohorts_add(&s->cohorts, &person, n);
  }
}

static void rounds_at_once(stabil_state *s) {
  const int rounds = s->world->study->choice.rounds;
  for (int round = 0; round < rounds; round++) {
    const stabil_on_offer offer = {.size = s->size,
                                   .fillable = round == 0 ? NULL : s->fillable,
                                   .full = stabil_supervision_full(s)};
    stabil_options_fill(s->options, s->world, s->epoch, &offer);
    for (int k = 0; k < s->record_count; k++) {
      if (s->cohorts.n[s->record[k]] == 0) continue;
      const stabil_chooser c = stabil_recruitment_chooser(s, s->record[k]);
      const int64_t n = stabil_recruitment_region(s, &c, round);
      choose_posts(s, &c, n, round);
    }
    if (round == 0) stabil_job_search_step(s);
    if (s->applicant_count == 0) break;
    match(s);
  }
}

void stabil_recruitment_step(stabil_state *s) {
  stabil_applicants_begin(s);
  list_seekers(s);
  if (s->world->study->choice.matching == STABIL_DEFERRED)
    stabil_deferred_step(s);
  else
    rounds_at_once(s);
  stabil_state_arrive(s);
  forget_last_posts(s);
}
