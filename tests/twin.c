// SPDX-License-Identifier: GPL-3.0-or-later
// The slow twin: making one, and the order of a step.
#include <stdlib.h>
#include <string.h>

#include "twin_world.h"

static int find_scenario(const stabil_study *study, const char *name) {
  for (int i = 0; i < study->scenario_count; i++)
    if (strcmp(study->scenario[i].name, name) == 0) return i;
  return -1;
}

// The measures of the scenarios included come first.
static void add_uses(stabil_twin *twin, int scenario) {
  const stabil_scenario_def *def = &twin->study->scenario[scenario];
  for (int i = 0; i < def->include.count; i++) add_uses(twin, def->include.index[i]);
  for (int i = 0; i < def->use_count; i++) {
    size_t size = (size_t)(twin->use_count + 1) * sizeof *twin->use;
    twin->use = realloc(twin->use, size);
    if (twin->use == NULL) abort();
    twin->use[twin->use_count++] = &def->use[i];
  }
}

static double volume(const stabil_study *study, const stabil_volume *v, int place,
                     double before) {
  if (!v->has_per_10000) return before * v->ratio.value;
  return stabil_twin_table(study, &v->per_10000, place) * study->place[place].population /
         10000;
}

static const stabil_place_posts *stated(const stabil_place *place, int role) {
  for (int i = 0; i < place->post_count; i++)
    if (place->post[i].role == role) return &place->post[i];
  return NULL;
}

static double funded_of(const stabil_study *study, int place, int role) {
  const stabil_place_posts *own = stated(&study->place[place], role);
  const stabil_role *r = &study->role[role];
  double need = volume(study, &r->need, place, 0);
  double demand = volume(study, &r->demand, place, need);
  if (own != NULL && own->has_funded) return own->funded.value;
  return volume(study, &r->funded, place, demand);
}

static bool exists(const stabil_study *study, int place, int role) {
  const stabil_place *p = &study->place[place];
  if (stated(p, role) != NULL) return true;
  if (p->kind == STABIL_REST || (int)p->kind != study->role[role].place_kind)
    return false;
  return funded_of(study, place, role) > 0;
}

static stabil_twin_post make_post(const stabil_study *study, int place, int role) {
  const stabil_place_posts *own = stated(&study->place[place], role);
  const stabil_role *r = &study->role[role];
  stabil_twin_post post = {.place = place, .role = role};
  post.rest = study->place[place].kind == STABIL_REST;
  post.district = stabil_twin_in_district(study, place);
  double fraction = stabil_twin_table(study, &r->position_fraction, place);
  double vacancy = stabil_twin_table(study, &r->vacancy, place);
  if (own != NULL && own->has_vacancy) vacancy = own->vacancy.value;
  if (post.rest) {
    post.heads = own != NULL && own->has_staff ? own->staff.value : 0;
    post.funded = post.heads * fraction;
  } else {
    post.funded = funded_of(study, place, role);
    post.heads = post.funded * (1 - vacancy) / fraction;
  }
  return post;
}

static void make_posts(stabil_twin *twin) {
  const stabil_study *study = twin->study;
  size_t most = (size_t)study->place_count * (size_t)study->role_count;
  twin->post = stabil_twin_alloc(most, sizeof *twin->post);
  twin->terms = stabil_twin_alloc(most, sizeof *twin->terms);
  for (int p = 0; p < study->place_count; p++)
    for (int r = 0; r < study->role_count; r++)
      if (exists(study, p, r)) twin->post[twin->post_count++] = make_post(study, p, r);
}

static int rural_trait(const stabil_study *study) {
  for (int i = 0; i < study->trait_count; i++)
    if (strcmp(study->trait[i].value[1], "rural") == 0) return i;
  return -1;
}

stabil_twin *stabil_twin_create(const stabil_study *study, const char *scenario,
                                double wrong) {
  int index = find_scenario(study, scenario);
  if (index < 0) return NULL;
  stabil_twin *twin = stabil_twin_alloc(1, sizeof *twin);
  twin->study = study;
  twin->wrong = wrong;
  twin->rural = rural_trait(study);
  twin->rng = gsl_rng_alloc(gsl_rng_mt19937);
  gsl_rng_set(twin->rng, 20261123);
  add_uses(twin, index);
  make_posts(twin);
  twin->flow_constant =
      stabil_twin_alloc((size_t)study->flow_count, sizeof *twin->flow_constant);
  stabil_twin_activate(twin, -1);
  for (int j = 0; j < twin->post_count; j++) {
    stabil_twin_solve_rates(twin, j);
    twin->post[j].sigma = stabil_twin_sigma(twin, j);
  }
  stabil_twin_solve_flows(twin);
  return twin;
}

void stabil_twin_free(stabil_twin *twin) {
  if (twin == NULL) return;
  gsl_rng_free(twin->rng);
  free(twin->use);
  free(twin->post);
  free(twin->terms);
  free(twin->flow_constant);
  free(twin->active);
  free(twin->person);
  free(twin->cube);
  free(twin);
}

int stabil_twin_post_count(const stabil_twin *twin) {
  return twin->post_count;
}

int stabil_twin_post_of(const stabil_twin *twin, int place, int role) {
  for (int j = 0; j < twin->post_count; j++)
    if (twin->post[j].place == place && twin->post[j].role == role) return j;
  return -1;
}

double stabil_twin_separate(const stabil_twin *twin, int post) {
  return twin->post[post].separate;
}

double stabil_twin_turnover(const stabil_twin *twin, int post) {
  return twin->post[post].turnover;
}

double stabil_twin_flow_constant(const stabil_twin *twin, int flow) {
  return twin->flow_constant[flow];
}

static void begin_result(stabil_twin *twin) {
  size_t years = (size_t)twin->study->years, posts = (size_t)twin->post_count;
  size_t programmes = (size_t)twin->study->programme_count;
  twin->result = (stabil_twin_result){
      .values = stabil_twin_alloc(STABIL_MEASURE_COUNT * years * posts, sizeof(double)),
      .initial = stabil_twin_alloc(posts, sizeof(double)),
      .education =
          stabil_twin_alloc(STABIL_EDUCATION_COUNT * years * programmes, sizeof(double)),
      .retained = stabil_twin_alloc(STABIL_WHERE_COUNT * programmes * years * years,
                                    sizeof(double))};
}

static void begin_step(stabil_twin *twin) {
  for (int j = 0; j < twin->post_count; j++)
    twin->terms[j].exits = twin->terms[j].rotation_exits = 0;
  stabil_twin_start_openings(twin);
}

static void end_step(stabil_twin *twin) {
  int kept = 0;
  for (int i = 0; i < twin->person_count; i++) {
    if (twin->person[i].state == STABIL_TWIN_GONE) continue;
    twin->person[kept] = twin->person[i];
    twin->person[kept].fresh = false;
    twin->person[kept++].just_left = -1;
  }
  twin->person_count = kept;
}

stabil_twin_result stabil_twin_run(stabil_twin *twin, unsigned long seed) {
  int steps = twin->study->steps_per_year;
  gsl_rng_set(twin->rng, seed);
  begin_result(twin);
  stabil_twin_populate(twin);
  for (twin->step = 0; twin->step < twin->study->years * steps; twin->step++) {
    twin->year = twin->step / steps;
    if (twin->step % steps == 0) stabil_twin_policy(twin, twin->year);
    begin_step(twin);
    stabil_twin_admit(twin);
    stabil_twin_attrition(twin);
    stabil_twin_go_on(twin);
    stabil_twin_renew(twin);
    stabil_twin_recruit(twin);
    stabil_twin_cover(twin);
    if (twin->step % steps == steps - 1) stabil_twin_close_year(twin);
    end_step(twin);
  }
  return twin->result;
}

void stabil_twin_result_free(stabil_twin_result *result) {
  free(result->values);
  free(result->initial);
  free(result->education);
  free(result->retained);
}
