// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/layout.h"

#include <string.h>

enum { TENURE_CLASSES = 21 };

static const struct {
  double from;
  const char *name;
} sizes[] = {
#define SIZE_ROW(from, name) {from, name},
    STABIL_SIZE_LIST(SIZE_ROW)
#undef SIZE_ROW
};
enum { SIZES = sizeof sizes / sizeof *sizes };

int stabil_layout_size(const stabil_place *place) {
  if (place->kind == STABIL_REST) return -1;
  if (place->kind == STABIL_HOSPITAL) return SIZES;
  int i = SIZES - 1;
  while (i > 0 && place->population < sizes[i].from) i--;
  return i;
}

typedef const char *(*text_at)(const stabil_study *study, int i);

#define TEXTS(what, array, key, label)                                                   \
  static const char *what##_key(const stabil_study *study, int i) {                      \
    return study->array[i].key;                                                          \
  }                                                                                      \
  static const char *what##_en(const stabil_study *study, int i) {                       \
    return study->array[i].label.en;                                                     \
  }                                                                                      \
  static const char *what##_nb(const stabil_study *study, int i) {                       \
    return study->array[i].label.nb;                                                     \
  }
TEXTS(place, place, id, label)
TEXTS(role, role, name, label)
TEXTS(profession, profession, name, label)
TEXTS(region, region, name, label)
TEXTS(programme, programme, name, label)
TEXTS(scenario, scenario, name, label)
#undef TEXTS

static const char *or_name(const char *text, const char *name) {
  return text && *text ? text : name;
}

static stabil_names names(const stabil_study *study, stabil_arena *arena, int count,
                          text_at key, text_at en, text_at nb) {
  const char **list[3];
  for (int k = 0; k < 3; k++)
    list[k] = stabil_arena_array(arena, (size_t)count + 1, sizeof *list[k]);
  stabil_names out = {count, list[0], list[1], list[2]};
  if (!list[0] || !list[1] || !list[2]) return (stabil_names){0};
  for (int i = 0; i < count; i++) {
    list[0][i] = key(study, i);
    list[1][i] = or_name(en(study, i), list[0][i]);
    list[2][i] = or_name(nb(study, i), list[1][i]);
  }
  return out;
}

// Where a scenario of the study stands in the run; the baseline where it does not.
static int place_in_run(const int *scenarios, int count, int scenario, int baseline) {
  for (int i = 0; i < count; i++)
    if (scenarios[i] == scenario) return i;
  return baseline;
}

static bool fill_references(const stabil_study *study, const int *scenarios, int count,
                            stabil_arena *arena, stabil_layout *out) {
  int *reference = stabil_arena_array(arena, (size_t)count + 1, sizeof *reference);
  if (!reference) return false;
  for (int i = 0; i < count; i++)
    reference[i] = place_in_run(scenarios, count, study->scenario[scenarios[i]].reference,
                                out->baseline);
  out->reference = reference;
  return true;
}

static bool fill_scenarios(const stabil_study *study, const int *scenarios, int count,
                           stabil_arena *arena, stabil_layout *out) {
  stabil_names all =
      names(study, arena, study->scenario_count, scenario_key, scenario_en, scenario_nb);
  const char **list[3];
  for (int k = 0; k < 3; k++)
    list[k] = stabil_arena_array(arena, (size_t)count + 1, sizeof *list[k]);
  if (!all.name || !list[0] || !list[1] || !list[2]) return false;
  for (int i = 0; i < count; i++) {
    list[0][i] = all.name[scenarios[i]];
    list[1][i] = all.label_en[scenarios[i]];
    list[2][i] = all.label_nb[scenarios[i]];
    if (strcmp(list[0][i], "baseline") == 0) out->baseline = i;
  }
  out->scenarios = (stabil_names){count, list[0], list[1], list[2]};
  return fill_references(study, scenarios, count, arena, out);
}

static bool fill_posts(const stabil_world *w, stabil_arena *arena, stabil_layout *out) {
  const size_t n = (size_t)w->posts + 1;
  int *list[5];
  for (int k = 0; k < 5; k++) {
    list[k] = stabil_arena_array(arena, n, sizeof(int));
    if (!list[k]) return false;
  }
  bool *rest = stabil_arena_array(arena, n, sizeof *rest);
  bool *district = stabil_arena_array(arena, n, sizeof *district);
  if (!rest || !district) return false;
  for (int j = 0; j < w->posts; j++) {
    const stabil_place *place = &w->study->place[w->post[j].place];
    list[0][j] = w->post[j].place;
    list[1][j] = w->post[j].role;
    list[2][j] = w->post[j].profession;
    list[3][j] = place->centrality;
    list[4][j] = place->region;
    rest[j] = w->post[j].rest;
    district[j] = w->place_district[w->post[j].place];
  }
  out->posts = w->posts;
  out->post_place = list[0];
  out->post_role = list[1];
  out->post_profession = list[2];
  out->post_centrality = list[3];
  out->post_region = list[4];
  out->post_rest = rest;
  out->post_district = district;
  return true;
}

static bool fill_places(const stabil_world *w, stabil_arena *arena, stabil_layout *out) {
  static const char *const kinds[] = {"municipality", "hospital", "rest"};
  const size_t n = (size_t)w->places + 1;
  int *centrality = stabil_arena_array(arena, n, sizeof(int));
  int *region = stabil_arena_array(arena, n, sizeof(int));
  const char **kind = stabil_arena_array(arena, n, sizeof *kind);
  const char **county = stabil_arena_array(arena, n, sizeof *county);
  double *numbers[3];
  for (int k = 0; k < 3; k++) {
    numbers[k] = stabil_arena_array(arena, n, sizeof(double));
    if (!numbers[k]) return false;
  }
  if (!centrality || !region || !kind || !county) return false;
  for (int p = 0; p < w->places; p++) {
    const stabil_place *place = &w->study->place[p];
    centrality[p] = place->centrality;
    region[p] = place->region;
    kind[p] = kinds[place->kind];
    county[p] = place->county < 0 ? "" : w->study->county[place->county].name;
    numbers[0][p] = place->population;
    numbers[1][p] = place->lat;
    numbers[2][p] = place->lon;
  }
  out->place_centrality = centrality;
  out->place_region = region;
  out->place_kind = kind;
  out->place_county = county;
  out->place_population = numbers[0];
  out->place_lat = numbers[1];
  out->place_lon = numbers[2];
  return true;
}

static bool fill_sizes(stabil_arena *arena, stabil_layout *out) {
  const char **list = stabil_arena_array(arena, SIZES + 1, sizeof *list);
  if (!list) return false;
  for (int i = 0; i < SIZES; i++) list[i] = sizes[i].name;
  list[SIZES] = "hospital";
  out->sizes = (stabil_names){SIZES + 1, list, list, list};
  out->tenure_years = TENURE_CLASSES;
  return true;
}

static bool fill_traits(const stabil_world *w, stabil_arena *arena, stabil_layout *out) {
  const char **list = stabil_arena_array(arena, (size_t)w->traits + 1, sizeof *list);
  if (!list) return false;
  for (int t = 0; t < w->traits; t++) list[t] = w->study->trait[t].value[1];
  out->traits = (stabil_names){w->traits, list, list, list};
  return true;
}

static bool fill_programmes(const stabil_world *w, stabil_arena *arena,
                            stabil_layout *out) {
  int *profession = stabil_arena_array(arena, (size_t)w->programmes + 1, sizeof(int));
  if (!profession) return false;
  for (int g = 0; g < w->programmes; g++)
    profession[g] = w->study->programme[g].profession;
  out->programme_profession = profession;
  return true;
}

stabil_status stabil_layout_fill(const stabil_world *w, const int *scenarios,
                                 int scenario_count, stabil_arena *arena,
                                 stabil_layout *out, stabil_error *err) {
  const stabil_study *study = w->study;
  *out = (stabil_layout){.title_en = or_name(study->title.en, ""),
                         .title_nb = or_name(study->title.nb, ""),
                         .first_year = study->first_year,
                         .years = w->years,
                         .steps_per_year = w->steps_per_year,
                         .price_year = study->price_year,
                         .seed = w->seed,
                         .study_text = study->text,
                         .study_path = study->path,
                         .command = ""};
  out->places = names(study, arena, w->places, place_key, place_en, place_nb);
  out->roles = names(study, arena, w->roles, role_key, role_en, role_nb);
  out->professions =
      names(study, arena, w->professions, profession_key, profession_en, profession_nb);
  out->regions = names(study, arena, w->regions, region_key, region_en, region_nb);
  out->programmes =
      names(study, arena, w->programmes, programme_key, programme_en, programme_nb);
  const bool named = out->places.name && out->roles.name && out->professions.name &&
                     out->regions.name && out->programmes.name;
  if (!named || !fill_scenarios(study, scenarios, scenario_count, arena, out) ||
      !fill_posts(w, arena, out) || !fill_places(w, arena, out) ||
      !fill_sizes(arena, out) || !fill_programmes(w, arena, out) ||
      !stabil_layout_groups(w, arena, out) || !fill_traits(w, arena, out))
    return stabil_fail(err, STABIL_MEMORY, "no memory for the layout of results");
  return STABIL_OK;
}

int stabil_layout_reference(const stabil_layout *layout, int scenario) {
  return layout->reference ? layout->reference[scenario] : layout->baseline;
}
