// SPDX-License-Identifier: GPL-3.0-or-later
// Schema tables: one row per key of a study. The same rows drive reading, range errors,
// defaults and `stabil explain`.
#ifndef STABIL_SCENARIO_SCHEMA_H
#define STABIL_SCENARIO_SCHEMA_H

#include "scenario/document.h"
#include "scenario/study.h"

typedef struct stabil_reader stabil_reader;
typedef struct stabil_schema stabil_schema;
typedef struct stabil_key stabil_key;

// How a value is written, and what the member of the struct is.
// X(ID, words for people)
#define STABIL_TYPE_LIST(X)                                                              \
  X(INTEGER, "whole number")           /* int */                                         \
  X(SEED, "whole number")              /* uint64_t */                                    \
  X(REAL, "number")                    /* double */                                      \
  X(REALS, "list of numbers")          /* double *, count */                             \
  X(FLAG, "true or false")             /* int: 0, 1; -1 not given */                     \
  X(TEXT, "text")                      /* const char * */                                \
  X(LABEL, "text, or {nb, en}")        /* stabil_text */                                 \
  X(CHOICE, "choice")                  /* bool, int or enum: low + place in the list */  \
  X(NAME, "name")                      /* int index; -1 not given */                     \
  X(NAMES, "list of names")            /* stabil_set */                                  \
  X(INTEGERS, "list of whole numbers") /* stabil_set */                                  \
  X(QUANTITY, "quantity")              /* stabil_quantity */                             \
  X(QUANTITIES, "list of quantities")  /* stabil_quantity *, count */                    \
  X(TABLE, "quantity or table")        /* stabil_table */                                \
  X(SERIES, "quantity or {year: quantity}") /* stabil_series */                          \
  X(SHARES, "{name: quantity}")             /* stabil_shares */                          \
  X(ORIGINS, "{origin: quantity}")          /* stabil_origins */                         \
  X(GROUP, "map")                           /* a struct, or the same one (size 0) */     \
  X(NAMED, "map of names")                  /* struct *, count; name comes first */      \
  X(KEYED, "map by name")                   /* struct *, count; int index comes first */ \
  X(ITEMS, "list")                          /* struct *, count */                        \
  X(CUSTOM, "")                             /* as its function says */

typedef enum stabil_type {
#define STABIL_TYPE_ENUM(ID, text) STABIL_TYPE_##ID,
  STABIL_TYPE_LIST(STABIL_TYPE_ENUM)
#undef STABIL_TYPE_ENUM
      STABIL_TYPE_COUNT
} stabil_type;

// What a name may refer to. X(ID, words for people)
#define STABIL_ROSTER_LIST(X)                                                            \
  X(NONE, "")                                                                            \
  X(SOURCE, "source")                                                                    \
  X(TRAIT_VALUE, "trait value")              /* 2 * trait + value */                     \
  X(SECOND_VALUE, "second value of a trait") /* trait */                                 \
  X(TRAIT, "trait")                                                                      \
  X(TRACK, "track")                                                                      \
  X(PROFESSION, "profession")                                                            \
  X(STAGE, "stage")                                                                      \
  X(ROLE, "role")                                                                        \
  X(COUNTY, "county")                                                                    \
  X(REGION, "region")                                                                    \
  X(PLACE, "place")                                                                      \
  X(REST, "rest place")                /* place */                                       \
  X(FLOW_END, "rest place, or region") /* place, -1 = region */                          \
  X(TASK_END, "role, or technology")                                                     \
  X(PROGRAMME, "programme")                                                              \
  X(BOND, "bond")                                                                        \
  X(AGREEMENT, "agreement")                                                              \
  X(BEHAVIOUR, "behaviour")                                                              \
  X(NEED, "need")                                                                        \
  X(FRAMEWORK, "framework")                                                              \
  X(RECOMMENDATION, "item of a framework")                                               \
  X(MEASURE, "measure")                                                                  \
  X(SCENARIO, "scenario")                                                                \
  X(CORRELATION, "correlation")                                                          \
  X(FLOW, "flow")                                                                        \
  X(LEVER, "lever")                                                                      \
  X(PAYER, "payer")                                                                      \
  X(KIND, "kind of place")                                                               \
  X(WORK_TASK, "task")                                                                   \
  X(WORK_CONDITION, "condition")

typedef enum stabil_roster_id {
#define STABIL_ROSTER_ENUM(ID, text) STABIL_ROSTER_##ID,
  STABIL_ROSTER_LIST(STABIL_ROSTER_ENUM)
#undef STABIL_ROSTER_ENUM
      STABIL_ROSTER_COUNT
} stabil_roster_id;

typedef void stabil_key_reader(stabil_reader *r, const stabil_key *row,
                               const stabil_node *node, const stabil_path *path,
                               void *record);

struct stabil_key {
  const char *key; // "" in a KEYED child: the value itself
  stabil_type type;
  size_t offset, size;        // of the member in the struct
  size_t count_at;            // offset of the count (lists, maps)
  size_t present;             // 1 + offset of a bool that says the key was given; 0: none
  const char *unit;           // "" for none
  double low, high;           // legal range; both 0: none
  bool required;              // no default, must be there
  bool sum;                   // shares that must sum to 1
  bool assumed;               // the default is an assumption
  const char *fallback;       // the default as written in YAML; NULL: absent
  const char *const *list;    // CHOICE: names, NULL at the end
  stabil_roster_id roster;    // NAME, NAMES, SHARES, KEYED, NAMED
  const stabil_schema *child; // GROUP, NAMED, KEYED, ITEMS
  stabil_key_reader *read;    // CUSTOM
  const char *form;           // how it is written, where the type does not say it
  const stabil_schema *ways;  // CUSTOM: the ways to write it, a row each (key "")
  const char *pattern;        // TEXT: what it has to look like, a regular expression
  int items;                  // lists: exactly so many; 0: any number
  bool own_range;             // in a quantity: unit and range of the quantity hold
  const char *text;           // what it is
};

struct stabil_schema {
  const char *name;
  const char *text; // what no single key says; NULL: nothing
  size_t size;      // of the struct; 0: a group of the enclosing struct
  int count;
  const stabil_key *key;
  size_t mark_at;        // 1 + offset of a stabil_mark; 0: none
  bool one_of;           // exactly one of the keys
  const char *shorthand; // an item that is plain text stands for {shorthand: text}
  // Last touches once every key of the record was read; node NULL: all defaults.
  void (*after)(stabil_reader *r, const stabil_node *node, const stabil_path *path,
                void *record);
};

// Key, type, member and its size in a row.
#define STABIL_KEY(id, name, struct_, member)                                            \
  .key = name, .type = STABIL_TYPE_##id, STABIL_AT(struct_, member)
#define STABIL_AT(type_, member)                                                         \
  .offset = offsetof(type_, member), .size = sizeof(((type_ *)0)->member)

typedef struct stabil_roster_name {
  const char *name;
  int value;
} stabil_roster_name;

typedef struct stabil_roster {
  int count, capacity;
  bool unknown; // what declares the names is missing or no map: none is held against it
  stabil_roster_name *entry; // sorted by name once complete
  const char **name;         // the same names, for near misses
} stabil_roster;

struct stabil_reader {
  stabil_arena *arena;
  stabil_error *err;
  size_t first; // problems that were there before
  bool failed, memory;
  int quiet;        // > 0: defaults of an optional group that is absent, not registered
  int lenient;      // > 0: inside a group that is absent, nothing is missed
  int64_t compared; // work done on the nearest right names
  stabil_study *study;
  const stabil_node *root;
  stabil_roster roster[STABIL_ROSTER_COUNT];
  int quantity_count, quantity_capacity;
  const stabil_quantity **quantity;
};

// --- schema.c: records --------------------------------------------------------------

// Read a map into `record` (zeroed) by the rows of `schema`. node NULL: every key is
// absent. Problems go to the reader's list and reading goes on.
void stabil_schema_read(stabil_reader *r, const stabil_schema *schema,
                        const stabil_node *node, const stabil_path *path, void *record);
// Read one value into its member; node NULL gives the default.
void stabil_schema_value(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                         const stabil_path *path, void *record);
const stabil_key *stabil_schema_find(const stabil_schema *schema, const char *key);
// "unknown WHAT 'key'; did you mean 'near'?" of an entry that the schema has not.
void stabil_schema_unknown(stabil_reader *r, const stabil_schema *schema,
                           const char *what, const stabil_entry *entry,
                           const stabil_path *path);
// Name every record of the NAMED rows, so that references to them resolve in any order.
void stabil_schema_declare(stabil_reader *r, const stabil_schema *schema,
                           const stabil_node *root, void *record);
const char *stabil_type_text(stabil_type type);
// schema_path.c: is null, unquoted, one of the choices of a key, not the lack of a value?
bool stabil_key_means_null(const stabil_key *row);
bool stabil_path_means_null(const stabil_path *path); // of a study

// --- reader.c: problems, memory, names ----------------------------------------------

void stabil_reader_fail(stabil_reader *r, stabil_mark mark, const stabil_path *path,
                        const char *format, ...) __attribute__((format(printf, 4, 5)));
// "found X, expected Y" with the node as X.
void stabil_reader_expected(stabil_reader *r, const stabil_node *node,
                            const stabil_path *path, const char *expected);
// "unknown WHAT 'name'; did you mean 'near'?"
void stabil_reader_unknown(stabil_reader *r, stabil_mark mark, const stabil_path *path,
                           const char *what, const char *name,
                           const char *const *candidates, int count);
// Zeroed memory; NULL sets r->memory.
void *stabil_reader_array(stabil_reader *r, int count, size_t size);
const char *stabil_reader_path(stabil_reader *r, const stabil_path *path);
// "between 0 and 1 people", "at least 0"
const char *stabil_reader_range(stabil_reader *r, double low, double high,
                                const char *unit);

void stabil_roster_add(stabil_reader *r, stabil_roster_id id, const char *name,
                       int value);
void stabil_roster_sort(stabil_reader *r); // all of them
bool stabil_roster_find(const stabil_reader *r, stabil_roster_id id, const char *name,
                        int *value);
// The value of a name; on an unknown one a problem is reported and false returned.
bool stabil_roster_resolve(stabil_reader *r, stabil_roster_id id, const char *name,
                           stabil_mark mark, const stabil_path *path, int *value);
const char *stabil_roster_text(stabil_roster_id id);
// read.c: name number i of those that no study adds to; NULL at the end, or if there are
// none.
const char *stabil_roster_fixed(stabil_roster_id id, int i);

// --- scalar.c -----------------------------------------------------------------------

// The text of a scalar, or NULL after reporting "expected `expected`".
const char *stabil_read_scalar(stabil_reader *r, const stabil_node *node,
                               const stabil_path *path, const char *expected);
bool stabil_read_number(stabil_reader *r, const stabil_node *node,
                        const stabil_path *path, double *out);
bool stabil_read_integer(stabil_reader *r, const stabil_node *node,
                         const stabil_path *path, int *out);
// "<2000", "2000-4999", ">=50000"
bool stabil_read_size(const char *text, int *low, int *high);
// "2:4"
bool stabil_read_pattern(const char *text, int *on, int *off);

stabil_key_reader stabil_read_integer_key, stabil_read_seed, stabil_read_real,
    stabil_read_reals, stabil_read_flag, stabil_read_text, stabil_read_label,
    stabil_read_choice, stabil_read_name, stabil_read_names, stabil_read_integers;

// --- table.c ------------------------------------------------------------------------

stabil_key_reader stabil_read_quantity, stabil_read_quantities, stabil_read_table,
    stabil_read_series, stabil_read_shares, stabil_read_origins;

#endif
