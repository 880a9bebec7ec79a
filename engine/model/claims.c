// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/claims.h"

#include <math.h>

#include "model/bonds.h"
#include "model/choice.h"
#include "model/parts.h"

// A claim holds in the step in which it begins, at least.
static int steps_of(const stabil_world *w, const stabil_quantity *years) {
  const double steps = stabil_world_value(w, years) * w->steps_per_year;
  return (int)fmax(1.0, floor(steps + 0.5));
}

static bool gives_claims(const stabil_study *study) {
  bool any = study->agreement_count > 0;
  for (int g = 0; g < study->programme_count; g++)
    any = any || study->programme[g].recruits.claim == 1;
  for (int s = 0; s < study->stage_count; s++)
    any = any || study->stage[s].next_claim.given;
  return any;
}

stabil_status stabil_world_claims(stabil_world *w, stabil_error *err) {
  w->claim_steps = stabil_arena_array(w->arena, (size_t)w->programmes, sizeof(int));
  if (!w->claim_steps) return stabil_fail(err, STABIL_MEMORY, "no memory for the model");
  w->claims = gives_claims(w->study);
  for (int g = 0; g < w->programmes; g++)
    w->claim_steps[g] = steps_of(w, &w->study->programme[g].claim_years);
  for (int s = 0; s < w->stages; s++) {
    const stabil_stage *stage = &w->study->stage[s];
    if (!stage->next_claim.given || stage->next < 0) continue;
    w->stage[stage->next].claim_role = stage->next_claim.role;
    w->stage[stage->next].claim_steps = steps_of(w, &stage->next_claim.years);
  }
  return STABIL_OK;
}

// Until the first post a claim comes from the programme, later from the stage that ended.
stabil_claim stabil_claim_of(const stabil_world *w, const stabil_person *person,
                             int step) {
  const stabil_stage_table *stage = &w->stage[person->stage];
  const bool graduate = person->programme >= 0 && person->first_post == STABIL_FIRST_NONE;
  const int steps = graduate ? w->claim_steps[person->programme] : stage->claim_steps;
  return (stabil_claim){.place = person->claim - 1,
                        .role = graduate ? -1 : stage->claim_role,
                        .holds = step - person->hired < steps};
}

bool stabil_claim_takes(const stabil_world *w, const stabil_claim *claim,
                        const stabil_person *person, int step, int post) {
  if (w->post[post].place != claim->place) return false;
  if (claim->role >= 0 && w->post[post].role != claim->role) return false;
  if (!stabil_choice_open(w, post, person->stage)) return false;
  const stabil_seeker seeker = stabil_seeker_of(w, person, step);
  return stabil_seeker_may(w, &seeker, claim->place);
}

bool stabil_agreement_signs(const stabil_world *w, int a, int stage, int post) {
  const stabil_agreement *agreement = &w->study->agreement[a];
  const int place = w->post[post].place;
  return !w->post[post].rest && stabil_choice_open(w, post, stage) &&
         stabil_area_match(w, &agreement->where, place) &&
         (agreement->bond < 0 || stabil_bond_covers(w, agreement->bond, place));
}
