// SPDX-License-Identifier: GPL-3.0-or-later
// What guidelines and reports recommend, item by item, each with the measures that answer
// it; and what the whole toolkit amounts to.
#include <stdlib.h>
#include <string.h>

#include "cli/explain.h"
#include "scenario/quantity_read.h"
#include "scenario/study_schema.h"

// --- items
// ------------------------------------------------------------------------------

static json_t *text_or_null(const char *text) {
  return text == NULL || text[0] == 0 ? json_null() : json_string(text);
}

static json_t *measures_for(const stabil_study *study, int recommendation) {
  json_t *list = json_array();
  for (int i = 0; i < study->measure_count; i++) {
    const stabil_toolkit_measure *measure = &study->measure[i];
    for (int k = 0; k < measure->answers.count; k++)
      if (measure->answers.index[k] == recommendation)
        (void)json_array_append_new(list, json_string(measure->name));
  }
  return list;
}

static json_t *item_of(const stabil_study *study, int framework, int index) {
  const stabil_framework *from = &study->framework[framework];
  const stabil_framework_item *item = &from->item[index];
  const int source = item->source >= 0 ? item->source : from->source;
  const char *certainty =
      item->certainty < 0 ? "" : stabil_certainty_name((stabil_certainty)item->certainty);
  json_t *object = json_pack("{s:s, s:s++, s:s, s:o, s:o, s:o, s:s, s:s, s:o, s:o}",
                             "kind", "recommendation", "key", from->name, ".", item->name,
                             "recommendation", item->name, "strength",
                             text_or_null(stabil_strength_name(item->strength)),
                             "certainty", text_or_null(certainty), "measures",
                             measures_for(study, stabil_recommendation(framework, index)),
                             "label", item->label.en, "label_nb", item->label.nb, "group",
                             text_or_null(item->group), "note", text_or_null(item->note));
  (void)json_object_set_new(object, "framework", json_string(from->name));
  (void)json_object_set_new(object, "framework_label", json_string(from->label.en));
  (void)json_object_set_new(object, "source",
                            source < 0 ? json_null()
                                       : json_string(study->source[source].name));
  return object;
}

json_t *stabil_explain_coverage(const stabil_study *study, const char *framework) {
  json_t *list = json_array();
  for (int f = 0; f < study->framework_count; f++) {
    if (framework != NULL && strcmp(study->framework[f].name, framework) != 0) continue;
    for (int i = 0; i < study->framework[f].item_count; i++)
      (void)json_array_append_new(list, item_of(study, f, i));
  }
  return list;
}

json_t *stabil_explain_answers(const stabil_study *study,
                               const stabil_toolkit_measure *measure) {
  json_t *list = json_array();
  for (int f = 0; f < study->framework_count; f++)
    for (int i = 0; i < study->framework[f].item_count; i++)
      for (int k = 0; k < measure->answers.count; k++)
        if (measure->answers.index[k] == stabil_recommendation(f, i))
          (void)json_array_append_new(list,
                                      json_sprintf("%s.%s", study->framework[f].name,
                                                   study->framework[f].item[i].name));
  return list;
}

// --- counts
// -----------------------------------------------------------------------------

typedef struct tally {
  int all, design, assumed, sourced;
} tally;

static void count(tally *sum, const stabil_quantity *q) {
  sum->all++;
  if (q->certainty == STABIL_CERTAINTY_DESIGN)
    sum->design++;
  else if (q->assumption)
    sum->assumed++;
  else
    sum->sourced++;
}

static json_t *counted(const tally *sum) {
  return json_pack("{s:i, s:i, s:i, s:i}", "all", sum->all, "design", sum->design,
                   "assumption", sum->assumed, "source", sum->sourced);
}

static json_t *counts_of(const stabil_study *study) {
  tally effects = {0}, costs = {0}, behaviour = {0};
  for (int i = 0; i < study->behaviour_count; i++)
    count(&behaviour, &study->behaviour[i].value);
  for (int i = 0; i < study->measure_count; i++) {
    const stabil_toolkit_measure *measure = &study->measure[i];
    for (int k = 0; k < measure->effect_count; k++)
      count(&effects, &measure->effect[k].value);
    for (int k = 0; k < measure->cost_count; k++) count(&costs, &measure->cost[k].amount);
  }
  return json_pack("{s:s, s:i, s:o, s:o, s:o}", "kind", "counts", "measures",
                   study->measure_count, "effects", counted(&effects), "costs",
                   counted(&costs), "behaviour", counted(&behaviour));
}

json_t *stabil_explain_toolkit(const stabil_study *study) {
  json_t *list = stabil_explain_coverage(study, NULL);
  (void)json_array_append_new(list, counts_of(study));
  return list;
}

// --- text
// -------------------------------------------------------------------------------

static void print_names(const json_t *names, FILE *stream) {
  size_t i;
  const json_t *name;
  json_array_foreach(names, i, name)
      fprintf(stream, "%s%s", i == 0 ? "" : ", ", json_string_value(name));
}

void stabil_explain_print_item(const json_t *item, FILE *stream) {
  const char *strength = stabil_explain_text(item, "strength"),
             *certainty = stabil_explain_text(item, "certainty");
  const json_t *measures = json_object_get(item, "measures");
  fprintf(stream, "%s: %s\n", stabil_explain_text(item, "key"),
          stabil_explain_text(item, "label"));
  if (strength[0] != 0 || certainty[0] != 0)
    fprintf(stream, "    %s%s%s%s\n", strength,
            strength[0] != 0 && certainty[0] != 0 ? ", " : "",
            certainty[0] != 0 ? "certainty " : "", certainty);
  fputs("    ", stream);
  if (json_array_size(measures) == 0)
    fputs("no measure", stream);
  else
    print_names(measures, stream);
  fputc('\n', stream);
  if (stabil_explain_text(item, "note")[0] != 0)
    fprintf(stream, "    %s\n", stabil_explain_text(item, "note"));
}

static int part(const json_t *counts, const char *of, const char *which) {
  return (int)json_integer_value(json_object_get(json_object_get(counts, of), which));
}

void stabil_explain_print_counts(const json_t *counts, FILE *stream) {
  fprintf(stream, "%d measures\n",
          (int)json_integer_value(json_object_get(counts, "measures")));
  static const char *const parts[] = {"effects", "costs", "behaviour"};
  static const char *const names[] = {"effects", "costs",
                                      "effects of `behaviour:` that they work through"};
  for (int i = 0; i < 3; i++)
    fprintf(stream, "  %d %s: %d decisions (design), %d with a source, %d assumptions\n",
            part(counts, parts[i], "all"), names[i], part(counts, parts[i], "design"),
            part(counts, parts[i], "source"), part(counts, parts[i], "assumption"));
}
