// SPDX-License-Identifier: GPL-3.0-or-later
// stabil explain [STUDY.yaml] [KEY] [--levers] [--measures] [--keys] [--who] [--coverage]
//                [--assumptions] [--resolved] [--json] and options of the run behind
//                --assumptions
#include "cli/explain.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/cli.h"
#include "cli/explain_matters.h"
#include "cli/explain_system.h"
#include "cli/options.h"
#include "cli/signals.h"
#include "scenario/lever.h"
#include "scenario/read.h"
#include "stabil/scenario.h"

enum {
  LEVERS,
  MEASURES,
  KEYS,
  WHO,
  COVERAGE,
  ASSUMPTIONS,
  RESOLVED,
  JSON,
  NO_RUN,
  OUTCOME,
  AREA,
  YEAR,
  SCENARIO,
  THREADS
};
static const stabil_option options[] = {
    [LEVERS] = {"levers", 0, NULL, "The levers that measures may change."},
    [MEASURES] = {"measures", 0, NULL,
                  "The measures of the study with effects, costs and sources; without a "
                  "study what a run reports."},
    [KEYS] = {"keys", 0, NULL, "Every key of a study: type, unit, range, default."},
    [WHO] =
        {"who", 0, NULL,
         "Recommendation by recommendation of the WHO guideline: strength, certainty, "
         "measures. It is the framework `who` of the study; without a study that of "
         "the toolkit that comes with the program."},
    [COVERAGE] = {"coverage", 0, NULL,
                  "The same for every framework of the study, and how many measures, "
                  "effects and costs there are and how many are assumptions."},
    [ASSUMPTIONS] = {"assumptions", 0, NULL,
                     "The numbers that are assumptions; what share of all numbers they "
                     "are; and, from quick runs that change one number at a time, which "
                     "twenty numbers matter most."},
    [RESOLVED] = {"resolved", 0, NULL,
                  "The study after merging, as a study in YAML, with the file and line "
                  "of every value. With --json: every parameter."},
    [JSON] = {"json", 0, NULL, "A list of objects, on standard output."},
    [NO_RUN] = {"no-run", 0, NULL, "With --assumptions: run nothing."},
    [OUTCOME] = {"outcome", 0, "M",
                 "With --assumptions: what numbers matter for, a measure of the results. "
                 "Default: vacancy_rate."},
    [AREA] = {"area", 0, "AREA",
              "With --assumptions: where, district or region. Default: the district."},
    [YEAR] = {"year", 0, "YEAR",
              "With --assumptions: when. Default: ten years after the first, or the "
              "last."},
    [SCENARIO] = {"scenario", 0, "NAME",
                  "With --assumptions: the scenario that is run. Default: baseline."},
    [THREADS] = {"threads", 0, "T",
                 "With --assumptions: threads of the run. Default: one for each "
                 "processor."},
    {0}};

// --- matching keys
// ----------------------------------------------------------------------

static const char *name_of(const json_t *object) {
  const char *key = stabil_explain_text(object, "key");
  return key[0] == 0 ? stabil_explain_text(object, "name") : key;
}

static bool is_tail(const char *path, const char *key) {
  size_t length = strlen(path), tail = strlen(key);
  if (tail >= length || strcmp(path + length - tail, key) != 0) return false;
  return path[length - tail - 1] == '.';
}

static bool is_below(const char *path, const char *key) {
  size_t length = strlen(key);
  return strncmp(path, key, length) == 0 && (path[length] == '.' || path[length] == '[');
}

static bool is_same(const char *path, const char *key) {
  return strcmp(path, key) == 0;
}

// Those of `all` that match, as a new list.
static json_t *pick(const json_t *all, const char *key,
                    bool (*matches)(const char *path, const char *key)) {
  json_t *list = json_array();
  size_t i;
  json_t *object;
  json_array_foreach(all, i, object) {
    if (matches(name_of(object), key)) (void)json_array_append(list, object);
  }
  return list;
}

// The same, then its tail, then everything below it: the first that is there.
static json_t *find(const json_t *all, const char *key) {
  static bool (*const ways[])(const char *, const char *) = {is_same, is_tail, is_below};
  for (size_t i = 0; i < 3; i++) {
    json_t *list = pick(all, key, ways[i]);
    if (json_array_size(list) > 0) return list;
    json_decref(list);
  }
  return json_array();
}

// --- what a path means
// ------------------------------------------------------------------

// A pattern such as roles.<name>.turnover.rate against the start of a path.
static bool fits(const char *pattern, const char *path) {
  while (*pattern != 0) {
    if (*pattern == '<') {
      pattern += strcspn(pattern, ">") + 1;
      path += strcspn(path, ".");
    } else if (pattern[0] == '[' && path[0] == '[') {
      pattern += 2;
      path += strcspn(path, "]");
      path += *path != 0;
    } else if (*pattern++ != *path++) {
      return false;
    }
  }
  return *path == 0 || *path == '.' || *path == '[';
}

// Each parameter gets the text of the longest key that it fits.
static void add_meaning(json_t *parameter, const json_t *keys) {
  const char *path = stabil_explain_text(parameter, "key");
  const char *text = "";
  size_t i, best = 0;
  const json_t *key;
  json_array_foreach(keys, i, key) {
    const char *pattern = stabil_explain_text(key, "key");
    if (strlen(pattern) < best || !fits(pattern, path)) continue;
    best = strlen(pattern);
    text = stabil_explain_text(key, "text");
  }
  if (text[0] != 0) (void)json_object_set_new(parameter, "text", json_string(text));
}

// "a b": does one of the patterns fit?
static bool fits_any(const char *patterns, const char *path) {
  char pattern[128];
  while (*patterns != 0) {
    const size_t length = strcspn(patterns, " ");
    (void)snprintf(pattern, sizeof pattern, "%.*s", (int)length, patterns);
    if (fits(pattern, path)) return true;
    patterns += length + (patterns[length] == ' ');
  }
  return false;
}

static void add_levers(json_t *parameter) {
  json_t *levers = json_array();
  for (int i = 0; i < STABIL_LEVER_COUNT; i++)
    if (fits_any(stabil_levers[i].reaches, stabil_explain_text(parameter, "key")))
      (void)json_array_append_new(levers, json_string(stabil_levers[i].name));
  (void)json_object_set_new(parameter, "levers", levers);
}

static void add_meanings(json_t *list) {
  json_t *keys = stabil_explain_keys();
  size_t i;
  json_t *object;
  json_array_foreach(list, i, object) {
    if (strcmp(stabil_explain_text(object, "kind"), "parameter") != 0) continue;
    add_meaning(object, keys);
    add_levers(object);
  }
  json_decref(keys);
}

// --- near misses
// ------------------------------------------------------------------------

static int dots(const char *text) {
  int count = 0;
  for (; *text != 0; text++) count += *text == '.';
  return count;
}

// The tail of a path with as many steps as the key has.
static const char *tail_like(const char *path, int steps) {
  const char *tail = path + strlen(path);
  while (tail > path && (tail[-1] != '.' || steps-- > 0)) tail--;
  return tail;
}

static int not_found(const json_t *all, const char *key) {
  size_t count = json_array_size(all), i;
  const char **candidates = calloc(count + 1, sizeof *candidates);
  const json_t *object;
  const char *near = NULL;
  if (candidates != NULL) {
    json_array_foreach(all, i, object) {
      candidates[i] = tail_like(name_of(object), dots(key));
    }
    near = stabil_text_nearest(key, candidates, count);
  }
  fprintf(stderr, "stabil: nothing is called '%s'", key);
  if (near != NULL) fprintf(stderr, "; did you mean '%s'?", near);
  fputc('\n', stderr);
  free(candidates);
  return STABIL_USAGE;
}

static int ambiguous(const json_t *found, const char *key) {
  size_t i;
  const json_t *object;
  fprintf(stderr, "stabil: '%s' is the end of %zu keys; name one of them:\n", key,
          json_array_size(found));
  json_array_foreach(found, i, object) {
    if (i < 20) fprintf(stderr, "  %s\n", name_of(object));
  }
  return STABIL_USAGE;
}

// --- the command
// ------------------------------------------------------------------------

static void show(const json_t *list, bool json, bool full) {
  size_t i;
  const json_t *object;
  if (json) {
    (void)json_dumpf(list, stdout, JSON_INDENT(1));
    putchar('\n');
    return;
  }
  json_array_foreach(list, i, object) {
    if (full)
      stabil_explain_print(object, stdout);
    else
      stabil_explain_print_line(object, stdout);
  }
}

static void extend(json_t *list, json_t *more) {
  (void)json_array_extend(list, more);
  json_decref(more);
}

static json_t *everything(const stabil_study *study) {
  json_t *all = json_array();
  extend(all, stabil_explain_levers());
  extend(all, stabil_explain_results());
  extend(all, stabil_explain_keys());
  if (study != NULL) extend(all, stabil_explain_measures(study));
  if (study != NULL) extend(all, stabil_explain_coverage(study, NULL));
  if (study != NULL) extend(all, stabil_explain_correlations(study));
  return all;
}

static bool several_tails(const json_t *found, const char *key) {
  return json_array_size(found) > 1 && is_tail(name_of(json_array_get(found, 0)), key);
}

// What stands below the one parameter that was found: the classes of a table.
static void add_classes(const json_t *parameters, json_t *found) {
  if (json_array_size(found) != 1) return;
  const char *path = name_of(json_array_get(found, 0));
  extend(found, pick(parameters, path, is_below));
}

// A parameter says all that its key does.
static json_t *besides(const json_t *others, const json_t *found, const char *key) {
  json_t *same = pick(others, key, is_same), *list = json_array();
  size_t i;
  json_t *object;
  bool parameter = json_array_size(found) > 0;
  json_array_foreach(same, i, object) {
    if (!parameter || strcmp(stabil_explain_text(object, "kind"), "key") != 0)
      (void)json_array_append(list, object);
  }
  json_decref(same);
  if (parameter || json_array_size(list) > 0) return list;
  json_decref(list);
  return pick(others, key, is_tail); // keys of the schema by their tail
}

static int show_key(json_t *parameters, json_t *others, const char *key, bool json) {
  json_t *found = find(parameters, key), *more = besides(others, found, key);
  int code = STABIL_OK;
  if (json_array_size(found) + json_array_size(more) == 0) {
    (void)json_array_extend(others, parameters);
    code = not_found(others, key);
  } else if (several_tails(found, key) && json_array_size(more) == 0) {
    code = ambiguous(found, key);
  } else {
    if (several_tails(found, key)) (void)json_array_clear(found);
    add_classes(parameters, found);
    (void)json_array_extend(found, more);
    add_meanings(found);
    show(found, json, true);
  }
  json_decref(found);
  json_decref(more);
  return code;
}

static int explain_key(const stabil_study *study, const char *key, bool json) {
  json_t *parameters = study == NULL ? json_array() : stabil_explain_parameters(study);
  json_t *others = everything(study);
  int code = show_key(parameters, others, key, json);
  json_decref(parameters);
  json_decref(others);
  return code;
}

static bool read_number(const stabil_arguments *arguments, int option, int high,
                        int *out) {
  long value = 0;
  const char *text = stabil_cli_last(arguments, option);
  if (text == NULL) return true;
  if (!stabil_cli_int(options[option].name, text, 1, high, &value)) return false;
  *out = (int)value;
  return true;
}

static int find_matters(const stabil_arguments *arguments, const stabil_study *study,
                        json_t **matters) {
  stabil_error err = {0};
  stabil_matters_options how = {.scenario = stabil_cli_last(arguments, SCENARIO),
                                .outcome = stabil_cli_last(arguments, OUTCOME),
                                .area = stabil_cli_last(arguments, AREA)};
  *matters = NULL;
  if (!read_number(arguments, YEAR, 9999, &how.year) ||
      !read_number(arguments, THREADS, 1024, &how.threads))
    return STABIL_USAGE;
  if (arguments->given[NO_RUN]) return STABIL_OK;
  stabil_status status = stabil_explain_matters(study, &how, matters, &err);
  if (status == STABIL_OK) return STABIL_OK;
  const int code = stabil_cli_fail(status, &err), signal = stabil_signals_exit_code();
  return signal != 0 ? signal : code;
}

// The list that an option asks for; NULL if the option needs a study and there is none.
static json_t *list_for(int option, const stabil_study *study) {
  switch (option) {
  case LEVERS:
    return stabil_explain_levers();
  case MEASURES:
    return study == NULL ? stabil_explain_results() : stabil_explain_measures(study);
  case KEYS:
    return stabil_explain_keys();
  case WHO:
    return study == NULL ? NULL : stabil_explain_coverage(study, options[WHO].name);
  case COVERAGE:
    return study == NULL ? NULL : stabil_explain_toolkit(study);
  case ASSUMPTIONS:
    return study == NULL ? NULL : stabil_explain_assumptions(study);
  default:
    return study == NULL ? NULL : stabil_explain_parameters(study);
  }
}

static int show_lists(const stabil_arguments *arguments, const stabil_study *study,
                      const char *key) {
  json_t *all = json_array();
  bool json = arguments->given[JSON] > 0;
  for (int option = LEVERS; option <= RESOLVED; option++) {
    if (!arguments->given[option]) continue;
    json_t *list = list_for(option, study);
    if (list == NULL) {
      fprintf(stderr, "stabil: --%s needs a study\n", options[option].name);
      json_decref(all);
      return STABIL_USAGE;
    }
    extend(all, list);
  }
  if (key != NULL) {
    json_t *found = find(all, key);
    json_decref(all);
    all = found;
  }
  show(all, json, false);
  json_decref(all);
  return STABIL_OK;
}

// The assumptions, the shares, what matters: one list, or one after the other.
static int show_assumptions(const stabil_arguments *arguments, const stabil_study *study,
                            const char *key) {
  json_t *matters = NULL, *shares = stabil_explain_shares(study);
  int code = find_matters(arguments, study, &matters);
  if (code == STABIL_OK && arguments->given[JSON]) {
    json_t *all = stabil_explain_assumptions(study);
    (void)json_array_extend(all, shares);
    if (matters != NULL) (void)json_array_extend(all, matters);
    show(all, true, false);
    json_decref(all);
  } else if (code == STABIL_OK) {
    code = show_lists(arguments, study, key);
    stabil_explain_print_shares(shares, stdout);
    if (matters != NULL) stabil_explain_print_matters(matters, stdout);
  }
  json_decref(shares);
  json_decref(matters);
  return code;
}

static int show_resolved(const stabil_study *study) {
  printf("# %s after merging; the comment after a value says where it was set.\n",
         study->path);
  stabil_document_print(stabil_study_tree(study), stdout);
  return STABIL_OK;
}

// The options that go with --assumptions alone.
static bool goes_with_assumptions(const stabil_arguments *arguments) {
  for (int option = NO_RUN; option <= THREADS; option++) {
    if (!arguments->given[option] || arguments->given[ASSUMPTIONS]) continue;
    fprintf(stderr, "stabil: --%s goes with --assumptions\n", options[option].name);
    return false;
  }
  return true;
}

static bool names_file(const char *operand) {
  size_t length = strlen(operand);
  bool yaml = (length > 5 && strcmp(operand + length - 5, ".yaml") == 0) ||
              (length > 4 && strcmp(operand + length - 4, ".yml") == 0);
  return yaml || strchr(operand, '/') != NULL || access(operand, F_OK) == 0;
}

static bool any_list(const stabil_arguments *arguments) {
  for (int option = LEVERS; option <= RESOLVED; option++)
    if (arguments->given[option]) return true;
  return false;
}

static int explain(const stabil_arguments *arguments, const stabil_study *study,
                   const char *key) {
  const bool alone = study != NULL && key == NULL;
  const bool json = arguments->given[JSON] > 0;
  if (!goes_with_assumptions(arguments)) return STABIL_USAGE;
  if (alone && !json && arguments->given[RESOLVED]) return show_resolved(study);
  if (alone && arguments->given[ASSUMPTIONS])
    return show_assumptions(arguments, study, key);
  if (any_list(arguments)) return show_lists(arguments, study, key);
  if (key != NULL && study != NULL && study->system.given &&
      strcmp(key, STABIL_SYSTEM_KEY) == 0)
    return stabil_explain_system(study, json);
  if (key != NULL) return explain_key(study, key, arguments->given[JSON] > 0);
  if (study == NULL) {
    fputs("stabil: explain what? Give a study, a key, or one of --levers, --measures, "
          "--keys\nTry 'stabil explain --help'.\n",
          stderr);
    return STABIL_USAGE;
  }
  json_t *list = stabil_explain_parameters(study);
  show(list, arguments->given[JSON] > 0, false);
  json_decref(list);
  return STABIL_OK;
}

static int run(const stabil_arguments *arguments) {
  int count = arguments->operand_count;
  const char *path = NULL, *key = NULL;
  if (count == 2 || (count == 1 && names_file(arguments->operands[0])))
    path = arguments->operands[0];
  if (count > 0 && (path == NULL || count == 2)) key = arguments->operands[count - 1];
  stabil_study *study = NULL;
  char own[STABIL_OWN_PATH];
  if (path == NULL && (arguments->given[WHO] || arguments->given[COVERAGE]))
    path = stabil_explain_own_study(own);
  if (path != NULL) {
    stabil_error err = {0};
    stabil_status status = stabil_study_read(path, &study, &err);
    if (status != STABIL_OK) return stabil_cli_fail(status, &err);
  }
  int code = explain(arguments, study, key);
  stabil_study_free(study);
  return code;
}

const stabil_command stabil_command_explain = {
    .name = "explain",
    .operands = "[STUDY.yaml] [KEY]",
    .about = "Say what a parameter is, where it comes from and which line set it; list "
             "levers, measures, keys, assumptions.",
    .example = "stabil explain scenarios/troms_finnmark.yaml choice.theta",
    .options = options,
    .min_operands = 0,
    .max_operands = 2,
    .run = run};
