// SPDX-License-Identifier: GPL-3.0-or-later
// What `stabil explain` shows, as lists of objects: printed as text or as JSON.
#ifndef STABIL_CLI_EXPLAIN_H
#define STABIL_CLI_EXPLAIN_H

#include <jansson.h>
#include <stdio.h>

#include "scenario/study.h"

// explain_own.c: the study that --who and --coverage are about if none is named; NULL: it
// is not beside the program.
enum { STABIL_OWN_PATH = 4096 };
const char *stabil_explain_own_study(char path[STABIL_OWN_PATH]);

// Every maker returns a new list (NULL when memory is out); `kind` in each object says
// what it is: key, lever, result, measure, parameter, correlation.
json_t *stabil_explain_keys(void);
json_t *stabil_explain_levers(void);
json_t *stabil_explain_results(void); // what a run reports
json_t *stabil_explain_measures(const stabil_study *study);
// Every number and every other key that the files or the defaults set.
json_t *stabil_explain_parameters(const stabil_study *study);
// One number of the study, as in the list of parameters.
json_t *stabil_explain_number(const stabil_study *study, const stabil_quantity *number);
// Groups of numbers that correlate, with what was asked for.
json_t *stabil_explain_correlations(const stabil_study *study);
json_t *stabil_explain_assumptions(const stabil_study *study);

// explain_cover.c: items of one framework, or of all (NULL), each with its measures; the
// same of all and an object with the number of measures, effects and costs and of
// assumptions among them; the items that a measure answers.
json_t *stabil_explain_coverage(const stabil_study *study, const char *framework);
json_t *stabil_explain_toolkit(const stabil_study *study);
json_t *stabil_explain_answers(const stabil_study *study,
                               const stabil_toolkit_measure *measure);
void stabil_explain_print_item(const json_t *item, FILE *stream);
void stabil_explain_print_counts(const json_t *counts, FILE *stream);

// One object as text: in full, or on one line of a list.
void stabil_explain_print(const json_t *object, FILE *stream);
void stabil_explain_print_line(const json_t *object, FILE *stream);

// The text of a member, "" if it is absent.
const char *stabil_explain_text(const json_t *object, const char *member);

#endif
