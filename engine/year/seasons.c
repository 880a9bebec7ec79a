// SPDX-License-Identifier: GPL-3.0-or-later
// Openings are seen as a step begins, but people who come on a date, once or twice a
// year, fill what has opened since. Between dates more is open than the beginnings of
// steps show: half a step's share of those hired on a date in a year (docs/model.md 4.4).
#include <string.h>

#include "model/choice.h"
#include "year/state.h"

// Graduates, and people in a stage that no post holds, who come when another one ends.
bool stabil_seasons_dated(const stabil_state *s, int record) {
  const stabil_cohorts *c = &s->cohorts;
  return c->hired[record] == s->step &&
         (c->qualified[record] == s->step + 1 || !s->world->stage[c->stage[record]].held);
}

void stabil_seasons_start(stabil_state *s) {
  const stabil_world *w = s->world;
  memset(s->dated, 0, (size_t)(w->steps_per_year * w->posts) * sizeof *s->dated);
}

void stabil_seasons_hire(stabil_state *s, int record, int slot) {
  if (slot < s->world->posts && stabil_seasons_dated(s, record))
    s->dated[s->season * s->world->posts + slot]++;
}

void stabil_seasons_step(stabil_state *s) {
  const size_t posts = (size_t)s->world->posts;
  memset(s->dated + (size_t)s->season * posts, 0, posts * sizeof *s->dated);
}

// Vacancies that a seeker sees beyond those as the step begins, people.
double stabil_seasons_hidden(const stabil_state *s, int post) {
  const stabil_world *w = s->world;
  int64_t year = 0;
  for (int k = 0; k < w->steps_per_year; k++) year += s->dated[k * w->posts + post];
  return (double)year / w->units / (2.0 * w->steps_per_year);
}
