// SPDX-License-Identifier: GPL-3.0-or-later
// The starter studies of scenarios/init, which the build puts into the program.
#ifndef STABIL_CLI_INIT_H
#define STABIL_CLI_INIT_H

typedef struct stabil_init_file {
  const char *path; // "region/world.yaml": the starter, then the file; NULL at the end
  const char *text;
} stabil_init_file;

extern const stabil_init_file stabil_init_files[]; // made by CMakeLists.txt

#endif
