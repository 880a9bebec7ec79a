// SPDX-License-Identifier: GPL-3.0-or-later
#include "output/report/svg.h"

#include <math.h>
#include <string.h>

// --- JSON
// --------------------------------------------------------------------------------

const char *stabil_json_text(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text ? text : "";
}

double stabil_json_number(const json_t *object, const char *key) {
  const json_t *value = json_object_get(object, key);
  return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

double stabil_json_item(const json_t *list, size_t i) {
  const json_t *value = json_array_get(list, i);
  return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

// --- axes
// --------------------------------------------------------------------------------

stabil_axis stabil_axis_round(double low, double high, int ticks) {
  stabil_axis axis = {.low = low, .high = high};
  if (!(high > low)) axis.high = high = low + 1;
  double rough = (high - low) / ticks, unit = pow(10, floor(log10(rough)));
  double steps = rough / unit;
  axis.step = unit * (steps <= 1 ? 1 : steps <= 2 ? 2 : steps <= 5 ? 5 : 10);
  axis.low = floor(low / axis.step + 1e-9) * axis.step;
  axis.high = ceil(high / axis.step - 1e-9) * axis.step;
  axis.decimals = (int)fmax(0, ceil(-log10(axis.step) - 1e-9));
  return axis;
}

double stabil_axis_at(const stabil_axis *axis, double value) {
  return axis->from +
         (value - axis->low) / (axis->high - axis->low) * (axis->to - axis->from);
}

static int ticks_of(const stabil_axis *axis) {
  return (int)lround((axis->high - axis->low) / axis->step);
}

static const char *tick(const stabil_svg *svg, const stabil_axis *axis, int i) {
  double value = axis->low + i * axis->step;
  if (json_is_true(json_object_get(svg->figure, "years")))
    return stabil_arena_format(svg->r->arena, "%.0f", value);
  return stabil_report_number(svg->r, value, axis->decimals);
}

void stabil_svg_ticks_y(const stabil_svg *svg, const stabil_axis *axis,
                        const double x[2]) {
  stabil_svg_style style = {.anchor = "end", .fill = STABIL_SVG_SOFT, .size = 11};
  for (int i = 0; i <= ticks_of(axis); i++) {
    double y = stabil_axis_at(axis, axis->low + i * axis->step);
    bool zero = fabs(axis->low + i * axis->step) < axis->step * 1e-6;
    stabil_svg_line(svg, (double[]){x[0], y}, (double[]){x[1], y},
                    zero ? "#8a939d" : STABIL_SVG_RULE, 1);
    stabil_svg_text(
        svg, x[0] - 6, y + 4, &style,
        stabil_report_number(svg->r, axis->low + i * axis->step, axis->decimals));
  }
}

void stabil_svg_ticks_x(const stabil_svg *svg, const stabil_axis *axis,
                        const double y[2]) {
  stabil_svg_style style = {.anchor = "middle", .fill = STABIL_SVG_SOFT, .size = 11};
  bool years = json_is_true(json_object_get(svg->figure, "years"));
  for (int i = 0; i <= ticks_of(axis); i++) {
    double value = axis->low + i * axis->step, x = stabil_axis_at(axis, value);
    bool zero = fabs(value) < axis->step * 1e-6;
    if (x < fmin(axis->from, axis->to) - 1 || x > fmax(axis->from, axis->to) + 1)
      continue;
    if (!years)
      stabil_svg_line(svg, (double[]){x, y[0]}, (double[]){x, y[1]},
                      zero ? "#8a939d" : STABIL_SVG_RULE, 1);
    stabil_svg_text(svg, x, y[1] + 16, &style, tick(svg, axis, i));
  }
}

// --- elements
// ----------------------------------------------------------------------------

void stabil_svg_text(const stabil_svg *svg, double x, double y,
                     const stabil_svg_style *style, const char *text) {
  fprintf(svg->out, "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%g\"", x, y,
          style->size > 0 ? style->size : 12);
  if (style->anchor) fprintf(svg->out, " text-anchor=\"%s\"", style->anchor);
  if (style->fill) fprintf(svg->out, " fill=\"%s\"", style->fill);
  if (style->bold) fputs(" font-weight=\"600\"", svg->out);
  if (style->halo)
    fputs(" stroke=\"#fff\" stroke-width=\"4\" paint-order=\"stroke\"", svg->out);
  fputc('>', svg->out);
  stabil_report_escape(text, svg->out);
  fputs("</text>\n", svg->out);
}

void stabil_svg_line(const stabil_svg *svg, const double from[2], const double to[2],
                     const char *stroke, double width) {
  fprintf(svg->out,
          "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" "
          "stroke-width=\"%g\"/>\n",
          from[0], from[1], to[0], to[1], stroke, width);
}

void stabil_svg_box(const stabil_svg *svg, const double corner[2], const double size[2],
                    const char *fill) {
  fprintf(svg->out,
          "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>\n",
          corner[0], corner[1], fmax(size[0], 0), fmax(size[1], 0), fill);
}

double stabil_svg_width(const char *text, double size) {
  double units = 0;
  for (const char *c = text; *c; c++)
    if (((unsigned char)*c & 0xc0) != 0x80)
      units += strchr("iljtfr.,:;'| ()", *c) ? 0.32 : strchr("mwMW", *c) ? 0.86 : 0.56;
  return units * size;
}

const char *stabil_svg_cut(const stabil_svg *svg, const char *text, double width) {
  if (stabil_svg_width(text, 12) <= width) return text;
  char *out = stabil_arena_format(svg->r->arena, "%s\u2026", text);
  if (!out) return "";
  size_t length = strlen(text);
  while (length > 1 && stabil_svg_width(out, 12) > width) {
    do length--;
    while (length > 1 && ((unsigned char)text[length] & 0xc0) == 0x80);
    (void)strcpy(out + length, "\u2026");
  }
  return out;
}

double stabil_svg_legend(const stabil_svg *svg, const json_t *series, double y) {
  double x = 0, row = 0;
  size_t i;
  const json_t *one;
  json_array_foreach(series, i, one) {
    const char *name = stabil_json_text(one, "name");
    double width = 28 + stabil_svg_width(name, 12);
    if (x > 0 && x + width > STABIL_SVG_WIDTH) {
      x = 0;
      row += 20;
    }
    fprintf(svg->out,
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"12\" height=\"12\" fill=\"%s\" "
            "stroke=\"#000\" stroke-opacity=\"0.25\"/>\n",
            x, y + row - 9, stabil_json_text(one, "colour"));
    stabil_svg_text(svg, x + 17, y + row + 1, &(stabil_svg_style){0}, name);
    x += width + 8;
  }
  return row + 20;
}

// --- the whole
// ---------------------------------------------------------------------------

enum { HEADLINE = 34 };

void stabil_svg_begin(const stabil_svg *svg, double height, bool alone) {
  const char *title = stabil_json_text(svg->figure, "title");
  double top = alone ? HEADLINE : 0, side = alone ? 12 : 0;
  fprintf(
      svg->out,
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"static\" role=\"img\" "
      "viewBox=\"%g %g %g %.0f\" width=\"%g\" height=\"%.0f\" "
      "font-family=\"system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', "
      "Arial, sans-serif\" font-size=\"12\" fill=\"" STABIL_SVG_INK "\" aria-label=\"",
      -side, -top, STABIL_SVG_WIDTH + 2 * side, height + top + side,
      STABIL_SVG_WIDTH + 2 * side, height + top + side);
  stabil_report_escape(title, svg->out);
  fputs("\">\n", svg->out);
  if (!alone) return;
  stabil_svg_box(svg, (double[]){-side, -top},
                 (double[]){STABIL_SVG_WIDTH + 2 * side, height + top + side}, "#fff");
  stabil_svg_text(svg, 0, -14, &(stabil_svg_style){.size = 15, .bold = true}, title);
}

void stabil_svg_end(const stabil_svg *svg) {
  fputs("</svg>\n", svg->out);
}

void stabil_report_svg(stabil_report *r, const json_t *figure, bool alone, FILE *stream) {
  static const stabil_svg_kind *const kinds[] = {&stabil_svg_fan, &stabil_svg_intervals,
                                                 &stabil_svg_ranks, &stabil_svg_stack,
                                                 &stabil_svg_map};
  const char *kind = stabil_json_text(figure, "kind");
  stabil_svg svg = {r, figure, stream};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    if (strcmp(kinds[i]->name, kind) != 0) continue;
    stabil_svg_begin(&svg, kinds[i]->height(&svg), alone);
    kinds[i]->draw(&svg);
    stabil_svg_end(&svg);
  }
}
