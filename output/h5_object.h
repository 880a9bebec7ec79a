// SPDX-License-Identifier: GPL-3.0-or-later
// What h5.c and h5_variable.c share.
#ifndef STABIL_OUTPUT_H5_OBJECT_H
#define STABIL_OUTPUT_H5_OBJECT_H

#include "output/h5.h"

// A new data set with its attributes, -1 after a failure; closed by the caller.
hid_t stabil_h5_data(stabil_h5_group *group, const stabil_about *about, hid_t type,
                     hid_t space, hid_t properties);
hid_t stabil_h5_data_properties(void);
void stabil_h5_attach(stabil_h5_group *group, hid_t data, int rank, const int *dimension);

#endif
