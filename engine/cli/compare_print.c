// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/compare_print.h"

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

enum { CELL = STABIL_COMPARE_CELL };
enum {
  GROUP,
  SCENARIO,
  LEVEL,
  BAD,
  DIFFERENCE,
  MEDIAN,
  INTERVAL,
  P_BETTER,
  P_ABOVE,
  MCSE,
  COLUMNS
};

typedef stabil_compare_scale scale;

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
void stabil_compare_number(char out[CELL], double value, scale s, const char *sign) {
  double shown = value * s.factor, unit = pow(10, s.decimals);
  if (isnan(value)) {
    snprintf(out, CELL, "-");
    return;
  }
  if (fabs(shown) * unit < 0.5) shown = 0;
  snprintf(out, CELL, *sign && shown > 0 ? "%+.*f" : "%.*f", s.decimals, shown);
}

void stabil_compare_interval(char out[CELL], double low, double high, scale s,
                             const char *sign) {
  char from[CELL], to[CELL];
  stabil_compare_number(from, low, s, sign);
  stabil_compare_number(to, high, s, sign);
  snprintf(out, CELL, "[%.40s, %.40s]", from, to);
}

static void interval(char out[CELL], const double *statistic, scale s, const char *sign) {
  stabil_compare_interval(out, statistic[STABIL_STATISTIC_Q2_5],
                          statistic[STABIL_STATISTIC_Q97_5], s, sign);
}

static void level(char out[CELL], const double *statistic, scale s) {
  char mean[CELL], range[CELL];
  stabil_compare_number(mean, statistic[STABIL_STATISTIC_MEAN], s, "");
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
  stabil_compare_number(line[BAD], cell->bad, s, "");
  probability(line[P_ABOVE], cell->p_above);
  if (scenario == stabil_compare_report_reference(report, scenario)) return;
  stabil_compare_number(line[DIFFERENCE], difference[STABIL_STATISTIC_MEAN], s, "+");
  stabil_compare_number(line[MEDIAN], difference[STABIL_STATISTIC_Q50], s, "+");
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
  static const char *const headings[COLUMNS] = {"",
                                                "scenario",
                                                "mean [95 % interval]",
                                                "bad 1 in 10",
                                                "difference",
                                                "median",
                                                "[95 %]",
                                                "P(better)",
                                                "P(above)",
                                                "MCSE"};
  for (int i = 0; i < COLUMNS; i++) snprintf(line[i], CELL, "%s", headings[i]);
  snprintf(line[GROUP], CELL, "%s", stabil_compare_by_name(report->by));
}

static void widen(int *width, char line[COLUMNS][CELL]) {
  for (int i = 0; i < COLUMNS; i++)
    if (width_of(line[i]) > width[i]) width[i] = width_of(line[i]);
}

void stabil_compare_print_title(const stabil_compare_report *report,
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
  if (stabil_compare_better(part->request.measure) == STABIL_NEITHER) width[BAD] = 0;
  stabil_compare_print_title(report, part, stream);
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
    stabil_compare_number(here, d->here.difference[STABIL_STATISTIC_MEAN], fte, "+");
    stabil_compare_number(elsewhere, d->elsewhere.difference[STABIL_STATISTIC_MEAN], fte,
                          "+");
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
