// SPDX-License-Identifier: GPL-3.0-or-later
// The places as bubbles, with a slider for the year and a choice of scenario.
import { dot, plot, pointer, text, tip } from "@observablehq/plot";
import { element, legend, number, picture, say, style } from "./text.js";

function colour(figure, value) {
  return figure.colours[figure.bounds.filter((bound) => value >= bound).length];
}

// Beside its bubble, where there is room.
function nameOf(row, scale) {
  const [across, down] = row.label, r = row.r * scale;
  return text([row], { x: "x", y: "y", text: "name", fontSize: 11, fill: "#3c4752",
    textAnchor: across < 0 ? "end" : across > 0 ? "start" : "middle",
    dx: across * (r + 4), dy: down * (r + 7) });
}

function drawBubbles(figure, width, { year, scenario }) {
  const margin = width < 560 ? 24 : 58, wide = width - 2 * margin;
  const scale = Math.max(0.55, Math.min(1.1, width / 760));
  const rows = figure.places.map((place) => ({ ...place,
    value: place.values[scenario][year] })).filter(({ value }) => value !== null);
  const named = width > 560 ? rows.filter(({ label }) => label) : [];
  return plot({ width, height: wide * figure.aspect + 2 * margin, margin: 0, style,
    x: { domain: [0, 1], range: [margin, width - margin], axis: null },
    y: { domain: [0, figure.aspect], range: [margin, margin + wide * figure.aspect],
      axis: null },
    r: { type: "identity" }, color: { type: "identity" },
    marks: [dot(rows, { x: "x", y: "y", r: ({ r }) => r * scale,
      fill: ({ value }) => colour(figure, value), stroke: "#4a3b30", strokeWidth: 0.8 }),
      ...named.map((row) => nameOf(row, scale)),
      tip(rows, pointer({ x: "x", y: "y", fontSize: 12,
        title: (row) => `${row.name}: ${say("percent", { n: number(row.value, 1) })}` }))] });
}

export function drawMap({ chart, figure, width, state }) {
  state.year ??= figure.x.length - 1;
  state.scenario ??= figure.show.at(-1);
  const body = element("div"), onPaper = element("h4", { class: "on-paper" });
  const slider = element("input", { type: "range", id: "map-year", min: 0,
    max: figure.x.length - 1, step: 1 });
  const shown = element("output", { for: "map-year" });
  const select = element("select", { id: "map-scenario" });
  figure.series.forEach(({ name }, s) => select.add(new Option(name, s)));
  slider.value = state.year;
  select.value = state.scenario;
  const draw = () => {
    const year = figure.x[state.year], { name } = figure.series[state.scenario];
    shown.value = year;
    onPaper.textContent = `${name}, ${year}`;
    slider.setAttribute("aria-valuetext", year);
    body.replaceChildren(picture(drawBubbles(figure, width, state),
      `${figure.title}, ${name}, ${year}`));
  };
  slider.addEventListener("input", () => {
    state.year = Number(slider.value);
    draw();
  });
  select.addEventListener("change", () => {
    state.scenario = Number(select.value);
    draw();
  });
  chart.replaceChildren(
    element("div", { class: "controls" },
      element("label", {}, say("scenario"), select),
      element("label", {}, say("year"), slider, shown)),
    legend(figure.classes), onPaper, body);
  draw();
}
