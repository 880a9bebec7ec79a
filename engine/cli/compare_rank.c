// SPDX-License-Identifier: GPL-3.0-or-later
// Who is how often best, as a table for people.
#include <math.h>
#include <stdlib.h>

#include "cli/compare_print.h"
#include "output/rank.h"

enum { SHOWN = 3 }; // ranks from the best, and the last; all of them where they are few

typedef struct ranked { // a scenario in a row of a table
  const char *name;
  const double *share;
  double expected;
} ranked;

static int by_expected(const void *a, const void *b) {
  const double x = ((const ranked *)a)->expected, y = ((const ranked *)b)->expected;
  return (x > y) - (x < y);
}

static bool is_shown(int rank, int count) {
  return count <= SHOWN + 2 || rank < SHOWN || rank == count - 1;
}

static void print_row(const stabil_comparisons *table, int row, ranked *list,
                      const stabil_layout *layout, FILE *stream) {
  const int count = table->ranked;
  for (int i = 0; i < count; i++) {
    const double *share = table->rank + (row * count + i) * count;
    list[i] = (ranked){layout->scenarios.name[table->rank_scenario[i]], share,
                       stabil_rank_expected(share, (size_t)count)};
  }
  if (table->rank_replicates[row] > 0)
    qsort(list, (size_t)count, sizeof *list, by_expected);
  for (int i = 0; i < count; i++) {
    fprintf(stream, "%-20.20s  %-24.24s", i == 0 ? table->label[row] : "", list[i].name);
    if (table->rank_replicates[row] == 0) {
      fputs("         -\n", stream);
      continue;
    }
    fprintf(stream, "  %8.2f", list[i].expected);
    for (int rank = 0; rank < count; rank++)
      if (is_shown(rank, count)) fprintf(stream, "  %8.2f", list[i].share[rank]);
    fputc('\n', stream);
  }
}

static void print_headings(const stabil_compare_report *report, int count, FILE *stream) {
  fprintf(stream, "%-20s  %-24s  %8s", stabil_compare_by_name(report->by), "scenario",
          "expected");
  for (int rank = 0; rank < count; rank++)
    if (is_shown(rank, count))
      fprintf(stream, "  %*sP(%d)", rank < 9 ? 4 : 3, "", rank + 1);
  fputc('\n', stream);
}

static bool print_part(const stabil_compare_report *report,
                       const stabil_compare_part *part, FILE *stream) {
  const stabil_comparisons *table = &part->table;
  stabil_compare_print_title(report, part, stream);
  if (!table->rank) {
    fputs("This measure is not kept by place for every replicate: no ranks.\n", stream);
    return true;
  }
  if (stabil_compare_better(part->request.measure) == STABIL_NEITHER) {
    fputs("Neither much nor little of it is better in itself: no ranks.\n", stream);
    return true;
  }
  ranked *list = malloc(((size_t)table->ranked + 1) * sizeof *list);
  if (!list) return false;
  print_headings(report, table->ranked, stream);
  for (int row = 0; row < table->rows; row++)
    print_row(table, row, list, stabil_results_layout(report->results), stream);
  free(list);
  return true;
}

bool stabil_compare_print_ranks(const stabil_compare_report *report, FILE *stream) {
  const stabil_layout *layout = stabil_results_layout(report->results);
  fprintf(stream,
          "%s: ranks over %d replicates, variants (name@change) left out. Expected rank, "
          "1 is best, and the probability of each rank; those that tie share theirs.\n",
          layout->title_en, layout->replicates);
  bool good = true;
  for (int i = 0; i < report->count && good; i++)
    good = print_part(report, &report->part[i], stream);
  return good;
}
