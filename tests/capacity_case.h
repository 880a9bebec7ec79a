// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of placements, supervisors and mentors share.
#ifndef STABIL_TESTS_CAPACITY_CASE_H
#define STABIL_TESTS_CAPACITY_CASE_H

#include "case.h"

// Run a text, which is freed, with one draw on one thread.
stabil_case *stabil_capacity_run(char *text, int replicates);

// Are the results of a scenario the same to the bit, but for those on supervisors, who
// are counted where a study speaks of them? Fails the running test if not.
void stabil_capacity_same(const stabil_case *a, const stabil_case *b, int scenario);

#endif
