// SPDX-License-Identifier: GPL-3.0-or-later
// Entry from outside into the rest of the country: education elsewhere and people trained
// abroad. Entry dates are coarsened to two years there, so that cohorts stay few.
#include "model/choice.h"
#include "year/state.h"

// Combinations of traits take their random numbers in blocks: permanent numbers.
enum { ENTRY_YEARS = 2, BLOCK = 16 };

// They come at any time of the step, and some have left the profession before it is over.
static int64_t gone(stabil_state *s, const stabil_person *person, int64_t n,
                    uint32_t index) {
  const stabil_world *w = s->world;
  const stabil_post *post = &w->post[person->slot];
  const int kind = stabil_world_kind(w, person->traits, -1, STABIL_FIRST_NONE);
  const int career = s->step - person->qualified;
  const int age = career < w->age_length ? career : w->age_length - 1;
  const double rate =
      w->leave[post->place * w->professions + post->profession] *
          stabil_factor(&s->epoch->leave, w, person->slot, person->stage, kind) +
      w->retire[post->profession * (w->tracks + 1) * w->age_length + age] *
          stabil_factor(&s->epoch->retire, w, person->slot, person->stage, kind);
  return stabil_chance_binomial(s, stabil_key_of(post->id, STABIL_FOR_RENEWAL, index), n,
                                stabil_probability_midway(rate, w->dt));
}

static void renew(stabil_state *s, int place, const stabil_renewal *renewal, int index) {
  const stabil_world *w = s->world;
  const int post = w->post_of[place * w->roles + renewal->role];
  if (post < 0) return;
  const double growth =
      stabil_exp(s->year * stabil_log1p(stabil_world_value(w, &renewal->growth)));
  const double a_year = w->units * (w->post[post].initial_heads *
                                        stabil_world_value(w, &renewal->rate) * growth +
                                    stabil_world_value(w, &renewal->foreign));
  const uint64_t id = w->post[post].id;
  const uint32_t base = (uint32_t)index * 64;
  int64_t left = stabil_chance_poisson(s, stabil_key_of(id, STABIL_FOR_RENEWAL, base),
                                       a_year * w->dt);
  double share[STABIL_MAX_TRAITS], mix[1 << STABIL_MAX_TRAITS];
  stabil_person_staff_traits(w, renewal->role, place, share);
  stabil_person_trait_mix(w, w->post[post].profession, share, mix);
  const int region = w->study->place[place].region;
  const int band = ENTRY_YEARS * w->steps_per_year;
  stabil_person person = {.slot = post,
                          .stage = renewal->stage,
                          .programme = -1,
                          .origin = region,
                          .training = region,
                          .last_role = -1,
                          .qualified = s->step / band * band};
  const int length = w->stage[renewal->stage].steps;
  person.stage_end = length ? s->step + 1 + length : STABIL_NEVER;
  double rest = 1.0;
  for (int bits = 0; bits < 1 << w->traits && left > 0; bits++) {
    const uint32_t mine = base + ((uint32_t)bits / BLOCK << 16) + (uint32_t)bits % BLOCK;
    const stabil_key key = stabil_key_of(id, STABIL_FOR_RENEWAL, mine + 1);
    const int64_t n = stabil_chance_binomial(s, key, left, mix[bits] / rest);
    person.traits = bits;
    stabil_state_enter(s, &person, n - gone(s, &person, n, mine + 32));
    left -= n;
    rest -= mix[bits];
  }
}

void stabil_renewal_step(stabil_state *s) {
  const stabil_world *w = s->world;
  for (int g = 1; g < w->groups; g++) {
    const stabil_place *place = &w->study->place[w->rest_place[g]];
    for (int i = 0; i < place->renewal_count; i++)
      renew(s, w->rest_place[g], &place->renewal[i], i);
  }
}
