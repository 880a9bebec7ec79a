// SPDX-License-Identifier: GPL-3.0-or-later
// Part of a study as read (study.h): how measures of a bundle act on each other.
#ifndef STABIL_SCENARIO_STUDY_INTERACTION_H
#define STABIL_SCENARIO_STUDY_INTERACTION_H

#include <stdbool.h>

#include "scenario/study_values.h"

// scenarios.<name>.interaction. X(ID, name)
#define STABIL_INTERACTION_LIST(X)                                                       \
  X(LOG_ADDITIVE, log_additive)                                                          \
  X(DIMINISHING, diminishing)                                                            \
  X(THRESHOLD, threshold)                                                                \
  X(MATRIX, matrix)

typedef enum stabil_interaction {
#define STABIL_INTERACTION_ENUM(ID, name) STABIL_##ID,
  STABIL_INTERACTION_LIST(STABIL_INTERACTION_ENUM)
#undef STABIL_INTERACTION_ENUM
      STABIL_INTERACTION_COUNT
} stabil_interaction;

typedef struct stabil_need { // needs.<name>: a level of a hierarchy of needs
  const char *name;
  stabil_mark mark;
  stabil_text label;
  const char *about; // about: one line
} stabil_need;

typedef struct stabil_interaction_pair { // interaction.matrix[]
  stabil_mark mark;
  int a, b;               // measures
  stabil_quantity factor; // what each at full strength adds to the other's, a share
} stabil_interaction_pair;

typedef struct stabil_interaction_rules { // interaction: numbers of the rules
  bool has_diminishing;
  stabil_quantity saturation; // diminishing: {saturation}
  bool has_threshold;
  stabil_set base;          // threshold: {base: [needs],
  stabil_quantity measures; //   measures: at full strength, that reach it,
  stabil_quantity kept;     //   kept: share of the others' effects without any}
  int pair_count;
  stabil_interaction_pair *pair; // matrix
} stabil_interaction_rules;

// Are there numbers for a rule? log_additive needs none.
static inline bool stabil_interaction_stated(const stabil_interaction_rules *rules,
                                             int interaction) {
  if (interaction == STABIL_DIMINISHING) return rules->has_diminishing;
  if (interaction == STABIL_THRESHOLD) return rules->has_threshold;
  return interaction != STABIL_MATRIX || rules->pair_count > 0;
}

#endif
