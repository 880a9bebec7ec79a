// SPDX-License-Identifier: GPL-3.0-or-later
// What `stabil schema` prints, made from the schema tables alone.
#ifndef STABIL_CLI_SCHEMA_H
#define STABIL_CLI_SCHEMA_H

#include <jansson.h>
#include <stdio.h>

#include "scenario/study_schema.h"

// JSON Schema (draft-07) of a study, and of a file that is a base or a toolkit of one.
// NULL when memory is out.
json_t *stabil_schema_json(void);
void stabil_schema_json_print(FILE *stream);

// schema_need.c: what must be there in a record and below it where no base gives it;
// NULL: nothing.
json_t *stabil_schema_need(const stabil_schema *schema);
// The same for the root, with the condition.
void stabil_schema_whole(json_t *root);
// What each lever is, in their order.
json_t *stabil_schema_lever_texts(void);
// In a record with a lever and a scale: which scales go with which lever.
void stabil_schema_scale_rules(const stabil_schema *schema, json_t *out);

// The reference page, as Markdown.
void stabil_schema_markdown(FILE *stream);

// schema_text.c, into a text of `size`: "one of a, b", "name of a role", "quantity"
void stabil_schema_form(const stabil_key *row, char *out, size_t size);
// "0 to 1", "at least 0"; "" where there is no range
void stabil_schema_range(const stabil_key *row, char *out, size_t size);
// What it is, then form, unit, range, default: what an editor shows.
void stabil_schema_about(const stabil_key *row, char *out, size_t size);

#endif
