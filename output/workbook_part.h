// SPDX-License-Identifier: GPL-3.0-or-later
// A workbook while it is made.
#ifndef STABIL_OUTPUT_WORKBOOK_PART_H
#define STABIL_OUTPUT_WORKBOOK_PART_H

#include <xlsxwriter.h>

#include "output/compare.h"
#include "output/workbook.h"

// X(key, en, nb)
#define STABIL_WORKBOOK_TEXTS(X)                                                         \
  X(ANSWER, "Answer", "Svar")                                                            \
  X(DATA, "Data", "Data")                                                                \
  X(DEFINITIONS, "Definitions", "Definisjoner")                                          \
  X(ORIGIN, "Origin", "Opphav")                                                          \
  X(AREA, "Area", "Område")                                                              \
  X(SCENARIO, "Scenario", "Scenario")                                                    \
  X(MEASURE, "Measure", "Mål")                                                           \
  X(UNIT, "Unit", "Enhet")                                                               \
  X(MEDIAN, "Median", "Median")                                                          \
  X(LOW, "2.5 %", "2,5 %")                                                               \
  X(HIGH, "97.5 %", "97,5 %")                                                            \
  X(DIFFERENCE, "Difference to reference", "Forskjell fra referansen")                   \
  X(BETTER, "Probability of being better", "Sannsynlighet for å være bedre")             \
  X(ERROR, "Simulation error (MCSE)", "Simuleringsfeil (MCSE)")                          \
  X(REFERENCE, "Reference", "Referanse")                                                 \
  X(YEAR, "Year", "År")                                                                  \
  X(WHOLE, "Whole region", "Hele regionen")                                              \
  X(DISTRICT, "District", "Distrikt")                                                    \
  X(OTHER, "Rest of the region", "Resten av regionen")                                   \
  X(KIND, "When", "Når")                                                                 \
  X(STOCK, "stock at year end", "beholdning ved årets slutt")                            \
  X(FLOW, "sum over the year", "sum over året")                                          \
  X(RATIO, "ratio", "forholdstall")                                                      \
  X(MEANING, "Meaning", "Betydning")                                                     \
  X(QUANTITY, "Quantity", "Størrelse")                                                   \
  X(LEVEL, "level", "nivå")                                                              \
  X(CHANGE, "difference", "forskjell")                                                   \
  X(STATISTIC, "Statistic", "Statistikk")                                                \
  X(VALUE, "Value", "Verdi")                                                             \
  X(MEDIANS, "Median by group", "Median etter gruppe")                                   \
  X(PROJECTION, "Scenario projections, not forecasts.",                                  \
    "Scenarioframskrivinger, ikke prognoser.")                                           \
  X(PAIRED,                                                                              \
    "Differences are taken replicate by replicate against the reference; intervals are " \
    "95 % over replicates.",                                                             \
    "Forskjeller er regnet gjentak for gjentak mot referansen; intervallene er 95 % "    \
    "over gjentakene.")                                                                  \
  X(REPLICATES, "Replicates of each scenario", "Gjentak av hvert scenario")              \
  X(DRAWS, "Draws of uncertain numbers", "Trekninger av usikre tall")                    \
  X(PRICES, "Price year", "Prisår")                                                      \
  X(SEED, "Seed", "Frø")                                                                 \
  X(STUDY, "Study", "Studie")                                                            \
  X(COMMAND, "Command", "Kommando")                                                      \
  X(RESULTS, "Results file", "Resultatfil")                                              \
  X(VERSION, "Version", "Versjon")                                                       \
  X(PLAN_ABOUT, "Median over replicates; bad year: as bad or worse in one of ten.",      \
    "Median over gjentakene; dårlig år: så ille eller verre i ett av ti.")               \
  X(BAD_YEAR, "bad year", "dårlig år")                                                   \
  X(MONTHS_TO_FILL, "months to fill", "måneder ledig før besatt")                        \
  X(PER_MONTH, "cost of locums a month", "vikarkostnad per måned")                       \
  X(CHANCE, "chance of vacant posts", "sjanse for ledige hjemler")                       \
  X(NOBODY, "chance of nobody in post", "sjanse for ingen i stilling")                   \
  X(CHANGES, "Change a year against the reference", "Endring per år mot referansen")     \
  X(VACANT, "vacant FTE", "ledige årsverk")                                              \
  X(LOCUMS, "cost of locums, NOK", "vikarkostnad, kroner")                               \
  X(INTERRUPTED, "The run was interrupted: not all replicates are there.",               \
    "Kjøringen ble avbrutt: ikke alle gjentak er med.")

typedef enum stabil_workbook_text {
#define STABIL_WORKBOOK_ENUM(KEY, en, nb) STABIL_TEXT_##KEY,
  STABIL_WORKBOOK_TEXTS(STABIL_WORKBOOK_ENUM)
#undef STABIL_WORKBOOK_ENUM
      STABIL_TEXT_COUNT
} stabil_workbook_text;

typedef enum stabil_workbook_style {
  STABIL_STYLE_PLAIN,
  STABIL_STYLE_FIRST, // of a block: a line above
  STABIL_STYLE_TITLE,
  STABIL_STYLE_NOTE,
  STABIL_STYLE_HEAD,
  STABIL_STYLE_WRAP,
  STABIL_STYLE_SHARE,  // 0.125 as 12.5 %
  STABIL_STYLE_CHANGE, // of shares, in percentage points of a sort: with a sign
  STABIL_STYLE_WHOLE,
  STABIL_STYLE_NUMBER,
  STABIL_STYLE_SIGNED,
  STABIL_STYLE_SIGNED_WHOLE,
  STABIL_STYLE_COUNT
} stabil_workbook_style;

typedef struct stabil_workbook {
  const stabil_export *export;
  stabil_results *results;
  const stabil_layout *layout;
  bool nb;
  lxw_workbook *file;
  lxw_format *style[STABIL_STYLE_COUNT];
  lxw_error error; // the first
} stabil_workbook;

const char *stabil_workbook_say(const stabil_workbook *w, stabil_workbook_text text);
const char *stabil_workbook_scenario(const stabil_workbook *w, int scenario);
const char *stabil_workbook_meaning(const stabil_workbook *w, stabil_measure_id measure);
// NULL, with the error kept, if the name is refused.
lxw_worksheet *stabil_workbook_add(stabil_workbook *w, const char *name);
void stabil_workbook_put(stabil_workbook *w, lxw_worksheet *sheet, const int at[2],
                         stabil_workbook_style style, const char *text);
void stabil_workbook_number(stabil_workbook *w, lxw_worksheet *sheet, const int at[2],
                            stabil_workbook_style style, double value); // NaN: empty
stabil_workbook_style stabil_workbook_style_of(stabil_measure_id measure, bool change);

// The sheets.
stabil_status stabil_workbook_answer(stabil_workbook *w, stabil_error *err);
stabil_status stabil_workbook_measure(stabil_workbook *w, stabil_measure_id measure,
                                      stabil_error *err);
stabil_status stabil_workbook_data(stabil_workbook *w, stabil_error *err);
void stabil_workbook_plan(stabil_workbook *w, const stabil_plan *plan);
void stabil_workbook_definitions(stabil_workbook *w);
void stabil_workbook_given(stabil_workbook *w, const stabil_workbook_sheet *given);
void stabil_workbook_origin(stabil_workbook *w);

#endif
