// SPDX-License-Identifier: GPL-3.0-or-later
// Inside of the slow twin (twin.h).
#ifndef STABIL_TESTS_TWIN_WORLD_H
#define STABIL_TESTS_TWIN_WORLD_H

#include <gsl/gsl_rng.h>
#include <limits.h>
#include <stdbool.h>

#include "scenario/lever.h"
#include "twin.h"

#define STABIL_TWIN_COORDINATES 12
#define STABIL_TWIN_NEVER INT_MAX // a stage without an end

typedef enum stabil_twin_state {
  STABIL_TWIN_STUDENT,
  STABIL_TWIN_SEARCHING,
  STABIL_TWIN_IN_POST,
  STABIL_TWIN_ROTATING,
  STABIL_TWIN_GONE
} stabil_twin_state;

typedef struct stabil_twin_person {
  stabil_twin_state state;
  int place; // of the post or the school, or where one is searching
  int post;  // -1 without one
  int profession, stage;
  int trait[STABIL_MAX_TRAITS]; // 0, 1; -1: unknown
  int programme;                // -1: none
  int origin_region, origin_rest, training_region;
  int first_post;  // as in stabil_who: 0 district, 1 other; -1: none yet
  int first_place; // of that post
  bool left_post, left_place, left_region; // that post and where it is, ever
  int qualified, hired, stage_end;
  int graduated;  // year of the run; -1: before it, or not in the region
  bool fresh;     // began to search in this step
  int just_left;  // post left in this step; -1
  int wish;       // option chosen in a round of matching
  double *weight; // exp(V) of every option, while matching
} stabil_twin_person;

typedef struct stabil_twin_post {
  int place, role;
  bool rest, district;
  double funded, heads; // before year one; heads are the expected ones
  double separate, separate_rotating, turnover;
  double sigma; // exits a year of a head: turnover and ends of stages
  double turnover_rotating;
} stabil_twin_post;

// A post in a year, and what happens to it in a step.
typedef struct stabil_twin_terms {
  double funded, fraction, tau, succession, locum_fill;
  double rotation_share, tau_rotation;
  int on, off;
  int staff, rotators;                // now
  int exits, rotation_exits;          // of ordinary staff, of rotators in this step
  double openings, rotation_openings; // a year, at the start of the step
  // Fillable places that are left, of the step before until recruitment begins.
  int left, rotation_left;
  int rotation_new; // rotation posts that became fillable in this step
  int dated[12];    // hired on a date, by step of the year
} stabil_twin_terms;

typedef struct stabil_twin_effect { // an effect that is on
  const stabil_effect *effect;
  const stabil_use *use; // NULL: behaviour of the study
} stabil_twin_effect;

struct stabil_twin {
  const stabil_study *study;
  double wrong;
  int use_count;
  const stabil_use **use;
  int post_count;
  stabil_twin_post *post;
  double *flow_constant; // by flow
  int rural;             // the trait that is rural background; -1
  int year, step;        // year: 0, 1, ...
  int active_count;
  stabil_twin_effect *active;
  stabil_twin_terms *terms;
  gsl_rng *rng;
  int spread, point, coordinate; // see stabil_twin_spread
  double *cube;
  int person_count, person_capacity;
  stabil_twin_person *person;
  stabil_twin_result result;
};

// What an effect is asked about.
typedef struct stabil_twin_at {
  int place, role, contract; // role, contract: -1 for people searching, and programmes
  const stabil_twin_person *who;
} stabil_twin_at;

// twin_lever.c
void *stabil_twin_alloc(size_t count, size_t size);
double stabil_twin_fte(double fte); // to the multiple of 1/1024 that the ledger counts in
bool stabil_twin_in_district(const stabil_study *study, int place);
bool stabil_twin_region_in_county(const stabil_study *study, int region, int county);
double stabil_twin_table(const stabil_study *study, const stabil_table *table, int place);
double stabil_twin_series(const stabil_series *series, int year);
double stabil_twin_lever(const stabil_twin *twin, int lever, double x, stabil_twin_at at);
bool stabil_twin_area(const stabil_study *study, const stabil_area *area, int place);
// The effects that are on in a year; year < 0: only those of the study's behaviour.
void stabil_twin_activate(stabil_twin *twin, int year);
void stabil_twin_policy(stabil_twin *twin, int year); // activate, and the terms of posts
stabil_twin_person stabil_twin_nobody(int profession);

// twin_rates.c
double stabil_twin_retire_rate(const stabil_profession *profession, double age);
// P(an event of rate x a step within the rest of a step that is entered at any time).
double stabil_twin_midway(double x);
double stabil_twin_tenure_multiplier(const stabil_role *role, double from, double to);
double stabil_twin_staff_trait(const stabil_twin *twin, int post, int trait);
void stabil_twin_solve_rates(stabil_twin *twin, int post);

// twin_people.c
int stabil_twin_round(stabil_twin *twin, double x);
void stabil_twin_spread(stabil_twin *twin, int count);
int stabil_twin_stage_steps(const stabil_twin *twin, int stage);
stabil_twin_person stabil_twin_staff(stabil_twin *twin, int post);
stabil_twin_person stabil_twin_student(stabil_twin *twin, int programme, int admitted);
void stabil_twin_graduate(stabil_twin *twin, stabil_twin_person *person, int step);
void stabil_twin_add(stabil_twin *twin, stabil_twin_person person);
void stabil_twin_populate(stabil_twin *twin);
void stabil_twin_admit(stabil_twin *twin);
void stabil_twin_renew(stabil_twin *twin);

// twin_choice.c: options are posts, rotation posts (+ post_count), rest places (last)
int stabil_twin_option_count(const stabil_twin *twin);
void stabil_twin_set_openings(stabil_twin *twin, int post, double heads, double hidden);
double stabil_twin_sigma(const stabil_twin *twin, int post);
int stabil_twin_rotation_target(const stabil_twin *twin, int post, int staff);
int stabil_twin_rotation_before(const stabil_twin *twin, int post);
void stabil_twin_set_rotation_openings(stabil_twin *twin, int post, int rotators);
void stabil_twin_start_openings(stabil_twin *twin);
void stabil_twin_weigh(const stabil_twin *twin, const stabil_twin_person *person,
                       double *weight);
int stabil_twin_flow_of(const stabil_twin *twin, int stage, int from, int to);
int stabil_twin_becomes(const stabil_role *role, int stage); // -1: may not hold it
void stabil_twin_solve_flows(stabil_twin *twin);

// twin_year.c
double *stabil_twin_cell(stabil_twin *twin, stabil_measure_id measure, int post);
double *stabil_twin_school(stabil_twin *twin, stabil_education_id measure, int programme);
void stabil_twin_cover(stabil_twin *twin);
void stabil_twin_close_year(stabil_twin *twin);

// twin_step.c
double stabil_twin_hazard(const stabil_twin *twin, const stabil_twin_person *person,
                          int lever);
void stabil_twin_leave_post(stabil_twin *twin, stabil_twin_person *person);
void stabil_twin_enter_post(stabil_twin *twin, stabil_twin_person *person, int post,
                            stabil_twin_state contract);
void stabil_twin_attrition(stabil_twin *twin);
void stabil_twin_go_on(stabil_twin *twin);

// twin_recruit.c
void stabil_twin_recruit(stabil_twin *twin);

#endif
