// SPDX-License-Identifier: GPL-3.0-or-later
// Lines over time with bands, in one panel or several; points are what others observed.
import { areaY, dot, line, lineY, plot, pointerX, ruleX, ruleY, text, tip } from "@observablehq/plot";
import { element, legend, number, picture, say, style, tick } from "./text.js";

const list = (from) => from ?? [];

function rowsOf(figure, series) {
  return figure.x.map((x, i) => ({ x, lo: list(series.lo)[i], mid: series.mid[i],
    hi: list(series.hi)[i], lo50: list(series.lo50)[i], hi50: list(series.hi50)[i] }))
    .filter((row) => row.mid !== null && row.mid !== undefined);
}

// The series that have their band shown: the first always, and the one chosen.
function banded(panel, chosen) {
  return panel.series.filter(({ s }, i) => i === 0 || s === chosen);
}

function top(figure, chosen) {
  if (figure.most) return figure.most;
  let most = 0;
  for (const panel of figure.panels) {
    for (const { mid } of panel.series) most = Math.max(most, ...mid);
    for (const { hi } of banded(panel, chosen)) most = Math.max(most, ...list(hi));
  }
  return most;
}

// Names at the end of their lines, pushed apart where they would touch.
function endLabels(figure, panel, most, height) {
  const labels = panel.series.map(({ s, mid }) => ({ s, x: figure.x.at(-1),
    y: mid.at(-1) })).filter(({ y }) => Number.isFinite(y)).sort((a, b) => a.y - b.y);
  const apart = 15 / height * most;
  for (let pass = 0; pass < 60; pass++)
    for (let i = 1; i < labels.length; i++) {
      const short = apart - (labels[i].y - labels[i - 1].y);
      if (short <= 0) continue;
      labels[i].y += short / 2;
      labels[i - 1].y -= short / 2;
    }
  return labels;
}

function tips(figure, panel) {
  return figure.x.map((x, i) => {
    const lines = panel.series.filter(({ mid }) => Number.isFinite(mid[i]))
      .map(({ s, mid, lo, hi }) => `${figure.series[s].name}: ${number(mid[i], 1)}` +
        (lo ? ` (${say("band", { low: number(lo[i], 1), high: number(hi[i], 1) })})` : ""));
    const most = Math.max(...panel.series.map(({ mid }) => mid[i] ?? -Infinity));
    return { x, y: most, title: [figure.years ? x : `${x}`, ...lines].join("\n") };
  }).filter(({ y }) => Number.isFinite(y));
}

function marks(figure, panel, chosen) {
  const colour = (s) => figure.series[s].colour;
  const strong = new Set(banded(panel, chosen));
  const out = [ruleY([0], { stroke: "#8a939d" })];
  for (const series of strong) {
    const rows = rowsOf(figure, series);
    if (series.lo)
      out.push(areaY(rows, { x: "x", y1: "lo", y2: "hi", fill: colour(series.s),
        fillOpacity: 0.14 }));
    if (series.lo50)
      out.push(areaY(rows, { x: "x", y1: "lo50", y2: "hi50", fill: colour(series.s),
        fillOpacity: 0.22 }));
  }
  const ordered = [...panel.series].sort((a, b) => strong.has(a) - strong.has(b));
  for (const series of ordered)
    out.push(lineY(rowsOf(figure, series), { x: "x", y: "mid", stroke: colour(series.s),
      strokeWidth: strong.has(series) ? 2.4 : 1.3 }));
  for (const point of list(panel.points)) {
    out.push(line([[point.from, point.value], [point.to, point.value]],
      { stroke: "#1d2733", strokeWidth: 2 }));
    const middle = [[(point.from + point.to) / 2, point.value]];
    out.push(dot(middle, { r: 4, fill: "#fff", stroke: "#1d2733", strokeWidth: 2 }));
    out.push(text(middle, { text: () => point.label, dy: -13, fontWeight: 650,
      fill: "#1d2733", stroke: "#fff", strokeWidth: 4 }));
  }
  const hints = tips(figure, panel);
  out.push(ruleX(hints, pointerX({ x: "x", stroke: "#8a939d", strokeDasharray: "3,3" })));
  out.push(tip(hints, pointerX({ x: "x", y: "y", title: "title", lineWidth: 40,
    fontSize: 12 })));
  return out;
}

function drawPanel({ figure, width, chosen, alone }, panel) {
  const most = top(figure, chosen), height = alone ? Math.min(380, 160 + width / 3) : 190;
  const longest = Math.max(...panel.series.map(({ s }) => figure.series[s].name.length));
  const beside = alone && width > 520;
  const right = beside ? Math.min(12 + longest * 7.2, 210) : 16;
  const all = marks(figure, panel, chosen);
  if (beside)
    all.push(text(endLabels(figure, panel, most, height - 50), { x: "x", y: "y",
      text: ({ s }) => figure.series[s].name, fill: ({ s }) => figure.series[s].colour,
      textAnchor: "start", dx: 8, fontWeight: 650, clip: false }));
  return plot({ width, height, marginLeft: 40, marginRight: right, marginTop: 12,
    marginBottom: 26, style,
    x: { domain: [figure.x[0], figure.x.at(-1)], label: null, ticks: width > 420 ? 8 : 4,
      tickFormat: (x) => Number.isInteger(x) ? `${x}` : "" },
    y: { domain: [0, most || 1], nice: true, grid: true, label: null, ticks: 5,
      tickFormat: tick },
    marks: all });
}

// Which scenario has its band shown beside the baseline's.
function addChoice(context, redraw) {
  const { figure, state, chart } = context;
  if (figure.panels[0].series.length < 3) return;
  const select = element("select", { id: `choose-${figure.id}` });
  figure.panels[0].series.slice(1).forEach(({ s }) =>
    select.add(new Option(figure.series[s].name, s)));
  select.value = state.chosen;
  select.addEventListener("change", () => {
    state.chosen = Number(select.value);
    redraw();
  });
  chart.append(element("div", { class: "controls" },
    element("label", {}, say("highlight"), select)));
}

export function drawFan(context) {
  const { chart, figure, width, state } = context;
  const alone = figure.panels.length === 1;
  const first = figure.panels[0].series;
  state.chosen ??= (first.slice(1).find(({ band }) => band) ?? first.at(-1)).s;
  const two = [2, 4].includes(figure.panels.length) ? " two" : "";
  const body = element("div", alone ? {} : { class: `panels${two}` });
  const draw = () => {
    body.replaceChildren(...figure.panels.map((panel) => {
      const cell = element("div");
      if (!alone) cell.append(element("h4", {}, panel.title));
      return cell;
    }));
    [...body.children].forEach((cell, i) => {
      const wide = alone ? width : cell.clientWidth || width;
      const panel = figure.panels[i];
      const name = [figure.title, panel.title].filter(Boolean).join(": ");
      cell.append(picture(drawPanel({ figure, width: wide, chosen: state.chosen, alone },
        panel), name));
    });
  };
  chart.replaceChildren();
  addChoice(context, draw);
  if (!alone || width <= 520)
    chart.append(legend(first.map(({ s }) => figure.series[s])));
  chart.append(element("div", { class: "unit" }, figure.unit), body);
  draw();
}
