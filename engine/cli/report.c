// SPDX-License-Identifier: GPL-3.0-or-later
// stabil report OUT.h5 -o FILE.html: one page about a results file.
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/cli.h"
#include "cli/explain.h"
#include "cli/options.h"
#include "output/report/report.h"
#include "scenario/quantity_read.h"
#include "scenario/study_schema.h"
#include "stabil/scenario.h"

enum { OUTPUT, LANGUAGE, PLACE, FIGURES };
static const stabil_option options[] = {
    [OUTPUT] = {"output", 'o', "FILE.html",
                "The page. Default: the name of the results with .html."},
    [LANGUAGE] = {"lang", 0, "LANG", "Language: nb or en (default)."},
    [PLACE] = {"place", 0, "P",
               "Only this municipality or hospital among the places, by name or number."},
    [FIGURES] = {"figures", 0, "DIR", "Also write every figure to DIR as SVG."},
    {0}};

// --- what the study says
// -----------------------------------------------------------------

// {certainty: [numbers, assumptions among them]}
static json_t *count_numbers(const stabil_study *study) {
  json_t *out = json_object();
  for (stabil_certainty c = STABIL_CERTAINTY_NONE; c <= STABIL_CERTAINTY_DESIGN; c++) {
    int count = 0, assumed = 0;
    for (int i = 0; i < study->quantity_count; i++) {
      if (study->quantity[i]->certainty != c) continue;
      count++;
      assumed += study->quantity[i]->assumption != 0;
    }
    const char *name = stabil_certainty_name(c);
    (void)json_object_set_new(out, *name ? name : "none",
                              json_pack("[i, i]", count, assumed));
  }
  return out;
}

static json_t *list_sources(const stabil_study *study) {
  json_t *out = json_array();
  for (int i = 0; i < study->source_count; i++) {
    const stabil_source *s = &study->source[i];
    (void)json_array_append_new(out, json_pack("{s:s, s:s, s:s}", "title", s->title,
                                               "address", s->address ? s->address : "",
                                               "read", s->read ? s->read : ""));
  }
  return out;
}

static void set_about(json_t *entry, const stabil_study *study, const stabil_text *label,
                      const stabil_text *population, int source) {
  (void)json_object_set_new(entry, "label", json_string(label->en));
  (void)json_object_set_new(entry, "label_nb", json_string(label->nb));
  (void)json_object_set_new(entry, "population",
                            json_string(population->en ? population->en : ""));
  (void)json_object_set_new(entry, "population_nb",
                            json_string(population->nb ? population->nb : ""));
  (void)json_object_set_new(entry, "source",
                            json_string(source >= 0 ? study->source[source].title : ""));
}

static json_t *list_graduates(const stabil_study *study) {
  json_t *out = json_array();
  for (int i = 0; i < study->observed.graduate_count; i++) {
    const stabil_observed_graduates *o = &study->observed.graduates[i];
    json_t *programmes = json_array();
    for (int p = 0; p < o->programmes.count; p++)
      (void)json_array_append_new(
          programmes, json_string(study->programme[o->programmes.index[p]].name));
    double first = o->year_count > 0 ? o->years[0] : 0;
    double last = o->year_count > 0 ? o->years[o->year_count - 1] : 0;
    json_t *entry =
        json_pack("{s:o, s:i, s:f, s:f, s:f, s:b, s:b}", "programmes", programmes,
                  "where", o->where, "from", first, "to", last, "share", o->share,
                  "input", o->input > 0, "in_post", o->among == STABIL_AMONG_IN_POST);
    set_about(entry, study, &o->label, &o->population, o->source);
    (void)json_array_append_new(out, entry);
  }
  return out;
}

static json_t *list_contracts(const stabil_study *study) {
  json_t *out = json_array();
  for (int i = 0; i < study->observed.contract_count; i++) {
    const stabil_observed_contracts *o = &study->observed.contracts[i];
    json_t *entry =
        json_pack("{s:s, s:s, s:f, s:b}", "role", study->role[o->role].name, "size",
                  stabil_size_names[o->size], "median", o->median, "input", o->input > 0);
    set_about(entry, study, &o->label, &o->population, o->source);
    (void)json_array_append_new(out, entry);
  }
  return out;
}

// The study of a results file; NULL where it cannot be read any more, after a remark: an
// older file may say what this program does not know.
static json_t *read_study(const stabil_results *results) {
  const char *text = stabil_results_layout(results)->study_text;
  stabil_study *study = NULL;
  if (stabil_study_parse(text, strlen(text), "study", &study, NULL) != STABIL_OK) {
    if (!stabil_cli_quiet())
      fputs("stabil: the study in the file cannot be read: the report is without its "
            "measures, assumptions and sources\n",
            stderr);
    return NULL;
  }
  static const char *const modes[] = {[STABIL_AS_PUBLISHED] = "as_published",
                                      [STABIL_DISCOUNTED] = "discounted",
                                      [STABIL_NULL_EVIDENCE] = "null"};
  json_t *out = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "graduates",
                          list_graduates(study), "contracts", list_contracts(study),
                          "measures", stabil_explain_measures(study), "assumptions",
                          stabil_explain_assumptions(study), "counts",
                          count_numbers(study), "sources", list_sources(study));
  if (study->evidence.given)
    (void)json_object_set_new(out, "evidence", json_string(modes[study->evidence.mode]));
  stabil_study_free(study);
  return out;
}

// --- the command
// -------------------------------------------------------------------------

// results.h5 -> results.html; NULL when memory is out.
static char *default_path(const char *results) {
  size_t length = strlen(results);
  char *path = malloc(length + 6);
  if (!path) return NULL;
  if (length > 3 && strcmp(results + length - 3, ".h5") == 0) length -= 3;
  (void)sprintf(path, "%.*s.html", (int)length, results);
  return path;
}

static stabil_status check_language(const char *name, stabil_error *err) {
  if (strcmp(name, "nb") == 0 || strcmp(name, "en") == 0) return STABIL_OK;
  return stabil_fail(err, STABIL_USAGE, "--lang: found '%s', expected nb or en", name);
}

static stabil_status write_report(const stabil_arguments *arguments, const char *path,
                                  stabil_error *err) {
  const char *language = stabil_cli_last(arguments, LANGUAGE);
  stabil_results *results = NULL;
  json_t *study = NULL;
  stabil_report_request request = {.path = path,
                                   .language = language ? language : "en",
                                   .place = stabil_cli_last(arguments, PLACE),
                                   .figures = stabil_cli_last(arguments, FIGURES)};
  stabil_status status = STABIL_OK;
  TRY(status, check_language(request.language, err));
  TRY(status, stabil_results_open(arguments->operands[0], &results, err));
  request.study = study = read_study(results);
  TRY(status, stabil_report_write(results, &request, err));
  if (!stabil_report_has_scripts() && !stabil_cli_quiet())
    fputs("stabil: built without Node and npm: the figures are static\n", stderr);
out:
  json_decref(study);
  stabil_results_free(results);
  return status;
}

static int run(const stabil_arguments *arguments) {
  stabil_error err = {0};
  const char *given = stabil_cli_last(arguments, OUTPUT);
  char *path = given ? NULL : default_path(arguments->operands[0]);
  const char *target = given ? given : path;
  stabil_status status = target ? write_report(arguments, target, &err)
                                : stabil_fail(&err, STABIL_MEMORY, "out of memory");
  if (status == STABIL_OK && !stabil_cli_quiet()) puts(target);
  free(path);
  return status == STABIL_OK ? STABIL_OK : stabil_cli_fail(status, &err);
}

const stabil_command stabil_command_report = {
    .name = "report",
    .operands = "OUT.h5",
    .about = "Write a page about a run that opens in any browser, without a network: "
             "the answer in plain words, figures with their tables, every place, "
             "assumptions and sources.",
    .example = "stabil report region.h5 -o region.html --lang nb",
    .options = options,
    .min_operands = 1,
    .max_operands = 1,
    .run = run};
