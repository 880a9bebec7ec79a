// SPDX-License-Identifier: GPL-3.0-or-later
// The measures: every yearly quantity that a run reports, in one table with permanent
// names. Sinks, compare, export and report iterate this table and know no measure by
// name.
#ifndef STABIL_MEASURE_H
#define STABIL_MEASURE_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum stabil_when {
  STABIL_YEAR_END, // the stock when the year ends; netCDF cell method "point"
  STABIL_SUM,      // the flow summed over the steps of the year
  STABIL_MEAN      // a ratio of sums over the year
} stabil_when;

// X(ID, name, unit, when, numerator, denominator, kept, text en, text nb)
// A measure with a denominator is a ratio: over any group of posts it is the sum of the
// numerator over the sum of the denominator (NaN where that is 0). All others add up.
// kept: stored by post for every replicate (the rest: by centrality, region, summaries).
#define STABIL_MEASURE_LIST(X)                                                           \
  X(HEADCOUNT, headcount, "people", YEAR_END, NONE, NONE, 1,                             \
    "staff in post, permanent and fixed term",                                           \
    "ansatte i stilling, faste og midlertidige")                                         \
  X(ENTERED, entered, "people", SUM, NONE, NONE, 1,                                      \
    "people who came into the post group", "personer inn i stillingsgruppen")            \
  X(LEFT, left, "people", SUM, NONE, NONE, 1, "people who left the post group",          \
    "personer ut av stillingsgruppen")                                                   \
  X(HELD_FTE, held_fte, "FTE", YEAR_END, NONE, NONE, 1,                                  \
    "posts held: contracted position fractions of staff in post",                        \
    "besatte hjemler: avtalte stillingsandeler")                                         \
  X(FTE, fte, "FTE", YEAR_END, NONE, NONE, 1,                                            \
    "full-time equivalents worked: held x work share x (1 - absence)",                   \
    "utførte årsverk: besatt x arbeidsandel x (1 - fravær)")                             \
  X(NEED_FTE, need_fte, "FTE", YEAR_END, NONE, NONE, 1, "need", "behov")                 \
  X(DEMAND_FTE, demand_fte, "FTE", YEAR_END, NONE, NONE, 1, "demand", "etterspørsel")    \
  X(FUNDED_FTE, funded_fte, "FTE", YEAR_END, NONE, NONE, 1, "funded posts", "hjemler")   \
  X(ROTATION_FTE, rotation_fte, "FTE", YEAR_END, NONE, NONE, 1,                          \
    "full-time equivalents of staff on rotation", "årsverk i rotasjonsordning")          \
  X(ROTATION_HEADCOUNT, rotation_headcount, "people", YEAR_END, NONE, NONE, 1,           \
    "staff on rotation", "ansatte i rotasjonsordning")                                   \
  X(VACANT_FTE, vacant_fte, "FTE", YEAR_END, NONE, NONE, 1,                              \
    "funded posts that nobody holds", "ledige hjemler")                                  \
  X(POST_SURPLUS_FTE, post_surplus_fte, "FTE", YEAR_END, NONE, NONE, 1,                  \
    "posts held beyond the funded ones", "besatt utover hjemler")                        \
  X(VACANCY_RATE, vacancy_rate, "1", YEAR_END, VACANT_FTE, FUNDED_FTE, 1,                \
    "vacant over funded full-time equivalents", "andel ledige hjemler")                  \
  X(OVERTIME_FTE, overtime_fte, "FTE", YEAR_END, NONE, NONE, 1,                          \
    "cover by overtime of own staff", "dekket med overtid")                              \
  X(POOL_FTE, pool_fte, "FTE", YEAR_END, NONE, NONE, 1,                                  \
    "cover by an intermunicipal pool", "dekket av interkommunal vikarpool")              \
  X(LOCUM_FTE, locum_fte, "FTE", YEAR_END, NONE, NONE, 1, "cover by locums",             \
    "dekket av vikarer")                                                                 \
  X(UNCOVERED_FTE, uncovered_fte, "FTE", YEAR_END, NONE, NONE, 1, "not covered",         \
    "udekket")                                                                           \
  X(SURPLUS_FTE, surplus_fte, "FTE", YEAR_END, NONE, NONE, 1,                            \
    "worked beyond funded posts", "utført utover hjemler")                               \
  X(LOCUM_WEEKS, locum_weeks, "weeks", SUM, NONE, NONE, 1, "locum weeks bought",         \
    "kjøpte vikaruker")                                                                  \
  X(LOCUM_COST, locum_cost, "NOK", SUM, NONE, NONE, 1, "cost of locums", "vikarkostnad") \
  X(HIRES, hires, "people", SUM, NONE, NONE, 1, "people hired, rotation included",       \
    "ansettelser, rotasjon medregnet")                                                   \
  X(SEPARATIONS, separations, "people", SUM, NONE, NONE, 1,                              \
    "people who left their post for any cause, rotation included",                       \
    "personer som sluttet, alle årsaker, rotasjon medregnet")                            \
  X(PERSON_YEARS, person_years, "people", SUM, NONE, NONE, 0,                            \
    "person-years in post, rotation included",                                           \
    "personår i stilling, rotasjon medregnet")                                           \
  X(TURNOVER, turnover, "1", MEAN, SEPARATIONS, PERSON_YEARS, 0,                         \
    "separations per person-year in post", "turnover: slutter per personår")             \
  X(TENURE_YEARS, tenure_years, "years", YEAR_END, NONE, NONE, 0,                        \
    "years in the present post, summed over staff and rotators",                         \
    "år i nåværende stilling, summert over ansatte og rotasjon")                         \
  X(STAFF, staff, "people", YEAR_END, NONE, NONE, 0, "staff and rotators",               \
    "ansatte og rotasjon")                                                               \
  X(MEAN_TENURE, mean_tenure, "years", YEAR_END, TENURE_YEARS, STAFF, 0,                 \
    "mean years in the present post", "gjennomsnittlig ansiennitet i stillingen")        \
  X(TRAINEES, trainees, "people", YEAR_END, NONE, NONE, 0, "staff in a training stage",  \
    "ansatte under utdanning eller spesialisering")                                      \
  X(SPECIALISTS, specialists, "people", YEAR_END, NONE, NONE, 0,                         \
    "staff in a specialist stage", "ansatte spesialister")                               \
  X(WAGE_COST, wage_cost, "NOK", SUM, NONE, NONE, 0, "wages and on-costs of staff",      \
    "lønn med sosiale kostnader")                                                        \
  X(INCENTIVE_COST, incentive_cost, "NOK", SUM, NONE, NONE, 0,                           \
    "incentives paid to staff by measures", "insentiver gjennom tiltak")                 \
  X(ROTATION_COST, rotation_cost, "NOK", SUM, NONE, NONE, 0,                             \
    "wages, travel and housing of rotators", "lønn, reise og bolig i rotasjon")          \
  X(RECRUITMENT_COST, recruitment_cost, "NOK", SUM, NONE, NONE, 0,                       \
    "cost of recruiting the people hired", "rekrutteringskostnad")                       \
  X(PROGRAMME_COST, programme_cost, "NOK", SUM, NONE, NONE, 0,                           \
    "running cost of measures in the place", "driftskostnad for tiltak")                 \
  X(TOTAL_COST, total_cost, "NOK", SUM, NONE, NONE, 0,                                   \
    "wages, locums, incentives, rotation, recruitment and programmes",                   \
    "lønn, vikarer, insentiver, rotasjon, rekruttering og tiltak")                       \
  X(FILL_WAIT_YEARS, fill_wait_years, "years", SUM, NONE, NONE, 0,                       \
    "years that the ordinary posts filled had stood vacant, summed over their "          \
    "full-time equivalents",                                                             \
    "år de besatte stillingene hadde stått ledige, summert over årsverk")                \
  X(FILLED_POSTS, filled_posts, "FTE", SUM, NONE, NONE, 0,                               \
    "ordinary posts filled, planned successions included",                               \
    "ordinære hjemler besatt, planlagte avløsninger medregnet")                          \
  X(TIME_TO_FILL, time_to_fill, "years", MEAN, FILL_WAIT_YEARS, FILLED_POSTS, 0,         \
    "mean vacancy spell of the ordinary posts filled",                                   \
    "gjennomsnittlig ledighetstid for stillinger som ble besatt")                        \
  X(CONTINUOUS_FTE, continuous_fte, "FTE", YEAR_END, NONE, NONE, 0,                      \
    "worked by people with a year or more in the post",                                  \
    "utført av personer med ett år eller mer i stillingen")                              \
  X(WORKED_FTE_ALL, worked_fte_all, "FTE", YEAR_END, NONE, NONE, 0,                      \
    "worked by staff, rotators, pools and locums",                                       \
    "utført av ansatte, rotasjon, vikarpool og vikarer")                                 \
  X(CONTINUITY, continuity, "1", YEAR_END, CONTINUOUS_FTE, WORKED_FTE_ALL, 0,            \
    "share of the work done by people with a year or more in the post",                  \
    "andel av arbeidet utført av personer med ett år eller mer i stillingen")            \
  X(STAYERS, stayers, "people", SUM, NONE, NONE, 0,                                      \
    "of those in post as the year began, those still there as it ended",                 \
    "av dem i stilling ved årets start, de som fortsatt er der ved årets slutt")         \
  X(STAFF_BEFORE, staff_before, "people", SUM, NONE, NONE, 0,                            \
    "in post as the year began, rotation included",                                      \
    "i stilling ved årets start, rotasjon medregnet")                                    \
  X(STABILITY_RATE, stability_rate, "1", MEAN, STAYERS, STAFF_BEFORE, 0,                 \
    "share of those in post as the year began who were still there as it ended",         \
    "andel av dem i stilling ved årets start som fortsatt er der ved årets slutt")       \
  X(FIXED_TERM_HEADCOUNT, fixed_term_headcount, "people", YEAR_END, NONE, NONE, 0,       \
    "of the staff in post, those whose contract ends",                                   \
    "ansatte i stilling med tidsbegrenset avtale")                                       \
  X(UNMET_NEED_FTE, unmet_need_fte, "FTE", YEAR_END, NONE, NONE, 0,                      \
    "need that neither staff nor cover meets",                                           \
    "behov som verken ansatte eller vikarer dekker")                                     \
  X(SUPERVISION_FTE, supervision_fte, "FTE", YEAR_END, NONE, NONE, 0,                    \
    "work of supervisors that goes to trainees and students",                            \
    "veilederes arbeid som går til dem som er under utdanning")                          \
  X(SUPERVISOR_FTE, supervisor_fte, "FTE", YEAR_END, NONE, NONE, 0,                      \
    "worked by those who may supervise, supervision included",                           \
    "utført av dem som kan veilede, veiledning medregnet")                               \
  X(SUPERVISOR_LOAD, supervisor_load, "1", YEAR_END, SUPERVISION_FTE, SUPERVISOR_FTE, 0, \
    "share of supervisors' work that goes to trainees and students",                     \
    "andel av veilederes arbeid som går til dem som er under utdanning")                 \
  X(BOUND_HEADCOUNT, bound_headcount, "people", YEAR_END, NONE, NONE, 0,                 \
    "staff and rotators under a bond that binds",                                        \
    "ansatte og rotasjon med bindingstid som løper")                                     \
  X(CLAIM_HIRES, claim_hires, "people", SUM, NONE, NONE, 0,                              \
    "people hired who were first in line",                                               \
    "ansettelser av personer som sto først i køen")                                      \
  X(HOME_HIRES, home_hires, "people", SUM, NONE, NONE, 0,                                \
    "people hired in the labour region that they come from",                             \
    "ansettelser av personer i regionen de kommer fra")                                  \
  X(RETIREMENTS, retirements, "people", SUM, NONE, NONE, 1,                              \
    "people who left their post by retiring", "personer som gikk av med pensjon")        \
  X(TRAINING_ROOM, training_room, "people", YEAR_END, NONE, NONE, 0,                     \
    "trainees whom supervisors could take besides those they have",                      \
    "personer under utdanning som veilederne har plass til i tillegg")

typedef enum stabil_measure_id {
  STABIL_MEASURE_NONE = -1,
#define STABIL_MEASURE_ENUM(ID, ...) STABIL_MEASURE_##ID,
  STABIL_MEASURE_LIST(STABIL_MEASURE_ENUM)
#undef STABIL_MEASURE_ENUM
      STABIL_MEASURE_COUNT
} stabil_measure_id;

typedef struct stabil_measure {
  const char *name, *unit;
  stabil_when when;
  stabil_measure_id numerator, denominator;
  bool kept;
  const char *text_en, *text_nb;
} stabil_measure;

// The row of a measure; NULL for an id outside the table.
const stabil_measure *stabil_measure_get(stabil_measure_id id);
// The id of a name; STABIL_MEASURE_NONE if there is no such measure.
stabil_measure_id stabil_measure_find(const char *name);

// Measures of education, by programme: X(ID, name, when, text en, text nb)
#define STABIL_EDUCATION_LIST(X)                                                         \
  X(STUDENTS, students, YEAR_END, "students", "studenter")                               \
  X(ADMITTED, admitted, SUM, "students admitted", "opptatte studenter")                  \
  X(GRADUATES, graduates, SUM, "graduates", "uteksaminerte")                             \
  X(DROPOUTS, dropouts, SUM, "students who dropped out", "frafall")                      \
  X(REFUSED, refused, SUM, "seats not used for want of placements",                      \
    "studieplasser som sto tomme av mangel på praksisplasser")

typedef enum stabil_education_id {
#define STABIL_EDUCATION_ENUM(ID, ...) STABIL_EDUCATION_##ID,
  STABIL_EDUCATION_LIST(STABIL_EDUCATION_ENUM)
#undef STABIL_EDUCATION_ENUM
      STABIL_EDUCATION_COUNT
} stabil_education_id;

// Where graduates are counted as retained: somewhere now, or somewhere all the time since
// the first post, which must be in the modelled region then.
// X(ID, name, text en, text nb)
#define STABIL_WHERE_LIST(X)                                                             \
  X(ANYWHERE, anywhere, "in a post of the profession anywhere",                          \
    "i yrket hvor som helst")                                                            \
  X(POST, post, "in the first post, never having left it",                               \
    "i den første stillingen, uten å ha sluttet i den")                                  \
  X(MUNICIPALITY, municipality,                                                          \
    "in a post of the first municipality or hospital, without one elsewhere since",      \
    "i stilling i første kommune eller sykehus, uten stilling andre steder siden")       \
  X(LABOUR_REGION, labour_region,                                                        \
    "in a post of the first labour region, without one elsewhere since",                 \
    "i stilling i første arbeidsmarkedsregion, uten stilling andre steder siden")        \
  X(COUNTY, county, "in the programme's county", "i programmets fylke")                  \
  X(DISTRICT, district, "in a district municipality or hospital of the region",          \
    "i distriktet")                                                                      \
  X(REGION, region, "in the modelled region", "i den modellerte regionen")

typedef enum stabil_where_id {
#define STABIL_WHERE_ENUM(ID, ...) STABIL_WHERE_##ID,
  STABIL_WHERE_LIST(STABIL_WHERE_ENUM)
#undef STABIL_WHERE_ENUM
      STABIL_WHERE_COUNT
} stabil_where_id;

// What the difference between the graduates of two tracks is made of.
// X(ID, name, text en, text nb)
#define STABIL_PART_LIST(X)                                                              \
  X(TOTAL, total, "difference between those who graduated",                              \
    "forskjell mellom de uteksaminerte")                                                 \
  X(COMPOSITION, composition, "because they were others before they began",              \
    "fordi de var andre før de begynte")                                                 \
  X(EFFECT, effect, "between people who were alike before they began",                   \
    "mellom dem som var like før de begynte")

typedef enum stabil_part_id {
#define STABIL_PART_ENUM(ID, ...) STABIL_PART_##ID,
  STABIL_PART_LIST(STABIL_PART_ENUM)
#undef STABIL_PART_ENUM
      STABIL_PART_COUNT
} stabil_part_id;

// Who pays, and for what. X(ID, name, text en, text nb)
#define STABIL_PAYER_LIST(X)                                                             \
  X(MUNICIPALITY, municipality, "municipality", "kommune")                               \
  X(TRUST, trust, "hospital trust", "helseforetak")                                      \
  X(STATE, state, "state", "stat")

typedef enum stabil_payer_id {
#define STABIL_PAYER_ENUM(ID, ...) STABIL_PAYER_##ID,
  STABIL_PAYER_LIST(STABIL_PAYER_ENUM)
#undef STABIL_PAYER_ENUM
      STABIL_PAYER_COUNT
} stabil_payer_id;

#define STABIL_ITEM_LIST(X)                                                              \
  X(WAGE, wage, "wages", "lønn")                                                         \
  X(LOCUM, locum, "locums", "vikarer")                                                   \
  X(INCENTIVE, incentive, "incentives", "insentiver")                                    \
  X(ROTATION, rotation, "rotation", "rotasjon")                                          \
  X(RECRUITMENT, recruitment, "recruitment", "rekruttering")                             \
  X(PROGRAMME, programme, "programmes", "tiltak")

typedef enum stabil_item_id {
#define STABIL_ITEM_ENUM(ID, ...) STABIL_ITEM_##ID,
  STABIL_ITEM_LIST(STABIL_ITEM_ENUM)
#undef STABIL_ITEM_ENUM
      STABIL_ITEM_COUNT
} stabil_item_id;

// Why people left a post. X(ID, name, text en, text nb)
#define STABIL_CAUSE_LIST(X)                                                             \
  X(SEPARATE, separate, "left the post, stayed in the profession",                       \
    "sluttet i stillingen, ble i yrket")                                                 \
  X(LEAVE_PROFESSION, leave_profession, "left the profession", "forlot yrket")           \
  X(RETIRE, retire, "retired", "gikk av med pensjon")                                    \
  X(STAGE_END, stage_end, "the stage of training ended", "utdanningsløpet tok slutt")    \
  X(ROTATION_PULL, rotation_pull, "recruited by a rotation post elsewhere",              \
    "rekruttert til rotasjonsstilling et annet sted")                                    \
  X(TERM_END, term_end, "a fixed-term contract ended",                                   \
    "en tidsbegrenset avtale tok slutt")                                                 \
  X(JOB_CHANGE, job_change, "went straight to another employer",                         \
    "gikk rett til en annen arbeidsgiver")                                               \
  X(EDUCATION, education, "began an education", "begynte på videre utdanning")

typedef enum stabil_cause_id {
#define STABIL_CAUSE_ENUM(ID, ...) STABIL_CAUSE_##ID,
  STABIL_CAUSE_LIST(STABIL_CAUSE_ENUM)
#undef STABIL_CAUSE_ENUM
      STABIL_CAUSE_COUNT
} stabil_cause_id;

// How people under a bond left the post that they held. X(ID, name, text en, text nb)
#define STABIL_BOND_EXIT_LIST(X)                                                         \
  X(SEPARATE, separate, "left the post, stayed in the profession",                       \
    "sluttet i stillingen, ble i yrket")                                                 \
  X(BUY_OUT, buy_out, "paid to be free and left the post",                               \
    "kjøpte seg fri og sluttet i stillingen")                                            \
  X(LEAVE_PROFESSION, leave_profession, "left the profession", "forlot yrket")           \
  X(RETIRE, retire, "retired", "gikk av med pensjon")                                    \
  X(OTHER, other, "for another post, or because a stage or contract ended",              \
    "til en annen stilling, eller fordi et løp eller en avtale tok slutt")

typedef enum stabil_bond_exit_id {
#define STABIL_BOND_EXIT_ENUM(ID, ...) STABIL_BOND_EXIT_##ID,
  STABIL_BOND_EXIT_LIST(STABIL_BOND_EXIT_ENUM)
#undef STABIL_BOND_EXIT_ENUM
      STABIL_BOND_EXIT_COUNT
} stabil_bond_exit_id;

// Where those hired came from: the first that fits, graduate before all others.
// X(ID, name, text en, text nb)
#define STABIL_ORIGIN_LIST(X)                                                            \
  X(LOCAL, local, "the labour region of the place", "stedets arbeidsmarkedsregion")      \
  X(COUNTY, county, "another labour region of the county",                               \
    "en annen arbeidsmarkedsregion i fylket")                                            \
  X(REGION, region, "another county of the modelled region",                             \
    "et annet fylke i den modellerte regionen")                                          \
  X(REST, rest, "the rest of the country", "resten av landet")                           \
  X(GRADUATE, graduate, "the first post after a programme",                              \
    "første stilling etter et utdanningsprogram")

typedef enum stabil_origin_id {
#define STABIL_ORIGIN_ENUM(ID, ...) STABIL_ORIGIN_##ID,
  STABIL_ORIGIN_LIST(STABIL_ORIGIN_ENUM)
#undef STABIL_ORIGIN_ENUM
      STABIL_ORIGIN_COUNT
} stabil_origin_id;

// A row of the small tables above and of the education table.
typedef struct stabil_label {
  const char *name, *text_en, *text_nb;
} stabil_label;

stabil_label stabil_education_label(stabil_education_id id);
stabil_label stabil_where_label(stabil_where_id id);
stabil_label stabil_payer_label(stabil_payer_id id);
stabil_label stabil_item_label(stabil_item_id id);
stabil_label stabil_cause_label(stabil_cause_id id);
stabil_label stabil_origin_label(stabil_origin_id id);

#ifdef __cplusplus
}
#endif
#endif
