// SPDX-License-Identifier: GPL-3.0-or-later
// Priority and job search: what would never apply to anybody is refused.
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

static bool near(const stabil_place *a, const stabil_place *b) {
  return a->kind != STABIL_REST && b->kind != STABIL_REST && a->region >= 0 &&
         a->region == b->region;
}

static bool has_elsewhere(const stabil_study *study, int role, int place) {
  const stabil_role *from = &study->role[role];
  for (int q = 0; q < study->place_count; q++) {
    if (!near(&study->place[place], &study->place[q])) continue;
    for (int k = 0; k < study->role_count; k++) {
      const stabil_role *to = &study->role[k];
      if ((q != place || to->employer != from->employer) &&
          has_posts(&study->place[q], to, k) && takes(to, from))
        return true;
    }
  }
  return false;
}

static void check_job_search(stabil_reader *r, int index) {
  const stabil_study *study = r->study;
  const stabil_role *role = &study->role[index];
  if (!role->job_search.given) return;
  for (int p = 0; p < study->place_count; p++)
    if (has_posts(&study->place[p], role, index) && has_elsewhere(study, index, p))
      return;
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
