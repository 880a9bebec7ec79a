// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <isa-l.h>

#include "output/io.h"

enum { MAGIC_SIZE = 8, SEAL_SIZE = 24, BUFFER_SIZE = 1 << 20 };
static const unsigned char magic[MAGIC_SIZE] = "STABIL\r\n";
static const unsigned char hdf5_magic[MAGIC_SIZE] = "\211HDF\r\n\032\n";

static void put_number(unsigned char *at, uint64_t number) {
  for (int i = 0; i < 8; i++) at[i] = (unsigned char)(number >> (8 * i));
}

// The seal of the first `length` bytes of a file. Returns 0 or an errno.
static int make_seal(int file, off_t length, unsigned char seal[SEAL_SIZE]) {
  unsigned char *buffer = malloc(BUFFER_SIZE);
  uint64_t sum = 0;
  int error = buffer ? 0 : ENOMEM;
  for (off_t at = 0; at < length && error == 0; at += BUFFER_SIZE) {
    size_t size = length - at < BUFFER_SIZE ? (size_t)(length - at) : BUFFER_SIZE;
    error = stabil_io_read(file, buffer, size, at);
    if (error == 0) sum = crc64_ecma_refl(sum, buffer, size);
  }
  free(buffer);
  memcpy(seal, magic, MAGIC_SIZE);
  put_number(seal + MAGIC_SIZE, (uint64_t)length);
  put_number(seal + 2 * MAGIC_SIZE, sum);
  return error;
}

int stabil_seal_write(const char *path) {
  unsigned char seal[SEAL_SIZE];
  struct stat about;
  int file = open(path, O_RDWR);
  if (file < 0) return errno;
  int error = fstat(file, &about) == 0 ? 0 : errno;
  if (error == 0) error = make_seal(file, about.st_size, seal);
  if (error == 0) error = stabil_io_write(file, seal, SEAL_SIZE, about.st_size);
  if (error == 0 && fsync(file) != 0) error = errno;
  if (close(file) != 0 && error == 0) error = errno;
  return error;
}

// *error is set with STABIL_SEAL_UNREADABLE.
static stabil_seal check_open(int file, off_t size, int *error) {
  unsigned char head[MAGIC_SIZE], seal[SEAL_SIZE], expected[SEAL_SIZE];
  if (size < MAGIC_SIZE) return STABIL_SEAL_FOREIGN;
  if ((*error = stabil_io_read(file, head, MAGIC_SIZE, 0))) return STABIL_SEAL_UNREADABLE;
  if (memcmp(head, hdf5_magic, MAGIC_SIZE) != 0) return STABIL_SEAL_FOREIGN;
  if (size < SEAL_SIZE) return STABIL_SEAL_BROKEN;
  if ((*error = stabil_io_read(file, seal, SEAL_SIZE, size - SEAL_SIZE)))
    return STABIL_SEAL_UNREADABLE;
  if (memcmp(seal, magic, MAGIC_SIZE) != 0) return STABIL_SEAL_ABSENT;
  if ((*error = make_seal(file, size - SEAL_SIZE, expected)))
    return STABIL_SEAL_UNREADABLE;
  return memcmp(seal, expected, SEAL_SIZE) == 0 ? STABIL_SEAL_WHOLE : STABIL_SEAL_BROKEN;
}

stabil_seal stabil_seal_check(const char *path) {
  struct stat about;
  int file = open(path, O_RDONLY);
  if (file < 0) return STABIL_SEAL_UNREADABLE;
  int error = 0;
  stabil_seal seal = STABIL_SEAL_UNREADABLE;
  if (fstat(file, &about) != 0)
    error = errno;
  else if (S_ISDIR(about.st_mode))
    error = EISDIR;
  else
    seal = check_open(file, about.st_size, &error);
  close(file);
  errno = error;
  return seal;
}
