// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scenario/document.h"

#define PATIENCE 300 // milliseconds for somebody to open the other end of a pipe

// One piece; 0 at the end, -1 with errno.
static ssize_t read_piece(int fd, stabil_file_text *out, size_t capacity) {
  ssize_t got;
  do got = read(fd, out->text + out->length, capacity - out->length);
  while (got < 0 && errno == EINTR);
  if (got > 0) out->length += (size_t)got;
  return got;
}

// What was read is the caller's to free, whether it was read to its end or not.
static stabil_status read_rest(int fd, stabil_file_text *out, size_t capacity) {
  const size_t most = STABIL_DOCUMENT_BYTES + 1;
  for (ssize_t got = 1; got > 0 && out->length < most;) {
    if (out->length == capacity) {
      capacity = 2 * capacity < most ? 2 * capacity : most;
      char *bigger = realloc(out->text, capacity);
      if (bigger == NULL) return STABIL_MEMORY;
      out->text = bigger;
    }
    got = read_piece(fd, out, capacity);
    if (got < 0) return STABIL_MISSING;
  }
  return STABIL_OK;
}

// A pipe that nobody writes to would be waited for without end; one with a slow writer is
// waited for like by any other program.
static const char *await_writer(int fd, stabil_file_text *out, size_t capacity) {
  struct pollfd end = {.fd = fd, .events = POLLIN};
  if (poll(&end, 1, PATIENCE) == 0 && read_piece(fd, out, capacity) == 0)
    return "nobody writes to this pipe";
  return NULL;
}

static const char *refuse_kind(int fd, bool regular, bool *pipe) {
  struct stat info;
  if (fstat(fd, &info) != 0) return strerror(errno);
  *pipe = S_ISFIFO(info.st_mode);
  if (S_ISDIR(info.st_mode)) return strerror(EISDIR);
  if (regular && !S_ISREG(info.st_mode)) return "it is not a regular file";
  return NULL;
}

static stabil_status read_open(int fd, bool regular, stabil_file_text *out,
                               const char **why) {
  const size_t capacity = 1 << 16;
  bool pipe = false;
  *why = refuse_kind(fd, regular, &pipe);
  if (*why != NULL) return STABIL_MISSING;
  out->text = malloc(capacity);
  if (out->text == NULL) return STABIL_MEMORY;
  if (pipe) *why = await_writer(fd, out, capacity);
  if (*why != NULL) return STABIL_MISSING;
  (void)fcntl(fd, F_SETFL, 0); // wait from here on
  stabil_status status = read_rest(fd, out, capacity);
  if (status == STABIL_MISSING) *why = strerror(errno);
  return status;
}

stabil_status stabil_file_read(const char *path, bool regular, stabil_file_text *out,
                               const char **why) {
  *out = (stabil_file_text){NULL, 0};
  *why = "";
  int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0) {
    *why = strerror(errno);
    return STABIL_MISSING;
  }
  stabil_status status = read_open(fd, regular, out, why);
  (void)close(fd);
  return status;
}
