// SPDX-License-Identifier: GPL-3.0-or-later
// Where a file comes from. Whatever differs between two runs of the same study, such as
// the time, is here and nowhere else, so that their data compare equal.
#include <inttypes.h>
#include <stdio.h>

#include "output/provenance.h"
#include "output/sink.h"
#include "output/writer.h"

uint64_t stabil_fnv1a64(const char *text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (; *text; text++) hash = (hash ^ (unsigned char)*text) * 0x100000001b3;
  return hash;
}

static const char *or_empty(const char *text) {
  return text ? text : "";
}

static void write_time(stabil_h5 *h5, hid_t group, const char *name, time_t time) {
  char text[32] = "";
  struct tm parts;
  if (gmtime_r(&time, &parts)) strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  stabil_h5_attribute_text(h5, group, name, text);
}

const char *stabil_hdf5_version(void) {
  static char text[32];
  unsigned major, minor, release;
  if (H5get_libversion(&major, &minor, &release) < 0) major = minor = release = 0;
  snprintf(text, sizeof text, "%u.%u.%u", major, minor, release);
  return text;
}

static void write_versions(const stabil_writer *writer, stabil_h5 *h5, hid_t group) {
  stabil_h5_attribute_int(h5, group, "format_version", STABIL_FORMAT_VERSION);
  stabil_h5_attribute_text(h5, group, "stabil_version", or_empty(writer->version));
  stabil_h5_attribute_text(h5, group, "hdf5_version", stabil_hdf5_version());
  if (writer->libraries)
    stabil_h5_attribute_text(h5, group, "libraries", writer->libraries);
}

static void write_texts(const stabil_writer *writer, stabil_h5_group *group) {
  static const stabil_about study = {.name = "study",
                                     .unit = "1",
                                     .long_name = "the study after merging, YAML",
                                     .long_name_nb = "studien etter sammenfletting"};
  static const stabil_about command = {.name = "command",
                                       .unit = "1",
                                       .long_name = "command line",
                                       .long_name_nb = "kommandolinje"};
  const stabil_layout *layout = writer->layout;
  const char *text = or_empty(layout->study_text);
  char hash[17];
  snprintf(hash, sizeof hash, "%016" PRIx64, stabil_fnv1a64(text));
  stabil_h5_scalar_text(group, &study, text);
  stabil_h5_scalar_text(group, &command, or_empty(layout->command));
  stabil_h5_attribute_text(group->h5, group->id, "study_path",
                           or_empty(layout->study_path));
  stabil_h5_attribute_text(group->h5, group->id, "study_fnv1a64", hash);
}

void stabil_write_provenance(stabil_writer *writer, int planned) {
  const stabil_layout *layout = writer->layout;
  stabil_h5 *h5 = &writer->h5;
  stabil_h5_group group;
  stabil_h5_group_open(&group, h5, "provenance");
  char seed[24];
  snprintf(seed, sizeof seed, "%" PRIu64, layout->seed);
  write_texts(writer, &group);
  stabil_h5_attribute_int(h5, group.id, "finished", writer->replicates == planned);
  stabil_h5_attribute_text(h5, group.id, "seed", seed);
  stabil_h5_attribute_int(h5, group.id, "draws", layout->draws);
  stabil_h5_attribute_int(h5, group.id, "replicates_planned", planned);
  stabil_h5_attribute_int(h5, group.id, "steps_per_year", layout->steps_per_year);
  stabil_h5_attribute_text(h5, group.id, "mode",
                           layout->units ? "expected" : "monte_carlo");
  if (layout->units)
    stabil_h5_attribute_int(h5, group.id, "units_per_person", layout->units);
  write_versions(writer, h5, group.id);
  write_time(h5, group.id, "started", writer->started);
  write_time(h5, group.id, "ended", writer->ended);
  stabil_h5_group_close(&group);
}
