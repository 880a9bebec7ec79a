// SPDX-License-Identifier: GPL-3.0-or-later
// One chunk of a data set, filtered as HDF5's own shuffle, deflate and fletcher32 filters
// would, but outside the library and its lock: many times faster, and every HDF5 reads
// it.
#ifndef STABIL_OUTPUT_CHUNK_H
#define STABIL_OUTPUT_CHUNK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What one thread needs to pack chunks of one size.
typedef struct stabil_packer {
  size_t elements, width; // of a chunk; bytes of an element
  void *raw;              // the chunk as it is; filled by the caller
  void *shuffled;         // scratch, free for the caller's use until the call
  unsigned char *packed;  // the result
  size_t packed_size;
  uint32_t filter_mask; // filters left out, as H5Dwrite_chunk wants them
  unsigned char *level; // the compressor's memory
} stabil_packer;

bool stabil_packer_create(stabil_packer *packer, size_t elements, size_t width);
void stabil_packer_free(stabil_packer *packer);
void stabil_packer_pack(stabil_packer *packer);

// The checksum of HDF5's fletcher32 filter.
uint32_t stabil_fletcher32(const unsigned char *data, size_t size);

#endif
