// SPDX-License-Identifier: GPL-3.0-or-later
// People as they are drawn one by one: staff in post before the first year, and students.
#ifndef STABIL_MODEL_PERSON_H
#define STABIL_MODEL_PERSON_H

#include "model/world.h"

typedef enum stabil_first_post {
  STABIL_FIRST_NONE,
  STABIL_FIRST_DISTRICT,
  STABIL_FIRST_OTHER
} stabil_first_post;

// How far somebody with a programme has moved since the first post: never back.
typedef enum stabil_path {
  STABIL_PATH_POST,         // in the first post without having left it, or has had none
  STABIL_PATH_MUNICIPALITY, // has left it, for nowhere but its municipality or hospital
  STABIL_PATH_REGION,       // has been in another place of its labour region
  STABIL_PATH_AWAY          // beyond, which is where the rest of the country is
} stabil_path;

// The full key of a cohort: people with equal keys are one cohort.
typedef struct stabil_person {
  int slot, stage;
  int traits;           // bits: trait i has its second value
  int programme;        // -1: none
  int origin, training; // labour regions; -1: none
  int first_post;
  int qualified; // step; negative before the first year
  int hired;     // step; of someone searching: when the search began
  int stage_end; // step; INT16_MAX: open-ended
  int last_role; // of a fresh seeker: the role just left; -1
  int bond;      // 1 + index; 0: none
  int bond_end;  // months from the start of the study; 0: not begun, the first post is
                 // still to come
  int claim;     // 1 + place where one is first in line; 0: none
  int term_end;  // step in which a fixed-term contract ends; 0: permanent
  int path;      // stabil_path: how far from the first post one has been
} stabil_person;

#define STABIL_NEVER INT16_MAX
#define STABIL_LONG_AGO (-2000) // earliest step that a key can hold

// A person in an ordinary post before the first year, unit = 0, 1, ...
stabil_person stabil_person_staff(const stabil_world *world, int post,
                                  stabil_stream stream, int unit);

// Coordinates of what is decided of a person apart from person.c's own list, where people
// are spread evenly (base/even.h).
enum { STABIL_PERSON_TERM = 12, STABIL_PERSON_SPARED = 16 };

// Shares that matter for a student of a programme in a year (levers applied).
typedef struct stabil_admission {
  const double *trait_share;   // [traits], NaN: by the trait's own share or logit
  double intercept;            // log-odds of choosing a placement; NAN: no choice
  double drawn;                // share of placements by lot
  const stabil_person *holder; // the post that the student leaves; NULL
} stabil_admission;

// P(somebody with these traits chooses a placement of a programme).
double stabil_person_chosen(const stabil_world *world, const stabil_programme *programme,
                            double intercept, int traits);

// The holder of a post whom a programme that recruits staff has admitted at a step before
// the first year; false if there is nobody to admit.
bool stabil_person_recruited(const stabil_world *world, int programme, int step,
                             stabil_stream stream, int unit, stabil_person *holder);
// Traits that people keep when they change profession or study: not those that are of one
// profession alone, and not what a placement gives. Bits.
int stabil_person_kept_traits(const stabil_world *world, int programme);
// Traits that people of a profession can have. Bits.
int stabil_person_traits_of(const stabil_world *world, int profession);

// The first date from this one on that a round of hiring of the role leads to: stages
// that begin in rounds end in rounds.
int stabil_person_date(const stabil_world *world, int role, int step);

// A student admitted at a step; `unit` counts the admitted of that programme and year.
stabil_person stabil_person_student(const stabil_world *world, int programme, int step,
                                    const stabil_admission *admission,
                                    stabil_stream stream, int unit);

// Trait shares of the staff of a role in a place: [traits], NaN: by share or logit.
void stabil_person_staff_traits(const stabil_world *world, int role, int place,
                                double *share);
// Probability of each combination of trait bits, [2^traits].
void stabil_person_trait_mix(const stabil_world *world, int profession,
                             const double *share, double *mix);

#endif
