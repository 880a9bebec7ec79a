// SPDX-License-Identifier: GPL-3.0-or-later
// Who is taken first, and deferred acceptance: shares against formulas, stability against
// its definition given the draws of a step. Seeds are fixed.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "case.h"
#include "year/matching.h"

// Two schools whose classes graduate in the only step; posts without staff.
#define STUDY                                                                            \
  "stabil: 1\ntitle: Matching\nseed: 21\nprice_year: 2025\n"                             \
  "horizon: {start: 2025, years: 1, steps_per_year: 1}\n"                                \
  "professions:\n  nurse: {graduates_as: nurse, entry_age: 26, retire: {end: 100}}\n"    \
  "stages:\n  nurse: {profession: nurse}\n"                                              \
  "roles:\n  post:\n    at: municipality\n    employer: municipality\n"                  \
  "    holders: [nurse]\n    position_fraction: 1\n    time_to_fill: 0\n"                \
  "    priority: [%s]\n    turnover: {rate: {default: 0.1, kind: {rest: 0}}}\n"          \
  "bonds:\n  service: {profession: nurse, scope: region, years: 2, hold: 1}\n"           \
  "counties: {north: {label: North}}\n"                                                  \
  "regions: {ra: {label: A}, rb: {label: B}, rc: {label: C}}\n"                          \
  "programmes:\n"                                                                        \
  "  one: {profession: nurse, place: a, length: 2, seats: {2023: 0, 2024: 40, 2025: "    \
  "0}, "                                                                                 \
  "origin: {region: 1}}\n"                                                               \
  "  two: {profession: nurse, place: b, length: 2, seats: {2023: 0, 2024: 60, 2025: "    \
  "0}, "                                                                                 \
  "origin: {region: 1}}\n"                                                               \
  "measures:\n"                                                                          \
  "  bind: {effects: [{lever: bond, bond: service, scale: set, value: 0.4}]}\n"          \
  "  interviews: {effects: [{lever: matching.local_ties, scale: set, value: %s}]}\n"     \
  "scenarios: {baseline: {measures: [bind, interviews]}}\n"                              \
  "choice: {theta: 0, matching: %s, rounds: %s}\n"

#define PLACE(id, funded, attraction)                                                    \
  "  " id ": {kind: municipality, county: north, region: r" id                           \
  ", centrality: 5, population: 1000, "                                                  \
  "attraction: " attraction ", posts: {post: {funded: " funded ", vacancy: 1}}}\n"
#define ONE_EMPLOYER                                                                     \
  "places:\n" PLACE("a", "30", "0") PLACE("b", "0", "0") PLACE("c", "0", "0")
#define THREE_EMPLOYERS                                                                  \
  "places:\n" PLACE("a", "30", "0") PLACE("b", "30", "0.8") PLACE("c", "25", "1.5")

typedef struct bench { // a study, run replicate by replicate with its state at hand
  stabil_study *study;
  stabil_world *world;
  stabil_model *model;
  stabil_state *state;
} bench;

static bench bench_of(char *text) {
  const stabil_layout layout = {.sizes = {.count = 1}, .tenure_years = 1};
  static const int sizes[8] = {0};
  bench b = {.study = stabil_case_study(text)};
  assert_int_equal(
      stabil_world_create(b.study, -1, b.study->seed, b.study->years, &b.world, NULL), 0);
  assert_int_equal(stabil_model_create(b.world, 0, &b.model, NULL), 0);
  assert_int_equal(stabil_state_create(b.world, &layout, sizes, &b.state, NULL), 0);
  free(text);
  return b;
}

static void bench_free(bench *b) {
  stabil_state_free(b->state);
  stabil_model_free(b->model);
  stabil_world_free(b->world);
  stabil_study_free(b->study);
}

// --- classes of priority
// ----------------------------------------------------------------------

typedef bool predicate(const bench *b, const stabil_person *person);

static int region_a(const bench *b) {
  return b->study->place[b->world->post[0].place].region; // posts lie by place
}

static bool is_local(const bench *b, const stabil_person *p) {
  return p->origin == region_a(b);
}
static bool is_trained(const bench *b, const stabil_person *p) {
  return p->training == region_a(b);
}
static bool is_bound(const bench *b, const stabil_person *p) {
  (void)b;
  return p->bond > 0;
}
static bool is_bound_or_local(const bench *b, const stabil_person *p) {
  return is_bound(b, p) || is_local(b, p);
}

typedef struct tally { // of one replicate
  double hired, of_class, all, in_class;
} tally;

static tally count(const bench *b, predicate *in_class) {
  const stabil_cohorts *c = &b->state->cohorts;
  tally t = {0};
  for (int i = 0; i < c->count; i++) {
    const stabil_person p = stabil_cohorts_person(c, i);
    const bool hired = b->world->slot[p.slot].kind == STABIL_SLOT_POST;
    const bool in = in_class(b, &p);
    t.all += c->n[i];
    t.in_class += in ? c->n[i] : 0;
    t.hired += hired ? c->n[i] : 0;
    t.of_class += hired && in ? c->n[i] : 0;
  }
  assert_true(t.all == 100 && t.hired == 30);
  return t;
}

// 30 posts, 100 applicants, m of them in the class: min(30, m) are taken.
static void all_of_a_class_come_first(const char *list, predicate *in_class) {
  bench b = bench_of(stabil_case_format(STUDY ONE_EMPLOYER, list, "0", "immediate", "1"));
  double fewest = INFINITY, most = 0;
  for (int r = 1; r <= 200; r++) {
    stabil_schedule_run(b.state, b.model, r);
    const tally t = count(&b, in_class);
    assert_true(t.of_class == fmin(t.hired, t.in_class));
    fewest = fmin(fewest, t.in_class);
    most = fmax(most, t.in_class);
  }
  assert_true(fewest >= 10 && most < 90);
  bench_free(&b);
}

static void test_a_class_comes_first(void **state) {
  (void)state;
  all_of_a_class_come_first("local_ties", is_local);
  all_of_a_class_come_first("trained", is_trained);
  all_of_a_class_come_first("bonded", is_bound);
  all_of_a_class_come_first("bonded, local_ties", is_bound);
  all_of_a_class_come_first("bonded, local_ties", is_bound_or_local);
  all_of_a_class_come_first("local_ties, trained, bonded", is_local);
}

// The rank of somebody at the post of a.
static int rank_of(bench *b, stabil_person person) {
  stabil_state *s = b->state;
  stabil_cohorts_clear(&s->cohorts);
  stabil_cohorts_add(&s->cohorts, &person, 1);
  s->applicant_count = 0;
  const stabil_applicant *a = stabil_applicants_add(s, 0, 0, 0, 0);
  assert_non_null(a);
  return a->rank;
}

static void test_the_first_class_that_fits_counts(void **state) {
  (void)state;
  // the list, and a third place that a's staff may go to
  char *text = stabil_case_change(
      stabil_case_format(STUDY ONE_EMPLOYER,
                         "staff, claim, bonded, trained, local_ties]\n    job_search: "
                         "{rate: 0, stay: 0} # ",
                         "0", "immediate", "1"),
      "region: rc", "region: rb");
  bench b = bench_of(text);
  stabil_schedule_run(b.state, b.model, 1);
  const int a = b.world->post[0].place, search = b.world->search_slot + a;
  const int here = b.study->place[a].region, there = here == 0 ? 1 : 0;
  stabil_person p = {.slot = search,
                     .programme = -1,
                     .origin = there,
                     .training = -1,
                     .last_role = -1,
                     .stage_end = STABIL_NEVER};
  assert_int_equal(rank_of(&b, p), 5);
  p.origin = here;
  assert_int_equal(rank_of(&b, p), 4);
  p.training = here;
  assert_int_equal(rank_of(&b, p), 3);
  p.bond = 1;
  assert_int_equal(rank_of(&b, p), 2);
  p.bond_end = b.state->step * 12; // over
  assert_int_equal(rank_of(&b, p), 3);
  p.claim = 1 + (a == 0 ? 1 : 0);
  assert_int_equal(rank_of(&b, p), 3);
  p.claim = 1 + a;
  assert_int_equal(rank_of(&b, p), 1);
  p.slot = 1; // the post of another place
  assert_int_equal(rank_of(&b, p), 0);
  bench_free(&b);
}

// Without the class the number is hypergeometric.
static void test_without_classes_all_are_alike(void **state) {
  (void)state;
  bench b = bench_of(stabil_case_format(STUDY ONE_EMPLOYER, "", "0", "immediate", "1"));
  stabil_moments m = {0};
  for (int r = 1; r <= 2000; r++) {
    stabil_schedule_run(b.state, b.model, r);
    const tally t = count(&b, is_local);
    const double p = t.in_class / t.all;
    const double variance = t.hired * p * (1 - p) * (t.all - t.hired) / (t.all - 1);
    stabil_moments_add(&m, (t.of_class - t.hired * p) / sqrt(variance));
  }
  stabil_case_expect_mean("locals", &m, 0, 1);
  stabil_case_expect_variance("locals", &m, 1, 3);
  bench_free(&b);
}

// The lever is the share of steps in which local ties come first.
static void test_the_lever_is_a_share_of_steps(void **state) {
  (void)state;
  bench b = bench_of(stabil_case_format(STUDY ONE_EMPLOYER, "", "0.3", "immediate", "1"));
  stabil_moments m = {0};
  for (int r = 1; r <= 3000; r++) {
    stabil_schedule_run(b.state, b.model, r);
    const tally t = count(&b, is_local);
    // all by chance: once in 10^6 or less
    stabil_moments_add(&m, t.of_class == fmin(t.hired, t.in_class));
  }
  stabil_case_expect_mean("steps", &m, 0.3, 0.3 * 0.7);
  bench_free(&b);
}

static void same_results(char *a, char *b) {
  const stabil_run_options options = {.draws = 1, .replicates = 20, .threads = 1};
  stabil_case *x = stabil_case_run_text(a, &options),
              *y = stabil_case_run_text(b, &options);
  for (int s = 0; s < x->scenarios; s++)
    for (int r = 0; r < x->replicates; r++)
      assert_true(stabil_case_same(x, s, r, y, s, r, x->years));
  stabil_case_free(x);
  stabil_case_free(y);
}

static void test_a_class_of_all_or_none_changes_nothing(void **state) {
  (void)state;
  char *a = stabil_case_file("scenarios/05_doctors.yaml");
  char *b =
      stabil_case_change(stabil_case_file("scenarios/05_doctors.yaml"),
                         "  gp:\n    label:", "  gp:\n    priority: [claim]\n    label:");
  same_results(a, b);
}

// --- deferred acceptance
// ----------------------------------------------------------------------

typedef struct worst { // of those whom a post has
  int64_t held;
  int rank;
  double priority;
} worst;

static bool before(int rank, double priority, int than_rank, double than_priority) {
  return rank != than_rank ? rank < than_rank : priority < than_priority;
}

static void worst_of_posts(const stabil_state *s, worst *at) {
  for (int i = 0; i < s->proposer_count; i++) {
    const stabil_proposer *p = &s->proposer[i];
    if (p->slot < 0) continue;
    worst *w = &at[p->slot];
    if (w->held++ == 0 || before(w->rank, w->priority, p->rank, p->priority)) {
      w->rank = p->rank;
      w->priority = p->priority;
    }
  }
}

// Posts that somebody would rather have are those that have refused; who has no post has
// been refused by all. Each of them must be full of better ones: they block otherwise.
static int blocking_pairs(const stabil_state *s, const worst *at) {
  int blocking = 0;
  for (int i = 0; i < s->proposer_count; i++) {
    const stabil_proposer *p = &s->proposer[i];
    int asked = 0;
    for (int k = p->refusal; k >= 0; k = s->refusal[k].before, asked++) {
      const stabil_refusal *r = &s->refusal[k];
      const worst *w = &at[r->slot];
      blocking += s->fillable[r->slot] > 0 || w->held == 0 ||
                  before(r->rank, r->priority, w->rank, w->priority);
    }
    if (p->slot < 0) blocking += s->world->posts - asked;
  }
  return blocking;
}

static int unstable(const char *rounds) {
  bench b = bench_of(stabil_case_format(STUDY THREE_EMPLOYERS, "bonded, local_ties",
                                        "0.5", "deferred", rounds));
  int blocking = 0;
  for (int r = 1; r <= 100; r++) {
    worst at[6] = {{0}};
    stabil_schedule_run(b.state, b.model, r);
    worst_of_posts(b.state, at);
    for (int j = 0; j < 3; j++)
      assert_int_equal(at[j].held, stabil_cohorts_heads(&b.state->cohorts, j));
    assert_int_equal(b.state->proposer_count, 100);
    blocking += blocking_pairs(b.state, at);
  }
  bench_free(&b);
  return blocking;
}

static void test_the_result_is_stable(void **state) {
  (void)state;
  assert_int_equal(unstable("100"), 0);
  assert_true(unstable("1") > 0); // or the test would find nothing
}

// Local people without a post although 30 posts there put them first.
static double locals_left_out(const char *matching) {
  bench b = bench_of(
      stabil_case_format(STUDY THREE_EMPLOYERS, "local_ties", "0", matching, "100"));
  double left = 0;
  for (int r = 1; r <= 100; r++) {
    stabil_schedule_run(b.state, b.model, r);
    const stabil_cohorts *c = &b.state->cohorts;
    double out = 0, there = 0;
    for (int i = 0; i < c->count; i++) {
      const stabil_person p = stabil_cohorts_person(c, i);
      if (!is_local(&b, &p)) continue;
      there += c->n[i];
      out += b.world->slot[p.slot].kind == STABIL_SLOT_SEARCH ? c->n[i] : 0;
    }
    if (there <= 30) left += out;
  }
  bench_free(&b);
  return left;
}

// In rounds at once a place is lost to whoever asked first; deferred it is not.
static void test_a_first_choice_costs_nothing(void **state) {
  (void)state;
  assert_true(locals_left_out("immediate") > 0);
  assert_true(locals_left_out("deferred") == 0);
}

static void test_one_round_is_the_same_either_way(void **state) {
  (void)state;
  same_results(
      stabil_case_format(STUDY THREE_EMPLOYERS, "bonded", "0.5", "immediate", "1"),
      stabil_case_format(STUDY THREE_EMPLOYERS, "bonded", "0.5", "deferred", "1"));
  char *a = stabil_case_matching(), *b = stabil_case_matching();
  a = stabil_case_change(a, "matching: deferred\n  rounds: 4", "rounds: 1");
  b = stabil_case_change(b, "rounds: 4", "rounds: 1");
  same_results(a, b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_class_comes_first),
      cmocka_unit_test(test_the_first_class_that_fits_counts),
      cmocka_unit_test(test_without_classes_all_are_alike),
      cmocka_unit_test(test_the_lever_is_a_share_of_steps),
      cmocka_unit_test(test_a_class_of_all_or_none_changes_nothing),
      cmocka_unit_test(test_the_result_is_stable),
      cmocka_unit_test(test_a_first_choice_costs_nothing),
      cmocka_unit_test(test_one_round_is_the_same_either_way),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
