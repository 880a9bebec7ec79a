// SPDX-License-Identifier: GPL-3.0-or-later
// stabil check FILE... [--json]
#include <jansson.h>
#include <stdio.h>

#include "cli/cli.h"
#include "cli/problem.h"
#include "scenario/study.h"
#include "stabil/scenario.h"

enum { JSON };
static const stabil_option options[] = {
    [JSON] = {"json", 0, NULL, "A list with one object per file, on standard output."},
    {0}};

// Everything a study holds, in the order of its keys.
typedef struct count {
  const char *name;
  int count;
} count;
enum { COUNTS = 9 };

static void count_parts(const stabil_study *study, count out[COUNTS]) {
  const count parts[COUNTS] = {{"professions", study->profession_count},
                               {"stages", study->stage_count},
                               {"roles", study->role_count},
                               {"places", study->place_count},
                               {"programmes", study->programme_count},
                               {"measures", study->measure_count},
                               {"scenarios", study->scenario_count},
                               {"sources", study->source_count},
                               {"numbers", study->quantity_count}};
  for (int i = 0; i < COUNTS; i++) out[i] = parts[i];
}

// --- text
// -------------------------------------------------------------------------------

static void print_fine(const char *path, const stabil_study *study) {
  count parts[COUNTS];
  count_parts(study, parts);
  printf("%s: ok (%d years from %d", path, study->years, study->first_year);
  for (int i = 0; i < COUNTS; i++) printf(", %d %s", parts[i].count, parts[i].name);
  puts(")");
}

// --- JSON
// -------------------------------------------------------------------------------

static json_t *json_counts(const stabil_study *study) {
  count parts[COUNTS];
  json_t *object = json_object();
  if (study == NULL) return object;
  count_parts(study, parts);
  for (int i = 0; i < COUNTS; i++)
    (void)json_object_set_new(object, parts[i].name, json_integer(parts[i].count));
  return object;
}

static void append_file(json_t *files, const char *path, const stabil_study *study,
                        const stabil_error *err) {
  (void)json_array_append_new(
      files, json_pack("{s:o, s:b, s:o, s:o, s:I}", "file", stabil_cli_json_text(path),
                       "ok", study != NULL, "counts", json_counts(study), "problems",
                       stabil_cli_json_problems(err), "more", (json_int_t)err->more));
}

// --- the command
// ------------------------------------------------------------------------

static stabil_status check_file(const char *path, json_t *files) {
  stabil_error err = {0};
  stabil_study *study = NULL;
  stabil_status status = stabil_study_read(path, &study, &err);
  if (files != NULL)
    append_file(files, path, study, &err);
  else if (status != STABIL_OK)
    (void)stabil_cli_fail(status, &err);
  else if (!stabil_cli_quiet())
    print_fine(path, study);
  stabil_study_free(study);
  stabil_error_clear(&err);
  return status;
}

static int run(const stabil_arguments *arguments) {
  json_t *files = arguments->given[JSON] ? json_array() : NULL;
  stabil_status worst = STABIL_OK;
  for (int i = 0; i < arguments->operand_count; i++) {
    stabil_status status = check_file(arguments->operands[i], files);
    if (status > worst) worst = status;
  }
  if (files != NULL) {
    (void)json_dumpf(files, stdout, JSON_INDENT(1));
    putchar('\n');
    json_decref(files);
  }
  return (int)worst;
}

const stabil_command stabil_command_check = {
    .name = "check",
    .operands = "FILE...",
    .about = "Validate studies without running them: every error with its place.",
    .example = "stabil check scenarios/troms_finnmark.yaml",
    .options = options,
    .min_operands = 1,
    .max_operands = -1,
    .run = run};
