// SPDX-License-Identifier: GPL-3.0-or-later
// Schema of a study: how a role covers what nobody holds, and for how long it hires.
#include <string.h>

#include "scenario/study_schema.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

// --- locums, rotation
// -------------------------------------------------------------------

static const stabil_key locum_keys[] = {
    {STABIL_KEY(TABLE, "fill", stabil_locum, fill), .unit = "1", .low = 0, .high = 1,
     .required = true, .text = "share of vacant FTE that gets a locum"},
    {STABIL_KEY(TABLE, "week_price", stabil_locum, price), .unit = "NOK/week", .low = 0,
     .high = 1e6, .required = true, .text = "price of a week for one FTE"},
    {STABIL_KEY(QUANTITY, "weeks_per_fte", stabil_locum, weeks_per_fte),
     .unit = "weeks/year", .low = 0, .high = 53, .required = true,
     .text = "weeks bought for one FTE in a year"},
    {STABIL_KEY(TABLE, "budget", stabil_locum, budget), .unit = "NOK/year", .low = 0,
     .high = 1e12, .present = 1 + offsetof(stabil_locum, has_budget),
     .text = "most that a place spends on locums of the role in a year; without it no "
             "limit"},
    {STABIL_KEY(TABLE, "cap", stabil_locum, cap), .unit = "1", .low = 0, .high = 1,
     .fallback = "1", .text = "most locums, as a share of funded FTE"},
    {STABIL_KEY(QUANTITY, "elasticity", stabil_locum, elasticity), .unit = "1", .low = 0,
     .high = 5, .present = 1 + offsetof(stabil_locum, has_elasticity),
     .text = "of the price in the locums that all modelled places bought last year, over "
             "those of the first year; without it the price stands"},
};
const stabil_schema stabil_locum_schema = {.name = "locum",
                                           .size = sizeof(stabil_locum),
                                           .count = COUNT(locum_keys),
                                           .key = locum_keys};

static const stabil_key rotation_keys[] = {
    {STABIL_KEY(QUANTITY, "pay", stabil_rotation, pay), .unit = "NOK/year", .low = 0,
     .high = 1e7, .required = true, .text = "per rotator, on-costs included"},
    {STABIL_KEY(QUANTITY, "travel", stabil_rotation, travel), .unit = "NOK/year",
     .low = 0, .high = 1e7, .fallback = "0", .text = "travel per rotator"},
    {STABIL_KEY(QUANTITY, "housing", stabil_rotation, housing), .unit = "NOK/year",
     .low = 0, .high = 1e7, .fallback = "0", .text = "housing per rotation FTE"},
    {STABIL_KEY(TABLE, "turnover", stabil_rotation, turnover), .unit = "1/year", .low = 0,
     .high = 100, .required = true,
     .text = "separations per person-year, all causes together"},
    {STABIL_KEY(QUANTITY, "from_posts", stabil_rotation, from_posts), .unit = "1",
     .low = 0, .high = 1, .fallback = "0",
     .text = "share recruited from posts of the role elsewhere"},
    {STABIL_KEY(TABLE, "time_to_fill", stabil_rotation, time_to_fill), .unit = "years",
     .low = 0, .high = 20, .fallback = "0",
     .text = "mean years until a vacancy can be filled; 0: at once"},
    {STABIL_KEY(QUANTITY, "attraction", stabil_rotation, attraction), .unit = "log-odds",
     .low = -20, .high = 20, .fallback = "0",
     .text = "added to the utility of a rotation post"},
};
const stabil_schema stabil_rotation_schema = {.name = "rotation",
                                              .size = sizeof(stabil_rotation),
                                              .count = COUNT(rotation_keys),
                                              .key = rotation_keys};

static const stabil_key overtime_keys[] = {
    {STABIL_KEY(QUANTITY, "cap", stabil_overtime, cap), .unit = "1", .low = 0, .high = 1,
     .required = true, .text = "most overtime, as a share of worked FTE"},
    {STABIL_KEY(QUANTITY, "cost", stabil_overtime, cost), .unit = "1", .low = 0,
     .high = 3, .required = true, .text = "share on top of the ordinary wage"},
};
const stabil_schema stabil_overtime_schema = {.name = "overtime",
                                              .size = sizeof(stabil_overtime),
                                              .count = COUNT(overtime_keys),
                                              .key = overtime_keys};

// --- contracts that end
// -----------------------------------------------------------------

static void after_term(stabil_reader *r, const stabil_node *node, const stabil_path *path,
                       void *record) {
  const stabil_term *term = record;
  const stabil_entry *months = stabil_node_find(node, "months");
  const int steps = r->study->steps_per_year;
  stabil_path below = {path, "months", 0};
  if (months == NULL || steps == 0 || term->months * steps % 12 == 0) return;
  stabil_reader_fail(r, months->value->mark, &below,
                     "a contract of %d months does not fit %d step%s a year (%d months "
                     "each); change horizon.steps_per_year or the contract",
                     term->months, steps, steps == 1 ? "" : "s", 12 / steps);
}

static const stabil_key term_keys[] = {
    {STABIL_KEY(TABLE, "share", stabil_term, share), .unit = "1", .low = 0, .high = 1,
     .required = true, .text = "of the people hired, by contract.fixed_term"},
    {STABIL_KEY(INTEGER, "months", stabil_term, months), .unit = "months", .low = 1,
     .high = 240, .required = true, .text = "exact length, a whole number of steps"},
    {STABIL_KEY(QUANTITY, "permanent", stabil_term, permanent), .unit = "1", .low = 0,
     .high = 1, .required = true,
     .text = "share who stay for good when it ends; the others search"},
    {STABIL_KEY(QUANTITY, "separate", stabil_term, separate), .unit = "hazard ratio",
     .low = 0, .high = 100, .fallback = "1", .text = "on separation while it runs"},
    {STABIL_KEY(QUANTITY, "staff", stabil_term, staff), .unit = "1", .low = 0, .high = 1,
     .fallback = "0",
     .text = "share of the staff before the first year, with what is left uniform"},
};
const stabil_schema stabil_term_schema = {.name = "fixed_term",
                                          .size = sizeof(stabil_term),
                                          .count = COUNT(term_keys),
                                          .key = term_keys,
                                          .after = after_term};

// --- pools
// --------------------------------------------------------------------------------

static const char *const within_names[] = {"region", "county", NULL};

static void read_within(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                        const stabil_path *path, void *record) {
  stabil_covers *covers = record;
  (void)row;
  const bool scalar = node != NULL && node->kind == STABIL_SCALAR;
  covers->within = STABIL_WITHIN_AREA;
  stabil_schema_read(r, &stabil_area_schema, scalar ? NULL : node, path, &covers->where);
  if (!scalar) return;
  if (strcmp(node->text, within_names[0]) == 0)
    covers->within = STABIL_WITHIN_REGION;
  else if (strcmp(node->text, within_names[1]) == 0)
    covers->within = STABIL_WITHIN_COUNTY;
  else
    stabil_reader_expected(r, node, path,
                           "region, county, or an area such as {centrality: [5, 6]}");
}

static const stabil_key within_ways[] = {
    {.key = "",
     .type = STABIL_TYPE_CHOICE,
     .list = within_names,
     .text = "the labour region or the county of its own place"},
    {.key = "",
     .type = STABIL_TYPE_GROUP,
     .child = &stabil_area_schema,
     .text = "an area as in effects"},
};
static const stabil_schema within_schema = {
    .name = "within", .count = COUNT(within_ways), .key = within_ways};

static const stabil_key covers_keys[] = {
    {STABIL_KEY(NAMES, "roles", stabil_covers, roles), .roster = STABIL_ROSTER_ROLE,
     .required = true, .text = "roles whose gaps it covers"},
    {.key = "where",
     .type = STABIL_TYPE_CUSTOM,
     .read = read_within,
     .required = true,
     .form = "region, county or {area}",
     .ways = &within_schema,
     .text =
         "places that it covers: the labour region or the county of its own place, or "
         "an area as in effects"},
};
const stabil_schema stabil_covers_schema = {.name = "covers",
                                            .size = sizeof(stabil_covers),
                                            .count = COUNT(covers_keys),
                                            .key = covers_keys};
