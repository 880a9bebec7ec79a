// SPDX-License-Identifier: GPL-3.0-or-later
// The slow twin: who people are - the staff before year one, students, entrants.
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>

#include "twin_world.h"

// A random number; for people who come in expected numbers, the next coordinate of a
// point of a Latin hypercube, so that the shares of each attribute come out as stated.
static double uniform(stabil_twin *twin) {
  if (twin->spread == 0 || twin->coordinate == STABIL_TWIN_COORDINATES)
    return gsl_rng_uniform_pos(twin->rng);
  return twin->cube[twin->coordinate++ * twin->spread + twin->point];
}

// From here on `count` people come in expected numbers; 0: they are drawn again.
void stabil_twin_spread(stabil_twin *twin, int count) {
  twin->spread = count;
  free(twin->cube);
  twin->cube = stabil_twin_alloc((size_t)count * STABIL_TWIN_COORDINATES, sizeof(double));
  for (int c = 0; c < STABIL_TWIN_COORDINATES && count > 0; c++) {
    double *x = &twin->cube[c * count];
    for (int i = 0; i < count; i++) x[i] = (i + 0.5) / count;
    gsl_ran_shuffle(twin->rng, x, (size_t)count, sizeof *x);
  }
}

int stabil_twin_round(stabil_twin *twin, double x) {
  double whole = floor(x);
  return (int)whole + (uniform(twin) < x - whole);
}

int stabil_twin_stage_steps(const stabil_twin *twin, int stage) {
  return twin->study->stage[stage].months * twin->study->steps_per_year / 12;
}

// The place of a draw among weights; -1 if all are 0.
static int draw(stabil_twin *twin, const double *weight, int count) {
  double total = 0;
  for (int i = 0; i < count; i++) total += weight[i];
  double u = uniform(twin) * total;
  for (int i = 0; i < count; i++) {
    if (weight[i] > 0 && u <= weight[i]) return i;
    u -= weight[i];
  }
  return -1;
}

static int draw_share(stabil_twin *twin, const stabil_shares *shares) {
  if (shares->count == 0) return -1;
  double *weight = stabil_twin_alloc((size_t)shares->count, sizeof *weight);
  for (int i = 0; i < shares->count; i++) weight[i] = shares->share[i].value.value;
  int taken = draw(twin, weight, shares->count);
  free(weight);
  return taken < 0 ? -1 : shares->share[taken].index;
}

// Inhabitants of the municipalities of a region: of the district ones for a rural
// background, of the others without it; of all with `anywhere`.
static double region_population(const stabil_study *study, int region, bool rural,
                                bool anywhere) {
  double sum = 0;
  for (int i = 0; i < study->place_count; i++)
    if (study->place[i].kind == STABIL_MUNICIPALITY && study->place[i].region == region &&
        (anywhere || stabil_twin_in_district(study, i) == rural))
      sum += study->place[i].population;
  return sum;
}

// A labour region of the county (-1: of all modelled places) for a rural background or
// not; where there is none that suits the background, any.
static int draw_region(stabil_twin *twin, int county, bool rural) {
  const stabil_study *study = twin->study;
  double *weight = stabil_twin_alloc((size_t)study->region_count, sizeof *weight);
  int taken = -1;
  for (int pass = 0; pass < 2 && taken < 0; pass++) {
    for (int r = 0; r < study->region_count; r++) {
      bool in = county < 0 || stabil_twin_region_in_county(study, r, county);
      weight[r] = in ? region_population(study, r, rural, pass == 1) : 0;
    }
    taken = draw(twin, weight, study->region_count);
  }
  free(weight);
  return taken;
}

static void come_from_rest(const stabil_twin *twin, stabil_twin_person *person,
                           int place) {
  person->origin_rest = place;
  person->origin_region = twin->study->place[place].region;
  person->training_region = person->origin_region;
}

static void draw_origin(stabil_twin *twin, stabil_twin_person *person,
                        const stabil_origins *origins, int host) {
  const stabil_place *home = &twin->study->place[host];
  bool rural = twin->rural >= 0 && person->trait[twin->rural] == 1;
  person->origin_region = home->region;
  if (origins->count == 0) return;
  double *weight = stabil_twin_alloc((size_t)origins->count, sizeof *weight);
  for (int i = 0; i < origins->count; i++) weight[i] = origins->share[i].value.value;
  int taken = draw(twin, weight, origins->count);
  free(weight);
  if (taken < 0) return;
  const stabil_origin_share *origin = &origins->share[taken];
  bool near = origin->kind == STABIL_LOCAL || origin->kind == STABIL_IN_COUNTY;
  if (origin->kind == STABIL_FROM_PLACE)
    come_from_rest(twin, person, origin->place);
  else if (home->kind == STABIL_REST && near)
    come_from_rest(twin, person, host);
  else if (origin->kind == STABIL_LOCAL)
    person->origin_region = home->region;
  else
    person->origin_region =
        draw_region(twin, origin->kind == STABIL_IN_COUNTY ? home->county : -1, rural);
}

// The share of a trait by its own statement, given the traits drawn before it.
static double own_share(const stabil_twin *twin, const stabil_twin_person *person,
                        int trait) {
  const stabil_trait *t = &twin->study->trait[trait];
  if (t->has_share) return t->share.value;
  if (!t->has_logit) return 0;
  double logit = t->logit.value;
  for (int i = 0; i < t->given.count; i++)
    if (person->trait[t->given.share[i].index] == 1)
      logit += t->given.share[i].value.value;
  return 1 / (1 + exp(-logit));
}

static bool staff_has_share(const stabil_role *role, int trait) {
  for (int i = 0; i < role->staff.trait_count; i++)
    if (role->staff.trait[i].trait == trait) return true;
  return false;
}

static void draw_staff_traits(stabil_twin *twin, stabil_twin_person *person, int post) {
  const stabil_role *role = &twin->study->role[twin->post[post].role];
  for (int i = 0; i < twin->study->trait_count; i++) {
    int only = twin->study->trait[i].profession;
    double share = staff_has_share(role, i) ? stabil_twin_staff_trait(twin, post, i)
                                            : own_share(twin, person, i);
    if (only >= 0 && only != role->profession) share = 0;
    person->trait[i] = uniform(twin) < share;
  }
}

// Somebody on the staff of a post, without dates.
static stabil_twin_person somebody(stabil_twin *twin, int post) {
  const stabil_twin_post *p = &twin->post[post];
  const stabil_role *role = &twin->study->role[p->role];
  stabil_twin_person person = stabil_twin_nobody(role->profession);
  person.state = STABIL_TWIN_IN_POST;
  person.place = p->place;
  person.post = post;
  draw_staff_traits(twin, &person, post);
  return person;
}

static double draw_experience(stabil_twin *twin, const stabil_bands *bands) {
  if (bands->count == 0) return 0;
  double *weight = stabil_twin_alloc((size_t)bands->count, sizeof *weight);
  for (int i = 0; i < bands->count; i++) weight[i] = bands->share[i].value;
  int band = draw(twin, weight, bands->count);
  free(weight);
  double low = bands->edge[band], high = bands->edge[band + 1];
  return low + (high - low) * uniform(twin);
}

// Rest places: the experience of the cell of about two years that it falls in; whoever
// is in a stage with a length is in the first band.
static double draw_rest_experience(stabil_twin *twin, const stabil_bands *bands,
                                   bool training) {
  stabil_bands taken = *bands;
  if (training && taken.count > 1) taken.count = 1;
  double years = draw_experience(twin, &taken);
  for (int i = 0; i < taken.count; i++) {
    double low = taken.edge[i], width = taken.edge[i + 1] - low;
    if (years >= taken.edge[i + 1] && i + 1 < taken.count) continue;
    double cell = width / fmax(1, floor(width / 2 + 0.5));
    double number = fmin(floor((years - low) / cell), floor(width / cell + 0.5) - 1);
    return low + (number + 0.5) * cell;
  }
  return years;
}

// Where a stage of so many steps ends for somebody who is in it at the start; in rest
// places the middle of one of twelve cells, or of as many as there are steps.
static int draw_stage_end(stabil_twin *twin, int length, bool rest) {
  if (!rest || length <= 12) return 1 + (int)floor(uniform(twin) * length);
  int cell = (int)floor(uniform(twin) * 12);
  return 1 + (2 * cell + 1) * length / 24;
}

stabil_twin_person stabil_twin_staff(stabil_twin *twin, int post) {
  const stabil_twin_post *p = &twin->post[post];
  const stabil_role *role = &twin->study->role[p->role];
  int steps = twin->study->steps_per_year;
  twin->coordinate = 0;
  stabil_twin_person person = somebody(twin, post);
  person.stage = draw_share(twin, &role->staff.stages);
  int length = stabil_twin_stage_steps(twin, person.stage);
  if (p->rest) {
    come_from_rest(twin, &person, p->place);
  } else {
    draw_origin(twin, &person, &role->staff.origin, p->place);
    person.training_region = draw_share(twin, &role->staff.training);
  }
  double experience =
      p->rest ? draw_rest_experience(twin, &role->staff.experience, length > 0)
              : draw_experience(twin, &role->staff.experience);
  double tenure = gsl_ran_exponential(twin->rng, 1 / p->sigma);
  person.qualified = -(int)floor(experience * steps + 0.5);
  person.hired = p->rest ? 0 : -(int)floor(fmin(tenure, experience) * steps);
  if (length > 0) person.stage_end = draw_stage_end(twin, length, p->rest);
  return person;
}

static double admission_share(const stabil_twin *twin, const stabil_twin_person *person,
                              int trait) {
  const stabil_programme *programme = &twin->study->programme[person->programme];
  stabil_twin_at at = {programme->place, -1, -1, person};
  int only = twin->study->trait[trait].profession;
  if (only >= 0 && only != programme->profession) return 0;
  if (trait == programme->exposure_trait)
    return stabil_twin_lever(twin, STABIL_LEVER_PLACEMENTS, programme->exposure.value,
                             at);
  double share = own_share(twin, person, trait);
  for (int i = 0; i < programme->admission.count; i++)
    if (programme->admission.share[i].index == trait)
      share = programme->admission.share[i].value.value;
  if (trait == twin->rural)
    share = stabil_twin_lever(twin, STABIL_LEVER_RURAL_SHARE, share, at);
  return share;
}

stabil_twin_person stabil_twin_student(stabil_twin *twin, int programme, int admitted) {
  const stabil_programme *school = &twin->study->programme[programme];
  stabil_twin_person person = stabil_twin_nobody(school->profession);
  person.state = STABIL_TWIN_STUDENT;
  person.place = school->place;
  person.programme = programme;
  for (int i = 0; i < twin->study->trait_count; i++)
    person.trait[i] = uniform(twin) < admission_share(twin, &person, i);
  draw_origin(twin, &person, &school->origin, school->place);
  person.training_region = twin->study->place[school->place].region;
  person.stage_end = admitted + (int)lround(school->length) * twin->study->steps_per_year;
  return person;
}

void stabil_twin_graduate(stabil_twin *twin, stabil_twin_person *person, int step) {
  person->state = STABIL_TWIN_SEARCHING;
  person->fresh = true;
  person->stage = twin->study->profession[person->profession].graduate_stage;
  person->qualified = step;
  person->graduated = twin->year;
  int length = stabil_twin_stage_steps(twin, person->stage);
  person->stage_end = length > 0 ? step + length : STABIL_TWIN_NEVER;
}

void stabil_twin_add(stabil_twin *twin, stabil_twin_person person) {
  if (twin->person_count == twin->person_capacity) {
    twin->person_capacity = 2 * twin->person_capacity + 1024;
    twin->person =
        realloc(twin->person, (size_t)twin->person_capacity * sizeof *twin->person);
    if (twin->person == NULL) abort();
  }
  twin->person[twin->person_count++] = person;
}

static void populate_school(stabil_twin *twin, int programme) {
  const stabil_study *study = twin->study;
  const stabil_programme *school = &study->programme[programme];
  int summer = study->steps_per_year / 2;
  for (int k = 1; k <= (int)lround(school->length); k++) {
    int admitted = summer - k * study->steps_per_year;
    if (admitted + (int)lround(school->length) * study->steps_per_year <= 0) continue;
    double years = -(double)admitted / study->steps_per_year;
    double seats = stabil_twin_series(&school->seats, study->first_year - k);
    double stayed = pow(1 - school->dropout.value, years);
    int count = (int)gsl_ran_binomial(twin->rng, stayed,
                                      (unsigned)stabil_twin_round(twin, seats));
    for (int i = 0; i < count; i++)
      stabil_twin_add(twin, stabil_twin_student(twin, programme, admitted));
  }
}

void stabil_twin_populate(stabil_twin *twin) {
  stabil_twin_policy(twin, -1);
  twin->person_count = 0;
  for (int j = 0; j < twin->post_count; j++) {
    int heads = stabil_twin_round(twin, twin->post[j].heads);
    if (twin->post[j].rest) stabil_twin_spread(twin, heads);
    for (int i = 0; i < heads; i++) {
      twin->point = i;
      stabil_twin_add(twin, stabil_twin_staff(twin, j));
    }
    stabil_twin_spread(twin, 0);
    twin->terms[j].staff = heads;
    twin->terms[j].rotators = 0;
    twin->terms[j].left = twin->terms[j].rotation_left = 0;
    for (int k = 0; k < 12; k++) twin->terms[j].dated[k] = 0;
    twin->result.initial[j] = heads;
  }
  for (int p = 0; p < twin->study->programme_count; p++) populate_school(twin, p);
}

void stabil_twin_admit(stabil_twin *twin) {
  const stabil_study *study = twin->study;
  if (twin->step % study->steps_per_year != study->steps_per_year / 2) return;
  for (int p = 0; p < study->programme_count; p++) {
    const stabil_programme *school = &study->programme[p];
    stabil_twin_person person = stabil_twin_nobody(school->profession);
    person.programme = p;
    stabil_twin_at at = {school->place, -1, -1, &person};
    double seats = stabil_twin_series(&school->seats, study->first_year + twin->year);
    seats = stabil_twin_lever(twin, STABIL_LEVER_SEATS, seats, at);
    int admitted = stabil_twin_round(twin, seats);
    for (int i = 0; i < admitted; i++)
      stabil_twin_add(twin, stabil_twin_student(twin, p, twin->step));
    *stabil_twin_school(twin, STABIL_EDUCATION_ADMITTED, p) += admitted;
  }
}

static void renew(stabil_twin *twin, int post, const stabil_renewal *renewal) {
  stabil_twin_post *p = &twin->post[post];
  double a_year =
      p->heads * renewal->rate.value * pow(1 + renewal->growth.value, twin->year) +
      renewal->foreign.value;
  int count = (int)gsl_ran_poisson(twin->rng, a_year / twin->study->steps_per_year);
  int entered = 0;
  for (int i = 0; i < count; i++) {
    stabil_twin_person person = somebody(twin, post);
    person.stage = renewal->stage;
    come_from_rest(twin, &person, p->place);
    int coarse = 2 * twin->study->steps_per_year;
    person.qualified = twin->step / coarse * coarse;
    int length = stabil_twin_stage_steps(twin, person.stage);
    if (length > 0) person.stage_end = twin->step + 1 + length;
    double leaving = stabil_twin_hazard(twin, &person, STABIL_LEVER_LEAVE) +
                     stabil_twin_hazard(twin, &person, STABIL_LEVER_RETIRE);
    double gone = stabil_twin_midway(leaving / twin->study->steps_per_year);
    if (gsl_rng_uniform(twin->rng) < gone) continue; // left before the step was over
    stabil_twin_add(twin, person);
    entered++;
  }
  twin->terms[post].staff += entered;
  *stabil_twin_cell(twin, STABIL_MEASURE_ENTERED, post) += entered;
  *stabil_twin_cell(twin, STABIL_MEASURE_HIRES, post) += entered;
}

void stabil_twin_renew(stabil_twin *twin) {
  for (int j = 0; j < twin->post_count; j++) {
    const stabil_place *place = &twin->study->place[twin->post[j].place];
    for (int i = 0; i < place->renewal_count; i++)
      if (place->renewal[i].role == twin->post[j].role)
        renew(twin, j, &place->renewal[i]);
  }
}
