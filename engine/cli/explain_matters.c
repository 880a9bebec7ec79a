// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/explain_matters.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "cli/cli.h"
#include "cli/explain.h"
#include "cli/progress.h"
#include "cli/read.h"
#include "cli/signals.h"
#include "scenario/quantity_read.h"

enum { SHOWN = 20, REFINED = 45, YEARS_ON = 10 };

// --- shares
// -----------------------------------------------------------------------------

static json_t *share(const char *by, const char *name, int count, int of) {
  return json_pack("{s:s, s:s, s:s, s:i, s:i}", "kind", "share", "by", by, "name", name,
                   "count", count, "of", of);
}

static int count_all(const stabil_study *study) {
  int count = 0;
  for (int i = 0; i < study->quantity_count; i++)
    count += stabil_quantity_stated(study->quantity[i]);
  return count;
}

static void add_origins(json_t *list, const stabil_study *study, int all) {
  int assumed = 0, sourced = 0;
  for (int i = 0; i < study->quantity_count; i++) {
    assumed += study->quantity[i]->assumption != 0;
    sourced += study->quantity[i]->source >= 0;
  }
  (void)json_array_append_new(list, share("origin", "assumption", assumed, all));
  (void)json_array_append_new(list, share("origin", "source", sourced, all));
  (void)json_array_append_new(list,
                              share("origin", "neither", all - assumed - sourced, all));
}

static void add_certainties(json_t *list, const stabil_study *study, int all) {
  enum { LEVELS = STABIL_CERTAINTY_DESIGN + 1 };
  int count[LEVELS] = {0};
  for (int i = 0; i < study->quantity_count; i++)
    if (stabil_quantity_stated(study->quantity[i]))
      count[study->quantity[i]->certainty]++;
  for (int c = 0; c < LEVELS; c++) {
    const char *name = stabil_certainty_name((stabil_certainty)c);
    (void)json_array_append_new(
        list, share("certainty", name[0] == 0 ? "not_stated" : name, count[c], all));
  }
}

static void add_sources(json_t *list, const stabil_study *study, int all) {
  for (int s = 0; s < study->source_count; s++) {
    int count = 0;
    for (int i = 0; i < study->quantity_count; i++)
      count += study->quantity[i]->source == s;
    if (count > 0)
      (void)json_array_append_new(list,
                                  share("source", study->source[s].name, count, all));
  }
}

json_t *stabil_explain_shares(const stabil_study *study) {
  json_t *list = json_array();
  const int all = count_all(study);
  add_origins(list, study, all);
  add_certainties(list, study, all);
  add_sources(list, study, all);
  return list;
}

// --- what matters
// -----------------------------------------------------------------------------

// The district where there is one.
static stabil_status read_area(const char *name, const stabil_study *study,
                               bool *district, stabil_error *err) {
  *district = stabil_elasticity_district(study);
  if (name == NULL) return STABIL_OK;
  if (strcmp(name, "region") != 0 && strcmp(name, "district") != 0)
    return stabil_fail(err, STABIL_USAGE, "found area '%s', expected district or region",
                       name);
  if (strcmp(name, "region") == 0) *district = false;
  return STABIL_OK;
}

static int default_year(const stabil_study *study) {
  const int years = study->years - 1 < YEARS_ON ? study->years - 1 : YEARS_ON;
  return study->first_year + years;
}

static json_t *what_was_run(const stabil_elasticity_plan *plan,
                            const stabil_elasticities *e, double seconds) {
  const stabil_measure *measure = stabil_measure_get(plan->outcome);
  const int refined = e->count < plan->refined ? e->count : plan->refined;
  return json_pack(
      "{s:s, s:s, s:s, s:s, s:s, s:i, s:f, s:i, s:i, s:i, s:i, s:i, s:i, s:f, s:i, s:i, "
      "s:f, s:f, s:f}",
      "kind", "elasticity_run", "outcome", measure->name, "unit", measure->unit, "area",
      plan->district ? "district" : "region", "scenario", e->scenario, "year", e->year,
      "value", e->outcome, "numbers", e->count, "unused", e->unused, "zero", e->zero,
      "failed", e->failed, "refined", refined, "runs", e->runs, "step",
      STABIL_ELASTICITY_STEP, "units", e->coarse, "refined_units", e->fine, "noise",
      e->noise, "first_noise", e->first_noise, "seconds", seconds);
}

static json_t *one(const stabil_study *study, const stabil_elasticity *item) {
  json_t *object = stabil_explain_number(study, item->number);
  (void)json_object_set_new(object, "kind", json_string("elasticity"));
  (void)json_object_set_new(object, "elasticity", json_real(item->value));
  (void)json_object_set_new(object, "first_pass", json_real(item->first));
  return object;
}

static json_t *list_of(const stabil_study *study, const stabil_elasticity_plan *plan,
                       const stabil_elasticities *e, double seconds) {
  json_t *list = json_array();
  (void)json_array_append_new(list, what_was_run(plan, e, seconds));
  for (int i = 0; i < e->count && i < SHOWN && !isnan(e->item[i].value); i++)
    (void)json_array_append_new(list, one(study, &e->item[i]));
  return list;
}

stabil_status stabil_explain_matters(const stabil_study *study,
                                     const stabil_matters_options *options, json_t **out,
                                     stabil_error *err) {
  stabil_meter meter;
  stabil_elasticities found = {0};
  stabil_elasticity_plan plan = {.scenario = options->scenario,
                                 .year =
                                     options->year ? options->year : default_year(study),
                                 .refined = REFINED,
                                 .threads = options->threads,
                                 .progress = stabil_meter_update,
                                 .context = &meter,
                                 .stop = stabil_signals_catch()};
  stabil_status status = STABIL_OK;
  TRY(status, stabil_cli_measure(options->outcome ? options->outcome : "vacancy_rate",
                                 &plan.outcome, err));
  TRY(status, read_area(options->area, study, &plan.district, err));
  stabil_meter_start(&meter, stderr, !stabil_cli_quiet());
  status = stabil_elasticities_find(study, &plan, &found, err);
  stabil_meter_clear(&meter);
  if (status == STABIL_OK)
    *out = list_of(study, &plan, &found, stabil_meter_seconds(&meter));
out:
  stabil_elasticities_free(&found);
  return status;
}

// --- as text
// -----------------------------------------------------------------------------

static int integer(const json_t *object, const char *member) {
  return (int)json_integer_value(json_object_get(object, member));
}

static double real(const json_t *object, const char *member) {
  return json_number_value(json_object_get(object, member));
}

static bool is_by(const json_t *object, const char *by) {
  return strcmp(stabil_explain_text(object, "by"), by) == 0;
}

static void print_counts(const json_t *shares, const char *by, FILE *stream) {
  size_t i;
  const json_t *object;
  const char *before = "";
  fprintf(stream, "By %s: ", by);
  json_array_foreach(shares, i, object) {
    if (!is_by(object, by) || integer(object, "count") == 0) continue;
    fprintf(stream, "%s%s %d", before, stabil_explain_text(object, "name"),
            integer(object, "count"));
    before = ", ";
  }
  fputc('\n', stream);
}

void stabil_explain_print_shares(const json_t *shares, FILE *stream) {
  const json_t *assumed = json_array_get(shares, 0), *sourced = json_array_get(shares, 1),
               *neither = json_array_get(shares, 2);
  const int count = integer(assumed, "count"), all = integer(assumed, "of");
  fprintf(stream,
          "%d of %d numbers (%.0f %%) are assumptions, %d have a source, %d have "
          "neither\n",
          count, all, all == 0 ? 0.0 : 100.0 * count / all, integer(sourced, "count"),
          integer(neither, "count"));
  print_counts(shares, "certainty", stream);
  print_counts(shares, "source", stream);
}

static void print_run(const json_t *run, FILE *stream) {
  fprintf(stream,
          "\nWhat matters most for %s (%s) of scenario %s, %d: %.4g\n"
          "Elasticity: per cent of change for one per cent of the number.\n",
          stabil_explain_text(run, "outcome"), stabil_explain_text(run, "area"),
          stabil_explain_text(run, "scenario"), integer(run, "year"), real(run, "value"));
}

static void print_method(const json_t *run, FILE *stream) {
  fprintf(
      stream,
      "One at a time, expected mode: %d numbers %+.0f %%, %d sub-units of a person; "
      "then %d of them both ways, %d sub-units.\n"
      "%d runs in %.0f s. Counting in sub-units makes noise: standard deviation %.2g of "
      "an elasticity above; %.2g in the first pass,\nso that a number that matters "
      "less than that may be missing. Not tried: %d that the scenario does not use, %d "
      "that are 0; %d made no model.\n",
      integer(run, "numbers"), 100 * real(run, "step"), integer(run, "units"),
      integer(run, "refined"), integer(run, "refined_units"), integer(run, "runs"),
      real(run, "seconds"), real(run, "noise"), real(run, "first_noise"),
      integer(run, "unused"), integer(run, "zero"), integer(run, "failed"));
}

void stabil_explain_print_matters(const json_t *matters, FILE *stream) {
  const json_t *run = json_array_get(matters, 0), *object;
  size_t i;
  print_run(run, stream);
  json_array_foreach(matters, i, object) {
    if (i == 0) continue;
    fprintf(stream, "%3zu %+7.2f  ", i, real(object, "elasticity"));
    stabil_explain_print_line(object, stream);
  }
  print_method(run, stream);
}
