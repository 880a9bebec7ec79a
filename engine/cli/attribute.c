// SPDX-License-Identifier: GPL-3.0-or-later
// stabil attribute: which measure of a bundle does how much.
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "cli/attribute_report.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/read.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "run/elasticity.h"
#include "scenario/study_schema.h"
#include "scenario/variant.h"
#include "stabil/scenario.h"

enum {
  SCENARIO,
  METHOD,
  MEASURE,
  AREA,
  FROM,
  YEAR,
  DRAWS,
  REPLICATES,
  PERMUTATIONS,
  GROUP,
  BY,
  EVIDENCE,
  INTERACTION,
  SEED,
  EXPECTED,
  THREADS,
  JSON
};

static const stabil_option options[] = {
    [SCENARIO] = {"scenario", 0, "NAME", "The bundle. It has to be given."},
    [METHOD] = {"method", 0, "METHOD",
                "shapley: the bundle's effect shared out fairly; leave_one_out: what is "
                "lost without each measure; both. Default: both."},
    [MEASURE] = {"measure", 'm', "M",
                 "An outcome: a measure of results, or net_cost; may be repeated. "
                 "Default: vacant_fte and net_cost."},
    [AREA] = {"area", 0, "AREA",
              "district, region, or a class of centrality, 1 to 6. Default: district "
              "where there is one."},
    [FROM] = {"from", 0, "YEAR",
              "Yearly values are averaged from this year on. Default: only --year."},
    [YEAR] = {"year", 0, "YEAR", "The year looked at. Default: the study's last."},
    [DRAWS] = {"draws", 0, "N", "Draws of the uncertain parameters."},
    [REPLICATES] = {"replicates", 0, "N",
                    "Replicates without one measure, and with it alone. Default: the "
                    "study's, at most 50."},
    [PERMUTATIONS] = {"permutations", 0, "N",
                      "Orders in which measures come in, in pairs, a replicate for each "
                      "pair; or all: every subset in every replicate. Default: all where "
                      "that takes 4,000 runs at most, else 100."},
    [GROUP] = {"group", 0, "FILE",
               "Measures that come in together, in YAML: {group: [measure, ...], ...}."},
    [BY] = {"by", 0, "WHAT",
            "measure, or include: each scenario that the bundle includes as a whole. "
            "Default: measure."},
    [EVIDENCE] = {"evidence", 0, "MODE",
                  "as_published, discounted or null. Default: as the study says."},
    [INTERACTION] = {"interaction", 0, "RULE",
                     "log_additive, diminishing, threshold or matrix, of which the study "
                     "has to have the numbers. Default: as the bundle says."},
    [SEED] = {"seed", 0, "S", "Another seed than the study's."},
    [EXPECTED] = {"expected", 0, NULL,
                  "What is expected in place of chance, at central values of the "
                  "parameters."},
    [THREADS] = {"threads", 0, "T",
                 "Threads; they never change a result. Default: one for each processor."},
    [JSON] = {"json", 0, NULL, "JSON, numbers in the units of results."},
    {0}};

enum { MOST_REPLICATES = 50, PERMUTED = 100, BUDGET = 4000, MOST_THREADS = 1024 };

typedef struct job {
  stabil_arena *arena;
  stabil_study *study;
  stabil_variant like;
  stabil_attribution_report report;
  stabil_meter meter;
} job;

// --- reading options
// -------------------------------------------------------------------------------------

static stabil_status read_choice(const char *name, const char *what,
                                 const char *const *known, int *out, stabil_error *err) {
  int count = 0;
  if (!name) return STABIL_OK;
  for (; known[count]; count++)
    if (strcmp(known[count], name) == 0) *out = count;
  return *out >= 0 ? STABIL_OK
                   : stabil_cli_unknown(err, what, name, known, (size_t)count);
}

// Of every coalition, in place of what the scenario says.
static stabil_status read_rules(const stabil_arguments *arguments, job *j,
                                stabil_error *err) {
  const stabil_scenario_def *def = &j->study->scenario[j->report.game.scenario];
  stabil_attribution_report *r = &j->report;
  stabil_status status = STABIL_OK;
  j->like = stabil_variant_of(j->study, r->game.scenario, def->name);
  TRY(status, read_choice(stabil_cli_last(arguments, EVIDENCE), "mode of evidence",
                          stabil_evidence_names, &j->like.evidence, err));
  TRY(status, read_choice(stabil_cli_last(arguments, INTERACTION), "interaction",
                          stabil_interaction_names, &j->like.interaction, err));
  const int mode = j->like.evidence >= 0 ? j->like.evidence : def->evidence;
  const int rule = j->like.interaction >= 0 ? j->like.interaction : def->interaction;
  if (!stabil_interaction_stated(&j->study->interaction, rule))
    return stabil_fail(err, STABIL_USAGE,
                       "--interaction: the study has no numbers for '%s'",
                       stabil_interaction_names[rule]);
  r->evidence = stabil_evidence_names[mode >= 0 ? mode : j->study->evidence.mode];
  r->interaction = stabil_interaction_names[rule];
  r->game.like = &j->like;
out:
  return status;
}

static stabil_status read_method(const stabil_arguments *arguments,
                                 stabil_attribution_plan *plan, stabil_error *err) {
  static const char *const known[] = {"shapley", "leave_one_out", "both"};
  const char *name = stabil_cli_last(arguments, METHOD);
  plan->shapley = !name || strcmp(name, known[1]) != 0;
  plan->without = !name || strcmp(name, known[0]) != 0;
  for (int i = 0; i < 3 && name; i++)
    if (strcmp(name, known[i]) == 0) return STABIL_OK;
  return name ? stabil_cli_unknown(err, "method", name, known, 3) : STABIL_OK;
}

static stabil_status read_outcome(const char *name, stabil_measure_id *out,
                                  stabil_error *err) {
  const char *known[STABIL_MEASURE_COUNT + 1];
  for (int i = 0; i < STABIL_MEASURE_COUNT; i++)
    known[i] = stabil_measure_get((stabil_measure_id)i)->name;
  known[STABIL_MEASURE_COUNT] = "net_cost";
  *out = stabil_measure_find(name);
  if (*out != STABIL_MEASURE_NONE || strcmp(name, "net_cost") == 0) return STABIL_OK;
  return stabil_cli_unknown(err, "measure", name, known, STABIL_MEASURE_COUNT + 1);
}

static stabil_status read_outcomes(const stabil_arguments *arguments, job *j,
                                   stabil_error *err) {
  static const char *const usual[] = {"vacant_fte", "net_cost"};
  const int given = arguments->given[MEASURE], count = given ? given : 2;
  const char *const *name = given ? arguments->values[MEASURE] : usual;
  stabil_measure_id *list = stabil_arena_array(j->arena, (size_t)count, sizeof *list);
  stabil_status status = STABIL_OK;
  if (!list) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  for (int i = 0; i < count; i++) {
    TRY(status, read_outcome(name[i], &list[i], err));
    for (int k = 0; k < i; k++)
      if (list[k] == list[i])
        return stabil_fail(err, STABIL_USAGE, "--measure: '%s' is given twice", name[i]);
  }
  j->report.game.outcome = list;
  j->report.game.outcomes = count;
out:
  return status;
}

static bool has_class(const stabil_study *study, int class) {
  for (int p = 0; p < study->place_count; p++)
    if (study->place[p].kind != STABIL_REST && study->place[p].centrality == class)
      return true;
  return false;
}

static stabil_status read_area(const stabil_arguments *arguments, job *j,
                               stabil_error *err) {
  const char *name = stabil_cli_last(arguments, AREA);
  const bool district = stabil_elasticity_district(j->study);
  stabil_game_area *area = &j->report.game.area;
  int64_t class;
  if (!name) name = district ? "district" : "region";
  j->report.area = name;
  if (strcmp(name, "district") == 0 && !district)
    return stabil_fail(err, STABIL_USAGE, "--area: no modelled place is district");
  if (strcmp(name, "district") == 0) {
    area->kind = STABIL_AREA_DISTRICT;
  } else if (stabil_text_int64(name, &class) && class >= 1 && class <= 6) {
    *area = (stabil_game_area){STABIL_AREA_CLASS, (int)class};
    if (!has_class(j->study, area->class))
      return stabil_fail(err, STABIL_USAGE, "--area: no modelled place is of class %s",
                         name);
  } else if (strcmp(name, "region") != 0) {
    return stabil_fail(err, STABIL_USAGE,
                       "found area '%s', expected district, region or a class of "
                       "centrality, 1 to 6",
                       name);
  }
  return STABIL_OK;
}

static stabil_status read_years(const stabil_arguments *arguments, job *j,
                                stabil_error *err) {
  const int first = j->study->first_year, last = first + j->study->years - 1;
  int year = last, from = 0;
  stabil_status status = STABIL_OK;
  TRY(status, stabil_cli_whole(arguments, options, (stabil_whole){YEAR, first, last},
                               &year, err));
  from = year;
  TRY(status, stabil_cli_whole(arguments, options, (stabil_whole){FROM, first, year},
                               &from, err));
  j->report.game.first_year = from - first;
  j->report.game.last_year = year - first;
out:
  return status;
}

static stabil_status read_players(const stabil_arguments *arguments, job *j,
                                  stabil_error *err) {
  static const char *const known[] = {"measure", "include"};
  const char *by = stabil_cli_last(arguments, BY);
  const char *file = stabil_cli_last(arguments, GROUP);
  stabil_attribution_report *r = &j->report;
  stabil_players *out = &r->players;
  const int scenario = r->game.scenario;
  r->by = file ? "group" : by ? by : known[0];
  if (file && by)
    return stabil_fail(err, STABIL_USAGE, "--group and --by exclude each other");
  stabil_status status = STABIL_OK;
  if (file)
    status = stabil_players_by_file(j->study, scenario, file, j->arena, out, err);
  else if (!by || strcmp(by, known[0]) == 0)
    status = stabil_players_by_measure(j->study, scenario, j->arena, out, err);
  else if (strcmp(by, known[1]) == 0)
    status = stabil_players_by_include(j->study, scenario, j->arena, out, err);
  else
    status = stabil_cli_unknown(err, "grouping", by, known, 2);
  r->game.players = out->count;
  r->game.name = out->name;
  r->game.player_of = out->player_of;
  r->game.worker = out->worker;
  return status;
}

static stabil_status read_seed(const stabil_arguments *arguments, job *j,
                               stabil_error *err) {
  const char *text = stabil_cli_last(arguments, SEED);
  j->report.game.seed = j->study->seed;
  if (!text || stabil_text_uint64(text, &j->report.game.seed)) return STABIL_OK;
  return stabil_fail(err, STABIL_USAGE, "--seed: '%s' is not a whole number from 0",
                     text);
}

// --- how much is run
// -------------------------------------------------------------------------------------

static bool affordable(int players, int replicates) {
  return players < 32 && ((double)(1U << players)) * replicates <= BUDGET;
}

static stabil_status read_permutations(const stabil_arguments *arguments, job *j,
                                       stabil_error *err) {
  stabil_attribution_plan *plan = &j->report.plan;
  const char *text = stabil_cli_last(arguments, PERMUTATIONS);
  plan->permutations =
      affordable(j->report.game.players, plan->replicates) ? 0 : PERMUTED;
  if (!text) return STABIL_OK;
  plan->permutations = 0;
  if (strcmp(text, "all") == 0) return STABIL_OK;
  if (stabil_cli_whole(arguments, options, (stabil_whole){PERMUTATIONS, 2, 10000000},
                       &plan->permutations, NULL) != STABIL_OK ||
      plan->permutations % 2 != 0)
    return stabil_fail(err, STABIL_USAGE,
                       "--permutations: '%s' is neither an even whole number from 2 to "
                       "10000000 nor all",
                       text);
  return STABIL_OK;
}

static stabil_status read_sizes(const stabil_arguments *arguments, job *j,
                                stabil_error *err) {
  enum { MOST = 10000000 };
  stabil_attribution_report *r = &j->report;
  const int64_t all = (int64_t)j->study->draws * j->study->replicates;
  stabil_status status = STABIL_OK;
  r->game.draws = j->study->draws;
  r->game.expected = arguments->given[EXPECTED] > 0;
  r->plan.replicates = (int)(all < MOST_REPLICATES ? all : MOST_REPLICATES);
  TRY(status, stabil_cli_whole(arguments, options, (stabil_whole){DRAWS, 1, INT_MAX},
                               &r->game.draws, err));
  TRY(status, stabil_cli_whole(arguments, options, (stabil_whole){REPLICATES, 1, MOST},
                               &r->plan.replicates, err));
  TRY(status,
      stabil_cli_whole(arguments, options, (stabil_whole){THREADS, 1, MOST_THREADS},
                       &r->game.threads, err));
  if (r->game.expected && (arguments->given[DRAWS] || arguments->given[REPLICATES]))
    return stabil_fail(err, STABIL_USAGE,
                       "--expected has one replicate, of the central values: leave "
                       "--draws and --replicates out");
  if (r->game.expected) r->game.draws = r->plan.replicates = 1;
  TRY(status, read_permutations(arguments, j, err));
  const int units = r->plan.permutations / 2 > r->plan.replicates
                        ? r->plan.permutations / 2
                        : r->plan.replicates;
  r->plan.checks = r->game.expected ? 0 : 2 * units;
out:
  return status;
}

static stabil_status read_all(const stabil_arguments *arguments, job *j,
                              stabil_error *err) {
  stabil_status status = STABIL_OK;
  int scenario = 0;
  TRY(status, stabil_cli_scenario(stabil_cli_last(arguments, SCENARIO), j->study,
                                  &scenario, err));
  j->report.game.scenario = scenario;
  j->report.scenario = j->study->scenario[scenario].name;
  TRY(status, read_rules(arguments, j, err));
  TRY(status, read_method(arguments, &j->report.plan, err));
  TRY(status, read_outcomes(arguments, j, err));
  TRY(status, read_area(arguments, j, err));
  TRY(status, read_years(arguments, j, err));
  TRY(status, read_seed(arguments, j, err));
  TRY(status, read_players(arguments, j, err));
  TRY(status, read_sizes(arguments, j, err));
out:
  return status;
}

// --- the command
// -------------------------------------------------------------------------------------

static stabil_status prepare(const stabil_arguments *arguments, job *j,
                             stabil_error *err) {
  stabil_status status = STABIL_OK;
  j->arena = stabil_arena_create();
  if (!j->arena) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  TRY(status, stabil_study_read(arguments->operands[0], &j->study, err));
  j->report.study = j->report.game.study = j->study;
  j->report.title = j->study->title.en ? j->study->title.en : "";
  TRY(status, read_all(arguments, j, err));
out:
  return status;
}

static stabil_status find(job *j, stabil_error *err) {
  stabil_attribution_report *r = &j->report;
  stabil_meter_start(&j->meter, stderr, !stabil_cli_quiet());
  r->game.progress = stabil_meter_update;
  r->game.context = &j->meter;
  r->game.stop = stabil_signals_catch();
  stabil_status status = stabil_attribute(&r->game, &r->plan, &r->found, err);
  r->seconds = stabil_meter_seconds(&j->meter);
  stabil_meter_clear(&j->meter);
  if (status == STABIL_OK) status = stabil_attribution_estimate(r, j->arena, err);
  return status;
}

// "3,240 runs in 95 s; a minute has room for 132 permutations"
static void print_speed(const stabil_attribution_report *r) {
  char runs[STABIL_NUMBER_SIZE], time[STABIL_NUMBER_SIZE], room[STABIL_NUMBER_SIZE];
  const double each = r->game.players; // runs of a permutation, its reversal beside it
  stabil_format_count(runs, r->found.runs);
  stabil_format_duration(time, r->seconds);
  fprintf(stderr, "%s runs in %s", runs, time);
  if (r->plan.shapley && r->seconds > 0) {
    stabil_format_count(room, (int64_t)(60 / r->seconds * (double)r->found.runs / each));
    fprintf(stderr, "; a minute has room for %s permutations", room);
  }
  fputc('\n', stderr);
}

static int interrupted(stabil_error *err) {
  const int code = stabil_signals_exit_code();
  fputs("stabil: interrupted\n", stderr);
  stabil_error_clear(err);
  return code != 0 ? code : STABIL_INTERRUPTED;
}

static stabil_status print(const stabil_arguments *arguments,
                           const stabil_attribution_report *r, stabil_error *err) {
  if (!arguments->given[JSON])
    stabil_attribution_print_table(r, stdout);
  else if (!stabil_attribution_print_json(r, stdout))
    return stabil_fail(err, STABIL_MEMORY, "out of memory");
  fflush(stdout);
  if (!stabil_cli_quiet()) print_speed(r);
  return STABIL_OK;
}

static int run(const stabil_arguments *arguments) {
  stabil_error err = {0};
  job j = {.arena = NULL};
  stabil_status status = STABIL_OK;
  TRY(status, prepare(arguments, &j, &err));
  TRY(status, find(&j, &err));
  TRY(status, print(arguments, &j.report, &err));
out:
  stabil_attribution_free(&j.report.found);
  stabil_arena_free(j.arena);
  stabil_study_free(j.study);
  if (status == STABIL_INTERRUPTED) return interrupted(&err);
  return status == STABIL_OK ? STABIL_OK : stabil_cli_fail(status, &err);
}

const stabil_command stabil_command_attribute = {
    .name = "attribute",
    .operands = "STUDY.yaml",
    .about = "Which measure of a bundle does how much, on vacancies and on cost: Shapley "
             "values, what is lost without each measure, what it does alone. Paired by "
             "replicate, in memory.",
    .example = "stabil attribute scenarios/06_bundle.yaml --scenario bundle --from 2026",
    .options = options,
    .min_operands = 1,
    .max_operands = 1,
    .run = run};
