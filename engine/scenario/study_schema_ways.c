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
