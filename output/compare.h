// SPDX-License-Identifier: GPL-3.0-or-later
// Comparing scenarios, always paired: replicate by replicate, since a replicate shares
// its random numbers and parameter draw with the same replicate of the other scenario.
#ifndef STABIL_OUTPUT_COMPARE_H
#define STABIL_OUTPUT_COMPARE_H

#include "base/arena.h"
#include "output/results.h"
#include "output/statistic.h"
#include "output/variance.h"

// --- two series of replicates
// -----------------------------------------------------------------

// Which way a measure is better; NEITHER for what is neither good nor bad in itself.
typedef enum stabil_better { STABIL_NEITHER, STABIL_LOWER, STABIL_HIGHER } stabil_better;

stabil_better stabil_compare_better(stabil_measure_id measure);
const char *stabil_compare_better_name(stabil_better better); // "lower"

typedef struct stabil_comparison {
  double level[STABIL_STATISTIC_COUNT];      // of the scenario
  double difference[STABIL_STATISTIC_COUNT]; // scenario - reference, by replicate
  // The level that is as bad or worse in one replicate of ten: quantile 0.9, or 0.1 where
  // much is good. NaN where no way is better or where only summaries are stored.
  double bad;
  // Share of replicates whose difference goes the better way; NaN where no way is better
  // or where only summaries are stored.
  double p_better;
  double
      p_above; // share of replicates whose level is above the threshold; NaN: none asked
  // Variance split of the difference: share that lies between parameter draws, the rest
  // being chance within a draw (one-way analysis of variance, random effects, negative
  // estimates set to 0). NaN with one draw, or one replicate a draw.
  double parameter_share;
  // In three parts, of the level and of the difference; all 0 where it was not asked for.
  stabil_variance level_variance, difference_variance;
} stabil_comparison;

typedef struct stabil_pairing {
  stabil_draws draws;
  stabil_better better;
  double threshold; // NaN: none
} stabil_pairing;

// Compare `count` replicates of a scenario with those of the baseline. Replicates where
// either is NaN are left out of the difference. False when memory is out.
bool stabil_compare_pair(const double *baseline, const double *scenario, size_t count,
                         const stabil_pairing *pairing, stabil_comparison *out);

// --- a table from a file
// ----------------------------------------------------------------------

// X(ID, name)
#define STABIL_COMPARE_BY_LIST(X)                                                        \
  X(YEAR, year)                                                                          \
  X(PLACE, place)                                                                        \
  X(CENTRALITY, centrality)                                                              \
  X(AREA, area)                                                                          \
  X(REGION, region)                                                                      \
  X(ROLE, role)                                                                          \
  X(PROFESSION, profession)

typedef enum stabil_by {
#define STABIL_COMPARE_BY_ENUM(ID, name) STABIL_COMPARE_BY_##ID,
  STABIL_COMPARE_BY_LIST(STABIL_COMPARE_BY_ENUM)
#undef STABIL_COMPARE_BY_ENUM
      STABIL_COMPARE_BY_COUNT
} stabil_by;

const char *stabil_compare_by_name(stabil_by by);

typedef struct stabil_request {
  stabil_measure_id measure;
  stabil_by by;
  int baseline;     // index of the scenario compared with; -1: each with its reference
  int year;         // index; not used by year
  double threshold; // NaN: none
  bool variance;    // split it
  bool ranks;       // count them
} stabil_request;

typedef struct stabil_comparisons {
  int rows, scenarios;
  const char **key;        // of each row: "5501", "5", "2030"
  const char **label;      // what people read
  bool paired;             // false: from stored summaries, so without probabilities
  stabil_comparison *cell; // [rows][scenarios]
  // Where ranks were asked for and there are replicates: the scenarios that are ranked
  // (output/rank.h), the share of replicates in which each has each rank, and how many
  // replicates that is of.
  int ranked;
  const int *rank_scenario; // [ranked]
  double *rank;             // [rows][ranked][ranked]; NULL: none
  int *rank_replicates;     // [rows]
  stabil_arena *arena;      // of the texts
} stabil_comparisons;

// The scenario that a scenario is compared with.
int stabil_compare_reference(const stabil_layout *layout, int baseline, int scenario);

// Rows leave out the rest of the country. A measure that is not kept by post for every
// replicate is compared by place from the stored summaries, which hold differences to the
// scenarios' own references only: STABIL_USAGE with another one.
stabil_status stabil_compare(stabil_results *results, const stabil_request *request,
                             stabil_comparisons *out, stabil_error *err) STABIL_MUST_USE;
void stabil_comparisons_free(stabil_comparisons *comparisons);

// Posts held and rotation FTE at the end of a year: in the district of the modelled
// region (here), and everywhere else, the rest of the country included.
typedef struct stabil_displacement {
  stabil_comparison here, elsewhere;
  double displaced; // - mean change elsewhere / mean change here; NaN without a change
} stabil_displacement;

// One for each scenario, in *out, which the caller frees. NULL if there is no district.
stabil_status stabil_compare_displacement(stabil_results *results, int baseline, int year,
                                          stabil_displacement **out,
                                          stabil_error *err) STABIL_MUST_USE;
// The same for the posts of a profession alone; -1: all.
stabil_status stabil_compare_displacement_of(stabil_results *results, int baseline,
                                             int year, int profession,
                                             stabil_displacement **out,
                                             stabil_error *err) STABIL_MUST_USE;

#endif
