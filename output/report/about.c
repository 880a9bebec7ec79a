// SPDX-License-Identifier: GPL-3.0-or-later
// How the numbers were made, and where the file comes from.
#include <inttypes.h>
#include <string.h>

#include "output/report/part.h"

static void add_method(stabil_report *r) {
  static const char *const items[] = {"method_people", "method_paired", "method_interval",
                                      "method_bad",    "method_money",  "method_limits"};
  json_t *section =
      stabil_report_section(r, "method", stabil_report_say(r, "method", NULL));
  json_t *list = json_array();
  for (size_t i = 0; i < sizeof items / sizeof *items; i++)
    (void)json_array_append_new(
        list,
        json_string(stabil_report_say(
            r, items[i], "replicates", stabil_report_number(r, r->layout->replicates, 0),
            "draws", stabil_report_number(r, r->layout->draws, 0), "year",
            stabil_arena_format(r->arena, "%d", r->layout->price_year), NULL)));
  (void)json_array_append_new(json_object_get(section, "blocks"),
                              json_pack("{s:s, s:o}", "type", "list", "items", list));
}

static void add_line(stabil_report *r, json_t *table, const char *key, const char *text) {
  json_t *row = stabil_report_row(table);
  stabil_report_cell(row, stabil_report_say(r, key, NULL));
  stabil_report_cell(row, text ? text : "");
}

// An attribute of the group `provenance`; "" if it is not there.
static const char *attribute(stabil_report *r, const char *name) {
  const char *text = "";
  if (stabil_results_attribute(r->results, "provenance", name, &text, NULL) != STABIL_OK)
    return "";
  return text;
}

// The number that so many digits make; -1: they are none.
static int digits(const char *text, int count) {
  int out = 0;
  for (int i = 0; i < count; i++) {
    if (text[i] < '0' || text[i] > '9') return -1;
    out = 10 * out + (text[i] - '0');
  }
  return out;
}

// 2026-11-23T16:43:38Z as people write a date and a time.
static const char *date(stabil_report *r, const char *stamp) {
  if (strlen(stamp) < sizeof "2026-11-23T16:43" - 1) return stamp;
  int year = digits(stamp, 4), month = digits(stamp + 5, 2), day = digits(stamp + 8, 2);
  int hour = digits(stamp + 11, 2), minute = digits(stamp + 14, 2);
  char key[20];
  if (year < 0 || month < 1 || month > 12 || day < 1 || hour < 0 || minute < 0)
    return stamp;
  (void)snprintf(key, sizeof key, "month_%d", month);
  return stabil_report_say(
      r, "date", "day", stabil_arena_format(r->arena, "%d", day), "month",
      stabil_report_say(r, key, NULL), "year", stabil_arena_format(r->arena, "%d", year),
      "time", stabil_arena_format(r->arena, "%02d:%02d", hour, minute), NULL);
}

static void add_provenance(stabil_report *r) {
  const stabil_layout *l = r->layout;
  json_t *section =
      stabil_report_section(r, "provenance", stabil_report_say(r, "provenance", NULL));
  json_t *table = stabil_report_table(stabil_report_say(r, "provenance", NULL));
  stabil_report_column(table, stabil_report_say(r, "col_what", NULL), false);
  stabil_report_column(table, stabil_report_say(r, "col_value", NULL), false);
  add_line(r, table, "from_study", l->study_path);
  add_line(r, table, "from_hash", attribute(r, "study_fnv1a64"));
  add_line(r, table, "from_command", l->command);
  add_line(r, table, "from_seed", stabil_arena_format(r->arena, "%" PRIu64, l->seed));
  add_line(r, table, "from_replicates", stabil_report_number(r, l->replicates, 0));
  add_line(r, table, "from_draws", stabil_report_number(r, l->draws, 0));
  add_line(r, table, "from_steps", stabil_report_number(r, l->steps_per_year, 0));
  add_line(r, table, "from_ended", date(r, attribute(r, "ended")));
  add_line(r, table, "from_version", attribute(r, "stabil_version"));
  add_line(r, table, "from_libraries", attribute(r, "libraries"));
  stabil_report_put_table(section, "provenance", table);
}

stabil_status stabil_report_about(stabil_report *r, stabil_error *err) {
  (void)err;
  add_method(r);
  add_provenance(r);
  return STABIL_OK;
}
