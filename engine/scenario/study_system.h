// SPDX-License-Identifier: GPL-3.0-or-later
// Part of a study as read (study.h): systematic work, on which depends how much of what
// measures can do is carried out.
#ifndef STABIL_SCENARIO_STUDY_SYSTEM_H
#define STABIL_SCENARIO_STUDY_SYSTEM_H

#include <stdbool.h>

#include "scenario/study_values.h"

typedef struct stabil_work_task { // plan_recruit_retain.tasks.<name>
  const char *name;
  stabil_mark mark;
  stabil_text label;
  const char *phase;      // phase: the part of the work that it belongs to; ""
  stabil_quantity weight; // weight: against the other tasks
} stabil_work_task;

typedef struct stabil_work_condition { // plan_recruit_retain.conditions.<name>
  const char *name;
  stabil_mark mark;
  stabil_text label;
  stabil_quantity weight; // weight: against the other conditions
  int cycle;              // cycle: years that a round of it keeps; 0: it has no rounds
} stabil_work_condition;

typedef struct stabil_work_cost { // plan_recruit_retain.costs[]
  stabil_mark mark;
  bool community; // per: place | community
  int payer;
  stabil_quantity amount; // NOK a year with every task done
} stabil_work_cost;

typedef struct stabil_system { // plan_recruit_retain
  bool given;
  int task_count;
  stabil_work_task *task;
  int condition_count;
  stabil_work_condition *condition;
  stabil_quantity half_life_up, half_life_down; // years
  stabil_quantity floor;                        // fidelity without systematic work
  int beside; // beside: is the result with a floor of 1 run too? -1: yes
  int cost_count;
  stabil_work_cost *cost;
} stabil_system;

typedef struct stabil_work { // scenarios.<name>.plan_recruit_retain, one or a list
  stabil_mark mark;
  stabil_set tasks, conditions; // empty: all
  int from, until;              // years
  stabil_set skip;              // skip: years without a round of what has rounds
  bool has_where;
  stabil_area where;
  bool community; // per: place | community
} stabil_work;

#endif
