// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/outcome.h"

#include <stddef.h>

static double sum(const stabil_outcome *o, const stabil_layout *layout,
                  const stabil_record *record, stabil_measure_id id) {
  const size_t row = (size_t)id * (size_t)layout->years + (size_t)o->year;
  const double *values = record->values + row * (size_t)layout->posts;
  double total = 0;
  for (int post = 0; post < layout->posts; post++)
    if (!layout->post_rest[post] && (!o->district || layout->post_district[post]))
      total += values[post];
  return total;
}

double stabil_outcome_of(const stabil_outcome *o, const stabil_layout *layout,
                         const stabil_record *record) {
  const stabil_measure *measure = stabil_measure_get(o->measure);
  if (measure->denominator == STABIL_MEASURE_NONE)
    return sum(o, layout, record, o->measure);
  return sum(o, layout, record, measure->numerator) /
         sum(o, layout, record, measure->denominator);
}
