// SPDX-License-Identifier: GPL-3.0-or-later
// Schema of a study: tasks that go from one kind of post to another.
#include "scenario/study_schema.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static const char *const where_names[] = {"place", "municipalities", "hospital", "region",
                                          NULL};

static const stabil_key shift_keys[] = {
    {STABIL_KEY(NAME, "role", stabil_shift, role), .roster = STABIL_ROSTER_TASK_END,
     .required = true, .text = "role that takes the tasks over; technology: nobody does"},
    {STABIL_KEY(CHOICE, "where", stabil_shift, where), .list = where_names,
     .fallback = "place",
     .text = "its posts there: in the same place, in the municipalities of the hospital, "
             "in the hospital of the municipality, in the labour region"},
    {STABIL_KEY(QUANTITY, "ratio", stabil_shift, ratio), .unit = "1", .low = 0,
     .high = 10, .fallback = "1", .text = "hours of that role that an hour becomes"},
    {STABIL_KEY(QUANTITY, "funded", stabil_shift, funded), .unit = "1", .low = 0,
     .high = 1, .fallback = "0",
     .text = "share of the funded posts behind the tasks that follows them"},
};
const stabil_schema stabil_shift_schema = {.name = "to",
                                           .size = sizeof(stabil_shift),
                                           .count = COUNT(shift_keys),
                                           .key = shift_keys,
                                           .shorthand = "role"};
