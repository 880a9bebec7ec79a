// SPDX-License-Identifier: GPL-3.0-or-later
// What scenarios do that is no outcome: the group `policy`.
#include <string.h>

#include "output/writer.h"

static int fill_draw(const void *context, int chunk, void *out, void *scratch) {
  const stabil_layout *layout = context;
  const size_t size = (size_t)layout->scenarios.count * (size_t)layout->years *
                      (size_t)layout->places.count;
  (void)scratch;
  memcpy(out, layout->fidelity + (size_t)chunk * size, size * sizeof *layout->fidelity);
  return 0;
}

static void write_fidelity(const stabil_writer *writer, stabil_h5_group *group) {
  static const stabil_about about = {
      .name = "fidelity",
      .unit = "1",
      .long_name = "share of the behavioural effects of measures that is carried out",
      .long_name_nb = "andel av tiltakenes virkning som blir satt ut i livet",
      .cell_methods = "year: mean",
      .comment = "by how systematically the place works; NaN: a draw that was not run"};
  const stabil_layout *layout = writer->layout;
  stabil_h5_shape shape = {.rank = 4, .dimension = {0, 1, 2, 3}, .width = 8};
  const stabil_h5_chunks chunks = {
      .count = layout->fidelity_draws, .blocks = 1, .fill = fill_draw, .context = layout};
  shape.chunk[0] = 1;
  for (int i = 1; i < 4; i++) shape.chunk[i] = group->size[i];
  stabil_h5_variable(group, &about, &shape, &chunks);
}

void stabil_write_policy(stabil_writer *writer) {
  static const stabil_about draw = {.name = "draw",
                                    .unit = "1",
                                    .long_name = "draw of the uncertain parameters",
                                    .long_name_nb = "trekning av usikre parametre"};
  stabil_h5_group group;
  if (!writer->layout->fidelity) return;
  stabil_h5_group_open(&group, &writer->h5, "policy");
  stabil_write_range(&group, &draw, 0, writer->layout->fidelity_draws);
  stabil_write_scenarios(writer, &group);
  stabil_write_years(writer, &group);
  stabil_write_kind(writer, &group, STABIL_GROUPING_PLACE);
  write_fidelity(writer, &group);
  stabil_h5_group_close(&group);
}
