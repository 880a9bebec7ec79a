// SPDX-License-Identifier: GPL-3.0-or-later
// stabil plan OUT.h5 --place P: the planner's sheet for one municipality or hospital.
#include "cli/plan.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/json.h"
#include "cli/options.h"

enum { PLACE, YEAR, LANGUAGE, JSON };
static const stabil_option options[] = {
    [PLACE] = {"place", 'p', "P", "A municipality or hospital, by name or number."},
    [YEAR] =
        {"year", 0, "A-B",
         "The years planned for, or one year. Default: the five from the second on."},
    [LANGUAGE] = {"lang", 0, "LANG", "Language: nb or en (default)."},
    [JSON] = {"json", 0, NULL, "Every scenario, as JSON."},
    {0}};

// "2027" or "2026-2030"
static stabil_status read_years(const char *text, const stabil_layout *layout, int *first,
                                int *years, stabil_error *err) {
  const int last = layout->first_year + layout->years - 1;
  int64_t from, to;
  char start[16];
  *first = layout->years > 1 ? 1 : 0;
  *years = layout->years - *first < 5 ? layout->years - *first : 5;
  if (!text) return STABIL_OK;
  const size_t length = strcspn(text, "-");
  snprintf(start, sizeof start, "%.*s", (int)length, text);
  bool good = length < sizeof start && stabil_text_int64(start, &from);
  to = good ? from : 0;
  if (good && text[length] == '-') good = stabil_text_int64(text + length + 1, &to);
  if (!good || from < layout->first_year || to > last || from > to)
    return stabil_fail(err, STABIL_USAGE,
                       "--year: '%s' is not a year or two with a hyphen, from %d to %d",
                       text, layout->first_year, last);
  *first = (int)from - layout->first_year;
  *years = (int)(to - from) + 1;
  return STABIL_OK;
}

static stabil_status check(const stabil_arguments *arguments, stabil_error *err) {
  const char *language = stabil_cli_last(arguments, LANGUAGE);
  if (!arguments->given[PLACE])
    return stabil_fail(err, STABIL_USAGE, "--place NAME|NUMBER is missing");
  if (language && strcmp(language, "nb") != 0 && strcmp(language, "en") != 0)
    return stabil_fail(err, STABIL_USAGE, "--lang: found '%s', expected nb or en",
                       language);
  return STABIL_OK;
}

static stabil_status print(const stabil_arguments *arguments, const stabil_plan *plan,
                           stabil_error *err) {
  const char *language = stabil_cli_last(arguments, LANGUAGE);
  if (arguments->given[JSON]) {
    json_t *out = stabil_plan_json(plan, arguments->operands[0]);
    if (!stabil_cli_print_json(out, JSON_INDENT(2) | JSON_REAL_PRECISION(17), stdout))
      return stabil_fail(err, STABIL_MEMORY, "out of memory");
  } else {
    stabil_plan_print(plan, language && strcmp(language, "nb") == 0, stdout);
  }
  return STABIL_OK;
}

static int run(const stabil_arguments *arguments) {
  stabil_error err = {0};
  stabil_results *results = NULL;
  stabil_plan plan = {0};
  int place = 0, first, years;
  stabil_status status = STABIL_OK;
  TRY(status, check(arguments, &err));
  TRY(status, stabil_results_open(arguments->operands[0], &results, &err));
  const stabil_layout *layout = stabil_results_layout(results);
  TRY(status, stabil_plan_place(layout, stabil_cli_last(arguments, PLACE), &place, &err));
  TRY(status, read_years(stabil_cli_last(arguments, YEAR), layout, &first, &years, &err));
  TRY(status, stabil_plan_create(results, place, first, years, &plan, &err));
  status = print(arguments, &plan, &err);
out:
  stabil_plan_free(&plan);
  stabil_results_free(results);
  return status == STABIL_OK ? STABIL_OK : stabil_cli_fail(status, &err);
}

const stabil_command stabil_command_plan = {
    .name = "plan",
    .operands = "OUT.h5",
    .about = "The sheet of one place for the years that a budget covers: posts, who "
             "leaves, how many to recruit, vacancies and locums in a median and in a "
             "bad year, and what each scenario changes. Where posts are few it says how "
             "likely it is that one, two or all of them are vacant.",
    .example = "stabil plan region.h5 --place Hasvik --year 2026-2030",
    .options = options,
    .min_operands = 1,
    .max_operands = 1,
    .run = run};
