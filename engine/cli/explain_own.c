// SPDX-License-Identifier: GPL-3.0-or-later
// The study that comes with the program: beside a build, or where it was installed.
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/explain.h"

const char *stabil_explain_own_study(char path[STABIL_OWN_PATH]) {
  static const char *const places[] = {"..", "../share/stabil"};
  char program[STABIL_OWN_PATH / 2];
  const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  if (length <= 0) return NULL;
  program[length] = 0;
  *strrchr(program, '/') = 0;
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    const int n =
        snprintf(path, STABIL_OWN_PATH, "%s/%s/%s", program, places[i], STABIL_OWN_STUDY);
    if (n > 0 && n < STABIL_OWN_PATH && access(path, R_OK) == 0) return path;
  }
  return NULL;
}
