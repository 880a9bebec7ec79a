// SPDX-License-Identifier: GPL-3.0-or-later
// Schema of a study: roles and the staff that holds them.
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "scenario/quantity_read.h"
#include "scenario/simplex.h"
#include "scenario/study_schema.h"
#include "stabil/measure.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static const char *const at_names[] = {"municipality", "hospital", NULL};
static const char *const employer_names[] = {"municipality", "trust", NULL};
static const char *const contract_names[] = {"permanent", "fixed_term", NULL};

// --- holders
// ----------------------------------------------------------------------------

static const stabil_node *holder_at(const stabil_node *node, int i, const char **stage,
                                    stabil_mark *mark) {
  if (node->kind == STABIL_MAP) {
    *stage = node->entry[i].key;
    *mark = node->entry[i].mark;
    return node->entry[i].value;
  }
  *stage = NULL; // becomes itself
  *mark = node->item[i]->mark;
  return node->item[i];
}

static void read_holder(stabil_reader *r, const stabil_node *node, int i,
                        const stabil_path *path, stabil_holder *holder) {
  const char *stage;
  stabil_mark mark;
  const stabil_node *value = holder_at(node, i, &stage, &mark);
  stabil_path below = {path, stage, i};
  holder->stage = holder->becomes = -1;
  const char *becomes = stabil_read_scalar(r, value, &below, "a stage");
  if (becomes != NULL)
    (void)stabil_roster_resolve(r, STABIL_ROSTER_STAGE, becomes, value->mark, &below,
                                &holder->becomes);
  if (stage == NULL)
    holder->stage = holder->becomes;
  else
    (void)stabil_roster_resolve(r, STABIL_ROSTER_STAGE, stage, mark, &below,
                                &holder->stage);
}

static void read_holders(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                         const stabil_path *path, void *record) {
  stabil_role *role = record;
  (void)row;
  if (node == NULL) return;
  if (node->kind == STABIL_SCALAR || node->count == 0) {
    stabil_reader_expected(r, node, path, "stages, [junior] or {searching: junior}");
    return;
  }
  if (node->count > STABIL_MAX_STAGES) {
    stabil_reader_fail(r, node->mark, path, "found %d stages, expected at most %d",
                       node->count, STABIL_MAX_STAGES);
    return;
  }
  role->holder = stabil_reader_array(r, node->count, sizeof(*role->holder));
  if (role->holder == NULL) return;
  role->holder_count = node->count;
  for (int i = 0; i < node->count; i++) {
    read_holder(r, node, i, path, &role->holder[i]);
    for (int j = 0; j < i; j++)
      if (role->holder[j].stage == role->holder[i].stage && role->holder[i].stage >= 0)
        stabil_reader_fail(r, node->mark, path, "a stage stands in the list twice");
  }
}

static int profession_of(const stabil_reader *r, int stage) {
  return stage < 0 ? -1 : r->study->stage[stage].profession;
}

// Stages come before roles in the table of the study, so their professions are known.
static void resolve_profession(stabil_reader *r, const stabil_node *node,
                               const stabil_path *path, stabil_role *role) {
  role->profession = -1;
  for (int i = 0; i < role->holder_count; i++) {
    const int stages[2] = {role->holder[i].stage, role->holder[i].becomes};
    for (int k = 0; k < 2; k++) {
      int profession = profession_of(r, stages[k]);
      if (role->profession < 0) role->profession = profession;
      if (profession < 0 || profession == role->profession) continue;
      const stabil_entry *holders = stabil_node_find(node, "holders");
      stabil_path below = {path, "holders", 0};
      stabil_reader_fail(r, holders->value->mark, &below,
                         "stage '%s' is of profession '%s', others of '%s'; expected one "
                         "profession",
                         r->study->stage[stages[k]].name,
                         r->study->profession[profession].name,
                         r->study->profession[role->profession].name);
      return;
    }
  }
}

// --- posts
// ------------------------------------------------------------------------------

static const stabil_key volume_keys[] = {
    {STABIL_KEY(TABLE, "per_10000", stabil_volume, per_10000),
     .unit = "FTE/10,000 inhabitants", .low = 0, .high = 10000,
     .present = 1 + offsetof(stabil_volume, has_per_10000),
     .text = "posts per 10,000 inhabitants"},
    {STABIL_KEY(QUANTITY, "ratio", stabil_volume, ratio), .unit = "1", .low = 0,
     .high = 100, .fallback = "1",
     .text = "over the series before it: need, demand, funded"},
    {STABIL_KEY(TABLE, "growth", stabil_volume, growth), .unit = "1/year", .low = -0.5,
     .high = 0.5, .fallback = "0", .text = "growth a year, compounded"},
};
static const stabil_schema volume_schema = {.name = "volume",
                                            .size = sizeof(stabil_volume),
                                            .count = COUNT(volume_keys),
                                            .key = volume_keys};

static const stabil_key turnover_keys[] = {
    {STABIL_KEY(TABLE, "rate", stabil_role, turnover), .unit = "1/year", .low = 0,
     .high = 100, .text = "separations per person-year, all causes together"},
    {STABIL_KEY(TABLE, "median_years", stabil_role, turnover), .unit = "years",
     .low = 0.01, .high = 100, .present = 1 + offsetof(stabil_role, turnover_is_median),
     .text = "median years in a post, all causes together"},
};
static const stabil_schema turnover_schema = {.name = "turnover",
                                              .count = COUNT(turnover_keys),
                                              .key = turnover_keys,
                                              .one_of = true};

static int length_of(const stabil_node *node, const char *key) {
  const stabil_entry *entry = stabil_node_find(node, key);
  return entry == NULL ? 0 : entry->value->count;
}

static void after_tenure(stabil_reader *r, const stabil_node *node,
                         const stabil_path *path, void *record) {
  stabil_role *role = record;
  int years = length_of(node, "years"), multipliers = length_of(node, "multipliers");
  role->tenure_count = years;
  if (node == NULL || multipliers == years + 1) return;
  role->tenure_count = 0;
  if (years == 0 || multipliers == 0) return; // no lists: reported
  stabil_reader_fail(r, node->mark, path,
                     "found %d years and %d multipliers, expected one multiplier more "
                     "than years",
                     years, multipliers);
}

static const stabil_key tenure_keys[] = {
    {STABIL_KEY(REALS, "years", stabil_role, tenure_year), .unit = "years", .low = 0.01,
     .high = 60, .count_at = offsetof(stabil_role, tenure_count), .required = true,
     .text = "edges of the classes of tenure"},
    {STABIL_KEY(QUANTITIES, "multipliers", stabil_role, tenure_multiplier), .unit = "1",
     .low = 0, .high = 100, .count_at = offsetof(stabil_role, tenure_count),
     .required = true,
     .text = "of the rate of separation, below the first year, between them, above"},
};
static const stabil_schema tenure_schema = {.name = "tenure",
                                            .count = COUNT(tenure_keys),
                                            .key = tenure_keys,
                                            .after = after_tenure};

// --- feedback on exits
// ------------------------------------------------------------------

static const stabil_key oncall_keys[] = {
    {STABIL_KEY(QUANTITY, "effect", stabil_oncall, effect), .unit = "log rate", .low = 0,
     .high = 5, .required = true,
     .text = "added to the log of the rate of separation per log(reference / team)"},
    {STABIL_KEY(QUANTITY, "reference", stabil_oncall, reference), .unit = "people",
     .low = 1, .high = 100, .fallback = "4", .assumed = true,
     .text = "team from which on more colleagues change nothing"},
};
static const stabil_schema oncall_schema = {.name = "team",
                                            .size = sizeof(stabil_oncall),
                                            .count = COUNT(oncall_keys),
                                            .key = oncall_keys};

static const stabil_key load_keys[] = {
    {STABIL_KEY(QUANTITY, "effect", stabil_load, effect), .unit = "log rate", .low = 0,
     .high = 20, .required = true,
     .text = "added to the log of the rate of separation per unit of load: the share of "
             "funded FTE that was uncovered or on overtime over the past twelve months"},
};
static const stabil_schema load_schema = {.name = "load",
                                          .size = sizeof(stabil_load),
                                          .count = COUNT(load_keys),
                                          .key = load_keys};

// --- staff before the first year
// --------------------------------------------------------

// A default of 1 that no row of a schema can state.
static void one(stabil_reader *r, const stabil_path *path, bool assumed,
                stabil_quantity *out) {
  const stabil_key row = {.unit = "1", .low = 0, .high = 1, .assumed = assumed};
  const stabil_node node = {.kind = STABIL_SCALAR, .plain = true, .text = "1"};
  stabil_quantity_read(r, &row, &node, path, out);
}

static void check_bands(stabil_reader *r, const stabil_node *node,
                        const stabil_path *path, stabil_bands *bands) {
  const stabil_entry *list = stabil_node_find(node, "shares");
  int edges = length_of(node, "years");
  int shares = list == NULL ? 0 : stabil_shares_inner(list->value)->count;
  double sum = 0;
  bands->count = shares;
  for (int i = 0; i < shares && bands->share != NULL; i++) sum += bands->share[i].value;
  if (edges != shares + 1)
    stabil_reader_fail(r, node->mark, path,
                       "found %d years and %d shares, expected one year more than shares",
                       edges, shares);
  else if (fabs(sum - 1) > 1e-6)
    stabil_reader_fail(r, node->mark, path, "shares sum to %.8g, expected 1", sum);
}

// Without a word about it, experience is spread evenly over 40 years: an assumption.
static void after_bands(stabil_reader *r, const stabil_node *node,
                        const stabil_path *path, void *record) {
  stabil_bands *bands = record;
  if (node != NULL) {
    check_bands(r, node, path, bands);
    return;
  }
  bands->edge = stabil_reader_array(r, 2, sizeof(*bands->edge));
  bands->share = stabil_reader_array(r, 1, sizeof(*bands->share));
  if (bands->edge == NULL || bands->share == NULL) return;
  bands->edge[1] = 40;
  bands->count = 1;
  one(r, path, true, &bands->share[0]);
}

static const stabil_key bands_keys[] = {
    {STABIL_KEY(REALS, "years", stabil_bands, edge), .unit = "years", .low = 0,
     .high = 60, .count_at = offsetof(stabil_bands, count), .required = true,
     .text = "edges of the bands, years since qualification"},
    {STABIL_KEY(QUANTITIES, "shares", stabil_bands, share), .unit = "1", .low = 0,
     .high = 1, .count_at = offsetof(stabil_bands, count), .required = true, .sum = true,
     .text = "share in each band"},
};
static const stabil_schema bands_schema = {.name = "experience",
                                           .size = sizeof(stabil_bands),
                                           .count = COUNT(bands_keys),
                                           .key = bands_keys,
                                           .after = after_bands};

static const stabil_key trait_table_keys[] = {
    {STABIL_KEY(TABLE, "", stabil_trait_table, share), .unit = "1", .low = 0, .high = 1,
     .text = "share with the second value"},
};
static const stabil_schema trait_table_schema = {.name = "trait share",
                                                 .size = sizeof(stabil_trait_table),
                                                 .count = COUNT(trait_table_keys),
                                                 .key = trait_table_keys};

static const stabil_key staff_keys[] = {
    {STABIL_KEY(SHARES, "stages", stabil_staff, stages), .unit = "1", .low = 0, .high = 1,
     .roster = STABIL_ROSTER_STAGE, .sum = true,
     .text = "share by stage; without it all are in the first holder's stage"},
    {STABIL_KEY(GROUP, "experience", stabil_staff, experience), .child = &bands_schema,
     .text = "years since qualification; without it even over 0-40 (assumption)"},
    {STABIL_KEY(ORIGINS, "origin", stabil_staff, origin), .unit = "1", .low = 0,
     .high = 1, .sum = true,
     .text = "where they grew up: local, county, region or a rest place; without it "
             "local"},
    {STABIL_KEY(SHARES, "training", stabil_staff, training), .unit = "1", .low = 0,
     .high = 1, .roster = STABIL_ROSTER_REGION, .sum = true,
     .text = "share by labour region trained in; without it unknown"},
    {STABIL_KEY(KEYED, "traits", stabil_staff, trait),
     .count_at = offsetof(stabil_staff, trait_count),
     .roster = STABIL_ROSTER_SECOND_VALUE, .child = &trait_table_schema,
     .text = "share with the second value of a trait"},
};

static void default_origin(stabil_reader *r, const stabil_path *path,
                           stabil_origins *origins) {
  stabil_path below = {path, "origin", 0};
  if (origins->count > 0) return;
  origins->share = stabil_reader_array(r, 1, sizeof(*origins->share));
  if (origins->share == NULL) return;
  origins->count = 1;
  origins->share[0].kind = STABIL_LOCAL;
  origins->share[0].place = -1;
  one(r, &below, true, &origins->share[0].value);
}

static void after_staff(stabil_reader *r, const stabil_node *node,
                        const stabil_path *path, void *record) {
  stabil_staff *staff = record;
  if (stabil_node_find(node, "origin") == NULL) default_origin(r, path, &staff->origin);
}
static const stabil_schema staff_schema = {.name = "staff",
                                           .size = sizeof(stabil_staff),
                                           .count = COUNT(staff_keys),
                                           .key = staff_keys,
                                           .after = after_staff};

// --- the role
// ---------------------------------------------------------------------------

static void default_share(stabil_reader *r, const stabil_path *path, int index,
                          stabil_shares *shares) {
  if (shares->count > 0) return;
  shares->share = stabil_reader_array(r, 1, sizeof(*shares->share));
  if (shares->share == NULL) return;
  shares->count = 1;
  shares->share[0].index = index;
  one(r, path, false, &shares->share[0].value);
}

// A round falls on the end of a step, wherever steps are not longer than rounds.
static void check_intake(stabil_reader *r, const stabil_node *node,
                         const stabil_path *path, const stabil_role *role) {
  const int steps = r->study->steps_per_year, months = role->intake;
  if (months == 0 || steps == 0) return;
  const int step = 12 / steps;
  if (12 % months == 0 && (months % step == 0 || step % months == 0)) return;
  const stabil_entry *intake = stabil_node_find(node, "intake");
  stabil_path below = {path, "intake", 0};
  stabil_reader_fail(
      r, intake->value->mark, &below,
      "found rounds of %d months, expected 1, 2, 3, 4, 6 or 12 that fit steps "
      "of %d months",
      months, step);
}

static void after_role(stabil_reader *r, const stabil_node *node, const stabil_path *path,
                       void *record) {
  stabil_role *role = record;
  check_intake(r, node, path, role);
  resolve_profession(r, node, path, role);
  stabil_path payer = {path, "payer", 0}, staff = {path, "staff", 0};
  stabil_path stages = {&staff, "stages", 0};
  if (stabil_node_find(node, "payer") == NULL)
    default_share(r, &payer, role->employer, &role->payer);
  const stabil_entry *given = stabil_node_find(node, "staff");
  if (given != NULL && stabil_node_find(given->value, "stages") != NULL) return;
  if (role->holder_count > 0)
    default_share(r, &stages, role->holder[0].becomes, &role->staff.stages);
}

static const stabil_key becomes_keys[] = {
    {.key = "",
     .type = STABIL_TYPE_NAME,
     .roster = STABIL_ROSTER_STAGE,
     .text = "what who holds the post in this stage becomes on hire"}};
static const stabil_schema becomes_schema = {
    .name = "becomes", .count = COUNT(becomes_keys), .key = becomes_keys};
static const stabil_key holders_ways[] = {
    {.key = "",
     .type = STABIL_TYPE_NAMES,
     .roster = STABIL_ROSTER_STAGE,
     .text = "stages that stay what they are"},
    {.key = "",
     .type = STABIL_TYPE_KEYED,
     .roster = STABIL_ROSTER_STAGE,
     .child = &becomes_schema,
     .text = "stages, and what each becomes on hire"},
};
static const stabil_schema holders_schema = {
    .name = "holders", .count = COUNT(holders_ways), .key = holders_ways};
static const stabil_key priority_ways[] = {{.key = "",
                                            .type = STABIL_TYPE_NAMES,
                                            .list = stabil_class_names,
                                            .text = "classes, first come first"}};
static const stabil_schema priority_schema = {
    .name = "priority", .count = COUNT(priority_ways), .key = priority_ways};

static const stabil_key role_keys[] = {
    {STABIL_KEY(LABEL, "label", stabil_role, label), .text = "what people read"},
    {STABIL_KEY(CHOICE, "at", stabil_role, place_kind), .list = at_names,
     .required = true, .text = "kind of place that has such posts"},
    {STABIL_KEY(CHOICE, "employer", stabil_role, employer), .list = employer_names,
     .required = true, .text = "who employs"},
    {STABIL_KEY(CHOICE, "contract", stabil_role, fixed_term), .list = contract_names,
     .fallback = "permanent", .text = "how long"},
    {STABIL_KEY(INTEGER, "intake", stabil_role, intake), .unit = "months", .low = 0,
     .high = 12, .fallback = "0",
     .text = "months between rounds in which people are hired, counted from January (1, "
             "2, 3, 4, 6 or 12); 0: at any time"},
    {.key = "holders",
     .type = STABIL_TYPE_CUSTOM,
     .read = read_holders,
     .required = true,
     .form = "[stage] or {stage: stage on hire}",
     .ways = &holders_schema,
     .text = "stages that may hold the post, and what they become"},
    {STABIL_KEY(GROUP, "need", stabil_role, need), .child = &volume_schema,
     .text = "posts that are needed"},
    {STABIL_KEY(GROUP, "demand", stabil_role, demand), .child = &volume_schema,
     .text = "posts that are asked for"},
    {STABIL_KEY(GROUP, "funded", stabil_role, funded), .child = &volume_schema,
     .text = "posts that are paid for"},
    {STABIL_KEY(TABLE, "vacancy", stabil_role, vacancy), .unit = "1", .low = 0, .high = 1,
     .fallback = "0", .text = "share of funded FTE that is vacant before the first year"},
    {STABIL_KEY(TABLE, "position_fraction", stabil_role, position_fraction), .unit = "1",
     .low = 0.05, .high = 1, .fallback = "1", .text = "FTE of a post, offered and held"},
    {STABIL_KEY(QUANTITY, "absence", stabil_role, absence), .unit = "1", .low = 0,
     .high = 0.95, .fallback = "0", .text = "share of worked time that is absence"},
    {STABIL_KEY(TABLE, "time_to_fill", stabil_role, time_to_fill), .unit = "years",
     .low = 0, .high = 20, .fallback = "0",
     .text = "mean years until a vacancy can be filled; 0: at once"},
    {STABIL_KEY(QUANTITY, "succession", stabil_role, succession), .unit = "1", .low = 0,
     .high = 1, .fallback = "0", .text = "share of exits succeeded without a vacancy"},
    {.key = "turnover",
     .type = STABIL_TYPE_GROUP,
     .child = &turnover_schema,
     .required = true,
     .text = "how fast people leave: rate or median_years"},
    {.key = "tenure",
     .type = STABIL_TYPE_GROUP,
     .child = &tenure_schema,
     .text = "how separation changes with years in the post"},
    {STABIL_KEY(TABLE, "wage", stabil_role, wage), .unit = "NOK/FTE-year", .low = 0,
     .high = 1e7, .fallback = "0", .text = "wage of one FTE; 0: wages are not counted"},
    {STABIL_KEY(QUANTITY, "on_cost", stabil_role, on_cost), .unit = "1", .low = 0,
     .high = 2, .fallback = "0", .text = "share on top of wages"},
    {STABIL_KEY(SHARES, "payer", stabil_role, payer), .unit = "1", .low = 0, .high = 1,
     .roster = STABIL_ROSTER_PAYER, .sum = true,
     .text = "who pays the wages; without it the employer"},
    {STABIL_KEY(QUANTITY, "recruitment_cost", stabil_role, recruitment_cost),
     .unit = "NOK/hire", .low = 0, .high = 1e7, .fallback = "0",
     .text = "cost of one hire"},
    {STABIL_KEY(TABLE, "attraction", stabil_role, attraction), .unit = "log-odds",
     .low = -20, .high = 20, .fallback = "0", .text = "utility of a post of the role"},
    {STABIL_KEY(GROUP, "locum", stabil_role, locum), .child = &stabil_locum_schema,
     .present = 1 + offsetof(stabil_role, has_locum),
     .text = "bought cover of vacant posts"},
    {STABIL_KEY(GROUP, "rotation", stabil_role, rotation),
     .child = &stabil_rotation_schema,
     .present = 1 + offsetof(stabil_role, rotation) + offsetof(stabil_rotation, given),
     .text = "posts shared by several who take turns, from `cover.rotation` on"},
    {STABIL_KEY(GROUP, "fixed_term", stabil_role, term), .child = &stabil_term_schema,
     .present = 1 + offsetof(stabil_role, term) + offsetof(stabil_term, given),
     .text = "some of those hired have a contract that ends"},
    {STABIL_KEY(GROUP, "team", stabil_role, oncall), .child = &oncall_schema,
     .present = 1 + offsetof(stabil_role, oncall) + offsetof(stabil_oncall, given),
     .text = "on-call burden: a small team separates faster"},
    {STABIL_KEY(GROUP, "overtime", stabil_role, overtime),
     .child = &stabil_overtime_schema,
     .present = 1 + offsetof(stabil_role, overtime) + offsetof(stabil_overtime, given),
     .text = "own staff work more before locums are bought"},
    {STABIL_KEY(GROUP, "covers", stabil_role, covers), .child = &stabil_covers_schema,
     .present = 1 + offsetof(stabil_role, covers) + offsetof(stabil_covers, given),
     .text = "a pool: its people work where posts of other roles are not covered"},
    {STABIL_KEY(GROUP, "load", stabil_role, load), .child = &load_schema,
     .present = 1 + offsetof(stabil_role, load) + offsetof(stabil_load, given),
     .text = "work that is left to those in post makes them leave"},
    {STABIL_KEY(GROUP, "allocation", stabil_role, allocation),
     .child = &stabil_allocation_schema, .text = "who gets which post: choice or lot"},
    {STABIL_KEY(GROUP, "job_search", stabil_role, job_search),
     .child = &stabil_job_search_schema,
     .present =
         1 + offsetof(stabil_role, job_search) + offsetof(stabil_job_search, given),
     .text = "holders look at posts of other employers and go straight to them"},
    {.key = "priority",
     .type = STABIL_TYPE_CUSTOM,
     STABIL_AT(stabil_role, priority),
     .read = stabil_read_priority,
     .form = "[bonded, claim, local_ties, trained, staff], some of them",
     .ways = &priority_schema,
     .text = "classes of applicants that ordinary posts take first, in this order"},
    {STABIL_KEY(GROUP, "staff", stabil_role, staff), .child = &staff_schema,
     .text = "who holds the posts before the first year"},
};
const stabil_schema stabil_role_schema = {.name = "role",
                                          .size = sizeof(stabil_role),
                                          .count = COUNT(role_keys),
                                          .key = role_keys,
                                          .mark_at = 1 + offsetof(stabil_role, mark),
                                          .after = after_role};
