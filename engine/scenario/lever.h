// SPDX-License-Identifier: GPL-3.0-or-later
// The lever table: every named place of the model that a measure, or the study's
// `behaviour:`, may change. Measures name levers; no code names a measure.
#ifndef STABIL_SCENARIO_LEVER_H
#define STABIL_SCENARIO_LEVER_H

// Allowed scales, bit by bit: 1 << stabil_scale (study.h)
#define STABIL_ALLOW_OR 1
#define STABIL_ALLOW_HR 2
#define STABIL_ALLOW_SET 4
#define STABIL_ALLOW_ADD 8
#define STABIL_ALLOW_RR 16
#define STABIL_ALLOW_RD 32
// of a share; of a risk of leaving, told over `follow_up` years
#define STABIL_ALLOW_SHARE                                                               \
  (STABIL_ALLOW_OR | STABIL_ALLOW_SET | STABIL_ALLOW_ADD | STABIL_ALLOW_RR |             \
   STABIL_ALLOW_RD)
#define STABIL_ALLOW_RISK                                                                \
  (STABIL_ALLOW_HR | STABIL_ALLOW_OR | STABIL_ALLOW_RR | STABIL_ALLOW_RD)

// What of an effect's population a lever can tell apart, bit by bit. What it cannot is
// refused, never ignored.
#define STABIL_TELLS_STAGES 1
#define STABIL_TELLS_KINDS 2      // traits, tracks, first post
#define STABIL_TELLS_PROGRAMMES 4 // programmes, tracks
#define STABIL_TELLS_ROLES 8
#define STABIL_TELLS_CONTRACT 16

// X(ID, name, unit, scales, tells apart, low, high of a set value, text, keys of the
// study whose numbers it changes: paths with <name> for any name and [] for any item, a
// blank between them; "": none, what it sets is there only with a measure)
#define STABIL_LEVER_LIST(X)                                                             \
  X(RURAL_SHARE, "admission.rural_share", "1", STABIL_ALLOW_SHARE,                       \
    STABIL_TELLS_PROGRAMMES, 0, 1,                                                       \
    "share of admitted students with rural background, by programme",                    \
    "programmes.<name>.admission")                                                       \
  X(GIVEN_TRAIT, "admission.trait", "1", STABIL_ALLOW_SHARE, STABIL_TELLS_PROGRAMMES, 0, \
    1,                                                                                   \
    "share of admitted students with the second value of the trait that is named, "      \
    "by programme",                                                                      \
    "programmes.<name>.admission traits.<name>.share")                                   \
  X(SEATS, "admission.seats", "people", STABIL_ALLOW_SET | STABIL_ALLOW_ADD,             \
    STABIL_TELLS_PROGRAMMES, 0, 1e5, "students admitted a year, by programme",           \
    "programmes.<name>.seats")                                                           \
  X(PLACEMENTS, "placements.share", "1", STABIL_ALLOW_SHARE, STABIL_TELLS_PROGRAMMES, 0, \
    1, "share of students with a substantial district placement, by programme",          \
    "programmes.<name>.placements.share")                                                \
  X(DRAWN, "placements.drawn", "1", STABIL_ALLOW_SET | STABIL_ALLOW_ADD,                 \
    STABIL_TELLS_PROGRAMMES, 0, 1,                                                       \
    "share of placements given by lot instead of by choice, by programme",               \
    "programmes.<name>.placements.drawn")                                                \
  X(BAD, "placements.bad", "1", STABIL_ALLOW_SHARE, STABIL_TELLS_PROGRAMMES, 0, 1,       \
    "share of placements that are bad, by programme",                                    \
    "programmes.<name>.placements.bad.share")                                            \
  X(PLACEMENT_WEEKS, "placements.weeks", "weeks",                                        \
    STABIL_ALLOW_HR | STABIL_ALLOW_SET | STABIL_ALLOW_ADD, STABIL_TELLS_PROGRAMMES, 0,   \
    5200,                                                                                \
    "weeks of placement that a full-time equivalent of supervisors gives a year, "       \
    "by programme",                                                                      \
    "programmes.<name>.placements.supervisors.weeks")                                    \
  X(LOTTERY, "allocation.lottery", "1", STABIL_ALLOW_SET | STABIL_ALLOW_ADD,             \
    STABIL_TELLS_ROLES, 0, 1, "share of those choosing a post who get one by lot",       \
    "roles.<name>.allocation.lottery")                                                   \
  X(UTILITY, "choice.utility", "log-odds", STABIL_ALLOW_OR | STABIL_ALLOW_ADD,           \
    STABIL_TELLS_STAGES | STABIL_TELLS_KINDS | STABIL_TELLS_ROLES |                      \
        STABIL_TELLS_CONTRACT,                                                           \
    -20, 20, "utility of a post in the choice of where to work",                         \
    "roles.<name>.attraction roles.<name>.rotation.attraction places.<name>.attraction") \
  X(DISTANCE, "choice.distance", "1",                                                    \
    STABIL_ALLOW_HR | STABIL_ALLOW_SET | STABIL_ALLOW_ADD, STABIL_TELLS_ROLES, 0, 10,    \
    "weight of the distance to a post, as a share of `choice.distance`",                 \
    "choice.distance")                                                                   \
  X(SEPARATE, "hazard.separate", "1/year", STABIL_ALLOW_RISK,                            \
    STABIL_TELLS_STAGES | STABIL_TELLS_KINDS | STABIL_TELLS_ROLES |                      \
        STABIL_TELLS_CONTRACT,                                                           \
    0, 100, "rate of leaving the post while staying in the profession",                  \
    "roles.<name>.turnover roles.<name>.rotation.turnover")                              \
  X(LEAVE, "hazard.leave_profession", "1/year", STABIL_ALLOW_RISK,                       \
    STABIL_TELLS_STAGES | STABIL_TELLS_KINDS | STABIL_TELLS_ROLES |                      \
        STABIL_TELLS_CONTRACT,                                                           \
    0, 100, "rate of leaving the profession", "professions.<name>.leave_profession")     \
  X(RETIRE, "hazard.retire", "1/year", STABIL_ALLOW_HR,                                  \
    STABIL_TELLS_STAGES | STABIL_TELLS_KINDS | STABIL_TELLS_ROLES |                      \
        STABIL_TELLS_CONTRACT,                                                           \
    0, 100, "rate of retirement", "professions.<name>.retire.rates")                     \
  X(DROPOUT, "hazard.dropout", "1/year", STABIL_ALLOW_HR, STABIL_TELLS_PROGRAMMES, 0,    \
    100, "rate at which students drop out, by programme", "programmes.<name>.dropout")   \
  X(SPECIALISE, "hazard.specialise", "1/year", STABIL_ALLOW_HR,                          \
    STABIL_TELLS_STAGES | STABIL_TELLS_KINDS | STABIL_TELLS_ROLES, 0, 100,               \
    "rate of starting further training in the post", "stages.<name>.specialise[].rate")  \
  X(TEAM, "team.effect", "log rate",                                                     \
    STABIL_ALLOW_HR | STABIL_ALLOW_SET | STABIL_ALLOW_ADD, STABIL_TELLS_ROLES, 0, 10,    \
    "how much faster people leave a team that is too small for its duties",              \
    "roles.<name>.team.effect")                                                          \
  X(LOAD, "load.effect", "log rate",                                                     \
    STABIL_ALLOW_HR | STABIL_ALLOW_SET | STABIL_ALLOW_ADD, STABIL_TELLS_ROLES, 0, 100,   \
    "how much faster people leave where work is left undone or to overtime",             \
    "roles.<name>.load.effect")                                                          \
  X(NEED, "posts.need", "FTE", STABIL_ALLOW_HR | STABIL_ALLOW_SET | STABIL_ALLOW_ADD,    \
    STABIL_TELLS_ROLES, 0, 1e6, "need of a place and role", "roles.<name>.need")         \
  X(DEMAND, "posts.demand", "FTE",                                                       \
    STABIL_ALLOW_HR | STABIL_ALLOW_SET | STABIL_ALLOW_ADD, STABIL_TELLS_ROLES, 0, 1e6,   \
    "demand of a place and role", "roles.<name>.demand")                                 \
  X(FUNDED, "posts.funded", "FTE",                                                       \
    STABIL_ALLOW_HR | STABIL_ALLOW_SET | STABIL_ALLOW_ADD, STABIL_TELLS_ROLES, 0, 1e6,   \
    "funded posts of a place and role",                                                  \
    "roles.<name>.funded places.<name>.posts.<name>.funded")                             \
  X(SHIFT, "tasks.shift", "1", STABIL_ALLOW_SET, STABIL_TELLS_ROLES, 0, 1,               \
    "share of need and demand that goes to whom `to` says",                              \
    "roles.<name>.need roles.<name>.demand")                                             \
  X(POSITION, "position_fraction", "1", STABIL_ALLOW_SET | STABIL_ALLOW_ADD,             \
    STABIL_TELLS_ROLES, 0, 1, "position fraction offered and held",                      \
    "roles.<name>.position_fraction")                                                    \
  X(ABSENCE, "absence", "1", STABIL_ALLOW_SHARE, STABIL_TELLS_ROLES, 0, 1,               \
    "share of the time worked that staff are absent", "roles.<name>.absence")            \
  X(WORK_SHARE, "work_share", "1", STABIL_ALLOW_SET | STABIL_ALLOW_ADD,                  \
    STABIL_TELLS_STAGES | STABIL_TELLS_ROLES, 0, 1,                                      \
    "share of contracted time that a stage works", "stages.<name>.work_share")           \
  X(PAY, "pay", "1", STABIL_ALLOW_SET | STABIL_ALLOW_ADD, STABIL_TELLS_ROLES, 0, 1,      \
    "pay on top of the wage, as a share of it: acts on choice and costs money",          \
    "roles.<name>.wage")                                                                 \
  X(FILL_RATE, "friction.fill_rate", "1/year", STABIL_ALLOW_HR,                          \
    STABIL_TELLS_ROLES | STABIL_TELLS_CONTRACT, 0, 100,                                  \
    "rate at which a vacancy becomes fillable",                                          \
    "roles.<name>.time_to_fill roles.<name>.rotation.time_to_fill")                      \
  X(SUCCESSION, "friction.succession", "1", STABIL_ALLOW_SHARE, STABIL_TELLS_ROLES, 0,   \
    1, "share of exits that are succeeded without a vacancy", "roles.<name>.succession") \
  X(ROTATION, "cover.rotation", "1", STABIL_ALLOW_SET | STABIL_ALLOW_ADD,                \
    STABIL_TELLS_ROLES, 0, 1,                                                            \
    "share of funded posts that are staffed by rotation, with a pattern of weeks "       \
    "on:off",                                                                            \
    "")                                                                                  \
  X(FIXED_TERM, "contract.fixed_term", "1", STABIL_ALLOW_SHARE, STABIL_TELLS_ROLES, 0,   \
    1, "share of the people hired who have a contract that ends",                        \
    "roles.<name>.fixed_term.share")                                                     \
  X(LOCUM_FILL, "cover.locum_fill", "1", STABIL_ALLOW_SHARE, STABIL_TELLS_ROLES, 0, 1,   \
    "share of vacant posts that get a locum", "roles.<name>.locum.fill")                 \
  X(LOCUM_PRICE, "cover.locum_price", "NOK/week", STABIL_ALLOW_SET | STABIL_ALLOW_ADD,   \
    STABIL_TELLS_ROLES, 0, 1e6, "price of a locum week",                                 \
    "roles.<name>.locum.week_price")                                                     \
  X(LOCUM_BUDGET, "cover.locum_budget", "NOK/year", STABIL_ALLOW_SET | STABIL_ALLOW_ADD, \
    STABIL_TELLS_ROLES, 0, 1e12, "most that a place spends on locums of a role a year",  \
    "roles.<name>.locum.budget")                                                         \
  X(LOCUM_CAP, "cover.locum_cap", "1", STABIL_ALLOW_SET | STABIL_ALLOW_ADD,              \
    STABIL_TELLS_ROLES, 0, 1, "most locums, as a share of funded FTE",                   \
    "roles.<name>.locum.cap")                                                            \
  X(JOB_SEARCH, "hazard.job_search", "1/year", STABIL_ALLOW_HR,                          \
    STABIL_TELLS_STAGES | STABIL_TELLS_KINDS | STABIL_TELLS_ROLES, 0, 100,               \
    "rate at which holders look for a post of another employer (the place is the one "   \
    "they would leave)",                                                                 \
    "roles.<name>.job_search.rate")                                                      \
  X(LOCAL_TIES, "matching.local_ties", "1", STABIL_ALLOW_SET | STABIL_ALLOW_ADD,         \
    STABIL_TELLS_ROLES, 0, 1,                                                            \
    "probability that a post takes applicants from its own labour region first, in a "   \
    "step",                                                                              \
    "")                                                                                  \
  X(BOND, "bond", "1", STABIL_ALLOW_SET | STABIL_ALLOW_ADD,                              \
    STABIL_TELLS_PROGRAMMES | STABIL_TELLS_ROLES, 0, 1,                                  \
    "share bound to serve by the bond that is named: of those hired where `roles` are "  \
    "given, else of a programme's graduates",                                            \
    "")                                                                                  \
  X(SUPERVISION, "supervision.per", "people", STABIL_ALLOW_SET | STABIL_ALLOW_ADD,       \
    STABIL_TELLS_STAGES | STABIL_TELLS_ROLES, 0, 1000,                                   \
    "trainees whom one supervisor takes, by stage of the trainee and post",              \
    "stages.<name>.supervision.per")                                                     \
  X(AGREEMENT, "agreement", "1", STABIL_ALLOW_SET | STABIL_ALLOW_ADD,                    \
    STABIL_TELLS_PROGRAMMES, 0, 1,                                                       \
    "share of a programme's graduates who have signed with a place", "")                 \
  X(COUPLED, "transition.coupled", "1", STABIL_ALLOW_SET | STABIL_ALLOW_ADD,             \
    STABIL_TELLS_STAGES | STABIL_TELLS_ROLES, 0, 1,                                      \
    "share of those whose stage ends who are first in line for the next post",           \
    "stages.<name>.next_claim.share")

typedef enum stabil_lever_id {
#define STABIL_LEVER_ENUM(ID, ...) STABIL_LEVER_##ID,
  STABIL_LEVER_LIST(STABIL_LEVER_ENUM)
#undef STABIL_LEVER_ENUM
      STABIL_LEVER_COUNT
} stabil_lever_id;

typedef struct stabil_lever {
  const char *name, *unit;
  unsigned scales, tells;
  double low, high;
  const char *text, *reaches;
} stabil_lever;

extern const stabil_lever stabil_levers[STABIL_LEVER_COUNT];

#endif
