// SPDX-License-Identifier: GPL-3.0-or-later
// Drawing SVG: the pieces that every static figure is made of. Lengths are pixels of the
// figure's own size.
#ifndef STABIL_OUTPUT_REPORT_SVG_H
#define STABIL_OUTPUT_REPORT_SVG_H

#include "output/report/part.h"

enum { STABIL_SVG_WIDTH = 760, STABIL_SVG_MAP_MARGIN = 58 };
#define STABIL_SVG_INK "#1d2733"
#define STABIL_SVG_SOFT "#56616d"
#define STABIL_SVG_RULE "#dfe3e8"

typedef struct stabil_svg {
  stabil_report *r;
  const json_t *figure;
  FILE *out;
} stabil_svg;

// A linear scale with round ticks: values [low, high] on pixels [from, to].
typedef struct stabil_axis {
  double low, high, from, to, step;
  int decimals;
} stabil_axis;

// Ends are moved out to round numbers; about `ticks` of them.
stabil_axis stabil_axis_round(double low, double high, int ticks);
double stabil_axis_at(const stabil_axis *axis, double value);

// <svg> with its role, size and name; stabil_svg_end closes it. `alone`: with the title
// as a line of its own above, and a background.
void stabil_svg_begin(const stabil_svg *svg, double height, bool alone);
void stabil_svg_end(const stabil_svg *svg);

typedef struct stabil_svg_style {
  const char *anchor, *fill; // NULL: start, ink
  double size;               // 0: 12
  bool bold, halo;           // halo: white around it, over lines
} stabil_svg_style;

void stabil_svg_text(const stabil_svg *svg, double x, double y,
                     const stabil_svg_style *style, const char *text);
void stabil_svg_line(const stabil_svg *svg, const double from[2], const double to[2],
                     const char *stroke, double width);
void stabil_svg_box(const stabil_svg *svg, const double corner[2], const double size[2],
                    const char *fill);
// Ticks of a vertical axis with rules from x[0] to x[1], or of a horizontal one with
// rules from y[0] to y[1]; the unit stands with the last tick.
void stabil_svg_ticks_y(const stabil_svg *svg, const stabil_axis *axis,
                        const double x[2]);
void stabil_svg_ticks_x(const stabil_svg *svg, const stabil_axis *axis,
                        const double y[2]);
// Names of the series in a row or more from x, y; returns the height it took.
double stabil_svg_legend(const stabil_svg *svg, const json_t *series, double y);
// Pixels that a text takes, roughly.
double stabil_svg_width(const char *text, double size);
// A text cut to a width, with an ellipsis.
const char *stabil_svg_cut(const stabil_svg *svg, const char *text, double width);

// Members of JSON objects, with what stands for absent ones.
const char *stabil_json_text(const json_t *object, const char *key);
double stabil_json_number(const json_t *object, const char *key); // NaN
double stabil_json_item(const json_t *list, size_t i);            // NaN

// Figures by kind; height known, then drawn.
typedef struct stabil_svg_kind {
  const char *name;
  double (*height)(const stabil_svg *svg);
  void (*draw)(const stabil_svg *svg);
} stabil_svg_kind;
extern const stabil_svg_kind stabil_svg_fan, stabil_svg_intervals, stabil_svg_ranks,
    stabil_svg_stack, stabil_svg_map;

#endif
