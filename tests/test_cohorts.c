// SPDX-License-Identifier: GPL-3.0-or-later
// The list of cohorts: one record to a key, identities that names alone decide.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "case.h"
#include "year/cohorts.h"

typedef struct bench {
  stabil_study *study;
  stabil_world *world;
  stabil_cohorts cohorts;
} bench;

static int setup(void **state) {
  static bench b;
  char *text = stabil_case_file("tests/cases/levers.yaml");
  b.study = stabil_case_study(text);
  free(text);
  assert_int_equal(stabil_world_create(b.study, -1, 1, 4, &b.world, NULL), 0);
  assert_true(stabil_cohorts_create(&b.cohorts, b.world));
  *state = &b;
  return 0;
}

static int teardown(void **state) {
  bench *b = *state;
  stabil_cohorts_free(&b->cohorts);
  stabil_world_free(b->world);
  stabil_study_free(b->study);
  return 0;
}

enum { MOST = 24 };

static stabil_person nobody(void) { // all defaults
  return (stabil_person){.programme = -1,
                         .origin = -1,
                         .training = -1,
                         .qualified = STABIL_NEVER,
                         .stage_end = STABIL_NEVER,
                         .last_role = -1};
}

static void same_person(const stabil_person *a, const stabil_person *b) {
  assert_int_equal(a->slot, b->slot);
  assert_int_equal(a->stage, b->stage);
  assert_int_equal(a->traits, b->traits);
  assert_int_equal(a->programme, b->programme);
  assert_int_equal(a->origin, b->origin);
  assert_int_equal(a->training, b->training);
  assert_int_equal(a->first_post, b->first_post);
  assert_int_equal(a->qualified, b->qualified);
  assert_int_equal(a->hired, b->hired);
  assert_int_equal(a->stage_end, b->stage_end);
  assert_int_equal(a->last_role, b->last_role);
  assert_int_equal(a->bond_end, b->bond_end);
  assert_int_equal(a->claim, b->claim);
  assert_int_equal(a->term_end, b->term_end);
  assert_int_equal(a->path, b->path);
}

// Persons that differ from each other in one field each, extremes among them.
static int variants(stabil_person *out) {
  int n = 0;
  for (int i = 0; i < MOST; i++) out[i] = nobody();
  out[++n].slot = 1;
  out[++n].stage = 1;
  out[++n].traits = 1;
  out[++n].programme = 0;
  out[++n].origin = 0;
  out[++n].origin = 1;
  out[++n].training = 0;
  out[++n].training = 1;
  out[++n].first_post = STABIL_FIRST_DISTRICT;
  out[++n].first_post = STABIL_FIRST_OTHER;
  out[++n].qualified = STABIL_LONG_AGO;
  out[++n].qualified = 0;
  out[++n].hired = -1;
  out[++n].hired = 1;
  out[++n].stage_end = 1;
  out[++n].last_role = 1;
  out[++n].bond_end = 1;
  out[++n].claim = 1;
  out[++n].term_end = 1;
  out[++n].term_end = INT16_MAX;
  out[++n].path = STABIL_PATH_MUNICIPALITY;
  out[++n].path = STABIL_PATH_AWAY;
  return n + 1;
}

static void test_equal_keys_are_one_record(void **state) {
  bench *b = *state;
  stabil_person list[MOST];
  const int n = variants(list);
  for (int round = 1; round <= 2; round++) {
    for (int i = 0; i < n; i++) {
      stabil_cohorts_add(&b->cohorts, &list[i], 10 * round + i);
      assert_int_equal(b->cohorts.count, round == 1 ? i + 1 : n);
    }
  }
  for (int i = 0; i < n; i++) {
    assert_int_equal(b->cohorts.n[i], 30 + 2 * i);
    const stabil_person back = stabil_cohorts_person(&b->cohorts, i);
    same_person(&back, &list[i]);
  }
  stabil_cohorts_add(&b->cohorts, &list[3], 0);
  assert_int_equal(b->cohorts.count, n);
}

static void test_every_field_is_in_the_identity(void **state) {
  bench *b = *state;
  stabil_person list[MOST];
  const int n = variants(list);
  for (int i = 0; i < n; i++) {
    for (int k = 0; k < i; k++)
      assert_true(stabil_cohorts_identity(b->world, &list[i]) !=
                  stabil_cohorts_identity(b->world, &list[k]));
  }
}

// A default adds nothing, and a field adds the same whatever the others are: a field that
// is new leaves the numbers of those without it as they were.
static void test_defaults_add_nothing(void **state) {
  bench *b = *state;
  const stabil_person none = nobody();
  assert_true(stabil_cohorts_identity(b->world, &none) ==
              b->world->slot[0].id + b->world->stage_id[0]);
  stabil_person rural = none, trained = none, both = none;
  rural.traits = both.traits = 1;
  trained.training = both.training = 1;
  const uint64_t id = stabil_cohorts_identity(b->world, &none);
  assert_true(stabil_cohorts_identity(b->world, &both) - id ==
              stabil_cohorts_identity(b->world, &rural) - id +
                  (stabil_cohorts_identity(b->world, &trained) - id));
}

static void test_heads_follow(void **state) {
  bench *b = *state;
  stabil_cohorts *c = &b->cohorts;
  stabil_person person = nobody();
  stabil_cohorts_add(c, &person, 5);
  person.hired = -3;
  stabil_cohorts_add(c, &person, 7);
  person.stage = 1;
  stabil_cohorts_add(c, &person, 2);
  assert_int_equal(c->heads[0], 12);
  assert_int_equal(c->heads[1], 2);
  stabil_cohorts_take(c, 1, 4);
  assert_int_equal(c->heads[0], 8);
  assert_int_equal(stabil_cohorts_heads(c, 0), 10);
  assert_int_equal(stabil_cohorts_heads(c, 1), 0);
  stabil_cohorts_clear(c);
  assert_int_equal(c->count, 0);
  assert_int_equal(stabil_cohorts_heads(c, 0), 0);
  stabil_cohorts_add(c, &person, 1); // and nothing is left of what was there
  assert_int_equal(c->count, 1);
  assert_int_equal(c->n[0], 1);
}

// More people than fit at first, every second of whom leaves.
static void test_sweep_keeps_who_is_there(void **state) {
  bench *b = *state;
  stabil_cohorts *c = &b->cohorts;
  const int n = 20000;
  stabil_person person = nobody();
  for (int i = 0; i < n; i++) {
    person.qualified = -(i / 200);
    person.hired = -(i % 200);
    stabil_cohorts_add(c, &person, 1 + i % 3);
  }
  assert_int_equal(c->count, n);
  const int64_t heads = stabil_cohorts_heads(c, 0);
  for (int i = 0; i < n; i += 2) stabil_cohorts_take(c, i, c->n[i]);
  const int64_t left = stabil_cohorts_heads(c, 0);
  stabil_cohorts_sweep(c);
  assert_int_equal(c->count, n / 2);
  assert_true(left < heads && stabil_cohorts_heads(c, 0) == left);
  for (int i = 1; i < n; i += 2) { // found again, in the order they came
    const stabil_person there = stabil_cohorts_person(c, i / 2);
    assert_int_equal(there.qualified, -(i / 200));
    assert_int_equal(there.hired, -(i % 200));
    assert_int_equal(c->n[i / 2], 1 + i % 3);
    stabil_cohorts_add(c, &there, 1);
  }
  assert_int_equal(c->count, n / 2);
}

static void test_a_copy_stands_alone(void **state) {
  bench *b = *state;
  stabil_cohorts copy;
  assert_true(stabil_cohorts_create(&copy, b->world));
  stabil_person person = nobody();
  for (int i = 0; i < 5000; i++) {
    person.hired = -i / 4;
    person.qualified = -(i % 4);
    stabil_cohorts_add(&b->cohorts, &person, 2);
  }
  assert_true(stabil_cohorts_copy(&copy, &b->cohorts));
  assert_int_equal(copy.count, 5000);
  stabil_cohorts_take(&copy, 0, 2);
  stabil_cohorts_add(&copy, &person, 1);
  assert_int_equal(copy.count, 5000);
  assert_int_equal(stabil_cohorts_heads(&copy, 0), 9999);
  assert_int_equal(stabil_cohorts_heads(&b->cohorts, 0), 10000);
  stabil_cohorts_free(&copy);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(test_equal_keys_are_one_record), TEST(test_every_field_is_in_the_identity),
      TEST(test_defaults_add_nothing),      TEST(test_heads_follow),
      TEST(test_sweep_keeps_who_is_there),  TEST(test_a_copy_stands_alone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
