// SPDX-License-Identifier: GPL-3.0-or-later
// Education and stages (docs/model.md 4.7): graduation, stages that end exactly,
// admission.
#include "base/sample.h"
#include "model/placements.h"
#include "year/state.h"

// A stage that begins as this step ends.
static int after(const stabil_state *s, int stage) {
  const int length = s->world->stage[stage].steps;
  return length ? s->step + 1 + length : STABIL_NEVER;
}

static void graduate(stabil_state *s, int i, int64_t n) {
  const stabil_world *w = s->world;
  stabil_person person = stabil_cohorts_person(&s->cohorts, i);
  person.slot = w->search_slot + w->slot[person.slot].place;
  person.qualified = s->step + 1;
  person.hired = s->step;
  person.stage_end = after(s, person.stage);
  s->flows.graduates[person.programme] += n;
  stabil_strata_graduate(s, &person, n);
  int64_t free = stabil_claims_graduate(s, i, &person, n);
  free = stabil_bonds_graduate(s, i, &person, free);
  stabil_cohorts_take(&s->cohorts, i, n);
  stabil_state_later(s, &person, free);
}

static void stay(stabil_state *s, int i, int64_t n, stabil_person person) {
  person.stage = s->world->stage[person.stage].next;
  person.stage_end = after(s, person.stage);
  stabil_cohorts_take(&s->cohorts, i, n);
  stabil_cohorts_add(&s->cohorts, &person, n);
}

static void seek(stabil_state *s, int i, int64_t n, stabil_person person) {
  const stabil_world *w = s->world;
  person.last_role = w->slot[person.slot].role;
  person.slot = w->search_slot + w->slot[person.slot].place;
  person.stage = w->stage[person.stage].next;
  person.stage_end = after(s, person.stage);
  person.hired = s->step;
  person.term_end = 0;
  stabil_bonds_move(s, &person);
  const int64_t free = stabil_claims_couple(s, i, &person, n);
  stabil_state_leave(s, i, n, STABIL_CAUSE_STAGE_END);
  stabil_state_later(s, &person, free);
}

// Posts of the role in the municipalities of this hospital, by open posts; by funded
// posts where none is open; where supervisors are short a post is no option. Returns the
// number of options and fills slots and weights.
static int transfer_options(stabil_state *s, int place, const stabil_stage_table *stage) {
  const stabil_world *w = s->world;
  const int role = stage->transfer_role;
  int count = 0;
  double open = 0.0;
  for (int i = 0; i < w->posts; i++) {
    const int post = w->post_order[i], p = w->post[post].place;
    if (w->post[post].role != role) continue;
    if (p != place && w->study->place[p].hospital != place) continue;
    if (stabil_supervision_room(s, post, stage->next) <= 0) continue;
    const stabil_fte left = stabil_state_target(s, post) - stabil_state_held(s, post);
    s->option[count] = post;
    s->size[count++] = left > 0 ? (double)left : 0.0;
    open += left > 0 ? (double)left : 0.0;
  }
  double sum = 0.0;
  for (int k = 0; k < count; k++) {
    const int post = s->option[k];
    const stabil_fte funded = s->model->funded[s->year * w->posts + post];
    sum += open > 0.0 ? s->size[k] : w->post[post].rest ? 1.0 : (double)funded;
    s->cumulative[k] = sum;
  }
  return sum > 0.0 ? count : 0;
}

static void transfer(stabil_state *s, int i, int64_t n, stabil_person person) {
  const stabil_world *w = s->world;
  const stabil_stage_table *stage = &w->stage[person.stage];
  const int place = w->slot[person.slot].place;
  const int64_t units = w->place_rest[place] ? 1 : n; // all to one post in the rest
  for (int64_t unit = 0; unit < units; unit++) {
    const int count = transfer_options(s, place, stage);
    if (count == 0) {
      seek(s, i, n - unit, person);
      return;
    }
    stabil_key key = stabil_state_key(s, i, STABIL_FOR_TRANSFER, (uint32_t)unit);
    key.channel = 0;
    const double u = stabil_chance_uniform(s, key);
    stabil_person moved = person;
    moved.slot = s->option[stabil_sample_index(s->cumulative, count, u)];
    moved.stage = stage->next;
    moved.stage_end = after(s, moved.stage);
    moved.hired = w->slot[moved.slot].rest ? 0 : s->step + 1;
    moved.term_end = 0;
    stabil_path_take_post(w, &person, &moved);
    stabil_state_hire(s, i, &moved, n / units, STABIL_CAUSE_STAGE_END);
  }
}

static bool transfers(const stabil_state *s, int i) {
  const stabil_slot_kind kind = s->world->slot[s->cohorts.slot[i]].kind;
  return (kind == STABIL_SLOT_POST || kind == STABIL_SLOT_ROTATION) &&
         s->world->stage[s->cohorts.stage[i]].then == STABIL_TRANSFER;
}

static void progress(stabil_state *s, int i) {
  const stabil_world *w = s->world;
  const int64_t n = s->cohorts.n[i];
  const stabil_slot_kind kind = w->slot[s->cohorts.slot[i]].kind;
  const stabil_person person = stabil_cohorts_person(&s->cohorts, i);
  if (transfers(s, i))
    transfer(s, i, n, person);
  else if (kind == STABIL_SLOT_STUDENT)
    graduate(s, i, n);
  else if (kind == STABIL_SLOT_SEARCH || w->stage[person.stage].then == STABIL_STAY)
    stay(s, i, n, person);
  else
    seek(s, i, n, person);
}

static int64_t seats_of(stabil_state *s, int g) {
  const stabil_world *w = s->world;
  return stabil_chance_round(s, stabil_key_of(w->programme_id[g], STABIL_FOR_SEATS, 0),
                             s->model->seats[s->year * w->programmes + g]);
}

void stabil_admission_tally(stabil_state *s, const stabil_person *student) {
  const stabil_world *w = s->world;
  const size_t row = (size_t)(w->traits * w->traits);
  double *out = s->admitted_traits + (size_t)s->year * stabil_state_traits(w) +
                (size_t)student->programme * row;
  for (int a = 0; a < w->traits; a++)
    for (int b = 0; b < w->traits; b++)
      out[a * w->traits + b] += (student->traits >> a) & (student->traits >> b) & 1;
}

static void admit_students(stabil_state *s, int g, int64_t units) {
  const stabil_admission admission = stabil_epoch_admission(s->world, s->epoch, g);
  for (int unit = 0; unit < units; unit++) {
    const stabil_person person =
        stabil_person_student(s->world, g, s->step, &admission, s->stream, unit);
    stabil_cohorts_add(&s->cohorts, &person, 1);
    stabil_admission_tally(s, &person);
  }
}

static void admit(stabil_state *s, int g) {
  const int64_t offered = seats_of(s, g);
  int64_t units = stabil_placements_admit(s, g, (int)offered);
  s->flows.refused[g] += offered - units;
  if (s->world->study->programme[g].recruits.given)
    units = stabil_recruits_admit(s, g, units);
  else
    admit_students(s, g, units);
  s->flows.admitted[g] += units;
  s->admitted_step[g] += units;
}

// Programmes that take the same staff do so in an order that is not the study's.
void stabil_admission_step(stabil_state *s) {
  const stabil_world *w = s->world;
  if (s->season != w->steps_per_year / 2) return;
  for (int i = 0; i < w->programmes; i++) admit(s, w->programme_order[i]);
}

// Where supervisors are shared it matters who is placed first: post by post, in the order
// of identity.
static void place_by_post(stabil_state *s) {
  const stabil_world *w = s->world;
  for (int j = 0; j < w->posts; j++) {
    for (int k = 0; k < s->record_count; k++) {
      const int i = s->record[k];
      if (w->slot[s->cohorts.slot[i]].post == w->post_order[j]) progress(s, i);
    }
  }
}

// Those who go on elsewhere leave before trainees are placed, so that a post that falls
// free now counts as open.
void stabil_progression_step(stabil_state *s) {
  const int count = s->cohorts.count;
  s->record_count = 0;
  for (int i = 0; i < count; i++) {
    if (s->cohorts.stage_end[i] != s->step + 1 || s->cohorts.n[i] == 0) continue;
    if (transfers(s, i))
      stabil_state_list(s, i);
    else
      progress(s, i);
  }
  if (s->world->supervised_count > 0)
    place_by_post(s);
  else
    for (int k = 0; k < s->record_count; k++) progress(s, s->record[k]);
  stabil_state_arrive(s);
}
