// SPDX-License-Identifier: GPL-3.0-or-later
// Careers: stages and who may hold what, and the baseline rates of leaving by tenure, age
// and profession.
#include <math.h>

#include "model/parts.h"

// Rate at which those who reach the end age retire: everybody within a few days.
static const double CERTAIN_RATE = 1000.0;
static const int LONGEST_CAREER = 70; // years for which ages are tabulated

static void fill_stages(stabil_world *w) {
  for (int s = 0; s < w->stages; s++) {
    const stabil_stage *from = &w->study->stage[s];
    w->stage[s] = (stabil_stage_table){.profession = from->profession,
                                       .steps = from->months * w->steps_per_year / 12,
                                       .next = from->next,
                                       .transfer_role = from->transfer_role,
                                       .then = from->then,
                                       .level = from->level};
  }
  for (int r = 0; r < w->roles; r++) {
    const stabil_role *role = &w->study->role[r];
    for (int s = 0; s < w->stages; s++) w->becomes[r * w->stages + s] = -1;
    for (int h = 0; h < role->holder_count; h++)
      w->becomes[r * w->stages + role->holder[h].stage] = role->holder[h].becomes;
  }
}

// People may be hired as often as the role that hires most often.
static void fill_intake(stabil_world *w) {
  for (int r = 0; r < w->roles; r++) {
    const int steps = w->study->role[r].intake * w->steps_per_year / 12;
    w->intake[r] = steps > 1 ? steps : 1;
  }
  for (int s = 0; s < w->stages; s++) {
    w->stage[s].intake = 0;
    for (int r = 0; r < w->roles; r++) {
      if (w->becomes[r * w->stages + s] < 0) continue;
      if (w->stage[s].intake == 0 || w->intake[r] < w->stage[s].intake)
        w->stage[s].intake = w->intake[r];
    }
    if (w->stage[s].intake == 0) w->stage[s].intake = 1;
    for (int k = 0; k < w->roles * w->stages; k++)
      w->stage[s].held = w->stage[s].held || w->becomes[k] == s;
  }
}

// Mean multiplier from one tenure to another.
double stabil_world_tenure(const stabil_world *w, int r, double from, double to) {
  const stabil_role *role = &w->study->role[r];
  if (role->tenure_count == 0) return 1.0;
  double sum = 0.0;
  for (int band = 0; band <= role->tenure_count; band++) {
    const double low = band == 0 ? 0.0 : role->tenure_year[band - 1];
    const double high = band == role->tenure_count ? INFINITY : role->tenure_year[band];
    const double part = fmin(high, to) - fmax(low, from);
    if (part > 0.0) sum += part * stabil_world_value(w, &role->tenure_multiplier[band]);
  }
  return sum / (to - from);
}

// By steps since the post was taken, which was half a step sooner on average: the first
// time at risk is a step and a half.
static void fill_tenure(stabil_world *w) {
  for (int r = 0; r < w->roles; r++) {
    for (int k = 0; k < w->tenure_length; k++) {
      const double from = k == 0 ? 0.0 : (k + 0.5) * w->dt;
      w->tenure[r * w->tenure_length + k] =
          stabil_world_tenure(w, r, from, (k + 1.5) * w->dt);
    }
  }
}

// Mean rate over a step that begins at this age.
static double retire_rate(const stabil_world *w, const stabil_profession *p, double age) {
  const double end = stabil_world_value(w, &p->retire_end), to = fmin(age + w->dt, end);
  if (age >= end) return CERTAIN_RATE;
  double sum = 0.0;
  for (int i = 0; i < p->retire_count; i++) {
    const double next = i + 1 < p->retire_count ? p->retire_age[i + 1] : INFINITY;
    const double part = fmin(next, to) - fmax(p->retire_age[i], age);
    if (part > 0.0) sum += part * stabil_world_value(w, &p->retire_rate[i]);
  }
  return sum / (to - age);
}

static void fill_retirement(stabil_world *w) {
  for (int p = 0; p < w->professions; p++) {
    const stabil_profession *profession = &w->study->profession[p];
    for (int track = 0; track <= w->tracks; track++) {
      const double entry = stabil_world_value(
          w, track == 0 ? &profession->entry_age : &w->study->track[track - 1].entry_age);
      double *out = w->retire + (p * (w->tracks + 1) + track) * w->age_length;
      for (int k = 0; k < w->age_length; k++)
        out[k] = retire_rate(w, profession, entry + k * w->dt);
    }
  }
}

static void fill_leaving(stabil_world *w) {
  for (int place = 0; place < w->places; place++) {
    for (int p = 0; p < w->professions; p++) {
      w->leave[place * w->professions + p] =
          stabil_world_table(w, &w->study->profession[p].leave, place);
    }
  }
  for (int g = 0; g < w->programmes; g++) {
    const double dropout = stabil_world_value(w, &w->study->programme[g].dropout);
    w->base[w->student_slot + g] = -stabil_log1p(-dropout);
  }
}

stabil_status stabil_world_careers(stabil_world *w, stabil_error *err) {
  stabil_arena *a = w->arena;
  w->tenure_length = LONGEST_CAREER * w->steps_per_year;
  w->age_length = LONGEST_CAREER * w->steps_per_year;
  const size_t careers = (size_t)w->professions * (size_t)(w->tracks + 1);
  const size_t leave = (size_t)w->places * (size_t)w->professions;
  w->stage = stabil_arena_array(a, (size_t)w->stages, sizeof *w->stage);
  w->becomes = stabil_arena_array(a, (size_t)(w->roles * w->stages), sizeof *w->becomes);
  w->intake = stabil_arena_array(a, (size_t)w->roles, sizeof *w->intake);
  w->tenure =
      stabil_arena_array(a, (size_t)(w->roles * w->tenure_length), sizeof(double));
  w->retire = stabil_arena_array(a, careers * (size_t)w->age_length, sizeof(double));
  w->leave = stabil_arena_array(a, leave, sizeof(double));
  w->base = stabil_arena_array(a, (size_t)w->slots, sizeof(double));
  if (!w->stage || !w->becomes || !w->intake || !w->tenure || !w->retire || !w->leave ||
      !w->base)
    return stabil_fail(err, STABIL_MEMORY, "no memory for the model");
  fill_stages(w);
  fill_intake(w);
  fill_tenure(w);
  fill_retirement(w);
  fill_leaving(w);
  return STABIL_OK;
}
