// SPDX-License-Identifier: GPL-3.0-or-later
// Scenarios made from others by changing one thing: how much of the answer rests on it.
#include <math.h>
#include <string.h>

#include "output/report/part.h"

// What the variant is of: the scenario whose name stands before '@'; -1 if it is gone.
static int origin_of(const stabil_report *r, int variant) {
  const char *name = r->layout->scenarios.name[variant];
  size_t length = strcspn(name, "@");
  for (int i = 0; i < r->layout->scenarios.count; i++) {
    const char *other = r->layout->scenarios.name[i];
    if (strlen(other) == length && strncmp(other, name, length) == 0) return i;
  }
  return -1;
}

stabil_status stabil_report_variants(stabil_report *r, stabil_error *err) {
  static const char *const heads[] = {"col_scenario",   "col_if",  "col_level",
                                      "col_difference", "col_low", "col_high",
                                      "col_published"};
  (void)err;
  if (r->variant_count == 0) return STABIL_OK;
  json_t *section =
      stabil_report_section(r, "variants", stabil_report_say(r, "variants", NULL));
  json_t *table = stabil_report_table(
      stabil_report_say(r, "variants_caption", "year", stabil_report_year(r, r->year),
                        "baseline", stabil_report_scenario(r, r->baseline), NULL));
  stabil_report_text(section, "p", stabil_report_say(r, "variants_text", NULL));
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
    stabil_report_column(table, stabil_report_say(r, heads[i], NULL), i > 1);
  for (int i = 0; i < r->variant_count; i++) {
    int variant = r->variant[i], origin = origin_of(r, variant);
    const stabil_comparison *row_of = &r->vacant.cell[r->area * r->vacant.scenarios];
    const double *d = row_of[variant].difference;
    json_t *row = stabil_report_row(table);
    stabil_report_cell(row, stabil_report_scenario(r, origin >= 0 ? origin : variant));
    stabil_report_cell(row, strchr(r->layout->scenarios.name[variant], '@') + 1);
    stabil_report_cell(
        row, stabil_report_number(r, row_of[variant].level[STABIL_STATISTIC_MEAN], 1));
    stabil_report_cell(row, stabil_report_change(r, d[STABIL_STATISTIC_MEAN], 1));
    stabil_report_cell(row, stabil_report_change(r, d[STABIL_STATISTIC_Q2_5], 1));
    stabil_report_cell(row, stabil_report_change(r, d[STABIL_STATISTIC_Q97_5], 1));
    stabil_report_cell(
        row, stabil_report_change(r,
                                  origin >= 0
                                      ? row_of[origin].difference[STABIL_STATISTIC_MEAN]
                                      : (double)NAN,
                                  1));
  }
  stabil_report_put_table(section, "variants", table);
  return STABIL_OK;
}
