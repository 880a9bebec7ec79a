// SPDX-License-Identifier: GPL-3.0-or-later
// The slow twin: education, ends of stages, leaving.
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>

#include "twin_world.h"

static int contract_of(const stabil_twin_person *person) {
  if (person->state == STABIL_TWIN_IN_POST) return 0;
  return person->state == STABIL_TWIN_ROTATING ? 1 : -1;
}

static double separate(const stabil_twin *twin, const stabil_twin_person *person) {
  if (person->post < 0) return 0;
  const stabil_twin_post *post = &twin->post[person->post];
  if (person->state == STABIL_TWIN_ROTATING) return twin->wrong * post->separate_rotating;
  double dt = 1.0 / twin->study->steps_per_year;
  double years = (twin->step - person->hired + 0.5) * dt; // as the step begins
  const stabil_role *role = &twin->study->role[post->role];
  double tenure = person->hired == twin->step
                      ? stabil_twin_tenure_multiplier(role, 0, 1.5 * dt)
                      : stabil_twin_tenure_multiplier(role, years, years + dt);
  return twin->wrong * post->separate * (post->rest ? 1 : tenure);
}

static double retire(const stabil_twin *twin, const stabil_twin_person *person) {
  const stabil_study *study = twin->study;
  const stabil_profession *profession = &study->profession[person->profession];
  double entry = profession->entry_age.value;
  if (person->programme >= 0 && study->programme[person->programme].track >= 0)
    entry = study->track[study->programme[person->programme].track].entry_age.value;
  double dt = 1.0 / study->steps_per_year;
  double age = entry + (twin->step - person->qualified) * dt, rate = 0;
  if (age >= profession->retire_end.value) return 1000;
  double end = fmin(age + dt, profession->retire_end.value);
  for (int i = 0; i < 50; i++)
    rate += stabil_twin_retire_rate(profession, age + (end - age) * (i + 0.5) / 50) / 50;
  return rate;
}

// A rate a year; `lever` names it.
double stabil_twin_hazard(const stabil_twin *twin, const stabil_twin_person *person,
                          int lever) {
  const stabil_study *study = twin->study;
  int role = person->post >= 0 ? twin->post[person->post].role : -1;
  stabil_twin_at at = {person->place, role, contract_of(person), person};
  double rate = 0;
  if (lever == STABIL_LEVER_SEPARATE) rate = separate(twin, person);
  if (lever == STABIL_LEVER_RETIRE) rate = retire(twin, person);
  if (lever == STABIL_LEVER_LEAVE)
    rate = stabil_twin_table(study, &study->profession[person->profession].leave,
                             person->place);
  return rate > 0 ? stabil_twin_lever(twin, lever, rate, at) : 0;
}

void stabil_twin_leave_post(stabil_twin *twin, stabil_twin_person *person) {
  stabil_twin_terms *terms = &twin->terms[person->post];
  *stabil_twin_cell(twin, STABIL_MEASURE_SEPARATIONS, person->post) += 1;
  if (person->state == STABIL_TWIN_ROTATING) {
    terms->rotators--;
    terms->rotation_exits++;
  } else {
    terms->staff--;
    terms->exits++;
    *stabil_twin_cell(twin, STABIL_MEASURE_LEFT, person->post) += 1;
  }
  person->left_post = true;
  person->just_left = person->post;
  person->post = -1;
}

// What has been left for good is left: the first post, its place, its labour region.
static void remember_place(const stabil_twin *twin, stabil_twin_person *person,
                           int place) {
  const stabil_place *all = twin->study->place;
  if (person->first_post < 0) {
    person->first_place = place;
    return;
  }
  if (place != person->first_place) person->left_place = true;
  if (all[place].region != all[person->first_place].region) person->left_region = true;
}

void stabil_twin_enter_post(stabil_twin *twin, stabil_twin_person *person, int post,
                            stabil_twin_state contract) {
  const stabil_twin_post *p = &twin->post[post];
  person->state = contract;
  person->post = post;
  person->place = p->place;
  person->fresh = false;
  remember_place(twin, person, p->place);
  if (person->first_post < 0 && person->programme >= 0)
    person->first_post = p->district ? 0 : 1; // of those whose education was seen
  *stabil_twin_cell(twin, STABIL_MEASURE_HIRES, post) += 1;
  if (contract == STABIL_TWIN_ROTATING) {
    twin->terms[post].rotators++;
    return;
  }
  twin->terms[post].staff++;
  *stabil_twin_cell(twin, STABIL_MEASURE_ENTERED, post) += 1;
}

// Searching at the place of the post; rotators from the rest at home.
static void search(stabil_twin *twin, stabil_twin_person *person) {
  bool rotating = person->state == STABIL_TWIN_ROTATING;
  stabil_twin_leave_post(twin, person);
  if (rotating && person->origin_rest >= 0) {
    person->place = person->origin_rest;
    person->left_place = person->left_region = true;
    person->just_left = -1;
  }
  person->state = STABIL_TWIN_SEARCHING;
  person->fresh = true;
}

static double open_fte(const stabil_twin *twin, int post) {
  const stabil_twin_terms *terms = &twin->terms[post];
  double target = terms->funded * (1 - terms->rotation_share);
  return fmax(0, target - terms->staff * terms->fraction);
}

static bool belongs(const stabil_twin *twin, int post, int role, int hospital) {
  const stabil_twin_post *p = &twin->post[post];
  const stabil_place *place = &twin->study->place[p->place];
  if (p->role != role) return false;
  if (p->rest) return p->place == hospital;
  return place->kind == STABIL_MUNICIPALITY && place->hospital == hospital;
}

// A post by open posts, or by funded posts if none is open; -1 if there is no post.
static int draw_post(stabil_twin *twin, int role, int hospital) {
  double *weight = stabil_twin_alloc((size_t)twin->post_count, sizeof *weight);
  double total = 0;
  int taken = -1;
  for (int pass = 0; pass < 2 && total <= 0; pass++)
    for (int j = 0; j < twin->post_count; j++) {
      bool in = belongs(twin, j, role, hospital);
      weight[j] = !in ? 0 : pass == 0 ? open_fte(twin, j) : twin->terms[j].funded;
      if (in && twin->post[j].rest) weight[j] = 1;
      total += weight[j];
    }
  if (total > 0) {
    gsl_ran_discrete_t *table =
        gsl_ran_discrete_preproc((size_t)twin->post_count, weight);
    taken = (int)gsl_ran_discrete(twin->rng, table);
    gsl_ran_discrete_free(table);
  }
  free(weight);
  return taken;
}

static void transfer(stabil_twin *twin, stabil_twin_person *person, int role) {
  int post = draw_post(twin, role, person->place);
  if (post < 0) {
    search(twin, person);
    return;
  }
  stabil_twin_leave_post(twin, person);
  stabil_twin_enter_post(twin, person, post, STABIL_TWIN_IN_POST);
  person->hired = twin->post[post].rest ? 0 : twin->step + 1;
}

static void go_on(stabil_twin *twin, stabil_twin_person *person) {
  const stabil_stage *ended = &twin->study->stage[person->stage];
  person->stage = ended->next;
  int length = stabil_twin_stage_steps(twin, person->stage);
  person->stage_end = length > 0 ? twin->step + 1 + length : STABIL_TWIN_NEVER;
  if (person->post < 0) return; // who is searching goes on doing so
  if (ended->then == STABIL_SEEK) search(twin, person);
  if (ended->then == STABIL_TRANSFER) transfer(twin, person, ended->transfer_role);
}

// Who transfers is placed after the posts of the others are open.
static void end_stages(stabil_twin *twin, bool transfers) {
  for (int i = 0; i < twin->person_count; i++) {
    stabil_twin_person *person = &twin->person[i];
    bool placed = person->post >= 0;
    if (!placed && person->state != STABIL_TWIN_SEARCHING) continue;
    if (person->stage_end > twin->step + 1) continue;
    bool moves = placed && twin->study->stage[person->stage].then == STABIL_TRANSFER;
    if (moves == transfers) go_on(twin, person);
  }
}

// What ends with the step: its date is that of the next step, as is that of a hire.
void stabil_twin_go_on(stabil_twin *twin) {
  end_stages(twin, false);
  end_stages(twin, true);
  for (int i = 0; i < twin->person_count; i++) {
    stabil_twin_person *person = &twin->person[i];
    if (person->state != STABIL_TWIN_STUDENT || person->stage_end > twin->step + 1)
      continue;
    stabil_twin_graduate(twin, person, twin->step + 1);
    *stabil_twin_school(twin, STABIL_EDUCATION_GRADUATES, person->programme) += 1;
  }
}

static void study_on(stabil_twin *twin, stabil_twin_person *person, double dt) {
  double rate = -log(1 - twin->study->programme[person->programme].dropout.value);
  if (gsl_rng_uniform(twin->rng) >= 1 - exp(-rate * dt)) return;
  person->state = STABIL_TWIN_GONE;
  *stabil_twin_school(twin, STABIL_EDUCATION_DROPOUTS, person->programme) += 1;
}

// Who took the post in the step before has been there for half of it, unless the post
// began on a date: with a stage of training, or straight after graduation.
static double at_risk(const stabil_twin *twin, const stabil_twin_person *person,
                      double dt) {
  bool placed = person->post >= 0 && !twin->post[person->post].rest && twin->step > 0;
  int length = stabil_twin_stage_steps(twin, person->stage);
  bool dated = (length > 0 && person->stage_end - person->hired == length) ||
               person->qualified == person->hired;
  return placed && person->hired == twin->step && !dated ? 1.5 * dt : dt;
}

static void work_on(stabil_twin *twin, stabil_twin_person *person, double dt) {
  double separating = stabil_twin_hazard(twin, person, STABIL_LEVER_SEPARATE);
  double leaving = stabil_twin_hazard(twin, person, STABIL_LEVER_LEAVE);
  double retiring = stabil_twin_hazard(twin, person, STABIL_LEVER_RETIRE);
  double all = separating + leaving + retiring;
  if (gsl_rng_uniform(twin->rng) >= 1 - exp(-all * at_risk(twin, person, dt))) return;
  double cause = gsl_rng_uniform(twin->rng) * all;
  if (cause < separating) {
    search(twin, person);
    return;
  }
  if (person->post >= 0) stabil_twin_leave_post(twin, person);
  person->state = STABIL_TWIN_GONE;
}

void stabil_twin_attrition(stabil_twin *twin) {
  double dt = 1.0 / twin->study->steps_per_year;
  for (int i = 0; i < twin->person_count; i++) {
    stabil_twin_person *person = &twin->person[i];
    if (person->state == STABIL_TWIN_STUDENT)
      study_on(twin, person, dt);
    else
      work_on(twin, person, dt);
  }
}
