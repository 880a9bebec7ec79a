// SPDX-License-Identifier: GPL-3.0-or-later
// The slow twin: cover, and what is told of a year.
#include <math.h>

#include "twin_world.h"

double *stabil_twin_cell(stabil_twin *twin, stabil_measure_id measure, int post) {
  int years = twin->study->years;
  return &twin->result
              .values[((int)measure * years + twin->year) * twin->post_count + post];
}

double *stabil_twin_school(stabil_twin *twin, stabil_education_id measure,
                           int programme) {
  int years = twin->study->years, programmes = twin->study->programme_count;
  return &twin->result
              .education[((int)measure * years + twin->year) * programmes + programme];
}

static double funded_fte(const stabil_twin *twin, int post) {
  const stabil_twin_terms *terms = &twin->terms[post];
  if (twin->post[post].rest) return terms->staff * terms->fraction;
  return terms->funded;
}

static double rotation_fte(const stabil_twin_terms *terms) {
  if (terms->rotators == 0) return 0;
  return stabil_twin_fte((double)terms->rotators * terms->on / (terms->on + terms->off));
}

static double worked_by(const stabil_twin *twin, const stabil_twin_person *person) {
  const stabil_twin_post *post = &twin->post[person->post];
  stabil_twin_at at = {post->place, post->role, 0, person};
  double share =
      stabil_twin_lever(twin, STABIL_LEVER_WORK_SHARE,
                        twin->study->stage[person->stage].work_share.value, at);
  double present = 1 - twin->study->role[post->role].absence.value;
  return stabil_twin_fte(twin->terms[person->post].fraction * share * present);
}

static void tell_posts(stabil_twin *twin, int post) {
  const stabil_twin_terms *terms = &twin->terms[post];
  double funded = funded_fte(twin, post), rotation = rotation_fte(terms);
  double held = terms->staff * terms->fraction;
  *stabil_twin_cell(twin, STABIL_MEASURE_HEADCOUNT, post) = terms->staff;
  *stabil_twin_cell(twin, STABIL_MEASURE_ROTATION_HEADCOUNT, post) = terms->rotators;
  *stabil_twin_cell(twin, STABIL_MEASURE_ROTATION_FTE, post) = rotation;
  *stabil_twin_cell(twin, STABIL_MEASURE_FUNDED_FTE, post) = funded;
  *stabil_twin_cell(twin, STABIL_MEASURE_HELD_FTE, post) = held;
  *stabil_twin_cell(twin, STABIL_MEASURE_VACANT_FTE, post) =
      fmax(0, funded - held - rotation);
}

static void tell_locums(stabil_twin *twin, int post) {
  const stabil_twin_terms *terms = &twin->terms[post];
  const stabil_role *role = &twin->study->role[twin->post[post].role];
  double vacant = *stabil_twin_cell(twin, STABIL_MEASURE_VACANT_FTE, post);
  double worked = *stabil_twin_cell(twin, STABIL_MEASURE_FTE, post);
  double gap = fmax(0, funded_fte(twin, post) - worked - rotation_fte(terms));
  double locum = floor(fmin(gap, vacant * terms->locum_fill) * 1024) / 1024;
  if (twin->post[post].rest || !role->has_locum) locum = 0;
  *stabil_twin_cell(twin, STABIL_MEASURE_LOCUM_FTE, post) = locum;
  *stabil_twin_cell(twin, STABIL_MEASURE_LOCUM_WEEKS, post) +=
      locum * role->locum.weeks_per_fte.value / twin->study->steps_per_year;
}

void stabil_twin_cover(stabil_twin *twin) {
  for (int j = 0; j < twin->post_count; j++) {
    tell_posts(twin, j);
    *stabil_twin_cell(twin, STABIL_MEASURE_FTE, j) = 0;
    *stabil_twin_cell(twin, STABIL_MEASURE_TRAINEES, j) = 0;
    *stabil_twin_cell(twin, STABIL_MEASURE_SPECIALISTS, j) = 0;
  }
  for (int i = 0; i < twin->person_count; i++) {
    const stabil_twin_person *person = &twin->person[i];
    if (person->post < 0) continue;
    stabil_level level = twin->study->stage[person->stage].level;
    if (person->state == STABIL_TWIN_IN_POST)
      *stabil_twin_cell(twin, STABIL_MEASURE_FTE, person->post) +=
          worked_by(twin, person);
    if (level == STABIL_TRAINEE)
      *stabil_twin_cell(twin, STABIL_MEASURE_TRAINEES, person->post) += 1;
    if (level == STABIL_SPECIALIST)
      *stabil_twin_cell(twin, STABIL_MEASURE_SPECIALISTS, person->post) += 1;
  }
  for (int j = 0; j < twin->post_count; j++) tell_locums(twin, j);
}

static void tell_graduate(stabil_twin *twin, const stabil_twin_person *person) {
  const stabil_study *study = twin->study;
  const stabil_twin_post *post = &twin->post[person->post];
  const stabil_place *school = &study->place[study->programme[person->programme].place];
  const stabil_place *place = &study->place[post->place];
  const bool known = study->place[person->first_place].kind != STABIL_REST;
  const bool counts[STABIL_WHERE_COUNT] = {
      [STABIL_WHERE_ANYWHERE] = true,
      [STABIL_WHERE_POST] = known && !person->left_post,
      [STABIL_WHERE_MUNICIPALITY] = known && !person->left_place,
      [STABIL_WHERE_LABOUR_REGION] = known && !person->left_region,
      [STABIL_WHERE_COUNTY] = !post->rest && place->county == school->county,
      [STABIL_WHERE_DISTRICT] = post->district,
      [STABIL_WHERE_REGION] = !post->rest};
  int years = study->years, since = twin->year - person->graduated;
  for (int w = 0; w < STABIL_WHERE_COUNT; w++) {
    int row = (w * study->programme_count + person->programme) * years;
    twin->result.retained[(row + person->graduated) * years + since] += counts[w];
  }
}

void stabil_twin_close_year(stabil_twin *twin) {
  for (int i = 0; i < twin->person_count; i++) {
    const stabil_twin_person *person = &twin->person[i];
    if (person->state == STABIL_TWIN_STUDENT)
      *stabil_twin_school(twin, STABIL_EDUCATION_STUDENTS, person->programme) += 1;
    else if (person->post >= 0 && person->graduated >= 0)
      tell_graduate(twin, person);
  }
}
