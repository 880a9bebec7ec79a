// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/problem.h"

enum {
  MOST_OPTIONS = 32, // as stabil_arguments has room for
  MOST_VALUES = 64,
  LONG_ONLY = 256, // getopt's value of row i is LONG_ONLY + i, apart from all letters
  COLUMNS = 80,
  TEXT_COLUMN = 25
};

const stabil_option stabil_common_options[] = {
    {"quiet", 'q', NULL, "No progress and no remarks, only results and errors."},
    {"help", 'h', NULL, "Show this help."},
    {0}};
enum { COMMON_QUIET, COMMON_HELP, COMMON_COUNT };

static bool quiet;

bool stabil_cli_quiet(void) {
  return quiet;
}

void stabil_cli_be_quiet(void) {
  quiet = true;
}

bool stabil_cli_colour(FILE *stream) {
  const char *refused = getenv("NO_COLOR"), *terminal = getenv("TERM");
  if (refused && *refused) return false; // https://no-color.org
  if (!terminal || strcmp(terminal, "dumb") == 0) return false;
  return isatty(fileno(stream)) != 0;
}

// --- help
// --------------------------------------------------------------------------------

void stabil_cli_wrap(const char *text, int column, int indent, FILE *stream) {
  for (bool first = true; *text; first = false) {
    int length = (int)strcspn(text, " ");
    if (!first && column + 1 + length > COLUMNS) {
      fprintf(stream, "\n%*s", indent, "");
      column = indent;
    } else if (!first) {
      fputc(' ', stream);
      column++;
    }
    column += fprintf(stream, "%.*s", length, text);
    text += length + (text[length] == ' ');
  }
  fputc('\n', stream);
}

void stabil_cli_help_options(const stabil_option *options, FILE *stream) {
  for (const stabil_option *row = options; row->name; row++) {
    char letter[] = {'-', row->letter, ',', '\0'};
    int column = fprintf(stream, "  %3s --%s%s%s", row->letter ? letter : "", row->name,
                         row->argument ? " " : "", row->argument ? row->argument : "");
    if (column + 2 > TEXT_COLUMN) {
      fputc('\n', stream);
      column = 0;
    }
    fprintf(stream, "%*s", TEXT_COLUMN - column, "");
    stabil_cli_wrap(row->text, TEXT_COLUMN, TEXT_COLUMN, stream);
  }
}

void stabil_cli_help(const stabil_command *command, FILE *stream) {
  const char *operands = command->operands ? command->operands : "";
  fprintf(stream, "Usage: stabil %s [OPTION]...%s%s\n\n", command->name,
          *operands ? " " : "", operands);
  stabil_cli_wrap(command->about, 0, 0, stream);
  fputs("\nOptions:\n", stream);
  stabil_cli_help_options(command->options, stream);
  stabil_cli_help_options(stabil_common_options, stream);
  fprintf(stream, "\nExample:\n  %s\n", command->example);
}

// --- parsing
// -----------------------------------------------------------------------------

typedef struct parser {
  const stabil_command *command;
  const stabil_option *row[MOST_OPTIONS + COMMON_COUNT]; // the command's, then the common
  int own, count;
  char letters[2 + 2 * (MOST_OPTIONS + COMMON_COUNT) + 1];
  struct option names[MOST_OPTIONS + COMMON_COUNT + 1];
} parser;

static void add_row(parser *p, const stabil_option *row) {
  int has_value = row->argument ? required_argument : no_argument;
  p->names[p->count] = (struct option){row->name, has_value, NULL, LONG_ONLY + p->count};
  p->names[p->count + 1] = (struct option){0};
  p->row[p->count++] = row;
  if (!row->letter) return;
  size_t end = strlen(p->letters);
  p->letters[end++] = row->letter;
  if (row->argument) p->letters[end++] = ':';
  p->letters[end] = '\0';
}

static void prepare(parser *p, const stabil_command *command) {
  *p = (parser){.command = command};
  // ':' tells a missing value from an unknown option, '+' stops at the first operand.
  strcpy(p->letters, command->name ? ":" : "+:");
  const stabil_option *row = command->options;
  for (; row->name && p->count < MOST_OPTIONS; row++) add_row(p, row);
  p->own = p->count;
  if (!command->name) return;
  for (int i = 0; i < COMMON_COUNT; i++) add_row(p, &stabil_common_options[i]);
}

static int row_of(const parser *p, int value) {
  if (value >= LONG_ONLY) return value - LONG_ONLY;
  for (int i = 0; i < p->count; i++)
    if (p->row[i]->letter == value) return i;
  return -1;
}

static void print_name(const parser *p) {
  const char *name = p->command->name;
  fprintf(stderr, "stabil%s%s: ", name ? " " : "", name ? name : "");
}

static int usage(const parser *p) {
  const char *name = p->command->name;
  fprintf(stderr, "Try 'stabil%s%s --help'.\n", name ? " " : "", name ? name : "");
  return STABIL_USAGE;
}

static int unknown(const parser *p, const char *text) {
  const char *names[MOST_OPTIONS + COMMON_COUNT];
  for (int i = 0; i < p->count; i++) names[i] = p->row[i]->name;
  int length = (int)strcspn(text, "="); // of "--name=value" the name only
  char name[64];
  snprintf(name, sizeof name, "%.*s", length, text);
  const char *bare = name + strspn(name, "-");
  const char *nearest = stabil_text_nearest(bare, names, (size_t)p->count);
  // An abbreviation is refused, but it is plain what was meant.
  for (int i = 0; i < p->count && !nearest && *bare; i++)
    if (strncmp(names[i], bare, strlen(bare)) == 0) nearest = names[i];
  print_name(p);
  fprintf(stderr, "unknown option '%s'", name);
  if (nearest) fprintf(stderr, "; did you mean '--%s'?", nearest);
  fputc('\n', stderr);
  return usage(p);
}

// getopt returned '?' or ':': say what was wrong with which option.
static int complain(const parser *p, int value, char **argv) {
  int row = optopt ? row_of(p, optopt) : -1;
  if (row < 0 && optopt > 0 && optopt < LONG_ONLY)
    return unknown(p, (char[]){'-', (char)optopt, '\0'});
  if (row < 0) return unknown(p, argv[optind - 1]);
  print_name(p);
  fprintf(stderr, "option '--%s' ", p->row[row]->name);
  if (value == ':')
    fprintf(stderr, "needs a value: %s\n", p->row[row]->argument);
  else
    fputs("takes no value\n", stderr);
  return usage(p);
}

// getopt_long takes any unambiguous beginning for the name; we take the name only.
static bool written_out(const parser *p, int row, char **argv) {
  const char *text = argv[optind - 1];
  if (optarg == text) text = argv[optind - 2];
  size_t length = strcspn(text + 2, "=");
  return strlen(p->row[row]->name) == length;
}

// Keep what was found: -1 to go on, else the exit code.
static int keep(const parser *p, int row, stabil_arguments *out) {
  if (row == p->own + COMMON_HELP) {
    stabil_cli_help(p->command, stdout);
    return STABIL_OK;
  }
  if (row == p->own + COMMON_QUIET) {
    quiet = true;
    return -1;
  }
  int count = out->given[row]++;
  if (!optarg) return -1;
  if (count < MOST_VALUES) {
    out->values[row][count] = optarg;
    return -1;
  }
  print_name(p);
  fprintf(stderr, "option '--%s' is given more than %d times\n", p->row[row]->name,
          (int)MOST_VALUES);
  return usage(p);
}

static int check_operands(const parser *p, const stabil_arguments *arguments) {
  const stabil_command *command = p->command;
  if (!command->name) return -1;
  int count = arguments->operand_count;
  if (count < command->min_operands) {
    print_name(p);
    fprintf(stderr, "missing operand; expected %s\n", command->operands);
    return usage(p);
  }
  if (command->max_operands >= 0 && count > command->max_operands) {
    print_name(p);
    fprintf(stderr, "one operand too many: '%s'\n",
            arguments->operands[command->max_operands]);
    return usage(p);
  }
  return -1;
}

int stabil_cli_parse(const stabil_command *command, int argc, char **argv,
                     stabil_arguments *out) {
  parser p;
  prepare(&p, command);
  *out = (stabil_arguments){0};
  opterr = 0;
  optind = 0; // GNU and musl: start afresh, the program's own options were read before
  int value;
  while ((value = getopt_long(argc, argv, p.letters, p.names, NULL)) != -1) {
    if (value == '?' || value == ':') return complain(&p, value, argv);
    int row = row_of(&p, value);
    if (value >= LONG_ONLY && !written_out(&p, row, argv))
      return unknown(&p,
                     optarg == argv[optind - 1] ? argv[optind - 2] : argv[optind - 1]);
    int code = keep(&p, row, out);
    if (code >= 0) return code;
  }
  out->operand_count = argc - optind;
  out->operands = argv + optind;
  return check_operands(&p, out);
}

const char *stabil_cli_last(const stabil_arguments *arguments, int option) {
  int count = arguments->given[option];
  return count > 0 ? arguments->values[option][count - 1] : NULL;
}

bool stabil_cli_int(const char *option, const char *text, long low, long high,
                    long *out) {
  int64_t value;
  if (stabil_text_int64(text, &value) && value >= low && value <= high) {
    *out = (long)value;
    return true;
  }
  fprintf(stderr, "stabil: --%s: '%s' is not a whole number from %ld to %ld\n", option,
          text, low, high);
  return false;
}

// --- errors
// ------------------------------------------------------------------------------

int stabil_cli_fail(stabil_status status, stabil_error *err) {
  bool terminal = isatty(fileno(stderr)) != 0;
  if (err && err->count > 0)
    stabil_cli_print_problems(err, terminal, stabil_cli_colour(stderr), stderr);
  else
    fprintf(stderr, "stabil: %s\n", stabil_status_text(status));
  if (err) stabil_error_clear(err);
  return (int)status;
}
