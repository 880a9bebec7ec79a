// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/compare_plan.h"

#include "base/error.h"

static stabil_status no_memory(stabil_error *err) {
  return stabil_fail(err, STABIL_MEMORY, "out of memory");
}

void stabil_compare_plan_free(stabil_compare_plan *plan) {
  stabil_arena_free(plan->arena);
  *plan = (stabil_compare_plan){0};
}

static bool make_room(stabil_compare_plan *p, size_t cells, size_t most_rows) {
  p->cells = cells;
  p->row = stabil_arena_array(p->arena, cells + 1, sizeof *p->row);
  p->key = stabil_arena_array(p->arena, most_rows + 1, sizeof *p->key);
  p->label = stabil_arena_array(p->arena, most_rows + 1, sizeof *p->label);
  return p->row && p->key && p->label;
}

static void add_row(stabil_compare_plan *p, const char *key, const char *label) {
  p->key[p->rows] = key;
  p->label[p->rows++] = label;
}

static void add_names(stabil_compare_plan *p, const stabil_names *names, int count) {
  for (int i = 0; i < count; i++) add_row(p, names->name[i], names->label_en[i]);
}

static bool add_number(stabil_compare_plan *p, int value) {
  const char *text = stabil_arena_format(p->arena, "%d", value);
  if (text) add_row(p, text, text);
  return text != NULL;
}

// --- places: from posts
// -----------------------------------------------------------------------

static stabil_status plan_places(const stabil_layout *layout, stabil_compare_plan *p,
                                 stabil_error *err) {
  size_t posts = (size_t)layout->posts, places = (size_t)layout->places.count;
  int *row_of = stabil_arena_array(p->arena, places + 1, sizeof *row_of);
  if (!row_of || !make_room(p, posts, places)) return no_memory(err);
  p->group = "";
  p->rank = 1;
  p->size[0] = posts;
  for (size_t i = 0; i < posts; i++) {
    int place = layout->post_place[i], *row = &row_of[place];
    p->row[i] = -1;
    if (layout->post_rest[i]) continue;
    if (*row == 0) {
      add_row(p, layout->places.name[place], layout->places.label_nb[place]);
      *row = (int)p->rows; // its number and one more
    }
    p->row[i] = *row - 1;
  }
  return STABIL_OK;
}

// --- all others: from classes (or regions) and roles
// -----------------------------------------

// The profession of a role: that of its posts.
static int profession_of(const stabil_layout *layout, int role) {
  for (int i = 0; i < layout->posts; i++)
    if (layout->post_role[i] == role) return layout->post_profession[i];
  return -1;
}

// Is a class of centrality district? Its posts say so.
static bool is_district(const stabil_layout *layout, int class) {
  for (int i = 0; i < layout->posts; i++)
    if (layout->post_centrality[i] == class && !layout->post_rest[i])
      return layout->post_district[i];
  return false;
}

static void plan_areas(const stabil_layout *layout, stabil_compare_plan *p,
                       const int *class) {
  for (size_t cell = 0; cell < p->cells; cell++)
    p->row[cell] = is_district(layout, class[cell / p->size[1]]) ? 0 : 1;
  add_row(p, "district", "district");
  add_row(p, "other", "other");
  add_row(p, "region", "region");
  p->whole = true;
}

static void assign(const stabil_layout *layout, stabil_by by, stabil_compare_plan *p) {
  size_t roles = p->size[1];
  for (size_t cell = 0; cell < p->cells; cell++) {
    int role = (int)(cell % roles), class = (int)(cell / roles);
    p->row[cell] = by == STABIL_COMPARE_BY_ROLE         ? role
                   : by == STABIL_COMPARE_BY_PROFESSION ? profession_of(layout, role)
                   : by == STABIL_COMPARE_BY_YEAR       ? 0
                                                        : class;
  }
}

static bool add_rows(const stabil_layout *layout, stabil_by by, stabil_compare_plan *p,
                     const int *class) {
  bool good = true;
  int classes = (int)p->size[0];
  if (by == STABIL_COMPARE_BY_YEAR)
    for (int i = 0; i < layout->years && good; i++)
      good = add_number(p, layout->first_year + i);
  else if (by == STABIL_COMPARE_BY_CENTRALITY)
    for (int i = 0; i < classes && good; i++) good = add_number(p, class[i]);
  else if (by == STABIL_COMPARE_BY_REGION)
    add_names(p, &layout->regions, classes); // the layout's first are the file's
  else if (by == STABIL_COMPARE_BY_ROLE)
    add_names(p, &layout->roles, layout->roles.count);
  else
    add_names(p, &layout->professions, layout->professions.count);
  return good;
}

static stabil_status plan_classes(stabil_results *results, stabil_by by,
                                  stabil_compare_plan *p, stabil_error *err) {
  const stabil_layout *layout = stabil_results_layout(results);
  const int *class = NULL;
  const char *const *region = NULL;
  int classes = 0;
  bool by_region = by == STABIL_COMPARE_BY_REGION;
  stabil_status status =
      by_region
          ? stabil_results_texts(results, "by_region/region", &classes, &region, err)
          : stabil_results_numbers(results, "by_centrality/centrality", &classes, &class,
                                   err);
  if (status != STABIL_OK) return status;
  size_t roles = (size_t)layout->roles.count, cells = (size_t)classes * roles;
  size_t most = 3 + (size_t)layout->years + cells + (size_t)layout->professions.count;
  if (!make_room(p, cells, most)) return no_memory(err);
  p->group = by_region ? "by_region/" : "by_centrality/";
  p->rank = 2;
  p->size[0] = (size_t)classes;
  p->size[1] = roles;
  if (by == STABIL_COMPARE_BY_AREA) {
    plan_areas(layout, p, class);
    return STABIL_OK;
  }
  assign(layout, by, p);
  return add_rows(layout, by, p, class) ? STABIL_OK : no_memory(err);
}

stabil_status stabil_compare_plan_create(stabil_results *results,
                                         const stabil_request *request,
                                         stabil_compare_plan *out, stabil_error *err) {
  const stabil_layout *layout = stabil_results_layout(results);
  *out = (stabil_compare_plan){.arena = stabil_arena_create()};
  out->by_year = request->by == STABIL_COMPARE_BY_YEAR;
  out->year = out->by_year ? 0 : (size_t)request->year;
  out->years = out->by_year ? (size_t)layout->years : 1;
  stabil_status status = request->by == STABIL_COMPARE_BY_PLACE
                             ? plan_places(layout, out, err)
                             : plan_classes(results, request->by, out, err);
  if (status != STABIL_OK) stabil_compare_plan_free(out);
  return status;
}
