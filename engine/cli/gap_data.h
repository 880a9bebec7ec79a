// SPDX-License-Identifier: GPL-3.0-or-later
// What gap.c keeps and gap_print.c reads.
#ifndef STABIL_CLI_GAP_DATA_H
#define STABIL_CLI_GAP_DATA_H

#include "cli/gap.h"

enum { STABIL_GAP_MOMENTS = 2, STABIL_GAP_MEASURES = 8 };

// Sums over the modelled posts of one replicate of one scenario; ratios of sums.
typedef struct stabil_gap_sums {
  double value[STABIL_GAP_MOMENTS][STABIL_GAP_MEASURES];
} stabil_gap_sums;

typedef struct stabil_gap_run {
  stabil_gap *gap;
  stabil_sink inner;           // functions NULL: none
  const stabil_layout *layout; // between begin and end
  int scenarios, replicates, draws, completed;
  stabil_gap_sums *sums; // [scenarios][replicates]; threads write different ones
} stabil_gap_run;

struct stabil_gap {
  stabil_gap_run expected, monte_carlo;
  char *title;
  int scenarios, units, first_year, years, nonlinear_count;
  const char **scenario;        // names, of the study
  const char *nonlinear[32][2]; // name, text
};

extern const stabil_measure_id stabil_gap_measure[STABIL_GAP_MEASURES];

// Index of the year of a moment; the same one twice in a run of one year.
int stabil_gap_year(const stabil_gap *gap, int moment);

#endif
