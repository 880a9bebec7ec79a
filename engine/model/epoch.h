// SPDX-License-Identifier: GPL-3.0-or-later
// The parameters of a year: the world with the levers of that year's measures applied.
#ifndef STABIL_MODEL_EPOCH_H
#define STABIL_MODEL_EPOCH_H

#include "model/world.h"

// Multipliers by (slot, stage) and kind of people. Rows that are alike are stored once;
// row 0 is all ones.
typedef struct stabil_factors {
  uint16_t *row; // [slots * stages]
  double *value; // [rows][kinds]
} stabil_factors;

// Whether effects of measures on one hazard or choice count for less beside stronger ones
// (interaction.h).
typedef struct stabil_diminishing {
  bool on;
  double saturation; // of each next one: so much of the one before
} stabil_diminishing;

// An effect on a hazard, in the order of the policy, where some effects need mentors.
typedef struct stabil_mentored_effect {
  double *factor;   // [rows]: with mentors for all
  double *strength; // [rows]
  const bool *kind; // [kinds]: whom it is meant for
  const bool *row;  // [rows]: where
  int measure;      // under which it counts (interaction.h); -1: in full
  bool mentored;    // else it acts anyway
  double per;
  const bool *stage;      // [stages]: of mentors
  int tenure, experience; // steps, at least
} stabil_mentored_effect;

// What takes the place of the multipliers of a hazard at those (slot, stage) that effects
// with mentors reach (mentors.c).
typedef struct stabil_mentors {
  int effects, rows, classes;
  stabil_mentored_effect *effect;
  int *row_of;   // [slots * stages]; -1
  int *post;     // [rows]
  int *class_of; // [kinds]: kinds that the effects treat alike are one class
  int *like;     // [classes]: a kind of it
  stabil_diminishing diminishing;
} stabil_mentors;

typedef enum stabil_mentored {
  STABIL_MENTORED_SEPARATE,
  STABIL_MENTORED_LEAVE,
  STABIL_MENTORED_COUNT
} stabil_mentored;

// One line of a measure's cost: amount a year (or each, for hires and seats).
typedef struct stabil_cost_line {
  stabil_per per;
  int post, stage; // stage -1: all
  int programme;   // for seats; -1
  int item, payer;
  double amount;
  int rule; // 1 + index: only where that has been adopted; 0
} stabil_cost_line;

// An effect or cost as a scenario uses it in a year. How strongly it acts in a place is
// coverage x intensity x by_place (stabil_active_strength).
typedef struct stabil_active {
  const stabil_effect *effect;
  double value, coverage;
  double intensity;        // of the year, 0 ... 1
  double follow_up;        // years over which a risk was told; 0
  double lost;             // of the difference that `set` makes
  const double *by_place;  // [places] NULL: 1 everywhere
  const stabil_area *area; // narrows the effect's own; may be NULL
  int on, off;             // pattern; 0: the effect's own
  int rule;                // 1 + index: places adopt it by themselves; 0
  int measure;             // index in the study; -1: the study's behaviour
  int use;          // place among the uses of the scenario, included ones first; -1
  bool behavioural; // of a measure, and no design
} stabil_active;

typedef struct stabil_active_cost {
  const stabil_cost *cost;
  double coverage;
  const double *by_place; // [places] share of the amount; NULL: 1 everywhere
  const stabil_area *area;
  int rule;
} stabil_active_cost;

typedef struct stabil_epoch {
  stabil_factors separate, leave, retire, specialise, utility, job_search;
  stabil_mentors *mentors[STABIL_MENTORED_COUNT]; // NULL: no effect needs any
  double *trait_share;    // [programmes][traits], NaN: by the trait's own share or logit
  double *drawn;          // [programmes] share of placements by lot
  double *intercept;      // [programmes] log-odds of choosing a placement; NAN: no choice
  double *fraction;       // [posts] position fraction
  double *work_share;     // [posts][stages]
  double *pay;            // [posts] on top, share of the wage
  double *fill_rate;      // [posts] 1 / mean time to fill, a year
  double *rotation_rate;  // [posts] the same for rotation posts
  double *succession;     // [posts]
  double *rotation_share; // [posts] share of funded posts
  int *on, *off;          // [posts] pattern, weeks; 0 where there is none
  double *locum_fill, *locum_price; // [posts]
  double *locum_budget, *locum_cap; // [posts] NOK a year, INFINITY: none; share
  double *fixed_term;               // [posts] share of the people hired
  double *local_ties;               // [posts] probability that they come first in a step
  double *bond_graduates;           // [programmes][bonds] share of them bound
  double *bond_hires;               // [posts][bonds]
  double *lottery;         // [posts] chance that whoever picks it goes into the lot
  bool lotteries;          // of a post at least
  double *supervision_per; // [posts][stages] trainees a supervisor takes
  double *agreed;          // [programmes][agreements] share of graduates who have signed
  double *coupled;         // [posts][stages] share with a claim as the stage ends
  double *dropout;         // [programmes] rate a year
  double *placement_weeks; // [programmes] that a worked FTE gives a year
  double *absence;         // [posts] share of time
  double *distance_weight; // [posts] as a share of choice.distance
  double *team_effect;     // [posts] of a small team, on log separation
  double *load_effect;     // [posts] of a unit of load
  // derived
  double *distance;            // [places][posts] factors; NULL: those of the world
  stabil_fte *held_per_head;   // [posts]
  stabil_fte *worked_per_head; // [posts][stages]
  double *pull;                // [2 * posts]: factors of ordinary and rotation posts
  double *wage;                // [posts] NOK per held FTE and year, on-costs in
  int cost_count;
  const stabil_cost_line *cost;
  int ruled_count; // of cover.rotation, that places adopt by themselves; in order
  stabil_active *ruled;
} stabil_epoch;

typedef struct stabil_policy { // what is on in a year, in the order of the bundle
  stabil_diminishing diminishing;
  int effect_count;
  stabil_active *effect;
  int cost_count;
  stabil_active_cost *cost;
} stabil_policy;

// An effect that changes nothing: hr 1, or 1, add 0, strength 0 in all of so many places.
// It is to be dropped.
bool stabil_active_null(const stabil_active *active, int places);
// base moved by the effect on its scale, as strongly as it acts in the place, kept in the
// lever's range. With strength 0 it is base.
double stabil_active_apply(const stabil_active *active, int place, double base);

// 0 ... 1; more where measures strengthen each other (interaction.h).
static inline double stabil_active_strength(const stabil_active *active, int place) {
  const double strength = active->coverage * active->intensity;
  return active->by_place ? strength * active->by_place[place] : strength;
}

// The parameters under a policy. Memory from the arena.
stabil_status stabil_epoch_create(const stabil_world *world, const stabil_policy *policy,
                                  stabil_arena *arena, stabil_epoch **out,
                                  stabil_error *err) STABIL_MUST_USE;

// admission.seats: the seats of a year, levers applied. seats[programmes].
void stabil_epoch_seats(const stabil_world *world, const stabil_policy *policy, int year,
                        double *seats);

// costs.c: the policy's cost lines, into epoch->cost.
stabil_status stabil_epoch_costs(const stabil_world *world, const stabil_policy *policy,
                                 stabil_arena *arena, stabil_epoch *epoch,
                                 stabil_error *err) STABIL_MUST_USE;

enum { STABIL_LEDGERS = 3 }; // need, demand, funded posts
// posts.need, posts.demand, posts.funded: the ledgers of a year moved by the policy,
// FTE [posts] each.
void stabil_epoch_ledger(const stabil_world *world, const stabil_policy *policy,
                         double *const series[STABIL_LEDGERS]);

// Does an area say nothing?
bool stabil_area_empty(const stabil_area *area);
// Does a place lie in an area? An empty area is every modelled place.
bool stabil_area_match(const stabil_world *world, const stabil_area *area, int place);

static inline double stabil_factor(const stabil_factors *factors,
                                   const stabil_world *world, int slot, int stage,
                                   int kind) {
  const int row = factors->row[slot * world->stages + stage];
  return factors->value[row * world->kinds + kind];
}

#endif
