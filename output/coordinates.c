// SPDX-License-Identifier: GPL-3.0-or-later
// Dimensions and coordinates. Every group has its own copy: readers that open one group
// do not see those of its parents.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/statistic.h"
#include "output/writer.h"

// --- lists of texts and numbers
// ---------------------------------------------------------------

// Texts or numbers picked by an index; freed by the caller, NULL when memory is out.
static const char **pick_texts(stabil_h5 *h5, const int *index, int count,
                               const char *const *from) {
  const char **out = calloc((size_t)count + 1, sizeof *out);
  if (!out) stabil_h5_fail(h5, "coordinates", 0);
  for (int i = 0; out && i < count; i++) out[i] = index[i] >= 0 ? from[index[i]] : "";
  return out;
}

static int *number_range(stabil_h5 *h5, int first, int count) {
  int *out = calloc((size_t)count + 1, sizeof *out);
  if (!out) stabil_h5_fail(h5, "coordinates", 0);
  for (int i = 0; out && i < count; i++) out[i] = first + i;
  return out;
}

static void along_index(stabil_h5_group *group, const stabil_about *about, int dimension,
                        const int *index, const char *const *from) {
  int count = (int)group->size[dimension];
  const char **text = pick_texts(group->h5, index, count, from);
  if (text) stabil_h5_along_text(group, about, dimension, text);
  free(text);
}

// --- dimensions
// ------------------------------------------------------------------------------

static void write_labels(stabil_h5_group *group, int dimension, const char *suffix,
                         const char *const *label) {
  char name[64];
  snprintf(name, sizeof name, "%s_label%s", group->name[dimension], suffix);
  stabil_about about = {.name = name, .unit = "1"};
  about.long_name = *suffix ? "label in Norwegian" : "label in English";
  about.long_name_nb = *suffix ? "navn på bokmål" : "navn på engelsk";
  stabil_h5_along_text(group, &about, dimension, label);
}

int stabil_write_names(stabil_h5_group *group, const stabil_about *about,
                       const stabil_names *names) {
  int dimension = stabil_h5_dimension_text(group, about, names->count, names->name);
  write_labels(group, dimension, "", names->label_en);
  write_labels(group, dimension, "_nb", names->label_nb);
  return dimension;
}

static void write_references(stabil_h5_group *group, const stabil_layout *layout,
                             int dimension) {
  stabil_about about = {.name = "reference", .unit = "1"};
  about.long_name = "scenario that its differences are against";
  about.long_name_nb = "scenario som forskjellene er regnet mot";
  int *index = number_range(group->h5, 0, layout->scenarios.count);
  for (int i = 0; index && i < layout->scenarios.count; i++)
    index[i] = stabil_layout_reference(layout, i);
  if (index) along_index(group, &about, dimension, index, layout->scenarios.name);
  free(index);
}

int stabil_write_scenarios(const stabil_writer *writer, stabil_h5_group *group) {
  const stabil_names *names = &writer->layout->scenarios;
  stabil_about about = {.name = "scenario", .unit = "1", .long_name = "scenario"};
  about.long_name_nb = "scenario";
  int dimension = stabil_write_names(group, &about, names);
  write_references(group, writer->layout, dimension);
  return dimension;
}

// Which replicates of a draw met the same shocks.
static void write_paths(const stabil_writer *writer, stabil_h5_group *group,
                        int dimension, int *value) {
  const stabil_layout *layout = writer->layout;
  int draws = layout->draws > 1 ? layout->draws : 1;
  stabil_about path = {.name = "shock_path", .unit = "1"};
  path.long_name = "path of shocks, within the draw";
  path.long_name_nb = "forløp av sjokk, innen trekningen";
  for (int i = 0; i < writer->replicates; i++)
    value[i] = (layout->first_replicate + i - 1) / draws % layout->shock_paths;
  stabil_h5_along_int(group, &path, dimension, value);
}

int stabil_write_replicates(const stabil_writer *writer, stabil_h5_group *group) {
  const stabil_layout *layout = writer->layout;
  stabil_about about = {.name = "replicate", .unit = "1", .long_name = "replicate"};
  about.long_name_nb = "replikat";
  stabil_about draw = {.name = "draw", .unit = "1"};
  draw.long_name = "draw of the uncertain parameters";
  draw.long_name_nb = "trekning av usikre parametre";
  int *value = number_range(group->h5, layout->first_replicate, writer->replicates);
  if (!value) return 0;
  int dimension = stabil_h5_dimension_int(group, &about, writer->replicates, value);
  int draws = layout->draws > 1 ? layout->draws : 1;
  for (int i = 0; i < writer->replicates; i++) value[i] = (value[i] - 1) % draws;
  stabil_h5_along_int(group, &draw, dimension, value);
  if (layout->shock_paths > 0) write_paths(writer, group, dimension, value);
  free(value);
  return dimension;
}

int stabil_write_range(stabil_h5_group *group, const stabil_about *about, int first,
                       int count) {
  int *value = number_range(group->h5, first, count);
  if (!value) return 0;
  int dimension = stabil_h5_dimension_int(group, about, count, value);
  free(value);
  return dimension;
}

int stabil_write_years(const stabil_writer *writer, stabil_h5_group *group) {
  stabil_about about = {.name = "year", .unit = "year", .long_name = "calendar year"};
  about.long_name_nb = "kalenderår";
  return stabil_write_range(group, &about, writer->layout->first_year,
                            writer->layout->years);
}

int stabil_write_programmes(const stabil_writer *writer, stabil_h5_group *group) {
  const stabil_layout *layout = writer->layout;
  stabil_about about = {.name = "programme", .unit = "1", .long_name = "programme"};
  about.long_name_nb = "utdanningsprogram";
  stabil_about profession = {
      .name = "profession", .unit = "1", .long_name = "profession"};
  profession.long_name_nb = "profesjon";
  int dimension = stabil_write_names(group, &about, &layout->programmes);
  along_index(group, &profession, dimension, layout->programme_profession,
              layout->professions.name);
  return dimension;
}

int stabil_write_roles(const stabil_writer *writer, stabil_h5_group *group) {
  const stabil_names *names = &writer->layout->roles;
  stabil_about about = {.name = "role", .unit = "1", .long_name = "kind of post"};
  about.long_name_nb = "stillingstype";
  return stabil_write_names(group, &about, names);
}

int stabil_write_statistics(stabil_h5_group *group) {
  stabil_about about = {.name = "statistic", .unit = "1"};
  about.long_name = "statistic over replicates";
  about.long_name_nb = "statistikk over replikater";
  const char *name[STABIL_STATISTIC_COUNT];
  for (stabil_statistic i = 0; i < STABIL_STATISTIC_COUNT; i++)
    name[i] = stabil_statistic_name(i);
  return stabil_h5_dimension_text(group, &about, STABIL_STATISTIC_COUNT, name);
}

// --- posts and places
// -------------------------------------------------------------------------

static const stabil_about about_centrality = {
    .name = "centrality",
    .unit = "1",
    .long_name = "class of centrality (Statistics Norway, 1 most central)",
    .long_name_nb = "sentralitetsklasse (SSB, 1 mest sentral)",
    .comment = "0: rest of the country"};
static const stabil_about about_region = {.name = "region",
                                          .unit = "1",
                                          .long_name = "labour region",
                                          .long_name_nb = "arbeidsmarkedsregion"};
static const stabil_about about_place = {.name = "place",
                                         .unit = "1",
                                         .long_name = "municipality, hospital or rest",
                                         .long_name_nb = "kommune, sykehus eller rest"};
static const stabil_about about_place_name = {.name = "place_name",
                                              .unit = "1",
                                              .long_name = "name of the place",
                                              .long_name_nb = "stedsnavn"};
static const stabil_about about_kind = {.name = "kind",
                                        .unit = "1",
                                        .long_name = "kind of place",
                                        .long_name_nb = "type sted"};
static const stabil_about about_rest = {.name = "rest",
                                        .unit = "1",
                                        .long_name = "rest of the country",
                                        .long_name_nb = "resten av landet",
                                        .comment = "left out of sums over posts"};

// "5501/gp"; the texts lie behind the pointers in one block.
static const char **post_names(stabil_h5 *h5, const stabil_layout *layout) {
  size_t posts = (size_t)layout->posts, size = (posts + 1) * sizeof(char *);
  for (size_t i = 0; i < posts; i++)
    size += strlen(layout->places.name[layout->post_place[i]]) +
            strlen(layout->roles.name[layout->post_role[i]]) + 2;
  const char **out = malloc(size);
  if (!out) {
    stabil_h5_fail(h5, "coordinates", 0);
    return NULL;
  }
  char *at = (char *)(out + posts + 1), *end = (char *)out + size;
  for (size_t i = 0; i < posts; i++) {
    out[i] = at;
    at += 1 + snprintf(at, (size_t)(end - at), "%s/%s",
                       layout->places.name[layout->post_place[i]],
                       layout->roles.name[layout->post_role[i]]);
  }
  return out;
}

static void write_post_coordinates(stabil_h5_group *group, const stabil_layout *layout,
                                   int post) {
  static const stabil_about role = {.name = "role",
                                    .unit = "1",
                                    .long_name = "kind of post",
                                    .long_name_nb = "stillingstype"};
  static const stabil_about profession = {.name = "profession",
                                          .unit = "1",
                                          .long_name = "profession",
                                          .long_name_nb = "profesjon"};
  static const stabil_about district = {
      .name = "district",
      .unit = "1",
      .long_name = "post in the district of the modelled region",
      .long_name_nb = "stilling i distriktet i den modellerte regionen"};
  const int *place = layout->post_place;
  along_index(group, &about_place, post, place, layout->places.name);
  along_index(group, &about_place_name, post, place, layout->places.label_nb);
  along_index(group, &about_kind, post, place, layout->place_kind);
  along_index(group, &role, post, layout->post_role, layout->roles.name);
  along_index(group, &profession, post, layout->post_profession,
              layout->professions.name);
  stabil_h5_along_int(group, &about_centrality, post, layout->post_centrality);
  along_index(group, &about_region, post, layout->post_region, layout->regions.name);
  stabil_h5_along_flag(group, &about_rest, post, layout->post_rest, "modelled rest");
  stabil_h5_along_flag(group, &district, post, layout->post_district, "other district");
}

static int write_posts(const stabil_writer *writer, stabil_h5_group *group) {
  stabil_about about = {
      .name = "post", .unit = "1", .long_name = "place and kind of post"};
  about.long_name_nb = "sted og stillingstype";
  const char **name = post_names(group->h5, writer->layout);
  if (!name) return 0;
  int post = stabil_h5_dimension_text(group, &about, writer->layout->posts, name);
  free(name);
  write_post_coordinates(group, writer->layout, post);
  return post;
}

static void write_place_coordinates(stabil_h5_group *group, const stabil_layout *layout,
                                    int place) {
  static const stabil_about county = {
      .name = "county", .unit = "1", .long_name = "county", .long_name_nb = "fylke"};
  static const stabil_about population = {.name = "population",
                                          .unit = "people",
                                          .long_name = "inhabitants",
                                          .long_name_nb = "innbyggere"};
  static const stabil_about latitude = {.name = "latitude",
                                        .unit = "degrees_north",
                                        .long_name = "latitude",
                                        .long_name_nb = "breddegrad"};
  static const stabil_about longitude = {.name = "longitude",
                                         .unit = "degrees_east",
                                         .long_name = "longitude",
                                         .long_name_nb = "lengdegrad"};
  stabil_h5_along_text(group, &about_place_name, place, layout->places.label_nb);
  stabil_h5_along_text(group, &about_kind, place, layout->place_kind);
  stabil_h5_along_text(group, &county, place, layout->place_county);
  stabil_h5_along_int(group, &about_centrality, place, layout->place_centrality);
  along_index(group, &about_region, place, layout->place_region, layout->regions.name);
  stabil_h5_along_double(group, &population, place, layout->place_population);
  stabil_h5_along_double(group, &latitude, place, layout->place_lat);
  stabil_h5_along_double(group, &longitude, place, layout->place_lon);
}

static int write_places(const stabil_writer *writer, stabil_h5_group *group) {
  const stabil_names *names = &writer->layout->places;
  int place = stabil_h5_dimension_text(group, &about_place, names->count, names->name);
  write_place_coordinates(group, writer->layout, place);
  return place;
}

// --- groups of posts
// --------------------------------------------------------------------------

static int write_classes(const stabil_writer *writer, stabil_h5_group *group) {
  stabil_about about = about_centrality;
  about.comment = NULL; // the rest of the country is left out
  return stabil_h5_dimension_int(group, &about, writer->columns->classes,
                                 writer->columns->centrality);
}

static int write_regions(const stabil_writer *writer, stabil_h5_group *group) {
  const stabil_names *names = &writer->layout->regions;
  const int *index = writer->columns->region;
  int count = writer->columns->regions;
  const char **name = pick_texts(group->h5, index, count, names->name);
  const char **en = pick_texts(group->h5, index, count, names->label_en);
  const char **nb = pick_texts(group->h5, index, count, names->label_nb);
  int region = 0;
  if (name && en && nb) {
    stabil_names present = {.count = count, .name = name, .label_en = en, .label_nb = nb};
    region = stabil_write_names(group, &about_region, &present);
  }
  free(name);
  free(en);
  free(nb);
  return region;
}

int stabil_write_kind(const stabil_writer *writer, stabil_h5_group *group,
                      stabil_grouping kind) {
  int first = -1;
  switch (kind) {
  case STABIL_GROUPING_POST:
    return write_posts(writer, group);
  case STABIL_GROUPING_PLACE:
    return write_places(writer, group);
  case STABIL_GROUPING_CENTRALITY:
  case STABIL_GROUPING_CENTRALITY_ROLE:
    first = write_classes(writer, group);
    break;
  case STABIL_GROUPING_REGION:
  case STABIL_GROUPING_REGION_ROLE:
    first = write_regions(writer, group);
    break;
  default:
    return stabil_write_roles(writer, group);
  }
  if (kind == STABIL_GROUPING_CENTRALITY_ROLE || kind == STABIL_GROUPING_REGION_ROLE)
    stabil_write_roles(writer, group);
  return first;
}
