// SPDX-License-Identifier: GPL-3.0-or-later
// From results to files: what is shown, the sections in order, the page and the figures.
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "output/report/svg.h"

// --- what is shown
// -----------------------------------------------------------------------

// Is there a district, and is it not all there is?
static bool has_district(const stabil_layout *layout) {
  bool district = false, other = false;
  for (int i = 0; i < layout->posts; i++) {
    if (layout->post_rest[i]) continue;
    district |= layout->post_district[i];
    other |= !layout->post_district[i];
  }
  return district && other;
}

static stabil_status choose_scenarios(stabil_report *r, stabil_error *err) {
  size_t count = (size_t)r->layout->scenarios.count + 1;
  r->shown = stabil_arena_array(r->arena, count, sizeof *r->shown);
  r->variant = stabil_arena_array(r->arena, count, sizeof *r->variant);
  if (!r->shown || !r->variant) return stabil_report_no_memory(err);
  r->shown[r->shown_count++] = r->baseline;
  for (int i = 0; i < r->layout->scenarios.count; i++) {
    if (i == r->baseline) continue;
    if (stabil_report_is_variant(r, i))
      r->variant[r->variant_count++] = i;
    else
      r->shown[r->shown_count++] = i;
  }
  return STABIL_OK;
}

// The scenario with the fewest vacant posts where it matters, in the last year.
static void choose_lead(stabil_report *r) {
  double least = (double)INFINITY;
  r->lead = -1;
  for (int i = 1; i < r->shown_count; i++) {
    const stabil_comparison *cell =
        &r->vacant.cell[r->area * r->vacant.scenarios + r->shown[i]];
    double mean = cell->level[STABIL_STATISTIC_MEAN];
    if (r->lead >= 0 && !(mean < least)) continue;
    r->lead = r->shown[i];
    least = mean;
  }
}

static stabil_status prepare(stabil_report *r, stabil_error *err) {
  enum { DISTRICT, OTHER, REGION };
  const stabil_request request = {.measure = STABIL_MEASURE_VACANT_FTE,
                                  .by = STABIL_COMPARE_BY_AREA,
                                  .baseline = r->baseline,
                                  .year = r->year,
                                  .threshold = (double)NAN};
  stabil_status status = STABIL_OK;
  r->area = has_district(r->layout) ? DISTRICT : REGION;
  TRY(status, choose_scenarios(r, err));
  TRY(status, stabil_compare(r->results, &request, &r->vacant, err));
  TRY(status, stabil_compare_displacement(r->results, r->baseline, r->year,
                                          &r->displacement, err));
  choose_lead(r);
out:
  return status;
}

static stabil_status read_messages(stabil_report *r, stabil_error *err) {
  json_error_t error;
  r->messages = json_loads(stabil_report_messages, 0, &error);
  if (r->messages) return STABIL_OK;
  return stabil_fail(err, STABIL_DEFECT, "messages of the report, line %d: %s",
                     error.line, error.text);
}

static stabil_status make_sections(stabil_report *r, stabil_error *err) {
  static stabil_status (*const makers[])(stabil_report *, stabil_error *) = {
      stabil_report_answer,    stabil_report_vacancies, stabil_report_map,
      stabil_report_ranks,     stabil_report_money,     stabil_report_neighbours,
      stabil_report_education, stabil_report_variants,  stabil_report_places,
      stabil_report_evidence,  stabil_report_about};
  stabil_status status = STABIL_OK;
  for (size_t i = 0; i < sizeof makers / sizeof *makers && status == STABIL_OK; i++)
    status = makers[i](r, err);
  if (status == STABIL_OK && r->failed) status = stabil_report_no_memory(err);
  return status;
}

// --- files
// -------------------------------------------------------------------------------

static stabil_status cannot(const char *path, stabil_error *err) {
  return stabil_fail(err, STABIL_OUTPUT, "cannot write %s: %s", path, strerror(errno));
}

// `figure` NULL: the page. Written aside, so that a failure leaves what was there.
static stabil_status write_file(stabil_report *r, const char *path, const json_t *figure,
                                stabil_error *err) {
  char *aside = stabil_arena_format(r->arena, "%s.partial-%ld", path, (long)getpid());
  if (!aside) return stabil_report_no_memory(err);
  FILE *stream = fopen(aside, "w");
  if (!stream) return cannot(path, err);
  if (figure)
    stabil_report_svg(r, figure, true, stream);
  else
    stabil_report_html(r, stream);
  bool bad = fflush(stream) != 0 || ferror(stream) != 0;
  bad |= fclose(stream) != 0;
  stabil_status status = STABIL_OK;
  if (bad || rename(aside, path) != 0) {
    status = cannot(path, err);
    (void)unlink(aside);
  }
  return status;
}

static stabil_status make_folder(const char *folder, stabil_error *err) {
  if (mkdir(folder, 0777) == 0 || errno == EEXIST) return STABIL_OK;
  return stabil_fail(err, STABIL_OUTPUT, "cannot make the folder %s: %s", folder,
                     strerror(errno));
}

static stabil_status write_figures(stabil_report *r, stabil_error *err) {
  const char *folder = r->request->figures, *id;
  json_t *figures = stabil_report_figures(r), *figure;
  stabil_status status = make_folder(folder, err);
  json_object_foreach(figures, id, figure) {
    char *path = stabil_arena_format(r->arena, "%s/%s.svg", folder, id);
    if (status != STABIL_OK) break;
    status = path ? write_file(r, path, figure, err) : stabil_report_no_memory(err);
  }
  json_decref(figures);
  return status;
}

stabil_status stabil_report_write(stabil_results *results,
                                  const stabil_report_request *request,
                                  stabil_error *err) {
  const stabil_layout *layout = stabil_results_layout(results);
  stabil_report r = {.results = results,
                     .layout = layout,
                     .request = request,
                     .arena = stabil_arena_create(),
                     .sections = json_array(),
                     .nb = strcmp(request->language, "nb") == 0,
                     .baseline = layout->baseline,
                     .year = layout->years - 1};
  stabil_status status = STABIL_OK;
  TRY(status, read_messages(&r, err));
  TRY(status, prepare(&r, err));
  TRY(status, make_sections(&r, err));
  TRY(status, write_file(&r, request->path, NULL, err));
  if (request->figures) TRY(status, write_figures(&r, err));
out:
  json_decref(r.messages);
  json_decref(r.sections);
  stabil_comparisons_free(&r.vacant);
  free(r.displacement);
  stabil_arena_free(r.arena);
  return status;
}
