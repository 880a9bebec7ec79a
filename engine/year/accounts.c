// SPDX-License-Identifier: GPL-3.0-or-later
// Money of a step by payer and item, and the measures at the end of the year.
#include <math.h>
#include <string.h>

#include "model/bonds.h"
#include "year/state.h"

// Costs of a role are shared among payers as it says.
static void pay(stabil_state *s, int j, stabil_item_id item, double amount) {
  if (amount == 0.0) return;
  const stabil_role *role = &s->world->study->role[s->world->post[j].role];
  if (role->payer.count == 0) s->flows.money[role->employer][item] += amount;
  for (int i = 0; i < role->payer.count; i++)
    s->flows.money[role->payer.share[i].index][item] +=
        amount * stabil_world_value(s->world, &role->payer.share[i].value);
}

static void pay_post(stabil_state *s, int j) {
  const stabil_world *w = s->world;
  const stabil_role *role = &w->study->role[w->post[j].role];
  const stabil_ledger l = stabil_cover_ledger(s, j);
  const double ordinary = stabil_fte_value(l.held) * s->epoch->wage[j] * w->dt;
  const double on_top = ordinary * s->epoch->pay[j];
  const double wages = ordinary + stabil_overtime_cost(s, j);
  const double hires =
      (double)s->hires_step[j] * stabil_world_value(w, &role->recruitment_cost);
  double rotation = 0.0;
  if (l.rotators > 0)
    rotation =
        ((double)l.rotators *
             (stabil_world_value(w, &role->rotation.pay) * (1.0 + s->epoch->pay[j]) +
              stabil_world_value(w, &role->rotation.travel)) +
         stabil_fte_value(l.rotation) * stabil_world_value(w, &role->rotation.housing)) *
        w->dt;
  s->flows.wage_cost[j] += wages;
  s->flows.incentive_cost[j] += on_top;
  s->flows.rotation_cost[j] += rotation;
  s->flows.recruitment_cost[j] += hires;
  pay(s, j, STABIL_ITEM_WAGE, wages);
  pay(s, j, STABIL_ITEM_INCENTIVE, on_top);
  pay(s, j, STABIL_ITEM_ROTATION, rotation);
  pay(s, j, STABIL_ITEM_RECRUITMENT, hires);
  pay(s, j, STABIL_ITEM_LOCUM, s->locum_paid[j]);
}

static double units_of(const stabil_state *s, const stabil_cost_line *line) {
  const stabil_world *w = s->world;
  const int j = line->post;
  switch (line->per) {
  case STABIL_PER_PLACE:
    return w->dt * w->units;
  case STABIL_PER_HIRE:
    return (double)s->hires_step[j];
  case STABIL_PER_SEAT:
    return (double)s->admitted_step[line->programme];
  case STABIL_PER_HEADCOUNT:
  case STABIL_PER_FTE:
    break;
  }
  int64_t heads = 0;
  for (int stage = 0; stage < w->stages; stage++) {
    if (line->stage >= 0 && stage != line->stage) continue;
    heads += s->cohorts.heads[j * w->stages + stage];
    if (line->per == STABIL_PER_HEADCOUNT)
      heads += s->cohorts.heads[(w->posts + j) * w->stages + stage];
  }
  return line->per == STABIL_PER_HEADCOUNT
             ? (double)heads * w->dt
             : stabil_fte_value(heads * s->epoch->held_per_head[j]) * w->dt;
}

// Seats are paid where the programme is, by the first post of its profession there.
static int post_of_line(const stabil_world *w, const stabil_cost_line *line) {
  if (line->post >= 0) return line->post;
  const stabil_programme *programme = &w->study->programme[line->programme];
  for (int k = 0; k < w->posts; k++) {
    const int j = w->post_order[k];
    if (w->post[j].place == programme->place &&
        w->post[j].profession == programme->profession)
      return j;
  }
  return -1;
}

// What places take up by themselves costs only where they have.
static bool is_due(const stabil_state *s, const stabil_cost_line *line) {
  if (line->rule == 0) return true;
  return line->per == STABIL_PER_PLACE
             ? stabil_adoption_in_place(s, line->rule - 1,
                                        s->world->post[line->post].place)
             : stabil_adoption_here(s, line->rule - 1, line->post);
}

static void pay_measures(stabil_state *s) {
  for (int i = 0; i < s->epoch->cost_count; i++) {
    const stabil_cost_line *line = &s->epoch->cost[i];
    if (!is_due(s, line)) continue;
    const double amount = line->amount * units_of(s, line);
    const int j = post_of_line(s->world, line);
    s->flows.money[line->payer][line->item] += amount;
    if (j < 0) continue;
    if (line->item == STABIL_ITEM_INCENTIVE)
      s->flows.incentive_cost[j] += amount;
    else
      s->flows.programme_cost[j] += amount;
  }
}

void stabil_accounts_step(stabil_state *s) {
  const stabil_world *w = s->world;
  for (int j = 0; j < w->posts; j++) {
    if (!w->post[j].rest) pay_post(s, j);
    const int64_t after = stabil_cohorts_heads(&s->cohorts, j) +
                          stabil_cohorts_heads(&s->cohorts, w->posts + j);
    const int64_t before = s->heads_before[j] + s->heads_before[w->posts + j];
    s->flows.person_years[j] += 0.5 * (double)(before + after) * w->dt;
  }
  pay_measures(s);
}

static double *value(stabil_state *s, stabil_measure_id id) {
  const int posts = s->world->posts;
  return s->values + ((int)id * s->world->years + s->year) * posts;
}

// Whose work is told in the place where it is done: people of a pool have none of theirs.
static bool works_here(const stabil_world *w, int j) {
  return !w->post[j].rest && !w->study->role[w->post[j].role].covers.given;
}

static void put_unmet(stabil_state *s, int j, const stabil_ledger *l) {
  if (!works_here(s->world, j)) return;
  const stabil_fte need = s->model->need[s->year * s->world->posts + j];
  const stabil_fte left =
      need - l->worked - l->rotation - s->overtime[j] - s->pool[j] - s->locum[j];
  if (left > 0) value(s, STABIL_MEASURE_UNMET_NEED_FTE)[j] = stabil_fte_value(left);
}

static void put_stocks(stabil_state *s, int j) {
  const stabil_world *w = s->world;
  const int at = s->year * w->posts + j;
  const stabil_ledger l = stabil_cover_ledger(s, j);
  const double funded = stabil_fte_value(l.funded);
  const bool rest = w->post[j].rest;
  value(s, STABIL_MEASURE_HEADCOUNT)[j] = (double)stabil_cohorts_heads(&s->cohorts, j);
  value(s, STABIL_MEASURE_ROTATION_HEADCOUNT)[j] = (double)l.rotators;
  value(s, STABIL_MEASURE_STAFF)[j] =
      (double)(stabil_cohorts_heads(&s->cohorts, j) + l.rotators);
  value(s, STABIL_MEASURE_HELD_FTE)[j] = stabil_fte_value(l.held);
  value(s, STABIL_MEASURE_FTE)[j] = stabil_fte_value(l.worked);
  value(s, STABIL_MEASURE_FUNDED_FTE)[j] = funded;
  value(s, STABIL_MEASURE_NEED_FTE)[j] =
      rest ? funded : stabil_fte_value(s->model->need[at]);
  value(s, STABIL_MEASURE_DEMAND_FTE)[j] =
      rest ? funded : stabil_fte_value(s->model->demand[at]);
  put_unmet(s, j, &l);
  value(s, STABIL_MEASURE_ROTATION_FTE)[j] = stabil_fte_value(l.rotation);
  value(s, STABIL_MEASURE_VACANT_FTE)[j] = stabil_fte_value(l.vacant);
  value(s, STABIL_MEASURE_POST_SURPLUS_FTE)[j] = stabil_fte_value(l.post_surplus);
  value(s, STABIL_MEASURE_OVERTIME_FTE)[j] = stabil_fte_value(s->overtime[j]);
  value(s, STABIL_MEASURE_POOL_FTE)[j] = stabil_fte_value(s->pool[j]);
  value(s, STABIL_MEASURE_LOCUM_FTE)[j] = stabil_fte_value(s->locum[j]);
  value(s, STABIL_MEASURE_UNCOVERED_FTE)[j] =
      stabil_fte_value(l.gap - s->overtime[j] - s->pool[j] - s->locum[j]);
  value(s, STABIL_MEASURE_SURPLUS_FTE)[j] = stabil_fte_value(l.surplus);
  value(s, STABIL_MEASURE_SUPERVISION_FTE)[j] = stabil_fte_value(l.given);
  value(s, STABIL_MEASURE_SUPERVISOR_FTE)[j] =
      stabil_fte_value(stabil_supervision_staff(s, j));
  if (works_here(w, j))
    value(s, STABIL_MEASURE_WORKED_FTE_ALL)[j] =
        stabil_fte_value(l.worked + l.rotation + s->pool[j] + s->locum[j]);
  for (int stage = 0; stage < w->stages; stage++) {
    const double heads = (double)(s->cohorts.heads[j * w->stages + stage] +
                                  s->cohorts.heads[(w->posts + j) * w->stages + stage]);
    if (w->stage[stage].level == STABIL_TRAINEE)
      value(s, STABIL_MEASURE_TRAINEES)[j] += heads;
    if (w->stage[stage].level == STABIL_SPECIALIST)
      value(s, STABIL_MEASURE_SPECIALISTS)[j] += heads;
  }
}

static void put_flows(stabil_state *s, int j) {
  const stabil_flows *f = &s->flows;
  value(s, STABIL_MEASURE_ENTERED)[j] = (double)f->entered[j];
  value(s, STABIL_MEASURE_LEFT)[j] = (double)f->left[j];
  value(s, STABIL_MEASURE_HIRES)[j] = (double)f->hires[j];
  value(s, STABIL_MEASURE_SEPARATIONS)[j] = (double)f->separations[j];
  value(s, STABIL_MEASURE_PERSON_YEARS)[j] = f->person_years[j];
  value(s, STABIL_MEASURE_LOCUM_WEEKS)[j] = f->locum_weeks[j];
  value(s, STABIL_MEASURE_LOCUM_COST)[j] = f->locum_cost[j];
  value(s, STABIL_MEASURE_WAGE_COST)[j] = f->wage_cost[j];
  value(s, STABIL_MEASURE_INCENTIVE_COST)[j] = f->incentive_cost[j];
  value(s, STABIL_MEASURE_ROTATION_COST)[j] = f->rotation_cost[j];
  value(s, STABIL_MEASURE_RECRUITMENT_COST)[j] = f->recruitment_cost[j];
  value(s, STABIL_MEASURE_PROGRAMME_COST)[j] = f->programme_cost[j];
  value(s, STABIL_MEASURE_TOTAL_COST)[j] = f->wage_cost[j] + f->locum_cost[j] +
                                           f->incentive_cost[j] + f->rotation_cost[j] +
                                           f->recruitment_cost[j] + f->programme_cost[j];
  value(s, STABIL_MEASURE_FILLED_POSTS)[j] = stabil_fte_value(f->filled[j]);
  value(s, STABIL_MEASURE_FILL_WAIT_YEARS)[j] =
      stabil_fte_value(f->fill_wait[j]) * 0.5 * s->world->dt;
  value(s, STABIL_MEASURE_STAFF_BEFORE)[j] = (double)f->staff_before[j];
  value(s, STABIL_MEASURE_RETIREMENTS)[j] =
      s->causes[(s->year * s->world->posts + j) * STABIL_CAUSE_COUNT +
                STABIL_CAUSE_RETIRE];
}

static void put_ratios(stabil_state *s) {
  for (int m = 0; m < STABIL_MEASURE_COUNT; m++) {
    const stabil_measure *measure = stabil_measure_get((stabil_measure_id)m);
    if (measure->denominator == STABIL_MEASURE_NONE) continue;
    const double *above = value(s, measure->numerator);
    const double *below = value(s, measure->denominator);
    double *out = value(s, (stabil_measure_id)m);
    for (int j = 0; j < s->world->posts; j++)
      out[j] = below[j] > 0.0 ? above[j] / below[j] : NAN;
  }
}

static void count_retained(stabil_state *s, const stabil_person *person, int64_t n) {
  const stabil_world *w = s->world;
  const int graduated =
      (person->qualified - 1) / w->steps_per_year; // the step that ended

  const int since = s->year - graduated;
  const int place = w->slot[person->slot].place;
  const int home = w->study->programme[person->programme].place;
  const bool in[STABIL_WHERE_COUNT] = {
      [STABIL_WHERE_ANYWHERE] = true,
      [STABIL_WHERE_POST] = person->path == STABIL_PATH_POST,
      [STABIL_WHERE_MUNICIPALITY] = person->path <= STABIL_PATH_MUNICIPALITY,
      [STABIL_WHERE_LABOUR_REGION] = person->path <= STABIL_PATH_REGION,
      [STABIL_WHERE_COUNTY] =
          !w->place_rest[place] && w->study->place[place].county >= 0 &&
          w->study->place[place].county == w->study->place[home].county,
      [STABIL_WHERE_DISTRICT] = w->place_district[place],
      [STABIL_WHERE_REGION] = !w->place_rest[place]};
  for (int k = 0; k < STABIL_WHERE_COUNT; k++) {
    if (in[k])
      s->retained[((k * w->programmes + person->programme) * w->years + graduated) *
                      w->years +
                  since] += (double)n;
  }
  stabil_strata_retained(s, person, n, since, in);
}

// Who has been here for long, and since before the year began. Years of tenure are whole
// numbers of steps; those hired in the last step of a year are there as the next begins.
static void tally_tenure(stabil_state *s, int i, const stabil_slot *slot) {
  const stabil_world *w = s->world;
  const stabil_cohorts *c = &s->cohorts;
  const int j = slot->post, here = s->step + 1 - c->hired[i];
  if (slot->rest) return;
  value(s, STABIL_MEASURE_TENURE_YEARS)[j] += c->n[i] * (here + 0.5) * w->dt;
  if (here < w->steps_per_year) return;
  value(s, STABIL_MEASURE_STAYERS)[j] += c->n[i];
  if (slot->kind == STABIL_SLOT_ROTATION)
    s->settled[j] += works_here(w, j) ? c->n[i] : 0;
  else if (works_here(w, j))
    value(s, STABIL_MEASURE_CONTINUOUS_FTE)[j] += stabil_fte_value(
        c->n[i] * s->epoch->worked_per_head[j * w->stages + c->stage[i]]);
}

// FTE are rounded down with a tolerance, so that what is whole stays whole.
static const double FTE = 1e-6;

// Supervision takes of the old and the new in a post alike.
static void take_supervision(stabil_state *s, int j) {
  const stabil_ledger l = stabil_cover_ledger(s, j);
  if (l.given == 0) return;
  double *continuous = &value(s, STABIL_MEASURE_CONTINUOUS_FTE)[j];
  const double left = (double)l.worked / (double)(l.worked + l.given);
  *continuous =
      stabil_fte_value((stabil_fte)((*continuous * left + FTE) * STABIL_FTE_ONE));
}

static void put_settled(stabil_state *s) {
  for (int j = 0; j < s->world->posts && s->supervision; j++) take_supervision(s, j);
  for (int j = 0; j < s->world->posts; j++)
    value(s, STABIL_MEASURE_CONTINUOUS_FTE)[j] +=
        stabil_fte_value(stabil_cover_rotation(s, j, s->settled[j]));
}

static void tally_bound(stabil_state *s, int i, const stabil_slot *slot) {
  if (slot->rest || !stabil_cohorts_bond(&s->cohorts, i)) return;
  const stabil_person person = stabil_cohorts_person(&s->cohorts, i);
  if (stabil_bond_binds(s->world, &person, s->step))
    value(s, STABIL_MEASURE_BOUND_HEADCOUNT)[slot->post] += s->cohorts.n[i];
}

static void tally_people(stabil_state *s) {
  const stabil_world *w = s->world;
  const stabil_cohorts *c = &s->cohorts;
  double *students =
      s->education + (STABIL_EDUCATION_STUDENTS * w->years + s->year) * w->programmes;
  memset(s->settled, 0, (size_t)w->posts * sizeof *s->settled);
  for (int i = 0; i < c->count; i++) {
    if (c->n[i] == 0) continue;
    const stabil_slot *slot = &w->slot[c->slot[i]];
    if (slot->kind == STABIL_SLOT_STUDENT)
      students[c->slot[i] - w->student_slot] += c->n[i];
    if (slot->post < 0) continue;
    tally_tenure(s, i, slot);
    if (w->terms && stabil_cohorts_term_end(c, i))
      value(s, STABIL_MEASURE_FIXED_TERM_HEADCOUNT)[slot->post] += c->n[i];
    tally_bound(s, i, slot);
    if (c->qualified[i] <= 0) continue;
    const stabil_person person = stabil_cohorts_person(c, i);
    if (person.programme >= 0) count_retained(s, &person, c->n[i]);
  }
  put_settled(s);
}

static void put_education(stabil_state *s) {
  const stabil_world *w = s->world;
  for (int g = 0; g < w->programmes; g++) {
    double *at = s->education + s->year * w->programmes + g;
    const int one = w->years * w->programmes;
    at[STABIL_EDUCATION_ADMITTED * one] = (double)s->flows.admitted[g];
    at[STABIL_EDUCATION_GRADUATES * one] = (double)s->flows.graduates[g];
    at[STABIL_EDUCATION_DROPOUTS * one] = (double)s->flows.dropouts[g];
    at[STABIL_EDUCATION_REFUSED * one] = (double)s->flows.refused[g];
  }
}

void stabil_accounts_year(stabil_state *s) {
  for (int j = 0; j < s->world->posts; j++) {
    put_stocks(s, j);
    put_flows(s, j);
  }
  tally_people(s);
  stabil_supervision_tally(s);
  put_education(s);
  put_ratios(s);
  memcpy(s->money + s->year * STABIL_PAYER_COUNT * STABIL_ITEM_COUNT, s->flows.money,
         sizeof s->flows.money);
}
