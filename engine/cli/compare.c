// SPDX-License-Identifier: GPL-3.0-or-later
// stabil compare: paired differences between the scenarios of a results file.
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/compare_print.h"
#include "cli/options.h"
#include "cli/read.h"

enum { BASELINE, MEASURE, BY, YEAR, THRESHOLD, VARIANCE, JSON, CSV };

static const stabil_option options[] = {
    [BASELINE] =
        {"baseline", 0, "NAME",
         "The scenario that the others are compared with. Default: each with its own "
         "reference, which is the run's baseline unless the study says another."},
    [MEASURE] = {"measure", 'm', "M",
                 "A measure; may be repeated. Default: vacancy_rate, locum_cost and "
                 "total_cost."},
    [BY] = {"by", 0, "GROUP",
            "year, place, centrality, area (district, other, region), region, role or "
            "profession. Default: centrality."},
    [YEAR] = {"year", 0, "YEAR", "The year compared. Default: the last."},
    [THRESHOLD] = {"threshold", 0, "X",
                   "Also the probability that a measure is above X, in its unit (0.2 for "
                   "a vacancy rate of 20 %)."},
    [VARIANCE] = {"variance", 0, NULL,
                  "Where the variance comes from instead: uncertain parameters, shared "
                  "shocks (of a run with --shock-paths), other chance, each with its "
                  "standard error."},
    [JSON] = {"json", 0, NULL, "JSON, numbers in the units of the file."},
    [CSV] = {"csv", 0, NULL, "CSV, one value a row."},
    {0}};

// --- reading options
// ---------------------------------------------------------------------

static stabil_status read_baseline(const stabil_arguments *arguments,
                                   const stabil_names *scenarios, int *out,
                                   stabil_error *err) {
  const char *name = stabil_cli_last(arguments, BASELINE);
  if (!name) return STABIL_OK;
  for (int i = 0; i < scenarios->count; i++)
    if (strcmp(scenarios->name[i], name) == 0) {
      *out = i;
      return STABIL_OK;
    }
  return stabil_cli_unknown(err, "scenario", name, scenarios->name,
                            (size_t)scenarios->count);
}

static stabil_status read_by(const stabil_arguments *arguments, stabil_by *out,
                             stabil_error *err) {
  const char *known[STABIL_COMPARE_BY_COUNT];
  const char *name = stabil_cli_last(arguments, BY);
  *out = STABIL_COMPARE_BY_CENTRALITY;
  for (stabil_by by = 0; by < STABIL_COMPARE_BY_COUNT; by++) {
    known[by] = stabil_compare_by_name(by);
    if (name && strcmp(known[by], name) == 0) {
      *out = by;
      return STABIL_OK;
    }
  }
  return name ? stabil_cli_unknown(err, "group", name, known, STABIL_COMPARE_BY_COUNT)
              : STABIL_OK;
}

static stabil_status read_year(const stabil_arguments *arguments,
                               const stabil_layout *layout, int *out, stabil_error *err) {
  const char *text = stabil_cli_last(arguments, YEAR);
  int64_t value, last = (int64_t)layout->first_year + layout->years - 1;
  *out = layout->years - 1;
  if (!text) return STABIL_OK;
  if (!stabil_text_int64(text, &value) || value < layout->first_year || value > last)
    return stabil_fail(err, STABIL_USAGE, "--year: '%s' is not a year from %d to %d",
                       text, layout->first_year, (int)last);
  *out = (int)(value - layout->first_year);
  return STABIL_OK;
}

static stabil_status read_threshold(const stabil_arguments *arguments, double *out,
                                    stabil_error *err) {
  const char *text = stabil_cli_last(arguments, THRESHOLD);
  *out = (double)NAN;
  if (!text || stabil_text_double(text, out)) return STABIL_OK;
  return stabil_fail(err, STABIL_USAGE, "--threshold: '%s' is not a number", text);
}

static stabil_status read_options(const stabil_arguments *arguments,
                                  const stabil_layout *layout, stabil_compare_report *r,
                                  stabil_error *err) {
  stabil_status status = STABIL_OK;
  r->baseline = -1;
  if (arguments->given[JSON] && arguments->given[CSV])
    return stabil_fail(err, STABIL_USAGE, "--json and --csv exclude each other");
  TRY(status, read_baseline(arguments, &layout->scenarios, &r->baseline, err));
  TRY(status, read_by(arguments, &r->by, err));
  TRY(status, read_year(arguments, layout, &r->year, err));
  TRY(status, read_threshold(arguments, &r->threshold, err));
  if (arguments->given[YEAR] && r->by == STABIL_COMPARE_BY_YEAR)
    status =
        stabil_fail(err, STABIL_USAGE, "--by year shows all years; leave --year out");
out:
  return status;
}

// --- comparing
// ---------------------------------------------------------------------------

static stabil_status compare_measures(const stabil_arguments *arguments,
                                      stabil_results *results, stabil_compare_report *r,
                                      stabil_error *err) {
  static const char *const defaults[] = {"vacancy_rate", "locum_cost", "total_cost"};
  int given = arguments->given[MEASURE], count = given > 0 ? given : 3;
  const char *const *names = given > 0 ? arguments->values[MEASURE] : defaults;
  r->part = calloc((size_t)count, sizeof *r->part);
  if (!r->part) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  stabil_status status = STABIL_OK;
  for (int i = 0; i < count; i++) {
    stabil_request *request = &r->part[i].request;
    *request = (stabil_request){.by = r->by,
                                .baseline = r->baseline,
                                .year = r->year,
                                .threshold = r->threshold,
                                .variance = arguments->given[VARIANCE] > 0};
    TRY(status, stabil_cli_measure(names[i], &request->measure, err));
    TRY(status, stabil_compare(results, request, &r->part[i].table, err));
    r->count = i + 1;
  }
  if (r->by != STABIL_COMPARE_BY_YEAR)
    TRY(status, stabil_compare_displacement(results, r->baseline, r->year,
                                            &r->displacement, err));
out:
  return status;
}

static void report_free(stabil_compare_report *r) {
  for (int i = 0; i < r->count; i++) stabil_comparisons_free(&r->part[i].table);
  free(r->part);
  free(r->displacement);
}

static stabil_status print(const stabil_arguments *arguments,
                           const stabil_compare_report *r, stabil_error *err) {
  bool good = true;
  if (arguments->given[JSON])
    good = stabil_compare_print_json(r, stdout);
  else if (arguments->given[CSV])
    stabil_compare_print_csv(r, stdout);
  else if (arguments->given[VARIANCE])
    stabil_compare_print_variance(r, stdout);
  else
    stabil_compare_print_table(r, stdout);
  if (!good) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  if (fflush(stdout) == 0 && !ferror(stdout)) return STABIL_OK;
  return stabil_fail(err, STABIL_OUTPUT, "cannot write to standard output");
}

static int run(const stabil_arguments *arguments) {
  stabil_error err = {0};
  stabil_results *results = NULL;
  stabil_compare_report report = {.count = 0};
  stabil_status status = STABIL_OK;
  TRY(status, stabil_results_open(arguments->operands[0], &results, &err));
  report.results = results;
  TRY(status, read_options(arguments, stabil_results_layout(results), &report, &err));
  TRY(status, compare_measures(arguments, results, &report, &err));
  TRY(status, print(arguments, &report, &err));
out:
  report_free(&report);
  stabil_results_free(results);
  return status == STABIL_OK ? STABIL_OK : stabil_cli_fail(status, &err);
}

const stabil_command stabil_command_compare = {
    .name = "compare",
    .operands = "OUT.h5",
    .about = "Compare the scenarios of a run, replicate by replicate: mean and median "
             "difference to the baseline, 95 % interval over replicates, probability of "
             "being better, Monte Carlo standard error.",
    .example = "stabil compare region.h5 --by region --measure vacancy_rate --year 2034",
    .options = options,
    .min_operands = 1,
    .max_operands = 1,
    .run = run};
