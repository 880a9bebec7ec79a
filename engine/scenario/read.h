// SPDX-License-Identifier: GPL-3.0-or-later
// Inside stabil_study_read: what `explain` needs besides the study itself.
#ifndef STABIL_SCENARIO_READ_H
#define STABIL_SCENARIO_READ_H

#include "scenario/schema.h"
#include "stabil/scenario.h"

// The merged tree that a study was read from, with the marks of the files.
const stabil_node *stabil_study_tree(const stabil_study *study);

// check.c: what no single row can know. Problems go to the reader's list.
void stabil_check_study(stabil_reader *r);
// check_matching.c: who is taken first, who looks for another post.
void stabil_check_matching(stabil_reader *r);
// check_effect.c: effects, measures, scenarios.
void stabil_check_effects(stabil_reader *r);
// check_interaction.c: rules by which measures act together.
void stabil_check_interaction(stabil_reader *r);
// check_capacity.c: who trains whom; what an effect on it needs.
void stabil_check_capacity(stabil_reader *r);
void stabil_check_capacity_effect(stabil_reader *r, const stabil_effect *effect,
                                  const stabil_path *path);

// Does a place lie in an area? Rest places only where they are named.
bool stabil_check_in_area(const stabil_study *study, const stabil_area *area, int index);
// check_nobody.c: choices, flows and supervision with nobody in them, measures
// without an effect.
void stabil_check_nobody(stabil_reader *r);
// check_system.c: systematic work.
void stabil_check_system(stabil_reader *r);
// check_tasks.c: the lever tasks.shift.
void stabil_check_tasks_effect(stabil_reader *r, const stabil_effect *effect,
                               const stabil_path *path);
// check_ways.c: ways in and on, and the levers that need one.
void stabil_check_ways(stabil_reader *r);
// Does the agreement's bond, if any, take the programme's graduates?
bool stabil_check_ways_agreement(const stabil_study *study, const stabil_effect *effect,
                                 const stabil_programme *programme);
// Has a programme the trait that the lever admission.trait gives, and by a share?
bool stabil_check_ways_trait(const stabil_study *study, const stabil_effect *effect,
                             const stabil_programme *programme);
// check_effect.c: is there a place of the area with posts of the roles, or is it too
// early to tell?
bool stabil_check_area(const stabil_study *study, const stabil_area *area,
                       const stabil_set *roles);
// Has the programme what the lever moves?
bool stabil_check_ways_programme(const stabil_programme *programme, int lever);
void stabil_check_ways_effect(stabil_reader *r, const stabil_effect *effect,
                              const stabil_path *path);

// A problem at the place of a key: `steps` is a path of names that ends with NULL. It
// points at the deepest step that is there.
void stabil_check_fail(stabil_reader *r, const char *const *steps, const char *format,
                       ...) __attribute__((format(printf, 3, 4)));
#define STABIL_STEPS(...) ((const char *const[]){__VA_ARGS__, NULL})

#endif
