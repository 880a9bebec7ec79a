// SPDX-License-Identifier: GPL-3.0-or-later
// Scenarios made from others by changing one thing: how much of the answer rests on it.
#include <math.h>

#include "output/report/part.h"

// Vacant posts of a variant against what it is to be compared with.
static stabil_status compare(stabil_report *r, int variant, stabil_comparison *out,
                             stabil_error *err) {
  const stabil_request request = {.measure = STABIL_MEASURE_VACANT_FTE,
                                  .by = STABIL_COMPARE_BY_AREA,
                                  .baseline = stabil_layout_reference(r->layout, variant),
                                  .year = r->year,
                                  .threshold = (double)NAN};
  stabil_comparisons all;
  stabil_status status = stabil_compare(r->results, &request, &all, err);
  if (status != STABIL_OK) return status;
  *out = all.cell[r->area * all.scenarios + variant];
  stabil_comparisons_free(&all);
  return STABIL_OK;
}

static stabil_status add_variant(stabil_report *r, int variant, json_t *table,
                                 stabil_error *err) {
  static const stabil_statistic shown[] = {STABIL_STATISTIC_MEAN, STABIL_STATISTIC_Q2_5,
                                           STABIL_STATISTIC_Q97_5};
  int origin = stabil_report_origin(r, variant);
  stabil_comparison cell;
  if (origin == r->baseline) return STABIL_OK; // what others are compared with
  stabil_status status = compare(r, variant, &cell, err);
  if (status != STABIL_OK) return status;
  json_t *row = stabil_report_row(table);
  double main = (double)NAN;
  if (origin >= 0)
    main = r->vacant.cell[r->area * r->vacant.scenarios + origin]
               .difference[STABIL_STATISTIC_MEAN];
  stabil_report_cell(row, stabil_report_scenario(r, origin >= 0 ? origin : variant));
  stabil_report_cell(row, stabil_report_twist(r, variant));
  for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
    stabil_report_cell(row, stabil_report_change(r, cell.difference[shown[i]], 1));
  stabil_report_cell(row, stabil_report_change(r, main, 1));
  return STABIL_OK;
}

stabil_status stabil_report_variants(stabil_report *r, stabil_error *err) {
  static const char *const heads[] = {"col_scenario", "col_if",   "col_difference",
                                      "col_low",      "col_high", "col_published"};
  if (r->variant_count == 0) return STABIL_OK;
  json_t *section =
      stabil_report_section(r, "variants", stabil_report_say(r, "variants", NULL));
  json_t *table = stabil_report_table(stabil_report_say(
      r, "variants_caption", "where",
      stabil_report_say(r, r->area == 0 ? "in_district" : "in_region", NULL), "year",
      stabil_report_year(r, r->year), NULL));
  stabil_status status = STABIL_OK;
  stabil_report_text(section, "p", stabil_report_say(r, "variants_text", NULL));
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
    stabil_report_column(table, stabil_report_say(r, heads[i], NULL), i > 1);
  for (int i = 0; i < r->variant_count && status == STABIL_OK; i++)
    status = add_variant(r, r->variant[i], table, err);
  stabil_report_put_table(section, "variants", table);
  return status;
}
