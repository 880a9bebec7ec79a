// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

#include "base/error.h"
#include "cli/progress.h"

typedef enum area { REGION, DISTRICT, AREA_COUNT } area;
enum { MOMENTS = 3 }; // first, middle and last year
typedef enum column { RATE, HEADCOUNT = RATE + MOMENTS, LOCUM, COLUMN_COUNT } column;
enum { CELL_SIZE = 3 * STABIL_NUMBER_SIZE + 8 };

// What is kept of one replicate of one scenario.
typedef struct kept {
  double value[AREA_COUNT][COLUMN_COUNT];
} kept;

struct stabil_summary {
  stabil_sink inner;
  const stabil_layout *layout; // between begin and end
  int scenarios, planned, completed, slots;
  kept *cells; // [scenarios][slots]; threads write different ones, so no lock
  char *text;
};

static int moment_year(const stabil_layout *layout, int moment) {
  return moment * (layout->years - 1) / (MOMENTS - 1);
}

static bool inside(const stabil_layout *layout, area where, int post) {
  return !layout->post_rest[post] && (where == REGION || layout->post_district[post]);
}

static double sum(const stabil_layout *layout, const stabil_record *record, area where,
                  stabil_measure_id measure, int year) {
  size_t row = (size_t)measure * (size_t)layout->years + (size_t)year;
  const double *values = record->values + row * (size_t)layout->posts;
  double total = 0;
  for (int post = 0; post < layout->posts; post++)
    if (inside(layout, where, post)) total += values[post];
  return total;
}

static void collect(const stabil_layout *layout, const stabil_record *record,
                    kept *cells) {
  int last = layout->years - 1;
  for (area where = REGION; where < AREA_COUNT; where++) {
    double *value = cells->value[where];
    for (int moment = 0; moment < MOMENTS; moment++) {
      int year = moment_year(layout, moment);
      double vacant = sum(layout, record, where, STABIL_MEASURE_VACANT_FTE, year);
      double funded = sum(layout, record, where, STABIL_MEASURE_FUNDED_FTE, year);
      value[RATE + moment] = funded > 0 ? 100 * vacant / funded : NAN;
    }
    value[HEADCOUNT] = sum(layout, record, where, STABIL_MEASURE_HEADCOUNT, last);
    double locum = sum(layout, record, where, STABIL_MEASURE_LOCUM_COST, last);
    value[LOCUM] = locum / 1e6;
  }
}

// --- the table
// ---------------------------------------------------------------------------

static void format_value(char out[STABIL_NUMBER_SIZE], column which, double value) {
  if (which == HEADCOUNT)
    stabil_format_count(out, (int64_t)llround(value));
  else
    snprintf(out, STABIL_NUMBER_SIZE, "%.1f", value);
}

// "12.3 [10.1, 14.5]"; one replicate has no interval. `sorted` is scratch.
static void format_cell(char out[CELL_SIZE], column which, double *sorted, size_t count) {
  if (count == 0) {
    snprintf(out, CELL_SIZE, "-");
    return;
  }
  gsl_sort(sorted, 1, count);
  static const double at[] = {0.5, 0.025, 0.975};
  char text[3][STABIL_NUMBER_SIZE];
  for (int i = 0; i < 3; i++) {
    double value = gsl_stats_quantile_from_sorted_data(sorted, 1, count, at[i]);
    format_value(text[i], which, value);
  }
  if (count == 1)
    snprintf(out, CELL_SIZE, "%s", text[0]);
  else
    snprintf(out, CELL_SIZE, "%s [%s, %s]", text[0], text[1], text[2]);
}

static void fill_cell(const stabil_summary *summary, int scenario, area where,
                      column which, double *scratch, char out[CELL_SIZE]) {
  int used = summary->completed < summary->slots ? summary->completed : summary->slots;
  const kept *cells = summary->cells + (size_t)scenario * (size_t)summary->slots;
  size_t count = 0;
  for (int i = 0; i < used; i++) {
    double value = cells[i].value[where][which];
    if (!isnan(value)) scratch[count++] = value;
  }
  format_cell(out, which, scratch, count);
}

static bool has_posts(const stabil_layout *layout, area where) {
  for (int post = 0; post < layout->posts; post++)
    if (inside(layout, where, post)) return true;
  return false;
}

static int widest_name(const stabil_names *names) {
  size_t widest = strlen("scenario");
  for (int i = 0; i < names->count; i++) {
    size_t length = strlen(names->name[i]);
    if (length > widest) widest = length;
  }
  return (int)widest;
}

// A block of columns under headings; each as wide as its widest cell.
typedef struct block {
  const char *title;
  int count;
  column columns[MOMENTS];
  char heading[MOMENTS][CELL_SIZE];
} block;

typedef char row_text[MOMENTS][CELL_SIZE];

static void fill_rows(const stabil_summary *summary, const block *part, double *scratch,
                      row_text *rows) {
  for (int s = 0; s < summary->scenarios; s++)
    for (area where = REGION; where < AREA_COUNT; where++)
      for (int c = 0; c < part->count; c++)
        fill_cell(summary, s, where, part->columns[c], scratch,
                  rows[s * AREA_COUNT + (int)where][c]);
}

static int column_width(const block *part, const row_text *rows, int count, int c) {
  size_t widest = strlen(part->heading[c]);
  for (int row = 0; row < count; row++)
    if (strlen(rows[row][c]) > widest) widest = strlen(rows[row][c]);
  return (int)widest;
}

static void print_row(const block *part, const int *width, char (*text)[CELL_SIZE],
                      FILE *stream) {
  for (int c = 0; c < part->count; c++) fprintf(stream, "  %*s", width[c], text[c]);
  fputc('\n', stream);
}

static void print_rows(const stabil_summary *summary, block *part, row_text *rows,
                       FILE *stream) {
  static const char *const area_name[] = {"region", "district"};
  const stabil_layout *layout = summary->layout;
  int count = summary->scenarios * AREA_COUNT, width[MOMENTS] = {0};
  for (int c = 0; c < part->count; c++) width[c] = column_width(part, rows, count, c);
  int names = widest_name(&layout->scenarios);
  fprintf(stream, "\n%s\n%-*s  %-8s", part->title, names, "scenario", "area");
  print_row(part, width, part->heading, stream);
  for (int row = 0; row < count; row++) {
    area where = (area)(row % AREA_COUNT);
    if (!has_posts(layout, where)) continue;
    const char *name = layout->scenarios.name[row / AREA_COUNT];
    fprintf(stream, "%-*s  %-8s", names, where == REGION ? name : "", area_name[where]);
    print_row(part, width, rows[row], stream);
  }
}

static block rate_block(const stabil_layout *layout) {
  block part = {.title = "Vacancy rate, per cent of funded full-time equivalents"};
  for (int moment = 0; moment < MOMENTS; moment++) {
    int year = moment_year(layout, moment);
    if (moment > 0 && year == moment_year(layout, moment - 1)) continue;
    part.columns[part.count] = (column)(RATE + moment);
    snprintf(part.heading[part.count++], CELL_SIZE, "%d", layout->first_year + year);
  }
  return part;
}

static block last_block(const stabil_layout *layout, char title[CELL_SIZE]) {
  snprintf(title, CELL_SIZE, "In %d", layout->first_year + layout->years - 1);
  return (block){.title = title,
                 .count = 2,
                 .columns = {HEADCOUNT, LOCUM},
                 .heading = {"staff in post", "locums, MNOK"}};
}

static void print_expected(const stabil_summary *summary, FILE *stream) {
  char draws[STABIL_NUMBER_SIZE];
  stabil_format_count(draws, summary->completed);
  fprintf(stream, "What is expected, in sub-units of 1/%d person",
          summary->layout->units);
  if (summary->completed == 1)
    fputs("; one draw\n", stream);
  else
    fprintf(stream, "; median [95 %% interval] of %s draws\n", draws);
}

static void print_heading(const stabil_summary *summary, FILE *stream) {
  char completed[STABIL_NUMBER_SIZE], used[STABIL_NUMBER_SIZE];
  stabil_format_count(completed, summary->completed);
  stabil_format_count(used, STABIL_SUMMARY_MOST);
  fprintf(stream, "%s\n", summary->layout->title_en);
  if (summary->layout->units)
    print_expected(summary, stream);
  else if (summary->completed == 1)
    fputs("One replicate of each scenario\n", stream);
  else if (summary->completed <= STABIL_SUMMARY_MOST)
    fprintf(stream, "Median [95 %% interval] of %s replicates of each scenario\n",
            completed);
  else
    fprintf(stream,
            "Median [95 %% interval] of the first %s of %s replicates of each scenario\n",
            used, completed);
}

static stabil_status print_table(const stabil_summary *summary, FILE *stream) {
  size_t count = (size_t)summary->scenarios * AREA_COUNT;
  row_text *rows = calloc(count, sizeof *rows);
  double *scratch = calloc((size_t)summary->slots, sizeof *scratch);
  stabil_status status = rows && scratch ? STABIL_OK : STABIL_MEMORY;
  if (status == STABIL_OK) {
    char title[CELL_SIZE];
    block parts[] = {rate_block(summary->layout), last_block(summary->layout, title)};
    print_heading(summary, stream);
    for (int i = 0; i < 2; i++) {
      fill_rows(summary, &parts[i], scratch, rows);
      print_rows(summary, &parts[i], rows, stream);
    }
  }
  free(scratch);
  free(rows);
  return status;
}

// --- the sink
// ----------------------------------------------------------------------------

static stabil_status out_of_memory(stabil_error *err) {
  return stabil_fail(err, STABIL_MEMORY, "no memory for the summary table");
}

static stabil_status begin(void *self, const stabil_layout *layout, stabil_error *err) {
  stabil_summary *summary = self;
  stabil_status status = summary->inner.begin(summary->inner.self, layout, err);
  if (status != STABIL_OK) return status;
  summary->layout = layout;
  summary->scenarios = layout->scenarios.count;
  summary->planned = layout->replicates;
  summary->slots = layout->replicates < STABIL_SUMMARY_MOST ? layout->replicates
                                                            : (int)STABIL_SUMMARY_MOST;
  size_t cells = (size_t)summary->scenarios * (size_t)summary->slots;
  summary->cells = calloc(cells > 0 ? cells : 1, sizeof *summary->cells);
  return summary->cells ? STABIL_OK : out_of_memory(err);
}

static stabil_status record(void *self, const stabil_record *given, stabil_error *err) {
  stabil_summary *summary = self;
  stabil_status status = summary->inner.record(summary->inner.self, given, err);
  if (status != STABIL_OK) return status;
  int offset = given->replicate - summary->layout->first_replicate;
  if (offset < 0 || offset >= summary->slots) return STABIL_OK;
  size_t cell = (size_t)given->scenario * (size_t)summary->slots + (size_t)offset;
  collect(summary->layout, given, &summary->cells[cell]);
  return STABIL_OK;
}

static stabil_status end(void *self, int completed, stabil_error *err) {
  stabil_summary *summary = self;
  stabil_status status = summary->inner.end(summary->inner.self, completed, err);
  summary->completed = completed;
  if (status == STABIL_OK && completed > 0 && summary->cells) {
    size_t size;
    FILE *stream = open_memstream(&summary->text, &size);
    if (!stream) return out_of_memory(err);
    status = print_table(summary, stream);
    if (fclose(stream) != 0 || status != STABIL_OK) status = out_of_memory(err);
  }
  summary->layout = NULL;
  return status;
}

stabil_status stabil_summary_create(stabil_sink inner, stabil_summary **out,
                                    stabil_error *err) {
  *out = calloc(1, sizeof **out);
  if (!*out) return out_of_memory(err);
  (*out)->inner = inner;
  return STABIL_OK;
}

void stabil_summary_free(stabil_summary *summary) {
  if (!summary) return;
  free(summary->cells);
  free(summary->text);
  free(summary);
}

stabil_sink stabil_summary_sink(stabil_summary *summary) {
  return (stabil_sink){summary, begin, record, end};
}

const char *stabil_summary_text(const stabil_summary *summary) {
  return summary->text ? summary->text : "";
}

int stabil_summary_scenarios(const stabil_summary *summary) {
  return summary->scenarios;
}

int stabil_summary_completed(const stabil_summary *summary) {
  return summary->completed;
}

int stabil_summary_planned(const stabil_summary *summary) {
  return summary->planned;
}
