// SPDX-License-Identifier: GPL-3.0-or-later
// Holders of posts look at what other employers of their labour region can fill now, and
// apply beside those who search (docs/model.md 4.13).
#include "base/sample.h"
#include "model/bonds.h"
#include "year/matching.h"

static bool anybody_looks(const stabil_world *w) {
  for (int r = 0; r < w->roles; r++) {
    if (w->study->role[r].job_search.given) return true;
  }
  return false;
}

// Who is bound or in training stays, and so does who has come in this very step.
static bool may_look(const stabil_state *s, int i, const stabil_slot *slot) {
  const stabil_world *w = s->world;
  const stabil_cohorts *c = &s->cohorts;
  if (slot->kind != STABIL_SLOT_POST || slot->rest || c->n[i] == 0) return false;
  const stabil_job_search *search = &w->study->role[slot->role].job_search;
  if (!search->given || c->hired[i] > s->step) return false;
  if (w->stage[c->stage[i]].steps > 0 && search->trainees != 1) return false;
  if (!stabil_cohorts_bond(c, i)) return true;
  const stabil_person person = stabil_cohorts_person(c, i);
  return !stabil_bond_binds(w, &person, s->step);
}

// In which the holders who are left have looked, for those, too, who have left since: on
// average half of the step. Who came in the middle of the last one looks since then.
static double years_of(const stabil_state *s, int i, const stabil_slot *slot) {
  const double before = (double)s->heads_before[slot->post];
  const double now = (double)stabil_cohorts_heads(&s->cohorts, slot->post);
  const double present = before > now ? 0.5 * (1.0 + before / now) : 1.0;
  return s->world->dt * (stabil_attrition_midway(s, i, slot) ? present + 0.5 : present);
}

static int64_t lookers(stabil_state *s, int i, const stabil_job_search *search) {
  const stabil_world *w = s->world;
  const stabil_cohorts *c = &s->cohorts;
  const double x =
      stabil_world_value(w, &search->rate) * years_of(s, i, &w->slot[c->slot[i]]) *
      stabil_factor(&s->epoch->job_search, w, c->slot[i], c->stage[i], c->kind[i]);
  const double u =
      w->expected ? 0.0 : stabil_state_uniform(s, i, STABIL_FOR_JOB_SEARCH, 0);
  if (u >= x * c->n[i]) return 0; // as in attrition
  return stabil_chance_binomial(s, stabil_state_key(s, i, STABIL_FOR_JOB_SEARCH, 0),
                                c->n[i], -stabil_expm1(-x));
}

// Each chooses one of the posts, or to stay.
static void look(stabil_state *s, int i, int64_t n, double stay) {
  const stabil_person person = stabil_cohorts_person(&s->cohorts, i);
  const stabil_options *options = &s->options[person.stage];
  const stabil_holder_view holder = {.seeker =
                                         stabil_seeker_of(s->world, &person, s->step),
                                     .post = person.slot,
                                     .fillable = s->fillable};
  const int k = options->ordinary;
  const double sum = stabil_options_weigh_near(s->world, options, &holder, s->cumulative);
  if (sum <= 0.0) return;
  s->cumulative[k] = sum + stabil_exp(stay);
  stabil_key key = stabil_state_key(s, i, STABIL_FOR_JOB_SEARCH, 1);
  for (int unit = 0; unit < n; unit++) {
    key.index = 1 + (uint32_t)unit;
    const int at =
        stabil_sample_index(s->cumulative, k + 1, stabil_chance_uniform(s, key));
    if (at < k) (void)stabil_applicants_add(s, i, unit, options->slot[at], 0);
  }
}

void stabil_job_search_step(stabil_state *s) {
  const stabil_world *w = s->world;
  if (!anybody_looks(w)) return;
  const int count = s->cohorts.count;
  for (int i = 0; i < count; i++) {
    const stabil_slot *slot = &w->slot[s->cohorts.slot[i]];
    if (!may_look(s, i, slot)) continue;
    const stabil_job_search *search = &w->study->role[slot->role].job_search;
    const int64_t n = lookers(s, i, search);
    if (n > 0) look(s, i, n, stabil_world_value(w, &search->stay));
  }
}
