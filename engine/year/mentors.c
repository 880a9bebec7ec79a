// SPDX-License-Identifier: GPL-3.0-or-later
// Effects that need mentors (docs/model.md 4.20): in each post they act on as many as
// there are mentors for. Known before anybody is at risk.
#include "model/mentors.h"

#include <string.h>

#include "model/interaction.h"
#include "year/state.h"

// Mentors, and those whom the effect is meant for, by post.
static void count(stabil_state *s, const stabil_mentors *m,
                  const stabil_mentored_effect *e) {
  const stabil_world *w = s->world;
  const stabil_cohorts *c = &s->cohorts;
  memset(s->mentors, 0, (size_t)w->posts * sizeof *s->mentors);
  memset(s->meant, 0, (size_t)w->posts * sizeof *s->meant);
  for (int i = 0; i < c->count; i++) {
    const int slot = c->slot[i], stage = c->stage[i];
    if (c->n[i] == 0 || slot >= 2 * w->posts) continue;
    const int row = m->row_of[slot * w->stages + stage], post = w->slot[slot].post;
    if (row >= 0 && e->row[row] && e->kind[c->kind[i]]) s->meant[post] += c->n[i];
    if (slot < w->posts && e->stage[stage] && s->step - c->hired[i] >= e->tenure &&
        s->step - c->qualified[i] >= e->experience)
      s->mentors[post] += c->n[i];
  }
}

static double share(const stabil_state *s, const stabil_mentors *m,
                    const stabil_mentored_effect *e, int row) {
  const int post = m->post[row];
  const double meant = e->strength[row] * (double)s->meant[post];
  const double taken = e->per * (double)s->mentors[post];
  return taken < meant ? taken / meant : 1.0;
}

static double factor_of(const stabil_state *s, const stabil_mentors *m,
                        const stabil_mentored_effect *e, int row) {
  const double of = e->mentored ? share(s, m, e, row) : 1.0;
  const double full = e->factor[row];
  return of < 1.0 ? 1.0 - of * (1.0 - full) : full;
}

static void act(const stabil_state *s, const stabil_mentors *m,
                const stabil_mentored_effect *e, double *value) {
  for (int row = 0; row < m->rows; row++) {
    if (!e->row[row]) continue;
    const double factor = factor_of(s, m, e, row);
    for (int c = 0; c < m->classes; c++)
      if (e->kind[m->like[c]]) value[row * m->classes + c] *= factor;
  }
}

// With diminishing returns all effects on a cell have to be known: factors are kept.
static double cell(stabil_state *s, const stabil_mentors *m, int row, int kind) {
  int terms = 0;
  for (int e = 0; e < m->effects; e++)
    if (m->effect[e].row[row] && m->effect[e].kind[kind])
      s->mentor_term[terms++] = (stabil_multiplier){
          .measure = m->effect[e].measure, .factor = s->mentor_factor[e * m->rows + row]};
  return stabil_interaction_product(s->mentor_term, terms, &m->diminishing);
}

static void act_together(stabil_state *s, const stabil_mentors *m, double *value) {
  for (int e = 0; e < m->effects; e++) {
    if (m->effect[e].mentored) count(s, m, &m->effect[e]);
    for (int row = 0; row < m->rows; row++)
      if (m->effect[e].row[row])
        s->mentor_factor[e * m->rows + row] = factor_of(s, m, &m->effect[e], row);
  }
  for (int row = 0; row < m->rows; row++)
    for (int c = 0; c < m->classes; c++)
      value[row * m->classes + c] = cell(s, m, row, m->like[c]);
}

void stabil_mentors_apply(stabil_state *s) {
  for (int k = 0; k < STABIL_MENTORED_COUNT; k++) {
    const stabil_mentors *m = s->epoch->mentors[k];
    if (!m) continue;
    if (m->diminishing.on) {
      act_together(s, m, s->mentored[k]);
      continue;
    }
    for (int i = 0; i < m->rows * m->classes; i++) s->mentored[k][i] = 1.0;
    for (int e = 0; e < m->effects; e++) {
      if (m->effect[e].mentored) count(s, m, &m->effect[e]);
      act(s, m, &m->effect[e], s->mentored[k]);
    }
  }
}
