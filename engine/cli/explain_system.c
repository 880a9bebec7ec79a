// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/explain_system.h"

#include <math.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/explain.h"
#include "model/fidelity.h"
#include "scenario/quantity_read.h"
#include "stabil/measure.h"

// --- the block
// ------------------------------------------------------------------------

static json_t *named(const char *name, const stabil_text *label) {
  return json_pack("{s:s, s:s, s:s}", "name", name, "label", label->en, "label_nb",
                   label->nb);
}

static json_t *tasks_of(const stabil_study *study) {
  json_t *list = json_array();
  for (int i = 0; i < study->system.task_count; i++) {
    const stabil_work_task *task = &study->system.task[i];
    json_t *object = named(task->name, &task->label);
    (void)json_object_set_new(object, "phase", json_string(task->phase));
    (void)json_object_set_new(object, "weight",
                              stabil_explain_number(study, &task->weight));
    (void)json_array_append_new(list, object);
  }
  return list;
}

static json_t *conditions_of(const stabil_study *study) {
  json_t *list = json_array();
  for (int i = 0; i < study->system.condition_count; i++) {
    const stabil_work_condition *condition = &study->system.condition[i];
    json_t *object = named(condition->name, &condition->label);
    (void)json_object_set_new(object, "cycle", json_integer(condition->cycle));
    (void)json_object_set_new(object, "weight",
                              stabil_explain_number(study, &condition->weight));
    (void)json_array_append_new(list, object);
  }
  return list;
}

static json_t *costs_of(const stabil_study *study) {
  json_t *list = json_array();
  for (int i = 0; i < study->system.cost_count; i++) {
    const stabil_work_cost *cost = &study->system.cost[i];
    (void)json_array_append_new(
        list, json_pack("{s:s, s:s, s:o}", "per", cost->community ? "community" : "place",
                        "payer", stabil_payer_label((stabil_payer_id)cost->payer).name,
                        "amount", stabil_explain_number(study, &cost->amount)));
  }
  return list;
}

static json_t *block_of(const stabil_study *study) {
  const stabil_system *system = &study->system;
  return json_pack(
      "{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "kind", "system", "name",
      STABIL_SYSTEM_KEY, "tasks", tasks_of(study), "conditions", conditions_of(study),
      "half_life_up", stabil_explain_number(study, &system->half_life_up),
      "half_life_down", stabil_explain_number(study, &system->half_life_down), "floor",
      stabil_explain_number(study, &system->floor), "costs", costs_of(study));
}

// --- the path of a scenario
// ------------------------------------------------------------------------

static bool alike(const stabil_fidelity *f, int p, int q) {
  for (int y = 0; y < f->years; y++)
    if (f->value[y * f->places + p] != f->value[y * f->places + q]) return false;
  return true;
}

// Fidelity is linear in the floor.
static double with_floor(const stabil_fidelity *f, double value, double other) {
  return f->floor < 1.0 ? other + (1.0 - other) * (value - f->floor) / (1.0 - f->floor)
                        : value;
}

static json_t *path_of(const stabil_world *w, const stabil_fidelity *f, int place,
                       const stabil_quantity *floor) {
  const bool known = floor->family == STABIL_FIXED;
  const double low = known ? f->floor : stabil_quantity_legal(floor, 0.025);
  const double high = known ? f->floor : stabil_quantity_legal(floor, 0.975);
  json_t *list = json_array();
  for (int y = 0; y < f->years; y++) {
    const double value = f->value[y * f->places + place];
    (void)json_array_append_new(list, json_pack("{s:i, s:f, s:[f, f]}", "year",
                                                w->study->first_year + y, "value", value,
                                                "interval", with_floor(f, value, low),
                                                with_floor(f, value, high)));
  }
  return list;
}

static json_t *classes_of(const stabil_world *w, const stabil_fidelity *f,
                          const stabil_quantity *floor) {
  json_t *list = json_array();
  for (int p = 0; p < w->places; p++) {
    int first = 0;
    while (first < p && (w->place_rest[first] || !alike(f, first, p))) first++;
    if (w->place_rest[p] || first < p) continue;
    json_t *places = json_array();
    for (int q = p; q < w->places; q++)
      if (!w->place_rest[q] && alike(f, p, q))
        (void)json_array_append_new(places, json_string(w->study->place[q].id));
    (void)json_array_append_new(list, json_pack("{s:o, s:o}", "places", places, "years",
                                                path_of(w, f, p, floor)));
  }
  return list;
}

static stabil_status add_scenario(const stabil_world *w, int scenario,
                                  stabil_arena *arena, json_t *list, stabil_error *err) {
  const stabil_scenario_def *def = &w->study->scenario[scenario];
  const stabil_quantity *floor = def->has_floor ? &def->floor : &w->study->system.floor;
  stabil_fidelity *f;
  const stabil_status status = stabil_fidelity_create(w, scenario, arena, &f, err);
  if (status != STABIL_OK) return status;
  (void)json_array_append_new(
      list, json_pack("{s:s, s:s, s:s, s:s, s:f, s:o}", "kind", "fidelity", "name",
                      def->name, "label", def->label.en, "label_nb", def->label.nb,
                      "floor", f->floor, "classes", classes_of(w, f, floor)));
  return STABIL_OK;
}

static stabil_status make_list(const stabil_study *study, json_t **out,
                               stabil_error *err) {
  stabil_world *world = NULL;
  stabil_arena *arena = stabil_arena_create();
  stabil_status status = STABIL_OK;
  json_t *list = *out = json_array();
  (void)json_array_append_new(list, block_of(study));
  TRY(status, stabil_world_create(study, -1, study->seed, study->years, &world, err));
  for (int i = 0; i < study->scenario_count; i++)
    TRY(status, add_scenario(world, i, arena, list, err));
out:
  stabil_world_free(world);
  stabil_arena_free(arena);
  return status;
}

// --- as text
// ------------------------------------------------------------------------

static double number_at(const json_t *object, const char *member) {
  return json_number_value(json_object_get(object, member));
}

static void print_parts(const json_t *block, const char *what, FILE *stream) {
  size_t i;
  const json_t *part;
  fprintf(stream, "%s\n", what);
  json_array_foreach(json_object_get(block, what), i, part) {
    const char *phase = stabil_explain_text(part, "phase");
    const int cycle = (int)json_integer_value(json_object_get(part, "cycle"));
    fprintf(stream, "  %-26s %s", stabil_explain_text(part, "name"),
            stabil_explain_text(part, "label"));
    if (phase[0] != 0) fprintf(stream, " (%s)", phase);
    if (cycle > 0)
      fprintf(stream, " (a round keeps %d year%s)", cycle, cycle == 1 ? "" : "s");
    const double weight = number_at(json_object_get(part, "weight"), "value");
    if (weight != 1.0) fprintf(stream, ", weight %g", weight);
    fputc('\n', stream);
  }
}

static void print_block(const json_t *block, FILE *stream) {
  static const char *const numbers[] = {"half_life_up", "half_life_down", "floor"};
  size_t i;
  const json_t *cost;
  print_parts(block, "tasks", stream);
  print_parts(block, "conditions", stream);
  for (int k = 0; k < 3; k++)
    stabil_explain_print_line(json_object_get(block, numbers[k]), stream);
  json_array_foreach(json_object_get(block, "costs"), i, cost) {
    stabil_explain_print_line(json_object_get(cost, "amount"), stream);
  }
}

static void print_row(const json_t *years, size_t from, size_t to, int which,
                      FILE *stream) {
  static const char *const heads[] = {"", "F", "low", "high"};
  fprintf(stream, "    %-5s", heads[which]);
  for (size_t i = from; i < to; i++) {
    const json_t *year = json_array_get(years, i);
    const json_t *ends = json_object_get(year, "interval");
    if (which == 0)
      fprintf(stream, "  %4d", (int)number_at(year, "year"));
    else if (which == 1)
      fprintf(stream, "  %.2f", number_at(year, "value"));
    else
      fprintf(stream, "  %.2f",
              json_number_value(json_array_get(ends, (size_t)which - 2)));
  }
  fputc('\n', stream);
}

// The same in every year, as far as can be seen?
static bool is_level(const json_t *years) {
  size_t i;
  const json_t *year;
  json_array_foreach(years, i, year) {
    if (fabs(number_at(year, "value") - number_at(json_array_get(years, 0), "value")) >
        1e-9)
      return false;
  }
  return true;
}

static void print_level(const json_t *year, FILE *stream) {
  const json_t *ends = json_object_get(year, "interval");
  fprintf(stream, "    F      %.2f in every year, %.2f to %.2f with the floor\n",
          number_at(year, "value"), json_number_value(json_array_get(ends, 0)),
          json_number_value(json_array_get(ends, 1)));
}

static void print_class(const json_t *class, FILE *stream) {
  enum { YEARS_IN_A_ROW = 10, NAMED = 6 };
  const json_t *years = json_object_get(class, "years");
  const json_t *places = json_object_get(class, "places");
  const size_t count = json_array_size(years), all = json_array_size(places);
  fprintf(stream, "  %zu place%s:", all, all == 1 ? "" : "s");
  for (size_t i = 0; i < all && i < NAMED; i++)
    fprintf(stream, " %s", json_string_value(json_array_get(places, i)));
  fputs(all > NAMED ? " ...\n" : "\n", stream);
  if (is_level(years)) {
    print_level(json_array_get(years, 0), stream);
    return;
  }
  for (size_t from = 0; from < count; from += YEARS_IN_A_ROW) {
    const size_t to = from + YEARS_IN_A_ROW < count ? from + YEARS_IN_A_ROW : count;
    for (int which = 0; which < 4; which++) print_row(years, from, to, which, stream);
  }
}

static void print_list(const json_t *list, FILE *stream) {
  size_t i, k;
  const json_t *object, *class;
  print_block(json_array_get(list, 0), stream);
  fputs("\nFidelity of the behavioural effects of measures, mean of the year; low and "
        "high with\nthe floor at its 2.5 and 97.5 %\n",
        stream);
  json_array_foreach(list, i, object) {
    if (i == 0) continue;
    fprintf(stream, "\n%s: %s\n", stabil_explain_text(object, "name"),
            stabil_explain_text(object, "label"));
    json_array_foreach(json_object_get(object, "classes"), k, class) {
      print_class(class, stream);
    }
  }
}

int stabil_explain_system(const stabil_study *study, bool json) {
  stabil_error err = {0};
  json_t *list;
  const stabil_status status = make_list(study, &list, &err);
  if (status == STABIL_OK && json) {
    (void)json_dumpf(list, stdout, JSON_INDENT(1));
    putchar('\n');
  } else if (status == STABIL_OK) {
    print_list(list, stdout);
  }
  json_decref(list);
  return status == STABIL_OK ? STABIL_OK : stabil_cli_fail(status, &err);
}
