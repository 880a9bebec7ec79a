// SPDX-License-Identifier: GPL-3.0-or-later
// Lines over time with bands of uncertainty, in one panel or several on one scale; points
// with a range of years beside them are what others observed.
#include <math.h>
#include <stdlib.h>

#include "output/report/svg.h"

enum { PANEL_HEIGHT = 200, ALONE_HEIGHT = 380, GAP = 26, LEFT = 46 };
enum { MOST_LABELS = 40 };

typedef struct panel { // one, and where it stands
  const stabil_svg *svg;
  const json_t *json;
  stabil_axis x, y;
  bool alone;
} panel;

static size_t panels_of(const stabil_svg *svg) {
  return json_array_size(json_object_get(svg->figure, "panels"));
}

// Four stand better two by two.
static size_t columns_of(size_t panels) {
  return panels == 2 || panels == 4 ? 2 : 3;
}

static double height(const stabil_svg *svg) {
  size_t count = panels_of(svg), columns = columns_of(count);
  if (count == 1) return ALONE_HEIGHT;
  size_t rows = (count + columns - 1) / columns;
  return 48 + (double)rows * (PANEL_HEIGHT + GAP);
}

// --- scales
// ------------------------------------------------------------------------------

static void widen(const json_t *list, double *low, double *high) {
  for (size_t i = 0; i < json_array_size(list); i++) {
    double value = stabil_json_item(list, i);
    if (!isfinite(value)) continue;
    *low = fmin(*low, value);
    *high = fmax(*high, value);
  }
}

static stabil_axis scale_y(const stabil_svg *svg) {
  double low = 0, high = 0;
  size_t i, k;
  const json_t *one, *series, *point;
  json_array_foreach(json_object_get(svg->figure, "panels"), i, one) {
    json_array_foreach(json_object_get(one, "series"), k, series) {
      widen(json_object_get(series, "mid"), &low, &high);
      if (!json_is_true(json_object_get(series, "band"))) continue;
      widen(json_object_get(series, "lo"), &low, &high);
      widen(json_object_get(series, "hi"), &low, &high);
    }
    json_array_foreach(json_object_get(one, "points"), k, point) {
      high = fmax(high, stabil_json_number(point, "value"));
    }
  }
  double most = stabil_json_number(svg->figure, "most");
  return stabil_axis_round(low, isfinite(most) ? most : high, 5);
}

static stabil_axis scale_x(const stabil_svg *svg, bool alone) {
  const json_t *x = json_object_get(svg->figure, "x");
  double low = stabil_json_item(x, 0);
  double high = stabil_json_item(x, json_array_size(x) - 1);
  stabil_axis axis = stabil_axis_round(low, high, alone ? 8 : 4);
  double step = axis.step < 1 ? 1 : axis.step;
  return (stabil_axis){.low = low, .high = high > low ? high : low + 1, .step = step};
}

// --- drawing
// -----------------------------------------------------------------------------

static void point_at(const panel *p, size_t i, double value, const char *command) {
  const json_t *x = json_object_get(p->svg->figure, "x");
  fprintf(p->svg->out, "%s%.1f %.1f", command,
          stabil_axis_at(&p->x, stabil_json_item(x, i)),
          stabil_axis_at(&p->y, fmin(fmax(value, p->y.low), p->y.high)));
}

static void draw_band(const panel *p, const json_t *series, const char *lower,
                      const char *upper, double opacity) {
  const json_t *low = json_object_get(series, lower);
  const json_t *high = json_object_get(series, upper);
  const json_t *all = json_object_get(p->svg->figure, "series");
  size_t count = json_array_size(low);
  const json_t *own =
      json_array_get(all, (size_t)json_integer_value(json_object_get(series, "s")));
  size_t known = 0;
  for (size_t i = 0; i < count; i++) known += isfinite(stabil_json_item(low, i)) ? 1 : 0;
  if (known == 0) return;
  fprintf(p->svg->out, "<path fill=\"%s\" fill-opacity=\"%g\" d=\"",
          stabil_json_text(own, "colour"), opacity);
  const char *command = "M";
  for (size_t i = 0; i < count; i++) {
    double value = stabil_json_item(low, i);
    if (!isfinite(value)) continue;
    point_at(p, i, value, command);
    command = "L";
  }
  for (size_t i = count; i-- > 0;)
    if (isfinite(stabil_json_item(high, i)))
      point_at(p, i, stabil_json_item(high, i), command);
  fputs("Z\"/>\n", p->svg->out);
}

static void draw_line(const panel *p, const json_t *series) {
  const json_t *all = json_object_get(p->svg->figure, "series");
  const json_t *mid = json_object_get(series, "mid");
  const json_t *own =
      json_array_get(all, (size_t)json_integer_value(json_object_get(series, "s")));
  bool strong = json_is_true(json_object_get(series, "band"));
  const char *command = "M";
  fprintf(p->svg->out,
          "<path fill=\"none\" stroke=\"%s\" stroke-width=\"%g\" "
          "stroke-linejoin=\"round\" d=\"",
          stabil_json_text(own, "colour"), strong ? 2.4 : 1.3);
  for (size_t i = 0; i < json_array_size(mid); i++) {
    double value = stabil_json_item(mid, i);
    if (isfinite(value)) point_at(p, i, value, command);
    command = isfinite(value) ? "L" : "M";
  }
  fputs("\"/>\n", p->svg->out);
}

static void draw_points(const panel *p) {
  size_t i;
  const json_t *point;
  json_array_foreach(json_object_get(p->json, "points"), i, point) {
    double y = stabil_axis_at(&p->y, stabil_json_number(point, "value"));
    double from = stabil_axis_at(&p->x, stabil_json_number(point, "from"));
    double to = stabil_axis_at(&p->x, stabil_json_number(point, "to"));
    stabil_svg_line(p->svg, (double[]){from, y}, (double[]){to, y}, "#1d2733", 2);
    fprintf(p->svg->out,
            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"#fff\" stroke=\"#1d2733\" "
            "stroke-width=\"2\"/>\n",
            (from + to) / 2, y);
    stabil_svg_text(
        p->svg, (from + to) / 2, y - 9,
        &(stabil_svg_style){.anchor = "middle", .size = 11, .bold = true, .halo = true},
        stabil_json_text(point, "label"));
  }
}

// --- labels at the end of lines
// ----------------------------------------------------------

typedef struct label {
  double y;
  const char *text, *colour;
} label;

static int by_height(const void *a, const void *b) {
  double one = ((const label *)a)->y, other = ((const label *)b)->y;
  return (one > other) - (one < other);
}

static void draw_labels(const panel *p) {
  label labels[MOST_LABELS];
  size_t i, count = 0;
  const json_t *series, *all = json_object_get(p->svg->figure, "series");
  json_array_foreach(json_object_get(p->json, "series"), i, series) {
    const json_t *mid = json_object_get(series, "mid");
    const json_t *own =
        json_array_get(all, (size_t)json_integer_value(json_object_get(series, "s")));
    double last = stabil_json_item(mid, json_array_size(mid) - 1);
    if (count == MOST_LABELS || !isfinite(last)) continue;
    labels[count++] = (label){stabil_axis_at(&p->y, last), stabil_json_text(own, "name"),
                              stabil_json_text(own, "colour")};
  }
  qsort(labels, count, sizeof *labels, by_height);
  for (int pass = 0; pass < 60; pass++) // push neighbours apart
    for (i = 1; i < count; i++) {
      double short_of = 15 - (labels[i].y - labels[i - 1].y);
      if (short_of <= 0) continue;
      labels[i].y += short_of / 2;
      labels[i - 1].y -= short_of / 2;
    }
  for (i = 0; i < count; i++)
    stabil_svg_text(
        p->svg, p->x.to + 8, labels[i].y + 4,
        &(stabil_svg_style){.fill = labels[i].colour, .bold = true},
        stabil_svg_cut(p->svg, labels[i].text, STABIL_SVG_WIDTH - p->x.to - 8));
}

// --- panels
// ------------------------------------------------------------------------------

static void draw_panel(const panel *p) {
  size_t i;
  const json_t *series, *all = json_object_get(p->json, "series");
  stabil_svg_ticks_y(p->svg, &p->y, (double[]){p->x.from, p->x.to});
  stabil_svg_ticks_x(p->svg, &p->x, (double[]){p->y.to, p->y.from});
  json_array_foreach(all, i, series) {
    if (!json_is_true(json_object_get(series, "band"))) continue;
    draw_band(p, series, "lo", "hi", 0.14);
    draw_band(p, series, "lo50", "hi50", 0.22);
  }
  for (int strong = 0; strong < 2; strong++) json_array_foreach(all, i, series) {
      if (json_is_true(json_object_get(series, "band")) == (strong == 1))
        draw_line(p, series);
    }
  draw_points(p);
  if (p->alone) draw_labels(p);
  stabil_svg_style style = {.bold = true, .size = 13};
  if (!p->alone)
    stabil_svg_text(p->svg, p->x.from - LEFT + 8, p->y.to - 10, &style,
                    stabil_json_text(p->json, "title"));
}

// Room for the longest name at the right of a single panel.
static double margin(const stabil_svg *svg) {
  double most = 40;
  size_t i;
  const json_t *one;
  json_array_foreach(json_object_get(svg->figure, "series"), i, one) {
    most = fmax(most, 14 + 1.2 * stabil_svg_width(stabil_json_text(one, "name"), 12));
  }
  return fmin(most, 200);
}

static void draw(const stabil_svg *svg) {
  const json_t *panels = json_object_get(svg->figure, "panels");
  size_t i, count = json_array_size(panels);
  panel p = {.svg = svg, .alone = count == 1, .y = scale_y(svg)};
  p.x = scale_x(svg, p.alone);
  stabil_svg_style soft = {.fill = STABIL_SVG_SOFT, .size = 11};
  double top =
      20 +
      (p.alone ? 0 : stabil_svg_legend(svg, json_object_get(svg->figure, "series"), 12));
  size_t columns = columns_of(count);
  double wide = p.alone ? STABIL_SVG_WIDTH : (STABIL_SVG_WIDTH + 8.0) / (double)columns;
  stabil_svg_text(svg, 0, p.alone ? 10 : top - 10, &soft,
                  stabil_json_text(svg->figure, "unit"));
  json_array_foreach(panels, i, p.json) {
    size_t row = i / columns;
    double column = (double)(i % columns);
    p.x.from = column * wide + LEFT;
    p.x.to = (column + 1) * wide - (p.alone ? margin(svg) : 14);
    p.y.to = p.alone ? top : top + 16 + (double)row * (PANEL_HEIGHT + GAP);
    p.y.from = p.alone ? ALONE_HEIGHT - 28 : p.y.to + PANEL_HEIGHT - 44;
    draw_panel(&p);
  }
}

const stabil_svg_kind stabil_svg_fan = {"fan", height, draw};
