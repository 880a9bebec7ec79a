// SPDX-License-Identifier: GPL-3.0-or-later
// Texts and numbers of the report in its language.
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "output/rank.h"
#include "output/report/part.h"

// --- messages
// ----------------------------------------------------------------------------

// The value of {name} at `text`, from the pairs; NULL: none of them.
static const char *value_of(const char *text, size_t length, va_list pairs) {
  va_list list;
  const char *value = NULL, *name;
  va_copy(list, pairs);
  while (!value && (name = va_arg(list, const char *)) != NULL) {
    const char *candidate = va_arg(list, const char *);
    if (strlen(name) == length && strncmp(name, text, length) == 0) value = candidate;
  }
  va_end(list);
  return value;
}

static char *fill(const char *text, va_list pairs) {
  char *out = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&out, &size);
  if (!stream) return NULL;
  while (*text) {
    size_t plain = strcspn(text, "{");
    (void)fwrite(text, 1, plain, stream);
    text += plain;
    if (*text == '\0') break;
    size_t length = strcspn(text + 1, "}");
    const char *value = value_of(text + 1, length, pairs);
    if (value) (void)fputs(value, stream);
    text += length + 2;
  }
  return fclose(stream) == 0 ? out : NULL;
}

const char *stabil_report_say(stabil_report *r, const char *key, ...) {
  const json_t *message = json_object_get(r->messages, key);
  const char *text = json_string_value(json_object_get(message, r->nb ? "nb" : "en"));
  if (!text) return key; // the test of the messages finds it
  va_list pairs;
  va_start(pairs, key);
  char *filled = fill(text, pairs);
  va_end(pairs);
  const char *out = filled ? stabil_arena_text(r->arena, filled, strlen(filled)) : NULL;
  free(filled);
  if (!out) r->failed = true;
  return out ? out : "";
}

// --- numbers
// -----------------------------------------------------------------------------

enum { NUMBER = 400 };

// Digits before the point in groups of three.
static void group(const char *digits, const char *separator, const char *point,
                  char out[NUMBER]) {
  size_t whole = strcspn(digits, "."), used = 0;
  for (size_t i = 0; i < whole; i++) {
    if (i > 0 && (whole - i) % 3 == 0)
      used += (size_t)snprintf(out + used, NUMBER - used, "%s", separator);
    out[used++] = digits[i];
  }
  (void)snprintf(out + used, NUMBER - used, "%s%s", digits[whole] ? point : "",
                 digits[whole] ? digits + whole + 1 : "");
}

static const char *number(stabil_report *r, double value, int decimals, bool sign) {
  char digits[NUMBER / 2], grouped[NUMBER];
  if (!isfinite(value)) return "–";
  if (fabs(value) >= 1e30) value = copysign(1e30, value);
  (void)snprintf(digits, sizeof digits, "%.*f", decimals, fabs(value));
  bool zero = strspn(digits, "0.") == strlen(digits); // never "-0.0"
  group(digits, r->nb ? "\u202f" : ",", r->nb ? "," : ".", grouped);
  const char *before = zero ? "" : value < 0 ? "\u2212" : sign ? "+" : "";
  const char *out = stabil_arena_format(r->arena, "%s%s", before, grouped);
  if (!out) r->failed = true;
  return out ? out : "";
}

const char *stabil_report_number(stabil_report *r, double value, int decimals) {
  return number(r, value, decimals, false);
}

const char *stabil_report_change(stabil_report *r, double value, int decimals) {
  return number(r, value, decimals, true);
}

const char *stabil_report_range(stabil_report *r, double low, double high, int decimals) {
  if (!isfinite(low) || !isfinite(high)) return "–";
  return stabil_report_say(r, "range", "low", number(r, low, decimals, false), "high",
                           number(r, high, decimals, false), NULL);
}

// --- names
// -------------------------------------------------------------------------------

const char *stabil_report_label(const stabil_report *r, const stabil_names *names,
                                int i) {
  const char *label = r->nb ? names->label_nb[i] : names->label_en[i];
  return *label ? label : names->name[i];
}

const char *stabil_report_scenario(const stabil_report *r, int scenario) {
  return stabil_report_label(r, &r->layout->scenarios, scenario);
}

const char *stabil_report_year(stabil_report *r, int index) {
  const char *out = stabil_arena_format(r->arena, "%d", r->layout->first_year + index);
  if (!out) r->failed = true;
  return out ? out : "";
}

// At least 3:1 against white, and apart from each other for the colour-blind too.
const char *stabil_report_colour(const stabil_report *r, int scenario) {
  static const char *const colours[] = {"#1b5e9b", "#b4521b", "#1f7a5c", "#8a4b9e",
                                        "#9a7200", "#c0386b", "#3b7d94", "#6b5b3e"};
  enum { COUNT = sizeof colours / sizeof *colours };
  if (scenario == r->baseline) return "#5c6670";
  if (scenario == r->lead) return colours[0];
  int order = 0;
  for (int i = 0; i < r->shown_count && r->shown[i] != scenario; i++)
    order += r->shown[i] != r->baseline && r->shown[i] != r->lead;
  return colours[1 + order % (COUNT - 1)];
}

static const char *suffix(const stabil_report *r, int scenario) {
  const char *name = r->layout->scenarios.name[scenario];
  return name + strcspn(name, "@");
}

// A scenario made from another one, `toolbox@null`. Where the baseline is one too, those
// made the same way stand for the scenarios themselves.
bool stabil_report_is_variant(const stabil_report *r, int scenario) {
  return stabil_rank_is_variant(r->layout, r->baseline, scenario);
}

int stabil_report_origin(const stabil_report *r, int variant) {
  const char *name = r->layout->scenarios.name[variant];
  size_t length = strcspn(name, "@");
  for (int i = 0; i < r->layout->scenarios.count; i++) {
    const char *other = r->layout->scenarios.name[i];
    if (!stabil_report_is_variant(r, i) && strcspn(other, "@") == length &&
        strncmp(other, name, length) == 0)
      return i;
  }
  return -1;
}

const char *stabil_report_twist(stabil_report *r, int variant) {
  int origin = stabil_report_origin(r, variant);
  const char *label = stabil_report_scenario(r, variant);
  const char *of = origin >= 0 ? stabil_report_scenario(r, origin) : "";
  size_t length = 0; // that both labels begin with
  while (of[length] && of[length] == label[length]) length++;
  if (of[length]) // "Education, as published" and "Education, written down"
    while (length > 0 && label[length - 1] != ' ') length--;
  length += strspn(label + length, ", ");
  return length > 0 && label[length] ? label + length : suffix(r, variant) + 1;
}
