// SPDX-License-Identifier: GPL-3.0-or-later
// Supervisors (docs/model.md 4.20): no post takes more trainees than they can have, and
// whom they train takes some of their time.
#include <math.h>
#include <string.h>

#include "model/capacity.h"
#include "year/state.h"

// People and FTE are counted with a tolerance, so that what fits exactly fits.
static const double PEOPLE = 1e-9, FTE = 1e-6;

static const double WEEKS_A_YEAR = 52.0;

// --- who may come
// ---------------------------------------------------------------------

// Trainees of an area, on rotation too; supervisors in ordinary posts only.
static int64_t trainees_in(const stabil_state *s, const stabil_post_list *area,
                           int stage) {
  const stabil_world *w = s->world;
  int64_t sum = 0;
  for (int k = 0; k < area->count; k++)
    sum += s->cohorts.heads[area->post[k] * w->stages + stage] +
           s->cohorts.heads[(w->posts + area->post[k]) * w->stages + stage];
  return sum;
}

static int64_t supervisors_in(const stabil_state *s, const stabil_post_list *area,
                              const bool *may) {
  const stabil_world *w = s->world;
  int64_t sum = 0;
  for (int k = 0; k < area->count; k++) {
    for (int stage = 0; stage < w->stages; stage++) {
      const int cell = area->post[k] * w->stages + stage;
      if (may[cell]) sum += s->cohorts.heads[cell];
    }
  }
  return sum;
}

static int64_t room(const stabil_state *s, int cell, int64_t supervisors,
                    int64_t trainees) {
  const double most = s->epoch->supervision_per[cell] * (double)supervisors;
  return (int64_t)(most + PEOPLE) - trainees;
}

int64_t stabil_supervision_room(const stabil_state *s, int slot, int stage) {
  const stabil_world *w = s->world;
  if (w->supervised_count == 0 || w->supervised_of[stage] < 0) return INT64_MAX;
  if (w->slot[slot].rest) return INT64_MAX;
  const stabil_supervised *u = &w->supervised[w->supervised_of[stage]];
  const int j = w->slot[slot].post;
  const stabil_post_list *area = &u->area[u->area_of[j]];
  return room(s, j * w->stages + stage, supervisors_in(s, area, u->may),
              trainees_in(s, area, stage));
}

static void find_full(stabil_state *s, const stabil_supervised *u,
                      const stabil_post_list *area) {
  const int64_t supervisors = supervisors_in(s, area, u->may);
  const int64_t trainees = trainees_in(s, area, u->stage);
  for (int k = 0; k < area->count; k++) {
    const int cell = area->post[k] * s->world->stages + u->stage;
    s->full[cell] = room(s, cell, supervisors, trainees) <= 0;
  }
}

const bool *stabil_supervision_full(stabil_state *s) {
  const stabil_world *w = s->world;
  if (w->supervised_count == 0) return NULL;
  for (int i = 0; i < w->supervised_count; i++) {
    const stabil_supervised *u = &w->supervised[i];
    for (int a = 0; a < u->areas; a++) find_full(s, u, &u->area[a]);
  }
  return s->full;
}

// A post of the area that is entered in the stage; -1.
static int entered_in(const stabil_world *w, const stabil_post_list *area, int stage) {
  for (int k = 0; k < area->count; k++) {
    const int *becomes = w->becomes + w->post[area->post[k]].role * w->stages;
    for (int from = 0; from < w->stages; from++)
      if (becomes[from] == stage) return area->post[k];
  }
  return -1;
}

// Of an area it is counted once, at the first post that takes such trainees.
void stabil_supervision_tally(stabil_state *s) {
  const stabil_world *w = s->world;
  for (int i = 0; i < w->supervised_count; i++) {
    const stabil_supervised *u = &w->supervised[i];
    for (int a = 0; a < u->areas; a++) {
      const int post = entered_in(w, &u->area[a], u->stage);
      if (post < 0) continue;
      const int64_t left = stabil_supervision_room(s, post, u->stage);
      if (left > 0) stabil_state_count(s, STABIL_MEASURE_TRAINING_ROOM, post, left);
    }
  }
}

// --- what it takes
// --------------------------------------------------------------------

static stabil_fte worked_by(const stabil_state *s, int j, const bool *may) {
  const stabil_world *w = s->world;
  stabil_fte sum = 0;
  for (int cell = j * w->stages; cell < (j + 1) * w->stages; cell++)
    if (may[cell]) sum += s->cohorts.heads[cell] * s->epoch->worked_per_head[cell];
  return sum;
}

// So many FTE are asked of the supervisors of an area, in proportion to what they work.
static void ask(stabil_state *s, const stabil_post_list *area, const bool *may,
                double fte) {
  stabil_fte all = 0;
  if (fte <= 0.0) return;
  for (int k = 0; k < area->count; k++) all += worked_by(s, area->post[k], may);
  for (int k = 0; k < area->count && all > 0; k++)
    s->asked[area->post[k]] +=
        fte * ((double)worked_by(s, area->post[k], may) / (double)all);
}

static void ask_for_trainees(stabil_state *s) {
  const stabil_world *w = s->world;
  for (int i = 0; i < w->supervised_count; i++) {
    const stabil_supervised *u = &w->supervised[i];
    for (int a = 0; a < u->areas; a++)
      ask(s, &u->area[a], u->may,
          u->time * (double)trainees_in(s, &u->area[a], u->stage));
  }
}

static void ask_for_students(stabil_state *s) {
  const stabil_world *w = s->world;
  for (int g = 0; w->placement && g < w->programmes; g++) {
    const stabil_placement *p = &w->placement[g];
    if (!p->given) continue;
    const double students =
        (double)stabil_cohorts_heads(&s->cohorts, w->student_slot + g);
    ask(s, &p->around, p->may, students * p->time * p->weeks / WEEKS_A_YEAR);
  }
}

stabil_fte stabil_supervision_staff(const stabil_state *s, int j) {
  return s->world->may_supervise ? worked_by(s, j, s->world->may_supervise) : 0;
}

void stabil_supervision_step(stabil_state *s) {
  const stabil_world *w = s->world;
  if (!s->supervision) return;
  memset(s->asked, 0, (size_t)w->posts * sizeof *s->asked);
  ask_for_trainees(s);
  ask_for_students(s);
  for (int j = 0; j < w->posts; j++) {
    const stabil_fte given = (stabil_fte)((s->asked[j] + FTE) * STABIL_FTE_ONE);
    const stabil_fte most = stabil_supervision_staff(s, j);
    s->supervision[j] = given < most ? given : most;
  }
}
