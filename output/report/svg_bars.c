// SPDX-License-Identifier: GPL-3.0-or-later
// A row for each scenario: an interval, the shares of its ranks, or a stack of money.
#include <math.h>

#include "output/report/svg.h"

enum { NAMES = 190, RIGHT = 20, ROW = 34, TOP = 26 };

static const json_t *rows_of(const stabil_svg *svg) {
  return json_object_get(svg->figure, "rows");
}

static void draw_name(const stabil_svg *svg, const json_t *row, double y) {
  stabil_svg_text(svg, NAMES - 12, y + 4, &(stabil_svg_style){.anchor = "end"},
                  stabil_svg_cut(svg, stabil_json_text(row, "name"), NAMES - 12));
}

// --- intervals
// ---------------------------------------------------------------------------

static double intervals_height(const stabil_svg *svg) {
  return TOP + ROW * (double)json_array_size(rows_of(svg)) + 44;
}

static stabil_axis intervals_scale(const stabil_svg *svg) {
  double low = 0, high = 0;
  size_t i;
  const json_t *row;
  json_array_foreach(rows_of(svg), i, row) {
    low = fmin(low, fmin(stabil_json_number(row, "lo"), stabil_json_number(row, "mid")));
    high =
        fmax(high, fmax(stabil_json_number(row, "hi"), stabil_json_number(row, "mid")));
  }
  stabil_axis axis = stabil_axis_round(low, high, 6);
  axis.from = NAMES;
  axis.to = STABIL_SVG_WIDTH - RIGHT - 40;
  return axis;
}

static void draw_interval(const stabil_svg *svg, const stabil_axis *axis,
                          const json_t *row, double y) {
  const char *colour = stabil_json_text(row, "colour");
  double low = stabil_axis_at(axis, stabil_json_number(row, "lo"));
  double high = stabil_axis_at(axis, stabil_json_number(row, "hi"));
  double mid = stabil_axis_at(axis, stabil_json_number(row, "mid"));
  draw_name(svg, row, y);
  if (isfinite(low) && isfinite(high))
    stabil_svg_line(svg, (double[]){low, y}, (double[]){high, y}, colour, 3);
  if (!isfinite(mid)) return;
  fprintf(svg->out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"6\" fill=\"%s\"/>\n", mid, y,
          colour);
  stabil_svg_text(
      svg, mid, y - 11,
      &(stabil_svg_style){.anchor = "middle", .size = 12, .bold = true, .fill = colour},
      stabil_json_text(row, "label"));
}

static void intervals_draw(const stabil_svg *svg) {
  stabil_axis axis = intervals_scale(svg);
  size_t i;
  const json_t *row;
  double bottom = TOP + ROW * (double)json_array_size(rows_of(svg));
  stabil_svg_ticks_x(svg, &axis, (double[]){TOP - 8, bottom});
  stabil_svg_text(svg, axis.from, bottom + 34,
                  &(stabil_svg_style){.fill = STABIL_SVG_SOFT, .size = 11},
                  stabil_json_text(svg->figure, "unit"));
  json_array_foreach(rows_of(svg), i, row) {
    draw_interval(svg, &axis, row, TOP + ROW * ((double)i + 0.6));
  }
}

const stabil_svg_kind stabil_svg_intervals = {"intervals", intervals_height,
                                              intervals_draw};

// --- ranks
// -------------------------------------------------------------------------------

static double ranks_height(const stabil_svg *svg) {
  return TOP + 20 + ROW * (double)json_array_size(rows_of(svg)) + 8;
}

static void draw_ranks(const stabil_svg *svg, const json_t *row, double y) {
  const json_t *colours = json_object_get(svg->figure, "colours");
  const json_t *shares = json_object_get(row, "shares");
  double x = NAMES, wide = STABIL_SVG_WIDTH - NAMES - RIGHT;
  draw_name(svg, row, y);
  for (size_t i = 0; i < json_array_size(shares); i++) {
    double share = stabil_json_item(shares, i);
    const char *colour = json_string_value(json_array_get(colours, i));
    stabil_svg_box(svg, (double[]){x, y - 11}, (double[]){share * wide - 1, 22}, colour);
    if (share > 0.07)
      stabil_svg_text(svg, x + share * wide / 2, y + 4,
                      &(stabil_svg_style){.anchor = "middle",
                                          .size = 11,
                                          .bold = true,
                                          .fill = i < 2 ? "#fff" : STABIL_SVG_INK},
                      stabil_report_number(svg->r, 100 * share, 0));
    x += share * wide;
  }
}

static void ranks_draw(const stabil_svg *svg) {
  size_t i;
  const json_t *row;
  double top = 12 + stabil_svg_legend(svg, json_object_get(svg->figure, "ranks"), 12);
  json_array_foreach(rows_of(svg), i, row) {
    draw_ranks(svg, row, top + ROW * ((double)i + 0.5));
  }
}

const stabil_svg_kind stabil_svg_ranks = {"ranks", ranks_height, ranks_draw};

// --- stacks
// ------------------------------------------------------------------------------

static double stack_height(const stabil_svg *svg) {
  const json_t *panels = json_object_get(svg->figure, "panels");
  size_t rows = json_array_size(json_object_get(json_array_get(panels, 0), "rows"));
  return 58 + (double)json_array_size(panels) * (ROW * (double)rows + 60);
}

static void ends(const json_t *parts, double *low, double *high) {
  double below = 0, above = 0;
  for (size_t i = 0; i < json_array_size(parts); i++) {
    double part = stabil_json_item(parts, i);
    if (part < 0) below += part;
    if (part > 0) above += part;
  }
  *low = fmin(*low, below);
  *high = fmax(*high, above);
}

static stabil_axis stack_scale(const stabil_svg *svg) {
  double low = 0, high = 0;
  size_t i, k;
  const json_t *panel, *row;
  json_array_foreach(json_object_get(svg->figure, "panels"), i, panel) {
    json_array_foreach(json_object_get(panel, "rows"), k, row) {
      ends(json_object_get(row, "parts"), &low, &high);
    }
  }
  stabil_axis axis = stabil_axis_round(low, high, 6);
  axis.from = NAMES;
  axis.to = STABIL_SVG_WIDTH - RIGHT;
  return axis;
}

static void draw_stack(const stabil_svg *svg, const stabil_axis *axis, const json_t *row,
                       double y) {
  const json_t *parts = json_object_get(row, "parts");
  const json_t *items = json_object_get(svg->figure, "items");
  double below = 0, above = 0, zero = stabil_axis_at(axis, 0);
  double scale = (axis->to - axis->from) / (axis->high - axis->low), total = 0;
  draw_name(svg, row, y);
  for (size_t i = 0; i < json_array_size(parts); i++) {
    double part = stabil_json_item(parts, i), *side = part < 0 ? &below : &above;
    if (!isfinite(part)) continue;
    double from = *side, to = *side + part;
    stabil_svg_box(svg, (double[]){zero + fmin(from, to) * scale, y - 10},
                   (double[]){fabs(part) * scale, 20},
                   stabil_json_text(json_array_get(items, i), "colour"));
    *side = to;
    total += part;
  }
  double mark = zero + total * scale; // the sum
  stabil_svg_line(svg, (double[]){mark, y - 14}, (double[]){mark, y + 14}, STABIL_SVG_INK,
                  2.5);
}

static void stack_draw(const stabil_svg *svg) {
  stabil_axis axis = stack_scale(svg);
  size_t i, k;
  const json_t *panel, *row;
  double y = 30 + stabil_svg_legend(svg, json_object_get(svg->figure, "items"), 12);
  stabil_svg_text(svg, 0, y - 16,
                  &(stabil_svg_style){.fill = STABIL_SVG_SOFT, .size = 11},
                  stabil_json_text(svg->figure, "unit"));
  stabil_svg_style bold = {.bold = true, .size = 13};
  json_array_foreach(json_object_get(svg->figure, "panels"), i, panel) {
    const json_t *rows = json_object_get(panel, "rows");
    double bottom = y + 10 + ROW * (double)json_array_size(rows);
    stabil_svg_text(svg, 0, y + 4, &bold, stabil_json_text(panel, "title"));
    stabil_svg_ticks_x(svg, &axis, (double[]){y + 6, bottom});
    json_array_foreach(rows, k, row) {
      draw_stack(svg, &axis, row, y + 10 + ROW * ((double)k + 0.5));
    }
    y = bottom + 50;
  }
}

const stabil_svg_kind stabil_svg_stack = {"stack", stack_height, stack_draw};
