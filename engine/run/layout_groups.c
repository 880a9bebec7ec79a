// SPDX-License-Identifier: GPL-3.0-or-later
// Names of the groups that graduates and people under a bond are told apart by.
#include "model/strata.h"
#include "run/layout.h"

// Names that are filled one by one; count is what they have room for.
typedef struct list {
  int count;
  const char **name, **en, **nb;
} list;

static bool make(list *l, int count, stabil_arena *arena) {
  const size_t n = (size_t)count + 1;
  *l = (list){count, stabil_arena_array(arena, n, sizeof(char *)),
              stabil_arena_array(arena, n, sizeof(char *)),
              stabil_arena_array(arena, n, sizeof(char *))};
  return l->name && l->en && l->nb;
}

static bool put(list *l, int i, const char *name, const char *en, const char *nb) {
  l->name[i] = name;
  l->en[i] = en && *en ? en : name;
  l->nb[i] = nb && *nb ? nb : l->en[i];
  return l->name[i] && l->en[i] && l->nb[i];
}

static stabil_names names(const list *l) {
  return (stabil_names){l->count, l->name, l->en, l->nb};
}

#define HOME_NAME(ID, name, en, nb) #name,
#define HOME_EN(ID, name, en, nb) en,
#define HOME_NB(ID, name, en, nb) nb,
static const char *const home_name[] = {STABIL_HOME_LIST(HOME_NAME)};
static const char *const home_en[] = {STABIL_HOME_LIST(HOME_EN)};
static const char *const home_nb[] = {STABIL_HOME_LIST(HOME_NB)};

// "county_district urban low", with the values of the traits as they are named.
static bool name_stratum(const stabil_world *w, int i, stabil_arena *arena, list *strata,
                         const char **value) {
  const int home = i >> w->stratum_traits;
  const char *name = home_name[home], *en = home_en[home], *nb = home_nb[home];
  for (int k = 0; k < w->stratum_traits && name && en && nb; k++) {
    value[k] = w->study->trait[w->stratum_trait[k]].value[i >> k & 1];
    name = stabil_arena_format(arena, "%s %s", name, value[k]);
    en = stabil_arena_format(arena, "%s, %s", en, value[k]);
    nb = stabil_arena_format(arena, "%s, %s", nb, value[k]);
  }
  return name && en && nb && put(strata, i, name, en, nb);
}

static bool fill_strata(const stabil_world *w, stabil_arena *arena, stabil_layout *out) {
  const size_t n = (size_t)w->strata + 1;
  const int traits = w->stratum_traits;
  list strata, trait;
  int *home = stabil_arena_array(arena, n, sizeof *home);
  const char **value = stabil_arena_array(arena, n * ((size_t)traits + 1), sizeof *value);
  if (!home || !value || !make(&strata, w->strata, arena) || !make(&trait, traits, arena))
    return false;
  for (int i = 0; i < w->strata; i++) {
    home[i] = i >> traits;
    if (!name_stratum(w, i, arena, &strata, value + i * traits)) return false;
  }
  for (int k = 0; k < traits; k++) {
    const char *name = w->study->trait[w->stratum_trait[k]].name;
    (void)put(&trait, k, name, name, name);
  }
  out->strata = names(&strata);
  out->stratum_traits = names(&trait);
  out->stratum_homes = (stabil_names){STABIL_HOME_COUNT, home_name, home_en, home_nb};
  out->stratum_home = home;
  out->stratum_value = value;
  return true;
}

static bool fill_tracks(const stabil_world *w, stabil_arena *arena, stabil_layout *out) {
  list tracks;
  int *of = stabil_arena_array(arena, (size_t)w->programmes + 1, sizeof *of);
  if (!of || !make(&tracks, w->tracks, arena)) return false;
  for (int k = 0; k < w->tracks; k++) {
    const stabil_track *track = &w->study->track[k];
    (void)put(&tracks, k, track->name, track->label.en, track->label.nb);
  }
  for (int g = 0; g < w->programmes; g++) of[g] = w->programme_track[g];
  out->tracks = names(&tracks);
  out->programme_track = of;
  return true;
}

typedef struct contrasts {
  int count;
  int *profession, *track, *reference;
} contrasts;

// Every pair of tracks of a profession: the one declared later less the one before it.
static void list_contrasts(const stabil_study *study, contrasts *c) {
  c->count = 0;
  for (int p = 0; p < study->profession_count; p++)
    for (int a = 0; a < study->track_count; a++)
      for (int b = 0; b < a; b++) {
        if (!stabil_strata_contrast(study, p, a, b)) continue;
        c->profession[c->count] = p;
        c->track[c->count] = a;
        c->reference[c->count++] = b;
      }
}

static const char *less(stabil_arena *arena, const char *profession, const char *track,
                        const char *reference) {
  return stabil_arena_format(arena, "%s: %s - %s", profession, track, reference);
}

static bool fill_contrasts(const stabil_world *w, stabil_arena *arena,
                           stabil_layout *out) {
  const size_t most =
      (size_t)(w->professions * w->tracks * (w->tracks > 1 ? w->tracks : 1)) + 1;
  contrasts c = {0, stabil_arena_array(arena, most, sizeof(int)),
                 stabil_arena_array(arena, most, sizeof(int)),
                 stabil_arena_array(arena, most, sizeof(int))};
  list all;
  if (!c.profession || !c.track || !c.reference) return false;
  list_contrasts(w->study, &c);
  if (!make(&all, c.count, arena)) return false;
  for (int i = 0; i < c.count; i++) {
    const int p = c.profession[i], a = c.track[i], b = c.reference[i];
    const stabil_names *t = &out->tracks, *of = &out->professions;
    if (!put(&all, i, less(arena, of->name[p], t->name[a], t->name[b]),
             less(arena, of->label_en[p], t->label_en[a], t->label_en[b]),
             less(arena, of->label_nb[p], t->label_nb[a], t->label_nb[b])))
      return false;
  }
  out->contrasts = names(&all);
  out->contrast_profession = c.profession;
  out->contrast_track = c.track;
  out->contrast_reference = c.reference;
  return true;
}

static bool fill_bonds(const stabil_world *w, stabil_arena *arena, stabil_layout *out) {
  list bonds, people;
  if (!make(&bonds, w->bonds, arena) || !make(&people, 1 + 2 * w->traits, arena))
    return false;
  for (int b = 0; b < w->bonds; b++) {
    const stabil_bond *bond = &w->study->bond[b];
    (void)put(&bonds, b, bond->name, bond->label.en, bond->label.nb);
  }
  (void)put(&people, 0, "all", "all", "alle");
  for (int t = 0; t < w->traits; t++)
    for (int v = 0; v < 2; v++) {
      const char *value = w->study->trait[t].value[v];
      (void)put(&people, 1 + 2 * t + v, value, value, value);
    }
  out->bonds = names(&bonds);
  out->bond_people = names(&people);
  // no bond lasts longer than the run but for the half year after it
  out->bond_half_years = w->bonds ? 2 * w->years + 1 : 0;
  return true;
}

bool stabil_layout_groups(const stabil_world *w, stabil_arena *arena,
                          stabil_layout *out) {
  return fill_strata(w, arena, out) && fill_tracks(w, arena, out) &&
         fill_contrasts(w, arena, out) && fill_bonds(w, arena, out);
}
