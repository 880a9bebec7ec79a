// SPDX-License-Identifier: GPL-3.0-or-later
// Staff who are admitted to a programme: they leave a gap where they worked, and stay the
// people they are (docs/model.md).
#include <math.h>

#include "base/sample.h"
#include "model/levers.h"
#include "model/placements.h"
#include "year/state.h"

// May people of a record be admitted? Not from rotation posts, nor while bound to serve.
static bool eligible(const stabil_state *s, int i, const stabil_recruits *recruits) {
  const stabil_cohorts *c = &s->cohorts;
  const stabil_slot *slot = &s->world->slot[c->slot[i]];
  return c->n[i] > 0 && slot->kind == STABIL_SLOT_POST && !slot->rest &&
         stabil_set_has(&recruits->roles, slot->role) &&
         stabil_set_has(&recruits->stages, c->stage[i]) && !stabil_cohorts_bond(c, i) &&
         stabil_area_match(s->world, &recruits->where, slot->place);
}

static void list_eligible(stabil_state *s, const stabil_recruits *recruits) {
  s->record_count = 0;
  for (int i = 0; i < s->cohorts.count; i++)
    if (eligible(s, i, recruits)) stabil_state_list(s, i);
}

// Everybody is equally likely: the first of exponential clocks that run at the rate of
// each cohort's count, started by identity and not by the order of records.
static int pick(const stabil_state *s, uint32_t index) {
  int best = -1;
  double first = INFINITY;
  for (int k = 0; k < s->record_count; k++) {
    const int i = s->record[k];
    if (s->cohorts.n[i] == 0) continue;
    const double u = stabil_state_uniform(s, i, STABIL_FOR_RECRUITS, index);
    const double clock = stabil_state_clock(u, s->cohorts.n[i], first);
    if (clock < first) {
      first = clock;
      best = i;
    }
  }
  return best;
}

static void begin(stabil_state *s, int g, int i, int64_t unit) {
  const stabil_world *w = s->world;
  const stabil_person holder = stabil_cohorts_person(&s->cohorts, i);
  stabil_admission admission = stabil_epoch_admission(w, s->epoch, g);
  admission.holder = &holder;
  const stabil_person student =
      stabil_person_student(w, g, s->step, &admission, s->stream, (int)unit);
  stabil_state_leave(s, i, 1, STABIL_CAUSE_EDUCATION);
  stabil_cohorts_add(&s->cohorts, &student, 1);
  stabil_admission_tally(s, &student);
}

// The expected mode: one pass over everybody.
static int64_t admit_evenly(stabil_state *s, int g, int64_t units) {
  const stabil_recruits *recruits = &s->world->study->programme[g].recruits;
  const stabil_key key = {.group = s->world->programme_id[g],
                          .purpose = STABIL_FOR_RECRUITS};
  const int count = s->cohorts.count;
  int64_t heads = 0, admitted = 0;
  for (int i = 0; i < count; i++)
    if (eligible(s, i, recruits)) heads += s->cohorts.n[i];
  const double each = heads > 0 ? fmin(1.0, (double)units / (double)heads) : 0.0;
  for (int i = 0; i < count && admitted < units; i++) {
    if (!eligible(s, i, recruits)) continue;
    const int64_t n = s->cohorts.n[i], left = units - admitted;
    const int64_t here =
        stabil_chance_spread(s, key, each * (double)n, n < left ? n : left);
    for (int64_t k = 0; k < here; k++) begin(s, g, i, admitted++);
  }
  return admitted;
}

int64_t stabil_recruits_admit(stabil_state *s, int g, int64_t units) {
  const stabil_recruits *recruits = &s->world->study->programme[g].recruits;
  const uint64_t id = s->world->programme_id[g];
  if (s->world->expected) return admit_evenly(s, g, units);
  list_eligible(s, recruits);
  for (int64_t unit = 0; unit < units; unit++) {
    const uint32_t clock = (uint32_t)(stabil_random_mix(id + (uint64_t)unit) >> 32);
    const int i = pick(s, clock);
    if (i < 0) return unit;
    begin(s, g, i, unit);
  }
  return units;
}

void stabil_recruits_drop(stabil_state *s, int i, int64_t n) {
  const stabil_world *w = s->world;
  stabil_person person = stabil_cohorts_person(&s->cohorts, i);
  const stabil_programme *programme = &w->study->programme[person.programme];
  const int stage = programme->recruits.drop_to;
  if (!programme->recruits.given || stage < 0) return;
  const int place = person.claim ? person.claim - 1 : programme->place;
  const int length = w->stage[stage].steps;
  person.slot = w->search_slot + place;
  person.stage = stage;
  person.stage_end = length ? s->step + 1 + length : STABIL_NEVER;
  person.traits &= stabil_person_traits_of(w, w->stage[stage].profession);
  person.programme = -1;
  person.claim = 0;
  person.hired = s->step;
  stabil_state_later(s, &person, n);
}
