// SPDX-License-Identifier: GPL-3.0-or-later
// First the coalitions of every replicate are listed, each once, then they are all
// played, then values are made of what they are worth.
#include "run/attribution.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "base/text.h"

typedef struct work {
  const stabil_game *game;
  const stabil_attribution_plan *plan;
  stabil_attribution *out;
  int count, room; // of coalitions
  stabil_coalition *list;
  int *first; // [replicates + 1]: of each replicate in the list, from replicate 1
  double *worth;
} work;

static stabil_status no_memory(stabil_error *err) {
  return stabil_fail(err, STABIL_MEMORY, "no memory for the attribution");
}

static bool exact(const work *w) {
  return w->plan->shapley && w->plan->permutations == 0;
}

static int all_replicates(const stabil_attribution *a) {
  return stabil_attribution_most(a) + a->checks;
}

static uint64_t bit(int player) {
  return UINT64_C(1) << player;
}

// --- permutations
// -------------------------------------------------------------------------------------

typedef struct place { // of a player in the order
  double u;
  int player;
} place;

static int by_number(const void *a, const void *b) {
  const place *x = a, *y = b;
  if (x->u < y->u || x->u > y->u) return x->u < y->u ? -1 : 1;
  return x->player - y->player;
}

// Each player has a number by its name, so that the order of a file does not matter.
static void permute(const work *w, int replicate, int *order) {
  place list[STABIL_MOST_PLAYERS];
  const stabil_stream stream = stabil_stream_of(w->game->seed, (uint64_t)replicate);
  const int n = w->game->players;
  for (int i = 0; i < n; i++)
    list[i] = (place){stabil_random_uniform(stream, stabil_text_hash(w->game->name[i]), 0,
                                            STABIL_FOR_ATTRIBUTION, 0),
                      i};
  qsort(list, (size_t)n, sizeof *list, by_number);
  for (int i = 0; i < n; i++) order[i] = list[i].player;
}

// --- which coalitions
// -------------------------------------------------------------------------------------

static bool add(work *w, int replicate, uint64_t players) {
  if (w->count == w->room) {
    const int room = 2 * w->room + 64;
    stabil_coalition *list = realloc(w->list, (size_t)room * sizeof *list);
    if (!list) return false;
    w->list = list;
    w->room = room;
  }
  w->list[w->count++] = (stabil_coalition){replicate, players};
  return true;
}

// Everybody who comes before the player at `k`, one way or the other.
static uint64_t before(const int *order, int n, int k, bool reversed) {
  uint64_t out = 0;
  for (int i = 0; i < k; i++) out |= bit(order[reversed ? n - 1 - i : i]);
  return out;
}

static bool add_permutations(work *w, int replicate) {
  int order[STABIL_MOST_PLAYERS];
  const int n = w->game->players;
  bool good = true;
  permute(w, replicate, order);
  for (int k = 1; k < n; k++)
    good = good && add(w, replicate, before(order, n, k, false)) &&
           add(w, replicate, before(order, n, k, true));
  return good;
}

static bool add_subsets(work *w, int replicate) {
  bool good = true;
  for (uint64_t s = 0; s < bit(w->game->players) && good; s++)
    good = add(w, replicate, s);
  return good;
}

static bool add_singles(work *w, int replicate) {
  const uint64_t all = stabil_game_all(w->game);
  bool good = true;
  for (int i = 0; i < w->game->players && good; i++) {
    good = add(w, replicate, bit(i));
    if (w->plan->without) good = good && add(w, replicate, all & ~bit(i));
  }
  return good;
}

static int by_players(const void *a, const void *b) {
  const stabil_coalition *x = a, *y = b;
  return (x->players > y->players) - (x->players < y->players);
}

// Sorted, each once.
static void tidy(work *w, int from) {
  stabil_coalition *list = w->list + from;
  const int count = w->count - from;
  int kept = 0;
  qsort(list, (size_t)count, sizeof *list, by_players);
  for (int i = 0; i < count; i++)
    if (kept == 0 || list[kept - 1].players != list[i].players) list[kept++] = list[i];
  w->count = from + kept;
}

static bool list_replicate(work *w, int r) {
  const int from = w->count;
  bool good = add(w, r, 0) && add(w, r, stabil_game_all(w->game));
  if (r <= w->out->units)
    good = good && (exact(w) ? add_subsets : add_permutations)(w, r);
  if (r <= w->out->replicates) good = good && add_singles(w, r);
  if (good) tidy(w, from);
  return good;
}

static stabil_status list_all(work *w, stabil_error *err) {
  const int replicates = all_replicates(w->out);
  w->first = calloc((size_t)replicates + 2, sizeof *w->first);
  if (!w->first) return no_memory(err);
  for (int r = 1; r <= replicates; r++) {
    w->first[r] = w->count;
    if (!list_replicate(w, r)) return no_memory(err);
  }
  w->first[replicates + 1] = w->count;
  w->out->runs = w->count;
  w->worth = calloc((size_t)w->count * (size_t)w->game->outcomes + 1, sizeof *w->worth);
  return w->worth ? STABIL_OK : no_memory(err);
}

// --- values
// -------------------------------------------------------------------------------------

static double worth(const work *w, int outcome, int replicate, uint64_t players) {
  int low = w->first[replicate], high = w->first[replicate + 1] - 1;
  while (low < high) {
    const int middle = (low + high) / 2;
    if (w->list[middle].players < players)
      low = middle + 1;
    else
      high = middle;
  }
  return w->worth[low * w->game->outcomes + outcome];
}

static double *samples(double *of, const stabil_attribution *a, int length, int outcome,
                       int player) {
  return of + ((size_t)outcome * (size_t)a->players + (size_t)player) * (size_t)length;
}

static void value_permutations(const work *w, int outcome, int r) {
  int order[STABIL_MOST_PLAYERS];
  const int n = w->game->players;
  permute(w, r, order);
  for (int way = 0; way < 2; way++)
    for (int k = 0; k < n; k++) {
      const int player = order[way ? n - 1 - k : k];
      const uint64_t others = before(order, n, k, way);
      samples(w->out->shapley, w->out, w->out->units, outcome, player)[r - 1] +=
          (worth(w, outcome, r, others | bit(player)) - worth(w, outcome, r, others)) / 2;
    }
}

// |S|! (n - |S| - 1)! / n!, as 1 / (n binomial(n - 1, |S|)).
static double weight(int n, int size) {
  double binomial = 1;
  for (int i = 0; i < size; i++) binomial = binomial * (n - 1 - i) / (i + 1);
  return 1 / (n * binomial);
}

// By size first: sums of what is counted in full-time equivalents are exact, so that
// players who are alike have the same value to the bit.
static double value_of(const work *w, int outcome, int r, int player) {
  const int n = w->game->players;
  double of_size[STABIL_MOST_EXACT] = {0}, total = 0;
  for (uint64_t s = 0; s < bit(n); s++)
    if (!(s & bit(player)))
      of_size[__builtin_popcountll(s)] +=
          worth(w, outcome, r, s | bit(player)) - worth(w, outcome, r, s);
  for (int size = 0; size < n; size++) total += weight(n, size) * of_size[size];
  return total;
}

static void value_subsets(const work *w, int outcome, int r) {
  for (int i = 0; i < w->game->players; i++)
    samples(w->out->shapley, w->out, w->out->units, outcome, i)[r - 1] =
        value_of(w, outcome, r, i);
}

static void value_singles(const work *w, int outcome, int r) {
  const stabil_attribution *a = w->out;
  const uint64_t all = stabil_game_all(w->game);
  for (int i = 0; i < a->players; i++) {
    samples(a->alone, a, a->replicates, outcome, i)[r - 1] =
        worth(w, outcome, r, bit(i)) - worth(w, outcome, r, 0);
    if (a->without)
      samples(a->without, a, a->replicates, outcome, i)[r - 1] =
          worth(w, outcome, r, all) - worth(w, outcome, r, all & ~bit(i));
  }
}

static void value_replicate(const work *w, int outcome, int r) {
  const stabil_attribution *a = w->out;
  const int most = stabil_attribution_most(a);
  const double nobody = worth(w, outcome, r, 0);
  const double bundle = worth(w, outcome, r, stabil_game_all(w->game)) - nobody;
  if (r > most) {
    a->check[outcome * a->checks + r - most - 1] = bundle;
    return;
  }
  a->nobody[outcome * most + r - 1] = nobody;
  a->bundle[outcome * most + r - 1] = bundle;
  if (r <= a->units) (exact(w) ? value_subsets : value_permutations)(w, outcome, r);
  if (r <= a->replicates) value_singles(w, outcome, r);
}

// --- the whole
// -------------------------------------------------------------------------------------

static bool make_room(stabil_attribution *a, const stabil_attribution_plan *plan) {
  const size_t each = (size_t)a->outcomes * (size_t)a->players + 1;
  const size_t most = (size_t)a->outcomes * (size_t)stabil_attribution_most(a) + 1;
  if (plan->shapley) a->shapley = calloc(each * (size_t)a->units, sizeof(double));
  if (plan->without) a->without = calloc(each * (size_t)a->replicates, sizeof(double));
  a->alone = calloc(each * (size_t)a->replicates, sizeof(double));
  a->nobody = calloc(most, sizeof(double));
  a->bundle = calloc(most, sizeof(double));
  a->check = calloc((size_t)a->outcomes * (size_t)a->checks + 1, sizeof(double));
  return (a->shapley || !plan->shapley) && (a->without || !plan->without) && a->alone &&
         a->nobody && a->bundle && a->check;
}

static stabil_status check_plan(const stabil_game *game,
                                const stabil_attribution_plan *plan, stabil_error *err) {
  if (game->players < 1 || game->players > STABIL_MOST_PLAYERS)
    return stabil_fail(err, STABIL_USAGE, "found %d players, expected 1 to %d",
                       game->players, STABIL_MOST_PLAYERS);
  if (plan->shapley && plan->permutations == 0 && game->players > STABIL_MOST_EXACT)
    return stabil_fail(err, STABIL_USAGE,
                       "found %d players, expected at most %d where all subsets are run",
                       game->players, STABIL_MOST_EXACT);
  return STABIL_OK;
}

stabil_status stabil_attribute(const stabil_game *game,
                               const stabil_attribution_plan *plan,
                               stabil_attribution *out, stabil_error *err) {
  work w = {.game = game, .plan = plan, .out = out};
  stabil_status status = STABIL_OK;
  *out = (stabil_attribution){.players = game->players,
                              .outcomes = game->outcomes,
                              .replicates = plan->replicates,
                              .checks = plan->checks};
  if (plan->shapley)
    out->units = plan->permutations ? plan->permutations / 2 : plan->replicates;
  TRY(status, check_plan(game, plan, err));
  if (!make_room(out, plan)) status = no_memory(err);
  if (status == STABIL_OK) status = list_all(&w, err);
  if (status == STABIL_OK) status = stabil_game_play(game, w.list, w.count, w.worth, err);
  for (int k = 0; k < game->outcomes && status == STABIL_OK && w.worth; k++)
    for (int r = 1; r <= all_replicates(out); r++) value_replicate(&w, k, r);
out:
  free(w.list);
  free(w.first);
  free(w.worth);
  if (status != STABIL_OK) stabil_attribution_free(out);
  return status;
}

const double *stabil_attribution_samples(const stabil_attribution *a, const double *of,
                                         int outcome, int player) {
  const size_t length = (size_t)(of == a->shapley ? a->units : a->replicates);
  return of + ((size_t)outcome * (size_t)a->players + (size_t)player) * length;
}

void stabil_attribution_free(stabil_attribution *a) {
  double *const all[] = {a->shapley, a->without, a->alone,
                         a->nobody,  a->bundle,  a->check};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
  *a = (stabil_attribution){0};
}
