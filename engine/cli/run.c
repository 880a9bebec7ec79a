// SPDX-License-Identifier: GPL-3.0-or-later
// stabil run: simulate a study into an HDF5 file and print a table of it.
#include "stabil/run.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <gsl/gsl_version.h>

#include "base/error.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/gap.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/repeat.h"
#include "cli/signals.h"
#include "cli/summary.h"
#include "output/sink.h"
#include "run/beside.h"
#include "run/evidence.h"
#include "scenario/study.h"

enum {
  OUTPUT,
  SCENARIO,
  DRAWS,
  REPLICATES,
  REPLICATE,
  SHOCK_PATHS,
  YEARS,
  SEED,
  THREADS,
  EXPECTED,
  UNITS,
  EVIDENCE,
  NO_FLOOR,
  JSON
};

static const stabil_option options[] = {
    [OUTPUT] =
        {"output", 'o', "OUT.h5",
         "Where the results go; a file that is there is replaced when the run is "
         "complete. Default: the study's name with .h5, in the current directory."},
    [SCENARIO] = {"scenario", 0, "NAME",
                  "Only this scenario; may be repeated. Default: all of them."},
    [DRAWS] = {"draws", 0, "N", "Draws of the uncertain parameters."},
    [REPLICATES] = {"replicates", 0, "N",
                    "Replicates of each scenario in all. Default: the study's draws x "
                    "replicates per draw. With --expected: of Monte Carlo, to compare "
                    "with; default the study's, at most 100."},
    [REPLICATE] = {"replicate", 0, "K", "Only replicate K, counted from 1."},
    [SHOCK_PATHS] = {"shock-paths", 0, "K",
                     "Replicates of a draw share K paths of shocks, so that compare "
                     "--variance tells shocks from other chance."},
    [YEARS] = {"years", 0, "N", "Years to simulate, from the study's first year."},
    [SEED] = {"seed", 0, "S", "Another seed than the study's."},
    [THREADS] = {"threads", 0, "T",
                 "Threads; they never change a result. Default: one "
                 "for each processor."},
    [EXPECTED] =
        {"expected", 0, NULL,
         "What is expected in place of chance: the mean field, one replicate for "
         "each draw. Then Monte Carlo in memory, and the gap to it is printed."},
    [UNITS] = {"units", 0, "K",
               "With --expected: sub-units of a person, a power of two. Default: as many "
               "as are quick for the study, at most 4096."},
    [EVIDENCE] = {"evidence", 0, "MODE",
                  "What is made of the effects of measures: as_published, discounted by "
                  "their certainty, or null, none on behaviour; all: every scenario "
                  "three times, as NAME@as_published and so on, each against the "
                  "reference in its own mode. Default: as the study says."},
    [NO_FLOOR] = {"no-floor", 0, NULL,
                  "Where the study has systematic work: do not run every scenario a "
                  "second time with a floor of 1, as NAME@floor_1."},
    [JSON] = {"json", 0, NULL,
              "With --expected: the gap as JSON, in place of the tables."},
    {0}};

// Read one whole number if it was given; `*out` stays as it is otherwise.
static bool read_int(const stabil_arguments *arguments, int option, long high, int *out) {
  const char *text = stabil_cli_last(arguments, option);
  long value;
  if (!text) return true;
  if (!stabil_cli_int(options[option].name, text, 1, high, &value)) return false;
  *out = (int)value;
  return true;
}

static bool read_seed(const stabil_arguments *arguments, stabil_run_options *out) {
  const char *text = stabil_cli_last(arguments, SEED);
  if (!text) return true;
  out->has_seed = stabil_text_uint64(text, &out->seed);
  if (out->has_seed) return true;
  fprintf(stderr, "stabil: --seed: '%s' is not a whole number from 0 to %" PRIu64 "\n",
          text, UINT64_MAX);
  return false;
}

static bool read_evidence(const stabil_arguments *arguments, int *out) {
  const char *text = stabil_cli_last(arguments, EVIDENCE);
  if (!text) return true;
  *out = stabil_evidence_choice(text);
  if (*out >= 0) return true;
  fprintf(stderr,
          "stabil: --evidence: '%s' is none of as_published, discounted, null, all\n",
          text);
  return false;
}

// A scenario given twice would stand twice in the results.
static bool check_scenarios(const stabil_arguments *arguments) {
  const char *const *name = arguments->values[SCENARIO];
  for (int i = 1; i < arguments->given[SCENARIO]; i++)
    for (int k = 0; k < i; k++)
      if (strcmp(name[i], name[k]) == 0) {
        fprintf(stderr, "stabil: --scenario: '%s' is given twice\n", name[i]);
        return false;
      }
  return true;
}

static bool read_options(const stabil_arguments *arguments, stabil_run_options *out) {
  enum { MOST_YEARS = 200, MOST_THREADS = 1024 };
  *out = (stabil_run_options){.scenario_count = arguments->given[SCENARIO],
                              .scenarios = arguments->values[SCENARIO],
                              .command = arguments->command_line};
  out->expected = arguments->given[EXPECTED] > 0;
  static const int only[] = {UNITS, JSON};
  for (int i = 0; i < 2 && !out->expected; i++) {
    if (!arguments->given[only[i]]) continue;
    fprintf(stderr, "stabil: --%s goes with --expected\n", options[only[i]].name);
    return false;
  }
  return read_int(arguments, DRAWS, INT_MAX, &out->draws) &&
         read_int(arguments, REPLICATES, INT_MAX, &out->replicates) &&
         read_int(arguments, REPLICATE, INT_MAX, &out->replicate) &&
         read_int(arguments, SHOCK_PATHS, INT_MAX, &out->shock_paths) &&
         read_int(arguments, YEARS, MOST_YEARS, &out->years) &&
         read_int(arguments, THREADS, MOST_THREADS, &out->threads) &&
         read_int(arguments, UNITS, INT_MAX, &out->units) && read_seed(arguments, out) &&
         check_scenarios(arguments);
}

// --- the output's name
// -------------------------------------------------------------------

// "scenarios/region.yaml" gives "region.h5"; NULL when memory is out. Freed by the
// caller.
static char *default_output(const char *study) {
  const char *slash = strrchr(study, '/'), *base = slash ? slash + 1 : study;
  const char *dot = strrchr(base, '.');
  bool yaml = dot && dot > base && (!strcmp(dot, ".yaml") || !strcmp(dot, ".yml"));
  int length = yaml ? (int)(dot - base) : (int)strlen(base);
  size_t size = (size_t)length + sizeof ".h5";
  char *name = malloc(size);
  if (name) snprintf(name, size, "%.*s.h5", length, base);
  return name;
}

// Results replace what has their name, which must not be the study itself or a directory.
static stabil_status check_output(const char *path, const char *study,
                                  stabil_error *err) {
  struct stat output, input;
  if (*path == '\0') return stabil_fail(err, STABIL_USAGE, "--output: the name is empty");
  if (stat(path, &output) != 0) return STABIL_OK;
  if (stat(study, &input) == 0 && input.st_dev == output.st_dev &&
      input.st_ino == output.st_ino)
    return stabil_fail(err, STABIL_USAGE, "the output would replace the study, %s",
                       study);
  if (S_ISDIR(output.st_mode))
    return stabil_fail(err, STABIL_OUTPUT, "cannot write %s: it is a directory", path);
  return STABIL_OK;
}

// --- the run
// -----------------------------------------------------------------------------

// Everything that one run holds, so that there is one place that frees it.
typedef struct job {
  stabil_run_options run;
  const char *study_path, *output;
  char *made_output; // where output is the default name
  stabil_study *study;
  stabil_sink file;
  stabil_summary *summary;
  stabil_meter meter;
  stabil_progress totals;
  double seconds;
  // the expected mode
  stabil_gap *gap;
  int compared; // replicates of Monte Carlo; 0: a hundred at most
  int evidence; // stabil_evidence_choice; -1: as the study says
  bool no_floor;
  bool json;
  stabil_repeat repeat;    // the results that are repeated, if any
  stabil_arguments before; // their options
} job;

// What a results file holds is the study after merging: it needs no other file.
static stabil_status read_study(job *j, stabil_error *err) {
  if (!j->repeat.results) return stabil_study_read(j->study_path, &j->study, err);
  const stabil_layout *layout = stabil_results_layout(j->repeat.results);
  return stabil_study_parse(layout->study_text, strlen(layout->study_text),
                            layout->study_path, &j->study, err);
}

static stabil_status prepare(job *j, stabil_error *err) {
  stabil_status status = STABIL_OK;
  if (!j->output) j->output = j->made_output = default_output(j->study_path);
  if (!j->output) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  char libraries[64];
  snprintf(libraries, sizeof libraries, "GSL %s", gsl_version);
  stabil_hdf5_options file = {.libraries = libraries, .threads = j->run.threads};
  TRY(status, check_output(j->output, j->study_path, err));
  TRY(status, read_study(j, err));
  if (j->evidence >= 0)
    TRY(status, stabil_evidence_plan(j->study, j->evidence, &j->run, err));
  if (!j->no_floor) TRY(status, stabil_beside_plan(j->study, &j->run, err));
  TRY(status, stabil_hdf5_sink_create(j->output, &file, &j->file, err));
  TRY(status, stabil_summary_create(j->file, &j->summary, err));
  if (j->run.expected) TRY(status, stabil_gap_create(&j->gap, err));
out:
  return status;
}

static void finish(job *j) {
  stabil_gap_free(j->gap);
  stabil_summary_free(j->summary);
  stabil_hdf5_sink_free(&j->file);
  stabil_study_free(j->study);
  free(j->made_output);
  stabil_repeat_close(&j->repeat);
}

// "1,000 replicates (5 scenarios x 200) in 12.3 s, 45.6 million cohort-steps per second"
static void print_speed(const job *j) {
  char done[STABIL_NUMBER_SIZE], each[STABIL_NUMBER_SIZE], time[STABIL_NUMBER_SIZE];
  char rate[STABIL_NUMBER_SIZE];
  int scenarios = stabil_summary_scenarios(j->summary);
  double seconds = j->seconds;
  stabil_format_count(done, j->totals.done);
  stabil_format_count(each, stabil_summary_completed(j->summary));
  stabil_format_duration(time, seconds);
  double steps = (double)j->totals.cohort_steps;
  stabil_format_large(rate, seconds > 0 ? steps / seconds : 0);
  fprintf(stderr, "%s %s (%d %s x %s) in %s, %s cohort-steps per second\n", done,
          j->totals.done == 1 ? "replicate" : "replicates", scenarios,
          scenarios == 1 ? "scenario" : "scenarios", each, time, rate);
}

static int interrupted(job *j, stabil_error *err) {
  if (j->totals.done > 0 && j->totals.done == j->totals.total) {
    fprintf(stderr, "stabil: interrupted: %s is complete, not so the comparison\n",
            j->output);
    stabil_error_clear(err);
    const int signal = stabil_signals_exit_code();
    return signal != 0 ? signal : STABIL_INTERRUPTED;
  }
  char done[STABIL_NUMBER_SIZE], planned[STABIL_NUMBER_SIZE];
  stabil_format_count(done, stabil_summary_completed(j->summary));
  stabil_format_count(planned, stabil_summary_planned(j->summary));
  if (stabil_summary_completed(j->summary) > 0)
    fprintf(stderr, "stabil: interrupted: %s has %s of %s replicates\n", j->output, done,
            planned);
  else
    fputs("stabil: interrupted before a replicate was complete; nothing is written\n",
          stderr);
  stabil_error_clear(err);
  int code = stabil_signals_exit_code();
  return code != 0 ? code : STABIL_INTERRUPTED;
}

static void print_gap(const job *j) {
  if (j->json)
    (void)stabil_gap_print_json(j->gap, stdout);
  else
    stabil_gap_print_table(j->gap, stdout);
}

static int conclude(job *j, stabil_status status, stabil_error *err) {
  stabil_meter_clear(&j->meter);
  if (status != STABIL_OK && status != STABIL_INTERRUPTED)
    return stabil_cli_fail(status, err);
  if (!j->json) fputs(stabil_summary_text(j->summary), stdout);
  if (j->gap && status == STABIL_OK) print_gap(j);
  fflush(stdout);
  if (status == STABIL_INTERRUPTED) return interrupted(j, err);
  if (!stabil_cli_quiet()) print_speed(j);
  return STABIL_OK;
}

// Monte Carlo of the same study, in memory, to compare with.
static stabil_status compare(job *j, stabil_error *err) {
  enum { MOST = 100 };
  stabil_run_options by_chance = j->run;
  const int64_t all = (int64_t)j->study->draws * j->study->replicates;
  by_chance.expected = false;
  by_chance.units = 0;
  by_chance.even_constants = true; // or the gap would be that of the seed too
  by_chance.replicates = j->compared ? j->compared : (int)(all < MOST ? all : MOST);
  return stabil_run(j->study, &by_chance, stabil_gap_monte_carlo(j->gap), NULL, err);
}

static stabil_status simulate(job *j, stabil_error *err) {
  stabil_sink sink = stabil_summary_sink(j->summary);
  stabil_status status = STABIL_OK;
  if (j->gap) sink = stabil_gap_expected(j->gap, sink);
  status = stabil_run(j->study, &j->run, sink, &j->totals, err);
  j->seconds = stabil_meter_seconds(&j->meter);
  if (status == STABIL_OK && j->gap) status = compare(j, err);
  return status;
}

static bool read_job(const stabil_arguments *arguments, job *j) {
  j->no_floor = arguments->given[NO_FLOOR] > 0;
  if (!read_options(arguments, &j->run) || !read_evidence(arguments, &j->evidence))
    return false;
  if (!j->run.expected) return true;
  j->compared = j->run.replicates;
  j->run.replicates = 0;
  j->json = arguments->given[JSON] > 0;
  return true;
}

// A run is repeated as it was: only where it goes and on how many threads may differ.
static stabil_status read_repeat(const stabil_arguments *arguments, job *j,
                                 stabil_error *err) {
  static const int own[] = {OUTPUT, THREADS};
  int given = 0;
  stabil_status status = STABIL_OK;
  for (int i = 0; options[i].name; i++) given += arguments->given[i];
  for (int i = 0; i < 2; i++) given -= arguments->given[own[i]];
  if (given > 0)
    return stabil_fail(err, STABIL_USAGE,
                       "%s is repeated as it was run: only --output and --threads go "
                       "with it",
                       j->study_path);
  if (!j->output)
    return stabil_fail(err, STABIL_USAGE, "--output is needed to repeat %s",
                       j->study_path);
  TRY(status, stabil_repeat_open(j->study_path, &j->repeat, err));
  if (stabil_cli_parse(&stabil_command_run, j->repeat.argc, j->repeat.argv, &j->before) >=
      0)
    return stabil_fail(err, STABIL_INPUT, "%s was made with options that are not known",
                       j->study_path);
  if (!read_job(&j->before, j)) return STABIL_USAGE;
  j->run.threads = 0;
  j->run.command = stabil_results_layout(j->repeat.results)->command;
  if (!read_int(arguments, THREADS, 1024, &j->run.threads)) status = STABIL_USAGE;
out:
  return status;
}

static int run(const stabil_arguments *arguments) {
  job j = {.study_path = arguments->operands[0],
           .evidence = -1,
           .output = stabil_cli_last(arguments, OUTPUT)};
  stabil_error err = {0};
  stabil_status status = STABIL_OK;
  if (stabil_repeat_is(j.study_path))
    TRY(status, read_repeat(arguments, &j, &err));
  else if (!read_job(arguments, &j))
    return STABIL_USAGE;
  j.run.stop = stabil_signals_catch();
  TRY(status, prepare(&j, &err));
  stabil_meter_start(&j.meter, stderr, !stabil_cli_quiet());
  j.run.progress = stabil_meter_update;
  j.run.context = &j.meter;
  TRY(status, simulate(&j, &err));
out:;
  int code = conclude(&j, status, &err);
  finish(&j);
  return code;
}

const stabil_command stabil_command_run = {
    .name = "run",
    .operands = "STUDY.yaml|OUT.h5",
    .about =
        "Simulate a study: its scenarios, draws and replicates. Results go to an HDF5 "
        "file, a table of vacancies, staff and locum cost to standard output. A file of "
        "results in place of the study is run again as it was, from what is in it.",
    .example = "stabil run scenarios/troms_finnmark.yaml -o region.h5 --replicates 100",
    .options = options,
    .min_operands = 1,
    .max_operands = 1,
    .run = run};
