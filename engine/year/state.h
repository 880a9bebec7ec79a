// SPDX-License-Identifier: GPL-3.0-or-later
// What one replicate of one scenario carries from step to step. Four kinds of data are
// kept apart: the model (const, shared), the state (cohorts), the flows of the step and
// of the year (zeroed), and scratch.
#ifndef STABIL_YEAR_STATE_H
#define STABIL_YEAR_STATE_H

#include "model/model.h"
#include "model/options.h"
#include "year/chance.h"
#include "year/cohorts.h"
#include "stabil/record.h"

typedef struct stabil_move { // people who arrive when a phase ends
  stabil_person person;
  int64_t n;
  bool inside; // they never left the post
} stabil_move;

typedef struct stabil_applicant { // one person who applies for one post in a round
  int record, unit, slot;
  uint64_t post;   // that a post's applicants stand together, in an order of its own
  int rank;        // class of priority at the post, the first is 0
  double priority; // within the class, the smallest is first
  int proposer;    // with deferred acceptance; -1: asks only once
} stabil_applicant;

typedef struct stabil_gap { // of a post that a pool covers
  int post, order;          // by identity
  stabil_fte fte, remainder;
} stabil_gap;

// Deferred acceptance: a seeker, the post that keeps him or her so far, and those that
// did not.
typedef struct stabil_proposer {
  int record, unit;
  int slot; // -1: none
  int rank; // there
  double priority;
  int refusal; // the last one; -1: none
  bool gone;   // to the rest of the country
} stabil_proposer;

typedef struct stabil_refusal {
  int slot, rank;
  double priority;
  int before; // the one before it; -1
} stabil_refusal;

// Since when the ordinary posts of each post group stand vacant: full-time equivalents by
// the half step in which they fell vacant, filled from the oldest on.
typedef struct stabil_vacancies {
  int bins, past;   // half steps in all, and before the first step
  stabil_fte *fte;  // [posts][bins]
  stabil_fte *open; // [posts] sum over bins
  int *oldest;      // [posts] no bin before this one holds anything
} stabil_vacancies;

typedef struct stabil_flows {                    // sums over the steps of a year
  int64_t *entered, *left, *hires, *separations; // [posts]
  double *person_years;                          // [posts]
  double *locum_weeks, *locum_cost, *wage_cost;  // [posts]
  double *incentive_cost, *rotation_cost;        // [posts]
  double *recruitment_cost, *programme_cost;     // [posts]
  int64_t *admitted, *graduates, *dropouts;      // [programmes]
  int64_t *refused;                              // [programmes] seats without placement
  int64_t *staff_before;                         // [posts] as the year begins
  stabil_fte *filled;                            // [posts] ordinary posts filled
  int64_t *fill_wait; // [posts] their spells: half steps x FTE of 2^-10
  double money[STABIL_PAYER_COUNT][STABIL_ITEM_COUNT];
} stabil_flows;

typedef struct stabil_state {
  const stabil_model *model;
  const stabil_world *world;
  const stabil_epoch *epoch; // of the present year
  stabil_stream stream;
  stabil_chance chance; // running sums of the expected mode
  int step, year, season;
  stabil_cohorts cohorts;
  stabil_cohorts
      start; // before the first year, of the replicate below: scenarios share it
  int start_replicate; // 0: none
  stabil_vacancies vacancies;
  // flows
  int64_t *exits;         // [2 * posts] from ordinary and rotation posts in this step
  int64_t *hires_step;    // [posts] in this step
  int64_t *entered_step;  // [posts] into ordinary posts in this step
  int64_t *dated;         // [steps_per_year][posts] hired on a date, of the past year
  int64_t *succeeded;     // [posts] exits of this step that a successor was ready for
  int64_t *admitted_step; // [programmes]
  stabil_flows flows;
  // rotation of the year: share of funded posts, weeks; and who has taken it up by rule
  const double *rotation_share; // [posts] of the epoch, or:
  double *rotation_own;         // [posts]
  int *on, *off;                // [posts]
  bool *adopted;                // [rules][posts]
  int *years_high, *years_low;  // [rules][posts] in a row, at year end
  stabil_stream shock_stream; // the stream of the replicate, or of the one it shares with
  double *shock; // [years][places] of the replicate of `start`, NULL without shocks
  double *load;  // [steps_per_year][posts] of the past year, NULL without load
  // locums of modelled places by role, FTE summed over steps, and what they do to prices
  stabil_fte *locum_year, *locum_first; // [roles] of this year, of the first one
  double *price_by;                     // [roles]
  // feedback on the hazards of this step, 1 without any (feedback.c)
  double *separate_by; // [2 * posts]
  double *leave_by;    // [2 * posts]
  // multipliers where effects need mentors, NULL where none does (mentors.c)
  double *mentored[STABIL_MENTORED_COUNT]; // [rows][classes of kinds]
  // FTE that supervisors give to trainees and students, NULL where none is needed
  stabil_fte *supervision; // [posts] as the step ended
  // scratch
  int64_t *mentors, *meant; // [posts], NULL with `mentored`
  double *mentor_factor;    // [effects][rows], NULL without diminishing returns
  struct stabil_multiplier *mentor_term; // [effects]
  double *asked;                         // [posts], NULL with `supervision`
  bool *full;              // [posts][stages], NULL where no stage needs supervisors
  int64_t *heads_before;   // [2 * posts] at the start of the step
  int64_t *fillable;       // [2 * posts] people that can still be hired in this step
  int64_t *rotation_new;   // [posts] rotation posts that became fillable in this step
  int64_t *open;           // [posts] people that ordinary posts lack in this step
  double *size;            // [2 * posts] of an option
  stabil_options *options; // [stages]
  int *option;             // [2 * posts] slots of a transfer
  double *cumulative;      // [2 * posts]
  double *lot;             // [2 * posts]
  stabil_fte *locum;       // [posts] in this step
  stabil_fte *overtime;    // [posts] in this step
  stabil_fte *pool;        // [posts] in this step, from pools
  stabil_gap *gap;         // [posts]
  double *locum_paid;      // [posts] NOK in this step
  int64_t *settled;        // [posts] rotators with a year or more in the post
  stabil_move *move;
  int move_count, move_capacity;
  int *record; // those that a phase goes through more than once, in their order
  int record_count, record_capacity;
  stabil_applicant *applicant;
  int applicant_count, applicant_capacity;
  stabil_proposer *proposer;
  int proposer_count, proposer_capacity;
  stabil_refusal *refusal;
  int refusal_count, refusal_capacity;
  double *remaining;    // [2 * posts] cumulative weights without those that refused
  bool *refused;        // [2 * posts] all false between seekers
  bool *ties_first;     // [posts] local ties come first in this step
  int64_t cohort_steps; // records seen by attrition, a measure of work
  // results of all years, handed to the sink as one record
  double *values, *initial, *education, *money, *retained, *contracts, *causes, *origins;
  double *strata, *bonds;
  int bond_half_years;
  double *admitted_traits;
  int tenure_classes, sizes;
  const int *place_size; // [places] class of municipality size, -1 for rest
} stabil_state;

// Buffers for a model's dimensions; one state a worker, used for replicate after
// replicate.
stabil_status stabil_state_create(const stabil_world *world, const stabil_layout *layout,
                                  const int *place_size, stabil_state **out,
                                  stabil_error *err) STABIL_MUST_USE;
void stabil_state_free(stabil_state *state);

// Pairs of traits by programme: numbers of a year in `admitted_traits`.
static inline size_t stabil_state_traits(const stabil_world *w) {
  return (size_t)w->programmes * (size_t)(w->traits * w->traits);
}

// n more of what is counted as it happens, this year at a post.
static inline void stabil_state_count(stabil_state *s, stabil_measure_id measure,
                                      int post, int64_t n) {
  const stabil_world *w = s->world;
  s->values[((int)measure * w->years + s->year) * w->posts + post] += (double)n;
}

// People leave a record for somewhere else, or arrive somewhere: these two keep the
// ledger of entered and left. Changes of stage within a post use the cohort list
// directly. The cause says why they leave a post; who searches leaves none.
void stabil_state_leave(stabil_state *state, int record, int64_t n,
                        stabil_cause_id cause);
void stabil_state_enter(stabil_state *state, const stabil_person *person, int64_t n);
// Both at once, for people who come into a post; tells where they came from.
void stabil_state_hire(stabil_state *state, int record, const stabil_person *person,
                       int64_t n, stabil_cause_id cause);

// Remember an arrival; all of them enter when the phase ends, so that nobody is at risk
// twice.
void stabil_state_later(stabil_state *state, const stabil_person *person, int64_t n);
// The same for people who change stage in their post.
void stabil_state_later_inside(stabil_state *state, const stabil_person *person,
                               int64_t n);

// recruits.c. Staff who begin to study: at most `units`; returns how many. Students who
// drop out go back to where they came from, if the programme says to what.
int64_t stabil_recruits_admit(stabil_state *state, int programme, int64_t units);
void stabil_recruits_drop(stabil_state *state, int record, int64_t n);

// claims.c. Some of n graduates of a record, or of n people whose stage ends, arrive with
// a first claim on a place; both return how many are left.
int64_t stabil_claims_graduate(stabil_state *state, int record,
                               const stabil_person *person, int64_t n);
int64_t stabil_claims_couple(stabil_state *state, int record, const stabil_person *person,
                             int64_t n);

// specialise.c. n people of a record start further education in their post.
void stabil_specialise(stabil_state *state, int record, int64_t n);

// bonds.c. Somebody leaves a post, or takes one: a bond that has ended is gone, one that
// was promised begins.
void stabil_bonds_move(const stabil_state *state, stabil_person *person);
void stabil_bonds_take_post(const stabil_state *state, stabil_person *person);
// A new holder may be bound; `applicant` names the random number.
void stabil_bonds_hire(stabil_state *state, stabil_person *person, uint64_t applicant);
// Some of n graduates of a record arrive with a promise; returns how many are left.
int64_t stabil_bonds_graduate(stabil_state *state, int record,
                              const stabil_person *person, int64_t n);
// n people pay to be free; post -1: while searching.
void stabil_bonds_buy_out(stabil_state *state, stabil_person *person, int post,
                          int64_t n);

// bond_tally.c. Those of record i, if they are under a bond: years at risk in their post;
// n who leave it, by how, or by why.
void stabil_bonds_at_risk(stabil_state *state, int record, double years);
void stabil_bonds_exit(stabil_state *state, int record, stabil_bond_exit_id exit,
                       int64_t n);
void stabil_bonds_leave(stabil_state *state, int record, int64_t n,
                        stabil_cause_id cause);

// strata.c. n graduates of this step; n of a programme who hold a post as the year ends,
// by where, so many years after the year of graduation.
void stabil_strata_graduate(stabil_state *state, const stabil_person *person, int64_t n);
void stabil_strata_retained(stabil_state *state, const stabil_person *person, int64_t n,
                            int since, const bool where[STABIL_WHERE_COUNT]);
// Numbers in the arrays of a record.
size_t stabil_strata_size(const stabil_world *world);
size_t stabil_bonds_size(const stabil_world *world, int half_years);

// contracts.c. A new holder may have a contract that ends; named in the same way.
void stabil_contracts_hire(stabil_state *state, stabil_person *person,
                           uint64_t applicant);

// path.c. Somebody searches, or takes a post after `before`: how far from the first post.
void stabil_path_search(const stabil_world *world, stabil_person *person);
void stabil_path_take_post(const stabil_world *world, const stabil_person *before,
                           stabil_person *person);

void stabil_state_arrive(stabil_state *state);

// A uniform of record i in this step.
static inline double stabil_state_uniform(const stabil_state *s, int i,
                                          stabil_purpose purpose, uint32_t index) {
  return stabil_random_uniform(s->stream, s->cohorts.identity[i], (uint32_t)s->step,
                               purpose, index);
}

// When the first of the exponential clocks of n people rings; `first` where it is sure
// that none rings before that, since -log u >= 1 - u.
static inline double stabil_state_clock(double u, int32_t n, double first) {
  const double at_last = first * (double)n * (1.0 + 0x1p-40);
  return 1.0 - u > at_last ? first : -stabil_log(u) / (double)n;
}

// A decision on people of record i: their group is where they are, by stage.
static inline stabil_key stabil_state_key(const stabil_state *s, int i,
                                          stabil_purpose purpose, uint32_t index) {
  const stabil_world *w = s->world;
  return (stabil_key){.identity = s->cohorts.identity[i],
                      .group = w->slot[s->cohorts.slot[i]].id +
                               w->stage_id[s->cohorts.stage[i]],
                      .purpose = purpose,
                      .index = index,
                      .channel = index};
}

// One record more in the list of those that a phase comes back to.
void stabil_state_list(stabil_state *state, int record);

// Make room for one element more in an array that grows; false when memory is out.
bool stabil_state_room(stabil_state *state, void *array, size_t size, int count,
                       int *capacity);

// The ledger of a post as it stands, FTE of 2^-10.
typedef struct stabil_ledger {
  stabil_fte held, worked, rotation, funded;
  stabil_fte vacant, post_surplus; // held + rotation + vacant - post_surplus = funded
  stabil_fte gap, surplus;         // worked + rotation + gap - surplus = funded
  stabil_fte given;                // of what would be worked: to trainees and students
  int64_t rotators;
} stabil_ledger;
stabil_ledger stabil_cover_ledger(const stabil_state *state, int post); // cover.c
// What so many rotators are in full-time equivalents, rounded once.
stabil_fte stabil_cover_rotation(const stabil_state *state, int post, int64_t rotators);

// allocation.c. The slot that whoever chose one gets: it, or another by lot.
int stabil_allocation_slot(stabil_state *state, const stabil_seeker *seeker, int record,
                           int slot, uint32_t index);

// The phases of a step, one file each; schedule.c says their order.
void stabil_initial_fill(stabil_state *state); // initial.c
// education.c. Somebody who has been admitted, as a student.
void stabil_admission_tally(stabil_state *state, const stabil_person *student);
void stabil_admission_step(stabil_state *state);
void stabil_progression_step(stabil_state *state); // education.c
void stabil_bonds_step(stabil_state *state);       // bonds.c
void stabil_contracts_step(stabil_state *state);   // contracts.c
// One holder of a record changes employer in the step: a contract has ended.
void stabil_attrition_contract(stabil_state *state, int record); // attrition.c
// Did people of a record come into the post at any time of the step before?
bool stabil_attrition_midway(const stabil_state *state, int record,
                             const stabil_slot *slot);
void stabil_feedback_step(stabil_state *state);  // feedback.c: before attrition
void stabil_attrition_step(stabil_state *state); // attrition.c
void stabil_renewal_step(stabil_state *state);   // renewal.c
void stabil_rotation_pull(stabil_state *state);  // rotation.c: before choice
void stabil_openings_step(stabil_state *state);  // openings.c
// seasons.c: people who come on a date, and what their seasons hide of openings.
void stabil_seasons_start(stabil_state *state); // before the first year
void stabil_seasons_step(stabil_state *state);
// Of a record of people who search.
bool stabil_seasons_dated(const stabil_state *state, int record);
void stabil_seasons_hire(stabil_state *state, int record, int slot);
double stabil_seasons_hidden(const stabil_state *state, int post);
void stabil_claims_step(stabil_state *state);      // claims.c: before choice
void stabil_recruitment_step(stabil_state *state); // recruitment.c
void stabil_job_search_step(stabil_state *state);  // job_search.c: with the first round
void stabil_deferred_step(stabil_state *state);    // deferred.c: in place of rounds
void stabil_vacancies_start(stabil_state *state);  // vacancies.c: before the first year
void stabil_vacancies_step(stabil_state *state);   // vacancies.c
void stabil_supervision_step(stabil_state *state); // supervision.c
void stabil_cover_step(stabil_state *state);       // cover.c
void stabil_accounts_step(stabil_state *state);    // accounts.c
void stabil_accounts_year(stabil_state *state);

// Feedback on exits, one file each; what a study does not turn on is not touched.
void stabil_shock_draw(stabil_state *state);   // shock.c: for the replicate
void stabil_shock_apply(stabil_state *state);  // for the step
void stabil_oncall_apply(stabil_state *state); // oncall.c
// adoption.c: rotation by decision and by rule
void stabil_adoption_reset(stabil_state *state); // before the first year
void stabil_adoption_begin(stabil_state *state); // of a year
void stabil_adoption_year(stabil_state *state);  // at its end
bool stabil_adoption_here(const stabil_state *state, int rule, int post);
bool stabil_adoption_in_place(const stabil_state *state, int rule, int place);
void stabil_price_reset(stabil_state *state); // price.c: before the first step
void stabil_price_step(stabil_state *state);  // after cover: the region's demand
void stabil_load_reset(stabil_state *state);  // load.c: before the first step
void stabil_load_apply(stabil_state *state);
void stabil_load_step(stabil_state *state); // after cover: what the step leaves undone
// overtime.c: own staff's cover of the gap, and what it costs in the step.
stabil_fte stabil_overtime_of(const stabil_state *state, int post,
                              const stabil_ledger *ledger);
void stabil_pool_share(stabil_state *state);           // pool.c
void stabil_locums_buy(stabil_state *state, int post); // locums.c
double stabil_overtime_cost(const stabil_state *state, int post);

// units.c. Sub-units of a person become people again, in everything that is reported.
void stabil_units_divide(stabil_state *state);

// supervision.c: how many more may come to the post of a slot in a stage?
int64_t stabil_supervision_room(const stabil_state *state, int slot, int stage);
// At the end of a year: training_room.
void stabil_supervision_tally(stabil_state *state);
// Where nobody may, [posts][stages]; NULL where everybody may everywhere.
const bool *stabil_supervision_full(stabil_state *state);
// FTE worked by those in the post who may supervise anybody.
stabil_fte stabil_supervision_staff(const stabil_state *state, int post);
// placement_weeks.c: how many of so many seats of a programme have placements.
int stabil_placements_admit(const stabil_state *state, int programme, int seats);
// mentors.c: the multipliers of the step.
void stabil_mentors_apply(stabil_state *state);

// Run a replicate of a model from its initial state to the horizon.
void stabil_schedule_run(stabil_state *state, const stabil_model *model,
                         int replicate); // schedule.c

// After hiring into a slot at this step: stage, dates and first post change.
stabil_person stabil_state_hired(const stabil_state *state, const stabil_person *seeker,
                                 int slot);

// Target of ordinary posts, FTE: funded less what rotation is to staff.
stabil_fte stabil_state_target(const stabil_state *state, int post);
stabil_fte stabil_state_held(const stabil_state *state, int post);

#endif
