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
                 : s->mentored[hazard][row * mentors->classes + mentors->class_of[kind]];
}

static rates rates_of(const stabil_state *s, int i, const stabil_slot *slot) {
  const stabil_world *w = s->world;
  const stabil_cohorts *c = &s->cohorts;
  const int at = c->slot[i], stage = c->stage[i], kind = c->kind[i];
  const stabil_epoch *e = s->epoch;
  rates r = {.separate = w->base[at]};
  if (slot->kind == STABIL_SLOT_STUDENT) {
    r.separate = e->dropout[at - w->student_slot];
    return r;
  }
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

// Posts are filled at any time of a step, on average in its middle, and who came so has
// been at risk since. Training that begins with the post, and work straight after
// graduation, begin on the date.
bool stabil_attrition_midway(const stabil_state *s, int i, const stabil_slot *slot) {
  const stabil_cohorts *c = &s->cohorts;
  const int length = s->world->stage[c->stage[i]].steps;
  return c->hired[i] == s->step && s->step > 0 && slot->post >= 0 && !slot->rest &&
         c->qualified[i] != s->step &&
         (length == 0 || c->stage_end[i] != s->step + length);
}

static bool counted(const stabil_state *s, const stabil_slot *slot) {
  return slot->kind == STABIL_SLOT_POST && s->place_size[slot->place] >= 0;
}

static void tally_class(stabil_state *s, const stabil_slot *slot, int tenure,
                        double ended, double at_risk) {
  const int size = s->place_size[slot->place];
  if (tenure >= s->tenure_classes) tenure = s->tenure_classes - 1;
  const int cell = (slot->role * s->sizes + size) * s->tenure_classes + tenure;
  const int cells = s->world->roles * s->sizes * s->tenure_classes;
  s->contracts[cell] += ended;
  s->contracts[cells + cell] += at_risk;
}

// Exits and years at risk by years in post, which a step may straddle.
static void tally_contract(stabil_state *s, int i, int64_t leavers, double years) {
  const stabil_slot *slot = &s->world->slot[s->cohorts.slot[i]];
  if (!counted(s, slot)) return;
  // leavers are at risk for half of the time on average
  const double at_risk = ((double)s->cohorts.n[i] - 0.5 * (double)leavers) * years;
  const int half_steps = 2 * (s->step - s->cohorts.hired[i]) + 1,
            year = 2 * s->world->steps_per_year;
  const int from = half_steps == 1 ? 0 : half_steps, to = half_steps + 2;
  const int edge = (from / year + 1) * year;
  const double late = to > edge ? (double)(to - edge) / (to - from) : 0.0;
  tally_class(s, slot, from / year, (1.0 - late) * (double)leavers,
              (1.0 - late) * at_risk);
  if (late > 0.0)
    tally_class(s, slot, from / year + 1, late * (double)leavers, late * at_risk);
}

// Attrition has counted the whole step as time at risk.
void stabil_attrition_contract(stabil_state *s, int i) {
  const stabil_slot *slot = &s->world->slot[s->cohorts.slot[i]];
  const int years = (s->step - s->cohorts.hired[i]) / s->world->steps_per_year;
  if (counted(s, slot)) tally_class(s, slot, years, 1.0, -0.5 * s->world->dt);
}

// They have been counted as separations.
static void tally_bought_out(stabil_state *s, int i, int64_t n) {
  if (s->world->slot[s->cohorts.slot[i]].post < 0) return;
  stabil_bonds_exit(s, i, STABIL_BOND_EXIT_SEPARATE, -n);
  stabil_bonds_exit(s, i, STABIL_BOND_EXIT_BUY_OUT, n);
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
  if (bought_out > 0) tally_bought_out(s, i, bought_out);
  if (separate > bought_out) start_search(s, i, separate - bought_out, false);
  if (bought_out > 0) start_search(s, i, bought_out, true);
}

// How many of n it happens to at a hazard of x.
static inline int64_t struck(stabil_state *s, int i, stabil_purpose purpose, int64_t n,
                             double x) {
  if (s->world->expected)
    return stabil_chance_binomial(s, stabil_state_key(s, i, purpose, 0), n,
                                  -stabil_expm1(-x));
  const double u = stabil_state_uniform(s, i, purpose, 0);
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
    const double all = r.separate + r.leave + r.retire + r.buy_out;
    const double years = stabil_attrition_midway(s, i, slot) ? 1.5 * w->dt : w->dt;
    const int64_t leavers = struck(s, i, STABIL_FOR_LEAVERS, n, all * years);
    int64_t going = 0; // to further education: they keep the post and may still leave it
    if (r.specialise > 0.0)
      going = struck(s, i, STABIL_FOR_SPECIALISE, n - leavers, r.specialise * years);
    if (slot->kind == STABIL_SLOT_POST && !slot->rest)
      tally_contract(s, i, leavers, years);
    if (slot->post >= 0)
      stabil_bonds_at_risk(s, i, ((double)n - 0.5 * (double)leavers) * years);
    if (going > 0) stabil_specialise(s, i, going);
    if (leavers > 0) leave(s, i, leavers, &r);
  }
  stabil_state_arrive(s);
}
