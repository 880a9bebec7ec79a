// SPDX-License-Identifier: GPL-3.0-or-later
// Attrition by competing hazards (docs/model.md 4.1). Most cohorts lose nobody in a step:
// u >= H dt n proves it without an exponential, since 1 - (1-p)^n <= n p <= n H dt.
#include "base/sample.h"
#include "model/bonds.h"
#include "year/state.h"

typedef struct rates { // a year, of one cohort
  double separate, leave, retire, buy_out, specialise;
} rates;

static void bind(const stabil_state *s, int i, rates *r) {
  const stabil_person person = stabil_cohorts_person(&s->cohorts, i);
  const stabil_bond_rates bond = stabil_bond_at(s->world, &person, s->step);
  r->separate *= bond.separate;
  r->buy_out = bond.buy_out;
}

// The multiplier of a hazard; where effects need mentors, that of the step.
static double factor(const stabil_state *s, stabil_mentored hazard,
                     const stabil_factors *factors, int i) {
  const stabil_world *w = s->world;
  const int at = s->cohorts.slot[i], stage = s->cohorts.stage[i],
            kind = s->cohorts.kind[i];
  const stabil_mentors *mentors = s->epoch->mentors[hazard];
  const int row = mentors ? mentors->row_of[at * w->stages + stage] : -1;
  return row < 0 ? stabil_factor(factors, w, at, stage, kind)
                 : s->mentored[hazard][row * w->kinds + kind];
}

static rates rates_of(const stabil_state *s, int i, const stabil_slot *slot) {
  const stabil_world *w = s->world;
  const stabil_cohorts *c = &s->cohorts;
  const int at = c->slot[i], stage = c->stage[i], kind = c->kind[i];
  rates r = {.separate = w->base[at]};
  if (slot->kind == STABIL_SLOT_STUDENT) return r;
  const stabil_epoch *e = s->epoch;
  const int profession = w->stage[stage].profession;
  const int track = kind / (1 << w->traits) % (w->tracks + 1);
  const int career = s->step - c->qualified[i];
  const int age = career < w->age_length ? career : w->age_length - 1;
  r.retire = w->retire[(profession * (w->tracks + 1) + track) * w->age_length + age] *
             stabil_factor(&e->retire, w, at, stage, kind);
  r.leave = w->leave[slot->place * w->professions + profession] *
            factor(s, STABIL_MENTORED_LEAVE, &e->leave, i);
  if (stabil_cohorts_bond(c, i)) bind(s, i, &r);
  if (slot->kind == STABIL_SLOT_SEARCH) return r;
  if (w->specialise && slot->kind == STABIL_SLOT_POST)
    r.specialise = w->specialise[at * w->stages + stage] *
                   stabil_factor(&e->specialise, w, at, stage, kind);
  r.separate *= factor(s, STABIL_MENTORED_SEPARATE, &e->separate, i);
  if (slot->kind == STABIL_SLOT_POST && !slot->rest) {
    const int here = s->step - c->hired[i];
    r.separate *= w->tenure[slot->role * w->tenure_length +
                            (here < w->tenure_length ? here : w->tenure_length - 1)];
    if (w->terms && stabil_cohorts_term_end(c, i))
      r.separate *= stabil_world_value(w, &w->study->role[slot->role].term.separate);
  }
  r.separate *= s->separate_by[at];
  r.leave *= s->leave_by[at];
  return r;
}

// Those who separate search where their post is; rotators who live in the rest of the
// country search there.
static void start_search(stabil_state *s, int i, int64_t n, bool bought_out) {
  const stabil_slot *slot = &s->world->slot[s->cohorts.slot[i]];
  const stabil_world *w = s->world;
  stabil_person person = stabil_cohorts_person(&s->cohorts, i);
  int place = slot->place;
  if (slot->kind == STABIL_SLOT_ROTATION) {
    for (int g = 1; g < w->groups; g++) {
      if (w->study->place[w->rest_place[g]].region == person.origin)
        place = w->rest_place[g];
    }
  }
  person.last_role = place == slot->place ? slot->role : -1;
  person.slot = w->search_slot + place;
  person.hired = s->step;
  person.term_end = 0;
  if (bought_out)
    stabil_bonds_buy_out(s, &person, slot->post, n);
  else
    stabil_bonds_move(s, &person);
  stabil_state_later(s, &person, n);
}

// Of a record's class of size, role and tenure; -1: it is not counted.
static int contract_cell(const stabil_state *s, int i, const stabil_slot *slot) {
  const int size = s->place_size[slot->place];
  if (slot->kind != STABIL_SLOT_POST || size < 0) return -1;
  const int years = (s->step - s->cohorts.hired[i]) / s->world->steps_per_year;
  const int tenure = years < s->tenure_classes ? years : s->tenure_classes - 1;
  return (slot->role * s->sizes + size) * s->tenure_classes + tenure;
}

static void tally_contract(stabil_state *s, int i, int64_t leavers,
                           const stabil_slot *slot) {
  const int cell = contract_cell(s, i, slot);
  const int cells = s->world->roles * s->sizes * s->tenure_classes;
  if (cell < 0) return;
  s->contracts[cell] += (double)leavers;
  // leavers are at risk for half of the step on average
  s->contracts[cells + cell] +=
      ((double)s->cohorts.n[i] - 0.5 * (double)leavers) * s->world->dt;
}

// Attrition has counted the whole step as time at risk.
void stabil_attrition_contract(stabil_state *s, int i) {
  const int cell = contract_cell(s, i, &s->world->slot[s->cohorts.slot[i]]);
  const int cells = s->world->roles * s->sizes * s->tenure_classes;
  if (cell < 0) return;
  s->contracts[cell] += 1.0;
  s->contracts[cells + cell] -= 0.5 * s->world->dt;
}

static void leave(stabil_state *s, int i, int64_t leavers, const rates *r) {
  const stabil_slot *slot = &s->world->slot[s->cohorts.slot[i]];
  const double all = r->separate + r->leave + r->retire + r->buy_out;
  int64_t separate = leavers, retire = 0, bought_out = 0;
  if (slot->kind == STABIL_SLOT_STUDENT) {
    s->flows.dropouts[stabil_cohorts_person(&s->cohorts, i).programme] += leavers;
    stabil_recruits_drop(s, i, leavers);
    stabil_cohorts_take(&s->cohorts, i, leavers);
    return;
  }
  if (r->retire > 0.0)
    retire = stabil_chance_binomial(s, stabil_state_key(s, i, STABIL_FOR_CAUSES, 0),
                                    leavers, r->retire / all);
  separate -= retire;
  if (r->leave > 0.0)
    separate -=
        stabil_chance_binomial(s, stabil_state_key(s, i, STABIL_FOR_CAUSES, 1), separate,
                               r->leave / (r->leave + r->separate + r->buy_out));
  if (r->buy_out > 0.0)
    bought_out =
        stabil_chance_binomial(s, stabil_state_key(s, i, STABIL_FOR_CAUSES, 2), separate,
                               r->buy_out / (r->buy_out + r->separate));
  stabil_state_leave(s, i, retire, STABIL_CAUSE_RETIRE);
  stabil_state_leave(s, i, leavers - retire - separate, STABIL_CAUSE_LEAVE_PROFESSION);
  stabil_state_leave(s, i, separate, STABIL_CAUSE_SEPARATE);
  if (separate > bought_out) start_search(s, i, separate - bought_out, false);
  if (bought_out > 0) start_search(s, i, bought_out, true);
}

static inline int64_t leavers_of(stabil_state *s, int i, int64_t n, double x) {
  if (s->world->expected)
    return stabil_chance_binomial(s, stabil_state_key(s, i, STABIL_FOR_LEAVERS, 0), n,
                                  -stabil_expm1(-x));
  const double u = stabil_state_uniform(s, i, STABIL_FOR_LEAVERS, 0);
  return u < x * (double)n ? stabil_sample_binomial(n, -stabil_expm1(-x), u) : 0;
}

void stabil_attrition_step(stabil_state *s) {
  const stabil_world *w = s->world;
  stabil_cohorts *c = &s->cohorts;
  const int count = c->count;
  for (int i = 0; i < count; i++) {
    const int64_t n = c->n[i];
    if (n == 0) continue;
    s->cohort_steps++;
    const stabil_slot *slot = &w->slot[c->slot[i]];
    const rates r = rates_of(s, i, slot);
    const double all = r.separate + r.leave + r.retire + r.buy_out + r.specialise;
    int64_t leavers = leavers_of(s, i, n, all * w->dt);
    int64_t going = 0;
    if (leavers > 0 && r.specialise > 0.0)
      going = stabil_chance_binomial(s, stabil_state_key(s, i, STABIL_FOR_SPECIALISE, 0),
                                     leavers, r.specialise / all);
    leavers -= going; // they keep the post
    if (slot->kind == STABIL_SLOT_POST && !slot->rest)
      tally_contract(s, i, leavers, slot);
    if (going > 0) stabil_specialise(s, i, going);
    if (leavers > 0) leave(s, i, leavers, &r);
  }
  stabil_state_arrive(s);
}
