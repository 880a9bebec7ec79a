// SPDX-License-Identifier: GPL-3.0-or-later
#include <math.h>
#include <string.h>

#include "cli/plan.h"

// X(key, en, nb)
#define TEXTS(X)                                                                         \
  X(ABOUT,                                                                               \
    "Median, in brackets the bad year in ten: as bad or worse in one of ten "            \
    "replicates.\nScenario projections, not forecasts. NOK of %d.",                      \
    "Median, i klammer det dårlige året av ti: så ille eller verre i ett av ti "      \
    "gjentak.\nScenarioframskrivinger, ikke prognoser. Kroner fra %d.")                  \
  X(YEAR, "year", "år")                                                                  \
  X(FUNDED, "posts", "hjemler")                                                          \
  X(VACANT, "vacant", "ledig")                                                           \
  X(LEAVERS, "leave", "slutter")                                                         \
  X(RETIREMENTS, "retire", "pensjon")                                                    \
  X(NEEDED, "recruit", "rekruttere")                                                     \
  X(HIRES, "hired", "ansettes")                                                          \
  X(MONTHS, "months to fill", "mnd. ledig")                                              \
  X(LOCUM_WEEKS, "locum weeks", "vikaruker")                                             \
  X(LOCUM_COST, "locums, kNOK", "vikarer, tusen kr")                                     \
  X(MONTHLY, "a month", "per måned")                                                     \
  X(VACANCIES, "chance of vacant posts: 0, 1, 2, 3+",                                    \
    "sjanse for ledige hjemler: 0, 1, 2, 3+")                                            \
  X(NOBODY, "of nobody in post", "for ingen i stilling")                                 \
  X(PEOPLE, "FTE and people at year end and over the year",                              \
    "årsverk og personer ved årets slutt og over året")                                  \
  X(CHANGES, "What each scenario changes, a year, %d-%d, against its reference",         \
    "Hva hvert scenario endrer, per år, %d-%d, mot referansen")                          \
  X(SCENARIO, "scenario", "scenario")                                                    \
  X(VACANT_FTE, "vacant FTE [95 %]", "ledige årsverk [95 %]")                            \
  X(LOCUMS, "locums, kNOK [95 %]", "vikarer, tusen kr [95 %]")                           \
  X(BETTER, "P(fewer)", "P(færre)")                                                      \
  X(EMPTY, "P(a post without anybody)", "P(en stilling uten noen)")

enum {
#define ENUM(KEY, en, nb) TEXT_##KEY,
  TEXTS(ENUM)
#undef ENUM
      TEXT_COUNT
};
static const char *const texts[TEXT_COUNT][2] = {
#define ROW(KEY, en, nb) [TEXT_##KEY] = {en, nb},
    TEXTS(ROW)
#undef ROW
};

// --- cells
// ---------------------------------------------------------------------------------

enum { CELL = 40 };

// Columns, not bytes: texts are UTF-8.
static int columns_of(const char *text) {
  int n = 0;
  for (; *text; text++) n += (*text & 0xc0) != 0x80;
  return n;
}

static void right(const char *text, int width, FILE *stream) {
  const int pad = width - columns_of(text);
  fprintf(stream, "  %*s%s", pad > 0 ? pad : 0, "", text);
}

static void left(const char *text, int width, FILE *stream) {
  const int pad = width - columns_of(text);
  fprintf(stream, "%s%*s", text, pad > 0 ? pad : 0, "");
}

// "0.4 [2.0]"
static void both(stabil_plan_number n, double unit, int decimals, char out[CELL]) {
  snprintf(out, CELL, "%.*f [%.*f]", decimals, n.median / unit, decimals, n.bad / unit);
}

static void percent(double share, char out[CELL]) {
  if (!isfinite(share))
    snprintf(out, CELL, "-");
  else if (share > 0 && share < 0.005)
    snprintf(out, CELL, "<1 %%");
  else
    snprintf(out, CELL, "%.0f %%", 100 * share);
}

// --- a role
// ---------------------------------------------------------------------------------

typedef struct shown {
  int head;
  int id; // of the plan; -1: not one of its numbers
  int width, decimals;
  double unit;
} shown;
enum { TIME_TO_FILL = -1, MONTHLY = -2 };
static const shown columns[] = {{TEXT_FUNDED, STABIL_PLAN_FUNDED, 6, 1, 1},
                                {TEXT_VACANT, STABIL_PLAN_VACANT, 11, 1, 1},
                                {TEXT_LEAVERS, STABIL_PLAN_LEAVERS, 8, 0, 1},
                                {TEXT_RETIREMENTS, STABIL_PLAN_RETIREMENTS, 8, 0, 1},
                                {TEXT_NEEDED, STABIL_PLAN_NEEDED, 10, 0, 1},
                                {TEXT_HIRES, STABIL_PLAN_HIRES, 6, 0, 1},
                                {TEXT_MONTHS, TIME_TO_FILL, 14, 1, 1},
                                {TEXT_LOCUM_WEEKS, STABIL_PLAN_LOCUM_WEEKS, 11, 0, 1},
                                {TEXT_LOCUM_COST, STABIL_PLAN_LOCUM_COST, 17, 0, 1000},
                                {TEXT_MONTHLY, MONTHLY, 13, 0, 12000}};
enum { COLUMNS = sizeof columns / sizeof *columns };

static void print_number(const stabil_plan_cell *cell, const shown *c, FILE *stream) {
  char text[CELL];
  if (c->id == TIME_TO_FILL && isfinite(cell->time_to_fill))
    snprintf(text, sizeof text, "%.1f", 12 * cell->time_to_fill);
  else if (c->id == TIME_TO_FILL)
    snprintf(text, sizeof text, "-");
  else if (c->id == STABIL_PLAN_FUNDED || c->id == STABIL_PLAN_HIRES)
    snprintf(text, sizeof text, "%.*f", c->decimals, cell->number[c->id].median);
  else
    both(cell->number[c->id == MONTHLY ? STABIL_PLAN_LOCUM_COST : c->id], c->unit,
         c->decimals, text);
  right(text, c->width, stream);
}

static void print_chances(const stabil_plan *p, int post, bool nb, FILE *stream) {
  fprintf(stream, "  %s; %s\n", texts[TEXT_VACANCIES][nb], texts[TEXT_NOBODY][nb]);
  for (int y = 0; y < p->years; y++) {
    const stabil_plan_cell *cell = stabil_plan_at(p, p->layout->baseline, post, y);
    char text[CELL];
    fprintf(stream, "  %d", p->layout->first_year + p->first + y);
    for (int k = 0; k < STABIL_PLAN_VACANCIES; k++) {
      percent(cell->vacancies[k], text);
      right(text, 5, stream);
    }
    percent(cell->nobody, text);
    right(text, 7, stream);
    putc('\n', stream);
  }
}

static void print_post(const stabil_plan *p, int post, bool nb, FILE *stream) {
  const stabil_layout *l = p->layout;
  const stabil_names *roles = &l->roles;
  const int role = l->post_role[p->post[post]];
  fprintf(stream, "\n%s\n  ", (nb ? roles->label_nb : roles->label_en)[role]);
  left(texts[TEXT_YEAR][nb], 4, stream);
  for (int c = 0; c < COLUMNS; c++)
    right(texts[columns[c].head][nb], columns[c].width, stream);
  putc('\n', stream);
  bool small = false;
  for (int y = 0; y < p->years; y++) {
    const stabil_plan_cell *cell = stabil_plan_at(p, l->baseline, post, y);
    fprintf(stream, "  %d", l->first_year + p->first + y);
    for (int c = 0; c < COLUMNS; c++) print_number(cell, &columns[c], stream);
    putc('\n', stream);
    const double funded = cell->number[STABIL_PLAN_FUNDED].median;
    small = small || (funded > 0 && funded <= STABIL_PLAN_SMALL);
  }
  if (small) print_chances(p, post, nb, stream);
}

// --- scenarios
// -------------------------------------------------------------------------------

static void print_difference(const stabil_comparison *c, double unit, int decimals,
                             int width, FILE *stream) {
  char text[CELL];
  const double *d = c->difference;
  snprintf(text, sizeof text, "%+.*f [%+.*f, %+.*f]", decimals,
           d[STABIL_STATISTIC_MEAN] / unit, decimals, d[STABIL_STATISTIC_Q2_5] / unit,
           decimals, d[STABIL_STATISTIC_Q97_5] / unit);
  right(text, width, stream);
}

static void print_change(const stabil_plan *p, int s, bool nb, int width, FILE *stream) {
  const stabil_layout *l = p->layout;
  const stabil_plan_change *c = &p->change[s];
  const stabil_names *names = &l->scenarios;
  char text[CELL];
  fputs("  ", stream);
  left((nb ? names->label_nb : names->label_en)[s], width, stream);
  if (stabil_layout_reference(l, s) == s) {
    right("", 26 + 2 + 28 + 2 + 9, stream);
  } else {
    print_difference(&c->vacant, 1, 1, 26, stream);
    print_difference(&c->locum_cost, 1000, 0, 28, stream);
    percent(c->vacant.p_better, text);
    right(text, 9, stream);
  }
  percent(c->nobody, text);
  right(text, 25, stream);
  putc('\n', stream);
}

static void print_changes(const stabil_plan *p, bool nb, FILE *stream) {
  const stabil_layout *l = p->layout;
  const int from = l->first_year + p->first;
  int width = columns_of(texts[TEXT_SCENARIO][nb]);
  for (int s = 0; s < l->scenarios.count; s++) {
    const int n = columns_of((nb ? l->scenarios.label_nb : l->scenarios.label_en)[s]);
    if (n > width) width = n;
  }
  putc('\n', stream);
  // the format is one of the two above
  fprintf(stream, nb ? texts[TEXT_CHANGES][1] : texts[TEXT_CHANGES][0], from,
          from + p->years - 1);
  fputs("\n  ", stream);
  left(texts[TEXT_SCENARIO][nb], width, stream);
  right(texts[TEXT_VACANT_FTE][nb], 26, stream);
  right(texts[TEXT_LOCUMS][nb], 28, stream);
  right(texts[TEXT_BETTER][nb], 9, stream);
  right(texts[TEXT_EMPTY][nb], 25, stream);
  putc('\n', stream);
  for (int s = 0; s < l->scenarios.count; s++) print_change(p, s, nb, width, stream);
}

void stabil_plan_print(const stabil_plan *p, bool nb, FILE *stream) {
  const stabil_layout *l = p->layout;
  const stabil_names *places = &l->places, *scenarios = &l->scenarios;
  const int from = l->first_year + p->first;
  fprintf(stream, "%s (%s), %d-%d: %s\n",
          (nb ? places->label_nb : places->label_en)[p->place], places->name[p->place],
          from, from + p->years - 1,
          (nb ? scenarios->label_nb : scenarios->label_en)[l->baseline]);
  fprintf(stream, nb ? texts[TEXT_ABOUT][1] : texts[TEXT_ABOUT][0], l->price_year);
  putc('\n', stream);
  for (int j = 0; j < p->posts; j++) print_post(p, j, nb, stream);
  print_changes(p, nb, stream);
}

// --- JSON
// ----------------------------------------------------------------------------------

static json_t *real(double x) {
  return isfinite(x) ? json_real(x) : json_null();
}

static json_t *cell_json(const stabil_plan *p, int s, int j, int y) {
  const stabil_plan_cell *cell = stabil_plan_at(p, s, j, y);
  json_t *out = json_pack("{s:i}", "year", p->layout->first_year + p->first + y);
  for (int k = 0; k < STABIL_PLAN_COUNT; k++) {
    const stabil_plan_number *n = &cell->number[k];
    (void)json_object_set_new(out, stabil_plan_rows[k].name,
                              json_pack("{s:o, s:o, s:o}", "mean", real(n->mean),
                                        "median", real(n->median), "bad", real(n->bad)));
  }
  json_t *chances = json_array();
  for (int k = 0; k < STABIL_PLAN_VACANCIES; k++)
    (void)json_array_append_new(chances, real(cell->vacancies[k]));
  (void)json_object_set_new(out, "p_vacant_posts", chances);
  (void)json_object_set_new(out, "p_nobody", real(cell->nobody));
  (void)json_object_set_new(out, "time_to_fill", real(cell->time_to_fill));
  return out;
}

static json_t *difference_json(const stabil_comparison *c) {
  return json_pack(
      "{s:o, s:o, s:o, s:o, s:o}", "mean", real(c->difference[STABIL_STATISTIC_MEAN]),
      "q2.5", real(c->difference[STABIL_STATISTIC_Q2_5]), "q97.5",
      real(c->difference[STABIL_STATISTIC_Q97_5]), "mcse",
      real(c->difference[STABIL_STATISTIC_MCSE]), "p_better", real(c->p_better));
}

static json_t *scenario_json(const stabil_plan *p, int s) {
  const stabil_layout *l = p->layout;
  json_t *posts = json_array();
  for (int j = 0; j < p->posts; j++) {
    json_t *years = json_array();
    for (int y = 0; y < p->years; y++)
      (void)json_array_append_new(years, cell_json(p, s, j, y));
    (void)json_array_append_new(posts, json_pack("{s:s, s:o}", "role",
                                                 l->roles.name[l->post_role[p->post[j]]],
                                                 "years", years));
  }
  return json_pack("{s:s, s:s, s:o, s:{s:o, s:o, s:o}}", "scenario", l->scenarios.name[s],
                   "reference", l->scenarios.name[stabil_layout_reference(l, s)], "posts",
                   posts, "change", "vacant_fte", difference_json(&p->change[s].vacant),
                   "locum_cost", difference_json(&p->change[s].locum_cost), "p_nobody",
                   real(p->change[s].nobody));
}

json_t *stabil_plan_json(const stabil_plan *p, const char *file) {
  const stabil_layout *l = p->layout;
  json_t *scenarios = json_array();
  for (int s = 0; s < l->scenarios.count; s++)
    (void)json_array_append_new(scenarios, scenario_json(p, s));
  return json_pack("{s:s, s:s, s:s, s:i, s:i, s:i, s:i, s:o}", "file", file, "place",
                   l->places.name[p->place], "name", l->places.label_nb[p->place], "from",
                   l->first_year + p->first, "to",
                   l->first_year + p->first + p->years - 1, "replicates", l->replicates,
                   "price_year", l->price_year, "scenarios", scenarios);
}
