// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/plan.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

const stabil_plan_row stabil_plan_rows[STABIL_PLAN_COUNT] = {
#define ROW(ID, name, unit, bad, en, nb) {#name, unit, (bad) != 0, en, nb},
    STABIL_PLAN_LIST(ROW)
#undef ROW
};

// --- the place
// -------------------------------------------------------------------------------

stabil_status stabil_plan_place(const stabil_layout *layout, const char *name, int *place,
                                stabil_error *err) {
  const stabil_names *p = &layout->places;
  const char *known[3 * 512];
  size_t count = 0;
  for (int i = 0; i < p->count; i++) {
    if (strcmp(layout->place_kind[i], "rest") == 0) continue;
    const char *const names[] = {p->name[i], p->label_nb[i], p->label_en[i]};
    for (int k = 0; k < 3; k++) {
      if (strcmp(names[k], name) == 0) {
        *place = i;
        return STABIL_OK;
      }
      if (count < sizeof known / sizeof *known) known[count++] = names[k];
    }
  }
  const char *near = stabil_text_nearest(name, known, count);
  if (near)
    return stabil_fail(err, STABIL_USAGE, "no place '%s'; did you mean '%s'?", name,
                       near);
  return stabil_fail(err, STABIL_USAGE, "no place '%s' in the results", name);
}

// --- reading
// ---------------------------------------------------------------------------------

typedef struct reader {
  stabil_results *results;
  const stabil_plan *plan;
  size_t replicates, years;
  double *value[STABIL_PLAN_COUNT]; // [replicate][year]
  double *held;                     // people in post and rotators at year end
  double *scratch;                  // [replicate][year + 1]
} reader;

// A measure of a post, [replicate][year], from the year `first` on.
static stabil_status read_measure(const reader *r, const char *name, int scenario,
                                  int post, double *out, stabil_error *err) {
  const stabil_block block = {
      .rank = 4,
      .first = {(size_t)scenario, 0, (size_t)r->plan->first, (size_t)post},
      .count = {1, r->replicates, r->years, 1}};
  return stabil_results_read(r->results, name, &block, out, err);
}

static size_t cells(const reader *r) {
  return r->replicates * r->years;
}

static stabil_status read_sum(const reader *r, const char *a, const char *b, int scenario,
                              int post, double *out, stabil_error *err) {
  stabil_status status = STABIL_OK;
  TRY(status, read_measure(r, a, scenario, post, out, err));
  TRY(status, read_measure(r, b, scenario, post, r->scratch, err));
  for (size_t i = 0; i < cells(r); i++) out[i] += r->scratch[i];
out:
  return status;
}

// People that a post of the role takes for a full-time equivalent held.
static double people_per_fte(const double *people, const double *fte, size_t count) {
  double heads = 0, held = 0;
  for (size_t i = 0; i < count; i++) {
    heads += people[i];
    held += fte[i];
  }
  return held > 0 ? heads / held : 1.0;
}

// Leavers, and what growth and the vacancies of the year before ask for: in people
//   needed = leavers + funded x c - filled a year before,   c: people per FTE
// where filled now = filled a year before + hires - leavers, so that
//   needed = hires + vacant x c
static void fill_needed(reader *r, double per_fte) {
  for (size_t i = 0; i < cells(r); i++)
    r->value[STABIL_PLAN_NEEDED][i] =
        r->value[STABIL_PLAN_HIRES][i] + r->value[STABIL_PLAN_VACANT][i] * per_fte;
}

static stabil_status read_post(reader *r, int scenario, int post, stabil_error *err) {
  stabil_status status = STABIL_OK;
  for (int k = 0; k < STABIL_PLAN_COUNT; k++) {
    if (k == STABIL_PLAN_NEEDED) continue;
    TRY(status,
        read_measure(r, stabil_plan_rows[k].name, scenario, post, r->value[k], err));
  }
  double *fte = r->value[STABIL_PLAN_NEEDED]; // for a moment
  TRY(status, read_sum(r, "held_fte", "rotation_fte", scenario, post, fte, err));
  TRY(status,
      read_sum(r, "headcount", "rotation_headcount", scenario, post, r->held, err));
  fill_needed(r, people_per_fte(r->held, fte, cells(r)));
out:
  return status;
}

// --- statistics
// ------------------------------------------------------------------------------

static stabil_plan_number number_of(const reader *r, int k, size_t year) {
  double *x = r->scratch, sum = 0;
  for (size_t i = 0; i < r->replicates; i++) {
    x[i] = r->value[k][i * r->years + year];
    sum += x[i];
  }
  const double bad =
      stabil_statistic_bad(x, r->replicates, stabil_plan_rows[k].much_is_bad);
  return (stabil_plan_number){sum / (double)r->replicates,
                              stabil_statistic_quantile(x, r->replicates, 0.5), bad};
}

static void count_chances(const reader *r, size_t year, stabil_plan_cell *out) {
  const double one = 1.0 / (double)r->replicates;
  double funded = 0;
  for (size_t i = 0; i < r->replicates; i++) {
    const size_t at = i * r->years + year;
    const double vacant = floor(r->value[STABIL_PLAN_VACANT][at] + 0.5);
    const int most = STABIL_PLAN_VACANCIES - 1;
    out->vacancies[vacant < most ? (int)vacant : most] += one;
    if (r->held[at] == 0) out->nobody += one;
    funded += r->value[STABIL_PLAN_FUNDED][at];
  }
  if (funded == 0) out->nobody = (double)NAN;
}

static stabil_status read_time_to_fill(const reader *r, int scenario, int post,
                                       stabil_plan_cell *out, stabil_error *err) {
  const stabil_block block = {.rank = 4,
                              .first = {STABIL_STATISTIC_Q50, (size_t)scenario,
                                        (size_t)r->plan->first, (size_t)post},
                              .count = {1, 1, r->years, 1}};
  stabil_status status = stabil_results_read(r->results, "summary/by_post/time_to_fill",
                                             &block, r->scratch, err);
  for (size_t y = 0; y < r->years && status == STABIL_OK; y++)
    out[y].time_to_fill = r->scratch[y];
  return status;
}

// --- what scenarios change
// -------------------------------------------------------------------

// Means over the years, by replicate.
typedef struct place_means {
  double *vacant, *locum_cost; // [scenario][replicate]
  bool *nobody;                // [scenario][replicate]
} place_means;

static void add_means(const reader *r, int scenario, const place_means *m) {
  const size_t base = (size_t)scenario * r->replicates;
  const double share = 1.0 / (double)r->years;
  for (size_t i = 0; i < r->replicates; i++)
    for (size_t y = 0; y < r->years; y++) {
      const size_t at = i * r->years + y;
      m->vacant[base + i] += share * r->value[STABIL_PLAN_VACANT][at];
      m->locum_cost[base + i] += share * r->value[STABIL_PLAN_LOCUM_COST][at];
      if (r->held[at] == 0 && r->value[STABIL_PLAN_FUNDED][at] > 0)
        m->nobody[base + i] = true;
    }
}

static bool compare(const stabil_plan *p, const place_means *m, int scenario) {
  const stabil_layout *l = p->layout;
  const size_t count = (size_t)l->replicates;
  const size_t mine = (size_t)scenario * count;
  const size_t other = (size_t)stabil_layout_reference(l, scenario) * count;
  const stabil_pairing pairing = {
      {l->draws, l->first_replicate}, STABIL_LOWER, (double)NAN};
  stabil_plan_change *out = &p->change[scenario];
  for (size_t i = 0; i < count; i++)
    out->nobody += m->nobody[mine + i] ? 1.0 / (double)count : 0.0;
  return stabil_compare_pair(m->vacant + other, m->vacant + mine, count, &pairing,
                             &out->vacant) &&
         stabil_compare_pair(m->locum_cost + other, m->locum_cost + mine, count, &pairing,
                             &out->locum_cost);
}

// --- all of it
// -------------------------------------------------------------------------------

static stabil_plan_cell *cell_of(const stabil_plan *p, int scenario, int post, int year) {
  return &p->cell[(scenario * p->posts + post) * p->years + year];
}

const stabil_plan_cell *stabil_plan_at(const stabil_plan *p, int scenario, int post,
                                       int year) {
  return cell_of(p, scenario, post, year);
}

static stabil_status fill_post(reader *r, int scenario, int post, const place_means *m,
                               stabil_error *err) {
  const stabil_plan *p = r->plan;
  stabil_status status = STABIL_OK;
  TRY(status, read_post(r, scenario, p->post[post], err));
  for (int y = 0; y < p->years; y++) {
    stabil_plan_cell *cell = cell_of(p, scenario, post, y);
    for (int k = 0; k < STABIL_PLAN_COUNT; k++)
      cell->number[k] = number_of(r, k, (size_t)y);
    count_chances(r, (size_t)y, cell);
  }
  add_means(r, scenario, m);
  status =
      read_time_to_fill(r, scenario, p->post[post], cell_of(p, scenario, post, 0), err);
out:
  return status;
}

static stabil_status fill(reader *r, const place_means *m, stabil_error *err) {
  const stabil_plan *p = r->plan;
  stabil_status status = STABIL_OK;
  for (int s = 0; s < p->layout->scenarios.count; s++)
    for (int j = 0; j < p->posts; j++) TRY(status, fill_post(r, s, j, m, err));
  for (int s = 0; s < p->layout->scenarios.count; s++)
    if (!compare(p, m, s)) status = stabil_fail(err, STABIL_MEMORY, "out of memory");
out:
  return status;
}

static bool allocate(stabil_plan *p, reader *r, place_means *m) {
  const stabil_layout *l = p->layout;
  const size_t scenarios = (size_t)l->scenarios.count, all = cells(r) + r->replicates;
  int *post = stabil_arena_array(p->arena, (size_t)l->posts + 1, sizeof *post);
  if (!post) return false;
  for (int j = 0; j < l->posts; j++)
    if (l->post_place[j] == p->place) post[p->posts++] = j;
  p->post = post;
  p->cell = stabil_arena_array(
      p->arena, scenarios * (size_t)p->posts * (size_t)p->years + 1, sizeof *p->cell);
  p->change = stabil_arena_array(p->arena, scenarios, sizeof *p->change);
  bool good = p->cell && p->change;
  for (int k = 0; k < STABIL_PLAN_COUNT && good; k++)
    good = (r->value[k] = stabil_arena_array(p->arena, all, sizeof(double))) != NULL;
  r->held = stabil_arena_array(p->arena, all, sizeof(double));
  r->scratch = stabil_arena_array(p->arena, all, sizeof(double));
  m->vacant = stabil_arena_array(p->arena, scenarios * r->replicates, sizeof(double));
  m->locum_cost = stabil_arena_array(p->arena, scenarios * r->replicates, sizeof(double));
  m->nobody = stabil_arena_array(p->arena, scenarios * r->replicates, sizeof(bool));
  return good && r->held && r->scratch && m->vacant && m->locum_cost && m->nobody;
}

stabil_status stabil_plan_create(stabil_results *results, int place, int first, int years,
                                 stabil_plan *out, stabil_error *err) {
  *out = (stabil_plan){.layout = stabil_results_layout(results),
                       .place = place,
                       .first = first,
                       .years = years,
                       .arena = stabil_arena_create()};
  reader r = {.results = results,
              .plan = out,
              .replicates = (size_t)out->layout->replicates,
              .years = (size_t)years};
  place_means m;
  stabil_status status = allocate(out, &r, &m)
                             ? fill(&r, &m, err)
                             : stabil_fail(err, STABIL_MEMORY, "out of memory");
  if (status != STABIL_OK) stabil_plan_free(out);
  return status;
}

void stabil_plan_free(stabil_plan *plan) {
  stabil_arena_free(plan->arena);
  *plan = (stabil_plan){0};
}
