// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/io.h"

#include <errno.h>
#include <unistd.h>

int stabil_io_read(int file, void *data, size_t size, off_t offset) {
  char *at = data;
  while (size > 0) {
    ssize_t done = pread(file, at, size, offset);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return done < 0 ? errno : EIO;
    at += done;
    offset += done;
    size -= (size_t)done;
  }
  return 0;
}

int stabil_io_write(int file, const void *data, size_t size, off_t offset) {
  const char *at = data;
  while (size > 0) {
    ssize_t done = pwrite(file, at, size, offset);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return done < 0 ? errno : ENOSPC;
    at += done;
    offset += done;
    size -= (size_t)done;
  }
  return 0;
}
