// SPDX-License-Identifier: GPL-3.0-or-later
// correlation: groups of uncertain numbers with a rank correlation.
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/quantity_read.h"
#include "scenario/simplex.h"

#define MOST_MEMBERS 200 // of a group
#define MOST_IN_ALL 500  // each is looked for among all numbers of the study
#define MOST_NAMES 2000  // among which a near miss is looked for

// --- keys
// -------------------------------------------------------------------------------

static void keep_node(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                      const stabil_path *path, void *record) {
  if (node == NULL) return;
  if (node->kind == STABIL_LIST)
    memcpy((char *)record + row->offset, &node, sizeof node);
  else
    stabil_reader_expected(r, node, path, row->form);
}

static void check_source(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                         const stabil_path *path, void *record) {
  (void)row;
  (void)record;
  const char *text = node == NULL ? NULL : stabil_read_scalar(r, node, path, "a source");
  int source;
  if (text != NULL && strcmp(text, "assumption") != 0)
    (void)stabil_roster_resolve(r, STABIL_ROSTER_SOURCE, text, node->mark, path, &source);
}

static const stabil_key between_ways[] = {
    {.key = "", .type = STABIL_TYPE_NAMES, .text = "keys, or the ends of keys"}};
static const stabil_schema between_schema = {
    .name = "between", .count = 1, .key = between_ways};
static const stabil_key row_keys[] = {
    {.key = "", .type = STABIL_TYPE_REALS, .text = "a row"}};
static const stabil_schema row_schema = {.name = "row", .count = 1, .key = row_keys};
static const stabil_key matrix_ways[] = {
    {.key = "", .type = STABIL_TYPE_ITEMS, .child = &row_schema, .text = "rows"}};
static const stabil_schema matrix_schema = {
    .name = "matrix", .count = 1, .key = matrix_ways};
static const stabil_key source_ways[] = {{.key = "",
                                          .type = STABIL_TYPE_NAME,
                                          .roster = STABIL_ROSTER_SOURCE,
                                          .text = "a source"}};
static const stabil_schema source_schema = {
    .name = "source", .count = 1, .key = source_ways};

static const stabil_key correlation_keys[] = {
    {.key = "between",
     .type = STABIL_TYPE_CUSTOM,
     .offset = offsetof(stabil_correlation, between),
     .read = keep_node,
     .required = true,
     .form = "list of keys",
     .ways = &between_schema,
     .text = "two or more uncertain numbers, by their keys or the ends of them"},
    {STABIL_KEY(REAL, "rho", stabil_correlation, rho), .low = -0.999, .high = 0.999,
     .present = 1 + offsetof(stabil_correlation, has_rho),
     .text = "rank correlation (Spearman) of every pair"},
    {.key = "matrix",
     .type = STABIL_TYPE_CUSTOM,
     .offset = offsetof(stabil_correlation, matrix),
     .read = keep_node,
     .form = "list of lists of numbers",
     .ways = &matrix_schema,
     .text = "rank correlations of all pairs, in the order of `between`: [[1, 0.3], "
             "[0.3, 1]]"},
    {.key = "source",
     .type = STABIL_TYPE_CUSTOM,
     .read = check_source,
     .form = "name of a source, or assumption",
     .ways = &source_schema,
     .text = "where the correlation comes from"},
};
const stabil_schema stabil_correlation_schema = {
    .name = "correlation",
    .size = sizeof(stabil_correlation),
    .count = (int)(sizeof correlation_keys / sizeof *correlation_keys),
    .key = correlation_keys,
    .mark_at = 1 + offsetof(stabil_correlation, mark)};

// --- members
// ----------------------------------------------------------------------------

typedef struct member { // as written
  const stabil_quantity *quantity;
  int row; // in `between`
} member;

typedef struct group { // being resolved
  stabil_reader *r;
  stabil_correlation *c;
  stabil_path top, path;
  member member[MOST_MEMBERS];
  int count;
  bool failed;
} group;

typedef bool match(const char *path, const char *key);

static bool same(const char *path, const char *key) {
  return strcmp(path, key) == 0;
}

static bool ends_so(const char *path, const char *key) {
  size_t length = strlen(path), tail = strlen(key);
  return tail < length && strcmp(path + length - tail, key) == 0 &&
         path[length - tail - 1] == '.';
}

static bool lies_below(const char *path, const char *key) {
  size_t length = strlen(key);
  return strncmp(path, key, length) == 0 && (path[length] == '.' || path[length] == '[');
}

// The only uncertain number that matches; NULL: none, or several.
static const stabil_quantity *only(const stabil_reader *r, match *matches,
                                   const char *key, int *count) {
  const stabil_quantity *found = NULL;
  *count = 0;
  for (int i = 0; i < r->quantity_count; i++) {
    const stabil_quantity *q = r->quantity[i];
    if (q->family == STABIL_FIXED || !matches(q->path, key)) continue;
    found = q;
    ++*count;
  }
  return *count == 1 ? found : NULL;
}

static bool is_certain(const stabil_reader *r, const char *key) {
  for (int i = 0; i < r->quantity_count; i++)
    if (same(r->quantity[i]->path, key) || ends_so(r->quantity[i]->path, key) ||
        lies_below(r->quantity[i]->path, key))
      return true;
  return false;
}

static void no_member(group *g, const stabil_node *node, const stabil_path *path) {
  stabil_reader *r = g->r;
  const char **names = stabil_reader_array(r, r->quantity_count, sizeof *names);
  int count = 0;
  if (is_certain(r, node->text)) {
    stabil_reader_fail(r, node->mark, path,
                       "'%.100s' has no distribution, so that nothing correlates with it",
                       node->text);
    return;
  }
  for (int i = 0; i < r->quantity_count && names != NULL && count < MOST_NAMES; i++)
    if (r->quantity[i]->family != STABIL_FIXED) names[count++] = r->quantity[i]->path;
  stabil_reader_unknown(r, node->mark, path, "uncertain number", node->text, names,
                        count);
}

// Exactly that key; else the end of one; else what lies below it.
static const stabil_quantity *look_up(group *g, const stabil_node *node,
                                      const stabil_path *path) {
  static match *const ways[] = {same, ends_so, lies_below};
  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
    int count;
    const stabil_quantity *found = only(g->r, ways[i], node->text, &count);
    if (found != NULL) return found;
    if (count < 2) continue;
    stabil_reader_fail(g->r, node->mark, path,
                       "'%.100s' stands for %d uncertain numbers, expected one: write "
                       "more of its key",
                       node->text, count);
    return NULL;
  }
  no_member(g, node, path);
  return NULL;
}

static const char *group_of(const stabil_study *study, const stabil_correlation *before,
                            const stabil_quantity *q) {
  for (const stabil_correlation *c = study->correlation; c < before; c++)
    for (int i = 0; i < c->count; i++)
      if (c->member[i] == q) return c->name;
  return NULL;
}

// Why a number cannot be a member; NULL: it can.
static const char *unfit(const group *g, const stabil_quantity *q) {
  const char *other = group_of(g->r->study, g->c, q);
  if (q->family == STABIL_DIRICHLET)
    return "is a share that is drawn together with others already";
  for (int i = 0; i < g->count; i++)
    if (g->member[i].quantity == q) return "stands in the list twice";
  return other == NULL ? NULL : "is in another correlation already";
}

static void add_member(group *g, int row) {
  const stabil_node *node = g->c->between->item[row];
  stabil_path list = {&g->path, "between", 0}, item = {&list, NULL, row};
  const char *text = stabil_read_scalar(g->r, node, &item, "the key of a number");
  const stabil_quantity *q = text == NULL ? NULL : look_up(g, node, &item);
  const char *wrong = q == NULL ? NULL : unfit(g, q);
  if (wrong != NULL)
    stabil_reader_fail(g->r, node->mark, &item, "'%s' %s", q->path, wrong);
  g->failed |= q == NULL || wrong != NULL;
  if (q != NULL) g->member[g->count++] = (member){q, row};
}

static int by_path(const void *a, const void *b) {
  const member *x = a, *y = b;
  return strcmp(x->quantity->path, y->quantity->path);
}

static void find_members(group *g) {
  const stabil_node *between = g->c->between;
  stabil_path list = {&g->path, "between", 0};
  g->failed = between == NULL;
  if (between != NULL && (between->count < 2 || between->count > MOST_MEMBERS)) {
    stabil_reader_fail(g->r, between->mark, &list, "found a list of %d, expected 2 to %d",
                       between->count, MOST_MEMBERS);
    g->failed = true;
    return;
  }
  for (int i = 0; between != NULL && i < between->count; i++) add_member(g, i);
  if (!g->failed) qsort(g->member, (size_t)g->count, sizeof(*g->member), by_path);
}

// --- matrix
// -----------------------------------------------------------------------------

static bool read_row(group *g, const stabil_node *row, int i, double *out) {
  stabil_path matrix = {&g->path, "matrix", 0}, path = {&matrix, NULL, i};
  bool fine = row->kind == STABIL_LIST && row->count == g->count;
  if (!fine)
    stabil_reader_fail(g->r, row->mark, &path, "expected a list of %d numbers", g->count);
  for (int k = 0; fine && k < g->count; k++) {
    stabil_path item = {&path, NULL, k};
    double *x = &out[i * g->count + k];
    if (!stabil_read_number(g->r, row->item[k], &item, x)) return false;
    const char *expected = i == k ? "1 on the diagonal" : "between -0.999 and 0.999";
    if (i == k ? *x == 1 : fabs(*x) <= 0.999) continue;
    stabil_reader_expected(g->r, row->item[k], &item, expected);
    fine = false;
  }
  return fine;
}

static bool check_symmetry(group *g, const double *rho) {
  stabil_path matrix = {&g->path, "matrix", 0};
  for (int i = 0; i < g->count; i++)
    for (int k = 0; k < i; k++) {
      if (rho[i * g->count + k] == rho[k * g->count + i]) continue;
      stabil_path row = {&matrix, NULL, i}, item = {&row, NULL, k};
      stabil_reader_fail(g->r, g->c->matrix->item[i]->item[k]->mark, &item,
                         "found %.6g, expected %.6g as on the other side of the diagonal",
                         rho[i * g->count + k], rho[k * g->count + i]);
      return false;
    }
  return true;
}

// As written, by row of `between`.
static bool read_matrix(group *g, double *rho) {
  const stabil_node *matrix = g->c->matrix;
  stabil_path path = {&g->path, "matrix", 0};
  bool fine = matrix->count == g->count;
  if (!fine)
    stabil_reader_fail(g->r, matrix->mark, &path,
                       "found %d rows, expected %d, one for each of `between`",
                       matrix->count, g->count);
  for (int i = 0; i < g->count && fine; i++) fine = read_row(g, matrix->item[i], i, rho);
  return fine && check_symmetry(g, rho);
}

static bool read_target(group *g, double *rho) {
  stabil_correlation *c = g->c;
  if (c->has_rho == (c->matrix != NULL)) {
    stabil_reader_fail(g->r, c->mark, &g->path, "expected exactly one of rho, matrix");
    return false;
  }
  if (c->matrix != NULL) return read_matrix(g, rho);
  for (int i = 0; i < g->count; i++)
    for (int k = 0; k < g->count; k++) rho[i * g->count + k] = i == k ? 1 : c->rho;
  return true;
}

// The correlation of two normals whose ranks correlate by rho.
static double of_normals(double rho) {
  return 2 * sin(M_PI * rho / 6);
}

static bool factorise(int count, const double *target, double *factor) {
  for (int i = 0; i < count; i++)
    for (int k = 0; k < count; k++)
      factor[i * count + k] = i == k ? 1 : of_normals(target[i * count + k]);
  gsl_matrix_view view = gsl_matrix_view_array(factor, (size_t)count, (size_t)count);
  gsl_error_handler_t *old = gsl_set_error_handler_off();
  bool fine = gsl_linalg_cholesky_decomp1(&view.matrix) == GSL_SUCCESS;
  gsl_set_error_handler(old);
  for (int i = 0; i < count; i++)
    for (int k = i + 1; k < count; k++) factor[i * count + k] = 0;
  return fine;
}

// From the order of the study to that of the paths.
static bool store(group *g, const double *rho) {
  stabil_correlation *c = g->c;
  int n = g->count;
  c->member = stabil_reader_array(g->r, n, sizeof(*c->member));
  c->target = stabil_reader_array(g->r, n * n, sizeof(*c->target));
  c->factor = stabil_reader_array(g->r, n * n, sizeof(*c->factor));
  if (c->member == NULL || c->target == NULL || c->factor == NULL) return false;
  c->count = n;
  for (int i = 0; i < n; i++) {
    c->member[i] = g->member[i].quantity;
    for (int k = 0; k < n; k++)
      c->target[i * n + k] = rho[g->member[i].row * n + g->member[k].row];
  }
  return true;
}

static void resolve(group *g) {
  find_members(g);
  double *rho = stabil_reader_array(g->r, g->count * g->count, sizeof *rho);
  if (g->failed || rho == NULL || !read_target(g, rho) || !store(g, rho)) return;
  if (factorise(g->count, g->c->target, g->c->factor)) return;
  stabil_path at = {&g->path, g->c->matrix != NULL ? "matrix" : "rho", 0};
  const stabil_entry *map = stabil_node_find(g->r->root, "correlation");
  map = stabil_node_find(map->value, g->c->name);
  map = stabil_node_find(map->value, at.name);
  stabil_reader_fail(
      g->r, map->value->mark, &at,
      "no numbers can correlate like this: the matrix of 2 sin(pi rho / 6) "
      "is not positive definite");
}

void stabil_correlation_resolve(stabil_reader *r) {
  group *g = stabil_reader_array(r, 1, sizeof *g);
  int members = 0;
  for (int i = 0; i < r->study->correlation_count && g != NULL; i++) {
    const stabil_node *between = r->study->correlation[i].between;
    if (between != NULL) members += between->count;
    if (members > MOST_IN_ALL) {
      stabil_reader_fail(r, between->mark, NULL,
                         "found more than %d numbers in correlations", MOST_IN_ALL);
      return;
    }
    *g = (group){.r = r, .c = &r->study->correlation[i]};
    g->top = (stabil_path){NULL, "correlation", 0};
    g->path = (stabil_path){&g->top, g->c->name, 0};
    resolve(g);
  }
}
