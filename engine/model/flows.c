// SPDX-License-Identifier: GPL-3.0-or-later
// Choice constants from stated yearly flows (docs/model.md 4.5). The seekers of the first
// year are represented by a fixed sample of people, drawn by identity, with weights.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/options.h"
#include "model/parts.h"
#include "model/placements.h"

// How many people stand for a post: two for each holder, within bounds; for a rest place
// and for a class of graduates a fixed number. Enough that the sample's own error is
// small beside that of a replicate.
enum {
  FEWEST_OF_POST = 16,
  MOST_OF_POST = 1024,
  SAMPLE_OF_REST = 512,
  SAMPLE_OF_CLASS = 256
};

typedef struct applicant { // a person of the sample: seekers a year they stand for
  double per_year;
  int from, stage;
  double region;                  // sum of the weights of the region's posts
  double rest[STABIL_MAX_GROUPS]; // weights of rest places, constants in
} applicant;

typedef struct sample {
  const stabil_world *world;
  const stabil_epoch *epoch;
  double *size;       // [2 * posts]
  double *cumulative; // [2 * posts]
  stabil_options *options;
  int *ruling; // [groups][groups][stages]: index of the flow that rules, -1: none
  applicant *applicant;
  int count, capacity;
  int *ruled; // those whom a flow rules, flow by flow: first[flow] ... first[flow + 1]
  int *first; // [flows + 1]
} sample;

static void add(sample *s, const stabil_person *person, int stage, double per_year) {
  const stabil_world *w = s->world;
  if (per_year <= 0.0 || s->count == s->capacity) return;
  stabil_person seeking = *person;
  seeking.stage = stage;
  if (w->slot[person->slot].post >= 0)
    seeking.last_role = w->post[w->slot[person->slot].post].role;
  const stabil_seeker seeker = stabil_seeker_of(w, &seeking, 0);
  applicant *a = &s->applicant[s->count++];
  *a = (applicant){
      .per_year = per_year,
      .from = w->group[seeker.place],
      .stage = stage,
      .region = stabil_options_weigh(w, &s->options[stage], &seeker, s->cumulative)};
  for (int g = 1; g < w->groups; g++) a->rest[g] = stabil_choice_rest(w, &seeker, g);
}

// Expected separations in a year, for one person in post at the start. Posts of the
// region are filled again, by people who are at risk too.
static double separations(const sample *s, const stabil_person *person) {
  const stabil_world *w = s->world;
  const stabil_post *post = &w->post[person->slot];
  const int kind =
      stabil_world_kind(w, person->traits, person->programme, person->first_post);
  const int track = person->programme < 0 ? 0 : w->programme_track[person->programme] + 1;
  const int age =
      -person->qualified < w->age_length ? -person->qualified : w->age_length - 1;
  const int tenure =
      -person->hired < w->tenure_length ? -person->hired : w->tenure_length - 1;
  const double mobile =
      w->base[person->slot] *
      (post->rest ? 1.0 : w->tenure[post->role * w->tenure_length + tenure]) *
      stabil_factor(&s->epoch->separate, w, person->slot, person->stage, kind);
  const double all =
      mobile +
      w->leave[post->place * w->professions + post->profession] *
          stabil_factor(&s->epoch->leave, w, person->slot, person->stage, kind) +
      w->retire[(post->profession * (w->tracks + 1) + track) * w->age_length + age] *
          stabil_factor(&s->epoch->retire, w, person->slot, person->stage, kind);
  if (all <= 0.0) return 0.0;
  if (!post->rest) return mobile;
  return -stabil_expm1(-all * w->dt) * mobile / all * w->steps_per_year;
}

// Claims come before choice.
static double coupled(const sample *s, int j, int stage) {
  return s->world->post[j].rest ? 0.0 : s->epoch->coupled[j * s->world->stages + stage];
}

static void add_staff(sample *s, stabil_stream stream) {
  const stabil_world *w = s->world;
  for (int j = 0; j < w->posts; j++) {
    const double heads = w->post[j].initial_heads;
    const int units = w->post[j].rest
                          ? SAMPLE_OF_REST
                          : (int)fmin(fmax(2.0 * heads, FEWEST_OF_POST), MOST_OF_POST);
    for (int unit = 0; unit < units; unit++) {
      const stabil_person person = stabil_person_staff(w, j, stream, unit);
      const stabil_stage_table *stage = &w->stage[person.stage];
      const double weight = heads / units;
      add(s, &person, person.stage, weight * separations(s, &person));
      if (stage->steps > 0 && stage->then == STABIL_SEEK)
        add(s, &person, stage->next,
            weight * w->steps_per_year / stage->steps *
                (1.0 - coupled(s, j, person.stage)));
    }
  }
}

static void add_graduates(sample *s, stabil_stream stream) {
  const stabil_world *w = s->world;
  const stabil_policy none = {0};
  double *seats = calloc((size_t)w->programmes + 1, sizeof *seats);
  for (int g = 0; seats && g < w->programmes; g++) {
    const int length = (int)(w->study->programme[g].length + 0.5);
    stabil_epoch_seats(w, &none, w->study->first_year - length, seats);
    const double graduates =
        seats[g] * stabil_exp(-w->base[w->student_slot + g] * length);
    stabil_admission admission = stabil_epoch_admission(w, s->epoch, g);
    const stabil_recruits *recruits = &w->study->programme[g].recruits;
    if (recruits->given && recruits->claim == 1) continue; // they go where they worked
    for (int unit = 0; unit < SAMPLE_OF_CLASS; unit++) {
      stabil_person holder;
      admission.holder = NULL;
      const int begin = -length * w->steps_per_year;
      if (recruits->given && stabil_person_recruited(w, g, begin, stream, unit, &holder))
        admission.holder = &holder;
      stabil_person person = stabil_person_student(w, g, -length * w->steps_per_year,
                                                   &admission, stream, unit);
      person.slot = w->search_slot + w->study->programme[g].place;
      add(s, &person, person.stage, graduates / SAMPLE_OF_CLASS);
    }
  }
  free(seats);
}

static double weight_to(const stabil_world *w, const applicant *a, int to) {
  if (to > 0) return a->rest[to]; // the constant is in it already
  return a->from == 0 ? a->region
                      : a->region * stabil_choice_constant(w, a->from, 0, a->stage);
}

static double share_to(const stabil_world *w, const applicant *a, int to) {
  double sum = 0.0;
  for (int g = 0; g < w->groups; g++) sum += weight_to(w, a, g);
  return sum > 0.0 ? weight_to(w, a, to) / sum : 0.0;
}

static int group_of(const stabil_world *w, int place) {
  return place < 0 ? 0 : w->group[place];
}

// The flow that rules people of a stage from one group to another: the one that names the
// stage, else the profession's; -1 if none is stated.
static int ruling_flow(const stabil_world *w, int from, int to, int stage) {
  int best = -1;
  for (int f = 0; f < w->study->flow_count; f++) {
    const stabil_flow *flow = &w->study->flow[f];
    if (group_of(w, flow->from) != from || group_of(w, flow->to) != to) continue;
    if (flow->stage == stage) return f;
    if (flow->stage < 0 && flow->profession == w->stage[stage].profession) best = f;
  }
  return best;
}

// Constants start at 1 on a stated way, 0 elsewhere; a group to itself needs none.
static void start_constants(stabil_world *w, int *ruling) {
  int at = 0;
  for (int from = 0; from < w->groups; from++) {
    for (int to = 0; to < w->groups; to++) {
      for (int stage = 0; stage < w->stages; stage++, at++) {
        ruling[at] = ruling_flow(w, from, to, stage);
        w->constant[at] = from == to || ruling[at] >= 0 ? 1.0 : 0.0;
      }
    }
  }
}

// Found once: the constants take many passes.
static bool list_ruled(sample *s) {
  const stabil_world *w = s->world;
  const int flows = w->study->flow_count;
  s->first = calloc((size_t)flows + 1, sizeof *s->first);
  s->ruled = calloc((size_t)(s->count * w->groups) + 1, sizeof *s->ruled);
  if (!s->first || !s->ruled) return false;
  for (int f = 0, count = 0; f < flows; f++) {
    const int to = group_of(w, w->study->flow[f].to);
    for (int i = 0; i < s->count; i++) {
      const applicant *a = &s->applicant[i];
      if (s->ruling[(a->from * w->groups + to) * w->stages + a->stage] == f)
        s->ruled[count++] = i;
    }
    s->first[f + 1] = count;
  }
  return true;
}

static double expected(const sample *s, int flow) {
  const int to = group_of(s->world, s->world->study->flow[flow].to);
  double sum = 0.0;
  for (int k = s->first[flow]; k < s->first[flow + 1]; k++) {
    const applicant *a = &s->applicant[s->ruled[k]];
    sum += a->per_year * share_to(s->world, a, to);
  }
  return sum;
}

static void scale(stabil_world *w, sample *s, int flow, double by) {
  const int to = group_of(w, w->study->flow[flow].to);
  for (int at = 0; at < w->groups * w->groups * w->stages; at++) {
    if (s->ruling[at] == flow) w->constant[at] *= by;
  }
  for (int k = s->first[flow]; to > 0 && k < s->first[flow + 1]; k++)
    s->applicant[s->ruled[k]].rest[to] *= by;
}

static stabil_status unreachable(const stabil_flow *flow, double target, double reached,
                                 stabil_error *err) {
  return stabil_fail_at(err, STABIL_INPUT, flow->mark, flow->name,
                        "found %g people a year, but seekers and posts allow about %.3g",
                        target, reached);
}

// One pass over the flows: each constant moves by what its own flow is off. *worst: the
// largest of these, on the log scale.
static stabil_status adjust(stabil_world *w, sample *s, bool last, double *worst,
                            stabil_error *err) {
  *worst = 0.0;
  for (int f = 0; f < w->study->flow_count; f++) {
    const stabil_flow *flow = &w->study->flow[f];
    const double target = stabil_world_value(w, &flow->per_year);
    const double now = expected(s, f);
    if (target == 0.0) {
      scale(w, s, f, 0.0);
      continue;
    }
    if (now <= 0.0 || (last && fabs(target - now) > 1e-6 * target))
      return unreachable(flow, target, now, err);
    *worst = fmax(*worst, fabs(stabil_log(target / now)));
    scale(w, s, f, target / now);
  }
  return STABIL_OK;
}

static stabil_status iterate(stabil_world *w, sample *s, stabil_error *err) {
  enum { MOST_ROUNDS = 500 };
  stabil_status status = STABIL_OK;
  double worst = INFINITY;
  for (int round = 1; round <= MOST_ROUNDS && worst > 1e-9; round++)
    TRY(status, adjust(w, s, round == MOST_ROUNDS, &worst, err));
out:
  return status;
}

static void fill_sizes(const stabil_world *w, sample *s) {
  for (int j = 0; j < w->posts; j++) {
    const stabil_post *post = &w->post[j];
    s->size[j] =
        post->rest
            ? 0.0
            : stabil_choice_size(
                  w, (stabil_filling){s->epoch->fill_rate[j], s->epoch->succession[j]},
                  post->initial_vacant / s->epoch->fraction[j],
                  post->turnover * post->initial_heads);
  }
}

static stabil_status allocate(stabil_world *w, stabil_error *err) {
  const size_t groups = (size_t)w->groups;
  w->constant =
      stabil_arena_array(w->arena, groups * groups * (size_t)w->stages, sizeof(double));
  w->rest_share = stabil_arena_array(w->arena, groups * (size_t)w->roles, sizeof(double));
  w->rest_heads =
      stabil_arena_array(w->arena, groups * (size_t)w->stages, sizeof(double));
  if (!w->constant || !w->rest_share || !w->rest_heads)
    return stabil_fail(err, STABIL_MEMORY, "no memory for the model");
  for (int j = 0; j < w->posts; j++) {
    if (w->post[j].rest)
      w->rest_share[w->group[w->post[j].place] * w->roles + w->post[j].role] =
          w->post[j].initial_heads;
  }
  for (int at = 0; at < w->groups * w->stages; at++) {
    const int g = at / w->stages, stage = at % w->stages;
    for (int r = 0; r < w->roles; r++)
      if (w->becomes[r * w->stages + stage] >= 0)
        w->rest_heads[at] += w->rest_share[g * w->roles + r];
  }
  return STABIL_OK;
}

stabil_status stabil_world_flows(stabil_world *w, const stabil_epoch *baseline,
                                 stabil_error *err) {
  stabil_status status = STABIL_OK;
  sample s = {.world = w, .epoch = baseline};
  TRY(status, allocate(w, err));
  const size_t ways = (size_t)(w->groups * w->groups * w->stages);
  s.ruling = calloc(ways + 1, sizeof *s.ruling);
  if (!s.ruling) {
    status = stabil_fail(err, STABIL_MEMORY, "no memory for the model");
    goto out;
  }
  start_constants(w, s.ruling);
  if (w->study->flow_count == 0) goto out;
  s.capacity = 2 * w->posts * MOST_OF_POST + w->programmes * SAMPLE_OF_CLASS;
  s.size = calloc(2 * (size_t)w->posts + 1, sizeof *s.size);
  s.cumulative = calloc(2 * (size_t)w->posts + 1, sizeof *s.cumulative);
  s.applicant = calloc((size_t)s.capacity, sizeof *s.applicant);
  if (!s.size || !s.cumulative || !s.applicant || !stabil_options_create(&s.options, w)) {
    status = stabil_fail(err, STABIL_MEMORY, "no memory for the model");
    goto out;
  }
  fill_sizes(w, &s);
  stabil_options_fill(s.options, w, baseline, &(stabil_on_offer){.size = s.size});
  const stabil_stream stream = stabil_world_stream(w, 0);
  add_staff(&s, stream);
  add_graduates(&s, stream);
  if (!list_ruled(&s)) {
    status = stabil_fail(err, STABIL_MEMORY, "no memory for the model");
    goto out;
  }
  TRY(status, iterate(w, &s, err));
out:
  free(s.ruling);
  free(s.size);
  free(s.cumulative);
  stabil_options_free(s.options);
  free(s.applicant);
  free(s.ruled);
  free(s.first);
  return status;
}
