// SPDX-License-Identifier: GPL-3.0-or-later
// Education and what became of graduates, money by payer and item, lengths of contracts,
// why people left and where they came from.
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output/writer.h"

// The fixed lists as dimensions: where_names, payer_names, item_names.
STABIL_FIXED_NAMES(where, STABIL_WHERE_LIST, STABIL_WHERE_COUNT);
STABIL_FIXED_NAMES(payer, STABIL_PAYER_LIST, STABIL_PAYER_COUNT);
STABIL_FIXED_NAMES(item, STABIL_ITEM_LIST, STABIL_ITEM_COUNT);
STABIL_FIXED_NAMES(cause, STABIL_CAUSE_LIST, STABIL_CAUSE_COUNT);
STABIL_FIXED_NAMES(origin, STABIL_ORIGIN_LIST, STABIL_ORIGIN_COUNT);

void stabil_write_slice(stabil_h5_group *group, const stabil_about *about,
                        stabil_h5_shape *shape, stabil_slice slice) {
  slice.denominator = -1;
  slice.count = 1;
  shape->width = sizeof(double);
  shape->chunk[0] = 1;
  shape->chunk[1] = (hsize_t)stabil_block_size(slice.writer);
  for (int i = 2; i < shape->rank; i++) {
    shape->chunk[i] = group->size[shape->dimension[i]];
    slice.count *= (size_t)shape->chunk[i];
  }
  stabil_h5_chunks chunks = stabil_block_chunks(slice.writer);
  chunks.context = &slice;
  stabil_h5_variable(group, about, shape, &chunks);
}

// --- education
// -----------------------------------------------------------------------------

// In a group with (scenario, replicate, year, programme) as its first dimensions.
static void write_programme_measures(stabil_writer *writer, stabil_h5_group *group) {
  static const stabil_when when[] = {
#define WHEN(ID, name, when, en, nb) STABIL_##when,
      STABIL_EDUCATION_LIST(WHEN)
#undef WHEN
  };
  const stabil_layout *layout = writer->layout;
  size_t cells = (size_t)layout->years * (size_t)layout->programmes.count;
  for (stabil_education_id i = 0; i < STABIL_EDUCATION_COUNT; i++) {
    stabil_label label = stabil_education_label(i);
    stabil_about about = {.name = label.name, .unit = "people"};
    about.long_name = label.text_en;
    about.long_name_nb = label.text_nb;
    about.cell_methods = stabil_cell_methods(when[i]);
    stabil_h5_shape shape = {.rank = 4, .dimension = {0, 1, 2, 3}};
    stabil_write_slice(group, &about, &shape,
                       (stabil_slice){.writer = writer,
                                      .field = STABIL_FIELD_EDUCATION,
                                      .first = (size_t)i * cells});
  }
}

// Shares of one replicate: people of [where][programme][graduated][since] over the
// graduates of [graduated][programme], as [programme][graduated][since][where].
static void fill_shares(const stabil_layout *layout, const double *people,
                        const double *graduates, float *out) {
  size_t years = (size_t)layout->years, programmes = (size_t)layout->programmes.count;
  for (size_t p = 0; p < programmes; p++)
    for (size_t year = 0; year < years; year++) {
      double all = graduates[year * programmes + p];
      for (size_t since = 0; since < years; since++)
        for (size_t where = 0; where < STABIL_WHERE_COUNT; where++) {
          size_t cell = ((where * programmes + p) * years + year) * years + since;
          bool known = year + since < years && all > 0;
          *out++ = known ? (float)(people[cell] / all) : NAN;
        }
    }
}

static size_t retained_size(const stabil_layout *layout) {
  size_t years = (size_t)layout->years;
  return STABIL_WHERE_COUNT * (size_t)layout->programmes.count * years * years;
}

static int read_retained(const stabil_writer *writer, stabil_row row, double *people,
                         float *out) {
  const stabil_layout *layout = writer->layout;
  size_t size = retained_size(layout);
  size_t cells = (size_t)layout->years * (size_t)layout->programmes.count;
  double *graduates = people + size;
  row.field = STABIL_FIELD_RETAINED;
  int error = stabil_spill_read(writer->spill, row, 0, size, people);
  row.field = STABIL_FIELD_EDUCATION;
  if (error == 0)
    error = stabil_spill_read(writer->spill, row, STABIL_EDUCATION_GRADUATES * cells,
                              cells, graduates);
  if (error == 0) fill_shares(layout, people, graduates, out);
  return error;
}

static int fill_retained(const void *context, int chunk, void *out, void *scratch) {
  (void)scratch; // too small with one replicate
  const stabil_writer *writer = context;
  const stabil_layout *layout = writer->layout;
  int block = stabil_block_size(writer), blocks = stabil_block_chunks(writer).blocks;
  size_t size = retained_size(layout);
  size_t cells = (size_t)layout->years * (size_t)layout->programmes.count;
  double *people = malloc((size + cells) * sizeof *people);
  float *at = out;
  int error = people ? 0 : ENOMEM;
  stabil_row row = {.scenario = chunk / blocks};
  for (int i = 0; i < block && error == 0; i++, at += size) {
    row.replicate = chunk % blocks * block + i;
    if (row.replicate < writer->replicates)
      error = read_retained(writer, row, people, at);
    else
      memset(at, 0, size * sizeof *at);
  }
  free(people);
  return error;
}

static void write_retained(stabil_writer *writer, stabil_h5_group *group) {
  static const stabil_about graduated = {.name = "graduation_year",
                                         .unit = "year",
                                         .long_name = "calendar year of graduation",
                                         .long_name_nb = "uteksamineringsår"};
  static const stabil_about since = {.name = "years_since",
                                     .unit = "years",
                                     .long_name = "years from graduation to year end",
                                     .long_name_nb = "år fra eksamen til årsslutt"};
  static const stabil_about where_about = {.name = "where",
                                           .unit = "1",
                                           .long_name = "where graduates work",
                                           .long_name_nb = "hvor kandidatene arbeider"};
  static const stabil_about about = {
      .name = "retained",
      .unit = "1",
      .long_name = "share of graduates who hold a post",
      .long_name_nb = "andel uteksaminerte som har stilling",
      .cell_methods = "years_since: point",
      .comment = "NaN beyond the horizon and where nobody graduated"};
  int years = writer->layout->years, first = writer->layout->first_year;
  int year = stabil_write_range(group, &graduated, first, years);
  int after = stabil_write_range(group, &since, 0, years);
  int where = stabil_write_names(group, &where_about, &where_names);
  stabil_h5_shape shape = {
      .rank = 6, .dimension = {0, 1, 3, year, after, where}, .width = sizeof(float)};
  shape.chunk[0] = 1;
  shape.chunk[1] = (hsize_t)stabil_block_size(writer);
  for (int i = 2; i < shape.rank; i++) shape.chunk[i] = group->size[shape.dimension[i]];
  stabil_h5_chunks chunks = stabil_block_chunks(writer);
  chunks.fill = fill_retained;
  chunks.context = writer;
  stabil_h5_variable(group, &about, &shape, &chunks);
}

static void write_admitted_traits(stabil_writer *writer, stabil_h5_group *group) {
  static const stabil_about trait = {.name = "trait",
                                     .unit = "1",
                                     .long_name = "second value of a trait",
                                     .long_name_nb = "kjennetegn, andre verdi"};
  static const stabil_about other = {.name = "with_trait",
                                     .unit = "1",
                                     .long_name = "second value of a trait",
                                     .long_name_nb = "kjennetegn, andre verdi"};
  static const stabil_about about = {
      .name = "admitted_with",
      .unit = "people",
      .long_name = "students admitted who have both traits; the diagonal: who have it",
      .long_name_nb = "opptatte studenter med begge kjennetegn; diagonalen: med det ene",
      .cell_methods = "year: sum"};
  const stabil_names *traits = &writer->layout->traits;
  if (traits->count == 0) return;
  const int one = stabil_write_names(group, &trait, traits);
  const int two = stabil_write_names(group, &other, traits);
  stabil_h5_shape shape = {.rank = 6, .dimension = {0, 1, 2, 3, one, two}};
  stabil_write_slice(
      group, &about, &shape,
      (stabil_slice){.writer = writer, .field = STABIL_FIELD_ADMITTED_TRAITS});
}

static void write_education(stabil_writer *writer) {
  if (writer->layout->programmes.count == 0) return;
  stabil_h5_group group;
  stabil_h5_group_open(&group, &writer->h5, "education");
  stabil_write_scenarios(writer, &group);
  stabil_write_replicates(writer, &group);
  stabil_write_years(writer, &group);
  stabil_write_programmes(writer, &group);
  write_programme_measures(writer, &group);
  write_retained(writer, &group);
  stabil_write_selection(writer, &group);
  write_admitted_traits(writer, &group);
  stabil_h5_group_close(&group);
}

// --- money
// ---------------------------------------------------------------------------------

static void write_money(stabil_writer *writer) {
  static const stabil_about payer = {
      .name = "payer", .unit = "1", .long_name = "who pays", .long_name_nb = "betaler"};
  static const stabil_about item = {
      .name = "item", .unit = "1", .long_name = "for what", .long_name_nb = "formål"};
  stabil_about about = {.name = "money",
                        .unit = "NOK",
                        .long_name = "money spent in the modelled region",
                        .long_name_nb = "utgifter i den modellerte regionen",
                        .cell_methods = "year: sum",
                        .price_year = writer->layout->price_year};
  stabil_h5_group group;
  stabil_h5_group_open(&group, &writer->h5, "money");
  stabil_write_scenarios(writer, &group);
  stabil_write_replicates(writer, &group);
  stabil_write_years(writer, &group);
  stabil_write_names(&group, &payer, &payer_names);
  stabil_write_names(&group, &item, &item_names);
  stabil_h5_shape shape = {.rank = 5, .dimension = {0, 1, 2, 3, 4}};
  stabil_write_slice(&group, &about, &shape,
                     (stabil_slice){.writer = writer, .field = STABIL_FIELD_MONEY});
  stabil_h5_group_close(&group);
}

// --- contracts
// -----------------------------------------------------------------------------

static void write_tallies(stabil_writer *writer, stabil_h5_group *group) {
  static const stabil_about abouts[] = {
      {.name = "ended",
       .unit = "people",
       .long_name = "contracts that ended, by completed years of tenure",
       .long_name_nb = "avsluttede kontrakter etter fullførte år i stillingen",
       .cell_methods = "tenure: sum"},
      {.name = "at_risk",
       .unit = "people",
       .long_name = "person-years in post, by completed years of tenure",
       .long_name_nb = "personår i stilling etter fullførte år i stillingen",
       .cell_methods = "tenure: sum"}};
  stabil_h5_shape shape = {.rank = 5, .dimension = {0, 1, 2, 3, 4}};
  size_t row = writer->spill->length[STABIL_FIELD_CONTRACTS];
  for (size_t i = 0; i < 2; i++)
    stabil_write_slice(group, &abouts[i], &shape,
                       (stabil_slice){.writer = writer,
                                      .field = STABIL_FIELD_CONTRACTS,
                                      .first = i * row / 2});
}

static void write_contracts(stabil_writer *writer) {
  static const stabil_about size = {.name = "size",
                                    .unit = "1",
                                    .long_name = "class of municipality size",
                                    .long_name_nb = "kommunestørrelse"};
  static const stabil_about tenure = {.name = "tenure",
                                      .unit = "years",
                                      .long_name = "completed years in the post",
                                      .long_name_nb = "fullførte år i stillingen",
                                      .comment = "the last class holds all longer ones"};
  const stabil_layout *layout = writer->layout;
  if (writer->spill->length[STABIL_FIELD_CONTRACTS] == 0) return;
  stabil_h5_group group;
  stabil_h5_group_open(&group, &writer->h5, "contracts");
  stabil_write_scenarios(writer, &group);
  stabil_write_replicates(writer, &group);
  const int role = stabil_write_roles(writer, &group);
  const int by_size = stabil_write_names(&group, &size, &layout->sizes);
  stabil_write_range(&group, &tenure, 0, layout->tenure_years);
  write_tallies(writer, &group);
  stabil_write_survival(writer, &group, role, by_size);
  stabil_h5_group_close(&group);
}

// --- people
// --------------------------------------------------------------------------------

static void write_people(stabil_writer *writer) {
  static const stabil_about cause = {.name = "cause",
                                     .unit = "1",
                                     .long_name = "why people left their post",
                                     .long_name_nb = "hvorfor de sluttet"};
  static const stabil_about origin = {.name = "origin",
                                      .unit = "1",
                                      .long_name = "where those hired came from",
                                      .long_name_nb = "hvor de ansatte kom fra"};
  static const stabil_about abouts[] = {
      {.name = "separations_by_cause",
       .unit = "people",
       .long_name = "people who left their post, rotation included",
       .long_name_nb = "personer som sluttet, rotasjon medregnet",
       .cell_methods = "year: sum"},
      {.name = "hires_by_origin",
       .unit = "people",
       .long_name = "people hired, rotation included",
       .long_name_nb = "ansettelser, rotasjon medregnet",
       .cell_methods = "year: sum",
       .comment = "graduate: the first post after a programme, from wherever it is"}};
  if (writer->spill->length[STABIL_FIELD_CAUSES] == 0) return;
  stabil_h5_group group;
  stabil_h5_group_open(&group, &writer->h5, "people");
  stabil_write_scenarios(writer, &group);
  stabil_write_replicates(writer, &group);
  stabil_write_years(writer, &group);
  stabil_write_roles(writer, &group);
  stabil_write_kind(writer, &group, STABIL_GROUPING_CENTRALITY);
  const int last[] = {stabil_write_names(&group, &cause, &cause_names),
                      stabil_write_names(&group, &origin, &origin_names)};
  for (int i = 0; i < 2; i++) {
    stabil_h5_shape shape = {.rank = 6, .dimension = {0, 1, 2, 3, 4, last[i]}};
    stabil_write_slice(
        &group, &abouts[i], &shape,
        (stabil_slice){.writer = writer, .field = STABIL_FIELD_CAUSES + i});
  }
  stabil_h5_group_close(&group);
}

void stabil_write_extras(stabil_writer *writer) {
  write_education(writer);
  write_money(writer);
  write_contracts(writer);
  write_people(writer);
  stabil_write_bonds(writer);
}
