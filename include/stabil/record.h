// SPDX-License-Identifier: GPL-3.0-or-later
// What one run says about itself (the layout), and what one replicate of one scenario
// gives (the record).
#ifndef STABIL_RECORD_H
#define STABIL_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "stabil/measure.h"

#ifdef __cplusplus
extern "C" {
#endif

// Names: every array is owned by the layout's owner and outlives the run.
typedef struct stabil_names {
  int count;
  const char *const *name;     // permanent key, "5501", "gp", "tromso"
  const char *const *label_en; // what people read
  const char *const *label_nb;
} stabil_names;

typedef struct stabil_layout {
  const char *title_en, *title_nb;
  int first_year, years, steps_per_year;
  int replicates;      // in this run
  int first_replicate; // the coordinate of the first one (1, or K with --replicate K)
  int draws;           // draw of replicate r = (r - 1) mod draws
  int shock_paths; // path of shocks of r = (r - 1) / draws mod shock_paths; 0: its own
  int units; // expected mode: sub-units of a person, FTE are multiples of 2^-10 / units;
             // 0: by chance
  // What makes the mean of chance differ from what is expected; empty: nothing does.
  stabil_names nonlinear;
  int price_year;
  uint64_t seed;
  stabil_names scenarios, places, roles, professions, regions, programmes;
  int baseline; // index of the scenario that others are compared with: "baseline", else 0
  // Of each scenario the one that its differences are against, the baseline's is itself;
  // NULL: the baseline for all.
  const int *reference;
  int posts; // place x role that exists; sorted by place, then role
  const int *post_place, *post_role, *post_profession, *post_centrality, *post_region;
  const bool *post_rest; // rest of the country: left out of every sum over posts
  const bool *post_district;
  const int *place_centrality, *place_region; // place_centrality 0: rest
  const char *const *place_kind;              // "municipality", "hospital", "rest"
  const char *const *place_county;
  const double *place_population, *place_lat, *place_lon;
  const int *programme_profession;
  const int *programme_track; // -1: none
  // Graduates told apart by what they were before their education; count 0: they are not,
  // because no two tracks lead to one profession. A contrast is such a pair of tracks.
  stabil_names strata, tracks, contrasts;
  stabil_names stratum_homes, stratum_traits; // what strata are made of
  const int *stratum_home;                    // [strata]
  const char *const *stratum_value;           // [strata][stratum_traits]
  const int *contrast_profession, *contrast_track, *contrast_reference;
  // People under a bond are tallied for all of them and by both values of each trait.
  stabil_names bonds, bond_people;
  int bond_half_years; // since it began
  stabil_names traits; // by their second values
  // contract durations are tallied by class of municipality size
  stabil_names sizes;
  int tenure_years; // classes of completed tenure: 0, 1, ..., tenure_years - 1 and over
  // Fidelity of the measures of each scenario, mean of the year, for the first so many
  // draws [fidelity_draws][scenarios][years][places]; NaN: a draw that is not run.
  // Complete when the run ends; NULL: the study has no systematic work.
  int fidelity_draws;
  const double *fidelity;
  // provenance
  const char *study_text; // the study after merging, YAML
  const char *study_path;
  const char *command; // the command line; may be ""
} stabil_layout;

// The scenario that the differences of a scenario are against.
int stabil_layout_reference(const stabil_layout *layout, int scenario);

// One replicate of one scenario. Arrays are row-major with the shape given; all borrowed,
// valid during the call only.
typedef struct stabil_record {
  int scenario;            // index
  int replicate;           // coordinate, from 1
  const double *values;    // [STABIL_MEASURE_COUNT][years][posts]; ratios are filled too
  const double *initial;   // headcount before the first year [posts]
  const double *education; // [STABIL_EDUCATION_COUNT][years][programmes]
  const double *money;     // NOK [years][STABIL_PAYER_COUNT][STABIL_ITEM_COUNT]; rest of
                           // the country left out
  // students admitted who have the second values of both traits, which on the diagonal is
  // one [years][programmes][traits][traits]
  const double *admitted_traits;
  // graduates of programme p in year first_year + g who hold a post at the end of year
  // first_year + g + s, by where; people [STABIL_WHERE_COUNT][programmes][years g][years
  // s]; cells beyond the horizon are 0
  const double *retained;
  // contracts: exits and person-years at risk by completed tenure
  // [2: ended, at risk][roles][sizes][tenure_years]; rest left out; rotation left out
  const double *contracts;
  // separations by cause [years][posts][STABIL_CAUSE_COUNT] and hires by origin
  // [years][posts][STABIL_ORIGIN_COUNT], rotation included: over causes the sum is
  // `separations`, over origins `hires`; 0 in the rest of the country
  const double *causes, *origins;
  // graduates of programme p who are seen for s years, and those of them who hold a post
  // then, by where; people [programmes][strata][years s], then
  // [programmes][strata][years s][STABIL_WHERE_COUNT]
  const double *strata;
  // people under a bond in posts: person-years [bonds][bond_people][half-years], then
  // exits [STABIL_BOND_EXIT_COUNT][bonds][bond_people][half-years]
  const double *bonds;
} stabil_record;

#ifdef __cplusplus
}
#endif
#endif
