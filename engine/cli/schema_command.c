// SPDX-License-Identifier: GPL-3.0-or-later
// stabil schema [--markdown]
#include "cli/cli.h"
#include "cli/schema.h"

enum { MARKDOWN };
static const stabil_option options[] = {
    [MARKDOWN] = {"markdown", 0, NULL,
                  "The reference page of keys, numbers and levers instead."},
    {0}};

static int run(const stabil_arguments *arguments) {
  if (arguments->given[MARKDOWN])
    stabil_schema_markdown(stdout);
  else
    stabil_schema_json_print(stdout);
  return STABIL_OK;
}

const stabil_command stabil_command_schema = {
    .name = "schema",
    .operands = "",
    .about = "Print the JSON Schema of studies, for editors: completion, what a key "
             "means, and a mark under a wrong one.",
    .example = "stabil schema > stabil.schema.json",
    .options = options,
    .min_operands = 0,
    .max_operands = 0,
    .run = run};
