// SPDX-License-Identifier: GPL-3.0-or-later
#include "case_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "memory_sink.h"

static stabil_status begin(void *self, const stabil_layout *layout, stabil_error *err) {
  stabil_case *c = self;
  c->scenarios = layout->scenarios.count;
  c->replicates = layout->replicates;
  c->years = layout->years;
  c->posts = layout->posts;
  c->programmes = layout->programmes.count;
  c->roles = layout->roles.count;
  c->sizes = layout->sizes.count;
  c->tenure_years = layout->tenure_years;
  c->strata = layout->strata.count;
  c->bonds = layout->bonds.count;
  c->bond_people = layout->bond_people.count;
  c->bond_half_years = layout->bond_half_years;
  c->steps_per_year = layout->steps_per_year;
  c->rest = calloc((size_t)layout->posts + 1, sizeof *c->rest);
  c->centrality = calloc((size_t)layout->posts + 1, sizeof *c->centrality);
  if (!c->rest || !c->centrality) abort();
  memcpy(c->rest, layout->post_rest, (size_t)layout->posts * sizeof *c->rest);
  memcpy(c->centrality, layout->post_centrality, (size_t)layout->posts * sizeof(int));
  return c->under.begin(c->memory, layout, err);
}

static stabil_status record(void *self, const stabil_record *record, stabil_error *err) {
  stabil_case *c = self;
  return c->under.record(c->memory, record, err);
}

static stabil_status end(void *self, int completed, stabil_error *err) {
  stabil_case *c = self;
  return c->under.end(c->memory, completed, err);
}

stabil_sink stabil_case_sink(stabil_case *c) {
  *c = (stabil_case){.memory = malloc(sizeof *c->memory)};
  if (!c->memory) abort();
  c->under = stabil_memory_sink(c->memory);
  return (stabil_sink){c, begin, record, end};
}

void stabil_case_free(stabil_case *c) {
  stabil_memory_free(c->memory);
  free(c->memory);
  free(c->rest);
  free(c->centrality);
  free(c);
}

const char *stabil_case_place(const stabil_case *c, int post) {
  return c->memory->place_name[c->memory->post_place[post]];
}

const char *stabil_case_role(const stabil_case *c, int post) {
  return c->memory->role_name[c->memory->post_role[post]];
}

int stabil_case_post(const stabil_case *c, const char *place, const char *role) {
  for (int j = 0; j < c->posts; j++) {
    if (strcmp(stabil_case_place(c, j), place) == 0 &&
        strcmp(stabil_case_role(c, j), role) == 0)
      return j;
  }
  fail_msg("no post %s in %s", role, place);
  return -1;
}

static const stabil_memory_record *get(const stabil_case *c, int scenario,
                                       int replicate) {
  const stabil_memory_record *found = stabil_memory_get(c->memory, scenario, replicate);
  assert_non_null(found);
  return found;
}

double stabil_case_value(const stabil_case *c, int scenario, int replicate,
                         stabil_measure_id measure, int year, int post) {
  return get(c, scenario, replicate)
      ->values[((int)measure * c->years + year) * c->posts + post];
}

double stabil_case_initial(const stabil_case *c, int scenario, int replicate, int post) {
  return get(c, scenario, replicate)->initial[post];
}

double stabil_case_education(const stabil_case *c, int scenario, int replicate,
                             stabil_education_id measure, int year, int programme) {
  return get(c, scenario, replicate)
      ->education[((int)measure * c->years + year) * c->programmes + programme];
}

double stabil_case_retained(const stabil_case *c, int replicate, stabil_where_id where,
                            int graduated, int since) {
  const int row = (int)where * c->programmes * c->years + graduated;
  return get(c, 0, replicate)->retained[row * c->years + since];
}

const double *stabil_case_money(const stabil_case *c, int scenario, int replicate,
                                int year) {
  return get(c, scenario, replicate)->money +
         year * STABIL_PAYER_COUNT * STABIL_ITEM_COUNT;
}

const double *stabil_case_contracts(const stabil_case *c, int replicate, int which,
                                    int role, int size) {
  return get(c, 0, replicate)->contracts +
         ((which * c->roles + role) * c->sizes + size) * c->tenure_years;
}

const double *stabil_case_causes(const stabil_case *c, int scenario, int replicate,
                                 int year, int post) {
  return get(c, scenario, replicate)->causes +
         (year * c->posts + post) * STABIL_CAUSE_COUNT;
}

const double *stabil_case_origins(const stabil_case *c, int scenario, int replicate,
                                  int year, int post) {
  return get(c, scenario, replicate)->origins +
         (year * c->posts + post) * STABIL_ORIGIN_COUNT;
}

double stabil_case_bound(const stabil_case *c, int scenario, int replicate, int what,
                         int people, int half_year) {
  const int row = (what * c->bonds * c->bond_people + people) * c->bond_half_years;
  return get(c, scenario, replicate)->bonds[row + half_year];
}

static bool same(const double *a, const double *b, int count) {
  return memcmp(a, b, (size_t)count * sizeof *a) == 0;
}

// Arrays of years by `width` that may come from runs of different length.
static bool same_years(const double *a, int years_a, const double *b, int years_b,
                       int kinds, int years, int width) {
  for (int k = 0; k < kinds; k++) {
    if (!same(a + k * years_a * width, b + k * years_b * width, years * width))
      return false;
  }
  return true;
}

bool stabil_case_same(const stabil_case *a, int scenario_a, int replicate_a,
                      const stabil_case *b, int scenario_b, int replicate_b, int years) {
  const stabil_memory_record *x = get(a, scenario_a, replicate_a);
  const stabil_memory_record *y = get(b, scenario_b, replicate_b);
  assert_int_equal(a->posts, b->posts);
  assert_int_equal(a->programmes, b->programmes);
  const bool all = years == a->years && years == b->years;
  return same(x->initial, y->initial, a->posts) &&
         same_years(x->values, a->years, y->values, b->years, STABIL_MEASURE_COUNT, years,
                    a->posts) &&
         same_years(x->education, a->years, y->education, b->years,
                    STABIL_EDUCATION_COUNT, years, a->programmes) &&
         same(x->money, y->money, years * STABIL_PAYER_COUNT * STABIL_ITEM_COUNT) &&
         same(x->causes, y->causes, years * a->posts * STABIL_CAUSE_COUNT) &&
         same(x->origins, y->origins, years * a->posts * STABIL_ORIGIN_COUNT) &&
         (!all || same(x->retained, y->retained,
                       STABIL_WHERE_COUNT * a->programmes * years * years)) &&
         (!all || same(x->strata, y->strata,
                       (1 + STABIL_WHERE_COUNT) * a->programmes * a->strata * years)) &&
         (!all || same(x->bonds, y->bonds,
                       (1 + STABIL_BOND_EXIT_COUNT) * a->bonds * a->bond_people *
                           a->bond_half_years)) &&
         (!all ||
          same(x->contracts, y->contracts, 2 * a->roles * a->sizes * a->tenure_years));
}
