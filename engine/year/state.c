// SPDX-License-Identifier: GPL-3.0-or-later
#include "year/state.h"

#include <stdlib.h>
#include <string.h>

#include "model/capacity.h"
#include "model/interaction.h"
#include "model/mentors.h"

static bool make(void *out, size_t count, size_t size) {
  void *p = calloc(count ? count : 1, size);
  memcpy(out, &p, sizeof p);
  return p != NULL;
}

static bool make_flows(stabil_flows *f, size_t posts, size_t programmes) {
  return make(&f->entered, posts, sizeof(int64_t)) &&
         make(&f->left, posts, sizeof(int64_t)) &&
         make(&f->hires, posts, sizeof(int64_t)) &&
         make(&f->separations, posts, sizeof(int64_t)) &&
         make(&f->person_years, posts, sizeof(double)) &&
         make(&f->locum_weeks, posts, sizeof(double)) &&
         make(&f->locum_cost, posts, sizeof(double)) &&
         make(&f->wage_cost, posts, sizeof(double)) &&
         make(&f->incentive_cost, posts, sizeof(double)) &&
         make(&f->rotation_cost, posts, sizeof(double)) &&
         make(&f->recruitment_cost, posts, sizeof(double)) &&
         make(&f->programme_cost, posts, sizeof(double)) &&
         make(&f->admitted, programmes, sizeof(int64_t)) &&
         make(&f->graduates, programmes, sizeof(int64_t)) &&
         make(&f->dropouts, programmes, sizeof(int64_t)) &&
         make(&f->refused, programmes, sizeof(int64_t)) &&
         make(&f->staff_before, posts, sizeof(int64_t)) &&
         make(&f->filled, posts, sizeof(stabil_fte)) &&
         make(&f->fill_wait, posts, sizeof(int64_t));
}

// Spells of more than ten years before the start are cut to it.
enum { VACANT_BEFORE_YEARS = 10 };

static bool make_vacancies(stabil_vacancies *v, const stabil_world *w) {
  const size_t posts = (size_t)w->posts;
  v->past = 2 * VACANT_BEFORE_YEARS * w->steps_per_year;
  v->bins = v->past + 2 * w->steps;
  return make(&v->fte, posts * (size_t)v->bins, sizeof(stabil_fte)) &&
         make(&v->open, posts, sizeof(stabil_fte)) &&
         make(&v->oldest, posts, sizeof(int));
}

static bool make_scratch(stabil_state *s, size_t posts, size_t programmes) {
  s->move_capacity = s->applicant_capacity = s->record_capacity = 1024;
  s->proposer_capacity = s->refusal_capacity = 1024;
  return make(&s->exits, 2 * posts, sizeof(int64_t)) &&
         make(&s->hires_step, posts, sizeof(int64_t)) &&
         make(&s->entered_step, posts, sizeof(int64_t)) &&
         make(&s->succeeded, posts, sizeof(int64_t)) &&
         make(&s->dated, (size_t)s->world->steps_per_year * posts, sizeof(int64_t)) &&
         make(&s->settled, posts, sizeof(int64_t)) &&
         make(&s->admitted_step, programmes, sizeof(int64_t)) &&
         make(&s->heads_before, 2 * posts, sizeof(int64_t)) &&
         make(&s->separate_by, 2 * posts, sizeof(double)) &&
         make(&s->leave_by, 2 * posts, sizeof(double)) &&
         make(&s->fillable, 2 * posts, sizeof(int64_t)) &&
         make(&s->rotation_new, posts, sizeof(int64_t)) &&
         make(&s->size, 2 * posts, sizeof(double)) &&
         make(&s->option, 2 * posts, sizeof(int)) &&
         make(&s->cumulative, 2 * posts, sizeof(double)) &&
         make(&s->lot, 2 * posts, sizeof(double)) &&
         make(&s->open, posts, sizeof(int64_t)) &&
         make(&s->locum, posts, sizeof(stabil_fte)) &&
         make(&s->overtime, posts, sizeof(stabil_fte)) &&
         make(&s->pool, posts, sizeof(stabil_fte)) &&
         make(&s->gap, posts, sizeof(stabil_gap)) &&
         make(&s->locum_year, (size_t)s->world->roles, sizeof(stabil_fte)) &&
         make(&s->locum_first, (size_t)s->world->roles, sizeof(stabil_fte)) &&
         make(&s->price_by, (size_t)s->world->roles, sizeof(double)) &&
         make(&s->locum_paid, posts, sizeof(double)) &&
         make(&s->move, (size_t)s->move_capacity, sizeof(stabil_move)) &&
         make(&s->record, (size_t)s->record_capacity, sizeof(int)) &&
         make(&s->applicant, (size_t)s->applicant_capacity, sizeof(stabil_applicant)) &&
         make(&s->proposer, (size_t)s->proposer_capacity, sizeof(stabil_proposer)) &&
         make(&s->refusal, (size_t)s->refusal_capacity, sizeof(stabil_refusal)) &&
         make(&s->remaining, 2 * posts, sizeof(double)) &&
         make(&s->refused, 2 * posts, sizeof(bool)) &&
         make(&s->ties_first, posts, sizeof(bool));
}

// Memory of what a study turns on alone.
static bool make_feedback(stabil_state *s) {
  const stabil_world *w = s->world;
  bool load = false;
  for (int r = 0; r < w->roles; r++) load = load || w->study->role[r].load.given;
  return (!w->study->shock.given ||
          make(&s->shock, (size_t)(w->years * w->places), sizeof(double))) &&
         (!load ||
          make(&s->load, (size_t)(w->steps_per_year * w->posts), sizeof(double)));
}

static bool make_rotation(stabil_state *s, size_t posts) {
  const size_t all = (size_t)s->world->rules * posts;
  return make(&s->rotation_own, posts, sizeof(double)) &&
         make(&s->on, posts, sizeof(int)) && make(&s->off, posts, sizeof(int)) &&
         make(&s->adopted, all, sizeof(bool)) && make(&s->years_high, all, sizeof(int)) &&
         make(&s->years_low, all, sizeof(int));
}

static bool make_mentors(stabil_state *s, size_t posts) {
  const stabil_world *w = s->world;
  const size_t rows = (size_t)stabil_mentors_rows(w), kinds = (size_t)w->kinds;
  const size_t terms = rows > 0 ? (size_t)stabil_mentors_terms(w) : 0;
  bool made = true;
  if (rows > 0)
    made = make(&s->mentors, posts, sizeof(int64_t)) &&
           make(&s->meant, posts, sizeof(int64_t));
  for (int k = 0; k < STABIL_MENTORED_COUNT && made && rows > 0; k++)
    made = make(&s->mentored[k], rows * kinds, sizeof(double));
  if (made && terms > 0)
    made = make(&s->mentor_factor, terms * rows, sizeof(double)) &&
           make(&s->mentor_term, terms, sizeof(stabil_multiplier));
  return made;
}

static bool make_capacity(stabil_state *s) {
  const stabil_world *w = s->world;
  const size_t posts = (size_t)w->posts;
  bool made = true;
  if (stabil_capacity_given(w))
    made = make(&s->supervision, posts, sizeof(stabil_fte)) &&
           make(&s->asked, posts, sizeof(double));
  if (made && w->supervised_count > 0)
    made = make(&s->full, posts * (size_t)w->stages, sizeof(bool));
  return made && make_mentors(s, posts);
}

static bool make_results(stabil_state *s, size_t posts, size_t programmes) {
  const size_t years = (size_t)s->world->years;
  return make(&s->values, STABIL_MEASURE_COUNT * years * posts, sizeof(double)) &&
         make(&s->initial, posts, sizeof(double)) &&
         make(&s->education, STABIL_EDUCATION_COUNT * years * programmes,
              sizeof(double)) &&
         make(&s->money, years * STABIL_PAYER_COUNT * STABIL_ITEM_COUNT,
              sizeof(double)) &&
         make(&s->retained, STABIL_WHERE_COUNT * programmes * years * years,
              sizeof(double)) &&
         make(&s->contracts, 2 * (size_t)(s->world->roles * s->sizes * s->tenure_classes),
              sizeof(double)) &&
         make(&s->admitted_traits, years * stabil_state_traits(s->world),
              sizeof(double)) &&
         make(&s->causes, STABIL_CAUSE_COUNT * years * posts, sizeof(double)) &&
         make(&s->origins, STABIL_ORIGIN_COUNT * years * posts, sizeof(double)) &&
         make(&s->strata, stabil_strata_size(s->world), sizeof(double)) &&
         make(&s->bonds, stabil_bonds_size(s->world, s->bond_half_years), sizeof(double));
}

stabil_status stabil_state_create(const stabil_world *world, const stabil_layout *layout,
                                  const int *place_size, stabil_state **out,
                                  stabil_error *err) {
  const size_t posts = (size_t)world->posts, programmes = (size_t)world->programmes;
  stabil_state *s = calloc(1, sizeof *s);
  *out = NULL;
  if (s) {
    *s = (stabil_state){.world = world,
                        .tenure_classes = layout->tenure_years,
                        .sizes = layout->sizes.count,
                        .bond_half_years = layout->bond_half_years,
                        .place_size = place_size};
    if (stabil_cohorts_create(&s->cohorts, world) &&
        stabil_cohorts_create(&s->start, world) &&
        stabil_options_create(&s->options, world) &&
        make_flows(&s->flows, posts, programmes) && make_scratch(s, posts, programmes) &&
        make_feedback(s) && make_rotation(s, posts) && make_capacity(s) &&
        make_vacancies(&s->vacancies, world) && make_results(s, posts, programmes)) {
      *out = s;
      return STABIL_OK;
    }
  }
  stabil_state_free(s);
  return stabil_fail(err, STABIL_MEMORY, "no memory for a worker's state");
}

static void free_flows(stabil_flows *f) {
  void *list[] = {f->entered,
                  f->left,
                  f->hires,
                  f->separations,
                  f->person_years,
                  f->locum_weeks,
                  f->locum_cost,
                  f->wage_cost,
                  f->incentive_cost,
                  f->rotation_cost,
                  f->recruitment_cost,
                  f->programme_cost,
                  f->admitted,
                  f->graduates,
                  f->dropouts,
                  f->refused,
                  f->staff_before,
                  f->filled,
                  f->fill_wait};
  for (size_t i = 0; i < sizeof list / sizeof *list; i++) free(list[i]);
}

void stabil_state_free(stabil_state *s) {
  if (!s) return;
  stabil_cohorts_free(&s->cohorts);
  stabil_cohorts_free(&s->start);
  stabil_options_free(s->options);
  stabil_chance_free(&s->chance);
  free(s->lot);
  free(s->open);
  free_flows(&s->flows);
  void *list[] = {s->exits,
                  s->hires_step,
                  s->admitted_step,
                  s->heads_before,
                  s->fillable,
                  s->rotation_new,
                  s->size,
                  s->option,
                  s->cumulative,
                  s->locum,
                  s->move,
                  s->record,
                  s->applicant,
                  s->values,
                  s->initial,
                  s->education,
                  s->money,
                  s->retained,
                  s->admitted_traits,
                  s->contracts,
                  s->locum_paid,
                  s->shock,
                  s->separate_by,
                  s->leave_by,
                  s->overtime,
                  s->load,
                  s->locum_year,
                  s->locum_first,
                  s->price_by,
                  s->entered_step,
                  s->succeeded,
                  s->dated,
                  s->settled,
                  s->causes,
                  s->origins,
                  s->strata,
                  s->bonds,
                  s->vacancies.fte,
                  s->vacancies.open,
                  s->vacancies.oldest,
                  s->pool,
                  s->gap,
                  s->rotation_own,
                  s->on,
                  s->off,
                  s->adopted,
                  s->years_high,
                  s->years_low,
                  s->proposer,
                  s->refusal,
                  s->remaining,
                  s->refused,
                  s->ties_first,
                  s->supervision,
                  s->asked,
                  s->full,
                  s->mentors,
                  s->meant,
                  s->mentor_factor,
                  s->mentor_term,
                  s->mentored[STABIL_MENTORED_SEPARATE],
                  s->mentored[STABIL_MENTORED_LEAVE]};

  for (size_t i = 0; i < sizeof list / sizeof *list; i++) free(list[i]);
  free(s);
}

void stabil_state_leave(stabil_state *s, int record, int64_t n, stabil_cause_id cause) {
  const stabil_slot *slot = &s->world->slot[s->cohorts.slot[record]];
  stabil_cohorts_take(&s->cohorts, record, n);
  if (slot->post >= 0) stabil_bonds_leave(s, record, n, cause);
  if (slot->kind == STABIL_SLOT_POST) s->flows.left[slot->post] += n;
  if (slot->post < 0) return;
  s->exits[s->cohorts.slot[record]] += n;
  s->flows.separations[slot->post] += n;
  if (slot->rest) return;
  const int at = s->year * s->world->posts + slot->post;
  s->causes[at * STABIL_CAUSE_COUNT + (int)cause] += (double)n;
}

void stabil_state_enter(stabil_state *s, const stabil_person *person, int64_t n) {
  const stabil_slot *slot = &s->world->slot[person->slot];
  stabil_person arriving = *person;
  if (slot->kind == STABIL_SLOT_SEARCH) stabil_path_search(s->world, &arriving);
  stabil_cohorts_add(&s->cohorts, &arriving, n);
  if (slot->kind == STABIL_SLOT_POST) {
    s->flows.entered[slot->post] += n;
    s->entered_step[slot->post] += n;
  }
  if (slot->post >= 0) {
    s->flows.hires[slot->post] += n;
    if (!slot->rest && person->origin >= 0 &&
        person->origin == s->world->study->place[slot->place].region)
      stabil_state_count(s, STABIL_MEASURE_HOME_HIRES, slot->post, n);
    s->hires_step[slot->post] += n;
  }
}

// Where somebody was until now, as seen from a place.
static stabil_origin_id origin_of(const stabil_world *w, const stabil_person *before,
                                  int place) {
  const int from = w->slot[before->slot].place;
  const stabil_place *there = &w->study->place[from], *here = &w->study->place[place];
  if (before->programme >= 0 && before->first_post == STABIL_FIRST_NONE)
    return STABIL_ORIGIN_GRADUATE;
  if (w->place_rest[from]) return STABIL_ORIGIN_REST;
  if (there->region == here->region) return STABIL_ORIGIN_LOCAL;
  return there->county >= 0 && there->county == here->county ? STABIL_ORIGIN_COUNTY
                                                             : STABIL_ORIGIN_REGION;
}

void stabil_state_hire(stabil_state *s, int record, const stabil_person *person,
                       int64_t n, stabil_cause_id cause) {
  const stabil_world *w = s->world;
  const stabil_slot *to = &w->slot[person->slot];
  const stabil_person before = stabil_cohorts_person(&s->cohorts, record);
  stabil_state_leave(s, record, n, cause);
  stabil_state_enter(s, person, n);
  if (to->rest) return;
  const int at = s->year * w->posts + to->post;
  const stabil_origin_id origin = origin_of(w, &before, to->place);
  s->origins[at * STABIL_ORIGIN_COUNT + (int)origin] += (double)n;
}

bool stabil_state_room(stabil_state *s, void *array, size_t size, int count,
                       int *capacity) {
  void *p;
  if (count < *capacity) return true;
  memcpy(&p, array, sizeof p);
  void *more = realloc(p, 2 * (size_t)*capacity * size);
  if (!more) {
    s->cohorts.failed = true;
    return false;
  }
  memcpy(array, &more, sizeof more);
  *capacity *= 2;
  return true;
}

void stabil_state_list(stabil_state *s, int record) {
  if (stabil_state_room(s, &s->record, sizeof *s->record, s->record_count,
                        &s->record_capacity))
    s->record[s->record_count++] = record;
}

static void remember(stabil_state *s, const stabil_person *person, int64_t n,
                     bool inside) {
  if (n == 0) return;
  if (!stabil_state_room(s, &s->move, sizeof *s->move, s->move_count, &s->move_capacity))
    return;
  s->move[s->move_count++] = (stabil_move){*person, n, inside};
}

void stabil_state_later(stabil_state *s, const stabil_person *person, int64_t n) {
  remember(s, person, n, false);
}

void stabil_state_later_inside(stabil_state *s, const stabil_person *person, int64_t n) {
  remember(s, person, n, true);
}

void stabil_state_arrive(stabil_state *s) {
  for (int i = 0; i < s->move_count; i++) {
    const stabil_move *move = &s->move[i];
    if (move->inside)
      stabil_cohorts_add(&s->cohorts, &move->person, move->n);
    else
      stabil_state_enter(s, &move->person, move->n);
  }
  s->move_count = 0;
}

stabil_person stabil_state_hired(const stabil_state *s, const stabil_person *seeker,
                                 int slot) {
  const stabil_world *w = s->world;
  const stabil_slot *to = &w->slot[slot];
  stabil_person person = *seeker;
  person.slot = slot;
  const int becomes = w->becomes[to->role * w->stages + seeker->stage];
  person.stage = becomes >= 0 ? becomes : seeker->stage; // a holder who changes contract
  if (person.stage != seeker->stage)
    person.stage_end = w->stage[person.stage].steps
                           ? s->step + 1 + w->stage[person.stage].steps
                           : STABIL_NEVER;
  person.hired = to->rest ? 0 : s->step + 1;
  person.term_end = 0;
  person.claim = 0;
  person.last_role = -1;
  if (person.first_post == STABIL_FIRST_NONE && person.programme >= 0)
    person.first_post =
        w->place_district[to->place] ? STABIL_FIRST_DISTRICT : STABIL_FIRST_OTHER;
  if (person.bond) stabil_bonds_take_post(s, &person);
  stabil_path_take_post(w, seeker, &person);
  return person;
}

stabil_fte stabil_state_target(const stabil_state *s, int post) {
  const stabil_fte funded = s->model->funded[s->year * s->world->posts + post];
  const double share = s->rotation_share[post];
  return share == 0.0 ? funded : funded - stabil_fte_of(stabil_fte_value(funded) * share);
}

stabil_fte stabil_state_held(const stabil_state *s, int post) {
  return stabil_cohorts_heads(&s->cohorts, post) * s->epoch->held_per_head[post];
}
