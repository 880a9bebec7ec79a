// SPDX-License-Identifier: GPL-3.0-or-later
// stabil init DIR [--from NAME] [--lang nb|en]: a starter study.
#include "cli/init.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/schema.h"

enum { FROM, LANGUAGE };
static const stabil_option options[] = {
    [FROM] =
        {"from", 0, "NAME",
         "municipality (default), region, or sweep: a measure in several doses, with "
         "uncertain numbers."},
    [LANGUAGE] = {"lang", 0, "LANG", "Language of the comments: nb or en (default)."},
    {0}};

static const char schema_name[] = "stabil.schema.json";

// --- which starter, which language
// -------------------------------------------------------

// The part of a path below the starter; NULL if it belongs to another one.
static const char *file_of(const stabil_init_file *file, const char *starter) {
  const size_t length = strlen(starter);
  if (strncmp(file->path, starter, length) != 0 || file->path[length] != '/') return NULL;
  return file->path + length + 1;
}

static stabil_status unknown_starter(const char *name, stabil_error *err) {
  enum { MOST = 16, SIZE = 64 };
  char names[MOST][SIZE];
  const char *list[MOST];
  size_t count = 0;
  for (const stabil_init_file *f = stabil_init_files; f->path && count < MOST; f++) {
    (void)snprintf(names[count], SIZE, "%.*s", (int)strcspn(f->path, "/"), f->path);
    list[count] = names[count];
    if (count == 0 || strcmp(names[count], names[count - 1]) != 0) count++;
  }
  const char *near = stabil_text_nearest(name, list, count);
  if (near)
    return stabil_fail(err, STABIL_USAGE, "no starter '%s'; did you mean '%s'?", name,
                       near);
  return stabil_fail(err, STABIL_USAGE,
                     "no starter '%s', expected municipality, region or sweep", name);
}

static stabil_status check_starter(const char *name, stabil_error *err) {
  for (const stabil_init_file *f = stabil_init_files; f->path; f++)
    if (file_of(f, name)) return STABIL_OK;
  return unknown_starter(name, err);
}

static stabil_status check_language(const char *name, stabil_error *err) {
  if (strcmp(name, "nb") == 0 || strcmp(name, "en") == 0) return STABIL_OK;
  return stabil_fail(err, STABIL_USAGE, "--lang: found '%s', expected nb or en", name);
}

// --- writing
// -----------------------------------------------------------------------------

// A line that starts with #nb or #en is a comment in that language; the line that names
// the schema names the one beside the study.
static void write_line(const char *line, size_t length, const char *language,
                       FILE *stream) {
  static const char schema[] = "# yaml-language-server: $schema=";
  const size_t indent = strspn(line, " ");
  const char *own = line + indent;
  const bool comment = strncmp(own, "#nb ", 4) == 0 || strncmp(own, "#en ", 4) == 0;
  if (strncmp(line, schema, sizeof schema - 1) == 0)
    fprintf(stream, "%s%s\n", schema, schema_name);
  else if (!comment)
    fprintf(stream, "%.*s\n", (int)length, line);
  else if (strncmp(own + 1, language, 2) == 0)
    fprintf(stream, "%.*s# %.*s\n", (int)indent, line, (int)(length - indent) - 4,
            own + 4);
}

static void write_text(const char *text, const char *language, FILE *stream) {
  while (*text != 0) {
    const size_t length = strcspn(text, "\n");
    write_line(text, length, language, stream);
    text += length + (text[length] == '\n');
  }
}

static char *path_in(const char *folder, const char *name) {
  const size_t size = strlen(folder) + strlen(name) + 2;
  char *path = malloc(size);
  if (path) (void)snprintf(path, size, "%s/%s", folder, name);
  return path;
}

static stabil_status refuse_existing(const char *folder, const char *name,
                                     stabil_error *err) {
  char *path = path_in(folder, name);
  if (!path) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  struct stat info;
  stabil_status status = STABIL_OK;
  if (lstat(path, &info) == 0)
    status = stabil_fail(err, STABIL_OUTPUT,
                         "%s is there already; nothing was written. Name another folder",
                         path);
  free(path);
  return status;
}

// text NULL: the schema
static stabil_status write_file(const char *folder, const char *name, const char *text,
                                const char *language, stabil_error *err) {
  char *path = path_in(folder, name);
  if (!path) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  stabil_status status = STABIL_OK;
  FILE *stream = fopen(path, "wx");
  if (stream && text)
    write_text(text, language, stream);
  else if (stream)
    stabil_schema_json_print(stream);
  const bool bad = !stream || ferror(stream);
  if ((stream && fclose(stream) != 0) || bad)
    status =
        stabil_fail(err, STABIL_OUTPUT, "cannot write %s: %s", path, strerror(errno));
  else if (!stabil_cli_quiet())
    puts(path);
  free(path);
  return status;
}

static stabil_status make_folder(const char *folder, stabil_error *err) {
  struct stat info;
  if (mkdir(folder, 0777) == 0) return STABIL_OK;
  if (errno == EEXIST && stat(folder, &info) == 0 && S_ISDIR(info.st_mode))
    return STABIL_OK;
  return stabil_fail(err, STABIL_OUTPUT, "cannot make the folder %s: %s", folder,
                     errno == EEXIST ? "a file has its name" : strerror(errno));
}

static stabil_status write_starter(const char *folder, const char *starter,
                                   const char *language, stabil_error *err) {
  stabil_status status = STABIL_OK;
  TRY(status, check_starter(starter, err));
  TRY(status, check_language(language, err));
  TRY(status, refuse_existing(folder, schema_name, err));
  for (const stabil_init_file *f = stabil_init_files; f->path; f++)
    if (file_of(f, starter))
      TRY(status, refuse_existing(folder, file_of(f, starter), err));
  TRY(status, make_folder(folder, err));
  for (const stabil_init_file *f = stabil_init_files; f->path; f++)
    if (file_of(f, starter))
      TRY(status, write_file(folder, file_of(f, starter), f->text, language, err));
  TRY(status, write_file(folder, schema_name, NULL, language, err));
out:
  return status;
}

static int run(const stabil_arguments *arguments) {
  const char *folder = arguments->operands[0];
  const char *starter = stabil_cli_last(arguments, FROM);
  const char *language = stabil_cli_last(arguments, LANGUAGE);
  stabil_error err = {0};
  const stabil_status status = write_starter(folder, starter ? starter : "municipality",
                                             language ? language : "en", &err);
  if (status != STABIL_OK) return stabil_cli_fail(status, &err);
  if (!stabil_cli_quiet())
    fprintf(stderr, "Next: stabil check '%s/study.yaml', then stabil run it.\n", folder);
  return STABIL_OK;
}

const stabil_command stabil_command_init = {
    .name = "init",
    .operands = "DIR",
    .about = "Write a starter study that runs, with comments, into a folder; files that "
             "are there stay as they are.",
    .example = "stabil init my_study --from region --lang nb",
    .options = options,
    .min_operands = 1,
    .max_operands = 1,
    .run = run};
