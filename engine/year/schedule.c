// SPDX-License-Identifier: GPL-3.0-or-later
// The step as a list, and the loop over steps and years.
#include <string.h>

#include "year/state.h"

typedef void (*phase)(stabil_state *state);

// The order matters. Students are admitted as the step begins. What the past does to the
// hazards of the step is known before anybody leaves. People leave, then stages
// and contracts end, and only then are posts filled: a post that is vacated in a step or
// at its end can have a new holder from the next step on, so that twelve months in a
// training post are twelve months of the post. How long posts stood vacant is known once
// they are filled. Cover comes after posts are filled, so that locums fill what is left;
// accounts come last and see the step as it ended.
static const phase step_phases[] = {
    stabil_bonds_step,     stabil_admission_step,   stabil_feedback_step,
    stabil_attrition_step, stabil_renewal_step,     stabil_progression_step,
    stabil_contracts_step, stabil_openings_step,    stabil_seasons_step,
    stabil_rotation_pull,  stabil_claims_step,      stabil_recruitment_step,
    stabil_vacancies_step, stabil_supervision_step, stabil_cover_step,
    stabil_load_step,      stabil_price_step,       stabil_accounts_step,
};

static void begin_year(stabil_state *s) {
  const stabil_world *w = s->world;
  const size_t posts = (size_t)w->posts, programmes = (size_t)w->programmes;
  stabil_flows *f = &s->flows;
  int64_t *counts[] = {f->entered,     f->left,   f->hires,
                       f->separations, f->filled, f->fill_wait};
  double *sums[] = {f->person_years,     f->locum_weeks,    f->locum_cost,
                    f->wage_cost,        f->incentive_cost, f->rotation_cost,
                    f->recruitment_cost, f->programme_cost};
  int64_t *education[] = {f->admitted, f->graduates, f->dropouts, f->refused};
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
    memset(counts[i], 0, posts * sizeof(int64_t));
  for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
    memset(sums[i], 0, posts * sizeof(double));
  for (size_t i = 0; i < sizeof education / sizeof *education; i++)
    memset(education[i], 0, programmes * sizeof(int64_t));
  memset(f->money, 0, sizeof f->money);
  s->epoch = s->model->epoch[s->year];
  stabil_adoption_begin(s);
  for (int j = 0; j < w->posts; j++) // tenure is not kept in the rest of the country
    f->staff_before[j] = w->post[j].rest
                             ? 0
                             : stabil_cohorts_heads(&s->cohorts, j) +
                                   stabil_cohorts_heads(&s->cohorts, w->posts + j);
}

static void begin_step(stabil_state *s) {
  const stabil_world *w = s->world;
  memset(s->exits, 0, 2 * (size_t)w->posts * sizeof *s->exits);
  memset(s->hires_step, 0, (size_t)w->posts * sizeof *s->hires_step);
  memset(s->entered_step, 0, (size_t)w->posts * sizeof *s->entered_step);
  memset(s->succeeded, 0, (size_t)w->posts * sizeof *s->succeeded);
  memset(s->admitted_step, 0, (size_t)w->programmes * sizeof *s->admitted_step);
  for (int slot = 0; slot < 2 * w->posts; slot++)
    s->heads_before[slot] = stabil_cohorts_heads(&s->cohorts, slot);
}

static void clear_results(stabil_state *s) {
  const stabil_world *w = s->world;
  const size_t years = (size_t)w->years, posts = (size_t)w->posts;
  const size_t programmes = (size_t)w->programmes;
  memset(s->values, 0, STABIL_MEASURE_COUNT * years * posts * sizeof(double));
  memset(s->education, 0, STABIL_EDUCATION_COUNT * years * programmes * sizeof(double));
  memset(s->admitted_traits, 0, years * stabil_state_traits(w) * sizeof(double));
  memset(s->retained, 0,
         STABIL_WHERE_COUNT * programmes * years * years * sizeof(double));
  memset(s->contracts, 0,
         2 * (size_t)(w->roles * s->sizes * s->tenure_classes) * sizeof(double));
  memset(s->causes, 0, STABIL_CAUSE_COUNT * years * posts * sizeof(double));
  memset(s->origins, 0, STABIL_ORIGIN_COUNT * years * posts * sizeof(double));
  memset(s->strata, 0, stabil_strata_size(w) * sizeof(double));
  memset(s->bonds, 0, stabil_bonds_size(w, s->bond_half_years) * sizeof(double));
}

// The people before the first year and the shocks depend on the replicate alone: the
// scenarios of one that a worker runs in a row start from a copy.
static void begin_run(stabil_state *s, int replicate) {
  s->cohorts.world = s->start.world = s->world;
  if (s->start_replicate != replicate) {
    stabil_cohorts_clear(&s->start);
    stabil_initial_fill(s);
    stabil_shock_draw(s);
    s->start_replicate = replicate;
  }
  stabil_adoption_reset(s);
  if (s->supervision)
    memset(s->supervision, 0, (size_t)s->world->posts * sizeof *s->supervision);
  stabil_load_reset(s);
  stabil_price_reset(s);
  if (!stabil_cohorts_copy(&s->cohorts, &s->start)) s->cohorts.failed = true;
  for (int j = 0; j < s->world->posts; j++)
    s->initial[j] = (double)stabil_cohorts_heads(&s->cohorts, j);
  stabil_seasons_start(s);
  stabil_vacancies_start(s);
}

void stabil_schedule_run(stabil_state *s, const stabil_model *model, int replicate) {
  const stabil_world *w = model->world;
  s->model = model;
  s->world = w;
  s->stream = stabil_world_stream(w, replicate);
  s->shock_stream = stabil_world_shocks(w, replicate);
  clear_results(s);
  stabil_chance_reset(s);
  begin_run(s, replicate);
  for (s->step = 0; s->step < w->steps; s->step++) {
    s->year = s->step / w->steps_per_year;
    s->season = s->step % w->steps_per_year;
    if (s->season == 0) begin_year(s);
    begin_step(s);
    for (size_t i = 0; i < sizeof step_phases / sizeof *step_phases; i++)
      step_phases[i](s);
    if (s->season == w->steps_per_year - 1) {
      stabil_accounts_year(s);
      stabil_adoption_year(s);
      stabil_cohorts_sweep(&s->cohorts);
    }
  }
  stabil_units_divide(s);
}
