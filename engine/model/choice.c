// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/choice.h"

#include <math.h>

#include "model/bonds.h"

// To a place one is bound with the first post there.
static void bind(const stabil_world *w, const stabil_person *person,
                 stabil_seeker *seeker) {
  const stabil_scope scope = w->bond[person->bond - 1].scope;
  seeker->bound = true;
  seeker->bound_district = scope == STABIL_SCOPE_DISTRICT;
  if (scope == STABIL_SCOPE_PLACE && person->bond_end)
    seeker->bound_place = seeker->place + 1;
}

stabil_seeker stabil_seeker_of(const stabil_world *w, const stabil_person *person,
                               int step) {
  const int place = w->slot[person->slot].place;
  stabil_seeker seeker = {
      .place = place,
      .stage = person->stage,
      .kind = stabil_world_kind(w, person->traits, person->programme, person->first_post),
      .origin = person->origin,
      .training = person->training,
      .last_post =
          person->last_role < 0 ? -1 : w->post_of[place * w->roles + person->last_role]};
  if (stabil_bond_binds(w, person, step)) bind(w, person, &seeker);
  return seeker;
}

double stabil_choice_rest(const stabil_world *w, const stabil_seeker *seeker, int g) {
  if (w->rest_heads[g * w->stages + seeker->stage] <= 0.0) return 0.0;
  const int from = w->group[seeker->place];
  const double constant =
      from == g ? 1.0 : stabil_choice_constant(w, from, g, seeker->stage);
  const double home =
      seeker->origin < 0 ? 1.0 : w->home[seeker->origin * w->places + w->rest_place[g]];
  return constant * home;
}

double stabil_probability(double rate, double years) {
  return isinf(rate) ? 1.0 : -stabil_expm1(-rate * years);
}

double stabil_probability_midway(double rate, double years) {
  const double y = rate * years;
  if (isinf(y)) return 1.0;
  return y < 1e-5 ? y * (0.5 - y / 6.0) : 1.0 + stabil_expm1(-y) / y;
}

// A vacancy counts as one opening each time to fill, but not more often than monthly;
// what of the exits does not wait as long as that counts at once.
static const double MOST_OFTEN = 12.0;

double stabil_choice_size(const stabil_world *w, stabil_filling filling, double vacant,
                          double exits) {
  const double often = fmin(filling.rate, MOST_OFTEN);
  const double waits = isinf(filling.rate) ? 0.0 : often / filling.rate;
  const double openings =
      vacant * often + exits * (1.0 - (1.0 - filling.succession) * waits);
  if (openings <= 0.0) return 0.0;
  return w->theta == 1.0 ? openings : stabil_pow(openings, w->theta);
}
