// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef STABIL_OUTPUT_PROVENANCE_H
#define STABIL_OUTPUT_PROVENANCE_H

#include <stdint.h>

// FNV-1a of 64 bits (Fowler, Noll, Vo): tells studies apart, proves nothing.
uint64_t stabil_fnv1a64(const char *text);

#endif
