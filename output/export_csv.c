// SPDX-License-Identifier: GPL-3.0-or-later
// Results as CSV (RFC 4180 but for line ends, which are those of the system).
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "output/export.h"
#include "output/statistic.h"

typedef struct csv {
  const stabil_export *x;
  stabil_csv_style style;
  FILE *stream;
} csv;

static void separate(const csv *c) {
  putc(c->style.semicolon ? ';' : ',', c->stream);
}

static void text(const csv *c, const char *value) {
  if (strpbrk(value, ",;\"\r\n") == NULL) {
    fputs(value, c->stream);
    return;
  }
  putc('"', c->stream);
  for (; *value; value++) {
    if (*value == '"') putc('"', c->stream);
    putc(*value, c->stream);
  }
  putc('"', c->stream);
}

static void number(const csv *c, double value) {
  char digits[STABIL_EXPORT_NUMBER];
  stabil_export_number(value, digits);
  char *point = strchr(digits, '.');
  if (point && c->style.semicolon) *point = ',';
  fputs(digits, c->stream);
}

static void head(const csv *c) {
  static const char *const first[] = {"measure", "unit", "quantity", "scenario",
                                      "scenario_label"};
  const stabil_export_groups *g = stabil_export_groups_of(c->x);
  const stabil_layout *l = stabil_export_layout(c->x);
  if (c->style.mark) fputs("\xef\xbb\xbf", c->stream);
  for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
    if (i > 0) separate(c);
    fputs(first[i], c->stream);
  }
  for (int i = 0; i < g->columns; i++) {
    separate(c);
    fputs(g->column[i], c->stream);
  }
  separate(c);
  fputs(stabil_export_request_of(c->x)->replicates ? "replicate" : "statistic",
        c->stream);
  for (int y = 0; c->style.wide && y < l->years; y++) {
    separate(c);
    fprintf(c->stream, "%d", l->first_year + y);
  }
  if (!c->style.wide) {
    separate(c);
    fputs("year", c->stream);
    separate(c);
    fputs("value", c->stream);
  }
  putc('\n', c->stream);
}

static void keys(const csv *c, const stabil_export_line *line) {
  const stabil_export_request *r = stabil_export_request_of(c->x);
  const stabil_layout *l = stabil_export_layout(c->x);
  const stabil_export_groups *g = stabil_export_groups_of(c->x);
  const stabil_measure *measure = stabil_measure_get(line->measure);
  const char *label =
      (r->nb ? l->scenarios.label_nb : l->scenarios.label_en)[line->scenario];
  const char *const cells[] = {measure->name, measure->unit,
                               line->difference ? "difference" : "level",
                               l->scenarios.name[line->scenario], label};
  for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
    text(c, cells[i]);
    separate(c);
  }
  for (int i = 0; i < g->columns; i++) {
    text(c, g->text[i][line->group]);
    separate(c);
  }
  if (r->replicates)
    fprintf(c->stream, "%d", l->first_replicate + line->part);
  else
    fputs(stabil_statistic_name((stabil_statistic)line->part), c->stream);
}

static stabil_status row(void *context, const stabil_export_line *line,
                         stabil_error *err) {
  const csv *c = context;
  const stabil_layout *l = stabil_export_layout(c->x);
  if (c->style.wide) keys(c, line);
  for (int y = 0; y < l->years; y++) {
    if (!c->style.wide) {
      keys(c, line);
      separate(c);
      fprintf(c->stream, "%d", l->first_year + y);
    }
    separate(c);
    number(c, line->value[y]);
    if (!c->style.wide) putc('\n', c->stream);
  }
  if (c->style.wide) putc('\n', c->stream);
  return ferror(c->stream) ? stabil_fail(err, STABIL_OUTPUT, "cannot write the table")
                           : STABIL_OK;
}

stabil_status stabil_export_csv(const stabil_export *x, const stabil_csv_style *style,
                                FILE *stream, stabil_error *err) {
  csv c = {x, *style, stream};
  head(&c);
  return stabil_export_walk(x, row, &c, err);
}
