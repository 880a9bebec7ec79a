// SPDX-License-Identifier: GPL-3.0-or-later
// First claims on a place: who gets one, and how they are honoured before anybody chooses
// (docs/model.md).
#include "model/claims.h"

#include <stdlib.h>

#include "base/sample.h"
#include "model/levers.h"
#include "year/matching.h"

// What a uniform of a person decides: index = 4 * unit + this. Permanent numbers.
enum { WHO_FIRST, WHICH_POST, WHICH_PLACE, HOW_MANY, PER_UNIT };

static stabil_key key_of(const stabil_state *s, int record, int64_t unit, int what) {
  stabil_key key =
      stabil_state_key(s, record, STABIL_FOR_CLAIM, (uint32_t)(unit * PER_UNIT + what));
  key.channel = (uint32_t)what;
  return key;
}

// --- who gets one
// ----------------------------------------------------------------------

typedef bool offers(const stabil_state *s, const void *terms, int post);

// Places are drawn by what their posts lack, by funded posts where none does. Returns a
// post, -1 if there is none at all.
static int draw_post(stabil_state *s, offers *may, const void *terms, stabil_key key) {
  const stabil_world *w = s->world;
  const stabil_fte *funded = s->model->funded + s->year * w->posts;
  for (int by_vacancy = 1; by_vacancy >= 0; by_vacancy--) {
    double sum = 0.0;
    for (int k = 0; k < w->posts; k++) {
      const int j = w->post_order[k];
      if (may(s, terms, j)) {
        const stabil_fte left = stabil_state_target(s, j) - stabil_state_held(s, j);
        sum += by_vacancy ? (left > 0 ? (double)left : 0.0) : (double)funded[j];
      }
      s->cumulative[k] = sum;
    }
    if (sum > 0.0)
      return w->post_order[stabil_sample_index(s->cumulative, w->posts,
                                               stabil_chance_uniform(s, key))];
  }
  return -1;
}

typedef struct signing {
  int agreement, stage;
} signing;

static bool signs(const stabil_state *s, const void *terms, int post) {
  const signing *at = terms;
  return stabil_agreement_signs(s->world, at->agreement, at->stage, post);
}

// n graduates have signed; returns how many found a place to sign with.
static int64_t sign(stabil_state *s, int record, const stabil_person *person, int a,
                    int64_t n) {
  const stabil_world *w = s->world;
  const int bond = w->study->agreement[a].bond;
  const signing at = {a, person->stage};
  for (int64_t unit = 0; unit < n; unit++) {
    stabil_key key = key_of(s, record, unit, WHICH_PLACE);
    key.identity ^= w->agreement_id[a];
    key.group += w->agreement_id[a];
    const int post = draw_post(s, signs, &at, key);
    if (post < 0) return unit;
    stabil_person bound = *person;
    bound.claim = 1 + w->post[post].place;
    if (bond >= 0) bound.bond = 1 + bond;
    stabil_state_later(s, &bound, 1);
  }
  return n;
}

int64_t stabil_claims_graduate(stabil_state *s, int record, const stabil_person *person,
                               int64_t n) {
  const stabil_world *w = s->world;
  if (person->claim) return n;
  double left = 1.0;
  for (int k = 0; k < w->agreements && n > 0; k++) {
    const int a = w->agreement_order[k];
    const double share = s->epoch->agreed[person->programme * w->agreements + a];
    if (share <= 0.0 || left <= 0.0) continue;
    stabil_key key = key_of(s, record, 0, HOW_MANY);
    key.identity ^= w->agreement_id[a];
    key.group += w->agreement_id[a];
    const double of_left = share < left ? share / left : 1.0;
    n -= sign(s, record, person, a, stabil_chance_binomial(s, key, n, of_left));
    left -= share;
  }
  return n;
}

typedef struct coupling {
  int role, place;
  stabil_claim_where where;
} coupling;

static bool couples(const stabil_state *s, const void *terms, int post) {
  const stabil_world *w = s->world;
  const coupling *to = terms;
  const int place = w->post[post].place;
  if (w->post[post].rest || w->post[post].role != to->role) return false;
  return place == to->place ||
         (to->where == STABIL_CLAIM_REGION && w->study->place[place].region >= 0 &&
          w->study->place[place].region == w->study->place[to->place].region);
}

int64_t stabil_claims_couple(stabil_state *s, int i, const stabil_person *person,
                             int64_t n) {
  const stabil_world *w = s->world;
  const int stage = s->cohorts.stage[i], slot = s->cohorts.slot[i];
  const stabil_next_claim *next = &w->study->stage[stage].next_claim;
  if (!next->given || slot >= w->posts || w->post[slot].rest) return n;
  const coupling to = {next->role, w->post[slot].place, next->where};
  const int64_t some = stabil_chance_binomial(
      s, key_of(s, i, 0, HOW_MANY), n, s->epoch->coupled[slot * w->stages + stage]);
  for (int64_t unit = 0; unit < some; unit++) {
    const int post = draw_post(s, couples, &to, key_of(s, i, unit, WHICH_PLACE));
    if (post < 0) return n - unit;
    stabil_person first = *person;
    first.claim = 1 + w->post[post].place;
    stabil_state_later(s, &first, 1);
  }
  return n - some;
}

// --- how they are honoured
// -----------------------------------------------------------------

static void forget(stabil_state *s, int i, stabil_person person) {
  const int64_t n = s->cohorts.n[i];
  person.claim = 0;
  stabil_cohorts_take(&s->cohorts, i, n);
  stabil_cohorts_add(&s->cohorts, &person, n);
}

// Everybody with a claim that holds stands in line, by chance.
static void line_up(stabil_state *s) {
  const stabil_world *w = s->world;
  const int count = s->cohorts.count;
  for (int i = 0; i < count; i++) {
    const int slot = s->cohorts.slot[i];
    if (s->cohorts.n[i] == 0 || slot < w->search_slot || slot >= w->student_slot ||
        !stabil_cohorts_claim(&s->cohorts, i))
      continue;
    const stabil_person person = stabil_cohorts_person(&s->cohorts, i);
    if (!stabil_claim_of(w, &person, s->step).holds) {
      forget(s, i, person);
      continue;
    }
    for (int unit = 0; unit < s->cohorts.n[i]; unit++) {
      if (!stabil_state_room(s, &s->applicant, sizeof *s->applicant, s->applicant_count,
                             &s->applicant_capacity))
        return;
      const double u = stabil_chance_uniform(s, key_of(s, i, unit, WHO_FIRST));
      s->applicant[s->applicant_count++] =
          (stabil_applicant){.record = i, .unit = unit, .priority = u, .proposer = -1};
    }
  }
}

static int by_priority(const void *a, const void *b) {
  const stabil_applicant *x = a, *y = b;
  if (x->priority != y->priority) return x->priority < y->priority ? -1 : 1;
  return x->record != y->record ? (x->record < y->record ? -1 : 1)
                                : (x->unit > y->unit) - (x->unit < y->unit);
}

// A post of the place that lacks people, one of several by how many; -1.
static int open_post(stabil_state *s, const stabil_applicant *a) {
  const stabil_world *w = s->world;
  const stabil_person person = stabil_cohorts_person(&s->cohorts, a->record);
  const stabil_claim claim = stabil_claim_of(w, &person, s->step);
  double sum = 0.0;
  for (int k = 0; k < w->posts; k++) {
    const int j = w->post_order[k];
    const int enters = w->becomes[w->post[j].role * w->stages + person.stage];
    if (s->open[j] > 0 && stabil_claim_takes(w, &claim, &person, s->step, j) &&
        stabil_supervision_room(s, j, enters) > 0)
      sum += (double)s->open[j];
    s->cumulative[k] = sum;
  }
  if (sum <= 0.0) return -1;
  const double u = stabil_chance_uniform(s, key_of(s, a->record, a->unit, WHICH_POST));
  return w->post_order[stabil_sample_index(s->cumulative, w->posts, u)];
}

// A post need not be advertised to be taken by somebody first in line.
void stabil_claims_step(stabil_state *s) {
  if (!s->world->claims) return;
  line_up(s);
  qsort(s->applicant, (size_t)s->applicant_count, sizeof *s->applicant, by_priority);
  for (int k = 0; k < s->applicant_count; k++) {
    stabil_applicant *a = &s->applicant[k];
    a->slot = open_post(s, a);
    if (a->slot < 0) continue;
    if (s->fillable[a->slot] == 0) s->fillable[a->slot] = 1;
    stabil_applicants_hire(s, a); // takes a fillable post
    stabil_state_count(s, STABIL_MEASURE_CLAIM_HIRES, s->world->slot[a->slot].post, 1);
    s->open[a->slot]--;
  }
  s->applicant_count = 0;
}
