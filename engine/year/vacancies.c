// SPDX-License-Identifier: GPL-3.0-or-later
// How long ordinary posts stand vacant (docs/model.md 4.11). Kept beside the people: no
// mechanism reads it. In full-time equivalents the ledger is exact: what stands here is
// always what the target leaves unheld.
#include <math.h>
#include <string.h>

#include "year/state.h"

// The half step in which exits and hires of the present step fall.
static int middle(const stabil_state *s) {
  return s->vacancies.past + 2 * s->step + 1;
}

static stabil_fte *row_of(const stabil_state *s, int j) {
  return s->vacancies.fte + (size_t)j * (size_t)s->vacancies.bins;
}

static void add(stabil_state *s, int j, int bin, stabil_fte fte) {
  if (fte == 0) return;
  if (s->vacancies.open[j] == 0 || bin < s->vacancies.oldest[j])
    s->vacancies.oldest[j] = bin;
  s->vacancies.open[j] += fte;
  row_of(s, j)[bin] += fte;
}

static stabil_fte take(stabil_state *s, int j, int bin, stabil_fte wanted) {
  stabil_fte *there = row_of(s, j) + bin;
  const stabil_fte taken = wanted < *there ? wanted : *there;
  *there -= taken;
  s->vacancies.open[j] -= taken;
  return taken;
}

// Posts that are no more are those that fell vacant last.
static void drop_newest(stabil_state *s, int j, stabil_fte fte) {
  for (int bin = middle(s); fte > 0; bin--) fte -= take(s, j, bin, fte);
}

static void fill(stabil_state *s, int j, int bin, stabil_fte taken) {
  s->flows.filled[j] += taken;
  s->flows.fill_wait[j] += taken * (middle(s) - bin);
}

static void fill_oldest(stabil_state *s, int j, stabil_fte wanted) {
  const int now = middle(s);
  int bin = s->vacancies.oldest[j];
  while (wanted > 0 && s->vacancies.open[j] > 0 && bin <= now) {
    const stabil_fte taken = take(s, j, bin, wanted);
    fill(s, j, bin, taken);
    wanted -= taken;
    if (wanted > 0) bin++;
  }
  s->vacancies.oldest[j] = bin;
}

// Since when the vacancies before the first year last. In a stationary post a spell that
// is no succession lasts vacant / (exits without a successor a year), and time to fill at
// least; spells are taken to be exponential, and so then are the ages of those that go
// on.
static double mean_age(const stabil_world *w, int j) {
  const stabil_post *post = &w->post[j];
  const double per_head = stabil_fte_value(w->baseline->held_per_head[j]);
  const double exits = post->initial_heads * post->turnover *
                       (1.0 - w->baseline->succession[j]) * per_head;
  const double friction = 1.0 / w->baseline->fill_rate[j]; // 0 for an infinite rate
  return exits > 0.0 ? fmax(friction, post->initial_vacant / exits) : friction;
}

static void start_post(stabil_state *s, int j) {
  const stabil_world *w = s->world;
  const stabil_fte funded = s->model->funded_start[j];
  const stabil_fte rotation =
      stabil_fte_of(stabil_fte_value(funded) * w->baseline->rotation_share[j]);
  const stabil_fte size = w->baseline->held_per_head[j];
  stabil_fte left = funded - rotation - stabil_cohorts_heads(&s->cohorts, j) * size;
  const double half_steps = 2.0 * w->steps_per_year * mean_age(w, j);
  for (uint32_t unit = 0; left > 0; unit++) {
    const stabil_fte fte = size > 0 && size < left ? size : left;
    const double u = w->expected ? stabil_even_point(w->post[j].id, 0, unit)
                                 : stabil_random_uniform(s->stream, w->post[j].id, 0,
                                                         STABIL_FOR_VACANCIES, unit);
    const double age = fmin(half_steps * -stabil_log(u) + 0.5, s->vacancies.past);
    add(s, j, s->vacancies.past - (int)age, fte);
    left -= fte;
  }
}

void stabil_vacancies_start(stabil_state *s) {
  const stabil_world *w = s->world;
  stabil_vacancies *v = &s->vacancies;
  memset(v->fte, 0, (size_t)w->posts * (size_t)v->bins * sizeof *v->fte);
  memset(v->open, 0, (size_t)w->posts * sizeof *v->open);
  for (int j = 0; j < w->posts; j++)
    if (!w->post[j].rest) start_post(s, j);
}

// Exits open posts, the target adds or takes some, hires fill them: those who were ready
// to succeed somebody first, the rest from the oldest on.
static void step_post(stabil_state *s, int j) {
  const stabil_fte size = s->epoch->held_per_head[j];
  const stabil_fte entered = s->entered_step[j] * size;
  const stabil_fte open = stabil_state_target(s, j) - (stabil_state_held(s, j) - entered);
  add(s, j, middle(s), s->exits[j] * size);
  const stabil_fte more = (open > 0 ? open : 0) - s->vacancies.open[j];
  if (more > 0)
    add(s, j, middle(s) - 1, more); // new posts are there as the step begins
  else
    drop_newest(s, j, -more);
  const stabil_fte ready = s->succeeded[j] * size;
  const stabil_fte succeeded = take(s, j, middle(s), ready < entered ? ready : entered);
  fill(s, j, middle(s), succeeded);
  fill_oldest(s, j, entered - succeeded);
}

void stabil_vacancies_step(stabil_state *s) {
  for (int j = 0; j < s->world->posts; j++)
    if (!s->world->post[j].rest) step_post(s, j);
}
