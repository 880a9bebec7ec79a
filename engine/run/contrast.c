// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/contrast.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "run/outcome.h"
#include "scenario/study_schema.h"
#include "scenario/variant.h"

const char *stabil_over_name(stabil_over over) {
#define NAME(ID, name) #name,
  static const char *const names[] = {STABIL_OVER_LIST(NAME)};
#undef NAME
  return names[over];
}

const double *stabil_contrast_values(const stabil_contrast *c, int scenario,
                                     int outcome) {
  return c->value + ((size_t)scenario * (size_t)c->outcomes + (size_t)outcome) *
                        (size_t)c->replicates;
}

const double *stabil_contrast_differences(const stabil_contrast *c,
                                          const stabil_contrast_row *row, int outcome) {
  return row->difference + (size_t)outcome * (size_t)c->replicates;
}

// --- variants
// -------------------------------------------------------------------------------------

typedef struct builder {
  stabil_study study; // the one given, and its variants
  const stabil_contrast_plan *plan;
  stabil_contrast *out;
  stabil_arena *arena;
  const char **name; // [variants], of the run
  int bundle, baseline;
  int plain;       // the baseline as stated, in the run; -1: not there yet
  int uses;        // of the bundle
  bool *common;    // [uses]: the baseline has it too
  const int *part; // [parts]: measures
  stabil_error *err;
  stabil_status status;
} builder;

static bool alive(const builder *b) {
  return b->status == STABIL_OK;
}

static int no_memory(builder *b) {
  if (alive(b)) b->status = stabil_fail(b->err, STABIL_MEMORY, "no memory for variants");
  return 0;
}

// A variant by a name that nobody gives a scenario; its number in the run.
static int add(builder *b, stabil_variant variant) {
  const int number = b->out->scenarios;
  variant.name = stabil_arena_format(b->arena, "\001%d", number);
  if (!variant.name) return no_memory(b);
  if (!alive(b)) return 0;
  b->name[number] = variant.name;
  b->status = stabil_variant_make(&b->study, &variant, b->arena,
                                  &b->study.scenario[b->study.scenario_count], b->err);
  b->study.scenario_count++;
  return b->out->scenarios++;
}

static stabil_variant of(const builder *b, int scenario) {
  return stabil_variant_of(&b->study, scenario, "");
}

static stabil_contrast_row *add_row(builder *b, stabil_contrast_row row) {
  const size_t cells = (size_t)b->plan->outcomes * (size_t)b->out->replicates;
  row.difference = stabil_arena_array(b->arena, cells, sizeof *row.difference);
  if (!row.difference) no_memory(b);
  b->out->row[b->out->rows] = row;
  return &b->out->row[b->out->rows++];
}

// --- the bundle by mode
// -------------------------------------------------------------------------------------

typedef struct mode {
  stabil_over over;
  int number;
  const char *name;
  stabil_variant bundle, baseline; // without names
} mode;

// Where the baseline has no measures a rule or a floor has nothing to act on in it.
static int add_baseline(builder *b, const mode *m) {
  if (m->over == STABIL_OVER_EVIDENCE || stabil_variant_uses(&b->study, b->baseline) > 0)
    return add(b, m->baseline);
  if (b->plain < 0) b->plain = add(b, of(b, b->baseline));
  return b->plain;
}

static void add_mode(builder *b, const mode *m) {
  const int against = add_baseline(b, m), variant = add(b, m->bundle);
  (void)add_row(b, (stabil_contrast_row){.over = m->over,
                                         .kind = STABIL_CONTRAST_BUNDLE,
                                         .mode = m->number,
                                         .name = m->name,
                                         .variant = variant,
                                         .against = against});
}

static mode mode_of(const builder *b, stabil_over over, int number, const char *name) {
  return (mode){.over = over,
                .number = number,
                .name = name,
                .bundle = of(b, b->bundle),
                .baseline = of(b, b->baseline)};
}

static void add_evidence(builder *b) {
  for (int i = 0; stabil_evidence_names[i]; i++) {
    mode m = mode_of(b, STABIL_OVER_EVIDENCE, i, stabil_evidence_names[i]);
    m.bundle.evidence = m.baseline.evidence = i;
    add_mode(b, &m);
  }
}

static void add_fidelity(builder *b) {
  static const char *const names[] = {"scattered", "systematic", "floor 1"};
  const bool works = stabil_variant_works(&b->study, b->bundle);
  for (int i = 0; i < 3; i++) {
    mode m = mode_of(b, STABIL_OVER_FIDELITY, i, names[i]);
    if (i == 0) m.bundle.work = STABIL_WORK_NONE;
    if (i == 1 && !works) m.bundle.work = STABIL_WORK_ALL;
    if (i == 2) m.bundle.floor = m.baseline.floor = 1.0;
    add_mode(b, &m);
  }
}

// --- the bundle and its parts, by rule
// -------------------------------------------------------------------------------------

static bool in_part(const builder *b, int use, int measure) {
  return b->common[use] ||
         stabil_variant_use(&b->study, b->bundle, use)->measure == measure;
}

// The scenario with one of its measures, or none (-1), and what it has in common with
// the baseline.
static int add_part(builder *b, int rule, int measure) {
  bool *uses = stabil_arena_array(b->arena, (size_t)b->uses, sizeof *uses);
  if (!uses) return no_memory(b);
  for (int i = 0; i < b->uses; i++) uses[i] = in_part(b, i, measure);
  stabil_variant variant = of(b, b->bundle);
  variant.uses = uses;
  variant.interaction = rule;
  return add(b, variant);
}

static int commons(const builder *b) {
  int n = 0;
  for (int i = 0; i < b->uses; i++) n += b->common[i];
  return n;
}

// A measure alone is the same under these rules, unless it has the baseline's for
// company.
static int same_alone(const builder *b, int rule) {
  return commons(b) == 0 && rule != STABIL_THRESHOLD ? STABIL_LOG_ADDITIVE : rule;
}

// Without its measures the scenario is its baseline, but for systematic work and for
// measures that the baseline alone has.
static bool is_baseline_without(const builder *b) {
  return !stabil_variant_works(&b->study, b->bundle) &&
         !stabil_variant_works(&b->study, b->baseline) &&
         commons(b) == stabil_variant_uses(&b->study, b->baseline);
}

typedef struct alone { // what has been made for a rule
  bool made;
  int without, *part;
} alone;

static void make_alone(builder *b, int rule, int baseline, alone *a) {
  if (a->made) return;
  a->made = true;
  a->part = stabil_arena_array(b->arena, (size_t)b->out->parts, sizeof *a->part);
  if (!a->part) {
    no_memory(b);
    return;
  }
  a->without = is_baseline_without(b) ? baseline : add_part(b, rule, -1);
  for (int i = 0; alive(b) && i < b->out->parts; i++)
    a->part[i] = add_part(b, rule, b->part[i]);
}

static void add_parts(builder *b, const stabil_contrast_row *bundle, const alone *a) {
  stabil_contrast_row row = *bundle;
  row.kind = STABIL_CONTRAST_WITHOUT;
  row.variant = a->without;
  if (!is_baseline_without(b)) (void)add_row(b, row);
  for (int i = 0; i < b->out->parts; i++) {
    row.kind = STABIL_CONTRAST_PART;
    row.part = b->study.measure[b->part[i]].name;
    row.variant = a->part[i];
    row.against = a->without;
    (void)add_row(b, row);
  }
  row.part = NULL;
  row.variant = row.against = -1;
  row.kind = STABIL_CONTRAST_SUM;
  (void)add_row(b, row);
  row.kind = STABIL_CONTRAST_REST;
  (void)add_row(b, row);
}

static void add_interaction(builder *b) {
  alone made[STABIL_INTERACTION_COUNT] = {{0}};
  int left_out = 0;
  for (int rule = 0; rule < STABIL_INTERACTION_COUNT && alive(b); rule++) {
    const char *name = stabil_interaction_names[rule];
    if (!stabil_interaction_stated(&b->study.interaction, rule)) {
      b->out->left_out[left_out++] = name;
      continue;
    }
    mode m = mode_of(b, STABIL_OVER_INTERACTION, rule, name);
    m.bundle.interaction = m.baseline.interaction = rule;
    add_mode(b, &m);
    const stabil_contrast_row bundle = b->out->row[b->out->rows - 1];
    alone *a = &made[same_alone(b, rule)];
    make_alone(b, rule, bundle.against, a);
    if (alive(b)) add_parts(b, &bundle, a);
  }
}

// --- what there is
// -------------------------------------------------------------------------------------

static bool used_by(const stabil_study *study, int scenario, const stabil_use *use) {
  const int count = stabil_variant_uses(study, scenario);
  for (int i = 0; i < count; i++)
    if (stabil_variant_use(study, scenario, i) == use) return true;
  return false;
}

// Measures of the bundle that the baseline has not, each once.
static void find_parts(builder *b) {
  b->uses = stabil_variant_uses(&b->study, b->bundle);
  b->common = stabil_arena_array(b->arena, (size_t)b->uses, sizeof *b->common);
  int *part = stabil_arena_array(b->arena, (size_t)b->uses, sizeof *part);
  if (!b->common || !part) {
    no_memory(b);
    return;
  }
  for (int i = 0; i < b->uses; i++) {
    const stabil_use *use = stabil_variant_use(&b->study, b->bundle, i);
    b->common[i] = used_by(&b->study, b->baseline, use);
    int k = 0;
    while (k < b->out->parts && part[k] != use->measure) k++;
    if (!b->common[i] && k == b->out->parts) part[b->out->parts++] = use->measure;
  }
  b->part = part;
}

static int baseline_of(const stabil_study *study, int scenario) {
  if (study->scenario[scenario].reference >= 0)
    return study->scenario[scenario].reference;
  for (int i = 0; i < study->scenario_count; i++)
    if (strcmp(study->scenario[i].name, "baseline") == 0) return i;
  return 0;
}

static stabil_status check(builder *b) {
  const char *name = b->out->scenario;
  const bool works = b->plan->over[STABIL_OVER_FIDELITY] && b->study.system.given;
  if (!alive(b)) return b->status;
  if (b->bundle == b->baseline)
    return stabil_fail(b->err, STABIL_USAGE,
                       "scenario '%s' is what others are compared with: name another",
                       name);
  if (b->out->parts == 0 && !works)
    return stabil_fail(b->err, STABIL_USAGE,
                       "scenario '%s' has no measures that '%s' has not", name,
                       b->out->baseline);
  return STABIL_OK;
}

// At most: of a mode a row for the bundle, one for each part, without any, sum, rest, and
// a variant for each of them and for the baseline.
enum { MODES = 3 + STABIL_INTERACTION_COUNT + 3, MODE_ROWS = 4 };

static void make_room(builder *b) {
  const stabil_study *given = &b->study;
  const size_t each = (size_t)b->out->parts + MODE_ROWS;
  const size_t room = MODES * each;
  stabil_scenario_def *scenario = stabil_arena_array(
      b->arena, (size_t)given->scenario_count + room, sizeof *scenario);
  b->name = stabil_arena_array(b->arena, room, sizeof *b->name);
  b->out->row = stabil_arena_array(b->arena, room, sizeof *b->out->row);
  if (!scenario || !b->name || !b->out->row) {
    no_memory(b);
    return;
  }
  memcpy(scenario, given->scenario, (size_t)given->scenario_count * sizeof *scenario);
  b->study.scenario = scenario;
}

static void make_rows(builder *b) {
  if (b->plan->over[STABIL_OVER_EVIDENCE]) add_evidence(b);
  if (alive(b) && b->plan->over[STABIL_OVER_INTERACTION] && b->out->parts > 0)
    add_interaction(b);
  if (alive(b) && b->plan->over[STABIL_OVER_FIDELITY] && b->study.system.given)
    add_fidelity(b);
}

// --- the run
// -------------------------------------------------------------------------------------

typedef struct keeper { // a sink
  const builder *b;
  const stabil_layout *layout;
} keeper;

static stabil_status begin(void *self, const stabil_layout *layout, stabil_error *err) {
  keeper *k = self;
  stabil_contrast *out = k->b->out;
  const size_t cells = (size_t)out->scenarios * (size_t)out->outcomes;
  k->layout = layout;
  out->value = calloc(cells * (size_t)out->replicates + 1, sizeof *out->value);
  return out->value ? STABIL_OK
                    : stabil_fail(err, STABIL_MEMORY, "no memory for results");
}

static stabil_status record(void *self, const stabil_record *given, stabil_error *err) {
  const keeper *k = self;
  const stabil_contrast_plan *plan = k->b->plan;
  const stabil_contrast *out = k->b->out;
  (void)err;
  for (int o = 0; o < out->outcomes; o++) {
    const stabil_outcome outcome = {plan->outcome[o], plan->year, plan->district};
    double *value =
        out->value + (stabil_contrast_values(out, given->scenario, o) - out->value);
    value[given->replicate - 1] = stabil_outcome_of(&outcome, k->layout, given);
  }
  return STABIL_OK;
}

static stabil_status end(void *self, int completed, stabil_error *err) {
  (void)self, (void)completed, (void)err;
  return STABIL_OK;
}

static stabil_status simulate(const builder *b) {
  const stabil_contrast_plan *plan = b->plan;
  keeper k = {.b = b};
  const stabil_run_options options = {.scenario_count = b->out->scenarios,
                                      .scenarios = b->name,
                                      .draws = plan->draws,
                                      .replicates = plan->replicates,
                                      .years = plan->year + 1,
                                      .threads = plan->threads,
                                      .progress = plan->progress,
                                      .context = plan->context,
                                      .stop = plan->stop};
  return stabil_run(&b->study, &options, (stabil_sink){&k, begin, record, end}, NULL,
                    b->err);
}

// --- differences
// -------------------------------------------------------------------------------------

static double *differences(const stabil_contrast *c, const stabil_contrast_row *row,
                           int outcome) {
  return row->difference + (size_t)outcome * (size_t)c->replicates;
}

static void subtract(const stabil_contrast *c, const double *from, const double *what,
                     double *out) {
  for (int r = 0; r < c->replicates; r++) out[r] = from[r] - what[r];
}

static void sum_parts(const stabil_contrast *c, int sum, int o, double *out) {
  for (int k = sum - 1; c->row[k].kind != STABIL_CONTRAST_BUNDLE; k--) {
    const double *part = differences(c, &c->row[k], o);
    for (int r = 0; r < c->replicates; r++) out[r] += part[r];
  }
}

static int bundle_before(const stabil_contrast *c, int row) {
  while (c->row[row].kind != STABIL_CONTRAST_BUNDLE) row--;
  return row;
}

static void fill(const stabil_contrast *c, int i, int o) {
  const stabil_contrast_row *row = &c->row[i];
  double *out = differences(c, row, o);
  if (row->kind == STABIL_CONTRAST_SUM)
    sum_parts(c, i, o, out);
  else if (row->kind == STABIL_CONTRAST_REST)
    subtract(c, differences(c, &c->row[bundle_before(c, i)], o),
             differences(c, &c->row[i - 1], o), out);
  else
    subtract(c, stabil_contrast_values(c, row->variant, o),
             stabil_contrast_values(c, row->against, o), out);
}

static void set_sizes(builder *b) {
  const stabil_study *study = &b->study;
  const stabil_contrast_plan *plan = b->plan;
  stabil_contrast *out = b->out;
  out->outcomes = plan->outcomes;
  out->draws = plan->draws ? plan->draws : study->draws;
  out->replicates = plan->replicates ? plan->replicates : out->draws * study->replicates;
  out->scenario = study->scenario[b->bundle].name;
  out->baseline = study->scenario[b->baseline].name;
}

stabil_status stabil_contrast_run(const stabil_study *study,
                                  const stabil_contrast_plan *plan, stabil_contrast *out,
                                  stabil_error *err) {
  *out = (stabil_contrast){.arena = stabil_arena_create()};
  if (!out->arena) return stabil_fail(err, STABIL_MEMORY, "no memory for variants");
  builder b = {.study = *study,
               .plan = plan,
               .out = out,
               .arena = out->arena,
               .bundle = plan->scenario,
               .baseline = baseline_of(study, plan->scenario),
               .plain = -1,
               .err = err};
  set_sizes(&b);
  find_parts(&b);
  stabil_status status = check(&b);
  if (status != STABIL_OK) return status;
  make_room(&b);
  if (alive(&b)) make_rows(&b);
  if (alive(&b)) b.status = simulate(&b);
  for (int i = 0; alive(&b) && i < out->rows; i++)
    for (int o = 0; o < out->outcomes; o++) fill(out, i, o);
  return b.status;
}

void stabil_contrast_free(stabil_contrast *c) {
  free(c->value);
  stabil_arena_free(c->arena);
  *c = (stabil_contrast){0};
}
