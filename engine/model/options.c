// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/options.h"

#include <stdlib.h>

bool stabil_options_create(stabil_options **out, const stabil_world *w) {
  const size_t stages = (size_t)w->stages, slots = 2 * (size_t)w->posts;
  const size_t row = slots * (3 * sizeof(int) + sizeof(double) + sizeof(double *));
  // one block: the structures, then the arrays of each stage, widest elements first
  char *block = calloc(1, stages * (sizeof(stabil_options) + row) + 1);
  *out = (stabil_options *)(void *)block;
  if (!block) return false;
  char *at = block + stages * sizeof(stabil_options);
  for (size_t s = 0; s < stages; s++, at += row) {
    stabil_options *o = &(*out)[s];
    o->base = (double *)(void *)at;
    o->factor = (const double **)(void *)(o->base + slots);
    o->slot = (int *)(void *)(o->factor + slots);
    o->place = o->slot + slots;
    o->reached = o->place + slots;
  }
  return true;
}

void stabil_options_free(stabil_options *options) {
  free(options);
}

static bool on_offer(const stabil_world *w, const stabil_on_offer *offer, int slot,
                     int stage) {
  if (offer->size[slot] <= 0.0 || (offer->fillable && offer->fillable[slot] <= 0))
    return false;
  if (!stabil_choice_open(w, slot, stage)) return false;
  const int enters = w->becomes[w->slot[slot].role * w->stages + stage];
  return !offer->full || !offer->full[w->slot[slot].post * w->stages + enters];
}

void stabil_options_fill(stabil_options *options, const stabil_world *w,
                         const stabil_epoch *epoch, const stabil_on_offer *offer) {
  for (int stage = 0; stage < w->stages; stage++) {
    stabil_options *o = &options[stage];
    o->count = o->ordinary = 0;
    o->distance = epoch->distance ? epoch->distance : w->distance;
    o->columns = epoch->distance ? w->posts : w->places;
    for (int k = 0; k < 2 * w->posts; k++) {
      if (k == w->posts) o->ordinary = o->count;
      const int slot =
          k < w->posts ? w->post_order[k] : w->posts + w->post_order[k - w->posts];
      if (!on_offer(w, offer, slot, stage)) continue;
      const int row = epoch->utility.row[slot * w->stages + stage];
      o->slot[o->count] = slot;
      o->place[o->count] = w->slot[slot].place;
      o->reached[o->count] = epoch->distance ? w->slot[slot].post : w->slot[slot].place;
      o->base[o->count] = offer->size[slot] * epoch->pull[slot];
      o->factor[o->count++] = epoch->utility.value + row * w->kinds;
    }
  }
}

typedef struct ties { // what draws a seeker to places: [places]
  const double *home, *training;
  const double *distance; // [columns of the options]
} ties;

static ties ties_of(const stabil_world *w, const stabil_options *o,
                    const stabil_seeker *seeker) {
  return (ties){seeker->origin < 0 ? w->ones : w->home + seeker->origin * w->places,
                seeker->training < 0 ? w->ones
                                     : w->training + seeker->training * w->places,
                o->distance + seeker->place * o->columns};
}

static inline double ordinary(const stabil_options *o, const ties *t, int k, int kind) {
  const int p = o->place[k];
  return o->base[k] * o->factor[k][kind] * t->home[p] * t->training[p] *
         t->distance[o->reached[k]];
}

double stabil_options_weigh(const stabil_world *w, const stabil_options *o,
                            const stabil_seeker *seeker, double *cumulative) {
  const ties t = ties_of(w, o, seeker);
  double sum = 0.0;
  for (int k = 0; k < o->ordinary; k++) {
    const double x = ordinary(o, &t, k, seeker->kind);
    if (o->slot[k] != seeker->last_post && stabil_seeker_may(w, seeker, o->place[k]))
      sum += x;
    cumulative[k] = sum;
  }
  for (int k = o->ordinary; k < o->count; k++) {
    if (stabil_seeker_may(w, seeker, o->place[k]))
      sum += o->base[k] * o->factor[k][seeker->kind];
    cumulative[k] = sum;
  }
  return sum;
}

// Another employer, or another place, of the same labour region.
static bool elsewhere(const stabil_world *w, int from, int to) {
  const stabil_post *a = &w->post[from], *b = &w->post[to];
  const stabil_study *study = w->study;
  const int region = study->place[a->place].region;
  return region >= 0 && study->place[b->place].region == region &&
         (a->place != b->place ||
          study->role[a->role].employer != study->role[b->role].employer);
}

double stabil_options_weigh_near(const stabil_world *w, const stabil_options *o,
                                 const stabil_holder_view *holder, double *cumulative) {
  const ties t = ties_of(w, o, &holder->seeker);
  double sum = 0.0;
  for (int k = 0; k < o->ordinary; k++) {
    if (holder->fillable[o->slot[k]] > 0 && elsewhere(w, holder->post, o->slot[k]))
      sum += ordinary(o, &t, k, holder->seeker.kind);
    cumulative[k] = sum;
  }
  return sum;
}
