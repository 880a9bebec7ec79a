// SPDX-License-Identifier: GPL-3.0-or-later
// stabil [--help | --version | --quiet] COMMAND ...
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_version.h>

#include "base/text.h"
#include "output/sink.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/signals.h"

static const stabil_command *const commands[] = {
    &stabil_command_run,     &stabil_command_check,    &stabil_command_explain,
    &stabil_command_compare, &stabil_command_contrast, &stabil_command_attribute,
    &stabil_command_plan,    &stabil_command_report,   &stabil_command_export,
    &stabil_command_schema,  &stabil_command_init};
enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

enum { VERSION, QUIET, HELP };
static const stabil_option global_options[] = {
    [VERSION] = {"version", 'V', NULL, "Show the versions of Stabil and its libraries."},
    [QUIET] = {"quiet", 'q', NULL,
               "No progress and no remarks, only results and errors."},
    [HELP] = {"help", 'h', NULL, "Show this help."},
    {0}};
static const stabil_command program = {.options = global_options, .max_operands = -1};

#ifndef STABIL_VERSION
#error "the build gives STABIL_VERSION, a string"
#endif

static int print_version(void) {
  printf("stabil %s\nGSL %s\nHDF5 %s\n", STABIL_VERSION, gsl_version,
         stabil_hdf5_version());
  return STABIL_OK;
}

static int print_help(FILE *stream) {
  enum { INDENT = 12 };
  fputs("Usage: stabil [OPTION] COMMAND ...\n\n"
        "Simulate the health workforce of a region and compare measures.\n\nCommands:\n",
        stream);
  for (int i = 0; i < COMMAND_COUNT; i++) {
    fprintf(stream, "  %-*s", INDENT - 2, commands[i]->name);
    stabil_cli_wrap(commands[i]->about, INDENT, INDENT, stream);
  }
  fputs("\nOptions:\n", stream);
  stabil_cli_help_options(global_options, stream);
  fprintf(stream,
          "\n'stabil COMMAND --help' shows the options of a command.\n\nExample:\n  %s\n",
          commands[0]->example);
  return STABIL_OK;
}

static int unknown_command(const char *name) {
  const char *names[COMMAND_COUNT];
  for (int i = 0; i < COMMAND_COUNT; i++) names[i] = commands[i]->name;
  const char *nearest = stabil_text_nearest(name, names, COMMAND_COUNT);
  fprintf(stderr, "stabil: unknown command '%s'", name);
  if (nearest) fprintf(stderr, "; did you mean '%s'?", nearest);
  fputs("\nTry 'stabil --help'.\n", stderr);
  return STABIL_USAGE;
}

static int dispatch(int argc, char **argv, const char *command_line) {
  for (int i = 0; i < COMMAND_COUNT; i++) {
    if (strcmp(argv[0], commands[i]->name) != 0) continue;
    static stabil_arguments arguments; // 16 KiB: not for the stack
    int code = stabil_cli_parse(commands[i], argc, argv, &arguments);
    arguments.command_line = command_line;
    return code >= 0 ? code : commands[i]->run(&arguments);
  }
  return unknown_command(argv[0]);
}

static int run_program(int argc, char **argv, const char *command_line) {
  static stabil_arguments globals;
  int code = stabil_cli_parse(&program, argc, argv, &globals);
  if (code >= 0) return code;
  if (globals.given[HELP]) return print_help(stdout);
  if (globals.given[VERSION]) return print_version();
  if (globals.given[QUIET]) stabil_cli_be_quiet();
  if (globals.operand_count > 0)
    return dispatch(globals.operand_count, globals.operands, command_line);
  fputs("stabil: no command given\nTry 'stabil --help'.\n", stderr);
  return STABIL_USAGE;
}

// Results that did not reach standard output are a failure, except where the reader (a
// pager, `head`) has had enough and left.
static int close_output(int code) {
  bool failed = ferror(stdout) != 0;
  if (fflush(stdout) == 0 && !failed) return code;
  struct pollfd output = {.fd = STDOUT_FILENO, .events = POLLOUT};
  if (poll(&output, 1, 0) == 1 && output.revents & POLLERR) return code;
  fputs("stabil: cannot write to standard output\n", stderr);
  return code != STABIL_OK ? code : STABIL_OUTPUT;
}

// A closed standard stream would hand its number to the first file opened, and messages
// would end up in the results. Read-only, so that writing to it still fails.
static void open_standard_streams(void) {
  int fd;
  do fd = open("/dev/null", O_RDONLY);
  while (fd >= 0 && fd <= STDERR_FILENO);
  if (fd >= 0) close(fd);
}

// One word as a POSIX shell reads it back.
static char *quote(char *end, const char *word) {
  static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "0123456789%+,-./:=@_";
  if (*word && strspn(word, plain) == strlen(word)) return stpcpy(end, word);
  *end++ = '\'';
  for (; *word; word++)
    if (*word == '\'')
      end = stpcpy(end, "'\\''");
    else
      *end++ = *word;
  *end++ = '\'';
  *end = '\0';
  return end;
}

// The command line for provenance; NULL when memory is out.
static char *join(int argc, char **argv) {
  size_t size = sizeof "stabil";
  for (int i = 1; i < argc; i++) size += 4 * strlen(argv[i]) + 3; // all quotes: x 4
  char *line = malloc(size);
  if (!line) return NULL;
  char *end = stpcpy(line, "stabil");
  for (int i = 1; i < argc; i++) {
    *end++ = ' ';
    end = quote(end, argv[i]);
  }
  return line;
}

int main(int argc, char **argv) {
  open_standard_streams();
  // Characters only: numbers keep the decimal point in every language.
  setlocale(LC_CTYPE, "");
  gsl_set_error_handler_off();
  stabil_signals_ignore();
  char *command_line = join(argc, argv);
  int code = run_program(argc, argv, command_line ? command_line : "");
  free(command_line);
  return close_output(code);
}
