// SPDX-License-Identifier: GPL-3.0-or-later
// Where the variance of a result comes from, as a table for people.
#include <math.h>
#include <string.h>

#include "cli/compare_print.h"

static const stabil_layout *layout_of(const stabil_compare_report *report) {
  return stabil_results_layout(report->results);
}

// "34.1 % +- 4.0"; "-" for what these replicates do not tell
static void print_share(const stabil_variance *v, stabil_variance_part part,
                        FILE *stream) {
  if (isnan(v->share[part]))
    fprintf(stream, "  %16s", "-");
  else if (isnan(v->share_error[part]))
    fprintf(stream, "  %6.1f %%         ", 100 * v->share[part]);
  else
    fprintf(stream, "  %6.1f %% +- %4.1f", 100 * v->share[part],
            100 * v->share_error[part]);
}

static void print_line(const char *group, const char *scenario, const char *what,
                       const stabil_variance *v, FILE *stream) {
  double total = v->value[STABIL_VARIANCE_TOTAL];
  fprintf(stream, "%-22.22s  %-14.14s  %-10s", group, scenario, what);
  if (total > 0) {
    fprintf(stream, "  %10.4g", sqrt(total));
    for (int part = 0; part < STABIL_VARIANCE_TOTAL; part++)
      print_share(v, (stabil_variance_part)part, stream);
  } else {
    fprintf(stream, "  %10s", total >= 0 ? "0" : "-");
  }
  fputc('\n', stream);
}

static void print_cell(const stabil_compare_report *report,
                       const stabil_compare_part *part, int row, int scenario,
                       FILE *stream) {
  const stabil_comparison *cell =
      &part->table.cell[row * part->table.scenarios + scenario];
  const char *name = layout_of(report)->scenarios.name[scenario];
  print_line(scenario == 0 ? part->table.label[row] : "", name, "level",
             &cell->level_variance, stream);
  if (scenario != stabil_compare_report_reference(report, scenario))
    print_line("", "", "difference", &cell->difference_variance, stream);
}

static void print_part(const stabil_compare_report *report,
                       const stabil_compare_part *part, FILE *stream) {
  const stabil_measure *measure = stabil_measure_get(part->request.measure);
  fprintf(stream, "\n%s: %s, %s", measure->name, measure->text_en, measure->unit);
  if (report->by != STABIL_COMPARE_BY_YEAR)
    fprintf(stream, ", %d", layout_of(report)->first_year + report->year);
  fprintf(stream, "\n%-22s  %-14s  %-10s  %10s  %16s  %16s  %16s\n",
          stabil_compare_by_name(report->by), "scenario", "of", "sd", "parameters",
          "shared shocks", "other chance");
  if (!part->table.paired) {
    fputs("This measure is not kept by place for every replicate.\n", stream);
    return;
  }
  for (int row = 0; row < part->table.rows; row++)
    for (int s = 0; s < part->table.scenarios; s++)
      print_cell(report, part, row, s, stream);
}

void stabil_compare_print_variance(const stabil_compare_report *report, FILE *stream) {
  const stabil_layout *layout = layout_of(report);
  char with[STABIL_COMPARE_WITH];
  fprintf(stream,
          "%s: variance of %d replicates (%d parameter draws); shares of it, +- "
          "standard error; differences to %s\n",
          layout->title_en, layout->replicates, layout->draws,
          stabil_compare_report_with(report, with));
  if (!stabil_results_has(report->results, "shock_path"))
    fputs("Shocks, if the study has any, are part of other chance: run with "
          "--shock-paths to tell them apart.\n",
          stream);
  for (int i = 0; i < report->count; i++) print_part(report, &report->part[i], stream);
}
