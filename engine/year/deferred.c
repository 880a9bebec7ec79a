// SPDX-License-Identifier: GPL-3.0-or-later
// Deferred acceptance, applicants propose (Gale and Shapley 1962; docs/model.md 4.6).
// Posts keep the best so far; whoever is dropped asks the next post; nobody is hired
// before the last round.
#include "year/matching.h"

static void enlist(stabil_state *s, int record, int64_t n) {
  for (int unit = 0; unit < n; unit++) {
    if (!stabil_state_room(s, &s->proposer, sizeof *s->proposer, s->proposer_count,
                           &s->proposer_capacity))
      return;
    s->proposer[s->proposer_count++] =
        (stabil_proposer){.record = record, .unit = unit, .slot = -1, .refusal = -1};
  }
}

static void mark_refusals(stabil_state *s, const stabil_proposer *p, bool mark) {
  for (int at = p->refusal; at >= 0; at = s->refusal[at].before)
    s->refused[s->refusal[at].slot] = mark;
}

// Cumulative weights of the posts that have not refused the proposer, and their sum.
static double weigh_the_others(stabil_state *s, const stabil_options *options) {
  double sum = 0.0, before = 0.0;
  for (int k = 0; k < options->count; k++) {
    if (!s->refused[options->slot[k]]) sum += s->cumulative[k] - before;
    before = s->cumulative[k];
    s->remaining[k] = sum;
  }
  return sum;
}

static void propose(stabil_state *s, int at, const double *cumulative,
                    const stabil_chooser *c, int round) {
  const stabil_proposer *p = &s->proposer[at];
  const int slot = stabil_recruitment_pick(s, c, cumulative, p->unit, round);
  // one applicant is the same to a post in every round
  stabil_applicant *a = stabil_applicants_add(s, p->record, p->unit, slot, 0);
  if (a) a->proposer = at;
}

typedef struct beyond { // the rest places, as a chooser sees them
  double weight[STABIL_MAX_GROUPS], sum, back;
  int64_t going[STABIL_MAX_GROUPS];
} beyond;

// Who lives in the rest of the country and has been turned down weighs it again.
static bool goes(stabil_state *s, stabil_proposer *p, beyond *rest, double region,
                 int round) {
  if (rest->sum <= 0.0) return false;
  stabil_key key = stabil_state_key(s, p->record, STABIL_FOR_MATCHING, (uint32_t)round);
  key.index = stabil_unit_index(p->unit, round);
  double at = stabil_chance_uniform(s, key) * (rest->sum + region * rest->back);
  for (int g = 1; g < s->world->groups; g++) {
    at -= rest->weight[g];
    if (at >= 0.0 || rest->weight[g] <= 0.0) continue;
    rest->going[g]++;
    p->gone = true;
    return true;
  }
  return false;
}

// The proposers [first, end) are one record.
static void ask_again(stabil_state *s, int first, int end, int round) {
  int idle = 0;
  for (int i = first; i < end; i++)
    idle += s->proposer[i].slot < 0 && !s->proposer[i].gone;
  if (idle == 0) return;
  const stabil_chooser c = stabil_recruitment_chooser(s, s->proposer[first].record);
  beyond rest = {.sum = 0.0};
  if (s->world->place_rest[c.seeker.place])
    rest.sum = stabil_recruitment_rest(s, &c, rest.weight, &rest.back);
  for (int i = first; i < end; i++) {
    stabil_proposer *p = &s->proposer[i];
    if (p->slot >= 0 || p->gone) continue;
    mark_refusals(s, p, true);
    const double region = weigh_the_others(s, &s->options[c.person.stage]);
    if (!goes(s, p, &rest, region, round) && region > 0.0)
      propose(s, i, s->remaining, &c, round);
    mark_refusals(s, p, false);
  }
  for (int g = 1; g < s->world->groups; g++)
    if (rest.going[g] > 0) stabil_recruitment_settle(s, &c, g, rest.going[g], round);
}

static void first_round(stabil_state *s) {
  stabil_options_fill(s->options, s->world, s->epoch,
                      &(stabil_on_offer){.size = s->size});
  for (int k = 0; k < s->record_count; k++) {
    const stabil_chooser c = stabil_recruitment_chooser(s, s->record[k]);
    const int first = s->proposer_count;
    enlist(s, c.record, stabil_recruitment_region(s, &c, 0));
    for (int at = first; at < s->proposer_count && c.region > 0.0; at++)
      propose(s, at, s->cumulative, &c, 0);
  }
  stabil_job_search_step(s);
}

static void later_round(stabil_state *s, int round) {
  stabil_options_fill(s->options, s->world, s->epoch,
                      &(stabil_on_offer){.size = s->size, .fillable = s->fillable});
  for (int first = 0, end; first < s->proposer_count; first = end) {
    end = first + 1;
    while (end < s->proposer_count &&
           s->proposer[end].record == s->proposer[first].record)
      end++;
    ask_again(s, first, end, round);
  }
}

static void refuse(stabil_state *s, const stabil_applicant *a) {
  if (a->proposer < 0) return; // stays in the post he or she has
  if (!stabil_state_room(s, &s->refusal, sizeof *s->refusal, s->refusal_count,
                         &s->refusal_capacity))
    return;
  stabil_proposer *p = &s->proposer[a->proposer];
  s->refusal[s->refusal_count] =
      (stabil_refusal){a->slot, a->rank, a->priority, p->refusal};
  p->refusal = s->refusal_count++;
  p->slot = -1;
}

static void keep(stabil_state *s, const stabil_applicant *a) {
  if (a->proposer < 0) return;
  stabil_proposer *p = &s->proposer[a->proposer];
  p->slot = a->slot;
  p->rank = a->rank;
  p->priority = a->priority;
}

// Each post keeps its best applicants, those of earlier rounds among them.
static void keep_the_best(stabil_state *s) {
  int kept = 0, slot = -1;
  int64_t taken = 0;
  stabil_applicants_sort(s);
  for (int k = 0; k < s->applicant_count; k++) {
    const stabil_applicant a = s->applicant[k];
    if (a.slot != slot) taken = 0;
    slot = a.slot;
    if (taken == s->fillable[slot]) {
      refuse(s, &a);
      continue;
    }
    taken++;
    keep(s, &a);
    s->applicant[kept++] = a;
  }
  s->applicant_count = kept;
}

void stabil_deferred_step(stabil_state *s) {
  const int rounds = s->world->study->choice.rounds;
  s->proposer_count = s->refusal_count = s->applicant_count = 0;
  for (int round = 0; round < rounds; round++) {
    const int before = s->applicant_count;
    if (round == 0)
      first_round(s);
    else
      later_round(s, round);
    if (s->applicant_count == before) break;
    keep_the_best(s);
  }
  for (int k = 0; k < s->applicant_count; k++)
    stabil_applicants_hire(s, &s->applicant[k]);
  s->applicant_count = 0;
}
