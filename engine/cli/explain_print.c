// SPDX-License-Identifier: GPL-3.0-or-later
// Objects of explain as text for people.
#include <string.h>

#include "cli/explain.h"
#include "cli/explain_evidence.h"

const char *stabil_explain_text(const json_t *object, const char *member) {
  const char *text = json_string_value(json_object_get(object, member));
  return text == NULL ? "" : text;
}
#define text_of stabil_explain_text

static double number(const json_t *object, const char *member) {
  return json_number_value(json_object_get(object, member));
}

// " FTE"; nothing for a pure number
static void print_unit(const json_t *object, FILE *stream) {
  const char *unit = text_of(object, "unit");
  if (unit[0] != 0 && strcmp(unit, "1") != 0) fprintf(stream, " %s", unit);
}

// Few figures, no exponents for sums of money.
static void print_number(double x, FILE *stream) {
  double size = x < 0 ? -x : x;
  fprintf(stream, size >= 1e4 && size < 1e15 ? "%.0f" : "%.4g", x);
}

static void print_value(const json_t *object, FILE *stream) {
  const json_t *value = json_object_get(object, "value");
  const json_t *interval = json_object_get(object, "interval");
  if (json_is_string(value)) {
    fputs(json_string_value(value), stream);
    return;
  }
  fprintf(stream, "%.6g", json_number_value(value));
  print_unit(object, stream);
  if (interval == NULL) return;
  fprintf(stream, " (%s, 95 %% ", text_of(object, "distribution"));
  print_number(json_number_value(json_array_get(interval, 0)), stream);
  fputs(" to ", stream);
  print_number(json_number_value(json_array_get(interval, 1)), stream);
  if (text_of(object, "correlation")[0] != 0)
    fprintf(stream, "; correlation %s", text_of(object, "correlation"));
  fputc(')', stream);
}

static void print_place(const json_t *object, FILE *stream) {
  if (json_is_true(json_object_get(object, "default")))
    fputs("default", stream);
  else
    fprintf(stream, "%s:%.0f", text_of(object, "file"), number(object, "line"));
}

static void print_origin(const json_t *object, FILE *stream) {
  const char *certainty = text_of(object, "certainty"),
             *source = text_of(object, "source");
  if (certainty[0] != 0) fprintf(stream, ", certainty %s", certainty);
  if (source[0] != 0) fprintf(stream, ", source %s", source);
}

static void print_list(const json_t *list, FILE *stream) {
  size_t i;
  const json_t *item;
  json_array_foreach(list, i, item)
      fprintf(stream, "%s%s", i == 0 ? "" : ", ", json_string_value(item));
}

static void print_line_of(const char *label, const char *text, FILE *stream) {
  if (text[0] != 0) fprintf(stream, "  %-13s%s\n", label, text);
}

static void print_quantiles(const json_t *object, FILE *stream) {
  const json_t *quantiles = json_object_get(object, "quantiles"), *value;
  const char *percent, *before = "";
  if (quantiles == NULL) return;
  fprintf(stream, "  %-13s", "quantiles");
  json_object_foreach((json_t *)quantiles, percent, value) {
    fprintf(stream, "%s%s %% ", before, percent);
    print_number(json_number_value(value), stream);
    before = ", ";
  }
  fputc('\n', stream);
}

static void print_levers(const json_t *levers, FILE *stream) {
  if (json_array_size(levers) == 0) return;
  fprintf(stream, "  %-13s", "levers");
  print_list(levers, stream);
  fputc('\n', stream);
}

static void print_parameter(const json_t *object, FILE *stream) {
  const char *title = text_of(object, "source_title");
  fprintf(stream, "%s\n  %-13s", text_of(object, "key"), "value");
  print_value(object, stream);
  fputc('\n', stream);
  print_quantiles(object, stream);
  print_line_of("certainty", text_of(object, "certainty"), stream);
  if (text_of(object, "source")[0] != 0)
    fprintf(stream, "  %-13s%s%s%s\n", "source", text_of(object, "source"),
            title[0] == 0 ? "" : ": ", title);
  print_line_of("", text_of(object, "source_address"), stream);
  fprintf(stream, "  %-13s", "set at");
  print_place(object, stream);
  fputc('\n', stream);
  print_levers(json_object_get(object, "levers"), stream);
  print_line_of("is", text_of(object, "text"), stream);
}

static void print_key(const json_t *object, FILE *stream) {
  fprintf(stream, "%s: %s", text_of(object, "key"), text_of(object, "type"));
  if (text_of(object, "names")[0] != 0)
    fprintf(stream, " (%s)", text_of(object, "names"));
  print_unit(object, stream);
  const json_t *choices = json_object_get(object, "choices");
  if (choices != NULL) {
    fputs(", one of ", stream);
    print_list(choices, stream);
  }
  if (json_object_get(object, "low") != NULL)
    fprintf(stream, ", %.6g to %.6g", number(object, "low"), number(object, "high"));
  if (json_is_true(json_object_get(object, "required"))) fputs(", required", stream);
  if (text_of(object, "default")[0] != 0)
    fprintf(stream, ", default %s", text_of(object, "default"));
  if (text_of(object, "default_source")[0] != 0) fputs(" (assumption)", stream);
  fprintf(stream, "\n    %s\n", text_of(object, "text"));
}

static void print_lever(const json_t *object, FILE *stream) {
  fprintf(stream, "%s: %s; scales ", text_of(object, "name"), text_of(object, "unit"));
  print_list(json_object_get(object, "scales"), stream);
  fprintf(stream, "; %.6g to %.6g\n    %s\n", number(object, "low"),
          number(object, "high"), text_of(object, "text"));
  if (json_array_size(json_object_get(object, "reaches")) == 0) return;
  fputs("    changes ", stream);
  print_list(json_object_get(object, "reaches"), stream);
  fputc('\n', stream);
}

static void print_result(const json_t *object, FILE *stream) {
  fprintf(stream, "%s: %s, %s\n    %s\n", text_of(object, "name"),
          text_of(object, "unit"), text_of(object, "when"), text_of(object, "text"));
}

static void print_roles(const json_t *object, FILE *stream) {
  const json_t *roles = json_object_get(object, "roles");
  if (json_array_size(roles) == 0) return;
  fputs(" [", stream);
  print_list(roles, stream);
  fputc(']', stream);
}

static void print_sources(const json_t *sources, FILE *stream) {
  const char *name;
  const json_t *source;
  json_object_foreach((json_t *)sources, name, source) {
    fprintf(stream, "    source %s: %s", name, text_of(source, "title"));
    if (text_of(source, "address")[0] != 0)
      fprintf(stream, ", %s", text_of(source, "address"));
    fputc('\n', stream);
  }
}

static void print_measure(const json_t *object, FILE *stream) {
  size_t i;
  const json_t *part;
  fprintf(stream, "%s: %s\n", text_of(object, "name"), text_of(object, "label"));
  if (text_of(object, "about")[0] != 0)
    fprintf(stream, "    %s\n", text_of(object, "about"));
  if (text_of(object, "need")[0] != 0)
    fprintf(stream, "    meets the need %s\n", text_of(object, "need"));
  json_array_foreach(json_object_get(object, "effects"), i, part) {
    fprintf(stream, "    effect %s %s ", text_of(part, "lever"), text_of(part, "scale"));
    print_value(part, stream);
    print_roles(part, stream);
    print_origin(part, stream);
    fputc('\n', stream);
    stabil_explain_print_effect(part, stream);
  }
  json_array_foreach(json_object_get(object, "costs"), i, part) {
    fprintf(stream, "    cost per %s, %s, paid by %s: ", text_of(part, "per"),
            text_of(part, "item"), text_of(part, "payer"));
    print_value(part, stream);
    print_roles(part, stream);
    print_origin(part, stream);
    fputc('\n', stream);
  }
  print_sources(json_object_get(object, "source_texts"), stream);
  if (text_of(object, "capacity")[0] != 0)
    fprintf(stream, "    needs %s\n", text_of(object, "capacity"));
  if (json_array_size(json_object_get(object, "answers")) > 0) {
    fputs("    answers ", stream);
    print_list(json_object_get(object, "answers"), stream);
    fputc('\n', stream);
  }
  if (json_array_size(json_object_get(object, "used_in")) > 0) {
    fputs("    used in ", stream);
    print_list(json_object_get(object, "used_in"), stream);
    fputc('\n', stream);
  }
  fputs("    set at ", stream);
  print_place(object, stream);
  fputc('\n', stream);
}

static void print_correlation(const json_t *object, FILE *stream) {
  size_t i, k;
  const json_t *row, *name, *rho;
  fprintf(stream, "correlation %s, rank correlations\n", text_of(object, "name"));
  json_array_foreach(json_object_get(object, "between"), i, name) {
    fprintf(stream, "  %-40s", json_string_value(name));
    row = json_array_get(json_object_get(object, "matrix"), i);
    json_array_foreach(row, k, rho) {
      if (k <= i) fprintf(stream, " %6.3f", json_number_value(rho));
    }
    fputc('\n', stream);
  }
  fprintf(stream, "  %-13s", "set at");
  print_place(object, stream);
  fputc('\n', stream);
}

void stabil_explain_print(const json_t *object, FILE *stream) {
  const char *kind = text_of(object, "kind");
  if (strcmp(kind, "parameter") == 0)
    print_parameter(object, stream);
  else if (strcmp(kind, "key") == 0)
    print_key(object, stream);
  else if (strcmp(kind, "lever") == 0)
    print_lever(object, stream);
  else if (strcmp(kind, "correlation") == 0)
    print_correlation(object, stream);
  else if (strcmp(kind, "recommendation") == 0)
    stabil_explain_print_item(object, stream);
  else if (strcmp(kind, "counts") == 0)
    stabil_explain_print_counts(object, stream);
  else if (strcmp(kind, "result") == 0)
    print_result(object, stream);
  else
    print_measure(object, stream);
}

void stabil_explain_print_line(const json_t *object, FILE *stream) {
  const char *kind = text_of(object, "kind");
  if (strcmp(kind, "parameter") != 0 && strcmp(kind, "elasticity") != 0) {
    stabil_explain_print(object, stream);
    return;
  }
  fprintf(stream, "%s = ", text_of(object, "key"));
  print_value(object, stream);
  print_origin(object, stream);
  fputs("  # ", stream);
  print_place(object, stream);
  fputc('\n', stream);
}
