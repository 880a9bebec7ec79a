// SPDX-License-Identifier: GPL-3.0-or-later
// Places as bubbles where they lie, two maps under each other: the baseline and the
// leading scenario in the last year. Positions are in [0, 1] both ways, of a width.
#include <math.h>

#include "output/report/svg.h"

enum { MARGIN = STABIL_SVG_MAP_MARGIN, LEGEND = 34 };

static double map_height(const stabil_svg *svg) {
  double aspect = stabil_json_number(svg->figure, "aspect"); // height over width
  return (STABIL_SVG_WIDTH - 2 * MARGIN) * aspect + 2 * MARGIN + 30;
}

static size_t maps_of(const stabil_svg *svg) {
  return json_array_size(json_object_get(svg->figure, "show"));
}

static double height(const stabil_svg *svg) {
  return LEGEND + (double)maps_of(svg) * map_height(svg);
}

static const char *colour_of(const stabil_svg *svg, double value) {
  const json_t *bounds = json_object_get(svg->figure, "bounds");
  size_t i = 0;
  while (i < json_array_size(bounds) && value >= stabil_json_item(bounds, i)) i++;
  return json_string_value(json_array_get(json_object_get(svg->figure, "colours"), i));
}

static void draw_place(const stabil_svg *svg, const json_t *place, size_t scenario,
                       double top) {
  const json_t *values = json_array_get(json_object_get(place, "values"), scenario);
  double value = stabil_json_item(values, json_array_size(values) - 1);
  double wide = STABIL_SVG_WIDTH - 2 * MARGIN;
  double x = MARGIN + stabil_json_number(place, "x") * wide;
  double y = top + MARGIN + stabil_json_number(place, "y") * wide;
  double radius = stabil_json_number(place, "r");
  if (!isfinite(value)) return;
  fprintf(svg->out,
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\" stroke=\"#4a3b30\" "
          "stroke-width=\"0.8\"><title>",
          x, y, radius, colour_of(svg, value));
  stabil_report_escape(stabil_json_text(place, "name"), svg->out);
  fprintf(svg->out, " %s %%</title></circle>\n", stabil_report_number(svg->r, value, 0));
  const json_t *side = json_object_get(place, "label"); // where the name stands, or null
  double across = stabil_json_item(side, 0), down = stabil_json_item(side, 1);
  if (!isfinite(across)) return;
  stabil_svg_text(svg, x + across * (radius + 4), y + 4 + down * (radius + 7),
                  &(stabil_svg_style){.anchor = across < 0   ? "end"
                                                : across > 0 ? "start"
                                                             : "middle",
                                      .size = 11,
                                      .fill = STABIL_SVG_SOFT},
                  stabil_json_text(place, "name"));
}

static void draw(const stabil_svg *svg) {
  const json_t *show = json_object_get(svg->figure, "show");
  const json_t *series = json_object_get(svg->figure, "series");
  double top = LEGEND;
  (void)stabil_svg_legend(svg, json_object_get(svg->figure, "classes"), 12);
  for (size_t m = 0; m < json_array_size(show); m++) {
    size_t scenario = (size_t)json_integer_value(json_array_get(show, m)), i;
    const json_t *place, *x = json_object_get(svg->figure, "x");
    char *title =
        stabil_arena_format(svg->r->arena, "%s, %.0f",
                            stabil_json_text(json_array_get(series, scenario), "name"),
                            stabil_json_item(x, json_array_size(x) - 1));
    stabil_svg_text(svg, 0, top + 14, &(stabil_svg_style){.bold = true, .size = 13},
                    title ? title : "");
    json_array_foreach(json_object_get(svg->figure, "places"), i, place) {
      draw_place(svg, place, scenario, top + 10);
    }
    top += map_height(svg);
  }
}

const stabil_svg_kind stabil_svg_map = {"map", height, draw};
