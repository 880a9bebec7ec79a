// SPDX-License-Identifier: GPL-3.0-or-later
// stabil contrast: a bundle under each of the assumptions that results hang on.
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/contrast_print.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/read.h"
#include "cli/signals.h"
#include "run/elasticity.h"
#include "stabil/scenario.h"

enum { SCENARIO, OVER, MEASURE, AREA, YEAR, DRAWS, REPLICATES, THREADS, JSON };

static const stabil_option options[] = {
    [SCENARIO] = {"scenario", 0, "NAME", "The bundle. It has to be given."},
    [OVER] = {"over", 0, "WHAT",
              "evidence: as published, discounted, null; interaction: each rule, and the "
              "bundle against the sum of its parts; fidelity: scattered work, systematic "
              "work, full effect (floor 1); all. Default: all."},
    [MEASURE] = {"measure", 'm', "M",
                 "A measure of results; may be repeated. Default: vacant_fte."},
    [AREA] = {"area", 0, "AREA",
              "district or region. Default: district where there is one."},
    [YEAR] = {"year", 0, "YEAR", "The year looked at. Default: the study's last."},
    [DRAWS] = {"draws", 0, "N", "Draws of the uncertain parameters."},
    [REPLICATES] = {"replicates", 0, "N", "Replicates in all. Default: the study's."},
    [THREADS] = {"threads", 0, "T",
                 "Threads; they never change a result. Default: one for each processor."},
    [JSON] = {"json", 0, NULL, "JSON, numbers in the units of results."},
    {0}};

enum { MOST_OUTCOMES = 64, MOST_THREADS = 1024, MOST_RUNS = 10000000 };

typedef struct job {
  stabil_study *study;
  stabil_contrast_plan plan;
  stabil_measure_id outcome[MOST_OUTCOMES];
  stabil_contrast_report report;
  stabil_meter meter;
} job;

// --- reading options
// -------------------------------------------------------------------------------------

static stabil_status read_over(const stabil_arguments *arguments, job *j,
                               stabil_error *err) {
  const char *known[STABIL_OVER_COUNT + 1] = {[STABIL_OVER_COUNT] = "all"};
  const char *name = stabil_cli_last(arguments, OVER);
  const bool all = !name || strcmp(name, "all") == 0;
  bool any = all;
  for (stabil_over over = 0; over < STABIL_OVER_COUNT; over++) {
    known[over] = stabil_over_name(over);
    j->plan.over[over] = all || strcmp(known[over], name) == 0;
    any |= j->plan.over[over];
  }
  if (!any)
    return stabil_cli_unknown(err, "contrast", name, known, STABIL_OVER_COUNT + 1);
  if (!all && j->plan.over[STABIL_OVER_FIDELITY] && !j->study->system.given)
    return stabil_fail(err, STABIL_USAGE,
                       "--over fidelity: the study has no `plan_recruit_retain`");
  return STABIL_OK;
}

static stabil_status read_outcomes(const stabil_arguments *arguments, job *j,
                                   stabil_error *err) {
  const int given = arguments->given[MEASURE];
  stabil_status status = STABIL_OK;
  j->outcome[0] = STABIL_MEASURE_VACANT_FTE;
  j->plan.outcome = j->outcome;
  j->plan.outcomes = given > 0 ? given : 1;
  for (int i = 0; i < given && i < MOST_OUTCOMES; i++)
    TRY(status, stabil_cli_measure(arguments->values[MEASURE][i], &j->outcome[i], err));
out:
  return status;
}

static stabil_status read_area(const stabil_arguments *arguments, job *j,
                               stabil_error *err) {
  const char *name = stabil_cli_last(arguments, AREA);
  const bool district = stabil_elasticity_district(j->study);
  if (!name) name = district ? "district" : "region";
  if (strcmp(name, "region") != 0 && strcmp(name, "district") != 0)
    return stabil_fail(err, STABIL_USAGE, "found area '%s', expected district or region",
                       name);
  j->plan.district = strcmp(name, "district") == 0;
  j->report.area = name;
  if (j->plan.district && !district)
    return stabil_fail(err, STABIL_USAGE, "--area: no modelled place is district");
  return STABIL_OK;
}

static stabil_status read_year(const stabil_arguments *arguments, job *j,
                               stabil_error *err) {
  const int first = j->study->first_year, last = first + j->study->years - 1;
  int year = last;
  const stabil_status status =
      stabil_cli_whole(arguments, options, (stabil_whole){YEAR, first, last}, &year, err);
  j->plan.year = year - first;
  return status;
}

static stabil_status read_options(const stabil_arguments *arguments, job *j,
                                  stabil_error *err) {
  stabil_contrast_plan *p = &j->plan;
  stabil_status status = STABIL_OK;
  TRY(status, stabil_cli_scenario(stabil_cli_last(arguments, SCENARIO), j->study,
                                  &p->scenario, err));
  TRY(status, read_over(arguments, j, err));
  TRY(status, read_outcomes(arguments, j, err));
  TRY(status, read_area(arguments, j, err));
  TRY(status, read_year(arguments, j, err));
  TRY(status, stabil_cli_whole(arguments, options, (stabil_whole){DRAWS, 1, MOST_RUNS},
                               &p->draws, err));
  TRY(status,
      stabil_cli_whole(arguments, options, (stabil_whole){REPLICATES, 1, MOST_RUNS},
                       &p->replicates, err));
  TRY(status,
      stabil_cli_whole(arguments, options, (stabil_whole){THREADS, 1, MOST_THREADS},
                       &p->threads, err));
out:
  return status;
}

// --- the command
// -------------------------------------------------------------------------------------

static stabil_status find(job *j, stabil_error *err) {
  stabil_contrast_report *r = &j->report;
  stabil_meter_start(&j->meter, stderr, !stabil_cli_quiet());
  j->plan.progress = stabil_meter_update;
  j->plan.context = &j->meter;
  j->plan.stop = stabil_signals_catch();
  r->study = j->study;
  r->plan = &j->plan;
  const stabil_status status = stabil_contrast_run(j->study, &j->plan, &r->found, err);
  stabil_meter_clear(&j->meter);
  if (status == STABIL_OK && !stabil_contrast_estimate(r))
    return stabil_fail(err, STABIL_MEMORY, "out of memory");
  return status;
}

// "1,000 runs (5 variants x 200) in 12.3 s"
static void print_speed(const job *j) {
  char runs[STABIL_NUMBER_SIZE], each[STABIL_NUMBER_SIZE], time[STABIL_NUMBER_SIZE];
  const stabil_contrast *c = &j->report.found;
  stabil_format_count(runs, (int64_t)c->scenarios * c->replicates);
  stabil_format_count(each, c->replicates);
  stabil_format_duration(time, stabil_meter_seconds(&j->meter));
  fprintf(stderr, "%s runs (%d variants x %s) in %s\n", runs, c->scenarios, each, time);
}

static stabil_status print(const stabil_arguments *arguments, const job *j,
                           stabil_error *err) {
  if (!arguments->given[JSON])
    stabil_contrast_print_table(&j->report, stdout);
  else if (!stabil_contrast_print_json(&j->report, stdout))
    return stabil_fail(err, STABIL_MEMORY, "out of memory");
  fflush(stdout);
  if (!stabil_cli_quiet()) print_speed(j);
  return STABIL_OK;
}

static int interrupted(stabil_error *err) {
  const int code = stabil_signals_exit_code();
  fputs("stabil: interrupted\n", stderr);
  stabil_error_clear(err);
  return code != 0 ? code : STABIL_INTERRUPTED;
}

static int run(const stabil_arguments *arguments) {
  stabil_error err = {0};
  job j = {.study = NULL};
  stabil_status status = STABIL_OK;
  TRY(status, stabil_study_read(arguments->operands[0], &j.study, &err));
  TRY(status, read_options(arguments, &j, &err));
  TRY(status, find(&j, &err));
  TRY(status, print(arguments, &j, &err));
out:
  free(j.report.cell);
  stabil_contrast_free(&j.report.found);
  stabil_study_free(j.study);
  if (status == STABIL_INTERRUPTED) return interrupted(&err);
  return status == STABIL_OK ? STABIL_OK : stabil_cli_fail(status, &err);
}

const stabil_command stabil_command_contrast = {
    .name = "contrast",
    .operands = "STUDY.yaml",
    .about = "The same bundle under each assumption that nobody can choose for you: how "
             "far evidence is believed, how measures act on each other, how systematic "
             "the work is. Paired by replicate, in memory.",
    .example = "stabil contrast scenarios/21_interaction.yaml --scenario bundle --over "
               "interaction",
    .options = options,
    .min_operands = 1,
    .max_operands = 1,
    .run = run};
