// SPDX-License-Identifier: GPL-3.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/options.h"

enum { OUTPUT, NAME, FLAG, NAMES };
static const stabil_option rows[] = {
    [OUTPUT] = {"output", 'o', "FILE", "Where."},
    [NAME] = {"name", 0, "NAME",
              "Which; a text that is long enough to be wrapped onto a "
              "second line of the help."},
    [FLAG] = {"flag", 'f', NULL, "Whether."},
    [NAMES] = {"names", 0, "LIST", "More."},
    {0}};
static const stabil_command command = {.name = "try",
                                       .operands = "FILE [KEY]",
                                       .about = "Try options.",
                                       .example = "stabil try x",
                                       .options = rows,
                                       .min_operands = 1,
                                       .max_operands = 2};
static const stabil_command program = {.options = rows, .max_operands = -1};

static stabil_arguments got;
static char messages[4096];

// What `call` wrote on a stream: 1 or 2.
static int captured(int fd, const stabil_command *which, char **argv) {
  FILE *stream = fd == STDOUT_FILENO ? stdout : stderr, *file = tmpfile();
  assert_non_null(file);
  fflush(stream);
  int saved = dup(fd), argc = 0;
  assert_true(saved >= 0 && dup2(fileno(file), fd) == fd);
  while (argv[argc]) argc++;
  int code = stabil_cli_parse(which, argc, argv, &got);
  fflush(stream);
  assert_int_equal(dup2(saved, fd), fd);
  close(saved);
  rewind(file);
  messages[fread(messages, 1, sizeof messages - 1, file)] = '\0';
  fclose(file);
  return code;
}

#define PARSE(...) captured(STDERR_FILENO, &command, (char *[]){"try", __VA_ARGS__, NULL})

static void values_flags_and_operands_mix(void **state) {
  (void)state;
  assert_int_equal(PARSE("a", "--name", "x", "-f", "--name=y", "b", "-oz", "-ff"), -1);
  assert_string_equal(messages, "");
  assert_int_equal(got.operand_count, 2);
  assert_string_equal(got.operands[0], "a");
  assert_string_equal(got.operands[1], "b");
  assert_int_equal(got.given[NAME], 2);
  assert_string_equal(got.values[NAME][0], "x");
  assert_string_equal(got.values[NAME][1], "y");
  assert_string_equal(stabil_cli_last(&got, NAME), "y");
  assert_string_equal(got.values[OUTPUT][0], "z");
  assert_int_equal(got.given[FLAG], 3);
  assert_null(stabil_cli_last(&got, NAMES));
}

static void two_dashes_end_the_options(void **state) {
  (void)state;
  assert_int_equal(PARSE("--", "--name", "-f"), -1);
  assert_int_equal(got.operand_count, 2);
  assert_string_equal(got.operands[0], "--name");
  assert_int_equal(got.given[FLAG], 0);
}

static void refused(int code, const char *expected) {
  char whole[256];
  snprintf(whole, sizeof whole, "stabil try: %s\nTry 'stabil try --help'.\n", expected);
  assert_int_equal(code, STABIL_USAGE);
  assert_string_equal(messages, whole);
}

static void unknown_options_name_the_nearest(void **state) {
  (void)state;
  refused(PARSE("a", "--nmae", "x"), "unknown option '--nmae'; did you mean '--name'?");
  refused(PARSE("a", "--nmae=x"), "unknown option '--nmae'; did you mean '--name'?");
  refused(PARSE("a", "--zzzzzzzz"), "unknown option '--zzzzzzzz'");
  refused(PARSE("a", "-z"), "unknown option '-z'");
  refused(PARSE("a", "-fz"), "unknown option '-z'");
  refused(PARSE("a", "--qiet"), "unknown option '--qiet'; did you mean '--quiet'?");
}

// What is short for one option today would be short for two when another one comes.
static void abbreviations_are_refused(void **state) {
  (void)state;
  refused(PARSE("a", "--out", "x"), "unknown option '--out'; did you mean '--output'?");
  refused(PARSE("a", "--out=x"), "unknown option '--out'; did you mean '--output'?");
  refused(PARSE("a", "--fl"), "unknown option '--fl'; did you mean '--flag'?");
  refused(PARSE("a", "--na", "x"), "unknown option '--na'; did you mean '--name'?");
  assert_int_equal(PARSE("a", "--name", "--name"), -1); // a value that looks like one
  assert_string_equal(got.values[NAME][0], "--name");
}

static void missing_and_superfluous_things_are_refused(void **state) {
  (void)state;
  refused(PARSE("a", "--name"), "option '--name' needs a value: NAME");
  refused(PARSE("a", "-o"), "option '--output' needs a value: FILE");
  refused(PARSE("a", "--flag=1"), "option '--flag' takes no value");
  refused(PARSE("a", "b", "c"), "one operand too many: 'c'");
  refused(PARSE("-f"), "missing operand; expected FILE [KEY]");
}

static void repeated_options_fit_or_are_refused(void **state) {
  (void)state;
  char *argv[2 + 65 + 1] = {"try", "a"};
  for (int i = 0; i < 64; i++) argv[2 + i] = "-ox";
  assert_int_equal(captured(STDERR_FILENO, &command, argv), -1);
  assert_int_equal(got.given[OUTPUT], 64);
  argv[2 + 64] = "-ox";
  refused(captured(STDERR_FILENO, &command, argv),
          "option '--output' is given more than 64 times");
}

static void program_stops_at_the_command(void **state) {
  (void)state;
  char *argv[] = {"stabil", "-f", "run", "--unknown", NULL};
  assert_int_equal(captured(STDERR_FILENO, &program, argv), -1);
  assert_int_equal(got.given[FLAG], 1);
  assert_int_equal(got.operand_count, 2);
  assert_string_equal(got.operands[0], "run");
}

static void help_comes_from_the_table(void **state) {
  (void)state;
  char *argv[] = {"try", "--help", NULL}; // no operand is needed for it
  assert_int_equal(captured(STDOUT_FILENO, &command, argv), STABIL_OK);
  assert_string_equal(
      messages,
      "Usage: stabil try [OPTION]... FILE [KEY]\n\nTry options.\n\nOptions:\n"
      "  -o, --output FILE      Where.\n"
      "      --name NAME        Which; a text that is long enough to be wrapped onto a\n"
      "                         second line of the help.\n"
      "  -f, --flag             Whether.\n"
      "      --names LIST       More.\n"
      "  -q, --quiet            No progress and no remarks, only results and errors.\n"
      "  -h, --help             Show this help.\n"
      "\nExample:\n  stabil try x\n");
}

static void whole_numbers_have_bounds(void **state) {
  (void)state;
  long value = 7;
  assert_true(stabil_cli_int("n", "1", 1, 10, &value) && value == 1);
  assert_true(stabil_cli_int("n", "10", 1, 10, &value) && value == 10);
  const char *const wrong[] = {
      "0", "11", "", "x", "1x", " 1", "1.0", "0x1", "99999999999999999999"};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
    assert_false(stabil_cli_int("n", wrong[i], 1, 10, &value));
  assert_int_equal(value, 10);
}

static void colour_needs_a_terminal(void **state) {
  (void)state;
  FILE *file = tmpfile();
  assert_non_null(file);
  assert_false(stabil_cli_colour(file));
  fclose(file);
}

// Last: the flag stays set.
static void quiet_is_common_to_all_commands(void **state) {
  (void)state;
  assert_false(stabil_cli_quiet());
  assert_int_equal(PARSE("a", "-q"), -1);
  assert_true(stabil_cli_quiet());
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(values_flags_and_operands_mix),
      cmocka_unit_test(two_dashes_end_the_options),
      cmocka_unit_test(unknown_options_name_the_nearest),
      cmocka_unit_test(abbreviations_are_refused),
      cmocka_unit_test(missing_and_superfluous_things_are_refused),
      cmocka_unit_test(repeated_options_fit_or_are_refused),
      cmocka_unit_test(program_stops_at_the_command),
      cmocka_unit_test(help_comes_from_the_table),
      cmocka_unit_test(whole_numbers_have_bounds),
      cmocka_unit_test(colour_needs_a_terminal),
      cmocka_unit_test(quiet_is_common_to_all_commands),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
