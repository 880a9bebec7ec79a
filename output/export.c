// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/export.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "output/statistic.h"

struct stabil_export {
  stabil_results *results;
  const stabil_layout *layout;
  stabil_export_request request;
  stabil_export_groups groups;
  size_t classes, roles; // of replicates by class and role; else groups and 1
  stabil_arena *arena;
};

static const struct {
  const char *name, *replicates;
} kinds[STABIL_EXPORT_BY_COUNT] = {
#define STABIL_EXPORT_BY_ROW(ID, name, group) {#name, group},
    STABIL_EXPORT_BY_LIST(STABIL_EXPORT_BY_ROW)
#undef STABIL_EXPORT_BY_ROW
};

const char *stabil_export_by_name(stabil_export_by by) {
  return kinds[by].name;
}

void stabil_export_number(double value, char text[STABIL_EXPORT_NUMBER]) {
  text[0] = '\0';
  if (!isfinite(value)) return;
  for (int digits = 15; digits <= 17; digits++) {
    double back;
    snprintf(text, STABIL_EXPORT_NUMBER, "%.*g", digits, value + 0.0);
    if (stabil_text_double(text, &back) && back == value) return;
  }
}

// --- groups
// ---------------------------------------------------------------------------------

static stabil_status no_memory(stabil_error *err) {
  return stabil_fail(err, STABIL_MEMORY, "out of memory");
}

static bool add_columns(stabil_export *x, int count, int columns,
                        const char *const *name) {
  stabil_export_groups *g = &x->groups;
  *g = (stabil_export_groups){.count = count, .columns = columns};
  for (int c = 0; c < columns; c++) {
    g->column[c] = name[c];
    g->text[c] = stabil_arena_array(x->arena, (size_t)count + 1, sizeof **g->text);
    if (!g->text[c]) return false;
  }
  return true;
}

static const char *label_of(const stabil_export *x, const stabil_names *names, int i) {
  if (i < 0 || i >= names->count) return "";
  return x->request.nb ? names->label_nb[i] : names->label_en[i];
}

static const char *class_text(stabil_export *x, int class) {
  const char *text = class > 0 ? stabil_arena_format(x->arena, "%d", class) : "";
  return text ? text : "";
}

static bool posts(stabil_export *x) {
  static const char *const names[] = {"place",      "place_label", "role",  "role_label",
                                      "profession", "centrality",  "region"};
  const stabil_layout *l = x->layout;
  const char ***text = x->groups.text;
  if (!add_columns(x, l->posts, 7, names)) return false;
  for (int j = 0; j < l->posts; j++) {
    text[0][j] = l->places.name[l->post_place[j]];
    text[1][j] = label_of(x, &l->places, l->post_place[j]);
    text[2][j] = l->roles.name[l->post_role[j]];
    text[3][j] = label_of(x, &l->roles, l->post_role[j]);
    text[4][j] = l->professions.name[l->post_profession[j]];
    text[5][j] = class_text(x, l->post_rest[j] ? 0 : l->post_centrality[j]);
    text[6][j] = l->post_region[j] < 0 ? "" : l->regions.name[l->post_region[j]];
  }
  return true;
}

static bool places(stabil_export *x) {
  static const char *const names[] = {"place", "place_label", "kind", "centrality",
                                      "region"};
  const stabil_layout *l = x->layout;
  const char ***text = x->groups.text;
  if (!add_columns(x, l->places.count, 5, names)) return false;
  for (int p = 0; p < l->places.count; p++) {
    text[0][p] = l->places.name[p];
    text[1][p] = label_of(x, &l->places, p);
    text[2][p] = l->place_kind[p];
    text[3][p] = class_text(x, l->place_centrality[p]);
    text[4][p] = l->place_region[p] < 0 ? "" : l->regions.name[l->place_region[p]];
  }
  return true;
}

static bool roles(stabil_export *x) {
  static const char *const names[] = {"role", "role_label"};
  const stabil_names *r = &x->layout->roles;
  if (!add_columns(x, r->count, 2, names)) return false;
  for (int i = 0; i < r->count; i++) {
    x->groups.text[0][i] = r->name[i];
    x->groups.text[1][i] = label_of(x, r, i);
  }
  return true;
}

// The classes of a group as they stand in the file, and roles below them.
static stabil_status class_names(stabil_export *x, const char ***out, stabil_error *err) {
  int count = 0;
  const int *number = NULL;
  const char *const *name = NULL;
  const bool region = x->request.by == STABIL_EXPORT_BY_REGION;
  stabil_status status =
      region ? stabil_results_texts(x->results, "by_region/region", &count, &name, err)
             : stabil_results_numbers(x->results, "by_centrality/centrality", &count,
                                      &number, err);
  if (status != STABIL_OK) return status;
  *out = stabil_arena_array(x->arena, (size_t)count + 1, sizeof **out);
  if (!*out) return no_memory(err);
  for (int i = 0; i < count; i++) (*out)[i] = region ? name[i] : class_text(x, number[i]);
  x->classes = (size_t)count;
  x->roles = x->request.replicates ? (size_t)x->layout->roles.count : 1;
  return STABIL_OK;
}

static stabil_status classes(stabil_export *x, stabil_error *err) {
  const char *const names[] = {kinds[x->request.by].name, "role", "role_label"};
  const char **name = NULL;
  stabil_status status = class_names(x, &name, err);
  if (status != STABIL_OK) return status;
  const int count = (int)(x->classes * x->roles);
  if (!add_columns(x, count, x->request.replicates ? 3 : 1, names)) return no_memory(err);
  for (int i = 0; i < count; i++) {
    const int role = i % (int)x->roles;
    x->groups.text[0][i] = name[(size_t)i / x->roles];
    if (!x->request.replicates) continue;
    x->groups.text[1][i] = x->layout->roles.name[role];
    x->groups.text[2][i] = label_of(x, &x->layout->roles, role);
  }
  return STABIL_OK;
}

static stabil_status make_groups(stabil_export *x, stabil_error *err) {
  bool good = true;
  switch (x->request.by) {
  case STABIL_EXPORT_BY_POST:
    good = posts(x);
    break;
  case STABIL_EXPORT_BY_PLACE:
    good = places(x);
    break;
  case STABIL_EXPORT_BY_ROLE:
    good = roles(x);
    break;
  case STABIL_EXPORT_BY_CENTRALITY:
  case STABIL_EXPORT_BY_REGION:
  case STABIL_EXPORT_BY_COUNT:
    return classes(x, err);
  }
  x->classes = (size_t)x->groups.count;
  x->roles = 1;
  return good ? STABIL_OK : no_memory(err);
}

// --- what is kept
// ---------------------------------------------------------------------------

static void variable_of(const stabil_export *x, stabil_measure_id measure,
                        bool difference, char *out, size_t size) {
  const char *name = stabil_measure_get(measure)->name;
  const char *by = kinds[x->request.by].name;
  if (x->request.replicates)
    snprintf(out, size, "%s%s", kinds[x->request.by].replicates, name);
  else
    snprintf(out, size, "summary/%sby_%s/%s", difference ? "difference/" : "", by, name);
}

static stabil_status check(const stabil_export *x, stabil_error *err) {
  const stabil_export_request *r = &x->request;
  char variable[128];
  if (r->replicates && !kinds[r->by].replicates)
    return stabil_fail(err, STABIL_USAGE,
                       "replicates are not kept by %s, but by post, centrality and "
                       "region",
                       kinds[r->by].name);
  for (int m = 0; m < r->measures; m++) {
    variable_of(x, r->measure[m], false, variable, sizeof variable);
    if (!stabil_results_has(x->results, variable))
      return stabil_fail(err, STABIL_USAGE,
                         "%s is not kept by %s for every replicate; --by centrality and "
                         "region have it, and `keep:` in the study adds it",
                         stabil_measure_get(r->measure[m])->name, kinds[r->by].name);
  }
  return STABIL_OK;
}

stabil_status stabil_export_create(stabil_results *results,
                                   const stabil_export_request *request,
                                   stabil_export **out, stabil_error *err) {
  stabil_status status = STABIL_OK;
  stabil_export *x = calloc(1, sizeof *x);
  *out = NULL;
  if (!x) return no_memory(err);
  x->results = results;
  x->layout = stabil_results_layout(results);
  x->request = *request;
  x->arena = stabil_arena_create();
  TRY(status, check(x, err));
  TRY(status, make_groups(x, err));
  *out = x;
  return STABIL_OK;
out:
  stabil_export_free(x);
  return status;
}

void stabil_export_free(stabil_export *x) {
  if (x) stabil_arena_free(x->arena);
  free(x);
}

const stabil_export_groups *stabil_export_groups_of(const stabil_export *x) {
  return &x->groups;
}

const stabil_layout *stabil_export_layout(const stabil_export *x) {
  return x->layout;
}

const stabil_export_request *stabil_export_request_of(const stabil_export *x) {
  return &x->request;
}

// --- walking
// --------------------------------------------------------------------------------

typedef struct walk {
  const stabil_export *x;
  stabil_export_visit visit;
  void *context;
  stabil_export_line line;
  size_t years;
  double *block, *series; // [year][group]; [year]
} walk;

static stabil_status visit_groups(walk *w, stabil_error *err) {
  const size_t groups = (size_t)w->x->groups.count;
  stabil_status status = STABIL_OK;
  for (size_t g = 0; g < groups && status == STABIL_OK; g++) {
    for (size_t y = 0; y < w->years; y++) w->series[y] = w->block[y * groups + g];
    w->line.group = (int)g;
    status = w->visit(w->context, &w->line, err);
  }
  return status;
}

// One statistic, or one replicate, of a scenario: [year][group].
static stabil_status visit_part(walk *w, int part, stabil_error *err) {
  const stabil_export *x = w->x;
  char variable[128];
  const size_t scenario = (size_t)w->line.scenario, at = (size_t)part;
  const bool replicate = x->request.replicates;
  stabil_block block = {.rank = 4,
                        .first = {replicate ? scenario : at, replicate ? at : scenario},
                        .count = {1, 1, w->years, x->classes}};
  if (replicate && x->request.by != STABIL_EXPORT_BY_POST) {
    block.rank = 5;
    block.count[4] = x->roles;
  }
  variable_of(x, w->line.measure, w->line.difference, variable, sizeof variable);
  stabil_status status = stabil_results_read(x->results, variable, &block, w->block, err);
  w->line.part = part;
  return status == STABIL_OK ? visit_groups(w, err) : status;
}

static stabil_status visit_measure(walk *w, stabil_error *err) {
  const stabil_layout *l = w->x->layout;
  const bool replicates = w->x->request.replicates;
  const int parts = replicates ? l->replicates : STABIL_STATISTIC_COUNT;
  stabil_status status = STABIL_OK;
  for (int d = 0; d < (replicates ? 1 : 2); d++)
    for (int s = 0; s < l->scenarios.count; s++) {
      w->line.difference = d == 1;
      w->line.scenario = s;
      if (d == 1 && stabil_layout_reference(l, s) == s) continue; // 0, all of it
      for (int part = 0; part < parts; part++) TRY(status, visit_part(w, part, err));
    }
out:
  return status;
}

stabil_status stabil_export_walk(const stabil_export *x, stabil_export_visit visit,
                                 void *context, stabil_error *err) {
  walk w = {.x = x, .visit = visit, .context = context};
  w.years = (size_t)x->layout->years;
  const size_t cells = w.years * ((size_t)x->groups.count + 1);
  w.block = malloc((cells + w.years) * sizeof *w.block);
  if (!w.block) return no_memory(err);
  w.series = w.block + cells;
  w.line.value = w.series;
  stabil_status status = STABIL_OK;
  for (int m = 0; m < x->request.measures && status == STABIL_OK; m++) {
    w.line.measure = x->request.measure[m];
    status = visit_measure(&w, err);
  }
  free(w.block);
  return status;
}
