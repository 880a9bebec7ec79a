// SPDX-License-Identifier: GPL-3.0-or-later
// Schema of a study: bonds.
#include "scenario/study_schema.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static const char *const scope_names[] = {"place", "region", "district", NULL};

static const stabil_key bond_keys[] = {
    {STABIL_KEY(LABEL, "label", stabil_bond, label), .text = "what people read"},
    {STABIL_KEY(NAME, "profession", stabil_bond, profession),
     .roster = STABIL_ROSTER_PROFESSION, .required = true, .text = "who can be bound"},
    {STABIL_KEY(CHOICE, "scope", stabil_bond, scope), .list = scope_names,
     .required = true,
     .text = "where one has to stay: the place of the post, region (every modelled "
             "place) or district"},
    {STABIL_KEY(QUANTITY, "years", stabil_bond, years), .unit = "years", .low = 0.05,
     .high = 30, .required = true,
     .text = "length from the first post under it, rounded to whole months"},
    {STABIL_KEY(QUANTITY, "hold", stabil_bond, hold), .unit = "hazard ratio", .low = 0,
     .high = 1000, .required = true, .text = "on separation while bound"},
    {STABIL_KEY(SHARES, "hold_by", stabil_bond, hold_by), .unit = "hazard ratio",
     .low = 0, .high = 1000, .roster = STABIL_ROSTER_SECOND_VALUE,
     .text = "in its place for those with the second value of a trait; the last that "
             "applies counts"},
    {STABIL_KEY(QUANTITY, "cliff", stabil_bond, cliff), .unit = "hazard ratio", .low = 0,
     .high = 1000, .fallback = "1",
     .text = "on separation for half a year after its end"},
    {STABIL_KEY(SHARES, "cliff_by", stabil_bond, cliff_by), .unit = "hazard ratio",
     .low = 0, .high = 1000, .roster = STABIL_ROSTER_SECOND_VALUE,
     .text = "in its place for those with the second value of a trait; the last that "
             "applies counts"},
    {STABIL_KEY(QUANTITY, "buy_out", stabil_bond, buy_out), .unit = "1/year", .low = 0,
     .high = 100, .fallback = "0", .text = "rate of paying to be free while bound"},
    {STABIL_KEY(SHARES, "buy_out_by", stabil_bond, buy_out_by), .unit = "1/year",
     .low = 0, .high = 100, .roster = STABIL_ROSTER_SECOND_VALUE,
     .text = "in its place for those with the second value of a trait; the last that "
             "applies counts"},
    {STABIL_KEY(QUANTITY, "price", stabil_bond, price), .unit = "NOK", .low = 0,
     .high = 1e9, .fallback = "0", .text = "what a buy-out brings the payer"},
    {STABIL_KEY(NAME, "payer", stabil_bond, payer), .roster = STABIL_ROSTER_PAYER,
     .fallback = "state", .text = "who gave the bond its money and gets the price"},
};
const stabil_schema stabil_bond_schema = {.name = "bond",
                                          .size = sizeof(stabil_bond),
                                          .count = COUNT(bond_keys),
                                          .key = bond_keys,
                                          .mark_at = 1 + offsetof(stabil_bond, mark)};
