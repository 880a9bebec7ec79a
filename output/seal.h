// SPDX-License-Identifier: GPL-3.0-or-later
// The seal: 24 bytes behind the HDF5 file, which every reader of HDF5 passes over, with
// the file's length and CRC-64. HDF5 may crash on a damaged file; a sealed one is refused
// before HDF5 sees it.
#ifndef STABIL_OUTPUT_SEAL_H
#define STABIL_OUTPUT_SEAL_H

// Append the seal and force everything to the disk. Returns 0 or an errno.
int stabil_seal_write(const char *path);

typedef enum stabil_seal {
  STABIL_SEAL_WHOLE,     // as it was written
  STABIL_SEAL_ABSENT,    // another program wrote it, or the end is missing
  STABIL_SEAL_BROKEN,    // not what was written
  STABIL_SEAL_FOREIGN,   // not HDF5 at all
  STABIL_SEAL_UNREADABLE // errno says why
} stabil_seal;

stabil_seal stabil_seal_check(const char *path);

#endif
