// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/strata.h"

bool stabil_strata_composition(const stabil_study *study, int t) {
  const stabil_trait *trait = &study->trait[t];
  if (trait->has_kind) return trait->kind == STABIL_COMPOSITION;
  for (int g = 0; g < study->programme_count; g++) {
    const stabil_programme *programme = &study->programme[g];
    if (programme->exposure_trait == t || programme->practice.bad_trait == t)
      return false;
  }
  return true;
}

static bool leads_to(const stabil_study *study, int track, int profession) {
  for (int g = 0; g < study->programme_count; g++)
    if (study->programme[g].track == track &&
        study->programme[g].profession == profession)
      return true;
  return false;
}

bool stabil_strata_contrast(const stabil_study *study, int profession, int track,
                            int reference) {
  return track != reference && leads_to(study, track, profession) &&
         leads_to(study, reference, profession);
}

static bool any_contrast(const stabil_study *study) {
  for (int p = 0; p < study->profession_count; p++)
    for (int a = 0; a < study->track_count; a++)
      for (int b = 0; b < a; b++)
        if (stabil_strata_contrast(study, p, a, b)) return true;
  return false;
}

void stabil_strata_fill(stabil_world *w) {
  w->strata = w->stratum_traits = 0;
  if (!any_contrast(w->study)) return;
  for (int t = 0; t < w->traits; t++)
    if (stabil_strata_composition(w->study, t)) w->stratum_trait[w->stratum_traits++] = t;
  w->strata = STABIL_HOME_COUNT << w->stratum_traits;
}

// A labour region is district where most of its inhabitants live in the district.
static stabil_home home_of(const stabil_world *w, const stabil_person *person) {
  const int r = person->origin, counties = w->study->county_count;
  const int county = w->study->place[w->study->programme[person->programme].place].county;
  if (r < 0 || w->region_rural[r] + w->region_urban[r] <= 0.0) return STABIL_HOME_OUTSIDE;
  const bool district = w->region_rural[r] >= w->region_urban[r];
  if (county >= 0 && w->region_county[r * counties + county])
    return district ? STABIL_HOME_COUNTY_DISTRICT : STABIL_HOME_COUNTY_OTHER;
  return district ? STABIL_HOME_REGION_DISTRICT : STABIL_HOME_REGION_OTHER;
}

int stabil_strata_of(const stabil_world *w, const stabil_person *person) {
  int bits = 0;
  for (int k = 0; k < w->stratum_traits; k++)
    bits |= (person->traits >> w->stratum_trait[k] & 1) << k;
  return ((int)home_of(w, person) << w->stratum_traits) + bits;
}
