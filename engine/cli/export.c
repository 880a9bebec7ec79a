// SPDX-License-Identifier: GPL-3.0-or-later
// stabil export OUT.h5 -o FILE.csv|.xlsx: results as a table or a workbook.
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/read.h"
#include "output/export.h"
#include "output/workbook.h"
#include "scenario/quantity.h"
#include "scenario/quantity_read.h"
#include "scenario/study.h"
#include "stabil/scenario.h"

enum { OUTPUT, MEASURE, BY, PLACE, REPLICATES, TIDY, WIDE, MARK, SEMICOLON, LANGUAGE };
static const stabil_option options[] = {
    [OUTPUT] = {"output", 'o', "FILE",
                "FILE.csv or FILE.xlsx; a file that is there is replaced when the new "
                "one is complete. Default: CSV on standard output."},
    [MEASURE] = {"measure", 'm', "M",
                 "A measure, or `all`; may be repeated. Default: the ones that most ask "
                 "for."},
    [BY] = {"by", 0, "GROUP",
            "post, place, role, centrality or region. Default: centrality."},
    [PLACE] = {"place", 'p', "P",
               "Workbook: also the planner's sheet of this municipality or hospital, by "
               "name or number; may be repeated."},
    [REPLICATES] = {"replicates", 0, NULL,
                    "CSV: every replicate, by role too, instead of statistics over "
                    "replicates. By post, centrality or region."},
    [TIDY] = {"tidy", 0, NULL, "CSV: one value a row. This is the default."},
    [WIDE] = {"wide", 0, NULL, "CSV: one series a row, years side by side."},
    [MARK] = {"bom", 0, NULL,
              "CSV: begin with a byte order mark, by which Excel knows UTF-8."},
    [SEMICOLON] = {"semicolon", 0, NULL,
                   "CSV: semicolons between cells and a comma in numbers, as Excel in "
                   "Norwegian expects them; with a byte order mark."},
    [LANGUAGE] = {"lang", 0, "LANG", "Language of labels: nb or en (default)."},
    {0}};

static const char *const usual[] = {
    "vacancy_rate", "vacant_fte",   "funded_fte", "held_fte",      "fte",
    "headcount",    "rotation_fte", "locum_fte",  "uncovered_fte", "turnover",
    "continuity",   "locum_weeks",  "locum_cost", "total_cost"};
enum { USUAL = sizeof usual / sizeof *usual };

// --- what is asked for
// -------------------------------------------------------------------------

// `measure` has room for all of them.
static stabil_status read_measures(const stabil_arguments *arguments,
                                   stabil_measure_id *measure, int *count,
                                   stabil_error *err) {
  const int given = arguments->given[MEASURE];
  const char *const *names = given > 0 ? arguments->values[MEASURE] : usual;
  stabil_status status = STABIL_OK;
  *count = 0;
  for (int i = 0; i < (given > 0 ? given : USUAL); i++) {
    if (strcmp(names[i], "all") == 0) {
      for (*count = 0; *count < STABIL_MEASURE_COUNT; (*count)++)
        measure[*count] = (stabil_measure_id)*count;
      return STABIL_OK;
    }
    stabil_measure_id id;
    TRY(status, stabil_cli_measure(names[i], &id, err));
    bool before = false;
    for (int k = 0; k < *count; k++) before = before || measure[k] == id;
    if (!before) measure[(*count)++] = id;
  }
out:
  return status;
}

static stabil_status read_by(const stabil_arguments *arguments, stabil_export_by *out,
                             stabil_error *err) {
  const char *known[STABIL_EXPORT_BY_COUNT];
  const char *name = stabil_cli_last(arguments, BY);
  *out = STABIL_EXPORT_BY_CENTRALITY;
  if (!name) return STABIL_OK;
  for (stabil_export_by by = 0; by < STABIL_EXPORT_BY_COUNT; by++) {
    known[by] = stabil_export_by_name(by);
    *out = by;
    if (strcmp(known[by], name) == 0) return STABIL_OK;
  }
  return stabil_cli_unknown(err, "group", name, known, STABIL_EXPORT_BY_COUNT);
}

static stabil_status check_options(const stabil_arguments *arguments, bool workbook,
                                   stabil_error *err) {
  static const int csv_only[] = {REPLICATES, TIDY, WIDE, MARK, SEMICOLON};
  const char *language = stabil_cli_last(arguments, LANGUAGE);
  if (arguments->given[TIDY] && arguments->given[WIDE])
    return stabil_fail(err, STABIL_USAGE, "--tidy and --wide exclude each other");
  if (language && strcmp(language, "nb") != 0 && strcmp(language, "en") != 0)
    return stabil_fail(err, STABIL_USAGE, "--lang: found '%s', expected nb or en",
                       language);
  if (!workbook && arguments->given[PLACE])
    return stabil_fail(err, STABIL_USAGE, "--place is for workbooks, FILE.xlsx");
  for (size_t i = 0; workbook && i < sizeof csv_only / sizeof *csv_only; i++)
    if (arguments->given[csv_only[i]])
      return stabil_fail(err, STABIL_USAGE, "--%s is for CSV, the output is a workbook",
                         options[csv_only[i]].name);
  return STABIL_OK;
}

static bool ends_with(const char *text, const char *tail) {
  const size_t length = strlen(text), size = strlen(tail);
  return length > size && strcmp(text + length - size, tail) == 0;
}

static stabil_status read_format(const char *path, bool *workbook, stabil_error *err) {
  *workbook = path && ends_with(path, ".xlsx");
  if (!path || *workbook || ends_with(path, ".csv")) return STABIL_OK;
  return stabil_fail(err, STABIL_USAGE,
                     "--output: '%s' is neither FILE.csv nor FILE.xlsx", path);
}

// --- the numbers of the study, for the workbook
// -------------------------------------------------

enum { COLUMNS = 8 };

static const char *plain(stabil_arena *arena, double value) {
  char text[STABIL_EXPORT_NUMBER];
  if (!isfinite(value)) return NULL;
  snprintf(text, sizeof text, "%.6g", value);
  return stabil_arena_text(arena, text, strlen(text));
}

static void fill_number(const stabil_study *study, const stabil_quantity *q,
                        stabil_arena *arena, const char **cell) {
  const double low = stabil_quantity_legal(q, 0.025);
  const double high = stabil_quantity_legal(q, 0.975);
  const bool uncertain = low < high;
  const stabil_source *source = q->source >= 0 ? &study->source[q->source] : NULL;
  cell[0] = q->path;
  cell[1] = plain(arena, q->value);
  cell[2] = q->unit;
  cell[3] = uncertain ? plain(arena, low) : NULL;
  cell[4] = uncertain ? plain(arena, high) : NULL;
  cell[5] = stabil_certainty_name(q->certainty);
  cell[6] = q->assumption ? "assumption" : source ? source->name : "";
  cell[7] = source ? source->title : "";
}

static stabil_status make_assumptions(const stabil_study *study, bool nb,
                                      stabil_arena *arena, stabil_workbook_sheet *out,
                                      stabil_error *err) {
  static const char *const head[2][COLUMNS] = {
      {"Number", "Value", "Unit", "2.5 %", "97.5 %", "Certainty", "Source", "Title"},
      {"Tall", "Verdi", "Enhet", "2,5 %", "97,5 %", "Tillit", "Kilde", "Tittel"}};
  static const double width[COLUMNS] = {60, 12, 12, 12, 12, 12, 20, 70};
  const char **cells = stabil_arena_array(
      arena, (size_t)study->quantity_count * COLUMNS + 1, sizeof *cells);
  if (!cells) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  int rows = 0;
  for (int i = 0; i < study->quantity_count; i++)
    if (study->quantity[i]->mark.file) // what the study says, not defaults
      fill_number(study, study->quantity[i], arena, cells + COLUMNS * rows++);
  *out = (stabil_workbook_sheet){
      .name = nb ? "Forutsetninger" : "Assumptions",
      .title = nb ? "Hvert tall i studien, med usikkerhet, tillit (GRADE; design er en "
                    "beslutning) og kilde"
                  : "Every number of the study with its uncertainty, certainty (GRADE; "
                    "design is a decision) and source",
      .columns = COLUMNS,
      .rows = rows,
      .head = head[nb ? 1 : 0],
      .width = width,
      .cells = cells};
  return STABIL_OK;
}

// --- writing
// -----------------------------------------------------------------------------

typedef struct job {
  const stabil_arguments *arguments;
  stabil_results *results;
  stabil_export *export;
  stabil_study *study;
  stabil_arena *arena;
  bool workbook, nb;
  int plans;
  stabil_plan *plan;
} job;

static stabil_status write_csv(const job *j, const char *path, stabil_error *err) {
  const stabil_arguments *a = j->arguments;
  const bool semicolon = a->given[SEMICOLON] > 0;
  const stabil_csv_style style = {.wide = a->given[WIDE] > 0,
                                  .mark = semicolon || a->given[MARK] > 0,
                                  .semicolon = semicolon};
  FILE *stream = path ? fopen(path, "w") : stdout;
  if (!stream)
    return stabil_fail(err, STABIL_OUTPUT, "cannot write %s: %s", path, strerror(errno));
  stabil_status status = stabil_export_csv(j->export, &style, stream, err);
  if ((path ? fclose(stream) : fflush(stream)) != 0 && status == STABIL_OK)
    status = stabil_fail(err, STABIL_OUTPUT, "cannot write %s: %s",
                         path ? path : "standard output", strerror(errno));
  return status;
}

// The sheets of places, for the five years from the second on.
static stabil_status make_plans(job *j, stabil_error *err) {
  const stabil_arguments *a = j->arguments;
  const stabil_layout *layout = stabil_results_layout(j->results);
  const int first = layout->years > 1 ? 1 : 0, left = layout->years - first;
  j->plan = stabil_arena_array(j->arena, (size_t)a->given[PLACE] + 1, sizeof *j->plan);
  if (!j->plan) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  stabil_status status = STABIL_OK;
  for (int i = 0; i < a->given[PLACE]; i++) {
    int place = 0;
    TRY(status, stabil_plan_place(layout, a->values[PLACE][i], &place, err));
    TRY(status, stabil_plan_create(j->results, place, first, left < 5 ? left : 5,
                                   &j->plan[i], err));
    j->plans++;
  }
out:
  return status;
}

// A study that this program cannot read any more leaves its sheet out, with a remark.
static stabil_status write_workbook(job *j, const char *path, stabil_error *err) {
  const char *text = stabil_results_layout(j->results)->study_text;
  stabil_workbook_sheet assumptions;
  stabil_workbook_about about = {.path = path, .sheet = &assumptions};
  stabil_status status = STABIL_OK;
  TRY(status, make_plans(j, err));
  about.plans = j->plans;
  about.plan = j->plan;
  if (stabil_study_parse(text, strlen(text), "study", &j->study, NULL) == STABIL_OK) {
    TRY(status, make_assumptions(j->study, j->nb, j->arena, &assumptions, err));
    about.sheets = 1;
  } else if (!stabil_cli_quiet()) {
    fputs("stabil: the study in the file cannot be read: the workbook is without its "
          "assumptions\n",
          stderr);
  }
  status = stabil_workbook_write(j->export, j->results, &about, err);
out:
  return status;
}

// Written aside and renamed, so that what is there stays until the new one is complete.
static stabil_status write_aside(job *j, const char *path, stabil_error *err) {
  const char *aside = stabil_arena_format(j->arena, "%s.part-%ld", path, (long)getpid());
  if (!aside) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  stabil_status status =
      j->workbook ? write_workbook(j, aside, err) : write_csv(j, aside, err);
  if (status == STABIL_OK && rename(aside, path) != 0)
    status =
        stabil_fail(err, STABIL_OUTPUT, "cannot write %s: %s", path, strerror(errno));
  if (status != STABIL_OK) (void)unlink(aside);
  return status;
}

static stabil_status export_results(job *j, stabil_error *err) {
  const stabil_arguments *a = j->arguments;
  const char *path = stabil_cli_last(a, OUTPUT), *language = stabil_cli_last(a, LANGUAGE);
  stabil_measure_id measure[STABIL_MEASURE_COUNT];
  stabil_export_request request = {.measure = measure,
                                   .replicates = a->given[REPLICATES] > 0,
                                   .nb = language && strcmp(language, "nb") == 0};
  stabil_status status = STABIL_OK;
  j->nb = request.nb;
  j->arena = stabil_arena_create();
  TRY(status, read_format(path, &j->workbook, err));
  TRY(status, check_options(a, j->workbook, err));
  TRY(status, read_measures(a, measure, &request.measures, err));
  TRY(status, read_by(a, &request.by, err));
  TRY(status, stabil_results_open(a->operands[0], &j->results, err));
  TRY(status, stabil_export_create(j->results, &request, &j->export, err));
  status = path ? write_aside(j, path, err) : write_csv(j, NULL, err);
out:
  return status;
}

static int run(const stabil_arguments *arguments) {
  stabil_error err = {0};
  job j = {.arguments = arguments};
  stabil_status status = export_results(&j, &err);
  for (int i = 0; i < j.plans; i++) stabil_plan_free(&j.plan[i]);
  stabil_export_free(j.export);
  stabil_results_free(j.results);
  stabil_study_free(j.study);
  stabil_arena_free(j.arena);
  return status == STABIL_OK ? STABIL_OK : stabil_cli_fail(status, &err);
}

const stabil_command stabil_command_export = {
    .name = "export",
    .operands = "OUT.h5",
    .about = "Write results as CSV, one labelled value a row, or as a workbook with "
             "charts, definitions, assumptions and where the numbers come from.",
    .example = "stabil export region.h5 -o region.xlsx --lang nb",
    .options = options,
    .min_operands = 1,
    .max_operands = 1,
    .run = run};
