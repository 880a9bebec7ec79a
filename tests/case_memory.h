// SPDX-License-Identifier: GPL-3.0-or-later
// The records of a run in memory, asked by number and name after the run.
#ifndef STABIL_TESTS_CASE_MEMORY_H
#define STABIL_TESTS_CASE_MEMORY_H

#include <stdbool.h>

#include "stabil/sink.h"

struct stabil_memory; // memory_sink.h

typedef struct stabil_case {
  struct stabil_memory *memory;
  stabil_sink under; // the sink of that memory
  int scenarios, replicates, years, posts, programmes;
  int roles, sizes, tenure_years, steps_per_year;
  int strata, bonds, bond_people, bond_half_years;
  bool *rest;      // [posts]
  int *centrality; // [posts]
} stabil_case;

// A sink over `c`, which the caller owns.
stabil_sink stabil_case_sink(stabil_case *c);
void stabil_case_free(stabil_case *c); // and `c` itself

// The post of a role in a place; it must exist.
int stabil_case_post(const stabil_case *c, const char *place, const char *role);
const char *stabil_case_place(const stabil_case *c, int post);
const char *stabil_case_role(const stabil_case *c, int post);

// Replicates count from 0 here.
double stabil_case_value(const stabil_case *c, int scenario, int replicate,
                         stabil_measure_id measure, int year, int post);
double stabil_case_initial(const stabil_case *c, int scenario, int replicate, int post);
double stabil_case_education(const stabil_case *c, int scenario, int replicate,
                             stabil_education_id measure, int year, int programme);
// Graduates of programme 0 and a year who hold a post some years on, first scenario.
double stabil_case_retained(const stabil_case *c, int replicate, stabil_where_id where,
                            int graduated, int since);
// [payer][item] of a year.
const double *stabil_case_money(const stabil_case *c, int scenario, int replicate,
                                int year);
// Contract durations of a replicate of the first scenario, [tenure]; `which` 0 = ended,
// 1 = person-years at risk.
const double *stabil_case_contracts(const stabil_case *c, int replicate, int which,
                                    int role, int size);

// [cause] of the separations and [origin] of the hires of a post in a year.
const double *stabil_case_causes(const stabil_case *c, int scenario, int replicate,
                                 int year, int post);
const double *stabil_case_origins(const stabil_case *c, int scenario, int replicate,
                                  int year, int post);

// People under bond 0: `what` 0 = person-years at risk, 1 + exit; `people` 0 = all, else
// 1 + 2 trait + value.
double stabil_case_bound(const stabil_case *c, int scenario, int replicate, int what,
                         int people, int half_year);

// Are two records equal to the bit in their first `years` years?
bool stabil_case_same(const stabil_case *a, int scenario_a, int replicate_a,
                      const stabil_case *b, int scenario_b, int replicate_b, int years);

#endif
