// SPDX-License-Identifier: GPL-3.0-or-later
// Whole reads and writes at an offset: short ones go on, interrupted ones start again.
#ifndef STABIL_OUTPUT_IO_H
#define STABIL_OUTPUT_IO_H

#include <stddef.h>
#include <sys/types.h>

// 0 or an errno; the end of the file is EIO.
int stabil_io_read(int file, void *data, size_t size, off_t offset);
int stabil_io_write(int file, const void *data, size_t size, off_t offset);

#endif
