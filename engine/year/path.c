// SPDX-License-Identifier: GPL-3.0-or-later
// How far people with a programme have moved since their first post (docs/model.md 4.11).
// The rest of the country is beyond all of it. While somebody is nearer than that, the
// place of the post, or the one where he or she searches, is enough to tell.
#include "year/state.h"

static void at_least(stabil_person *person, stabil_path path) {
  if (person->path < (int)path) person->path = (int)path;
}

void stabil_path_search(const stabil_world *w, stabil_person *person) {
  if (person->first_post == STABIL_FIRST_NONE) return;
  at_least(person, w->place_rest[w->slot[person->slot].place] ? STABIL_PATH_AWAY
                                                              : STABIL_PATH_MUNICIPALITY);
}

void stabil_path_take_post(const stabil_world *w, const stabil_person *before,
                           stabil_person *person) {
  const int from = w->slot[before->slot].place, to = w->slot[person->slot].place;
  if (person->programme < 0) return;
  if (w->place_rest[to])
    at_least(person, STABIL_PATH_AWAY);
  else if (before->first_post == STABIL_FIRST_NONE)
    return;
  else if (from == to)
    at_least(person, STABIL_PATH_MUNICIPALITY);
  else
    at_least(person, w->study->place[from].region == w->study->place[to].region
                         ? STABIL_PATH_REGION
                         : STABIL_PATH_AWAY);
}
