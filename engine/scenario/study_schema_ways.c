// SPDX-License-Identifier: GPL-3.0-or-later
// Schema of a study: ways in and on.
#include "scenario/study_schema.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static const stabil_key way_keys[] = {
    {STABIL_KEY(NAME, "to", stabil_way, to), .roster = STABIL_ROSTER_STAGE,
     .required = true, .text = "stage that begins, in the same post"},
    {STABIL_KEY(TABLE, "rate", stabil_way, rate), .unit = "1/year", .low = 0, .high = 10,
     .required = true, .text = "rate of starting it"},
    {STABIL_KEY(NAMES, "roles", stabil_way, roles), .roster = STABIL_ROSTER_ROLE,
     .text = "from posts of these roles; without it of all that take both stages"},
};
const stabil_schema stabil_way_schema = {.name = "specialise",
                                         .size = sizeof(stabil_way),
                                         .count = COUNT(way_keys),
                                         .key = way_keys,
                                         .mark_at = 1 + offsetof(stabil_way, mark)};

static const stabil_key allocation_keys[] = {
    {STABIL_KEY(QUANTITY, "lottery", stabil_allocation, lottery), .unit = "1", .low = 0,
     .high = 1, .fallback = "0",
     .text = "share of those choosing a post of the role who get one by lot"},
};
const stabil_schema stabil_allocation_schema = {.name = "allocation",
                                                .size = sizeof(stabil_allocation),
                                                .count = COUNT(allocation_keys),
                                                .key = allocation_keys};

static const stabil_key recruits_keys[] = {
    {STABIL_KEY(NAMES, "roles", stabil_recruits, roles), .roster = STABIL_ROSTER_ROLE,
     .required = true, .text = "ordinary posts that the students leave"},
    {STABIL_KEY(NAMES, "stages", stabil_recruits, stages), .roster = STABIL_ROSTER_STAGE,
     .text = "only people in these stages"},
    {STABIL_KEY(GROUP, "where", stabil_recruits, where), .child = &stabil_area_schema,
     .text = "where they work; every modelled place without it"},
    {STABIL_KEY(FLAG, "claim", stabil_recruits, claim), .fallback = "false",
     .text = "true: they are first in line where they worked"},
    {STABIL_KEY(NAME, "drop_to", stabil_recruits, drop_to), .roster = STABIL_ROSTER_STAGE,
     .text = "stage in which those who drop out look for work; without it they are lost"},
};
const stabil_schema stabil_recruits_schema = {.name = "recruits",
                                              .size = sizeof(stabil_recruits),
                                              .count = COUNT(recruits_keys),
                                              .key = recruits_keys};

static const char *const claim_where_names[] = {"place", "region", NULL};

static const stabil_key next_claim_keys[] = {
    {STABIL_KEY(NAME, "role", stabil_next_claim, role), .roster = STABIL_ROSTER_ROLE,
     .required = true, .text = "role of the post that follows"},
    {STABIL_KEY(QUANTITY, "share", stabil_next_claim, share), .unit = "1", .low = 0,
     .high = 1, .fallback = "0", .text = "share of those whose stage ends"},
    {STABIL_KEY(CHOICE, "where", stabil_next_claim, where), .list = claim_where_names,
     .fallback = "place", .text = "place: the same; region: one of its labour region"},
    {STABIL_KEY(QUANTITY, "years", stabil_next_claim, years), .unit = "years", .low = 0,
     .high = 30, .fallback = "1", .text = "how long they are first in line"},
};
const stabil_schema stabil_next_claim_schema = {.name = "next_claim",
                                                .size = sizeof(stabil_next_claim),
                                                .count = COUNT(next_claim_keys),
                                                .key = next_claim_keys};

static const stabil_key agreement_keys[] = {
    {STABIL_KEY(LABEL, "label", stabil_agreement, label), .text = "what people read"},
    {STABIL_KEY(GROUP, "where", stabil_agreement, where), .child = &stabil_area_schema,
     .text = "places that sign; every modelled place without it"},
    {STABIL_KEY(NAME, "bond", stabil_agreement, bond), .roster = STABIL_ROSTER_BOND,
     .text = "obligation to serve that goes with it"},
};
const stabil_schema stabil_agreement_schema = {.name = "agreement",
                                               .size = sizeof(stabil_agreement),
                                               .count = COUNT(agreement_keys),
                                               .key = agreement_keys,
                                               .mark_at =
                                                   1 + offsetof(stabil_agreement, mark)};
