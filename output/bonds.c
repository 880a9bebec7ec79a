// SPDX-License-Identifier: GPL-3.0-or-later
// How people under a bond leave their posts, by half-years since it began.
#include "output/writer.h"

STABIL_FIXED_NAMES(exit, STABIL_BOND_EXIT_LIST, STABIL_BOND_EXIT_COUNT);

static void write_tallies(stabil_writer *writer, stabil_h5_group *group, int exit) {
  static const stabil_about at_risk = {.name = "at_risk",
                                       .unit = "people",
                                       .long_name = "person-years in post under a bond",
                                       .long_name_nb =
                                           "personår i stilling med bindingstid",
                                       .cell_methods = "half_year: sum"};
  static const stabil_about exits = {
      .name = "exits",
      .unit = "people",
      .long_name = "people under a bond who left their post",
      .long_name_nb = "personer med bindingstid som sluttet",
      .cell_methods = "half_year: sum"};
  const size_t length = writer->spill->length[STABIL_FIELD_BONDS];
  stabil_h5_shape shape = {.rank = 5, .dimension = {0, 1, 2, 3, 4}};
  stabil_slice slice = {.writer = writer, .field = STABIL_FIELD_BONDS};
  stabil_write_slice(group, &at_risk, &shape, slice);
  slice.first = length / (1 + STABIL_BOND_EXIT_COUNT);
  shape = (stabil_h5_shape){.rank = 6, .dimension = {0, 1, exit, 2, 3, 4}};
  stabil_write_slice(group, &exits, &shape, slice);
}

void stabil_write_bonds(stabil_writer *writer) {
  static const stabil_about bond = {.name = "bond",
                                    .unit = "1",
                                    .long_name = "obligation to serve",
                                    .long_name_nb = "bindingstid"};
  static const stabil_about people = {.name = "people",
                                      .unit = "1",
                                      .long_name = "everybody, or by value of a trait",
                                      .long_name_nb =
                                          "alle, eller etter verdi av et trekk"};
  static const stabil_about half_year = {
      .name = "half_year",
      .unit = "1",
      .long_name = "half-years since the bond began",
      .long_name_nb = "halvår siden bindingen begynte",
      .comment = "the one after its end holds the half year that people stay under it"};
  static const stabil_about exit = {.name = "exit",
                                    .unit = "1",
                                    .long_name = "how they left the post",
                                    .long_name_nb = "hvordan de sluttet"};
  const stabil_layout *layout = writer->layout;
  if (writer->spill->length[STABIL_FIELD_BONDS] == 0) return;
  stabil_h5_group group;
  stabil_h5_group_open(&group, &writer->h5, "bonds");
  stabil_write_scenarios(writer, &group);
  stabil_write_replicates(writer, &group);
  stabil_write_names(&group, &bond, &layout->bonds);
  stabil_write_names(&group, &people, &layout->bond_people);
  stabil_write_range(&group, &half_year, 0, layout->bond_half_years);
  write_tallies(writer, &group, stabil_write_names(&group, &exit, &exit_names));
  stabil_h5_group_close(&group);
}
