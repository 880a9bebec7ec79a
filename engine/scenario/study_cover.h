// SPDX-License-Identifier: GPL-3.0-or-later
// A study as read, continued: how a role covers what nobody holds, and for how long it
// hires.
#ifndef STABIL_SCENARIO_STUDY_COVER_H
#define STABIL_SCENARIO_STUDY_COVER_H

#include <stdbool.h>

#include "scenario/study_values.h"

typedef struct stabil_locum {    // roles.<name>.locum
  stabil_table fill;             // fill: share of vacant FTE that gets a locum
  stabil_table price;            // week_price: NOK a week for one FTE
  stabil_quantity weeks_per_fte; // weeks_per_fte: weeks bought for one FTE in a year
  bool has_budget, has_elasticity;
  stabil_table budget;        // budget: NOK a year for a post group
  stabil_table cap;           // cap: of locum FTE, share of funded FTE
  stabil_quantity elasticity; // elasticity: of the price in the region's locums
} stabil_locum;

typedef struct stabil_rotation { // roles.<name>.rotation
  bool given;
  stabil_quantity pay;     // pay: NOK per rotator and year, on-costs included
  stabil_quantity travel;  // travel: NOK per rotator and year
  stabil_quantity housing; // housing: NOK per rotation FTE and year
  stabil_table turnover;   // turnover: separations per person-year, all causes
  stabil_quantity
      from_posts; // from_posts: share recruited from posts of the role elsewhere
  stabil_table time_to_fill;  // time_to_fill: years
  stabil_quantity attraction; // attraction: added to the utility of a rotation post
} stabil_rotation;

typedef struct stabil_overtime { // roles.<name>.overtime: own staff cover first
  bool given;
  stabil_quantity cap;  // cap: share of worked FTE
  stabil_quantity cost; // cost: share on top of the ordinary wage
} stabil_overtime;

typedef struct stabil_term { // roles.<name>.fixed_term: contracts that end
  bool given;
  stabil_table share;        // share: of the people hired
  int months;                // months
  stabil_quantity permanent; // permanent: share who stay when it ends
  stabil_quantity separate;  // separate: hazard ratio on separation while it runs
  stabil_quantity staff;     // staff: share of the staff before the first year
} stabil_term;

typedef enum stabil_within { // of a pool's place
  STABIL_WITHIN_REGION,      // its labour region
  STABIL_WITHIN_COUNTY,
  STABIL_WITHIN_AREA // as `where` says
} stabil_within;

typedef struct stabil_covers { // roles.<name>.covers: an intermunicipal pool
  bool given;
  stabil_set roles; // roles: whose gaps it covers
  stabil_within within;
  stabil_area where; // where: region | county | {area}
} stabil_covers;

#endif
