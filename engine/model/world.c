// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/world.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/parts.h"
#include "model/strata.h"

// Permanent salts: what field a name's hash belongs to in an identity.
enum {
  SALT_PLACE = 1,
  SALT_ROLE,
  SALT_CONTRACT,
  SALT_SEARCH,
  SALT_STUDENT,
  SALT_STAGE,
  SALT_TRAIT,
  SALT_PROGRAMME,
  SALT_ORIGIN,
  SALT_TRAINING,
  SALT_BOND = 48,
  SALT_AGREEMENT = 52 // numbers from 33 on are taken in year/cohorts.c
};

static uint64_t salted(uint64_t salt, const char *name) {
  return stabil_random_mix(stabil_text_hash(name) ^ (salt << 56));
}

double stabil_world_value(const stabil_world *world, const stabil_quantity *quantity) {
  if (world->used) world->used[quantity->index] = 1;
  if (quantity->index > 0) return world->value[quantity->index];
  return stabil_quantity_draw(quantity, world->seed, world->draw);
}

static void put_values(stabil_world *w, const stabil_quantity *const *member, int count) {
  for (int i = 0; i < count; i++) w->value[member[i]->index] = w->joint[i];
}

// Every number is drawn once; all that follows reads the drawn values.
static void draw_values(stabil_world *w) {
  for (int i = 0; i < w->study->quantity_count; i++) {
    const stabil_quantity *quantity = w->study->quantity[i];
    if (quantity->index > 0)
      w->value[quantity->index] = stabil_quantity_draw(quantity, w->seed, w->draw);
  }
  for (int i = 0; i < w->study->simplex_count; i++) {
    const stabil_simplex *simplex = &w->study->simplex[i];
    stabil_simplex_draw(simplex, w->seed, w->draw, w->joint);
    put_values(w, simplex->member, simplex->count);
  }
  for (int i = 0; i < w->study->correlation_count; i++) {
    const stabil_correlation *group = &w->study->correlation[i];
    stabil_correlation_draw(group, w->seed, w->draw, w->joint);
    put_values(w, group->member, group->count);
  }
}

static const stabil_quantity *find_quantity(const stabil_study *study, const char *key) {
  for (int i = 0; i < study->quantity_count; i++)
    if (strcmp(study->quantity[i]->path, key) == 0) return study->quantity[i];
  return NULL;
}

static stabil_status change_value(stabil_world *w, const stabil_change *change,
                                  stabil_error *err) {
  const stabil_quantity *quantity = find_quantity(w->study, change->key);
  if (!quantity)
    return stabil_fail(err, STABIL_USAGE, "no number '%s' in the study", change->key);
  if (!(change->value >= quantity->low && change->value <= quantity->high))
    return stabil_fail(err, STABIL_USAGE, "%s: found %.10g, expected %.10g to %.10g",
                       change->key, change->value, quantity->low, quantity->high);
  w->value[quantity->index] = change->value;
  return STABIL_OK;
}

static stabil_status set_values(stabil_world *w, const stabil_world_plan *plan,
                                stabil_error *err) {
  stabil_status status = STABIL_OK;
  draw_values(w);
  for (int i = 0; i < plan->change_count && status == STABIL_OK; i++)
    status = change_value(w, &plan->changes[i], err);
  return status;
}

static bool row_matches(const stabil_table_row *row, const stabil_place *place,
                        int index) {
  switch (row->axis) {
  case STABIL_BY_KIND:
    return row->low == (int)place->kind;
  case STABIL_BY_CENTRALITY:
    return place->centrality >= row->low && place->centrality <= row->high;
  case STABIL_BY_SIZE:
    return place->kind == STABIL_MUNICIPALITY && place->population >= row->low &&
           place->population <= row->high;
  case STABIL_BY_PLACE:
    return row->low == index;
  }
  return false;
}

const stabil_quantity *stabil_table_find(const stabil_study *study,
                                         const stabil_table *table, int place) {
  const stabil_quantity *best = &table->base;
  int best_axis = -1; // axes are numbered by precedence
  for (int i = 0; i < table->count; i++) {
    const stabil_table_row *row = &table->row[i];
    if ((int)row->axis > best_axis && row_matches(row, &study->place[place], place)) {
      best = &row->value;
      best_axis = (int)row->axis;
    }
  }
  return best;
}

double stabil_world_table(const stabil_world *world, const stabil_table *table,
                          int place) {
  return stabil_world_value(world, stabil_table_find(world->study, table, place));
}

static bool post_exists(const stabil_study *study, int place, int role) {
  const stabil_place *p = &study->place[place];
  for (int i = 0; i < p->post_count; i++) {
    if (p->post[i].role == role) return true;
  }
  const stabil_role *r = &study->role[role];
  return p->kind == STABIL_MUNICIPALITY && r->place_kind == STABIL_MUNICIPALITY &&
         (r->funded.has_per_10000 || r->demand.has_per_10000 || r->need.has_per_10000);
}

static void count_things(stabil_world *w, const stabil_study *study) {
  w->places = study->place_count;
  w->roles = study->role_count;
  w->stages = study->stage_count;
  w->professions = study->profession_count;
  w->programmes = study->programme_count;
  w->regions = study->region_count;
  w->bonds = study->bond_count;
  w->agreements = study->agreement_count;
  w->traits = study->trait_count;
  w->tracks = study->track_count;
  for (int r = 0; r < w->roles; r++) w->terms = w->terms || study->role[r].term.given;
  w->kinds = (1 << w->traits) * (w->tracks + 1) * 3;
  for (int p = 0; p < w->places; p++) {
    for (int r = 0; r < w->roles; r++) w->posts += post_exists(study, p, r);
  }
  w->search_slot = 2 * w->posts;
  w->student_slot = w->search_slot + w->places;
  w->slots = w->student_slot + w->programmes;
}

static stabil_status check_slots(const stabil_world *w, stabil_error *err) {
  if (w->slots <= STABIL_MAX_SLOTS) return STABIL_OK;
  return stabil_fail(err, STABIL_INPUT,
                     "found %d places where somebody can be (two for each post, one for "
                     "each place and programme), expected at most %d",
                     w->slots, STABIL_MAX_SLOTS);
}

static bool allocate(stabil_world *w) {
  stabil_arena *a = w->arena;
  const size_t places = (size_t)w->places, roles = (size_t)w->roles;
  w->value = stabil_arena_array(a, (size_t)w->study->quantity_count + 1, sizeof(double));
  w->joint = stabil_arena_array(a, (size_t)w->study->quantity_count + 1, sizeof(double));
  w->slot = stabil_arena_array(a, (size_t)w->slots, sizeof *w->slot);
  w->post = stabil_arena_array(a, (size_t)w->posts, sizeof *w->post);
  w->post_of = stabil_arena_array(a, places * roles, sizeof *w->post_of);
  w->post_order = stabil_arena_array(a, (size_t)w->posts, sizeof *w->post_order);
  w->region_order = stabil_arena_array(a, (size_t)w->regions, sizeof *w->region_order);
  w->place_rest = stabil_arena_array(a, places, sizeof *w->place_rest);
  w->place_district = stabil_arena_array(a, places, sizeof *w->place_district);
  w->group = stabil_arena_array(a, places, sizeof *w->group);
  w->rest_place = stabil_arena_array(a, STABIL_MAX_GROUPS, sizeof *w->rest_place);
  w->rest_posts = stabil_arena_array(a, STABIL_MAX_GROUPS, sizeof *w->rest_posts);
  w->stage_id = stabil_arena_array(a, (size_t)w->stages, sizeof *w->stage_id);
  w->trait_id = stabil_arena_array(a, (size_t)w->traits, sizeof *w->trait_id);
  w->role_id = stabil_arena_array(a, roles, sizeof *w->role_id);
  w->place_id = stabil_arena_array(a, places, sizeof *w->place_id);
  w->programme_id = stabil_arena_array(a, (size_t)w->programmes, sizeof(uint64_t));
  w->programme_track = stabil_arena_array(a, (size_t)w->programmes, sizeof(int));
  w->origin_id = stabil_arena_array(a, (size_t)w->regions, sizeof *w->origin_id);
  w->training_id = stabil_arena_array(a, (size_t)w->regions, sizeof *w->training_id);
  w->bond = stabil_arena_array(a, (size_t)w->bonds, sizeof *w->bond);
  w->bond_order = stabil_arena_array(a, (size_t)w->bonds, sizeof *w->bond_order);
  w->agreement_id = stabil_arena_array(a, (size_t)w->agreements, sizeof(uint64_t));
  w->agreement_order = stabil_arena_array(a, (size_t)w->agreements, sizeof(int));
  w->programme_order = stabil_arena_array(a, (size_t)w->programmes, sizeof(int));
  if (!w->agreement_id || !w->agreement_order || !w->programme_order) return false;
  return w->bond && w->bond_order && w->value && w->joint && w->slot && w->post &&
         w->post_of && w->post_order && w->region_order && w->place_rest &&
         w->place_district && w->group && w->rest_place && w->rest_posts && w->stage_id &&
         w->trait_id && w->role_id && w->place_id && w->programme_id &&
         w->programme_track && w->origin_id && w->training_id;
}

static bool is_district(const stabil_study *study, const stabil_place *place) {
  if (place->kind == STABIL_REST) return false;
  for (int i = 0; i < study->district.count; i++) {
    if (study->district.index[i] == place->centrality) return true;
  }
  return false;
}

static stabil_status name_places(stabil_world *w, stabil_error *err) {
  w->groups = 1;
  for (int p = 0; p < w->places; p++) {
    const stabil_place *place = &w->study->place[p];
    w->place_rest[p] = place->kind == STABIL_REST;
    w->place_district[p] = is_district(w->study, place);
    if (!w->place_rest[p]) continue;
    if (w->groups == STABIL_MAX_GROUPS)
      return stabil_fail_at(err, STABIL_INPUT, place->mark, "places",
                            "found more than %d places of kind rest",
                            STABIL_MAX_GROUPS - 1);
    w->rest_place[w->groups++] = p;
  }
  return STABIL_OK;
}

static void name_posts(stabil_world *w) {
  const stabil_study *study = w->study;
  int n = 0;
  for (int p = 0; p < w->places; p++) {
    w->place_id[p] = salted(SALT_PLACE, study->place[p].id);
    for (int r = 0; r < w->roles; r++) {
      w->post_of[p * w->roles + r] = -1;
      if (!post_exists(study, p, r)) continue;
      const uint64_t id = w->place_id[p] + salted(SALT_ROLE, study->role[r].name);
      w->post[n] = (stabil_post){.place = p,
                                 .role = r,
                                 .profession = study->role[r].profession,
                                 .rest = w->place_rest[p],
                                 .id = id};
      w->post_of[p * w->roles + r] = n++;
    }
  }
}

static void order_posts(stabil_world *w) {
  for (int j = 0; j < w->posts; j++) {
    int k = j;
    for (; k > 0 && w->post[w->post_order[k - 1]].id > w->post[j].id; k--)
      w->post_order[k] = w->post_order[k - 1];
    w->post_order[k] = j;
  }
}

static bool list_rest_posts(stabil_world *w) {
  const size_t posts = (size_t)w->posts;
  for (int g = 1; g < w->groups; g++) {
    stabil_post_list *list = &w->rest_posts[g];
    list->post = stabil_arena_array(w->arena, posts, sizeof *list->post);
    if (!list->post) return false;
    for (int k = 0; k < w->posts; k++)
      if (w->post[w->post_order[k]].place == w->rest_place[g])
        list->post[list->count++] = w->post_order[k];
  }
  return true;
}

static void order_regions(stabil_world *w) {
  for (int r = 0; r < w->regions; r++) {
    int k = r;
    for (; k > 0 && w->origin_id[w->region_order[k - 1]] > w->origin_id[r]; k--)
      w->region_order[k] = w->region_order[k - 1];
    w->region_order[k] = r;
  }
}

// Rest places take their groups in the order of their names.
static void order_groups(stabil_world *w) {
  const stabil_place *place = w->study->place;
  for (int g = 2; g < w->groups; g++) {
    const int p = w->rest_place[g];
    int k = g;
    for (; k > 1 && strcmp(place[w->rest_place[k - 1]].id, place[p].id) > 0; k--)
      w->rest_place[k] = w->rest_place[k - 1];
    w->rest_place[k] = p;
  }
  for (int g = 1; g < w->groups; g++) w->group[w->rest_place[g]] = g;
}

static void name_slots(stabil_world *w) {
  const uint64_t rotation = salted(SALT_CONTRACT, "rotation");
  for (int j = 0; j < w->posts; j++) {
    const stabil_post *post = &w->post[j];
    w->slot[j] =
        (stabil_slot){STABIL_SLOT_POST, j, post->place, post->role, post->rest, post->id};
    w->slot[w->posts + j] =
        (stabil_slot){STABIL_SLOT_ROTATION, j,          post->place,
                      post->role,           post->rest, post->id + rotation};
  }
  for (int p = 0; p < w->places; p++) {
    w->slot[w->search_slot + p] =
        (stabil_slot){STABIL_SLOT_SEARCH,
                      -1,
                      p,
                      -1,
                      w->place_rest[p],
                      salted(SALT_SEARCH, w->study->place[p].id)};
  }
  for (int g = 0; g < w->programmes; g++) {
    const stabil_programme *programme = &w->study->programme[g];
    w->slot[w->student_slot + g] = (stabil_slot){STABIL_SLOT_STUDENT,
                                                 -1,
                                                 programme->place,
                                                 -1,
                                                 w->place_rest[programme->place],
                                                 salted(SALT_STUDENT, programme->name)};
  }
}

static void name_values(stabil_world *w) {
  const stabil_study *study = w->study;
  w->rural_trait = -1;
  for (int s = 0; s < w->stages; s++)
    w->stage_id[s] = salted(SALT_STAGE, study->stage[s].name);
  for (int r = 0; r < w->roles; r++)
    w->role_id[r] = salted(SALT_ROLE, study->role[r].name);
  for (int t = 0; t < w->traits; t++) {
    w->trait_id[t] = salted(SALT_TRAIT, study->trait[t].value[1]);
    if (strcmp(study->trait[t].value[1], "rural") == 0) w->rural_trait = t;
  }
  for (int g = 0; g < w->programmes; g++) {
    w->programme_id[g] = salted(SALT_PROGRAMME, study->programme[g].name);
    w->programme_track[g] = study->programme[g].track;
  }
  for (int r = 0; r < w->regions; r++) {
    w->origin_id[r] = salted(SALT_ORIGIN, study->region[r].name);
    w->training_id[r] = salted(SALT_TRAINING, study->region[r].name);
  }
}

static void name_bonds(stabil_world *w) {
  for (int b = 0; b < w->bonds; b++) {
    const uint64_t id = salted(SALT_BOND, w->study->bond[b].name);
    int k = b;
    w->bond[b].id = id;
    for (; k > 0 && w->bond[w->bond_order[k - 1]].id > id; k--)
      w->bond_order[k] = w->bond_order[k - 1];
    w->bond_order[k] = b;
  }
}

static void order_programmes(stabil_world *w) {
  for (int g = 0; g < w->programmes; g++) {
    int k = g;
    for (; k > 0 && w->programme_id[w->programme_order[k - 1]] > w->programme_id[g]; k--)
      w->programme_order[k] = w->programme_order[k - 1];
    w->programme_order[k] = g;
  }
}

static void name_agreements(stabil_world *w) {
  for (int a = 0; a < w->agreements; a++) {
    const uint64_t id = salted(SALT_AGREEMENT, w->study->agreement[a].name);
    int k = a;
    w->agreement_id[a] = id;
    for (; k > 0 && w->agreement_id[w->agreement_order[k - 1]] > id; k--)
      w->agreement_order[k] = w->agreement_order[k - 1];
    w->agreement_order[k] = a;
  }
}

static stabil_status fill(stabil_world *w, stabil_error *err) {
  stabil_status status = STABIL_OK;
  TRY(status, name_places(w, err));
  name_posts(w);
  name_slots(w);
  name_values(w);
  order_groups(w);
  order_posts(w);
  if (!list_rest_posts(w))
    return stabil_fail(err, STABIL_MEMORY, "no memory for the model");
  order_regions(w);
  name_bonds(w);
  name_agreements(w);
  order_programmes(w);
  TRY(status, stabil_world_careers(w, err));
  TRY(status, stabil_world_specialise(w, err));
  TRY(status, stabil_world_claims(w, err));
  TRY(status, stabil_world_bonds(w, err));
  TRY(status, stabil_world_rules(w, err));
  TRY(status, stabil_world_pools(w, err));
  TRY(status, stabil_world_capacity(w, err));
  TRY(status, stabil_world_ledger(w, err));
  TRY(status, stabil_world_geography(w, err));
  stabil_strata_fill(w);
  TRY(status, stabil_world_solve(w, err));
out:
  return status;
}

stabil_status stabil_world_make(const stabil_study *study, const stabil_world_plan *plan,
                                stabil_world **out, stabil_error *err) {
  *out = NULL;
  stabil_arena *arena = stabil_arena_create();
  stabil_world *w = stabil_arena_alloc(arena, sizeof *w);
  if (!w) {
    stabil_arena_free(arena);
    return stabil_fail(err, STABIL_MEMORY, "no memory for the model");
  }
  *w = (stabil_world){.study = study,
                      .arena = arena,
                      .draw = plan->draw,
                      .seed = plan->seed,
                      .expected = plan->expected,
                      .even_constants = plan->expected || plan->even_constants,
                      .units = plan->units,
                      .draws = plan->draws,
                      .shock_paths = plan->shock_paths,
                      .used = plan->used,
                      .steps_per_year = study->steps_per_year,
                      .years = plan->years,
                      .steps = plan->years * study->steps_per_year,
                      .dt = 1.0 / study->steps_per_year};
  count_things(w, study);
  stabil_status status = check_slots(w, err);
  if (status == STABIL_OK && !allocate(w))
    status = stabil_fail(err, STABIL_MEMORY, "no memory for the model");
  if (status == STABIL_OK) status = set_values(w, plan, err);
  if (status == STABIL_OK) status = fill(w, err);
  if (status != STABIL_OK) {
    stabil_world_free(w);
    return status;
  }
  *out = w;
  return STABIL_OK;
}

stabil_status stabil_world_create(const stabil_study *study, int draw, uint64_t seed,
                                  int years, stabil_world **out, stabil_error *err) {
  const stabil_world_plan plan = {.draw = draw, .years = years, .seed = seed, .units = 1};
  return stabil_world_make(study, &plan, out, err);
}

stabil_stream stabil_world_stream(const stabil_world *w, int replicate) {
  const bool even = replicate == 0 ? w->even_constants : w->expected;
  if (!even) return stabil_stream_of(w->seed, (uint64_t)replicate);
  stabil_stream stream = stabil_stream_of(0, 0);
  stream.even = true;
  return stream;
}

stabil_stream stabil_world_shocks(const stabil_world *w, int replicate) {
  if (w->shock_paths == 0) return stabil_world_stream(w, replicate);
  const int draws = w->draws > 1 ? w->draws : 1, draw = (replicate - 1) % draws;
  const int path = (replicate - 1) / draws % w->shock_paths;
  return stabil_world_stream(w, 1 + draw + draws * path);
}

void stabil_world_free(stabil_world *world) {
  if (world) stabil_arena_free(world->arena);
}
