// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/evidence.h"

#include <string.h>

#include "scenario/study_schema.h"
#include "scenario/variant.h"

enum { MODES = STABIL_EVIDENCE_ALL };

static const struct {
  const char *nb, *en;
} words[MODES] = {{"som publisert", "as published"},
                  {"nedjustert", "discounted"},
                  {"ingen virkning på atferd", "no effect on behaviour"}};

int stabil_evidence_choice(const char *text) {
  for (int i = 0; i < MODES; i++)
    if (strcmp(text, stabil_evidence_names[i]) == 0) return i;
  return strcmp(text, "all") == 0 ? STABIL_EVIDENCE_ALL : -1;
}

static int find(const stabil_study *study, const char *name) {
  for (int i = 0; i < study->scenario_count; i++)
    if (strcmp(study->scenario[i].name, name) == 0) return i;
  return -1;
}

typedef struct plan {
  stabil_study *study;
  int count;         // of scenarios that are asked for
  int *from;         // [count]
  bool unknown;      // a name is no scenario's: the run says so
  int first;         // index of the first variant; those of a mode follow each other
  const char **name; // [MODES * count]
} plan;

static stabil_status make(stabil_study *study, const stabil_run_options *options, plan *p,
                          stabil_error *err) {
  const bool all = options->scenario_count == 0;
  *p = (plan){.study = study,
              .count = all ? study->scenario_count : options->scenario_count,
              .first = study->scenario_count};
  const size_t count = (size_t)p->count;
  p->from = stabil_arena_array(study->arena, count, sizeof *p->from);
  p->name = stabil_arena_array(study->arena, MODES * count, sizeof *p->name);
  if (!p->from || !p->name)
    return stabil_fail(err, STABIL_MEMORY, "no memory for the scenarios");
  for (int i = 0; i < p->count; i++) {
    p->from[i] = all ? i : find(study, options->scenarios[i]);
    p->unknown = p->unknown || p->from[i] < 0;
  }
  return STABIL_OK;
}

// Of the scenario that differences are against, under the same mode; itself where that is
// not run.
static int reference_of(const plan *p, int i, int mode) {
  const stabil_study *study = p->study;
  int to = study->scenario[p->from[i]].reference;
  if (to < 0) to = find(study, "baseline");
  if (to < 0) to = 0;
  for (int k = 0; k < p->count; k++)
    if (p->from[k] == to) return p->first + mode * p->count + k;
  return p->first + mode * p->count + i;
}

static stabil_status add(plan *p, int i, int mode, stabil_error *err) {
  stabil_arena *arena = p->study->arena;
  const stabil_scenario_def *from = &p->study->scenario[p->from[i]];
  const char *name =
      stabil_arena_format(arena, "%s@%s", from->name, stabil_evidence_names[mode]);
  stabil_variant variant = stabil_variant_of(p->study, p->from[i], name);
  int index;
  variant.evidence = mode;
  variant.reference = reference_of(p, i, mode);
  variant.label.nb = stabil_arena_format(arena, "%s, %s", from->label.nb, words[mode].nb);
  variant.label.en = stabil_arena_format(arena, "%s, %s", from->label.en, words[mode].en);
  if (!name || !variant.label.nb || !variant.label.en)
    return stabil_fail(err, STABIL_MEMORY, "no memory for the scenario");
  p->name[mode * p->count + i] = name;
  return stabil_variant_add(p->study, &variant, &index, err);
}

stabil_status stabil_evidence_plan(stabil_study *study, int mode,
                                   stabil_run_options *options, stabil_error *err) {
  if (mode != STABIL_EVIDENCE_ALL) {
    for (int i = 0; i < study->scenario_count; i++) study->scenario[i].evidence = mode;
    return STABIL_OK;
  }
  plan p;
  stabil_status status = STABIL_OK;
  TRY(status, make(study, options, &p, err));
  if (p.unknown) return STABIL_OK;
  for (int k = 0; k < MODES; k++)
    for (int i = 0; i < p.count; i++) TRY(status, add(&p, i, k, err));
  options->scenario_count = MODES * p.count;
  options->scenarios = p.name;
out:
  return status;
}
