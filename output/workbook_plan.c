// SPDX-License-Identifier: GPL-3.0-or-later
// The planner's sheet of a place: a block of years for each role, and what scenarios
// change.
#include <math.h>

#include "output/workbook_part.h"

static const char *in(const stabil_workbook *w, const stabil_names *names, int i) {
  return w->nb ? names->label_nb[i] : names->label_en[i];
}

static stabil_workbook_style style_of(int id) {
  const char unit = stabil_plan_rows[id].unit[0];
  return unit == 'N' ? STABIL_STYLE_WHOLE : STABIL_STYLE_NUMBER;
}

static void put_years(stabil_workbook *w, lxw_worksheet *sheet, const stabil_plan *p,
                      int row) {
  for (int y = 0; y < p->years; y++)
    stabil_workbook_number(w, sheet, (int[]){row, 2 + y}, STABIL_STYLE_HEAD,
                           w->layout->first_year + p->first + y);
}

typedef struct line {
  stabil_workbook *w;
  lxw_worksheet *sheet;
  const stabil_plan *plan;
  int post, row;
} line;

static void put_label(line *l, const char *what, const char *which) {
  stabil_workbook_put(l->w, l->sheet, (int[]){l->row, 0}, STABIL_STYLE_PLAIN, what);
  stabil_workbook_put(l->w, l->sheet, (int[]){l->row, 1}, STABIL_STYLE_PLAIN, which);
}

static void put_value(const line *l, int year, stabil_workbook_style style, double x) {
  stabil_workbook_number(l->w, l->sheet, (int[]){l->row, 2 + year}, style, x);
}

static const stabil_plan_cell *cell(const line *l, int year) {
  return stabil_plan_at(l->plan, l->w->layout->baseline, l->post, year);
}

static void put_number(line *l, int id, bool bad) {
  const stabil_plan_row *row = &stabil_plan_rows[id];
  put_label(l, l->w->nb ? row->text_nb : row->text_en,
            stabil_workbook_say(l->w, bad ? STABIL_TEXT_BAD_YEAR : STABIL_TEXT_MEDIAN));
  for (int y = 0; y < l->plan->years; y++) {
    const stabil_plan_number *n = &cell(l, y)->number[id];
    put_value(l, y, style_of(id), bad ? n->bad : n->median);
  }
  l->row++;
}

static void put_monthly(line *l, bool bad) {
  put_label(l, stabil_workbook_say(l->w, STABIL_TEXT_PER_MONTH),
            stabil_workbook_say(l->w, bad ? STABIL_TEXT_BAD_YEAR : STABIL_TEXT_MEDIAN));
  for (int y = 0; y < l->plan->years; y++) {
    const stabil_plan_number *n = &cell(l, y)->number[STABIL_PLAN_LOCUM_COST];
    put_value(l, y, STABIL_STYLE_WHOLE, (bad ? n->bad : n->median) / 12);
  }
  l->row++;
}

static void put_chances(line *l) {
  static const char *const counts[STABIL_PLAN_VACANCIES] = {"0", "1", "2", "3+"};
  for (int k = 0; k < STABIL_PLAN_VACANCIES; k++, l->row++) {
    put_label(l, stabil_workbook_say(l->w, STABIL_TEXT_CHANCE), counts[k]);
    for (int y = 0; y < l->plan->years; y++)
      put_value(l, y, STABIL_STYLE_SHARE, cell(l, y)->vacancies[k]);
  }
  put_label(l, stabil_workbook_say(l->w, STABIL_TEXT_NOBODY), "");
  for (int y = 0; y < l->plan->years; y++)
    put_value(l, y, STABIL_STYLE_SHARE, cell(l, y)->nobody);
  l->row++;
}

static void put_post(line *l) {
  const stabil_layout *layout = l->w->layout;
  const int role = layout->post_role[l->plan->post[l->post]];
  stabil_workbook_put(l->w, l->sheet, (int[]){l->row, 0}, STABIL_STYLE_HEAD,
                      in(l->w, &layout->roles, role));
  stabil_workbook_put(l->w, l->sheet, (int[]){l->row, 1}, STABIL_STYLE_HEAD, "");
  put_years(l->w, l->sheet, l->plan, l->row++);
  for (int id = 0; id < STABIL_PLAN_COUNT; id++) {
    put_number(l, id, false);
    if (stabil_plan_rows[id].much_is_bad) put_number(l, id, true);
  }
  for (int bad = 0; bad < 2; bad++) put_monthly(l, bad == 1);
  put_label(l, stabil_workbook_say(l->w, STABIL_TEXT_MONTHS_TO_FILL),
            stabil_workbook_say(l->w, STABIL_TEXT_MEDIAN));
  for (int y = 0; y < l->plan->years; y++)
    put_value(l, y, STABIL_STYLE_NUMBER, 12 * cell(l, y)->time_to_fill);
  l->row++;
  put_chances(l);
  l->row++;
}

static void put_change(line *l, int s) {
  const stabil_plan_change *c = &l->plan->change[s];
  const stabil_comparison *const both[] = {&c->vacant, &c->locum_cost};
  static const stabil_workbook_style styles[] = {STABIL_STYLE_SIGNED,
                                                 STABIL_STYLE_SIGNED_WHOLE};
  static const stabil_statistic shown[] = {STABIL_STATISTIC_MEAN, STABIL_STATISTIC_Q2_5,
                                           STABIL_STATISTIC_Q97_5};
  put_label(l, stabil_workbook_scenario(l->w, s), "");
  for (int k = 0; k < 2 && stabil_layout_reference(l->w->layout, s) != s; k++)
    for (int i = 0; i < 3; i++)
      put_value(l, 3 * k + i, styles[k], both[k]->difference[shown[i]]);
  put_value(l, 6, STABIL_STYLE_SHARE, c->nobody);
  l->row++;
}

static void put_changes(line *l) {
  static const stabil_workbook_text head[] = {
      STABIL_TEXT_CHANGES, STABIL_TEXT_VACANT, STABIL_TEXT_LOW,  STABIL_TEXT_HIGH,
      STABIL_TEXT_LOCUMS,  STABIL_TEXT_LOW,    STABIL_TEXT_HIGH, STABIL_TEXT_NOBODY};
  for (int i = 0; i < 8; i++)
    stabil_workbook_put(l->w, l->sheet, (int[]){l->row, i == 0 ? 0 : i + 1},
                        STABIL_STYLE_HEAD, stabil_workbook_say(l->w, head[i]));
  l->row++;
  for (int s = 0; s < l->w->layout->scenarios.count; s++) put_change(l, s);
}

void stabil_workbook_plan(stabil_workbook *w, const stabil_plan *p) {
  const char *name = in(w, &w->layout->places, p->place);
  char sheet_name[LXW_SHEETNAME_MAX + 1];
  snprintf(sheet_name, sizeof sheet_name, "%s", name);
  line l = {w, stabil_workbook_add(w, sheet_name), p, 0, 4};
  if (!l.sheet) return;
  worksheet_set_column(l.sheet, 0, 0, 46, NULL);
  worksheet_set_column(l.sheet, 1, 1, 12, NULL);
  worksheet_set_column(l.sheet, 2, 8, 14, NULL);
  stabil_workbook_put(w, l.sheet, (int[]){0, 0}, STABIL_STYLE_TITLE, name);
  stabil_workbook_put(w, l.sheet, (int[]){1, 0}, STABIL_STYLE_NOTE,
                      stabil_workbook_say(w, STABIL_TEXT_PLAN_ABOUT));
  stabil_workbook_put(w, l.sheet, (int[]){2, 0}, STABIL_STYLE_NOTE,
                      stabil_workbook_scenario(w, w->layout->baseline));
  for (l.post = 0; l.post < p->posts; l.post++) put_post(&l);
  put_changes(&l);
}
