// SPDX-License-Identifier: GPL-3.0-or-later
// The slow twin: what can be filled, and who fills it.
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>

#include "twin_world.h"

static int binomial(stabil_twin *twin, double p, int n) {
  return n > 0 ? (int)gsl_ran_binomial(twin->rng, p, (unsigned)n) : 0;
}

static int smaller(int a, int b) {
  return a < b ? a : b;
}

static void set_fillable(stabil_twin *twin, int post) {
  stabil_twin_terms *terms = &twin->terms[post];
  double dt = 1.0 / twin->study->steps_per_year;
  double target = terms->funded * (1 - terms->rotation_share);
  double held = terms->staff * terms->fraction;
  int open = stabil_twin_round(twin, fmax(0, target - held) / terms->fraction);
  int before = open > terms->exits ? open - terms->exits : 0;
  int ready = smaller(before, terms->left);
  int succeeded = binomial(twin, terms->succession, terms->exits);
  int fillable =
      ready + succeeded + binomial(twin, 1 - exp(-dt / terms->tau), before - ready) +
      binomial(twin, stabil_twin_midway(dt / terms->tau), terms->exits - succeeded);
  terms->left = smaller(open, fillable);
  int wanted = stabil_twin_rotation_target(twin, post, terms->staff);
  int missing = wanted > terms->rotators ? wanted - terms->rotators : 0;
  int old = stabil_twin_rotation_before(twin, post);
  int rotation_ready = smaller(old, terms->rotation_left);
  stabil_twin_set_rotation_openings(twin, post, terms->rotators + terms->rotation_exits);
  terms->rotation_new =
      binomial(twin, 1 - exp(-dt / terms->tau_rotation), old - rotation_ready) +
      binomial(twin, stabil_twin_midway(dt / terms->tau_rotation), missing - old);
  terms->rotation_left = rotation_ready + terms->rotation_new;
}

static void take_stage(stabil_twin *twin, stabil_twin_person *person) {
  const stabil_role *role = &twin->study->role[twin->post[person->post].role];
  int becomes = stabil_twin_becomes(role, person->stage);
  if (becomes == person->stage || becomes < 0) return;
  person->stage = becomes;
  int length = stabil_twin_stage_steps(twin, becomes);
  person->stage_end = length > 0 ? twin->step + 1 + length : STABIL_TWIN_NEVER;
}

// Does anybody in a post have this stage?
static bool is_held(const stabil_study *study, int stage) {
  for (int r = 0; r < study->role_count; r++)
    for (int h = 0; h < study->role[r].holder_count; h++)
      if (study->role[r].holder[h].becomes == stage) return true;
  return false;
}

// Seekers who came on a date: graduates of this step, and those in between two stages.
static bool on_a_date(const stabil_twin *twin, const stabil_twin_person *person) {
  bool graduate = person->qualified == twin->step + 1;
  return person->state == STABIL_TWIN_SEARCHING && person->fresh &&
         (graduate || !is_held(twin->study, person->stage));
}

static void hire(stabil_twin *twin, stabil_twin_person *person, int post,
                 stabil_twin_state contract) {
  if (contract == STABIL_TWIN_IN_POST && on_a_date(twin, person))
    twin->terms[post].dated[twin->step % twin->study->steps_per_year]++;
  stabil_twin_enter_post(twin, person, post, contract);
  person->hired = twin->post[post].rest ? 0 : twin->step + 1;
  take_stage(twin, person);
}

// Anybody in an ordinary post of the role elsewhere, all equally likely.
static void draw_from_posts(stabil_twin *twin, int post) {
  const stabil_twin_post *p = &twin->post[post];
  int count = 0, *who = stabil_twin_alloc((size_t)twin->person_count, sizeof *who);
  for (int i = 0; i < twin->person_count; i++) {
    const stabil_twin_person *person = &twin->person[i];
    if (person->state == STABIL_TWIN_IN_POST && person->place != p->place &&
        twin->post[person->post].role == p->role)
      who[count++] = i;
  }
  if (count > 0) {
    int taken = who[gsl_rng_uniform_int(twin->rng, (unsigned long)count)];
    stabil_twin_leave_post(twin, &twin->person[taken]);
    hire(twin, &twin->person[taken], post, STABIL_TWIN_ROTATING);
    twin->terms[post].rotation_left--;
  }
  free(who);
}

static void recruit_from_posts(stabil_twin *twin, int post) {
  const stabil_role *role = &twin->study->role[twin->post[post].role];
  int count =
      binomial(twin, role->rotation.from_posts.value, twin->terms[post].rotation_new);
  for (int i = 0; i < count; i++) draw_from_posts(twin, post);
}

// Does this one weigh the rest of the country in this round?
static bool looks_beyond(stabil_twin *twin, const stabil_twin_person *person, int round) {
  double dt = 1.0 / twin->study->steps_per_year;
  if (round > 0) return twin->study->place[person->place].kind == STABIL_REST;
  return person->fresh || gsl_rng_uniform(twin->rng) < 1 - exp(-dt);
}

// The first choice is among everything; a later one among what can still be filled.
static int choose(stabil_twin *twin, const stabil_twin_person *person, int round) {
  int posts = twin->post_count, count = stabil_twin_option_count(twin), wish = -1;
  double total = 0;
  bool beyond = looks_beyond(twin, person, round);
  double *weight = stabil_twin_alloc((size_t)count, sizeof *weight);
  for (int i = 0; i < count; i++) {
    weight[i] = person->weight[i];
    if (i >= 2 * posts && !beyond) weight[i] = 0;
    if (round > 0 && i < posts && twin->terms[i].left <= 0) weight[i] = 0;
    if (round > 0 && i >= posts && i < 2 * posts &&
        twin->terms[i - posts].rotation_left <= 0)
      weight[i] = 0;
    total += weight[i];
  }
  double u = gsl_rng_uniform_pos(twin->rng) * total;
  for (int i = 0; i < count && wish < 0 && total > 0; i++) {
    if (weight[i] > 0 && u <= weight[i]) wish = i;
    u -= weight[i];
  }
  free(weight);
  return wish;
}

static int rest_post(stabil_twin *twin, const stabil_twin_person *person, int place) {
  double total = 0, u = gsl_rng_uniform_pos(twin->rng);
  for (int pass = 0; pass < 2; pass++)
    for (int j = 0; j < twin->post_count; j++) {
      const stabil_role *role = &twin->study->role[twin->post[j].role];
      if (twin->post[j].place != place || stabil_twin_becomes(role, person->stage) < 0)
        continue;
      if (pass == 0) {
        total += twin->post[j].heads;
      } else {
        u -= twin->post[j].heads / total;
        if (u <= 1e-12) return j;
      }
    }
  return -1;
}

static void try_wish(stabil_twin *twin, stabil_twin_person *person) {
  int posts = twin->post_count, wish = person->wish;
  if (wish < 0) return;
  if (wish >= 2 * posts) {
    int post = rest_post(twin, person, wish - 2 * posts);
    if (post >= 0) hire(twin, person, post, STABIL_TWIN_IN_POST);
  } else if (wish >= posts && twin->terms[wish - posts].rotation_left > 0) {
    twin->terms[wish - posts].rotation_left--;
    hire(twin, person, wish - posts, STABIL_TWIN_ROTATING);
  } else if (wish < posts && twin->terms[wish].left > 0) {
    twin->terms[wish].left--;
    hire(twin, person, wish, STABIL_TWIN_IN_POST);
  }
}

typedef struct turn {
  int seeker;
  double time; // of the step
} turn;

static int earlier(const void *a, const void *b) {
  const turn *x = a, *y = b;
  return (x->time > y->time) - (x->time < y->time);
}

// At any time of the step, or in its last month.
static void draw_turns(stabil_twin *twin, turn *turns, int count) {
  double month = twin->study->steps_per_year / 12.0;
  for (int i = 0; i < count; i++) {
    turns[i].time = gsl_rng_uniform(twin->rng);
    if (on_a_date(twin, &twin->person[turns[i].seeker]))
      turns[i].time = 1 - month + month * turns[i].time;
  }
  qsort(turns, (size_t)count, sizeof *turns, earlier);
}

// Everybody chooses, then all are served in an order drawn anew.
static void match(stabil_twin *twin, turn *turns, int count, int round) {
  for (int i = 0; i < count; i++) {
    stabil_twin_person *person = &twin->person[turns[i].seeker];
    person->wish = -1;
    if (person->state == STABIL_TWIN_SEARCHING)
      person->wish = choose(twin, person, round);
  }
  draw_turns(twin, turns, count);
  for (int i = 0; i < count; i++) {
    stabil_twin_person *person = &twin->person[turns[i].seeker];
    if (person->state == STABIL_TWIN_SEARCHING) try_wish(twin, person);
  }
}

void stabil_twin_recruit(stabil_twin *twin) {
  int count = 0;
  turn *turns = stabil_twin_alloc((size_t)twin->person_count, sizeof *turns);
  size_t options = (size_t)stabil_twin_option_count(twin);
  for (int j = 0; j < twin->post_count; j++)
    if (!twin->post[j].rest) set_fillable(twin, j);
  for (int j = 0; j < twin->post_count; j++)
    if (!twin->post[j].rest) recruit_from_posts(twin, j);
  for (int i = 0; i < twin->person_count; i++) {
    stabil_twin_person *person = &twin->person[i];
    if (person->state != STABIL_TWIN_SEARCHING) continue;
    person->weight = stabil_twin_alloc(options, sizeof *person->weight);
    stabil_twin_weigh(twin, person, person->weight);
    turns[count++].seeker = i;
  }
  for (int r = 0; r < twin->study->choice.rounds; r++) match(twin, turns, count, r);
  for (int i = 0; i < count; i++) {
    free(twin->person[turns[i].seeker].weight);
    twin->person[turns[i].seeker].weight = NULL;
  }
  free(turns);
}
