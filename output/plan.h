// SPDX-License-Identifier: GPL-3.0-or-later
// What a planner of one municipality or hospital asks of a results file: posts, leavers,
// recruitments needed, vacancies and locums of each role, in a median and in a bad year,
// and what the scenarios change. Small places are told in probabilities.
#ifndef STABIL_OUTPUT_PLAN_H
#define STABIL_OUTPUT_PLAN_H

#include "output/compare.h"

// X(ID, name, unit, whether much of it is bad, text en, text nb)
#define STABIL_PLAN_LIST(X)                                                              \
  X(FUNDED, funded_fte, "FTE", 0, "funded posts", "hjemler")                             \
  X(VACANT, vacant_fte, "FTE", 1, "vacant at year end", "ledig ved årets slutt")         \
  X(LEAVERS, separations, "people", 1, "leave their post", "slutter")                    \
  X(RETIREMENTS, retirements, "people", 1, "of them by retiring", "av dem med pensjon")  \
  X(NEEDED, recruitments_needed, "people", 1, "to recruit to have every post filled",    \
    "må rekrutteres for at alle hjemler skal være besatt")                               \
  X(HIRES, hires, "people", 0, "hired", "ansettes")                                      \
  X(LOCUM_WEEKS, locum_weeks, "weeks", 1, "locum weeks", "vikaruker")                    \
  X(LOCUM_COST, locum_cost, "NOK", 1, "cost of locums", "vikarkostnad")

typedef enum stabil_plan_id {
#define STABIL_PLAN_ENUM(ID, ...) STABIL_PLAN_##ID,
  STABIL_PLAN_LIST(STABIL_PLAN_ENUM)
#undef STABIL_PLAN_ENUM
      STABIL_PLAN_COUNT
} stabil_plan_id;

typedef struct stabil_plan_row {
  const char *name, *unit;
  bool much_is_bad;
  const char *text_en, *text_nb;
} stabil_plan_row;
extern const stabil_plan_row stabil_plan_rows[STABIL_PLAN_COUNT];

// Over replicates. bad: as bad or worse in one replicate of ten (quantile 0.9, 0.1 where
// much is good; numpy's "linear").
typedef struct stabil_plan_number {
  double mean, median, bad;
} stabil_plan_number;

// Vacant posts rounded to whole ones: P(none), P(one), P(two), P(three or more).
// Posts are few, and told one by one, up to so many.
enum { STABIL_PLAN_VACANCIES = 4, STABIL_PLAN_SMALL = 5 };

// A post (role) in a year of a scenario.
typedef struct stabil_plan_cell {
  stabil_plan_number number[STABIL_PLAN_COUNT];
  double vacancies[STABIL_PLAN_VACANCIES];
  double nobody;       // P(nobody in post and no rotator at year end); NaN: no post
  double time_to_fill; // years, median of replicates' means; NaN: nothing was filled
} stabil_plan_cell;

// What a scenario changes, means over the years planned for, paired by replicate.
typedef struct stabil_plan_change {
  stabil_comparison vacant, locum_cost;
  double nobody; // P(some post of the place without anybody at the end of some year)
} stabil_plan_change;

typedef struct stabil_plan {
  const stabil_layout *layout; // of the results
  int place;
  int first, years;           // index of the first year, how many
  int posts;                  // of the place
  const int *post;            // [posts], indices of the layout
  stabil_plan_cell *cell;     // [scenario][post][year]
  stabil_plan_change *change; // [scenario]
  stabil_arena *arena;
} stabil_plan;

// The place by number or by name (either language, case as written). STABIL_USAGE with
// the nearest name; `first` and `years` have to be in the file.
stabil_status stabil_plan_place(const stabil_layout *layout, const char *name, int *place,
                                stabil_error *err) STABIL_MUST_USE;
stabil_status stabil_plan_create(stabil_results *results, int place, int first, int years,
                                 stabil_plan *out, stabil_error *err) STABIL_MUST_USE;
void stabil_plan_free(stabil_plan *plan);
const stabil_plan_cell *stabil_plan_at(const stabil_plan *plan, int scenario, int post,
                                       int year);

#endif
