// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/workbook.h"

#include <math.h>

#include "base/error.h"
#include "output/workbook_part.h"

static const char *const texts[STABIL_TEXT_COUNT][2] = {
#define ROW(KEY, en, nb) [STABIL_TEXT_##KEY] = {en, nb},
    STABIL_WORKBOOK_TEXTS(ROW)
#undef ROW
};

const char *stabil_workbook_say(const stabil_workbook *w, stabil_workbook_text text) {
  return texts[text][w->nb ? 1 : 0];
}

const char *stabil_workbook_scenario(const stabil_workbook *w, int scenario) {
  const stabil_names *s = &w->layout->scenarios;
  return w->nb ? s->label_nb[scenario] : s->label_en[scenario];
}

const char *stabil_workbook_meaning(const stabil_workbook *w, stabil_measure_id measure) {
  const stabil_measure *row = stabil_measure_get(measure);
  return w->nb ? row->text_nb : row->text_en;
}

// --- cells
// -----------------------------------------------------------------------------------

static void keep(stabil_workbook *w, lxw_error error) {
  if (w->error == LXW_NO_ERROR) w->error = error;
}

lxw_worksheet *stabil_workbook_add(stabil_workbook *w, const char *name) {
  lxw_worksheet *sheet = workbook_add_worksheet(w->file, name);
  if (!sheet) {
    keep(w, LXW_ERROR_SHEETNAME_ALREADY_USED);
    return NULL;
  }
  enum { A4 = 9 };
  worksheet_set_paper(sheet, A4);
  worksheet_set_landscape(sheet);
  worksheet_fit_to_pages(sheet, 1, 0); // as many down as it takes
  return sheet;
}

void stabil_workbook_put(stabil_workbook *w, lxw_worksheet *sheet, const int at[2],
                         stabil_workbook_style style, const char *text) {
  if (sheet)
    keep(w, worksheet_write_string(sheet, (lxw_row_t)at[0], (lxw_col_t)at[1], text,
                                   w->style[style]));
}

void stabil_workbook_number(stabil_workbook *w, lxw_worksheet *sheet, const int at[2],
                            stabil_workbook_style style, double value) {
  if (sheet && isfinite(value))
    keep(w, worksheet_write_number(sheet, (lxw_row_t)at[0], (lxw_col_t)at[1], value,
                                   w->style[style]));
}

stabil_workbook_style stabil_workbook_style_of(stabil_measure_id measure, bool change) {
  const char *unit = stabil_measure_get(measure)->unit;
  if (unit[0] == '1' && unit[1] == '\0')
    return change ? STABIL_STYLE_CHANGE : STABIL_STYLE_SHARE;
  if (unit[0] == 'N') return change ? STABIL_STYLE_SIGNED_WHOLE : STABIL_STYLE_WHOLE;
  return change ? STABIL_STYLE_SIGNED : STABIL_STYLE_NUMBER;
}

// --- the file
// --------------------------------------------------------------------------------

static bool make_styles(stabil_workbook *w) {
  static const char *const formats[STABIL_STYLE_COUNT] = {
      [STABIL_STYLE_SHARE] = "0.0 %",
      [STABIL_STYLE_CHANGE] = "+0.0 %;-0.0 %;0.0 %",
      [STABIL_STYLE_WHOLE] = "#,##0",
      [STABIL_STYLE_NUMBER] = "#,##0.0",
      [STABIL_STYLE_SIGNED] = "+#,##0.0;-#,##0.0;0.0",
      [STABIL_STYLE_SIGNED_WHOLE] = "+#,##0;-#,##0;0"};
  for (int i = 0; i < STABIL_STYLE_COUNT; i++) {
    w->style[i] = workbook_add_format(w->file);
    if (!w->style[i]) return false;
    if (formats[i]) format_set_num_format(w->style[i], formats[i]);
  }
  format_set_top(w->style[STABIL_STYLE_FIRST], LXW_BORDER_THIN);
  format_set_bold(w->style[STABIL_STYLE_TITLE]);
  format_set_font_size(w->style[STABIL_STYLE_TITLE], 14);
  format_set_font_color(w->style[STABIL_STYLE_NOTE], 0x56616D);
  format_set_bold(w->style[STABIL_STYLE_HEAD]);
  format_set_bg_color(w->style[STABIL_STYLE_HEAD], 0xE8EEF4);
  format_set_bottom(w->style[STABIL_STYLE_HEAD], LXW_BORDER_THIN);
  format_set_text_wrap(w->style[STABIL_STYLE_HEAD]);
  format_set_align(w->style[STABIL_STYLE_HEAD], LXW_ALIGN_VERTICAL_TOP);
  format_set_text_wrap(w->style[STABIL_STYLE_WRAP]);
  format_set_align(w->style[STABIL_STYLE_WRAP], LXW_ALIGN_VERTICAL_TOP);
  return true;
}

// The date of making is fixed, so that the bytes are those of the results alone.
static void set_properties(const stabil_workbook *w) {
  char title[200],
      program[] = "Stabil"; // the library does not promise not to change them
  snprintf(title, sizeof title, "%s", w->nb ? w->layout->title_nb : w->layout->title_en);
  lxw_doc_properties properties = {
      .title = title, .comments = program, .created = 946684800}; // 2000-01-01
  workbook_set_properties(w->file, &properties);
}

static stabil_status fill(stabil_workbook *w, const stabil_workbook_about *about,
                          stabil_error *err) {
  const stabil_export_request *r = stabil_export_request_of(w->export);
  stabil_status status = STABIL_OK;
  TRY(status, stabil_workbook_answer(w, err));
  for (int i = 0; i < about->plans; i++) stabil_workbook_plan(w, &about->plan[i]);
  for (int m = 0; m < r->measures; m++)
    TRY(status, stabil_workbook_measure(w, r->measure[m], err));
  TRY(status, stabil_workbook_data(w, err));
  stabil_workbook_definitions(w);
  for (int i = 0; i < about->sheets; i++) stabil_workbook_given(w, &about->sheet[i]);
  stabil_workbook_origin(w);
out:
  return status;
}

stabil_status stabil_workbook_write(const stabil_export *export, stabil_results *results,
                                    const stabil_workbook_about *about,
                                    stabil_error *err) {
  stabil_workbook w = {.export = export,
                       .results = results,
                       .layout = stabil_export_layout(export),
                       .nb = stabil_export_request_of(export)->nb,
                       .file = workbook_new(about->path)};
  if (!w.file) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  if (!make_styles(&w)) w.error = LXW_ERROR_MEMORY_MALLOC_FAILED;
  set_properties(&w);
  stabil_status status = fill(&w, about, err);
  const lxw_error closed = workbook_close(w.file); // frees it
  if (status != STABIL_OK) return status;
  if (w.error == LXW_NO_ERROR) w.error = closed;
  return w.error == LXW_NO_ERROR ? STABIL_OK
                                 : stabil_fail(err, STABIL_OUTPUT, "cannot write %s: %s",
                                               about->path, lxw_strerror(w.error));
}
