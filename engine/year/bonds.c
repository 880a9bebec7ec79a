// SPDX-License-Identifier: GPL-3.0-or-later
// Who is bound to serve, and until when (docs/model.md 4.12).
#include "model/bonds.h"

#include "base/sample.h"
#include "year/state.h"

// Half a year after the end of a bond nothing is left of it.
void stabil_bonds_step(stabil_state *s) {
  if (s->world->bonds == 0) return;
  const int count = s->cohorts.count;
  for (int i = 0; i < count; i++) {
    const int64_t n = s->cohorts.n[i];
    if (n == 0 || !stabil_cohorts_bond(&s->cohorts, i)) continue;
    stabil_person person = stabil_cohorts_person(&s->cohorts, i);
    if (!stabil_bond_over(s->world, &person, s->step)) continue;
    person.bond = person.bond_end = 0;
    stabil_cohorts_take(&s->cohorts, i, n);
    stabil_cohorts_add(&s->cohorts, &person, n);
  }
}

void stabil_bonds_move(const stabil_state *s, stabil_person *person) {
  if (person->bond && !stabil_bond_binds(s->world, person, s->step))
    person->bond = person->bond_end = 0;
}

static void begin(const stabil_state *s, stabil_person *person) {
  const int now = (s->step + 1) * (12 / s->world->steps_per_year);
  person->bond_end = now + s->world->bond[person->bond - 1].months;
}

void stabil_bonds_take_post(const stabil_state *s, stabil_person *person) {
  stabil_bonds_move(s, person);
  if (person->bond && person->bond_end == 0) begin(s, person);
}

void stabil_bonds_hire(stabil_state *s, stabil_person *person, uint64_t applicant) {
  const stabil_world *w = s->world;
  if (w->bonds == 0 || person->bond || person->slot >= w->posts) return;
  const double *share = s->epoch->bond_hires + person->slot * w->bonds;
  const double u =
      stabil_chance_uniform(s, (stabil_key){.identity = applicant,
                                            .group = w->slot[person->slot].id,
                                            .purpose = STABIL_FOR_BOND});
  double sum = 0.0;
  for (int k = 0; k < w->bonds && !person->bond; k++) {
    const int b = w->bond_order[k];
    if (!stabil_bond_covers(w, b, w->slot[person->slot].place)) continue;
    sum += share[b];
    if (u < sum) person->bond = 1 + b;
  }
  if (person->bond) begin(s, person);
}

int64_t stabil_bonds_graduate(stabil_state *s, int record, const stabil_person *person,
                              int64_t n) {
  const stabil_world *w = s->world;
  double left = 1.0;
  for (int k = 0; k < w->bonds && n > 0; k++) {
    const int b = w->bond_order[k];
    const double share = s->epoch->bond_graduates[person->programme * w->bonds + b];
    if (share <= 0.0 || left <= 0.0) continue;
    stabil_key key = stabil_state_key(s, record, STABIL_FOR_BOND, 0);
    key.identity ^= w->bond[b].id;
    key.group += w->bond[b].id;
    const double of_left = share < left ? share / left : 1.0;
    const int64_t bound = stabil_chance_binomial(s, key, n, of_left);
    stabil_person promised = *person;
    promised.bond = 1 + b;
    stabil_state_later(s, &promised, bound);
    n -= bound;
    left -= share;
  }
  return n;
}

// The price goes back to whoever gave the bond its money.
static void repay(stabil_state *s, const stabil_bond_table *bond, int post, int64_t n) {
  const double amount = (double)n * bond->price;
  s->flows.money[bond->payer][STABIL_ITEM_INCENTIVE] -= amount;
  if (post >= 0) s->flows.incentive_cost[post] -= amount;
}

void stabil_bonds_buy_out(stabil_state *s, stabil_person *person, int post, int64_t n) {
  repay(s, &s->world->bond[person->bond - 1], post, n);
  person->bond = person->bond_end = 0;
}
