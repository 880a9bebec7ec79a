// SPDX-License-Identifier: GPL-3.0-or-later
// What the numbers rest on: measures with the certainty of their effects, assumptions,
// sources. All of it from what the study says about itself.
#include <string.h>

#include "output/report/svg.h"

static const char *certainty_name(stabil_report *r, const char *certainty) {
  char key[40];
  (void)snprintf(key, sizeof key, "certainty_%.20s", *certainty ? certainty : "none");
  return stabil_report_say(r, key, NULL);
}

// Texts joined by ", ", each once.
static const char *join(stabil_report *r, const char *before, const char *text) {
  if (!*text || strstr(before, text)) return before;
  const char *out =
      *before ? stabil_arena_format(r->arena, "%s, %s", before, text) : text;
  if (!out) r->failed = true;
  return out ? out : "";
}

static json_t *fold_of(stabil_report *r, json_t *section, const char *id,
                       const char *title) {
  (void)r;
  json_t *fold = json_pack("{s:s, s:s, s:s, s:s, s:[]}", "type", "fold", "class",
                           "numbers", "id", id, "title", title, "blocks");
  (void)json_array_append_new(json_object_get(section, "blocks"), fold);
  return fold;
}

static void columns(stabil_report *r, json_t *table, const char *const *heads,
                    size_t count, size_t numbers_from) {
  for (size_t i = 0; i < count; i++)
    stabil_report_column(table, stabil_report_say(r, heads[i], NULL), i >= numbers_from);
}

// --- measures
// ----------------------------------------------------------------------------

static const char *effects_of(stabil_report *r, const json_t *measure) {
  const char *out = "";
  size_t i;
  const json_t *effect;
  json_array_foreach(json_object_get(measure, "effects"), i, effect) {
    out = join(r, out, certainty_name(r, stabil_json_text(effect, "certainty")));
  }
  return out;
}

static const char *sources_of(stabil_report *r, const json_t *measure) {
  const json_t *texts = json_object_get(measure, "source_texts");
  const char *out = "";
  size_t i;
  const json_t *name;
  json_array_foreach(json_object_get(measure, "sources"), i, name) {
    const char *key = json_string_value(name);
    const json_t *text = json_object_get(texts, key);
    const char *title = text ? stabil_json_text(text, "title") : "";
    out = join(r, out, *title ? title : stabil_report_say(r, "assumption", NULL));
  }
  return out;
}

static const char *used_in(stabil_report *r, const json_t *measure) {
  const char *out = "";
  size_t i;
  const json_t *name;
  json_array_foreach(json_object_get(measure, "used_in"), i, name) {
    for (int s = 0; s < r->layout->scenarios.count; s++)
      if (strcmp(r->layout->scenarios.name[s], json_string_value(name)) == 0 &&
          !stabil_report_is_variant(r, s))
        out = join(r, out, stabil_report_scenario(r, s));
  }
  return out;
}

static void add_measures(stabil_report *r, json_t *section) {
  static const char *const heads[] = {"col_measure", "col_used", "col_certainty",
                                      "col_source"};
  const json_t *measure;
  json_t *table = stabil_report_table(stabil_report_say(r, "measures_caption", NULL));
  size_t i;
  columns(r, table, heads, 4, 4);
  json_array_foreach(json_object_get(r->request->study, "measures"), i, measure) {
    const char *used = used_in(r, measure);
    if (!*used) continue;
    json_t *row = stabil_report_row(table);
    stabil_report_cell(row, stabil_json_text(measure, r->nb ? "label_nb" : "label"));
    stabil_report_cell(row, used);
    stabil_report_cell(row, effects_of(r, measure));
    stabil_report_cell(row, sources_of(r, measure));
  }
  if (json_array_size(json_object_get(table, "rows")) == 0) {
    json_decref(table);
    return;
  }
  stabil_report_text(section, "p", stabil_report_say(r, "measures_text", NULL));
  const char *mode = stabil_json_text(r->request->study, "evidence");
  char key[40];
  (void)snprintf(key, sizeof key, "evidence_%.20s", mode);
  if (*mode) stabil_report_text(section, "p", stabil_report_say(r, key, NULL));
  stabil_report_put_table(section, "measures", table);
}

// --- numbers
// -----------------------------------------------------------------------------

static void add_counts(stabil_report *r, json_t *section) {
  static const char *const grades[] = {"high",     "moderate", "low",
                                       "very_low", "design",   ""};
  static const char *const heads[] = {"col_certainty", "col_numbers", "col_assumed"};
  const json_t *counts = json_object_get(r->request->study, "counts");
  json_t *table = stabil_report_table(stabil_report_say(r, "counts_caption", NULL));
  columns(r, table, heads, 3, 1);
  for (size_t i = 0; i < sizeof grades / sizeof *grades; i++) {
    const json_t *count = json_object_get(counts, *grades[i] ? grades[i] : "none");
    json_t *row = stabil_report_row(table);
    stabil_report_cell(row, certainty_name(r, grades[i]));
    stabil_report_cell(row, stabil_report_number(r, stabil_json_item(count, 0), 0));
    stabil_report_cell(row, stabil_report_number(r, stabil_json_item(count, 1), 0));
  }
  stabil_report_put_table(section, "certainty", table);
}

static const char *number_text(stabil_report *r, const json_t *number) {
  double value = stabil_json_number(number, "value");
  const json_t *interval = json_object_get(number, "interval");
  char *out = stabil_arena_format(r->arena, "%.4g", value);
  if (interval)
    out =
        stabil_arena_format(r->arena, "%.4g (%.4g–%.4g)", value,
                            stabil_json_item(interval, 0), stabil_json_item(interval, 1));
  for (char *c = out; r->nb && c && *c; c++)
    if (*c == '.') *c = ',';
  return out ? out : "";
}

static void add_assumptions(stabil_report *r, json_t *section) {
  static const char *const heads[] = {"col_key", "col_value", "col_unit",
                                      "col_certainty"};
  const json_t *list = json_object_get(r->request->study, "assumptions"), *number;
  size_t i, count = json_array_size(list);
  if (count == 0) return;
  json_t *table = stabil_report_table(stabil_report_say(r, "assumptions_caption", NULL));
  columns(r, table, heads, 4, 4);
  json_array_foreach(list, i, number) {
    json_t *row = stabil_report_row(table);
    stabil_report_cell(row, stabil_json_text(number, "key"));
    stabil_report_cell(row, number_text(r, number));
    stabil_report_cell(row, stabil_json_text(number, "unit"));
    stabil_report_cell(row, certainty_name(r, stabil_json_text(number, "certainty")));
  }
  json_t *fold =
      fold_of(r, section, "assumptions",
              stabil_report_say(r, "assumptions", "n",
                                stabil_report_number(r, (double)count, 0), NULL));
  stabil_report_put_table(fold, "assumptions", table);
}

static void add_sources(stabil_report *r, json_t *section) {
  static const char *const heads[] = {"col_source", "col_read", "col_address"};
  const json_t *list = json_object_get(r->request->study, "sources"), *source;
  size_t i, count = json_array_size(list);
  if (count == 0) return;
  json_t *table = stabil_report_table(stabil_report_say(r, "sources_caption", NULL));
  columns(r, table, heads, 3, 3);
  json_array_foreach(list, i, source) {
    json_t *row = stabil_report_row(table);
    stabil_report_cell(row, stabil_json_text(source, "title"));
    stabil_report_cell(row, stabil_json_text(source, "read"));
    stabil_report_cell(row, stabil_json_text(source, "address"));
  }
  json_t *fold =
      fold_of(r, section, "sources",
              stabil_report_say(r, "sources", "n",
                                stabil_report_number(r, (double)count, 0), NULL));
  stabil_report_put_table(fold, "sources", table);
}

stabil_status stabil_report_evidence(stabil_report *r, stabil_error *err) {
  (void)err;
  if (!r->request->study) return STABIL_OK;
  json_t *section =
      stabil_report_section(r, "evidence", stabil_report_say(r, "evidence", NULL));
  add_measures(r, section);
  stabil_report_text(section, "p", stabil_report_say(r, "counts_text", NULL));
  add_counts(r, section);
  add_assumptions(r, section);
  add_sources(r, section);
  return STABIL_OK;
}
