// SPDX-License-Identifier: GPL-3.0-or-later
// The world of one parameter draw: a study with every number drawn, every name turned
// into an index and an identity, every solved constant solved. Scenarios do not enter; it
// is read-only once made and shared by all threads.
#ifndef STABIL_MODEL_WORLD_H
#define STABIL_MODEL_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/number.h"
#include "base/random.h"
#include "scenario/study.h"
#include "stabil/record.h"
#include "stabil/run.h"

// A slot is where a person can be: an ordinary post, a rotation post, searching at a
// place, or a student of a programme. Slots are numbered in that order.
typedef enum stabil_slot_kind {
  STABIL_SLOT_POST,
  STABIL_SLOT_ROTATION,
  STABIL_SLOT_SEARCH,
  STABIL_SLOT_STUDENT
} stabil_slot_kind;

typedef struct stabil_slot {
  stabil_slot_kind kind;
  int post;  // -1 for search and student
  int place; // a student's is the host
  int role;  // -1 for search and student
  bool rest;
  uint64_t id; // identity of "being there"
} stabil_slot;

typedef struct stabil_post {
  int place, role, profession;
  bool rest;
  uint64_t id;
  double turnover;          // openings a year for each holder: 1 / mean duration
  double rotation_turnover; // of rotators
  double initial_heads;     // expected
  double initial_vacant;    // FTE
} stabil_post;

typedef struct stabil_way_table { // further education, by draw
  int to;
  double *rate; // [posts]: a year, 0 where nobody starts it
} stabil_way_table;

typedef struct stabil_stage_table {
  int profession, steps; // steps: exact length, 0 = open-ended
  int intake; // steps between rounds in which people of the stage may be hired, >= 1
  bool held;  // somebody in a post can be in it
  int next, transfer_role;
  stabil_then then;
  stabil_level level;
  int claim_role, claim_steps; // of those who came from a stage with a claim; 0: none
  int ways;
  stabil_way_table *way; // by identity of the stage that begins
} stabil_stage_table;

// A bond by draw; who is bound is told in person.h.
typedef struct stabil_bond_table {
  uint64_t id;
  int months, payer;
  stabil_scope scope;
  double *hold, *cliff; // [2^traits]: on separation while bound, and after
  double *buy_out;      // [2^traits]: rate a year
  double price;
} stabil_bond_table;

// A rule of adoption by draw (docs/model.md 4.16).
typedef struct stabil_rule_table {
  double above, below;
  int years;
  bool *reaches; // [posts]
} stabil_rule_table;

typedef struct stabil_post_list { // in the order of identity
  int count;
  int *post;
} stabil_post_list;

// A stage that needs supervisors (capacity.c).
typedef struct stabil_supervised {
  int stage;
  bool *may;   // [posts][stages]: who supervises it
  double time; // FTE of their work that a trainee takes
  int areas;
  stabil_post_list *area; // [areas]: posts that share supervisors
  int *area_of;           // [posts]; not of rest places
} stabil_supervised;

// Placements of a programme's students (capacity.c).
typedef struct stabil_placement {
  bool given;
  double weeks, time;
  bool *may;               // [posts][stages]: who supervises them
  stabil_post_list around; // posts of the roles in the area of the host
} stabil_placement;

// Group of places in flows: 0 = the region (all modelled places), 1 ... = rest places.
#define STABIL_MAX_GROUPS 8
#define STABIL_MAX_SLOTS 65535 // 16 bits of a cohort's key

struct stabil_epoch;

typedef struct stabil_world {
  const stabil_study *study;
  stabil_arena *arena;
  int draw; // -1: central values
  uint64_t seed;
  bool expected;       // what is expected in place of chance: the seed does not matter
  bool even_constants; // of choice; always so in the expected mode
  int units; // sub-units of a person: people, posts and seats count so many; else 1
  int draws, shock_paths; // as in the plan
  double *value;          // drawn values of study->quantity, from 1
  double *joint;          // of numbers that are drawn together: scratch
  int steps_per_year, years, steps;
  double dt;

  int slots, posts, places, roles, stages, professions, programmes, regions, traits;
  stabil_slot *slot;
  stabil_post *post;
  int *post_of; // [places][roles] -> post, -1 if there is none
  // Indices by identity: one of several is picked in this order, never in that of the
  // study, so that the order in which a study is written does not matter.
  int *post_order, *region_order;
  int search_slot, student_slot; // the first of each kind: + place, + programme
  stabil_stage_table *stage;
  int *intake;          // [roles] steps between rounds of hiring, >= 1
  int *becomes;         // [roles][stages] -> stage on hire, -1: may not hold it
  bool *place_rest;     // [places]
  bool *place_district; // [places]
  int *group;           // [places] -> group in flows
  int groups;
  int *rest_place;              // [groups]: place of group 1 ...; [0] unused
  stabil_post_list *rest_posts; // [groups]: its posts

  // kind = traits + 2^traits * (track + 1 + (tracks + 1) * first_post)
  int kinds, tracks;
  int *programme_track; // [programmes]
  int rural_trait;      // the trait with a value called rural; -1

  // identities of field values; a default adds 0
  uint64_t *stage_id, *trait_id, *programme_id, *origin_id, *training_id, *role_id;
  uint64_t *place_id; // [places]

  // hazards at baseline, rates a year
  double *base;   // [slots]: separate; dropout for students
  double *leave;  // [places][professions]
  double *tenure; // [roles][tenure_length]: multiplier by completed steps in post
  int tenure_length;
  double *retire; // [professions][tracks + 1][age_length]: by steps since qualified
  int age_length;

  bool terms;         // a role has contracts that end
  double *specialise; // [posts][stages]: all ways together; NULL: none

  bool claims;          // somebody may be first in line
  int *programme_order; // by identity
  int *claim_steps;     // [programmes]: how long after graduation
  int agreements;
  uint64_t *agreement_id;
  int *agreement_order; // by identity

  int bonds;
  stabil_bond_table *bond;
  int *bond_order; // by identity

  int rules;
  stabil_rule_table *rule;

  // pools, by identity; pool k covers pool_covers[pool_from[k] ... pool_from[k + 1] - 1]
  int pools;
  int *pool_post, *pool_from, *pool_covers;
  int supervised_count;
  stabil_supervised *supervised; // [supervised_count]
  int *supervised_of;            // [stages] -> index of it, -1
  stabil_placement *placement;   // [programmes]; NULL: none has any
  bool *may_supervise;           // [posts][stages] anybody; NULL: nobody needs it

  const struct stabil_epoch *baseline; // no measure on: what holds before the first year

  // choice
  double theta;
  double *home, *training; // [regions][places]: factors exp(utility); rest: home_rest
  double *ones;            // [places]: of people without origin or training
  double *distance;        // [places][places]: factors; from x to
  double *pull;            // [posts]: exp(attraction of place and role)
  double *rotation_pull;   // [posts]: exp(attraction of a rotation post)
  double *constant;        // [groups][groups][stages]: factors exp(constant)
  double *rest_share;      // [groups][roles]: heads at the start (weights)
  double *rest_heads;      // [groups][stages]: of the roles that take the stage
  double pay_weight;

  // region geography for origins
  double *region_rural,
      *region_urban;   // [regions] inhabitants in and outside the district
  bool *region_county; // [regions][counties]

  // graduates told apart by what they were before (strata.h); 0: they are not
  int strata, stratum_traits;
  int stratum_trait[STABIL_MAX_TRAITS]; // the traits that are composition
  unsigned char *used; // [numbers + 1] those that were read; NULL: nobody asks
} stabil_world;

// Make the world of a draw. The study must outlive it.
stabil_status stabil_world_create(const stabil_study *study, int draw, uint64_t seed,
                                  int years, stabil_world **out,
                                  stabil_error *err) STABIL_MUST_USE;
// The same for the expected mode, in so many sub-units of a person (a power of two).
typedef struct stabil_world_plan {
  int draw, years;
  uint64_t seed;
  bool expected, even_constants;
  int units;
  int draws, shock_paths; // of the run; shock_paths 0: one for each replicate
  int change_count;
  const stabil_change *changes; // numbers in place of the study's (stabil/run.h)
  unsigned char *used;          // [numbers + 1] those that are read; may be NULL
} stabil_world_plan;
stabil_status stabil_world_make(const stabil_study *study, const stabil_world_plan *plan,
                                stabil_world **out, stabil_error *err) STABIL_MUST_USE;
// The numbers of a replicate; in the expected mode of all of them. Of no replicate (0):
// those of the people whom choice constants are solved over.
stabil_stream stabil_world_stream(const stabil_world *world, int replicate);
// Those of its shocks: with shock paths, of the first replicate of the draw on the path.
stabil_stream stabil_world_shocks(const stabil_world *world, int replicate);
void stabil_world_free(stabil_world *world); // NULL is fine

// The drawn value of a quantity, and of a table at a place.
double stabil_world_value(const stabil_world *world, const stabil_quantity *quantity);
double stabil_world_table(const stabil_world *world, const stabil_table *table,
                          int place);
const stabil_quantity *stabil_table_find(const stabil_study *study,
                                         const stabil_table *table, int place);

// Steps of a fixed-term contract of a role.
static inline int stabil_world_term(const stabil_world *world, int role) {
  return world->study->role[role].term.months * world->steps_per_year / 12;
}

// Index of the kind of people with these traits (bits), programme (-1: none), first post.
static inline int stabil_world_kind(const stabil_world *world, int traits, int programme,
                                    int first_post) {
  const int track = programme < 0 ? 0 : world->programme_track[programme] + 1;
  return traits + (track + (world->tracks + 1) * first_post) * (1 << world->traits);
}

#endif
