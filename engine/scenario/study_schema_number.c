// SPDX-License-Identifier: GPL-3.0-or-later
// Schema of what stands in many places: the keys of a number, of a table by class of
// place, of a text in two languages. quantity_read.c and table.c read them.
#include "scenario/study_schema.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

const char *const stabil_family_names[] = {"normal",  "lognormal", "beta", "gamma",
                                           "uniform", "piecewise", NULL};
const char *const stabil_certainty_names[] = {"very_low", "low",    "moderate",
                                              "high",     "design", NULL};

#define WORD(id, name) .key = name, .type = STABIL_TYPE_##id
#define LIST(name, count, how)                                                           \
  .key = name, .type = STABIL_TYPE_REALS, .items = (count), .form = how

static const stabil_key level_keys[] = {
    {WORD(REAL, ""), .own_range = true, .text = "the number with that share below it"}};
static const stabil_schema level_schema = {
    .name = "level", .count = COUNT(level_keys), .key = level_keys};

static const stabil_key quantity_keys[] = {
    {WORD(REAL, "value"), .own_range = true, .text = "the number, known as it stands"},
    {WORD(REAL, "median"), .own_range = true,
     .text = "median of its distribution, with `ci95`"},
    {LIST("ci95", 2, "[low, high]"),
     .text = "95 % interval, with `median`, or with `family` and no median"},
    {WORD(REAL, "mean"), .text = "mean of its distribution, with `sd`"},
    {WORD(REAL, "sd"), .text = "standard deviation, with `mean`"},
    {WORD(KEYED, "quantiles"), .pattern = "^(0|1|0?[.][0-9]+|[01][.]0*)$",
     .form = "{0.05: number, 0.5: number, 0.95: number}", .child = &level_schema,
     .text = "two quantiles or more, by level"},
    {WORD(CHOICE, "family"), .list = stabil_family_names,
     .text = "family of the distribution; without it normal for `mean` and `sd`, else "
             "lognormal if all numbers lie above 0, or normal; piecewise: straight "
             "between `quantiles` from 0 to 1"},
    {LIST("beta", 2, "[a, b]"), .text = "a beta distribution by its shapes"},
    {LIST("gamma", 2, "[shape, scale]"), .text = "a gamma distribution"},
    {LIST("uniform", 2, "[low, high]"), .text = "a uniform distribution"},
    {LIST("triangular", 3, "[low, mode, high]"), .text = "a triangular distribution"},
    {LIST("normal", 2, "[mean, sd]"), .text = "a normal distribution"},
    {LIST("lognormal", 2, "[median, sd of the log]"), .text = "a lognormal distribution"},
    {WORD(TEXT, "empirical"), .form = "file.csv",
     .text = "a sample, a column of numbers in a file beside this one; a draw is one of "
             "them"},
    {WORD(TEXT, "column"),
     .text = "the column of the file, by its name in the first line"},
    {LIST("samples", 0, "list of numbers"), .text = "a sample; a draw is one of them"},
    {WORD(CHOICE, "certainty"), .list = stabil_certainty_names,
     .text = "how sure it is, by GRADE; design: a decision, not an estimate"},
    {WORD(NAME, "source"), .roster = STABIL_ROSTER_SOURCE,
     .text = "one of `sources:`, or `assumption`"},
    {WORD(TEXT, "note"), .text = "a remark"},
};
const stabil_schema stabil_quantity_schema = {
    .name = "quantity",
    .text = "A number as it stands, or a map with one way to state it and what is known "
            "about it: `{median: 3, ci95: [1.5, 6.1], certainty: low, source: name}`.",
    .count = COUNT(quantity_keys),
    .key = quantity_keys};

// --- shares that sum to one
// -------------------------------------------------------------

static const stabil_key count_keys[] = {
    {WORD(REAL, ""), .text = "the count of one share"}};
static const stabil_schema count_schema = {
    .name = "count", .count = COUNT(count_keys), .key = count_keys};
static const stabil_key dirichlet_ways[] = {
    {WORD(KEYED, ""), .child = &count_schema, .text = "by name"},
    {LIST("", 0, "list of counts"), .text = "where the shares are a list"},
};
static const stabil_schema dirichlet_schema = {
    .name = "dirichlet", .count = COUNT(dirichlet_ways), .key = dirichlet_ways};

static const stabil_key simplex_keys[] = {
    {WORD(CUSTOM, "dirichlet"), .form = "{name: count}", .ways = &dirichlet_schema,
     .required = true, .text = "the shares, drawn together: a count for each"},
    {WORD(REAL, "concentration"), .low = 0.1, .high = 1e5,
     .text = "what the counts are scaled to sum to, so that they may be shares"},
    {WORD(CHOICE, "certainty"), .list = stabil_certainty_names,
     .text = "how sure they are, as of a number"},
    {WORD(NAME, "source"), .roster = STABIL_ROSTER_SOURCE,
     .text = "one of `sources:`, or `assumption`"},
    {WORD(TEXT, "note"), .text = "a remark"},
};
const stabil_schema stabil_simplex_schema = {
    .name = "simplex",
    .count = COUNT(simplex_keys),
    .key = simplex_keys,
    .text = "Shares that sum to one, stated and drawn together."};

// --- by class of place
// ------------------------------------------------------------------

static const stabil_key class_keys[] = {
    {WORD(QUANTITY, ""), .own_range = true, .text = "where the class holds"}};
static const stabil_schema class_schema = {
    .name = "class", .count = COUNT(class_keys), .key = class_keys};

static const stabil_key table_keys[] = {
    {WORD(QUANTITY, "default"), .own_range = true, .required = true,
     .text = "wherever no class says otherwise"},
    {WORD(KEYED, "kind"), .roster = STABIL_ROSTER_KIND, .child = &class_schema,
     .text = "by kind of place"},
    {WORD(KEYED, "centrality"), .pattern = "^[1-6]$", .form = "{1 to 6: quantity}",
     .child = &class_schema, .text = "by centrality class, 1 to 6; over `kind`"},
    {WORD(KEYED, "size"), .pattern = STABIL_SIZE_PATTERN,
     .form = "{\"<2000\": quantity, \"2000-4999\": quantity, \">=50000\": quantity}",
     .child = &class_schema, .text = "by inhabitants; over `kind` and `centrality`"},
    {WORD(KEYED, "place"), .roster = STABIL_ROSTER_PLACE, .child = &class_schema,
     .text = "by place; over all others"},
};
const stabil_schema stabil_table_schema = {
    .name = "table",
    .text =
        "In place of a quantity, one by class of place: `{default: 0.1, centrality: {5: "
        "0.2, 6: 0.3}}`.",
    .count = COUNT(table_keys),
    .key = table_keys};

// --- texts
// ------------------------------------------------------------------------------

static const stabil_key label_keys[] = {
    {WORD(TEXT, "nb"), .text = "in Norwegian; without it the English one"},
    {WORD(TEXT, "en"), .text = "in English; without it the Norwegian one"},
};
const stabil_schema stabil_label_schema = {
    .name = "label", .count = COUNT(label_keys), .key = label_keys};

// --- files
// ------------------------------------------------------------------------------

static const stabil_key toolkit_ways[] = {
    {WORD(TEXT, ""), .text = "a file"},
    {WORD(NAMES, ""), .text = "several; later ones change earlier ones"},
};
static const stabil_schema toolkit_schema = {
    .name = "toolkit", .count = COUNT(toolkit_ways), .key = toolkit_ways};

static const stabil_key file_keys[] = {
    {WORD(TEXT, "base"), .form = "file",
     .text = "file that this one changes: maps merge, lists replace, `+name:` appends to "
             "the list `name`, `name: ~` removes"},
    {WORD(CUSTOM, "toolkit"), .ways = &toolkit_schema, .form = "file, or list of files",
     .text = "files whose measures, sources and frameworks come under the study's own"},
};
const stabil_schema stabil_file_schema = {
    .name = "files",
    .text = "Paths are relative to the file that names them.",
    .count = COUNT(file_keys),
    .key = file_keys};

static const stabil_key csv_keys[] = {
    {WORD(TEXT, "csv"), .form = "file",
     .text =
         "a table: a row for each name, in the column `id`, and a column for each key, "
         "`posts.NAME.funded` for a key below a key"},
};
const stabil_schema stabil_csv_schema = {
    .name = "map of names",
    .text =
        "A map of names of the study (places, roles, sources and so on) may take names "
        "from a table that is kept in a spreadsheet: `places: {csv: places.csv}`. What "
        "the map says beside that merges over the rows; other names follow them. "
        "Commas or semicolons between cells (with semicolons `3,5` is a number), UTF-8, "
        "quotes; an empty cell is a key that is not given. Lists stay in YAML.",
    .count = COUNT(csv_keys),
    .key = csv_keys};
