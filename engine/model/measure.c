// SPDX-License-Identifier: GPL-3.0-or-later
#include "stabil/measure.h"

#include <stddef.h>
#include <string.h>

static const stabil_measure measures[STABIL_MEASURE_COUNT] = {
// clang-format off
#define ROW(ID, name, unit, when, numerator, denominator, kept, en, nb)                  \
  {#name, unit, STABIL_##when, STABIL_MEASURE_##numerator,                               \
   STABIL_MEASURE_##denominator, kept, en, nb},
    // clang-format on
    STABIL_MEASURE_LIST(ROW)
#undef ROW
};

const stabil_measure *stabil_measure_get(stabil_measure_id id) {
  int row = (int)id; // signed, whatever the compiler chose for the enumeration
  return row >= 0 && row < STABIL_MEASURE_COUNT ? &measures[row] : NULL;
}

stabil_measure_id stabil_measure_find(const char *name) {
  for (int i = 0; i < STABIL_MEASURE_COUNT; i++) {
    if (strcmp(measures[i].name, name) == 0) return (stabil_measure_id)i;
  }
  return STABIL_MEASURE_NONE;
}

#define LABEL(ID, name, en, nb) {#name, en, nb},
#define EDUCATION_LABEL(ID, name, when, en, nb) {#name, en, nb},

static const stabil_label education[] = {STABIL_EDUCATION_LIST(EDUCATION_LABEL)};
static const stabil_label wheres[] = {STABIL_WHERE_LIST(LABEL)};
static const stabil_label payers[] = {STABIL_PAYER_LIST(LABEL)};
static const stabil_label items[] = {STABIL_ITEM_LIST(LABEL)};
static const stabil_label causes[] = {STABIL_CAUSE_LIST(LABEL)};
static const stabil_label origins[] = {STABIL_ORIGIN_LIST(LABEL)};

static stabil_label label_at(const stabil_label *labels, int count, int row) {
  return row >= 0 && row < count ? labels[row] : (stabil_label){"", "", ""};
}

stabil_label stabil_education_label(stabil_education_id id) {
  return label_at(education, STABIL_EDUCATION_COUNT, (int)id);
}

stabil_label stabil_where_label(stabil_where_id id) {
  return label_at(wheres, STABIL_WHERE_COUNT, (int)id);
}

stabil_label stabil_payer_label(stabil_payer_id id) {
  return label_at(payers, STABIL_PAYER_COUNT, (int)id);
}

stabil_label stabil_item_label(stabil_item_id id) {
  return label_at(items, STABIL_ITEM_COUNT, (int)id);
}

stabil_label stabil_cause_label(stabil_cause_id id) {
  return label_at(causes, STABIL_CAUSE_COUNT, (int)id);
}

stabil_label stabil_origin_label(stabil_origin_id id) {
  return label_at(origins, STABIL_ORIGIN_COUNT, (int)id);
}
