// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of the schema tables in words.
#include <stdarg.h>
#include <string.h>

#include "cli/schema.h"

static void add(char *out, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void add(char *out, size_t size, const char *format, ...) {
  size_t used = strlen(out);
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(out + used, size - used, format, arguments);
  va_end(arguments);
}

static void add_choices(const stabil_key *row, char *out, size_t size) {
  for (int i = 0; row->list[i] != NULL; i++)
    add(out, size, "%s%s", i == 0 ? "" : ", ", row->list[i]);
}

static bool refers(const stabil_key *row) {
  return row->roster != STABIL_ROSTER_NONE && row->type != STABIL_TYPE_NAMED;
}

void stabil_schema_form(const stabil_key *row, char *out, size_t size) {
  out[0] = 0;
  if (row->form != NULL) {
    add(out, size, "%s", row->form);
  } else if (row->type == STABIL_TYPE_CHOICE) {
    add(out, size, "one of ");
    add_choices(row, out, size);
  } else {
    add(out, size, "%s", stabil_type_text(row->type));
    if (refers(row)) add(out, size, " (%s)", stabil_roster_text(row->roster));
  }
}

void stabil_schema_range(const stabil_key *row, char *out, size_t size) {
  out[0] = 0;
  if (row->low < row->high && row->type != STABIL_TYPE_CHOICE)
    add(out, size, "%.15g to %.15g", row->low, row->high);
}

void stabil_schema_about(const stabil_key *row, char *out, size_t size) {
  char form[400], range[80];
  stabil_schema_form(row, form, sizeof form);
  stabil_schema_range(row, range, sizeof range);
  out[0] = 0;
  add(out, size, "%s\n\n%s", row->text, form);
  if (row->unit != NULL && row->unit[0] != 0 && strcmp(row->unit, "1") != 0)
    add(out, size, ", %s", row->unit);
  if (range[0] != 0) add(out, size, ", %s", range);
  if (row->sum) add(out, size, ", sum 1");
  if (row->required) add(out, size, ", required");
  if (row->fallback != NULL) add(out, size, ", default %s", row->fallback);
  if (row->assumed) add(out, size, " (assumption)");
}
