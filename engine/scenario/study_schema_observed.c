// SPDX-License-Identifier: GPL-3.0-or-later
// Schema of a study: what others have observed of the same thing, for reports to show
// beside the model. Nothing is computed from it.
#include "scenario/study_schema.h"
#include "stabil/measure.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

#define WHERE_NAME(ID, name, ...) #name,
static const char *const where_names[] = {STABIL_WHERE_LIST(WHERE_NAME) NULL};
#undef WHERE_NAME
#define SIZE_NAME(from, name) name,
const char *const stabil_size_names[] = {STABIL_SIZE_LIST(SIZE_NAME) NULL};
#undef SIZE_NAME
static const char *const among_names[] = {"graduates", "in_post", NULL};

static const stabil_key graduate_keys[] = {
    {STABIL_KEY(LABEL, "label", stabil_observed_graduates, label), .required = true,
     .text = "what people read"},
    {STABIL_KEY(NAMES, "programmes", stabil_observed_graduates, programmes),
     .roster = STABIL_ROSTER_PROGRAMME, .required = true,
     .text = "whose graduates of the model stand beside it"},
    {STABIL_KEY(CHOICE, "where", stabil_observed_graduates, where), .list = where_names,
     .required = true, .text = "where they are counted, as in the measure `retained`"},
    {STABIL_KEY(CHOICE, "among", stabil_observed_graduates, among), .list = among_names,
     .fallback = "graduates",
     .text = "of whom it is a share: all graduates, or those in a post of the profession "
             "anywhere"},
    {STABIL_KEY(REALS, "years", stabil_observed_graduates, years), .unit = "years",
     .low = 0, .high = 60, .required = true,
     .count_at = offsetof(stabil_observed_graduates, year_count),
     .text = "how many years after graduation: one number, or from and to"},
    {STABIL_KEY(REAL, "share", stabil_observed_graduates, share), .unit = "1", .low = 0,
     .high = 1, .required = true, .text = "share of them that was there"},
    {STABIL_KEY(LABEL, "population", stabil_observed_graduates, population),
     .text = "who was counted, where that is not the same"},
    {STABIL_KEY(FLAG, "input", stabil_observed_graduates, input), .fallback = "false",
     .text = "the study is fitted to it: agreement is a check, not evidence"},
    {STABIL_KEY(NAME, "source", stabil_observed_graduates, source),
     .roster = STABIL_ROSTER_SOURCE, .required = true, .text = "where it stands"},
};
static const stabil_schema graduate_schema = {.name = "observed graduates",
                                              .size = sizeof(stabil_observed_graduates),
                                              .count = COUNT(graduate_keys),
                                              .key = graduate_keys};

static const stabil_key contract_keys[] = {
    {STABIL_KEY(LABEL, "label", stabil_observed_contracts, label), .required = true,
     .text = "what people read"},
    {STABIL_KEY(NAME, "role", stabil_observed_contracts, role),
     .roster = STABIL_ROSTER_ROLE, .required = true,
     .text = "whose posts of the model stand beside it"},
    {STABIL_KEY(CHOICE, "size", stabil_observed_contracts, size),
     .list = stabil_size_names, .required = true,
     .text = "class of municipality size, as results have them"},
    {STABIL_KEY(REAL, "median", stabil_observed_contracts, median), .unit = "years",
     .low = 0, .high = 100, .required = true, .text = "years until half had left"},
    {STABIL_KEY(LABEL, "population", stabil_observed_contracts, population),
     .text = "who was counted, where that is not the same"},
    {STABIL_KEY(FLAG, "input", stabil_observed_contracts, input), .fallback = "false",
     .text = "the study is fitted to it: agreement is a check, not evidence"},
    {STABIL_KEY(NAME, "source", stabil_observed_contracts, source),
     .roster = STABIL_ROSTER_SOURCE, .required = true, .text = "where it stands"},
};
static const stabil_schema contract_schema = {.name = "observed contracts",
                                              .size = sizeof(stabil_observed_contracts),
                                              .count = COUNT(contract_keys),
                                              .key = contract_keys};

static const stabil_key observed_keys[] = {
    {STABIL_KEY(ITEMS, "graduates", stabil_observed, graduates),
     .count_at = offsetof(stabil_observed, graduate_count), .child = &graduate_schema,
     .text = "shares of graduates who are somewhere, some years after"},
    {STABIL_KEY(ITEMS, "contracts", stabil_observed, contracts),
     .count_at = offsetof(stabil_observed, contract_count), .child = &contract_schema,
     .text = "how long people stay in a post"},
};
const stabil_schema stabil_observed_schema = {.name = "observed",
                                              .size = sizeof(stabil_observed),
                                              .count = COUNT(observed_keys),
                                              .key = observed_keys};
