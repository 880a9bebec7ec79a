// SPDX-License-Identifier: GPL-3.0-or-later
// Contracts that end (docs/model.md 4.13): who has one, and what becomes of them.
#include "year/state.h"

void stabil_contracts_hire(stabil_state *s, stabil_person *person, uint64_t applicant) {
  const stabil_world *w = s->world;
  const int j = person->slot;
  if (!w->terms || j >= w->posts || w->post[j].rest) return;
  if (!w->study->role[w->post[j].role].term.given) return;
  const double u = stabil_chance_uniform(s, (stabil_key){.identity = applicant,
                                                         .group = w->slot[j].id,
                                                         .purpose = STABIL_FOR_TERM});
  if (u < s->epoch->fixed_term[j])
    person->term_end = person->hired + stabil_world_term(w, w->post[j].role);
}

// The others stay in the post for good: they have not moved, but their contract has.
static void make_permanent(stabil_state *s, int record, int64_t n, stabil_person person) {
  person.term_end = 0;
  stabil_cohorts_take(&s->cohorts, record, n);
  stabil_cohorts_add(&s->cohorts, &person, n);
  s->flows.left[person.slot] += n;
  s->flows.entered[person.slot] += n;
}

static void search(stabil_state *s, int record, int64_t n, stabil_person person) {
  const stabil_slot *slot = &s->world->slot[person.slot];
  person.term_end = 0;
  person.last_role = slot->role;
  person.slot = s->world->search_slot + slot->place;
  person.hired = s->step;
  stabil_bonds_move(s, &person);
  stabil_state_leave(s, record, n, STABIL_CAUSE_TERM_END);
  stabil_state_later(s, &person, n);
}

static void end(stabil_state *s, int record) {
  const stabil_person person = stabil_cohorts_person(&s->cohorts, record);
  const int64_t n = s->cohorts.n[record];
  const stabil_role *role = &s->world->study->role[s->world->slot[person.slot].role];
  const double share = stabil_world_value(s->world, &role->term.permanent);
  const int64_t stay = stabil_chance_binomial(
      s, stabil_state_key(s, record, STABIL_FOR_TERM, 1), n, share);
  make_permanent(s, record, stay, person);
  search(s, record, n - stay, person);
}

void stabil_contracts_step(stabil_state *s) {
  if (!s->world->terms) return;
  const int count = s->cohorts.count;
  for (int i = 0; i < count; i++)
    if (s->cohorts.n[i] > 0 && stabil_cohorts_term_end(&s->cohorts, i) == s->step + 1)
      end(s, i);
  stabil_state_arrive(s);
}
