// SPDX-License-Identifier: GPL-3.0-or-later
// Schema of a study: the top level, people and careers.
#include "scenario/study_schema.h"
#include "scenario/simplex.h"

#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

const char *const stabil_then_names[] = {"stay", "seek", "transfer", NULL};
const char *const stabil_level_names[] = {"ordinary", "trainee", "specialist", NULL};

// --- sources, tracks
// --------------------------------------------------------------------

static const stabil_key source_keys[] = {
    {STABIL_KEY(TEXT, "title", stabil_source, title), .required = true,
     .text = "title of the source, as people would look for it"},
    {STABIL_KEY(TEXT, "address", stabil_source, address), .text = "where it is found"},
    {STABIL_KEY(TEXT, "read", stabil_source, read),
     .text = "how much of it stands behind the number: table, page, abstract, full"},
    {STABIL_KEY(INTEGER, "year", stabil_source, year), .low = 1800, .high = 2200,
     .fallback = NULL, .text = "year of publication"},
};
static const stabil_schema source_schema = {.name = "source",
                                            .size = sizeof(stabil_source),
                                            .count = COUNT(source_keys),
                                            .key = source_keys};

static const stabil_key track_keys[] = {
    {STABIL_KEY(LABEL, "label", stabil_track, label), .text = "what people read"},
    {STABIL_KEY(QUANTITY, "entry_age", stabil_track, entry_age), .unit = "years",
     .low = 15, .high = 70, .required = true, .text = "mean age at graduation"},
};
const stabil_schema stabil_track_schema = {.name = "track",
                                           .size = sizeof(stabil_track),
                                           .count = COUNT(track_keys),
                                           .key = track_keys};

// --- professions
// ------------------------------------------------------------------------

static int length_of(const stabil_node *node, const char *key) {
  const stabil_entry *entry = stabil_node_find(node, key);
  return entry == NULL ? 0 : entry->value->count;
}

static void after_retire(stabil_reader *r, const stabil_node *node,
                         const stabil_path *path, void *record) {
  stabil_profession *profession = record;
  int ages = length_of(node, "ages"), rates = length_of(node, "rates");
  if (ages != rates)
    stabil_reader_fail(r, node->mark, path,
                       "found %d ages and %d rates, expected a rate for each age", ages,
                       rates);
  profession->retire_count = ages < rates ? ages : rates;
}

static const stabil_key retire_keys[] = {
    {STABIL_KEY(REALS, "ages", stabil_profession, retire_age), .unit = "years", .low = 15,
     .high = 100, .count_at = offsetof(stabil_profession, retire_count),
     .text = "ages from which each rate holds, to the next one; before the first: 0"},
    {STABIL_KEY(QUANTITIES, "rates", stabil_profession, retire_rate), .unit = "1/year",
     .low = 0, .high = 100, .count_at = offsetof(stabil_profession, retire_count),
     .text = "rate of retirement from each age"},
    {STABIL_KEY(QUANTITY, "end", stabil_profession, retire_end), .unit = "years",
     .low = 30, .high = 100, .fallback = "75", .assumed = true,
     .text = "age at which everybody has retired"},
};
static const stabil_schema retire_schema = {.name = "retire",
                                            .count = COUNT(retire_keys),
                                            .key = retire_keys,
                                            .after = after_retire};

static const stabil_key profession_keys[] = {
    {STABIL_KEY(LABEL, "label", stabil_profession, label), .text = "what people read"},
    {STABIL_KEY(QUANTITY, "entry_age", stabil_profession, entry_age), .unit = "years",
     .low = 15, .high = 70, .fallback = "24", .assumed = true,
     .text = "mean age at qualification of those without a track"},
    {STABIL_KEY(TABLE, "leave_profession", stabil_profession, leave), .unit = "1/year",
     .low = 0, .high = 100, .fallback = "0",
     .text = "rate of leaving the profession, retirement apart"},
    {.key = "retire",
     .type = STABIL_TYPE_GROUP,
     .child = &retire_schema,
     .text = "retirement by age"},
    {STABIL_KEY(NAME, "graduates_as", stabil_profession, graduate_stage),
     .roster = STABIL_ROSTER_STAGE,
     .text = "stage of a new graduate; needed if a programme educates the profession"},
};
const stabil_schema stabil_profession_schema = {
    .name = "profession",
    .size = sizeof(stabil_profession),
    .count = COUNT(profession_keys),
    .key = profession_keys,
    .mark_at = 1 + offsetof(stabil_profession, mark)};

// --- stages
// -----------------------------------------------------------------------------

static void check_steps(stabil_reader *r, const stabil_node *node,
                        const stabil_path *path, const stabil_stage *stage) {
  int steps = r->study->steps_per_year;
  if (steps == 0 || stage->months * steps % 12 == 0) return;
  const stabil_entry *months = stabil_node_find(node, "months");
  stabil_path below = {path, "months", 0};
  stabil_reader_fail(r, months->value->mark, &below,
                     "a stage of %d months does not fit %d step%s a year (%d months "
                     "each); change horizon.steps_per_year or the stage",
                     stage->months, steps, steps == 1 ? "" : "s", 12 / steps);
}

static void check_next(stabil_reader *r, const stabil_node *node, const stabil_path *path,
                       stabil_stage *stage) {
  bool has_then = stabil_node_find(node, "then") != NULL;
  if (stage->next >= 0 && !has_then)
    stabil_reader_fail(r, node->mark, path,
                       "`next` needs `then`: stay, seek or transfer");
  if (stage->next < 0 && has_then && stabil_node_find(node, "next") == NULL)
    stabil_reader_fail(r, node->mark, path,
                       "`then` needs `next`, the stage that follows");
  if (stage->months > 0 && stabil_node_find(node, "next") == NULL)
    stabil_reader_fail(r, node->mark, path,
                       "`months` needs `next`, the stage after them");
  if (stage->months == 0 && stage->next >= 0 && stabil_node_find(node, "months") == NULL)
    stabil_reader_fail(r, node->mark, path, "`next` needs `months`, the exact length");
}

static void after_stage(stabil_reader *r, const stabil_node *node,
                        const stabil_path *path, void *record) {
  stabil_stage *stage = record;
  if (node == NULL) return;
  check_steps(r, node, path, stage);
  check_next(r, node, path, stage);
  bool transfer = stage->then == STABIL_TRANSFER;
  bool has_role = stabil_node_find(node, "to_role") != NULL;
  if (transfer && !has_role)
    stabil_reader_fail(r, node->mark, path, "`then: transfer` needs `to_role`");
  if (!transfer && has_role)
    stabil_reader_fail(r, node->mark, path, "`to_role` goes with `then: transfer` only");
  if (stabil_node_find(node, "then") == NULL) stage->then = STABIL_STAY;
}

static const stabil_key stage_keys[] = {
    {STABIL_KEY(LABEL, "label", stabil_stage, label), .text = "what people read"},
    {STABIL_KEY(NAME, "profession", stabil_stage, profession),
     .roster = STABIL_ROSTER_PROFESSION, .required = true,
     .text = "profession of those in the stage"},
    {STABIL_KEY(INTEGER, "months", stabil_stage, months), .unit = "months", .low = 0,
     .high = 600, .fallback = "0", .text = "exact length; 0: open-ended"},
    {STABIL_KEY(NAME, "next", stabil_stage, next), .roster = STABIL_ROSTER_STAGE,
     .text = "stage after `months`"},
    {STABIL_KEY(CHOICE, "then", stabil_stage, then), .list = stabil_then_names,
     .text = "what becomes of the post: stay (keeps it), seek (looks for one), transfer "
             "(moves to `to_role`)"},
    {STABIL_KEY(NAME, "to_role", stabil_stage, transfer_role),
     .roster = STABIL_ROSTER_ROLE, .text = "role of the post after a transfer"},
    {STABIL_KEY(QUANTITY, "work_share", stabil_stage, work_share), .unit = "1", .low = 0,
     .high = 1, .fallback = "1",
     .text = "share of the contracted time that is worked, training and supervision off"},
    {STABIL_KEY(CHOICE, "level", stabil_stage, level), .list = stabil_level_names,
     .fallback = "ordinary", .text = "how it is counted"},
    {STABIL_KEY(ITEMS, "specialise", stabil_stage, way),
     .count_at = offsetof(stabil_stage, way_count), .child = &stabil_way_schema,
     .text = "further training that holders of ordinary posts start, keeping the post"},
    {STABIL_KEY(GROUP, "supervision", stabil_stage, supervision),
     .child = &stabil_supervision_schema,
     .present = 1 + offsetof(stabil_stage, supervision.given),
     .text = "who must be there for a post to take somebody into the stage"},
    {STABIL_KEY(GROUP, "next_claim", stabil_stage, next_claim),
     .child = &stabil_next_claim_schema,
     .present =
         1 + offsetof(stabil_stage, next_claim) + offsetof(stabil_next_claim, given),
     .text = "a first claim on a post when the stage has ended"},
};
const stabil_schema stabil_stage_schema = {.name = "stage",
                                           .size = sizeof(stabil_stage),
                                           .count = COUNT(stage_keys),
                                           .key = stage_keys,
                                           .mark_at = 1 + offsetof(stabil_stage, mark),
                                           .after = after_stage};

// --- flows, choice
// ----------------------------------------------------------------------

static const stabil_key flow_keys[] = {
    {STABIL_KEY(NAME, "profession", stabil_flow, profession),
     .roster = STABIL_ROSTER_PROFESSION, .required = true, .text = "who moves"},
    {STABIL_KEY(NAME, "stage", stabil_flow, stage), .roster = STABIL_ROSTER_STAGE,
     .text = "only those in this stage"},
    {STABIL_KEY(NAME, "from", stabil_flow, from), .roster = STABIL_ROSTER_FLOW_END,
     .required = true,
     .text = "where they leave: a rest place, or `region` for all modelled places"},
    {STABIL_KEY(NAME, "to", stabil_flow, to), .roster = STABIL_ROSTER_FLOW_END,
     .required = true,
     .text = "where they go: a rest place, or `region` for all modelled places"},
    {STABIL_KEY(QUANTITY, "per_year", stabil_flow, per_year), .unit = "people/year",
     .low = 0, .high = 1e6, .required = true, .text = "people a year at the start"},
};
const stabil_schema stabil_flow_schema = {.name = "flow",
                                          .size = sizeof(stabil_flow),
                                          .count = COUNT(flow_keys),
                                          .key = flow_keys,
                                          .mark_at = 1 + offsetof(stabil_flow, mark)};

#define LOGIT(name, member, about)                                                       \
  {                                                                                      \
    STABIL_KEY(QUANTITY, name, stabil_choice, member),                                   \
        .unit = "log-odds", .low = -20, .high = 20, .fallback = "0", .text = about       \
  }

static const stabil_key home_keys[] = {
    LOGIT("region", home_region, "posts in the labour region where one grew up"),
    LOGIT("county", home_county, "posts elsewhere in that county"),
    LOGIT("rest", home_rest, "the rest place that one comes from"),
};
static const stabil_schema home_schema = {
    .name = "home", .count = COUNT(home_keys), .key = home_keys};

static const stabil_key training_keys[] = {
    LOGIT("region", training_region, "posts in the labour region of the education"),
    LOGIT("county", training_county, "posts elsewhere in that county"),
};
static const stabil_schema training_schema = {
    .name = "training", .count = COUNT(training_keys), .key = training_keys};

static const stabil_key choice_keys[] = {
    {STABIL_KEY(QUANTITY, "theta", stabil_choice, theta), .unit = "1", .low = 0,
     .high = 5, .fallback = "1", .text = "exponent of the number of open posts"},
    {.key = "home",
     .type = STABIL_TYPE_GROUP,
     .child = &home_schema,
     .text = "utility of where one grew up"},
    {.key = "training",
     .type = STABIL_TYPE_GROUP,
     .child = &training_schema,
     .text = "utility of where one was trained"},
    {STABIL_KEY(QUANTITY, "distance", stabil_choice, distance), .unit = "log-odds",
     .low = 0, .high = 20, .fallback = "0",
     .text = "taken off per log(1 + km / 100) from where one lives"},
    {STABIL_KEY(QUANTITY, "pay", stabil_choice, pay), .unit = "log-odds", .low = -20,
     .high = 20, .fallback = "0", .text = "per log(1 + added pay)"},
    {STABIL_KEY(INTEGER, "rounds", stabil_choice, rounds), .unit = "rounds", .low = 1,
     .high = 100, .fallback = "1", .text = "rounds of matching in a step"},
    {STABIL_KEY(CHOICE, "matching", stabil_choice, matching),
     .list = stabil_matching_names, .fallback = "immediate",
     .text = "immediate: who is taken in a round has the post; deferred: posts may drop "
             "somebody for a better applicant until the last round"},
};
static const stabil_schema choice_schema = {.name = "choice",
                                            .size = sizeof(stabil_choice),
                                            .count = COUNT(choice_keys),
                                            .key = choice_keys};

// --- shocks
// ---------------------------------------------------------------------------

// Beyond a variance of 4 most years would be without any exit.
static const stabil_key shock_keys[] = {
    {STABIL_KEY(QUANTITY, "region", stabil_shock, region), .unit = "1", .low = 0,
     .high = 4, .fallback = "0",
     .text = "variance of a yearly factor on exits that all modelled places share"},
    {STABIL_KEY(QUANTITY, "place", stabil_shock, place), .unit = "1", .low = 0, .high = 4,
     .fallback = "0", .text = "variance of a yearly factor on exits of each place"},
};
static const stabil_schema shock_schema = {.name = "shock",
                                           .size = sizeof(stabil_shock),
                                           .count = COUNT(shock_keys),
                                           .key = shock_keys};

// --- the study
// --------------------------------------------------------------------------

static void read_version(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                         const stabil_path *path, void *record) {
  (void)row;
  (void)record;
  if (node != NULL && (node->kind != STABIL_SCALAR || strcmp(node->text, "1") != 0))
    stabil_reader_expected(r, node, path, "1, the version of the format of studies");
}

static void after_horizon(stabil_reader *r, const stabil_node *node,
                          const stabil_path *path, void *record) {
  stabil_study *study = record;
  int steps = study->steps_per_year;
  if (steps == 0 || steps == 1 || steps == 2 || steps == 4 || steps == 12) return;
  const stabil_entry *entry = stabil_node_find(node, "steps_per_year");
  stabil_path below = {path, "steps_per_year", 0};
  stabil_reader_expected(r, entry->value, &below, "1, 2, 4 or 12");
  study->steps_per_year = 0; // no stage is held against it
}

static const stabil_key horizon_keys[] = {
    {STABIL_KEY(INTEGER, "start", stabil_study, first_year), .unit = "year", .low = 1900,
     .high = 2200, .required = true, .text = "first year"},
    {STABIL_KEY(INTEGER, "years", stabil_study, years), .unit = "years", .low = 1,
     .high = 100, .required = true, .text = "number of years"},
    {STABIL_KEY(INTEGER, "steps_per_year", stabil_study, steps_per_year), .low = 1,
     .high = 12, .fallback = "2", .text = "1, 2, 4 or 12"},
};
static const stabil_schema horizon_schema = {.name = "horizon",
                                             .count = COUNT(horizon_keys),
                                             .key = horizon_keys,
                                             .after = after_horizon};

static const stabil_key uncertainty_keys[] = {
    {STABIL_KEY(INTEGER, "draws", stabil_study, draws), .low = 1, .high = 1000000,
     .fallback = "1", .text = "draws of the uncertain numbers"},
    {STABIL_KEY(INTEGER, "replicates", stabil_study, replicates), .low = 1,
     .high = 1000000, .fallback = "20", .text = "replicates of each draw"},
    {STABIL_KEY(INTEGER, "shock_paths", stabil_study, shock_paths), .low = 0,
     .high = 1000000, .fallback = "0",
     .text = "paths of shocks that the replicates of a draw share, so that `compare "
             "--variance` can tell shocks from other chance; 0: each has its own"},
};
static const stabil_schema uncertainty_schema = {
    .name = "uncertainty", .count = COUNT(uncertainty_keys), .key = uncertainty_keys};

static const stabil_key district_keys[] = {
    {STABIL_KEY(INTEGERS, "centrality", stabil_study, district), .low = 1, .high = 6,
     .required = true, .text = "centrality classes that are district; else [5, 6]"},
};
static const stabil_schema district_schema = {
    .name = "district", .count = COUNT(district_keys), .key = district_keys};

static void after_study(stabil_reader *r, const stabil_node *node,
                        const stabil_path *path, void *record) {
  stabil_study *study = record;
  (void)path;
  if (stabil_node_find(node, "price_year") == NULL) study->price_year = study->first_year;
  if (study->has_district) return;
  int *classes = stabil_reader_array(r, 2, sizeof *classes);
  if (classes == NULL) return;
  classes[0] = 5;
  classes[1] = 6;
  study->district = (stabil_set){2, classes};
}

#define NAMED(name, member, ROSTER, schema, must, about)                                 \
  {                                                                                      \
    STABIL_KEY(NAMED, name, stabil_study, member),                                       \
        .count_at = offsetof(stabil_study, member##_count),                              \
        .roster = STABIL_ROSTER_##ROSTER, .child = &(schema), .required = (must),        \
        .text = about                                                                    \
  }

static const stabil_key version_ways[] = {{.key = "",
                                           .type = STABIL_TYPE_INTEGER,
                                           .low = 1,
                                           .high = 1,
                                           .text = "this version"}};
static const stabil_schema version_schema = {
    .name = "version", .count = COUNT(version_ways), .key = version_ways};

static const stabil_key study_keys[] = {
    {.key = "stabil",
     .type = STABIL_TYPE_CUSTOM,
     .read = read_version,
     .required = true,
     .form = "1",
     .ways = &version_schema,
     .text = "version of the format of studies, 1"},
    {STABIL_KEY(LABEL, "title", stabil_study, title), .text = "title of the study"},
    {.key = "horizon",
     .type = STABIL_TYPE_GROUP,
     .child = &horizon_schema,
     .required = true,
     .text = "the years that are simulated"},
    {STABIL_KEY(SEED, "seed", stabil_study, seed), .fallback = "1",
     .text = "seed of every random number"},
    {STABIL_KEY(INTEGER, "price_year", stabil_study, price_year), .unit = "year",
     .low = 1900, .high = 2200, .text = "year of the prices; else horizon.start"},
    {.key = "uncertainty",
     .type = STABIL_TYPE_GROUP,
     .child = &uncertainty_schema,
     .text = "how often the study is simulated"},
    {.key = "district",
     .type = STABIL_TYPE_GROUP,
     .child = &district_schema,
     .present = 1 + offsetof(stabil_study, has_district),
     .text = "which places are district"},
    {STABIL_KEY(GROUP, "choice", stabil_study, choice), .child = &choice_schema,
     .text = "where people go: a conditional logit"},
    {STABIL_KEY(GROUP, "shock", stabil_study, shock), .child = &shock_schema,
     .present = 1 + offsetof(stabil_study, shock) + offsetof(stabil_shock, given),
     .text = "bad and good years: yearly factors of mean one on exits"},
    {STABIL_KEY(GROUP, "plan_recruit_retain", stabil_study, system),
     .child = &stabil_system_schema,
     .present = 1 + offsetof(stabil_study, system) + offsetof(stabil_system, given),
     .text = "systematic work, by which measures keep their effect"},
    {STABIL_KEY(GROUP, "evidence", stabil_study, evidence),
     .child = &stabil_evidence_schema,
     .present = 1 + offsetof(stabil_study, evidence) + offsetof(stabil_evidence, given),
     .text = "how sure the study is of the effects of its measures"},
    {STABIL_KEY(GROUP, "observed", stabil_study, observed),
     .child = &stabil_observed_schema,
     .text = "what others have observed of the same thing, for reports to show beside "
             "the model; nothing is computed from it"},
    NAMED("sources", source, SOURCE, source_schema, false, "where numbers come from"),
    NAMED("traits", trait, TRAIT, stabil_trait_schema, false,
          "what is fixed at admission, two values each"),
    NAMED("tracks", track, TRACK, stabil_track_schema, false, "ways through education"),
    NAMED("professions", profession, PROFESSION, stabil_profession_schema, true,
          "professions"),
    NAMED("stages", stage, STAGE, stabil_stage_schema, true, "stages of a career"),
    NAMED("roles", role, ROLE, stabil_role_schema, true, "kinds of posts"),
    NAMED("counties", county, COUNTY, stabil_county_schema, false, "counties"),
    NAMED("regions", region, REGION, stabil_region_schema, false, "labour regions"),
    NAMED("places", place, PLACE, stabil_place_schema, true,
          "municipalities, hospitals, the rest of the country"),
    NAMED("programmes", programme, PROGRAMME, stabil_programme_schema, false,
          "educations"),
    NAMED("bonds", bond, BOND, stabil_bond_schema, false,
          "obligations to serve, which the lever `bond` gives"),
    NAMED("agreements", agreement, AGREEMENT, stabil_agreement_schema, false,
          "places that sign with students, by the lever `agreement`"),
    NAMED("behaviour", behaviour, BEHAVIOUR, stabil_behaviour_schema, false,
          "effects that are always on: how kinds of people differ"),
    NAMED("needs", need, NEED, stabil_need_schema, false,
          "levels of a hierarchy of needs, which measures name"),
    NAMED("frameworks", framework, FRAMEWORK, stabil_framework_schema, false,
          "guidelines and reports, item by item, which measures answer"),
    NAMED("measures", measure, MEASURE, stabil_measure_schema, false,
          "what a scenario can turn on"),
    {STABIL_KEY(GROUP, "interaction", stabil_study, interaction),
     .child = &stabil_interaction_schema,
     .text = "numbers of the rules by which measures of a bundle act together"},
    NAMED("scenarios", scenario, SCENARIO, stabil_scenario_schema, false,
          "what is compared; without it one, `baseline`"),
    NAMED("flows", flow, FLOW, stabil_flow_schema, false,
          "yearly flows between the region and the rest, which the constants of choice "
          "are solved from"),
    NAMED("correlation", correlation, CORRELATION, stabil_correlation_schema, false,
          "uncertain numbers that rise and fall together: groups, each with its name"),
};
const stabil_schema stabil_study_schema = {.name = "study",
                                           .size = sizeof(stabil_study),
                                           .count = COUNT(study_keys),
                                           .key = study_keys,
                                           .after = after_study};
