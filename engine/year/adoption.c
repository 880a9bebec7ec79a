// SPDX-License-Identifier: GPL-3.0-or-later
// The rotation of a year by post: by decision, and by the rule that long vacancies make a
// place take it up (docs/model.md 4.16).
#include <string.h>

#include "model/levers.h"
#include "year/state.h"

void stabil_adoption_reset(stabil_state *s) {
  const size_t posts = (size_t)s->world->posts, all = (size_t)s->world->rules * posts;
  memset(s->adopted, 0, all * sizeof *s->adopted);
  memset(s->years_high, 0, all * sizeof *s->years_high);
  memset(s->years_low, 0, all * sizeof *s->years_low);
  memset(s->on, 0, posts * sizeof *s->on);
  memset(s->off, 0, posts * sizeof *s->off);
}

bool stabil_adoption_here(const stabil_state *s, int rule, int post) {
  return s->adopted[rule * s->world->posts + post];
}

bool stabil_adoption_in_place(const stabil_state *s, int rule, int place) {
  const stabil_world *w = s->world;
  for (int r = 0; r < w->roles; r++) {
    const int j = w->post_of[place * w->roles + r];
    if (j >= 0 && stabil_adoption_here(s, rule, j)) return true;
  }
  return false;
}

static void apply(stabil_state *s, const stabil_active *active) {
  const stabil_world *w = s->world;
  const stabil_effect *effect = active->effect;
  for (int j = 0; j < w->posts; j++) {
    if (!stabil_adoption_here(s, active->rule - 1, j)) continue;
    if (!stabil_set_has(&effect->roles, w->post[j].role) ||
        !stabil_set_has(&effect->who.professions, w->post[j].profession) ||
        !stabil_active_at(w, active, w->post[j].place) ||
        stabil_active_strength(active, w->post[j].place) == 0.0)
      continue;
    s->rotation_own[j] =
        stabil_active_apply(active, w->post[j].place, s->rotation_own[j]);
    s->on[j] = active->on ? active->on : effect->on;
    s->off[j] = active->on ? active->off : effect->off;
  }
}

// Rotators who are there when rotation ends keep their weeks for as long as they stay.
void stabil_adoption_begin(stabil_state *s) {
  const stabil_epoch *e = s->epoch;
  const size_t posts = (size_t)s->world->posts;
  for (size_t j = 0; j < posts; j++) {
    if (e->on[j] == 0) continue;
    s->on[j] = e->on[j];
    s->off[j] = e->off[j];
  }
  s->rotation_share = e->rotation_share;
  if (e->ruled_count == 0) return;
  memcpy(s->rotation_own, e->rotation_share, posts * sizeof *s->rotation_own);
  for (int i = 0; i < e->ruled_count; i++) apply(s, &e->ruled[i]);
  s->rotation_share = s->rotation_own;
}

static double vacancy_rate(const stabil_state *s, int j) {
  const stabil_ledger l = stabil_cover_ledger(s, j);
  return l.funded > 0 ? stabil_fte_value(l.vacant) / stabil_fte_value(l.funded) : 0.0;
}

static void judge(stabil_state *s, int k, int j, double rate) {
  const stabil_rule_table *rule = &s->world->rule[k];
  const int at = k * s->world->posts + j;
  s->years_high[at] = rate > rule->above ? s->years_high[at] + 1 : 0;
  s->years_low[at] = rate < rule->below ? s->years_low[at] + 1 : 0;
  if (s->years_high[at] >= rule->years) s->adopted[at] = true;
  if (s->years_low[at] >= rule->years) s->adopted[at] = false;
}

void stabil_adoption_year(stabil_state *s) {
  const stabil_world *w = s->world;
  for (int k = 0; k < w->rules; k++)
    for (int j = 0; j < w->posts; j++)
      if (w->rule[k].reaches[j]) judge(s, k, j, vacancy_rate(s, j));
}
