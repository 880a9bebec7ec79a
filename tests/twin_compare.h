// SPDX-License-Identifier: GPL-3.0-or-later
// The engine and the slow twin on one study: are the means and the variances over
// replicates the same?
#ifndef STABIL_TESTS_TWIN_COMPARE_H
#define STABIL_TESTS_TWIN_COMPARE_H

typedef struct stabil_twin_trial {
  const char *path, *scenario;
  int years; // of the study, from its first
  int engine_replicates, twin_replicates;
  double wrong; // factor on the twin's separation: 1, or a mistake to be found
} stabil_twin_trial;

// A cell is a measure of a year and a post, of all posts of a role, or of a programme.
// The rest of the country is set up in expected numbers. The twin spreads people over the
// same cells of experience and of what is left of a stage (docs/model.md 7), so means are
// held to the same measure as in the region; only how whole people are rounded into
// cells, about one person in a stage, is the engine's own, and too little to show with
// the replicates used here. Variances there are left out.
typedef struct stabil_twin_verdict {
  int means, variances; // cells compared
  // Smallest probability of such a difference by chance, times the number of cells
  // (Bonferroni over means and variances together).
  double mean_p, variance_p;
  char mean_worst[256], variance_worst[256]; // which cell that is, and its numbers
} stabil_twin_verdict;

// Fails the running cmocka test when the study cannot be read or run, or when the posts
// of the two are not the same. With STABIL_TWIN_VERBOSE in the environment every cell
// that differs is printed.
stabil_twin_verdict stabil_twin_compare(const stabil_twin_trial *trial);

#endif
