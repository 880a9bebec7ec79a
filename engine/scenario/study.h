// SPDX-License-Identifier: GPL-3.0-or-later
// A study as read: what the YAML says, checked and resolved to indices, nothing computed.
// The schema tables (study_schema.c) say how each member is written in YAML; the comments
// here name the key. Counts and arrays lie side by side; names are looked up at reading.
//
// Every `stabil_set` that is empty means "all". -1 stands for "not given" in an index.
#ifndef STABIL_SCENARIO_STUDY_H
#define STABIL_SCENARIO_STUDY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "scenario/joint.h"
#include "scenario/study_capacity.h"
#include "scenario/study_cover.h"
#include "scenario/study_interaction.h"
#include "scenario/study_evidence.h"
#include "scenario/study_matching.h"
#include "scenario/study_observed.h"
#include "scenario/study_system.h"
#include "scenario/study_ways.h"

typedef struct stabil_source { // sources.<name>
  const char *name, *title, *address, *read;
  int year;
} stabil_source;

typedef enum stabil_trait_kind {
  STABIL_COMPOSITION, // what people are as they are admitted
  STABIL_EFFECT       // what training does to them
} stabil_trait_kind;

typedef struct stabil_trait { // traits.<name>: two values; a person has the second with
  const char *name;           // probability `share` or logit = base + sum of given
  stabil_mark mark;
  const char *value[2]; // values: [urban, rural]
  bool has_share;
  stabil_quantity share; // share: P(second value); overridden by admission and staff
  bool has_logit;
  stabil_quantity logit; // logit: {base: Q, given: {rural: Q}}; given names second values
  stabil_shares given;   //   of traits declared above; index = trait
  int profession;        // profession: only in this one; -1: all
  bool has_kind;
  stabil_trait_kind kind; // kind: composition | effect
} stabil_trait;

typedef struct stabil_track { // tracks.<name>
  const char *name;
  stabil_text label;
  stabil_quantity entry_age; // entry_age: age in years at graduation
} stabil_track;

typedef struct stabil_profession { // professions.<name>
  const char *name;
  stabil_mark mark;
  stabil_text label;
  stabil_quantity entry_age;    // entry_age: at qualification, without a track
  stabil_table leave;           // leave_profession: rate a year
  int retire_count;             // retire: {ages: [60, 62, ...], rates: [...]}
  double *retire_age;           //   rate from each age to the next; before: 0;
  stabil_quantity *retire_rate; //   everybody retires at retire.end (75)
  stabil_quantity retire_end;
  int graduate_stage; // graduates_as: stage of a new graduate
} stabil_profession;

typedef enum stabil_then { STABIL_STAY, STABIL_SEEK, STABIL_TRANSFER } stabil_then;
typedef enum stabil_level {
  STABIL_ORDINARY,
  STABIL_TRAINEE,
  STABIL_SPECIALIST
} stabil_level;

typedef struct stabil_stage { // stages.<name>
  const char *name;
  stabil_mark mark;
  stabil_text label;
  int profession;             // profession
  int months;                 // months: exact length; 0 = open-ended
  int next;                   // next: stage after `months`
  stabil_then then;           // then: stay (keeps the post) | seek | transfer
  int transfer_role;          // to_role: with transfer
  stabil_quantity work_share; // work_share: share of the contracted time that is worked
  stabil_level level;         // level: ordinary | trainee | specialist
  int way_count;
  stabil_way *way; // specialise
  stabil_supervision supervision;
  stabil_next_claim next_claim;
} stabil_stage;

typedef struct stabil_holder { // roles.<name>.holders: {stage: stage on hire}
  int stage, becomes;
} stabil_holder;

typedef struct stabil_volume { // roles.<name>.need | demand | funded
  bool has_per_10000;
  stabil_table per_10000; // FTE per 10,000 inhabitants
  stabil_quantity ratio;  // ratio: over the series before it (need -> demand -> funded)
  stabil_table growth;    // growth: rate a year, compounded
} stabil_volume;

typedef struct stabil_oncall { // roles.<name>.team: few colleagues, many duties
  bool given;
  stabil_quantity effect;    // effect: on log separation, per log(reference / team)
  stabil_quantity reference; // reference: team from which on duties weigh no more
} stabil_oncall;

typedef struct stabil_load { // roles.<name>.load
  bool given;
  stabil_quantity effect; // effect: on log separation, per unit of load
} stabil_load;

typedef struct stabil_bands { // {years: [0, 5, 15, 40], shares: [0.2, 0.4, 0.4]}
  int count;
  double *edge;           // count + 1 edges
  stabil_quantity *share; // count
} stabil_bands;

typedef enum stabil_origin {
  STABIL_LOCAL,
  STABIL_IN_COUNTY,
  STABIL_IN_REGION,
  STABIL_FROM_PLACE
} stabil_origin;
typedef struct stabil_origin_share {
  stabil_origin kind; // local (own labour region) | county | region | a rest place
  int place;          // with STABIL_FROM_PLACE
  stabil_quantity value;
} stabil_origin_share;
typedef struct stabil_origins { // {local: 0.5, county: 0.2, region: 0.1, rest_south: 0.2}
  int count;
  stabil_origin_share *share;
} stabil_origins;

typedef struct stabil_trait_table { // traits: {rural: TABLE, high: TABLE}
  int trait;
  stabil_table share;
} stabil_trait_table;

typedef struct stabil_staff { // roles.<name>.staff: who holds the posts before year one
  stabil_shares stages;       // stages: shares
  stabil_bands experience;    // experience: years since qualification
  stabil_origins origin;      // origin
  stabil_shares training;     // training: share by labour region trained in
  int trait_count;
  stabil_trait_table *trait; // traits: share with the second value
} stabil_staff;

typedef struct stabil_role { // roles.<name>
  const char *name;
  stabil_mark mark;
  stabil_text label;
  int profession;  // of its holders (they must agree); resolved
  int place_kind;  // at: municipality | hospital (0, 1)
  int employer;    // employer: municipality | trust (payer id)
  bool fixed_term; // contract: permanent | fixed_term
  int intake;      // intake: months between rounds of hiring; 0: at any time
  int holder_count;
  stabil_holder *holder;
  stabil_volume need, demand, funded;
  stabil_table vacancy;           // vacancy: share of funded FTE vacant before year one
  stabil_table position_fraction; // position_fraction: offered and held
  stabil_quantity absence;        // absence: share of worked time
  stabil_table time_to_fill;  // time_to_fill: mean years until a vacancy can be filled
  stabil_quantity succession; // succession: share of exits succeeded without a vacancy
  bool turnover_is_median;    // turnover: {rate: TABLE} or {median_years: TABLE}
  stabil_table turnover;      //   all causes together
  int tenure_count;           // tenure: {years: [1, 3], multipliers: [1.5, 1.2, 0.7]}
  double *tenure_year;        //   on separation; tenure_count edges,
  stabil_quantity *tenure_multiplier; // tenure_count + 1 multipliers
  stabil_table wage;                  // wage: NOK per FTE-year
  stabil_quantity on_cost;            // on_cost: share on top of wages
  stabil_shares payer; // payer: {municipality: 0.7, state: 0.3}; default employer 1
  stabil_quantity recruitment_cost; // recruitment_cost: NOK per hire
  stabil_table attraction;          // attraction: utility of a post of this role
  bool has_locum;
  stabil_locum locum;
  stabil_rotation rotation;
  stabil_term term;
  stabil_oncall oncall;
  stabil_overtime overtime;
  stabil_covers covers;
  stabil_load load;
  stabil_allocation allocation;
  stabil_job_search job_search;
  stabil_priority priority; // priority: who is taken first; empty: nobody
  stabil_staff staff;
} stabil_role;

typedef struct stabil_county { // counties.<name>: label
  const char *name;
  stabil_text label;
} stabil_county;

typedef struct stabil_region { // regions.<name>: labour regions
  const char *name;
  stabil_text label;
} stabil_region;

typedef enum stabil_kind {
  STABIL_MUNICIPALITY,
  STABIL_HOSPITAL,
  STABIL_REST
} stabil_kind;

typedef struct stabil_place_posts { // places.<id>.posts.<role>
  int role;
  bool has_funded, has_vacancy, has_staff;
  stabil_quantity funded;  // funded: FTE before year one (instead of need per 10,000)
  stabil_quantity vacancy; // vacancy: share
  stabil_quantity staff;   // staff: heads (rest places)
} stabil_place_posts;

typedef struct stabil_renewal { // places.<id>.renewal.<role>, rest places only
  int role, stage;              // stage: of those who enter
  stabil_quantity rate;         // rate: entrants a year as a share of the stock at start
  stabil_quantity growth;       // growth: of that inflow, a year
  stabil_quantity foreign;      // foreign_trained: people a year on top
} stabil_renewal;

typedef struct stabil_place { // places.<id>
  const char *id;
  stabil_mark mark;
  stabil_text label;       // name: {nb, en, se, fkv}; en defaults to nb
  const char *sami, *kven; // official forms, "" if none
  stabil_kind kind;
  int county, region; // region: -1 for none
  int centrality;     // 1-6; 0 for rest
  int municipality;   // hospitals: where it stands (optional); -1
  int hospital;       // municipalities: hospital it belongs to (for LIS1); -1
  double population, lat, lon;
  stabil_quantity attraction; // attraction: constant of the place in choice
  int post_count;
  stabil_place_posts *post;
  int renewal_count;
  stabil_renewal *renewal;
} stabil_place;

typedef struct stabil_programme { // programmes.<name>
  const char *name;
  stabil_mark mark;
  stabil_text label;
  int profession, place, track; // place: host
  stabil_series seats;          // seats: admitted a year
  double length;                // years: length, a whole number of years
  stabil_quantity dropout;      // dropout: share a year
  stabil_shares admission; // admission: {rural: 0.4}: share with a trait's second value
  stabil_origins origin;   // origin: `local` = the host's labour region
  int exposure_trait;      // placements: {trait: exposed, share: 0.3}; -1 if absent
  stabil_quantity exposure;
  stabil_practice practice;
  stabil_placements placements;
  stabil_recruits recruits;
  stabil_quantity claim_years; // claim_years: that a first claim of graduates holds
} stabil_programme;

typedef enum stabil_scope {
  STABIL_SCOPE_PLACE,
  STABIL_SCOPE_REGION,
  STABIL_SCOPE_DISTRICT
} stabil_scope;

typedef struct stabil_bond { // bonds.<name>: return of service
  const char *name;
  stabil_mark mark;
  stabil_text label;
  int profession;
  stabil_scope scope;    // scope: place | region (all modelled places) | district
  stabil_quantity years; // years: of service, from the first post under the bond
  stabil_quantity hold;  // hold: on separation while bound
  stabil_quantity cliff; // cliff: on separation for half a year after its end
  stabil_shares hold_by, cliff_by; // hold_by, cliff_by: {high: Q}, in place of them for
                                   //   those with the second value; index = trait
  stabil_quantity buy_out;         // buy_out: rate a year while bound
  stabil_shares buy_out_by;        // buy_out_by: as hold_by
  stabil_quantity price;           // price: NOK that a buy-out brings the payer
  int payer;                       // payer
} stabil_bond;

typedef struct stabil_who { // who: {...}; empty = everybody
  stabil_set professions, stages, tracks, programmes;
  stabil_set traits; // trait values: index = 2 * trait + value
  int first_post;    // first_post: district | other; -1
} stabil_who;

typedef enum stabil_scale {
  STABIL_OR,
  STABIL_HR,
  STABIL_SET,
  STABIL_ADD,
  STABIL_RR,
  STABIL_RD
} stabil_scale;
#define STABIL_SCALE_COUNT 6

typedef enum stabil_shift_to { // where those are who take tasks over
  STABIL_SHIFT_PLACE,          // the place that gives them away
  STABIL_SHIFT_MUNICIPALITIES, // the municipalities of the hospital
  STABIL_SHIFT_HOSPITAL,       // the hospital of the municipality
  STABIL_SHIFT_REGION          // its labour region
} stabil_shift_to;

#define STABIL_TECHNOLOGY 1000 // in place of a role: nobody takes the tasks over
typedef struct stabil_shift {  // to: who takes tasks over, with the lever tasks.shift
  bool given;
  int role;               // role: a role, or technology
  stabil_shift_to where;  // where: place | municipalities | hospital | region
  stabil_quantity ratio;  // ratio: hours that an hour becomes
  stabil_quantity funded; // funded: share of the posts that follows the tasks
} stabil_shift;

typedef struct stabil_effect { // behaviour.<name>, or an item of measures.<name>.effects
  const char *name;            // "" in a measure
  stabil_mark mark;
  int lever;     // index in the lever table (scenario/lever.h)
  int bond;      // bond: with the lever of that name; -1
  int agreement; // agreement: with the lever of that name; -1
  int trait;     // trait: with the lever admission.trait; -1
  stabil_shift to;
  stabil_who who;
  stabil_area where;
  stabil_set roles;   // roles: []
  stabil_scale scale; // scale: or | hr | set | add | rr | rd
  stabil_quantity value;
  int on, off; // pattern: "2:4" (rotation), weeks; 0
  bool has_pattern;
  int contract; // contract: -1 any, 0 ordinary, 1 rotation
  stabil_mentors_needed mentors;
  stabil_timing timing; // in a measure
  stabil_evidence_of evidence;
} stabil_effect;

typedef enum stabil_per {
  STABIL_PER_HEADCOUNT,
  STABIL_PER_FTE,
  STABIL_PER_HIRE,
  STABIL_PER_PLACE,
  STABIL_PER_SEAT
} stabil_per;

typedef struct stabil_cost { // measures.<name>.costs[]
  stabil_mark mark;
  stabil_per per;         // per: headcount | fte | hire | place | seat
  int item;               // item: incentive | programme (item id)
  int payer;              // payer: municipality | trust | state
  stabil_quantity amount; // NOK per unit and year (hire, seat: each)
  stabil_who who;
  stabil_area where;
  stabil_set roles;
} stabil_cost;

typedef struct stabil_framework_item { // frameworks.<name>.items.<name>
  const char *name;
  stabil_mark mark;
  stabil_text label;
  int strength;  // strength: conditional | strong; -1 not given
  int certainty; // certainty: as of a number; -1 not given
  const char *group, *note;
  int source; // -1: that of the framework
} stabil_framework_item;

typedef struct stabil_framework { // frameworks.<name>: what a guideline recommends
  const char *name;
  stabil_mark mark;
  stabil_text label;
  const char *about;
  int source;
  int item_count;
  stabil_framework_item *item;
} stabil_framework;

typedef struct stabil_toolkit_measure { // measures.<name>
  const char *name;
  stabil_mark mark;
  stabil_text label;
  const char *about; // about: one line
  int need;          // need: level of the hierarchy of needs; -1
  const char *capacity;
  stabil_set answers; // answers: [framework.item], stabil_recommendation() of each
  int effect_count;
  stabil_effect *effect;
  int cost_count;
  stabil_cost *cost;
} stabil_toolkit_measure;

typedef struct stabil_rule { // when: places adopt the rotation of a use by themselves
  stabil_quantity above;     // vacancy_above: at year end, vacant over funded FTE
  int years;                 // for_years: in a row
  bool has_below;
  stabil_quantity below; // until_below: for as many years, and it ends
  int index;             // among the uses of the study that have one
} stabil_rule;

typedef struct stabil_use { // scenarios.<name>.measures[]: a name, or {use: name, ...}
  stabil_mark mark;
  int measure;
  int from, until;          // from: year (default horizon.start); until: last year
  stabil_quantity coverage; // coverage: 0-1, default 1
  bool has_where;
  stabil_area where; // where: narrows every effect and cost
  bool has_pattern;
  int on, off; // pattern: "2:4"
  bool has_rule;
  stabil_rule rule; // when
} stabil_use;

typedef struct stabil_scenario_def { // scenarios.<name>
  const char *name;
  stabil_mark mark;
  stabil_text label;
  const char *about;  // about: where it comes from
  stabil_set sources; // sources: [...] where it stands
  stabil_set include; // include: other scenarios, their measures first
  int use_count;
  stabil_use *use;
  int interaction; // interaction: stabil_interaction
  int reference;   // reference: the scenario that differences are against; -1: baseline
  int work_count;
  stabil_work *work; // plan_recruit_retain: systematic work, its own
  bool has_floor;
  stabil_quantity floor; // fidelity_floor: in place of the study's
  int evidence;          // evidence: stabil_evidence_mode; -1: as the study says
} stabil_scenario_def;

typedef struct stabil_flow { // flows.<name>: stated yearly flows that solve the constants
  const char *name;
  stabil_mark mark;
  int profession, stage;    // stage: optional, -1
  int from, to;             // a rest place, or -1 for `region` (all modelled places)
  stabil_quantity per_year; // people a year at the start
} stabil_flow;

typedef struct stabil_choice { // choice:
  stabil_quantity theta;       // theta: exponent of the number of open posts
  stabil_quantity home_region; // home: {region, county, rest}: log-odds where one grew up
  stabil_quantity home_county;
  stabil_quantity home_rest;       //   rest: a rest place that one comes from
  stabil_quantity training_region; // training: {region, county}
  stabil_quantity training_county;
  stabil_quantity distance; // distance: per log(1 + km/100) from where one lives
  stabil_quantity pay;      // pay: per log of (1 + added pay)
  int rounds;               // rounds: of matching in a step, default 1
  int matching;             // matching: immediate | deferred (stabil_matching)
} stabil_choice;

typedef struct stabil_shock { // shock: exits of a year that have a cause in common
  bool given;
  stabil_quantity region; // region: variance of a mean-one gamma, all modelled places
  stabil_quantity place;  // place: the same, of each place
} stabil_shock;

typedef struct stabil_study {
  stabil_arena *arena;
  const char *path; // as given
  const char *text; // the study after merging, YAML
  stabil_text title;
  int first_year, years, steps_per_year;
  uint64_t seed;
  int price_year;
  int draws, replicates; // uncertainty: {draws: 1, replicates: 20}; replicates per draw
  int shock_paths;       // shock_paths: different paths of shocks a draw; 0: all differ
  bool has_district;
  stabil_set district; // district: {centrality: [5, 6]} (the default)
  stabil_choice choice;
  stabil_shock shock;
  stabil_system system;
  stabil_evidence evidence;
  int source_count;
  stabil_source *source;
  int trait_count;
  stabil_trait *trait;
  int track_count;
  stabil_track *track;
  int profession_count;
  stabil_profession *profession;
  int stage_count;
  stabil_stage *stage;
  int role_count;
  stabil_role *role;
  int county_count;
  stabil_county *county;
  int region_count;
  stabil_region *region;
  int place_count;
  stabil_place *place;
  int programme_count;
  stabil_programme *programme;
  int bond_count;
  stabil_bond *bond;
  int agreement_count;
  stabil_agreement *agreement;
  int behaviour_count;
  stabil_effect *behaviour; // always on
  int need_count;
  stabil_need *need;
  stabil_interaction_rules interaction;
  int framework_count;
  stabil_framework *framework;
  int measure_count;
  stabil_toolkit_measure *measure;
  int scenario_count;
  stabil_scenario_def *scenario;
  int rule_count; // of uses that have one
  stabil_observed observed;
  int flow_count;
  stabil_flow *flow;
  int correlation_count;
  stabil_correlation *correlation;
  int simplex_count;
  stabil_simplex *simplex;
  // every quantity that was read, for explain and for the list of parameters
  int quantity_count;
  const stabil_quantity **quantity;
} stabil_study;

#define STABIL_MAX_TRAITS 6 // fewer cost nothing: tables are as wide as a study needs
#define STABIL_MAX_TRACKS 7 // and "no track"
#define STABIL_MAX_STAGES 32
#define STABIL_MAX_PROGRAMMES 62
#define STABIL_MAX_BONDS 15 // 4 bits, with "no bond"
#define STABIL_MAX_AGREEMENTS 64
#define STABIL_MAX_ROLES 62     // as many as the key of a cohort can hold: 6 bits
#define STABIL_MAX_REGIONS 1022 // 10 bits

#endif
