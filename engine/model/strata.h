// SPDX-License-Identifier: GPL-3.0-or-later
// Graduates told apart by what they were before their education did anything to them
// (docs/model.md 4.11): where they come from and the traits that are composition.
#ifndef STABIL_MODEL_STRATA_H
#define STABIL_MODEL_STRATA_H

#include "model/person.h"

// Where graduates come from, as seen from their programme.
// X(ID, name, text en, text nb)
#define STABIL_HOME_LIST(X)                                                              \
  X(COUNTY_DISTRICT, county_district, "the programme's county, district",                \
    "programmets fylke, distrikt")                                                       \
  X(COUNTY_OTHER, county_other, "the programme's county, not district",                  \
    "programmets fylke, ikke distrikt")                                                  \
  X(REGION_DISTRICT, region_district, "elsewhere in the region, district",               \
    "ellers i regionen, distrikt")                                                       \
  X(REGION_OTHER, region_other, "elsewhere in the region, not district",                 \
    "ellers i regionen, ikke distrikt")                                                  \
  X(OUTSIDE, outside, "outside the modelled region, or not known",                       \
    "utenfor den modellerte regionen, eller ukjent")

typedef enum stabil_home {
#define STABIL_HOME_ENUM(ID, ...) STABIL_HOME_##ID,
  STABIL_HOME_LIST(STABIL_HOME_ENUM)
#undef STABIL_HOME_ENUM
      STABIL_HOME_COUNT
} stabil_home;

// Is the trait what people are, not what training does to them?
bool stabil_strata_composition(const stabil_study *study, int trait);

// Do both tracks lead to this profession?
bool stabil_strata_contrast(const stabil_study *study, int profession, int track,
                            int reference);

// Fill the world's `strata` and `stratum_trait`; none where no two tracks lead to one
// profession, for then there is nothing to compare.
void stabil_strata_fill(stabil_world *world);

// Stratum of a graduate, 0 ... strata - 1: home x 2^traits + bits of the traits that are
// composition, in their order.
int stabil_strata_of(const stabil_world *world, const stabil_person *person);

#endif
