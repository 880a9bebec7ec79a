// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/columns.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

static int position(const int *sorted, int count, int value) {
  for (int i = 0; i < count; i++)
    if (sorted[i] == value) return i;
  return -1;
}

// The different values among modelled posts, ascending.
static int collect(const stabil_layout *layout, const int *value, int *out) {
  int count = 0;
  for (int post = 0; post < layout->posts; post++) {
    if (layout->post_rest[post] || position(out, count, value[post]) >= 0) continue;
    int at = count++;
    for (; at > 0 && out[at - 1] > value[post]; at--) out[at] = out[at - 1];
    out[at] = value[post];
  }
  return count;
}

static void assign(const stabil_layout *layout, stabil_columns *c, int post) {
  int *group = c->group + post, role = layout->post_role[post];
  size_t posts = (size_t)c->posts;
  for (size_t kind = 0; kind < STABIL_GROUPING_COUNT; kind++) group[kind * posts] = -1;
  group[STABIL_GROUPING_POST * posts] = post;
  group[STABIL_GROUPING_PLACE * posts] = layout->post_place[post];
  if (layout->post_rest[post]) return;
  int class = position(c->centrality, c->classes, layout->post_centrality[post]);
  int region = position(c->region, c->regions, layout->post_region[post]);
  group[STABIL_GROUPING_ROLE * posts] = role;
  group[STABIL_GROUPING_CENTRALITY * posts] = class;
  group[STABIL_GROUPING_REGION * posts] = region;
  group[STABIL_GROUPING_CENTRALITY_ROLE * posts] = class * c->roles + role;
  group[STABIL_GROUPING_REGION_ROLE * posts] = region * c->roles + role;
}

stabil_status stabil_columns_create(const stabil_layout *layout, stabil_columns *out,
                                    stabil_error *err) {
  size_t posts = (size_t)layout->posts;
  *out = (stabil_columns){
      .posts = layout->posts, .years = layout->years, .roles = layout->roles.count};
  out->centrality = calloc(posts + 1, sizeof(int));
  out->region = calloc(posts + 1, sizeof(int));
  out->group = calloc(STABIL_GROUPING_COUNT * posts + 1, sizeof(int));
  if (!out->centrality || !out->region || !out->group) {
    stabil_columns_free(out);
    return stabil_fail(err, STABIL_MEMORY, "out of memory");
  }
  out->classes = collect(layout, layout->post_centrality, out->centrality);
  out->regions = collect(layout, layout->post_region, out->region);
  for (int post = 0; post < layout->posts; post++) assign(layout, out, post);
  int groups[] = {layout->posts,
                  layout->places.count,
                  out->roles,
                  out->classes,
                  out->regions,
                  out->classes * out->roles,
                  out->regions * out->roles};
  memcpy(out->groups, groups, sizeof groups);
  return STABIL_OK;
}

void stabil_columns_free(stabil_columns *columns) {
  free(columns->centrality);
  free(columns->region);
  free(columns->group);
  *columns = (stabil_columns){0};
}

size_t stabil_columns_cells(const stabil_columns *columns, stabil_grouping kind) {
  return (size_t)columns->years * (size_t)columns->groups[kind];
}

size_t stabil_columns_first(const stabil_columns *columns, stabil_grouping kind) {
  size_t first = 0;
  for (stabil_grouping i = 0; i < kind; i++) first += stabil_columns_cells(columns, i);
  return first;
}

void stabil_columns_fill(const stabil_columns *columns, const double *by_post,
                         double *row) {
  size_t posts = (size_t)columns->posts;
  memset(row, 0, stabil_columns_first(columns, STABIL_GROUPING_COUNT) * sizeof *row);
  for (size_t kind = 0; kind < STABIL_GROUPING_COUNT; kind++) {
    const int *group = columns->group + kind * posts;
    for (int year = 0; year < columns->years; year++) {
      const double *value = by_post + (size_t)year * posts;
      for (size_t post = 0; post < posts; post++)
        if (group[post] >= 0) row[group[post]] += value[post];
      row += columns->groups[kind];
    }
  }
}

size_t stabil_columns_kinds(const stabil_columns *columns, int kinds) {
  return (size_t)columns->years * (size_t)columns->roles * (size_t)columns->classes *
         (size_t)kinds;
}

void stabil_columns_fill_kinds(const stabil_columns *columns, const double *by_post,
                               int kinds, double *row) {
  const int *group =
      columns->group + (size_t)STABIL_GROUPING_CENTRALITY_ROLE * (size_t)columns->posts;
  memset(row, 0, stabil_columns_kinds(columns, kinds) * sizeof *row);
  for (int year = 0; year < columns->years; year++) {
    for (int post = 0; post < columns->posts; post++, by_post += kinds) {
      if (group[post] < 0) continue;
      int class = group[post] / columns->roles, role = group[post] % columns->roles;
      double *cell =
          row + ((year * columns->roles + role) * columns->classes + class) * kinds;
      for (int kind = 0; kind < kinds; kind++) cell[kind] += by_post[kind];
    }
  }
}
