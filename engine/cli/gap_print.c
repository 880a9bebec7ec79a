// SPDX-License-Identifier: GPL-3.0-or-later
// The gap between what is expected and the mean of Monte Carlo, for people and programs.
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "cli/gap_data.h"
#include "cli/progress.h"
#include "cli/json.h"

enum { NUMBERS = 5 };
typedef char row_text[NUMBERS][STABIL_NUMBER_SIZE];

typedef struct shown { // how a measure is shown
  double by;
  const char *unit;
} shown;

static shown show(const stabil_measure *measure) {
  if (strcmp(measure->unit, "NOK") == 0) return (shown){1e-6, "MNOK"};
  if (strcmp(measure->unit, "1") == 0) return (shown){100, "%"};
  return (shown){1, measure->unit};
}

// The gap over its standard error; none without one.
static double in_mcse(const stabil_gap_cell *cell) {
  return cell->mcse > 0 ? cell->difference / cell->mcse : NAN;
}

static void fill_row(const stabil_gap_cell *cell, double by, row_text out) {
  const double value[NUMBERS] = {cell->expected * by, cell->mean * by, cell->mcse * by,
                                 cell->difference * by, in_mcse(cell)};
  static const int digits[NUMBERS] = {2, 2, 3, 3, 1};
  for (int i = 0; i < NUMBERS; i++) {
    if (isfinite(value[i]))
      snprintf(out[i], STABIL_NUMBER_SIZE, i < 3 ? "%.*f" : "%+.*f", digits[i], value[i]);
    else
      snprintf(out[i], STABIL_NUMBER_SIZE, "-");
  }
}

static void print_row(const char *scenario, int width, const char *year,
                      const char *measure, row_text numbers, FILE *stream) {
  fprintf(stream, "%-*s  %4s  %-18s", width, scenario, year, measure);
  for (int i = 0; i < NUMBERS; i++) fprintf(stream, "  %11s", numbers[i]);
  fputc('\n', stream);
}

static int widest(const stabil_gap *gap) {
  size_t width = strlen("scenario");
  for (int s = 0; s < gap->scenarios; s++)
    if (strlen(gap->scenario[s]) > width) width = strlen(gap->scenario[s]);
  return (int)width;
}

static void print_scenario(const stabil_gap *gap, int s, int width, FILE *stream) {
  for (int moment = gap->years == 1; moment < STABIL_GAP_MOMENTS; moment++) {
    for (int k = 0; k < STABIL_GAP_MEASURES; k++) {
      const stabil_measure *measure = stabil_measure_get(stabil_gap_measure[k]);
      const stabil_gap_cell cell = stabil_gap_get(gap, s, moment, k);
      const shown as = show(measure);
      char year[16], name[64];
      row_text numbers;
      snprintf(year, sizeof year, "%d", gap->first_year + stabil_gap_year(gap, moment));
      snprintf(name, sizeof name, "%s, %s", measure->name, as.unit);
      fill_row(&cell, as.by, numbers);
      print_row(k == 0 ? gap->scenario[s] : "", width, k == 0 ? year : "", name, numbers,
                stream);
    }
  }
}

static void print_reasons(const stabil_gap *gap, FILE *stream) {
  if (gap->nonlinear_count == 0) {
    fputs("Linear: no capacity, shock, feedback or threshold, so the two must agree.\n",
          stream);
    return;
  }
  fputs("Not linear, so the two may differ: ", stream);
  for (int i = 0; i < gap->nonlinear_count; i++)
    fprintf(stream, "%s%s (%s)", i == 0 ? "" : "; ", gap->nonlinear[i][0],
            gap->nonlinear[i][1]);
  fputs(".\n", stream);
}

void stabil_gap_print_table(const stabil_gap *gap, FILE *stream) {
  row_text heading = {"expected", "Monte Carlo", "MCSE", "gap", "gap / MCSE"};
  const int width = widest(gap);
  char replicates[STABIL_NUMBER_SIZE];
  stabil_format_count(replicates, gap->monte_carlo.completed);
  fprintf(stream,
          "\nGap to Monte Carlo, expected less the mean of %s %s; sub-units of a person: "
          "%d\n",
          replicates, gap->monte_carlo.completed == 1 ? "replicate" : "replicates",
          gap->units);
  print_row("scenario", width, "year", "region", heading, stream);
  for (int s = 0; s < gap->scenarios; s++) print_scenario(gap, s, width, stream);
  print_reasons(gap, stream);
}

// --- JSON
// ----------------------------------------------------------------------------------

static json_t *json_number(double value) {
  return isfinite(value) ? json_real(value) : json_null();
}

static json_t *json_cell(const stabil_gap *gap, int s, int moment, int k) {
  const stabil_measure *measure = stabil_measure_get(stabil_gap_measure[k]);
  const stabil_gap_cell cell = stabil_gap_get(gap, s, moment, k);
  json_t *out = json_object();
  json_object_set_new(out, "scenario", json_string(gap->scenario[s]));
  json_object_set_new(out, "year",
                      json_integer(gap->first_year + stabil_gap_year(gap, moment)));
  json_object_set_new(out, "measure", json_string(measure->name));
  json_object_set_new(out, "unit", json_string(measure->unit));
  json_object_set_new(out, "expected", json_number(cell.expected));
  json_object_set_new(out, "monte_carlo", json_number(cell.mean));
  json_object_set_new(out, "mcse", json_number(cell.mcse));
  json_object_set_new(out, "gap", json_number(cell.difference));
  json_object_set_new(out, "gap_in_mcse", json_number(in_mcse(&cell)));
  return out;
}

static json_t *json_reasons(const stabil_gap *gap) {
  json_t *out = json_array();
  for (int i = 0; i < gap->nonlinear_count; i++)
    json_array_append_new(out, json_pack("{s:s, s:s}", "name", gap->nonlinear[i][0],
                                         "text", gap->nonlinear[i][1]));
  return out;
}

bool stabil_gap_print_json(const stabil_gap *gap, FILE *stream) {
  json_t *out = json_object(), *cells = json_array();
  for (int s = 0; s < gap->scenarios; s++)
    for (int moment = gap->years == 1; moment < STABIL_GAP_MOMENTS; moment++)
      for (int k = 0; k < STABIL_GAP_MEASURES; k++)
        json_array_append_new(cells, json_cell(gap, s, moment, k));
  json_object_set_new(out, "title", json_string(gap->title));
  json_object_set_new(out, "mode", json_string("expected"));
  json_object_set_new(out, "units_per_person", json_integer(gap->units));
  json_object_set_new(out, "draws", json_integer(gap->expected.completed));
  json_object_set_new(out, "replicates", json_integer(gap->monte_carlo.completed));
  json_object_set_new(out, "nonlinear", json_reasons(gap));
  json_object_set_new(out, "gap", cells);
  return stabil_cli_print_json(out, JSON_INDENT(2), stream);
}
