// SPDX-License-Identifier: GPL-3.0-or-later
// Priority and job search: what would never apply to anybody is refused.
#include <stdlib.h>
#include <string.h>

#include "scenario/read.h"

static bool puts_first(const stabil_role *role, stabil_class class) {
  for (int i = 0; i < role->priority.count; i++)
    if (role->priority.class[i] == class) return true;
  return false;
}

static void check_priority(stabil_reader *r, const stabil_role *role) {
  const stabil_study *study = r->study;
  bool looks = false, bonds = false;
  for (int i = 0; i < study->role_count; i++)
    looks |=
        study->role[i].job_search.given && study->role[i].profession == role->profession;
  for (int i = 0; i < study->bond_count; i++)
    bonds |= study->bond[i].profession == role->profession;
  if (puts_first(role, STABIL_CLASS_STAFF) && !looks)
    stabil_check_fail(r, STABIL_STEPS("roles", role->name, "priority"),
                      "'staff' never applies: no role of the profession has "
                      "`job_search`");
  if (puts_first(role, STABIL_CLASS_BONDED) && !bonds)
    stabil_check_fail(r, STABIL_STEPS("roles", role->name, "priority"),
                      "'bonded' never applies: the profession has no bond");
}

static bool has_posts(const stabil_place *place, const stabil_role *role, int index) {
  for (int i = 0; i < place->post_count; i++)
    if (place->post[i].role == index) return true;
  return place->kind == STABIL_MUNICIPALITY && role->place_kind == STABIL_MUNICIPALITY &&
         (role->need.has_per_10000 || role->demand.has_per_10000 ||
          role->funded.has_per_10000);
}

// May those who hold one role take the other?
static bool takes(const stabil_role *to, const stabil_role *from) {
  for (int i = 0; i < to->holder_count; i++)
    for (int k = 0; k < from->holder_count; k++)
      if (to->holder[i].stage == from->holder[k].becomes) return true;
  return false;
}

// Two roles in a region: places with posts of the one, of the other, of both.
typedef struct meeting {
  int from, to, both;
} meeting;

// Is there a place with one and another place with the other, or one with both where the
// employer is another? One pass over the places for two roles; pairs of places would take
// minutes where a study has thousands.
static bool meet(const stabil_study *study, int from, int to, meeting *regions) {
  const bool other = study->role[from].employer != study->role[to].employer;
  memset(regions, 0, (size_t)study->region_count * sizeof *regions);
  for (int p = 0; p < study->place_count; p++) {
    const stabil_place *place = &study->place[p];
    if (place->kind == STABIL_REST || place->region < 0) continue;
    const bool a = has_posts(place, &study->role[from], from);
    const bool b = has_posts(place, &study->role[to], to);
    meeting *here = &regions[place->region];
    here->from += a;
    here->to += b;
    here->both += a && b;
    // One place alone is no place to go to, unless somebody else employs there.
    if (here->from > 0 && here->to > 0 &&
        (other || !(here->from == 1 && here->to == 1 && here->both == 1)))
      return true;
  }
  return false;
}

static bool finds(stabil_reader *r, int from) {
  const stabil_study *study = r->study;
  meeting *regions = calloc((size_t)study->region_count + 1, sizeof *regions);
  bool found = regions == NULL;
  if (regions == NULL) r->memory = true;
  for (int k = 0; k < study->role_count && !found; k++)
    found = takes(&study->role[k], &study->role[from]) && meet(study, from, k, regions);
  free(regions);
  return found;
}

static void check_job_search(stabil_reader *r, int index) {
  const stabil_study *study = r->study;
  const stabil_role *role = &study->role[index];
  if (!role->job_search.given || finds(r, index)) return;
  stabil_check_fail(r, STABIL_STEPS("roles", role->name, "job_search"),
                    "nobody finds anything: no labour region has posts of another "
                    "employer or place for those who hold this role");
}

void stabil_check_matching(stabil_reader *r) {
  for (int i = 0; i < r->study->role_count; i++) {
    check_priority(r, &r->study->role[i]);
    check_job_search(r, i);
  }
}
