// SPDX-License-Identifier: GPL-3.0-or-later
// The report: one HTML page about the scenarios of a results file, in Norwegian or
// English, that needs nothing but a browser. Everything on it stands in one document
// (sections, texts, figures, tables as JSON); the page, the static figures and the
// figures that scripts draw are made from that document.
#ifndef STABIL_OUTPUT_REPORT_H
#define STABIL_OUTPUT_REPORT_H

#include <jansson.h>
#include <stdio.h>

#include "output/results.h"

typedef struct stabil_report_request {
  const char *path;     // of the page
  const char *language; // "nb" or "en"
  const char *place;    // name or number of the only place shown; NULL: all
  const char *figures;  // folder for every figure as SVG; NULL: none
  // What the study says, for the tables of measures, assumptions and observed figures;
  // borrowed. NULL: those tables are left out.
  const json_t *study;
} stabil_report_request;

// Write the page, and the figures if there is a folder for them (it is made). The page is
// written aside and renamed. STABIL_USAGE: no such language or place.
stabil_status stabil_report_write(stabil_results *results,
                                  const stabil_report_request *request,
                                  stabil_error *err) STABIL_MUST_USE;
// How many figures the last page had, and whether this build has scripts for them.
bool stabil_report_has_scripts(void);

#endif
