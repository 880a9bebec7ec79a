// SPDX-License-Identifier: GPL-3.0-or-later
#include "case.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

char *stabil_case_format(const char *format, ...) {
  va_list list, again;
  va_start(list, format);
  va_copy(again, list);
  const int length = vsnprintf(NULL, 0, format, list);
  char *text = malloc((size_t)length + 1);
  assert_non_null(text);
  vsnprintf(text, (size_t)length + 1, format, again);
  va_end(again);
  va_end(list);
  return text;
}

char *stabil_case_file(const char *path) {
  char *full = stabil_case_format("%s/%s", STABIL_SOURCE_DIR, path);
  FILE *file = fopen(full, "rb");
  if (!file) fail_msg("cannot open %s", full);
  assert_int_equal(fseek(file, 0, SEEK_END), 0);
  const long length = ftell(file);
  rewind(file);
  char *text = calloc((size_t)length + 1, 1);
  assert_non_null(text);
  assert_int_equal(fread(text, 1, (size_t)length, file), (size_t)length);
  fclose(file);
  free(full);
  return text;
}

char *stabil_case_change(char *text, const char *from, const char *to) {
  int count = 0;
  for (const char *at = text; (at = strstr(at, from)); at += strlen(from)) count++;
  if (count == 0) fail_msg("'%s' is not in the study", from);
  const size_t more = strlen(to) * (size_t)count;
  char *out = calloc(strlen(text) + more + 1, 1);
  assert_non_null(out);
  char *end = out;
  const char *at = text;
  for (const char *next; (next = strstr(at, from)); at = next + strlen(from)) {
    memcpy(end, at, (size_t)(next - at));
    end += next - at;
    memcpy(end, to, strlen(to));
    end += strlen(to);
  }
  strcpy(end, at);
  free(text);
  return out;
}

char *stabil_case_feedback(void) {
  char *text = stabil_case_file("scenarios/05_doctors.yaml");
  text = stabil_case_change(text, "\nroles:\n",
                            "\nshock: {region: 0.1, place: 0.2}\n\nroles:\n");
  text = stabil_case_change(text, "      weeks_per_fte: {",
                            "      elasticity: 0.5\n      weeks_per_fte: {");
  return stabil_case_change(text, "  gp:\n    label:",
                            "  gp:\n    team: {effect: 0.7, reference: 4}\n"
                            "    overtime: {cap: 0.1, cost: 0.5}\n"
                            "    load: {effect: 1.5}\n    label:");
}

char *stabil_case_matching(void) {
  char *text = stabil_case_file("scenarios/06_bundle.yaml");
  text = stabil_case_change(text, "  rounds: 2\n", "  matching: deferred\n  rounds: 4\n");
  text = stabil_case_change(text, "  nurse_municipal:\n    label:",
                            "  nurse_municipal:\n    priority: [local_ties, staff]\n"
                            "    job_search: {rate: 0.5, stay: 1}\n    label:");
  return stabil_case_change(text, "  nurse_hospital:\n    label:",
                            "  nurse_hospital:\n    priority: [trained]\n"
                            "    job_search: {rate: 0.5, stay: 1, trainees: true}\n"
                            "    label:");
}

static void need(stabil_status status, stabil_error *err) {
  for (size_t i = 0; i < err->count; i++)
    print_error("%s:%d: %s: %s\n", err->problems[i].file, err->problems[i].line,
                err->problems[i].key, err->problems[i].text);
  stabil_error_clear(err);
  assert_int_equal(status, STABIL_OK);
}

stabil_study *stabil_case_study(const char *text) {
  stabil_study *study = NULL;
  stabil_error err = {0};
  need(stabil_study_parse(text, strlen(text), STABIL_SOURCE_DIR "/scenarios/case.yaml",
                          &study, &err),
       &err);
  return study;
}

stabil_case *stabil_case_run(const stabil_study *study,
                             const stabil_run_options *options) {
  stabil_case *c = calloc(1, sizeof *c);
  assert_non_null(c);
  stabil_error err = {0};
  need(stabil_run(study, options, stabil_case_sink(c), NULL, &err), &err);
  return c;
}

stabil_case *stabil_case_run_text(char *text, const stabil_run_options *options) {
  stabil_study *study = stabil_case_study(text);
  stabil_case *c = stabil_case_run(study, options);
  stabil_study_free(study);
  free(text);
  return c;
}

stabil_moments stabil_case_moments(const stabil_case *c, int scenario,
                                   stabil_measure_id measure, int year, int post) {
  stabil_moments m = {0};
  for (int r = 0; r < c->replicates; r++)
    stabil_moments_add(&m, stabil_case_value(c, scenario, r, measure, year, post));
  return m;
}

stabil_moments stabil_case_total(const stabil_case *c, int scenario,
                                 stabil_measure_id measure, int year, bool rest) {
  stabil_moments m = {0};
  for (int r = 0; r < c->replicates; r++) {
    double sum = 0;
    for (int j = 0; j < c->posts; j++) {
      if (rest || !c->rest[j]) sum += stabil_case_value(c, scenario, r, measure, year, j);
    }
    stabil_moments_add(&m, sum);
  }
  return m;
}

static void expect_p(const char *what, double p, double found, double expected) {
  if (!(p > STABIL_ALPHA))
    fail_msg("%s: found %.8g, expected %.8g, p = %.1e", what, found, expected, p);
}

void stabil_case_expect_mean(const char *what, const stabil_moments *m, double mean,
                             double variance) {
  const double z = (m->mean - mean) / sqrt(variance / m->count);
  expect_p(what, stabil_statistics_p_of_z(z), m->mean, mean);
}

// Var(s^2) = sigma^4 (kurtosis - (n - 3) / (n - 1)) / n
void stabil_case_expect_variance(const char *what, const stabil_moments *m,
                                 double variance, double kurtosis) {
  const double n = m->count, found = stabil_moments_variance(m);
  const double error = variance * sqrt((kurtosis - (n - 3) / (n - 1)) / n);
  expect_p(what, stabil_statistics_p_of_z((found - variance) / error), found, variance);
}

void stabil_case_expect_about(const char *what, const stabil_moments *m, double mean,
                              double room) {
  const double off = fmax(0, fabs(m->mean - mean) - room);
  const double error = stabil_moments_error(m);
  expect_p(what, off > 0 ? stabil_statistics_p_of_z(off / error) : 1, m->mean, mean);
}
