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

enum {
  BASELINE,
  MEASURE,
  BY,
  YEAR,
  THRESHOLD,
  RANK,
  COST,
  DISCOUNT,
  VARIANCE,
  JSON,
  CSV
};

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
    [RANK] = {"rank", 0, NULL,
              "How often each scenario is best, second, ... in each row and its expected "
              "rank instead; variants (name@change) are left out. With --json and --csv "
              "as well."},
    [COST] =
        {"cost", 0, NULL,
         "What scenarios cost over all years instead: net of locums saved, by payer "
         "and year, wages of posts held apart; FTE-years gained, and the cost of one. "
         "With --json and --csv as well."},
    [DISCOUNT] = {"discount", 0, "RATE",
                  "What --cost discounts a year by, 0 to 0.2. Default: 0.04."},
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

static stabil_status read_discount(const stabil_arguments *arguments, double *out,
                                   stabil_error *err) {
  const char *text = stabil_cli_last(arguments, DISCOUNT);
  *out = 0.04;
  if (!text) return STABIL_OK;
  if (!stabil_text_double(text, out) || !(*out >= 0 && *out <= 0.2))
    return stabil_fail(err, STABIL_USAGE,
                       "--discount: '%s' is not a number from 0 to 0.2", text);
  if (!arguments->given[COST])
    return stabil_fail(err, STABIL_USAGE, "--discount is for --cost");
  return STABIL_OK;
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
  TRY(status, read_discount(arguments, &r->discount, err));
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
                                .variance = arguments->given[VARIANCE] > 0,
                                .ranks = arguments->given[RANK] > 0};
    TRY(status, stabil_cli_measure(names[i], &request->measure, err));
    TRY(status, stabil_compare(results, request, &r->part[i].table, err));
    r->count = i + 1;
  }
out:
  return status;
}

// Displacement, by profession too where there is room to say it.
static stabil_status displace(const stabil_arguments *arguments, stabil_results *results,
                              stabil_compare_report *r, stabil_error *err) {
  const int professions = stabil_results_layout(results)->professions.count;
  stabil_status status = STABIL_OK;
  if (r->by == STABIL_COMPARE_BY_YEAR) return STABIL_OK;
  TRY(status,
      stabil_compare_displacement(results, r->baseline, r->year, &r->displacement, err));
  if (!r->displacement || !(arguments->given[JSON] || arguments->given[CSV]))
    return STABIL_OK;
  r->by_profession = calloc((size_t)professions + 1, sizeof(void *));
  if (!r->by_profession) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  for (int i = 0; i < professions; i++)
    TRY(status, stabil_compare_displacement_of(results, r->baseline, r->year, i,
                                               &r->by_profession[i], err));
out:
  return status;
}

static stabil_status price(const stabil_arguments *arguments, stabil_results *results,
                           stabil_compare_report *r, stabil_error *err) {
  const int scenarios = stabil_results_layout(results)->scenarios.count;
  stabil_status status = STABIL_OK;
  if (!arguments->given[COST]) return STABIL_OK;
  r->cost = calloc((size_t)scenarios, sizeof *r->cost);
  if (!r->cost) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  for (int i = 0; i < scenarios; i++) {
    const int reference = stabil_compare_report_reference(r, i);
    if (reference == i) continue;
    TRY(status, stabil_cost_create(results, reference, i, r->discount, &r->cost[i], err));
  }
out:
  return status;
}

static void report_free(stabil_compare_report *r, const stabil_layout *layout) {
  for (int i = 0; i < r->count; i++) stabil_comparisons_free(&r->part[i].table);
  for (int i = 0; layout && r->cost && i < layout->scenarios.count; i++)
    stabil_cost_free(&r->cost[i]);
  for (int i = 0; layout && r->by_profession && i < layout->professions.count; i++)
    free(r->by_profession[i]);
  free(r->part);
  free(r->displacement);
  free(r->by_profession);
  free(r->cost);
}

// Tables: those that were asked for, in turn.
static bool print_tables(const stabil_arguments *arguments,
                         const stabil_compare_report *r) {
  bool good = true, any = false;
  if (arguments->given[VARIANCE]) {
    stabil_compare_print_variance(r, stdout);
    any = true;
  }
  if (arguments->given[RANK]) {
    if (any) putchar('\n');
    good = stabil_compare_print_ranks(r, stdout);
    any = true;
  }
  if (arguments->given[COST]) {
    if (any) putchar('\n');
    stabil_compare_print_cost(r, stdout);
    any = true;
  }
  if (!any) stabil_compare_print_table(r, stdout);
  return good;
}

static stabil_status print(const stabil_arguments *arguments,
                           const stabil_compare_report *r, stabil_error *err) {
  bool good = true;
  if (arguments->given[JSON])
    good = stabil_compare_print_json(r, stdout);
  else if (arguments->given[CSV])
    stabil_compare_print_csv(r, stdout);
  else
    good = print_tables(arguments, r);
  if (!good) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  return STABIL_OK;
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
  TRY(status, displace(arguments, results, &report, &err));
  TRY(status, price(arguments, results, &report, &err));
  TRY(status, print(arguments, &report, &err));
out:
  report_free(&report, results ? stabil_results_layout(results) : NULL);
  stabil_results_free(results);
  return status == STABIL_OK ? STABIL_OK : stabil_cli_fail(status, &err);
}

const stabil_command stabil_command_compare = {
    .name = "compare",
    .operands = "OUT.h5",
    .about =
        "Compare the scenarios of a run, replicate by replicate: mean and median "
        "difference to the baseline, 95 % interval over replicates, what is as bad or "
        "worse in one replicate of ten, probability of being better, Monte Carlo "
        "standard error; ranks, and what scenarios cost.",
    .example = "stabil compare region.h5 --by region --measure vacancy_rate --year 2034\n"
               "  stabil compare region.h5 --rank --by area --measure vacant_fte\n"
               "  stabil compare region.h5 --cost --discount 0.03",
    .options = options,
    .min_operands = 1,
    .max_operands = 1,
    .run = run};
