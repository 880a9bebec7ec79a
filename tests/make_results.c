// SPDX-License-Identifier: GPL-3.0-or-later
#include "make_results.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "output/sink.h"

enum { GP, NURSE, DOCTOR_HOSPITAL, NURSE_HOSPITAL, ROLES };
enum { TENURE_CLASSES = 5, SIZES = 2, REGIONS = 3, PROGRAMMES = 2 };

// --- the layout
// ------------------------------------------------------------------------------

static const char *const role_name[] = {"gp", "nurse_municipal", "doctor_hospital",
                                        "nurse_hospital"};
static const char *const role_nb[] = {"fastlege", "sykepleier i kommune",
                                      "lege på sykehus", "sykepleier på sykehus"};
static const char *const profession_name[] = {"doctor", "nurse"};
static const char *const profession_nb[] = {"lege", "sykepleier"};
static const int role_profession[] = {0, 1, 0, 1};
static const char *const region_name[] = {"east", "west", "outside"};
static const char *const region_nb[] = {"øst", "vest", "utenfor"};
static const char *const programme_name[] = {"medicine", "nursing"};
static const char *const programme_nb[] = {"medisin", "sykepleie"};
static const int programme_profession[] = {0, 1};
static const char *const size_name[] = {"small", "large"};
static const char *const size_nb[] = {"små", "store"};

static stabil_names fixed_names(int count, const char *const *name,
                                const char *const *nb) {
  return (stabil_names){count, name, name, nb};
}

static stabil_names numbered(stabil_arena *arena, int count, const char *what) {
  const char **name = stabil_arena_array(arena, (size_t)count, sizeof *name);
  for (int i = 0; i < count; i++) name[i] = stabil_arena_format(arena, "%s%02d", what, i);
  return (stabil_names){count, name, name, name};
}

typedef struct builder {
  int *place, *role, *profession, *centrality, *region;
  bool *rest, *district;
  int count;
} builder;

static void add_post(builder *b, const stabil_layout *layout, int place, int role) {
  int i = b->count++;
  b->place[i] = place;
  b->role[i] = role;
  b->profession[i] = role_profession[role];
  b->centrality[i] = layout->place_centrality[place];
  b->region[i] = layout->place_region[place];
  b->rest[i] = layout->place_centrality[place] == 0;
  b->district[i] = layout->place_centrality[place] >= 5;
}

static void make_posts(stabil_arena *arena, stabil_layout *layout, int municipalities) {
  size_t most = 2 * (size_t)municipalities + 6;
  builder b = {.count = 0};
  int **list[] = {&b.place, &b.role, &b.profession, &b.centrality, &b.region};
  for (int i = 0; i < 5; i++) *list[i] = stabil_arena_array(arena, most, sizeof(int));
  b.rest = stabil_arena_array(arena, most, sizeof(bool));
  b.district = stabil_arena_array(arena, most, sizeof(bool));
  for (int place = 0; place < layout->places.count; place++) {
    bool hospital = place == municipalities;
    add_post(&b, layout, place, hospital ? DOCTOR_HOSPITAL : GP);
    add_post(&b, layout, place, hospital ? NURSE_HOSPITAL : NURSE);
  }
  layout->posts = b.count;
  layout->post_place = b.place;
  layout->post_role = b.role;
  layout->post_profession = b.profession;
  layout->post_centrality = b.centrality;
  layout->post_region = b.region;
  layout->post_rest = b.rest;
  layout->post_district = b.district;
}

static void make_places(stabil_arena *arena, stabil_layout *layout, int municipalities) {
  int count = municipalities + 3;
  int *centrality = stabil_arena_array(arena, (size_t)count, sizeof(int));
  int *region = stabil_arena_array(arena, (size_t)count, sizeof(int));
  const char **kind = stabil_arena_array(arena, (size_t)count, sizeof *kind);
  const char **county = stabil_arena_array(arena, (size_t)count, sizeof *county);
  double *number = stabil_arena_array(arena, 3 * (size_t)count, sizeof *number);
  layout->places = numbered(arena, count, "place");
  for (int i = 0; i < count; i++) {
    bool rest = i > municipalities;
    centrality[i] = rest ? 0 : 3 + i % 4; // classes 3 to 6
    region[i] = rest ? 2 : i % 2;
    kind[i] = rest ? "rest" : i == municipalities ? "hospital" : "municipality";
    county[i] = rest ? "" : "county";
    number[i] = 1000.0 * (i + 1);
    number[count + i] = 68 + 0.1 * i;
    number[2 * count + i] = 18 + 0.1 * i;
  }
  layout->place_centrality = centrality;
  layout->place_region = region;
  layout->place_kind = kind;
  layout->place_county = county;
  layout->place_population = number;
  layout->place_lat = number + count;
  layout->place_lon = number + 2 * count;
}

stabil_invented stabil_invented_create(stabil_invented_size size) {
  stabil_invented run = {.arena = stabil_arena_create()};
  stabil_names scenarios = numbered(run.arena, size.scenarios, "scenario");
  ((const char **)scenarios.name)[0] = "baseline"; // made by numbered() just now
  run.layout =
      (stabil_layout){.title_en = "Invented",
                      .title_nb = "Oppfunnet på norsk: æøå",
                      .first_year = 2025,
                      .years = size.years,
                      .steps_per_year = 2,
                      .replicates = size.replicates,
                      .first_replicate = size.first_replicate,
                      .draws = size.draws,
                      .price_year = 2024,
                      .seed = 18446744073709551615u,
                      .scenarios = scenarios,
                      .roles = fixed_names(ROLES, role_name, role_nb),
                      .professions = fixed_names(2, profession_name, profession_nb),
                      .regions = fixed_names(REGIONS, region_name, region_nb),
                      .programmes = fixed_names(PROGRAMMES, programme_name, programme_nb),
                      .programme_profession = programme_profession,
                      .sizes = fixed_names(SIZES, size_name, size_nb),
                      .tenure_years = TENURE_CLASSES,
                      .study_text = "stabil: 1\ntitle: Invented\n",
                      .study_path = "invented.yaml",
                      .command = "stabil run invented.yaml"};
  make_places(run.arena, &run.layout, size.municipalities);
  make_posts(run.arena, &run.layout, size.municipalities);
  return run;
}

void stabil_invented_free(stabil_invented *run) {
  stabil_arena_free(run->arena);
  run->arena = NULL;
}

// --- records
// ---------------------------------------------------------------------------------

// A number in [0, 1) made from what it belongs to.
static double noise(int scenario, int replicate, int what, int year, int cell) {
  uint64_t x = stabil_random_mix((uint64_t)scenario * 1000003 + (uint64_t)replicate);
  x = stabil_random_mix(x ^ ((uint64_t)what << 40 | (uint64_t)year << 20));
  x = stabil_random_mix(x ^ (uint64_t)cell);
  return (double)(x >> 11) * 0x1p-53;
}

static double fte(double x) {
  return floor(x * 1024) / 1024;
}

typedef struct cell { // one post in one year
  const stabil_layout *layout;
  double *values;
  int scenario, replicate, year, post;
} cell;

static double *at(const cell *c, stabil_measure_id measure) {
  size_t row = (size_t)measure * (size_t)c->layout->years + (size_t)c->year;
  return c->values + row * (size_t)c->layout->posts + c->post;
}

static double random_of(const cell *c, int what) {
  return noise(c->scenario, c->replicate, what, c->year, c->post);
}

static void fill_posts(const cell *c) {
  bool empty = c->post == 0 && c->year % 2 == 1;
  double funded = empty ? 0 : 2 + c->post % 7;
  double held = fte(funded * (0.6 + 0.05 * c->scenario + 0.5 * random_of(c, 0)));
  double rotation = c->post % 5 == 0 && funded > 0 ? fte(random_of(c, 1)) : 0;
  if (c->layout->post_rest[c->post]) {
    held = fte(50000 * (1 + random_of(c, 0)));
    rotation = 0;
    funded = held;
  }
  *at(c, STABIL_MEASURE_FUNDED_FTE) = funded;
  *at(c, STABIL_MEASURE_DEMAND_FTE) = fte(funded * 1.1);
  *at(c, STABIL_MEASURE_NEED_FTE) = fte(funded * 1.2);
  *at(c, STABIL_MEASURE_HELD_FTE) = held;
  *at(c, STABIL_MEASURE_ROTATION_FTE) = rotation;
  *at(c, STABIL_MEASURE_ROTATION_HEADCOUNT) = ceil(2 * rotation);
  *at(c, STABIL_MEASURE_VACANT_FTE) = fmax(0, funded - held - rotation);
  *at(c, STABIL_MEASURE_POST_SURPLUS_FTE) = fmax(0, held + rotation - funded);
}

static void fill_capacity(const cell *c) {
  double worked = fte(*at(c, STABIL_MEASURE_HELD_FTE) * 0.9);
  double here = worked + *at(c, STABIL_MEASURE_ROTATION_FTE);
  double funded = *at(c, STABIL_MEASURE_FUNDED_FTE), gap = fmax(0, funded - here);
  double locum = fmin(gap, fte(gap * random_of(c, 2)));
  double overtime = fmin(gap - locum, fte(0.1 * random_of(c, 3)));
  *at(c, STABIL_MEASURE_FTE) = worked;
  *at(c, STABIL_MEASURE_OVERTIME_FTE) = overtime;
  *at(c, STABIL_MEASURE_LOCUM_FTE) = locum;
  *at(c, STABIL_MEASURE_UNCOVERED_FTE) = gap - locum - overtime;
  *at(c, STABIL_MEASURE_SURPLUS_FTE) = fmax(0, here - funded);
  *at(c, STABIL_MEASURE_LOCUM_WEEKS) = 46.5 * locum;
  *at(c, STABIL_MEASURE_LOCUM_COST) = 46.5 * locum * 40000.1;
}

static void fill_people(const cell *c, double *headcount) {
  double entered = floor(4 * random_of(c, 4));
  double left = fmin(*headcount, floor(4 * random_of(c, 5)));
  *headcount += entered - left;
  *at(c, STABIL_MEASURE_ENTERED) = entered;
  *at(c, STABIL_MEASURE_LEFT) = left;
  *at(c, STABIL_MEASURE_HEADCOUNT) = *headcount;
  *at(c, STABIL_MEASURE_HIRES) = entered;
  *at(c, STABIL_MEASURE_SEPARATIONS) = left;
  *at(c, STABIL_MEASURE_PERSON_YEARS) = *headcount + 0.3;
  *at(c, STABIL_MEASURE_STAFF) = *headcount;
  *at(c, STABIL_MEASURE_TENURE_YEARS) = *headcount * 3.7 * random_of(c, 6);
  *at(c, STABIL_MEASURE_SPECIALISTS) = *headcount;
}

static void fill_tenure(const cell *c) {
  double filled = fte(*at(c, STABIL_MEASURE_ENTERED) * random_of(c, 8));
  double here = *at(c, STABIL_MEASURE_FTE) + *at(c, STABIL_MEASURE_ROTATION_FTE);
  *at(c, STABIL_MEASURE_FILLED_POSTS) = filled;
  *at(c, STABIL_MEASURE_FILL_WAIT_YEARS) = filled * 0.7 * random_of(c, 9);
  *at(c, STABIL_MEASURE_WORKED_FTE_ALL) = here + *at(c, STABIL_MEASURE_LOCUM_FTE);
  *at(c, STABIL_MEASURE_CONTINUOUS_FTE) = fte(here * random_of(c, 10));
  *at(c, STABIL_MEASURE_STAFF_BEFORE) = *at(c, STABIL_MEASURE_STAFF);
  *at(c, STABIL_MEASURE_STAYERS) = floor(*at(c, STABIL_MEASURE_STAFF) * random_of(c, 11));
}

static void fill_money(const cell *c) {
  double wage = 765432.1 * *at(c, STABIL_MEASURE_FTE);
  double incentive = 1000 * random_of(c, 7);
  *at(c, STABIL_MEASURE_WAGE_COST) = wage;
  *at(c, STABIL_MEASURE_INCENTIVE_COST) = incentive;
  *at(c, STABIL_MEASURE_TOTAL_COST) =
      wage + incentive + *at(c, STABIL_MEASURE_LOCUM_COST);
}

static void fill_ratios(const cell *c) {
  for (stabil_measure_id i = 0; i < STABIL_MEASURE_COUNT; i++) {
    const stabil_measure *row = stabil_measure_get(i);
    if (row->denominator == STABIL_MEASURE_NONE) continue;
    double under = *at(c, row->denominator);
    *at(c, i) = under != 0 ? *at(c, row->numerator) / under : (double)NAN;
  }
}

static void fill_values(cell c, double *initial) {
  for (c.post = 0; c.post < c.layout->posts; c.post++) {
    double headcount = 3 + c.post % 4;
    initial[c.post] = headcount;
    for (c.year = 0; c.year < c.layout->years; c.year++) {
      fill_posts(&c);
      fill_capacity(&c);
      fill_people(&c, &headcount);
      fill_tenure(&c);
      fill_money(&c);
      fill_ratios(&c);
    }
  }
}

// Of whom `people` are left somewhere some years on.
static void fill_retained(const stabil_layout *layout, const double *graduates,
                          double *out) {
  int years = layout->years, programmes = layout->programmes.count;
  for (int where = 0; where < STABIL_WHERE_COUNT; where++)
    for (int p = 0; p < programmes; p++)
      for (int g = 0; g < years; g++)
        for (int since = 0; since < years; since++) {
          double all = graduates[g * programmes + p];
          *out++ = g + since < years ? floor(all / (1 + where + 0.1 * since)) : 0;
        }
}

// [years][posts][kinds]: the people of a measure dealt out over the kinds; none of the
// rest.
static double *dealt(stabil_arena *arena, const stabil_layout *layout,
                     const double *people, int kinds) {
  int cells = layout->years * layout->posts;
  double *out = stabil_arena_array(arena, (size_t)(cells * kinds), sizeof *out);
  for (int i = 0; i < cells; i++)
    for (int k = 0; k < people[i] && !layout->post_rest[i % layout->posts]; k++)
      out[i * kinds + (i + 3 * k) % kinds] += 1;
  return out;
}

static double *filled(stabil_arena *arena, size_t count, double scale, int replicate) {
  double *out = stabil_arena_array(arena, count, sizeof *out);
  for (size_t i = 0; i < count; i++)
    out[i] = floor(scale * noise(0, replicate, 99, 0, (int)i));
  return out;
}

stabil_record stabil_invented_record(const stabil_invented *run, int scenario,
                                     int replicate, stabil_arena *arena) {
  const stabil_layout *layout = &run->layout;
  size_t years = (size_t)layout->years, posts = (size_t)layout->posts;
  size_t programmes = PROGRAMMES;
  size_t cells = STABIL_MEASURE_COUNT * years * posts;
  double *values = stabil_arena_array(arena, cells, sizeof *values);
  double *initial = stabil_arena_array(arena, posts, sizeof *initial);
  double *retained = stabil_arena_array(
      arena, STABIL_WHERE_COUNT * programmes * years * years, sizeof *retained);
  double *education =
      filled(arena, STABIL_EDUCATION_COUNT * years * programmes, 90, replicate);
  size_t graduates = STABIL_EDUCATION_GRADUATES * years * programmes;
  education[graduates] = 0; // nobody graduates in the first year of programme 0
  fill_retained(layout, education + graduates, retained);
  fill_values((cell){layout, values, scenario, replicate, 0, 0}, initial);
  double *money =
      filled(arena, years * STABIL_PAYER_COUNT * STABIL_ITEM_COUNT, 1e7, replicate);
  money[0] += 0.1 * scenario;
  return (stabil_record){
      .scenario = scenario,
      .replicate = replicate,
      .values = values,
      .initial = initial,
      .education = education,
      .money = money,
      .retained = retained,
      .contracts =
          filled(arena, (size_t)2 * ROLES * SIZES * TENURE_CLASSES, 9, replicate),
      .causes = dealt(arena, layout, values + STABIL_MEASURE_SEPARATIONS * years * posts,
                      STABIL_CAUSE_COUNT),
      .origins = dealt(arena, layout, values + STABIL_MEASURE_HIRES * years * posts,
                       STABIL_ORIGIN_COUNT)};
}

// --- runs
// ------------------------------------------------------------------------------------

stabil_status stabil_invented_feed(const stabil_invented *run, stabil_sink sink,
                                   int threads) {
  int scenarios = run->layout.scenarios.count;
  int count = scenarios * run->layout.replicates, first = run->layout.first_replicate;
  stabil_status status = STABIL_OK;
#pragma omp parallel for num_threads(threads) schedule(dynamic, 1)
  for (int i = count - 1; i >= 0; i--) {
    stabil_arena *arena = stabil_arena_create();
    stabil_record record =
        stabil_invented_record(run, i % scenarios, first + i / scenarios, arena);
    stabil_status one = sink.record(sink.self, &record, NULL);
#pragma omp critical(stabil_invented)
    if (one != STABIL_OK) status = one;
    stabil_arena_free(arena);
  }
  return status;
}

stabil_status stabil_invented_write(const stabil_invented *run, const char *path,
                                    int threads, stabil_error *err) {
  stabil_sink sink;
  stabil_hdf5_options options = {.libraries = "none", .threads = threads};
  stabil_status status = stabil_hdf5_sink_create(path, &options, &sink, err);
  if (status == STABIL_OK) status = sink.begin(sink.self, &run->layout, err);
  if (status == STABIL_OK) status = stabil_invented_feed(run, sink, threads);
  if (status == STABIL_OK) status = sink.end(sink.self, run->layout.replicates, err);
  stabil_hdf5_sink_free(&sink);
  return status;
}
