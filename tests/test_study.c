// SPDX-License-Identifier: GPL-3.0-or-later
// cases/small.yaml uses every part of the format: everything it says must arrive.
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "scenario/lever.h"
#include "scenario/study.h"
#include "stabil/measure.h"
#include "stabil/scenario.h"

#define SMALL STABIL_SOURCE_DIR "/tests/cases/small.yaml"

static int set_up(void **state) {
  stabil_error err = {0};
  stabil_study *study = NULL;
  stabil_status status = stabil_study_read(SMALL, &study, &err);
  stabil_error_clear(&err);
  *state = study;
  return status == STABIL_OK ? 0 : -1;
}

static int tear_down(void **state) {
  stabil_study_free(*state);
  return 0;
}

static void the_head_is_read(void **state) {
  const stabil_study *s = *state;
  assert_string_equal(s->path, SMALL);
  assert_string_equal(s->title.nb, "Liten");
  assert_string_equal(s->title.en, "Small");
  assert_int_equal(s->first_year, 2025);
  assert_int_equal(s->years, 10);
  assert_int_equal(s->steps_per_year, 4);
  assert_true(s->seed == UINT64_MAX);
  assert_int_equal(s->price_year, 2024);
  assert_int_equal(s->draws, 3);
  assert_int_equal(s->replicates, 5);
  assert_true(s->has_district);
  assert_int_equal(s->district.count, 1);
  assert_int_equal(s->district.index[0], 6);
  assert_int_equal(s->source_count, 1);
  assert_string_equal(s->source[0].title, "A register");
  assert_int_equal(s->source[0].year, 2020);
  assert_string_equal(s->source[0].read, "table");
  assert_true(s->choice.theta.value == 0.8 && s->choice.home_region.value == 1.4);
  assert_true(s->choice.home_county.value == 0.6 && s->choice.home_rest.value == 1.2);
  assert_true(s->choice.training_region.value == 0.7);
  assert_true(s->choice.training_county.value == 0.3);
  assert_true(s->choice.distance.value == 0.5 && s->choice.pay.value == 2);
  assert_int_equal(s->choice.rounds, 3);
}

static void people_are_read(void **state) {
  const stabil_study *s = *state;
  assert_int_equal(s->trait_count, 3);
  assert_string_equal(s->trait[0].value[0], "urban");
  assert_string_equal(s->trait[0].value[1], "rural");
  assert_true(s->trait[0].has_share && !s->trait[0].has_logit);
  assert_int_equal(s->trait[0].profession, -1);
  assert_true(s->trait[1].has_logit && !s->trait[1].has_share);
  assert_true(s->trait[1].logit.value == -0.7);
  assert_int_equal(s->trait[1].given.share[0].index, 0);
  assert_int_equal(s->trait[1].given.share[0].value.family, STABIL_NORMAL);
  assert_int_equal(s->trait[2].profession, 0);
  assert_true(s->track[0].entry_age.value == 25);
  assert_string_equal(s->track[0].label.en, "Campus");
  const stabil_profession *p = &s->profession[0];
  assert_true(p->entry_age.value == 26 && p->leave.base.value == 0.01);
  assert_int_equal(p->leave.row[0].axis, STABIL_BY_KIND);
  assert_int_equal(p->leave.row[0].low, STABIL_HOSPITAL);
  assert_int_equal(p->retire_count, 2);
  assert_true(p->retire_age[1] == 65 && p->retire_rate[0].value == 0.1);
  assert_int_equal(p->retire_rate[1].family, STABIL_GAMMA);
  assert_true(p->retire_end.value == 70);
  assert_int_equal(p->graduate_stage, 0);
}

static void stages_are_read(void **state) {
  const stabil_study *s = *state;
  assert_int_equal(s->stage_count, 3);
  const stabil_stage *fresh = &s->stage[0], *nurse = &s->stage[1], *moving = &s->stage[2];
  assert_int_equal(fresh->months, 12);
  assert_int_equal(fresh->next, 1);
  assert_int_equal(fresh->then, STABIL_STAY);
  assert_int_equal(fresh->transfer_role, -1);
  assert_true(fresh->work_share.value == 0.9);
  assert_int_equal(fresh->level, STABIL_TRAINEE);
  assert_int_equal(nurse->months, 0);
  assert_int_equal(nurse->next, -1);
  assert_int_equal(nurse->then, STABIL_STAY);
  assert_true(nurse->work_share.value == 1);
  assert_int_equal(nurse->level, STABIL_ORDINARY);
  assert_int_equal(moving->then, STABIL_TRANSFER);
  assert_int_equal(moving->transfer_role, 1);
  assert_int_equal(moving->mark.line, 28);
}

static void posts_of_a_role_are_read(void **state) {
  const stabil_study *s = *state;
  const stabil_role *home = &s->role[0], *ward = &s->role[1];
  assert_string_equal(home->label.nb, "Home care");
  assert_int_equal(home->profession, 0);
  assert_int_equal(home->place_kind, STABIL_MUNICIPALITY);
  assert_int_equal(home->employer, STABIL_PAYER_MUNICIPALITY);
  assert_false(home->fixed_term);
  assert_int_equal(home->holder_count, 3);
  assert_int_equal(home->holder[2].stage, 2);
  assert_true(home->need.has_per_10000 && !home->demand.has_per_10000);
  assert_int_equal(home->need.per_10000.count, 4);
  assert_int_equal(home->need.per_10000.row[2].low, 50000);
  assert_int_equal(home->need.per_10000.row[2].high, INT_MAX);
  assert_int_equal(home->need.per_10000.row[2].value.source, 0);
  assert_int_equal(home->need.per_10000.row[3].axis, STABIL_BY_PLACE);
  assert_true(home->need.growth.base.value == 0.02 && home->need.ratio.value == 1);
  assert_true(home->demand.ratio.value == 0.95 && home->funded.ratio.value == 0.9);
  assert_true(home->vacancy.row[0].value.value == 0.2);
  assert_int_equal(home->position_fraction.base.family, STABIL_BETA);
  assert_int_equal(home->position_fraction.base.certainty, STABIL_CERTAINTY_MODERATE);
  assert_true(home->absence.value == 0.08 && home->time_to_fill.base.value == 0.5);
  assert_true(home->succession.value == 0.3 && home->turnover_is_median);
  assert_true(home->turnover.base.value == 3 && home->turnover.base.assumption == 1);
  assert_string_equal(home->turnover.base.path, "roles.home.turnover.median_years");
  assert_int_equal(home->tenure_count, 2);
  assert_true(home->tenure_year[1] == 3 && home->tenure_multiplier[2].value == 0.8);
  assert_int_equal(ward->place_kind, STABIL_HOSPITAL);
  assert_int_equal(ward->employer, STABIL_PAYER_TRUST);
  assert_true(ward->fixed_term && !ward->turnover_is_median);
  assert_int_equal(ward->holder[1].becomes, 1);
  assert_true(ward->turnover.base.value == 0.2);
}

static void money_and_cover_of_a_role_are_read(void **state) {
  const stabil_study *s = *state;
  const stabil_role *home = &s->role[0], *ward = &s->role[1];
  assert_true(home->wage.base.value == 600000 && home->on_cost.value == 0.35);
  assert_int_equal(home->payer.count, 2);
  assert_int_equal(home->payer.share[1].index, STABIL_PAYER_STATE);
  assert_true(home->recruitment_cost.value == 50000);
  assert_true(home->attraction.base.value == 0.1);
  assert_true(home->has_locum && home->locum.fill.base.value == 0.5);
  assert_true(home->locum.price.base.value == 40000);
  assert_true(home->locum.weeks_per_fte.value == 46);
  const stabil_rotation *r = &home->rotation;
  assert_true(r->given && r->pay.value == 900000 && r->travel.value == 60000);
  assert_true(r->housing.value == 80000 && r->turnover.base.value == 0.2);
  assert_true(r->from_posts.value == 0.3 && r->time_to_fill.base.value == 0.2);
  assert_true(r->attraction.value == 0.4);
  assert_false(ward->has_locum);
  assert_false(ward->rotation.given);
}

static void staff_is_read(void **state) {
  const stabil_study *s = *state;
  const stabil_staff *staff = &s->role[0].staff;
  assert_int_equal(staff->stages.count, 2);
  assert_true(staff->stages.share[1].value.value == 0.9);
  assert_int_equal(staff->experience.count, 2);
  assert_true(staff->experience.edge[2] == 40 && staff->experience.share[1].value == 0.8);
  assert_int_equal(staff->origin.count, 4);
  assert_int_equal(staff->origin.share[1].kind, STABIL_IN_COUNTY);
  assert_int_equal(staff->origin.share[3].kind, STABIL_FROM_PLACE);
  assert_int_equal(staff->origin.share[3].place, 3);
  assert_int_equal(staff->training.share[1].index, 1);
  assert_int_equal(staff->trait_count, 2);
  assert_int_equal(staff->trait[1].trait, 2);
  assert_true(staff->trait[0].share.row[0].value.value == 0.7);
}

// What a role does not say.
static void a_short_role_gets_defaults(void **state) {
  const stabil_study *s = *state;
  const stabil_role *ward = &s->role[1];
  assert_string_equal(ward->label.nb, "ward");
  assert_int_equal(ward->payer.count, 1);
  assert_int_equal(ward->payer.share[0].index, STABIL_PAYER_TRUST);
  assert_true(ward->payer.share[0].value.value == 1);
  assert_int_equal(ward->staff.stages.share[0].index, 0);
  assert_true(ward->staff.stages.share[0].value.value == 1);
  assert_int_equal(ward->staff.experience.count, 1);
  assert_true(ward->staff.experience.edge[0] == 0 &&
              ward->staff.experience.edge[1] == 40);
  assert_int_equal(ward->staff.experience.share[0].assumption, 1);
  assert_int_equal(ward->staff.origin.share[0].kind, STABIL_LOCAL);
  assert_int_equal(ward->staff.training.count, 0);
  assert_true(ward->position_fraction.base.value == 1 && ward->vacancy.base.value == 0);
  assert_int_equal(ward->tenure_count, 0);
}

static void places_are_read(void **state) {
  const stabil_study *s = *state;
  assert_int_equal(s->place_count, 4);
  const stabil_place *city = &s->place[0], *village = &s->place[1];
  const stabil_place *clinic = &s->place[2], *rest = &s->place[3];
  assert_string_equal(city->id, "0301");
  assert_string_equal(city->label.en, "City");
  assert_string_equal(city->sami, "Gávpot");
  assert_string_equal(city->kven, "Kaupunki");
  assert_int_equal(city->hospital, 2);
  assert_int_equal(city->centrality, 3);
  assert_true(city->population == 60000 && city->lat == 69.6 && city->lon == 18.9);
  assert_true(city->attraction.value == 0.2);
  assert_string_equal(village->id, "5502");
  assert_string_equal(village->label.en, "NO");
  assert_int_equal(village->hospital, -1);
  assert_true(village->post[0].has_funded && village->post[0].has_vacancy);
  assert_false(village->post[0].has_staff);
  assert_true(village->post[0].funded.value == 12.5);
  assert_int_equal(clinic->kind, STABIL_HOSPITAL);
  assert_int_equal(clinic->municipality, 0);
  assert_string_equal(clinic->label.en, "Sykehuset");
  assert_int_equal(clinic->post[0].role, 1);
  assert_int_equal(rest->kind, STABIL_REST);
  assert_int_equal(rest->county, -1);
  assert_int_equal(rest->centrality, 0);
  assert_string_equal(rest->label.nb, "rest_south");
  assert_true(rest->post[1].has_staff && rest->post[1].staff.value == 30000);
  assert_int_equal(rest->renewal[0].stage, 0);
  assert_true(rest->renewal[0].rate.value == 0.04);
  assert_true(rest->renewal[0].growth.value == 0.01);
  assert_true(rest->renewal[0].foreign.value == 100);
}

static void programmes_and_flows_are_read(void **state) {
  const stabil_study *s = *state;
  const stabil_programme *p = &s->programme[0];
  assert_int_equal(p->profession, 0);
  assert_int_equal(p->place, 0);
  assert_int_equal(p->track, 0);
  assert_int_equal(p->seats.count, 2);
  assert_int_equal(p->seats.point[0].year, 2023);
  assert_true(p->seats.point[1].value.value == 55);
  assert_true(p->length == 3 && p->dropout.value == 0.08);
  assert_int_equal(p->admission.share[0].index, 0);
  assert_int_equal(p->origin.share[1].place, 3);
  assert_int_equal(p->exposure_trait, 2);
  assert_true(p->exposure.value == 0.25);
  assert_int_equal(s->flow_count, 2);
  assert_int_equal(s->flow[0].from, -1);
  assert_int_equal(s->flow[0].to, 3);
  assert_int_equal(s->flow[0].stage, 1);
  assert_int_equal(s->flow[1].stage, -1);
  assert_true(s->flow[1].per_year.value == 20);
}

static void effects_are_read(void **state) {
  const stabil_study *s = *state;
  const stabil_effect *rural = &s->behaviour[0];
  assert_string_equal(rural->name, "rural_home");
  assert_int_equal(rural->lever, STABIL_LEVER_UTILITY);
  assert_int_equal(rural->scale, STABIL_OR);
  assert_int_equal(rural->who.traits.index[0], 1); // background, second value
  assert_int_equal(rural->who.first_post, 0);
  assert_int_equal(s->measure[0].effect[0].who.programmes.count, 1);
  assert_int_equal(rural->where.district, 1);
  assert_int_equal(rural->where.region, -1);
  assert_int_equal(rural->where.size_high, INT_MAX);
  assert_int_equal(rural->contract, -1);
  assert_string_equal(rural->value.unit, "odds ratio");
  const stabil_toolkit_measure *seats = &s->measure[0], *turns = &s->measure[1];
  assert_string_equal(seats->about, "Ten more seats.");
  assert_int_equal(seats->effect[0].scale, STABIL_ADD);
  assert_int_equal(seats->effect[0].value.certainty, STABIL_CERTAINTY_DESIGN);
  assert_string_equal(seats->effect[0].name, "");
  assert_int_equal(seats->cost[0].per, STABIL_PER_SEAT);
  assert_int_equal(seats->cost[0].item, STABIL_ITEM_PROGRAMME);
  assert_int_equal(seats->cost[0].payer, STABIL_PAYER_STATE);
  const stabil_effect *rotation = &turns->effect[0];
  assert_int_equal(rotation->scale, STABIL_SET);
  assert_int_equal(rotation->where.size_high, 1999);
  assert_int_equal(rotation->where.centrality.index[1], 6);
  assert_int_equal(rotation->where.counties.count, 1);
  assert_true(rotation->value.high == 1 && rotation->value.low == 0);
  assert_int_equal(turns->effect[1].contract, 0);
  assert_int_equal(turns->cost[0].item, STABIL_ITEM_INCENTIVE);
  assert_int_equal(turns->cost[0].where.kinds.index[0], STABIL_MUNICIPALITY);
}

static void scenarios_are_read(void **state) {
  const stabil_study *s = *state;
  assert_int_equal(s->scenario_count, 3);
  assert_int_equal(s->scenario[0].use_count, 0);
  const stabil_use *seats = &s->scenario[1].use[0], *turns = &s->scenario[1].use[1];
  assert_int_equal(seats->measure, 0);
  assert_int_equal(seats->from, 2025);
  assert_int_equal(seats->until, INT_MAX);
  assert_true(seats->coverage.value == 1 && !seats->has_where && !seats->has_pattern);
  assert_int_equal(turns->measure, 1);
  assert_int_equal(turns->from, 2026);
  assert_int_equal(turns->until, 2030);
  assert_true(turns->coverage.value == 0.5 && turns->has_where && turns->has_pattern);
  assert_int_equal(turns->on, 2);
  assert_int_equal(turns->off, 4);
  assert_int_equal(turns->where.places.index[0], 1);
  // scenarios that use a measure share the draws of its coverage
  assert_true(turns->coverage.name == stabil_text_hash("measures.turns.coverage"));
  assert_int_equal(s->scenario[2].include.index[0], 1);
}

static void quantities_are_listed_with_path_and_place(void **state) {
  const stabil_study *s = *state;
  assert_true(s->quantity_count > 100);
  for (int i = 0; i < s->quantity_count; i++) {
    const stabil_quantity *q = s->quantity[i];
    assert_true(q->path[0] != 0 && isfinite(q->value));
    assert_int_equal(q->index, i + 1);
    assert_true(q->value >= q->low && q->value <= q->high);
    assert_true(q->mark.file == NULL || strcmp(q->mark.file, SMALL) == 0);
    if (strstr(q->path, ".coverage") == NULL)
      assert_true(q->name == stabil_text_hash(q->path));
    for (int k = 0; k < i; k++) assert_string_not_equal(s->quantity[k]->path, q->path);
  }
}

// What provenance stores gives the same study again.
static void the_text_gives_the_same_study(void **state) {
  const stabil_study *s = *state;
  stabil_study *again = NULL;
  stabil_error err = {0};
  stabil_status status =
      stabil_study_parse(s->text, strlen(s->text), "stored.yaml", &again, &err);
  if (err.count > 0) fail_msg("%s: %s", err.problems[0].key, err.problems[0].text);
  assert_int_equal(status, STABIL_OK);
  assert_string_equal(again->text, s->text);
  assert_int_equal(again->quantity_count, s->quantity_count);
  for (int i = 0; i < s->quantity_count; i++) {
    const stabil_quantity *a = s->quantity[i], *b = again->quantity[i];
    assert_string_equal(a->path, b->path);
    assert_true(a->name == b->name && a->family == b->family);
    assert_true(a->value == b->value && a->a == b->a && a->b == b->b);
    assert_true(a->source == b->source && a->assumption == b->assumption);
  }
  stabil_study_free(again);
}

static const char least[] =
    "stabil: 1\nhorizon: {start: 2025, years: 2}\nprofessions: {nurse: {}}\n"
    "stages: {nurse: {profession: nurse}}\n"
    "roles: {home: {at: municipality, employer: municipality, holders: [nurse],\n"
    "  need: {per_10000: 10}, turnover: {rate: 0.1}}}\n"
    "places: {a: {centrality: 1, population: 1000}}\n";

static void a_study_may_be_short(void **state) {
  (void)state;
  stabil_study *s = NULL;
  assert_int_equal(stabil_study_parse(least, strlen(least), "least.yaml", &s, NULL),
                   STABIL_OK);
  assert_int_equal(s->steps_per_year, 2);
  assert_int_equal(s->draws, 1);
  assert_int_equal(s->replicates, 20);
  assert_true(s->seed == 1);
  assert_int_equal(s->price_year, 2025);
  assert_false(s->has_district);
  assert_int_equal(s->district.count, 2);
  assert_int_equal(s->district.index[0], 5);
  assert_int_equal(s->scenario_count, 1);
  assert_string_equal(s->scenario[0].name, "baseline");
  assert_string_equal(s->scenario[0].label.en, "baseline");
  assert_true(s->choice.theta.value == 1 && s->choice.rounds == 1);
  assert_true(s->profession[0].entry_age.value == 24);
  assert_int_equal(s->profession[0].entry_age.assumption, 1);
  assert_true(s->profession[0].retire_end.value == 75);
  assert_int_equal(s->profession[0].graduate_stage, -1);
  stabil_study_free(s);
}

static void problems_come_in_the_order_of_the_file(void **state) {
  (void)state;
  stabil_study *s = NULL;
  stabil_error err = {0};
  const char yaml[] = "stabil: 1\nplaces: {a: {centrality: 9}}\nseed: x\nroles: {}\n"
                      "horizon: {start: 1, years: 2}\nstages: {}\nprofessions: {}\n";
  (void)stabil_fail(&err, STABIL_USAGE, "there before");
  assert_int_equal(stabil_study_parse(yaml, strlen(yaml), "x.yaml", &s, &err),
                   STABIL_INPUT);
  assert_null(s);
  assert_true(err.count > 4);
  assert_string_equal(err.problems[0].text, "there before");
  for (size_t i = 2; i < err.count; i++)
    assert_true(err.problems[i - 1].line <= err.problems[i].line);
  stabil_error_clear(&err);
  assert_int_equal(stabil_study_parse(yaml, strlen(yaml), "x.yaml", &s, NULL),
                   STABIL_INPUT);
}

static void a_missing_file_is_66(void **state) {
  (void)state;
  stabil_study *s = NULL;
  stabil_error err = {0};
  assert_int_equal(stabil_study_read("nowhere/study.yaml", &s, &err), STABIL_MISSING);
  assert_null(s);
  assert_int_equal(err.count, 1);
  assert_string_equal(err.problems[0].file, "nowhere/study.yaml");
  stabil_error_clear(&err);
  stabil_study_free(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(the_head_is_read),
      TEST(people_are_read),
      TEST(stages_are_read),
      TEST(posts_of_a_role_are_read),
      TEST(money_and_cover_of_a_role_are_read),
      TEST(staff_is_read),
      TEST(a_short_role_gets_defaults),
      TEST(places_are_read),
      TEST(programmes_and_flows_are_read),
      TEST(effects_are_read),
      TEST(scenarios_are_read),
      TEST(quantities_are_listed_with_path_and_place),
      TEST(the_text_gives_the_same_study),
      cmocka_unit_test(a_study_may_be_short),
      cmocka_unit_test(problems_come_in_the_order_of_the_file),
      cmocka_unit_test(a_missing_file_is_66),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
