// SPDX-License-Identifier: GPL-3.0-or-later
// `stabil attribute --json`: one object, numbers in the units of results, null where
// there is none.
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "cli/attribute_report.h"
#include "output/compare.h"
#include "scenario/variant.h"
#include "cli/json.h"

typedef const stabil_attribution_report report;

static json_t *real(double value) {
  return isfinite(value) ? json_real(value) : json_null();
}

static json_t *pair(double low, double high) {
  return json_pack("[o, o]", real(low), real(high));
}

static json_t *estimate(const stabil_estimate *e) {
  return json_pack("{s:o, s:o, s:o, s:o}", "mean", real(e->mean), "mcse", real(e->mcse),
                   "ci95", pair(e->low, e->high), "replicates95",
                   pair(e->q2_5, e->q97_5));
}

static json_t *maybe(report *r, const stabil_estimate *of, int outcome, int player) {
  return of ? estimate(stabil_attribution_of(r, of, outcome, player)) : json_null();
}

static json_t *one_player(report *r, int outcome, int player) {
  return json_pack("{s:s, s:o, s:o, s:o}", "name", r->players.name[player], "shapley",
                   maybe(r, r->shapley, outcome, player), "leave_one_out",
                   maybe(r, r->without, outcome, player), "alone",
                   maybe(r, r->alone, outcome, player));
}

static json_t *one_outcome(report *r, int k) {
  const stabil_measure_id id = r->game.outcome[k];
  const stabil_better better =
      id == STABIL_NET_COST ? STABIL_LOWER : stabil_compare_better(id);
  json_t *players = json_array();
  for (int i = 0; i < r->players.count; i++)
    json_array_append_new(players, one_player(r, k, i));
  return json_pack(
      "{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "measure", stabil_outcome_name(id),
      "unit", stabil_outcome_unit(id), "better", stabil_compare_better_name(better),
      "none", estimate(&r->nobody[k]), "bundle", estimate(&r->bundle[k]),
      "bundle_of_shapley", r->shapley ? estimate(&r->same[k]) : json_null(),
      "sum_of_shapley", r->shapley ? real(r->sum[k]) : json_null(), "bundle_of_others",
      r->found.checks ? estimate(&r->check[k]) : json_null(), "players", players);
}

static json_t *one_ratio(report *r, const stabil_estimate *of, int player) {
  const stabil_ratio *ratio = &r->ratio[player];
  const bool known = !isnan(ratio->value);
  return json_pack(
      "{s:s, s:o, s:o, s:o, s:o, s:o}", "name", r->players.name[player], "avoided_fte",
      real(-stabil_attribution_of(r, of, r->vacancies, player)->mean), "net_cost",
      real(stabil_attribution_of(r, of, r->costs, player)->mean), "nok_per_fte",
      real(ratio->value), "ci95", known ? pair(ratio->low, ratio->high) : json_null(),
      "why", known ? json_null() : json_string(ratio->why));
}

static json_t *ratios(report *r) {
  const stabil_estimate *of = r->shapley ? r->shapley : r->without;
  json_t *out = json_array();
  for (int i = 0; r->ratio && i < r->players.count; i++)
    json_array_append_new(out, one_ratio(r, of, i));
  return out;
}

static json_t *measures_of(report *r, int player) {
  json_t *out = json_array();
  for (int i = 0; i < r->players.uses; i++) {
    if (r->players.player_of[i] != player) continue;
    const stabil_use *use = stabil_variant_use(r->study, r->game.scenario, i);
    const char *name = r->study->measure[use->measure].name;
    bool there = false;
    for (size_t k = 0; k < json_array_size(out); k++)
      there |= strcmp(json_string_value(json_array_get(out, k)), name) == 0;
    if (!there) json_array_append_new(out, json_string(name));
  }
  return out;
}

static json_t *players(report *r) {
  json_t *out = json_array();
  for (int i = 0; i < r->players.count; i++)
    json_array_append_new(out, json_pack("{s:s, s:o}", "name", r->players.name[i],
                                         "measures", measures_of(r, i)));
  return out;
}

static const char *method_of(report *r) {
  return r->shapley && r->without ? "both" : r->shapley ? "shapley" : "leave_one_out";
}

static void put_plan(report *r, json_t *out) {
  const int first = r->study->first_year;
  const bool all = r->shapley && r->plan.permutations == 0;
  json_object_set_new(
      out, "years",
      json_pack("[i, i]", first + r->game.first_year, first + r->game.last_year));
  json_object_set_new(out, "price_year", json_integer(r->study->price_year));
  json_object_set_new(out, "evidence", json_string(r->evidence));
  json_object_set_new(out, "interaction", json_string(r->interaction));
  json_object_set_new(out, "method", json_string(method_of(r)));
  json_object_set_new(out, "by", json_string(r->by));
  json_object_set_new(out, "expected", json_boolean(r->game.expected));
  json_object_set_new(out, "draws", json_integer(r->game.draws));
  json_object_set_new(out, "replicates", json_integer(r->found.replicates));
  json_object_set_new(out, "all_subsets", json_boolean(all));
  json_object_set_new(out, "permutations", json_integer(r->plan.permutations));
  json_object_set_new(out, "shapley_replicates", json_integer(r->found.units));
  json_object_set_new(out, "other_replicates", json_integer(r->found.checks));
  json_object_set_new(out, "runs", json_integer(r->found.runs));
}

bool stabil_attribution_print_json(report *r, FILE *stream) {
  json_t *out = json_pack("{s:s, s:s, s:s}", "title", r->title, "scenario", r->scenario,
                          "area", r->area);
  json_t *outcomes = json_array();
  for (int k = 0; k < r->found.outcomes; k++)
    json_array_append_new(outcomes, one_outcome(r, k));
  put_plan(r, out);
  json_object_set_new(out, "players", players(r));
  json_object_set_new(out, "measures", outcomes);
  json_object_set_new(out, "cost_per_fte", ratios(r));
  return stabil_cli_print_json(out, JSON_INDENT(2), stream);
}
