// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/person.h"

#include <math.h>
#include <string.h>

#include "base/even.h"
#include "base/sample.h"
#include "model/levers.h"

// Uniforms of one person: index = 16 * unit + what it decides. Permanent numbers.
enum {
  WHICH_STAGE,
  WHICH_BAND,
  WITHIN_BAND,
  WHICH_ORIGIN,
  WHICH_REGION,
  WHICH_TRAINING,
  HOW_LONG_HERE,
  STAGE_LEFT,
  FIRST_TRAIT, // and those after it
  WHICH_POST = 15,
  PER_PERSON = 16
};

typedef struct dice { // the uniforms of one person
  stabil_stream stream;
  uint64_t identity;
  uint32_t step;
  stabil_purpose purpose;
  uint32_t unit;
  int first; // coordinate, where people are spread evenly
} dice;

// Coordinates of even points after the first four traits were taken when there were no
// more of them.
static int coordinate(int what) {
  enum { LOW_TRAITS = 4, MORE = STABIL_PERSON_SPARED + 2 - FIRST_TRAIT - LOW_TRAITS };
  return what >= FIRST_TRAIT + LOW_TRAITS && what < WHICH_POST ? what + MORE : what;
}

static double roll(const dice *d, int what) {
  if (d->stream.even)
    return stabil_even_point(d->identity + stabil_random_mix(d->step),
                             d->first + coordinate(what), d->unit);
  return stabil_random_uniform(d->stream, d->identity, d->step, d->purpose,
                               d->unit * PER_PERSON + (uint32_t)what);
}

static int pick_share(const stabil_world *w, const stabil_shares *shares, double u) {
  double sum = 0.0;
  for (int i = 0; i < shares->count; i++)
    sum += stabil_world_value(w, &shares->share[i].value);
  double at = u * sum;
  for (int i = 0; i < shares->count; i++) {
    at -= stabil_world_value(w, &shares->share[i].value);
    if (at < 0.0) return shares->share[i].index;
  }
  return shares->count ? shares->share[shares->count - 1].index : -1;
}

// P(second value) of a trait for somebody with the traits drawn so far.
static double trait_chance(const stabil_world *w, int t, int bits, const double *share) {
  const stabil_trait *trait = &w->study->trait[t];
  if (share && isfinite(share[t])) return share[t];
  if (trait->has_logit) {
    double logit = stabil_world_value(w, &trait->logit);
    for (int i = 0; i < trait->given.count; i++) {
      if ((bits >> trait->given.share[i].index) & 1)
        logit += stabil_world_value(w, &trait->given.share[i].value);
    }
    return 1.0 / (1.0 + stabil_exp(-logit));
  }
  return trait->has_share ? stabil_world_value(w, &trait->share) : 0.0;
}

static bool trait_applies(const stabil_world *w, int t, int profession) {
  return w->study->trait[t].profession < 0 || w->study->trait[t].profession == profession;
}

static int draw_traits(const stabil_world *w, const dice *d, int profession,
                       const double *share) {
  int bits = 0;
  for (int t = 0; t < w->traits; t++) {
    if (trait_applies(w, t, profession) &&
        roll(d, FIRST_TRAIT + t) < trait_chance(w, t, bits, share))
      bits |= 1 << t;
  }
  return bits;
}

double stabil_person_chosen(const stabil_world *w, const stabil_programme *programme,
                            double intercept, int bits) {
  const stabil_shares *chosen = &programme->practice.chosen;
  double logit = intercept;
  for (int i = 0; i < chosen->count; i++) {
    if ((bits >> chosen->share[i].index) & 1)
      logit += stabil_world_value(w, &chosen->share[i].value);
  }
  return 1.0 / (1.0 + stabil_exp(-logit));
}

// The same for a student, whose placement depends on the traits drawn so far.
static double student_chance(const stabil_world *w, const stabil_programme *programme,
                             const stabil_admission *admission, int t, int bits) {
  const double share = trait_chance(w, t, bits, admission->trait_share);
  const int exposed = programme->exposure_trait;
  if (t == exposed && isfinite(admission->intercept))
    return admission->drawn * share +
           (1.0 - admission->drawn) *
               stabil_person_chosen(w, programme, admission->intercept, bits);
  if (t == programme->practice.bad_trait && exposed >= 0 && !((bits >> exposed) & 1))
    return 0.0;
  return share;
}

int stabil_person_traits_of(const stabil_world *w, int profession) {
  int bits = 0;
  for (int t = 0; t < w->traits; t++)
    if (trait_applies(w, t, profession)) bits |= 1 << t;
  return bits;
}

int stabil_person_kept_traits(const stabil_world *w, int g) {
  const stabil_programme *programme = &w->study->programme[g];
  int bits = 0;
  for (int t = 0; t < w->traits; t++) {
    if (w->study->trait[t].profession < 0 && t != programme->exposure_trait &&
        t != programme->practice.bad_trait)
      bits |= 1 << t;
  }
  return bits;
}

static int draw_student(const stabil_world *w, const dice *d,
                        const stabil_programme *programme,
                        const stabil_admission *admission) {
  const stabil_person *holder = admission->holder;
  const int kept =
      holder ? stabil_person_kept_traits(w, (int)(programme - w->study->programme)) : 0;
  int bits = holder ? holder->traits & kept : 0;
  for (int t = 0; t < w->traits; t++) {
    if (((kept >> t) & 1) == 0 && trait_applies(w, t, programme->profession) &&
        roll(d, FIRST_TRAIT + t) < student_chance(w, programme, admission, t, bits))
      bits |= 1 << t;
  }
  return bits;
}

void stabil_person_trait_mix(const stabil_world *w, int profession, const double *share,
                             double *mix) {
  for (int bits = 0; bits < 1 << w->traits; bits++) {
    mix[bits] = 1.0;
    for (int t = 0; t < w->traits; t++) {
      const double p =
          trait_applies(w, t, profession) ? trait_chance(w, t, bits, share) : 0.0;
      mix[bits] *= (bits >> t) & 1 ? p : 1.0 - p;
    }
  }
}

void stabil_person_staff_traits(const stabil_world *w, int role, int place,
                                double *share) {
  const stabil_staff *staff = &w->study->role[role].staff;
  for (int t = 0; t < w->traits; t++) share[t] = NAN;
  for (int i = 0; i < staff->trait_count; i++)
    share[staff->trait[i].trait] = stabil_world_table(w, &staff->trait[i].share, place);
}

static bool in_group(const stabil_world *w, stabil_origin kind, int home, int region) {
  const stabil_place *place = &w->study->place[home];
  const int counties = w->study->county_count;
  if (w->region_rural[region] + w->region_urban[region] <= 0.0) return false;
  switch (kind) {
  case STABIL_LOCAL:
    return region == place->region;
  case STABIL_IN_COUNTY:
    return place->county >= 0 && w->region_county[region * counties + place->county];
  case STABIL_IN_REGION:
    return true;
  case STABIL_FROM_PLACE:
    return false;
  }
  return false;
}

// Labour regions of a group by the inhabitants of their district places for people of
// rural background, of their other places for the rest; by all where there are none.
static int pick_region(const stabil_world *w, stabil_origin kind, int home, bool rural,
                       double u) {
  const double *by = rural ? w->region_rural : w->region_urban;
  double sum = 0.0, all = 0.0;
  for (int r = 0; r < w->regions; r++) {
    if (!in_group(w, kind, home, r)) continue;
    sum += by[r];
    all += w->region_rural[r] + w->region_urban[r];
  }
  double at = u * (sum > 0.0 ? sum : all);
  int last = w->study->place[home].region;
  for (int i = 0; i < w->regions; i++) {
    const int r = w->region_order[i];
    if (!in_group(w, kind, home, r)) continue;
    const double weight = sum > 0.0 ? by[r] : w->region_rural[r] + w->region_urban[r];
    if (weight <= 0.0) continue;
    last = r;
    if ((at -= weight) < 0.0) break;
  }
  return last;
}

static int draw_origin(const stabil_world *w, const dice *d,
                       const stabil_origins *origins, int home, int traits) {
  if (origins->count == 0) return w->study->place[home].region;
  double sum = 0.0;
  for (int i = 0; i < origins->count; i++)
    sum += stabil_world_value(w, &origins->share[i].value);
  double at = roll(d, WHICH_ORIGIN) * sum;
  int i = 0;
  for (; i + 1 < origins->count; i++) {
    if ((at -= stabil_world_value(w, &origins->share[i].value)) < 0.0) break;
  }
  const stabil_origin_share *group = &origins->share[i];
  if (group->kind == STABIL_FROM_PLACE) return w->study->place[group->place].region;
  const bool rural = w->rural_trait >= 0 && ((traits >> w->rural_trait) & 1);
  return pick_region(w, group->kind, home, rural, roll(d, WHICH_REGION));
}

// Years since qualification, uniform within its band.
static double draw_experience(const stabil_world *w, const dice *d,
                              const stabil_bands *bands) {
  if (bands->count == 0) return 0.0;
  double sum = 0.0;
  for (int i = 0; i < bands->count; i++) sum += stabil_world_value(w, &bands->share[i]);
  double at = roll(d, WHICH_BAND) * sum;
  int i = 0;
  for (; i + 1 < bands->count; i++) {
    if ((at -= stabil_world_value(w, &bands->share[i])) < 0.0) break;
  }
  return bands->edge[i] + roll(d, WITHIN_BAND) * (bands->edge[i + 1] - bands->edge[i]);
}

static int steps_ago(const stabil_world *w, double years, double round) {
  const double steps = floor(years * w->steps_per_year + round);
  return steps > -STABIL_LONG_AGO ? STABIL_LONG_AGO : -(int)steps;
}

int stabil_person_date(const stabil_world *w, int role, int step) {
  const int between = w->intake[role];
  return (step + between - 1) / between * between;
}

// What is left of a stage with a length: uniform, at least one step.
static int stage_end(const stabil_world *w, const dice *d, int stage, int role) {
  const int length = w->stage[stage].steps;
  if (length == 0) return STABIL_NEVER;
  return stabil_person_date(w, role, 1 + (int)(roll(d, STAGE_LEFT) * length));
}

// Who is there for a fixed term has been there since it began, or since qualification.
static void start_term(const stabil_world *w, stabil_stream stream, int unit,
                       stabil_person *person) {
  const stabil_post *where = &w->post[person->slot];
  const stabil_term *term = &w->study->role[where->role].term;
  const dice d = {stream,          where->id,      0,
                  STABIL_FOR_TERM, (uint32_t)unit, STABIL_PERSON_TERM};
  if (!term->given || where->rest) return;
  if (roll(&d, 0) >= stabil_world_value(w, &term->staff)) return;
  const int length = stabil_world_term(w, where->role);
  person->term_end = 1 + (int)(roll(&d, 1) * length);
  person->hired = person->term_end - length;
  if (person->hired < person->qualified) person->hired = person->qualified;
}

static stabil_person draw_staff(const stabil_world *w, int post, const dice *d) {
  const stabil_post *where = &w->post[post];
  const stabil_staff *staff = &w->study->role[where->role].staff;
  double share[STABIL_MAX_TRAITS];
  stabil_person_staff_traits(w, where->role, where->place, share);
  stabil_person person = {.slot = post, .programme = -1, .last_role = -1};
  person.stage = pick_share(w, &staff->stages, roll(d, WHICH_STAGE));
  person.traits = draw_traits(w, d, where->profession, share);
  if (where->rest) { // whoever is there comes from there, as in year/initial.c
    person.origin = person.training = w->study->place[where->place].region;
  } else {
    person.origin = draw_origin(w, d, &staff->origin, where->place, person.traits);
    person.training = pick_share(w, &staff->training, roll(d, WHICH_TRAINING));
  }
  const double experience = draw_experience(w, d, &staff->experience);
  person.qualified = steps_ago(w, experience, 0.5);
  double tenure = experience;
  if (where->turnover > 0.0)
    tenure = fmin(tenure, -stabil_log(roll(d, HOW_LONG_HERE)) / where->turnover);
  // a post is taken half a step before the step that its holder is known to be there
  person.hired = where->rest ? 0 : steps_ago(w, tenure, 0.0);
  person.stage_end = stage_end(w, d, person.stage, where->role);
  return person;
}

stabil_person stabil_person_staff(const stabil_world *w, int post, stabil_stream stream,
                                  int unit) {
  const dice d = {stream, w->post[post].id, 0, STABIL_FOR_INITIAL, (uint32_t)unit, 0};
  stabil_person person = draw_staff(w, post, &d);
  start_term(w, stream, unit, &person);
  return person;
}

// Expected people in the stages that a programme admits from.
static double heads_for(const stabil_world *w, const stabil_recruits *recruits, int j) {
  const stabil_post *post = &w->post[j];
  if (post->rest || !stabil_set_has(&recruits->roles, post->role) ||
      !stabil_area_match(w, &recruits->where, post->place))
    return 0.0;
  const stabil_shares *stages = &w->study->role[post->role].staff.stages;
  double some = 0.0, all = 0.0;
  for (int i = 0; i < stages->count; i++) {
    const double share = stabil_world_value(w, &stages->share[i].value);
    all += share;
    if (stabil_set_has(&recruits->stages, stages->share[i].index)) some += share;
  }
  return all > 0.0 ? post->initial_heads * some / all : 0.0;
}

bool stabil_person_recruited(const stabil_world *w, int g, int step, stabil_stream stream,
                             int unit, stabil_person *holder) {
  const stabil_recruits *recruits = &w->study->programme[g].recruits;
  const dice d = {stream,
                  stabil_random_mix(w->programme_id[g]),
                  (uint32_t)(uint16_t)step,
                  STABIL_FOR_RECRUITS,
                  (uint32_t)unit,
                  0};
  double sum = 0.0;
  for (int j = 0; j < w->posts; j++) sum += heads_for(w, recruits, j);
  double at = roll(&d, WHICH_POST) * sum;
  int post = -1;
  for (int i = 0; i < w->posts; i++) {
    const double heads = heads_for(w, recruits, w->post_order[i]);
    if (heads <= 0.0) continue;
    post = w->post_order[i];
    if ((at -= heads) < 0.0) break;
  }
  if (post >= 0) *holder = draw_staff(w, post, &d);
  return post >= 0;
}

// What the holder of a post takes along into education.
static void bring(const stabil_world *w, const stabil_person *holder,
                  const stabil_recruits *recruits, stabil_person *student) {
  student->origin = holder->origin;
  student->qualified = holder->qualified; // dropouts are as old as they are
  if (recruits->claim == 1) student->claim = 1 + w->slot[holder->slot].place;
}

stabil_person stabil_person_student(const stabil_world *w, int g, int step,
                                    const stabil_admission *admission,
                                    stabil_stream stream, int unit) {
  const stabil_programme *programme = &w->study->programme[g];
  const dice d = {stream,
                  w->programme_id[g],
                  (uint32_t)(uint16_t)step,
                  STABIL_FOR_ADMISSION,
                  (uint32_t)unit,
                  0};
  stabil_person person = {.slot = w->student_slot + g,
                          .programme = g,
                          .last_role = -1,
                          .qualified = STABIL_NEVER};
  const stabil_profession *profession = &w->study->profession[programme->profession];
  person.stage = profession->graduate_stage;
  person.traits = draw_student(w, &d, programme, admission);
  if (admission->holder)
    bring(w, admission->holder, &programme->recruits, &person);
  else
    person.origin =
        draw_origin(w, &d, &programme->origin, programme->place, person.traits);
  person.training = w->study->place[programme->place].region;
  person.stage_end = step + (int)(programme->length * w->steps_per_year + 0.5);
  return person;
}
