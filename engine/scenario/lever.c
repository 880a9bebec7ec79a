// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/lever.h"

const stabil_lever stabil_levers[STABIL_LEVER_COUNT] = {
#define ROW(ID, name, unit, scales, tells, low, high, text, reaches)                     \
  {name, unit, scales, tells, low, high, text, reaches},
    STABIL_LEVER_LIST(ROW)
#undef ROW
};
