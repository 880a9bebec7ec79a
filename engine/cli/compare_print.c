// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/compare_print.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const stabil_layout *layout_of(const stabil_compare_report *report) {
  return stabil_results_layout(report->results);
}

static const stabil_comparison *cell_of(const stabil_compare_part *part, int row,
                                        int scenario) {
  return &part->table.cell[row * part->table.scenarios + scenario];
}

// --- what each scenario is compared with
// ----------------------------------------------------------------------

int stabil_compare_report_reference(const stabil_compare_report *report, int scenario) {
  return stabil_compare_reference(layout_of(report), report->baseline, scenario);
}

// The baseline, or the only scenario that any is compared with; -1: they differ.
static int common_reference(const stabil_compare_report *report) {
  const int first = stabil_compare_report_reference(report, 0);
  for (int i = 1; i < layout_of(report)->scenarios.count; i++)
    if (stabil_compare_report_reference(report, i) != first) return -1;
  return first;
}

const char *stabil_compare_report_with(const stabil_compare_report *report,
                                       char out[STABIL_COMPARE_WITH]) {
  const int common = common_reference(report);
  if (common >= 0)
    snprintf(out, STABIL_COMPARE_WITH, "'%.200s'",
             layout_of(report)->scenarios.name[common]);
  else
    snprintf(out, STABIL_COMPARE_WITH, "their references");
  return out;
}

// --- a table for people
// ----------------------------------------------------------------------

enum { CELL = 96, COLUMNS = 9 };
enum { GROUP, SCENARIO, LEVEL, DIFFERENCE, MEDIAN, INTERVAL, P_BETTER, P_ABOVE, MCSE };

typedef struct scale { // how the numbers of a measure are shown
  double factor;
  const char *unit;
  int decimals;
} scale;

// Enough decimals that the largest level has about three digits.
static scale scale_of(const stabil_compare_part *part) {
  const char *unit = stabil_measure_get(part->request.measure)->unit;
  scale out = {1, unit, 2};
  if (strcmp(unit, "1") == 0) out = (scale){100, "%", 1};
  if (strcmp(unit, "NOK") == 0) out = (scale){1e-6, "MNOK", 2};
  double most = 0;
  for (int i = 0; i < part->table.rows * part->table.scenarios; i++)
    most = fmax(most, fabs(part->table.cell[i].level[STABIL_STATISTIC_MEAN]));
  if (most * out.factor >= 10 && out.decimals > 1) out.decimals = 1;
  if (most * out.factor >= 10000) out.decimals = 0;
  return out;
}

// "-" for what is not a number; never "-0.0".
static void number(char out[CELL], double value, scale s, const char *sign) {
  double shown = value * s.factor, unit = pow(10, s.decimals);
  if (isnan(value)) {
    snprintf(out, CELL, "-");
    return;
  }
  if (fabs(shown) * unit < 0.5) shown = 0;
  snprintf(out, CELL, *sign && shown > 0 ? "%+.*f" : "%.*f", s.decimals, shown);
}

static void interval(char out[CELL], const double *statistic, scale s, const char *sign) {
  char low[CELL], high[CELL];
  number(low, statistic[STABIL_STATISTIC_Q2_5], s, sign);
  number(high, statistic[STABIL_STATISTIC_Q97_5], s, sign);
  snprintf(out, CELL, "[%.40s, %.40s]", low, high);
}

static void level(char out[CELL], const double *statistic, scale s) {
  char mean[CELL], range[CELL];
  number(mean, statistic[STABIL_STATISTIC_MEAN], s, "");
  interval(range, statistic, s, "");
  if (isnan(statistic[STABIL_STATISTIC_MEAN]))
    snprintf(out, CELL, "-");
  else
    snprintf(out, CELL, "%.20s %.70s", mean, range);
}

static void probability(char out[CELL], double value) {
  if (isnan(value))
    snprintf(out, CELL, "-");
  else
    snprintf(out, CELL, "%.2f", value);
}

static void error(char out[CELL], double value, scale s) {
  if (isnan(value))
    snprintf(out, CELL, "-");
  else
    snprintf(out, CELL, "%.2g", value * s.factor);
}

static void fill_line(const stabil_compare_report *report,
                      const stabil_compare_part *part, int row, int scenario,
                      char line[COLUMNS][CELL]) {
  scale s = scale_of(part);
  const stabil_comparison *cell = cell_of(part, row, scenario);
  const double *difference = cell->difference;
  for (int i = 0; i < COLUMNS; i++) line[i][0] = '\0';
  if (scenario == 0) snprintf(line[GROUP], CELL, "%s", part->table.label[row]);
  snprintf(line[SCENARIO], CELL, "%s", layout_of(report)->scenarios.name[scenario]);
  level(line[LEVEL], cell->level, s);
  probability(line[P_ABOVE], cell->p_above);
  if (scenario == stabil_compare_report_reference(report, scenario)) return;
  number(line[DIFFERENCE], difference[STABIL_STATISTIC_MEAN], s, "+");
  number(line[MEDIAN], difference[STABIL_STATISTIC_Q50], s, "+");
  interval(line[INTERVAL], difference, s, "+");
  if (isnan(difference[STABIL_STATISTIC_MEAN])) snprintf(line[INTERVAL], CELL, "-");
  probability(line[P_BETTER], cell->p_better);
  error(line[MCSE], difference[STABIL_STATISTIC_MCSE], s);
}

// Characters, not bytes: labels are UTF-8.
static int width_of(const char *text) {
  int width = 0;
  for (; *text; text++) width += ((unsigned char)*text & 0xc0) != 0x80;
  return width;
}

static void print_line(char line[COLUMNS][CELL], const int *width, FILE *stream) {
  int pending = 0; // blanks that are only printed before something
  for (int i = 0; i < COLUMNS; i++) {
    if (width[i] == 0) continue;
    int used = width_of(line[i]), space = width[i] - used;
    bool left = i == GROUP || i == SCENARIO;
    if (!left) pending += space;
    if (used > 0) {
      fprintf(stream, "%*s%s", pending, "", line[i]);
      pending = 0;
    } else if (!left) {
      pending += used;
    }
    pending += left ? space + 2 : 2;
  }
  fputc('\n', stream);
}

static void fill_headings(const stabil_compare_report *report, char line[COLUMNS][CELL]) {
  static const char *const headings[COLUMNS] = {
      "",           "scenario", "mean [95 % interval]",
      "difference", "median",   "[95 %]",
      "P(better)",  "P(above)", "MCSE"};
  for (int i = 0; i < COLUMNS; i++) snprintf(line[i], CELL, "%s", headings[i]);
  snprintf(line[GROUP], CELL, "%s", stabil_compare_by_name(report->by));
}

static void widen(int *width, char line[COLUMNS][CELL]) {
  for (int i = 0; i < COLUMNS; i++)
    if (width_of(line[i]) > width[i]) width[i] = width_of(line[i]);
}

static void print_title(const stabil_compare_report *report,
                        const stabil_compare_part *part, FILE *stream) {
  const stabil_measure *measure = stabil_measure_get(part->request.measure);
  stabil_better better = stabil_compare_better(part->request.measure);
  fprintf(stream, "\n%s: %s, %s", measure->name, measure->text_en, scale_of(part).unit);
  if (report->by != STABIL_COMPARE_BY_YEAR)
    fprintf(stream, ", %d", layout_of(report)->first_year + report->year);
  if (better != STABIL_NEITHER)
    fprintf(stream, "; %s is better", stabil_compare_better_name(better));
  fputc('\n', stream);
}

static void print_part(const stabil_compare_report *report,
                       const stabil_compare_part *part, FILE *stream) {
  char line[COLUMNS][CELL], headings[COLUMNS][CELL];
  int width[COLUMNS] = {0};
  fill_headings(report, headings);
  widen(width, headings);
  for (int row = 0; row < part->table.rows; row++)
    for (int s = 0; s < part->table.scenarios; s++) {
      fill_line(report, part, row, s, line);
      widen(width, line);
    }
  if (isnan(report->threshold)) width[P_ABOVE] = 0;
  print_title(report, part, stream);
  print_line(headings, width, stream);
  for (int row = 0; row < part->table.rows; row++)
    for (int s = 0; s < part->table.scenarios; s++) {
      fill_line(report, part, row, s, line);
      print_line(line, width, stream);
    }
  if (!part->table.paired)
    fputs("From the stored summaries: this measure is not kept by place for every "
          "replicate, so there are no probabilities.\n",
          stream);
}

static void print_displacement(const stabil_compare_report *report, FILE *stream) {
  const stabil_layout *layout = layout_of(report);
  const scale fte = {1, "FTE", 1};
  if (!report->displacement || layout->scenarios.count < 2) return;
  fprintf(stream,
          "\nDisplacement %d: change of posts held and rotation, FTE, in the "
          "district and elsewhere (the rest of the country included)\n",
          layout->first_year + report->year);
  for (int i = 0; i < layout->scenarios.count; i++) {
    const stabil_displacement *d = &report->displacement[i];
    char here[CELL], elsewhere[CELL];
    if (i == stabil_compare_report_reference(report, i)) continue;
    number(here, d->here.difference[STABIL_STATISTIC_MEAN], fte, "+");
    number(elsewhere, d->elsewhere.difference[STABIL_STATISTIC_MEAN], fte, "+");
    fprintf(stream, "  %s: district %s, elsewhere %s; ", layout->scenarios.name[i], here,
            elsewhere);
    if (isnan(d->displaced))
      fprintf(stream, "displacement not defined\n");
    else if (d->displaced <= 0)
      fprintf(stream, "nobody loses on balance\n");
    else
      fprintf(stream, "%.1f lost elsewhere for each one gained\n", d->displaced);
  }
}

static void print_references(const stabil_compare_report *report, FILE *stream) {
  const stabil_layout *layout = layout_of(report);
  if (common_reference(report) >= 0) return;
  for (int i = 0; i < layout->scenarios.count; i++) {
    const int reference = stabil_compare_report_reference(report, i);
    if (reference != i)
      fprintf(stream, "  %s is compared with %s\n", layout->scenarios.name[i],
              layout->scenarios.name[reference]);
  }
}

void stabil_compare_print_table(const stabil_compare_report *report, FILE *stream) {
  const stabil_layout *layout = layout_of(report);
  char with[STABIL_COMPARE_WITH];
  fprintf(stream, "%s: %d %s of each scenario", layout->title_en, layout->replicates,
          layout->replicates == 1 ? "replicate" : "replicates");
  if (layout->draws > 1) fprintf(stream, " (%d parameter draws)", layout->draws);
  fprintf(stream, ", paired with %s\n", stabil_compare_report_with(report, with));
  print_references(report, stream);
  if (!stabil_results_finished(report->results))
    fputs("The run was interrupted: these are the replicates that were complete.\n",
          stream);
  for (int i = 0; i < report->count; i++) print_part(report, &report->part[i], stream);
  print_displacement(report, stream);
}

// --- JSON
// ----------------------------------------------------------------------------------

static json_t *json_number(double value) {
  return isfinite(value) ? json_real(value) : json_null();
}

static json_t *json_statistics(const double *statistic) {
  json_t *out = json_object();
  for (stabil_statistic i = 0; i < STABIL_STATISTIC_COUNT; i++)
    json_object_set_new(out, stabil_statistic_name(i), json_number(statistic[i]));
  return out;
}

static json_t *json_cell(const stabil_compare_report *report,
                         const stabil_comparison *cell, int scenario) {
  json_t *out = json_object();
  json_object_set_new(out, "scenario",
                      json_string(layout_of(report)->scenarios.name[scenario]));
  json_object_set_new(
      out, "reference",
      json_string(layout_of(report)->scenarios.name[stabil_compare_report_reference(
          report, scenario)]));
  json_object_set_new(out, "level", json_statistics(cell->level));
  json_object_set_new(out, "difference", json_statistics(cell->difference));
  json_object_set_new(out, "p_better", json_number(cell->p_better));
  json_object_set_new(out, "p_above", json_number(cell->p_above));
  json_object_set_new(out, "parameter_share", json_number(cell->parameter_share));
  return out;
}

static json_t *json_variance(const stabil_variance *variance) {
  json_t *out = json_object();
  for (stabil_variance_part i = 0; i < STABIL_VARIANCE_COUNT; i++)
    json_object_set_new(out, stabil_variance_name(i),
                        json_pack("{s:o, s:o, s:o, s:o}", "variance",
                                  json_number(variance->value[i]), "se",
                                  json_number(variance->error[i]), "share",
                                  json_number(variance->share[i]), "share_se",
                                  json_number(variance->share_error[i])));
  return out;
}

static void add_variance(json_t *cell, const stabil_comparison *from) {
  json_object_set_new(cell, "level_variance", json_variance(&from->level_variance));
  json_object_set_new(cell, "difference_variance",
                      json_variance(&from->difference_variance));
}

static json_t *json_rows(const stabil_compare_report *report,
                         const stabil_compare_part *part) {
  json_t *out = json_array();
  for (int row = 0; row < part->table.rows; row++) {
    json_t *line = json_object(), *scenarios = json_array();
    for (int s = 0; s < part->table.scenarios; s++) {
      json_t *cell = json_cell(report, cell_of(part, row, s), s);
      if (part->request.variance) add_variance(cell, cell_of(part, row, s));
      json_array_append_new(scenarios, cell);
    }
    json_object_set_new(line, "group", json_string(part->table.key[row]));
    json_object_set_new(line, "label", json_string(part->table.label[row]));
    json_object_set_new(line, "scenarios", scenarios);
    json_array_append_new(out, line);
  }
  return out;
}

static json_t *json_measures(const stabil_compare_report *report) {
  json_t *out = json_array();
  for (int i = 0; i < report->count; i++) {
    const stabil_compare_part *part = &report->part[i];
    const stabil_measure *measure = stabil_measure_get(part->request.measure);
    stabil_better better = stabil_compare_better(part->request.measure);
    json_t *one = json_object();
    json_object_set_new(one, "measure", json_string(measure->name));
    json_object_set_new(one, "unit", json_string(measure->unit));
    json_object_set_new(one, "better", json_string(stabil_compare_better_name(better)));
    json_object_set_new(one, "paired", json_boolean(part->table.paired));
    json_object_set_new(one, "rows", json_rows(report, part));
    json_array_append_new(out, one);
  }
  return out;
}

static json_t *json_displacement(const stabil_compare_report *report) {
  json_t *out = json_array();
  int scenarios = report->displacement ? layout_of(report)->scenarios.count : 0;
  for (int i = 0; i < scenarios; i++) {
    const stabil_displacement *d = &report->displacement[i];
    json_t *one = json_object();
    json_object_set_new(one, "scenario",
                        json_string(layout_of(report)->scenarios.name[i]));
    json_object_set_new(one, "here", json_statistics(d->here.difference));
    json_object_set_new(one, "elsewhere", json_statistics(d->elsewhere.difference));
    json_object_set_new(one, "displaced", json_number(d->displaced));
    json_array_append_new(out, one);
  }
  return out;
}

bool stabil_compare_print_json(const stabil_compare_report *report, FILE *stream) {
  const stabil_layout *layout = layout_of(report);
  bool by_year = report->by == STABIL_COMPARE_BY_YEAR;
  json_t *out = json_object();
  json_object_set_new(out, "file", json_string(stabil_results_path(report->results)));
  json_object_set_new(out, "title", json_string(layout->title_en));
  json_object_set_new(out, "finished",
                      json_boolean(stabil_results_finished(report->results)));
  json_object_set_new(out, "replicates", json_integer(layout->replicates));
  json_object_set_new(out, "draws", json_integer(layout->draws));
  json_object_set_new(out, "price_year", json_integer(layout->price_year));
  json_object_set_new(
      out, "baseline",
      json_string(layout->scenarios.name[report->baseline >= 0 ? report->baseline
                                                               : layout->baseline]));
  json_object_set_new(out, "by", json_string(stabil_compare_by_name(report->by)));
  json_object_set_new(out, "year",
                      by_year ? json_null()
                              : json_integer(layout->first_year + report->year));
  json_object_set_new(out, "threshold", json_number(report->threshold));
  json_object_set_new(out, "measures", json_measures(report));
  json_object_set_new(out, "displacement", json_displacement(report));
  bool good = json_dumpf(out, stream, JSON_INDENT(2)) == 0;
  fputc('\n', stream);
  json_decref(out);
  return good;
}

// --- CSV
// -----------------------------------------------------------------------------------

// RFC 4180: quotes around what needs them.
static void csv_text(const char *text, FILE *stream) {
  if (!strpbrk(text, ",\"\r\n")) {
    fputs(text, stream);
    return;
  }
  fputc('"', stream);
  for (; *text; text++) {
    if (*text == '"') fputc('"', stream);
    fputc(*text, stream);
  }
  fputc('"', stream);
}

typedef struct csv_row { // what the values of one comparison have in common
  const stabil_compare_report *report;
  const char *measure, *unit, *group, *label;
  int scenario;
} csv_row;

static void csv_value(const csv_row *row, const char *quantity, const char *statistic,
                      double value, FILE *stream) {
  const stabil_layout *layout = layout_of(row->report);
  bool by_year = row->report->by == STABIL_COMPARE_BY_YEAR;
  if (isnan(value)) return;
  fprintf(stream, "%s,%s,", row->measure, stabil_compare_by_name(row->report->by));
  csv_text(row->group, stream);
  fputc(',', stream);
  csv_text(row->label, stream);
  if (by_year)
    fprintf(stream, ",%s,", row->group);
  else
    fprintf(stream, ",%d,", layout->first_year + row->report->year);
  csv_text(layout->scenarios.name[row->scenario], stream);
  fputc(',', stream);
  csv_text(
      layout->scenarios.name[stabil_compare_report_reference(row->report, row->scenario)],
      stream);
  fprintf(stream, ",%s,%s,%s,%.17g\n", quantity, statistic, row->unit, value);
}

static void csv_variance(const csv_row *row, const char *quantity,
                         const stabil_variance *variance, FILE *stream) {
  csv_row share = *row;
  char name[40], unit[40];
  snprintf(unit, sizeof unit, "%s^2", row->unit);
  csv_row square = *row;
  square.unit = strcmp(row->unit, "1") == 0 ? "1" : unit;
  share.unit = "1";
  for (stabil_variance_part i = 0; i < STABIL_VARIANCE_COUNT; i++) {
    const char *part = stabil_variance_name(i);
    csv_value(&square, quantity, part, variance->value[i], stream);
    snprintf(name, sizeof name, "%s_se", part);
    csv_value(&square, quantity, name, variance->error[i], stream);
    snprintf(name, sizeof name, "%s_share", part);
    csv_value(&share, quantity, name, variance->share[i], stream);
    snprintf(name, sizeof name, "%s_share_se", part);
    csv_value(&share, quantity, name, variance->share_error[i], stream);
  }
}

static void csv_cell(const csv_row *row, const stabil_comparison *cell, FILE *stream) {
  csv_row share = *row;
  share.unit = "1";
  for (stabil_statistic i = 0; i < STABIL_STATISTIC_COUNT; i++)
    csv_value(row, "level", stabil_statistic_name(i), cell->level[i], stream);
  for (stabil_statistic i = 0; i < STABIL_STATISTIC_COUNT; i++)
    csv_value(row, "difference", stabil_statistic_name(i), cell->difference[i], stream);
  csv_value(&share, "difference", "p_better", cell->p_better, stream);
  csv_value(&share, "level", "p_above", cell->p_above, stream);
  csv_value(&share, "difference", "parameter_share", cell->parameter_share, stream);
}

void stabil_compare_print_csv(const stabil_compare_report *report, FILE *stream) {
  fputs("measure,by,group,label,year,scenario,baseline,quantity,statistic,unit,value\n",
        stream);
  for (int i = 0; i < report->count; i++) {
    const stabil_compare_part *part = &report->part[i];
    const stabil_measure *measure = stabil_measure_get(part->request.measure);
    for (int row = 0; row < part->table.rows; row++)
      for (int s = 0; s < part->table.scenarios; s++) {
        csv_row line = {report,
                        measure->name,
                        measure->unit,
                        part->table.key[row],
                        part->table.label[row],
                        s};
        const stabil_comparison *cell = cell_of(part, row, s);
        csv_cell(&line, cell, stream);
        if (!part->request.variance) continue;
        csv_variance(&line, "level_variance", &cell->level_variance, stream);
        csv_variance(&line, "difference_variance", &cell->difference_variance, stream);
      }
  }
}
