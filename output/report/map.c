// SPDX-License-Identifier: GPL-3.0-or-later
// The municipalities where they lie, coloured by their vacancies.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "output/report/svg.h"

typedef struct bubble {
  int place;
  double x, y, radius; // x and y in [0, 1] of the width of the map
  int side;            // where the name stands, of `sides`; -1: no room
} bubble;

typedef struct atlas {
  int count;
  bubble *bubble;
  double *rate; // [scenario][year][place]
  double aspect;
} atlas;

// --- where
// -------------------------------------------------------------------------------

// Municipalities with a position; where a study has none, every place that has.
static void gather(const stabil_report *r, atlas *all) {
  const stabil_layout *l = r->layout;
  bool municipalities = false;
  for (int i = 0; i < l->places.count; i++)
    municipalities |= strcmp(l->place_kind[i], "municipality") == 0;
  for (int i = 0; i < l->places.count; i++) {
    bool kind = municipalities ? strcmp(l->place_kind[i], "municipality") == 0
                               : strcmp(l->place_kind[i], "rest") != 0;
    bool known = isfinite(l->place_lat[i]) && isfinite(l->place_lon[i]) &&
                 (l->place_lat[i] != 0 || l->place_lon[i] != 0);
    if (kind && known) all->bubble[all->count++] = (bubble){.place = i};
  }
}

// Equidistant conic projection about the middle of the places: near enough, and north is
// up in the middle.
static void project(const stabil_report *r, atlas *all) {
  const double *lat = r->layout->place_lat, *lon = r->layout->place_lon;
  const double radian = acos(-1.0) / 180;
  double south = 90, north = -90, west = 180, east = -180;
  for (int i = 0; i < all->count; i++) {
    south = fmin(south, lat[all->bubble[i].place]);
    north = fmax(north, lat[all->bubble[i].place]);
    west = fmin(west, lon[all->bubble[i].place]);
    east = fmax(east, lon[all->bubble[i].place]);
  }
  double parallel = fmax(fabs(south + north) / 2, 1) * radian;
  double middle = (west + east) / 2, cone = sin(parallel);
  for (int i = 0; i < all->count; i++) {
    bubble *b = &all->bubble[i];
    double rho = 1 / tan(parallel) + parallel - lat[b->place] * radian;
    double theta = cone * (lon[b->place] - middle) * radian;
    b->x = rho * sin(theta);
    b->y = rho * cos(theta);
  }
}

static void fit(atlas *all) {
  double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
  for (int i = 0; i < all->count; i++) {
    low[0] = fmin(low[0], all->bubble[i].x);
    high[0] = fmax(high[0], all->bubble[i].x);
    low[1] = fmin(low[1], all->bubble[i].y);
    high[1] = fmax(high[1], all->bubble[i].y);
  }
  double width = high[0] - low[0] > 0 ? high[0] - low[0] : 1;
  width = fmax(width, (high[1] - low[1]) / 1.2); // a tall region is made to fit
  all->aspect = fmax((high[1] - low[1]) / width, 0.05);
  for (int i = 0; i < all->count; i++) {
    all->bubble[i].x = (all->bubble[i].x - low[0]) / width;
    all->bubble[i].y = (all->bubble[i].y - low[1]) / width;
  }
}

// --- how large, and which names have room
// --------------------------------------------------

static int by_radius(const void *a, const void *b) {
  const bubble *one = a, *other = b;
  if (one->radius != other->radius) return one->radius < other->radius ? 1 : -1;
  return one->place - other->place;
}

static void size(const stabil_report *r, atlas *all) {
  double most = 1;
  for (int i = 0; i < all->count; i++)
    most = fmax(most, r->layout->place_population[all->bubble[i].place]);
  for (int i = 0; i < all->count; i++) {
    double people = r->layout->place_population[all->bubble[i].place];
    all->bubble[i].radius = 5 + 23 * sqrt(fmax(people, 0) / most);
  }
  qsort(all->bubble, (size_t)all->count, sizeof *all->bubble, by_radius);
}

typedef struct box {
  double left, right, top, bottom;
} box;

static const double wide = STABIL_SVG_WIDTH - 2 * STABIL_SVG_MAP_MARGIN;

// Right, left, below, above: across and down.
static const int sides[][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
enum { SIDES = sizeof sides / sizeof *sides };

static box box_of(const stabil_report *r, const bubble *b, int side) {
  int across = sides[side][0], down = sides[side][1];
  double text = 1.1 * stabil_svg_width(r->layout->places.label_nb[b->place], 11);
  double x = b->x * wide + across * (b->radius + 4);
  double y = b->y * wide + down * (b->radius + 7);
  double left = across < 0 ? x - text : across > 0 ? x : x - text / 2;
  return (box){left, left + text, y - 7, y + 6};
}

static bool has_room(const stabil_report *r, const atlas *all, int index, int side) {
  box own = box_of(r, &all->bubble[index], side);
  if (own.left < 4 - STABIL_SVG_MAP_MARGIN ||
      own.right > wide + STABIL_SVG_MAP_MARGIN - 4)
    return false;
  for (int i = 0; i < all->count; i++) {
    const bubble *b = &all->bubble[i];
    double x = b->x * wide, y = b->y * wide, near_x = fmin(fmax(x, own.left), own.right);
    double near_y = fmin(fmax(y, own.top), own.bottom);
    if (i != index && hypot(x - near_x, y - near_y) < b->radius + 1) return false;
    if (i == index || b->side < 0) continue;
    box other = box_of(r, b, b->side);
    if (own.left < other.right && other.left < own.right && own.top < other.bottom &&
        other.top < own.bottom)
      return false;
  }
  return true;
}

static void name(const stabil_report *r, atlas *all) {
  for (int i = 0; i < all->count; i++) all->bubble[i].side = -1;
  for (int i = 0; i < all->count; i++)
    for (int side = 0; side < SIDES && all->bubble[i].side < 0; side++)
      if (has_room(r, all, i, side)) all->bubble[i].side = side;
}

// --- the figure
// --------------------------------------------------------------------------

static double rate_of(const stabil_report *r, const atlas *all, int scenario, int year,
                      int place) {
  size_t years = (size_t)r->layout->years, places = (size_t)r->layout->places.count;
  return 100 *
         all->rate[((size_t)scenario * years + (size_t)year) * places + (size_t)place];
}

static json_t *place_of(const stabil_report *r, const atlas *all, const bubble *b) {
  json_t *values = json_array();
  for (int s = 0; s < r->shown_count; s++) {
    json_t *years = json_array();
    for (int year = 0; year < r->layout->years; year++) {
      double rate = rate_of(r, all, r->shown[s], year, b->place);
      (void)json_array_append_new(years, isfinite(rate) ? json_real(rate) : json_null());
    }
    (void)json_array_append_new(values, years);
  }
  json_t *side = b->side < 0 ? json_null()
                             : json_pack("[i, i]", sides[b->side][0], sides[b->side][1]);
  return json_pack("{s:s, s:f, s:f, s:f, s:o, s:o}", "name",
                   r->layout->places.label_nb[b->place], "x", b->x, "y", b->y, "r",
                   b->radius, "label", side, "values", values);
}

static int by_name(const void *a, const void *b) {
  return ((const bubble *)a)->place - ((const bubble *)b)->place;
}

static json_t *map_table(stabil_report *r, const atlas *all) {
  const int years[] = {0, r->layout->years / 2, r->layout->years - 1};
  json_t *table = stabil_report_table(stabil_report_say(r, "map_caption", NULL));
  stabil_report_column(table, stabil_report_say(r, "col_place", NULL), false);
  for (int s = 0; s < r->shown_count; s++)
    for (size_t k = 0; k < 3; k++)
      stabil_report_column(table,
                           stabil_arena_format(r->arena, "%s %s",
                                               stabil_report_scenario(r, r->shown[s]),
                                               stabil_report_year(r, years[k])),
                           true);
  bubble *sorted = stabil_arena_array(r->arena, (size_t)all->count, sizeof *sorted);
  if (!sorted) return table;
  memcpy(sorted, all->bubble, (size_t)all->count * sizeof *sorted);
  qsort(sorted, (size_t)all->count, sizeof *sorted, by_name);
  for (int i = 0; i < all->count; i++) {
    json_t *row = stabil_report_row(table);
    stabil_report_cell(row, r->layout->places.label_nb[sorted[i].place]);
    for (int s = 0; s < r->shown_count; s++)
      for (size_t k = 0; k < 3; k++)
        stabil_report_cell(
            row, stabil_report_number(
                     r, rate_of(r, all, r->shown[s], years[k], sorted[i].place), 1));
  }
  return table;
}

static int ascending(const void *a, const void *b) {
  double one = *(const double *)a, other = *(const double *)b;
  return (one > other) - (one < other);
}

// Round classes of which the highest has a place in twenty or fewer, in all years.
static const double *bounds_of(stabil_report *r, const atlas *all) {
  static const double choices[][5] = {{1, 2, 3, 4, 5},
                                      {2, 4, 6, 8, 10},
                                      {3, 6, 9, 12, 15},
                                      {5, 10, 15, 20, 25},
                                      {5, 10, 20, 30, 40}};
  enum { CHOICES = sizeof choices / sizeof *choices };
  size_t most = (size_t)(all->count * r->shown_count * r->layout->years), count = 0;
  double *rates = stabil_arena_array(r->arena, most + 1, sizeof *rates);
  if (!rates) return choices[CHOICES - 1];
  for (int i = 0; i < all->count; i++)
    for (int k = 0; k < r->shown_count * r->layout->years; k++) {
      double rate = rate_of(r, all, r->shown[k / r->layout->years], k % r->layout->years,
                            all->bubble[i].place);
      if (isfinite(rate)) rates[count++] = rate;
    }
  qsort(rates, count, sizeof *rates, ascending);
  double high = count > 0 ? rates[(count - 1) * 95 / 100] : 0;
  size_t choice = 0;
  while (choice + 1 < CHOICES && choices[choice][4] < high) choice++;
  return choices[choice];
}

static void add_classes(stabil_report *r, const atlas *all, json_t *figure) {
  const double *bounds = bounds_of(r, all);
  static const char *const colours[] = {"#fdf3dc", "#fbd79b", "#f5a55c",
                                        "#dd6a3c", "#b0342c", "#6d1226"};
  json_t *classes = json_array(), *fills = json_array();
  for (size_t i = 0; i < 6; i++) {
    const char *low = i > 0 ? stabil_report_number(r, bounds[i - 1], 0) : "0";
    const char *label = i < 5 ? stabil_arena_format(r->arena, "%s–%s\u00a0%%", low,
                                                    stabil_report_number(r, bounds[i], 0))
                              : stabil_report_say(r, "and_more", "n", low, NULL);
    (void)json_array_append_new(
        classes, json_pack("{s:s, s:s}", "name", label, "colour", colours[i]));
    (void)json_array_append_new(fills, json_string(colours[i]));
  }
  (void)json_object_set_new(figure, "classes", classes);
  (void)json_object_set_new(figure, "colours", fills);
  (void)json_object_set_new(figure, "bounds", stabil_report_numbers(bounds, 5, 1));
}

static void add_figure(stabil_report *r, const atlas *all, json_t *section) {
  const stabil_figure_about about = {
      "map", "map", stabil_report_say(r, "map_figure", NULL),
      stabil_report_say(r, "map_note", NULL), stabil_report_say(r, "unit_rate", NULL)};
  json_t *figure = stabil_report_figure(section, &about, map_table(r, all));
  json_t *places = json_array(), *show = json_array();
  for (int i = 0; i < all->count; i++)
    (void)json_array_append_new(places, place_of(r, all, &all->bubble[i]));
  (void)json_array_append_new(show, json_integer(0));
  for (int s = 1; s < r->shown_count; s++)
    if (r->shown[s] == r->lead) (void)json_array_append_new(show, json_integer(s));
  (void)json_object_set_new(figure, "years", json_true());
  (void)json_object_set_new(figure, "x", stabil_report_years(r));
  (void)json_object_set_new(figure, "series", stabil_report_series(r));
  (void)json_object_set_new(figure, "places", places);
  (void)json_object_set_new(figure, "show", show);
  (void)json_object_set_new(figure, "aspect", json_real(all->aspect));
  add_classes(r, all, figure);
}

static stabil_status read_rates(stabil_report *r, atlas *all, stabil_error *err) {
  const stabil_layout *l = r->layout;
  const stabil_block block = {.rank = 4,
                              .first = {STABIL_STATISTIC_MEAN},
                              .count = {1, (size_t)l->scenarios.count, (size_t)l->years,
                                        (size_t)l->places.count}};
  size_t count = block.count[1] * block.count[2] * block.count[3];
  all->rate = stabil_arena_array(r->arena, count + 1, sizeof *all->rate);
  if (!all->rate) return stabil_report_no_memory(err);
  return stabil_results_read(r->results, "summary/by_place/vacancy_rate", &block,
                             all->rate, err);
}

stabil_status stabil_report_map(stabil_report *r, stabil_error *err) {
  atlas all = {.bubble = stabil_arena_array(r->arena, (size_t)r->layout->places.count + 1,
                                            sizeof(bubble))};
  if (!all.bubble) return stabil_report_no_memory(err);
  gather(r, &all);
  if (all.count < 3) return STABIL_OK;
  stabil_status status = read_rates(r, &all, err);
  if (status != STABIL_OK) return status;
  project(r, &all);
  fit(&all);
  size(r, &all);
  name(r, &all);
  json_t *section = stabil_report_section(r, "map", stabil_report_say(r, "map", NULL));
  add_figure(r, &all, section);
  return STABIL_OK;
}
