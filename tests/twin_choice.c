// SPDX-License-Identifier: GPL-3.0-or-later
// The slow twin: what a seeker can choose, and the weight exp(V) of each option.
// Options are the posts, the rotation posts, and the places (of which the rest ones).
#include <math.h>

#include "twin_world.h"

int stabil_twin_option_count(const stabil_twin *twin) {
  return 2 * twin->post_count + twin->study->place_count;
}

int stabil_twin_becomes(const stabil_role *role, int stage) {
  for (int i = 0; i < role->holder_count; i++)
    if (role->holder[i].stage == stage) return role->holder[i].becomes;
  return -1;
}

// The part of the staff of a role whose stage ends by seeking or transfer, a year.
static double stage_ends(const stabil_twin *twin, const stabil_role *role) {
  double sum = 0;
  for (int i = 0; i < role->staff.stages.count; i++) {
    const stabil_share *share = &role->staff.stages.share[i];
    const stabil_stage *stage = &twin->study->stage[share->index];
    if (stage->months > 0 && stage->then != STABIL_STAY)
      sum += share->value.value * 12 / stage->months;
  }
  return sum;
}

double stabil_twin_sigma(const stabil_twin *twin, int post) {
  const stabil_twin_post *p = &twin->post[post];
  return p->turnover + stage_ends(twin, &twin->study->role[p->role]);
}

// A vacancy is an opening each time to fill, monthly at most; the exits that do not wait
// are openings as well.
static double openings(double vacant, double exits, double tau, double succession) {
  double often = fmin(1 / tau, 12);
  double wait = tau > 0 ? often * tau : 0;
  return vacant * often + exits * (succession + (1 - succession) * (1 - wait));
}

// Openings a year with so many heads in post.
void stabil_twin_set_openings(stabil_twin *twin, int post, double heads, double hidden) {
  stabil_twin_terms *terms = &twin->terms[post];
  double held = heads * terms->fraction;
  double target = terms->funded * (1 - terms->rotation_share);
  double open = fmax(0, target - held) / terms->fraction + hidden;
  terms->openings =
      openings(open, twin->post[post].sigma * heads, terms->tau, terms->succession);
}

int stabil_twin_rotation_target(const stabil_twin *twin, int post, int staff) {
  const stabil_twin_terms *terms = &twin->terms[post];
  if (terms->rotation_share <= 0 || terms->on <= 0) return 0;
  double people = (double)(terms->on + terms->off) / terms->on;
  double target = floor(terms->rotation_share * terms->funded * people + 0.5);
  double vacant = fmax(0, terms->funded - staff * terms->fraction);
  return (int)fmin(target, floor(vacant * people));
}

// Without the exits of the step.
int stabil_twin_rotation_before(const stabil_twin *twin, int post) {
  const stabil_twin_terms *terms = &twin->terms[post];
  int target = stabil_twin_rotation_target(twin, post, terms->staff + terms->exits);
  int open = target - terms->rotators - terms->rotation_exits;
  return open > 0 ? open : 0;
}

// Openings a year, with so many rotators as the step began: of what was open then, and of
// what the year's exits will open.
void stabil_twin_set_rotation_openings(stabil_twin *twin, int post, int rotators) {
  stabil_twin_terms *terms = &twin->terms[post];
  terms->rotation_openings =
      openings(stabil_twin_rotation_before(twin, post),
               twin->post[post].turnover_rotating * rotators, terms->tau_rotation, 0);
  if (stabil_twin_rotation_target(twin, post, terms->staff) == 0)
    terms->rotation_openings = 0;
}

// Between the dates on which people come more is open than steps begin with.
void stabil_twin_start_openings(stabil_twin *twin) {
  int steps = twin->study->steps_per_year;
  for (int j = 0; j < twin->post_count; j++) {
    int dated = 0;
    if (twin->post[j].rest) continue;
    for (int k = 0; k < steps; k++) dated += twin->terms[j].dated[k];
    stabil_twin_set_openings(twin, j, twin->terms[j].staff, dated / (2.0 * steps));
    twin->terms[j].dated[twin->step % steps] = 0;
  }
}

int stabil_twin_flow_of(const stabil_twin *twin, int stage, int from, int to) {
  const stabil_study *study = twin->study;
  int found = -1;
  for (int i = 0; i < study->flow_count; i++) {
    const stabil_flow *flow = &study->flow[i];
    if (flow->from != from || flow->to != to) continue;
    if (flow->stage == stage) return i;
    if (flow->stage < 0 && flow->profession == study->stage[stage].profession) found = i;
  }
  return found;
}

// exp(constant) between the groups; -1 is the region.
static double passage(const stabil_twin *twin, int stage, int from, int to) {
  if (from == to) return 1;
  int flow = stabil_twin_flow_of(twin, stage, from, to);
  return flow < 0 ? 0 : exp(twin->flow_constant[flow]);
}

static double distance_km(const stabil_place *a, const stabil_place *b) {
  const double degree = 3.14159265358979323846 / 180;
  double dlat = (a->lat - b->lat) * degree / 2, dlon = (a->lon - b->lon) * degree / 2;
  double h = sin(dlat) * sin(dlat) +
             cos(a->lat * degree) * cos(b->lat * degree) * sin(dlon) * sin(dlon);
  return 2 * 6371 * asin(fmin(1, sqrt(h)));
}

// Log-odds for a region that is the place's own, or one of the same county.
static double nearness(const stabil_twin *twin, int region, const stabil_place *place,
                       double own, double county) {
  if (region < 0) return 0;
  if (region == place->region) return own;
  return stabil_twin_region_in_county(twin->study, region, place->county) ? county : 0;
}

static double post_utility(const stabil_twin *twin, const stabil_twin_person *person,
                           const stabil_twin_post *post) {
  const stabil_study *study = twin->study;
  const stabil_choice *choice = &study->choice;
  const stabil_place *place = &study->place[post->place];
  const stabil_place *here = &study->place[person->place];
  stabil_twin_at at = {post->place, post->role, 0, person};
  double v = place->attraction.value;
  v += stabil_twin_table(study, &study->role[post->role].attraction, post->place);
  v += nearness(twin, person->origin_region, place, choice->home_region.value,
                choice->home_county.value);
  v += nearness(twin, person->training_region, place, choice->training_region.value,
                choice->training_county.value);
  if (here->kind != STABIL_REST)
    v -= choice->distance.value * log(1 + distance_km(here, place) / 100);
  v += choice->pay.value * log(1 + stabil_twin_lever(twin, STABIL_LEVER_PAY, 0, at));
  return v + stabil_twin_lever(twin, STABIL_LEVER_UTILITY, 0, at);
}

static double rotation_utility(const stabil_twin *twin, const stabil_twin_person *person,
                               const stabil_twin_post *post) {
  stabil_twin_at at = {post->place, post->role, 1, person};
  double pay = stabil_twin_lever(twin, STABIL_LEVER_PAY, 0, at);
  return twin->study->role[post->role].rotation.attraction.value +
         twin->study->choice.pay.value * log(1 + pay) +
         stabil_twin_lever(twin, STABIL_LEVER_UTILITY, 0, at);
}

static double sized(const stabil_twin *twin, double openings) {
  return openings > 0 ? pow(openings, twin->study->choice.theta.value) : 0;
}

static bool takes(const stabil_twin *twin, const stabil_twin_person *person, int place) {
  for (int j = 0; j < twin->post_count; j++) {
    const stabil_twin_post *post = &twin->post[j];
    if (post->place == place && post->heads > 0 &&
        stabil_twin_becomes(&twin->study->role[post->role], person->stage) >= 0)
      return true;
  }
  return false;
}

static double rest_weight(const stabil_twin *twin, const stabil_twin_person *person,
                          int from, int place) {
  if (!takes(twin, person, place)) return 0;
  double home = person->origin_rest == place ? twin->study->choice.home_rest.value : 0;
  return passage(twin, person->stage, from, place) * exp(home);
}

void stabil_twin_weigh(const stabil_twin *twin, const stabil_twin_person *person,
                       double *weight) {
  const stabil_study *study = twin->study;
  int posts = twin->post_count;
  int from = study->place[person->place].kind == STABIL_REST ? person->place : -1;
  double pass = passage(twin, person->stage, from, -1);
  for (int i = 0; i < stabil_twin_option_count(twin); i++) weight[i] = 0;
  for (int j = 0; j < posts; j++) {
    const stabil_twin_post *post = &twin->post[j];
    const stabil_twin_terms *terms = &twin->terms[j];
    bool may = stabil_twin_becomes(&study->role[post->role], person->stage) >= 0;
    if (post->rest || !may || pass <= 0) continue;
    if (terms->openings > 0 && j != person->just_left)
      weight[j] =
          pass * sized(twin, terms->openings) * exp(post_utility(twin, person, post));
    if (terms->rotation_openings > 0)
      weight[posts + j] = pass * sized(twin, terms->rotation_openings) *
                          exp(rotation_utility(twin, person, post));
  }
  for (int q = 0; q < study->place_count; q++)
    if (study->place[q].kind == STABIL_REST)
      weight[2 * posts + q] = rest_weight(twin, person, from, q);
}
