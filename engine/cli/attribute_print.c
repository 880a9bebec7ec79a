// SPDX-License-Identifier: GPL-3.0-or-later
// The table of `stabil attribute`, for people; at most 100 columns.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/attribute_report.h"
#include "cli/progress.h"
#include "output/compare.h"

enum { CELL = 48, WIDEST = 30, NARROWEST = 12 };

typedef struct scale { // how the numbers of an outcome are shown
  double factor;
  const char *unit;
  int decimals;
} scale;

typedef const stabil_attribution_report report;

// Enough decimals that the bundle's effect has about three digits.
static scale scale_of(report *r, int outcome) {
  const char *unit = stabil_outcome_unit(r->game.outcome[outcome]);
  scale out = {1, unit, 2};
  if (strcmp(unit, "1") == 0) out = (scale){100, "%", 2};
  if (strcmp(unit, "NOK") == 0) out = (scale){1e-6, "MNOK", 2};
  const double size = fabs(r->bundle[outcome].mean * out.factor);
  if (size >= 100) out.decimals = 1;
  if (size >= 10000) out.decimals = 0;
  return out;
}

static void number(char out[CELL], double value, scale s, const char *sign) {
  double shown = value * s.factor;
  if (isnan(value)) {
    snprintf(out, CELL, "-");
    return;
  }
  if (fabs(shown) * pow(10, s.decimals) < 0.5) shown = 0; // never "-0.0"
  snprintf(out, CELL, *sign && shown > 0 ? "%+.*f" : "%.*f", s.decimals, shown);
}

static void error(char out[CELL], double value, scale s) {
  if (isnan(value))
    snprintf(out, CELL, "-");
  else
    snprintf(out, CELL, value * s.factor < 10 ? "%.2g" : "%.0f", value * s.factor);
}

static void interval(char out[CELL], double low, double high, scale s) {
  char a[CELL], b[CELL];
  number(a, low, s, "");
  number(b, high, s, "");
  if (isnan(low) || isnan(high))
    snprintf(out, CELL, "-");
  else
    snprintf(out, CELL, "[%.20s, %.20s]", a, b);
}

// --- rows
// -------------------------------------------------------------------------------------

static int name_width(report *r) {
  size_t width = NARROWEST;
  for (int i = 0; i < r->players.count; i++)
    if (strlen(r->players.name[i]) > width) width = strlen(r->players.name[i]);
  return width > WIDEST ? (int)WIDEST : (int)width;
}

static void print_name(report *r, const char *name, FILE *stream) {
  const int width = name_width(r);
  if ((int)strlen(name) <= width)
    fprintf(stream, "%-*s", width, name);
  else
    fprintf(stream, "%.*s..", width - 2, name);
}

static void print_value(const stabil_estimate *e, scale s, FILE *stream) {
  char mean[CELL], mcse[CELL];
  number(mean, e->mean, s, "+");
  error(mcse, e->mcse, s);
  fprintf(stream, "  %9s  %6s", mean, mcse);
}

static void print_interval(double low, double high, scale s, FILE *stream) {
  char text[CELL];
  interval(text, low, high, s);
  fprintf(stream, "  %21s", text);
}

typedef struct ranked {
  double size;
  int player;
} ranked;

static int by_size(const void *a, const void *b) {
  const ranked *x = a, *y = b;
  if (x->size < y->size || x->size > y->size) return x->size > y->size ? -1 : 1;
  return x->player - y->player;
}

// Players by the size of an outcome.
static void rank(report *r, const stabil_estimate *of, int outcome,
                 ranked list[STABIL_MOST_PLAYERS]) {
  for (int i = 0; i < r->players.count; i++) {
    const double mean = stabil_attribution_of(r, of, outcome, i)->mean;
    list[i] = (ranked){isnan(mean) ? -1 : fabs(mean), i};
  }
  qsort(list, (size_t)r->players.count, sizeof *list, by_size);
}

// --- Shapley values
// -------------------------------------------------------------------------------------

static void print_shapley_row(report *r, int outcome, int player, scale s, FILE *stream) {
  const stabil_estimate *value = stabil_attribution_of(r, r->shapley, outcome, player);
  print_name(r, r->players.name[player], stream);
  print_value(value, s, stream);
  print_interval(value->low, value->high, s, stream);
  print_value(stabil_attribution_of(r, r->alone, outcome, player), s, stream);
  fputc('\n', stream);
}

static void print_bundle(report *r, const char *name, const stabil_estimate *e, scale s,
                         FILE *stream) {
  print_name(r, name, stream);
  print_value(e, s, stream);
  print_interval(e->low, e->high, s, stream);
  fputc('\n', stream);
}

static void print_checks(report *r, int outcome, scale s, FILE *stream) {
  const stabil_estimate *same = &r->same[outcome], *check = &r->check[outcome];
  const int first = stabil_attribution_most(&r->found) + 1;
  char sum[CELL];
  number(sum, r->sum[outcome], s, "+");
  print_name(r, "their sum", stream);
  fprintf(stream, "  %9s\n", sum);
  print_bundle(r, "the bundle", same, s, stream);
  if (r->found.checks == 0) return;
  print_bundle(r, "in others", check, s, stream);
  const double error_of_both = hypot(same->mcse, check->mcse);
  fprintf(stream,
          "The bundle is that of the same replicates, 1 to %d; the others are %d to %d: "
          "%.1f standard\nerrors away.\n",
          r->found.units, first, first + r->found.checks - 1,
          error_of_both > 0 ? fabs(same->mean - check->mean) / error_of_both : 0);
}

static void print_shapley(report *r, int outcome, FILE *stream) {
  const scale s = scale_of(r, outcome);
  ranked list[STABIL_MOST_PLAYERS];
  rank(r, r->shapley, outcome, list);
  print_name(r, "Shapley", stream);
  fprintf(stream, "  %9s  %6s  %21s  %9s  %6s\n", "value", "s.e.", "[95 % of it]",
          "alone", "s.e.");
  for (int i = 0; i < r->players.count; i++)
    print_shapley_row(r, outcome, list[i].player, s, stream);
  print_checks(r, outcome, s, stream);
}

// --- leave one out
// -------------------------------------------------------------------------------------

static void print_without_row(report *r, int outcome, int player, scale s, FILE *stream) {
  const stabil_estimate *e = stabil_attribution_of(r, r->without, outcome, player);
  print_name(r, r->players.name[player], stream);
  print_value(e, s, stream);
  print_interval(e->q2_5, e->q97_5, s, stream);
  if (!r->shapley)
    print_value(stabil_attribution_of(r, r->alone, outcome, player), s, stream);
  fputc('\n', stream);
}

static void print_without(report *r, int outcome, FILE *stream) {
  const scale s = scale_of(r, outcome);
  ranked list[STABIL_MOST_PLAYERS];
  rank(r, r->without, outcome, list);
  print_name(r, "leave one out", stream);
  fprintf(stream, "  %9s  %6s  %21s", "mean", "MCSE", "[95 % of replicates]");
  if (!r->shapley) fprintf(stream, "  %9s  %6s", "alone", "MCSE");
  fputc('\n', stream);
  for (int i = 0; i < r->players.count; i++)
    print_without_row(r, outcome, list[i].player, s, stream);
  if (!r->shapley) print_bundle(r, "the bundle", &r->bundle[outcome], s, stream);
}

// --- NOK per FTE
// -------------------------------------------------------------------------------------

static void print_ratio_row(report *r, int player, const stabil_estimate *of,
                            FILE *stream) {
  const stabil_ratio *ratio = &r->ratio[player];
  const scale fte = scale_of(r, r->vacancies), nok = scale_of(r, r->costs);
  char avoided[CELL], cost[CELL];
  number(avoided, -stabil_attribution_of(r, of, r->vacancies, player)->mean, fte, "+");
  number(cost, stabil_attribution_of(r, of, r->costs, player)->mean, nok, "+");
  print_name(r, r->players.name[player], stream);
  fprintf(stream, "  %9s  %9s", avoided, cost);
  if (isnan(ratio->value)) {
    fprintf(stream, "  %12s  %s\n", "-", ratio->why);
    return;
  }
  const scale thousands = {1e-3, "", 0};
  char value[CELL];
  number(value, ratio->value, thousands, "");
  fprintf(stream, "  %12s", value);
  print_interval(ratio->low, ratio->high, thousands, stream);
  fputc('\n', stream);
}

static void print_ratios(report *r, FILE *stream) {
  const stabil_estimate *of = r->shapley ? r->shapley : r->without;
  ranked list[STABIL_MOST_PLAYERS];
  if (!r->ratio) return;
  rank(r, of, r->vacancies, list);
  fprintf(stream,
          "\nNet cost for each full-time equivalent of vacancies avoided, by %s\n",
          r->shapley ? "Shapley values" : "what is lost without it");
  print_name(r, "", stream);
  fprintf(stream, "  %9s  %9s  %12s  %21s\n", "FTE", "MNOK", "kNOK per FTE", "[95 %]");
  for (int i = 0; i < r->players.count; i++)
    print_ratio_row(r, list[i].player, of, stream);
}

// --- the whole
// -------------------------------------------------------------------------------------

static void print_years(report *r, FILE *stream) {
  const int first = r->study->first_year;
  if (r->game.first_year == r->game.last_year)
    fprintf(stream, "%d", first + r->game.last_year);
  else
    fprintf(stream, "mean of %d-%d", first + r->game.first_year,
            first + r->game.last_year);
}

static void print_how(report *r, FILE *stream) {
  const stabil_attribution *a = &r->found;
  if (r->game.expected)
    fputs("What is expected, at central values of the parameters", stream);
  else
    fprintf(stream, "%d replicates of %d %s", stabil_attribution_most(a), r->game.draws,
            r->game.draws == 1 ? "draw" : "draws");
  if (r->shapley && r->plan.permutations == 0)
    fputs("; all subsets\n", stream);
  else if (r->shapley)
    fprintf(stream, "; %d permutations, a replicate for each pair of opposite ones\n",
            r->plan.permutations);
  else
    fputc('\n', stream);
}

static void print_outcome(report *r, int outcome, FILE *stream) {
  const stabil_measure_id id = r->game.outcome[outcome];
  const stabil_better better =
      id == STABIL_NET_COST ? STABIL_LOWER : stabil_compare_better(id);
  const scale s = scale_of(r, outcome);
  char nobody[CELL], all[CELL];
  number(nobody, r->nobody[outcome].mean, s, "");
  number(all, r->nobody[outcome].mean + r->bundle[outcome].mean, s, "");
  fprintf(stream, "\n%s: %s, %s", stabil_outcome_name(id), stabil_outcome_text(id),
          s.unit);
  if (better != STABIL_NEITHER)
    fprintf(stream, "; %s is better", stabil_compare_better_name(better));
  fprintf(stream, "\n%s with none of them, %s with all\n", nobody, all);
  if (r->shapley) print_shapley(r, outcome, stream);
  if (r->shapley && r->without) fputc('\n', stream);
  if (r->without) print_without(r, outcome, stream);
}

void stabil_attribution_print_table(report *r, FILE *stream) {
  fprintf(stream, "%s: who does what in '%s', %s%s, ", r->title, r->scenario,
          strlen(r->area) == 1 ? "class " : "", r->area);
  print_years(r, stream);
  fputc('\n', stream);
  print_how(r, stream);
  fprintf(stream, "Evidence %s, interaction %s\n", r->evidence, r->interaction);
  for (int k = 0; k < r->found.outcomes; k++) print_outcome(r, k, stream);
  print_ratios(r, stream);
}
