// SPDX-License-Identifier: GPL-3.0-or-later
// A bundle under each assumption, for people and programs.
#include "cli/contrast_print.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "cli/options.h"
#include "cli/progress.h"
#include "cli/json.h"

// --- estimates
// -------------------------------------------------------------------------------------

static const stabil_contrast_cell *cell_of(const stabil_contrast_report *r, int row,
                                           int outcome) {
  return &r->cell[row * r->found.outcomes + outcome];
}

// Half of the 95 % interval of a mean, by Student: of replicates, or of the means of
// draws where there are two or more.
static double half_width(const stabil_contrast *c, double mcse) {
  const int n = c->draws > 1 && c->draws < c->replicates ? c->draws : c->replicates;
  return n > 1 ? mcse * gsl_cdf_tdist_Pinv(0.975, n - 1) : (double)NAN;
}

static bool estimate(const stabil_contrast_report *r, const double *none, int i, int o) {
  const stabil_contrast *c = &r->found;
  const stabil_contrast_row *row = &c->row[i];
  stabil_contrast_cell *out = &r->cell[i * c->outcomes + o];
  const stabil_pairing pairing = {.draws = {c->draws, 1},
                                  .better = stabil_compare_better(r->plan->outcome[o]),
                                  .threshold = (double)NAN};
  const bool made = row->variant < 0; // of other rows
  const double *difference = stabil_contrast_differences(c, row, o);
  const double *level = made ? difference : stabil_contrast_values(c, row->variant, o);
  const double *against = made ? none : stabil_contrast_values(c, row->against, o);
  double base[STABIL_STATISTIC_COUNT];
  if (!stabil_compare_pair(against, level, (size_t)c->replicates, &pairing, &out->of) ||
      !stabil_statistic_compute(against, (size_t)c->replicates, pairing.draws, base))
    return false;
  const double mean = out->of.difference[STABIL_STATISTIC_MEAN];
  const double half = half_width(c, out->of.difference[STABIL_STATISTIC_MCSE]);
  out->low = mean - half;
  out->high = mean + half;
  out->baseline = made ? (double)NAN : base[STABIL_STATISTIC_MEAN];
  if (made) out->of.level[STABIL_STATISTIC_MEAN] = (double)NAN;
  return true;
}

bool stabil_contrast_estimate(stabil_contrast_report *r) {
  const stabil_contrast *c = &r->found;
  double *none = calloc((size_t)c->replicates + 1, sizeof *none);
  r->cell = calloc((size_t)c->rows * (size_t)c->outcomes + 1, sizeof *r->cell);
  bool good = none && r->cell;
  for (int i = 0; good && i < c->rows; i++)
    for (int o = 0; good && o < c->outcomes; o++) good = estimate(r, none, i, o);
  free(none);
  return good;
}

// --- numbers as text
// -------------------------------------------------------------------------------------

typedef struct shown { // how a measure is shown
  double by;
  const char *unit;
  int digits;
} shown;

// Three figures of the largest difference of a bundle.
static shown show(const stabil_contrast_report *r, int outcome) {
  const stabil_measure *measure = stabil_measure_get(r->plan->outcome[outcome]);
  shown out = {1, measure->unit, 2};
  double largest = 0;
  if (strcmp(measure->unit, "NOK") == 0) out = (shown){1e-6, "MNOK", 2};
  if (strcmp(measure->unit, "1") == 0) out = (shown){100, "%", 2};
  for (int i = 0; i < r->found.rows; i++)
    if (r->found.row[i].kind == STABIL_CONTRAST_BUNDLE)
      largest = fmax(
          largest,
          fabs(out.by * cell_of(r, i, outcome)->of.difference[STABIL_STATISTIC_MEAN]));
  if (largest > 0 && isfinite(largest)) {
    const int digits = 2 - (int)floor(log10(largest));
    out.digits = digits < 0 ? 0 : digits > 4 ? 4 : digits;
  }
  return out;
}

enum { TEXT = 48 };

static void number(char out[TEXT], const shown *as, double value, bool sign) {
  if (isfinite(value))
    snprintf(out, TEXT, sign && value != 0 ? "%+.*f" : "%.*f", as->digits,
             value * as->by);
  else
    snprintf(out, TEXT, "-");
}

static void interval(char out[TEXT], const shown *as, double low, double high) {
  char ends[2][TEXT];
  number(ends[0], as, low, true);
  number(ends[1], as, high, true);
  if (isfinite(low) && isfinite(high))
    snprintf(out, TEXT, "[%.20s, %.20s]", ends[0], ends[1]);
  else
    snprintf(out, TEXT, "-");
}

static void probability(char out[TEXT], double value) {
  if (isfinite(value))
    snprintf(out, TEXT, "%.2f", value);
  else
    snprintf(out, TEXT, "-");
}

// --- the bundle by mode
// -------------------------------------------------------------------------------------

static void print_columns(const char *name, const char *const text[7], FILE *stream) {
  static const int width[7] = {9, 9, 12, 18, 7, 19, 10};
  fprintf(stream, "%-15s", name);
  for (int i = 0; i < 7; i++) fprintf(stream, "%*s", width[i], text[i]);
  fputc('\n', stream);
}

static void print_row(const stabil_contrast_report *r, int i, int o, const shown *as,
                      FILE *stream) {
  const stabil_contrast_cell *cell = cell_of(r, i, o);
  const double *difference = cell->of.difference;
  char text[7][TEXT];
  number(text[0], as, cell->baseline, false);
  number(text[1], as, cell->of.level[STABIL_STATISTIC_MEAN], false);
  number(text[2], as, difference[STABIL_STATISTIC_MEAN], true);
  interval(text[3], as, cell->low, cell->high);
  number(text[4], as, difference[STABIL_STATISTIC_MCSE], false);
  interval(text[5], as, difference[STABIL_STATISTIC_Q2_5],
           difference[STABIL_STATISTIC_Q97_5]);
  probability(text[6], cell->of.p_better);
  print_columns(r->found.row[i].name,
                (const char *const[]){text[0], text[1], text[2], text[3], text[4],
                                      text[5], text[6]},
                stream);
}

static void print_bundles(const stabil_contrast_report *r, stabil_over over, int o,
                          const shown *as, FILE *stream) {
  bool any = false;
  for (int i = 0; i < r->found.rows; i++) {
    const stabil_contrast_row *row = &r->found.row[i];
    if (row->over != over || row->kind != STABIL_CONTRAST_BUNDLE) continue;
    if (!any) {
      fprintf(stream, "\n");
      print_columns(stabil_over_name(over),
                    (const char *const[]){"baseline", "bundle", "difference",
                                          "95 % of mean", "MCSE", "95 % of runs",
                                          "P(better)"},
                    stream);
    }
    any = true;
    print_row(r, i, o, as, stream);
  }
}

// --- the bundle and its parts, a column for each rule
// -------------------------------------------------------------------------------------

enum { PART_COLUMN = 18 };

static const stabil_contrast_row *like(const stabil_contrast_row *row,
                                       const stabil_contrast_row *other) {
  return row->over == other->over && row->kind == other->kind &&
                 (row->part == other->part)
             ? other
             : NULL;
}

// "-3.60 ± 0.72"; the sign takes two bytes and one column.
static void print_mean(const stabil_contrast_cell *cell, const shown *as, FILE *stream) {
  char mean[TEXT], half[TEXT], both[2 * TEXT + 8];
  const double value = cell->of.difference[STABIL_STATISTIC_MEAN];
  number(mean, as, value, true);
  number(half, as, cell->high - value, false);
  snprintf(both, sizeof both, "%s \u00b1 %s", mean, half);
  fprintf(stream, "%*s", PART_COLUMN + 1, both);
}

static void print_spread(const stabil_contrast_cell *cell, const shown *as,
                         FILE *stream) {
  char text[TEXT];
  interval(text, as, cell->of.difference[STABIL_STATISTIC_Q2_5],
           cell->of.difference[STABIL_STATISTIC_Q97_5]);
  fprintf(stream, "%*s", PART_COLUMN, text);
}

// The rows that are like row i, one for each rule.
static void print_across(const stabil_contrast_report *r, int i, int o, const shown *as,
                         bool spread, FILE *stream) {
  for (int k = 0; k < r->found.rows; k++) {
    if (!like(&r->found.row[i], &r->found.row[k])) continue;
    if (spread)
      print_spread(cell_of(r, k, o), as, stream);
    else
      print_mean(cell_of(r, k, o), as, stream);
  }
  fputc('\n', stream);
}

static const char *label_of(const stabil_contrast_row *row) {
  switch (row->kind) {
  case STABIL_CONTRAST_WITHOUT:
    return "without its measures";
  case STABIL_CONTRAST_SUM:
    return "sum of the parts";
  case STABIL_CONTRAST_REST:
    return "bundle less sum";
  case STABIL_CONTRAST_BUNDLE:
    return "the bundle";
  case STABIL_CONTRAST_PART:
    break;
  }
  return row->part;
}

static int first_of(const stabil_contrast *c, stabil_contrast_kind kind, int from) {
  for (int i = from; i < c->rows; i++)
    if (c->row[i].over == STABIL_OVER_INTERACTION && c->row[i].kind == kind) return i;
  return -1;
}

static void print_line(const stabil_contrast_report *r, int i, int o, const shown *as,
                       FILE *stream) {
  const stabil_contrast_row *row = &r->found.row[i];
  fprintf(stream, "  %-26.26s", label_of(row));
  print_across(r, i, o, as, false, stream);
  if (row->kind == STABIL_CONTRAST_PART || row->kind == STABIL_CONTRAST_WITHOUT) return;
  fprintf(stream, "  %-26s", "");
  print_across(r, i, o, as, true, stream);
}

static void print_heading(const stabil_contrast_report *r, int bundle, FILE *stream) {
  const stabil_contrast *c = &r->found;
  fputs("\nThe bundle against the sum of its parts: mean difference \u00b1 95 % of the "
        "mean, [95 % of runs]\n",
        stream);
  fprintf(stream, "  %-26s", "each measure alone");
  for (int i = bundle; i < c->rows; i++)
    if (like(&c->row[bundle], &c->row[i]))
      fprintf(stream, "%*s", PART_COLUMN, c->row[i].name);
  fputc('\n', stream);
}

static void print_parts(const stabil_contrast_report *r, int o, const shown *as,
                        FILE *stream) {
  const stabil_contrast *c = &r->found;
  const int bundle = first_of(c, STABIL_CONTRAST_BUNDLE, 0);
  if (bundle < 0) return;
  const int sum = first_of(c, STABIL_CONTRAST_SUM, bundle);
  print_heading(r, bundle, stream);
  for (int i = bundle + 1; i <= sum; i++) print_line(r, i, o, as, stream);
  print_line(r, bundle, o, as, stream);
  print_line(r, sum + 1, o, as, stream);
}

// --- the table
// -------------------------------------------------------------------------------------

static void print_title(const stabil_contrast_report *r, int o, const shown *as,
                        FILE *stream) {
  const stabil_measure *measure = stabil_measure_get(r->plan->outcome[o]);
  const stabil_better better = stabil_compare_better(r->plan->outcome[o]);
  char text[400];
  snprintf(text, sizeof text, "%s: %s, %s, %s, %d%s%s%s", measure->name, measure->text_en,
           as->unit, r->area, r->study->first_year + r->plan->year,
           better == STABIL_NEITHER ? "" : "; ",
           better == STABIL_NEITHER ? "" : stabil_compare_better_name(better),
           better == STABIL_NEITHER ? "" : " is better");
  fputc('\n', stream);
  stabil_cli_wrap(text, 0, 2, stream);
}

static bool has_effects_in_baseline(const stabil_study *study) {
  for (int i = 0; i < study->behaviour_count; i++)
    if (study->behaviour[i].evidence.kind == 1) return true;
  return false;
}

static void print_left_out(const stabil_contrast_report *r, FILE *stream) {
  if (r->plan->over[STABIL_OVER_EVIDENCE] && has_effects_in_baseline(r->study))
    fputs("\nThe baseline is another one under each reading of the evidence: effects of "
          "`behaviour:` act in\nwhat it does already. Read levels beside differences.\n",
          stream);
  if (r->plan->over[STABIL_OVER_EVIDENCE] && !r->study->evidence.given)
    fputs("\nThe study has no discounts (evidence.discount): discounted is as published, "
          "but for\neffects with a causal_share of their own.\n",
          stream);
  for (int i = 0; r->found.left_out[i]; i++)
    fprintf(stream,
            "\nNot shown: %s, for which the study has no numbers (interaction.%s)",
            r->found.left_out[i], r->found.left_out[i]);
  if (r->found.left_out[0]) fputc('\n', stream);
}

void stabil_contrast_print_table(const stabil_contrast_report *r, FILE *stream) {
  const stabil_contrast *c = &r->found;
  char count[STABIL_NUMBER_SIZE], draws[64] = "", text[400];
  stabil_format_count(count, c->replicates);
  if (c->draws > 1) snprintf(draws, sizeof draws, " (%d parameter draws)", c->draws);
  snprintf(text, sizeof text, "'%s' against '%s', paired: %s replicates of each%s",
           c->scenario, c->baseline, count, draws);
  fprintf(stream, "%s\n", r->study->title.en);
  stabil_cli_wrap(text, 0, 2, stream);
  for (int o = 0; o < c->outcomes; o++) {
    const shown as = show(r, o);
    print_title(r, o, &as, stream);
    for (stabil_over over = 0; over < STABIL_OVER_COUNT; over++) {
      print_bundles(r, over, o, &as, stream);
      if (over == STABIL_OVER_INTERACTION) print_parts(r, o, &as, stream);
    }
  }
  print_left_out(r, stream);
}

// --- JSON
// -------------------------------------------------------------------------------------

static json_t *real(double value) {
  return isfinite(value) ? json_real(value) : json_null();
}

static json_t *pair(double low, double high) {
  return json_pack("[o, o]", real(low), real(high));
}

static json_t *text_or_null(const char *text) {
  return text ? json_string(text) : json_null();
}

static json_t *json_row(const stabil_contrast_report *r, int i, int o) {
  static const char *const kinds[] = {"bundle", "without", "part", "sum",
                                      "bundle_less_sum"};
  const stabil_contrast_row *row = &r->found.row[i];
  const stabil_contrast_cell *cell = cell_of(r, i, o);
  const double *difference = cell->of.difference;
  const stabil_measure *measure = stabil_measure_get(r->plan->outcome[o]);
  return json_pack(
      "{s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "outcome",
      measure->name, "over", stabil_over_name(row->over), "mode", row->name, "kind",
      kinds[row->kind], "measure", text_or_null(row->part), "baseline",
      real(cell->baseline), "level", real(cell->of.level[STABIL_STATISTIC_MEAN]),
      "difference", real(difference[STABIL_STATISTIC_MEAN]), "mcse",
      real(difference[STABIL_STATISTIC_MCSE]), "interval", pair(cell->low, cell->high),
      "replicates",
      pair(difference[STABIL_STATISTIC_Q2_5], difference[STABIL_STATISTIC_Q97_5]),
      "p_better", real(cell->of.p_better));
}

static json_t *json_outcomes(const stabil_contrast_report *r) {
  json_t *list = json_array();
  for (int o = 0; o < r->found.outcomes; o++) {
    const stabil_measure *m = stabil_measure_get(r->plan->outcome[o]);
    const stabil_better better = stabil_compare_better(r->plan->outcome[o]);
    (void)json_array_append_new(
        list, json_pack("{s:s, s:s, s:s, s:s}", "name", m->name, "unit", m->unit, "text",
                        m->text_en, "better", stabil_compare_better_name(better)));
  }
  return list;
}

bool stabil_contrast_print_json(const stabil_contrast_report *r, FILE *stream) {
  const stabil_contrast *c = &r->found;
  json_t *rows = json_array(), *left_out = json_array();
  for (int o = 0; o < c->outcomes; o++)
    for (int i = 0; i < c->rows; i++)
      (void)json_array_append_new(rows, json_row(r, i, o));
  for (int i = 0; c->left_out[i]; i++)
    (void)json_array_append_new(left_out, json_string(c->left_out[i]));
  json_t *out = json_pack(
      "{s:s, s:s, s:s, s:s, s:i, s:i, s:i, s:o, s:o, s:o}", "title", r->study->title.en,
      "scenario", c->scenario, "baseline", c->baseline, "area", r->area, "year",
      r->study->first_year + r->plan->year, "replicates", c->replicates, "draws",
      c->draws, "outcomes", json_outcomes(r), "rows", rows, "left_out", left_out);
  return stabil_cli_print_json(out, JSON_INDENT(2) | JSON_REAL_PRECISION(17), stream);
}
